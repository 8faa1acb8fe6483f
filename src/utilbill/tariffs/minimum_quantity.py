"""Take or pay: a quantity that is charged whether it is used or not."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import PricedComponent, names, quantity_amount
from utilbill.tariffs.peaks import shown
from utilbill.tariffs.schemes import PeriodScheme, as_scheme
from utilbill.tariffs.through_time import check_time
from utilbill.values.dated import Dated
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Selection,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity, as_quantity, convert

_LEAST: Final = Label("agreed least quantity", "vereinbarte Mindestmenge")
_MET: Final = Label("the least quantity was used", "Mindestmenge erreicht")


@attrs.frozen(kw_only=True)
class MinimumQuantity(PricedComponent):
    """A price for what was agreed and not used (Mindestabnahme, take or pay).

    Attributes:
        prices: Price per quantity that is missing.
        least: The quantity per time, such as ``10000 kWh/year``.
        proration: How a part of a year or month counts.
        registers: Ids of the registers that count; none named means all.
        counted: For which stretches of time it is agreed: the settled period if not given.

    Raises:
        UnitError: If the quantity is not per time, or the price for another thing.
        MissingChoiceError: If the proration is missing.

    Examples:
        >>> MinimumQuantity(id="take", label="Take or pay", prices="5 ct/kWh",
        ...                 least="10000 kWh/year", proration="calendar_year").measure.value
        'load'
    """

    least: Quantity = attrs.field(converter=as_quantity)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    counted: PeriodScheme = attrs.field(default=PeriodScheme(), converter=as_scheme)
    role: ChargeRole = attrs.field(default=ChargeRole.SERVICE, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        per = self.least.unit.below
        if per.dimension[0] not in ("day", "year"):
            raise UnitError("least", self.least, "is not per time", "Write it like 10000 kWh/year.")
        check_time(self.proration, self.least.unit)
        if self.least.amount < 0:
            raise InvalidInputError("least", self.least, "is below zero", "Give what was agreed.")
        for entry in self.prices.entries:
            if entry.value.per.dimension != self.least.unit.above.dimension:
                raise UnitError(
                    "prices", entry.value, f"is no price of {self.least}", "Use one unit."
                )

    @property
    def measure(self) -> Measure:
        """It prices what did not flow, on every day once."""
        return Measure.LOAD

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The registers that it looks at."""
        return self.registers

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at every change of price, and where the quantity is agreed anew."""
        return [
            (part, held)
            for days, held in super().pieces(context)
            for part in self.counted.parts(days)
        ]

    def drafts(
        self, days: Period, held: Dated[Price], quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price what is missing in a run of days."""
        registers = context.registers_for(self.registers, self.least.unit.above)
        unit = context.unit_of(registers[0])
        _, used, measured = quantities.over(registers, days)
        amount = convert(self.least.amount, self.least.unit.above, unit)
        share = time_share(
            days, self.least.unit.below, self.proration or Proration.DAYS, context.anchor
        )
        agreed = Operation("*", (Input(_LEAST, amount, unit.symbol, self.source), share))
        missing: Explanation = Operation("-", (agreed, used))
        if evaluate(missing) < 0:
            missing = Selection(Constant(Decimal(0), unit.symbol), "least", _MET)
        return (
            Draft(
                days,
                quantity_amount(missing, unit, self._input(held), held.value.unit),
                held.value.currency,
                price=held.value,
                measured=measured,
                count=Quantity(shown(missing), unit),
            ),
        )
