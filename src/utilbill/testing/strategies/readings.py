"""Registers and readings: exchanges, rollovers, ratios, bands, meters behind meters."""

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.metering.registers import Reading, ReadingOrigin, Register
from utilbill.testing.strategies.amounts import quantities
from utilbill.testing.strategies.hypothesis_there import rarely, st
from utilbill.values.period import ONE_DAY, Period

_DIGITS = 6

#: With less, rounding could leave a meter behind another one more than that one in a single day.
_LEAST_BEFORE_ANOTHER = 1000


@st.composite
def _reading(draw: st.DrawFn, register: str, day: dt.date, value: Decimal, meter: str) -> Reading:
    origin = draw(st.sampled_from(ReadingOrigin))
    reason = "" if origin.measured else draw(st.sampled_from(("", "nobody was at home")))
    return Reading(register, day, value, origin, meter, reason=reason)


@st.composite
def register_readings(
    draw: st.DrawFn,
    period: Period,
    register: str = "1-0:1.8.0",
    *,
    unit: str = "kWh",
    on: Sequence[dt.date] = (),
    exchanges: bool = True,
    rollovers: bool = True,
    least: int = 0,
) -> tuple[tuple[Register, ...], tuple[Reading, ...]]:
    """Draw a register with readings over a period, with exchanges and rollovers.

    Args:
        draw: Given by hypothesis.
        period: The days.
        register: Id of the register.
        unit: What it counts.
        on: Days inside the period on which there must be readings.
        exchanges: Whether its meter may be exchanged.
        rollovers: Whether it may start again.
        least: What is used at least from reading to reading.

    Returns:
        The declared registers, and readings in any order; at least at both ends of the period.

    Examples:
        >>> from hypothesis import find
        >>> year = Period.of_year(2024)
        >>> _, held = find(register_readings(year, exchanges=False), bool)
        >>> sorted(str(reading.day) for reading in held)
        ['2024-01-01', '2025-01-01']
    """
    size = Decimal(10**_DIGITS)
    inner = draw(st.lists(st.dates(period.start, period.last), max_size=3, unique=True))
    inside = sorted(day for day in {*inner, *on} if day > period.start)
    moments = [period.start, *inside, period.end]
    steps = [least + draw(quantities(largest=10**5)) for _ in moments[1:]]
    near_the_end = rollovers and draw(st.booleans())
    value = (
        size - draw(st.integers(1, 100)) if near_the_end else Decimal(draw(st.integers(0, 1000)))
    )
    exchange = draw(st.sampled_from(inside)) if exchanges and inside else None
    if not draw(st.booleans()):
        exchange = None
    meter = "M1" if exchange else ""
    found = [draw(_reading(register, moments[0], value, meter))]
    for day, step in zip(moments[1:], steps, strict=True):
        value = (value + step) % size
        found.append(draw(_reading(register, day, value, meter)))
        if day == exchange:
            meter, value = "M2", Decimal(draw(st.integers(0, 10)))
            found.append(draw(_reading(register, day, value, meter)))
    meters = ("M1", "M2") if exchange else ("",)
    ratio = draw(st.sampled_from((1, 20)))
    registers = tuple(
        Register(register, unit=unit, digits=_DIGITS, ratio=Decimal(ratio), meter=m) for m in meters
    )
    return registers, tuple(draw(st.permutations(found)))


