"""Every product of the Rust crate energy-billing, composed of parts: see docs/peer-products.md.

Amounts are worked out by hand beside each case. The crates of the grid and of feed-in have files of
their own: test_peer_grid_products.py, test_peer_feed_in.py.
"""

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from peer_supply import (
    GERMANY,
    amounts,
    by_price,
    quarter_hours,
    settle,
    standing,
    unit_price,
)

import utilbill as ub
from utilbill.markets.de import controllable, shared_supply
from utilbill.markets.de.carbon import carbon_costs

JUNE = ub.Period.of_month(2026, 6)
MARCH = ub.Period.of_month(2025, 3)
YEAR = ub.Period.of_year(2025)
DAY = ub.Period.through("2025-06-10", "2025-06-10")


def months(prices, name="base", **more):
    return standing(prices, name, proration="months", **more)


# --- STROM --------------------------------------------------------------------------------------


def test_strom_one_price_and_a_base_price_per_day():
    settlement = settle(
        [
            unit_price("32.0 ct/kWh"),
            standing("12 ct/day"),
            GERMANY.statutory.quantity_tax("electricity"),
        ],
        JUNE,
        "312.5",
    )
    # 312.5 kWh at 32 ct; 30 days at 12 ct; 312.5 kWh at 2.05 ct are 6.40625
    assert amounts(settlement) == [
        ("energy", "100.00"),
        ("base", "3.60"),
        ("electricity_tax", "6.41"),
    ]
    # 19 % of 110.01 are 20.9019
    assert settlement.totals.tax == ub.Money("20.90", "EUR")


def test_strom_two_rates():
    settlement = settle(
        [
            unit_price("34 ct/kWh", "HT", registers="HT"),
            unit_price("26 ct/kWh", "NT", registers="NT"),
        ],
        JUNE,
        {"HT": 200, "NT": 100},
    )
    assert amounts(settlement) == [("HT", "68.00"), ("NT", "26.00")]


def test_strom_two_rates_with_one_of_them_unpriced_are_refused():
    with pytest.raises(ub.UtilbillError, match="NT"):
        settle([unit_price("34 ct/kWh", "HT", registers="HT")], JUNE, {"HT": 200, "NT": 100})


def test_strom_block_tariff():
    tiers = [ub.Tier("36 ct/kWh", "100 kWh"), ub.Tier("30 ct/kWh")]
    blocks = ub.TieredPrice(id="energy", label="Energy", mode="blocks", tiers=tiers)
    # 100 at 36 ct, the other 200 at 30 ct
    assert amounts(settle([blocks], JUNE, 300)) == [("energy", "36.00"), ("energy", "60.00")]


def test_strom_indexed_price():
    formula = by_price(
        "base + spread + factor * phelix", "ct/kWh", {"phelix": "EUR/MWh"},
        base="4.00 ct/kWh", spread="1.50 ct/kWh", factor="1.05",
    )  # fmt: skip
    price = ub.FormulaPrice(id="energy", label="Energy", formula=formula, price_days="monthly")
    figures = ub.IndexFigures.monthly("Phelix", "EUR/MWh", {(2026, 6): "80.00"})
    settlement = settle([price], JUNE, 1000, indices={"phelix": figures})
    # 4 + 1.5 + 1.05 × 8 ct are 13.9 ct
    assert amounts(settlement) == [("energy", "139.00")]


def test_strom_index_without_a_figure_is_refused():
    formula = by_price("phelix", "EUR/MWh", {"phelix": "EUR/MWh"})
    price = ub.FormulaPrice(id="energy", label="Energy", formula=formula, price_days="monthly")
    figures = ub.IndexFigures.monthly("Phelix", "EUR/MWh", {(2026, 5): "80.00"})
    with pytest.raises(ub.UtilbillError, match="2026-06"):
        settle([price], JUNE, 1000, indices={"phelix": figures})


def test_strom_seasonal_prices():
    prices = ub.dated_prices(("2024-10-01", "34 ct/kWh"), ("2025-04-01", "28 ct/kWh"))
    settlement = settle(
        [unit_price(prices)],
        ub.Period.through("2025-03-01", "2025-04-30"),
        180,
        read=[("main", "2025-04-01", 100)],
    )
    assert amounts(settlement) == [("energy", "34.00"), ("energy", "22.40")]


