"""Days and periods, often near the days on which law changed."""

import datetime as dt
from calendar import isleap

from utilbill.adapters.markets import market
from utilbill.law.parameter import LegalParameter, LooksAt
from utilbill.testing.strategies.hypothesis_there import st
from utilbill.values.period import ONE_DAY, Period

FIRST = dt.date(2015, 1, 1)
LAST = dt.date(2026, 1, 1)
HORIZON = dt.date(2026, 12, 31)
_NEAR = 10
LONGEST = 400


#: Figures between market partners, and caps: no settlement takes them from the law by itself.
_BESIDE_BILLS = ("de.imbalance.", "de.metering_cap.")


def _changes(*looks: LooksAt) -> set[dt.date]:
    """Return the days on which figures of German law change that bills rest on."""

    def bills_rest_on(held: LegalParameter) -> bool:
        return held.looks_at in looks and not held.name.startswith(_BESIDE_BILLS)

    return {
        entry.since
        for held in filter(bills_rest_on, market("DE").law)
        for entry in held.timeline.entries
        if FIRST < entry.since <= HORIZON
    }


#: The days on which German tax or levies changed, by the law data; leap days among them.
DAYS_OF_CHANGE: tuple[dt.date, ...] = tuple(
    sorted(
        _changes(LooksAt.EACH_DAY, LooksAt.END_OF_READING_PERIOD)
        | {dt.date(year, 2, 29) for year in range(FIRST.year, LAST.year) if isleap(year)}
    )
)
_DAYS_OF_TAX = tuple(sorted(_changes(LooksAt.END_OF_READING_PERIOD)))


@st.composite
def days(draw: st.DrawFn, first: dt.date = FIRST, last: dt.date = LAST) -> dt.date:
    """Draw days, often within ten days of one on which law changed.

    Args:
        draw: Given by hypothesis.
        first: The first day to draw.
        last: The last day to draw.

    Examples:
        >>> from hypothesis import find
        >>> find(days(), lambda day: day.year == 2020)
        datetime.date(2020, 1, 1)
    """
    if draw(st.booleans()):
        near = draw(st.sampled_from(DAYS_OF_CHANGE))
        day = near + draw(st.integers(-_NEAR, _NEAR)) * ONE_DAY
        if first <= day <= last:
            return day
    return draw(st.dates(first, last))


@st.composite
def periods(
    draw: st.DrawFn, min_days: int = 1, max_days: int = LONGEST, last: dt.date = HORIZON
) -> Period:
    """Draw periods that end before the horizon of the law, often over a day on which it changed.

    Args:
        draw: Given by hypothesis.
        min_days: The fewest days.
        max_days: The most days.
        last: The last day of the latest period.

    Examples:
        >>> from hypothesis import find
        >>> find(periods(min_days=31), lambda period: period.start.year == 2016).days
        31
    """
    length = draw(st.integers(min_days, max_days))
    if draw(st.booleans()):
        change = draw(st.sampled_from(DAYS_OF_CHANGE) | st.sampled_from(_DAYS_OF_TAX))
        start = max(change - draw(st.integers(0, length)) * ONE_DAY, FIRST)
    else:
        start = draw(days())
    end = min(start + length * ONE_DAY, last + ONE_DAY)
    if (end - start).days < min_days:
        start = end - min_days * ONE_DAY
    return Period(start, end)
