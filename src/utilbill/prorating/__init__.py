"""Prorating: named ways to share a time-based price and to spread a quantity over days."""

from utilbill.prorating.degree_days import DegreeDays
from utilbill.prorating.interest import DayCount, Interest, simple_interest
from utilbill.prorating.spreading import BY_READING, LINEAR, DayWeights, Linear, Spreading
from utilbill.prorating.time_share import Proration, time_share

__all__ = [
    "BY_READING",
    "LINEAR",
    "DayCount",
    "DayWeights",
    "DegreeDays",
    "Interest",
    "Linear",
    "Proration",
    "Spreading",
    "simple_interest",
    "time_share",
]
