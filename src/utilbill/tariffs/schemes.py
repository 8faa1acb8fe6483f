"""Schemes of periods: for which stretch of time a limit, an allowance or a line counts."""

import datetime as dt
from collections.abc import Iterable

import attrs

from utilbill.values.choice import Choice
from utilbill.values.period import MONTHS_PER_YEAR, Period, whole_day


class Every(Choice):
    """Stretches of time that come back.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    PERIOD = "period"  #: All that is settled, once.
    DAY = "day"
    WEEK = "week"  #: From Monday to Sunday.
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


_MONTHS = {
    Every.MONTH: 1,
    Every.QUARTER: MONTHS_PER_YEAR // 2 // 2,
    Every.HALF_YEAR: MONTHS_PER_YEAR // 2,
    Every.YEAR: MONTHS_PER_YEAR,
}


def _starts(value: Iterable[dt.date | str]) -> tuple[dt.date, ...]:
    return tuple(sorted(whole_day(day) for day in value))


@attrs.frozen
class PeriodScheme:
    """How time is divided into stretches (Abrechnungsraster): by a calendar, or by given days.

    Attributes:
        every: The stretch that comes back.
        starts: Further first days of stretches, such as those of meter readings.

    Examples:
        >>> quarters = PeriodScheme("quarter").parts(Period("2024-02-01", "2024-08-01"))
        >>> [str(part) for part in quarters]
        ['2024-02-01..2024-03-31', '2024-04-01..2024-06-30', '2024-07-01..2024-07-31']
    """

    every: Every = attrs.field(default=Every.PERIOD, converter=Every)
    starts: tuple[dt.date, ...] = attrs.field(default=(), converter=_starts)

    def parts(self, period: Period) -> tuple[Period, ...]:
        """Cut a period where a stretch begins."""
        cuts = [*self.starts]
        if self.every is Every.DAY:
            cuts += period
        elif self.every is Every.WEEK:
            cuts += [day for day in period if day.weekday() == 0]
        elif self.every in _MONTHS:
            length = _MONTHS[self.every]
            cuts += [
                part.start for part in period.by_month() if (part.start.month - 1) % length == 0
            ]
        return period.split_at(cuts)

    def stretch(self, day: dt.date, period: Period) -> Period:
        """Return the stretch of a period in which a day lies."""
        return next(part for part in self.parts(period) if part.start <= day < part.end)


def as_scheme(value: PeriodScheme | Every | str | Iterable[dt.date | str]) -> PeriodScheme:
    """Accept a scheme, the name of a stretch, or the first days of stretches.

    Examples:
        >>> as_scheme("month").every
        <Every.MONTH: 'month'>
        >>> len(as_scheme(["2024-02-10", "2024-05-11"]).parts(Period.of_year(2024)))
        3
    """
    if isinstance(value, PeriodScheme):
        return value
    if isinstance(value, str | Every):
        return PeriodScheme(value)
    return PeriodScheme(Every.PERIOD, value)
