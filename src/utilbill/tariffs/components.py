"""The base components: standing charge, unit price, one-off, discount."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.prorating.time_share import Proration
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
from utilbill.tariffs.through_time import amount_through_time, check_time, conversion_steps, is_time
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import (
    GapError,
    InvalidInputError,
    NegativeConsumptionError,
    UnitError,
)
from utilbill.values.exact import add, as_text, subtract
from utilbill.values.explanation import (
    Explanation,
    Input,
    Label,
    Operation,
    as_label,
)
from utilbill.values.money import Money, as_money
from utilbill.values.period import Period, whole_day
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity, Unit


def as_prices(value: Timeline[Price] | Price | str) -> Timeline[Price]:
    """Accept dated prices, one price for all time, or its text.

    Raises:
        FloatRefusedError: If a binary float is given.
        InvalidInputError: If it is no price.
        UnitError: If it has no unit, or dated prices change theirs.
    """
    if isinstance(value, Timeline):
        for entry in value.entries:
            if not isinstance(entry.value, Price):
                advice = "Write dated_prices((day, price), ...), or Dated(day, Price(...))."
                as_text(entry.value, "prices", advice)
                raise InvalidInputError("prices", entry.value, "is no price", advice)
        currencies = {entry.value.currency for entry in value.entries}
        pers = {entry.value.per.dimension for entry in value.entries}
        if len(currencies) > 1 or len(pers) > 1:
            raise UnitError(
                "prices",
                ", ".join(str(entry.value) for entry in value.entries),
                "change their currency or what they are for",
                "Use one component per unit.",
            )
        return value
    price = value if isinstance(value, Price) else Price.parse(value)
    return Timeline.always(price)


def names(value: Sequence[str] | str) -> tuple[str, ...]:
    """Accept one name or several."""
    return (value,) if isinstance(value, str) else tuple(value)


def dated_prices(*entries: tuple[str, str]) -> Timeline[Price]:
    """Write a history of prices down as pairs of first day and price.

    Examples:
        >>> dated_prices(("2016-01-01", "24.00 ct/kWh"), ("2016-07-01", "25.00 ct/kWh")).at(
        ...     dt.date(2016, 7, 1)).value
        Price('25.00 ct/kWh')
    """
    return Timeline([Dated(since, Price.parse(price)) for since, price in entries])


def gap_of(component: str, error: GapError) -> GapError:
    """Return the error that a component has no price on some day."""
    return GapError(
        f"prices of {component}",
        error.value,
        "is a day without a price",
        "Give a price that covers it, or end the component.",
    )


def quantity_amount(
    quantity: Explanation, counted: Unit, price: Explanation, priced: Unit
) -> Explanation:
    """Return quantity times price as an expression in the main unit of the currency."""
    node: Explanation = Operation("*", (quantity, price))
    for operator, constant in conversion_steps(priced.symbol, counted.symbol):
        node = Operation(operator, (node, constant))
    return node


@attrs.frozen(kw_only=True)
class ComponentBase:
    """What all base components answer alike."""

    id: str
    label: Label = attrs.field(converter=as_label)
    tax: TaxCategory = attrs.field(default=TaxCategory.STANDARD, converter=TaxCategory)
    kind: LineKind = attrs.field(default=LineKind.CHARGED, converter=LineKind)
    source: str = ""

    @property
    def charge(self) -> str:
        """The charge it belongs to."""
        return self.id

    @property
    def selected(self) -> tuple[str, ...]:
        """Registers that it prices; none for all."""
        return ()

    @property
    def basis(self) -> PriceBasis | None:
        """Net or gross where that does not follow from the price sheet."""
        return None

    @property
    def less(self) -> tuple[str, ...]:
        """Registers whose part is left out."""
        return ()

    @property
    def of(self) -> tuple[str, ...]:
        """Components that it looks at."""
        return ()

    def name_in(self, context: Context) -> Label:
        """Return its name on a bill."""
        del context
        return self.label

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Return lines that depend on other lines."""
        del lines, context
        return ()


