"""Prices of power: by the peaks of a year or of each month, and steps of power."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import (
    ChargeRole,
    Context,
    Draft,
    Measure,
    QuantitySource,
)
from utilbill.tariffs.components import ComponentBase, PricedComponent, gap_of
from utilbill.tariffs.peaks import PeakRule, charged_power, shown
from utilbill.tariffs.seasons import Season, as_season, in_season
from utilbill.tariffs.through_time import (
    amount_through_time,
    check_time,
    is_time,
)
from utilbill.tariffs.tiers import Tier
from utilbill.values.choice import Choice
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import GapError, InvalidInputError, UnitError
from utilbill.values.explanation import Explanation, Input, Label, Operation, Selection, evaluate
from utilbill.values.period import Period, whole_day
from utilbill.values.units import Price, Quantity, Unit

_LIMIT = Label("limit", "Grenze")
_STEP = Label("step of the power", "Stufe der Leistung")


class PeakOf(Choice):
    """For which time a peak is found and charged (Leistungspreissystem).

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    PERIOD = "period"  #: One for all that is settled (Jahresleistungspreissystem).
    MONTH = "month"  #: One for each calendar month (Monatsleistungspreissystem).


class PricesLoads:
    """What prices of power answer alike; each names its ``register``, or a band of one."""

    __slots__ = ()

    register: str

    @property
    def measure(self) -> Measure:
        """It prices loads."""
        return Measure.LOAD

    @property
    def selected(self) -> tuple[str, ...]:
        """The register it looks at."""
        return (self.register,)


@attrs.frozen(kw_only=True)
class DemandCharge(PricesLoads, PricedComponent):
    """A price per power through time (Leistungspreis, effektavgift, opłata za moc).

    Attributes:
        prices: Prices per power and time: ``20.00 EUR/kW/year``, ``35 SEK/kW/month``.
        register: The register whose load curve is looked at, or a band of it: then the peaks of
            other hours are free.
        peaks: Which power is charged.
        peak_of: Whether one peak counts for the settled period, or one for each month.
        proration: How a part of a year or month counts; required unless the price is per day.
        season: Days of the year on which it is charged, as ``11-01..03-31``; all if not given.

    Raises:
        MissingChoiceError: If the proration is missing or does not fit.
        UnitError: If the price is not per power and time.

    Examples:
        >>> charge = DemandCharge(id="power", label=Label("Power", "Leistungspreis"),
        ...     prices="20.00 EUR/kW/year", register="1-0:1.8.0", proration="days_365")
        >>> charge.measure.value
        'load'
    """

    register: str
    peaks: PeakRule = attrs.field(factory=PeakRule)
    peak_of: PeakOf = attrs.field(default=PeakOf.PERIOD, converter=PeakOf)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    season: Season = attrs.field(default=(), converter=as_season)
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        for entry in self.prices.entries:
            check_time(self.proration, entry.value.unit)
            things = [unit for unit in entry.value.per.factors if not is_time(unit)]
            if len(things) != 1 or not things[0].dimension[0].endswith("power"):
                raise UnitError(
                    "prices",
                    entry.value,
                    "is no price of power through time",
                    "Write it like 20.00 EUR/kW/year.",
                )

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at every change of price, and at months where each has its peak."""
        return stretches(super().pieces(context), self.peak_of, self.season)

    def drafts(
        self, days: Period, held: Dated[Price], quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the power of a run of days."""
        over = looked_at(days, self.peak_of, context)
        charged = charged_power(self.peaks, self.register, over, quantities, context)
        volume = charged.node, charged.unit
        node = amount_through_time(
            self._input(held), held.value.unit, days, self.proration, context, volume
        )
        return (
            Draft(
                days,
                node,
                held.value.currency,
                price=held.value,
                measured=charged.measured,
                count=charged.quantity,
            ),
        )


def _steps(value: Sequence[Tier]) -> tuple[Tier, ...]:
    return tuple(value)


Steps = tuple[Tier, ...]


def _dated_steps(value: Timeline[Steps] | Sequence[Tier]) -> Timeline[Steps]:
    return value if isinstance(value, Timeline) else Timeline.always(tuple(value))


