"""Bills of another system out of a table: CSV or JSON, one row per position or sum."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs

from utilbill.adapters.casefile.reading import read_bytes
from utilbill.billing.migration.foreign import ForeignBill, ForeignPosition
from utilbill.values.errors import (
    FileError,
    InvalidInputError,
    MissingFieldError,
    PeriodError,
    UtilbillError,
    Where,
)
from utilbill.values.exact import exact
from utilbill.values.money import Money
from utilbill.values.period import Period, whole_day
from utilbill.values.units import Price, Quantity

#: Columns by their names: in English, and as German systems write them.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "bill": ("bill", "invoice", "rechnung", "rechnungsnummer", "belegnummer"),
    "contract": ("contract", "vertrag", "vertragsnummer", "vertragskonto"),
    "position": ("position", "component", "line", "bezeichnung", "positionstext"),
    "first": ("first", "from", "von", "beginn", "zeitraum_von"),
    "last": ("last", "to", "bis", "ende", "zeitraum_bis"),
    "quantity": ("quantity", "menge", "verbrauch"),
    "unit": ("unit", "einheit", "mengeneinheit"),
    "price": ("price", "preis", "einzelpreis"),
    "amount": ("amount", "betrag", "positionsbetrag"),
    "currency": ("currency", "währung", "waehrung"),
    "tax": ("tax", "tax_percent", "steuersatz", "ust", "mwst"),
}
_NEEDED: Final = ("contract", "position", "amount")

#: Rows that are sums, by what stands in the column ``position``.
SUMS: Final[Mapping[str, tuple[str, ...]]] = {
    "net": ("net", "nettobetrag", "netto", "summe netto"),
    "tax": ("tax", "umsatzsteuer", "mehrwertsteuer", "ust", "mwst"),
    "gross": ("gross", "bruttobetrag", "brutto", "summe brutto", "rechnungsbetrag"),
    "payable": ("payable", "zahlbetrag"),
    "balance": ("balance", "nachzahlung", "saldo", "restbetrag"),
}
_CREDIT: Final = ("credit", "guthaben")
_TAXED_AT = re.compile(r"(?P<name>.*?)[ .:]*\d+([.,]\d+)? ?%", re.ASCII)
#: Words that German systems write for units.
_UNITS: Final = {
    "tag": "day",
    "tage": "day",
    "monat": "month",
    "monate": "month",
    "jahr": "year",
    "jahre": "year",
    "cent": "ct",
    "€": "EUR",
}
_SEPARATORS: Final = (";", "\t", "|")
_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+", re.ASCII)


@attrs.frozen
class RefusedRow:
    """A row that cannot be read, and why; the others go on."""

    where: Where
    reason: str
    contract: str = ""


@attrs.frozen
class LoadedTable:
    """The content of a table.

    Attributes:
        bills: The bills, in the order of their first rows.
        refused: Rows that could not be read; their bills are left out as a whole.
    """

    bills: tuple[ForeignBill, ...]
    refused: tuple[RefusedRow, ...] = ()


def load_foreign_bills(path: Path | str) -> LoadedTable:
    """Read a table of bills, ``.json`` or CSV.

    Raises:
        FileError: If it is missing, too large, not UTF-8 or no table.
    """
    file = Path(path)
    return parse_foreign_bills(read_bytes(file), str(file))


def parse_foreign_bills(data: bytes, name: str) -> LoadedTable:
    """Read bills of another system from bytes.

    A row is a position of a bill, or a sum where ``position`` is net, tax, gross, payable or
    balance. Needed are ``contract``, ``position`` and ``amount``; ``bill`` tells several bills of a
    contract apart. Column names may be German. In CSV with semicolons, tabs or
    bars numbers may be German, such as 1.234,56; days may be, such as 31.12.2023.

    Args:
        data: CSV or JSON, UTF-8.
        name: File name for messages; ``.json`` is a list of objects with the same fields.

    Raises:
        FileError: If it is no table, or a needed column is missing.

    Examples:
        >>> table = parse_foreign_bills(b'''contract;position;amount;currency
        ... C-1;Arbeitspreis;1.234,56;EUR
        ... C-1;Nettobetrag;1.234,56;EUR
        ... ''', "old.csv")
        >>> table.bills[0].positions[0].amount, table.bills[0].sums["net"]
        (Money('1234.56', 'EUR'), Money('1234.56', 'EUR'))
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        error = FileError("encoding", name, "is not UTF-8", "Save the file as UTF-8.")
        error.where = Where(name, line)
        raise error from None
    rows = _json_rows(text, name) if name.lower().endswith(".json") else _csv_rows(text, name)
    return _bills(rows)


