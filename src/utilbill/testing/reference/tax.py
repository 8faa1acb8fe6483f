"""Rates of value added tax, and sums by rate."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from utilbill.testing.arithmetic import to_step
from utilbill.testing.reference.knowledge import legal_figure
from utilbill.testing.reference.model import OutsideReferenceError, ReferenceGroup, ReferenceLine
from utilbill.values.tax import TaxCategory

_WHOLE = 100  # per cent


def rate_on(case: Any, rules: Any, category: TaxCategory, day: dt.date) -> Fraction:
    """Return the rate of a category for what is supplied on a day.

    That of the last day of the period for all of it, unless each side of a change is settled on
    its own.
    """
    if (case.rate_change or rules.rate_change).value == "end_of_period":
        day = case.period.last
    if category.code != TaxCategory.STANDARD.code:
        return Fraction(0)
    taxation = case.taxation or rules.taxation
    if hasattr(taxation, "rates"):
        if category is TaxCategory.FULL and category not in taxation.rates:
            category = TaxCategory.STANDARD
        return Fraction(taxation.rates[category])
    commodity = case.contract.supply_point.commodity.value
    for known in (commodity, "*"):
        if (category, known) in taxation.names:
            parameter = taxation.law[taxation.names[category, known]]
            return Fraction(legal_figure(parameter, day, case.known_on).value or 0)
    raise OutsideReferenceError(f"no rate of {category} for {commodity}")


def groups(
    lines: Sequence[ReferenceLine], *, net: bool, per_line: bool, rule: Any
) -> tuple[ReferenceGroup, ...]:
    """Add up the lines that count, by rate."""
    keys = dict.fromkeys((line.code, line.percent) for line in lines if line.charged)
    found: list[ReferenceGroup] = []
    for code, percent in keys:
        mine = [
            line.amount
            for line in lines
            if line.charged and (line.code, line.percent) == (code, percent)
        ]
        sums = mine if per_line else [sum(mine, Fraction(0))]
        parts = [_parts(amount, percent, rule, net=net) for amount in sums]
        net_sum = sum((part[0] for part in parts), Fraction(0))
        tax_sum = sum((part[1] for part in parts), Fraction(0))
        found.append(ReferenceGroup(code, percent, net_sum, tax_sum, net_sum + tax_sum))
    return tuple(found)


def _parts(
    amount: Fraction, percent: Fraction, rule: Any, *, net: bool
) -> tuple[Fraction, Fraction]:
    """Return net amount and tax of a sum of net or of gross amounts."""
    if not percent:
        return amount, Fraction(0)
    if net:
        return amount, to_step(amount * percent / _WHOLE, rule)
    without = to_step(amount * _WHOLE / (_WHOLE + percent), rule)
    return without, amount - without
