"""What the adapters of published price sheets have in common."""

from utilbill.adapters.exchange.sheets import ExportedSheet, ImportedSheet, Unmatched

__all__ = ["ExportedSheet", "ImportedSheet", "Unmatched"]
