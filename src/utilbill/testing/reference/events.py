"""What happens on a day: fees, and bonuses that are earned or given back."""

import datetime as dt
from fractions import Fraction
from typing import Any

from utilbill.testing.reference.calendar import months_later
from utilbill.testing.reference.desk import Cut, Desk, within
from utilbill.values.period import ONE_DAY

_NOTHING = Fraction(0)


def _one_off(desk: Desk, component: Any) -> list[tuple[dt.date, Fraction]]:
    del desk
    return [(component.on, Fraction(component.amount.amount))]


def _bonus(desk: Desk, component: Any) -> list[tuple[dt.date, Fraction]]:
    """Return the day on which a bonus is earned, or on which it must be given back."""
    contract, period = desk.case.contract, desk.case.period
    start, end = contract.supply_start, contract.supply_end or dt.date.max
    earned = start
    if component.after_months:
        earned = months_later(start, component.after_months) - ONE_DAY
    if end <= earned:
        return []
    too_soon = end < months_later(start, component.stay_months)
    amount = Fraction(component.amount.amount)
    if too_soon and within(period, end - ONE_DAY):
        # Earned and lost in one period is nothing; earned before, what was credited comes back.
        held = component.credited
        credited = amount if held is None else Fraction(held.amount)
        return [] if within(period, earned) else [(end - ONE_DAY, credited)]
    if not within(period, earned):
        return []
    until = earned + ONE_DAY if component.after_months else period.end
    return [(earned, -amount if _used_enough(desk, component, until) else _NOTHING)]


def _used_enough(desk: Desk, bonus: Any, until: dt.date) -> bool:
    """Tell whether enough was used before a day, with what was used before the period."""
    if bonus.least_use is None:
        return True
    start, end = desk.case.period.start, desk.case.period.end
    spans = [(first, last, last) for first, last in ((start, until), (until, end)) if first < last]
    cut = Cut(desk, bonus, tuple(spans))
    used = sum(
        (cut.quantity((name,), start, until) * desk.metered.units[name].factor
         for name in desk.metered.billed),
        _NOTHING,
    )  # fmt: skip
    if bonus.earlier_use is not None:
        used += Fraction(bonus.earlier_use.amount) * bonus.earlier_use.unit.factor
    needed: Fraction = Fraction(bonus.least_use.amount) * bonus.least_use.unit.factor
    return used >= needed


EVENTS = {"OneOff": _one_off, "Bonus": _bonus}