@attrs.frozen
class _Row:
    where: Where
    cells: dict[str, str]
    german: bool

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def number(self, column: str) -> Decimal | None:
        cell = self.text(column)
        return self._exact(cell, column) if cell else None

    @property
    def tax_percent(self) -> Decimal | None:
        cell = self.text("tax").removesuffix("%").strip()
        return self._exact(cell, "tax") if cell else None

    def _exact(self, cell: str, column: str) -> Decimal:
        cell = cell.replace("\N{NO-BREAK SPACE}", "")
        if self.german:
            if _AMBIGUOUS.fullmatch(cell):
                raise InvalidInputError(
                    column,
                    cell,
                    "may be thousands or decimals",
                    "Leave the point of thousands out, or write decimals after a comma.",
                )
            if _THOUSANDS.fullmatch(cell):
                cell = cell.replace(".", "")
            if "." not in cell:
                cell = cell.replace(",", ".")
        return exact(cell, column)

    def day(self, column: str) -> dt.date | None:
        cell = self.text(column)
        if not cell:
            return None
        held = _DAY.fullmatch(cell)
        written = (
            cell if held is None else "{year}-{month:0>2}-{day:0>2}".format(**held.groupdict())
        )
        try:
            return whole_day(written)
        except PeriodError:
            raise PeriodError(
                column, cell, "is not a calendar day", "Write it like 2016-12-31 or 31.12.2016."
            ) from None

    @property
    def unit(self) -> str:
        return _unit(self.text("unit"))

    @property
    def price(self) -> Price | None:
        """The price, where the cell says for what unit it is."""
        number, _, unit = self.text("price").partition(" ")
        return Price(self._exact(number, "price"), _unit(unit)) if "/" in unit else None

    def needed(self, column: str) -> str:
        if not self.text(column):
            raise MissingFieldError(column, "nothing", "is empty", "Write a value in each row.")
        return self.text(column)

    @property
    def currency(self) -> str:
        return self.text("currency") or "EUR"

    @property
    def amount(self) -> Money:
        return Money(self._exact(self.needed("amount"), "amount"), self.currency)

    @property
    def period(self) -> Period | None:
        first, last = self.day("first"), self.day("last")
        if first is None and last is None:
            return None
        if first is None or last is None:
            raise MissingFieldError(
                "first" if last is not None else "last",
                "nothing",
                "is empty",
                "Give both days, or none.",
            )
        return Period.through(first, last)

    @property
    def position(self) -> ForeignPosition:
        quantity, unit = self.number("quantity"), self.unit
        return ForeignPosition(
            name=self.needed("position"),
            amount=self.amount,
            period=self.period,
            quantity=Quantity(quantity, unit) if quantity is not None and unit else None,
            price=self.price,
            tax_percent=self.tax_percent,
            row=self.where.line,
        )


def _unit(symbol: str) -> str:
    parts = re.split("([/·])", symbol.replace(" ", ""))
    return "".join(_UNITS.get(part.casefold(), part) for part in parts)


def _column(name: str) -> str | None:
    folded = name.strip().casefold().replace(" ", "_").replace("-", "_")
    return next((column for column, names in COLUMNS.items() if folded in names), None)


