"""Interval data as sources publish it: prices, loads, registers, with the defects they have."""

import csv
import datetime as dt
import gzip
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.values.errors import (
    FileError,
    FloatRefusedError,
    InvalidInputError,
    MissingIntervalError,
)


@pytest.fixture(scope="module")
def energy(shared):
    return shared / "samples/energy"


def rows_of(path, column):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]


def german(energy, year, **options):
    return ub.read_csv_series(
        energy / f"prices/de_lu_spot_hourly_{year}.csv.gz",
        time="time",
        value="price",
        unit="ct/kWh",
        resolution="1 h",
        zone="Europe/Berlin",
        **options,
    )


@pytest.mark.parametrize("year", [2020, 2024])
def test_german_prices_with_a_column_of_abbreviations(energy, year):
    spot = german(energy, year, zone_column="zone_start")
    assert len(spot.over(ub.Period.of_year(year))) == 8784
    autumn = {2020: "2020-10-25", 2024: "2024-10-27"}[year]
    assert len(spot.over(ub.Period.through(autumn, autumn))) == 25
    printed = rows_of(energy / f"prices/de_lu_spot_hourly_{year}.csv.gz", "price")
    assert spot.values == tuple(Decimal(price) for price in printed)


@pytest.mark.parametrize("year", [2020, 2024])
def test_german_prices_by_the_order_of_their_rows_are_the_same(energy, year):
    assert german(energy, year).instants == german(energy, year, zone_column="zone_start").instants


@pytest.mark.parametrize("year", [2022, 2023])
@pytest.mark.parametrize("area", ["se3", "se4"])
def test_swedish_prices_repeat_the_autumn_hour_and_leave_the_spring_one_blank(energy, area, year):
    spot = ub.read_csv_series(
        energy / f"prices/{area}_dayahead_hourly_{year}.csv.gz",
        time="MTU (CET/CEST)",
        value="Day-ahead Price [EUR/MWh]",
        unit="EUR/MWh",
        resolution="1 h",
        zone="Europe/Stockholm",
        time_format="%d.%m.%Y %H:%M",
        period=ub.Period.of_year(year),
    )
    assert len(spot) == 8760
    days = {len(day.minutes) for day in spot.local_days()}
    assert days == {23, 24, 25}


def polish(energy, **options):
    return ub.read_csv_series(
        energy / "prices/pl_rce_15min_20240614_20260822.csv.gz",
        time="interval_end_local",
        value="pln_per_kwh",
        unit="PLN/kWh",
        resolution="15 min",
        zone="Europe/Warsaw",
        **options,
    )


def test_polish_prices_are_labeled_at_their_end_and_lost_an_hour_twice(energy):
    with pytest.raises(MissingIntervalError, match=r"8 missing, from 2024-10-27 02:00:00\+01:00"):
        polish(energy, position="end")
    filled = polish(energy, position="end", gaps="hold")
    assert [run.stop - run.first for run in filled.quality] == [4, 4]
    assert filled.period == ub.Period("2024-06-14", "2026-08-22")


def test_a_wrong_position_of_labels_is_seen_at_the_edge(energy):
    with pytest.raises(InvalidInputError):
        polish(energy, position="start", gaps="hold", period=ub.Period("2024-06-14", "2026-08-22"))


def test_load_profiles_in_binary_floats_need_their_decimals(energy):
    pytest.importorskip("pyarrow")
    path = energy / "loads/simbench_profiles_15min_2016.parquet"
    options = {
        "time": "time",
        "value": "H0-A_pload",
        "unit": "kW",
        "resolution": "15 min",
        "zone": "Europe/Berlin",
        "time_format": "%d.%m.%Y %H:%M",
    }
    with pytest.raises(FloatRefusedError, match="decimals"):
        ub.read_parquet_series(path, **options)
    load = ub.read_parquet_series(path, decimals=6, **options)
    assert load.period == ub.Period.of_year(2016)
    assert max(load.values) == 1
    spring = load.over(ub.Period.through("2016-03-27", "2016-03-27"))
    autumn = load.over(ub.Period.through("2016-10-30", "2016-10-30"))
    assert (len(spring), len(autumn)) == (92, 100)


