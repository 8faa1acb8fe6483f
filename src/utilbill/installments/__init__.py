"""Installments (Abschläge): plans from a forecast, and what a settlement may deduct."""

from utilbill.installments.offset import CreditOffset, CreditUse, adjusted, offset_credit
from utilbill.installments.plan import (
    Forecast,
    ForecastShare,
    Installment,
    InstallmentPlan,
    build_plan,
    due_dates,
)
from utilbill.installments.received import ReceivedInstallment

__all__ = [
    "CreditOffset",
    "CreditUse",
    "Forecast",
    "ForecastShare",
    "Installment",
    "InstallmentPlan",
    "ReceivedInstallment",
    "adjusted",
    "build_plan",
    "due_dates",
    "offset_credit",
]
