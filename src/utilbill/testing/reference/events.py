"""What happens on a day: fees, and bonuses that are earned or given back."""

import datetime as dt
from fractions import Fraction
from typing import Any

from utilbill.testing.reference.calendar import months_later
from utilbill.testing.reference.desk import Desk, within
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
        # Earned and lost in one period is nothing; earned before, it comes back.
        return [] if within(period, earned) else [(end - ONE_DAY, amount)]
    return [(earned, -amount if _used_enough(desk, component.least_use) else _NOTHING)]


def _used_enough(desk: Desk, least: Any) -> bool:
    if least is None:
        return True
    used = _NOTHING
    for name in desk.metered.billed:
        counted = sum((held.amount for held in desk.metered.of(name)), _NOTHING)
        used += counted * desk.metered.units[name].factor
    needed: Fraction = Fraction(least.amount) * least.unit.factor
    return used >= needed


EVENTS = {"OneOff": _one_off, "Bonus": _bonus}