@attrs.frozen(kw_only=True)
class PricedComponent(ComponentBase):
    """What components with dated prices answer alike."""

    prices: Timeline[Price] = attrs.field(converter=as_prices)

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at every change of price."""
        days = context.days_of(self.selected)
        if days is None:
            return ()
        try:
            return self.prices.pieces(days, context.known_on)
        except GapError as error:
            raise gap_of(self.id, error) from None

    def _input(self, held: Dated[Price]) -> Input:
        price = held.value
        return Input(self.label, price.amount, price.unit.symbol, held.source or self.source)


def as_counts(value: Timeline[Quantity] | Quantity | str | None) -> Timeline[Quantity] | None:
    """Accept dated counts, one for all time, its text, or none."""
    if value is None or isinstance(value, Timeline):
        return value
    return Timeline.always(value if isinstance(value, Quantity) else Quantity.parse(value))


@attrs.frozen
class CountedPrice:
    """A price and how many things it is for, on the same days."""

    price: Dated[Price]
    count: Dated[Quantity] | None


@attrs.frozen(kw_only=True)
class StandingCharge(PricedComponent):
    """A price per time (Grundpreis, fast avgift, opłata stała), metering charges among them.

    Attributes:
        prices: Prices per day, month or year, as published; also per something else through time,
            such as ``EUR/kW/year`` of connected load or ``EUR/m²/year`` of sealed area.
        proration: How a part of a year or month counts; required unless the price is per day.
        count: How many kW, m² or persons, where the price is for them; may be dated.

    Raises:
        MissingChoiceError: If the proration is missing or does not fit.
        UnitError: If the price is not per time, or what it is for is not counted.

    Examples:
        >>> StandingCharge(id="base", label=Label("Standing charge", "Grundpreis"),
        ...                prices="100.84 EUR/year", proration=Proration.CALENDAR_YEAR).charge
        'base'
    """

    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    count: Timeline[Quantity] | None = attrs.field(default=None, converter=as_counts)
    role: ChargeRole = attrs.field(default=ChargeRole.STANDING, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        for entry in self.prices.entries:
            check_time(self.proration, entry.value.unit)
            check_count(self.count, entry.value.unit)

    @property
    def rule(self) -> Proration:
        """The rule of proration."""
        return self.proration or Proration.DAYS

    @property
    def measure(self) -> Measure:
        """It prices days."""
        return Measure.TIME

    def pieces(self, context: Context) -> Sequence[tuple[Period, CountedPrice]]:
        """Cut at every change of price or count."""
        return [
            (part, CountedPrice(price, count))
            for days, price in super().pieces(context)
            for part, count in counted_days(self.id, self.count, days, context)
        ]

    def drafts(
        self, days: Period, held: CountedPrice, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price a run of days."""
        del quantities
        price = held.price.value
        volume = counted_volume(held.count, self.source)
        node = amount_through_time(
            self._input(held.price), price.unit, days, self.proration, context, volume
        )
        count = None if held.count is None else held.count.value
        return (Draft(days, node, price.currency, price=price, count=count),)


def counted_volume(count: Dated[Quantity] | None, source: str) -> tuple[Explanation, Unit] | None:
    """Return what is counted through time as an input, and its unit; None for time alone."""
    if count is None:
        return None
    held = count.value
    label = Label("count", "Anzahl")
    return Input(label, held.amount, held.unit.symbol, count.source or source), held.unit


def counted_days(
    component: str, count: Timeline[Quantity] | None, days: Period, context: Context
) -> Sequence[tuple[Period, Dated[Quantity] | None]]:
    """Cut days at every change of a count.

    Raises:
        GapError: If a day has none.
    """
    if count is None:
        return ((days, None),)
    try:
        return count.pieces(days, context.known_on)
    except GapError as error:
        raise GapError(
            f"count of {component}",
            error.value,
            "is a day without a count",
            "Give a count that covers it.",
        ) from None


def check_count(count: Timeline[Quantity] | None, priced: Unit) -> None:
    """Check that what a price is for is counted, and nothing else.

    Raises:
        InvalidInputError: If a count is below zero.
        UnitError: If the count does not fit the price.
    """
    things = [unit.symbol for unit in priced.below.factors if not is_time(unit)]
    counted = {entry.value.unit.dimension for entry in count.entries} if count else ()
    wanted = {Unit.parse(thing).dimension for thing in things}
    if wanted != set(counted):
        raise UnitError(
            "count",
            "none" if not counted else str(count and count.entries[0].value),
            f"does not fit a price of {priced}",
            f"Give how many {', '.join(things)}." if things else "Leave the count out.",
        )
    for entry in count.entries if count else ():
        if entry.value.amount < 0:
            raise InvalidInputError(
                "count", entry.value, "is below zero", "Give how many there are."
            )


class PricesRegisters:
    """What prices per quantity answer alike; each names its ``registers``, none for all."""

    __slots__ = ()

    id: str
    group: str
    registers: tuple[str, ...]
    role: ChargeRole

    @property
    def charge(self) -> str:
        """The charge it belongs to."""
        return self.group or (self.role.value if self.registers else self.id)

    @property
    def measure(self) -> Measure:
        """It prices quantities."""
        return Measure.QUANTITY

    @property
    def selected(self) -> tuple[str, ...]:
        """The registers it prices."""
        return self.registers


