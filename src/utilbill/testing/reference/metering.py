"""What registers counted, from reading to reading."""

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from utilbill.testing.reference.model import OutsideReferenceError

#: From the closest look to the vaguest.
_LOOKS = ("remote", "operator", "supplier", "customer", "estimated", "substituted")


@attrs.frozen
class Stretch:
    """What one register counted between two readings.

    Attributes:
        register: Its id.
        start: Day of the first reading.
        end: Day of the second reading.
        amount: What it counted, in the unit in which it is billed.
        decimals: With how many decimals.
    """

    register: str
    start: dt.date
    end: dt.date
    amount: Fraction
    decimals: int


@attrs.frozen
class Metered:
    """All that was counted.

    Attributes:
        stretches: In the order of registers and days.
        units: Unit of each register.
        parts: Registers that count a part of another one.
    """

    stretches: tuple[Stretch, ...]
    units: dict[str, Any]
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All registers that counted something."""
        return tuple(dict.fromkeys(held.register for held in self.stretches))

    @property
    def billed(self) -> tuple[str, ...]:
        """Those that do not count a part of another one."""
        return tuple(name for name in self.names if name not in self.parts)

    def of(self, register: str) -> tuple[Stretch, ...]:
        """Return the stretches of a register."""
        return tuple(held for held in self.stretches if held.register == register)


def decimals_of(value: Decimal) -> int:
    """Return how many decimals are written.

    Examples:
        >>> decimals_of(Decimal("1.50")), decimals_of(Decimal(100))
        (2, 0)
    """
    return len(f"{value:f}".partition(".")[2])


def decimals_to_hold(value: Fraction) -> int:
    """Return the fewest decimals that hold a number."""
    return next(count for count in range(10 * 10) if (value * 10**count).denominator == 1)


def metered(case: Any) -> Metered:
    """Return what the registers of a case counted in its period."""
    declared = case.contract.supply_point.declared.all
    readings = _known(case.readings, case.known_on)
    names = list(dict.fromkeys(register.id for register in declared))
    units = {name: _first(declared, name).unit for name in names}
    stretches: list[Stretch] = []
    for name in names:
        mine = [reading for reading in readings if reading.register == name]
        for opening, closing in _pairs(mine):
            register = _declared_for(declared, name, closing.meter)
            outside = closing.day <= case.period.start or opening.day >= case.period.end
            if not outside and not register.total_of:
                stretches.append(_stretch(register, opening, closing, units[name]))
    parts = tuple(dict.fromkeys(register.id for register in declared if register.part_of))
    return Metered(tuple(stretches), units, parts)


def _first(declared: Sequence[Any], name: str) -> Any:
    return next(register for register in declared if register.id == name)


def _known(readings: Sequence[Any], known_on: dt.date | None) -> list[Any]:
    """Return one reading per register, meter and day: the latest known, then the closest look."""
    best: dict[tuple[str, str, dt.date], Any] = {}
    for reading in readings:
        if known_on and reading.known_since and reading.known_since > known_on:
            continue
        key = (reading.register, reading.meter, reading.day)
        if key not in best or _rank(reading) > _rank(best[key]):
            best[key] = reading
    return list(best.values())


def _rank(reading: Any) -> tuple[dt.date, int]:
    return reading.known_since or dt.date.min, -_LOOKS.index(reading.origin.value)


def _pairs(readings: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pair neighbors of one meter; a meter is gone once the next one is there."""
    meters: dict[str, list[Any]] = {}
    for reading in sorted(readings, key=lambda held: held.day):
        meters.setdefault(reading.meter, []).append(reading)
    in_turn = sorted(meters.values(), key=lambda held: (held[0].day, held[-1].day))
    found: list[tuple[Any, Any]] = []
    for place, mine in enumerate(in_turn):
        gone = in_turn[place + 1][0].day if place + 1 < len(in_turn) else dt.date.max
        there = [reading for reading in mine if reading.day <= gone]
        found += itertools.pairwise(there)
    return found


def _declared_for(declared: Sequence[Any], name: str, meter: str) -> Any:
    named = [register for register in declared if register.id == name]
    of_meter = [register for register in named if register.meter == meter]
    of_any = [register for register in named if not register.meter]
    if not (of_meter or of_any):
        raise OutsideReferenceError(f"register {name} of meter {meter} is not declared")
    return (of_meter or of_any)[0]


def _stretch(register: Any, opening: Any, closing: Any, unit: Any) -> Stretch:
    counted = Fraction(closing.value) - Fraction(opening.value)
    if register.digits is not None:
        size = 10**register.digits
        turns = closing.rollovers
        if turns is None:  # it went past the end, or somebody would have to have turned it back
            turns = 1 if counted < 0 and counted + size <= Fraction(size, 2) else 0
        counted += turns * size
    decimals = max(decimals_of(opening.value), decimals_of(closing.value))
    if register.ratio != 1:
        counted *= Fraction(register.ratio)
        decimals += decimals_of(register.ratio)
    if register.unit.symbol != unit.symbol:
        counted *= register.unit.factor / unit.factor
        decimals = decimals_to_hold(counted)
    if counted < 0:
        raise OutsideReferenceError(f"register {register.id} runs backwards")
    return Stretch(register.id, opening.day, closing.day, counted, decimals)
