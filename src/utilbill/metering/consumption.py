"""From readings to consumption, and from consumption to the parts of a period."""

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.metering.registers import Reading, ReadingOrigin, Register, Registers
from utilbill.prorating.spreading import Spreading
from utilbill.values.errors import (
    BandsDoNotAddUpError,
    InvalidInputError,
    MissingChoiceError,
    MissingReadingError,
    MissingRegisterError,
    NegativeConsumptionError,
    ReadingBackwardsError,
    ReadingConflictError,
)
from utilbill.values.exact import add, multiply, places, plain, subtract
from utilbill.values.explanation import Constant, Explanation, Input, Label, Operation, Share
from utilbill.values.findings import Finding
from utilbill.values.period import Period
from utilbill.values.rounding import allocate, decimal_step
from utilbill.values.units import Quantity, Unit


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
        registers: Ids of the registers that are billed.
        intervals: All intervals, in the order of registers and days.
        units: Unit of each billed register.
        findings: What a person should know, such as an assumed rollover.
    """

    period: Period
    registers: tuple[str, ...]
    intervals: tuple[Interval, ...]
    units: tuple[Unit, ...]
    findings: tuple[Finding, ...] = ()

    def of(self, register: str) -> Quantity:
        """Return what one register counted."""
        unit = self.units[self.registers.index(register)]
        total = Decimal(0)
        for interval in self.intervals:
            if interval.register == register:
                total = add(total, interval.amount)
        return Quantity(total, unit)

    @property
    def total(self) -> Quantity:
        """What all billed registers counted together.

        Raises:
            UnitError: If they count different things.
        """
        total = self.of(self.registers[0])
        for register in self.registers[1:]:
            total += self.of(register)
        return total


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
        if (reading.known_since or dt.date.min) >= (held.known_since or dt.date.min):
            latest[key] = reading
    return list(latest.values())


def _difference(
    register: Register, opening: Reading, closing: Reading, findings: list[Finding]
) -> tuple[Decimal, Explanation]:
    unit = register.unit.symbol
    expression: tuple[Explanation, ...] = (
        Input(_CLOSING[closing.origin], closing.value, unit, closing.source),
        Input(_OPENING[opening.origin], opening.value, unit, opening.source),
    )
    difference = subtract(closing.value, opening.value)
    node: Explanation = Operation("-", expression)
    turns = closing.rollovers
    if register.digits is not None:
        size = Decimal(10) ** register.digits
        for reading in (opening, closing):
            if reading.value >= size:
                raise InvalidInputError(
                    "value",
                    reading.value,
                    f"has more than the {register.digits} digits of register {register.id}",
                    "Check the reading and the digits before the comma.",
                ).concerning(reading)
        if turns is None and difference < 0 and 2 * (difference + size) <= size:
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
        if turns:
            rollover = Constant(multiply(Decimal(turns), size), unit, _ROLLOVER)
            difference = add(difference, rollover.value)
            node = Operation("+", (node, rollover))
    elif turns:
        raise InvalidInputError(
            "rollovers", turns, "needs the digits of the register", "Give digits of the register."
        ).concerning(closing)
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


def _intervals(
    registers: Registers,
    name: str,
    readings: list[Reading],
    period: Period,
    findings: list[Finding],
) -> list[Interval]:
    mine = [reading for reading in readings if reading.register == name]
    if not mine:
        raise MissingReadingError(
            "readings", name, "has no reading", f"Give readings on {period.start} and {period.end}."
        )
    mine.sort(key=lambda reading: reading.day)
    meters = list(dict.fromkeys(reading.meter for reading in mine))
    if len(meters) > 1:
        rank = {meter: min(r.day for r in mine if r.meter == meter) for meter in meters}
        mine.sort(key=lambda reading: (rank[reading.meter], reading.day))
    found: list[Interval] = []
    for opening, closing in itertools.pairwise(mine):
        if opening.meter != closing.meter:
            if opening.day != closing.day:
                raise MissingReadingError(
                    "readings",
                    f"meter {opening.meter or '-'} to meter {closing.meter or '-'}",
                    f"has no matching readings of register {name} on the day of the exchange",
                    "Give the last reading of the old and the first of the new meter on one day.",
                ).concerning(closing)
            continue
        if closing.day <= period.start or opening.day >= period.end:
            continue
        register = registers.find(name, closing.meter)
        amount, node = _difference(register, opening, closing, findings)
        days = Period(opening.day, closing.day)
        found.append(Interval(name, days, opening, closing, amount, node))
    read_on = {reading.day for reading in mine}
    start = found[0].period.start if found else None
    end = found[-1].period.end if found else None
    if start != period.start or end != period.end:
        missing = period.end if period.start in read_on else period.start
        raise MissingReadingError(
            "readings",
            missing,
            f"has no reading of register {name}",
            "Give the reading of that day, or an estimated one with its reason.",
        )
    return found


def consumption(
    registers: Iterable[Register],
    readings: Iterable[Reading],
    period: Period,
    known_on: dt.date | None = None,
) -> Consumption:
    """Turn readings into consumption; the order of the readings does not matter.

    Every register needs a reading at the start and at the end of the period; readings in between
    divide it. At an exchange the old meter's last and the new meter's first reading share a day.

    Args:
        registers: The registers of the supply point, totals among them.
        readings: Any readings; those outside the period are left aside.
        period: The days to be billed.
        known_on: Leave out what became known later.

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
    held = Registers(tuple(registers))
    known = _as_known(readings, known_on)
    for reading in known:
        try:
            held.find(reading.register, reading.meter)
        except MissingRegisterError as error:
            error.concerning(reading)
            raise
    findings: list[Finding] = []
    by_register = {
        name: _intervals(held, name, known, period, findings)
        for name in held.ids
        if name in held.billed or any(reading.register == name for reading in known)
    }
    for total, bands in held.totals.items():
        if total in by_register:
            _prove_total(total, bands, by_register)
    billed = held.billed
    for name in billed:
        for interval in by_register[name]:
            if interval.amount < 0:  # kept as a second lock behind the check of the readings
                raise NegativeConsumptionError(
                    "consumption", interval.amount, "is below zero", "Check the readings."
                )
    return Consumption(
        period=period,
        registers=billed,
        intervals=tuple(interval for name in billed for interval in by_register[name]),
        units=tuple(held.find(name, by_register[name][0].closing.meter).unit for name in billed),
        findings=tuple(findings),
    )


