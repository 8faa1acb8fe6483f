"""Interval series: one number per quarter hour or hour, keyed by instant."""

from utilbill.metering.intervals.calendars import on_calendar_of
from utilbill.metering.intervals.clock import (
    HOUR,
    QUARTER_HOUR,
    LocalDay,
    TimeBasis,
    local_days,
    midnight,
)
from utilbill.metering.intervals.from_registers import series_from_registers
from utilbill.metering.intervals.gaps import DuplicatePolicy, GapPolicy
from utilbill.metering.intervals.labels import LabelPosition
from utilbill.metering.intervals.quality import Quality, QualityRun
from utilbill.metering.intervals.reading_in import read_intervals
from utilbill.metering.intervals.series import Direction, IntervalSeries

__all__ = [
    "HOUR",
    "QUARTER_HOUR",
    "Direction",
    "DuplicatePolicy",
    "GapPolicy",
    "IntervalSeries",
    "LabelPosition",
    "LocalDay",
    "Quality",
    "QualityRun",
    "TimeBasis",
    "local_days",
    "midnight",
    "on_calendar_of",
    "read_intervals",
    "series_from_registers",
]