@st.composite
def readings(
    draw: st.DrawFn,
    period: Period,
    names: Sequence[str] = ("1-0:1.8.0",),
    *,
    unit: str = "kWh",
    on: Sequence[dt.date] = (),
    proved: str = "",
    behind: str = "",
) -> tuple[tuple[Register, ...], tuple[Reading, ...]]:
    """Draw all registers of a supply point with their readings.

    Args:
        draw: Given by hypothesis.
        period: The days.
        names: Ids of the registers that are billed.
        unit: What they count.
        on: Days on which each of them must be read.
        proved: Id of a register that proves their sum; none if empty.
        behind: Id of a register that counts a part of what the first one counts, such as a garden
            meter; none if empty.

    Returns:
        The declared registers, and readings in any order, some from outside the period.

    Examples:
        >>> from hypothesis import find
        >>> registers, _ = find(readings(Period.of_year(2024), ("HT", "NT"), proved="sum"), bool)
        >>> [register.id for register in registers]
        ['HT', 'NT', 'sum']
    """
    registers: list[Register] = []
    found: list[Reading] = []
    for name in names:
        least = _LEAST_BEFORE_ANOTHER if behind else 0
        declared, read = draw(register_readings(period, name, unit=unit, on=on, least=least))
        registers += declared
        found += read
    if proved:
        total = sum((_counted(name, registers, found) for name in names), Decimal(0))
        registers.append(Register(proved, unit=unit, total_of=tuple(names)))
        found += draw(_ends(period, proved, total))
    if behind:
        registers.append(Register(behind, unit=unit, part_of=names[0]))
        found += draw(_behind(behind, names[0], registers, found))
    if draw(rarely()) and not any(held.meter for held in found):
        long_ago = period.start - draw(st.integers(1, 100)) * ONE_DAY
        found.append(Reading(names[0], long_ago, 0))
    return tuple(registers), tuple(found)


@st.composite
def _ends(draw: st.DrawFn, period: Period, name: str, used: Decimal) -> tuple[Reading, ...]:
    opening = Decimal(draw(st.integers(0, 1000)))
    return Reading(name, period.start, opening), Reading(name, period.end, opening + used)


@st.composite
def _behind(
    draw: st.DrawFn,
    name: str,
    before: str,
    registers: Sequence[Register],
    found: Sequence[Reading],
) -> tuple[Reading, ...]:
    """Draw a meter that counts half of what another one does, or nothing, read on the same days."""
    steps = _steps(before, registers, found)
    value = Decimal(draw(st.integers(0, 1000)))
    read = [Reading(name, min(held.day for held in found if held.register == before), value)]
    for day in sorted(steps):
        value += steps[day] / 2 if draw(st.booleans()) else 0
        read.append(Reading(name, day, value))
    return tuple(read)


def _counted(name: str, registers: Sequence[Register], found: Sequence[Reading]) -> Decimal:
    return sum(_steps(name, registers, found).values(), Decimal(0))


def _steps(
    name: str, registers: Sequence[Register], found: Sequence[Reading]
) -> dict[dt.date, Decimal]:
    """Return what was drawn, by the day to which it was used."""
    steps: dict[dt.date, Decimal] = {}
    ratio = next(held.ratio for held in registers if held.id == name)
    mine = sorted((held for held in found if held.register == name), key=lambda held: held.day)
    for meter in {held.meter for held in mine}:
        values = [held for held in mine if held.meter == meter]
        for before, after in itertools.pairwise(values):
            step = after.value - before.value
            steps[after.day] = (step if step >= 0 else step + 10**_DIGITS) * ratio
    return steps


@st.composite
def knowledge(
    draw: st.DrawFn, found: Sequence[Reading], known_on: dt.date, *, wrong_early: bool = True
) -> tuple[Reading, ...]:
    """Add readings that were corrected in time, and corrections that came too late.

    Args:
        draw: Given by hypothesis.
        found: What is right by the knowledge of a day.
        known_on: That day.
        wrong_early: Whether values that were replaced by then are drawn as well.
    """
    fates = ("", "", "late", "corrected") if wrong_early else ("", "", "late")
    told: list[Reading] = []
    for held in found:
        fate = draw(st.sampled_from(fates))
        other = attrs.evolve(held, value=Decimal(draw(st.integers(0, 1000))))
        if fate == "corrected":
            told += [other, attrs.evolve(held, known_since=known_on)]
        elif fate == "late":
            told += [held, attrs.evolve(other, known_since=known_on + ONE_DAY)]
        else:
            told.append(held)
    return tuple(draw(st.permutations(told)))
