"""How a quantity between two readings falls on days."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from utilbill.testing.arithmetic import shared
from utilbill.testing.reference.calendar import days, weight_of
from utilbill.testing.reference.metering import Stretch
from utilbill.testing.reference.model import OutsideReferenceError

Span = tuple[dt.date, dt.date]


def divided(
    stretch: Stretch, spans: Sequence[Span], way: Any, unit: Any, finer: int = 0
) -> dict[Span, Fraction]:
    """Return how much of a stretch falls into each span of days.

    By the weights of the days, in whole steps: the decimals of the quantity, at least those that
    reach the base unit of what is measured.

    Args:
        stretch: What was counted.
        spans: Spans that do not overlap, in order; those outside of the stretch get nothing.
        way: The way of spreading.
        unit: Unit of the quantity.
        finer: More decimals.
    """
    parts = [
        (span, [day for day in days(stretch.start, stretch.end) if span[0] <= day < span[1]])
        for span in spans
    ]
    inside = [(span, mine) for span, mine in parts if mine]
    if len(inside) == 1 and len(inside[0][1]) == (stretch.end - stretch.start).days:
        return {inside[0][0]: stretch.amount}
    if way is None or way.weights is None:
        raise OutsideReferenceError("nobody says how to spread")
    weights = [sum((_weight(way, day) for day in mine), Fraction(0)) for _, mine in inside]
    decimals = max(stretch.decimals, _to_base(unit)) + finer
    step = Decimal(1).scaleb(-decimals)
    amounts = shared(stretch.amount, weights, step)
    return {span: amount for (span, _), amount in zip(inside, amounts, strict=True)}


def _weight(way: Any, day: dt.date) -> Fraction:
    return Fraction(1) if way.name == "linear" else weight_of(way.weights, day)


def _to_base(unit: Any) -> int:
    return max(0, len(str(int(unit.factor))) - 1)