def _csv_rows(text: str, name: str) -> Iterator[_Row]:
    lines = text.splitlines(keepends=True)
    skipped = 0
    while lines and (not lines[0].strip() or lines[0].lower().startswith("sep=")):
        del lines[0]
        skipped += 1
    head = lines[0] if lines else ""
    delimiter = next((mark for mark in _SEPARATORS if mark in head), ",")
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [_column(cell) for cell in next(reader, [])]
        _check_columns(columns, Where(name, skipped + 1))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            held = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
            yield _Row(Where(name, reader.line_num + skipped), held, delimiter != ",")
    except csv.Error as problem:
        error = FileError(
            "file", name, f"is no valid CSV: {problem}", "Check quotes and separators."
        )
        error.where = Where(name, reader.line_num + skipped)
        raise error from None


def _check_columns(columns: Iterable[str | None], where: Where) -> None:
    found = [column for column in columns if column]
    for column in _NEEDED:
        if column not in found:
            names = ", ".join(COLUMNS[column])
            error = MissingFieldError(column, "nothing", "must be a column", f"Name it: {names}.")
            error.where = where
            raise error
    for column in found:
        if found.count(column) > 1:
            twice = FileError("column", column, "stands twice", "Keep one of them.")
            twice.where = where
            raise twice


def _json_rows(text: str, name: str) -> Iterator[_Row]:
    try:
        data = json.loads(text, parse_float=str, parse_int=str)
    except ValueError as problem:
        error = FileError("file", name, f"is no JSON: {problem}", "Check its syntax.")
        error.where = Where(name)
        raise error from None
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        error = FileError("file", name, "is no list of objects", "Write one object per row.")
        error.where = Where(name)
        raise error
    for place, row in enumerate(data, 1):
        held = {column: _cell(value) for key, value in row.items() if (column := _column(str(key)))}
        yield _Row(Where(name, 0, f"row {place}"), held, german=False)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _sum_name(position: str) -> tuple[str, int] | None:
    folded = _folded(position)
    if folded in _CREDIT:
        return "balance", -1
    taxed_at = _TAXED_AT.fullmatch(folded)
    if taxed_at and taxed_at["name"] in SUMS["tax"]:
        return "tax", 1
    return next(((name, 1) for name, known in SUMS.items() if folded in known), None)


def _folded(position: str) -> str:
    return " ".join(position.split()).casefold()


def _bills(rows: Iterable[_Row]) -> LoadedTable:
    refused: list[RefusedRow] = []
    spoiled: set[tuple[str, str]] = set()
    positions: dict[tuple[str, str], list[ForeignPosition]] = {}
    sums: dict[tuple[str, str], _Sums] = {}
    for row in rows:
        key = (row.text("bill"), row.text("contract"))
        try:
            row.needed("contract")
            found = _sum_name(row.needed("position"))
            positions.setdefault(key, [])
            held = sums.setdefault(key, _Sums())
            if found is None:
                positions[key].append(row.position)
                continue
            name, sign = found
            held.add(name, row.text("position"), row.amount if sign > 0 else -abs(row.amount))
        except UtilbillError as error:
            refused.append(RefusedRow(row.where, str(error), row.text("contract")))
            spoiled.add(key)
    bills = []
    for key, held_positions in positions.items():
        if key in spoiled:
            continue
        number, contract = key
        try:
            bills.append(
                ForeignBill(
                    number=number or contract,
                    contract=contract,
                    positions=held_positions,
                    sums=sums[key].amounts,
                )
            )
        except UtilbillError as error:
            place = Where(path=f"bill {number or contract}")
            refused.append(RefusedRow(place, str(error), contract))
    return LoadedTable(tuple(bills), tuple(refused))


@attrs.define
class _Sums:
    """What a bill says of its sums; tax may stand in one row per rate."""

    amounts: dict[str, Money] = attrs.field(factory=dict)
    _written: dict[str, list[str]] = attrs.field(factory=dict)

    def add(self, name: str, position: str, amount: Money) -> None:
        """Add a row.

        Raises:
            FileError: If the sum is there already, but for tax at another rate.
        """
        written = self._written.setdefault(name, [])
        row = _folded(position)
        by_rate = all(_TAXED_AT.fullmatch(held) for held in (*written, row))
        if written and (row in written or not by_rate):
            raise FileError("position", name, "stands twice on a bill", "Keep one row of it.")
        written.append(row)
        self.amounts[name] = self.amounts[name] + amount if name in self.amounts else amount
