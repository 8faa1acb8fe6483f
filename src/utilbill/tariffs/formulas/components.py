"""Components of a price sheet whose price a formula gives."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import attrs

from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import (
    ComponentBase,
    PricesRegisters,
    as_counts,
    check_count,
    check_per_quantity,
    counted_days,
    counted_quantity,
    counted_volume,
    names,
    quantity_amount,
)
from utilbill.tariffs.formulas.formula import CalculatedPrice, PriceFormula
from utilbill.tariffs.formulas.price_days import PriceDays, as_price_days
from utilbill.tariffs.through_time import amount_through_time, check_time
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import GapError, InvalidInputError, UnitError
from utilbill.values.period import Period
from utilbill.values.units import Quantity, Unit


def as_formulas(value: Timeline[PriceFormula] | PriceFormula) -> Timeline[PriceFormula]:
    """Accept dated formulas, or one for all time.

    Raises:
        InvalidInputError: If it is no formula.
        UnitError: If dated formulas change what the price is for.
    """
    held = value if isinstance(value, Timeline) else Timeline.always(value)
    for entry in held.entries:
        if not isinstance(entry.value, PriceFormula):
            raise InvalidInputError(
                "formula", entry.value, "is no formula", "Write PriceFormula.parse(...)."
            )
    units = {entry.value.unit.symbol for entry in held.entries}
    if len(units) > 1:
        raise UnitError(
            "formula", ", ".join(sorted(units)), "change the unit", "Use one unit for all formulas."
        )
    return held


@attrs.frozen(kw_only=True)
class FormulaComponent(ComponentBase):
    """What components whose price a formula gives answer alike.

    Where another formula begins to hold, a price is set, as on a price day.
    """

    formula: Timeline[PriceFormula] = attrs.field(converter=as_formulas)
    price_days: PriceDays = attrs.field(converter=as_price_days)

    @property
    def unit(self) -> Unit:
        """Unit of its prices."""
        return self.formula.entries[0].value.unit

    @property
    def currency(self) -> str:
        """The currency of its prices."""
        return self.unit.dimension[0]

    def prices_in(self, days: Period, context: Context) -> Sequence[tuple[Period, CalculatedPrice]]:
        """Cut days where a price is set, and calculate each price.

        Raises:
            GapError: If a day has no formula or no price day before it, or a figure is missing.
        """
        try:
            held = self.formula.pieces(days, context.known_on)
        except GapError as error:
            raise GapError(
                f"formula of {self.id}",
                error.value,
                "is a day without a formula",
                "Give a formula that covers it, or end the component.",
            ) from None
        return [
            (part, self._price(entry, part.start, context))
            for run, entry in held
            for part in self.price_days.cut(run)
        ]

    def _price(self, entry: Dated[PriceFormula], day: dt.date, context: Context) -> CalculatedPrice:
        begins = entry.since if entry.since > dt.date.min else None
        try:
            price_day = self.price_days.start_of(day)
        except GapError:
            if begins is None:
                raise
            price_day = begins
        if begins is not None:
            price_day = max(price_day, begins)
        try:
            return entry.value.on(price_day, context.indices, context.known_on)
        except InvalidInputError as error:
            raise error.concerning(self) from None


@attrs.frozen(kw_only=True)
class FormulaPrice(PricesRegisters, FormulaComponent):
    """A price per quantity that follows indices (Arbeitspreis mit Preisänderungsklausel).

    Attributes:
        formula: The formula, or dated ones; a new one sets a price on its first day.
        price_days: When the price is set: ``yearly``, ``quarterly``, ``monthly`` or days.
        registers: Ids of the registers it prices; none named means all.
        less: As for :class:`~utilbill.tariffs.components.UnitPrice`.
        group: As for :class:`~utilbill.tariffs.components.UnitPrice`.

    Raises:
        UnitError: If the price is not per quantity.

    Examples:
        >>> from utilbill.tariffs.formulas.index_reference import IndexReference
        >>> heat = FormulaPrice(id="heat", label="Heat", price_days="yearly",
        ...     formula=PriceFormula.parse("AP0 * G / G0", unit="EUR/MWh",
        ...         parameters={"AP0": "80.00 EUR/MWh", "G0": "98.0"},
        ...         indices=[IndexReference(name="G", lag=3)]))
        >>> heat.currency, heat.measure.value
        ('EUR', 'quantity')
    """

    registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    less: tuple[str, ...] = attrs.field(default=(), converter=names)
    role: ChargeRole = attrs.field(default=ChargeRole.ENERGY, converter=ChargeRole)
    group: str = ""

    def __attrs_post_init__(self) -> None:
        check_per_quantity(self.unit)

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut where a price is set."""
        days = context.days_of(self.selected)
        return () if days is None else self.prices_in(days, context)

    def drafts(
        self, days: Period, held: CalculatedPrice, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the quantity of a run of days."""
        registers = context.registers_for(self.registers, held.unit.below)
        counted = counted_quantity(days, registers, quantities, context, self.less)
        return (
            Draft(
                days,
                quantity_amount(counted.node, counted.unit, held.explanation, held.unit),
                held.currency,
                registers=registers,
                quantity=counted.amount,
                unit=counted.unit,
                price=held.price,
                measured=counted.measured,
                quantity_node=counted.node,
            ),
        )


@attrs.frozen
class CountedFormula:
    """A calculated price and how many things it is for, on the same days."""

    price: CalculatedPrice
    count: Dated[Quantity] | None


@attrs.frozen(kw_only=True)
class FormulaStandingCharge(FormulaComponent):
    """A price per time that follows indices (Grund- oder Leistungspreis mit Klausel).

    Attributes:
        formula: As for :class:`FormulaPrice`; also per something else through time, such as
            ``EUR/kW/year`` of connected load.
        price_days: As for :class:`FormulaPrice`.
        proration: How a part of a year or month counts; required unless the price is per day.
        count: How many kW or m², where the price is for them; may be dated.

    Raises:
        MissingChoiceError: If the proration is missing or does not fit.
        UnitError: If the price is not per time, or what it is for is not counted.

    Examples:
        >>> from utilbill.tariffs.formulas.index_reference import IndexReference
        >>> FormulaStandingCharge(id="load", label="Capacity", price_days="yearly", count="15 kW",
        ...     proration="days_365", formula=PriceFormula.parse(
        ...         "LP0 * L / L0", unit="EUR/kW/year",
        ...         parameters={"LP0": "26.40 EUR/kW/year", "L0": "100.0"},
        ...         indices=[IndexReference(name="L", lag=3)])).measure.value
        'time'
    """

    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    count: Timeline[Quantity] | None = attrs.field(default=None, converter=as_counts)
    role: ChargeRole = attrs.field(default=ChargeRole.STANDING, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        check_time(self.proration, self.unit)
        check_count(self.count, self.unit)

    @property
    def measure(self) -> Measure:
        """It prices days."""
        return Measure.TIME

    def pieces(self, context: Context) -> Sequence[tuple[Period, CountedFormula]]:
        """Cut where a price is set, and at every change of the count."""
        return [
            (part, CountedFormula(price, count))
            for days, price in self.prices_in(context.period, context)
            for part, count in counted_days(self.id, self.count, days, context)
        ]

    def drafts(
        self, days: Period, held: CountedFormula, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price a run of days."""
        del quantities
        price = held.price
        volume = counted_volume(held.count, self.source)
        node = amount_through_time(
            price.explanation, price.unit, days, self.proration, context, volume
        )
        count = None if held.count is None else held.count.value
        return (Draft(days, node, price.currency, price=price.price, count=count),)
