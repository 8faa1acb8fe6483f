"""How much of a year a run of days is, by every rule there is; counted day by day."""

from fractions import Fraction

from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.prorating.spreading import DayWeights
from utilbill.testing.reference.calendar import share_by_weights, share_of_year

_BY_DAYS = ("calendar_year", "days_365", "supply_year", "months")


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
        rule: sum((share_of_year(day, rule, anchor) for day in line.period), Fraction(0))
        for rule in _BY_DAYS
    }
    if degree_days is not None:
        found["degree_days"] = share_by_weights(
            line.period.start, line.period.end, anchor, degree_days
        )
    return found
