"""Lengths of time as contracts and laws write them: four weeks, one month."""

import calendar
import datetime as dt
import re
from typing import Self

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import PeriodError
from utilbill.values.period import MONTHS_PER_YEAR, ONE_DAY

_DAYS_PER_WEEK = len(calendar.day_name)
_WRITTEN = re.compile(r"(?P<count>\d{1,4}) ?(?P<unit>day|week|month|year)s?", re.ASCII)


class SpanUnit(Choice):
    """What a span counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


def _count(value: int) -> int:
    if value < 0:
        raise PeriodError("span", value, "is below zero", "Write a count of 0 or more.")
    return value


@attrs.frozen
class Span:
    """A count of days, weeks, months or years (Frist, frist, termin).

    Months and years end on the day of the same number, or on the last day of a month that has none
    of that number (BGB § 188 Abs. 2 and 3).

    Attributes:
        count: How many.
        unit: Of what.

    Raises:
        PeriodError: If the count is below zero, or a text is no span.

    Examples:
        >>> Span.parse("6 weeks").after(dt.date(2026, 6, 30))
        datetime.date(2026, 8, 11)
        >>> Span.parse("1 month").before(dt.date(2026, 3, 31))
        datetime.date(2026, 2, 28)
    """

    count: int = attrs.field(converter=_count)
    unit: SpanUnit = attrs.field(converter=SpanUnit)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a span such as ``1 month`` or ``14 days``."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise PeriodError("span", text, "is no length of time", "Write it like 6 weeks.")
        return cls(int(found["count"]), SpanUnit(found["unit"]))

    def after(self, day: dt.date) -> dt.date:
        """Return the day that lies this long after another."""
        return self._moved(day, self.count)

    def before(self, day: dt.date) -> dt.date:
        """Return the day that lies this long before another."""
        return self._moved(day, -self.count)

    def _moved(self, day: dt.date, count: int) -> dt.date:
        if self.unit is SpanUnit.DAY:
            return day + count * ONE_DAY
        if self.unit is SpanUnit.WEEK:
            return day + count * _DAYS_PER_WEEK * ONE_DAY
        months = count * (MONTHS_PER_YEAR if self.unit is SpanUnit.YEAR else 1)
        years, month = divmod(day.month - 1 + months, MONTHS_PER_YEAR)
        year = day.year + years
        _, last = calendar.monthrange(year, month + 1)
        return dt.date(year, month + 1, min(day.day, last))

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value}{'' if self.count == 1 else 's'}"
