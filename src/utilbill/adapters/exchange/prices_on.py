"""The one price of a component that a format without dates can hold."""

import datetime as dt
from typing import TypeVar

from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import MissingChoiceError

T = TypeVar("T")


def held_on(values: Timeline[T], component: str, on: dt.date | None) -> Dated[T]:
    """Return what holds on a day, or the only value there is.

    Raises:
        MissingChoiceError: If values change and no day is named.
        GapError: If there is no value on that day.

    Examples:
        >>> from utilbill import dated_prices
        >>> prices = dated_prices(("2024-01-01", "30 ct/kWh"), ("2025-01-01", "31 ct/kWh"))
        >>> held_on(prices, "energy", dt.date(2025, 6, 1)).value
        Price('31 ct/kWh')
    """
    if on is not None:
        return values.at(on)
    if len(values.entries) > 1:
        raise MissingChoiceError(
            "on",
            "none",
            f"must be chosen, as the prices of {component} change",
            "Name the day whose prices are written.",
        )
    return values.entries[0]
