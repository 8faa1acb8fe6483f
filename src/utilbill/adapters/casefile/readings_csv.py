"""Readings from a CSV file beside the case."""

import csv
import io
from typing import Any

from utilbill.adapters.casefile.models import ReadingModel
from utilbill.adapters.structuring import make_converter
from utilbill.values.errors import FileError, MissingFieldError, UnknownFieldError, Where
from utilbill.values.marked import MarkedMap, MarkedText

_CONVERTER = make_converter()
_COLUMNS = (
    "register",
    "day",
    "end_of",
    "value",
    "origin",
    "meter",
    "known_since",
    "rollovers",
    "reason",
)


def parse_readings(data: bytes, name: str) -> tuple[ReadingModel, ...]:
    """Read readings from CSV text.

    The columns are the fields of a reading; comma or semicolon separates. With semicolons, a number
    may have a decimal comma, as German spreadsheets write it.

    Raises:
        FileError: If it is not UTF-8 or a row has too many cells.
        UtilbillError: If a value is wrong; the error names the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        error = FileError("encoding", name, "is not UTF-8", "Save the file as UTF-8.")
        error.where = Where(name)
        raise error from None
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _parse(rows, name, decimal_comma=delimiter == ";")
    except csv.Error as problem:
        bad = FileError("file", name, f"is no valid CSV: {problem}", "Check quotes and separators.")
        bad.where = Where(name, rows.line_num)
        raise bad from None


def _header(rows: Any, name: str) -> list[str]:
    header = [column.strip() for column in next(rows, [])]
    for column in header:
        if column not in _COLUMNS:
            unknown = UnknownFieldError(
                column, name, "is no column of readings", f"Known: {', '.join(_COLUMNS)}."
            )
            unknown.where = Where(name, 1)
            raise unknown
    for column in ("register", "value"):
        if column not in header:
            missing = MissingFieldError(column, "nothing", "must be a column", "Add it.")
            missing.where = Where(name, 1)
            raise missing
    return header


def _parse(rows: Any, name: str, *, decimal_comma: bool) -> tuple[ReadingModel, ...]:
    header = _header(rows, name)
    readings = []
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        where = Where(name, rows.line_num)
        if len(cells) > len(header):
            error = FileError("row", cells[-1], "has more cells than columns", "Check the line.")
            error.where = where
            raise error
        node = MarkedMap(where)
        for column, cell in zip(header, cells, strict=False):
            held = cell.strip()
            if column == "value" and decimal_comma and held.count(",") == 1 and "." not in held:
                held = held.replace(",", ".")
            if held:
                node[column] = MarkedText(held, Where(name, rows.line_num, column))
        readings.append(_CONVERTER.structure(node, ReadingModel))
    return tuple(readings)
