"""The base components: standing charge, unit price, one-off, discount."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs

from utilbill.prorating.time_share import Proration, time_share
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
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import (
    GapError,
    InvalidInputError,
    MissingChoiceError,
    NegativeConsumptionError,
    UnitError,
)
from utilbill.values.exact import add, as_text, exact, multiply, subtract
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Operator,
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


@lru_cache(maxsize=1024)
def conversion_steps(price: str, counted: str) -> tuple[tuple[Operator, Constant], ...]:
    """Return what turns quantity times price into the main unit of the currency."""
    priced, unit = Unit.parse(price), Unit.parse(counted)
    above, per = priced.above, priced.below
    if unit.dimension != per.dimension:
        raise UnitError(
            "unit",
            str(unit),
            f"is not what a price per {per} is for",
            "Convert the quantity first, or price it in its own unit.",
        )
    factor = above.factor * unit.factor / per.factor
    return _constants(factor, f"{above.symbol}/{above.dimension[0]}", above.factor)


def _constants(
    factor: Fraction, unit: str, money_factor: Fraction
) -> tuple[tuple[Operator, Constant], ...]:
    steps: list[tuple[Operator, Constant]] = []
    if factor.numerator != 1:
        steps.append(("*", Constant(Decimal(factor.numerator), "1")))
    if factor.denominator != 1:
        symbol = unit if factor == money_factor else "1"
        steps.append(("/", Constant(Decimal(factor.denominator), symbol)))
    return tuple(steps)


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
    def charge(self) -> str:
        """The charge it belongs to."""
        return self.id

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
        node = amount_through_time(
            self._input(held.price), price.unit, days, self.rule, held.count, context, self.source
        )
        count = None if held.count is None else held.count.value
        return (Draft(days, node, price.currency, price=price, count=count),)


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


def amount_through_time(
    price: Explanation,
    priced: Unit,
    days: Period,
    rule: Proration,
    count: Dated[Quantity] | None,
    context: Context,
    source: str = "",
) -> Explanation:
    """Return what a price per time, and per what is counted, comes to for a run of days."""
    time = time_of(priced.below)
    share = time_share(days, time, rule, context.anchor, context.degree_days)
    node: Explanation = Operation("*", (price, share))
    counted = time.symbol
    if count is not None:
        label, held = Label("count", "Anzahl"), count.value
        counts = Input(label, held.amount, held.unit.symbol, count.source or source)
        node = Operation("*", (node, counts))
        counted = f"{held.unit.symbol}·{time.symbol}"
    for operator, constant in conversion_steps(priced.symbol, counted):
        node = Operation(operator, (node, constant))
    return node


def check_time(proration: Proration | None, priced: Unit) -> None:
    """Check that a price is per time, and that its proration fits.

    Raises:
        MissingChoiceError: If the proration is missing or does not fit.
        UnitError: If the price is not per time.
    """
    per = time_of(priced.below)
    if proration is None and per.dimension[0] != "day":
        raise MissingChoiceError(
            "proration",
            "none",
            f"must be chosen for a price per {per}",
            "Choose one of calendar_year, days_365, supply_year, months, degree_days.",
        )
    if proration is not Proration.DEGREE_DAYS:
        time_share(Period.of_year(1), per, proration or Proration.DAYS)


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


def is_time(unit: Unit) -> bool:
    """Tell whether a unit is one of time."""
    return unit.dimension[0] in ("day", "year")


def time_of(per: Unit) -> Unit:
    """Return the unit of time that a price is per.

    Raises:
        UnitError: If it is per none, or per two.
    """
    times = [unit for unit in per.factors if is_time(unit)]
    if len(times) != 1:
        raise UnitError(
            "price", per.symbol, "is no unit of time", "Give a price per day, month or year."
        )
    return times[0]


@attrs.frozen(kw_only=True)
class UnitPrice(PricedComponent):
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
    def charge(self) -> str:
        """The charge it belongs to."""
        return self.id

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


_WHOLE = 100  # per cent


def _share(value: Decimal | int | str) -> Decimal:
    percent = exact(value, "percent")
    if not 0 < percent <= _WHOLE:
        raise InvalidInputError(
            "percent", percent, "is no discount", "Give a number above 0, at most 100."
        )
    return percent


@attrs.frozen(kw_only=True)
class PercentDiscount(ComponentBase):
    """A share off the lines of other components (Rabatt, rabatt, upust).

    The discount is taken from the rounded amounts of those lines, for the days on which it holds;
    it carries their tax, whatever its own category says.

    Attributes:
        percent: The share, in percent.
        of: Ids of components or names of charges that stand before it in the price sheet; a
            discount on a discount sees what is left.
        holds: Days on which it holds; None for always. A line counts if it begins in them.
    """

    percent: Decimal = attrs.field(converter=_share)
    of: tuple[str, ...] = attrs.field(converter=names)
    holds: Period | None = None
    role: ChargeRole = attrs.field(default=ChargeRole.DISCOUNT, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        if not self.of:
            raise InvalidInputError(
                "of", "nothing", "leaves nothing to take a share off", "Name components or charges."
            )

    @property
    def charge(self) -> str:
        """The charge it belongs to."""
        return self.id

    @property
    def measure(self) -> Measure:
        """It prices other lines."""
        return Measure.LINES

    def pieces(self, context: Context) -> Sequence[tuple[Period, None]]:
        """Cut where the discount begins and ends, so that no line lies half inside."""
        if self.holds is None:
            return ((context.period, None),)
        cut = context.period.split_at((self.holds.start, self.holds.end))
        return tuple((part, None) for part in cut)

    def drafts(
        self, days: Period, held: None, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Return nothing: a discount looks at lines, not at days."""
        del days, held, quantities, context
        return ()

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Take the share off the given lines, which all carry the same tax."""
        base = [
            line
            for line in lines
            if (line.component in self.of or line.charge in self.of)
            and (self.holds is None or line.period.start in self.holds)
        ]
        if not base:
            return ()
        parts: tuple[Explanation, ...] = tuple(
            Input(line.label, line.amount.amount, line.amount.currency, f"line {line.period}")
            for line in base
        )
        whole = parts[0] if len(parts) == 1 else Operation("+", parts)
        rate = Input(self.label, multiply(self.percent, Decimal(-1)), "%", self.source)
        node = Operation("/", (Operation("*", (whole, rate)), Constant(Decimal(100), "%")))
        start = min(line.period.start for line in base)
        end = max(line.period.end for line in base)
        del context
        return (Draft(Period(start, end), node, base[0].amount.currency),)
