"""Every settlement of the Rust crate grid-billing, composed of parts: see docs/peer-products.md."""

import datetime as dt

import attrs
import pytest
from peer_supply import GERMANY, amounts, quarter_hours, settle, standing, unit_price

import utilbill as ub
from utilbill.markets.de import controllable, grid_use, metering_caps
from utilbill.markets.de.imbalance import settle_imbalance

JANUARY = ub.Period.of_month(2026, 1)
YEAR = ub.Period.of_year(2025)
DAY = ub.Period.through("2025-06-10", "2025-06-10")
LAW = GERMANY.law


# --- grid use: electricity -----------------------------------------------------------------------


def test_grid_use_with_a_standard_profile_and_its_levies():
    statutory = GERMANY.statutory
    settlement = settle(
        [
            *grid_use.standard_profile_components("73 EUR/year", "3.5 ct/kWh"),
            *statutory.levies("electricity"),
            statutory.concession_fee("electricity", inhabitants=1, use="special"),
        ],
        JANUARY,
        1500,
    )
    # 31 of 365 days; 1500 kWh at 3.5 ct, 0.446, 0.941, 1.559 and 0.11 ct
    assert sorted(amounts(settlement)) == sorted(
        [
            ("grid_base", "6.20"),
            ("grid_energy", "52.50"),
            ("kwkg", "6.69"),
            ("offshore", "14.12"),
            ("stromnev19", "23.39"),
            ("concession_fee", "1.65"),
        ]
    )


def test_grid_use_with_a_load_profile():
    prices = grid_use.LoadProfilePrices(
        below=grid_use.PricePair("20.00 EUR/kW/year", "5.20 ct/kWh"),
        above=grid_use.PricePair("95.00 EUR/kW/year", "2.10 ct/kWh"),
    )
    energy, peak = ub.Quantity(600000, "kWh"), ub.Quantity(200, "kW")
    parts = grid_use.load_profile_components(LAW, prices, YEAR.start, energy=energy, peak=peak)
    # 3000 hours of use: 200 kW at 95 EUR, 600 000 kWh at 2.10 ct
    assert amounts(settle(parts, YEAR, 600000)) == [
        ("grid_power", "19000.00"),
        ("grid_energy", "12600.00"),
    ]


def test_reactive_energy_beyond_its_free_share():
    reactive = ub.ReactiveEnergy(
        id="reactive", label="Reactive energy", prices="2.0 ct/kvarh",
        reactive="reactive", active="active", free_share="0.4843",
    )  # fmt: skip
    settlement = settle(
        [unit_price("3.5 ct/kWh", registers="active"), reactive],
        JANUARY,
        {"active": 1000, "reactive": 600},
        units={"reactive": "kvarh"},
    )
    # 484.3 kvarh are free, 115.7 are charged: 2.314
    assert amounts(settlement) == [("energy", "35.00"), ("reactive", "2.31")]


def test_module_1_on_the_invoice_of_the_grid_operator():
    settlement = settle(
        [
            unit_price("3.5 ct/kWh", "grid", role="grid"),
            ub.Reduction(id="module 1", label="Module 1", amount="120 EUR/year", of="grid",
                         proration="months"),
        ],
        JANUARY,
        1500,
    )  # fmt: skip
    assert amounts(settlement) == [("grid", "52.50"), ("module 1", "-10.00")]


def test_module_1_and_module_3_together():
    decision = controllable.may_use_modules(
        LAW, ["module1", "module3"], dt.date(2025, 6, 1), power="11 kW", smart_meter=True
    )
    assert decision


def test_grid_price_linked_to_the_exchange():
    spot = ub.SpotPrice(
        id="grid", label="Grid", index="day-ahead", factor="0.5", markup="1 ct/kWh", role="grid"
    )
    settlement = settle(
        [spot],
        DAY,
        series={"main": quarter_hours("2025-06-10", ["0.25", "0.5", "0.25"])},
        indices={"day-ahead": quarter_hours("2025-06-10", [80, 40, 120], "EUR/MWh")},
    )
    # 8 kWh at 4 + 1, 16 kWh at 2 + 1, 8 kWh at 6 + 1 ct
    assert amounts(settlement) == [("grid", "1.44")]


