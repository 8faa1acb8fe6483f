"""The law behind the engine: each unit of each register and each day is priced exactly once.

Checked on the finished lines of every settlement, by another way than the one that made them; a
bill that fails is refused.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from utilbill.billing.line import Absence, Line
from utilbill.metering.quantities import CutQuantities, Quantities
from utilbill.tariffs.component import Component, LineKind, Measure
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.errors import CoverageError
from utilbill.values.exact import add, plain, subtract, total
from utilbill.values.period import Period, tiles

_NO_CUTS: Mapping[str, Sequence[dt.date]] = MappingProxyType({})


def check_coverage(
    sheet: PriceSheet,
    lines: Sequence[Line],
    absences: Sequence[Absence],
    period: Period,
    quantities: Quantities | None,
    cuts: Mapping[str, Sequence[dt.date]] = _NO_CUTS,
) -> None:
    """Prove that every charge prices every day, and every unit of every register, exactly once.

    In a charge that counts, what is only contained in another price proves nothing.

    Args:
        sheet: The price sheet.
        lines: The lines made from it.
        absences: Days on which a component asks for nothing.
        period: The settled days.
        quantities: What was counted.
        cuts: Days on which more than its price divides the quantity of a component, by its id; they
            divide it on days without a price too.

    Raises:
        CoverageError: If something is priced twice or not at all.
    """
    by_component: dict[str, list[Line]] = {}
    for line in lines:
        by_component.setdefault(line.component, []).append(line)
    absent: dict[str, list[Period]] = {}
    for absence in absences:
        absent.setdefault(absence.component, []).append(absence.period)
    bands = sheet.band_registers
    counted, there = _counted(quantities)
    there.update({name: there[base] for name, base in bands.items() if base in there})
    whole = (tuple(counted), next(iter(counted.values()))) if len(counted) == 1 else None
    for charge in sheet.charges:
        members = sheet.of_charge(charge)
        measure = members[0].measure
        if measure not in _PROVED:
            continue
        if len(members) == 1 and not absent:
            mine = by_component.get(members[0].id, [])
            if len(mine) == 1 and _prices_all(members[0], measure, mine[0], period, whole):
                continue
        for member in members:
            days = _days_of(member, there, period)
            if days is not None:
                mine, missing = by_component.get(member.id, []), absent.get(member.id, [])
                _check_days(member.id, mine, missing, days)
        if measure is Measure.QUANTITY and quantities is not None:
            proving = _proving(members)
            priced = [line for member in proving for line in by_component.get(member.id, ())]
            chargeable = _chargeable(
                counted, proving, by_component, absent, quantities, cuts, bands
            )
            kinds = {line.quantity.unit.dimension for line in priced if line.quantity is not None}
            of_kind = {
                name: amount
                for name, amount in chargeable.items()
                if not kinds or quantities.consumption.of(name).unit.dimension in kinds
            }
            _check_units(charge, priced, of_kind, bands)


def _prices_all(
    member: Component,
    measure: Measure,
    line: Line,
    period: Period,
    whole: tuple[tuple[str, ...], Decimal] | None,
) -> bool:
    """Tell whether one line prices every day and all that the only register counted."""
    if member.selected or member.less or line.period != period:
        return False
    if measure is not Measure.QUANTITY:
        return True
    if whole is None or line.quantity is None:
        return False
    registers, counted = whole
    return line.registers == registers and line.quantity.amount == counted


def _chargeable(
    counted: dict[str, Decimal],
    members: Sequence[Component],
    lines: dict[str, list[Line]],
    absent: dict[str, list[Period]],
    quantities: Quantities,
    cuts: Mapping[str, Sequence[dt.date]],
    bands: Mapping[str, str],
) -> dict[str, Decimal]:
    """Return what the members of a charge have to price of each register."""
    for member in members:
        missing = absent.get(member.id, [])
        if missing:
            starts = [held.period.start for held in lines.get(member.id, [])]
            days = [*starts, *(held.start for held in missing)]
            cut = quantities.cut_at([*sorted(days)[1:], *cuts.get(member.id, ())])
            counted = _without(counted, member, missing, cut, bands)
        if member.less:
            counted = _less(counted, member, quantities)
    return counted


def _counted(quantities: Quantities | None) -> tuple[dict[str, Decimal], dict[str, Period]]:
    """Return what each register counted, and on which days it was there."""
    if quantities is None:
        return {}, {}
    used = quantities.consumption
    return (
        {name: used.of(name).amount for name in used.billed},
        {name: used.days_of(name) for name in used.billed},
    )


_PROVED = (Measure.TIME, Measure.QUANTITY, Measure.LOAD)


def _proving(members: Sequence[Component]) -> Sequence[Component]:
    """Return the members of a charge that count; all of them where none does."""
    return [member for member in members if member.kind is LineKind.CHARGED] or members


def _check_days(component: str, lines: list[Line], missing: list[Period], period: Period) -> None:
    if len(lines) == 1 and not missing and lines[0].period == period:
        return
    days = [line.period for line in lines]
    if lines and (lines[0].quantity or lines[0].count) is not None:
        days = list(dict.fromkeys(days))  # tiers of one quantity or power share their days
    if not tiles(period, [*days, *missing]):
        found = ", ".join(str(part) for part in sorted([*days, *missing])) or "no day"
        raise CoverageError(component, f"every day of {period} once", found)


def _days_of(member: Component, there: dict[str, Period], period: Period) -> Period | None:
    if not member.selected:
        return period
    days = [there[name] for name in member.selected if name in there]
    return days[0] if days else None


def _without(
    counted: dict[str, Decimal],
    member: Component,
    absent: list[Period],
    cut: CutQuantities,
    bands: Mapping[str, str],
) -> dict[str, Decimal]:
    """Take off what was counted on days on which a component asks for nothing."""
    left = dict(counted)
    for register in member.selected or tuple(counted):
        name = bands.get(register, register)
        missing = total([cut.over((register,), days)[0] for days in absent])
        left[name] = subtract(left[name], missing)
    return left


def _less(
    counted: dict[str, Decimal], member: Component, quantities: Quantities
) -> dict[str, Decimal]:
    """Take off what a component leaves out because another meter counted it as a part."""
    left = dict(counted)
    first = (member.selected or tuple(counted))[0]  # parts are never divided into bands
    for name in member.less:
        left[first] = subtract(left[first], quantities.consumption.of(name).amount)
    return left


def _check_units(
    charge: str,
    lines: list[Line],
    chargeable: dict[str, Decimal],
    bands: Mapping[str, str],
) -> None:
    sets: dict[tuple[str, ...], Decimal] = {}
    for line in lines:
        amount = line.quantity.amount if line.quantity else Decimal(0)
        registers = tuple(dict.fromkeys(bands.get(name, name) for name in line.registers))
        sets[registers] = add(sets.get(registers, Decimal(0)), amount)
    named = [name for group in sets for name in group]
    if lines and sorted(named) != sorted(chargeable):
        raise CoverageError(charge, f"registers {', '.join(chargeable)}", ", ".join(named))
    for group, found in sets.items():
        expected = total([chargeable[name] for name in group])
        if expected != found:
            raise CoverageError(charge, f"{plain(expected)} of {', '.join(group)}", plain(found))
