"""Identifiers of the field, each proved by its check digits where it has some."""

from utilbill.values.identifiers.bank import CreditorIdentifier, Iban
from utilbill.values.identifiers.market_codes import (
    Gln,
    MarketLocationId,
    MarketPartnerCode,
    MeteringLocationId,
)
from utilbill.values.identifiers.obis import ObisCode

__all__ = [
    "CreditorIdentifier",
    "Gln",
    "Iban",
    "MarketLocationId",
    "MarketPartnerCode",
    "MeteringLocationId",
    "ObisCode",
]
