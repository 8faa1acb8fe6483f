"""Metering: registers, readings, exchange and rollover, load profiles."""

from utilbill.metering.consumption import Consumption, Interval, consumption
from utilbill.metering.energy_account import AccountMovement, EnergyAccount, EnergyCredit
from utilbill.metering.energy_conversion import EnergyConversion, to_energy
from utilbill.metering.estimate import (
    Estimate,
    EstimateFactors,
    EstimationMethod,
    EstimationReason,
    Known,
)
from utilbill.metering.estimation import (
    estimate_between,
    estimate_from_neighbors,
    estimate_from_use,
    estimated_reading,
)
from utilbill.metering.gas_profiles import DayMeans, GasProfile, Sigmoid
from utilbill.metering.intervals import (
    Direction,
    DuplicatePolicy,
    GapPolicy,
    IntervalSeries,
    LabelPosition,
    Quality,
    QualityRun,
    TimeBasis,
    on_calendar_of,
    read_intervals,
    series_from_registers,
)
from utilbill.metering.load_profiles import LoadProfile
from utilbill.metering.plausibility import PlausibilityRules, Verdict, check_reading, doubts
from utilbill.metering.quantities import CutQuantities, Quantities
from utilbill.metering.registers import Reading, ReadingOrigin, Register, Registers

__all__ = [
    "AccountMovement",
    "Consumption",
    "CutQuantities",
    "DayMeans",
    "Direction",
    "DuplicatePolicy",
    "EnergyAccount",
    "EnergyConversion",
    "EnergyCredit",
    "Estimate",
    "EstimateFactors",
    "EstimationMethod",
    "EstimationReason",
    "GapPolicy",
    "GasProfile",
    "Interval",
    "IntervalSeries",
    "Known",
    "LabelPosition",
    "LoadProfile",
    "PlausibilityRules",
    "Quality",
    "QualityRun",
    "Quantities",
    "Reading",
    "ReadingOrigin",
    "Register",
    "Registers",
    "Sigmoid",
    "TimeBasis",
    "Verdict",
    "check_reading",
    "consumption",
    "doubts",
    "estimate_between",
    "estimate_from_neighbors",
    "estimate_from_use",
    "estimated_reading",
    "on_calendar_of",
    "read_intervals",
    "series_from_registers",
    "to_energy",
]
