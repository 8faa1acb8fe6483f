"""Read files of heat costs and generate their JSON Schema."""

from pathlib import Path
from typing import Any

from utilbill.adapters.casefile.reading import read_bytes
from utilbill.adapters.heatcosts.building import LoadedHeatCosts, build_heat_costs
from utilbill.adapters.heatcosts.models import SCHEMA, HeatCostsModel
from utilbill.adapters.structuring import make_converter, schema_of
from utilbill.adapters.yaml_text import parse
from utilbill.values.errors import FileError, Where
from utilbill.values.marked import MarkedMap, at, where_of

_CONVERTER = make_converter()


def load_heat_costs(path: Path | str) -> LoadedHeatCosts:
    """Read a file of a building's heat costs.

    Raises:
        FileError: If the file is missing, too large or not what it claims to be.
        UtilbillError: If its content is wrong; the error names file, line, field and remedy.
    """
    file = Path(path)
    return parse_heat_costs(read_bytes(file), str(file))


def parse_heat_costs(data: bytes, name: str) -> LoadedHeatCosts:
    """Read a building's heat costs from bytes.

    Args:
        data: YAML or JSON, UTF-8.
        name: File name for messages; ``.json`` is read by the rules of JSON.
    """
    root = parse(data, name)
    if not isinstance(root, MarkedMap):
        error = FileError(
            "file",
            "a list" if isinstance(root, list) else str(root),
            "is not a mapping of fields",
            f"Start with schema: {SCHEMA}; see utilbill heat-costs --example.",
        )
        error.where = where_of(root) or Where(name)
        raise error
    found = root.get("schema")
    if found != SCHEMA:
        with at(found if found is not None else root):
            raise FileError(
                "schema",
                found or "nothing",
                "is no case of heat costs of this version",
                f"Start the file with schema: {SCHEMA}.",
            )
    model: HeatCostsModel = _CONVERTER.structure(root, HeatCostsModel)
    return build_heat_costs(model, name)


def heat_costs_schema() -> dict[str, Any]:
    """Return the JSON Schema of files of heat costs, generated from the models."""
    models: dict[str, Any] = {}
    root = schema_of(HeatCostsModel, {}, models)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "utilbill heat costs",
        **root,
        "$defs": models,
    }
