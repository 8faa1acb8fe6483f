"""From consumption to the parts of a period: the quantities that lines price."""

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal

import attrs

from utilbill.metering.consumption import Consumption, Interval
from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.load_curves import LoadCurve
from utilbill.prorating.spreading import Spreading
from utilbill.values.errors import MissingChoiceError, MissingRegisterError
from utilbill.values.exact import add, places
from utilbill.values.explanation import Constant, Explanation, Operation, Share
from utilbill.values.period import Period
from utilbill.values.rounding import allocate, decimal_step
from utilbill.values.units import Unit


@attrs.frozen
class Cell:
    """The quantity of one register in one indivisible part of the period."""

    period: Period
    amount: Decimal
    explanation: Explanation
    measured: bool


@attrs.frozen
class Quantities:
    """Consumption, and how it is divided where something changes between two readings.

    What one component prices is divided at that component's own changes and at no others, so that
    a line for information never moves a unit of a line that counts. The parts sum to the whole.
    They have its decimals, and at least those that reach the base unit, as the kWh of a MWh.

    Attributes:
        consumption: The whole.
        spreading: How a quantity between two readings is spread over its days; None if nothing
            has to be spread.
        finer: Decimals that parts have beyond those of the whole; none for what is billed.
    """

    consumption: Consumption
    spreading: Spreading | None
    finer: int = attrs.field(default=0, kw_only=True)
    _cut: dict[tuple[dt.date, ...], "CutQuantities"] = attrs.field(
        init=False, factory=dict, eq=False, repr=False
    )

    @property
    def whole(self) -> "CutQuantities":
        """The quantities where nothing changes between readings."""
        return self._cut.get(()) or self.cut_at(())

    def cut_at(self, days: Iterable[dt.date]) -> "CutQuantities":
        """Divide at the given days.

        Raises:
            MissingChoiceError: If a day falls between two readings and no way of spreading is
                given, or one that needs a reading there.
        """
        cuts = tuple(sorted(set(days)))
        held = self._cut.get(cuts)
        if held is None:
            used = self.consumption
            read = tuple(name for name in used.registers if used.curve_of(name) is None)
            units = dict(zip(used.registers, used.units, strict=True))
            held = self._cut[cuts] = CutQuantities(
                read,
                tuple(
                    tuple(
                        cell
                        for interval in used.intervals
                        if interval.register == name
                        for cell in _divide(interval, units[name], cuts, self.spreading, self.finer)
                    )
                    for name in read
                ),
                used.curves,
            )
        return held


def _decimals(unit: Unit) -> int:
    """Return how many decimals reach the base unit: three of a MWh, none of a kWh or a m³."""
    return next(count for count in itertools.count() if unit.factor <= 10**count)


@attrs.frozen
class CutQuantities:
    """Consumption divided at certain days.

    Attributes:
        registers: Ids of the registers that were read.
        cells: For each of them its cells, in the order of days.
        curves: Load curves, which are divided at any day.
    """

    registers: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    curves: tuple[LoadCurve, ...] = ()
    _held: dict[tuple[tuple[str, ...], Period], tuple[Decimal, Explanation, bool]] = attrs.field(
        init=False, factory=dict, eq=False, repr=False
    )

    def over(self, registers: tuple[str, ...], period: Period) -> tuple[Decimal, Explanation, bool]:
        """Return quantity, explanation and whether it was measured, of registers in a part."""
        key = (registers, period)
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = self._over(registers, period)
        return held

    def series(self, register: str, period: Period) -> IntervalSeries:
        """Return the load curve of a register, or of a band of it, in a part of the period.

        Raises:
            MissingRegisterError: If it was read, and not metered by interval.
        """
        for curve in self.curves:
            held = curve.named(register)
            if held is not None:
                return held.over(period)
        known = ", ".join(name for curve in self.curves for name in (curve.register, *curve.bands))
        raise MissingRegisterError(
            "series",
            register,
            "has no load curve, but a price needs one",
            f"Give its values per interval as series; there are: {known or 'none'}.",
        )

    def _over(
        self, registers: tuple[str, ...], period: Period
    ) -> tuple[Decimal, Explanation, bool]:
        amount, nodes, measured = Decimal(0), [], True
        for name, cells in zip(self.registers, self.cells, strict=True):
            if name not in registers:
                continue
            for cell in cells:
                if period.start <= cell.period.start and cell.period.end <= period.end:
                    amount = add(amount, cell.amount)
                    nodes.append(cell.explanation)
                    measured = measured and cell.measured
        for curve in self.curves:
            for name in registers:
                if curve.named(name) is not None:
                    counted, node, sure = curve.counted(name, period)
                    amount, measured = add(amount, counted), measured and sure
                    nodes.append(node)
        if not nodes:
            return amount, Constant(Decimal(0), ""), True
        return amount, nodes[0] if len(nodes) == 1 else Operation("+", tuple(nodes)), measured


def _divide(
    interval: Interval,
    unit: Unit,
    days: tuple[dt.date, ...],
    spreading: Spreading | None,
    finer: int,
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
    step = decimal_step(max(places(interval.amount), _decimals(unit)) + finer)
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
