"""What every price component answers: which pieces of time it knows, and what they cost."""

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from utilbill.law.parameter import Figure, LawBook
from utilbill.metering.intervals import IntervalSeries
from utilbill.prorating.spreading import DayWeights
from utilbill.tariffs.index_figures import IndexFigures
from utilbill.values.choice import Choice
from utilbill.values.errors import MissingChoiceError, MissingFieldError, SelectorError
from utilbill.values.explanation import Explanation, Label
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity, Unit

if TYPE_CHECKING:  # peaks are found with the help of what stands here
    from utilbill.tariffs.peaks import ReadPeak


class LineKind(Choice):
    """Whether a line counts."""

    CHARGED = "charged"  #: Part of the sum.
    CONTAINED = "contained"  #: For information: contained in another line's all-in price.


class PriceBasis(Choice):
    """Whether prices hold value added tax."""

    NET = "net"  #: Tax is added to the sum of a rate.
    GROSS = "gross"  #: Tax is taken out of the sum of a rate.


class ChargeRole(Choice):
    """What a component is for; statutory bills list some roles separately (EnWG § 40 Abs. 3)."""

    ENERGY = "energy"
    STANDING = "standing"
    GRID = "grid"
    METERING = "metering"
    LEVY = "levy"
    QUANTITY_TAX = "quantity_tax"
    CONCESSION = "concession"
    CARBON = "carbon"
    SERVICE = "service"
    DISCOUNT = "discount"
    BONUS = "bonus"
    RELIEF = "relief"


class Measure(enum.Enum):
    """What a component prices; the proof of coverage depends on it."""

    TIME = "time"  #: Every day once.
    QUANTITY = "quantity"  #: Every unit of every selected register once.
    LOAD = "load"  #: Every day once, by how much flowed at its peaks or beside its energy.
    EVENT = "event"  #: Something that happens on a day.
    LINES = "lines"  #: Other lines.


@attrs.frozen
class Context:
    """What a component may look at while it prices one settlement.

    Attributes:
        period: The days that are settled.
        registers: Ids of the billed registers that were there in the period.
        units: Their units.
        presence: The days on which each of them was there.
        anchor: First day of the billing year.
        supply_start: First day of the supply.
        supply_end: First day without supply, once known.
        known_on: Leave out what became known later.
        law_book: The law of the market.
        degree_days: Degree-day numbers of the market.
        bands: By the name of each time band, the register whose load curve it divides.
        indices: Published prices and indices, by their names.
        peaks: Peaks that meters remembered, by their registers.
    """

    period: Period
    registers: tuple[str, ...]
    units: tuple[Unit, ...]
    presence: tuple[Period, ...]
    anchor: dt.date
    supply_start: dt.date
    supply_end: dt.date | None = None
    known_on: dt.date | None = None
    law_book: LawBook | None = None
    degree_days: DayWeights | None = None
    bands: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    indices: Mapping[str, IntervalSeries | IndexFigures] = attrs.field(factory=dict, hash=False)
    peaks: "Mapping[str, tuple[ReadPeak, ...]]" = attrs.field(factory=dict, hash=False)

    def days_of(self, registers: tuple[str, ...]) -> Period | None:
        """Return the days on which registers were there; None if they were not at all.

        Without registers, the whole period.

        Raises:
            SelectorError: If they were there on different days.
        """
        if not registers:
            return self.period
        registers = tuple(self.bands.get(name, name) for name in registers)
        spans = {
            span: name
            for name, span in zip(self.registers, self.presence, strict=True)
            if name in registers
        }
        if len(spans) > 1:
            raise SelectorError(
                "registers",
                ", ".join(spans.values()),
                "were there on different days, as meters were exchanged",
                "Price them in components of their own.",
            )
        return next(iter(spans), None)

    def unit_of(self, register: str) -> Unit:
        """Return the unit of a register, or of the register that a band divides."""
        return self.units[self.registers.index(self.bands.get(register, register))]

    def registers_for(self, selected: tuple[str, ...], per: Unit) -> tuple[str, ...]:
        """Return the registers that a price prices: those it names, or all that count its unit."""
        if selected:
            return selected
        fitting = tuple(
            name
            for name, unit in zip(self.registers, self.units, strict=True)
            if unit.dimension == per.dimension
        )
        return fitting or self.registers

    def published(self, index: str) -> IntervalSeries | IndexFigures:
        """Return published prices or figures by their name.

        Raises:
            MissingFieldError: If they were not given.
        """
        held = self.indices.get(index)
        if held is None:
            raise MissingFieldError(
                "indices",
                index,
                "is not given, but a price depends on it",
                f"Give indices={{{index!r}: ...}}; given: {', '.join(self.indices) or 'none'}.",
            )
        return held

    @property
    def law(self) -> LawBook:
        """The law of the market.

        Raises:
            MissingChoiceError: If there is no market.
        """
        if self.law_book is None:
            raise MissingChoiceError(
                "market",
                "none",
                "brings no law, but the price sheet holds statutory components",
                "Settle with a market, or write the rate as a price of your own.",
            )
        return self.law_book


