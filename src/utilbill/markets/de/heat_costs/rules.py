"""The facet of heat costs of the German market."""

from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.billing.emissions import LandlordShare
from utilbill.billing.heat_costs import HeatCostAllocation, HeatingCosts, HeatUser
from utilbill.law.parameter import LawBook
from utilbill.markets.de import carbon
from utilbill.markets.de.heat_costs.allocation import allocate_heat_costs
from utilbill.markets.de.heat_costs.consumption import divide_consumption
from utilbill.markets.de.heat_costs.hot_water import ENERGY_ROUNDING, PERCENT_ROUNDING
from utilbill.prorating.spreading import DayWeights
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import Quantity


@attrs.frozen
class GermanHeatCosts:
    """Heat costs in Germany, for :class:`~utilbill.markets.market.HeatCostRules`.

    Attributes:
        energy_rounding: The habit for the heat of hot water.
        percent_rounding: The habit for the share of hot water.
    """

    energy_rounding: RoundingRule = ENERGY_ROUNDING
    percent_rounding: RoundingRule = PERCENT_ROUNDING

    def allocate(
        self,
        law: LawBook,
        costs: HeatingCosts,
        users: Sequence[HeatUser],
        *,
        heating_consumption_percent: Decimal,
        hot_water_consumption_percent: Decimal | None,
        degree_days: DayWeights,
        agreed_above_maximum: bool,
        exempt: bool,
        energy_rounding: RoundingRule,
        percent_rounding: RoundingRule | None,
    ) -> HeatCostAllocation:
        """Share the cost, HeizkostenV §§ 7 to 9b."""
        return allocate_heat_costs(
            law,
            costs,
            users,
            heating_consumption_percent=heating_consumption_percent,
            hot_water_consumption_percent=hot_water_consumption_percent,
            degree_days=degree_days,
            agreed_above_maximum=agreed_above_maximum,
            exempt=exempt,
            energy_rounding=energy_rounding,
            percent_rounding=percent_rounding,
        )

    def divide_consumption(
        self, total: Decimal, days: Sequence[Period], weights: DayWeights
    ) -> tuple[Decimal, ...]:
        """Divide the consumption of a flat without an interim reading, § 9b Abs. 3."""
        return divide_consumption(total, days, weights)

    def landlord_share(
        self,
        law: LawBook,
        period: Period,
        emissions: Quantity,
        area: Quantity,
        *,
        residential: bool,
    ) -> LandlordShare:
        """Return the landlord's share of the cost of emissions, CO2KostAufG §§ 5 to 8."""
        return carbon.landlord_share(law, period, emissions, area, residential=residential)
