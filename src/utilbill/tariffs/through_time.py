"""What a price per time comes to for a run of days, in the main unit of its currency."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import Context
from utilbill.values.errors import MissingChoiceError, UnitError
from utilbill.values.explanation import Constant, Explanation, Operation, Operator
from utilbill.values.period import Period
from utilbill.values.units import Unit


@lru_cache(maxsize=1024)
def conversion_steps(price: str, counted: str) -> tuple[tuple[Operator, Constant], ...]:
    """Return what turns quantity times price into the main unit of the currency."""
    priced, unit = Unit.parse(price), Unit.parse(counted)
    above, per = priced.above, priced.below
    if unit.dimension != per.dimension:
        raise UnitError(
            "unit",
            str(unit),
            f"is not what a price per {per} is for",
            "Convert the quantity first, or price it in its own unit.",
        )
    factor = above.factor * unit.factor / per.factor
    return _constants(factor, f"{above.symbol}/{above.dimension[0]}", above.factor)


def _constants(
    factor: Fraction, unit: str, money_factor: Fraction
) -> tuple[tuple[Operator, Constant], ...]:
    steps: list[tuple[Operator, Constant]] = []
    if factor.numerator != 1:
        steps.append(("*", Constant(Decimal(factor.numerator), "1")))
    if factor.denominator != 1:
        symbol = unit if factor == money_factor else "1"
        steps.append(("/", Constant(Decimal(factor.denominator), symbol)))
    return tuple(steps)


def is_time(unit: Unit) -> bool:
    """Tell whether a unit is one of time."""
    return unit.dimension[0] in ("day", "year")


def time_of(per: Unit) -> Unit:
    """Return the unit of time that a price is per.

    Raises:
        UnitError: If it is per none, or per two.
    """
    times = [unit for unit in per.factors if is_time(unit)]
    if len(times) != 1:
        raise UnitError(
            "price", per.symbol, "is no unit of time", "Give a price per day, month or year."
        )
    return times[0]


def check_time(proration: Proration | None, priced: Unit) -> None:
    """Check that a price is per time, and that its proration fits.

    Raises:
        MissingChoiceError: If the proration is missing or does not fit.
        UnitError: If the price is not per time.
    """
    per = time_of(priced.below)
    if proration is None and per.dimension[0] != "day":
        raise MissingChoiceError(
            "proration",
            "none",
            f"must be chosen for a price per {per}",
            "Choose one of calendar_year, days_365, supply_year, months, degree_days.",
        )
    if proration is not Proration.DEGREE_DAYS:
        time_share(Period.of_year(1), per, proration or Proration.DAYS)


def amount_through_time(
    price: Explanation,
    priced: Unit,
    days: Period,
    rule: Proration | None,
    context: Context,
    volume: tuple[Explanation, Unit] | None = None,
) -> Explanation:
    """Return what a price per time comes to for a run of days.

    Args:
        price: The price.
        priced: Its unit, such as ``EUR/year`` or ``EUR/kW/month``.
        days: The days.
        rule: How a part of a year or month counts; None for a price per day.
        context: What is settled.
        volume: What it is for beside time, and its unit, where the price is for something.

    Raises:
        MissingChoiceError: If the rule does not fit.
        UnitError: If the price is not per time, or not for that volume.
    """
    time = time_of(priced.below)
    share = time_share(days, time, rule or Proration.DAYS, context.anchor, context.degree_days)
    node: Explanation = Operation("*", (price, share))
    counted = time.symbol
    if volume is not None:
        held, unit = volume
        node = Operation("*", (node, held))
        counted = f"{unit.symbol}·{time.symbol}"
    for operator, constant in conversion_steps(priced.symbol, counted):
        node = Operation(operator, (node, constant))
    return node
