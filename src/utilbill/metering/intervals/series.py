"""One number per interval of time, keyed by instant; scaled integers inside."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd
from operator import add as plus, mul, sub as minus
from typing import Self
from zoneinfo import ZoneInfo

import attrs

from utilbill.metering.intervals.clock import (
    HOUR,
    MINUTE,
    LocalDay,
    TimeBasis,
    as_zone,
    bounds,
    local_days,
)
from utilbill.metering.intervals.quality import Quality, QualityRun, cut, joined
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError, PeriodError, UnitError
from utilbill.values.exact import CONTEXT, exact, multiply, places, plain
from utilbill.values.explanation import Label, Row, optional_label
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, allocate, decimal_step
from utilbill.values.table import Table
from utilbill.values.units import Price, Quantity, Unit, as_unit, convert


class Direction(Choice):
    """Which way energy flows through a meter.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    IMPORT = "import"  #: From the grid to the customer (Bezug, uttag, pobór).
    EXPORT = "export"  #: From the customer to the grid (Einspeisung, inmatning, oddanie).


def as_resolution(value: dt.timedelta | str | int) -> dt.timedelta:
    """Accept a length of time, ``15 min``, ``1 h``, ``PT15M``, or a number of minutes.

    Raises:
        InvalidInputError: If whole intervals do not fill an hour.

    Examples:
        >>> as_resolution("PT15M") == as_resolution(15) == as_resolution("15 min")
        True
    """
    held = value if isinstance(value, dt.timedelta) else _minutes(value) * MINUTE
    if held <= dt.timedelta() or HOUR % held or held % MINUTE:
        raise InvalidInputError(
            "resolution",
            value,
            "does not divide an hour into whole minutes",
            "Use 15 min, 1 h, or another length that fills an hour.",
        )
    return held


