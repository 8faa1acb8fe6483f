"""Public holidays by region, and arithmetic with working days."""

import csv
import datetime as dt
import enum
import io
from calendar import SATURDAY, SUNDAY
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from utilbill.values.errors import InvalidInputError, UtilbillError
from utilbill.values.explanation import Label, as_label
from utilbill.values.period import ONE_DAY, whole_day


@attrs.define(eq=False)
class CalendarHorizonError(UtilbillError):
    """A day lies outside the years whose holidays are known.

    Attributes:
        day: The day that was asked for.
        first: First known year.
        last: Last known year.
    """

    day: dt.date
    first: int
    last: int

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        return "Build a Calendar with the holidays of that year."

    def __str__(self) -> str:
        return f"Holidays are known for {self.first} to {self.last}, not for {self.day}. " + (
            self.remedy
        )


class DayType(enum.Enum):
    """Kinds of days that load profiles and bank days tell apart (Tagestyp)."""

    WORKDAY = "workday"
    SATURDAY = "saturday"
    HOLIDAY = "holiday"  #: Sundays among them.


def _by_day(value: Mapping[dt.date, Label]) -> Mapping[dt.date, Label]:
    held = {whole_day(day): as_label(name) for day, name in value.items()}
    return MappingProxyType(dict(sorted(held.items())))


@attrs.frozen
class Calendar:
    """The public holidays of a region (Feiertagskalender).

    Attributes:
        region: Code of the region, ISO 3166-2 without the country, such as ``BW``.
        holidays: Name of each public holiday by its day.
        first_year: First year that is completely known.
        last_year: Last year that is completely known.

    Examples:
        >>> from utilbill import market
        >>> baden = market("DE").calendar("BW")
        >>> baden.add_working_days(dt.date(2026, 12, 30), 3)
        datetime.date(2027, 1, 5)
    """

    region: str
    holidays: Mapping[dt.date, Label] = attrs.field(converter=_by_day, repr=False)
    first_year: int
    last_year: int

    def _known(self, day: dt.date) -> dt.date:
        day = whole_day(day)
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarHorizonError(day, self.first_year, self.last_year)
        return day

    def holiday(self, day: dt.date) -> Label | None:
        """Return the name of the public holiday on a day, or None.

        Raises:
            CalendarHorizonError: If the year is not known.
            PeriodError: If it is no whole day, as a time of day is not; so do all that follow.
        """
        return self.holidays.get(self._known(day))

    def day_type(self, day: dt.date) -> DayType:
        """Tell what kind of day it is."""
        day = whole_day(day)
        if day.weekday() == SUNDAY or self.holiday(day) is not None:
            return DayType.HOLIDAY
        return DayType.SATURDAY if day.weekday() == SATURDAY else DayType.WORKDAY

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether a day is one from Monday to Friday and no holiday (Werktag im Verkehr)."""
        return self.day_type(day) is DayType.WORKDAY

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return the day itself, or the first working day after it (BGB § 193)."""
        day = whole_day(day)
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: dt.date) -> dt.date:
        """Return the day itself, or the last working day before it."""
        day = whole_day(day)
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """Go some working days forward, or back if the count is negative.

        The day itself never counts (BGB § 187 Abs. 1); with a count of zero it is returned as it
        is.
        """
        day = whole_day(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days(self, start: dt.date, end: dt.date) -> int:
        """Count the working days from ``start`` to before ``end``.

        Raises:
            InvalidInputError: If the end lies before the start.
        """
        start, end = whole_day(start), whole_day(end)
        if end < start:
            raise InvalidInputError(
                "end", end, f"lies before {start}", "Put the earlier day first."
            )
        days = (end - start).days
        return sum(self.is_working_day(start + index * ONE_DAY) for index in range(days))

    def without(self, days: Iterable[dt.date]) -> "Calendar":
        """Return the calendar without some holidays, for a corrected or agreed list."""
        left_out = {whole_day(day) for day in days}
        kept = {day: name for day, name in self.holidays.items() if day not in left_out}
        return attrs.evolve(self, holidays=kept)

    def with_holidays(self, names: Mapping[dt.date, Label]) -> "Calendar":
        """Return the calendar with further holidays, such as those of a municipality."""
        return attrs.evolve(self, holidays={**self.holidays, **names})


def parse_holidays(text: str) -> dict[str, Calendar]:
    r"""Read a table of holidays: day, names, and the regions that have them.

    Columns are ``day``, ``regions`` (codes divided by blanks; ``*`` is the whole country) and one
    column per language, ``en`` first. The first and last years of the table are its horizon.

    Returns:
        One calendar per region. ``""`` holds what is a holiday in the whole country, ``"any"`` what
        is one in at least one region, as the energy market counts.

    Examples:
        >>> rows = "day,regions,en,de", "2026-01-01,*,New Year,", "2026-01-06,BW BY,Epiphany,"
        >>> sorted(parse_holidays("\n".join(rows)))
        ['', 'BW', 'BY', 'any']
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    found: list[tuple[dt.date, tuple[str, ...], Label]] = []
    for row in rows:
        day = dt.date.fromisoformat(row["day"])
        name = Label(row["en"], row.get("de") or "")
        found.append((day, tuple(row["regions"].split()), name))
    years = [day.year for day, _, _ in found]
    regions = sorted({region for _, held, _ in found for region in held if region != "*"})

    def calendar(code: str, *wanted: str) -> Calendar:
        days = {day: name for day, held, name in found if set(held) & set(wanted)}
        return Calendar(code, days, min(years), max(years))

    return {
        "": calendar("", "*"),
        "any": calendar("any", "*", *regions),
        **{region: calendar(region, "*", region) for region in regions},
    }
