"""Days as case files write them: the last day included."""

import datetime as dt

from utilbill.values.period import next_day


def first_after(last: dt.date | None) -> dt.date | None:
    """Return the first day after a last one; 9999-12-31 means, as in many systems, no end."""
    return None if last is None or last == dt.date.max else next_day(last)
