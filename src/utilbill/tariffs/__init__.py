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
from utilbill.tariffs.guarantee import PriceGuarantee
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.tiers import Tier, TieredPrice, TierMode

__all__ = [
    "Bonus",
    "ChargeRole",
    "Component",
    "Context",
    "Draft",
    "LineKind",
    "Measure",
    "OneOff",
    "PercentDiscount",
    "PriceBasis",
    "PriceGuarantee",
    "PriceSheet",
    "PricedLine",
    "QuantitySource",
    "StandingCharge",
    "Tier",
    "TierMode",
    "TieredPrice",
    "UnitPrice",
    "average_price",
    "dated_prices",
]
