"""Days, months and years, counted one day at a time."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from fractions import Fraction
from typing import Any

from utilbill.testing.reference.model import OutsideReferenceError
from utilbill.values.period import MONTHS_PER_YEAR, ONE_DAY, Period


def days(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """Yield the days from a first one to before another."""
    while start < end:
        yield start
        start += ONE_DAY


def first_of_year(year: int) -> dt.date:
    """Return New Year's Day."""
    return dt.date(year, 1, 1)


def days_of_month(day: dt.date) -> int:
    """Return how many days the month of a day has.

    Examples:
        >>> days_of_month(dt.date(2024, 2, 10))
        29
    """
    first = day.replace(day=1)
    later = first
    while (later.year, later.month) == (first.year, first.month):
        later += ONE_DAY
    return (later - first).days


def days_of_year(year: int) -> int:
    """Return how many days a calendar year has."""
    return (first_of_year(year + 1) - first_of_year(year)).days


def birthday(anchor: dt.date, year: int) -> dt.date:
    """Return the day on which a billing year begins; 29 February is 1 March in common years.

    Examples:
        >>> birthday(dt.date(2024, 2, 29), 2025)
        datetime.date(2025, 3, 1)
    """
    day = first_of_year(year)
    while (day.month, day.day) < (anchor.month, anchor.day):
        day += ONE_DAY
    return day


def billing_year(day: dt.date, anchor: dt.date) -> tuple[dt.date, dt.date]:
    """Return first day and end of the billing year in which a day lies."""
    begun = birthday(anchor, day.year)
    if begun <= day:
        return begun, birthday(anchor, day.year + 1)
    return birthday(anchor, day.year - 1), begun


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the day after so many months; where the month lacks it, the first day after the month.

    Examples:
        >>> months_later(dt.date(2024, 1, 31), 1), months_later(dt.date(2024, 1, 31), 12)
        (datetime.date(2024, 3, 1), datetime.date(2025, 1, 31))
    """
    first = day.replace(day=1)
    for _ in range(months):
        first += days_of_month(first) * ONE_DAY
    return first + min(day.day - 1, days_of_month(first)) * ONE_DAY


def weight_of(weights: Any, day: dt.date) -> Fraction:
    """Return the weight of one day: of its month where there is one number per month."""
    months = getattr(weights, "months", None)
    if months is not None:
        return Fraction(months[day.month]) / days_of_month(day)
    # Profiles are somebody's figures: one day of them is asked for, never more.
    return Fraction(weights.weight(Period(day, day + ONE_DAY)))


def share_of_year(day: dt.date, rule: str, anchor: dt.date, degree_days: Any = None) -> Fraction:
    """Return how much of a year a day is, by a rule of proration.

    Args:
        day: The day.
        rule: Value of the rule, such as ``calendar_year``.
        anchor: First day of the billing year.
        degree_days: Degree-day numbers.

    Examples:
        >>> share_of_year(dt.date(2024, 2, 1), "months", dt.date(2024, 1, 1))
        Fraction(1, 348)
    """
    start, end = billing_year(day, anchor)
    if rule == "calendar_year":
        return Fraction(1, days_of_year(day.year))
    if rule == "days_365":
        return Fraction(1, days_of_year(1))
    if rule == "supply_year":
        return Fraction(1, (end - start).days)
    if rule == "months":
        return Fraction(1, days_of_month(day) * MONTHS_PER_YEAR)
    if rule == "degree_days":
        return weight_of(degree_days, day) / sum(
            weight_of(degree_days, d) for d in days(start, end)
        )
    raise OutsideReferenceError(f"proration {rule}")


def runs(
    start: dt.date, end: dt.date, key: Callable[[dt.date], Hashable]
) -> list[tuple[dt.date, dt.date, Any]]:
    """Return runs of days with one key each: first day, end and key.

    Examples:
        >>> runs(dt.date(2024, 1, 30), dt.date(2024, 2, 3), lambda day: day.month)
        [(datetime.date(2024, 1, 30), datetime.date(2024, 2, 1), 1), \
(datetime.date(2024, 2, 1), datetime.date(2024, 2, 3), 2)]
    """
    found: list[tuple[dt.date, dt.date, Any]] = []
    for day in days(start, end):
        here = key(day)
        if found and found[-1][2] == here:
            found[-1] = (found[-1][0], day + ONE_DAY, here)
        else:
            found.append((day, day + ONE_DAY, here))
    return found
