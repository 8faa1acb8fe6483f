"""Lengths of time from the law of a day, for the deadlines that run on them."""

import datetime as dt
from decimal import Decimal

from utilbill.law.parameter import LawBook
from utilbill.values.span import Span, SpanUnit


def span(law: LawBook, name: str, day: dt.date) -> Span:
    """Return a length of time that law fixes, as it is on a day.

    Examples:
        >>> from utilbill import market
        >>> str(span(market("DE").law, "de.billing.bill_deadline", dt.date(2026, 6, 30)))
        '6 weeks'
    """
    parameter = law[name]
    return Span(count(law, name, day), SpanUnit(parameter.unit.symbol))


def count(law: LawBook, name: str, day: dt.date) -> int:
    """Return a whole number that law fixes, such as working days."""
    return int(law[name].at(day).value or Decimal(0))


def reference(law: LawBook, name: str, day: dt.date) -> str:
    """Return the provision of a figure, as it is on a day.

    Examples:
        >>> from utilbill import market
        >>> reference(market("DE").law, "de.billing.credit_payout", dt.date(2026, 6, 30))
        'EnWG § 40c Abs. 3'
    """
    return law[name].at(day).reference
