"""From readings to consumption, and from consumption to the parts of a period."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

import attrs

from utilbill.metering.load_curves import LoadCurve
from utilbill.metering.registers import Reading, ReadingOrigin, Register, Registers
from utilbill.values.errors import (
    BandsDoNotAddUpError,
    InvalidInputError,
    MissingReadingError,
    MissingRegisterError,
    ReadingBackwardsError,
    ReadingConflictError,
)
from utilbill.values.exact import add, multiply, plain, subtract
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Selection,
)
from utilbill.values.findings import Finding, Severity
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.units import Quantity, Unit, convert


def _by_origin(en: str, de: str) -> dict[ReadingOrigin, Label]:
    return {
        origin: Label(f"{en} ({origin.label.en})", f"{de} ({origin.label.de})")
        for origin in ReadingOrigin
    }


_OPENING: Final = _by_origin("opening reading", "Anfangsstand")
_CLOSING: Final = _by_origin("closing reading", "Endstand")
_RATIO: Final = Label("transformer ratio", "Wandlerfaktor")
_ROLLOVER: Final = Label("rollover of the register", "Zählwerksüberlauf")


@attrs.frozen
class Interval:
    """What one register counted between two readings (Ableseintervall).

    Attributes:
        register: Id of the register.
        period: From the day of the first to the day of the second reading.
        opening: The first reading.
        closing: The second reading.
        amount: Difference times transformer ratio, in the unit of the register.
        explanation: How the amount came about.
    """

    register: str
    period: Period
    opening: Reading
    closing: Reading
    amount: Decimal
    explanation: Explanation

    @property
    def measured(self) -> bool:
        """Whether both readings were really read."""
        return self.opening.origin.measured and self.closing.origin.measured


@attrs.frozen
class Consumption:
    """What all registers of a supply point counted in a period (Verbrauch, förbrukning, zużycie).

    Attributes:
        period: The whole period.
        registers: Ids of the registers that count and were there in the period.
        intervals: All intervals, in the order of registers and days.
        units: Unit of each of them.
        findings: What a person should know, such as an assumed rollover.
        parts: Those registers that count a part of another one, and are not billed by themselves.
        curves: Registers whose quantity is known for each interval; they have no readings.
    """

    period: Period
    registers: tuple[str, ...]
    intervals: tuple[Interval, ...]
    units: tuple[Unit, ...]
    findings: tuple[Finding, ...] = ()
    parts: tuple[str, ...] = ()
    curves: tuple[LoadCurve, ...] = ()

    def curve_of(self, register: str) -> LoadCurve | None:
        """Return the load curve of a register or of a band of it; None if it was read."""
        for curve in self.curves:
            if curve.named(register) is not None:
                return curve
        return None

    @property
    def billed(self) -> tuple[str, ...]:
        """Ids of the registers that are billed."""
        if not self.parts:
            return self.registers
        return tuple(name for name in self.registers if name not in self.parts)

    def of(self, register: str) -> Quantity:
        """Return what one register counted, or one band of a load curve."""
        for curve in self.curves:
            held = curve.named(register)
            if held is not None:
                return held.total
        unit = self.units[self.registers.index(register)]
        total = Decimal(0)
        for interval in self.intervals:
            if interval.register == register:
                total = add(total, interval.amount)
        return Quantity(total, unit)

    def days_of(self, register: str) -> Period:
        """Return the days on which a register was there: all, unless a meter came or went."""
        if self.curve_of(register) is not None:
            return self.period
        mine = [held.period for held in self.intervals if held.register == register]
        return Period(mine[0].start, mine[-1].end)

    @property
    def total(self) -> Quantity:
        """What all billed registers counted together.

        Raises:
            UnitError: If they count different things.
        """
        first, *others = self.billed
        total = self.of(first)
        for register in others:
            total += self.of(register)
        return total


_ORIGINS: Final = tuple(ReadingOrigin)


def _better(reading: Reading, held: Reading) -> bool:
    """Tell which of two readings of one moment counts: the later known, then the closer look."""
    known = reading.known_since or dt.date.min, held.known_since or dt.date.min
    if known[0] != known[1]:
        return known[0] > known[1]
    return _ORIGINS.index(reading.origin) < _ORIGINS.index(held.origin)


def _as_known(readings: Iterable[Reading], known_on: dt.date | None) -> list[Reading]:
    latest: dict[tuple[str, str, dt.date], Reading] = {}
    for reading in readings:
        if known_on and reading.known_since and reading.known_since > known_on:
            continue
        key = (reading.register, reading.meter, reading.day)
        held = latest.get(key)
        if held is None:
            latest[key] = reading
            continue
        if held.known_since == reading.known_since and held.value != reading.value:
            raise ReadingConflictError(
                "value",
                f"{held}; {reading}",
                f"differs for register {reading.register} at one moment",
                "Keep the right one, name both meters of an exchange, "
                "or say since when the later one is known.",
            ).concerning(reading)
        if _better(reading, held):
            latest[key] = reading
    return list(latest.values())


def _shown(reading: Reading, labels: Mapping[ReadingOrigin, Label], unit: str) -> Explanation:
    """Return a reading as it stands in a calculation; an estimated one with its derivation."""
    label, estimate = labels[reading.origin], reading.estimate
    if estimate is not None and estimate.shown is not None:
        return Selection(estimate.shown, "estimate", label, reading.source)
    return Input(label, reading.value, unit, reading.source)


def _difference(
    register: Register, opening: Reading, closing: Reading, findings: list[Finding]
) -> tuple[Decimal, Explanation]:
    unit = register.unit.symbol
    expression = (_shown(closing, _CLOSING, unit), _shown(opening, _OPENING, unit))
    difference = subtract(closing.value, opening.value)
    node: Explanation = Operation("-", expression)
    turned = _rolled_over(register, opening, closing, difference, findings)
    if turned:
        rollover = Constant(turned, unit, _ROLLOVER)
        difference = add(difference, turned)
        node = Operation("+", (node, rollover))
    if difference < 0:
        raise ReadingBackwardsError(
            "value",
            f"{plain(opening.value)} on {opening.day}, {plain(closing.value)} on {closing.day}",
            f"lets register {register.id} run backwards",
            "Correct the reading, name the meters of an exchange, or give digits and rollovers.",
        ).concerning(closing)
    if register.ratio != 1:
        node = Operation("*", (node, Input(_RATIO, register.ratio, "1", f"register {register.id}")))
        difference = multiply(difference, register.ratio)
    return difference, node


def _rolled_over(
    register: Register,
    opening: Reading,
    closing: Reading,
    difference: Decimal,
    findings: list[Finding],
) -> Decimal:
    """Return what a register counted beyond its last digit; zero if it did not start again."""
    turns = closing.rollovers
    if register.digits is None:
        if turns:
            raise InvalidInputError(
                "rollovers",
                turns,
                "needs the digits of the register",
                "Give digits of the register.",
            ).concerning(closing)
        return Decimal(0)
    size = Decimal(10**register.digits)
    for reading in (opening, closing):
        if reading.value >= size:
            raise InvalidInputError(
                "value",
                reading.value,
                f"has more than the {register.digits} digits of register {register.id}",
                "Check the reading and the digits before the comma.",
            ).concerning(reading)
    # With less than half of the register used, a lower reading can only mean that it started again.
    if turns is None and difference < 0 and multiply(add(difference, size), Decimal(2)) <= size:
        turns = 1
        findings.append(
            Finding(
                "rollover_assumed",
                Label(
                    f"Register {register.id} started again at {plain(size)} "
                    f"between {opening.day} and {closing.day}.",
                    f"Zählwerk {register.id} begann zwischen dem {opening.day:%d.%m.%Y} "
                    f"und dem {closing.day:%d.%m.%Y} bei {plain(size)} von vorn.",
                ),
            )
        )
    return multiply(Decimal(turns or 0), size)


def _meters_in_turn(readings: list[Reading]) -> list[list[Reading]]:
    """Put readings of one register in order, meter after meter.

    At an exchange the last reading of the old and the first of the new meter share a day. A new
    list begins where no such day joins two meters. An estimate for a meter that was already gone,
    made before anybody told of the exchange, does not interrupt the new one.
    """
    by_day: dict[dt.date, dict[str, Reading]] = {}
    for reading in readings:
        by_day.setdefault(reading.day, {})[reading.meter] = reading
    days = sorted(by_day)
    chains: list[list[Reading]] = []
    gone: set[str] = set()
    for index, day in enumerate(days):
        here = {
            meter: held
            for meter, held in by_day[day].items()
            if meter not in gone or held.origin.measured
        }
        if not here:
            continue
        meter = chains[-1][-1].meter if chains else None
        if meter in here:
            chains[-1].append(here.pop(meter))
            if here:
                chains.append([])
                gone.add(meter)
        else:
            chains.append([])
        if here:
            later = (held for after in days[index + 1 :] for held in by_day[after])
            chains[-1].append(here[next((held for held in later if held in here), min(here))])
            gone.discard(chains[-1][-1].meter)
    return chains


def _convert_to(
    unit: Unit, register: Register, amount: Decimal, node: Explanation
) -> tuple[Decimal, Explanation]:
    """Express what a register counted in the unit of the first meter of its name."""
    if register.unit == unit:
        return amount, node
    factor = register.unit.factor / unit.factor
    if factor.numerator != 1:
        node = Operation("*", (node, Constant(Decimal(factor.numerator), "1")))
    if factor.denominator != 1:
        node = Operation("/", (node, Constant(Decimal(factor.denominator), "1")))
    return convert(amount, register.unit, unit), node


def _intervals(
    registers: Registers,
    name: str,
    readings: list[Reading],
    period: Period,
    findings: list[Finding],
) -> list[tuple[Interval, Register]]:
    """Return what one register counted inside the period, in the order of days, without a hole."""
    mine = [reading for reading in readings if reading.register == name]
    unit = registers.unit(name)
    found: list[tuple[Interval, Register]] = []
    for chain in _meters_in_turn(mine):
        for opening, closing in itertools.pairwise(chain):
            if closing.day <= period.start or opening.day >= period.end:
                continue
            if found and found[-1][0].period.end != opening.day:
                raise MissingReadingError(
                    "readings",
                    f"meter {found[-1][0].closing.meter or '-'} to meter {opening.meter or '-'}",
                    f"has no matching readings of register {name} on the day of the exchange",
                    "Give the last reading of the old and the first of the new meter on one day.",
                ).concerning(opening)
            register = registers.find(name, closing.meter)
            counted = _difference(register, opening, closing, findings)
            amount, node = _convert_to(unit, register, *counted)
            days = Period(opening.day, closing.day)
            found.append((Interval(name, days, opening, closing, amount, node), register))
    return found


def _check_presence(
    registers: Registers,
    by_register: dict[str, list[tuple[Interval, Register]]],
    readings: list[Reading],
    period: Period,
) -> None:
    """Check that each register was read at both ends of the period, or when its meter came or went.

    A register that is declared for one meter may begin or end inside the period, or not be there at
    all; a reading of another meter on its first or last day shows the exchange.
    """
    for name, found in by_register.items():
        read_on = sorted(held.day for held in readings if held.register == name)
        if not read_on:
            raise MissingReadingError(
                "readings",
                name,
                "has no reading",
                f"Give readings on {period.start} and {period.end}.",
            )
        bound = registers.bound_to_meters(name)
        came = bool(found) and _in_time(
            found[0][0].period.start, period.start, name, readings, bound=bound
        )
        went = bool(found) and _in_time(
            found[-1][0].period.end, period.end, name, readings, bound=bound
        )
        if came and went:
            continue
        left_before = read_on[-1] <= period.start and _exchanged(readings, name, read_on[-1])
        came_after = read_on[0] >= period.end and _exchanged(readings, name, read_on[0])
        if not found and bound and (left_before or came_after):
            continue
        first = period.start not in read_on and not came
        raise _missing(name, period.start if first else period.end)
    counted = [
        held.period
        for found in by_register.values()
        for held, register in found
        if not register.total_of
    ]
    for day in (period.start, period.end):
        if not any(day in (part.start, part.end) for part in counted):
            raise _missing(registers.billed[0] if registers.billed else registers.ids[0], day)


def _in_time(
    day: dt.date, expected: dt.date, name: str, readings: list[Reading], *, bound: bool
) -> bool:
    return day == expected or (bound and _exchanged(readings, name, day))


def _exchanged(readings: list[Reading], name: str, day: dt.date) -> bool:
    """Tell whether another meter was read on the day on which a register begins or ends."""
    meters = {held.meter for held in readings if held.register == name and held.day == day}
    return any(held.day == day and held.meter and held.meter not in meters for held in readings)


def _missing(name: str, day: dt.date) -> MissingReadingError:
    return MissingReadingError(
        "readings",
        f"start of {day}",
        f"has no reading of register {name}",
        "Give the reading of that moment (the end of the day before), both readings on the day of "
        "an exchange, or an estimated reading with its reason.",
    )


def consumption(
    registers: Registers | Iterable[Register],
    readings: Iterable[Reading],
    period: Period,
    known_on: dt.date | None = None,
    curves: Iterable[LoadCurve] = (),
) -> Consumption:
    """Turn readings into consumption; the order of the readings does not matter.

    Every register needs a reading at the start and at the end of the period; readings in between
    divide it. At an exchange the old meter's last and the new meter's first reading share a day;
    registers that are declared for one meter come and go with it, so that a meter with one register
    can be replaced by one with two.

    Args:
        registers: The registers of the supply point, totals among them.
        readings: Any readings; those outside the period are left aside.
        period: The days to be billed.
        known_on: Leave out what became known later.
        curves: Load curves of registers; these need no readings.

    Raises:
        MissingReadingError: If a register has no reading where one is needed.
        MissingRegisterError: If a reading names an unknown register.
        ReadingBackwardsError: If a register runs backwards without a reason.
        ReadingConflictError: If two readings contradict each other.
        BandsDoNotAddUpError: If the bands do not add up to their total register.

    Examples:
        >>> gas = Register("7-0:3.0.0", unit="m³", digits=5)
        >>> year = Period.of_year(2026)
        >>> used = consumption([gas], [Reading(gas.id, year.start, "99980"),
        ...                            Reading(gas.id, year.end, "120")], year)
        >>> used.total
        Quantity('140 m³')
    """
    held = registers if isinstance(registers, Registers) else Registers(tuple(registers))
    known = _as_known(readings, known_on)
    for reading in known:
        try:
            held.find(reading.register, reading.meter)
        except MissingRegisterError as error:
            error.concerning(reading)
            raise
    findings: list[Finding] = []
    by_interval = {curve.register: curve for curve in curves}
    findings += _beside_curves(by_interval.values(), known, period)
    known = [reading for reading in known if reading.register not in by_interval]
    by_register = {
        name: _intervals(held, name, known, period, findings)
        for name in held.ids
        if name not in by_interval
        if name in held.counting or any(reading.register == name for reading in known)
    }
    if by_register or not by_interval:
        _check_presence(held, by_register, known, period)
    for name, found in by_register.items():
        if len(found) > 1:
            findings.extend(_left_aside(name, [interval for interval, _ in found], known, period))
    proofs: dict[Register, list[Interval]] = {}
    for found in by_register.values():
        for interval, register in found:
            if register.total_of:
                proofs.setdefault(register, []).append(interval)
    counted = {
        name: [interval for interval, register in by_register[name] if not register.total_of]
        for name in held.counting
        if name not in by_interval
    }
    for total, intervals in proofs.items():
        _prove_total(held, total, intervals, counted)
    present = tuple(name for name in held.counting if name in by_interval or counted[name])
    return Consumption(
        period=period,
        registers=present,
        intervals=tuple(interval for name in present for interval in counted.get(name, ())),
        units=tuple(held.unit(name) for name in present),
        findings=tuple(findings),
        parts=tuple(name for name in present if name in held.parts),
        curves=tuple(by_interval.values()),
    )


def _beside_curves(
    curves: Iterable[LoadCurve], readings: Iterable[Reading], period: Period
) -> Iterator[Finding]:
    """Yield a finding for each load curve beside which the register was read, and what differs."""
    held = tuple(readings)
    for curve in curves:
        name = curve.register
        mine = [reading for reading in held if reading.register == name]
        ends = [reading.value for reading in mine if reading.day in (period.start, period.end)]
        if not mine:
            continue
        counted = curve.series.total
        en, de = "", ""
        severity = Severity.INFO
        if len(ends) == 2 and max(ends) - min(ends) != counted.amount:  # noqa: PLR2004
            advance = Quantity(subtract(max(ends), min(ends)), counted.unit)
            en = f" It counted {counted}, the readings differ by {advance}."
            de = f" Er ergibt {counted}, die Stände unterscheiden sich um {advance}."
            severity = Severity.WARNING
        yield Finding(
            "readings_beside_load_curve",
            Label(
                f"Readings of register {name} were left aside: its load curve is billed.{en}",
                f"Stände des Zählwerks {name} blieben außer Betracht: "
                f"Abgerechnet wird der Lastgang.{de}",
            ),
            severity,
        )


def _left_aside(
    name: str, intervals: list[Interval], readings: list[Reading], period: Period
) -> Iterator[Finding]:
    """Yield a finding for each reading of a meter that was already exchanged, such as an estimate.

    Readings of one moment are of one meter each, so that days and meters put them in order.
    """
    gone = {interval.closing.meter: interval.period.end for interval in intervals}
    if len(gone) <= 1:
        return
    mine = [reading for reading in readings if reading.register == name]
    for reading in sorted(mine, key=lambda held: (held.day, held.meter)):
        exchanged = gone.get(reading.meter)
        if exchanged is None or not exchanged < reading.day <= period.end:
            continue
        last, value = reading.day - ONE_DAY, plain(reading.value)
        yield Finding(
            "reading_left_aside",
            Label(
                f"Reading {value} of meter {reading.meter} at the end of {last} "
                f"({reading.origin.label.en}) was left aside: the meter was exchanged "
                f"on {exchanged}.",
                f"Der Stand {value} des Zählers {reading.meter} zum Ende des {last:%d.%m.%Y} "
                f"({reading.origin.label.de}) blieb außer Betracht: Der Zähler wurde "
                f"am {exchanged:%d.%m.%Y} getauscht.",
            ),
            Severity.WARNING if reading.origin.measured else Severity.INFO,
        )


def _prove_total(
    registers: Registers,
    total: Register,
    intervals: list[Interval],
    counted: dict[str, list[Interval]],
) -> None:
    unit = registers.unit(total.id)
    days = Period(intervals[0].period.start, intervals[-1].period.end)
    expected = Decimal(0)
    for interval in intervals:
        expected = add(expected, interval.amount)
    found = Quantity(0, unit)
    for band in total.total_of:
        for interval in counted.get(band, ()):
            if days.covers(interval.period):
                found += Quantity(interval.amount, registers.unit(band))
    if expected != found.amount:
        raise BandsDoNotAddUpError(
            "registers",
            f"{' + '.join(total.total_of)} = {plain(found.amount)} {unit}",
            f"do not add up to {plain(expected)} {unit} of {total.id}",
            "Check the readings of all registers of this meter.",
        )
