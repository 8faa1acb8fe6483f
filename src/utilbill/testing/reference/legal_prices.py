"""Prices that law fixes day by day: levies, taxes per quantity, fees, emissions."""

import datetime as dt
from fractions import Fraction
from typing import Any

from utilbill.testing.reference.desk import Asked, Cut, Desk, Pricing, counted, unit_of

_NOTHING = Fraction(0)


def _shown(figure: Any) -> Any:
    """Return what two figures must share to stand on one line."""
    if figure.value is None:
        return None
    title = figure.title and (figure.title.en, figure.title.local)
    return figure.value, title, figure.verified, figure.carried


def _legal_price(desk: Desk, component: Any, day: dt.date) -> Any:
    return _shown(desk.figure(component.parameter, day))


def _at_figure(cut: Cut, name: str, day: dt.date, quantity: Fraction) -> Asked:
    unit = cut.desk.rules.law[name].unit
    figure = Fraction(cut.desk.figure(name, day).value)
    return quantity, quantity * unit_of(cut).factor * unit.factor * figure


def _statutory(cut: Cut, start: dt.date, end: dt.date) -> list[Asked]:
    return [_at_figure(cut, cut.component.parameter, start, counted(cut, start, end))]


def _levy_price(desk: Desk, component: Any, day: dt.date) -> Any:
    shown = _legal_price(desk, component, day)
    if component.group.value == "a" or shown is None:
        return shown
    return shown, day.year


def _levy(cut: Cut, start: dt.date, end: dt.date) -> list[Asked]:
    """Price a levy; for some groups what is above the threshold of the year at their own figure."""
    component, desk = cut.component, cut.desk
    name, quantity = component.parameter, counted(cut, start, end)
    group = component.group.value
    if group == "a" or desk.figure(f"{name}.group_{group}", start).value is None:
        return [_at_figure(cut, name, start, quantity)]
    threshold = desk.rules.law[f"{name}.threshold"].unit.factor / unit_of(cut).factor
    left = Fraction(desk.figure(f"{name}.threshold", start).value) * threshold
    period = desk.case.period
    new_year = dt.date(start.year, 1, 1)
    if new_year <= period.start:
        left -= Fraction(component.used_before)
    first = max(new_year, period.start)
    left -= cut.quantity(desk.metered.billed, first, start)
    below = min(quantity, max(left, _NOTHING))
    parts = [(name, below), (f"{name}.group_{group}", quantity - below)]
    found = [_at_figure(cut, held, start, part) for held, part in parts if part]
    return found or [_at_figure(cut, name if left >= 0 else f"{name}.group_{group}", start, below)]


def _carbon_price(desk: Desk, component: Any, day: dt.date) -> Any:
    if component.prices is not None:
        price: Any = desk.price(component, day).value.amount
    else:
        price = _legal_price(desk, component, day)
    return price and (price, _shown(desk.figure(component.factor, day)))


def _carbon(cut: Cut, start: dt.date, end: dt.date) -> list[Asked]:
    component, desk = cut.component, cut.desk
    tonne = (
        desk.figure(component.parameter, start).value
        if component.prices is None
        else desk.price(component, start).value.amount
    )
    emitted = desk.figure(component.factor, start).value
    quantity = counted(cut, start, end)
    kilograms = quantity * unit_of(cut).factor * desk.rules.law[component.factor].unit.factor
    return [(quantity, kilograms * Fraction(emitted) * Fraction(tonne) / 1000)]


LEGAL = {
    "Levy": Pricing(_levy_price, _levy),
    "QuantityTax": Pricing(_legal_price, _statutory),
    "ConcessionFee": Pricing(_legal_price, _statutory),
    "CarbonPrice": Pricing(_carbon_price, _carbon),
}
