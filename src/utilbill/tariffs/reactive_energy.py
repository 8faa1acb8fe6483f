"""Reactive energy: what goes beyond a free share of active energy, or below a power factor."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.metering.intervals import IntervalSeries
from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import PricedComponent, quantity_amount
from utilbill.tariffs.schemes import PeriodScheme, as_scheme
from utilbill.values.choice import Choice
from utilbill.values.dated import Dated
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import exact, multiply
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Selection,
    decimal_of,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity

_FREE: Final = Label("free share of active energy", "freier Anteil der Wirkarbeit")
_WITHIN: Final = Label("within the free share", "innerhalb des freien Anteils")
_BEYOND: Final = Label("beyond the free share, interval by interval", "über dem freien Anteil")


class ReactiveBy(Choice):
    """Over what reactive energy is held against active energy.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    TOTAL = "total"  #: The sums of each stretch of time.
    INTERVAL = "interval"  #: Each interval by itself; one cannot make good for another.


def _share(value: Decimal | int | str) -> Decimal:
    share = exact(value, "free_share")
    if share < 0:
        raise InvalidInputError("free_share", share, "is below zero", "Give 0.5 or so.")
    return share


@attrs.frozen(kw_only=True)
class ReactiveEnergy(PricedComponent):
    """A price for reactive energy (Blindarbeit, reaktiv energi, energia bierna).

    Attributes:
        prices: Price per kvarh.
        reactive: The register that counts reactive energy.
        active: The register that counts active energy.
        free_share: Share of active energy up to which reactive energy is free; 0.5 is about a
            power factor of 0.9.
        by: Whether sums are compared, or each interval.
        counted: For which stretches of time sums are made: the settled period if not given.

    Raises:
        UnitError: If the price is not per kvarh.

    Examples:
        >>> ReactiveEnergy(id="reactive", label="Reactive energy", prices="1.02 ct/kvarh",
        ...     reactive="1-1:3.8.0", active="1-1:1.8.0", free_share="0.5").measure.value
        'load'
    """

    reactive: str
    active: str
    free_share: Decimal = attrs.field(converter=_share)
    by: ReactiveBy = attrs.field(default=ReactiveBy.TOTAL, converter=ReactiveBy)
    counted: PeriodScheme = attrs.field(default=PeriodScheme(), converter=as_scheme)
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        for entry in self.prices.entries:
            if entry.value.per.dimension[0] != "reactive energy":
                raise UnitError(
                    "prices", entry.value, "is not per kvarh", "Write it like 1.02 ct/kvarh."
                )

    @property
    def measure(self) -> Measure:
        """It looks at two registers, and prices the difference."""
        return Measure.LOAD

    @property
    def selected(self) -> tuple[str, ...]:
        """The register whose days count."""
        return (self.reactive,)

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The registers that it compares."""
        return (self.reactive, self.active)

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at every change of price, and where sums are made anew."""
        return [
            (part, held)
            for days, held in super().pieces(context)
            for part in self.counted.parts(days)
        ]

    def drafts(
        self, days: Period, held: Dated[Price], quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price what is not free in a run of days."""
        beyond, measured = self._beyond(days, quantities)
        unit = context.unit_of(self.reactive)
        node = quantity_amount(beyond, unit, self._input(held), held.value.unit)
        return (
            Draft(
                days,
                node,
                held.value.currency,
                price=held.value,
                measured=measured,
                count=Quantity(decimal_of(evaluate(beyond)), unit),
            ),
        )

    def _beyond(self, days: Period, quantities: QuantitySource) -> tuple[Explanation, bool]:
        if self.by is ReactiveBy.INTERVAL:
            reactive = quantities.series(self.reactive, days)
            active = quantities.series(self.active, days)
            return self._by_interval(reactive, active)
        _, used, sure = quantities.over((self.reactive,), days)
        _, energy, surely = quantities.over((self.active,), days)
        share = Input(_FREE, self.free_share, "1", self.source)
        node = Operation("-", (used, Operation("*", (energy, share))))
        measured = sure and surely
        if evaluate(node) < 0:
            return Selection(Constant(Decimal(0), "kvarh"), "free", _WITHIN), measured
        return node, measured

    def _by_interval(
        self, reactive: IntervalSeries, active: IntervalSeries
    ) -> tuple[Explanation, bool]:
        free = attrs.evolve(active, unit=reactive.unit).scaled_by(self.free_share)
        beyond = (reactive - free).within(0, None)
        total = multiply(Decimal(sum(beyond.counts)), beyond.step)
        node = Input(_BEYOND, total, reactive.unit.symbol, beyond.fingerprint[:10])
        return node, reactive.measured and active.measured
