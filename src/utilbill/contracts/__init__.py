"""Contracts: who supplies whom, where, since when, on which terms."""

from utilbill.contracts.contract import (
    Commodity,
    Contract,
    CustomerClass,
    SupplyBasis,
    SupplyPoint,
)
from utilbill.contracts.energy_label import (
    EnergyLabel,
    EnergyMix,
    EnergyShare,
    EnergySource,
    OriginShare,
)
from utilbill.contracts.party import (
    BillingEntity,
    Contact,
    CustomerInformation,
    MarketPartner,
    Party,
)
from utilbill.contracts.terms import ContractTerms, PaymentDetails, PaymentMethod, Product

__all__ = [
    "BillingEntity",
    "Commodity",
    "Contact",
    "Contract",
    "ContractTerms",
    "CustomerClass",
    "CustomerInformation",
    "EnergyLabel",
    "EnergyMix",
    "EnergyShare",
    "EnergySource",
    "MarketPartner",
    "OriginShare",
    "Party",
    "PaymentDetails",
    "PaymentMethod",
    "Product",
    "SupplyBasis",
    "SupplyPoint",
]
