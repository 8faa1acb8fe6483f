"""Local time on a grid of intervals: days of 92, 96 and 100 quarter hours, or always 96."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError
from utilbill.values.period import MONTHS_PER_YEAR, ONE_DAY, Period

HOUR = dt.timedelta(hours=1)
#: The interval of European electricity meters and, since 2025, of the day-ahead market.
QUARTER_HOUR = HOUR / 2 / 2
MINUTE = dt.timedelta(minutes=1)


class TimeBasis(Choice):
    """By which clock a source counts its days (Zeitbasis).

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    CIVIL = "civil"  #: Clocks change in spring and autumn (gesetzliche Zeit).
    STANDARD = "standard"  #: Normal time all year long (ganzjährig Winterzeit): days have 24 hours.


def as_zone(value: ZoneInfo | str) -> ZoneInfo:
    """Accept a time zone or its name in the IANA database.

    Raises:
        InvalidInputError: If there is no such zone.

    Examples:
        >>> as_zone("Europe/Berlin").key
        'Europe/Berlin'
    """
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        raise InvalidInputError(
            "zone", value, "is no time zone", "Name one of the IANA database: Europe/Berlin."
        ) from None


@lru_cache(maxsize=100)
def standard_time(zone: ZoneInfo, year: int) -> dt.timezone:
    """Return the normal time of a zone: its smaller offset in a year."""
    offset = min(
        dt.datetime(year, month, 1, tzinfo=zone).utcoffset() or dt.timedelta()
        for month in (1, MONTHS_PER_YEAR // 2 + 1)
    )
    return dt.timezone(offset)


def clock(zone: ZoneInfo, basis: TimeBasis, year: int) -> dt.tzinfo:
    """Return the clock that a source counts by."""
    return zone if basis is TimeBasis.CIVIL else standard_time(zone, year)


def midnight(day: dt.date, zone: ZoneInfo, basis: TimeBasis = TimeBasis.CIVIL) -> dt.datetime:
    """Return the instant at which a day begins, in universal time.

    Examples:
        >>> print(midnight(dt.date(2024, 7, 1), ZoneInfo("Europe/Berlin")))
        2024-06-30 22:00:00+00:00
    """
    local = dt.datetime.combine(day, dt.time(), clock(zone, basis, day.year))
    return local.astimezone(dt.UTC)


def bounds(
    period: Period, zone: ZoneInfo, basis: TimeBasis = TimeBasis.CIVIL
) -> tuple[dt.datetime, dt.datetime]:
    """Return the instants at which a period begins and ends, in universal time."""
    return midnight(period.start, zone, basis), midnight(period.end, zone, basis)


@attrs.frozen
class LocalDay:
    """The intervals of one day of local time.

    Attributes:
        day: The day.
        first: Index of its first interval on the grid.
        minutes: The minute of the day at which each interval begins, by the local clock; an hour
            that is lived twice stands in it twice.
    """

    day: dt.date
    first: int
    minutes: tuple[int, ...]

    @property
    def stop(self) -> int:
        """Index after its last interval."""
        return self.first + len(self.minutes)


@lru_cache(maxsize=1000)
def _even_minutes(first: int, count: int, resolution: int) -> tuple[int, ...]:
    return tuple(range(first, first + count * resolution, resolution))


def local_days(
    start: dt.datetime,
    resolution: dt.timedelta,
    count: int,
    zone: ZoneInfo,
    basis: TimeBasis = TimeBasis.CIVIL,
) -> Iterator[LocalDay]:
    """Yield the days of local time that a grid of intervals goes through.

    Examples:
        >>> berlin = ZoneInfo("Europe/Berlin")
        >>> autumn = local_days(midnight(dt.date(2024, 10, 27), berlin), HOUR, 25, berlin)
        >>> next(autumn).minutes[:5]
        (0, 60, 120, 120, 180)
    """
    index, step = 0, resolution // MINUTE
    instant = start
    while index < count:
        hands = clock(zone, basis, instant.year)
        local = instant.astimezone(hands)
        day = local.date()
        ending = dt.datetime.combine(day + ONE_DAY, dt.time(), hands)
        held = min(-((instant - ending.astimezone(dt.UTC)) // resolution), count - index)
        if ending.utcoffset() == local.utcoffset():
            minutes = _even_minutes(_minute(local), held, step)
        else:
            minutes = tuple(
                _minute((instant + place * resolution).astimezone(hands)) for place in range(held)
            )
        yield LocalDay(day, index, minutes)
        index += held
        instant += held * resolution


def _minute(local: dt.datetime) -> int:
    return (dt.timedelta(hours=local.hour, minutes=local.minute)) // MINUTE
