"""The second history: not when something holds, but since when it is known."""

import datetime as dt
from collections.abc import Iterable
from typing import Generic, TypeVar

import attrs

from utilbill.values.dated import optional_day
from utilbill.values.errors import GapError, OverlapError

T = TypeVar("T")


@attrs.frozen
class Version(Generic[T]):
    """What was known of a thing since a day.

    Attributes:
        value: The thing as it was seen.
        known_since: First day of that knowledge; None means always.
        reason: Why it was seen differently before.
    """

    value: T
    known_since: dt.date | None = attrs.field(default=None, converter=optional_day)
    reason: str = ""


def _day(version: Version[T]) -> dt.date:
    return version.known_since or dt.date.min


def _sorted(value: Iterable[Version[T]]) -> tuple[Version[T], ...]:
    held = tuple(sorted(value, key=_day))
    if not held:
        raise GapError("versions", "none", "tell nothing", "Give at least one version.")
    days = [_day(version) for version in held]
    if len(set(days)) < len(days):
        twice = next(day for day in days if days.count(day) > 1)
        raise OverlapError(
            "known_since", twice, "is the day of two versions", "Keep the one that was right."
        )
    return held


@attrs.frozen
class History(Generic[T]):
    """All that was ever known of a contract, a price sheet or the quality of gas.

    Raises:
        GapError: If there is no version at all, or none was known on a day that is asked for.
        OverlapError: If two versions are known since one day.

    Examples:
        >>> sheet = History([Version("25 ct"), Version("24 ct", "2024-06-10", "typing error")])
        >>> sheet.as_known_on(dt.date(2024, 6, 9)), sheet.as_known_on(None)
        ('25 ct', '24 ct')
    """

    versions: tuple[Version[T], ...] = attrs.field(converter=_sorted)

    def as_known_on(self, day: dt.date | None) -> T:
        """Return what was known at the end of a day; with None, what is known by now.

        Raises:
            GapError: If nothing was known then.
        """
        known = [held for held in self.versions if day is None or _day(held) <= day]
        if not known:
            first = self.versions[0]
            raise GapError(
                "as_known_on",
                day,
                f"is before {first.known_since}, when this was first known",
                "Ask for a later day.",
            )
        return known[-1].value

    def then(self, value: T, known_since: dt.date | str, reason: str = "") -> "History[T]":
        """Return the history with one more version."""
        return History((*self.versions, Version(value, known_since, reason)))


def as_known_on(held: "T | History[T]", day: dt.date | None) -> T:
    """Return a thing as it was known on a day; a thing without history was always known."""
    return held.as_known_on(day) if isinstance(held, History) else held