class QuantitySource(Protocol):
    """Quantities of registers in parts of the period."""

    def over(self, registers: tuple[str, ...], period: Period) -> tuple[Decimal, Explanation, bool]:
        """Return quantity, explanation and whether it was measured."""

    def series(self, register: str, period: Period) -> IntervalSeries:
        """Return the load curve of a register or band; raise if there is none."""


class PricedLine(Protocol):
    """What a component may know about the line of another one."""

    @property
    def component(self) -> str:
        """Id of the component."""

    @property
    def charge(self) -> str:
        """Name of the charge."""

    @property
    def label(self) -> Label:
        """Name for people."""

    @property
    def period(self) -> Period:
        """The days."""

    @property
    def amount(self) -> Money:
        """The rounded amount."""


@attrs.define
class Draft:
    """A line before rounding and tax.

    Attributes:
        period: The days it is for.
        amount: Expression of the amount in the main unit of the currency, unrounded.
        currency: Code of ISO 4217.
        registers: The registers whose quantity is priced; none for time and events.
        quantity: The quantity, in ``unit``; without what is left out.
        unit: Unit of the quantity.
        price: The price as published.
        measured: Whether the quantity rests on readings.
        label: Name of the line where it differs from that of the component.
        quantity_node: The node below ``amount`` that evaluates to the quantity.
        count: How many of the things a price through time is for, such as 120 m² of sealed area.
        figures: Figures of law it rests on, beside the one of its run of days.
    """

    period: Period
    amount: Explanation
    currency: str
    registers: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: Unit | None = None
    price: Price | None = None
    measured: bool = True
    label: Label | None = None
    quantity_node: Explanation | None = None
    count: Quantity | None = None
    figures: tuple[Figure, ...] = ()


class Component(Protocol):
    """One position of a price sheet (Preisbestandteil, priskomponent, składnik ceny).

    A pure function of the supply: it holds prices and no customer, one serves every contract.
    """

    @property
    def id(self) -> str:
        """Name inside the price sheet."""

    @property
    def label(self) -> Label:
        """Name on the bill."""

    @property
    def charge(self) -> str:
        """The charge it belongs to; its components share the registers without overlap."""

    @property
    def role(self) -> ChargeRole:
        """What it is for."""

    @property
    def kind(self) -> LineKind:
        """Whether it counts."""

    @property
    def measure(self) -> Measure:
        """What it prices."""

    @property
    def tax(self) -> TaxCategory:
        """How value added tax treats it."""

    @property
    def selected(self) -> tuple[str, ...]:
        """Registers it prices; none named means all."""

    @property
    def basis(self) -> PriceBasis | None:
        """Basis of its prices where it is not that of the price sheet: figures of law are net."""

    @property
    def less(self) -> tuple[str, ...]:
        """Registers whose quantity it leaves out: parts of what it prices."""

    @property
    def of(self) -> tuple[str, ...]:
        """Components or charges whose lines it looks at; none for most components."""

    def name_in(self, context: Context) -> Label:
        """Return the name on the bill; statutory components take it from the law."""

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut the period into runs with one price; None where the thing does not exist."""

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price one run of days."""

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Price other lines; nothing for all components but those that measure lines."""


def looks_at(component: Component) -> tuple[str, ...] | None:
    """Return the registers whose quantity a price looks at without pricing all of it, if any.

    An empty tuple means all registers; quantities are divided for it as for what is priced.
    """
    held: tuple[str, ...] | None = getattr(component, "looks_at", None)
    return held
