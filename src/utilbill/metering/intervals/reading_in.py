"""Labeled values of a source become a series; nothing missing or doubled goes unseen."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from utilbill.metering.intervals.clock import TimeBasis, as_zone, bounds
from utilbill.metering.intervals.gaps import DuplicatePolicy, GapPolicy, filled
from utilbill.metering.intervals.labels import LabelPosition, instants_of, repeated
from utilbill.metering.intervals.quality import Quality, runs_of
from utilbill.metering.intervals.series import (
    Direction,
    IntervalSeries,
    as_resolution,
    scaled,
)
from utilbill.values.errors import DuplicateIntervalError, InvalidInputError, MissingIntervalError
from utilbill.values.explanation import Label
from utilbill.values.period import Period
from utilbill.values.units import Unit

#: How many places an error names.
_SHOWN = 2
_WEEK = dt.timedelta(weeks=1)


def read_intervals(
    labels: Iterable[dt.datetime],
    values: Iterable[Decimal | int | str | None],
    *,
    unit: Unit | str,
    resolution: dt.timedelta | str | int,
    zone: ZoneInfo | str,
    position: LabelPosition | str = LabelPosition.START,
    basis: TimeBasis | str = TimeBasis.CIVIL,
    period: Period | None = None,
    gaps: GapPolicy | str | None = None,
    duplicates: DuplicatePolicy | str | None = None,
    quality: Iterable[Quality | str] | None = None,
    direction: Direction | str | None = None,
    name: Label | str | None = None,
    source: str = "",
) -> IntervalSeries:
    """Read the labeled values of a source (Lastgang einlesen).

    Args:
        labels: One time per value, with an offset, or local and in the order of the source.
        values: The numbers; None where the source has none.
        unit: Their unit.
        resolution: Length of an interval.
        zone: The zone of labels without offset, and of the days of the series.
        position: Whether labels are starts or ends of intervals.
        basis: Whether labels without offset follow civil time, or normal time all year long.
        period: The days that the series must fill; from the first to the last label if not given.
        gaps: How missing values are filled; without it, a missing one is an error.
        duplicates: Which value counts where an interval is named twice; without it, an error.
        quality: Status of each value; measured if not given.
        direction: Which way energy flows.
        name: What it is.
        source: Where it comes from.

    Raises:
        MissingIntervalError: If an interval is missing and no policy is given.
        DuplicateIntervalError: If an interval is named twice and no policy is given.
        InvalidInputError: If a label lies off the grid, in a skipped hour, or outside the period.
        FloatRefusedError: If a value is a binary float.

    Examples:
        >>> times = [dt.datetime(2024, 10, 27, hour) for hour in (0, 1, 2, 2, 3)]
        >>> series = read_intervals(times, ["0.5", "0.4", "0.3", "0.3", "0.4"], unit="kWh",
        ...                         resolution="1 h", zone="Europe/Berlin")
        >>> series.total, [str(moment)[11:] for moment in series.local_times[2:4]]
        (Quantity('1.9 kWh'), ['02:00:00+02:00', '02:00:00+01:00'])
    """
    home, counted, length = as_zone(zone), TimeBasis(basis), as_resolution(resolution)
    times, held = tuple(labels), tuple(values)
    states = None if quality is None else tuple(Quality(state) for state in quality)
    _check_lengths(times, held, states)
    instants = instants_of(
        times, zone=home, resolution=length, position=LabelPosition(position), basis=counted
    )
    known = _known(times, held, instants, duplicates, home)
    start, end = _span(instants, length) if period is None else bounds(period, home, counted)
    _check_grid(known, start, end, length, home)
    size = (end - start) // length
    by_index = {(instant - start) // length: place for instant, place in known.items()}
    counts, step = scaled(_number(held[place]) for place in by_index.values())
    numbers = dict(zip(by_index, counts, strict=True))
    missing = tuple(index for index in range(size) if index not in numbers)
    if missing and (gaps is None or not numbers):
        raise _missing_error(missing, start, length, home)
    marks = [(index, states[place], "") for index, place in by_index.items() if states]
    if missing and gaps is not None:
        policy = GapPolicy(gaps)
        week = _weeks_before(start, length, size, home, policy)
        whole = filled(numbers, size, policy, week)
        marks += [(index, Quality.SUBSTITUTED, policy.value) for index in missing]
    else:
        whole = tuple(numbers[index] for index in range(size))
    return IntervalSeries(
        start=start,
        resolution=length,
        unit=unit,
        counts=whole,
        step=step,
        zone=home,
        basis=counted,
        direction=direction,
        quality=runs_of(marks),
        name=name,
        source=source,
    )


def _check_lengths(
    labels: Sequence[dt.datetime],
    values: Sequence[object],
    states: Sequence[Quality] | None,
) -> None:
    if len(labels) != len(values) or (states is not None and len(states) != len(values)):
        raise InvalidInputError(
            "values",
            f"{len(values)} values",
            f"do not fit {len(labels)} labels",
            "Give one value, and one status if any, per label.",
        )
    if not labels:
        raise InvalidInputError("labels", "nothing", "tell no time", "Give at least one value.")


def _span(
    instants: Sequence[dt.datetime | None], length: dt.timedelta
) -> tuple[dt.datetime, dt.datetime]:
    present = [instant for instant in instants if instant is not None]
    if not present:
        raise InvalidInputError(
            "labels", f"{len(instants)} times", "are none that clocks show", "Check the zone."
        )
    return min(present), max(present) + length


def _number(value: Decimal | int | str | None) -> Decimal | int | str:
    assert value is not None  # noqa: S101 - blanks were left out
    return value


def _known(
    labels: Sequence[dt.datetime],
    values: Sequence[Decimal | int | str | None],
    instants: Sequence[dt.datetime | None],
    duplicates: DuplicatePolicy | str | None,
    zone: ZoneInfo,
) -> dict[dt.datetime, int]:
    """Return the place of the value of each instant that has one."""
    found: dict[dt.datetime, int] = {}
    doubled = repeated(
        instant for instant, value in zip(instants, values, strict=True) if value is not None
    )
    if doubled and duplicates is None:
        raise DuplicateIntervalError(
            "labels",
            ", ".join(str(moment.astimezone(zone)) for moment in doubled[:_SHOWN]),
            f"{'are' if len(doubled) > 1 else 'is'} named more than once ({len(doubled)} in all)",
            "Remove one of them, or choose duplicates: first or last.",
        )
    keep_first = duplicates is not None and DuplicatePolicy(duplicates) is DuplicatePolicy.FIRST
    for place, (label, value, instant) in enumerate(zip(labels, values, instants, strict=True)):
        if value is None:
            continue
        if instant is None:
            raise InvalidInputError(
                "labels",
                label,
                f"is no time in {zone.key}: clocks skip it",
                "Leave the value out, or read the source by normal time (basis: standard).",
            )
        if not (keep_first and instant in found):
            found[instant] = place
    return found


def _check_grid(
    known: Mapping[dt.datetime, int],
    start: dt.datetime,
    end: dt.datetime,
    length: dt.timedelta,
    zone: ZoneInfo,
) -> None:
    origin = dt.datetime.min.replace(tzinfo=dt.UTC)
    for instant in known:
        if not start <= instant < end:
            raise InvalidInputError(
                "labels",
                instant.astimezone(zone),
                f"lies outside {start.astimezone(zone)} to {end.astimezone(zone)}",
                "Leave it out, or give a longer period.",
            )
        if (instant - origin) % length:
            raise InvalidInputError(
                "labels",
                instant.astimezone(zone),
                f"lies off the grid of {length}",
                "Check the resolution.",
            )


def _weeks_before(
    start: dt.datetime, length: dt.timedelta, size: int, zone: ZoneInfo, policy: GapPolicy
) -> list[int]:
    """Return for each interval the index of the same local time a week before."""
    if policy is not GapPolicy.SAME_TIME_LAST_WEEK:
        return []
    found = []
    for index in range(size):
        local = (start + index * length).astimezone(zone)
        naive = local.replace(tzinfo=None) - _WEEK
        earlier = naive.replace(tzinfo=zone, fold=local.fold).astimezone(dt.UTC)
        found.append(max((earlier - start) // length, -1))
    return found


def _missing_error(
    missing: Sequence[int], start: dt.datetime, length: dt.timedelta, zone: ZoneInfo
) -> MissingIntervalError:
    firsts = [missing[0], *(after for before, after in pairwise(missing) if after != before + 1)]
    shown = ", ".join(str((start + index * length).astimezone(zone)) for index in firsts[:_SHOWN])
    return MissingIntervalError(
        "values",
        f"{len(missing)} missing, from {shown}",
        f"leave gaps ({len(firsts)} in all)",
        "Give the values, or choose how gaps are filled: zero, hold, linear, same_time_last_week.",
    )
