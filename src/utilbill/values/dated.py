"""Values with a date since which they hold, and a date since which they are known."""

import datetime as dt
import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import attrs

from utilbill.values.errors import GapError, OverlapError, PeriodError
from utilbill.values.period import Period, whole_day

T = TypeVar("T")


def optional_day(value: dt.date | str | None) -> dt.date | None:
    """Accept a day, its text, or nothing."""
    return None if value is None else whole_day(value)


@attrs.frozen
class Dated(Generic[T]):
    """One value and the days on which it holds.

    Attributes:
        since: First day.
        value: What holds.
        until: First day on which it no longer holds; None as long as nothing replaces it.
        known_since: Day since which this is known (ties by order); None means always.
        source: Where it is written.
    """

    since: dt.date = attrs.field(converter=whole_day)
    value: T
    until: dt.date | None = attrs.field(default=None, converter=optional_day)
    known_since: dt.date | None = attrs.field(default=None, converter=optional_day)
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if self.until is not None and self.until <= self.since:
            raise PeriodError(
                "until", self.until, f"is not after {self.since}", "Put the later day second."
            )


def _since(entry: Dated[T]) -> dt.date:
    return entry.since


def as_known(entries: Iterable[Dated[T]], known_on: dt.date | None) -> list[Dated[T]]:
    """Return what was known on a day: of revisions of one start, the latest known (inclusive)."""
    latest: dict[dt.date, Dated[T]] = {}
    for entry in entries:
        if known_on is not None and entry.known_since is not None and entry.known_since > known_on:
            continue
        held = latest.get(entry.since)
        if held is None or (entry.known_since or dt.date.min) >= (held.known_since or dt.date.min):
            latest[entry.since] = entry
    return [latest[since] for since in sorted(latest)]


def _checked(entries: Iterable[Dated[T]]) -> tuple[Dated[T], ...]:
    held = tuple(sorted(entries, key=lambda entry: entry.since))
    if not held:
        raise GapError("values", "nothing", "holds no value", "Give at least one dated value.")
    seen: set[tuple[dt.date, dt.date | None]] = set()
    for entry in held:
        if (entry.since, entry.known_since) in seen:
            raise OverlapError(
                "since",
                entry.since,
                "is given twice",
                "Keep one value per start, or say since when the other one is known.",
            )
        seen.add((entry.since, entry.known_since))
    known = as_known(held, None)
    for before, after in itertools.pairwise(known):
        if before.until is not None and before.until > after.since:
            raise OverlapError(
                "until",
                before.until,
                f"reaches past {after.since}, where the next value begins",
                "Let each value end on the day on which the next one begins.",
            )
    return held


@attrs.frozen
class Timeline(Generic[T]):
    """Dated values without overlap; each holds until its own end or the next beginning.

    Raises:
        OverlapError: If two values claim one day.
        GapError: If there is no value at all, or none on a day that is asked for.

    Examples:
        >>> prices = Timeline([Dated("2016-01-01", "24 ct"), Dated("2016-07-01", "25 ct")])
        >>> prices.at(dt.date(2016, 6, 30)).value
        '24 ct'
        >>> [(str(days), held.value) for days, held in prices.pieces(Period.of_year(2016))]
        [('2016-01-01..2016-06-30', '24 ct'), ('2016-07-01..2016-12-31', '25 ct')]
    """

    entries: tuple[Dated[T], ...] = attrs.field(converter=_checked)
    _revised: bool = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        revised = len({entry.since for entry in self.entries}) < len(self.entries)
        object.__setattr__(self, "_revised", revised)

    @classmethod
    def always(cls, value: T, source: str = "") -> "Timeline[T]":
        """Return a value without beginning or end."""
        return cls([Dated(dt.date.min, value, source=source)])

    def at(self, day: dt.date, known_on: dt.date | None = None) -> Dated[T]:
        """Return what holds on a day, as known on another."""
        return self.pieces(Period(day, day + dt.timedelta(days=1)), known_on)[0][1]

    def pieces(
        self, period: Period, known_on: dt.date | None = None
    ) -> tuple[tuple[Period, Dated[T]], ...]:
        """Cut a period into runs of days with one value each.

        Raises:
            GapError: If some day of the period has no value.
        """
        entries: Sequence[Dated[T]] = self.entries
        if self._revised or known_on is not None:
            entries = as_known(entries, known_on)
        found: list[tuple[Period, Dated[T]]] = []
        day = period.start
        first = max(0, bisect_right(entries, day, key=_since) - 1)
        for index, entry in enumerate(entries[first:], first):
            end = entries[index + 1].since if index + 1 < len(entries) else period.end
            if entry.until is not None and entry.until < end:
                end = entry.until
            if end <= day:
                continue
            if entry.since > day or day >= period.end:
                break
            if entry.since <= period.start and end >= period.end:
                return ((period, entry),)
            end = min(end, period.end)
            found.append((Period(day, end), entry))
            day = end
        if day < period.end:
            raise GapError("value", day, "is a day without a value", "Give a value that covers it.")
        return tuple(found)

    def changes(self, period: Period, known_on: dt.date | None = None) -> tuple[dt.date, ...]:
        """Return the days inside the period on which another value begins."""
        return tuple(days.start for days, _ in self.pieces(period, known_on)[1:])
