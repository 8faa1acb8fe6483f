"""The cost of a building's heat and hot water, shared by its users (Heizkostenabrechnung).

HeizkostenV §§ 7 to 9b: the cost of a joint plant is divided into heating and hot water; of each a
percentage goes by measured consumption and the rest, the base cost, by area. Where users change
within the accounting period, the base cost of heating goes by degree days, that of hot water by
days. Figures are those of the first day of the accounting period.
"""

from utilbill.billing.heat_costs import (
    CostPart,
    EnergyBasis,
    HeatCostAllocation,
    HeatCostSplit,
    HeatingCosts,
    HeatShare,
    HeatUser,
    HotWater,
    HotWaterByArea,
)
from utilbill.markets.de.heat_costs.allocation import allocate_heat_costs
from utilbill.markets.de.heat_costs.areas import equivalent_area
from utilbill.markets.de.heat_costs.consumption import divide_consumption
from utilbill.markets.de.heat_costs.hot_water import (
    ENERGY_ROUNDING,
    PERCENT_ROUNDING,
    hot_water_energy,
    split_hot_water,
)
from utilbill.markets.de.heat_costs.reduction import ReductionGround, reduction

__all__ = [
    "ENERGY_ROUNDING",
    "PERCENT_ROUNDING",
    "CostPart",
    "EnergyBasis",
    "HeatCostAllocation",
    "HeatCostSplit",
    "HeatShare",
    "HeatUser",
    "HeatingCosts",
    "HotWater",
    "HotWaterByArea",
    "ReductionGround",
    "allocate_heat_costs",
    "divide_consumption",
    "equivalent_area",
    "hot_water_energy",
    "reduction",
    "split_hot_water",
]
