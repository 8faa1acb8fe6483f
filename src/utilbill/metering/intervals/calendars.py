"""A year of measured load on the calendar of another year."""

import datetime as dt
from calendar import SUNDAY
from collections.abc import Sequence

import attrs

from utilbill.metering.intervals.clock import MINUTE, TimeBasis, bounds, local_days
from utilbill.metering.intervals.series import IntervalSeries
from utilbill.values.calendar import Calendar
from utilbill.values.errors import InvalidInputError
from utilbill.values.period import ONE_DAY, Period

#: Far enough to find a day of any kind beside a run of holidays.
_REACH = dt.timedelta(weeks=10).days


def on_calendar_of(
    series: IntervalSeries, year: int, calendar: Calendar | None = None
) -> IntervalSeries:
    """Carry a year of load over to the days of another year.

    Each day of the target year takes the local times of that day of the source year which has the
    same weekday and the nearest date (of the same place in the year); a public holiday takes the
    nearest Sunday, and a source day that is a holiday is passed over for the neighboring week. A
    local hour that the target day does not have is left out; one that it lives twice, or that the
    source day skipped, takes the values of the hour before. Total energy is not kept: days are.

    Args:
        series: At least one year of quantities or powers, whole days by its own basis.
        year: The target year.
        calendar: Public holidays of both years; without it, only weekdays count.

    Raises:
        InvalidInputError: If the series holds less than a year.
        CalendarHorizonError: If the calendar does not know a year.

    Examples:
        >>> year = Period.of_year(2021)
        >>> load = IntervalSeries.on(year, [1] * 35040, unit="Wh", resolution="15 min",
        ...                          zone="Europe/Berlin", basis="standard")
        >>> len(on_calendar_of(load, 2024))
        35136
    """
    minutes = _by_day(series)
    days = sorted(minutes)
    source_year = days[len(days) // 2].year
    if len(days) < Period.of_year(source_year).days:
        raise InvalidInputError(
            "series",
            f"{days[0]} to {days[-1]}",
            "is less than a year",
            "Give the load of a whole year.",
        )
    target = Period.of_year(year)
    start, end = bounds(target, series.zone)
    size = (end - start) // series.resolution
    counts: list[int] = []
    for day in local_days(start, series.resolution, size, series.zone):
        held = minutes[_source_day(day.day, source_year, minutes, calendar)]
        last = next(iter(held.values()))
        for minute in day.minutes:
            last = held.get(minute, _hour_before(held, minute, last))
            counts.append(last)
    return attrs.evolve(
        series, start=start, counts=tuple(counts), basis=TimeBasis.CIVIL, quality=()
    )


def _hour_before(held: dict[int, int], minute: int, last: int) -> int:
    return held.get(minute - dt.timedelta(hours=1) // MINUTE, last)


def _by_day(series: IntervalSeries) -> dict[dt.date, dict[int, int]]:
    found: dict[dt.date, dict[int, int]] = {}
    for day in series.local_days():
        held: dict[int, int] = {}
        for minute, count in zip(day.minutes, series.counts[day.first : day.stop], strict=True):
            held.setdefault(minute, count)
        found[day.day] = held
    return found


def _source_day(
    day: dt.date, source_year: int, held: dict[dt.date, dict[int, int]], calendar: Calendar | None
) -> dt.date:
    """Return the day of the source year that stands for a day of the target year."""
    wanted = day.weekday()
    if calendar is not None and calendar.holiday(day) is not None:
        wanted = SUNDAY
    place = (day - dt.date(day.year, 1, 1)).days
    same = dt.date(source_year, 1, 1) + place * ONE_DAY
    for distance in _nearest_first(_REACH):
        candidate = same + distance * ONE_DAY
        if candidate not in held or candidate.weekday() != wanted:
            continue
        if calendar is not None and wanted != SUNDAY and calendar.holiday(candidate) is not None:
            continue
        return candidate
    raise InvalidInputError(
        "series", day, "finds no day to take its load from", "Give the load of a whole year."
    )


def _nearest_first(limit: int) -> Sequence[int]:
    return sorted(range(-limit, limit + 1), key=lambda distance: (abs(distance), distance))
