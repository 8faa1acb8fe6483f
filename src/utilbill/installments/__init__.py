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
from utilbill.installments.procedure import (
    Claim,
    ClaimKind,
    Payment,
    Procedure,
    SettledOn,
    account_balance,
    claims,
)
from utilbill.installments.received import ReceivedInstallment

__all__ = [
    "Claim",
    "ClaimKind",
    "CreditOffset",
    "CreditUse",
    "Forecast",
    "ForecastShare",
    "Installment",
    "InstallmentPlan",
    "Payment",
    "Procedure",
    "ReceivedInstallment",
    "SettledOn",
    "account_balance",
    "adjusted",
    "build_plan",
    "claims",
    "due_dates",
    "offset_credit",
]
