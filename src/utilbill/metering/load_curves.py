"""Load curves at a supply point: registers whose quantity is known for each interval."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

import attrs

from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.registers import Registers
from utilbill.values.errors import InvalidInputError, MissingRegisterError
from utilbill.values.explanation import Input, Label
from utilbill.values.period import Period

_NAME = Label("load curve", "Lastgang")
#: Returns the bands of a load curve, by the names of their registers.
Divide = Callable[[IntervalSeries], Mapping[str, IntervalSeries]]


@attrs.frozen
class LoadCurve:
    """What one register counted in each interval of a period (Lastgang).

    Attributes:
        register: Id of the register.
        series: Its values, in the unit of the register, over the whole period.
        bands: The same values by time band, each under the name of a register of its own.
    """

    register: str
    series: IntervalSeries
    bands: Mapping[str, IntervalSeries] = attrs.field(factory=dict, hash=False)

    def named(self, name: str) -> IntervalSeries | None:
        """Return the values of the register, or of one of its bands."""
        return self.series if name == self.register else self.bands.get(name)

    def counted(self, name: str, period: Period) -> tuple[Decimal, Input, bool]:
        """Return what a register or band counted in some days, explained, and if it was measured.

        Raises:
            MissingRegisterError: If it is neither the register nor a band of it.
        """
        held = self.named(name)
        if held is None:
            raise MissingRegisterError(
                "register", name, "is no band of this load curve", f"Known: {list(self.bands)}."
            )
        part = held.over(period)
        amount = part.total.amount
        label = Label(f"load curve, {len(part)} intervals", f"Lastgang, {len(part)} Zeiträume")
        of = f"{self.series.source} {part.fingerprint[:10]}".strip()
        node = Input(label, amount, part.unit.symbol, f"{name} {period} {of}")
        return amount, node, part.measured


def load_curves(
    registers: Registers,
    series: Mapping[str, IntervalSeries],
    period: Period,
    divide: Mapping[str, Iterable[Divide]],
) -> tuple[LoadCurve, ...]:
    """Return the load curves of a period, cut to it and divided into their bands.

    Args:
        registers: The registers of the supply point.
        series: The values by the id of the register, at least over the period; with the transformer
            ratio already in them.
        period: The settled days.
        divide: By register, what divides its curve into bands.

    Raises:
        MissingRegisterError: If a series is of no billed register.
        PeriodError: If a series does not cover the period.
        UnitError: If a series counts something else than its register.
        InvalidInputError: If a value is below zero.
    """
    found: list[LoadCurve] = []
    for name, held in series.items():
        if name not in registers.counting:
            raise MissingRegisterError(
                "series",
                name,
                "is no register that counts at this supply point",
                f"Registers: {', '.join(registers.counting) or 'none'}.",
            )
        values = held.over(period).to(registers.unit(name))
        if min(values.counts) < 0:
            raise InvalidInputError(
                "series",
                f"{min(values.values)} {values.unit} of {name}",
                "is below zero",
                "Give import and export as registers of their own.",
            )
        values = attrs.evolve(
            values, name=values.name or _NAME, source=values.source or f"register {name}"
        )
        bands: dict[str, IntervalSeries] = {}
        for scheme in divide.get(name, ()):
            bands.update(scheme(values))
        found.append(LoadCurve(name, values, bands))
    return tuple(found)
