"""Time bands: which hours of which days in which season belong to which price.

The bands of a load curve are registers of their own: ``1-0:1.8.0/HT`` is what flowed in band HT.
Every component that prices a register prices a band as well.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from utilbill.metering.intervals import IntervalSeries, TimeBasis
from utilbill.tariffs.seasons import Season, as_season, beginnings, belongs
from utilbill.values.calendar import Calendar
from utilbill.values.dated import Timeline
from utilbill.values.errors import InvalidInputError, SelectorError

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY: Final = "holiday"
#: Kinds of days; a holiday is of its own kind where a calendar tells holidays.
KINDS: Final = (*WEEKDAYS, HOLIDAY)
_SHORT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "all": KINDS,
        "workdays": WEEKDAYS[:-2],
        "weekend": WEEKDAYS[-2:],
        "mon-fri": WEEKDAYS[:-2],
        "mon-sat": WEEKDAYS[:-1],
        "mon-sun": WEEKDAYS,
        "sat-sun": WEEKDAYS[-2:],
        "sun+holiday": ("sun", HOLIDAY),
        "weekend+holiday": ("sat", "sun", HOLIDAY),
    }
)
_MINUTES_PER_HOUR: Final = dt.timedelta(hours=1) // dt.timedelta(minutes=1)
_MINUTES_PER_DAY: Final = dt.timedelta(days=1) // dt.timedelta(minutes=1)
#: Stands between a register and a band of its load curve.
MARK: Final = "/"


def band_register(register: str, band: str) -> str:
    """Return the name of the register that holds a band.

    Examples:
        >>> band_register("1-0:1.8.0", "HT")
        '1-0:1.8.0/HT'
    """
    return f"{register}{MARK}{band}"


def _minute(text: str) -> int:
    hours, _, minutes = text.strip().partition(":")
    if hours.isdigit() and (not minutes or minutes.isdigit()):
        found = int(hours) * _MINUTES_PER_HOUR + int(minutes or 0)
        if found <= _MINUTES_PER_DAY and int(minutes or 0) < _MINUTES_PER_HOUR:
            return found
    raise InvalidInputError("hours", text, "is no time of day", "Write it like 06:00-22:00.")


def _hours(value: str | Iterable[str]) -> tuple[tuple[int, int], ...]:
    texts = value.split(",") if isinstance(value, str) else list(value)
    found: list[tuple[int, int]] = []
    for text in texts:
        start, dash, end = text.partition("-")
        if not dash:
            raise InvalidInputError("hours", text, "has no end", "Write it like 06:00-22:00.")
        first, last = _minute(start), _minute(end)
        if first == last:
            raise InvalidInputError(
                "hours", text, "begins and ends at one time", "Write 00:00-24:00 for a whole day."
            )
        if first < last:
            found.append((first, last))
        else:  # through midnight
            found += (
                [(first, _MINUTES_PER_DAY)]
                if not last
                else [
                    (first, _MINUTES_PER_DAY),
                    (0, last),
                ]
            )
    return tuple(sorted(found))


def _days(value: str | Iterable[str]) -> tuple[str, ...]:
    words = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    found: list[str] = []
    for word in words:
        kinds = _SHORT.get(word, (word,) if word in KINDS else None)
        if kinds is None:
            raise InvalidInputError(
                "days",
                word,
                "is no kind of day",
                f"Use {', '.join(KINDS)}, or {', '.join(_SHORT)}.",
            )
        found.extend(kinds)
    return tuple(kind for kind in KINDS if kind in found)


@attrs.frozen
class TimeWindow:
    """Hours of some days that belong to a band (Zeitfenster).

    Attributes:
        band: The band.
        hours: Times of day, as ``06:00-22:00``; several divided by commas; may go through midnight,
            which then counts to the day on which each part lies. The whole day if not given.
        days: Kinds of days: ``mon`` to ``sun``, ``holiday``, ``workdays`` (Monday to Friday),
            ``weekend``, ``all``, ``sun+holiday``, ``weekend+holiday``; divided by blanks.
        season: First and last day of the year, as ``11-01..02-29``, both included; several
            divided by commas; the whole year if not given.

    Raises:
        InvalidInputError: If a text cannot be read.

    Examples:
        >>> TimeWindow("HT", "06:00-22:00", "workdays").hours
        ((360, 1320),)
    """

    band: str
    hours: tuple[tuple[int, int], ...] = attrs.field(default="00:00-24:00", converter=_hours)
    days: tuple[str, ...] = attrs.field(default="all", converter=_days)
    season: Season = attrs.field(default="", converter=as_season)

    def in_season(self, month: int, day: int) -> bool:
        """Tell whether a day of the year belongs to its season."""
        return belongs(self.season, month, day)


WindowSet = tuple[TimeWindow, ...]


def _windows(value: "Timeline[WindowSet] | Iterable[TimeWindow]") -> "Timeline[WindowSet]":
    return value if isinstance(value, Timeline) else Timeline.always(tuple(value))


@attrs.frozen(kw_only=True)
class TimeBands:
    """The bands of a load curve (Tarifzeiten, Zeitzonen, tidszoner, strefy czasowe).

    Every minute of every kind of day in every season belongs to exactly one band; that is checked
    when the bands are built, not when a bill is made.

    Attributes:
        of: The register whose load curve is divided.
        windows: The windows; dated where they change.
        otherwise: The band of all time that no window names; without it, windows must fill it all.
        calendar: Tells holidays; a holiday is a day of kind ``holiday`` then and no weekday.
        basis: Whether hours follow civil time, or normal time all year as old ripple control does.

    Raises:
        SelectorError: If two windows claim one time, or some time belongs to no band.

    Examples:
        >>> bands = TimeBands(of="1-0:1.8.0", otherwise="NT",
        ...                   windows=[TimeWindow("HT", "06:00-22:00", "workdays")])
        >>> bands.names, bands.registers
        (('HT', 'NT'), ('1-0:1.8.0/HT', '1-0:1.8.0/NT'))
        >>> TimeBands(of="1-0:1.8.0", windows=[TimeWindow("HT", "06:00-22:00")])
        Traceback (most recent call last):
        ...
        utilbill.values.errors.SelectorError: windows: belongs to no band \