def test_strom_dynamic_price_with_mark_up_floor_and_cap():
    spot = ub.SpotPrice(
        id="energy", label="Energy", index="day-ahead",
        markup="2 ct/kWh", floor="0 ct/kWh", cap="40 ct/kWh",
    )  # fmt: skip
    settlement = settle(
        [spot],
        DAY,
        series={"main": quarter_hours("2025-06-10", ["0.25", "0.25", "0.25"])},
        indices={"day-ahead": quarter_hours("2025-06-10", [100, -50, 600], "EUR/MWh")},
    )
    # 8 kWh each at 10, 0 and 40 ct, and 2 ct more: 96 + 16 + 336 ct
    assert amounts(settlement) == [("energy", "4.48")]


def test_strom_dynamic_price_without_a_load_curve_is_refused():
    spot = ub.SpotPrice(id="energy", label="Energy", index="day-ahead")
    prices = quarter_hours("2025-06-10", [100, 90, 80], "EUR/MWh")
    with pytest.raises(ub.UtilbillError, match="main"):
        settle([spot], DAY, 24, indices={"day-ahead": prices})


def test_strom_dynamic_price_beside_a_fixed_one_of_the_same_use():
    load = quarter_hours("2025-06-10", ["0.25", "0.25", "0.25"])
    spot = ub.SpotPrice(id="energy", label="Energy", index="day-ahead", markup="2 ct/kWh")
    prices = quarter_hours("2025-06-10", [100, 150, 200], "EUR/MWh")
    dynamic = settle([spot], DAY, series={"main": load}, indices={"day-ahead": prices})
    fixed = settle([unit_price("30 ct/kWh")], DAY, series={"main": load})
    # 8 kWh each at 12, 17 and 22 ct are 4.08; 24 kWh at 30 ct are 7.20
    assert fixed.totals.net - dynamic.totals.net == ub.Money("3.12", "EUR")


def test_strom_demand_of_metered_load():
    peak = ub.DemandCharge(
        id="power", label="Power", prices="450 ct/kW/month", register="main", proration="months"
    )
    settlement = settle(
        [unit_price("18 ct/kWh"), peak],
        MARCH,
        40000,
        peaks={"main": [ub.ReadPeak(MARCH, "120 kW")]},
    )
    # 40 000 kWh at 18 ct; 120 kW at 4.50 EUR
    assert amounts(settlement) == [("energy", "7200.00"), ("power", "540.00")]


def test_strom_discounts_and_bonuses():
    settlement = settle(
        [
            unit_price("30 ct/kWh"),
            unit_price("-1.5 ct/kWh", "discount", role="discount"),
            months("-2 EUR/month", "discount per month", role="discount"),
            ub.OneOff(id="welcome", label="Welcome bonus", amount="-50 EUR", on="2025-01-01",
                      role="bonus", tax="standard"),
            standing("-73 EUR/year", "loyalty", proration="calendar_year", role="bonus"),
        ],
        ub.Period.through("2025-01-01", "2025-01-31"),
        200,
    )  # fmt: skip
    # 31 of 365 days of 73 EUR are 6.20
    assert amounts(settlement) == [
        ("energy", "60.00"),
        ("discount", "-3.00"),
        ("discount per month", "-2.00"),
        ("welcome", "-50.00"),
        ("loyalty", "-6.20"),
    ]


def test_strom_metering_passed_on_per_day():
    metering = standing("5.5 ct/day", "metering", role="metering")
    assert amounts(settle([unit_price("30 ct/kWh"), metering], JUNE, 100)) == [
        ("energy", "30.00"),
        ("metering", "1.65"),
    ]


def test_strom_reduced_electricity_tax_of_rail_and_none_at_all():
    rail = GERMANY.statutory.quantity_tax("electricity", use="rail")
    # StromStG § 9 Abs. 2: 11.42 EUR per MWh
    assert amounts(settle([unit_price("15 ct/kWh"), rail], JUNE, 100000)) == [
        ("energy", "15000.00"),
        ("electricity_tax", "1142.00"),
    ]
    # who is free of it (§ 9 Abs. 1) has a sheet without it
    assert amounts(settle([unit_price("15 ct/kWh")], JUNE, 1000)) == [("energy", "150.00")]


