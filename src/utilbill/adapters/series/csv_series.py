"""Load curves and prices from CSV files, compressed ones too."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from utilbill.adapters.series.columns import NumberFormat, labels
from utilbill.metering.intervals import IntervalSeries, read_intervals
from utilbill.metering.intervals.clock import as_zone
from utilbill.values.errors import FileError, UtilbillError, Where


def read_csv_series(
    source: Path | str,
    *,
    time: str,
    value: str,
    unit: str,
    resolution: str,
    zone: str,
    time_format: str | None = None,
    zone_column: str | None = None,
    decimal: str = ".",
    delimiter: str | None = None,
    encoding: str = "utf-8-sig",
    **options: Any,
) -> IntervalSeries:
    r"""Read a series from a CSV file with a header (``.csv`` or ``.csv.gz``).

    Args:
        source: Path of the file.
        time: Name of the column of times; of ``from - to`` the first part counts.
        value: Name of the column of values; blanks, ``-`` and ``n/e`` are no value.
        unit: Unit of the values.
        resolution: Length of an interval.
        zone: Zone of times without offset.
        time_format: Format of the times for ``strptime``; ISO 8601 if not given.
        zone_column: Name of a column of offsets, or of abbreviations such as CET and CEST.
        decimal: The sign before the decimals.
        delimiter: The sign between columns; found in the header if not given.
        encoding: Encoding of the file.
        **options: As for :func:`~utilbill.metering.intervals.read_intervals`: position, basis,
            period, gaps, duplicates, direction, name, source.

    Raises:
        FileError: If the file cannot be read or a column is missing.
        MissingIntervalError: If an interval is missing and no policy is given.
        DuplicateIntervalError: If an interval is named twice and no policy is given.

    Examples:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "load.csv"
        >>> _ = path.write_text("time;kWh\n01.07.2024 00:00;0,5\n01.07.2024 01:00;0,25\n")
        >>> read_csv_series(path, time="time", value="kWh", unit="kWh", resolution="1 h",
        ...     zone="Europe/Berlin", time_format="%d.%m.%Y %H:%M", decimal=",").total
        Quantity('0.75 kWh')
    """
    path = Path(source)
    wanted = [time, value, *([zone_column] if zone_column else [])]
    rows = list(_rows(path, wanted, delimiter, encoding))
    numbers = NumberFormat(decimal=decimal)
    try:
        times = labels(
            (row[0] for row in rows),
            time_format,
            (row[2] for row in rows) if zone_column else None,
            as_zone(zone),
        )
        return read_intervals(
            times,
            [numbers.read(row[1]) for row in rows],
            unit=unit,
            resolution=resolution,
            zone=zone,
            **{"source": path.name, **options},
        )
    except UtilbillError as error:
        error.where = error.where or Where(file=path.name)
        raise


def _rows(
    path: Path, wanted: list[str], delimiter: str | None, encoding: str
) -> Iterator[tuple[str, ...]]:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode(encoding)
    except (OSError, EOFError, UnicodeDecodeError, gzip.BadGzipFile) as error:
        raise FileError(
            "file", path.name, f"cannot be read: {error}", "Check path and encoding."
        ) from None
    head = text.partition("\n")[0]
    sign = delimiter or max(",;\t|", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=sign)
    header = [name.strip() for name in next(reader, [])]
    for name in wanted:
        if name not in header:
            raise FileError(
                "column", name, "is not in the header", f"Columns: {', '.join(header) or 'none'}."
            )
    places = [header.index(name) for name in wanted]
    for number, row in enumerate(reader, 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(places):
            raise FileError(
                "row", f"line {number}", f"has {len(row)} columns only", "Complete the row."
            )
        yield tuple(row[place] for place in places)
