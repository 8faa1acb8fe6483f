"""Seasons: runs of days that come back every year."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from utilbill.values.errors import InvalidInputError
from utilbill.values.period import ONE_DAY, Period

#: First and last days of the year, as ``("11-01", "03-31")``, both included; none for the whole.
Season = tuple[tuple[str, str], ...]


def _in_leap_year(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"2000-{text.strip()}")
    except ValueError:
        raise InvalidInputError(
            "season", text, "is no day of the year", "Write it like 11-01 (month-day)."
        ) from None


def _month_day(text: str) -> tuple[int, int]:
    held = _in_leap_year(text)
    return held.month, held.day


def as_season(value: str | Iterable[tuple[str, str]]) -> Season:
    """Accept ``11-01..03-31``, several of them divided by commas, or pairs of days.

    The 29th of February may be the last day; in other years it is the 28th then.

    Raises:
        InvalidInputError: If a day is none of the year.

    Examples:
        >>> as_season("11-01..12-31,01-01..02-29")
        (('11-01', '12-31'), ('01-01', '02-29'))
    """
    pairs: list[tuple[str, str]] = []
    if isinstance(value, str):
        for text in value.split(",") if value.strip() else ():
            first, dots, last = text.partition("..")
            if not dots:
                raise InvalidInputError("season", text, "has no end", "Write it like 11-01..02-29.")
            pairs.append((first.strip(), last.strip()))
    else:
        pairs = [(str(first), str(last)) for first, last in value]
    for pair in pairs:
        for text in pair:
            _month_day(text)
    return tuple(pairs)


def belongs(season: Season, month: int, day: int) -> bool:
    """Tell whether a day of the year belongs to a season.

    Examples:
        >>> winter = as_season("11-01..03-31")
        >>> belongs(winter, 1, 15), belongs(winter, 7, 15)
        (True, False)
    """
    here = (month, day)
    for first, last in season:
        start, end = _month_day(first), _month_day(last)
        if (start <= here <= end) if start <= end else (here >= start or here <= end):
            return True
    return not season


def beginnings(seasons: Iterable[Season]) -> Sequence[tuple[int, int]]:
    """Return the days of the year on which some season begins or has ended."""
    starts = {(1, 1)}
    for season in seasons:
        for first, last in season:
            after = _in_leap_year(last) + ONE_DAY
            starts |= {_month_day(first), (after.month, after.day)}
    return sorted(starts)


def in_season(pieces: Sequence[tuple[Period, Any]], season: Season) -> Sequence[tuple[Period, Any]]:
    """Cut runs of days at a season; what is held outside of it is None."""
    if not season:
        return pieces
    found: list[tuple[Period, Any]] = []
    for days, held in pieces:
        cuts = [
            day
            for day in days
            if belongs(season, day.month, day.day)
            != belongs(season, (day - ONE_DAY).month, (day - ONE_DAY).day)
        ]
        for part in days.split_at(cuts):
            inside = belongs(season, part.start.month, part.start.day)
            found.append((part, held if inside else None))
    return found
