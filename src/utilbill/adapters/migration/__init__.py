"""Tables of another system's bills, and their verification against case files."""

from utilbill.adapters.migration.results import report_to_json
from utilbill.adapters.migration.table import (
    LoadedTable,
    RefusedRow,
    load_foreign_bills,
    parse_foreign_bills,
)
from utilbill.adapters.migration.verifying import verify_cases

__all__ = [
    "LoadedTable",
    "RefusedRow",
    "load_foreign_bills",
    "parse_foreign_bills",
    "report_to_json",
    "verify_cases",
]
