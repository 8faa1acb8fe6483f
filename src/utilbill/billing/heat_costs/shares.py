"""What of the cost of heat and hot water each user bears; the parts add up to the total."""

from collections.abc import Iterable

import attrs

from utilbill.billing.heat_costs.costs import HeatingCosts
from utilbill.billing.heat_costs.users import HeatUser
from utilbill.values.errors import AllocationError
from utilbill.values.exact import add
from utilbill.values.explanation import Explanation, Operation, evaluate
from utilbill.values.money import Money
from utilbill.values.rounding import CENT
from utilbill.values.table import Table
from utilbill.values.units import Quantity


@attrs.frozen
class CostPart:
    """An amount and how it came about.

    Attributes:
        amount: In whole cents.
        explanation: Evaluates to the amount again.

    Examples:
        >>> from decimal import Decimal
        >>> from utilbill import Money
        >>> from utilbill.values.explanation import Constant
        >>> CostPart(Money("5.00", "EUR"), Constant(Decimal(5), "EUR")).amount
        Money('5.00', 'EUR')
    """

    amount: Money
    explanation: Explanation


def cost_part(node: Explanation, currency: str) -> CostPart:
    """Return an amount of whole cents with its explanation."""
    value = evaluate(node)
    amount = CENT(value)  # writes whole cents with two decimals, and changes nothing
    assert amount == value  # noqa: S101 - sums and differences of whole cents
    return CostPart(Money(amount, currency), node)


@attrs.frozen(kw_only=True)
class HeatCostSplit:
    """The two parts of the cost of a joint plant (Kostentrennung bei verbundenen Anlagen), § 9.

    Attributes:
        heating: The cost of heating.
        hot_water: The cost of hot water; zero where there is none.
        energy: Heat of hot water [kWh]; None where there is none.
        percent: Share of hot water in the joint cost [%], as used; None where there is none.

    Examples:
        >>> from utilbill import LINEAR, Money, Period, market
        >>> from utilbill.markets.de.heat_costs import allocate_heat_costs, split_hot_water
        >>> costs = HeatingCosts(
        ...     total=Money(1000, "EUR"), period=Period.of_year(2025),
        ...     fuel_energy="10 MWh", hot_water="2500 kWh")
        >>> split = split_hot_water(market("DE").law, costs)
        >>> split.hot_water.amount, split.energy
        (Money('250.00', 'EUR'), Quantity('2500 kWh'))
    """

    heating: CostPart
    hot_water: CostPart
    energy: Quantity | None = None
    percent: Explanation | None = None


@attrs.frozen(kw_only=True)
class HeatShare:
    """What one user bears (Kostenanteil des Nutzers).

    Attributes:
        user: The user, with the days that count.
        heating_area: Area weighted by degree days; evaluates to m², or to m³ of enclosed space.
        hot_water_area: Area weighted by days; evaluates to m².
        heating_base: Base cost of heating (Grundkosten Heizung), § 7 Abs. 1 Satz 5.
        heating_consumption: Consumption cost of heating (Verbrauchskosten), § 7 Abs. 1 Satz 1.
        hot_water_base: Base cost of hot water, § 8 Abs. 1.
        hot_water_consumption: Consumption cost of hot water, § 8 Abs. 1.

    Examples:
        >>> from utilbill import LINEAR, Money, Period, market
        >>> from utilbill.markets.de.heat_costs import allocate_heat_costs, split_hot_water
        >>> costs = HeatingCosts(total=Money(1000, "EUR"), period=Period.of_year(2025))
        >>> ada = HeatUser(flat="1", name="Ada", area="60 m²", heating_units=250)
        >>> allocation = allocate_heat_costs(
        ...     market("DE").law, costs, [ada], heating_consumption_percent=70,
        ...     degree_days=LINEAR.weights)
        >>> share, = allocation.shares
        >>> share.heating_base.amount, share.heating_consumption.amount, share.total.amount
        (Money('300.00', 'EUR'), Money('700.00', 'EUR'), Money('1000.00', 'EUR'))
    """

    user: HeatUser
    heating_area: Explanation
    hot_water_area: Explanation
    heating_base: CostPart
    heating_consumption: CostPart
    hot_water_base: CostPart
    hot_water_consumption: CostPart

    @property
    def parts(self) -> tuple[CostPart, CostPart, CostPart, CostPart]:
        """Base and consumption of heating, then of hot water."""
        return (
            self.heating_base,
            self.heating_consumption,
            self.hot_water_base,
            self.hot_water_consumption,
        )

    @property
    def total(self) -> CostPart:
        """The sum of the four parts, in whole cents."""
        node = Operation("+", tuple(part.explanation for part in self.parts))
        return CostPart(sum_of(self.parts), node)


def sum_of(parts: Iterable[CostPart]) -> Money:
    """Return the sum of some amounts."""
    first, *others = parts
    amount = first.amount.amount
    for part in others:
        amount = add(amount, part.amount.amount)
    return Money(amount, first.amount.currency)


@attrs.frozen(kw_only=True)
class HeatCostAllocation:
    """The accounting of heat and hot water of a building (Heizkostenabrechnung).

    Attributes:
        costs: What was shared.
        split: Heating and hot water, of a joint plant.
        heating_base: Base cost of heating of the building.
        heating_consumption: Consumption cost of heating of the building.
        hot_water_base: Base cost of hot water of the building.
        hot_water_consumption: Consumption cost of hot water of the building.
        shares: What each user bears, in the order of the users.

    Raises:
        AllocationError: If the shares do not add up to the total.

    Examples:
        >>> from utilbill import LINEAR, Money, Period, market
        >>> from utilbill.markets.de.heat_costs import allocate_heat_costs, split_hot_water
        >>> costs = HeatingCosts(total=Money(1000, "EUR"), period=Period.of_year(2025))
        >>> ada = HeatUser(flat="1", name="Ada", area="60 m²", heating_units=250)
        >>> allocation = allocate_heat_costs(
        ...     market("DE").law, costs, [ada], heating_consumption_percent=70,
        ...     degree_days=LINEAR.weights)
        >>> [(row["user"], str(row["total"])) for row in allocation.records()]
        [('Ada', '1000.00')]
    """

    costs: HeatingCosts
    split: HeatCostSplit
    heating_base: CostPart
    heating_consumption: CostPart
    hot_water_base: CostPart
    hot_water_consumption: CostPart
    shares: tuple[HeatShare, ...]

    def __attrs_post_init__(self) -> None:
        total = sum_of(part for share in self.shares for part in share.parts)
        if total != self.costs.shared:
            raise AllocationError(
                "shares",
                total,
                f"do not add up to {self.costs.shared}",
                "Build allocations with allocate_heat_costs.",
            )

    def table(self) -> Table:
        """Return the shares as a table, a row per user; amounts in the main unit of currency."""
        return Table(
            title=f"Heat and hot water, {self.costs.period}",
            columns=(
                "flat",
                "user",
                "period",
                "heating base",
                "heating consumption",
                "hot water base",
                "hot water consumption",
                "total",
                "currency",
            ),
            rows=tuple(
                (
                    share.user.flat,
                    share.user.name,
                    str(share.user.period),
                    *(part.amount.amount for part in share.parts),
                    share.total.amount.amount,
                    share.total.amount.currency,
                )
                for share in self.shares
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per user, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