@attrs.frozen(kw_only=True)
class CapacitySteps(PricesLoads, ComponentBase):
    """A price through time by the step into which the power falls (kapasitetsledd).

    Attributes:
        steps: From the lowest limit up, each with a price per time; the last one has no limit.
            Dated where they change.
        register: The register whose load curve is looked at, or a band of it.
        peaks: Which power chooses the step.
        peak_of: Whether the step is found for the settled period, or for each month.
        proration: How a part of a year or month counts.
        season: Days of the year on which it is charged; all if not given.
        limit_in: Whether a power that equals a limit belongs to the step below it.

    Raises:
        InvalidInputError: If limits are missing or do not rise.

    Examples:
        >>> steps = CapacitySteps(id="capacity", label="Capacity", register="load",
        ...     peak_of="month", proration="months", peaks=PeakRule(count=3), steps=[
        ...     Tier("1296 NOK/year", "2 kW"), Tier("2064 NOK/year", "5 kW"),
        ...     Tier("3360 NOK/year")])
        >>> steps.step_of(Quantity.parse("2 kW")), steps.step_of(Quantity.parse("4.9 kW"))
        (0, 1)
    """

    steps: Timeline[Steps] = attrs.field(converter=_dated_steps)
    register: str
    peaks: PeakRule = attrs.field(factory=PeakRule)
    peak_of: PeakOf = attrs.field(default=PeakOf.MONTH, converter=PeakOf)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    limit_in: bool = True
    season: Season = attrs.field(default=(), converter=as_season)
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        for entry in self.steps.entries:
            check_steps(entry.value, self.proration)

    @property
    def currency(self) -> str:
        """The currency of its prices."""
        return self.steps.entries[0].value[0].price.currency

    def step_of(self, power: Quantity, on: dt.date | str | None = None) -> int:
        """Return the index of the step into which a power falls, on a day or by the last steps."""
        steps = self.steps.entries[-1] if on is None else self.steps.at(whole_day(on))
        return self._step(steps.value, power.amount, power.unit.symbol)

    def _step(self, steps: Steps, amount: Decimal | Fraction, unit: str) -> int:
        for index, step in enumerate(steps):
            if step.up_to is None:
                return index
            limit = step.up_to.to(unit).amount
            if amount < limit or (self.limit_in and amount == limit):
                return index
        return len(steps) - 1

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut where steps change, and at months where each has its step."""
        days = context.days_of(self.selected)
        if days is None:
            return ()
        try:
            dated = self.steps.pieces(days, context.known_on)
        except GapError as error:
            raise gap_of(self.id, error) from None
        found = [(part, held.value) for part, held in dated]
        return stretches(found, self.peak_of, self.season)

    def drafts(
        self, days: Period, held: Steps, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price a run of days at the step of its power."""
        over = looked_at(days, self.peak_of, context)
        charged = charged_power(self.peaks, self.register, over, quantities, context)
        step = held[self._step(held, evaluate(charged.node), charged.unit.symbol)]
        price = Input(self.label, step.price.amount, step.price.unit.symbol, self.source)
        why = Label(f"{_STEP.en}, {charged.quantity}", f"{_STEP.de}, {charged.quantity}")
        chosen = Selection(price, "step", why)
        node = amount_through_time(chosen, step.price.unit, days, self.proration, context)
        return (
            Draft(
                days,
                node,
                step.price.currency,
                price=step.price,
                measured=charged.measured,
                label=step.label,
                count=charged.quantity,
            ),
        )


