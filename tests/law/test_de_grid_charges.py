"""EnWG § 14a with BNetzA BK6-22-300, BK8-22/010-A; § 41a; StromNEV § 17."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.markets.de.controllable import (
    check_levels,
    may_use_modules,
    module_1_amount,
    module_2_price,
)
from utilbill.testing.invariants import assert_lawful

LAW = ub.market("DE").law
YEAR = ub.Period.of_year(2025)
NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})
WINTER = "01-01..03-31,10-01..12-31"


def household(*registers):
    return ub.Contract(
        id="C",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(
            commodity=ub.Commodity.ELECTRICITY,
            registers=[ub.Register(name) for name in registers or ("main",)],
        ),
    )


def grid(price, **more):
    return ub.UnitPrice(
        **{"id": "grid", "label": "Grid", "role": "grid", "prices": price, "group": "grid", **more}
    )


def settle(components, used, period=YEAR, taxation=NO_TAX, **more):
    sheet = ub.PriceSheet(name="Grid", basis="net", components=components)
    readings = [ub.Reading("main", period.start, 0), ub.Reading("main", period.end, used)]
    settled = ub.settle(household(), period, readings, sheet, taxation=taxation, **more)
    assert_lawful(settled, sheet)
    return settled


def amounts(bill):
    return {line.component: line.amount.amount for line in bill.lines}


def module_1(amount="131.88 EUR/year"):
    return ub.Reduction(
        id="module1", label="Module 1", amount=amount, of="grid", proration="days_365"
    )


@pytest.mark.example("EX-14A-1")
def test_enwg_14a_module_1_nets_the_base_amount_first():
    amount, explanation = module_1_amount(LAW, "8.62 ct/kWh", YEAR.start)

    assert amount == ub.Price.parse("131.88 EUR/year")
    assert ub.evaluate(explanation) == Decimal("131.88")
    taxed = settle(
        [grid("8.62 ct/kWh"), module_1()],
        10000,
        taxation=ub.FixedTaxation({ub.TaxCategory.STANDARD: 19}),
    )
    (reduction,) = (line for line in taxed.lines if line.component == "module1")
    assert ub.CENT(reduction.amount.amount * Decimal("1.19")) == Decimal("-156.94")


@pytest.mark.parametrize(
    ("price", "amount"), [("11.34", "152.28"), ("9.34", "137.28"), ("9.36", "137.43")]
)
def test_enwg_14a_module_1_as_grid_operators_published_it(price, amount):
    found, _ = module_1_amount(LAW, f"{price} ct/kWh", dt.date(2024, 6, 1))
    assert found.amount == Decimal(amount)


@pytest.mark.example("EX-14A-2")
def test_enwg_14a_module_1_counts_by_days():
    days = ub.Period(YEAR.start, YEAR.start + dt.timedelta(days=184))
    bill = settle([grid("8.62 ct/kWh"), module_1()], 5000, days)
    assert amounts(bill)["module1"] == Decimal("-66.48")


@pytest.mark.example("EX-14A-3")
def test_enwg_14a_the_grid_charge_does_not_fall_below_zero():
    bill = settle([grid("9.80 ct/kWh"), module_1()], 1000)
    assert amounts(bill) == {"grid": Decimal("98.00"), "module1": Decimal("-98.00")}
    assert bill.totals.net.amount == 0


@pytest.mark.example("EX-14A-4")
def test_enwg_14a_module_2_is_40_per_cent_of_the_unit_price():
    published, _ = module_2_price(LAW, "8.62 ct/kWh", YEAR.start)
    exact, _ = module_2_price(LAW, "8.62 ct/kWh", YEAR.start, rounding=None)

    assert amounts(settle([grid(published)], 4000)) == {"grid": Decimal("138.00")}
    assert amounts(settle([grid(exact)], 4000)) == {"grid": Decimal("137.92")}


def levels(**hours):
    return ub.TimeBands(
        of="main",
        otherwise="ST",
        windows=[
            ub.TimeWindow("NT", hours.get("low", "01:00-04:00"), season=WINTER),
            ub.TimeWindow("HT", hours.get("high", "17:00-19:00"), season=WINTER),
        ],
    )


PRICES = {"NT": "3.45 ct/kWh", "ST": "8.62 ct/kWh", "HT": "10.84 ct/kWh"}


@pytest.mark.example("EX-14A-5")
def test_enwg_14a_module_3_prices_three_levels_beside_module_1():
    """1,200 kWh low, 2,000 kWh standard, 300 kWh high over a year of quarter hours."""
    bands = levels()
    blank = ub.IntervalSeries.on(
        YEAR, [1] * 35040, unit="kWh", resolution="15 min", zone="Europe/Berlin"
    )
    places = bands.of_intervals(blank)
    wanted = {"NT": 1200, "ST": 2000, "HT": 300}
    left = {name: wanted[name] * 1000 for name in bands.names}
    counts = []
    for place in places:
        name = bands.names[place]
        part = min(left[name], 1000)
        left[name] -= part
        counts.append(part)
    load = ub.IntervalSeries.on(
        YEAR,
        [Decimal(count) / 1000 for count in counts],
        unit="kWh",
        resolution="15 min",
        zone="Europe/Berlin",
    )
    components = [
        grid(PRICES[name], id=name, registers=ub.band_register("main", name))
        for name in bands.names
    ]
    sheet = ub.PriceSheet(
        name="Wanfried", basis="net", components=[*components, module_1()], bands=[bands]
    )
    bill = ub.settle(household(), YEAR, [], sheet, taxation=NO_TAX, series={"main": load})

    assert {name: str(amount) for name, amount in amounts(bill).items()} == {
        "NT": "41.40",
        "HT": "32.52",
        "ST": "172.40",
        "module1": "-131.88",
    }
    assert bill.totals.net.amount == Decimal("114.44")


@pytest.mark.parametrize(
    ("modules", "facts", "failed"),
    [
        (["module1"], {}, None),
        (["module2"], {"own_meter": True}, None),
        (["module2"], {}, "module 2 has a meter of its own"),
        (["module1", "module3"], {"smart_meter": True}, None),
        (["module3"], {"smart_meter": True}, "module 3 stands beside module 1"),
        (["module1", "module2"], {"own_meter": True}, "module 2 stands alone"),
        (
            ["module1", "module3"],
            {"smart_meter": True, "load_metering": True},
            "load is not metered for the bill",
        ),
        (["module2"], {"own_meter": True, "basic_supply": True}, "basic supply has module 1 alone"),
        (["module1"], {"power": "4.2 kW"}, "the device has more than 4.2 kW"),
    ],
)
def test_enwg_14a_lawful_combinations_of_modules(modules, facts, failed):
    decision = may_use_modules(LAW, modules, dt.date(2025, 6, 1), **{"power": "11 kW", **facts})
    assert [condition.text for condition in decision.failed] == ([failed] if failed else [])


def test_enwg_14a_module_3_exists_since_april_2025():
    decision = may_use_modules(
        LAW, ["module1", "module3"], dt.date(2025, 3, 31), power="11 kW", smart_meter=True
    )
    assert not decision
    assert decision.next_date == dt.date(2025, 4, 1)


@pytest.mark.parametrize(
    ("prices", "bands", "failed"),
    [
        ({}, levels(), 0),
        ({"NT": "0.85 ct/kWh"}, levels(), 1),
        ({"NT": "3.46 ct/kWh"}, levels(), 1),
        ({"HT": "17.25 ct/kWh"}, levels(), 1),
        ({}, levels(high="17:00-18:45"), 1),
    ],
)
def test_enwg_14a_levels_of_module_3(prices, bands, failed):
    decision = check_levels(LAW, {**PRICES, **prices}, bands, 2026)
    assert len(decision.failed) == failed


def test_enwg_14a_module_3_needs_two_quarters():
    bands = ub.TimeBands(
        of="main",
        otherwise="ST",
        windows=[
            ub.TimeWindow("NT", "01:00-04:00", season="01-01..03-31"),
            ub.TimeWindow("HT", "17:00-19:00", season="01-01..03-31"),
        ],
    )
    (failed,) = check_levels(LAW, PRICES, bands, 2026).failed
    assert failed.found == "1 quarters"


@pytest.mark.example("EX-DYN-1")
def test_enwg_41a_an_exchange_price_is_summed_exactly_and_rounded_once():
    day = ub.Period.through("2025-06-01", "2025-06-01")
    options = {"resolution": "15 min", "zone": "Europe/Berlin"}
    load = ub.IntervalSeries.on(
        day, ["0.250", "0.500", "0.125", "1.000", *["0"] * 92], unit="kWh", **options
    )
    spot = ub.IntervalSeries.on(
        day, ["85.20", "-12.50", "0", "143.37", *["50"] * 92], unit="EUR/MWh", **options
    )
    price = ub.SpotPrice(id="energy", label="Spot", index="day-ahead", markup="15.20 ct/kWh")
    sheet = ub.PriceSheet(name="Dynamic", basis="net", components=[price])
    bill = ub.settle(
        household(),
        day,
        [],
        sheet,
        taxation=NO_TAX,
        series={"main": load},
        indices={"day-ahead": spot},
    )
    assert amounts(bill) == {"energy": Decimal("0.44")}


def test_published_modules_of_a_grid_operator(shared):
    import yaml

    path = shared / "samples/bills/de_network.yaml"
    cases = yaml.safe_load(path.read_text("utf-8"))["cases"]
    case = next(case for case in cases if case["id"] == "de-14a-01")
    printed = {line["id"]: Decimal(line["published"]) for line in case["expected"]["lines"]}
    unit_price = next(held["value"] for held in case["tariff"] if held["id"] == "ap")
    amount, _ = module_1_amount(LAW, f"{unit_price} ct/kWh", YEAR.start)
    price, _ = module_2_price(LAW, f"{unit_price} ct/kWh", YEAR.start)

    assert amount.amount == printed["m1_net"]
    assert ub.CENT(amount.amount * Decimal("1.19")) == printed["m1_gross"]
    assert price.amount == printed["m2_ap"]
