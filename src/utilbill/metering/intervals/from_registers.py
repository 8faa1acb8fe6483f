"""From the values that a register showed to what flowed in each interval."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from utilbill.metering.intervals.clock import as_zone
from utilbill.metering.intervals.quality import Quality, runs_of
from utilbill.metering.intervals.series import (
    Direction,
    IntervalSeries,
    as_resolution,
    common_step,
    scaled,
)
from utilbill.values.errors import (
    DuplicateIntervalError,
    InvalidInputError,
    MissingIntervalError,
    ReadingBackwardsError,
)
from utilbill.values.exact import exact, places
from utilbill.values.explanation import Label
from utilbill.values.rounding import allocate, decimal_step
from utilbill.values.units import Unit

#: Name of the rule by which a register difference is spread over missing intervals.
EVENLY = "spread_evenly"
BY_PROFILE = "spread_by_profile"


def series_from_registers(
    moments: Iterable[dt.datetime],
    registers: Iterable[Decimal | int | str | None],
    *,
    unit: Unit | str,
    resolution: dt.timedelta | str | int,
    zone: str,
    digits: int | None = None,
    spread: str | IntervalSeries | None = None,
    estimated: Iterable[bool] | None = None,
    step: Decimal | int | str | None = None,
    direction: Direction | str | None = None,
    name: Label | str | None = None,
    source: str = "",
) -> IntervalSeries:
    """Return what flowed in each interval, from what a register showed at instants.

    The values sum to the difference of the last and the first reading exactly. Where readings are
    missing in between, the difference is spread in whole steps, and the values are estimated.

    Args:
        moments: Instants of the readings, with offsets; ascending.
        registers: What the register showed; None where it was not read.
        unit: Unit of the register.
        resolution: Length of an interval.
        zone: Zone of the days of the series.
        digits: Digits of the register before the point; a register that falls has rolled over.
        spread: What stands in where readings are missing: ``"evenly"``, or a series over these
            instants whose shape is followed; without it, a missing reading is an error.
        estimated: Whether each reading was formed by somebody instead of read.
        step: Smallest part that a spread value may have; the last digit of the readings if not
            given.
        direction: Which way energy flows.
        name: What it is.
        source: Where it comes from.

    Raises:
        MissingIntervalError: If readings are missing and no way to spread is given.
        ReadingBackwardsError: If the register falls and no digits explain it.
        DuplicateIntervalError: If an instant is given twice, or instants do not ascend.
        InvalidInputError: If an instant lies off the grid, or fewer than two readings are there.

    Examples:
        >>> utc = dt.timezone.utc
        >>> hours = [dt.datetime(2024, 1, 1, hour, tzinfo=utc) for hour in range(5)]
        >>> series = series_from_registers(hours, ["10.0", "10.5", None, None, "11.5"],
        ...     unit="kWh", resolution="1 h", zone="UTC", spread="evenly")
        >>> [str(value) for value in series.values], series.quality[0].quality.value
        (['0.5', '0.4', '0.3', '0.3'], 'estimated')
    """
    length, home = as_resolution(resolution), as_zone(zone)
    times, shown = tuple(moments), tuple(registers)
    marks = tuple(estimated) if estimated is not None else (False,) * len(shown)
    if not len(times) == len(shown) == len(marks):
        raise InvalidInputError(
            "registers",
            f"{len(shown)} readings",
            f"do not fit {len(times)} instants",
            "Give one reading, or None, per instant.",
        )
    for before, after in pairwise(times):
        if after <= before:
            raise DuplicateIntervalError(
                "moments", after, f"does not come after {before}", "Order them, each once."
            )
    held = [
        (moment, exact(value, "registers"), mark)
        for moment, value, mark in zip(times, shown, marks, strict=True)
        if value is not None
    ]
    if len(held) < 2:  # noqa: PLR2004 - a difference needs two
        raise InvalidInputError(
            "registers", f"{len(held)} readings", "show no difference", "Give two or more."
        )
    smallest = exact(step, "step") if step is not None else decimal_step(0)
    finest = common_step(smallest, *{decimal_step(places(value)) for _, value, _ in held})
    start = held[0][0]
    shape = _Shape(spread, start, length)
    values: list[Decimal] = []
    estimates: list[tuple[int, Quality, str]] = []
    for (opening, low, low_mark), (closing, high, high_mark) in pairwise(held):
        difference = _difference(low, high, digits, closing)
        count, rest = divmod(closing - opening, length)
        if rest:
            raise InvalidInputError(
                "moments", closing, f"lies off the grid of {length}", "Check the resolution."
            )
        first = len(values)
        values += shape.divide(difference, first, count, finest, opening)
        if count > 1 or low_mark or high_mark:
            rule = shape.rule if count > 1 else ""
            estimates += [(first + place, Quality.ESTIMATED, rule) for place in range(count)]
    counts, held_step = scaled(values)
    return IntervalSeries(
        start=start,
        resolution=length,
        unit=unit,
        counts=counts,
        step=held_step,
        zone=home,
        direction=direction,
        quality=runs_of(estimates),
        name=name,
        source=source,
    )


def _difference(low: Decimal, high: Decimal, digits: int | None, moment: dt.datetime) -> Decimal:
    if high >= low:
        return high - low
    if digits is None:
        raise ReadingBackwardsError(
            "registers",
            f"{low}, then {high} at {moment}",
            "runs backwards",
            "Correct the reading, or give the digits of the register if it rolled over.",
        )
    return high - low + Decimal(10) ** digits


class _Shape:
    """How a difference is spread over intervals without readings."""

    def __init__(
        self, spread: str | IntervalSeries | None, start: dt.datetime, length: dt.timedelta
    ) -> None:
        self.weights: Sequence[int] = ()
        self.allowed = spread is not None
        self.rule = EVENLY
        if isinstance(spread, IntervalSeries):
            if spread.resolution != length:
                raise InvalidInputError(
                    "spread", spread.resolution, f"is not by {length}", "Use one resolution."
                )
            self.rule = BY_PROFILE
            self.weights = spread.counts
            self.first = (spread.start - start) // length
        elif spread not in (None, "evenly"):
            raise InvalidInputError(
                "spread", spread, "is not known", "Use 'evenly', or give a series."
            )

    def divide(
        self, amount: Decimal, first: int, count: int, step: Decimal, moment: dt.datetime
    ) -> Sequence[Decimal]:
        if count == 1:
            return (amount,)
        if not self.allowed:
            raise MissingIntervalError(
                "registers",
                f"{count - 1} readings after {moment}",
                "are missing",
                "Give them, or choose spread: 'evenly' or a series whose shape is followed.",
            )
        if self.rule == EVENLY:
            return allocate(amount, [1] * count, step)
        place = first - self.first
        weights = self.weights[place : place + count] if place >= 0 else ()
        if len(weights) < count:
            raise InvalidInputError(
                "spread",
                f"from {moment}",
                "does not cover the missing intervals",
                "Give a series over all instants.",
            )
        if not any(weights):
            return allocate(amount, [1] * count, step)
        return allocate(amount, weights, step)
