"""Hours of the months by kind of day, as tables of published formats have them, and windows."""

import calendar
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import attrs

from utilbill.tariffs.seasons import Season, belongs
from utilbill.tariffs.time_bands import KINDS, TimeWindow
from utilbill.values.period import MONTHS_PER_YEAR

HOURS_PER_DAY: Final = dt.timedelta(days=1) // dt.timedelta(hours=1)
_MINUTES_PER_HOUR: Final = dt.timedelta(hours=1) // dt.timedelta(minutes=1)
MONTHS: Final = tuple(range(1, MONTHS_PER_YEAR + 1))
_LEAP_YEAR: Final = 2000  # a season may end on 29 February
#: What belongs to no band of its own.
NO_BAND: Final = ""

Row = tuple[str, ...]


@attrs.frozen
class HourGrid:
    """To which band each hour of each month and kind of day belongs.

    Attributes:
        kinds: The kinds of days that are told apart, from ``mon`` to ``holiday``.
        rows: By month from 1 to 12 and kind of day, the bands of the 24 hours; empty for none.

    Examples:
        >>> grid = HourGrid.of(KINDS, lambda month, kind, hour:
        ...     "day" if 6 <= hour <= 21 and kind in ("mon", "tue") and month < 4 else "")
        >>> [(held.band, held.days, held.season) for held in grid.windows()]
        [('day', ('mon', 'tue'), (('01-01', '03-31'),))]
    """

    kinds: tuple[str, ...]
    rows: tuple[tuple[Row, ...], ...]

    @classmethod
    def of(cls, kinds: Sequence[str], band: Callable[[int, str, int], str]) -> "HourGrid":
        """Ask for the band of each month, kind of day and hour."""
        rows = tuple(
            tuple(tuple(band(month, kind, hour) for hour in range(HOURS_PER_DAY)) for kind in kinds)
            for month in MONTHS
        )
        return cls(tuple(kinds), rows)

    @classmethod
    def of_windows(
        cls, windows: Iterable[TimeWindow], otherwise: str, kinds: Sequence[str] = KINDS
    ) -> "HourGrid | None":
        """Return the grid of windows; None if one of them does not keep to whole hours and months.

        Examples:
            >>> HourGrid.of_windows([TimeWindow("HT", "06:30-22:00")], "NT") is None
            True
        """
        held = tuple(windows)
        for window in held:
            edges = {edge for pair in window.hours for edge in pair}
            if any(edge % _MINUTES_PER_HOUR for edge in edges) or not _whole_months(window.season):
                return None

        def band(month: int, kind: str, hour: int) -> str:
            minute = hour * _MINUTES_PER_HOUR
            return next(
                (
                    window.band
                    for window in held
                    if kind in window.days
                    and window.in_season(month, 1)
                    and any(first <= minute < last for first, last in window.hours)
                ),
                otherwise,
            )

        return cls.of(kinds, band)

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands that have an hour, by their first one."""
        found = (band for month in self.rows for row in month for band in row)
        return tuple(dict.fromkeys(band for band in found if band != NO_BAND))

    def row(self, month: int, kind: str) -> Row:
        """Return the bands of the hours of a day."""
        return self.rows[month - 1][self.kinds.index(kind)]

    def months_of(self, band: str) -> tuple[int, ...]:
        """Return the months in which a band has an hour."""
        return tuple(month for month in MONTHS if any(band in row for row in self.rows[month - 1]))

    def windows(self, order: Sequence[str] = ()) -> tuple[TimeWindow, ...]:
        """Return windows that hold the same hours, band by band."""
        bands = [band for band in order if band in self.bands] or self.bands
        return tuple(window for band in bands for window in self._windows_of(band))

    def _windows_of(self, band: str) -> Iterable[TimeWindow]:
        days: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for kind in self.kinds:
            months: dict[str, list[int]] = {}
            for month in MONTHS:
                hours = _hours(self.row(month, kind), band)
                if hours:
                    months.setdefault(hours, []).append(month)
            held = tuple((hours, season_of(of)) for hours, of in months.items())
            if held:
                days.setdefault(held, []).append(kind)
        for held, kinds in days.items():
            for hours, season in held:
                yield TimeWindow(band, hours, " ".join(kinds), season)


def _hours(row: Row, band: str) -> str:
    runs, hour = [], 0
    for held, group in itertools.groupby(row):
        end = hour + len(list(group))
        if held == band:
            runs.append(f"{hour}-{end}")
        hour = end
    return ",".join(runs)


def season_of(months: Sequence[int]) -> str:
    """Return the season that some months are; none for the whole year.

    Examples:
        >>> season_of([1, 2, 11, 12]), season_of([2, 5])
        ('11-01..02-29', '02-01..02-29,05-01..05-31')
    """
    wanted = set(months)
    if wanted == set(MONTHS):
        return ""
    starts = [month for month in sorted(wanted) if _before(month) not in wanted]
    found = []
    for start in starts:
        last = start
        while _after(last) in wanted:
            last = _after(last)
        found.append(f"{_first_day(start)}..{_last_day(last)}")
    return ",".join(found)


def months_of(season: Season) -> tuple[int, ...] | None:
    """Return the months of a season; None if it does not keep to whole ones.

    Examples:
        >>> months_of((("11-01", "02-29"),)), months_of((("11-15", "02-29"),))
        ((1, 2, 11, 12), None)
    """
    if not _whole_months(season):
        return None
    return tuple(month for month in MONTHS if belongs(season, month, 1))


def _before(month: int) -> int:
    return month - 1 or MONTHS_PER_YEAR


def _after(month: int) -> int:
    return month % MONTHS_PER_YEAR + 1


def _whole_months(season: Season) -> bool:
    firsts, lasts = map(_first_day, MONTHS), map(_last_day, MONTHS)
    edges = set(firsts), set(lasts)
    return all(first in edges[0] and last in edges[1] for first, last in season)


def _first_day(month: int) -> str:
    return f"{dt.date(_LEAP_YEAR, month, 1):%m-%d}"


def _last_day(month: int) -> str:
    return f"{dt.date(_LEAP_YEAR, month, calendar.monthrange(_LEAP_YEAR, month)[1]):%m-%d}"