def test_a_household_without_labels_counts_by_normal_time(energy):
    pytest.importorskip("pyarrow")
    path = energy / "loads/lpg_chr01_15min_year.parquet"
    options = {
        "value": "kwh",
        "unit": "kWh",
        "resolution": "15 min",
        "zone": "Europe/Berlin",
        "decimals": 6,
        "period": ub.Period.of_year(2021),
    }
    load = ub.read_parquet_series(path, basis="standard", **options)
    assert load.total.amount == Decimal("2972.243487")
    # civil time has as many quarter hours in a year, but other days
    assert len(ub.read_parquet_series(path, **options)) == len(load)


@pytest.mark.parametrize(
    ("column", "printed"),
    [("grid_import", "3919.394"), ("grid_export", "8730.949")],
)
def test_registers_of_a_real_home_with_gaps(energy, column, printed):
    """Konstanz 2016; hours that the source interpolated are estimated here, too."""
    name = f"DE_KN_residential4_{column}"
    path = energy / "meter/opsd_household_residential4_hourly_registers.csv.gz"
    moments = [dt.datetime.fromisoformat(text) for text in rows_of(path, "utc_timestamp")]
    values = [value or None for value in rows_of(path, name)]
    formed = [name in marks for marks in rows_of(path, "interpolated_values")]
    series = ub.series_from_registers(
        moments,
        values,
        unit="kWh",
        resolution="1 h",
        zone="UTC",
        spread="evenly",
        estimated=formed,
        source="OPSD residential4",
    )
    known = [Decimal(value) for value in values if value]
    assert series.total.amount == known[-1] - known[0]
    assert min(series.counts) >= 0
    year = series.over(ub.Period.of_year(2016))
    assert len(year) == 8784
    assert year.total.amount == Decimal(printed)


@pytest.mark.parametrize("kind", ["gas", "electricity"])
def test_smart_meters_in_universal_time(energy, kind):
    path = energy / f"meter/eemeter_uk-{kind}-hdd-only-hourly-sample-0.csv.gz"
    series = ub.read_csv_series(
        path,
        time="start",
        value="value",
        unit="kWh",
        resolution="1 h",
        zone="Europe/London",
        gaps="zero",
    )
    blanks = [index for index, value in enumerate(rows_of(path, "value")) if not value]
    assert len(series) in (23508, 23507)
    assert sum(run.stop - run.first for run in series.quality) <= len(blanks) + 1


def test_a_file_that_is_not_what_it_should_be_says_so(tmp_path):
    path = tmp_path / "load.csv"
    path.write_text("time,value\n2024-01-01 00:00,1\nyesterday,2\n", encoding="utf-8")
    options = {"unit": "kWh", "resolution": "1 h", "zone": "Europe/Berlin"}
    with pytest.raises(FileError, match="time_format") as caught:
        ub.read_csv_series(path, time="time", value="value", **options)
    assert caught.value.where.file == "load.csv"
    with pytest.raises(FileError, match="Columns: time, value"):
        ub.read_csv_series(path, time="time", value="kWh", **options)
    with pytest.raises(FileError, match="cannot be read"):
        ub.read_csv_series(tmp_path / "none.csv", time="time", value="value", **options)
    broken = tmp_path / "load.csv.gz"
    broken.write_bytes(b"no gzip")
    with pytest.raises(FileError, match="cannot be read"):
        ub.read_csv_series(broken, time="time", value="value", **options)
    short = tmp_path / "short.csv"
    short.write_text("time,value\n2024-01-01 00:00\n", encoding="utf-8")
    with pytest.raises(FileError, match="line 2"):
        ub.read_csv_series(short, time="time", value="value", **options)


def test_german_numbers_and_blanks(tmp_path):
    path = tmp_path / "load.csv"
    path.write_text(
        "Zeit;Wert\n01.06.2024 00:00;1.234,5\n01.06.2024 01:00;\n01.06.2024 02:00;n/e\n"
        "01.06.2024 03:00;0,5\n",
        encoding="utf-8",
    )
    series = ub.read_csv_series(
        path,
        time="Zeit",
        value="Wert",
        unit="kWh",
        resolution="1 h",
        zone="Europe/Berlin",
        time_format="%d.%m.%Y %H:%M",
        decimal=",",
        gaps="zero",
    )
    assert series.values == (Decimal("1234.5"), 0, 0, Decimal("0.5"))
    assert series.source == "load.csv"
