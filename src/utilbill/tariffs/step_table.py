"""Step tables: the whole quantity chooses a step, which sets the unit price and the base price."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import ComponentBase, names, quantity_draft
from utilbill.tariffs.through_time import amount_through_time, check_time
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.explanation import (
    Input,
    Label,
    Selection,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.units import (
    Price,
    Quantity,
    as_price,
    convert,
    optional_price,
    optional_quantity,
)

_STEP: Final = Label("step of the whole quantity", "Stufe der gesamten Menge")
_BASE: Final = Label("base price", "Grundpreis")


@attrs.frozen
class Step:
    """One row of a step table (Stufe).

    Attributes:
        price: Price per quantity.
        base: Price per time, if the step has one.
        up_to: The last unit of a year that belongs to it, such as ``1000 kWh/year``, or of the
            settled period, ``1000 kWh``; None for the last row.
    """

    price: Price = attrs.field(converter=as_price)
    base: Price | None = attrs.field(default=None, converter=optional_price)
    up_to: Quantity | None = attrs.field(default=None, converter=optional_quantity)


def _steps(value: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class StepTable(ComponentBase):
    """A unit price and a base price by the step into which the whole quantity falls.

    As grid operators publish them for gas: a cent more of use may make the whole bill cheaper or
    dearer. The quantity of all that is settled chooses the step; limits per year are prorated.

    Attributes:
        steps: From the lowest limit up.
        proration: How a part of a year or month counts, for limits and base prices.
        registers: Ids of the registers it prices; none named means all.

    Raises:
        InvalidInputError: If limits are missing or do not rise.
        UnitError: If prices are in different currencies.

    Examples:
        >>> gas = StepTable(id="grid", label="Grid", proration="days_365", steps=[
        ...     Step("1.327 ct/kWh", "6.00 EUR/year", "5000 kWh/year"),
        ...     Step("1.207 ct/kWh", "12.00 EUR/year")])
        >>> gas.currency
        'EUR'
    """

    steps: tuple[Step, ...] = attrs.field(converter=_steps)
    proration: Proration = attrs.field(converter=Proration)
    registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        if not self.steps or self.steps[-1].up_to is not None:
            raise InvalidInputError(
                "up_to", "the last step", "has a limit", "End with a step that has none."
            )
        below: Quantity | None = None
        for step in self.steps:
            if step.price.currency != self.currency or (
                step.base is not None and step.base.currency != self.currency
            ):
                raise UnitError("price", step.price, "is in another currency", "Use one.")
            if step.base is not None:
                check_time(self.proration, step.base.unit)
            if step.up_to is None:
                continue
            if step.up_to.unit.above.dimension != step.price.per.dimension:
                raise UnitError(
                    "up_to", step.up_to, f"is no limit of {step.price.per}", "Use one unit."
                )
            if below is not None and step.up_to.to(below.unit).amount <= below.amount:
                raise InvalidInputError(
                    "up_to", step.up_to, "does not rise", "Order steps from the lowest limit up."
                )
            below = step.up_to

    @property
    def currency(self) -> str:
        """The currency of its prices."""
        return self.steps[0].price.currency

    @property
    def measure(self) -> Measure:
        """It prices quantities, and days beside them."""
        return Measure.QUANTITY

    @property
    def selected(self) -> tuple[str, ...]:
        """The registers it prices."""
        return self.registers

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Return the settled days."""
        days = context.days_of(self.selected)
        return () if days is None else ((days, self.steps),)

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price a run of days at the step of all that is settled."""
        del held
        registers = context.registers_for(self.registers, self.steps[0].price.per)
        whole, _, _ = quantities.over(registers, context.period)
        step = self._step(Quantity(whole, context.unit_of(registers[0])), context)
        energy = quantity_draft(
            days, registers, step.price, self._input(step.price), quantities, context
        )
        energy = attrs.evolve(energy, amount=Selection(energy.amount, "step", _STEP))
        if step.base is None:
            return (energy,)
        return (energy, self._base(step.base, days, context))

    def _step(self, whole: Quantity, context: Context) -> Step:
        for step in self.steps:
            if step.up_to is None:
                break
            limit = convert(step.up_to.amount, step.up_to.unit.above, whole.unit)
            if Fraction(whole.amount) <= Fraction(limit) * self._share(step.up_to, context):
                return step
        return self.steps[-1]

    def _share(self, limit: Quantity, context: Context) -> Fraction:
        per = limit.unit.below
        if per.symbol == "1":
            return Fraction(1)
        return evaluate(
            time_share(context.period, per, self.proration, context.anchor, context.degree_days)
        )

    def _input(self, price: Price) -> Input:
        return Input(self.label, price.amount, price.unit.symbol, self.source)

    def _base(self, price: Price, days: Period, context: Context) -> Draft:
        chosen = Selection(self._input(price), "step", _STEP)
        node = amount_through_time(chosen, price.unit, days, self.proration, context)
        label = Label(f"{self.label.en}, {_BASE.en}", f"{self.label.in_language('de')}, {_BASE.de}")
        return Draft(days, node, price.currency, price=price, label=label)
