"""Heat and hot water shared among the users (Heizkostenabrechnung), HeizkostenV §§ 7 to 9b."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Final

import attrs

from utilbill.billing.heat_costs.costs import HeatingCosts
from utilbill.billing.heat_costs.shares import (
    CostPart,
    HeatCostAllocation,
    HeatShare,
    cost_part,
)
from utilbill.billing.heat_costs.users import HeatUser
from utilbill.law.parameter import LawBook
from utilbill.markets.de.heat_costs.areas import equivalent_area
from utilbill.markets.de.heat_costs.figures import HUNDRED, figure_of, percentage_of
from utilbill.markets.de.heat_costs.hot_water import (
    ENERGY_ROUNDING,
    PERCENT_ROUNDING,
    split_hot_water,
)
from utilbill.markets.de.heat_costs.presence import present_users
from utilbill.prorating.spreading import DayWeights, Linear
from utilbill.values.errors import InvalidInputError, MissingChoiceError, UnitError
from utilbill.values.exact import exact, plain
from utilbill.values.explanation import Input, Label, Operation, Share, evaluate
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule, allocate
from utilbill.values.units import Quantity

_BY_CONSUMPTION: Final = Label("share by consumption", "Verbrauchskostenanteil")
_BY_UNITS: Final = Label("by units of heat", "nach erfasstem Wärmeverbrauch")
_BY_VOLUME: Final = Label("by volume of hot water", "nach erfasstem Warmwasserverbrauch")
_BY_DEGREE_DAYS: Final = Label("by area and weight of days", "nach Fläche und Gewicht der Tage")
_BY_DAYS: Final = Label("by area and days", "nach Fläche und Tagen")


def allocate_heat_costs(
    law: LawBook,
    costs: HeatingCosts,
    users: Sequence[HeatUser],
    *,
    heating_consumption_percent: Decimal | int | str,
    hot_water_consumption_percent: Decimal | int | str | None = None,
    degree_days: DayWeights,
    agreed_above_maximum: bool = False,
    exempt: bool = False,
    energy_rounding: RoundingRule = ENERGY_ROUNDING,
    percent_rounding: RoundingRule | None = PERCENT_ROUNDING,
) -> HeatCostAllocation:
    """Share the cost of heat and hot water among the users, §§ 7 to 9b HeizkostenV.

    The cost is divided into heating and hot water, each of them into consumption cost (rounded to
    the cent) and base cost (the rest). Consumption cost goes by measured consumption, base cost by
    area, for users who were there for a part of the period weighted by degree days (heating) and by
    days (hot water). Each of the four is spread in cents by the largest remainder, so that all
    shares add up to the total exactly.

    Args:
        law: The law.
        costs: What is shared, and the accounting period.
        users: All users of all flats; every day of the period has one user in every flat.
        heating_consumption_percent: Share of heating that goes by consumption [%]; the owner's
            choice within 50 to 70 % (§ 6 Abs. 4, § 7 Abs. 1 Satz 1). Whether the building is one
            of those where it must be 70 % (Satz 2) is for the caller to know.
        hot_water_consumption_percent: The same for hot water (§ 8 Abs. 1); needed if there is
            any, not looked at otherwise.
        degree_days: Weights of days for the base cost of heating: degree-day numbers, or
            ``LINEAR.weights`` for days alone, which § 9b Abs. 2 allows as well.
        agreed_above_maximum: Whether an agreement allows more than the maximum, § 10.
        exempt: Whether the building need not share by consumption (§ 11), so that less than the
            minimum is allowed, down to nothing: all by area.
        energy_rounding: How the heat of hot water by the formula is rounded.
        percent_rounding: How the share of hot water is rounded before use; None leaves it exact.

    Raises:
        InvalidInputError: If a percentage lies outside the lawful band, there is no user, or a
            cost has nothing to be spread by.
        MissingChoiceError: If there is hot water and no percentage for it.
        PeriodError: If a user was there outside the accounting period.
        OverlapError: If two users of one flat claim the same day.
        GapError: If nobody used a flat on some day.
        NotInForceError: If a figure is not known on the first day of the period.

    Examples:
        >>> from utilbill import Money, Period, market
        >>> from utilbill.markets.de.heat_costs import HeatUser, HeatingCosts
        >>> germany = market("DE")
        >>> costs = HeatingCosts(total=Money("1000.01", "EUR"), period=Period.of_year(2025))
        >>> allocation = allocate_heat_costs(
        ...     germany.law, costs,
        ...     [HeatUser(flat="1", name="Ada", area="60 m²", heating_units=300),
        ...      HeatUser(flat="2", name="Ben", area="40 m²", heating_units=100,
        ...               period=Period.through("2025-01-01", "2025-01-31")),
        ...      HeatUser(flat="2", name="Cem", area="40 m²", heating_units=200,
        ...               period=Period.through("2025-02-01", "2025-12-31"))],
        ...     heating_consumption_percent=70,
        ...     degree_days=germany.spreadings["degree_days"].weights)
        >>> [str(share.total.amount) for share in allocation.shares]
        ['530.00 EUR', '137.07 EUR', '332.94 EUR']
    """
    present = present_users(users, costs)
    _check_sizes(present)
    allowed = _Allowed(agreed_above_maximum, exempt)
    percent = _percent(law, costs, "heating_consumption", heating_consumption_percent, allowed)
    split = split_hot_water(
        law, costs, energy_rounding=energy_rounding, percent_rounding=percent_rounding
    )
    heating = _base_and_consumption(split.heating, percent)
    hot_water = (split.hot_water, split.hot_water)
    if costs.hot_water is not None:
        percent = _percent(
            law,
            costs,
            "hot_water_consumption",
            hot_water_consumption_percent,
            allowed,
        )
        hot_water = _base_and_consumption(split.hot_water, percent)
    heating_areas = _areas(
        present, [user.heated_size for user in present], costs.period, degree_days
    )
    hot_water_areas = _areas(present, [user.area for user in present], costs.period, Linear())
    columns = zip(
        present,
        heating_areas,
        hot_water_areas,
        _spread(heating[0], [evaluate(area) for area in heating_areas], _HEATING_BASE),
        _spread(heating[1], [Fraction(user.heating_units) for user in present], _HEATING_USE),
        _spread(hot_water[0], [evaluate(area) for area in hot_water_areas], _HOT_WATER_BASE),
        _spread(hot_water[1], [Fraction(u.hot_water.amount) for u in present], _HOT_WATER_USE),
        strict=True,
    )
    return HeatCostAllocation(
        costs=costs,
        split=split,
        heating_base=heating[0],
        heating_consumption=heating[1],
        hot_water_base=hot_water[0],
        hot_water_consumption=hot_water[1],
        shares=tuple(
            HeatShare(
                user=user,
                heating_area=heating_area,
                hot_water_area=hot_water_area,
                heating_base=heating_base,
                heating_consumption=heating_use,
                hot_water_base=hot_water_base,
                hot_water_consumption=hot_water_use,
            )
            for (
                user,
                heating_area,
                hot_water_area,
                heating_base,
                heating_use,
                hot_water_base,
                hot_water_use,
            ) in columns
        ),
    )


@attrs.frozen
class _Key:
    """How a cost is spread (Umlageschlüssel): its way, its provision, and what it goes by."""

    method: Label
    reference: str
    field: str


_HEATING_BASE: Final = _Key(
    _BY_DEGREE_DAYS, "HeizkostenV § 7 Abs. 1 Satz 5, § 9b Abs. 2", "degree_days"
)
_HEATING_USE: Final = _Key(_BY_UNITS, "HeizkostenV § 7 Abs. 1 Satz 1", "heating_units")
_HOT_WATER_BASE: Final = _Key(_BY_DAYS, "HeizkostenV § 8 Abs. 1, § 9b Abs. 2", "period")
_HOT_WATER_USE: Final = _Key(_BY_VOLUME, "HeizkostenV § 8 Abs. 1", "hot_water")


@attrs.frozen
class _Allowed:
    """What goes beyond the band of the ordinance."""

    above: bool
    below: bool


def _check_sizes(users: Sequence[HeatUser]) -> None:
    first = users[0].heated_size.unit
    for user in users:
        if user.heated_size.unit != first:
            raise UnitError(
                "heated",
                user.heated_size,
                f"is not measured in {first} like that of others",
                "Give the area of all flats, or the enclosed space of all.",
            ).concerning(user)


def _percent(
    law: LawBook,
    costs: HeatingCosts,
    name: str,
    value: Decimal | int | str | None,
    allowed: _Allowed,
) -> Input:
    field = f"{name}_percent"
    least = figure_of(law, f"{name}.minimum", costs.period.start)
    most = figure_of(law, f"{name}.maximum", costs.period.start)
    band = f"{plain(least.value)} to {plain(most.value)} %, {least.source}"
    if value is None:
        raise MissingChoiceError(field, None, "is missing", f"Choose within {band}.")
    percent = exact(value, field)
    highest = HUNDRED.value if allowed.above else most.value
    lowest = Decimal(0) if allowed.below else least.value
    if not lowest <= percent <= highest:
        raise InvalidInputError(
            field,
            percent,
            f"is outside the lawful {band}",
            "Choose within it; more than the maximum needs an agreement (HeizkostenV § 10), less "
            "than the minimum an exception (§ 11).",
        )
    source = "HeizkostenV § 10" if percent > most.value else most.source
    source = "HeizkostenV § 11" if percent < least.value else source
    return Input(_BY_CONSUMPTION, percent, "%", source)


def _base_and_consumption(cost: CostPart, percent: Input) -> tuple[CostPart, CostPart]:
    currency = cost.amount.currency
    consumption = percentage_of(cost.explanation, percent)
    base = Operation("-", (cost.explanation, consumption))
    return cost_part(base, currency), cost_part(consumption, currency)


def _areas(
    users: Sequence[HeatUser], sizes: Sequence[Quantity], whole: Period, weights: DayWeights
) -> list[Operation]:
    return [
        equivalent_area(size, user.period or whole, whole, weights)
        for user, size in zip(users, sizes, strict=True)
    ]


def _spread(pot: CostPart, weights: Sequence[Fraction], key: _Key) -> tuple[CostPart, ...]:
    if not any(weights):
        if pot.amount:
            raise InvalidInputError(
                key.field,
                0,
                f"adds up to nothing, but {pot.amount} go by it ({key.reference})",
                "Estimate the consumption where it was not measured (HeizkostenV § 9a Abs. 1).",
            )
        return (pot,) * len(weights)
    common = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * common) for weight in weights]
    divisor = gcd(*whole)
    shares = tuple(weight // divisor for weight in whole)
    amounts = allocate(pot.amount.amount, shares, CENT.step)
    return tuple(
        CostPart(
            Money(amount, pot.amount.currency),
            Share(pot.explanation, shares, index, CENT.step, key.method, key.reference),
        )
        for index, amount in enumerate(amounts)
    )
