"""How much of a year, a month or a day a period is, for prices per time."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from math import gcd

from utilbill.prorating.spreading import DayWeights
from utilbill.values.choice import Choice
from utilbill.values.errors import MissingChoiceError
from utilbill.values.explanation import Constant, Explanation, Operation
from utilbill.values.period import MONTHS_PER_YEAR, Period
from utilbill.values.units import Unit

DAYS_OF_COMMON_YEAR = Period.of_year(1).days  # the year 1 is no leap year


class Proration(Choice):
    """How a price per year or month is shared when a period is shorter (zeitanteilige Berechnung).

    No statute fixes it for a standing charge (Grundpreis); the price sheet must say which it is.
    The denominator is always the nominal year or month, never the clipped period.
    """

    DAYS = "days"  #: Price per day times days; only for prices per day.
    CALENDAR_YEAR = "calendar_year"  #: Days over the 365 or 366 days of their calendar year.
    DAYS_365 = "days_365"  #: Days over 365, in leap years too.
    SUPPLY_YEAR = "supply_year"  #: Days over the days of the billing year, counted from its start.
    MONTHS = "months"  #: Whole calendar months, and days over the days of the month begun.
    DEGREE_DAYS = "degree_days"  #: By degree-day numbers over the billing year (Gradtagszahlen).


_DAY = Unit.parse("day").symbol


def _number(value: int, unit: str = "days") -> Constant:
    return Constant(Decimal(value), unit)


def _fraction(days: int, of: int) -> Explanation:
    if days == of:
        return _number(1, "1")
    return Operation("/", (_number(days), _number(of)))


def _sum(parts: list[Explanation]) -> Explanation:
    return parts[0] if len(parts) == 1 else Operation("+", tuple(parts))


def anniversary(anchor: dt.date, years: int) -> dt.date:
    """Return the same day some years later; 29 February becomes 1 March in common years."""
    try:
        return anchor.replace(year=anchor.year + years)
    except ValueError:
        return anchor.replace(year=anchor.year + years, month=anchor.month + 1, day=1)


def supply_years(period: Period, anchor: dt.date) -> tuple[tuple[Period, Period], ...]:
    """Cut a period at the anniversaries of the anchor; each part comes with its nominal year."""
    begun = anniversary(anchor, period.start.year - anchor.year) <= period.start
    first = period.start.year - anchor.year - (not begun)
    nominal = [
        Period(anniversary(anchor, year), anniversary(anchor, year + 1))
        for year in range(first, period.end.year - anchor.year + 1)
    ]
    return tuple((part, year) for year in nominal if (part := period.intersection(year)))


@lru_cache(maxsize=1000)
def _years(period: Period, rule: Proration, anchor: dt.date) -> Explanation:
    if rule is Proration.CALENDAR_YEAR:
        if period.start.year == period.last.year:
            return _fraction(period.days, Period.of_year(period.start.year).days)
        return _sum(
            [
                _fraction(part.days, Period.of_year(part.start.year).days)
                for part in period.by_year()
            ]
        )
    if rule is Proration.DAYS_365:
        return _fraction(period.days, DAYS_OF_COMMON_YEAR)
    return _sum([_fraction(part.days, year.days) for part, year in supply_years(period, anchor)])


@lru_cache(maxsize=1000)
def _months(period: Period) -> Explanation:
    whole, parts = 0, []
    for part in period.by_month():
        of = Period.of_month(part.start.year, part.start.month).days
        if part.days == of:
            whole += 1
        else:
            parts.append(_fraction(part.days, of))
    return _sum(([_number(whole, "months")] if whole else []) + parts)


def _weighted_years(period: Period, anchor: dt.date, weights: DayWeights) -> Explanation:
    parts: list[Explanation] = []
    for part, year in supply_years(period, anchor):
        if part == year:
            parts.append(_number(1, "1"))
            continue
        above, below = weights.weight(part), weights.weight(year)
        common = gcd(above, below) or 1
        fraction = (_number(above // common, "1"), _number(below // common, "1"))
        parts.append(Operation("/", fraction))
    return _sum(parts)


def time_share(
    period: Period,
    per: Unit,
    rule: Proration,
    anchor: dt.date | None = None,
    weights: DayWeights | None = None,
) -> Explanation:
    """Return how many units of time a period is, as an expression.

    Args:
        period: The days that are charged.
        per: Unit of time of the price: ``day``, ``month`` or ``year``.
        rule: How a part of a year or month is counted.
        anchor: First day of the billing year, for ``SUPPLY_YEAR`` and ``DEGREE_DAYS``; the start of
            the period if none.
        weights: Degree-day numbers, for ``DEGREE_DAYS``.

    Raises:
        MissingChoiceError: If the rule does not fit the unit, or needs weights that are not given.

    Examples:
        >>> from utilbill.values.explanation import evaluate
        >>> days = Period.through("2026-02-10", "2026-03-31")
        >>> evaluate(time_share(days, Unit.parse("year"), Proration.CALENDAR_YEAR))
        Fraction(10, 73)
        >>> evaluate(time_share(days, Unit.parse("month"), Proration.MONTHS))
        Fraction(47, 28)
    """
    if per.symbol == _DAY:
        return _number(period.days)
    if rule is Proration.DAYS or per.dimension[0] != "year":
        raise MissingChoiceError(
            "proration",
            rule.value,
            f"does not fit a price per {per}",
            "Choose one of calendar_year, days_365, supply_year, months, degree_days; "
            "days fits EUR/day.",
        )
    monthly_price = per.symbol == "month"
    if rule is Proration.MONTHS:
        months = _months(period)
        if monthly_price:
            return months
        return Operation("/", (months, _number(MONTHS_PER_YEAR, "months/year")))
    if rule is Proration.DEGREE_DAYS:
        if weights is None:
            raise MissingChoiceError(
                "proration",
                rule.value,
                "needs degree-day numbers",
                "Settle with a market that has them.",
            )
        years = _weighted_years(period, anchor or period.start, weights)
    else:
        years = _years(period, rule, anchor or period.start)
    if monthly_price:
        return Operation("*", (years, _number(MONTHS_PER_YEAR, "months/year")))
    return years
