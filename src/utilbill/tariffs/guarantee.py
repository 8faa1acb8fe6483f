"""The price guarantee: prices that must not rise until a day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol

import attrs

from utilbill.values.dated import Timeline
from utilbill.values.errors import InvalidInputError, PriceGuaranteeError
from utilbill.values.period import Period
from utilbill.values.units import Price, convert


class Guaranteed(Protocol):
    """A component with prices of its own."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def charge(self) -> str:
        """The charge it belongs to."""


def _names(value: Sequence[str] | str) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class PriceGuarantee:
    """A promise that prices do not rise (Preisgarantie, fastpris, gwarancja ceny).

    What it leaves out may rise: taxes and levies, for example (eingeschränkte Preisgarantie).

    Attributes:
        holds: The days of the promise.
        of: Ids or charges of the components whose prices are promised.

    Examples:
        >>> from utilbill import Label, UnitPrice, dated_prices
        >>> energy = UnitPrice(id="energy", label=Label("Energy"), prices=dated_prices(
        ...     ("2024-01-01", "24.00 ct/kWh"), ("2024-10-01", "25.00 ct/kWh")))
        >>> PriceGuarantee(holds=Period("2024-01-01", "2024-10-01"), of="energy").check([energy])
        >>> PriceGuarantee(holds=Period.of_year(2024), of="energy").check([energy])
        Traceback (most recent call last):
        ...
        utilbill.values.errors.PriceGuaranteeError: prices: of energy on 2024-10-01 is above the \
24.00 ct/kWh that are promised for 2024-01-01..2024-12-31 (got 25.00 ct/kWh). Let the price \
rise after the guarantee, or end the guarantee sooner.
    """

    holds: Period
    of: tuple[str, ...] = attrs.field(converter=_names)

    def __attrs_post_init__(self) -> None:
        if not self.of:
            raise InvalidInputError(
                "of", "nothing", "is promised", "Name the components whose prices are guaranteed."
            )

    def check(self, components: Iterable[Guaranteed]) -> None:
        """Check that no promised price rises above the one of the first day of the promise.

        Raises:
            PriceGuaranteeError: If one rises; the error names the day and both prices.
        """
        for component in components:
            prices: Timeline[Price] | None = getattr(component, "prices", None)
            if prices is not None and (component.id in self.of or component.charge in self.of):
                self._check(component, prices)

    def _check(self, component: Guaranteed, prices: Timeline[Price]) -> None:
        ends = [after.since for after in prices.entries[1:]]
        held_until = [*ends, dt.date.max]
        promised: Price | None = None
        for held, until in zip(prices.entries, held_until, strict=True):
            if until <= self.holds.start or held.since >= self.holds.end:
                continue
            if promised is None:
                promised = held.value
            price = held.value
            if convert(price.amount, price.unit, promised.unit) > promised.amount:
                raise PriceGuaranteeError(
                    "prices",
                    price,
                    f"of {component.id} on {held.since} is above the {promised} that are promised "
                    f"for {self.holds}",
                    "Let the price rise after the guarantee, or end the guarantee sooner.",
                ).concerning(component)
