"""What registers counted and when they were there: read ones, load curves, bands of these."""

from collections.abc import Sequence
from fractions import Fraction

from utilbill.metering.consumption import Consumption
from utilbill.values.period import Period


def register_of(used: Consumption, name: str) -> str:
    """Return the register that a band divides; the name itself for a register."""
    return next((curve.register for curve in used.curves if name in curve.bands), name)


def registers_of(used: Consumption, names: Sequence[str]) -> tuple[str, ...]:
    """Return the registers that names of registers and bands stand for, each once."""
    return tuple(dict.fromkeys(register_of(used, name) for name in names))


def counted_by(used: Consumption, registers: Sequence[str]) -> Fraction:
    """Return what registers counted together, interval by interval."""
    whole = sum(
        (Fraction(held.amount) for held in used.intervals if held.register in registers),
        Fraction(0),
    )
    for curve in used.curves:
        if curve.register in registers:
            whole += sum(curve.series.counts) * Fraction(curve.series.step)
    return whole


def days_there(used: Consumption, registers: Sequence[str]) -> list[Period]:
    """Return the days on which registers, or the registers of bands, were there."""
    bases = registers_of(used, registers)
    return [held.period for held in used.intervals if held.register in bases] + [
        curve.series.period for curve in used.curves if curve.register in bases
    ]
