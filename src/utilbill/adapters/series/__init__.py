"""Interval series from files: CSV, and Parquet with the extra ``frames``."""

from utilbill.adapters.series.csv_series import read_csv_series
from utilbill.adapters.series.parquet_series import read_parquet_series

__all__ = ["read_csv_series", "read_parquet_series"]
