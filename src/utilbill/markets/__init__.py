"""Markets: which rule, which figure, which text a country chooses.

A market is a frozen value of facets, each typed by its room. Packs are found by entry point, so
that others can add a country; the pack itself reads no file, it is handed the text of its data.
"""

from utilbill.markets.market import Market, MarketPack, PackData

__all__ = ["Market", "MarketPack", "PackData"]