def test_strom_minimum_invoice_gross():
    minimum = ub.AmountLimit(
        id="minimum", label="Minimum", amount="100 EUR/month", limit="least", of=["energy"],
        proration="months",
    )  # fmt: skip
    settlement = settle([unit_price("30 ct/kWh"), minimum], JUNE, 200, basis="gross")
    # 60.00 are used, 40.00 are missing
    assert amounts(settlement) == [("energy", "60.00"), ("minimum", "40.00")]
    assert settlement.totals.gross == ub.Money("100.00", "EUR")


# --- WAERMEPUMPE, WALLBOX: § 14a -----------------------------------------------------------------


def test_14a_module_1_takes_a_lump_sum_off_the_grid_charge():
    lump_sum, _ = controllable.module_1_amount(GERMANY.law, "8.62 ct/kWh", dt.date(2025, 1, 1))
    settlement = settle(
        [
            unit_price("20 ct/kWh"),
            unit_price("8.62 ct/kWh", "grid", role="grid"),
            ub.Reduction(id="module 1", label="Module 1", amount=lump_sum, of="grid",
                         proration="calendar_year"),
        ],
        YEAR,
        4000,
    )  # fmt: skip
    # 80 EUR with tax are 67.226… net; 3 750 kWh × 0.2 at 8.62 ct are 64.65: 131.88 together
    assert amounts(settlement) == [
        ("energy", "800.00"),
        ("grid", "344.80"),
        ("module 1", "-131.88"),
    ]


def test_14a_module_2_reduces_the_unit_price_of_a_device_with_its_own_meter():
    price, _ = controllable.module_2_price(GERMANY.law, "8.62 ct/kWh", dt.date(2025, 1, 1))
    settlement = settle([unit_price(price, "grid", role="grid")], YEAR, 4000)
    # 40 % of 8.62 ct are 3.45 ct
    assert amounts(settlement) == [("grid", "138.00")]


def test_14a_module_3_has_three_levels_by_time_beside_module_1():
    bands = ub.TimeBands(of="main", otherwise="ST", windows=[
        ub.TimeWindow("NT", "00:00-08:00"), ub.TimeWindow("HT", "16:00-24:00")])  # fmt: skip
    levels = {"NT": "2 ct/kWh", "ST": "8 ct/kWh", "HT": "14 ct/kWh"}
    grid = [
        unit_price(price, f"grid {band}", role="grid", registers=ub.band_register("main", band))
        for band, price in levels.items()
    ]
    lump_sum = ub.Reduction(
        id="module 1", label="Module 1", amount="36.50 EUR/year", of=[held.id for held in grid],
        proration="calendar_year",
    )  # fmt: skip
    settlement = settle(
        [*grid, lump_sum],
        DAY,
        series={"main": quarter_hours("2025-06-10", ["0.25", "0.5", "0.75"])},
        bands=[bands],
    )
    # 8, 16 and 24 kWh; a day of 36.50 EUR
    assert amounts(settlement) == [
        ("grid NT", "0.16"),
        ("grid ST", "1.28"),
        ("grid HT", "3.36"),
        ("module 1", "-0.10"),
    ]


def test_14a_modules_that_exclude_each_other_are_refused():
    for modules in (["module1", "module2"], ["module2", "module3"]):
        decision = controllable.may_use_modules(
            GERMANY.law, modules, dt.date(2025, 6, 1), power="11 kW", own_meter=True,
            smart_meter=True,
        )  # fmt: skip
        assert not decision


def test_14a_paid_for_being_dimmed():
    settlement = settle(
        [
            unit_price("25 ct/kWh", registers="main"),
            unit_price("-10 ct/kWh", "dimmed", registers="dimmed"),
        ],
        MARCH,
        {"main": 300, "dimmed": 12},
    )
    assert amounts(settlement) == [("energy", "75.00"), ("dimmed", "-1.20")]


# --- GAS ----------------------------------------------------------------------------------------


def test_gas_from_cubic_metres_with_energy_tax_and_carbon_price():
    statutory = GERMANY.statutory
    settlement = settle(
        [
            unit_price("7.5 ct/kWh"),
            standing("5 ct/day"),
            statutory.quantity_tax("gas"),
            statutory.carbon_price("gas"),
        ],
        MARCH,
        100,
        unit="m³",
        commodity="gas",
        conversion=ub.EnergyConversion(state_number="0.9500", calorific_value="11.200"),
    )
    # 100 m³ × 0.95 × 11.2 are 1064 kWh: 79.80; 0.55 ct: 5.852
    # 55 EUR/t × 3.2508 GJ/MWh × 0.0558 t/GJ × 1.064 MWh are 10.6152
    assert amounts(settlement) == [
        ("energy", "79.80"),
        ("base", "1.55"),
        ("gas_tax", "5.85"),
        ("carbon_price", "10.62"),
    ]


