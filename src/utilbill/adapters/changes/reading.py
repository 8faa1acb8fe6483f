"""Read files of changes and generate their JSON Schema."""

from pathlib import Path
from typing import Any

from utilbill.adapters.casefile.reading import read_bytes
from utilbill.adapters.changes.building import LoadedChanges, build_changes
from utilbill.adapters.changes.models import SCHEMA, ChangesModel
from utilbill.adapters.structuring import make_converter, schema_of
from utilbill.adapters.yaml_text import parse
from utilbill.values.errors import FileError, Where
from utilbill.values.marked import MarkedMap, at, where_of

_CONVERTER = make_converter()


def load_changes(path: Path | str) -> LoadedChanges:
    """Read a file of changes.

    Raises:
        FileError: If it is missing, too large or not what it claims to be.
        UtilbillError: If its content is wrong; the error names file, line, field and remedy.
    """
    file = Path(path)
    return parse_changes(read_bytes(file), str(file))


def parse_changes(data: bytes, name: str) -> LoadedChanges:
    """Read changes from bytes.

    Args:
        data: YAML or JSON, UTF-8.
        name: File name for messages; ``.json`` is read by the rules of JSON.

    Examples:
        >>> text = "schema: utilbill.changes/1" + chr(10) + "on: 2024-03-15" + chr(10)
        >>> parse_changes(text.encode(), "changes.yaml").changes
        ()
    """
    root = parse(data, name)
    if not isinstance(root, MarkedMap):
        error = FileError(
            "file",
            "a list" if isinstance(root, list) else str(root),
            "is not a mapping of fields",
            f"Start with schema: {SCHEMA}; see utilbill correct --example.",
        )
        error.where = where_of(root) or Where(name)
        raise error
    found = root.get("schema")
    if found != SCHEMA:
        with at(found if found is not None else root):
            raise FileError(
                "schema",
                found or "nothing",
                "is not a file of changes of this version",
                f"Start the file with schema: {SCHEMA}; the cases come before it.",
            )
    return build_changes(_CONVERTER.structure(root, ChangesModel), name)


def changes_schema() -> dict[str, Any]:
    """Return the JSON Schema of files of changes, generated from the models."""
    models: dict[str, Any] = {}
    root = schema_of(ChangesModel, {}, models)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "utilbill file of changes",
        **root,
        "$defs": models,
    }
