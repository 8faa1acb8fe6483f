"""Prices that were agreed: per quantity, per time, in tiers."""

import datetime as dt
from fractions import Fraction
from typing import Any

from utilbill.testing.arithmetic import to_step
from utilbill.testing.reference.calendar import days, share_of_year
from utilbill.testing.reference.desk import Asked, Cut, Desk, Pricing, counted, unit_of
from utilbill.testing.reference.knowledge import in_force
from utilbill.values.period import MONTHS_PER_YEAR
from utilbill.values.rounding import RoundingRule, decimal_step

_WHOLE_UNITS = RoundingRule("limit", decimal_step(0))

_NOTHING = Fraction(0)


def _own_price(desk: Desk, component: Any, day: dt.date) -> Any:
    return desk.price(component, day).since


def _unit_price(cut: Cut, start: dt.date, end: dt.date) -> list[Asked]:
    price = cut.desk.price(cut.component, start).value
    quantity = counted(cut, start, end)
    return [(quantity, quantity * unit_of(cut).factor * price.unit.factor * Fraction(price.amount))]


def _price_and_count(desk: Desk, component: Any, day: dt.date) -> Any:
    count = component.count and in_force(component.count.entries, day, desk.known_on).since
    return desk.price(component, day).since, count


def _standing_charge(cut: Cut, start: dt.date, end: dt.date) -> list[Asked]:
    component, desk = cut.component, cut.desk
    price = desk.price(component, start).value
    amount = Fraction(price.amount) * price.unit.factor
    amount *= _time(desk, price.unit, component.proration, start, end)
    if component.count is not None:
        count = in_force(component.count.entries, start, desk.known_on).value
        amount *= Fraction(count.amount) * count.unit.factor
    return [(None, amount)]


def _time(desk: Desk, unit: Any, rule: Any, start: dt.date, end: dt.date) -> Fraction:
    """Return how many days or years a run of days is, whichever the unit is per."""
    if "day" in [factor.symbol for factor in unit.below.factors]:
        return Fraction((end - start).days)
    weights = desk.rules.degree_days
    shares = (share_of_year(day, rule.value, desk.anchor, weights) for day in days(start, end))
    return sum(shares, _NOTHING)


def _no_own_cut(desk: Desk, component: Any, day: dt.date) -> Any:
    del desk, component, day
    return True


def _tiers(cut: Cut, start: dt.date, end: dt.date) -> list[Asked]:
    tiers = cut.component.tiers
    quantity = counted(cut, start, end)
    limits = [_limit(cut, tier.up_to, quantity, start, end) for tier in tiers[:-1]]

    def asked(place: int, part: Fraction) -> Asked:
        price = tiers[place].price
        return part, part * unit_of(cut).factor * price.unit.factor * Fraction(price.amount)

    if cut.component.mode.value == "whole":
        return [asked(sum(1 for limit in limits if quantity > limit), quantity)]
    found: list[Asked] = []
    left, below = quantity, _NOTHING
    for place, limit in enumerate([*limits, quantity]):
        part = min(left, max(limit - below, _NOTHING)) if place < len(limits) else left
        if part or (not quantity and not found):
            found.append(asked(place, part))
        left, below = left - part, limit
    return found


def _limit(cut: Cut, limit: Any, quantity: Fraction, start: dt.date, end: dt.date) -> Fraction:
    """Return what a limit is for a run of days."""
    desk, component = cut.desk, cut.component
    size: Fraction = Fraction(limit.amount) * limit.unit.above.factor / unit_of(cut).factor
    if limit.unit.below.symbol != "1":
        time = _time(desk, limit.unit, component.proration, start, end)
        per: int = {"month": MONTHS_PER_YEAR}.get(limit.unit.below.symbol, 1)
        return to_step(size * time * per, _WHOLE_UNITS)
    if (start, end) == (desk.case.period.start, desk.case.period.end) or not quantity:
        return size
    whole = counted(cut, desk.case.period.start, desk.case.period.end)
    return to_step(size * quantity / whole, _WHOLE_UNITS)


AGREED = {
    "UnitPrice": Pricing(_own_price, _unit_price),
    "StandingCharge": Pricing(_price_and_count, _standing_charge),
    "TieredPrice": Pricing(_no_own_cut, _tiers),
}