(got 'mon 00:00 in the season from 1-1'). Name a band for it, or give otherwise.
    """

    of: str
    windows: "Timeline[WindowSet]" = attrs.field(converter=_windows)
    otherwise: str = ""
    calendar: Calendar | None = attrs.field(default=None, repr=False)
    basis: TimeBasis = attrs.field(default=TimeBasis.CIVIL, converter=TimeBasis)
    names: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        found = [window.band for entry in self.windows.entries for window in entry.value]
        if self.otherwise:
            found.append(self.otherwise)
        object.__setattr__(self, "names", tuple(dict.fromkeys(found)))
        for name in self.names:
            if not name or MARK in name:
                raise InvalidInputError(
                    "band", name, "is no name of a band", f"Use letters, without {MARK}."
                )
        for entry in self.windows.entries:
            self._check(entry.value)

    @property
    def registers(self) -> tuple[str, ...]:
        """The names of the registers that hold the bands."""
        return tuple(band_register(self.of, name) for name in self.names)

    @property
    def _kinds(self) -> tuple[str, ...]:
        return KINDS if self.calendar is not None else WEEKDAYS

    def _check(self, windows: WindowSet) -> None:
        for start, kind in itertools.product(_seasons(windows), self._kinds):
            held = _claims(windows, start, kind)
            edges = sorted({0, _MINUTES_PER_DAY, *(edge for a, b, _ in held for edge in (a, b))})
            for first, last in itertools.pairwise(edges):
                bands = [band for a, b, band in held if a <= first and last <= b]
                here = f"{kind} {_clock(first)} in the season from {start[0]}-{start[1]}"
                if len(bands) > 1:
                    raise SelectorError(
                        "windows",
                        here,
                        f"belongs to more than one window: {', '.join(bands)}",
                        "Let windows end where the next one begins.",
                    )
                if not bands and not self.otherwise:
                    raise SelectorError(
                        "windows",
                        here,
                        "belongs to no band",
                        "Name a band for it, or give otherwise.",
                    )

    def _kind(self, day: dt.date) -> str:
        if self.calendar is not None and self.calendar.holiday(day) is not None:
            return HOLIDAY
        return WEEKDAYS[day.weekday()]

    def of_intervals(self, series: IntervalSeries) -> tuple[int, ...]:
        """Return the index of the band of each interval of a series.

        Raises:
            SelectorError: If a window begins or ends inside an interval.
            GapError: If there are no windows on some day.
        """
        found: list[int] = []
        tables: dict[tuple[int, tuple[int, int], str], Mapping[int, int]] = {}
        for part in series.local_days(self.basis):
            windows = self.windows.at(part.day).value
            season = _season_of(windows, part.day)
            key = (id(windows), season, self._kind(part.day))
            table = tables.get(key)
            if table is None:
                table = tables[key] = self._table(windows, season, key[2], series.resolution)
            found.extend(map(table.__getitem__, part.minutes))
        return tuple(found)

    def _table(
        self, windows: WindowSet, season: tuple[int, int], kind: str, resolution: dt.timedelta
    ) -> Mapping[int, int]:
        step = resolution // dt.timedelta(minutes=1)
        rest = self.names.index(self.otherwise) if self.otherwise else 0
        table = dict.fromkeys(range(0, _MINUTES_PER_DAY, step), rest)
        for first, last, band in _claims(windows, season, kind):
            if first % step or last % step:
                raise SelectorError(
                    "hours",
                    f"{_clock(first)}-{_clock(last)}",
                    f"begins or ends inside an interval of {step} min",
                    "Use values of a finer resolution, or windows on their grid.",
                )
            table.update(dict.fromkeys(range(first, last, step), self.names.index(band)))
        return table

    def divide(self, series: IntervalSeries) -> dict[str, IntervalSeries]:
        """Return a series per band, zero outside of it; they add up to the whole.

        Examples:
            >>> from utilbill import Period
            >>> bands = TimeBands(of="load", otherwise="NT",
            ...                   windows=[TimeWindow("HT", "06:00-22:00")])
            >>> load = IntervalSeries.on(Period.through("2024-03-31", "2024-03-31"), [1] * 23,
            ...                          unit="kWh", resolution="1 h", zone="Europe/Berlin")
            >>> {name: str(part.total) for name, part in bands.divide(load).items()}
            {'load/HT': '16 kWh', 'load/NT': '7 kWh'}
        """
        held = self.of_intervals(series)
        return {
            register: series.where([place == index for place in held])
            for index, register in enumerate(self.registers)
        }


def _clock(minute: int) -> str:
    return "{:02}:{:02}".format(*divmod(minute, _MINUTES_PER_HOUR))


def _seasons(windows: WindowSet) -> Sequence[tuple[int, int]]:
    """Return the days of the year on which a season begins."""
    return beginnings(window.season for window in windows)


def _season_of(windows: WindowSet, day: dt.date) -> tuple[int, int]:
    return max(start for start in _seasons(windows) if start <= (day.month, day.day))


def _claims(windows: WindowSet, season: tuple[int, int], kind: str) -> list[tuple[int, int, str]]:
    return [
        (first, last, window.band)
        for window in windows
        if kind in window.days and window.in_season(*season)
        for first, last in window.hours
    ]


def bands_of(schemes: Iterable[TimeBands]) -> Iterator[tuple[str, str]]:
    """Yield each band register and the register whose load it divides."""
    for scheme in schemes:
        for name in scheme.registers:
            yield name, scheme.of
