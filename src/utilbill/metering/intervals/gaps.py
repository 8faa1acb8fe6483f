"""Named ways to fill missing intervals; each filled value says so."""

from collections.abc import Mapping, Sequence

from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Label
from utilbill.values.rounding import RoundingMode, RoundingRule

#: Interpolated values are whole steps of the series.
INTERPOLATED = RoundingRule("interpolated_interval", "1", RoundingMode.HALF_UP)


class GapPolicy(Choice):
    """What stands in for the value of a missing interval (Ersatzwertbildung).

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    ZERO = "zero"  #: Nothing flowed.
    HOLD = "hold"  #: The last known value goes on; before the first one, the next known value.
    LINEAR = "linear"  #: A straight line between the known values on both sides.
    SAME_TIME_LAST_WEEK = "same_time_last_week"  #: The same local time a week before, or after.

    @property
    def label(self) -> Label:
        """Name for people."""
        return _NAMES[self]


_NAMES = {
    GapPolicy.ZERO: Label("zero", "null"),
    GapPolicy.HOLD: Label("last known value", "letzter bekannter Wert"),
    GapPolicy.LINEAR: Label("interpolated", "interpoliert"),
    GapPolicy.SAME_TIME_LAST_WEEK: Label(
        "same time in another week", "gleiche Zeit einer anderen Woche"
    ),
}


class DuplicatePolicy(Choice):
    """Which value of an interval counts that a source names more than once.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    FIRST = "first"  #: The first one.
    LAST = "last"  #: The last one, as where corrections are appended.


def filled(
    counts: Mapping[int, int], length: int, policy: GapPolicy, week: Sequence[int]
) -> tuple[int, ...]:
    """Return the values of all intervals, missing ones by the policy.

    Args:
        counts: The known values by index; at least one.
        length: How many intervals there are.
        policy: How to fill.
        week: For each index, the index of the same local time a week before; below zero if none.

    Raises:
        InvalidInputError: If the policy finds no value to fill with.

    Examples:
        >>> filled({0: 4, 3: 7}, 4, GapPolicy.LINEAR, [])
        (4, 5, 6, 7)
        >>> filled({0: 4, 3: 7}, 4, GapPolicy.HOLD, [])
        (4, 4, 4, 7)
    """
    if policy is GapPolicy.ZERO:
        return tuple(counts.get(index, 0) for index in range(length))
    if policy is GapPolicy.SAME_TIME_LAST_WEEK:
        return _by_week(counts, length, week)
    known = sorted(counts)
    found: list[int] = []
    place = 0
    for index in range(length):
        while place < len(known) and known[place] < index:
            place += 1
        after = known[place] if place < len(known) else None
        before = index if index in counts else (known[place - 1] if place else None)
        if before is None or after is None or policy is GapPolicy.HOLD or before == index:
            found.append(counts[before if before is not None else known[0]])
            continue
        rise = (counts[after] - counts[before]) * (index - before)
        found.append(counts[before] + int(INTERPOLATED.of_ratio(rise, after - before)))
    return tuple(found)


def _by_week(counts: Mapping[int, int], length: int, week: Sequence[int]) -> tuple[int, ...]:
    later = {before: index for index, before in enumerate(week) if before >= 0}
    found: list[int] = []
    for index in range(length):
        place: int | None = index
        while place is not None and place >= 0 and place not in counts:
            place = week[place]
        if place is None or place < 0:
            place = index
            while place is not None and place not in counts:
                place = later.get(place)
        if place is None:
            raise InvalidInputError(
                "gaps",
                GapPolicy.SAME_TIME_LAST_WEEK.value,
                "finds no value at this time of any other week",
                "Choose another policy, or give more weeks.",
            )
        found.append(counts[place])
    return tuple(found)
