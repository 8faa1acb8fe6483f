"""Tariffs: price components and the price sheets that hold them."""

from utilbill.tariffs.amount_limits import AmountLimit, Limit
from utilbill.tariffs.average_price import average_price
from utilbill.tariffs.band_tiers import BandTier, BandTieredPrice
from utilbill.tariffs.bonus import Bonus
from utilbill.tariffs.component import (
    ChargeRole,
    Component,
    Context,
    Draft,
    LineKind,
    Measure,
    PriceBasis,
    PricedLine,
    QuantitySource,
)
from utilbill.tariffs.components import OneOff, StandingCharge, UnitPrice, dated_prices
from utilbill.tariffs.demand_charge import CapacitySteps, DemandCharge, PeakOf, TieredDemandCharge
from utilbill.tariffs.event_price import EventPrice, PricedEvent
from utilbill.tariffs.formulas import (
    CalculatedPrice,
    FormulaParameter,
    FormulaPrice,
    FormulaStandingCharge,
    IndexReference,
    IndexWindow,
    PriceDays,
    PriceFormula,
    PriceMovement,
    monthly_means,
    price_movement,
)
from utilbill.tariffs.guarantee import PriceGuarantee
from utilbill.tariffs.index_figures import IndexFigure, IndexFigures
from utilbill.tariffs.individual_prices import IndividualPrice, Precedence, with_individual_prices
from utilbill.tariffs.interval_cost import interval_cost
from utilbill.tariffs.minimum_quantity import MinimumQuantity
from utilbill.tariffs.options import Choose, TariffKit, TariffOption
from utilbill.tariffs.peaks import DistinctIn, Peak, PeakRule, ReadPeak
from utilbill.tariffs.percent_discount import PercentDiscount
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.reactive_energy import ReactiveBy, ReactiveEnergy
from utilbill.tariffs.reduction import Reduction
from utilbill.tariffs.schemes import Every, PeriodScheme
from utilbill.tariffs.spot_price import LimitOf, SpotPrice
from utilbill.tariffs.step_table import Step, StepTable
from utilbill.tariffs.tiers import Tier, TieredPrice, TierMode
from utilbill.tariffs.time_bands import TimeBands, TimeWindow, band_register
from utilbill.tariffs.utilization import UtilizationClass, UtilizationPrice

__all__ = [
    "AmountLimit",
    "BandTier",
    "BandTieredPrice",
    "Bonus",
    "CalculatedPrice",
    "CapacitySteps",
    "ChargeRole",
    "Choose",
    "Component",
    "Context",
    "DemandCharge",
    "DistinctIn",
    "Draft",
    "EventPrice",
    "Every",
    "FormulaParameter",
    "FormulaPrice",
    "FormulaStandingCharge",
    "IndexFigure",
    "IndexFigures",
    "IndexReference",
    "IndexWindow",
    "IndividualPrice",
    "Limit",
    "LimitOf",
    "LineKind",
    "Measure",
    "MinimumQuantity",
    "OneOff",
    "Peak",
    "PeakOf",
    "PeakRule",
    "PercentDiscount",
    "PeriodScheme",
    "Precedence",
    "PriceBasis",
    "PriceDays",
    "PriceFormula",
    "PriceGuarantee",
    "PriceMovement",
    "PriceSheet",
    "PricedEvent",
    "PricedLine",
    "QuantitySource",
    "ReactiveBy",
    "ReactiveEnergy",
    "ReadPeak",
    "Reduction",
    "SpotPrice",
    "StandingCharge",
    "Step",
    "StepTable",
    "TariffKit",
    "TariffOption",
    "Tier",
    "TierMode",
    "TieredDemandCharge",
    "TieredPrice",
    "TimeBands",
    "TimeWindow",
    "UnitPrice",
    "UtilizationClass",
    "UtilizationPrice",
    "average_price",
    "band_register",
    "dated_prices",
    "interval_cost",
    "monthly_means",
    "price_movement",
    "with_individual_prices",
]
