"""Statutory interest on what is paid late (Verzugszinsen, BGB § 288)."""

import datetime as dt
from decimal import Decimal

from utilbill.law.parameter import LawBook
from utilbill.prorating.interest import DayCount, Interest, simple_interest
from utilbill.values.dated import Dated, Timeline
from utilbill.values.exact import add
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule


def default_rates(
    law: LawBook, period: Period, *, consumer: bool, claim_since: dt.date
) -> Timeline[Decimal]:
    """Return the rates of default interest over some days, in per cent a year.

    Args:
        law: The law.
        period: The days of interest.
        consumer: Whether a consumer is one of both sides.
        claim_since: Day on which the claim arose; it decides the points of claims among businesses.

    Raises:
        BeyondHorizonError: If the base rate is not known that far.

    Examples:
        >>> from utilbill import market
        >>> rates = default_rates(market("DE").law, Period.of_year(2024), consumer=True,
        ...                       claim_since=dt.date(2023, 5, 1))
        >>> [str(entry.value) for entry in rates.entries]
        ['8.62', '8.37']
    """
    kind = "consumer" if consumer else "business"
    points = law[f"de.default_interest.{kind}"].at(claim_since)
    entries = []
    for days, figure in law["de.base_rate"].pieces(period):
        rate = add(figure.value or Decimal(0), points.value or Decimal(0))
        source = f"{points.reference}; {figure.reference}"
        entries.append(Dated(days.start, rate, days.end, source=source))
    return Timeline(entries)


def default_interest(
    law: LawBook,
    principal: Money,
    period: Period,
    *,
    consumer: bool,
    claim_since: dt.date,
    day_count: DayCount | str = DayCount.ACT_ACT,
    rounding: RoundingRule = CENT,
    per_rate: bool = False,
) -> Interest:
    """Return statutory default interest on an amount; never on interest (BGB § 289).

    No statute says how days are counted; by days over those of their own year is the common way.
    Both ends of the period count: ``Period.through(first, last)`` with the day of payment as last.

    Args:
        law: The law.
        principal: What is owed.
        period: From the day after the due day, or after the reminder came in.
        consumer: Whether a consumer is one of both sides.
        claim_since: Day on which the claim arose.
        day_count: How days are counted.
        rounding: How the interest is rounded.
        per_rate: Whether each run of days with one rate is rounded by itself.

    Raises:
        BeyondHorizonError: If the base rate is not known that far.

    Examples:
        >>> from utilbill import market
        >>> days = Period.through("2025-06-02", "2026-02-20")
        >>> default_interest(market("DE").law, Money("312.40", "EUR"), days, consumer=True,
        ...                  claim_since=dt.date(2025, 5, 1)).amount
        Money('14.42', 'EUR')
    """
    rates = default_rates(law, period, consumer=consumer, claim_since=claim_since)
    return simple_interest(
        principal, period, rates, day_count, rounding=rounding, per_rate=per_rate
    )
