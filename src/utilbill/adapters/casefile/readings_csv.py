"""Readings and temperatures from CSV files beside the case."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any, Generic, TypeVar

import attrs

from utilbill.adapters.casefile.models import ReadingModel, TemperatureModel
from utilbill.adapters.structuring import Model, make_converter, model_fields
from utilbill.values.errors import (
    FileError,
    InvalidInputError,
    MissingFieldError,
    UnknownFieldError,
    Where,
)
from utilbill.values.marked import MarkedMap, MarkedText, at

_CONVERTER = make_converter()
_M = TypeVar("_M", bound=Model)


@attrs.frozen
class _Format(Generic[_M]):
    """What the rows of a file are.

    Attributes:
        model: What each row becomes; its fields are the columns.
        what: Name for messages.
        required: Columns that must be there.
        numbers: Columns that hold numbers.
        days: Columns that hold days.
    """

    model: type[_M]
    what: str
    required: tuple[str, ...]
    numbers: tuple[str, ...]
    days: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(model_fields(self.model))


_READINGS = _Format(
    ReadingModel,
    "readings",
    required=("register", "value"),
    numbers=("value",),
    days=("day", "end_of", "known_since"),
)
_TEMPERATURES = _Format(
    TemperatureModel,
    "temperatures",
    required=("day", "temperature"),
    numbers=("temperature",),
    days=("day",),
)


def parse_readings(data: bytes, name: str) -> tuple[ReadingModel, ...]:
    """Read readings from CSV text.

    The columns are the fields of a reading; comma, semicolon or tab separates. With semicolons or
    tabs, numbers may have a decimal comma and days may be written 31.12.2016, as German
    spreadsheets do.

    Raises:
        FileError: If it is not UTF-8 or a row has too many cells.
        UtilbillError: If a value is wrong; the error names the line.
    """
    return _parse(data, name, _READINGS)


def parse_temperatures(data: bytes, name: str) -> dict[dt.date, Decimal]:
    """Read daily mean temperatures from CSV text with the columns ``day`` and ``temperature``.

    Raises:
        FileError: As for readings, or if a day stands twice.
    """
    found: dict[dt.date, Decimal] = {}
    for row in _parse(data, name, _TEMPERATURES):
        with at(row):
            if row.day in found:
                raise FileError("day", str(row.day), "stands twice", "Keep one row per day.")
        found[row.day] = row.temperature
    return found


def _parse(data: bytes, name: str, kind: _Format[_M]) -> tuple[_M, ...]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        remedy = "Save the file as UTF-8."
        raise _refused("encoding", name, "is not UTF-8", remedy, Where(name, line)) from None
    lines = text.splitlines(keepends=True)
    skipped = 0
    while lines and (not lines[0].strip() or lines[0].lower().startswith("sep=")):
        del lines[0]
        skipped += 1
    if not lines:
        lines = ["\n"]
    delimiter = next((mark for mark in (";", "\t") if mark in lines[0]), ",")
    rows = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True)
    try:
        return _Rows(name, kind, skipped, german=delimiter != ",").parse(rows)
    except csv.Error as problem:
        raise _refused(
            "file",
            name,
            f"is no valid CSV: {problem}",
            "Check quotes and separators.",
            Where(name, rows.line_num + skipped),
        ) from None


def _refused(field: str, value: str, problem: str, advice: str, where: Where) -> FileError:
    error = FileError(field, value, problem, advice)
    error.where = where
    return error


_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+", re.ASCII)
_GERMAN_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)


@attrs.frozen
class _Rows(Generic[_M]):
    """The rows of one file."""

    name: str
    kind: _Format[_M]
    skipped: int
    german: bool

    def header(self, rows: Any) -> list[str]:
        header = [column.strip().lower() for column in next(rows, [])]
        while header and not header[-1]:
            header.pop()
        where = Where(self.name, self.skipped + 1)
        for index, column in enumerate(header):
            if column not in self.kind.columns:
                known = ", ".join(self.kind.columns)
                unknown = UnknownFieldError(
                    column, self.name, f"is no column of {self.kind.what}", f"Known: {known}."
                )
                unknown.where = where
                raise unknown
            if column in header[:index]:
                twice = FileError("column", column, "stands twice", "Keep one of them.")
                twice.where = where
                raise twice
        for column in self.kind.required:
            if column not in header:
                missing = MissingFieldError(column, "nothing", "must be a column", "Add it.")
                missing.where = where
                raise missing
        return header

    def parse(self, rows: Any) -> tuple[_M, ...]:
        header = self.header(rows)
        readings = []
        for cells in rows:
            held = [cell.strip() for cell in cells]
            if not any(held):
                continue
            where = Where(self.name, rows.line_num + self.skipped)
            if any(held[len(header) :]):
                error = FileError("row", held[-1], "has more cells than columns", "Check the line.")
                error.where = where
                raise error
            node = MarkedMap(where)
            for column, cell in zip(header, held, strict=False):
                if cell:
                    here = attrs.evolve(where, path=column)
                    node[column] = MarkedText(self.plain(column, cell, here), here)
            readings.append(_CONVERTER.structure(node, self.kind.model))
        return tuple(readings)

    def plain(self, column: str, cell: str, where: Where) -> str:
        """Write a cell as case files do."""
        if not self.german:
            return cell
        if column in self.kind.numbers:
            if _GROUPED.fullmatch(cell):
                error = InvalidInputError(
                    column,
                    cell,
                    "may be thousands or decimals",
                    "Write it without a separator of thousands, decimals after a comma.",
                )
                error.where = where
                raise error
            return cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell
        day = _GERMAN_DAY.fullmatch(cell)
        if column in self.kind.days and day:
            return f"{day['year']}-{day['month'].zfill(2)}-{day['day'].zfill(2)}"
        return cell
