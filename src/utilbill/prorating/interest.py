"""Simple interest over dated rates, by a named way of counting days."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from utilbill.prorating.time_share import DAYS_OF_COMMON_YEAR
from utilbill.values.choice import Choice
from utilbill.values.dated import Timeline
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import MONTHS_PER_YEAR, Period
from utilbill.values.rounding import CENT, RoundingRule

_DAYS_PER_BANK_MONTH: Final = 30
_DAYS_PER_BANK_YEAR: Final = MONTHS_PER_YEAR * _DAYS_PER_BANK_MONTH
_RATE: Final = Label("interest rate", "Zinssatz")
_PRINCIPAL: Final = Label("principal", "Hauptforderung")


class DayCount(Choice):
    """How the days of interest and of the year are counted (Zinsmethode).

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    ACT_365 = "act/365"  #: Days of the calendar over 365.
    ACT_ACT = "act/act"  #: Days of the calendar over those of their own year.
    ACT_360 = "act/360"  #: Days of the calendar over 360 (Eurozinsmethode).
    THIRTY_360 = "30/360"  #: Months of 30 and years of 360 days (kaufmännische Zinsmethode).


def _place(day: dt.date) -> int:
    """Return the place of a day where every month has 30 days; the 31st lies on the next first."""
    months = day.year * MONTHS_PER_YEAR + day.month - 1
    return months * _DAYS_PER_BANK_MONTH + day.day


def _parts(period: Period, rule: DayCount) -> Sequence[tuple[int, int]]:
    """Return the days of interest over the days of the year, for each part of a period."""
    if rule is DayCount.THIRTY_360:
        return ((_place(period.end) - _place(period.start), _DAYS_PER_BANK_YEAR),)
    if rule is DayCount.ACT_360:
        return ((period.days, _DAYS_PER_BANK_YEAR),)
    if rule is DayCount.ACT_365:
        return ((period.days, DAYS_OF_COMMON_YEAR),)
    return [(part.days, Period.of_year(part.start.year).days) for part in period.by_year()]


@attrs.frozen
class Interest:
    """Interest on a principal.

    Attributes:
        period: Days of interest, both ends as the caller counts them.
        amount: The interest.
        explanation: How it came about.
    """

    period: Period
    amount: Money
    explanation: Explanation


def simple_interest(
    principal: Money,
    period: Period,
    rate: Timeline[Decimal] | Decimal | int | str,
    day_count: DayCount | str,
    *,
    rounding: RoundingRule = CENT,
    per_rate: bool = False,
) -> Interest:
    """Return simple interest over some days (Zinsen, ränta, odsetki); never on interest.

    Args:
        principal: The amount that bears interest.
        period: The days of interest. ``Period.through(first, last)`` counts both ends.
        rate: Rate in per cent a year, or dated rates; a change cuts the period.
        day_count: How days are counted.
        rounding: How the interest is rounded.
        per_rate: Whether each run of days with one rate is rounded by itself, instead of the sum.

    Raises:
        GapError: If a day has no rate.
        InvalidInputError: If the principal is below zero.

    Examples:
        >>> half_year = Period.through("2016-01-01", "2016-07-30")
        >>> simple_interest(Money("10000.00", "EUR"), half_year, 6, "30/360").amount
        Money('350.00', 'EUR')
    """
    if principal.amount < 0:
        raise InvalidInputError(
            "principal", principal, "is below zero", "Give the amount that is owed."
        )
    rates = rate if isinstance(rate, Timeline) else Timeline.always(exact(rate, "rate"))
    rule = DayCount(day_count)
    owed = Input(_PRINCIPAL, principal.amount, principal.currency)
    runs: list[Explanation] = []
    for days, held in rates.pieces(period):
        percent = Input(_RATE, held.value, "%", held.source)
        shares = tuple(
            Operation("/", (Constant(Decimal(count), "days"), Constant(Decimal(year), "days")))
            for count, year in _parts(days, rule)
        )
        share: Explanation = shares[0] if len(shares) == 1 else Operation("+", shares)
        whole = Operation("*", (owed, percent, share))
        node: Explanation = Operation("/", (whole, Constant(Decimal(100), "%")))
        runs.append(Rounded(node, rounding) if per_rate else node)
    total: Explanation = runs[0] if len(runs) == 1 else Operation("+", tuple(runs))
    shown = total if isinstance(total, Rounded) else Rounded(total, rounding)
    return Interest(period, Money(rounded(shown), principal.currency), shown)
