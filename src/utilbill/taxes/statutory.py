"""Components whose price is law: levies, quantity taxes, the concession fee.

A new levy is a new parameter in the law files of its market; nothing has to be written here.
"""

from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.law.parameter import Figure
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
from utilbill.values.exact import subtract
from utilbill.values.explanation import Explanation, Input, Label, Selection
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price


@attrs.frozen(kw_only=True)
class _Statutory:
    """A price per quantity that law fixes day by day."""

    id: str
    parameter: str
    kind: LineKind = attrs.field(default=LineKind.CHARGED, converter=LineKind)
    tax: TaxCategory = attrs.field(default=TaxCategory.STANDARD, converter=TaxCategory)

    @property
    def label(self) -> Label:
        return Label(self.id)

    @property
    def charge(self) -> str:
        return self.id

    @property
    def measure(self) -> Measure:
        return Measure.QUANTITY

    @property
    def selected(self) -> tuple[str, ...]:
        return ()

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
            if found and (held is last or (held and last and held.value == last.value)):
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
        return (
            quantity_draft(
                days, context.registers, price, parameter.input(held), quantities, context
            ),
        )

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        del lines, context
        return ()


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


@attrs.frozen(kw_only=True)
class Levy(_Statutory):
    """A statutory levy per quantity (Umlage, avgift, opłata).

    Attributes:
        group: Consumer group. For B and C the first quantity of each calendar year, up to the
            threshold, is priced at the figure of everybody, the rest at that of the group.
        threshold: Name of the parameter that holds the threshold.
        used_before: Quantity of the calendar year in which the period begins, that was settled
            before the period, in the unit of the threshold.
    """

    group: ConsumerGroup = attrs.field(default=ConsumerGroup.A, converter=ConsumerGroup)
    threshold: str = ""
    used_before: Decimal = Decimal(0)
    role: ChargeRole = ChargeRole.LEVY

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
        if self.group is ConsumerGroup.A:
            return super().drafts(days, held, quantities, context)
        registers = context.registers
        unit = context.units[0]
        amount, node, measured = quantities.over(registers, days)
        year = Period.of_year(days.start.year)
        limit = context.law[self.threshold].at(days.start, context.known_on)
        limit_value = limit.value or Decimal(0)
        before = self.used_before if context.period.start in year else Decimal(0)
        start = max(year.start, context.period.start)
        if start < days.start:
            before += quantities.over(registers, Period(start, days.start))[0]
        below = min(amount, max(Decimal(0), subtract(limit_value, before)))
        above = subtract(amount, below)
        group_parameter = context.law[f"{self.parameter}.group_{self.group.value}"]
        group_figure = group_parameter.at(days.start, context.known_on)
        general = context.law[self.parameter]
        drafts = []
        for part, parameter, figure in (
            (below, general, held),
            (above, group_parameter, group_figure),
        ):
            if not part:
                continue
            price = Price(figure.value or Decimal(0), parameter.unit)
            counted: Explanation = Input(
                Label("quantity of this step", "Menge dieser Stufe"), part, unit.symbol
            )
            if part == amount:
                counted = node
            else:
                reason = Label(
                    f"threshold of {limit_value} {unit} in {year.start.year}",
                    f"Schwelle von {limit_value} {unit} im Jahr {year.start.year}",
                )
                counted = Selection(counted, "threshold", reason, limit.reference)
            drafts.append(
                Draft(
                    days,
                    quantity_amount(counted, unit, parameter.input(figure), price),
                    price.currency,
                    registers=registers,
                    quantity=part,
                    unit=unit,
                    price=price,
                    measured=measured,
                    label=parameter.title,
                )
            )
        if not drafts:
            drafts.extend(super().drafts(days, held, quantities, context))
        return drafts
