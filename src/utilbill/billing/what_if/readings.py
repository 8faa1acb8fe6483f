"""Readings of days on which nobody read, for what might be."""

import datetime as dt
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.settling import Case
from utilbill.metering.registers import Reading
from utilbill.values.exact import places
from utilbill.values.rounding import RoundingMode, RoundingRule, decimal_step

#: Quantities of a scenario keep the decimals of what was counted.
SCENARIO_QUANTITY: Final = "scenario_quantity"


def readings_on(case: Case, day: dt.date) -> list[Reading]:
    """Return readings of a day in proportion to the days between those around it."""
    chains: dict[tuple[str, str], list[Reading]] = {}
    for reading in case.readings:
        if reading.register not in case.series:
            chains.setdefault((reading.register, reading.meter), []).append(reading)
    found: list[Reading] = []
    for readings in chains.values():
        ordered = sorted(readings, key=lambda reading: reading.day)
        before = [reading for reading in ordered if reading.day <= day]
        after = [reading for reading in ordered if reading.day > day]
        if not before or not after or before[-1].day == day:
            continue
        low, high = before[-1], after[0]
        share = Fraction((day - low.day).days, (high.day - low.day).days)
        step = decimal_step(max(places(low.value), places(high.value)))
        value = Fraction(low.value) + (Fraction(high.value) - Fraction(low.value)) * share
        rounded = RoundingRule(SCENARIO_QUANTITY, step, RoundingMode.HALF_UP)(value)
        found.append(attrs.evolve(high, day=day, value=rounded))
    return found