def _prove_total(
    total: str, bands: tuple[str, ...], by_register: dict[str, list[Interval]]
) -> None:
    expected = Decimal(0)
    for interval in by_register[total]:
        expected = add(expected, interval.amount)
    found = Decimal(0)
    for band in bands:
        for interval in by_register.get(band, ()):
            found = add(found, interval.amount)
    if expected != found:
        raise BandsDoNotAddUpError(
            "registers",
            f"{' + '.join(bands)} = {plain(found)}",
            f"do not add up to {plain(expected)} of {total}",
            "Check the readings of all registers of this meter.",
        )


@attrs.frozen
class Cell:
    """The quantity of one register in one indivisible part of the period."""

    period: Period
    amount: Decimal
    explanation: Explanation
    measured: bool


@attrs.frozen
class Quantities:
    """Consumption divided at every day on which anything changes; the parts sum to the whole.

    Attributes:
        consumption: The whole.
        cells: For each billed register its cells, in the order of days.
    """

    consumption: Consumption
    cells: tuple[tuple[Cell, ...], ...]
    _held: dict[Any, tuple[Decimal, Explanation, bool]] = attrs.field(
        init=False, factory=dict, eq=False, repr=False
    )

    def over(self, registers: tuple[str, ...], period: Period) -> tuple[Decimal, Explanation, bool]:
        """Return quantity, explanation and whether it was measured, of registers in a part."""
        key = (registers, period)
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = self._over(registers, period)
        return held

    def _over(
        self, registers: tuple[str, ...], period: Period
    ) -> tuple[Decimal, Explanation, bool]:
        amount, nodes, measured = Decimal(0), [], True
        for name, cells in zip(self.consumption.registers, self.cells, strict=True):
            if name not in registers:
                continue
            for cell in cells:
                if period.start <= cell.period.start and cell.period.end <= period.end:
                    amount = add(amount, cell.amount)
                    nodes.append(cell.explanation)
                    measured = measured and cell.measured
        if not nodes:
            return amount, Constant(Decimal(0), ""), True
        return amount, nodes[0] if len(nodes) == 1 else Operation("+", tuple(nodes)), measured


def spread(used: Consumption, cuts: Iterable[dt.date], spreading: Spreading | None) -> Quantities:
    """Divide consumption at the given days.

    Each part keeps the precision of the whole: whole kWh are divided into whole kWh, by the method
    of the largest remainder.

    Args:
        used: The consumption between readings.
        cuts: Days on which something changes.
        spreading: How a quantity between two readings is spread over its days; required as soon as
            a cut falls between two readings.

    Raises:
        MissingChoiceError: If a cut falls between two readings and no way of spreading is given, or
            one that needs a reading there.
    """
    days = tuple(cuts)
    by_register: list[tuple[Cell, ...]] = []
    for name in used.registers:
        cells: list[Cell] = []
        for interval in used.intervals:
            if interval.register == name:
                cells.extend(_divide(interval, days, spreading))
        by_register.append(tuple(cells))
    return Quantities(used, tuple(by_register))


def _divide(
    interval: Interval, days: tuple[dt.date, ...], spreading: Spreading | None
) -> list[Cell]:
    start, end = interval.period.start, interval.period.end
    inside = [day for day in days if start < day < end]
    if not inside:
        return [Cell(interval.period, interval.amount, interval.explanation, interval.measured)]
    parts = interval.period.split_at(inside)
    if spreading is None or spreading.weights is None:
        raise MissingChoiceError(
            "spreading",
            inside[0],
            f"falls between two readings of register {interval.register}",
            "Give a reading of that day, or choose how to spread: linear or a load profile.",
        )
    weights = tuple(spreading.weights.weight(part) for part in parts)
    step = decimal_step(places(interval.amount))
    amounts = allocate(interval.amount, weights, step)
    label, reference = spreading.label, spreading.reference
    return [
        Cell(
            part,
            amount,
            Share(interval.explanation, weights, index, step, label, reference),
            interval.measured,
        )
        for index, (part, amount) in enumerate(zip(parts, amounts, strict=True))
    ]
