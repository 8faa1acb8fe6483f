"""What holds on a day, as known on another."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from utilbill.testing.reference.model import OutsideReferenceError


def in_force(entries: Sequence[Any], day: dt.date, known_on: dt.date | None) -> Any:
    """Return the dated entry that holds on a day.

    Of those that were known and have begun the latest; of those that begin together the one that
    became known last.
    """
    begun = [
        (entry.since, entry.known_since or dt.date.min, place)
        for place, entry in enumerate(entries)
        if entry.since <= day
        and (known_on is None or entry.known_since is None or entry.known_since <= known_on)
    ]
    if not begun:
        raise OutsideReferenceError(f"nothing holds on {day}")
    held = entries[max(begun)[-1]]
    if held.until is not None and held.until <= day:
        raise OutsideReferenceError(f"nothing holds on {day}")
    return held


def legal_figure(parameter: Any, day: dt.date, known_on: dt.date | None) -> Any:
    """Return the figure of a legal parameter on a day.

    Figures that are published from time to time are known from their first day on if nothing else
    is said.
    """
    entries = parameter.timeline.entries
    if parameter.horizon is not None:
        if day > parameter.horizon or any(hole.start <= day < hole.end for hole in parameter.holes):
            raise OutsideReferenceError(f"{parameter.name} is not known on {day}")
        if known_on is not None:
            entries = [held for held in entries if (held.known_since or held.since) <= known_on]
    return in_force(entries, day, known_on).value