@pytest.mark.parametrize(
    ("inhabitants", "use", "fee"),
    [(20000, "tariff", "13.20"), (600000, "tariff", "23.90"), (600000, "off_peak", "6.10"),
     (600000, "special", "1.10")],
)  # fmt: skip
def test_concession_fee_of_each_group(inhabitants, use, fee):
    component = GERMANY.statutory.concession_fee("electricity", inhabitants=inhabitants, use=use)
    settlement = settle([unit_price("5 ct/kWh"), component], JANUARY, 1000)
    assert str(settlement.lines[-1].amount.amount) == fee


def test_levy_of_a_large_consumer_beyond_the_first_gigawatt_hour():
    levy = GERMANY.statutory.levy("stromnev19")
    group = attrs.evolve(levy, group="b", used_before=900000)
    settlement = settle([unit_price("5 ct/kWh"), group], ub.Period.of_month(2026, 11), 300000)
    # 100 000 kWh at 1.559 ct, 200 000 kWh at 0.050 ct
    assert amounts(settlement)[1:] == [
        ("stromnev19", "1559.00"),
        ("stromnev19", "100.00"),
    ]


@pytest.mark.parametrize(
    ("energy", "peak", "floor"),
    [(72, 10000, "200000.00"), (76, 10000, "150000.00"), (81, 10000, "120000.00")],
)
def test_individual_charge_of_even_use_never_falls_below_its_floor(energy, peak, floor):
    found = grid_use.individual_charge(
        LAW, dt.date(2025, 1, 1),
        general=ub.Money("1000000", "EUR"), agreed=ub.Money("120000", "EUR"),
        energy=ub.Quantity(energy * 1000, "MWh"), peak=ub.Quantity(peak, "kW"),
    )  # fmt: skip
    # 7200, 7600 and 8100 hours: at least 20, 15 and 10 %
    assert found.charge == ub.Money(floor, "EUR")


# --- grid use: gas -------------------------------------------------------------------------------


def test_grid_use_of_gas():
    parts = [
        standing("15 EUR/month", "grid base", proration="months", role="grid"),
        unit_price("1.80 ct/kWh", "grid", role="grid", tax="full"),
    ]
    settlement = settle(parts, JANUARY, 3000, commodity="gas")
    assert amounts(settlement) == [("grid base", "15.00"), ("grid", "54.00")]


def test_booked_capacity_of_gas_firm_and_interruptible():
    firm = standing(
        "7.30 EUR/kW/year", "firm", count="1000 kW", proration="calendar_year", role="grid"
    )
    interruptible = standing(
        "6.57 EUR/kW/year", "interruptible", count="500 kW", proration="calendar_year", role="grid"
    )
    settlement = settle([firm, interruptible], JANUARY, commodity="gas")
    # 31 of 365 days
    assert amounts(settlement) == [("firm", "620.00"), ("interruptible", "279.00")]


# --- metering, imbalance, disconnection ----------------------------------------------------------


def test_metering_of_twelve_months_keeps_to_its_cap():
    point = metering_caps.MeteringPoint(controllable=True, forecast=ub.Quantity(9000, "kWh"))
    day = dt.date(2025, 7, 1)
    cap = metering_caps.metering_cap(LAW, point, day)
    assert (str(cap.gross("customer")), str(cap.gross("grid_operator"))) == (
        "50.00 EUR",
        "80.00 EUR",
    )
    monthly = ub.Price.parse("5.00 EUR/month")
    assert not metering_caps.within_cap(LAW, monthly, point, day)  # 60 EUR a year


def test_metering_fee_and_reading_service():
    parts = [
        standing("4 EUR/month", "metering", proration="months", role="metering"),
        standing("1.50 EUR/month", "reading", proration="months", role="metering"),
    ]
    assert amounts(settle(parts, JANUARY)) == [("metering", "4.00"), ("reading", "1.50")]


