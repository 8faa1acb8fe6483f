"""JSON with exact numbers: decimals in, decimals out."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from utilbill.adapters.exchange.sheets import check_exact, refuse
from utilbill.values.exact import plain


def read_json(source: str | bytes | Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return an object of JSON with decimals for its numbers.

    Args:
        source: Text of the file, or what was read from it without floats.
        kind: Name of the format, for errors.

    Raises:
        FileError: If it is no object of JSON.
        FloatRefusedError: If it holds binary floats.

    Examples:
        >>> read_json('{"rate": 0.070768997073173523}', "URDB")
        {'rate': Decimal('0.070768997073173523')}
    """
    if isinstance(source, Mapping):
        check_exact(source, kind)
        return dict(source)

    def number(word: str) -> None:
        refuse("number", word, "is no number of JSON", "Give a finite number.")

    try:
        found = json.loads(source, parse_float=Decimal, parse_constant=number)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        refuse(kind, source, f"is no JSON: {error}", "Give the text of a file, not its path.")
    if not isinstance(found, dict):
        refuse(kind, type(found).__name__, "is no object of JSON", "Give one price sheet.")
    return found


def write_json(value: Any, indent: int = 0) -> str:
    """Return the text of plain values; decimals are numbers, digit for digit.

    Examples:
        >>> print(write_json({"rate": Decimal("0.10"), "hours": [1, 2]}))
        {
          "rate": 0.10,
          "hours": [1, 2]
        }
    """
    inner = "  " * (indent + 1)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping) and value:
        rows = [
            f"{inner}{json.dumps(name, ensure_ascii=False)}: {write_json(held, indent + 1)}"
            for name, held in value.items()
        ]
        return "{\n" + ",\n".join(rows) + "\n" + "  " * indent + "}"
    if isinstance(value, list | tuple) and any(isinstance(held, Mapping | list) for held in value):
        rows = [inner + write_json(held, indent + 1) for held in value]
        return "[\n" + ",\n".join(rows) + "\n" + "  " * indent + "]"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(write_json(held) for held in value) + "]"
    return json.dumps(value, ensure_ascii=False)