def test_gas_demand_of_metered_load_and_indexed_price():
    formula = by_price("base + ttf", "EUR/MWh", {"ttf": "EUR/MWh"}, base="6.20 EUR/MWh")
    settlement = settle(
        [
            ub.FormulaPrice(id="energy", label="Energy", formula=formula, price_days="monthly"),
            ub.DemandCharge(id="power", label="Power", prices="130 ct/kW/month", register="main",
                            proration="months"),
        ],
        MARCH,
        500000,
        commodity="gas",
        peaks={"main": [ub.ReadPeak(MARCH, "900 kW")]},
        indices={"ttf": ub.IndexFigures.monthly("TTF", "EUR/MWh", {(2025, 3): "41.80"})},
    )  # fmt: skip
    # 500 MWh at 48 EUR; 900 kW at 1.30 EUR
    assert amounts(settlement) == [("energy", "24000.00"), ("power", "1170.00")]


# --- WAERME -------------------------------------------------------------------------------------


def test_waerme_base_capacity_and_energy_price():
    settlement = settle(
        [
            unit_price("95 EUR/MWh"),
            months("15 EUR/month"),
            standing("36.50 EUR/kW/year", "capacity", count="10 kW", proration="calendar_year"),
            months("1.20 EUR/kW/month", "capacity per month", count="10 kW"),
        ],
        MARCH,
        2000,
        commodity="heat",
    )
    # 2 MWh at 95; 31 of 365 days of 365 EUR; 10 kW at 1.20
    assert amounts(settlement) == [
        ("energy", "190.00"),
        ("base", "15.00"),
        ("capacity", "31.00"),
        ("capacity per month", "12.00"),
    ]
    assert settlement.totals.tax == ub.Money("47.12", "EUR")  # 19 % of 248


def test_waerme_price_clause():
    formula = by_price(
        "AP0 * (0.6 * gas / gas0 + 0.4 * wage / wage0)", "EUR/MWh", {"gas": "1", "wage": "1"},
        AP0="80 EUR/MWh", gas0="100", wage0="100",
    )  # fmt: skip
    price = ub.FormulaPrice(id="energy", label="Energy", formula=formula, price_days="monthly")
    figures = {
        name: ub.IndexFigures.monthly(name, "1", {(2025, 3): figure})
        for name, figure in (("gas", "120"), ("wage", "110"))
    }
    settlement = settle([price], MARCH, 1000, commodity="heat", indices=figures)
    # 80 × (0.72 + 0.44) are 92.80 EUR per MWh
    assert amounts(settlement) == [("energy", "92.80")]


def test_gas_statement_of_emissions_and_their_cost():
    settlement = settle([unit_price("7.5 ct/kWh")], YEAR, 20000, commodity="gas")
    costs = carbon_costs(settlement, GERMANY)
    # 20 MWh × 3.2508 GJ/MWh × 0.0558 t/GJ are 3.6279 t, at 55 EUR 199.534…, with tax 237.445…
    assert str(costs.printed_emissions) == "3628 kg"
    assert (str(costs.net), str(costs.gross)) == ("199.53 EUR", "237.45 EUR")


# --- WASSER -------------------------------------------------------------------------------------


def test_wasser_and_split_waste_water_fees():
    water = settle(
        [unit_price("2.10 EUR/m³", tax="reduced"), months("5 EUR/month", tax="reduced")],
        YEAR, 120, unit="m³", commodity="water",
    )  # fmt: skip
    fees = settle(
        [
            unit_price("2.50 EUR/m³", "sewage", registers="house", less=("garden",),
                       tax="out_of_scope"),
            standing("0.80 EUR/m²/year", "storm water", count="95 m²", proration="calendar_year",
                     tax="out_of_scope"),
        ],
        YEAR, {"house": 120, "garden": 20}, unit="m³", behind={"garden": "house"},
        commodity="waste_water",
    )  # fmt: skip
    assert amounts(water) == [("energy", "252.00"), ("base", "60.00")]
    assert water.totals.tax == ub.Money("21.84", "EUR")  # 7 % of 312
    # 120 less 20 m³ at 2.50; 95 m² at 0.80; public fees carry no tax
    assert amounts(fees) == [("sewage", "250.00"), ("storm water", "76.00")]
    bill = ub.combine([water, fees], document_date="2026-01-20")
    assert bill.totals.gross == ub.Money("659.84", "EUR")


