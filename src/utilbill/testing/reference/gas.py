"""From cubic metres to kilowatt hours."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from utilbill.testing.arithmetic import shared, to_step
from utilbill.testing.reference.calendar import runs
from utilbill.testing.reference.dividing import Span, divided
from utilbill.testing.reference.knowledge import in_force
from utilbill.testing.reference.metering import Metered, Stretch, decimals_of
from utilbill.values.units import Unit

#: Volumes that only weigh factors are taken a million times finer than they were read.
_FINER = len(str(10**2 * 10**2 * 10**2)) - 1


def converted(case: Any, volumes: Metered, way: Any) -> Metered:
    """Return kilowatt hours instead of cubic metres.

    A register's volume is converted once: for each run of days with one state number its volume
    times that number times the mean calorific value; all of it rounded once. The energy of each
    stretch follows its volume.
    """
    stretches: list[Stretch] = []
    for name in volumes.names:
        mine = volumes.of(name)
        energy = _energy(case, mine, volumes.units[name], case.conversion.spreading or way)
        stretches += _by_volume(mine, energy, case.conversion.rounding.step)
    kwh = Unit.parse("kWh")
    return Metered(tuple(stretches), dict.fromkeys(volumes.units, kwh), volumes.parts)


def _energy(case: Any, mine: tuple[Stretch, ...], unit: Any, way: Any) -> Fraction:
    by, period, known_on = case.conversion, case.period, case.known_on

    def state(day: dt.date) -> Any:
        return in_force(by.state_number.entries, day, known_on)

    def calorific(day: dt.date) -> Any:
        return in_force(by.calorific_value.entries, day, known_on)

    spans = runs(period.start, period.end, lambda day: (state(day).since, calorific(day).since))
    volume: dict[Span, Fraction] = {}
    for stretch in mine:
        cut = divided(stretch, [(start, end) for start, end, _ in spans], way, unit, _FINER)
        for span, amount in cut.items():
            volume[span] = volume.get(span, Fraction(0)) + amount * unit.factor
    energy = Fraction(0)
    for since in dict.fromkeys(key[0] for _, _, key in spans):
        here = [(start, end) for start, end, key in spans if key[0] == since]
        total = sum((volume.get(span, Fraction(0)) for span in here), Fraction(0))
        value = Fraction(calorific(here[0][0]).value)
        if len(here) > 1 and total:
            weighed = [
                volume.get(span, Fraction(0)) * Fraction(calorific(span[0]).value) for span in here
            ]
            value = to_step(sum(weighed, Fraction(0)) / total, by.calorific_rounding)
        energy += total * Fraction(state(here[0][0]).value) * value
    return to_step(energy, by.rounding)


def _by_volume(mine: tuple[Stretch, ...], energy: Fraction, step: Decimal) -> list[Stretch]:
    amounts = [energy]
    if len(mine) > 1:
        volumes = [stretch.amount for stretch in mine]
        amounts = shared(energy, volumes, step) if any(volumes) else [Fraction(0)] * len(mine)
    return [
        attrs.evolve(stretch, amount=amount, decimals=decimals_of(step))
        for stretch, amount in zip(mine, amounts, strict=True)
    ]
