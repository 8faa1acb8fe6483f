"""The words of Fri nettleie: days, months, hours, and how power is found."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from utilbill.adapters.exchange.hour_grid import HOURS_PER_DAY, MONTHS
from utilbill.adapters.exchange.sheets import refuse
from utilbill.tariffs.peaks import DistinctIn, PeakRule
from utilbill.tariffs.time_bands import HOLIDAY, KINDS, WEEKDAYS

_WORKDAYS, _WEEKEND = WEEKDAYS[:-2], WEEKDAYS[-2:]
_DAY_NAMES: Final = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
#: Kinds of days by their words.
DAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **{name: (kind,) for name, kind in zip(_DAY_NAMES, WEEKDAYS, strict=True)},
        "ukedag": _WORKDAYS,
        "virkedag": _WORKDAYS,
        "helg": _WEEKEND,
        "helligdager": (HOLIDAY,),
        "fridag": (*_WEEKEND, HOLIDAY),
        "alle": KINDS,
    }
)
#: Words that tell holidays from other days.
NEED_A_CALENDAR: Final = ("virkedag", "fridag", "helligdager")

MONTH_NAMES: Final[Mapping[str, int]] = MappingProxyType(
    dict(
        zip(
            (
                "januar", "februar", "mars", "april", "mai", "juni",
                "juli", "august", "september", "oktober", "november", "desember",
            ),
            MONTHS,
            strict=True,
        )
    )
)  # fmt: skip

_HOURLY = "1 h"
#: How the power is found that chooses the step.
METHODS: Final[Mapping[str, PeakRule]] = MappingProxyType(
    {
        "TRE_DØGNMAX_MND": PeakRule(count=3, resolution=_HOURLY),
        "MND_MAX": PeakRule(distinct=DistinctIn.DAY, resolution=_HOURLY),
    }
)
#: The step goes by the fuse instead.
BY_FUSE: Final = "OV_TREFASE"


def hours_of(words: Sequence[str], field: str) -> frozenset[int]:
    """Return hours from 0 to 23; both ends of a span belong to it, and it may pass midnight.

    Raises:
        FileError: If a text is no span of hours.

    Examples:
        >>> sorted(hours_of(["22-1", "6"], "timer"))
        [0, 1, 6, 22, 23]
    """
    found: set[int] = set()
    for word in (part.strip() for text in words for part in text.split(",")):
        first, _, last = word.partition("-")
        edges = [first.strip(), (last or first).strip()]
        if not all(edge.isdigit() and int(edge) < HOURS_PER_DAY for edge in edges):
            refuse(field, word, "is no span of hours from 0 to 23", "Write it like 6-21.")
        start, end = map(int, edges)
        length = (end - start) % HOURS_PER_DAY + 1
        found |= {(start + step) % HOURS_PER_DAY for step in range(length)}
    return frozenset(found)


def words_of_hours(hours: Sequence[tuple[int, int]]) -> str | list[str] | None:
    """Return spans of hours, both ends included; None for the whole day.

    Examples:
        >>> words_of_hours([(6, 22)]), words_of_hours([(0, 6), (22, 24)])
        ('6-21', ['0-5', '22-23'])
    """
    spans = [f"{first}-{end - 1}" for first, end in hours]
    if spans == [f"0-{HOURS_PER_DAY - 1}"]:
        return None
    return spans[0] if len(spans) == 1 else spans


def words_of_days(kinds: Sequence[str], *, holidays: bool) -> list[str] | None:
    """Return words for kinds of days; None for all.

    Examples:
        >>> words_of_days(("mon", "tue", "wed", "thu", "fri"), holidays=True)
        ['virkedag']
        >>> words_of_days(("sat", "sun", "holiday"), holidays=True)
        ['fridag']
    """
    held = tuple(kind for kind in KINDS if kind in kinds)
    if held == (KINDS if holidays else WEEKDAYS):
        return None
    for word in ("virkedag" if holidays else "ukedag", "helg", "fridag"):
        if DAYS[word] == held:
            return [word]
    return [word for word in (*_DAY_NAMES, "helligdager") if DAYS[word][0] in held]
