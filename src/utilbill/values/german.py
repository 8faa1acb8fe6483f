"""Amounts and days inside German messages, where the formats of a language are out of reach."""

import re
from decimal import Decimal
from functools import singledispatch
from typing import Final

from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity

#: German words for units of time.
UNITS: Final = {"day": "Tag", "days": "Tage", "month": "Monat", "months": "Monate", "year": "Jahr"}
_MARKS: Final = str.maketrans(",.", ".,")


@singledispatch
def german(value: object) -> str:
    """Return a number, an amount, a price, a quantity or a period as German text, digit for digit.

    Examples:
        >>> from utilbill import Money, Period, Price, Quantity
        >>> german(Quantity("1840.5", "kWh")), german(Price("120.00", "EUR/year"))
        ('1.840,5 kWh', '120,00 EUR/Jahr')
        >>> german(Money("-1041.25", "EUR")), german(Period.of_year(2024))
        ('-1.041,25 EUR', '01.01.2024 – 31.12.2024')
    """
    raise TypeError(type(value).__name__)


@german.register
def _(value: Decimal) -> str:
    return format(value or value.copy_abs(), ",f").translate(_MARKS)


@german.register
def _(value: Money) -> str:
    return f"{german(value.amount)} {value.currency}"


@german.register(Price)
@german.register(Quantity)
def _(value: Price | Quantity) -> str:
    parts = re.split("([/·])", value.unit.symbol)
    return f"{german(value.amount)} {''.join(UNITS.get(part, part) for part in parts)}"


@german.register
def _(value: Period) -> str:
    return f"{value.start:%d.%m.%Y} – {value.last:%d.%m.%Y}"
