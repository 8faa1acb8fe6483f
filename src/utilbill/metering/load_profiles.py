"""Standard load profiles: how the use of typical customers is spread over the day and the year."""

import bisect
import csv
import datetime as dt
import io
from calendar import SUNDAY
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from types import MappingProxyType

import attrs

from utilbill.values.calendar import Calendar, DayType
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import CONTEXT, exact, multiply
from utilbill.values.explanation import Label, as_label
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, decimal_step

Shape = Mapping[tuple[str, DayType], tuple[int, ...]]


@attrs.frozen
class Seasons:
    """Seasons of a year by their first days.

    Attributes:
        starts: First day of each season as month and day, in their order, and its name; the year
            begins with the last one.

    Examples:
        >>> seasons = Seasons((((3, 21), "transition"), ((11, 1), "winter")))
        >>> seasons.of(dt.date(2026, 3, 20)), seasons.of(dt.date(2026, 3, 21))
        ('winter', 'transition')
    """

    starts: tuple[tuple[tuple[int, int], str], ...]

    def of(self, day: dt.date) -> str:
        """Return the season of a day."""
        firsts = [first for first, _ in self.starts]
        return self.starts[bisect.bisect_right(firsts, (day.month, day.day)) - 1][1]


def _numbers(given: Sequence[Decimal | str]) -> tuple[Decimal, ...]:
    return tuple(exact(value, "coefficient") for value in given)


@attrs.frozen
class Dynamisation:
    """The factor of a day of the year that bends a profile (Dynamisierungsfunktion).

    Attributes:
        coefficients: Of the polynomial, from the highest power of the day of the year down.
        decimals: Digits after the point that the factor is rounded to, half up.

    Examples:
        >>> Dynamisation(("0.5", "1"), 1).factor(3)
        Decimal('2.5')
    """

    coefficients: tuple[Decimal, ...] = attrs.field(converter=_numbers)
    decimals: int

    def factor(self, day_of_year: int) -> Decimal:
        """Return the factor of a day; the first of January is day 1."""
        value = Decimal(0)
        for coefficient in self.coefficients:
            value = CONTEXT.fma(value, Decimal(day_of_year), coefficient)
        return RoundingRule("dynamisation", decimal_step(self.decimals))(value)


def _shape(given: Mapping[tuple[str, DayType], Sequence[int]]) -> Shape:
    return MappingProxyType({key: tuple(values) for key, values in given.items()})


@attrs.frozen(kw_only=True)
class LoadProfile:
    """A standard load profile (Standardlastprofil, schablon, profil standardowy).

    Its weights say how a yearly use is spread; only their ratios mean something. All weights are
    whole numbers in one scale, so that sums are exact.

    Attributes:
        label: Name for people.
        calendar: Which days are holidays.
        seasons: Seasons of the year.
        shape: Weight of each part of a day, by season and type of day.
        dynamisation: Factor by day of the year; None for a profile without.
        saturdays: Month and day of days that count as Saturdays unless they are Sundays; balancing
            asks for 24 and 31 December, spreading a bill does not.

    Examples:
        >>> from utilbill import market
        >>> h0 = market("DE").spreading("H0").weights
        >>> january, july = Period.of_month(2026, 1), Period.of_month(2026, 7)
        >>> h0.weight(january) > h0.weight(july)
        True
    """

    label: Label = attrs.field(converter=as_label)
    calendar: Calendar
    seasons: Seasons
    shape: Shape = attrs.field(converter=_shape, repr=False)
    dynamisation: Dynamisation | None = None
    saturdays: frozenset[tuple[int, int]] = frozenset()
    _years: dict[int, tuple[int, ...]] = attrs.field(init=False, factory=dict, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        lengths = {len(values) for values in self.shape.values()}
        names = {name for _, name in self.seasons.starts}
        missing = [
            f"{season} {kind.value}"
            for season in sorted(names)
            for kind in DayType
            if (season, kind) not in self.shape
        ]
        if missing or len(lengths) != 1:
            raise InvalidInputError(
                "shape",
                ", ".join(missing) or f"{sorted(lengths)} values a day",
                "leaves days without values, or with different numbers of them",
                "Give every season and type of day equally many values.",
            )

    def day_type(self, day: dt.date) -> DayType:
        """Tell which of the three types of day the profile sees in a day."""
        if (day.month, day.day) in self.saturdays and day.weekday() != SUNDAY:
            return DayType.SATURDAY
        return self.calendar.day_type(day)

    def parts_of_day(self, day: dt.date) -> tuple[int, ...]:
        """Return the weights of the parts of a day: 96 quarter hours of local time.

        Days on which clocks change are not cut here: the profile has no values for them.
        """
        values = self.shape[self.seasons.of(day), self.day_type(day)]
        factor = self._factor(day)
        return tuple(value * factor for value in values)

    def _factor(self, day: dt.date) -> int:
        if self.dynamisation is None:
            return 1
        factor = self.dynamisation.factor(day.timetuple().tm_yday)
        return int(multiply(factor, Decimal(10**self.dynamisation.decimals)))

    def day_weight(self, day: dt.date) -> int:
        """Return the weight of a day."""
        values = self.shape[self.seasons.of(day), self.day_type(day)]
        return sum(values) * self._factor(day)

    def weight(self, period: Period) -> int:
        """Return the weight of all days of a period."""
        total = 0
        for year in range(period.start.year, period.last.year + 1):
            first = dt.date(year, 1, 1)
            sums = self._sums(year)
            start = max((period.start - first).days, 0)
            end = min((period.end - first).days, len(sums) - 1)
            total += sums[end] - sums[start]
        return total

    def _sums(self, year: int) -> tuple[int, ...]:
        held = self._years.get(year)
        if held is None:
            days = Period.of_year(year)
            held = tuple(accumulate((self.day_weight(day) for day in days), initial=0))
            self._years[year] = held
        return held


def parse_shape(text: str) -> Shape:
    r"""Read a table of profile values: one column per season and type of day, one row per part.

    The head of a column is the season and one of ``workday``, ``saturday``, ``holiday``. Decimal
    values become whole numbers in one scale.

    Raises:
        InvalidInputError: If a column or value is not understood.

    Examples:
        >>> table = "time,all workday,all saturday,all holiday\n00:00,1.5,2,3\n"
        >>> parse_shape(table)["all", DayType.WORKDAY]
        (15,)
    """
    rows = list(csv.reader(io.StringIO(text)))
    columns = [_column(head) for head in rows[0][1:]]
    values = [[exact(cell, "profile value") for cell in row[1:]] for row in rows[1:]]
    digits = max(-int(value.as_tuple().exponent) for row in values for value in row)
    scale = Decimal(10 ** max(digits, 0))
    return _shape(
        {
            column: tuple(int(multiply(row[index], scale)) for row in values)
            for index, column in enumerate(columns)
        }
    )


def _column(head: str) -> tuple[str, DayType]:
    season, _, kind = head.rpartition(" ")
    try:
        return season, DayType(kind)
    except ValueError:
        raise InvalidInputError(
            "column", head, "is not a season and a type of day", "Write it like winter saturday."
        ) from None


__all__ = ["Dynamisation", "LoadProfile", "Seasons", "parse_shape"]
