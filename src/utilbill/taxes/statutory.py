"""Components whose price is law: levies, quantity taxes, the concession fee.

A new levy is a new parameter in the law files of its market; nothing has to be written here.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.law.parameter import Figure, LegalParameter
from utilbill.tariffs.component import (
    ChargeRole,
    Context,
    Draft,
    LineKind,
    Measure,
    PricedLine,
    QuantitySource,
)
from utilbill.tariffs.components import quantity_amount, quantity_draft
from utilbill.values.choice import Choice
from utilbill.values.errors import NegativeConsumptionError
from utilbill.values.exact import add, exact, plain, subtract
from utilbill.values.explanation import Input, Label, Selection
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Unit, convert


@attrs.frozen(kw_only=True)
class _Statutory:
    """A price per quantity that law fixes day by day.

    Attributes:
        id: Name inside the price sheet.
        parameter: Name of the legal parameter that holds the figures.
        registers: Ids of the registers it prices; none named means all.
            Components that name registers share the charge of their role.
    """

    id: str
    parameter: str
    role: ChargeRole
    registers: tuple[str, ...] = ()
    kind: LineKind = attrs.field(default=LineKind.CHARGED, converter=LineKind)
    tax: TaxCategory = attrs.field(default=TaxCategory.STANDARD, converter=TaxCategory)

    @property
    def label(self) -> Label:
        return Label(self.id)

    @property
    def charge(self) -> str:
        return self.role.value if self.registers else self.id

    @property
    def measure(self) -> Measure:
        return Measure.QUANTITY

    @property
    def selected(self) -> tuple[str, ...]:
        return self.registers

    @property
    def of(self) -> tuple[str, ...]:
        return ()

    def name_in(self, context: Context) -> Label:
        return context.law[self.parameter].title

    def pieces(self, context: Context) -> Sequence[tuple[Period, Figure | None]]:
        """Cut where the figure changes; None where the thing does not exist."""
        found: list[tuple[Period, Figure | None]] = []
        for days, figure in context.law[self.parameter].pieces(context.period, context.known_on):
            held = None if figure.value is None else figure
            last = found[-1][1] if found else None
            if found and _same(held, last):
                found[-1] = (Period(found[-1][0].start, days.end), last)
            else:
                found.append((days, held))
        return found

    def drafts(
        self, days: Period, held: Figure, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the quantity of a run of days at the legal figure."""
        parameter = context.law[self.parameter]
        price = Price(held.value or Decimal(0), parameter.unit)
        draft = quantity_draft(
            days,
            self.registers or context.registers,
            price,
            parameter.input(held),
            quantities,
            context,
        )
        draft.label = parameter.title_of(held)
        return (draft,)

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        del lines, context
        return ()


def _same(held: Figure | None, last: Figure | None) -> bool:
    if held is None or last is None:
        return held is last
    return (held.value, held.title) == (last.value, last.title)


@attrs.frozen(kw_only=True)
class QuantityTax(_Statutory):
    """A tax per quantity (Stromsteuer, Energiesteuer; energiskatt; akcyza)."""

    role: ChargeRole = ChargeRole.QUANTITY_TAX


@attrs.frozen(kw_only=True)
class ConcessionFee(_Statutory):
    """The fee for the use of public ways (Konzessionsabgabe), KAV § 2.

    The legal figures are maxima; an agreed lower rate is an ordinary unit price with the role
    ``concession``.
    """

    role: ChargeRole = ChargeRole.CONCESSION


class ConsumerGroup(Choice):
    """Which figures of a levy apply to a consumer (Letztverbrauchergruppe)."""

    A = "a"  #: Everybody.
    B = "b"  #: Quantities above the threshold of a year at a reduced figure (B').
    C = "c"  #: The same for manufacturers with a high share of electricity cost (C').


