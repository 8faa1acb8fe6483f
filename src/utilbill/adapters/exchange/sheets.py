"""Price sheets that came from a published format or go into one, and what found no counterpart."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

import attrs

from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.errors import FileError, FloatRefusedError
from utilbill.values.table import Table


@attrs.frozen
class Unmatched:
    """Something that one side says and the other one cannot.

    Attributes:
        field: Where it stands: the field of the file, or the component of the price sheet.
        value: What it says.
        reason: Why it has no counterpart, and what follows from that.
    """

    field: str
    value: object
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason} (got {self.value})"


def _unmatched(value: Iterable[Unmatched]) -> tuple[Unmatched, ...]:
    return tuple(value)


def _table(found: Iterable[Unmatched]) -> Table:
    rows = tuple((held.field, str(held.value), held.reason) for held in found)
    return Table("Without a counterpart", ("field", "value", "reason"), rows)


@attrs.frozen
class ImportedSheet:
    """A price sheet out of a file of a published format.

    Attributes:
        sheet: The price sheet.
        unmatched: What the file says and the price sheet does not.
        valid_from: First day on which the file says the prices hold; None if it does not say.
        valid_until: First day on which they no longer hold.

    Examples:
        >>> from utilbill import UnitPrice
        >>> energy = UnitPrice(id="energy", label="Energy", prices="30 ct/kWh")
        >>> held = ImportedSheet(PriceSheet(name="Home", basis="net", components=[energy]),
        ...                      [Unmatched("dgrules", "Net Metering", "feed-in is not billed")])
        >>> print(held.table)
        Without a counterpart
        field    value         reason
        dgrules  Net Metering  feed-in is not billed
    """

    sheet: PriceSheet
    unmatched: tuple[Unmatched, ...] = attrs.field(default=(), converter=_unmatched)
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    @property
    def table(self) -> Table:
        """What found no counterpart, as a table."""
        return _table(self.unmatched)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@attrs.frozen
class ExportedSheet:
    """A price sheet as a file of a published format.

    Attributes:
        data: What the file holds, as plain values with exact numbers.
        text: The file.
        unmatched: What the price sheet says and the file does not.
    """

    data: Mapping[str, Any] = attrs.field(hash=False)
    text: str = attrs.field(repr=False)
    unmatched: tuple[Unmatched, ...] = attrs.field(default=(), converter=_unmatched)

    def __iter__(self) -> Iterator[Any]:
        """Unpack as data and unmatched."""
        return iter((self.data, self.unmatched))

    @property
    def table(self) -> Table:
        """What found no counterpart, as a table."""
        return _table(self.unmatched)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


def refuse(field: str, value: object, problem: str, advice: str) -> NoReturn:
    """Refuse a file that is not of its format.

    Raises:
        FileError: Always.
    """
    raise FileError(field, value, problem, advice)


def check_exact(value: object, field: str) -> None:
    """Check that plain data holds no binary float.

    Raises:
        FloatRefusedError: If it does; the text of a file is read exactly.

    Examples:
        >>> check_exact({"rate": [0.1]}, "file")
        Traceback (most recent call last):
        ...
        utilbill.values.errors.FloatRefusedError: file.rate[0]: a binary float is not exact \
(got 0.1). Give the text of the file, or json.loads(text, parse_float=Decimal).
    """
    if isinstance(value, float):
        raise FloatRefusedError(
            field,
            value,
            "a binary float is not exact",
            "Give the text of the file, or json.loads(text, parse_float=Decimal).",
        )
    if isinstance(value, Mapping):
        for name, held in value.items():
            check_exact(held, f"{field}.{name}")
    elif isinstance(value, list | tuple):
        for index, held in enumerate(value):
            check_exact(held, f"{field}[{index}]")
