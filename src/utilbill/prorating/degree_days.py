"""Degree-day numbers (Gradtagszahlen) as weights of days."""

from calendar import isleap
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import lcm
from types import MappingProxyType

import attrs

from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Label, as_label
from utilbill.values.period import MONTHS_PER_YEAR, Period


def _months(given: Mapping[int, Fraction | Decimal | int]) -> Mapping[int, Fraction]:
    if sorted(given) != list(range(1, MONTHS_PER_YEAR + 1)):
        raise InvalidInputError(
            "months", sorted(given), "are not the twelve months", "Give one number per month."
        )
    return MappingProxyType({month: Fraction(value) for month, value in given.items()})


#: A common year and a leap year, the first of each kind.
_YEARS = tuple(next(year for year in count(1) if isleap(year) is leap) for leap in (False, True))


@attrs.frozen
class DegreeDays:
    """Weights by the heating need of months (Gradtagszahlen).

    A day weighs the number of its month over the days of that month in that year.

    Attributes:
        label: Name of the table.
        months: Number of each month, 1 to 12; any scale.

    Examples:
        >>> flat = DegreeDays(Label("flat"), {month: 31 for month in range(1, 13)})
        >>> january, year = Period.of_month(2026, 1), Period.of_year(2026)
        >>> flat.weight(january) * 12 == flat.weight(year)
        True
    """

    label: Label = attrs.field(converter=as_label)
    months: Mapping[int, Fraction] = attrs.field(converter=_months)

    @property
    def scale(self) -> int:
        """The common denominator that makes every day's weight a whole number."""
        lengths = {Period.of_month(year, month).days for year in _YEARS for month in self.months}
        return lcm(*lengths) * lcm(*(number.denominator for number in self.months.values()))

    def weight(self, period: Period) -> int:
        """Return the weight of all days of a period."""
        total = Fraction(0)
        for part in period.by_month():
            month = Period.of_month(part.start.year, part.start.month)
            total += self.months[part.start.month] * Fraction(part.days, month.days)
        return int(total * self.scale)
