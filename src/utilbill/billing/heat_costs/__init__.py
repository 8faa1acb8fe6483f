"""The cost of a building's heat and hot water, and what each user bears: values without law.

The rules are those of a market; see :mod:`utilbill.markets.de.heat_costs` for the German ones.
"""

from utilbill.billing.heat_costs.costs import EnergyBasis, HeatingCosts, HotWater, HotWaterByArea
from utilbill.billing.heat_costs.shares import (
    CostPart,
    HeatCostAllocation,
    HeatCostSplit,
    HeatShare,
)
from utilbill.billing.heat_costs.users import HeatUser

__all__ = [
    "CostPart",
    "EnergyBasis",
    "HeatCostAllocation",
    "HeatCostSplit",
    "HeatShare",
    "HeatUser",
    "HeatingCosts",
    "HotWater",
    "HotWaterByArea",
]