def test_excess_and_shortfall_of_a_profile():
    profiled, metered = ub.Quantity(3400, "kWh"), ub.Quantity(3650, "kWh")
    prices = "90.10 EUR/MWh"
    shortfall = settle_imbalance(GERMANY, profiled, metered, YEAR, both_resell=True, prices=prices)
    excess = settle_imbalance(GERMANY, metered, profiled, YEAR, both_resell=False, prices=prices)
    # 250 kWh at 9.01 ct are 22.525, charged under reverse charge, or credited with 19 %
    assert (shortfall.kind.value, str(shortfall.net), shortfall.reverse_charge) == (
        "shortfall",
        "22.53 EUR",
        True,
    )
    assert (excess.kind.value, str(excess.net), str(excess.tax)) == (
        "excess",
        "-22.53 EUR",
        "-4.28 EUR",
    )


def test_disconnection_of_gas_and_its_end():
    parts = [
        ub.EventPrice(id=name, label=name, prices=price, events=days, role="grid")
        for name, price, days in (
            ("disconnection", "45 EUR/unit", ["2026-01-12"]),
            ("attempt", "45 EUR/unit", ["2026-01-05", "2026-01-08"]),
            ("reconnection", "52.50 EUR/unit", ["2026-01-20"]),
        )
    ]
    assert amounts(settle(parts, JANUARY, commodity="gas")) == [
        ("disconnection", "45.00"),
        ("attempt", "90.00"),
        ("reconnection", "52.50"),
    ]


def test_redispatch_pays_lost_income_and_cost_less_what_was_saved():
    settlement = settle(
        [
            unit_price("7.2 ct/kWh", "lost income", registers="curtailed"),
            ub.OneOff(id="cost", label="Cost", amount="12.50 EUR", on="2026-01-10"),
            ub.OneOff(id="saved", label="Saved", amount="-3.10 EUR", on="2026-01-10"),
        ],
        JANUARY,
        {"curtailed": 800},
    )
    assert amounts(settlement) == [("lost income", "57.60"), ("cost", "12.50"), ("saved", "-3.10")]


# --- periods across a change, which the crate refuses --------------------------------------------


def test_avoided_grid_charges_across_the_step_of_july_2026():
    prices = ub.dated_prices(("2026-01-01", "0.60 ct/kWh"), ("2026-07-01", "0.30 ct/kWh"))
    settlement = settle(
        [unit_price(prices, "avoided")],
        ub.Period.through("2026-06-01", "2026-07-31"),
        25000,
        read=[("main", "2026-07-01", 10000)],
    )
    # 10 000 kWh at 0.60 ct, 15 000 kWh at half of it
    assert amounts(settlement) == [("avoided", "60.00"), ("avoided", "45.00")]


def test_grid_use_across_the_tax_cut_of_2020():
    parts = grid_use.standard_profile_components("366 EUR/year", "5 ct/kWh")
    settlement = settle(
        parts,
        ub.Period.through("2020-06-16", "2020-07-15"),
        1000,
        read=[("main", "2020-07-01", 400)],
        rate_change="split",
    )
    # 15 days at 1 EUR and 400 kWh at 19 %, 15 days and 600 kWh at 16 %
    taxed = [(str(held.net), str(held.tax)) for held in settlement.totals.groups]
    assert taxed == [("35.00 EUR", "6.65 EUR"), ("45.00 EUR", "7.20 EUR")]


def test_grid_use_across_new_prices_and_levies_of_a_year():
    prices = ub.dated_prices(("2025-01-01", "8 ct/kWh"), ("2026-01-01", "6 ct/kWh"))
    levy = GERMANY.statutory.levy("stromnev19")
    settlement = settle(
        [unit_price(prices, "grid", role="grid"), levy],
        ub.Period.through("2025-12-01", "2026-01-31"),
        1000,
        read=[("main", "2026-01-01", 400)],
    )
    # 400 kWh at 8 and 1.558 ct, 600 kWh at 6 and 1.559 ct
    assert amounts(settlement) == [
        ("grid", "32.00"),
        ("grid", "36.00"),
        ("stromnev19", "6.23"),
        ("stromnev19", "9.35"),
    ]


def test_grid_use_of_gas_is_no_supply_and_never_had_the_cut_rate():
    parts = [unit_price("2 ct/kWh", "grid", role="grid", tax="full")]
    settlement = settle(parts, ub.Period.through("2024-03-01", "2024-04-30"), 2000, commodity="gas")
    assert [str(held.rate.percent) for held in settlement.totals.groups] == ["19"]
