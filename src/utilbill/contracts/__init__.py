"""Contracts: who supplies whom, where, since when, on which terms."""

from utilbill.contracts.contract import (
    BillingEntity,
    Commodity,
    Contract,
    CustomerClass,
    Party,
    SupplyBasis,
    SupplyPoint,
)

__all__ = [
    "BillingEntity",
    "Commodity",
    "Contract",
    "CustomerClass",
    "Party",
    "SupplyBasis",
    "SupplyPoint",
]
