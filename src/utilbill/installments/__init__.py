"""Installments (Abschläge): plans from a forecast, and what a settlement may deduct."""

from utilbill.installments.account import (
    Claim,
    ClaimKind,
    Payment,
    SettledOn,
    account_balance,
    claims,
)
from utilbill.installments.advance import AdvanceTerms
from utilbill.installments.credit import CreditSettlement, CreditTerms, OffsetInstallment
from utilbill.installments.offset import CreditOffset, CreditUse, adjusted, offset_credit
from utilbill.installments.plan import (
    Forecast,
    ForecastShare,
    Installment,
    InstallmentPlan,
    build_plan,
    due_dates,
)
from utilbill.installments.procedure import Procedure
from utilbill.installments.received import ReceivedInstallment
from utilbill.installments.revision import (
    AdvancePayment,
    Revision,
    RevisionReason,
    adjust_plan,
    revise_plan,
    wish,
)

__all__ = [
    "AdvancePayment",
    "AdvanceTerms",
    "Claim",
    "ClaimKind",
    "CreditOffset",
    "CreditSettlement",
    "CreditTerms",
    "CreditUse",
    "Forecast",
    "ForecastShare",
    "Installment",
    "InstallmentPlan",
    "OffsetInstallment",
    "Payment",
    "Procedure",
    "ReceivedInstallment",
    "Revision",
    "RevisionReason",
    "SettledOn",
    "account_balance",
    "adjust_plan",
    "adjusted",
    "build_plan",
    "claims",
    "due_dates",
    "offset_credit",
    "revise_plan",
    "wish",
]
