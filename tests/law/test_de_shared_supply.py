"""EnWG §§ 42a (tenant electricity), 42b (building supply), 42c (energy sharing)."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.markets.de.shared_supply import (
    BasicSupplyPrices,
    TenantPriceCap,
    check_tenant_contract,
    check_tenant_price,
    freed_from_supply_rules,
    may_share_energy,
    may_supply_building,
    share_building_supply,
    tenant_price_cap,
)
from utilbill.values.errors import MissingChoiceError

GERMANY = ub.market("DE")
LAW = GERMANY.law
DAY = ub.Period.through("2026-06-01", "2026-06-01")


def quarters(values, day=DAY, unit="kWh"):
    first = list(values)
    rest = ub.IntervalSeries.on(day, [0] * 96, unit=unit, resolution="15 min", zone="Europe/Berlin")
    return ub.IntervalSeries.on(
        day,
        [*first, *["0"] * (len(rest) - len(first))],
        unit=unit,
        resolution="15 min",
        zone="Europe/Berlin",
    )


def first(series):
    return series.values[0]


# ---- building supply -----------------------------------------------------------------------------


@pytest.mark.example("EX-GGV-1")
def test_enwg_42b_equal_shares_end_at_own_use_and_the_rest_is_fed_in():
    divided = share_building_supply(
        quarters(["1.200"]), {"A": quarters(["0.500"]), "B": quarters(["0.900"])}
    )
    assert {name: first(held) for name, held in divided.shares.items()} == {
        "A": Decimal("0.500"),
        "B": Decimal("0.600"),
    }
    assert first(divided.residual["B"]) == Decimal("0.300")
    assert first(divided.surplus) == Decimal("0.100")


@pytest.mark.example("EX-GGV-2")
def test_enwg_42b_a_proportional_key_divides_by_use_of_the_quarter_hour():
    divided = share_building_supply(
        quarters(["1.200"]), {"A": quarters(["0.500"]), "B": quarters(["0.900"])}, "proportional"
    )
    shares = {name: first(held) for name, held in divided.shares.items()}
    assert shares == {"A": Decimal("0.428571"), "B": Decimal("0.771429")}
    assert sum(shares.values()) == Decimal("1.2")


def test_enwg_42b_fixed_shares_are_those_that_were_agreed():
    divided = share_building_supply(
        quarters(["1.0", "3.0"]),
        {"A": quarters(["2", "1"]), "B": quarters(["2", "1"])},
        "fixed",
        fixed={"A": 75, "B": 25},
    )
    assert [str(value) for value in divided.shares["A"].values[:2]] == ["0.750000", "1.000000"]
    assert [str(value) for value in divided.shares["B"].values[:2]] == ["0.250000", "0.500000"]
    assert divided.surplus.values[1] == Decimal("1.5")


use = st.lists(st.integers(0, 3000), min_size=8, max_size=8)


@given(
    made=use,
    used=st.lists(use, min_size=1, max_size=4),
    key=st.sampled_from(["equal", "fixed", "proportional"]),
)
def test_enwg_42b_nothing_is_lost_and_nobody_gets_more_than_he_uses(made, used, key):
    generation = quarters([Decimal(count) / 1000 for count in made])
    consumption = {
        f"P{index}": quarters([Decimal(count) / 1000 for count in counts])
        for index, counts in enumerate(used)
    }
    fixed = {name: index + 1 for index, name in enumerate(consumption)} if key == "fixed" else None
    divided = share_building_supply(generation, consumption, key, fixed=fixed)

    for name, series in consumption.items():
        both = divided.shares[name] + divided.residual[name]
        assert both.values == series.values
        assert all(share >= 0 for share in divided.shares[name].counts)
        assert all(residual >= 0 for residual in divided.residual[name].counts)
    for index, value in enumerate(generation.values):
        uses = sum(series.values[index] for series in consumption.values())
        shares = sum(series.values[index] for series in divided.shares.values())
        assert shares + divided.surplus.values[index] == value
        assert shares <= min(value, uses)
        if key == "proportional":
            assert shares == min(value, uses)


@pytest.mark.parametrize(("day", "count"), [("2026-03-29", 92), ("2026-10-25", 100)])
def test_enwg_42b_days_of_92_and_100_quarter_hours_are_ordinary(day, count):
    period = ub.Period.through(day, day)
    options = {"unit": "kWh", "resolution": "15 min", "zone": "Europe/Berlin"}
    made = ub.IntervalSeries.on(period, ["0.3"] * count, **options)
    flats = {name: ub.IntervalSeries.on(period, ["0.2"] * count, **options) for name in "AB"}
    divided = share_building_supply(made, flats)
    assert [held.total.amount for held in divided.shares.values()] == [
        Decimal("0.15") * count,
        Decimal("0.15") * count,
    ]
    assert divided.surplus.total.amount == 0


def test_enwg_42b_marks_of_substitute_values_stay():
    made = quarters(["1"])
    doubtful = ub.IntervalSeries.on(
        DAY,
        ["0.5"] * 96,
        unit="kWh",
        resolution="15 min",
        zone="Europe/Berlin",
        quality=[ub.QualityRun(0, 1, "substituted", "last week")],
    )
    divided = share_building_supply(made, {"A": doubtful, "B": quarters(["0.5"])})
    assert not divided.shares["B"].measured
    assert not divided.surplus.measured


@pytest.mark.parametrize(
    ("generation", "consumption", "options", "message"),
    [
        (quarters(["1"]), {}, {}, "takes part"),
        (quarters(["-1"]), {"A": quarters(["1"])}, {}, "below zero"),
        (quarters(["1"]).summed_to("1 h"), {"A": quarters(["1"])}, {}, "quarter hours"),
        (
            quarters(["1"]),
            {"A": quarters(["1"], ub.Period.through("2026-06-02", "2026-06-02"))},
            {},
            "does not share the grid",
        ),
        (
            quarters(["1"]),
            {"A": quarters(["1"])},
            {"key": "fixed", "fixed": {"B": 1}},
            "does not name the participants",
        ),
        (quarters(["1"]), {"A": quarters(["1"])}, {"fixed": {"A": 1}}, "says nothing"),
        (quarters(["1"]), {"A": quarters(["1"])}, {"key": "fixed", "fixed": {"A": 0}}, "no shares"),
    ],
)
def test_enwg_42b_what_cannot_be_divided_is_refused(generation, consumption, options, message):
    with pytest.raises(ub.InvalidInputError, match=message):
        share_building_supply(generation, consumption, **options)


def test_enwg_42b_shares_are_billed_like_any_load_curve():
    divided = share_building_supply(
        quarters(["1.200"]), {"A": quarters(["0.500"]), "B": quarters(["0.900"])}
    )
    contract = ub.Contract(
        id="B",
        supply_start="2026-01-01",
        supply_point=ub.SupplyPoint(
            commodity="electricity", registers=[ub.Register("roof"), ub.Register("grid")]
        ),
    )
    sheet = ub.PriceSheet(
        name="House",
        basis="net",
        components=[
            ub.UnitPrice(id="roof", label="Roof", prices="20 ct/kWh", registers="roof"),
            ub.UnitPrice(id="grid", label="Grid", prices="30 ct/kWh", registers="grid"),
        ],
    )
    bill = ub.settle(
        contract,
        DAY,
        [],
        sheet,
        market=GERMANY,
        series={"roof": divided.shares["B"], "grid": divided.residual["B"]},
    )
    assert [str(line.amount.amount) for line in bill.lines] == ["0.12", "0.09"]


def test_enwg_42b_who_may_take_part():
    facts = {"same_building": True, "through_grid": False, "quarter_hours": True, "contract": True}
    assert may_supply_building(LAW, dt.date(2026, 6, 1), **facts)
    early = may_supply_building(LAW, dt.date(2024, 5, 15), **facts)
    assert not early
    assert early.next_date == dt.date(2024, 5, 16)
    for name, value in facts.items():
        assert not may_supply_building(LAW, dt.date(2026, 6, 1), **{**facts, name: not value})


# ---- tenant electricity --------------------------------------------------------------------------

BASIC = BasicSupplyPrices(
    unit_price="38.50 ct/kWh",
    base_price="150.00 EUR/year",
    basis="gross",
    proration="days_365",
    name="basic supply of 2026",
)
YEAR = ub.Period.of_year(2026)


@pytest.mark.example("EX-MS-1")
def test_enwg_42a_tenant_electricity_costs_at_most_90_per_cent_of_basic_supply():
    cap, explanation = tenant_price_cap(LAW, BASIC, "2400 kWh", YEAR)
    assert cap == ub.Money("966.60", "EUR")
    assert ub.evaluate(explanation) == cap.amount
    assert check_tenant_price(LAW, BASIC, cap, "2400 kWh", YEAR)
    assert not check_tenant_price(LAW, BASIC, ub.Money("966.61", "EUR"), "2400 kWh", YEAR)


def tenant_bill(unit_price, basis="gross"):
    contract = ub.Contract(
        id="T",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    )
    sheet = ub.PriceSheet(
        name="Tenant",
        basis=basis,
        components=[
            ub.UnitPrice(id="energy", label="Energy", prices=unit_price),
            ub.StandingCharge(
                id="base", label="Base", prices="150.00 EUR/year", proration="days_365"
            ),
        ],
    )
    readings = [ub.Reading("main", YEAR.start, 0), ub.Reading("main", YEAR.end, 2400)]
    return ub.settle(contract, YEAR, readings, sheet, market=GERMANY)


def test_enwg_42a_a_bill_above_the_cap_is_cut_by_a_line():
    relief = TenantPriceCap(law=LAW, basic=BASIC)
    bill = ub.relieve(tenant_bill("36.00 ct/kWh"), relief)
    cut = bill.lines[-1]
    assert (cut.amount, bill.totals.gross) == (
        ub.Money("-47.40", "EUR"),
        ub.Money("966.60", "EUR"),
    )
    assert "§ 42a" in cut.label.de
    lawful = tenant_bill("34.00 ct/kWh")
    assert ub.relieve(lawful, relief).lines == lawful.lines


def test_enwg_42a_a_cap_is_compared_on_one_basis():
    with pytest.raises(MissingChoiceError, match="basis"):
        ub.relieve(tenant_bill("36.00 ct/kWh", "net"), TenantPriceCap(law=LAW, basic=BASIC))


@pytest.mark.parametrize(
    ("day", "facts", "failed"),
    [
        ("2026-01-01", {}, []),
        ("2026-01-01", {"in_lease": True}, ["it is no part of the lease"]),
        ("2026-01-01", {"full_supply": False}, ["it supplies at all times"]),
        ("2026-01-01", {"ends_with_lease": False}, ["it ends with the lease"]),
        ("2026-01-01", {"binding_months": 25}, ["it binds for at most 24 months"]),
        ("2023-01-01", {"binding_months": 13}, ["it binds for at most 12 months"]),
    ],
)
def test_enwg_42a_what_a_contract_must_say(day, facts, failed):
    usual = {"in_lease": False, "full_supply": True, "binding_months": 12, "ends_with_lease": True}
    decision = check_tenant_contract(LAW, dt.date.fromisoformat(day), **{**usual, **facts})
    assert [condition.text for condition in decision.failed] == failed


# ---- energy sharing ------------------------------------------------------------------------------

SHARING = {
    "plant_quarter_hours": True,
    "use_quarter_hours": True,
    "supply_contract": True,
    "sharing_contract": True,
}


@pytest.mark.parametrize(
    ("day", "area", "answer", "next_date"),
    [
        ("2026-05-31", "same", False, "2026-06-01"),
        ("2026-06-01", "same", True, None),
        ("2028-05-31", "neighboring", False, "2028-06-01"),
        ("2028-06-01", "neighboring", True, None),
        ("2030-01-01", "other", False, None),
    ],
)
def test_enwg_42c_since_when_energy_may_be_shared_where(day, area, answer, next_date):
    decision = may_share_energy(LAW, dt.date.fromisoformat(day), area, **SHARING)
    assert bool(decision) is answer
    assert str(decision.next_date) == str(next_date)


@pytest.mark.parametrize("missing", [*SHARING, "business"])
def test_enwg_42c_everything_asked_for_must_be_there(missing):
    facts = {**SHARING, missing: missing == "business"}
    assert len(may_share_energy(LAW, dt.date(2026, 6, 1), "same", **facts).failed) == 1


@pytest.mark.parametrize(
    ("power", "several", "free"),
    [("30", False, True), ("30.1", False, False), ("100", True, True), ("100.1", True, False)],
)
def test_enwg_42c_small_plants_are_free_of_rules_of_supply(power, several, free):
    decision = freed_from_supply_rules(
        LAW, dt.date(2026, 6, 1), f"{power} kW", several_parties=several
    )
    assert bool(decision) is free
