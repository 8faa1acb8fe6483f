"""Runs of whole days."""

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Self

import attrs

from utilbill.values.errors import PeriodError

ONE_DAY = dt.timedelta(days=1)
_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTHS_PER_YEAR = 12


def whole_day(value: dt.date | str) -> dt.date:
    """Accept a date without a time of day, or its ISO text.

    Raises:
        PeriodError: If a time of day comes along, or the text is no ISO date.

    Examples:
        >>> whole_day("2016-02-29")
        datetime.date(2016, 2, 29)
    """
    if type(value) is dt.date:
        return value
    if isinstance(value, str) and _WRITTEN.fullmatch(value.strip()):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise PeriodError("date", value, "is not a calendar day", "Write it like 2016-12-31.")


def next_day(day: dt.date) -> dt.date:
    """Return the following day.

    Raises:
        PeriodError: If the calendar ends with the given one.
    """
    if day == dt.date.max:
        raise PeriodError(
            "date", day, "is the last day of the calendar", "Leave an end without a date out."
        )
    return day + ONE_DAY


@attrs.frozen(order=True, cache_hash=True)
class Period:
    """A run of whole days (Zeitraum, period, okres): ``start`` belongs to it, ``end`` does not.

    Bills print the last day as included; only :meth:`through` and :attr:`last` speak that way, so
    ``a.end == b.start`` always means "no gap, no overlap".

    Raises:
        PeriodError: If the period would be empty or run backwards, or a bound has a time of day.

    Examples:
        >>> year = Period.through("2024-01-01", "2024-12-31")
        >>> before, after = year.split(dt.date(2024, 4, 1))
        >>> year.days, before.days, after.days
        (366, 91, 275)
    """

    start: dt.date = attrs.field(converter=whole_day)
    end: dt.date = attrs.field(converter=whole_day)

    def __attrs_post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodError(
                "period",
                f"{self.start} to before {self.end}",
                "ends before it begins",
                "Put the earlier day first; a period has at least one day.",
            )

    @classmethod
    def through(cls, first: dt.date | str, last: dt.date | str) -> Self:
        """Build the period from the two days that a bill prints, both included."""
        return cls(whole_day(first), next_day(whole_day(last)))

    @classmethod
    def of_year(cls, year: int) -> Self:
        """Return a calendar year."""
        if not dt.MINYEAR <= year < dt.MAXYEAR:
            raise PeriodError("year", year, "is no year of the calendar", "Give it like 2016.")
        return cls(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        """Return a calendar month."""
        if not 1 <= month <= MONTHS_PER_YEAR or not dt.MINYEAR <= year < dt.MAXYEAR:
            raise PeriodError(
                "month", f"{year}-{month}", "is no month of the calendar", "Give it like 2016, 12."
            )
        start = dt.date(year, month, 1)
        return cls(start, first_of_next_month(start))

    @property
    def last(self) -> dt.date:
        """The last day that belongs to the period."""
        return self.end - ONE_DAY

    @property
    def days(self) -> int:
        """How many days belong to the period."""
        return (self.end - self.start).days

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[dt.date]:
        day = self.start
        while day < self.end:
            yield day
            day += ONE_DAY

    def __str__(self) -> str:
        return f"{self.start}..{self.last}"

    def covers(self, other: "Period") -> bool:
        """Tell whether every day of the other period belongs to this one."""
        return self.start <= other.start and other.end <= self.end

    def intersection(self, other: "Period") -> "Period | None":
        """Return the days in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def split(self, at: dt.date) -> tuple["Period", "Period"]:
        """Cut in two; ``at`` is the first day of the second part."""
        return Period(self.start, at), Period(at, self.end)

    def split_at(self, days: Iterable[dt.date]) -> tuple["Period", ...]:
        """Cut at every given day that lies inside; days outside cut nothing.

        Examples:
            >>> [str(part) for part in Period.of_year(2016).split_at([dt.date(2016, 7, 1)])]
            ['2016-01-01..2016-06-30', '2016-07-01..2016-12-31']
        """
        bounds = [self.start, *sorted({d for d in days if self.start < d < self.end}), self.end]
        return tuple(Period(a, b) for a, b in itertools.pairwise(bounds))

    def by_year(self) -> tuple["Period", ...]:
        """Cut at every first of January."""
        return self.split_at(
            dt.date(year, 1, 1) for year in range(self.start.year + 1, self.end.year + 1)
        )

    def by_month(self) -> tuple["Period", ...]:
        """Cut at every first of a month."""
        cuts, day = [], first_of_next_month(self.start)
        while day < self.end:
            cuts.append(day)
            day = first_of_next_month(day)
        return self.split_at(cuts)


def first_of_next_month(day: dt.date) -> dt.date:
    """Return the first day of the following month."""
    return dt.date(day.year + day.month // MONTHS_PER_YEAR, day.month % MONTHS_PER_YEAR + 1, 1)


_start = attrgetter("start")


def tiles(whole: Period, parts: Iterable[Period]) -> bool:
    """Tell whether the parts cover every day of the whole exactly once.

    Examples:
        >>> tiles(Period.of_year(2016), Period.of_year(2016).by_month())
        True
    """
    day = whole.start
    for part in sorted(parts, key=_start):
        if part.start != day:
            return False
        day = part.end
    return day == whole.end
