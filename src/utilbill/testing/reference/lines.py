"""All lines of a case: rounded once, taxed by their days, in the order of the price sheet."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from utilbill.testing.arithmetic import to_step
from utilbill.testing.reference.agreed_prices import AGREED
from utilbill.testing.reference.calendar import runs
from utilbill.testing.reference.desk import Asked, Cut, Desk, Pricing, within
from utilbill.testing.reference.dividing import Span
from utilbill.testing.reference.events import EVENTS
from utilbill.testing.reference.legal_prices import LEGAL
from utilbill.testing.reference.model import OutsideReferenceError, ReferenceLine
from utilbill.testing.reference.tax import rate_on
from utilbill.values.period import ONE_DAY

_WHOLE = 100  # per cent

_NOTHING = Fraction(0)
PRICED = {**AGREED, **LEGAL}


def lines_of(desk: Desk) -> tuple[list[ReferenceLine], list[tuple[str, dt.date, dt.date]]]:
    """Return all lines of a case, and the days on which law knows no figure for a component."""
    lines: list[ReferenceLine] = []
    absences: list[tuple[str, dt.date, dt.date]] = []
    discounts = [held for held in desk.sheet.components if _kind(held) == "PercentDiscount"]
    for component in desk.sheet.components:
        kind = _kind(component)
        if kind in EVENTS:
            lines += _event_lines(desk, component, EVENTS[kind](desk, component))
        elif kind in PRICED:
            named = [held for held in discounts if _looks_at(held, component)]
            made, absent = _priced_lines(desk, component, PRICED[kind], named)
            lines += made
            absences += absent
        elif kind != "PercentDiscount":
            raise OutsideReferenceError(f"component {component.id} is a {kind}")
    for component in discounts:
        lines += _discount_lines(desk, component, lines)
    return lines, absences


def _kind(component: Any) -> str:
    return type(component).__name__


def _looks_at(discount: Any, component: Any) -> bool:
    return component.id in discount.of or component.charge in discount.of


def _line(desk: Desk, component: Any, span: Span, asked: Asked, tax: Any = None) -> ReferenceLine:
    """Make a line: with its tax where the sheet is gross and the price is law, then rounded."""
    quantity, amount = asked
    code, percent = tax or (
        component.tax.code,
        rate_on(desk.case, desk.rules, component.tax, span[0]),
    )
    charged = component.kind.value == "charged"
    if charged and _kind(component) in LEGAL and desk.sheet.basis.value == "gross":
        amount *= (_WHOLE + percent) / _WHOLE
    rounded = to_step(amount, desk.rules.line_rounding)
    return ReferenceLine(
        component.id, component.charge, charged, *span, quantity, rounded, code, percent
    )


def _priced_lines(
    desk: Desk, component: Any, pricing: Pricing, discounts: Sequence[Any]
) -> tuple[list[ReferenceLine], list[tuple[str, dt.date, dt.date]]]:
    there = desk.present(component)
    if there is None:
        return [], []

    def key(day: dt.date) -> Any:
        holds = tuple(held.holds is None or within(held.holds, day) for held in discounts)
        return (
            pricing.key(desk, component, day),
            rate_on(desk.case, desk.rules, component.tax, day),
            holds,
        )

    cut = Cut(desk, component, tuple(runs(*there, key)))
    lines = [
        _line(desk, component, (start, end), asked)
        for start, end, (price, _, _) in cut.spans
        if price is not None
        for asked in pricing.ask(cut, start, end)
    ]
    absent = runs(*there, lambda day: pricing.key(desk, component, day) is None)
    return lines, [(component.id, start, end) for start, end, missing in absent if missing]


def _event_lines(
    desk: Desk, component: Any, events: Sequence[tuple[dt.date, Fraction]]
) -> list[ReferenceLine]:
    return [
        _line(desk, component, (day, day + ONE_DAY), (None, amount))
        for day, amount in events
        if within(desk.case.period, day)
    ]


def _discount_lines(
    desk: Desk, discount: Any, lines: Sequence[ReferenceLine]
) -> list[ReferenceLine]:
    """Take a share off rounded lines that begin while it holds, at each rate of tax."""
    charged = [line for line in lines if line.charged]
    found: list[ReferenceLine] = []
    for tax in dict.fromkeys((line.code, line.percent) for line in charged):
        base = [
            line
            for line in charged
            if (line.code, line.percent) == tax
            and (line.component in discount.of or line.charge in discount.of)
            and (discount.holds is None or within(discount.holds, line.start))
        ]
        if base:
            span = (min(line.start for line in base), max(line.end for line in base))
            whole = sum((line.amount for line in base), _NOTHING)
            off = -whole * Fraction(discount.percent) / _WHOLE
            found.append(_line(desk, discount, span, (None, off), tax))
    return found
