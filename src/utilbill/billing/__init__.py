"""Billing: settle a period, add up, prove that nothing is priced twice, make the bill."""

from utilbill.billing.bill import Bill, combine
from utilbill.billing.forecasting import ExpectedQuantity, forecast, next_forecast
from utilbill.billing.line import Absence, Line
from utilbill.billing.relief import Relief, ReliefAmount, relieve
from utilbill.billing.rules import BillingRules, HasBillingRules
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.billing.settling import Blocked, Case, Settled, settle, settle_many
from utilbill.billing.totals import TaxGroup, TaxLevel, Totals

__all__ = [
    "Absence",
    "Bill",
    "BillingRules",
    "Blocked",
    "Case",
    "ExpectedQuantity",
    "HasBillingRules",
    "Line",
    "Relief",
    "ReliefAmount",
    "Settled",
    "Settlement",
    "SettlementKind",
    "TaxGroup",
    "TaxLevel",
    "Totals",
    "combine",
    "forecast",
    "next_forecast",
    "relieve",
    "settle",
    "settle_many",
]