@attrs.frozen(kw_only=True)
class UnitPrice(PricesRegisters, PricedComponent):
    """A price per quantity (Arbeitspreis, rörligt pris, cena energii).

    Attributes:
        prices: Prices per kWh, m³ and so on, as published.
        registers: Ids of the registers it prices; none named means all.
        less: Registers that count a part of what it prices and are left out, as a waste-water fee
            leaves out what a garden meter counted.
        group: Components of one group share the registers: disjoint and complete. Without a name,
            prices that name registers are grouped by their role, others stand alone.

    Examples:
        >>> UnitPrice(id="ht", label=Label("Peak"), prices="25 ct/kWh", registers=("1.8.1",)).charge
        'energy'
    """

    registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    less: tuple[str, ...] = attrs.field(default=(), converter=names)
    role: ChargeRole = attrs.field(default=ChargeRole.ENERGY, converter=ChargeRole)
    group: str = ""

    def __attrs_post_init__(self) -> None:
        check_per_quantity(self.prices.entries[0].value.unit)

    def drafts(
        self, days: Period, held: Dated[Price], quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the quantity of a run of days."""
        return (
            quantity_draft(
                days,
                context.registers_for(self.registers, held.value.per),
                held.value,
                self._input(held),
                quantities,
                context,
                self.less,
            ),
        )


def check_per_quantity(priced: Unit) -> None:
    """Check that a price is per quantity.

    Raises:
        UnitError: If it is not.
    """
    per = priced.below
    if per.dimension[0] in ("", "day", "year"):
        raise UnitError(
            "price", per.symbol, "is no unit of a quantity", "Give a price per kWh, m³ and so on."
        )


@attrs.frozen
class CountedQuantity:
    """What registers counted in a run of days, with its explanation."""

    amount: Decimal
    unit: Unit
    node: Explanation
    measured: bool


def counted_quantity(
    days: Period,
    registers: tuple[str, ...],
    quantities: QuantitySource,
    context: Context,
    less: tuple[str, ...] = (),
) -> CountedQuantity:
    """Return what registers counted in a run of days, less what others counted as parts of it.

    Raises:
        NegativeConsumptionError: If the parts are more than the whole.
        UnitError: If the registers count different things.
    """
    unit = context.unit_of(registers[0])
    for name in registers[1:]:
        other = context.unit_of(name)
        if other.symbol != unit.symbol:
            raise UnitError(
                "registers", name, f"counts {other}, not {unit}", "Price them separately."
            )
    amount, node, measured = quantities.over(registers, days)
    if less:
        part, part_node, part_measured = quantities.over(less, days)
        amount, node = subtract(amount, part), Operation("-", (node, part_node))
        measured = measured and part_measured
        if amount < 0:
            raise NegativeConsumptionError(
                "less",
                f"{part} {unit} of {add(amount, part)} {unit}",
                "is more than the whole",
                "Check the readings of the meters behind it.",
            )
    return CountedQuantity(amount, unit, node, measured)


def quantity_draft(
    days: Period,
    registers: tuple[str, ...],
    price: Price,
    price_input: Input,
    quantities: QuantitySource,
    context: Context,
    less: tuple[str, ...] = (),
) -> Draft:
    """Price what registers counted in a run of days, less what others counted as parts of it."""
    counted = counted_quantity(days, registers, quantities, context, less)
    return Draft(
        days,
        quantity_amount(counted.node, counted.unit, price_input, price.unit),
        price.currency,
        registers=registers,
        quantity=counted.amount,
        unit=counted.unit,
        price=price,
        measured=counted.measured,
        quantity_node=counted.node,
    )


@attrs.frozen(kw_only=True)
class OneOff(ComponentBase):
    """An amount for something that happens on a day (einmaliger Posten): a fee, a service.

    Attributes:
        amount: Net or gross as the price sheet; below zero for the customer's favor.
        on: The day; charged if it lies in the settled period.
        tax: The full rate if not said: a service beside the supply has no share in a rate that law
            cuts for the supply.
    """

    tax: TaxCategory = attrs.field(default=TaxCategory.FULL, converter=TaxCategory)
    amount: Money = attrs.field(converter=as_money)
    on: dt.date = attrs.field(converter=whole_day)
    role: ChargeRole = attrs.field(default=ChargeRole.SERVICE, converter=ChargeRole)

    @property
    def measure(self) -> Measure:
        """It prices an event."""
        return Measure.EVENT

    def pieces(self, context: Context) -> Sequence[tuple[Period, Money]]:
        """Return the whole period if the day lies in it."""
        return ((context.period, self.amount),) if self.on in context.period else ()

    def drafts(
        self, days: Period, held: Money, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Charge the amount once."""
        del quantities, context
        day = Period(self.on, self.on + dt.timedelta(days=1))
        if self.on not in days:
            return ()
        node = Input(self.label, held.amount, held.currency, self.source)
        return (Draft(day, node, held.currency),)
