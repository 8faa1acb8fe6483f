"""How the columns of a file become labels and numbers."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs

from utilbill.metering.intervals.labels import walls
from utilbill.values.errors import FileError, FloatRefusedError, InvalidInputError
from utilbill.values.rounding import RoundingMode, RoundingRule, decimal_step

#: What sources write where they have no value.
BLANKS = frozenset({"", "-", "--", "n/e", "n/a", "na", "nan", "null", "none"})
_RANGE = re.compile(r"\s+(?:-|–|to|bis)\s+")
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_GROUPED = re.compile(r"[\s' ]")


@attrs.frozen(kw_only=True)
class NumberFormat:
    """How a source writes numbers.

    Attributes:
        decimal: The sign before the decimals, ``.`` or ``,``.
        decimals: Binary floats are read to this many decimals, halves away from zero; without it,
            they are refused.
    """

    decimal: str = "."
    decimals: int | None = None

    def read(self, cell: object) -> Decimal | int | str | None:
        """Return the number of a cell, or None if it has none.

        Raises:
            FloatRefusedError: If it is a binary float and no decimals are declared.
            InvalidInputError: If it is no number.
        """
        if cell is None:
            return None
        if isinstance(cell, float):
            return self._of_float(cell)
        if isinstance(cell, Decimal | int):
            return cell
        text = _GROUPED.sub("", str(cell))
        if text.lower() in BLANKS:
            return None
        if self.decimal == ",":
            text = text.replace(".", "").replace(",", ".")
        return Decimal(text) if _EXPONENT.fullmatch(text) else text

    def _of_float(self, cell: float) -> Decimal | None:
        if cell != cell:  # noqa: PLR0124 - only what is no number differs from itself
            return None
        if self.decimals is None:
            raise FloatRefusedError(
                "decimals",
                cell,
                "a column of binary floats is not exact",
                "Declare how many decimals the source means, such as decimals=6.",
            )
        rule = RoundingRule("source_decimals", decimal_step(self.decimals), RoundingMode.HALF_UP)
        return rule(Decimal(repr(cell)))


def labels(
    cells: Iterable[object],
    time_format: str | None,
    zones: Iterable[object] | None,
    zone: ZoneInfo,
) -> list[dt.datetime]:
    """Return the times of a column.

    Args:
        cells: Texts or times; of a text such as ``from - to`` the first part counts.
        time_format: Format of :meth:`datetime.datetime.strptime`; ISO 8601 if None.
        zones: Offsets (``+02:00``) or abbreviations (``CEST``) of each row, if a column has them.
        zone: The zone to which abbreviations belong.

    Raises:
        FileError: If a cell holds no time, or an abbreviation does not fit its time.
    """
    found = [_label(cell, time_format) for cell in cells]
    if zones is None:
        return found
    return [
        _in_zone(label, str(name).strip(), zone) for label, name in zip(found, zones, strict=True)
    ]


def _label(cell: object, time_format: str | None) -> dt.datetime:
    if isinstance(cell, dt.datetime):
        return cell
    text = _RANGE.split(str(cell).strip(), maxsplit=1)[0]
    try:
        if time_format:
            return dt.datetime.strptime(text, time_format)  # noqa: DTZ007 - local on purpose
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise FileError(
            "time",
            cell,
            f"is no time written like {time_format or '2024-03-31 02:15'}",
            "Give the format as time_format, such as %d.%m.%Y %H:%M.",
        ) from None


def _in_zone(label: dt.datetime, name: str, zone: ZoneInfo) -> dt.datetime:
    if name and (name[0] in "+-" or name.upper() in ("Z", "UTC")):
        offset = "+00:00" if name.upper() in ("Z", "UTC") else name
        return dt.datetime.fromisoformat(f"{label.replace(tzinfo=None).isoformat()}{offset}")
    for instant in walls(label, zone):
        local = instant.astimezone(zone)
        if local.tzname() == name:
            return local
    raise InvalidInputError(
        "zone",
        f"{label} {name}",
        f"is no time in {zone.key}",
        "Check the zone, or the column that names the offset.",
    )