def test_waste_water_under_private_law_bears_the_full_rate():
    fees = settle([unit_price("2.50 EUR/m³")], YEAR, 100, unit="m³", commodity="waste_water")
    assert (str(fees.totals.net), str(fees.totals.tax)) == ("250.00 EUR", "47.50 EUR")


# --- SOLAR, SHARING -----------------------------------------------------------------------------


def test_solar_building_supply_from_roof_and_grid():
    roof = quarter_hours("2025-06-10", [0, "0.5", 0])
    flats = {
        "A": quarter_hours("2025-06-10", ["0.125", "0.25", "0.125"]),
        "B": quarter_hours("2025-06-10", ["0.125", "0.125", "0.125"]),
    }
    divided = shared_supply.share_building_supply(roof, flats, "proportional")
    settlement = settle(
        [
            unit_price("25 ct/kWh", "roof", registers="roof"),
            unit_price("35 ct/kWh", "grid", registers="grid"),
            unit_price("-2 ct/kWh", "community", registers="roof", group="discount"),
            unit_price("0 ct/kWh", "no discount", registers="grid", group="discount"),
        ],
        DAY,
        series={"roof": divided.shares["A"], "grid": divided.residual["A"]},
    )
    # at noon A uses 8 kWh, all of it from the roof; 8 kWh in the other hours are from the grid
    assert amounts(settlement) == [
        ("roof", "2.00"),
        ("grid", "2.80"),
        ("community", "-0.16"),
        ("no discount", "0.00"),
    ]


def test_solar_tenant_electricity_keeps_below_90_per_cent_of_basic_supply():
    basic = shared_supply.BasicSupplyPrices(
        unit_price="40 ct/kWh", base_price="120 EUR/year", basis="gross",
        proration="calendar_year", name="basic supply",
    )  # fmt: skip
    settlement = settle([unit_price("39 ct/kWh")], YEAR, 3000, basis="gross")
    capped = ub.relieve(settlement, shared_supply.TenantPriceCap(law=GERMANY.law, basic=basic))
    # 90 % of 1200 and 120 are 1188; 39 ct come to 1170
    assert capped.totals.gross == ub.Money("1170.00", "EUR")
    dear = settle([unit_price("41 ct/kWh")], YEAR, 3000, basis="gross")
    capped = ub.relieve(dear, shared_supply.TenantPriceCap(law=GERMANY.law, basic=basic))
    assert capped.totals.gross == ub.Money("1188.00", "EUR")


def test_energy_sharing_credits_what_was_allocated():
    settlement = settle(
        [
            unit_price("30 ct/kWh", registers=("grid", "shared")),
            unit_price("-12 ct/kWh", "sharing", registers="shared", group="sharing"),
            unit_price("0 ct/kWh", "no sharing", registers="grid", group="sharing"),
        ],
        MARCH,
        {"grid": 200, "shared": 50},
    )
    # all 250 kWh are delivered at 30 ct; 50 of them came from the community
    assert amounts(settlement) == [
        ("energy", "75.00"),
        ("sharing", "-6.00"),
        ("no sharing", "0.00"),
    ]


# --- EEG, EINSPEISUNG: what a supplier pays -----------------------------------------------------


def test_direct_marketing_pays_the_market_value_less_a_fee():
    formula = by_price("value - fee", "ct/kWh", {"value": "ct/kWh"}, fee="0.40 ct/kWh")
    price = ub.FormulaPrice(id="feed-in", label="Feed-in", formula=formula, price_days="monthly")
    figures = ub.IndexFigures.monthly("Market value", "ct/kWh", {(2025, 3): "5.027"})
    settlement = settle([price], MARCH, 10000, indices={"value": figures})
    # 4.627 ct
    assert amounts(settlement) == [("feed-in", "462.70")]


def test_credit_of_a_small_business_has_no_tax():
    settlement = settle([unit_price("8.11 ct/kWh", tax="exempt")], MARCH, 500)
    assert (str(settlement.totals.net), str(settlement.totals.tax)) == ("40.55 EUR", "0 EUR")


