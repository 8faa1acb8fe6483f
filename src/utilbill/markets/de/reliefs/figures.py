"""Figures of laws that helped for a time: they exist on some days only, and say so."""

import datetime as dt
from decimal import Decimal
from typing import Final

from utilbill.law.parameter import Figure, LawBook
from utilbill.values.errors import PeriodError
from utilbill.values.explanation import Constant, Explanation, Input, Operation
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.units import Price, Quantity, Unit, convert

KWH: Final = Unit.parse("kWh")
PER_KWH: Final = Unit.parse("ct/kWh")
CENTS: Final = Constant(Decimal(100), "ct/EUR")
HUNDRED: Final = Constant(Decimal(100), "%")


def days_in_force(law: LawBook, name: str) -> Period:
    """Return the days on which a figure exists.

    Examples:
        >>> from utilbill import market
        >>> str(days_in_force(market("DE").law, "de.price_brake.gas_small.quota"))
        '2023-01-01..2023-12-31'
    """
    entries = law[name].timeline.entries
    start = next(held.since for held in entries if held.value.value is not None)
    ends = [held.since for held in entries if held.value.value is None and held.since > start]
    return Period(start, min(ends))


def figure_in_force(law: LawBook, name: str, day: dt.date) -> Figure:
    """Return a figure of a law that helped for a time.

    Raises:
        PeriodError: If the day lies outside the days of that law.
    """
    days = days_in_force(law, name)
    figure = law[name].at(day) if day in days else None
    if figure is None or figure.value is None:
        raise PeriodError(
            "day",
            day,
            f"lies outside the days of {law[name].title.en}",
            f"Ask for a day from {days.start} to {days.end - ONE_DAY}.",
        )
    return figure


def input_in_force(law: LawBook, name: str, day: dt.date) -> Input:
    """Return a figure of a law that helped for a time, as an input of an explanation."""
    return law[name].input(figure_in_force(law, name, day))


def in_kwh(quantity: Quantity) -> Decimal:
    """Return a quantity of energy in kWh.

    Raises:
        UnitError: If it is no energy.
    """
    return quantity.to(KWH).amount


def in_cents(price: Price) -> Decimal:
    """Return a price of energy in ct/kWh.

    Raises:
        UnitError: If it is no price of energy in euro.
    """
    return convert(price.amount, price.unit, PER_KWH)


def sum_of(parts: tuple[Explanation, ...]) -> Explanation:
    """Return the sum of one or more parts."""
    return parts[0] if len(parts) == 1 else Operation("+", parts)
