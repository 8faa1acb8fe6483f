"""The German market."""

from utilbill.markets.de.market import germany
from utilbill.markets.market import MarketPack

PACK = MarketPack("DE", "utilbill.markets.de", germany)

__all__ = ["PACK"]
