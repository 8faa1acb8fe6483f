"""Pairs of demand and energy price that depend on the hours of utilization."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import ComponentBase, quantity_draft
from utilbill.tariffs.peaks import ChargedPower, PeakRule, charged_power
from utilbill.tariffs.through_time import amount_through_time, check_time
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import exact
from utilbill.values.explanation import (
    Explanation,
    Input,
    Label,
    Selection,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.units import Price, Unit, as_price

_CLASS: Final = Label("class of hours of utilization", "Benutzungsdauerklasse")
_POWER: Final = Label("power", "Leistung")


def _hours(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else exact(value, "below")


@attrs.frozen
class UtilizationClass:
    """A pair of prices for some hours of utilization (Benutzungsdauerklasse).

    Attributes:
        demand: Price per power and time (Leistungspreis).
        energy: Price per quantity (Arbeitspreis).
        below: The class ends before this many hours a year; None for the last one.
    """

    demand: Price = attrs.field(converter=as_price)
    energy: Price = attrs.field(converter=as_price)
    below: Decimal | None = attrs.field(default=None, converter=_hours)


def _classes(value: Sequence[UtilizationClass]) -> tuple[UtilizationClass, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class UtilizationPrice(ComponentBase):
    """Demand and energy price by the hours of utilization (Jahresleistungspreissystem).

    Hours of utilization are the energy of a year divided by its peak: of the settled period, and
    where that is no year, by the share of the year that it is. One class counts for all that is
    settled, so that a change of tax cuts the lines but not the class.

    Attributes:
        classes: From the lowest hours up.
        register: The register with the load curve, or whose peaks were read.
        peaks: Which power is charged.
        proration: How a part of a year counts.
        hours: Hours of utilization where they are agreed instead of found.

    Raises:
        InvalidInputError: If the classes do not rise, or the last one ends.
        UnitError: If the prices are for different things.

    Examples:
        >>> grid = UtilizationPrice(id="grid", label="Grid", register="load", proration="days_365",
        ...     classes=[UtilizationClass("45.55 EUR/kW/year", "4.59 ct/kWh", 2500),
        ...              UtilizationClass("133.55 EUR/kW/year", "1.07 ct/kWh")])
        >>> str(grid.class_of(Decimal(2499)).energy), str(grid.class_of(Decimal(2500)).energy)
        ('4.59 ct/kWh', '1.07 ct/kWh')
    """

    classes: tuple[UtilizationClass, ...] = attrs.field(converter=_classes)
    register: str
    proration: Proration = attrs.field(converter=Proration)
    peaks: PeakRule = attrs.field(factory=PeakRule)
    hours: Decimal | None = attrs.field(default=None, converter=_hours)
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        limits = [held.below for held in self.classes]
        if not limits or limits[-1] is not None:
            raise InvalidInputError(
                "below", "the last class", "ends", "Let the last class have no limit."
            )
        known = [limit for limit in limits[:-1] if limit is not None]
        if len(known) < len(limits) - 1 or sorted(set(known)) != known:
            raise InvalidInputError(
                "below", known, "do not rise", "Order classes from the fewest hours up."
            )
        for held in self.classes:
            check_time(self.proration, held.demand.unit)
            if held.demand.currency != self.currency or held.energy.currency != self.currency:
                raise UnitError("energy", held.energy, "is in another currency", "Use one.")

    @property
    def currency(self) -> str:
        """The currency of its prices."""
        return self.classes[0].demand.currency

    @property
    def measure(self) -> Measure:
        """It prices quantities, and their peak beside them."""
        return Measure.QUANTITY

    @property
    def selected(self) -> tuple[str, ...]:
        """The register it prices."""
        return (self.register,)

    def class_of(self, hours: Decimal | Fraction) -> UtilizationClass:
        """Return the class of some hours of utilization."""
        return next(held for held in self.classes if held.below is None or hours < held.below)

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Return the settled days."""
        days = context.days_of(self.selected)
        return () if days is None else ((days, self.classes),)

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price energy and power of a run of days."""
        del held
        charged = charged_power(self.peaks, self.register, context.period, quantities, context)
        whole, _, _ = quantities.over(self.selected, context.period)
        chosen = self.class_of(self._found(whole, charged.node, context))
        energy = quantity_draft(
            days,
            self.selected,
            chosen.energy,
            self._input(chosen.energy),
            quantities,
            context,
        )
        return (energy, self._demand(chosen.demand, charged, days, context))

    def _found(self, energy: Decimal, power: Explanation, context: Context) -> Fraction:
        if self.hours is not None:
            return Fraction(self.hours)
        peak = evaluate(power)
        if not peak:
            return Fraction(0)
        share = evaluate(
            time_share(context.period, Unit.parse("year"), self.proration, context.anchor)
        )
        return Fraction(energy) / peak / share

    def _input(self, price: Price) -> Input:
        return Input(self.label, price.amount, price.unit.symbol, self.source)

    def _demand(
        self,
        price: Price,
        charged: ChargedPower,
        days: Period,
        context: Context,
    ) -> Draft:
        chosen = Selection(self._input(price), "utilization", _CLASS)
        node = amount_through_time(
            chosen, price.unit, days, self.proration, context, (charged.node, charged.unit)
        )
        label = Label(
            f"{self.label.en}, {_POWER.en}", f"{self.label.in_language('de')}, {_POWER.de}"
        )
        return Draft(
            days,
            node,
            price.currency,
            price=price,
            measured=charged.measured,
            label=label,
            count=charged.quantity,
        )
