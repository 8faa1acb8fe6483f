"""Components whose price is law: levies, quantity taxes, the concession fee.

A new levy is a new parameter in the law files of its market; nothing has to be written here.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.law.parameter import Figure, LegalParameter
from utilbill.tariffs.component import (
    ChargeRole,
    Context,
    Draft,
    LineKind,
    Measure,
    PriceBasis,
    PricedLine,
    QuantitySource,
)
from utilbill.tariffs.components import as_prices, quantity_amount, quantity_draft
from utilbill.values.choice import Choice
from utilbill.values.dated import Timeline
from utilbill.values.errors import NegativeConsumptionError, UnitError
from utilbill.values.exact import CONTEXT, add, exact, multiply, subtract
from utilbill.values.explanation import Constant, Explanation, Input, Label, Operation
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Unit, as_unit, convert


@attrs.frozen(kw_only=True)
class _Statutory:
    """A price per quantity that law fixes day by day.

    Attributes:
        id: Name inside the price sheet.
        parameter: Name of the legal parameter that holds the figures.
        registers: Ids of the registers it prices; none named means all.
            Components that name registers share the charge of their role.
        commodity: What must be supplied, such as ``gas``; empty where anything can be.
    """

    id: str
    parameter: str
    role: ChargeRole
    commodity: str = ""
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
    def less(self) -> tuple[str, ...]:
        return ()

    @property
    def of(self) -> tuple[str, ...]:
        return ()

    @property
    def basis(self) -> PriceBasis:
        return PriceBasis.NET

    def name_in(self, context: Context) -> Label:
        return context.law[self.parameter].title

    def pieces(self, context: Context) -> Sequence[tuple[Period, Figure | None]]:
        """Cut where the figure changes; None where the thing does not exist."""
        found: list[tuple[Period, Figure | None]] = []
        whole = context.days_of(self.selected)
        if whole is None:
            return found
        cut = context.law[self.parameter].pieces(whole, context.known_on)
        if len(cut) == 1:
            days, figure = cut[0]
            return ((days, None if figure.value is None else figure),)
        for days, figure in cut:
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
        price, figure = parameter.priced(held)
        draft = quantity_draft(
            days,
            context.registers_for(self.registers, price.per),
            price,
            figure,
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
    # A carried or unverified figure stays a piece of its own, so that its finding is not lost.
    return _shown(held) == _shown(last)


def _shown(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.title, figure.verified, figure.carried


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


_PER_TONNE = Unit.parse("EUR/t")


def _own_prices(value: Timeline[Price] | Price | str | None) -> Timeline[Price] | None:
    if value is None:
        return None
    prices = as_prices(value)
    return Timeline([attrs.evolve(held, value=_per_tonne(held.value)) for held in prices.entries])


def _per_tonne(price: Price) -> Price:
    if price.unit.dimension != _PER_TONNE.dimension:
        raise UnitError("price", price, "is no price of emissions", "Give it in EUR/t.")
    return Price(convert(price.amount, price.unit, _PER_TONNE), _PER_TONNE)


@attrs.frozen
class _Carbon:
    """A price of emissions and a factor, on the same days."""

    price: Figure
    factor: Figure

    @property
    def verified(self) -> bool:
        return self.price.verified and self.factor.verified

    @property
    def carried(self) -> bool:
        return self.price.carried or self.factor.carried

    @property
    def reference(self) -> str:
        return f"{self.price.reference}; {self.factor.reference}"


@attrs.frozen(kw_only=True)
class CarbonPrice(_Statutory):
    """The price of emissions from a fuel (CO2-Preis nach BEHG), per kWh of gross calorific value.

    Attributes:
        parameter: Name of the parameter that holds the price of a tonne.
        factor: Name of the parameter that holds the emissions of a kWh.
        prices: Own prices of a tonne; needed where law fixes only a corridor.

    Examples:
        >>> from utilbill import market
        >>> market("DE").statutory.carbon_price("gas").factor
        'de.carbon.factor.gas'
    """

    factor: str
    prices: Timeline[Price] | None = attrs.field(default=None, converter=_own_prices)
    role: ChargeRole = ChargeRole.CARBON

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut where the price of a tonne or the factor changes."""
        found: list[tuple[Period, Any]] = []
        for days, figure in self._priced(context):
            if figure.value is None:
                found.append((days, None))
                continue
            factors = context.law[self.factor].pieces(days, context.known_on)
            found.extend((part, _Carbon(figure, factor)) for part, factor in factors)
        return _merged(found)

    def _priced(self, context: Context) -> Sequence[tuple[Period, Figure]]:
        whole = context.days_of(self.selected)
        if whole is None:
            return ()
        if self.prices is None:
            return context.law[self.parameter].pieces(whole, context.known_on)
        return [
            (days, Figure(held.value.amount, held.source or "price sheet"))
            for days, held in self.prices.pieces(whole, context.known_on)
        ]

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the emissions of a run of days."""
        parameter, factor = context.law[self.parameter], context.law[self.factor]
        tonne = Input(
            parameter.title, held.price.value or Decimal(0), "EUR/t", held.price.reference
        )
        emissions = factor.input(held.factor)
        cents = CONTEXT.divide(multiply(tonne.value, emissions.value), Decimal(10))
        price = Price(CONTEXT.normalize(cents), f"ct/{factor.unit.below}")
        draft = quantity_draft(
            days,
            context.registers_for(self.registers, as_unit("kWh")),
            price,
            tonne,
            quantities,
            context,
        )
        if draft.quantity_node is None or draft.unit is None:
            return (draft,)
        to_unit = draft.unit.factor / factor.unit.below.factor
        node: Explanation = Operation("*", (draft.quantity_node, emissions, tonne))
        if to_unit != 1:
            node = Operation("*", (node, Constant(Decimal(to_unit.numerator), "1")))
        draft.amount = Operation("/", (node, Constant(Decimal(1000), "kg/t")))
        draft.label = parameter.title_of(held.price)
        return (draft,)


def _merged(pieces: list[tuple[Period, Any]]) -> list[tuple[Period, Any]]:
    found: list[tuple[Period, Any]] = []
    for days, held in pieces:
        last = found[-1][1] if found else None
        if found and _same_carbon(held, last):
            found[-1] = (Period(found[-1][0].start, days.end), last)
        else:
            found.append((days, held))
    return found


def _same_carbon(held: _Carbon | None, last: _Carbon | None) -> bool:
    if held is None or last is None:
        return held is last
    return _same(held.price, last.price) and _same(held.factor, last.factor)


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
        threshold = context.law[f"{self.parameter}.threshold"]
        limit_figure = threshold.at(days.start, context.known_on)
        limit = convert(limit_figure.value or Decimal(0), threshold.unit, context.units[0])
        general[0].figures = (limit_figure,)
        amount = general[0].quantity or Decimal(0)
        used, used_node = self._used(days, quantities, context)
        if amount <= subtract(limit, used):
            return general
        unit = context.units[0]
        whole = general[0].quantity_node or Constant(amount, unit.symbol)
        left: Explanation = Input(_THRESHOLD, limit, unit.symbol, limit_figure.reference)
        if used_node is not None:
            left = Operation("-", (left, used_node))
        parameter = context.law[self.parameter]
        below = subtract(limit, used)
        if below <= 0:
            return [self._step(general[0], amount, reduced, figure, whole)]
        above = Operation("-", (whole, left))
        return [
            self._step(general[0], below, parameter, held, left),
            self._step(general[0], subtract(amount, below), reduced, figure, above),
        ]

    @staticmethod
    def _step(
        whole: Draft,
        part: Decimal,
        parameter: LegalParameter,
        figure: Figure,
        counted: Explanation,
    ) -> Draft:
        price = Price(figure.value or Decimal(0), parameter.unit)
        unit = whole.unit or parameter.unit.below
        return attrs.evolve(
            whole,
            amount=quantity_amount(counted, unit, parameter.input(figure), price.unit),
            quantity=part,
            price=price,
            label=parameter.title_of(figure),
            quantity_node=counted,
            figures=(*whole.figures, figure),
        )

    def _used(
        self, days: Period, quantities: QuantitySource, context: Context
    ) -> tuple[Decimal, Explanation | None]:
        """Return what was used in the calendar year before a run of days, with its explanation."""
        year = Period.of_year(days.start.year)
        used, nodes = Decimal(0), list[Explanation]()
        if self.used_before and context.period.start in year:
            used = self.used_before
            nodes.append(Input(_USED_BEFORE, used, context.units[0].symbol, "as given"))
        start = max(year.start, context.period.start)
        if start < days.start:
            before, node, _ = quantities.over(
                context.registers_for((), as_unit("kWh")), Period(start, days.start)
            )
            used = add(used, before)
            nodes.append(node)
        if not nodes:
            return used, None
        return used, nodes[0] if len(nodes) == 1 else Operation("+", tuple(nodes))


_THRESHOLD = Label("threshold of the year", "Schwelle des Jahres")
_USED_BEFORE = Label("settled before in that year", "zuvor in diesem Jahr abgerechnet")
