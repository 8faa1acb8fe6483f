"""Billing: settle a period, add up, prove that nothing is priced twice, make the bill."""

from utilbill.billing.bill import Bill, BillStanding, combine
from utilbill.billing.comparison import (
    ConsumptionComparison,
    PreviousConsumption,
    ReferenceGroup,
    compare,
)
from utilbill.billing.crediting import with_credit_used
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
    "BillStanding",
    "BillingRules",
    "Blocked",
    "Case",
    "ConsumptionComparison",
    "ExpectedQuantity",
    "HasBillingRules",
    "Line",
    "PreviousConsumption",
    "ReferenceGroup",
    "Relief",
    "ReliefAmount",
    "Settled",
    "Settlement",
    "SettlementKind",
    "TaxGroup",
    "TaxLevel",
    "Totals",
    "combine",
    "compare",
    "forecast",
    "next_forecast",
    "relieve",
    "settle",
    "settle_many",
    "with_credit_used",
]
