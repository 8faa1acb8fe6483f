"""Prices composed of parts: steps, hours of utilization, packages, limits, reactive energy."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.testing.invariants import assert_lawful

NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0, ub.TaxCategory.FULL: 0})
YEAR = ub.Period.of_year(2023)


def settle(components, used, period=YEAR, *, unit="kWh", registers=None, series=None, **options):
    """Settle one register that was read at both ends, or registers with load curves."""
    names = registers or ["main"]
    units = {"reactive": "kvarh"}
    contract = ub.Contract(
        id="C",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(
            commodity=ub.Commodity.ELECTRICITY,
            registers=[ub.Register(name, unit=units.get(name, unit)) for name in names],
        ),
    )
    readings = (
        []
        if used is None
        else [ub.Reading("main", period.start, 0), ub.Reading("main", period.end, used)]
    )
    sheet = ub.PriceSheet(name="Sheet", basis="net", components=components)
    given_options = {"taxation": NO_TAX, "spreading": ub.LINEAR, **options}
    settled = ub.settle(contract, period, readings, sheet, series=series or {}, **given_options)
    assert_lawful(settled, sheet)
    return settled


def amounts(bill):
    return [line.amount.amount for line in bill.lines]


def hourly(period, values):
    return ub.IntervalSeries.on(period, values, unit="kWh", resolution="1 h", zone="Europe/Berlin")


# --- step tables: Forst 2017, Oberkirch 2012 ---------------------------------------------------

FORST = [
    ("2.033", "0.85", 1000),
    ("1.399", "1.38", 6000),
    ("1.347", "1.64", 25000),
    ("1.206", "4.57", 100000),
    ("1.157", "8.63", 300000),
    ("1.002", "47.35", 1000000),
    ("0.864", "162.45", None),
]


def step_table(rows, per):
    return ub.StepTable(
        id="grid",
        label="Grid",
        proration="months",
        steps=[
            ub.Step(f"{price} ct/kWh", f"{base} EUR/{per}", limit and f"{limit} kWh/year")
            for price, base, limit in rows
        ],
    )


@pytest.mark.parametrize(
    ("used", "energy", "base"),
    [
        (1000, "20.33", "10.20"),
        (1001, "14.00", "16.56"),  # one unit more costs less energy and more base
        (20000, "269.40", "19.68"),
        (150000, "1735.50", "103.56"),
        (5000000, "43200.00", "1949.40"),
    ],
)
def test_the_whole_quantity_is_priced_at_the_step_that_it_reaches(used, energy, base):
    assert amounts(settle([step_table(FORST, "month")], used)) == [Decimal(energy), Decimal(base)]


def test_limits_of_a_half_year_are_half():
    half = ub.Period("2023-01-01", "2023-07-01")
    below, above = (settle([step_table(FORST, "month")], used, half) for used in (500, 501))
    assert [str(line.price) for line in below.lines] == ["2.033 ct/kWh", "0.85 EUR/month"]
    assert [str(line.price) for line in above.lines] == ["1.399 ct/kWh", "1.38 EUR/month"]


# --- zones: Meissen 2010 -----------------------------------------------------------------------


def test_each_zone_prices_the_part_that_falls_into_it():
    rows = [
        ("0.450", 1500000),
        ("0.370", 2000000),
        ("0.314", 3000000),
        ("0.228", 5000000),
        ("0.156", None),
    ]
    zones = ub.TieredPrice(
        id="energy",
        label="Energy",
        mode="blocks",
        tiers=[ub.Tier(f"{price} ct/kWh", limit and f"{limit} kWh") for price, limit in rows],
    )
    assert sum(amounts(settle([zones], 3577000))) == Decimal("13055.56")


@given(st.integers(0, 400), st.integers(1, 200))
def test_graduated_prices_are_continuous_and_monotone(used, more):
    zones = ub.TieredPrice(
        id="energy",
        label="Energy",
        mode="blocks",
        tiers=[
            ub.Tier("30 ct/kWh", "100 kWh"),
            ub.Tier("20 ct/kWh", "250 kWh"),
            ub.Tier("25 ct/kWh"),
        ],
    )
    less, much = (settle([zones], amount).totals.net.amount for amount in (used, used + more))
    assert 0 <= much - less <= Decimal("0.30") * more + Decimal("0.02")
    assert much - less >= Decimal("0.20") * more - Decimal("0.02")


# --- packages ----------------------------------------------------------------------------------


def test_a_package_lapses_at_the_end_of_each_month():
    """100 kWh a month included: 50 + 150 + 100 kWh leave 50 kWh beyond it, not none."""
    quarter = ub.Period("2023-01-01", "2023-04-01")
    readings = [("2023-01-01", 0), ("2023-02-01", 50), ("2023-03-01", 200), ("2023-04-01", 300)]
    contract = ub.Contract(
        id="C",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(
            commodity=ub.Commodity.ELECTRICITY, registers=[ub.Register("main")]
        ),
    )

    def bill(counted):
        package = ub.TieredPrice(
            id="energy",
            label="Energy",
            mode="blocks",
            proration="months",
            counted=counted,
            tiers=[ub.Tier("0 ct/kWh", "100 kWh/month"), ub.Tier("40 ct/kWh")],
        )
        fee = ub.StandingCharge(
            id="fee", label="Package", prices="25 EUR/month", proration="months"
        )
        sheet = ub.PriceSheet(name="P", basis="net", components=[fee, package])
        return ub.settle(
            contract,
            quarter,
            [ub.Reading("main", day, value) for day, value in readings],
            sheet,
            taxation=NO_TAX,
        )

    assert bill("month").totals.net.amount == 75 + 20
    assert bill("period").totals.net.amount == 75


@pytest.mark.parametrize(
    ("every", "count"),
    [
        ("period", 1),
        ("month", 12),
        ("quarter", 4),
        ("half_year", 2),
        ("year", 1),
        ("week", 53),
        ("day", 365),
    ],
)
def test_schemes_tile_the_period(every, count):
    parts = ub.PeriodScheme(every).parts(YEAR)
    assert len(parts) == count
    assert sum(part.days for part in parts) == 365


# --- limits of amounts -------------------------------------------------------------------------

ENERGY = ub.UnitPrice(id="energy", label="Energy", prices="25 ct/kWh")


def limit(amount, which, **options):
    return ub.AmountLimit(
        id="limit",
        label="Limit",
        amount=amount,
        limit=which,
        of="energy",
        **{"proration": "calendar_year", **options},
    )


@pytest.mark.parametrize(("used", "extra"), [(1000, ["50.00"]), (1200, []), (1300, [])])
def test_what_is_missing_to_a_minimum_is_charged(used, extra):
    bill = settle([ENERGY, limit("300 EUR/year", "least")], used)
    assert [str(line.amount.amount) for line in bill.lines[1:]] == extra


@pytest.mark.parametrize(("used", "extra"), [(1000, []), (1300, ["-25.00"])])
def test_what_goes_beyond_a_cap_is_taken_off(used, extra):
    bill = settle([ENERGY, limit("300 EUR/year", "most")], used)
    assert [str(line.amount.amount) for line in bill.lines[1:]] == extra


def test_a_minimum_per_month_looks_at_each_month():
    quarter = ub.Period("2023-01-01", "2023-04-01")
    series = hourly(quarter, [1] * (31 * 24) + [0] * (28 * 24) + [1] * (31 * 24 - 1))
    minimum = limit("100 EUR/month", "least", counted="month", proration="months")
    bill = settle([ENERGY, minimum], None, quarter, series={"main": series})
    assert amounts(bill) == [
        Decimal("186.00"),
        Decimal("0.00"),
        Decimal("185.75"),
        Decimal("100.00"),
    ]


# --- hours of utilization ----------------------------------------------------------------------


def grid(**options):
    return ub.UtilizationPrice(
        id="grid",
        label="Grid",
        register="main",
        proration="days_365",
        classes=[
            ub.UtilizationClass("20.00 EUR/kW/year", "5.20 ct/kWh", 2500),
            ub.UtilizationClass("100.00 EUR/kW/year", "1.20 ct/kWh"),
        ],
        **options,
    )


@pytest.mark.parametrize(
    ("base", "energy", "power"),
    [(50, "22782.76", "3600.00"), (52, "5467.78", "18000.00")],
)
def test_the_class_of_utilization_chooses_the_pair_of_prices(base, energy, power):
    """180 kW: with 50 kW all year they are 2,434 hours, with 52 kW 2,531."""
    series = hourly(YEAR, [180] + [base] * 8759)
    bill = settle([grid()], None, series={"main": series})
    assert amounts(bill) == [Decimal(energy), Decimal(power)]


def test_agreed_hours_choose_the_class_and_a_half_year_is_half_the_power():
    half = ub.Period("2023-01-01", "2023-07-03")  # 183 days
    series = hourly(half, [180] + [50] * (183 * 24 - 2))
    bill = settle([grid(hours=3000)], None, half, series={"main": series})
    assert bill.lines[0].price == ub.Price.parse("1.20 ct/kWh")
    assert bill.lines[1].amount.amount == ub.CENT(Decimal(18000 * 183) / 365)


# --- reactive energy ---------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "charged"), [("total", 20), ("interval", 70)])
def test_reactive_energy_beyond_half_of_the_active(by, charged):
    """The morning is 60 kvarh beyond its share, the evening 10; the rest of the day below it."""
    day = ub.Period.through("2023-06-01", "2023-06-01")
    active = hourly(day, [10] * 12 + [20] * 12)
    held = ub.IntervalSeries.on(
        day,
        [15] * 6 + [0] * 6 + [11] * 10 + [0] * 2,
        unit="kvarh",
        resolution="1 h",
        zone="Europe/Berlin",
    )
    components = [
        ub.UnitPrice(id="energy", label="Energy", prices="0 ct/kWh", registers="main"),
        ub.ReactiveEnergy(
            id="beyond",
            label="Reactive",
            prices="1 EUR/kvarh",
            reactive="reactive",
            active="main",
            free_share="0.5",
            by=by,
        ),
    ]
    bill = settle(
        components,
        None,
        day,
        registers=["main", "reactive"],
        series={"main": active, "reactive": held},
    )
    assert bill.lines[-1].count.amount == charged == bill.lines[-1].amount.amount


@given(st.dates(dt.date(2023, 1, 2), dt.date(2023, 12, 31)), st.integers(0, 5000))
def test_a_year_split_at_any_date_bills_the_same_energy(day, used):
    whole = settle([ENERGY], used)
    dated = ub.UnitPrice(
        id="energy",
        label="Energy",
        prices=ub.dated_prices(("2023-01-01", "25 ct/kWh"), (day.isoformat(), "25 ct/kWh")),
    )
    split = settle([dated], used)
    assert sum(line.quantity.amount for line in split.lines) == used
    assert abs(split.totals.net.amount - whole.totals.net.amount) <= Decimal("0.01")


def test_peaks_that_the_meter_remembered_need_no_load_curve():
    """A published grid fee of 2024: 5,000 kW and 25 GWh, 5,000 hours of utilization."""
    fee = ub.UtilizationPrice(
        id="grid",
        label="Grid",
        register="main",
        proration="calendar_year",
        classes=[
            ub.UtilizationClass("20.00 EUR/kW/year", "4.00 ct/kWh", 2500),
            ub.UtilizationClass("147.35 EUR/kW/year", "0.49 ct/kWh"),
        ],
    )
    bill = settle([fee], 25_000_000, peaks={"main": [ub.ReadPeak(YEAR, "5000 kW")]})
    assert amounts(bill) == [122500, 736750]
    assert bill.totals.net.amount == 859250


def test_a_month_without_a_read_peak_is_named():
    charge = ub.DemandCharge(
        id="power",
        label="Power",
        register="main",
        prices="10 EUR/kW/month",
        peak_of="month",
        proration="months",
    )
    january = ub.ReadPeak(ub.Period.of_month(2023, 1), "7 kW")
    with pytest.raises(ub.InvalidInputError, match="fewer than the 1"):
        settle([charge, ENERGY], 100, peaks={"main": [january]})


# --- take or pay, individual prices, kits ------------------------------------------------------


@pytest.mark.parametrize(("used", "missing"), [(800, "10.00"), (1000, "0.00"), (1200, "0.00")])
def test_what_was_agreed_and_not_used_is_paid(used, missing):
    take = ub.MinimumQuantity(
        id="take",
        label="Take or pay",
        prices="5 ct/kWh",
        least="1000 kWh/year",
        proration="calendar_year",
    )
    assert str(settle([ENERGY, take], used).lines[1].amount.amount) == missing


def test_take_or_pay_by_the_quarter_looks_at_what_each_quarter_used():
    take = ub.MinimumQuantity(
        id="take",
        label="Take or pay",
        prices="1 EUR/kWh",
        least="1000 kWh/month",
        proration="months",
        counted="quarter",
    )
    bill = settle([ENERGY, take], 12000)
    used = [Decimal(line.count.amount) for line in bill.lines[1:]]
    quarters = [90, 91, 92, 92]
    expected = [
        max(Decimal(0), 3000 - ub.RoundingRule("kwh", 1)(Decimal(12000 * days) / 365))
        for days in quarters
    ]
    assert used == expected
    assert bill.spreading == "linear"


def individual(price, precedence="contract", holds=None):
    return ub.IndividualPrice(component="energy", price=price, precedence=precedence, holds=holds)


def test_the_contract_goes_before_the_campaign_and_both_before_the_sheet():
    sheet = ub.PriceSheet(
        name="S",
        basis="net",
        components=[
            ub.UnitPrice(
                id="energy",
                label="Energy",
                prices=ub.dated_prices(("2023-01-01", "30 ct/kWh"), ("2023-09-01", "33 ct/kWh")),
            ),
        ],
    )
    mine = ub.with_individual_prices(
        sheet,
        [
            individual("29 ct/kWh", "campaign", ub.Period("2023-02-01", "2023-11-01")),
            individual("28 ct/kWh", "contract", ub.Period("2023-04-01", "2023-07-01")),
        ],
    )
    prices = mine.components[0].prices
    found = [str(prices.at(dt.date(2023, month, 15)).value.amount) for month in range(1, 13)]
    assert found == ["30", "29", "29", "28", "28", "28", "29", "29", "29", "29", "33", "33"]


def test_individual_prices_that_cannot_be_meant_are_refused():
    sheet = ub.PriceSheet(name="S", basis="net", components=[ENERGY])
    with pytest.raises(ub.InvalidInputError, match="is none of the price sheet"):
        ub.with_individual_prices(sheet, [ub.IndividualPrice(component="x", price="1 ct/kWh")])
    with pytest.raises(ub.InvalidInputError, match="are days of two contract prices"):
        ub.with_individual_prices(sheet, [individual("1 ct/kWh"), individual("2 ct/kWh")])
    with pytest.raises(ub.InvalidInputError, match="is not per kWh"):
        ub.with_individual_prices(sheet, [individual("1 EUR/m³")])


def kit():
    def option(name, price, **more):
        component = ub.UnitPrice(id="energy", label="Energy", prices=price)
        return ub.TariffOption(id=name, label=name, components=[component], **more)

    fee = ub.StandingCharge(id="fee", label="Fee", prices="2 EUR/month", proration="months")
    return ub.TariffKit(
        name="Kit",
        basis="net",
        groups={"energy": "one"},
        options=[
            option("green", "32 ct/kWh", group="energy"),
            option("plain", "30 ct/kWh", group="energy"),
            ub.TariffOption(
                id="app", label="App", components=[fee], requires="green", excludes="paper"
            ),
            ub.TariffOption(
                id="paper",
                label="Paper",
                components=[ub.OneOff(id="paper", label="Paper", amount="5 EUR", on="2023-12-31")],
            ),
        ],
    )


def test_every_combination_that_fits_is_built_and_no_other():
    assert kit().combinations() == (
        ("green",),
        ("plain",),
        ("green", "app"),
        ("green", "paper"),
        ("plain", "paper"),
    )
    bill = settle(kit().build(["green", "app"]).components, 100)
    assert amounts(bill) == [32, 24]


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ([], "is chosen of energy"),
        (["green", "plain"], "more than one of energy"),
        (["plain", "app"], "needs green"),
        (["green", "app", "paper"], "does not go with paper"),
        (["green", "gold"], "is not offered"),
    ],
)
def test_options_that_do_not_fit_are_refused_when_the_tariff_is_built(chosen, problem):
    with pytest.raises(ub.InvalidInputError, match=problem):
        kit().build(chosen)