@attrs.frozen(kw_only=True)
class TieredDemandCharge(PricesLoads, ComponentBase):
    """A price of power in zones: each prices the part of the power that falls into it.

    Attributes:
        tiers: From the lowest limit up, each with a price per power and time; the last one without.
        register: The register whose load curve is looked at, or a band of it.
        peaks: Which power is charged.
        peak_of: Whether one peak counts for the settled period, or one for each month.
        proration: How a part of a year or month counts.
        season: Days of the year on which it is charged; all if not given.

    Raises:
        InvalidInputError: If limits are missing or do not rise.

    Examples:
        >>> TieredDemandCharge(id="power", label="Power", register="load", proration="months",
        ...     tiers=[Tier("19.54 EUR/kW/month", "100 kW"), Tier("13.09 EUR/kW/month")]).currency
        'EUR'
    """

    tiers: tuple[Tier, ...] = attrs.field(converter=_steps)
    register: str
    peaks: PeakRule = attrs.field(factory=PeakRule)
    peak_of: PeakOf = attrs.field(default=PeakOf.MONTH, converter=PeakOf)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    season: Season = attrs.field(default=(), converter=as_season)
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        check_steps(self.tiers, self.proration)

    @property
    def currency(self) -> str:
        """The currency of its prices."""
        return self.tiers[0].price.currency

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at months where each has its peak."""
        days = context.days_of(self.selected)
        whole = () if days is None else ((days, self.tiers),)
        return stretches(whole, self.peak_of, self.season)

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the power of a run of days, a line per zone that is reached."""
        del held
        over = looked_at(days, self.peak_of, context)
        charged = charged_power(self.peaks, self.register, over, quantities, context)
        power, unit = charged.node, charged.unit
        total = evaluate(power)
        below_node: Explanation | None = None
        found: list[Draft] = []
        for tier in self.tiers:
            limit = None if tier.up_to is None else tier.up_to.to(unit)
            inside = limit is None or limit.amount >= total
            upper = power
            if limit is not None and not inside:
                upper = Input(_LIMIT, limit.amount, unit.symbol, self.source)
            zone = upper if below_node is None else Operation("-", (upper, below_node))
            if evaluate(zone) > 0 or not found:
                found.append(self._draft(tier, zone, unit, days, context, charged.measured))
            if inside:
                break
            below_node = upper
        return found

    def _draft(
        self,
        tier: Tier,
        zone: Explanation,
        unit: Unit,
        days: Period,
        context: Context,
        measured: bool,  # noqa: FBT001
    ) -> Draft:
        price = Input(self.label, tier.price.amount, tier.price.unit.symbol, self.source)
        node = amount_through_time(
            price, tier.price.unit, days, self.proration, context, (zone, unit)
        )
        return Draft(
            days,
            node,
            tier.price.currency,
            price=tier.price,
            measured=measured,
            label=tier.label,
            count=Quantity(shown(zone), unit),
        )


def stretches(
    pieces: Sequence[tuple[Period, Any]], peak_of: PeakOf, season: Season
) -> Sequence[tuple[Period, Any]]:
    """Cut runs of days at months where each has its peak, and at a season."""
    found = [
        (part, held)
        for days, held in pieces
        for part in (days.by_month() if peak_of is PeakOf.MONTH else (days,))
    ]
    return in_season(found, season)


def looked_at(days: Period, peak_of: PeakOf, context: Context) -> Period:
    """Return the days in which the peak of a run of days is looked for."""
    if peak_of is PeakOf.PERIOD:
        return context.period
    month = Period.of_month(days.start.year, days.start.month)
    return month.intersection(context.period) or days


def check_steps(steps: Sequence[Tier], proration: Proration | None) -> None:
    """Check prices through time by power.

    Raises:
        InvalidInputError: If limits are missing or do not rise.
        UnitError: If a limit is no power.
        MissingChoiceError: If a proration is missing.
    """
    below: Quantity | None = None
    if not steps or steps[-1].up_to is not None:
        raise InvalidInputError(
            "up_to", "the last one", "has a limit", "End with a step that has none."
        )
    for step in steps:
        check_time(proration, step.price.unit)
        if step.up_to is None:
            continue
        if not step.up_to.unit.dimension[0].endswith("power"):
            raise UnitError("up_to", step.up_to, "is no power", "Give it in kW.")
        if below is not None and step.up_to.to(below.unit).amount <= below.amount:
            raise InvalidInputError(
                "up_to", step.up_to, "does not rise", "Order steps from the lowest limit up."
            )
        below = step.up_to
