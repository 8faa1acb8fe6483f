"""The law behind the engine: each unit of each register and each day is priced exactly once.

Checked on the finished lines of every settlement, by another way than the one that made them; a
bill that fails is refused.
"""

from collections.abc import Sequence
from decimal import Decimal

from utilbill.billing.line import Absence, Line
from utilbill.metering.consumption import Cell, Quantities
from utilbill.tariffs.component import Measure
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.errors import CoverageError
from utilbill.values.exact import add, plain, subtract
from utilbill.values.period import Period, tiles


def check_coverage(
    sheet: PriceSheet,
    lines: Sequence[Line],
    absences: Sequence[Absence],
    period: Period,
    quantities: Quantities | None,
) -> None:
    """Prove that every charge prices every day, and every unit of every register, exactly once.

    Raises:
        CoverageError: If something is priced twice or not at all.
    """
    by_charge: dict[str, list[Line]] = {}
    for line in lines:
        by_charge.setdefault(line.charge, []).append(line)
    absent: dict[str, list[Period]] = {}
    for absence in absences:
        absent.setdefault(absence.component, []).append(absence.period)
    for component in sheet.components:
        if component.measure not in (Measure.TIME, Measure.QUANTITY):
            continue
        mine = [
            line for line in by_charge.get(component.charge, ()) if line.component == component.id
        ]
        days = [line.period for line in mine]
        if component.measure is Measure.QUANTITY:
            days = list(dict.fromkeys(days))  # tiers of one quantity share their days
        missing = absent.get(component.id, [])
        if not tiles(period, [*days, *missing]):
            found = ", ".join(str(part) for part in sorted([*days, *missing])) or "no day"
            raise CoverageError(component.id, f"every day of {period} once", found)
    if quantities is not None:
        for charge in sheet.charges:
            members = sheet.of_charge(charge)
            if members[0].measure is Measure.QUANTITY:
                absent_days = [day for member in members for day in absent.get(member.id, ())]
                _check_units(charge, by_charge.get(charge, []), absent_days, quantities)


def _check_units(
    charge: str, lines: list[Line], absent: list[Period], quantities: Quantities
) -> None:
    sets: dict[tuple[str, ...], Decimal] = {}
    for line in lines:
        amount = line.quantity.amount if line.quantity else Decimal(0)
        sets[line.registers] = add(sets.get(line.registers, Decimal(0)), amount)
    registers = quantities.consumption.registers
    priced = [name for group in sets for name in group]
    if lines and sorted(priced) != sorted(registers):
        raise CoverageError(charge, f"registers {', '.join(registers)}", ", ".join(priced))
    for group, found in sets.items():
        expected = Decimal(0)
        for cells, name in zip(quantities.cells, registers, strict=True):
            if name in group:
                counted = quantities.consumption.of(name).amount
                expected = add(expected, subtract(counted, _on(cells, absent)))
        if expected != found:
            raise CoverageError(charge, f"{plain(expected)} of {', '.join(group)}", plain(found))


def _on(cells: tuple[Cell, ...], absent: list[Period]) -> Decimal:
    total = Decimal(0)
    for cell in cells:
        if any(days.covers(cell.period) for days in absent):
            total = add(total, cell.amount)
    return total