def _used_before(value: Decimal | int | str) -> Decimal:
    used = exact(value, "used_before")
    if used < 0:
        raise NegativeConsumptionError(
            "used_before", used, "is below zero", "Give what was settled before in that year."
        )
    return used


@attrs.frozen(kw_only=True)
class Levy(_Statutory):
    """A statutory levy per quantity (Umlage, avgift, opłata).

    Attributes:
        group: Consumer group. For B and C the first quantity of each calendar year, up to the
            threshold, is priced at the figure of everybody, the rest at that of the group. Figures
            and threshold are the parameters ``….group_b``, ``….group_c`` and ``….threshold``; in
            years without a figure of the group everybody is priced alike.
        used_before: Quantity of the calendar year in which the period begins, that was settled
            before the period, in the unit of the registers.
    """

    group: ConsumerGroup = attrs.field(default=ConsumerGroup.A, converter=ConsumerGroup)
    used_before: Decimal = attrs.field(default=Decimal(0), converter=_used_before)
    role: ChargeRole = ChargeRole.LEVY

    @property
    def charge(self) -> str:
        """The charge it belongs to: each levy is one of its own."""
        return self.id

    def pieces(self, context: Context) -> Sequence[tuple[Period, Figure | None]]:
        """Cut where the figure changes, and at each new year for groups with a threshold."""
        found = super().pieces(context)
        if self.group is ConsumerGroup.A:
            return found
        return [(part, held) for days, held in found for part in days.by_year()]

    def drafts(
        self, days: Period, held: Figure, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the quantity of a run of days, above the threshold at the group's figure."""
        general = super().drafts(days, held, quantities, context)
        if self.group is ConsumerGroup.A:
            return general
        reduced = context.law[f"{self.parameter}.group_{self.group.value}"]
        figure = reduced.at(days.start, context.known_on)
        if figure.value is None:
            return general
        limit, reference = self._threshold(days.start, context)
        amount = general[0].quantity or Decimal(0)
        below = min(amount, max(Decimal(0), subtract(limit, self._used(days, quantities, context))))
        if below == amount:
            return general
        unit = context.units[0]
        reason = Label(
            f"threshold of {plain(limit)} {unit} in {days.start.year}",
            f"Schwelle von {plain(limit)} {unit} im Jahr {days.start.year}",
        )
        parameter = context.law[self.parameter]
        steps = ((below, parameter, held), (subtract(amount, below), reduced, figure))
        return [
            self._step(
                general[0],
                part,
                of,
                at,
                Selection(_part(part, unit), "threshold", reason, reference),
            )
            for part, of, at in steps
            if part
        ]

    @staticmethod
    def _step(
        whole: Draft, part: Decimal, parameter: LegalParameter, figure: Figure, counted: Selection
    ) -> Draft:
        price = Price(figure.value or Decimal(0), parameter.unit)
        unit = whole.unit or parameter.unit.below
        return attrs.evolve(
            whole,
            amount=quantity_amount(counted, unit, parameter.input(figure), price),
            quantity=part,
            price=price,
            label=parameter.title_of(figure),
            quantity_node=counted,
        )

    def _threshold(self, day: dt.date, context: Context) -> tuple[Decimal, str]:
        parameter = context.law[f"{self.parameter}.threshold"]
        figure = parameter.at(day, context.known_on)
        limit = convert(figure.value or Decimal(0), parameter.unit, context.units[0])
        return limit, figure.reference

    def _used(self, days: Period, quantities: QuantitySource, context: Context) -> Decimal:
        """Return what was used in the calendar year before a run of days."""
        year = Period.of_year(days.start.year)
        used = self.used_before if context.period.start in year else Decimal(0)
        start = max(year.start, context.period.start)
        if start < days.start:
            before = quantities.over(self.registers or context.registers, Period(start, days.start))
            used = add(used, before[0])
        return used


def _part(part: Decimal, unit: Unit) -> Input:
    return Input(Label("quantity of this step", "Menge dieser Stufe"), part, unit.symbol)
