"""From the pieces of components to lines: rounded once, taxed by their days."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.billing.line import Absence, Line
from utilbill.billing.rules import BillingRules
from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.quantities import Quantities
from utilbill.tariffs.component import (
    Component,
    Context,
    Draft,
    LineKind,
    Measure,
    PriceBasis,
    QuantitySource,
    looks_at,
)
from utilbill.taxes.split import price_with_tax, with_tax
from utilbill.taxes.vat import RateChange, Taxation, TaxRate
from utilbill.values.errors import MissingRegisterError
from utilbill.values.explanation import Constant, Explanation, Known, Label, Rounded, rounded
from utilbill.values.findings import Finding, Severity
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Quantity


@attrs.define
class Taxes:
    """The rate of a category on a day, looked up once per settlement."""

    taxation: Taxation
    commodity: str
    period: Period
    change: RateChange
    known_on: dt.date | None
    at_end: bool = attrs.field(init=False)
    last: dt.date = attrs.field(init=False)
    _held: dict[tuple[TaxCategory, dt.date], TaxRate] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.at_end = self.change is RateChange.END_OF_PERIOD
        self.last = self.period.last

    @property
    def one_day(self) -> dt.date | None:
        """The day whose rates hold for the whole period; None where each line has its own."""
        return self.last if self.at_end else None

    def cuts(self, category: TaxCategory) -> tuple[dt.date, ...]:
        """Return the days inside the period on which the rate of a category changes."""
        if self.change is not RateChange.SPLIT:
            return ()
        return self.taxation.changes(category, self.commodity, self.period, self.known_on)

    def rate(self, category: TaxCategory, day: dt.date) -> TaxRate:
        """Return the rate of a category for what is supplied on a day."""
        if self.at_end:
            day = self.last
        key = (category, day)
        held = self._held.get(key)
        if held is None:
            held = self.taxation.rate(category, self.commodity, day, self.known_on)
            self._held[key] = held
        return held


Pieces = Sequence[tuple[Period, Any]]


class _NoQuantities:
    """Stands in where nothing is metered."""

    def over(self, registers: tuple[str, ...], period: Period) -> tuple[Decimal, Constant, bool]:
        del registers, period
        return Decimal(0), Constant(Decimal(0), "1"), True

    def series(self, register: str, period: Period) -> IntervalSeries:
        raise MissingRegisterError(
            "series", register, f"has no load curve in {period}", "Declare the register."
        )


_NOTHING = _NoQuantities()


_NOTHING_KNOWN: Known = {}


class LineBuilder:
    """Collects the lines of one settlement."""

    def __init__(
        self,
        context: Context,
        rules: BillingRules,
        taxes: Taxes,
        quantities: Quantities | None,
        basis: PriceBasis,
    ) -> None:
        self.context = context
        self.rules = rules
        self.taxes = taxes
        self.quantities = quantities
        self.basis = basis
        self.lines: list[Line] = []
        self.absences: list[Absence] = []
        self.findings: list[Finding] = []
        self.cuts: dict[str, tuple[dt.date, ...]] = {}
        # With the node itself, so that its identity is not given to another one.
        self._shared: dict[int, tuple[Quantity, Known, Explanation]] = {}

    def add(self, component: Component, pieces: Pieces, discounts: tuple[dt.date, ...]) -> None:
        """Add the lines of one component."""
        label = component.name_in(self.context)
        cuts = (*self.taxes.cuts(component.tax), *discounts)
        self.cuts[component.id] = cuts
        quantities = self._divided(component, pieces, cuts)
        for days, held in pieces:
            if held is None:
                reason = Label("did not exist on these days", "gab es an diesen Tagen nicht")
                self.absences.append(Absence(component.id, days, reason))
                continue
            for part in days.split_at(cuts) if cuts else (days,):
                for draft in component.drafts(part, held, quantities, self.context):
                    rate = self.taxes.rate(component.tax, draft.period.start)
                    self.lines.append(self._line(component, draft, label, rate))
                    for figure in draft.figures:
                        self._note_unverified(component, figure)
            self._note_unverified(component, held)

    def _divided(
        self, component: Component, pieces: Pieces, cuts: tuple[dt.date, ...]
    ) -> QuantitySource:
        if self.quantities is None or component.measure is Measure.TIME:
            return _NOTHING
        if component.measure is Measure.LOAD and looks_at(component) is None:
            return self.quantities.whole
        starts = [days.start for days, _ in pieces[1:]]
        if component.measure is Measure.EVENT:
            return self.quantities.cut_at(starts)
        return self.quantities.cut_at([*starts, *cuts]) if starts or cuts else self.quantities.whole

    def _note_unverified(self, component: Component, held: Any) -> None:
        if getattr(held, "verified", True) is False:
            self._note(
                Finding(
                    "unverified_figure",
                    Label(
                        f"The figure behind {component.id} ({held.reference}) is not verified.",
                        f"Der Wert zu {component.id} ({held.reference}) ist nicht geprüft.",
                    ),
                    Severity.WARNING,
                )
            )
        if getattr(held, "carried", False):
            self._note(
                Finding(
                    "carried_past_horizon",
                    Label(
                        f"The figure behind {component.id} is carried past its horizon.",
                        f"Der Wert zu {component.id} ist über seinen Stand hinaus fortgeschrieben.",
                    ),
                    Severity.WARNING,
                )
            )

    def _note(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)

    def add_on_lines(self, component: Component) -> None:
        """Add the lines of a component that looks at the lines before it."""
        by_rate: dict[Any, list[Line]] = {}
        for line in self.lines:
            if line.kind is LineKind.CHARGED:
                by_rate.setdefault(line.tax.key, []).append(line)
        label = component.name_in(self.context)
        for lines in by_rate.values():
            for draft in component.drafts_on(lines, self.context):
                self.lines.append(self._line(component, draft, label, lines[0].tax))

    def _counted(self, draft: Draft) -> tuple[Quantity | None, Known]:
        """Return the quantity of a line; many lines share one, which is made once."""
        if draft.quantity is None or draft.unit is None:
            return None, _NOTHING_KNOWN
        node = draft.quantity_node
        if node is None:
            return Quantity(draft.quantity, draft.unit), _NOTHING_KNOWN
        held = self._shared.get(id(node))
        if held is None:
            known = {id(node): draft.quantity.as_integer_ratio()}
            held = self._shared[id(node)] = (Quantity(draft.quantity, draft.unit), known, node)
        return held[0], held[1]

    def _line(self, component: Component, draft: Draft, label: Label, rate: TaxRate) -> Line:
        amount, price, basis = draft.amount, draft.price, component.basis or self.basis
        if basis is not self.basis and component.kind is LineKind.CHARGED:
            amount, price, basis = (
                with_tax(amount, rate),
                price and price_with_tax(price, rate),
                self.basis,
            )
        node = Rounded(amount, self.rules.line_rounding)
        quantity, known = self._counted(draft)
        return Line(
            component.id,
            component.charge,
            component.role,
            component.kind,
            draft.label or label,
            draft.period,
            Money(rounded(node, known), draft.currency),
            basis,
            rate,
            node,
            draft.registers,
            quantity,
            price,
            draft.measured,
            draft.count,
        )
