"""How much of a year a run of days is, by every rule there is; counted day by day."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.prorating.spreading import DayWeights
from utilbill.values.period import MONTHS_PER_YEAR, ONE_DAY, Period


def as_shares_of_time(
    line: Line, settlement: Settlement, degree_days: DayWeights | None = None
) -> dict[str, Fraction]:
    """Return, by rule, how much time a line is for, in the base unit of its price's time."""
    if line.price is None:
        return {}
    if any(unit.dimension[0] == "day" for unit in line.price.per.factors):
        return {"days": Fraction(line.period.days)}
    anchor = settlement.contract.billing_year_start or settlement.period.start
    found = {
        "calendar_year": _counted(line.period, lambda day: Period.of_year(day.year)),
        "days_365": Fraction(line.period.days, Period.of_year(1).days),
        "supply_year": _counted(line.period, lambda day: _year_of(day, anchor)),
        "months": _counted(line.period, lambda day: Period.of_month(day.year, day.month))
        / MONTHS_PER_YEAR,
    }
    if degree_days is not None:
        found["degree_days"] = sum(
            (
                Fraction(degree_days.weight(part), degree_days.weight(year))
                for year in {_year_of(day, anchor) for day in line.period}
                if (part := year.intersection(line.period)) is not None
            ),
            Fraction(0),
        )
    return found


def _counted(period: Period, nominal: Callable[[dt.date], Period]) -> Fraction:
    lengths = Counter(nominal(day).days for day in period)
    return sum((Fraction(count, length) for length, count in lengths.items()), Fraction(0))


def _year_of(day: dt.date, anchor: dt.date) -> Period:
    """Return the billing year of a day."""
    begun = (anchor.month, anchor.day) <= (day.month, day.day)
    first = day.year if begun else day.year - 1
    return Period(_on(first, anchor), _on(first + 1, anchor))


def _on(year: int, anchor: dt.date) -> dt.date:
    before = anchor.replace(day=1, year=year)
    return before + (anchor.day - 1) * ONE_DAY
