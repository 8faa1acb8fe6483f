"""Load curves and prices from Parquet files, with the extra ``frames``."""

from pathlib import Path
from typing import Any

from utilbill.adapters.series.columns import NumberFormat, labels
from utilbill.metering.intervals import IntervalSeries, read_intervals
from utilbill.metering.intervals.clock import as_zone
from utilbill.values.errors import (
    FileError,
    MissingExtraError,
    MissingIntervalError,
    UtilbillError,
    Where,
)
from utilbill.values.period import Period


def read_parquet_series(
    source: Path | str,
    *,
    value: str,
    unit: str,
    resolution: str,
    zone: str,
    time: str | None = None,
    decimals: int | None = None,
    time_format: str | None = None,
    period: Period | None = None,
    **options: Any,
) -> IntervalSeries:
    """Read a series from a column of a Parquet file.

    Args:
        source: Path of the file.
        value: Name of the column of values.
        unit: Unit of the values.
        resolution: Length of an interval.
        zone: Zone of times without offset.
        time: Name of the column of times; without it, values fill the period in their order.
        decimals: Decimals that the source means, for columns of binary floats.
        time_format: Format of times that are texts; ISO 8601 if not given.
        period: The days that the series must fill.
        **options: As for :func:`~utilbill.metering.intervals.read_intervals`.

    Raises:
        MissingExtraError: If pyarrow is not installed.
        FloatRefusedError: If values are binary floats and no decimals are declared.
        FileError: If the file cannot be read or a column is missing.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError("frames", "pyarrow", "Parquet files") from None
    path = Path(source)
    wanted = [value, *([time] if time else [])]
    try:
        names = pq.read_schema(path).names
        for name in wanted:
            if name not in names:
                raise FileError(
                    "column", name, "is not in the file", f"Columns: {', '.join(names)}."
                )
        table = pq.read_table(path, columns=wanted)
    except (OSError, pa.ArrowException) as error:
        raise FileError("file", path.name, f"cannot be read: {error}", "Check the file.") from None
    numbers = NumberFormat(decimals=decimals)
    try:
        held = [numbers.read(cell) for cell in table.column(value).to_pylist()]
        options = {"source": path.name, **options}
        if time is None:
            if period is None:
                raise FileError(
                    "time", "none", "leaves the time of the values open", "Give time or period."
                )
            if None in held:
                raise MissingIntervalError(
                    "values",
                    f"value {held.index(None) + 1} of {len(held)}",
                    "is missing",
                    "Give times, so that gaps can be filled by a policy.",
                )
            return IntervalSeries.on(
                period,
                [number for number in held if number is not None],
                unit=unit,
                resolution=resolution,
                zone=zone,
                **options,
            )
        times = labels(table.column(time).to_pylist(), time_format, None, as_zone(zone))
        return read_intervals(
            times, held, unit=unit, resolution=resolution, zone=zone, period=period, **options
        )
    except UtilbillError as error:
        error.where = error.where or Where(file=path.name)
        raise
