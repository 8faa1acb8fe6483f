"""Tariffs: price components and the price sheets that hold them."""

from utilbill.tariffs.average_price import average_price
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
from utilbill.tariffs.components import (
    OneOff,
    PercentDiscount,
    StandingCharge,
    UnitPrice,
    dated_prices,
)
from utilbill.tariffs.demand_charge import CapacitySteps, DemandCharge, PeakOf
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
from utilbill.tariffs.interval_cost import interval_cost
from utilbill.tariffs.peaks import DistinctIn, Peak, PeakRule
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.spot_price import LimitOf, LinesPer, SpotPrice
from utilbill.tariffs.tiers import Tier, TieredPrice, TierMode
from utilbill.tariffs.time_bands import TimeBands, TimeWindow, band_register

__all__ = [
    "Bonus",
    "CalculatedPrice",
    "CapacitySteps",
    "ChargeRole",
    "Component",
    "Context",
    "DemandCharge",
    "DistinctIn",
    "Draft",
    "FormulaParameter",
    "FormulaPrice",
    "FormulaStandingCharge",
    "IndexFigure",
    "IndexFigures",
    "IndexReference",
    "IndexWindow",
    "LimitOf",
    "LineKind",
    "LinesPer",
    "Measure",
    "OneOff",
    "Peak",
    "PeakOf",
    "PeakRule",
    "PercentDiscount",
    "PriceBasis",
    "PriceDays",
    "PriceFormula",
    "PriceGuarantee",
    "PriceMovement",
    "PriceSheet",
    "PricedLine",
    "QuantitySource",
    "SpotPrice",
    "StandingCharge",
    "Tier",
    "TierMode",
    "TieredPrice",
    "TimeBands",
    "TimeWindow",
    "UnitPrice",
    "average_price",
    "band_register",
    "dated_prices",
    "interval_cost",
    "monthly_means",
    "price_movement",
]
