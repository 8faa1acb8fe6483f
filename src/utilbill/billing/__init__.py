"""Billing: settle a period, add up, prove that nothing is priced twice, make the bill."""

from utilbill.billing.bill import Bill, BillStanding, combine
from utilbill.billing.bill_difference import (
    BillDifference,
    Change,
    DifferencePart,
    Factor,
    QuantityBasis,
    SupplyDifference,
    difference,
)
from utilbill.billing.comparison import (
    ConsumptionComparison,
    PreviousConsumption,
    ReferenceGroup,
    compare,
)
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
    "BillDifference",
    "BillStanding",
    "BillingRules",
    "Blocked",
    "Case",
    "Change",
    "ConsumptionComparison",
    "DifferencePart",
    "ExpectedQuantity",
    "Factor",
    "HasBillingRules",
    "Line",
    "PreviousConsumption",
    "QuantityBasis",
    "ReferenceGroup",
    "Relief",
    "ReliefAmount",
    "Settled",
    "Settlement",
    "SettlementKind",
    "SupplyDifference",
    "TaxGroup",
    "TaxLevel",
    "Totals",
    "combine",
    "compare",
    "difference",
    "forecast",
    "next_forecast",
    "relieve",
    "settle",
    "settle_many",
]
