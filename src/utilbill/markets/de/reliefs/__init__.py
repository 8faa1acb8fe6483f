"""Reliefs of the energy crisis: December 2022 (EWSG) and the price brakes of 2023.

Plug-ins beside the engine: they implement :class:`~utilbill.billing.relief.Relief` and look at
rated settlements; the engine knows nothing of them.
"""

from utilbill.markets.de.reliefs.december import (
    DecemberAmount,
    DecemberRelief,
    december_relief_applies,
    december_relief_gas,
    december_relief_heat,
)
from utilbill.markets.de.reliefs.groups import BrakeGroup, GroupDecision, brake_group
from utilbill.markets.de.reliefs.installments import (
    LoweredInstallment,
    LoweredInstallments,
    lower_installments,
)
from utilbill.markets.de.reliefs.monthly_relief import MonthlyRelief, monthly_relief
from utilbill.markets.de.reliefs.price_brake import EarlierRelief, PriceBrake, ReliefRounding
from utilbill.markets.de.reliefs.quota import annual_quota
from utilbill.markets.de.reliefs.reference_price import WeeklyHours, reference_price
from utilbill.markets.de.reliefs.unit_price import unit_price
from utilbill.markets.de.reliefs.year_end import BrakeStatement, brake_statement, refund

__all__ = [
    "BrakeGroup",
    "BrakeStatement",
    "DecemberAmount",
    "DecemberRelief",
    "EarlierRelief",
    "GroupDecision",
    "LoweredInstallment",
    "LoweredInstallments",
    "MonthlyRelief",
    "PriceBrake",
    "ReliefRounding",
    "WeeklyHours",
    "annual_quota",
    "brake_group",
    "brake_statement",
    "december_relief_applies",
    "december_relief_gas",
    "december_relief_heat",
    "lower_installments",
    "monthly_relief",
    "reference_price",
    "refund",
    "unit_price",
]