# --- HEMS, EMOBILITY, ENERGIEDIENSTLEISTUNG -----------------------------------------------------


def events(name, price, *held):
    return ub.EventPrice(id=name, label=name, prices=price, events=held)


def test_hems_subscription_and_events():
    settlement = settle(
        [
            months("4.90 EUR/month", "subscription", tax="full"),
            events("optimization", "0.15 EUR/unit", ub.PricedEvent("2025-03-31", 40)),
            events("readout", "0.02 EUR/unit", ub.PricedEvent("2025-03-31", 31)),
        ],
        MARCH,
    )
    assert amounts(settlement) == [
        ("subscription", "4.90"),
        ("optimization", "6.00"),
        ("readout", "0.62"),
    ]


def test_emobility_service_energy_sessions_and_roaming():
    settlement = settle(
        [
            months("9.90 EUR/month", "service", tax="full"),
            unit_price("49 ct/kWh", "charged"),
            events("session", "0.35 EUR/unit", "2025-03-02", "2025-03-09", "2025-03-30"),
            events("roaming", "1.20 EUR/unit", "2025-03-09"),
        ],
        MARCH,
        150,
    )
    assert amounts(settlement) == [
        ("service", "9.90"),
        ("charged", "73.50"),
        ("session", "1.05"),
        ("roaming", "1.20"),
    ]


def test_energiedienstleistung_flat_fee_and_three_call_outs():
    settlement = settle(
        [
            months("25 EUR/month", "maintenance", tax="full"),
            events("call-out", "45 EUR/unit", "2025-03-04", "2025-03-04", "2025-03-21"),
        ],
        MARCH,
    )
    assert amounts(settlement) == [("maintenance", "25.00"), ("call-out", "135.00")]


# --- invoices -----------------------------------------------------------------------------------


def received(day, gross):
    rate = GERMANY.billing.taxation.rate(ub.TaxCategory.STANDARD, "electricity", day)
    return ub.ReceivedInstallment.of(day, ub.Money(gross, "EUR"), rate)


def test_final_invoice_deducts_installments_with_the_tax_they_were_taken_at():
    first, last = dt.date(2020, 3, 1), dt.date(2020, 9, 1)
    settlement = settle(
        [unit_price("25 ct/kWh")],
        ub.Period.of_year(2020),
        2000,
        spreading=ub.LINEAR,
        received=[received(first, "119.00"), received(last, "116.00")],
    )
    # each was 100.00 net: 19.00 of tax before July, 16.00 after
    assert settlement.deducted == ub.Money("235.00", "EUR")
    assert settlement.paid_tax == ub.Money("35.00", "EUR")


def test_installments_are_asked_for_before():
    expected = ub.Forecast(YEAR, ub.Money("1200.00", "EUR"))
    plan = ub.build_plan(expected, ub.due_dates("2025-02-01", 11))
    assert (len(plan.installments), str(plan.installments[0].gross)) == (11, "109.09 EUR")


def documents():
    settlement = settle([unit_price("30 ct/kWh")], YEAR, 1000)
    contract = settlement.contract
    readings = [ub.Reading("main", YEAR.start, 0), ub.Reading("main", YEAR.end, 1000)]
    sheet = ub.PriceSheet(name="P", basis="net", components=[unit_price("30 ct/kWh")])
    case = ub.Case(contract=contract, period=YEAR, readings=readings, prices=sheet)
    bill = ub.combine([case.settle(GERMANY)], document_date="2026-01-20", due_date="2026-02-10")
    return ub.release(ub.draft(bill, [case]), number="R-1", checks=[])


def test_cancellation_and_the_bill_that_replaces_it():
    original = documents()
    late = ub.Reading("main", YEAR.end, 900, known_since="2026-03-01")
    change = ub.ReadingChange(contract="P-1", reading=late, known_since="2026-03-01")
    plan = ub.plan_corrections([original], [change], on="2026-03-02", market=GERMANY)
    done = ub.execute(plan, [original], numbers=["S-1", "R-2"])
    held = [(one.kind.value, str(one.bill.totals.gross.amount)) for one in done.documents]
    # 1000 kWh at 30 ct with 19 %; a reversal counts with the other sign; 900 kWh
    assert held == [("bill", "357.00"), ("reversal", "357.00"), ("bill", "321.30")]
    assert str(plan.steps[0].change) == "-35.70 EUR"


