"""What lies on the desk while a case is priced, and the days of one component."""

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import attrs

from utilbill.testing.reference.dividing import Span, divided
from utilbill.testing.reference.knowledge import in_force, legal_figure
from utilbill.testing.reference.metering import Metered

_NOTHING = Fraction(0)

#: What a component asks for in a run of days: quantity and amount, neither rounded nor taxed.
Asked = tuple[Fraction | None, Fraction]


@attrs.frozen
class Desk:
    """All that is needed to price the components of one case."""

    case: Any
    rules: Any
    metered: Metered
    way: Any

    @property
    def sheet(self) -> Any:
        """The price sheet."""
        return self.case.prices

    @property
    def known_on(self) -> dt.date | None:
        """The day whose knowledge counts."""
        known: dt.date | None = self.case.known_on
        return known

    @property
    def anchor(self) -> dt.date:
        """First day of the billing year."""
        first: dt.date = self.case.contract.billing_year_start or self.case.period.start
        return first

    def price(self, component: Any, day: dt.date) -> Any:
        """Return the dated price of a component."""
        return in_force(component.prices.entries, day, self.known_on)

    def figure(self, name: str, day: dt.date) -> Any:
        """Return a figure of law."""
        return legal_figure(self.rules.law[name], day, self.known_on)

    def registers(self, component: Any) -> tuple[str, ...]:
        """Return the registers that a component prices."""
        return getattr(component, "registers", ()) or self.metered.billed

    def present(self, component: Any) -> Span | None:
        """Return the days on which the registers of a component were there."""
        named = getattr(component, "registers", ())
        if not named:
            return self.case.period.start, self.case.period.end
        there = [held for name in named for held in self.metered.of(name)]
        if not there:
            return None
        return min(held.start for held in there), max(held.end for held in there)


@attrs.frozen
class Cut:
    """The days of one component, cut where anything changes for it."""

    desk: Desk
    component: Any
    spans: tuple[tuple[dt.date, dt.date, Any], ...]

    def quantity(self, registers: Sequence[str], start: dt.date, end: dt.date) -> Fraction:
        """Return what registers counted in whole spans from a day to another."""
        bounds = [(first, last) for first, last, _ in self.spans]
        total = _NOTHING
        for name in registers:
            for stretch in self.desk.metered.of(name):
                unit = self.desk.metered.units[name]
                whole = self._whole(stretch, bounds)
                parts = divided(stretch, whole, self.desk.way, unit)
                inside = (span for span in parts if start <= span[0] and span[1] <= end)
                total += sum((parts[span] for span in inside), _NOTHING)
        return total

    @staticmethod
    def _whole(stretch: Any, bounds: Sequence[Span]) -> list[Span]:
        """Return the spans; what was counted before the first and after the last belongs to them.

        A component that prices some registers knows only the days on which they were there.
        """
        before, after = (stretch.start, bounds[0][0]), (bounds[-1][1], stretch.end)
        return [span for span in (before, *bounds, after) if span[0] < span[1]]


@attrs.frozen
class Pricing:
    """How one kind of component is priced.

    Attributes:
        key: What holds on a day; days with one key are one line. None if the thing does not exist.
        ask: What it asks for in a run of such days.
    """

    key: Callable[[Desk, Any, dt.date], Any]
    ask: Callable[[Cut, dt.date, dt.date], list[Asked]]


def within(period: Any, day: dt.date) -> bool:
    """Tell whether a day lies in a period."""
    held: bool = period.start <= day < period.end
    return held


def counted(cut: Cut, start: dt.date, end: dt.date) -> Fraction:
    """Return what a component prices in whole spans from a day to another."""
    whole = cut.quantity(cut.desk.registers(cut.component), start, end)
    return whole - cut.quantity(getattr(cut.component, "less", ()), start, end)


def unit_of(cut: Cut) -> Any:
    """Return the unit of what a component prices."""
    return cut.desk.metered.units[cut.desk.registers(cut.component)[0]]
