"""Public names: one list, read at run time for lazy loading and by type checkers."""

from .adapters.casefile import (
    LoadedCase as LoadedCase,
    bill_case as bill_case,
    json_schema as json_schema,
    load_case as load_case,
    parse_case as parse_case,
)
from .adapters.html_page import bill_page as bill_page
from .adapters.markets import (
    installed as installed,
    market as market,
)
from .adapters.results import (
    bill_from_json as bill_from_json,
    bill_to_json as bill_to_json,
)
from .billing import (
    Absence as Absence,
    Bill as Bill,
    BillingRules as BillingRules,
    Blocked as Blocked,
    Case as Case,
    ExpectedQuantity as ExpectedQuantity,
    Line as Line,
    Settled as Settled,
    Settlement as Settlement,
    SettlementKind as SettlementKind,
    TaxGroup as TaxGroup,
    TaxLevel as TaxLevel,
    Totals as Totals,
    combine as combine,
    forecast as forecast,
    next_forecast as next_forecast,
    settle as settle,
    settle_many as settle_many,
)
from .contracts import (
    BillingEntity as BillingEntity,
    Commodity as Commodity,
    Contract as Contract,
    CustomerClass as CustomerClass,
    Party as Party,
    SupplyPoint as SupplyPoint,
)
from .documents import (
    PriceOverview as PriceOverview,
    PriceRow as PriceRow,
    bill_text as bill_text,
    explain as explain,
    price_overview as price_overview,
)
from .installments import (
    CreditOffset as CreditOffset,
    CreditUse as CreditUse,
    Forecast as Forecast,
    Installment as Installment,
    InstallmentPlan as InstallmentPlan,
    ReceivedInstallment as ReceivedInstallment,
    adjusted as adjusted,
    build_plan as build_plan,
    due_dates as due_dates,
    offset_credit as offset_credit,
)
from .law.errors import (
    BeyondHorizonError as BeyondHorizonError,
    NotInForceError as NotInForceError,
    UnknownParameterError as UnknownParameterError,
)
from .law.parameter import (
    CARRY_LAST as CARRY_LAST,
    Figure as Figure,
    HorizonPolicy as HorizonPolicy,
    LawBook as LawBook,
    LegalParameter as LegalParameter,
    LooksAt as LooksAt,
)
from .markets.market import Market as Market
from .metering import (
    Consumption as Consumption,
    LoadProfile as LoadProfile,
    Reading as Reading,
    ReadingOrigin as ReadingOrigin,
    Register as Register,
    consumption as consumption,
)
from .prorating import (
    BY_READING as BY_READING,
    LINEAR as LINEAR,
    Proration as Proration,
    Spreading as Spreading,
)
from .tariffs import (
    Bonus as Bonus,
    ChargeRole as ChargeRole,
    LineKind as LineKind,
    OneOff as OneOff,
    PercentDiscount as PercentDiscount,
    PriceBasis as PriceBasis,
    PriceSheet as PriceSheet,
    StandingCharge as StandingCharge,
    UnitPrice as UnitPrice,
    average_price as average_price,
    dated_prices as dated_prices,
)
from .taxes import (
    ConcessionFee as ConcessionFee,
    ConsumerGroup as ConsumerGroup,
    FixedTaxation as FixedTaxation,
    Levy as Levy,
    QuantityTax as QuantityTax,
    RateChange as RateChange,
    TaxRate as TaxRate,
)
from .values.calendar import Calendar as Calendar
from .values.dated import (
    Dated as Dated,
    Timeline as Timeline,
)
from .values.decision import (
    Condition as Condition,
    Decision as Decision,
)
from .values.errors import (
    CoverageError as CoverageError,
    InvalidInputError as InvalidInputError,
    UtilbillError as UtilbillError,
)
from .values.explanation import (
    Explanation as Explanation,
    Label as Label,
    evaluate as evaluate,
)
from .values.findings import Finding as Finding
from .values.identifiers import (
    CreditorIdentifier as CreditorIdentifier,
    Iban as Iban,
    MarketLocationId as MarketLocationId,
    MarketPartnerCode as MarketPartnerCode,
    MeteringLocationId as MeteringLocationId,
    ObisCode as ObisCode,
)
from .values.money import Money as Money
from .values.period import Period as Period
from .values.rounding import (
    CENT as CENT,
    RoundingMode as RoundingMode,
    RoundingRule as RoundingRule,
    allocate as allocate,
)
from .values.table import (
    Table as Table,
    Tree as Tree,
)
from .values.tax import TaxCategory as TaxCategory
from .values.units import (
    Price as Price,
    Quantity as Quantity,
    Unit as Unit,
)

__all__ = [
    "BY_READING",
    "CARRY_LAST",
    "CENT",
    "LINEAR",
    "Absence",
    "BeyondHorizonError",
    "Bill",
    "BillingEntity",
    "BillingRules",
    "Blocked",
    "Bonus",
    "Calendar",
    "Case",
    "ChargeRole",
    "Commodity",
    "ConcessionFee",
    "Condition",
    "ConsumerGroup",
    "Consumption",
    "Contract",
    "CoverageError",
    "CreditOffset",
    "CreditUse",
    "CreditorIdentifier",
    "CustomerClass",
    "Dated",
    "Decision",
    "ExpectedQuantity",
    "Explanation",
    "Figure",
    "Finding",
    "FixedTaxation",
    "Forecast",
    "HorizonPolicy",
    "Iban",
    "Installment",
    "InstallmentPlan",
    "InvalidInputError",
    "Label",
    "LawBook",
    "LegalParameter",
    "Levy",
    "Line",
    "LineKind",
    "LoadProfile",
    "LoadedCase",
    "LooksAt",
    "Market",
    "MarketLocationId",
    "MarketPartnerCode",
    "MeteringLocationId",
    "Money",
    "NotInForceError",
    "ObisCode",
    "OneOff",
    "Party",
    "PercentDiscount",
    "Period",
    "Price",
    "PriceBasis",
    "PriceOverview",
    "PriceRow",
    "PriceSheet",
    "Proration",
    "Quantity",
    "QuantityTax",
    "RateChange",
    "Reading",
    "ReadingOrigin",
    "ReceivedInstallment",
    "Register",
    "RoundingMode",
    "RoundingRule",
    "Settled",
    "Settlement",
    "SettlementKind",
    "Spreading",
    "StandingCharge",
    "SupplyPoint",
    "Table",
    "TaxCategory",
    "TaxGroup",
    "TaxLevel",
    "TaxRate",
    "Timeline",
    "Totals",
    "Tree",
    "Unit",
    "UnitPrice",
    "UnknownParameterError",
    "UtilbillError",
    "__version__",
    "adjusted",
    "allocate",
    "average_price",
    "bill_case",
    "bill_from_json",
    "bill_page",
    "bill_text",
    "bill_to_json",
    "build_plan",
    "combine",
    "consumption",
    "dated_prices",
    "due_dates",
    "evaluate",
    "explain",
    "forecast",
    "installed",
    "json_schema",
    "load_case",
    "market",
    "next_forecast",
    "offset_credit",
    "parse_case",
    "price_overview",
    "settle",
    "settle_many",
]

__version__: str
