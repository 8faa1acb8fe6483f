"""Billing: settle a period, add up, prove that nothing is priced twice, make the bill."""

from utilbill.billing.bill import Bill, BillStanding, combine
from utilbill.billing.bill_difference import (
    BillDifference,
    DifferencePart,
    Factor,
    FigureChange,
    QuantityBasis,
    SupplyDifference,
    difference,
)
from utilbill.billing.billed_once import BilledOnce, Excuse, Supply, billed_once
from utilbill.billing.canonical import canonical_form
from utilbill.billing.comparison import (
    ConsumptionComparison,
    PreviousConsumption,
    ReferenceGroup,
    compare,
)
from utilbill.billing.crediting import with_credit_used
from utilbill.billing.digest import BillDigest, Reproduction, Sameness, reproduces
from utilbill.billing.forecasting import ExpectedQuantity, forecast, next_forecast
from utilbill.billing.line import Absence, Line
from utilbill.billing.relief import Relief, ReliefAmount, relieve
from utilbill.billing.rules import BillingRules, HasBillingRules
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.billing.settling import Blocked, Case, Settled, settle, settle_many
from utilbill.billing.totals import TaxGroup, TaxLevel, Totals

__all__ = [
    "Absence",
    "Bill",
    "BillDifference",
    "BillDigest",
    "BillStanding",
    "BilledOnce",
    "BillingRules",
    "Blocked",
    "Case",
    "ConsumptionComparison",
    "DifferencePart",
    "Excuse",
    "ExpectedQuantity",
    "Factor",
    "FigureChange",
    "HasBillingRules",
    "Line",
    "PreviousConsumption",
    "QuantityBasis",
    "ReferenceGroup",
    "Relief",
    "ReliefAmount",
    "Reproduction",
    "Sameness",
    "Settled",
    "Settlement",
    "SettlementKind",
    "Supply",
    "SupplyDifference",
    "TaxGroup",
    "TaxLevel",
    "Totals",
    "billed_once",
    "canonical_form",
    "combine",
    "compare",
    "difference",
    "forecast",
    "next_forecast",
    "relieve",
    "reproduces",
    "settle",
    "settle_many",
    "with_credit_used",
]
