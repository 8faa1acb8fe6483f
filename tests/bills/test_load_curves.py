"""Bills over load curves: time bands, exchange prices, power."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.billing.canonical import canonical_form
from utilbill.testing.invariants import assert_lawful
from utilbill.values.errors import (
    GapError,
    MissingFieldError,
    MissingRegisterError,
    PeriodError,
    SelectorError,
)

REGISTER = "1-0:1.8.0"
YEAR = ub.Period.of_year(2024)
GRID = {"resolution": "15 min", "zone": "Europe/Berlin"}
NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})


def contract(*registers):
    point = ub.SupplyPoint(
        commodity=ub.Commodity.ELECTRICITY,
        registers=[ub.Register(name) for name in registers or (REGISTER,)],
    )
    return ub.Contract(id="C-1", supply_start="2020-01-01", supply_point=point)


def sheet(*components, bands=()):
    return ub.PriceSheet(name="Sheet", basis="net", components=components, bands=bands)


def load(period, values, **grid):
    return ub.IntervalSeries.on(period, values, **{"unit": "kWh", **GRID, **grid})


def constant(period, value="0.25", **grid):
    """A load that is the same in every quarter hour."""
    hours = (
        dt.datetime.combine(period.end, dt.time(), ZONE)
        - dt.datetime.combine(period.start, dt.time(), ZONE).astimezone(dt.UTC)
    ) // dt.timedelta(minutes=15)
    return load(period, [value] * hours, **grid)


ZONE = load(ub.Period.through("2024-01-01", "2024-01-01"), [0] * 96).zone


def settle(components, series, period=YEAR, bands=(), **options):
    held = series if isinstance(series, dict) else {REGISTER: series}
    prices = sheet(*components, bands=bands)
    settled = ub.settle(
        contract(*held), period, [], prices, taxation=NO_TAX, series=held, **options
    )
    assert_lawful(settled, prices)
    return settled


def amounts(bill):
    return {line.component: str(line.amount.amount) for line in bill.lines}


# --- time of use -----------------------------------------------------------------------------


HT = ub.TimeBands(
    of=REGISTER,
    windows=[ub.TimeWindow("HT", "06:00-22:00", "workdays")],
    otherwise="NT",
    calendar=ub.market("DE").calendar("BW"),
)


def by_band(ht="30 ct/kWh", nt="20 ct/kWh"):
    return (
        ub.UnitPrice(id="ht", label="Peak", prices=ht, registers=f"{REGISTER}/HT"),
        ub.UnitPrice(id="nt", label="Off-peak", prices=nt, registers=f"{REGISTER}/NT"),
    )


def test_working_days_of_a_year_are_counted_in_their_band():
    bill = settle(by_band(), constant(YEAR), bands=[HT])
    working = sum(ub.market("DE").calendar("BW").is_working_day(day) for day in YEAR)

    assert [str(line.quantity) for line in bill.lines] == [
        f"{working * 16}.00 kWh",
        f"{8784 - working * 16}.00 kWh",
    ]
    assert bill.lines[0].amount.amount == Decimal(working * 16) * 30 / 100


def test_bands_and_the_whole_register_stand_side_by_side_in_charges_of_their_own():
    tax = ub.UnitPrice(id="tax", label="Tax", prices="2.05 ct/kWh", group="tax", role="levy")
    bill = settle((*by_band(), tax), constant(YEAR), bands=[HT])

    assert bill.lines[-1].quantity == ub.Quantity("8784.00", "kWh")


def test_a_change_of_price_splits_each_band_at_the_day():
    prices = ub.dated_prices(("2024-01-01", "30 ct/kWh"), ("2024-07-01", "31 ct/kWh"))
    bill = settle(by_band(ht=prices), constant(YEAR), bands=[HT])
    ht = [line for line in bill.lines if line.component == "ht"]

    calendar = ub.market("DE").calendar("BW")
    for line in ht:
        assert line.quantity.amount == 16 * sum(map(calendar.is_working_day, line.period))
    assert bill.spreading == ""  # nothing is spread: every quarter hour is known


def test_a_band_without_a_price_is_refused_when_the_sheet_is_built():
    with pytest.raises(SelectorError, match=r"1\.8\.0/NT"):
        sheet(by_band()[0], bands=[HT])
    whole = ub.UnitPrice(id="all", label="All", prices="1 ct/kWh", registers=REGISTER)
    with pytest.raises(SelectorError, match="by bands and otherwise"):
        sheet(*by_band(), whole, bands=[HT])


def test_bands_need_a_load_curve():
    readings = [ub.Reading(REGISTER, YEAR.start, 0), ub.Reading(REGISTER, YEAR.end, 3500)]
    with pytest.raises(MissingRegisterError, match="no load curve to divide"):
        ub.settle(contract(), YEAR, readings, sheet(*by_band(), bands=[HT]), taxation=NO_TAX)


def test_windows_overlap_or_leave_time_out():
    window = ub.TimeWindow
    with pytest.raises(SelectorError, match="mon 07:00"):
        ub.TimeBands(of="x", windows=[window("A", "00:00-08:00"), window("B", "07:00-24:00")])
    with pytest.raises(SelectorError, match="11-1"):
        ub.TimeBands(
            of="x",
            windows=[
                window("A", season="01-01..10-31"),
                window("B", "06:00-22:00", season="11-01..12-31"),
            ],
        )
    seasons = ub.TimeBands(
        of="x",
        windows=[
            window("winter", season="11-01..03-31"),
            window("summer", season="04-01..10-31"),
        ],
    )
    assert seasons.names == ("winter", "summer")
    with pytest.raises(SelectorError, match="inside an interval"):
        ub.TimeBands(of=REGISTER, otherwise="B", windows=[window("A", "06:10-07:00")]).divide(
            constant(ub.Period.through("2024-01-01", "2024-01-01"))
        )


def test_windows_go_through_midnight_and_clocks_change_inside_them():
    night = ub.TimeBands(
        of=REGISTER, otherwise="day", windows=[ub.TimeWindow("night", "22:00-06:00")]
    )
    for day, hours in (("2024-03-31", 7), ("2024-10-27", 9), ("2024-06-01", 8)):
        parts = night.divide(constant(ub.Period.through(day, day), "1"))
        assert parts[f"{REGISTER}/night"].total.amount == 4 * hours
    ripple = ub.TimeBands(
        of=REGISTER,
        otherwise="day",
        basis="standard",
        windows=[ub.TimeWindow("night", "22:00-06:00")],
    )
    summer = ripple.divide(load(ub.Period.through("2024-07-01", "2024-07-01"), range(96)))
    kept = [count for count in summer[f"{REGISTER}/night"].counts if count]
    assert (kept[0], kept[26], kept[27], kept[-1]) == (1, 27, 92, 95)  # 23:00-07:00 by the wall


@given(st.data())
def test_the_sum_over_time_bands_is_the_whole(data):
    first = data.draw(st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 25)))
    period = ub.Period(first, first + dt.timedelta(days=data.draw(st.integers(1, 5))))
    count = len(constant(period))
    values = data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count))
    edge = data.draw(st.integers(1, 23))
    bands = ub.TimeBands(
        of=REGISTER,
        otherwise="rest",
        windows=[
            ub.TimeWindow("a", f"00:00-{edge:02}:00", "workdays"),
            ub.TimeWindow("b", f"{edge:02}:00-24:00", "sun+holiday", "10-01..03-31"),
        ],
        calendar=ub.market("DE").calendar("BY"),
    )
    series = load(period, values)
    parts = bands.divide(series)

    assert sum(part.total.amount for part in parts.values()) == series.total.amount
    assert all(
        sum(bool(c) for c in column) <= 1
        for column in zip(*(part.counts for part in parts.values()), strict=True)
    )


# --- exchange prices -------------------------------------------------------------------------


def spot(**options):
    return ub.SpotPrice(
        **{"id": "energy", "label": "Exchange price", "index": "day-ahead", **options}
    )


def test_an_amount_is_rounded_once_for_all_intervals():
    """EX-DYN-1."""
    hour = dt.datetime(2024, 6, 1, tzinfo=ZONE)
    series = ub.read_intervals(
        [hour + index * dt.timedelta(minutes=15) for index in range(4)],
        ["0.250", "0.500", "0.125", "1.000"],
        unit="kWh",
        **GRID,
    )
    prices = ub.read_intervals(
        [hour + index * dt.timedelta(minutes=15) for index in range(4)],
        ["85.20", "-12.50", "0", "143.37"],
        unit="EUR/MWh",
        **GRID,
    )
    cost = ub.evaluate(ub.interval_cost(series, prices.moved_by(ub.Price.parse("15.20 ct/kWh"))))
    assert ub.CENT(cost) == Decimal("0.44")
    assert cost == Fraction("0.44342")


def test_mark_up_share_cap_and_floor_are_applied_in_the_declared_order():
    day = ub.Period.through("2024-06-01", "2024-06-01")
    series = load(day, [1] * 24, resolution="1 h")
    prices = load(day, [-40, 0, 60, 500] * 6, resolution="1 h", unit="EUR/MWh")

    def total(**options):
        bill = settle([spot(**options)], series, day, indices={"day-ahead": prices})
        return bill.totals.net.amount

    assert total() == Decimal("3.12")  # 6 x 520 EUR/MWh x 1 kWh
    assert total(markup="2 ct/kWh") == Decimal("3.60")
    assert total(floor="0 ct/kWh") == Decimal("3.36")
    assert total(floor="0 ct/kWh", cap="30 ct/kWh") == Decimal("2.16")
    assert total(factor="1.1", cap="30 ct/kWh") == Decimal("2.11")  # 6 x (-44+0+66+330) / 1000
    assert total(cap="30 ct/kWh", markup="2 ct/kWh", limits="price") == Decimal("2.28")


def test_a_line_per_month_or_one_for_all():
    period = ub.Period("2024-01-01", "2024-04-01")
    series = constant(period)
    prices = constant(period, "80.5", unit="EUR/MWh")
    monthly = settle([spot(lines="month")], series, period, indices={"day-ahead": prices})
    whole = settle([spot()], series, period, indices={"day-ahead": prices})

    assert [str(line.period) for line in monthly.lines] == [
        "2024-01-01..2024-01-31",
        "2024-02-01..2024-02-29",
        "2024-03-01..2024-03-31",
    ]
    assert len(whole.lines) == 1
    assert sum(line.quantity.amount for line in monthly.lines) == whole.lines[0].quantity.amount


def test_prices_that_are_missing_are_named():
    series = constant(YEAR)
    with pytest.raises(MissingFieldError, match="day-ahead"):
        settle([spot()], series)
    half = constant(ub.Period("2024-01-01", "2024-07-01"), "80", unit="EUR/MWh")
    with pytest.raises(GapError, match=r"indices\.day-ahead"):
        settle([spot()], series, indices={"day-ahead": half})
    with pytest.raises(PeriodError, match="does not cover"):
        settle([spot()], half.over(ub.Period("2024-01-01", "2024-02-01")))


def test_a_revised_price_is_a_second_vintage():
    day = ub.Period.through("2024-06-01", "2024-06-01")
    first, revised = (load(day, [price] * 96, unit="EUR/MWh") for price in ("80", "90"))
    history = ub.History([ub.Version(first), ub.Version(revised, "2024-07-15")])
    series = load(day, [1] * 96)
    then = settle([spot()], series, day, indices={"day-ahead": history}, as_known_on="2024-06-30")
    now = settle([spot()], series, day, indices={"day-ahead": history})

    assert (then.totals.net.amount, now.totals.net.amount) == (Decimal("7.68"), Decimal("8.64"))
    assert canonical_form(then) != canonical_form(now)


def test_values_that_came_later_make_another_bill_and_say_that_they_were_formed():
    day = ub.Period.through("2024-06-01", "2024-06-01")
    labels = [dt.datetime(2024, 6, 1) + index * dt.timedelta(minutes=15) for index in range(96)]
    filled = ub.read_intervals(
        labels[:90], ["0.5"] * 90, unit="kWh", period=day, gaps="hold", **GRID
    )
    real = load(day, ["0.5"] * 90 + ["0.75"] * 6)
    history = ub.History([ub.Version(filled), ub.Version(real, "2024-06-20")])
    prices = [ub.UnitPrice(id="energy", label="Energy", prices="25 ct/kWh")]
    before = settle(prices, history, day, as_known_on="2024-06-10")
    after = settle(prices, history, day)

    assert not before.lines[0].measured
    assert after.lines[0].measured
    assert (str(before.totals.net.amount), str(after.totals.net.amount)) == ("12.00", "12.38")


@pytest.mark.parametrize("year", [2020, 2024])
@pytest.mark.parametrize("profile", ["simbench", "household"])
def test_a_year_of_quarter_hours_against_a_sum_by_hand(shared, year, profile):
    pytest.importorskip("pyarrow")
    energy = shared / "samples/energy"
    if profile == "simbench":
        source = ub.read_parquet_series(
            energy / "loads/simbench_profiles_15min_2016.parquet",
            time="time",
            value="H0-A_pload",
            unit="kWh",
            decimals=6,
            time_format="%d.%m.%Y %H:%M",
            **GRID,
        )
    else:
        source = ub.read_parquet_series(
            energy / "loads/lpg_chr01_15min_year.parquet",
            value="kwh",
            unit="kWh",
            decimals=6,
            basis="standard",
            period=ub.Period.of_year(2021),
            **GRID,
        )
    mapped = ub.on_calendar_of(source, year)
    prices = ub.read_csv_series(
        energy / f"prices/de_lu_spot_hourly_{year}.csv.gz",
        time="time",
        value="price",
        unit="ct/kWh",
        resolution="1 h",
        zone="Europe/Berlin",
        zone_column="zone_start",
    )
    bill = settle(
        [spot(markup="1.52 ct/kWh")], mapped, ub.Period.of_year(year), indices={"day-ahead": prices}
    )

    cents, hourly = Decimal(0), prices.values
    for index, quantity in enumerate(mapped.values):
        cents += quantity * (hourly[index // 4] + Decimal("1.52"))
    assert len(mapped) == 35_136
    assert bill.totals.net.amount == (cents / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")


# --- power -----------------------------------------------------------------------------------


def peaky(period, peaks, base=1):
    """An hourly load with peaks on given days and hours."""
    series = load(period, [base] * (len(constant(period)) // 4), resolution="1 h")
    counts = list(series.counts)
    local = {moment.replace(tzinfo=None): place for place, moment in enumerate(series.local_times)}
    for moment, power in peaks.items():
        counts[local[dt.datetime.fromisoformat(moment)]] = power
    return load(period, counts, resolution="1 h")


def power(**options):
    given = {
        "id": "power",
        "label": "Power",
        "register": REGISTER,
        "prices": "20.00 EUR/kW/year",
        "proration": "days_365",
        **options,
    }
    return ub.DemandCharge(**given)


FREE = ub.UnitPrice(id="energy", label="Energy", prices="0 ct/kWh")


def test_the_peak_of_a_year_by_days():
    """EX-NNE-1: 180 kW at 20.00 EUR, 405,000 kWh at 5.20 ct."""
    year = ub.Period.of_year(2023)
    rest = (405_000 - 180) // 8759
    series = peaky(year, {"2023-02-07 10:00": 180}, base=rest)
    energy = ub.UnitPrice(id="energy", label="Energy", prices="5.20 ct/kWh")
    bill = settle([power(), energy], series, year)

    assert amounts(bill)["power"] == "3600.00"
    assert bill.lines[0].count == ub.Quantity(180, "kW")


def test_the_mean_of_three_peaks_on_distinct_days():
    january = ub.Period.of_month(2024, 1)
    series = peaky(
        january,
        {
            "2024-01-05 08:00": 9,
            "2024-01-05 09:00": 8,
            "2024-01-12 18:00": 7,
            "2024-01-20 07:00": 5,
        },
    )
    rule = ub.PeakRule(count=3)
    bill = settle(
        [power(prices="10 EUR/kW/month", proration="months", peaks=rule, peak_of="month"), FREE],
        series,
        january,
    )
    assert bill.lines[0].amount.amount == 70  # (9 + 7 + 5) / 3
    anywhere = ub.PeakRule(count=3, distinct="nothing")
    bill = settle(
        [
            power(prices="10 EUR/kW/month", proration="months", peaks=anywhere, peak_of="month"),
            FREE,
        ],
        series,
        january,
    )
    assert bill.lines[0].amount.amount == 80  # (9 + 8 + 7) / 3


def test_each_month_has_its_own_peak():
    period = ub.Period("2024-01-01", "2024-04-01")
    series = peaky(period, {"2024-01-05 08:00": 9, "2024-02-29 18:00": 7, "2024-03-31 03:00": 5})
    bill = settle(
        [power(prices="10 EUR/kW/month", proration="months", peak_of="month"), FREE], series, period
    )
    assert [line.amount.amount for line in bill.lines[:3]] == [90, 70, 50]


def test_a_peak_counts_in_its_window_only():
    january = ub.Period.of_month(2024, 1)
    series = peaky(january, {"2024-01-06 12:00": 20, "2024-01-08 12:00": 6, "2024-01-09 23:00": 15})
    charge = power(register=f"{REGISTER}/HT", prices="10 EUR/kW/month", proration="months")
    bill = settle([charge, FREE], series, january, bands=[HT])
    assert bill.lines[0].count == ub.Quantity(6, "kW")


@pytest.mark.parametrize(
    ("options", "charged"),
    [
        ({"minimum": "12 kW"}, "12"),
        ({"contracted": "10 kW", "share": "0.8"}, "9"),
        ({"contracted": "20 kW", "share": "0.8"}, "16.0"),
        ({"free": "5 kW"}, "4"),
        ({"free": "50 kW"}, "0"),
        ({"count": 2, "rounding": ub.RoundingRule("kw", 1, "up")}, "8"),
    ],
)
def test_agreed_least_and_free_power(options, charged):
    january = ub.Period.of_month(2024, 1)
    series = peaky(january, {"2024-01-05 08:00": 9, "2024-01-12 18:00": 6})
    bill = settle(
        [power(peaks=ub.PeakRule(**options), prices="10 EUR/kW/month", proration="months"), FREE],
        series,
        january,
    )
    assert bill.lines[0].count.amount == Decimal(charged)
    assert bill.lines[0].amount.amount == Decimal(charged) * 10


def test_a_quarter_hour_peak_is_less_by_the_hour():
    day = ub.Period.through("2024-01-05", "2024-01-05")
    series = load(day, [0] * 40 + [3, 1, 1, 1] + [0] * 52)
    quarter, hour = ub.PeakRule(), ub.PeakRule(resolution="1 h")
    assert quarter.peaks(series)[0].power == ub.Quantity(12, "kW")
    assert hour.peaks(series)[0].power == ub.Quantity(6, "kW")


@pytest.mark.parametrize(
    ("peak", "price"), [("1.99", 1296), ("2", 1296), ("2.01", 2064), (80, 3360)]
)
def test_steps_of_power_price_a_month(peak, price):
    january = ub.Period.of_month(2023, 1)
    series = peaky(january, {"2023-01-05 08:00": peak}, base=0)
    steps = ub.CapacitySteps(
        id="capacity",
        label="Capacity",
        register=REGISTER,
        proration="months",
        steps=[
            ub.Tier("1296 EUR/year", "2 kW"),
            ub.Tier("2064 EUR/year", "5 kW"),
            ub.Tier("3360 EUR/year"),
        ],
    )
    bill = settle([steps, FREE], series, january)
    assert bill.lines[0].amount.amount == price / Decimal(12)


def test_power_needs_a_load_curve():
    readings = [ub.Reading(REGISTER, YEAR.start, 0), ub.Reading(REGISTER, YEAR.end, 3500)]
    with pytest.raises(MissingRegisterError, match="has no load curve"):
        ub.settle(contract(), YEAR, readings, sheet(power(), FREE), taxation=NO_TAX)


def test_a_price_of_power_by_season():
    period = ub.Period("2024-10-01", "2024-12-01")
    series = peaky(period, {"2024-10-05 08:00": 9, "2024-11-05 08:00": 4})
    monthly = {"proration": "months", "peak_of": "month", "role": "grid"}
    summer = power(id="summer", prices="10 EUR/kW/month", season="04-01..10-31", **monthly)
    winter = power(id="winter", prices="20 EUR/kW/month", season="11-01..03-31", **monthly)
    bill = settle([summer, winter, FREE], series, period)

    assert [(line.component, line.amount.amount) for line in bill.lines[:2]] == [
        ("summer", 90),
        ("winter", 80),
    ]
    assert [absence.component for absence in bill.absences] == ["summer", "winter"]


def test_zones_of_power_price_the_part_that_falls_into_them():
    """Capacity of Meissen 2010: 1,120 kW through three zones."""
    zones = [("16.74", "787"), ("13.75", "1025"), ("12.41", "1451"), ("10.59", None)]
    tiers = [
        ub.Tier(f"{price} EUR/kW/year", None if limit is None else f"{limit} kW")
        for price, limit in zones
    ]
    year = ub.Period.of_year(2023)
    series = peaky(year, {"2023-01-05 08:00": 1120}, base=0)
    charge = ub.TieredDemandCharge(
        id="power",
        label="Capacity",
        register=REGISTER,
        tiers=tiers,
        peak_of="period",
        proration="days_365",
    )
    bill = settle([charge, FREE], series, year)
    assert [str(line.count) for line in bill.lines[:3]] == ["787 kW", "238 kW", "95 kW"]
    assert sum(line.amount.amount for line in bill.lines) == Decimal("17625.83")


@given(st.lists(st.integers(0, 40), min_size=24, max_size=24))
def test_monthly_tiers_over_bands_price_what_the_month_used(hours):
    """The price of a tier is split over the bands in proportion to what they used."""
    day = ub.Period.through("2024-06-03", "2024-06-03")
    series = load(day, hours, resolution="1 h")
    low, high = {"HT": "8 ct/kWh", "NT": "6 ct/kWh"}, {"HT": "9 ct/kWh", "NT": "7 ct/kWh"}

    def named(prices):
        return {f"{REGISTER}/{band}": price for band, price in prices.items()}

    tariff = ub.BandTieredPrice(
        id="energy",
        label="Energy",
        tiers=[ub.BandTier(named(low), "100 kWh"), ub.BandTier(named(high))],
    )
    bill = settle([tariff], series, day, bands=[HT])
    total, ht = sum(hours), sum(hours[6:22])
    first = min(total, 100)
    for line, used, prices in zip(bill.lines, (ht, total - ht), ((8, 9), (6, 7)), strict=True):
        exact = Fraction(used, total or 1) * (first * prices[0] + (total - first) * prices[1]) / 100
        assert line.quantity.amount == used
        assert line.amount.amount == ub.CENT(exact)


def test_steps_of_power_that_change_inside_a_month_look_at_the_whole_of_it():
    period = ub.Period("2024-03-01", "2024-05-01")
    series = peaky(period, {"2024-03-05 08:00": 4, "2024-04-05 08:00": 4})

    def steps(low, high):
        return (ub.Tier(f"{low} EUR/year", "2 kW"), ub.Tier(f"{high} EUR/year"))

    capacity = ub.CapacitySteps(
        id="capacity",
        label="Capacity",
        register=REGISTER,
        proration="months",
        steps=ub.Timeline(
            [ub.Dated("2024-01-01", steps(12, 24)), ub.Dated("2024-04-11", steps(12, 36))]
        ),
    )
    bill = settle([capacity, FREE], series, period)

    assert [line.amount.amount for line in bill.lines[:3]] == [2, Decimal("0.67"), 2]
    with pytest.raises(GapError, match="prices of capacity"):
        settle(
            [capacity, FREE], constant(ub.Period.of_month(2023, 12)), ub.Period.of_month(2023, 12)
        )


@pytest.mark.parametrize(("limit", "first"), [("2 kWh/day", 60), ("10 kWh/kW/day", 1200)])
def test_limits_count_for_each_day_of_the_month(limit, first):
    """4 kW at peak, 30 days: 60 kWh and 1,200 kWh cost less."""
    june = ub.Period.of_month(2024, 6)
    series = peaky(june, {"2024-06-05 08:00": 4}, base=2)
    register = {"register": REGISTER} if "kW/" in limit else {}
    tariff = ub.BandTieredPrice(
        id="energy",
        label="Energy",
        tiers=[
            ub.BandTier({REGISTER: "10 ct/kWh"}, limit),
            ub.BandTier({REGISTER: "20 ct/kWh"}),
        ],
        **register,
    )
    bill = settle([tariff], series, june)
    used = 2 * 720 + 2
    assert bill.lines[0].amount.amount == Decimal(first * 10 + (used - first) * 20) / 100


def test_tiers_of_two_seasons_count_apart_in_one_charge():
    seasons = ub.TimeBands(
        of=REGISTER,
        windows=[
            ub.TimeWindow("summer", season="06-01..09-30"),
            ub.TimeWindow("winter", season="10-01..05-31"),
        ],
    )
    period = ub.Period("2024-05-01", "2024-07-01")

    def tariff(band, limit):
        register = f"{REGISTER}/{band}"
        return ub.BandTieredPrice(
            id=band,
            label="Energy",
            group="energy",
            tiers=[
                ub.BandTier({register: "10 ct/kWh"}, limit),
                ub.BandTier({register: "20 ct/kWh"}),
            ],
        )

    bill = settle(
        [tariff("summer", "100 kWh"), tariff("winter", "200 kWh")],
        constant(period),
        period,
        bands=[seasons],
    )
    whole = 20 * Decimal(31 * 24 + 30 * 24) / 100
    assert bill.totals.net.amount == whole - 10 - 20


# --- on paper and in files ---------------------------------------------------------------------


def mixed_bill():
    day = ub.Period.through("2024-06-03", "2024-06-03")
    series = ub.read_intervals(
        [dt.datetime(2024, 6, 3) + index * dt.timedelta(hours=1) for index in range(23)],
        ["0.5"] * 23,
        unit="kWh",
        resolution="1 h",
        zone="Europe/Berlin",
        period=day,
        gaps="hold",
    )
    prices = load(day, [80] * 12 + [-20] * 12, resolution="1 h", unit="EUR/MWh")
    bill = settle(
        [
            spot(),
            *(
                ub.UnitPrice(
                    id=band,
                    label=band,
                    prices="1 ct/kWh",
                    registers=f"{REGISTER}/{band}",
                    role="grid",
                )
                for band in ("HT", "NT")
            ),
        ],
        series,
        day,
        bands=[HT],
        indices={"day-ahead": prices},
    )
    return ub.combine([bill])


def test_a_bill_over_load_curves_survives_json():
    bill = mixed_bill()
    text = ub.bill_to_json(bill)
    assert ub.bill_from_json(text) == bill
    assert canonical_form(ub.bill_from_json(text)) == canonical_form(bill)


def test_a_printed_bill_shows_its_load_curves_and_what_was_formed():
    from utilbill.documents import bill_text

    text = bill_text(mixed_bill(), "de")
    assert "Lastgänge" in text
    row = next(line for line in text.splitlines() if line.strip().startswith(f"{REGISTER} "))
    assert row.split() == [REGISTER, "24", "×", "60", "min", "1", "12,0", "kWh", "*"]
    assert "Zählerstände" not in text


def test_an_exchange_price_explains_itself_with_both_rows():
    shown = str(ub.explain(mixed_bill().lines[0].explanation, "de"))
    assert "Σ Lastgang × Exchange price (24 Messwerte)" in shown
    assert "Exchange price: -20 … 80 EUR/MWh [day-ahead]" in shown


@given(st.data())
def test_the_difference_of_two_bills_over_load_curves_adds_up(data):
    bills = []
    for _ in range(2):
        first = data.draw(st.dates(dt.date(2024, 1, 1), dt.date(2025, 10, 1)))
        period = ub.Period(first, first + dt.timedelta(days=data.draw(st.integers(1, 3))))
        hours = len(constant(period)) // 4
        drawn = [data.draw(st.integers(0, 50)) for _ in range(4)]
        series = load(period, [drawn[i % 4] for i in range(hours)], resolution="1 h")
        spots = [data.draw(st.integers(-90, 900)) for _ in range(3)]
        prices = load(
            period, [spots[i % 3] for i in range(hours)], resolution="1 h", unit="EUR/MWh"
        )
        components = [
            spot(id="exchange", markup=f"{data.draw(st.integers(0, 5))} ct/kWh"),
            *by_band(ht=f"{data.draw(st.integers(0, 9))} ct/kWh"),
            power(prices=f"{data.draw(st.integers(1, 90))} EUR/kW/year"),
            ub.Reduction(
                id="off", label="Off", amount="50 EUR/year", of="energy", proration="days_365"
            ),
        ]
        settled = settle(components, series, period, bands=[HT], indices={"day-ahead": prices})
        bills.append(ub.combine([settled]))
    found = ub.difference(*bills)
    assert sum(part.amount.amount for part in found.parts) == (
        bills[1].balance.amount - bills[0].balance.amount
    )


# --- forecasts ---------------------------------------------------------------------------------


def test_a_quote_over_an_expected_load_curve():
    """3,000 kWh in the shape of a household that uses twice as much at daytime."""
    year = ub.Period.of_year(2025)
    shape = load(year, ([1] * 24 + [2] * 64 + [1] * 8) * 365)
    expected = shape.scaled_to("3000 kWh", "0.001")
    assert expected.total.amount == 3000
    quote = ub.forecast(
        contract(),
        year,
        [],
        sheet(*by_band(), bands=[HT]),
        taxation=NO_TAX,
        series={REGISTER: expected},
        basis="profile",
    )
    parts = HT.divide(expected)
    high = parts[f"{REGISTER}/HT"].total.amount
    assert quote.total.amount == ub.CENT(high * 30 / 100) + ub.CENT((3000 - high) * 20 / 100)
    plan = ub.build_plan(quote, ub.due_dates("2025-01-31", 11))
    assert plan.sum + plan.remainder == plan.total == quote.total


def test_the_year_after_a_load_curve_follows_its_shape():
    settled = settle(by_band(), constant(YEAR), bands=[HT])
    following = ub.on_calendar_of(constant(YEAR), 2025)
    found = ub.next_forecast(
        settled, sheet(*by_band(), bands=[HT]), taxation=NO_TAX, series={REGISTER: following}
    )
    assert found.period == ub.Period.of_year(2025)
    again = ub.settle(
        contract(),
        ub.Period.of_year(2025),
        [],
        sheet(*by_band(), bands=[HT]),
        taxation=NO_TAX,
        series={REGISTER: following},
    )
    assert found.total == again.totals.gross
    plain = ub.UnitPrice(id="energy", label="Energy", prices="25 ct/kWh")
    flat = ub.next_forecast(settled, sheet(plain), taxation=NO_TAX)
    assert flat.total.amount == ub.CENT(Decimal(8784 * 365) / 366) * 25 / 100


def found(bill, code):
    return [held.message.en for held in bill.findings if held.code == code]


def test_formed_values_are_named_with_their_rules():
    day = ub.Period.through("2024-06-01", "2024-06-01")
    labels = [dt.datetime(2024, 6, 1) + index * dt.timedelta(minutes=15) for index in range(90)]
    filled = ub.read_intervals(labels, ["0.5"] * 90, unit="kWh", period=day, gaps="hold", **GRID)
    bill = settle([FREE], filled, day)
    assert found(bill, "formed_values") == [
        f"Load curve of {REGISTER}: 6 of 96 values were formed (substituted, last known value: 6)."
    ]
    assert not found(settle([FREE], constant(day), day), "formed_values")


@pytest.mark.parametrize(("closing", "said"), [("124", ""), ("130", "differ by 30 kWh")])
def test_readings_beside_a_load_curve_are_left_aside_and_compared(closing, said):
    day = ub.Period.through("2024-06-01", "2024-06-01")
    readings = [ub.Reading(REGISTER, day.start, 100), ub.Reading(REGISTER, day.end, closing)]
    bill = ub.settle(
        contract(), day, readings, sheet(FREE), taxation=NO_TAX, series={REGISTER: constant(day)}
    )
    assert bill.lines[0].quantity == ub.Quantity("24.00", "kWh")
    (message,) = found(bill, "readings_beside_load_curve")
    assert said in message
