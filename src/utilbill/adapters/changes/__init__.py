"""Files of changes: what became known after bills were made."""

from utilbill.adapters.changes.building import LoadedChanges
from utilbill.adapters.changes.cases import correct_cases, documents_of
from utilbill.adapters.changes.reading import changes_schema, load_changes, parse_changes

__all__ = [
    "LoadedChanges",
    "changes_schema",
    "correct_cases",
    "documents_of",
    "load_changes",
    "parse_changes",
]