def test_partial_invoice_of_a_move_and_a_new_tariff_in_one_period():
    prices = ub.dated_prices(("2025-01-01", "30 ct/kWh"), ("2025-01-15", "27 ct/kWh"))
    settlement = settle(
        [unit_price(prices)],
        ub.Period.of_month(2025, 1),
        100,
        read=[("main", "2025-01-15", 40)],
        kind="final",
    )
    assert amounts(settlement) == [("energy", "12.00"), ("energy", "16.20")]


def test_a_building_is_shared_to_the_cent():
    parts = ub.allocate(Decimal("1000.01"), [40, 35, 25], Decimal("0.01"))
    # 400.004, 350.0035 and 250.0025: the cent that is left goes to the largest remainder
    assert [str(part) for part in parts] == ["400.01", "350.00", "250.00"]
    assert sum(parts) == Decimal("1000.01")


def test_a_portfolio_returns_bills_and_what_blocks_them():
    good = attrs.evolve(documents().cases[0])
    bad = attrs.evolve(good, readings=good.readings[:1])
    held = ub.settle_many([good, bad], market=GERMANY)
    assert [type(one).__name__ for one in held] == ["Settled", "Blocked"]


# --- periods across a change, which the crate cannot bill in one run ----------------------------


def test_electricity_across_the_tax_cut_of_2020():
    settlement = settle(
        [unit_price("25 ct/kWh")],
        ub.Period.through("2020-06-01", "2020-07-31"),
        600,
        read=[("main", "2020-07-01", 400)],
        rate_change="split",
    )
    # 400 kWh at 19 %, 200 kWh at 16 %
    taxed = [(str(held.net), str(held.tax)) for held in settlement.totals.groups]
    assert taxed == [("100.00 EUR", "19.00 EUR"), ("50.00 EUR", "8.00 EUR")]


def test_electricity_across_the_end_of_the_tax_cut_in_2021():
    settlement = settle(
        [unit_price("25 ct/kWh"), standing("1 EUR/day")],
        ub.Period.through("2020-12-01", "2021-01-31"),
        600,
        read=[("main", "2021-01-01", 200)],
        rate_change="split",
    )
    # 50 + 31 at 16 %, 100 + 31 at 19 %
    taxed = [(str(held.net), str(held.tax)) for held in settlement.totals.groups]
    assert sorted(taxed) == [("131.00 EUR", "24.89 EUR"), ("81.00 EUR", "12.96 EUR")]


@pytest.mark.parametrize(
    ("first", "last", "cut", "before", "after"),
    [
        ("2022-09-01", "2022-10-31", "2022-10-01", "19.00", "7.00"),
        ("2024-03-01", "2024-04-30", "2024-04-01", "7.00", "19.00"),
    ],
)
def test_gas_and_heat_across_the_cut_of_their_rate(first, last, cut, before, after):
    for commodity in ("gas", "heat"):
        settlement = settle(
            [unit_price("10 ct/kWh")],
            ub.Period.through(first, last),
            2000,
            commodity=commodity,
            read=[("main", cut, 1000)],
            rate_change="split",
        )
        assert [str(held.tax.amount) for held in settlement.totals.groups] == [before, after]


def test_electricity_across_new_levies_of_a_year():
    settlement = settle(
        [unit_price("25 ct/kWh"), GERMANY.statutory.levy("kwkg")],
        ub.Period.through("2025-12-01", "2026-01-31"),
        1000,
        read=[("main", "2026-01-01", 400)],
    )
    # 400 kWh at 0.277 ct, 600 kWh at 0.446 ct
    assert amounts(settlement)[-2:] == [("kwkg", "1.11"), ("kwkg", "2.68")]


def test_gas_across_a_new_carbon_price():
    settlement = settle(
        [unit_price("8 ct/kWh"), GERMANY.statutory.carbon_price("gas")],
        ub.Period.through("2023-12-01", "2024-01-31"),
        3000,
        commodity="gas",
        read=[("main", "2024-01-01", 1000)],
        rate_change="split",
    )
    # 0.18139464 t/MWh at 30 EUR are 5.4418 for 1 MWh, at 45 EUR 16.3255 for 2 MWh
    assert amounts(settlement)[-2:] == [("carbon_price", "5.44"), ("carbon_price", "16.33")]