def _minutes(value: str | int) -> int:
    if isinstance(value, int):
        return value
    text = value.strip().upper().removeprefix("PT").replace(" ", "")
    number = text.rstrip("HOURSMINTE")
    unit = text[len(number) :]
    if not number.isdigit() or unit not in ("H", "HOUR", "HOURS", "M", "MIN", "MINUTES", ""):
        return 0
    return int(number) * (HOUR // MINUTE if unit.startswith("H") else 1)


def _instant(value: dt.datetime) -> dt.datetime:
    if not isinstance(value, dt.datetime) or value.utcoffset() is None:
        raise InvalidInputError(
            "start",
            value,
            "is no instant, as it has no offset",
            "Give a time with its zone; read local times with read_intervals.",
        )
    return value.astimezone(dt.UTC)


def scaled(values: Iterable[Decimal | int | str]) -> tuple[tuple[int, ...], Decimal]:
    """Return numbers as whole multiples of one step.

    Examples:
        >>> scaled(["0.5", "0.125"])
        ((500, 125), Decimal('0.001'))
    """
    held = [exact(value, "values") for value in values]
    deepest = max(map(places, held), default=0)
    return tuple(int(value.scaleb(deepest, CONTEXT)) for value in held), decimal_step(deepest)


def common_step(*steps: Decimal) -> Decimal:
    """Return the largest step of which all others are whole multiples.

    Examples:
        >>> common_step(Decimal("0.004"), Decimal("0.003"))
        Decimal('0.001')
    """
    deepest = max(map(places, steps))
    whole = gcd(*(int(step.scaleb(deepest, CONTEXT)) for step in steps))
    return multiply(Decimal(whole), decimal_step(deepest))


def _integers(value: Sequence[int]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else tuple(value)


def _runs(value: Iterable[QualityRun]) -> tuple[QualityRun, ...]:
    return joined(value)


@attrs.frozen(kw_only=True)
class IntervalSeries:
    """One value per interval, keyed by instant (Lastgang, tidsserie, szereg czasowy).

    The number of an interval is ``counts[i] * step`` in ``unit``: a quantity of that interval, a
    power, or a price that holds in it. Days of 23 and 25 hours are days like others.

    Attributes:
        start: Where the first interval begins; kept in universal time.
        resolution: Length of an interval.
        unit: Unit of the values.
        counts: The values as whole multiples of ``step``.
        step: What one count is.
        zone: The zone in whose days people see the series.
        basis: Whether the days of its source follow civil time, or normal time all year long.
        direction: Which way energy flows, where it does.
        quality: Runs of intervals that were not simply measured.
        name: What it is, for explanations.
        source: Where it comes from.

    Raises:
        InvalidInputError: If there is no value, the start has no offset or lies off the grid.
        UnitError: If the unit is unknown.

    Examples:
        >>> day = Period.through("2024-03-31", "2024-03-31")
        >>> series = IntervalSeries.on(day, ["0.5"] * 23, unit="kWh", resolution="1 h",
        ...                            zone="Europe/Berlin")
        >>> series.total, len(series)
        (Quantity('11.5 kWh'), 23)
    """

    start: dt.datetime = attrs.field(converter=_instant)
    resolution: dt.timedelta = attrs.field(converter=as_resolution)
    unit: Unit = attrs.field(converter=as_unit)
    counts: tuple[int, ...] = attrs.field(converter=_integers, repr=False)
    step: Decimal = attrs.field(converter=exact)
    zone: ZoneInfo = attrs.field(converter=as_zone)
    basis: TimeBasis = attrs.field(default=TimeBasis.CIVIL, converter=TimeBasis)
    direction: Direction | None = attrs.field(
        default=None, converter=attrs.converters.optional(Direction)
    )
    quality: tuple[QualityRun, ...] = attrs.field(default=(), converter=_runs, repr=False)
    name: Label | None = attrs.field(default=None, converter=optional_label)
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.counts:
            raise InvalidInputError(
                "values", "nothing", "holds no interval", "Give at least one value."
            )
        if self.step <= 0:
            raise InvalidInputError("step", self.step, "is not above zero", "Give 0.001 or so.")
        if (self.start - dt.datetime.min.replace(tzinfo=dt.UTC)) % self.resolution:
            raise InvalidInputError(
                "start",
                self.start,
                f"does not lie on the grid of {self.resolution}",
                "Begin on a full interval.",
            )
        if self.quality and self.quality[-1].stop > len(self.counts):
            raise InvalidInputError(
                "quality",
                self.quality[-1].stop,
                f"reaches past the {len(self.counts)} values",
                "Count intervals from 0.",
            )

    @classmethod
    def on(
        cls,
        period: Period,
        values: Iterable[Decimal | int | str],
        *,
        unit: Unit | str,
        resolution: dt.timedelta | str | int,
        zone: ZoneInfo | str,
        basis: TimeBasis | str = TimeBasis.CIVIL,
        direction: Direction | str | None = None,
        quality: Iterable[QualityRun] = (),
        name: Label | str | None = None,
        source: str = "",
    ) -> Self:
        """Build the series of whole days from all their values, in the order of instants.

        Args:
            period: The days, by the clock of the basis.
            values: One number per interval.
            unit: Their unit.
            resolution: Length of an interval.
            zone: The zone of the days.
            basis: The clock that counts the days.
            direction: Which way energy flows.
            quality: Runs that were not simply measured.
            name: What it is.
            source: Where it comes from.

        Raises:
            InvalidInputError: If there are too many or too few values for these days.
        """
        home, counted = as_zone(zone), TimeBasis(basis)
        length = as_resolution(resolution)
        start, end = bounds(period, home, counted)
        counts, step = scaled(values)
        expected = (end - start) // length
        if len(counts) != expected:
            raise InvalidInputError(
                "values",
                f"{len(counts)} values",
                f"do not fill {period} in {home.key}, which needs {expected}",
                "Mind the days on which clocks change; read labeled values with read_intervals.",
            )
        return cls(
            start=start,
            resolution=length,
            unit=unit,
            counts=counts,
            step=step,
            zone=home,
            basis=counted,
            direction=direction,
            quality=tuple(quality),
            name=name,
            source=source,
        )

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def end(self) -> dt.datetime:
        """Where the last interval ends, in universal time."""
        return self.start + len(self.counts) * self.resolution

    @property
    def instants(self) -> tuple[dt.datetime, ...]:
        """Where the intervals begin, in universal time."""
        return tuple(self.start + index * self.resolution for index in range(len(self.counts)))

    @property
    def local_times(self) -> tuple[dt.datetime, ...]:
        """Where the intervals begin, by the local clock, with offsets."""
        return tuple(instant.astimezone(self.zone) for instant in self.instants)

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The numbers as decimals, in the unit."""
        return tuple(multiply(Decimal(count), self.step) for count in self.counts)

    @property
    def period(self) -> Period:
        """The days of civil time that it fills.

        Raises:
            PeriodError: If it begins or ends inside a day.
        """
        first, last = self.start.astimezone(self.zone), self.end.astimezone(self.zone)
        if any(moment.time() != dt.time() for moment in (first, last)):
            raise PeriodError(
                "period",
                f"{first} to {last}",
                "are not whole days",
                "Cut the series with over(period), or give the missing hours.",
            )
        return Period(first.date(), last.date())

    @property
    def total(self) -> Quantity:
        """The sum of the values.

        Raises:
            UnitError: If the values are prices or powers, which do not add up through time.
        """
        if self.unit.dimension[1] or self.unit.dimension[0] == "power":
            raise UnitError(
                "unit", self.unit, "does not add up through time", "Multiply by quantities first."
            )
        return Quantity(multiply(Decimal(sum(self.counts)), self.step), self.unit)

    @property
    def row(self) -> Row:
        """The numbers as a row for explanations."""
        name = self.name or Label("values of intervals", "Werte je Zeitraum")
        return Row(name, self.counts, self.step, self.unit.symbol, self.source)

    @property
    def fingerprint(self) -> str:
        """A digest of what was measured and when: equal for equal series, whatever their names."""
        moments = f"{self.start.isoformat()} {self.resolution // MINUTE} {self.unit.symbol}"
        numbers = " ".join(map(str, self.counts))
        text = f"{moments} {plain(self.step)} {numbers}"
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def measured(self) -> bool:
        """Whether a meter counted every value."""
        return all(run.quality.measured for run in self.quality)

    def quality_at(self, index: int) -> Quality:
        """Return the status of one interval."""
        return next(
            (run.quality for run in self.quality if run.first <= index < run.stop), Quality.MEASURED
        )

    def local_days(self, basis: TimeBasis | str | None = None) -> Iterator[LocalDay]:
        """Yield the days of local time, by the clock of the basis or another one."""
        by = self.basis if basis is None else TimeBasis(basis)
        return local_days(self.start, self.resolution, len(self.counts), self.zone, by)

    def _part(self, first: int, stop: int) -> Self:
        return attrs.evolve(
            self,
            start=self.start + first * self.resolution,
            counts=self.counts[first:stop],
            quality=cut(self.quality, first, stop),
        )

    def over(self, period: Period) -> Self:
        """Return the part of some days of civil time.

        Raises:
            PeriodError: If the series does not cover them.
        """
        start, end = bounds(period, self.zone)
        if start < self.start or end > self.end:
            held = f"{self.start.astimezone(self.zone)} to {self.end.astimezone(self.zone)}"
            raise PeriodError(
                "series",
                held,
                f"does not cover {period} in {self.zone.key}",
                "Give the values of all days, or settle fewer of them.",
            )
        if (start, end) == (self.start, self.end):
            return self
        first, stop = (start - self.start) // self.resolution, (end - self.start) // self.resolution
        return self._part(first, stop)

    def by_day(self) -> tuple[Self, ...]:
        """Cut into days of local time, by the clock of the basis."""
        return tuple(self._part(day.first, day.stop) for day in self.local_days())

    def to(self, unit: Unit | str) -> Self:
        """Express in another unit of the same dimension, exactly.

        Raises:
            UnitError: If the dimensions differ.
        """
        target = as_unit(unit)
        if target.symbol == self.unit.symbol:
            return self
        return attrs.evolve(self, unit=target, step=convert(self.step, self.unit, target))

    def mean_power(self) -> Self:
        """Return the mean power of each interval of an energy series, such as kW of kWh.

        Raises:
            UnitError: If the values are no energy.
        """
        if self.unit.dimension not in (("energy", ""), ("reactive energy", "")):
            raise UnitError("unit", self.unit, "is no energy", "Give a series of kWh.")
        power = self.unit.symbol.removesuffix("h")
        factor = Decimal(HOUR // self.resolution)
        return attrs.evolve(self, unit=as_unit(power), step=multiply(self.step, factor))

    def _divided(self, resolution: dt.timedelta | str | int) -> tuple[dt.timedelta, int, int]:
        length = as_resolution(resolution)
        count = length // self.resolution
        rest = (self.start - dt.datetime.min.replace(tzinfo=dt.UTC)) % length
        if not count or length % self.resolution or rest or len(self.counts) % count:
            raise InvalidInputError(
                "resolution",
                resolution,
                f"is not filled by whole intervals of {self.resolution}",
                "Choose a multiple, and begin and end on it.",
            )
        return length, count, len(self.counts) // count

    def summed_to(self, resolution: dt.timedelta | str | int) -> Self:
        """Add quantities up to longer intervals.

        Raises:
            InvalidInputError: If whole intervals do not fill the longer ones.
            UnitError: If the values are no quantities.
        """
        self.total  # noqa: B018 - refuses what does not add up
        length, count, many = self._divided(resolution)
        counts = tuple(sum(self.counts[i * count : (i + 1) * count]) for i in range(many))
        runs = (
            attrs.evolve(run, first=run.first // count, stop=-(-run.stop // count))
            for run in self.quality
        )
        return attrs.evolve(self, resolution=length, counts=counts, quality=tuple(runs))

    def averaged_to(self, resolution: dt.timedelta | str | int, rounding: RoundingRule) -> Self:
        """Average prices or powers over longer intervals, rounded by a named rule.

        Raises:
            InvalidInputError: If whole intervals do not fill the longer ones.
        """
        length, count, many = self._divided(resolution)
        step = Fraction(self.step)
        means = [
            rounding(sum(self.counts[i * count : (i + 1) * count]) * step / count)
            for i in range(many)
        ]
        counts, finest = scaled(means)
        runs = (
            attrs.evolve(run, first=run.first // count, stop=-(-run.stop // count))
            for run in self.quality
        )
        return attrs.evolve(
            self, resolution=length, counts=counts, step=finest, quality=tuple(runs)
        )

    def held_in(self, resolution: dt.timedelta | str | int) -> Self:
        """Return prices or powers of shorter intervals, in which the same value holds.

        Raises:
            InvalidInputError: If shorter intervals do not fill these.
            UnitError: If the values are quantities, which need a rule to be divided.
        """
        length = as_resolution(resolution)
        if length == self.resolution:
            return self
        if not self.unit.dimension[1] and self.unit.dimension[0] != "power":
            raise UnitError(
                "unit", self.unit, "is a quantity of its interval", "Divide it by a load profile."
            )
        count = self.resolution // length
        if not count or self.resolution % length:
            raise InvalidInputError(
                "resolution",
                resolution,
                f"does not divide {self.resolution}",
                "Choose a part of the interval.",
            )
        counts = tuple(value for value in self.counts for _ in range(count))
        runs = tuple(
            attrs.evolve(run, first=run.first * count, stop=run.stop * count)
            for run in self.quality
        )
        return attrs.evolve(self, resolution=length, counts=counts, quality=runs)

    def _aligned(self, other: "IntervalSeries") -> None:
        mine = (self.start, self.resolution, len(self.counts))
        if mine != (other.start, other.resolution, len(other.counts)):
            raise InvalidInputError(
                "series",
                f"{other.start} by {other.resolution}, {len(other.counts)} values",
                f"does not share the grid {self.start} by {self.resolution}, {mine[2]} values",
                "Cut both with over(period) and bring them to one resolution.",
            )

    def _joined(self, other: "IntervalSeries", sign: int) -> Self:
        self._aligned(other)
        theirs = other.to(self.unit)
        step = common_step(self.step, theirs.step)
        mine = _in_steps(self, step)
        counts = tuple(map(plus if sign > 0 else minus, mine, _in_steps(theirs, step)))
        runs = joined((*self.quality, *other.quality))
        return attrs.evolve(self, counts=counts, step=step, quality=runs)

    def __add__(self, other: "IntervalSeries") -> Self:
        return self._joined(other, 1)

    def __sub__(self, other: "IntervalSeries") -> Self:
        return self._joined(other, -1)

    def where(self, kept: Sequence[bool]) -> Self:
        """Return the series with zero in all intervals that are not kept."""
        return attrs.evolve(
            self,
            counts=tuple(map(mul, self.counts, map(int, kept))),
        )

    def within(self, low: Decimal | int | str | None, high: Decimal | int | str | None) -> Self:
        """Return the series with no value below ``low`` or above ``high``."""
        limits = [_step_of(limit) for limit in (low, high) if limit is not None]
        step = common_step(self.step, *limits)
        counts: Iterable[int] = _in_steps(self, step)
        if low is not None:
            least = int(CONTEXT.divide(exact(low, "low"), step))
            counts = (max(count, least) for count in counts)
        if high is not None:
            most = int(CONTEXT.divide(exact(high, "high"), step))
            counts = (min(count, most) for count in counts)
        return attrs.evolve(self, counts=tuple(counts), step=step)

    def scaled_by(self, factor: Decimal | int | str) -> Self:
        """Return the series times a number, such as a loss factor or a transformer ratio."""
        by = exact(factor, "factor")
        counts, step = scaled([by])
        return attrs.evolve(
            self,
            counts=tuple(count * counts[0] for count in self.counts),
            step=multiply(self.step, step),
        )

    def scaled_to(self, total: Quantity | str, step: Decimal | int | str) -> Self:
        """Return a series of the same shape whose values add up to a total (Prognosereihe).

        Args:
            total: What the values add up to; a whole multiple of the step.
            step: Values are whole multiples of it; the largest remainders are rounded up.

        Raises:
            UnitError: If the total is measured in something else.
            AllocationError: If the series has no shape, or the total is no multiple of the step.

        Examples:
            >>> day = Period.through("2024-06-01", "2024-06-01")
            >>> shape = IntervalSeries.on(day, [1, 2] * 12, unit="kWh", resolution="1 h",
            ...                           zone="Europe/Berlin")
            >>> shape.scaled_to("10 kWh", "0.001").values[:2]
            (Decimal('0.278'), Decimal('0.556'))
        """
        whole = total if isinstance(total, Quantity) else Quantity.parse(total)
        amount, smallest = whole.to(self.unit).amount, exact(step, "step")
        counts, finest = scaled(allocate(amount, self.counts, smallest))
        run = QualityRun(0, len(counts), Quality.ESTIMATED, "scaled_profile")
        return attrs.evolve(self, counts=counts, step=finest, quality=(run,))

    def moved_by(self, amount: Price | Quantity) -> Self:
        """Return the series plus one amount in every interval, such as a mark-up on prices.

        Raises:
            UnitError: If the amount is of another dimension.
        """
        extra = convert(amount.amount, amount.unit, self.unit)
        step = common_step(self.step, _step_of(extra))
        more = int(CONTEXT.divide(extra, step))
        return attrs.evolve(
            self, counts=tuple(count + more for count in _in_steps(self, step)), step=step
        )

    def table(self) -> Table:
        """The series as a table of local times and values."""
        return Table(
            str(self),
            ("interval", str(self.unit), "quality"),
            tuple(
                (moment.isoformat(), plain(value), self.quality_at(index).value)
                for index, (moment, value) in enumerate(
                    zip(self.local_times, self.values, strict=True)
                )
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per interval, ready for a data frame."""
        return [
            {"start": instant, "local": local, "value": value, "unit": self.unit.symbol}
            for instant, local, value in zip(
                self.instants, self.local_times, self.values, strict=True
            )
        ]

    def __str__(self) -> str:
        first, last = self.start.astimezone(self.zone), self.end.astimezone(self.zone)
        minutes = self.resolution // MINUTE
        return (
            f"{len(self.counts)} values of {minutes} min in {self.unit}, "
            f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} {self.zone.key}"
        )


def _step_of(value: Decimal | int | str) -> Decimal:
    return decimal_step(places(exact(value)))


def _in_steps(series: IntervalSeries, step: Decimal) -> tuple[int, ...]:
    """Return the counts in a smaller step."""
    factor = int(CONTEXT.divide(series.step, step))
    return series.counts if factor == 1 else tuple(count * factor for count in series.counts)
