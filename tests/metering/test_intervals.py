"""Interval series: clocks that change, labels at either end, gaps, duplicates, registers."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.metering.intervals import HOUR
from utilbill.metering.intervals.labels import LabelPosition, instants_of
from utilbill.values.errors import (
    DuplicateIntervalError,
    FloatRefusedError,
    InvalidInputError,
    MissingIntervalError,
    PeriodError,
    ReadingBackwardsError,
    UnitError,
)

BERLIN = "Europe/Berlin"
QUARTER = dt.timedelta(minutes=15)


def wall(day, *, ends=False, step=QUARTER, basis="civil"):
    """The labels that a local clock shows through a day, in the order in which it shows them."""
    whole = ub.Period.through(day, day)
    count = {"2024-03-31": 23, "2024-10-27": 25}.get(day, 24) if basis == "civil" else 24
    series = ub.IntervalSeries.on(
        whole, [0] * (count * HOUR // step), unit="kWh", resolution=step, zone=BERLIN, basis=basis
    )
    zone = series.zone if basis == "civil" else dt.timezone(HOUR)
    moments = (instant + (step if ends else dt.timedelta()) for instant in series.instants)
    return series, [moment.astimezone(zone).replace(tzinfo=None, fold=0) for moment in moments]


def read(labels, values, **options):
    given = {"unit": "kWh", "resolution": "15 min", "zone": BERLIN, **options}
    return ub.read_intervals(labels, values, **given)


@pytest.mark.parametrize("day", ["2024-03-31", "2024-10-27", "2024-06-15"])
@pytest.mark.parametrize("position", ["start", "end"])
@pytest.mark.parametrize("step", [QUARTER, HOUR])
def test_labels_of_a_local_clock_are_read_at_either_end(day, position, step):
    expected, labels = wall(day, ends=position == "end", step=step)
    values = range(len(labels))
    series = read(labels, values, position=position, resolution=step)

    assert series.start == expected.start
    assert series.counts == tuple(values)
    assert series.period == ub.Period.through(day, day)


@pytest.mark.parametrize("day", ["2024-03-31", "2024-10-27"])
def test_a_source_that_adds_the_length_to_the_local_start_is_read_too(day):
    expected, starts = wall(day)
    labels = [start + QUARTER for start in starts]
    series = read(labels, range(len(labels)), position="end")

    assert series.instants == expected.instants


def test_a_file_that_runs_backwards_is_the_same_file():
    expected, labels = wall("2024-10-27")
    series = read(labels[::-1], list(range(100))[::-1])

    assert series.instants == expected.instants
    assert series.counts == tuple(range(100))


def test_hours_that_alternate_in_autumn_belong_to_their_folds():
    hour = dt.datetime(2024, 10, 27, 2)
    labels = [hour + (index // 2) * QUARTER for index in range(8)]
    series = read(labels, [1, 5, 2, 6, 3, 7, 4, 8])

    assert series.counts == (1, 2, 3, 4, 5, 6, 7, 8)


def test_labels_with_offsets_need_no_order():
    expected, _ = wall("2024-10-27")
    moments = sorted(expected.local_times, key=lambda moment: moment.minute)
    series = read(moments, [moment.minute for moment in moments])

    assert series.instants == expected.instants
    assert series.counts[:5] == (0, 15, 30, 45, 0)


def test_normal_time_all_year_has_24_hours_each_day():
    expected, labels = wall("2024-07-01", basis="standard")
    series = read(labels, [1] * 96, basis="standard")

    assert series.start == dt.datetime(2024, 6, 30, 23, tzinfo=dt.UTC) == expected.start
    with pytest.raises(PeriodError):
        _ = series.period  # in summer its days are not those of the civil calendar
    year = ub.IntervalSeries.on(
        ub.Period.of_year(2024),
        [1] * 8784,
        unit="kWh",
        resolution="1 h",
        zone=BERLIN,
        basis="standard",
    )
    assert {len(day.minutes) for day in year.local_days()} == {24}
    assert {len(day.minutes) for day in year.local_days("civil")} == {23, 24, 25}


def test_a_lost_hour_of_autumn_is_a_gap_that_is_named():
    _, labels = wall("2024-10-27")
    kept = labels[:12] + labels[16:]
    with pytest.raises(MissingIntervalError, match=r"4 missing, from 2024-10-27 02:00:00\+01:00"):
        read(kept, range(96))
    ends = [label + QUARTER for label in kept]
    with pytest.raises(MissingIntervalError, match="4 missing"):
        read(ends, range(96), position="end")


def test_a_day_of_96_values_is_refused_in_autumn_and_in_spring():
    for day in ("2024-10-27", "2024-03-31"):
        with pytest.raises(InvalidInputError, match="96 values"):
            ub.IntervalSeries.on(
                ub.Period.through(day, day), [1] * 96, unit="kWh", resolution=15, zone=BERLIN
            )


def test_a_value_in_an_hour_that_clocks_skip_is_refused_and_a_blank_is_not():
    labels = [dt.datetime(2024, 3, 31, hour) for hour in range(5)]
    with pytest.raises(InvalidInputError, match="clocks skip it"):
        read(labels, [1] * 5, resolution="1 h")
    assert len(read(labels, [1, 1, None, 1, 1], resolution="1 h")) == 4


def test_doubled_intervals_need_a_named_choice():
    labels = [dt.datetime(2024, 6, 1, hour) for hour in (0, 1, 1, 2)]
    with pytest.raises(DuplicateIntervalError, match="2024-06-01 01:00"):
        read(labels, [1, 2, 3, 4], resolution="1 h")
    assert read(labels, [1, 2, 3, 4], resolution="1 h", duplicates="first").counts == (1, 2, 4)
    assert read(labels, [1, 2, 3, 4], resolution="1 h", duplicates="last").counts == (1, 3, 4)


def test_a_third_value_of_an_hour_that_is_lived_twice_is_one_too_many():
    labels = [dt.datetime(2024, 10, 27, hour) for hour in (1, 2, 2, 2, 3)]
    with pytest.raises(DuplicateIntervalError):
        read(labels, range(5), resolution="1 h")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("zero", (4, 0, 0, 10)), ("hold", (4, 4, 4, 10)), ("linear", (4, 6, 8, 10))],
)
def test_gaps_are_filled_by_the_named_policy_and_say_so(policy, expected):
    labels = [dt.datetime(2024, 6, 1, hour) for hour in (0, 3)]
    series = read(labels, [4, 10], resolution="1 h", gaps=policy)

    assert series.counts == expected
    assert series.quality == (ub.QualityRun(1, 3, "substituted", policy),)
    assert not series.measured


def test_a_gap_takes_the_same_local_time_of_another_week():
    week = [dt.datetime(2024, 3, 25) + hour * HOUR for hour in range(24 * 14)]
    labels = [label for label in week if (label.day, label.hour) != (31, 2)]
    values = [label.hour + 100 * label.weekday() for label in labels]
    missing = {dt.datetime(2024, 4, 3, 7), dt.datetime(2024, 3, 26, 5)}
    kept = [(a, b) for a, b in zip(labels, values, strict=True) if a not in missing]
    series = read(*zip(*kept, strict=True), resolution="1 h", gaps="same_time_last_week")

    assert series.counts == tuple(values)
    assert [run.rule for run in series.quality] == ["same_time_last_week"] * 2


def test_a_gap_at_the_edge_needs_the_period_to_be_seen():
    labels = [dt.datetime(2024, 6, 1, hour) for hour in range(23)]
    whole = ub.Period.through("2024-06-01", "2024-06-01")
    assert len(read(labels, [1] * 23, resolution="1 h")) == 23
    with pytest.raises(MissingIntervalError, match="1 missing"):
        read(labels, [1] * 23, resolution="1 h", period=whole)
    with pytest.raises(InvalidInputError, match="outside"):
        read(labels, [1] * 23, resolution="1 h", period=ub.Period("2024-06-02", "2024-06-03"))


def test_what_lies_off_the_grid_or_is_no_number_is_refused():
    with pytest.raises(InvalidInputError, match="off the grid"):
        read([dt.datetime(2024, 6, 1, 0, 7)], [1])
    with pytest.raises(FloatRefusedError):
        read([dt.datetime(2024, 6, 1)], [0.1])
    with pytest.raises(InvalidInputError, match="no time zone"):
        read([dt.datetime(2024, 6, 1)], [1], zone="Europe/Atlantis")
    with pytest.raises(InvalidInputError, match="divide an hour"):
        read([dt.datetime(2024, 6, 1)], [1], resolution="7 min")
    with pytest.raises(InvalidInputError, match="with and some without"):
        read([dt.datetime(2024, 6, 1), dt.datetime(2024, 6, 1, tzinfo=dt.UTC)], [1, 2])


def test_status_travels_with_the_values():
    labels = [dt.datetime(2024, 6, 1, hour) for hour in range(4)]
    series = read(
        labels,
        [1, 2, 3, 4],
        resolution="1 h",
        quality=["measured", "provisional", "provisional", "estimated"],
    )
    assert [series.quality_at(index).value for index in range(4)] == [
        "measured",
        "provisional",
        "provisional",
        "estimated",
    ]
    doubled = series.summed_to("1 h") + series
    assert doubled.counts == (2, 4, 6, 8)
    assert doubled.quality == series.quality


def test_quantities_add_up_and_prices_do_not():
    _, labels = wall("2024-06-15")
    load = read(labels, ["0.25"] * 96)
    assert load.summed_to("1 h").values[:2] == (Decimal("1.00"), Decimal("1.00"))
    assert load.mean_power().values[0] == 1
    assert str(load.mean_power().unit) == "kW"
    prices = read(labels, range(96), unit="EUR/MWh")
    with pytest.raises(UnitError):
        _ = prices.total
    with pytest.raises(UnitError):
        prices.summed_to("1 h")
    with pytest.raises(UnitError):
        load.held_in("5 min")
    assert prices.held_in("5 min").counts[:4] == (0, 0, 0, 1)
    assert prices.averaged_to("1 h", ub.RoundingRule("cent", "0.01")).values[0] == Decimal("1.5")


def test_arithmetic_of_series_is_exact():
    _, labels = wall("2024-06-15")
    first, second = read(labels, ["0.3"] * 96), read(labels, ["200"] * 96, unit="Wh")
    assert set((first + second).values) == {Decimal("0.5")}
    assert set((first - second).values) == {Decimal("0.1")}
    assert (first.mean_power() + second.mean_power()).values[0] == 2
    assert first.scaled_by("1.05").total == ub.Quantity.parse("30.24 kWh")
    capped = read(labels, [-5, 0, 30, 99] * 24, unit="EUR/MWh").within("0", "50.5")
    assert capped.values[:4] == (0, 0, 30, Decimal("50.5"))
    moved = capped.moved_by(ub.Price.parse("1.52 ct/kWh"))
    assert moved.values[0] == Decimal("15.2")


@given(st.data())
def test_parts_of_a_series_are_the_whole(data):
    days = data.draw(st.integers(1, 6))
    first = data.draw(st.sampled_from([dt.date(2024, 3, 29), dt.date(2024, 10, 25)]))
    period = ub.Period(first, first + dt.timedelta(days=days))
    hours = ub.IntervalSeries.on(
        period,
        [1]
        * (
            24 * days
            + (-1 if first.month == 3 and days > 2 else 0)
            + (1 if first.month == 10 and days > 2 else 0)
        ),
        unit="kWh",
        resolution="1 h",
        zone=BERLIN,
    )
    values = data.draw(st.lists(st.integers(0, 9), min_size=len(hours), max_size=len(hours)))
    series = ub.IntervalSeries.on(period, values, unit="kWh", resolution="1 h", zone=BERLIN)
    cut = period.split_at([data.draw(st.dates(period.start, period.end))])

    assert sum(series.over(part).total.amount for part in cut) == series.total.amount
    assert tuple(c for day in series.by_day() for c in day.counts) == series.counts
    assert series.fingerprint == series.over(period).fingerprint


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=2, max_size=60),
    st.integers(0, 99_000),
)
def test_registers_become_a_series_that_adds_up(steps, first):
    shown, total = [Decimal(first)], Decimal(first)
    for step in steps:
        total += step or 0
        shown.append(None if step is None else total)
    shown[-1] = total
    moments = [dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + index * HOUR for index in range(len(shown))]
    series = ub.series_from_registers(
        moments, shown, unit="kWh", resolution="1 h", zone="UTC", spread="evenly", step="0.001"
    )
    assert series.total.amount == total - first
    assert len(series) == len(steps)
    assert min(series.counts) >= 0
    gaps = sum(value is None for value in shown)
    assert (series.quality == ()) == (gaps == 0)


def test_registers_that_roll_over_or_run_backwards():
    moments = [dt.datetime(2024, 1, 1, hour, tzinfo=dt.UTC) for hour in range(3)]
    grid = {"unit": "kWh", "resolution": "1 h", "zone": "UTC"}
    series = ub.series_from_registers(moments, ["99998", "3", "5"], digits=5, **grid)
    assert series.counts == (5, 2)
    with pytest.raises(ReadingBackwardsError):
        ub.series_from_registers(moments, ["99998", "3", "5"], **grid)
    with pytest.raises(MissingIntervalError):
        ub.series_from_registers(moments, ["1", None, "5"], **grid)


def test_a_gap_between_registers_follows_the_shape_of_a_profile():
    moments = [dt.datetime(2024, 1, 1, hour, tzinfo=dt.UTC) for hour in range(5)]
    day = ub.Period.through("2024-01-01", "2024-01-01")
    shape = ub.IntervalSeries.on(day, [1, 3, 1, 1] * 6, unit="kWh", resolution="1 h", zone="UTC")
    series = ub.series_from_registers(
        moments,
        ["0", None, None, None, "12"],
        unit="kWh",
        resolution="1 h",
        zone="UTC",
        spread=shape,
    )
    assert series.counts == (2, 6, 2, 2)
    assert series.quality[0].rule == "spread_by_profile"


@pytest.mark.parametrize("year", [2020, 2023, 2024, 2026])
def test_a_year_of_load_on_the_calendar_of_another(year):
    source = ub.Period.of_year(2021)
    values = [day.weekday() for day in source for _ in range(24)]
    load = ub.IntervalSeries.on(
        source, values, unit="kWh", resolution="1 h", zone=BERLIN, basis="standard"
    )
    mapped = ub.on_calendar_of(load, year)

    assert mapped.period == ub.Period.of_year(year)
    for day, local in zip(mapped.counts, mapped.local_times, strict=True):
        assert day == local.weekday()
    holidays = ub.market("DE").calendar("")
    by_holiday = ub.on_calendar_of(load, year, holidays)
    first_of_may = by_holiday.over(ub.Period.through(f"{year}-05-01", f"{year}-05-01"))
    assert set(first_of_may.counts) == {6}


def test_occurrences_tell_both_hours_and_a_single_one_is_the_first():
    labels = [dt.datetime(2024, 10, 27, 2, 15)]
    found = instants_of(
        labels,
        zone=ub.IntervalSeries.on(
            ub.Period.through("2024-01-01", "2024-01-01"),
            [0] * 24,
            unit="kWh",
            resolution="1 h",
            zone=BERLIN,
        ).zone,
        resolution=QUARTER,
        position=LabelPosition.START,
    )
    assert found == (dt.datetime(2024, 10, 27, 0, 15, tzinfo=dt.UTC),)
