"""Read case files and generate their JSON Schema."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from utilbill.adapters.casefile.building import Beside, LoadedCase, build_case
from utilbill.adapters.casefile.models import (
    COMPONENTS,
    SCHEMA,
    AnyComponent,
    HeaderModel,
    OneSupplyModel,
    SeveralSuppliesModel,
    SupplyModel,
)
from utilbill.adapters.casefile.readings_csv import parse_readings, parse_temperatures
from utilbill.adapters.structuring import make_converter, schema_of
from utilbill.adapters.yaml_text import MAXIMUM_BYTES, parse
from utilbill.values.errors import FileError, Where
from utilbill.values.marked import MarkedMap, at, where_of

T = TypeVar("T")
_CONVERTER = make_converter((AnyComponent, COMPONENTS))


def load_case(path: Path | str) -> LoadedCase:
    """Read a case file and the CSV files that it names.

    Raises:
        FileError: If a file is missing, too large or not what it claims to be.
        UtilbillError: If its content is wrong; the error names file, line, field and remedy.
    """
    file = Path(path)
    return parse_case(read_bytes(file), str(file), file.parent)


def read_bytes(file: Path) -> bytes:
    """Read a file of bounded size.

    Raises:
        FileError: If it is missing, no regular file, or too large.
    """
    try:
        if file.is_dir() or (file.exists() and not file.is_file()):
            raise _refused(file, str(file), "is no regular file", "Name a file.")
        with file.open("rb") as stream:
            data = stream.read(MAXIMUM_BYTES + 1)
    except OSError as problem:
        reason = f"cannot be read: {problem.strerror}"
        raise _refused(file, str(file), reason, "Check the path.") from None
    except ValueError:
        raise _refused(file, repr(str(file)), "is no path", "Check the path.") from None
    if len(data) > MAXIMUM_BYTES:
        raise _refused(
            file,
            f"more than {MAXIMUM_BYTES} bytes",
            "is too large",
            f"Keep it below {MAXIMUM_BYTES} bytes.",
        )
    return data


def _refused(file: Path, value: str, problem: str, advice: str) -> FileError:
    error = FileError("file", value, problem, advice)
    error.where = Where(str(file))
    return error


def parse_case(data: bytes, name: str, folder: Path | None = None) -> LoadedCase:
    """Read a case from bytes.

    Args:
        data: YAML or JSON, UTF-8.
        name: File name for messages; ``.json`` is read by the rules of JSON.
        folder: Where CSV files beside it are looked for.
    """
    root = parse(data, name)
    if not isinstance(root, MarkedMap):
        error = FileError(
            "file",
            "a list" if isinstance(root, list) else str(root),
            "is not a mapping of fields",
            "Start with schema: utilbill.case/1; see utilbill settle --example.",
        )
        error.where = where_of(root) or Where(name)
        raise error
    _check_schema(root)
    model, supplies = _models(root)
    beside = [
        Beside(
            readings=_beside(supply, "readings_file", folder, parse_readings) or (),
            temperatures=_beside(supply, "temperatures_file", folder, parse_temperatures) or {},
        )
        for supply in supplies
    ]
    return build_case(model, supplies, beside, name)


def _models(root: MarkedMap) -> tuple[HeaderModel, tuple[SupplyModel, ...]]:
    if "supplies" in root:
        several = _CONVERTER.structure(root, SeveralSuppliesModel)
        return several, several.supplies
    one = _CONVERTER.structure(root, OneSupplyModel)
    return one, (one,)


def _check_schema(root: MarkedMap) -> None:
    found = root.get("schema")
    if found != SCHEMA:
        with at(found if found is not None else root):
            raise FileError(
                "schema",
                found or "nothing",
                "is not a case of this version",
                f"Start the file with schema: {SCHEMA}; a building's heat costs go with "
                "utilbill heat-costs.",
            )


def _beside(
    supply: SupplyModel, field: str, folder: Path | None, parse_rows: Callable[[bytes, str], T]
) -> T | None:
    """Read a CSV file that a supply names; None if it names none."""
    named: str | None = getattr(supply, field)
    if named is None:
        return None
    with at(supply):
        relative = Path(named)
        leaves = relative.is_absolute() or ".." in relative.parts
        if folder is None or leaves or "\0" in named:
            raise FileError(
                field,
                named,
                "does not lie beside the case file",
                "Name a file in the same folder.",
            )
    file = folder / relative
    return parse_rows(read_bytes(file), str(file))


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of case files, generated from the models."""
    models: dict[str, Any] = {}
    unions = {AnyComponent: COMPONENTS}
    one = schema_of(OneSupplyModel, unions, models)
    several = schema_of(SeveralSuppliesModel, unions, models)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "utilbill case file",
        "anyOf": [one, several],
        "$defs": models,
    }
