"""Why one bill differs from another: factors, hybrids, the average over all orders."""

from utilbill.billing.bill_difference.comparing import difference
from utilbill.billing.bill_difference.factors import Factor, QuantityBasis
from utilbill.billing.bill_difference.result import (
    BillDifference,
    Change,
    DifferencePart,
    SupplyDifference,
)

__all__ = [
    "BillDifference",
    "Change",
    "DifferencePart",
    "Factor",
    "QuantityBasis",
    "SupplyDifference",
    "difference",
]
