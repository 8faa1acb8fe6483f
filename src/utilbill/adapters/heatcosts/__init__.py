"""Files of heat costs: one YAML or JSON file per building and accounting period."""

from utilbill.adapters.heatcosts.building import LoadedHeatCosts, share_heat_costs
from utilbill.adapters.heatcosts.reading import (
    heat_costs_schema,
    load_heat_costs,
    parse_heat_costs,
)

__all__ = [
    "LoadedHeatCosts",
    "heat_costs_schema",
    "load_heat_costs",
    "parse_heat_costs",
    "share_heat_costs",
]
