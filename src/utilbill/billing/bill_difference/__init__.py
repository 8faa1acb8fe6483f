"""Why one bill differs from another: factors, hybrids, the average over all orders."""

from utilbill.billing.bill_difference.comparing import difference
from utilbill.billing.bill_difference.factors import Factor, QuantityBasis
from utilbill.billing.bill_difference.result import (
    BillDifference,
    DifferencePart,
    FigureChange,
    SupplyDifference,
)

__all__ = [
    "BillDifference",
    "DifferencePart",
    "Factor",
    "FigureChange",
    "QuantityBasis",
    "SupplyDifference",
    "difference",
]
