"""Taxes: value added tax, quantity taxes, levies and the concession fee.

Each with its own rule for the day that decides.
"""

from utilbill.taxes.parts import TaxPart
from utilbill.taxes.statutory import CarbonPrice, ConcessionFee, ConsumerGroup, Levy, QuantityTax
from utilbill.taxes.vat import FixedTaxation, LawTaxation, RateChange, Taxation, TaxRate

__all__ = [
    "CarbonPrice",
    "ConcessionFee",
    "ConsumerGroup",
    "FixedTaxation",
    "LawTaxation",
    "Levy",
    "QuantityTax",
    "RateChange",
    "TaxPart",
    "TaxRate",
    "Taxation",
]
