"""Metering: registers, readings, exchange and rollover, load profiles."""

from utilbill.metering.consumption import Consumption, Interval, Quantities, consumption, spread
from utilbill.metering.load_profiles import LoadProfile
from utilbill.metering.registers import Reading, ReadingOrigin, Register, Registers

__all__ = [
    "Consumption",
    "Interval",
    "LoadProfile",
    "Quantities",
    "Reading",
    "ReadingOrigin",
    "Register",
    "Registers",
    "consumption",
    "spread",
]
