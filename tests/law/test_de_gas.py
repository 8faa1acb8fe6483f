"""DVGW G 685; EnergieStG § 2; BEHG § 10; CO2KostAufG; EnWG § 35e; GasGVV § 12."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from words import energy, euro

import utilbill as ub
from utilbill.billing.emissions import WHOLE_KG
from utilbill.markets.de.carbon import carbon_costs, landlord_share
from utilbill.markets.de.gas import state_number
from utilbill.values import errors as e

GAS = ub.Commodity.GAS
GERMANY = ub.market("DE")


def m3(value):
    return ub.Quantity(value, "m³")


def in_energy(readings, period, digits=None, **factors):
    used = ub.consumption([ub.Register("g", unit="m³", digits=digits)], readings, period)
    return ub.to_energy(used, ub.EnergyConversion(**factors))


@pytest.mark.example("EX-GAS-1")
def test_g685_the_state_number_is_rounded_before_it_is_used(law):
    day = dt.date(2025, 12, 31)
    z, explanation = state_number(
        law, day, altitude=ub.Quantity(250, "m"), effective_pressure=ub.Quantity(22, "mbar")
    )
    year = ub.Period.of_year(2025)
    used = in_energy(
        [ub.Reading("g", year.start, 0), ub.Reading("g", year.end, 1234)],
        year,
        state_number=z,
        calorific_value="11.482",
    )

    assert z == Decimal("0.9430") == ub.evaluate(explanation)
    assert used.total == ub.Quantity(13361, "kWh")


@pytest.mark.parametrize(
    ("altitude", "z"),
    [(0, "0.9711"), (50, "0.9655"), (100, "0.9599"), (250, "0.9430"), (400, "0.9262"),
     (500, "0.9150"), (750, "0.8869")],
)  # fmt: skip
def test_g685_state_numbers_by_altitude(law, altitude, z):
    found, _ = state_number(law, dt.date(2025, 1, 1), altitude=ub.Quantity(altitude, "m"))
    assert str(found) == z


def test_g685_a_published_state_number_from_the_mean_air_pressure(law):
    found, _ = state_number(
        law, dt.date(2025, 1, 1), ambient_pressure=ub.Quantity("1012.04", "mbar")
    )
    assert str(found) == "0.9674"


def test_g685_altitude_or_pressure_is_required_and_not_both(law):
    both = {"altitude": ub.Quantity(1, "m"), "ambient_pressure": ub.Quantity(1000, "mbar")}
    for given_ in ({}, both):
        with pytest.raises(e.MissingChoiceError, match="air pressure"):
            state_number(law, dt.date(2025, 1, 1), **given_)
    with pytest.raises(e.UnitError):
        state_number(law, dt.date(2025, 1, 1), altitude=ub.Quantity(1, "kWh"))


MONTHS = ub.Timeline([
    ub.Dated("2026-01-01", Decimal("11.482")),
    ub.Dated("2026-02-01", Decimal("11.455")),
    ub.Dated("2026-03-01", Decimal("11.510")),
])  # fmt: skip


@pytest.mark.example("EX-GAS-2")
def test_g685_the_calorific_value_of_a_period_is_the_mean_by_volume():
    quarter = ub.Period("2026-01-01", "2026-04-01")
    readings = [
        ub.Reading("g", day, value)
        for day, value in (
            ("2026-01-01", 0), ("2026-02-01", 310), ("2026-03-01", 590), ("2026-04-01", 830),
        )
    ]  # fmt: skip
    used = in_energy(readings, quarter, state_number="0.9430", calorific_value=MONTHS)

    assert used.total == ub.Quantity(8986, "kWh")
    for interval in used.intervals:
        assert ub.evaluate(interval.explanation) == interval.amount


@pytest.mark.example("EX-GAS-3")
def test_a_meter_change_is_converted_once():
    year = ub.Period.of_year(2025)
    registers = [ub.Register("g", unit="m³", meter=meter) for meter in ("old", "new")]
    readings = [
        ub.Reading("g", year.start, 4310, meter="old"),
        ub.Reading("g", "2025-06-01", 4812, meter="old"),
        ub.Reading("g", "2025-06-01", 0, meter="new"),
        ub.Reading("g", year.end, 738, meter="new"),
    ]
    used = ub.consumption(registers, readings, year)
    converted = ub.to_energy(
        used, ub.EnergyConversion(state_number="0.9430", calorific_value="11.482")
    )

    assert used.total == m3(1240)
    # 1 240 × 0.9430 × 11.482 = 13 426.13: rounded once, and not 5 435 + 7 991 apart.
    assert converted.total == ub.Quantity(13426, "kWh")


@pytest.mark.example("EX-GAS-4")
def test_a_register_of_five_digits_starts_again_at_a_hundred_thousand():
    year = ub.Period.of_year(2025)
    used = ub.consumption(
        [ub.Register("g", unit="m³", digits=5)],
        [ub.Reading("g", year.start, 99980), ub.Reading("g", year.end, 120)],
        year,
    )
    assert used.total == m3(140)


def test_values_that_change_between_readings_are_weighed_by_degree_days(germany):
    quarter = ub.Period("2026-01-01", "2026-04-01")
    used = ub.consumption(
        [ub.Register("g", unit="m³")],
        [ub.Reading("g", quarter.start, 0), ub.Reading("g", quarter.end, 900)],
        quarter,
    )
    factors = ub.EnergyConversion(state_number=1, calorific_value=MONTHS)
    with pytest.raises(e.MissingChoiceError, match="falls between two readings"):
        ub.to_energy(used, factors)
    converted = ub.to_energy(used, factors, germany.spreading("degree_days"))
    # 900 m³ by 170 : 150 : 130 are 340, 300 and 260; their mean value is 11.481.
    assert converted.total == ub.Quantity("10333", "kWh")


def test_a_state_number_may_change_and_a_day_without_one_is_refused():
    year = ub.Period.of_year(2025)
    readings = [ub.Reading("g", year.start, 0), ub.Reading("g", "2025-07-01", 100),
                ub.Reading("g", year.end, 300)]  # fmt: skip
    numbers = [ub.Dated("2025-01-01", Decimal("0.95")), ub.Dated("2025-07-01", Decimal("0.90"))]
    used = in_energy(readings, year, state_number=ub.Timeline(numbers), calorific_value=10)
    assert used.total == ub.Quantity(950 + 1800, "kWh")
    late = ub.Timeline(numbers[1:])
    with pytest.raises(e.GapError, match="state_number"):
        in_energy(readings, year, state_number=late, calorific_value=10)
    with pytest.raises(e.InvalidInputError, match="above zero"):
        ub.EnergyConversion(state_number=ub.Timeline([ub.Dated("2025-01-01", Decimal(0))]),
                            calorific_value=10)  # fmt: skip


@given(
    st.integers(0, 5000),
    st.dates(dt.date(2024, 1, 2), dt.date(2024, 12, 30)),
    st.sampled_from(["linear", "degree_days"]),
)
def test_a_gas_bill_split_at_any_date_loses_no_kilowatt_hour(volume, change, way):
    period = ub.Period.of_year(2024)
    contract = ub.Contract(
        id="g",
        supply_start=period.start,
        supply_point=ub.SupplyPoint(commodity=GAS, registers=[ub.Register("g", unit="m³")]),
    )
    prices = ub.dated_prices(("2024-01-01", "8 ct/kWh"), (change.isoformat(), "9 ct/kWh"))
    bill = ub.settle(
        contract,
        period,
        [ub.Reading("g", period.start, 0), ub.Reading("g", period.end, volume)],
        ub.PriceSheet(name="s", basis="net", components=[energy(prices)]),
        market=GERMANY,
        spreading=ub.LINEAR if way == "linear" else GERMANY.spreading(way),
        conversion=ub.EnergyConversion(state_number="0.9430", calorific_value="11.482"),
    )
    exact = Decimal(volume) * Decimal("0.9430") * Decimal("11.482")
    priced = sum(line.quantity.amount for line in bill.lines)
    assert abs(priced - exact) <= Decimal("0.5")


def gas_year(household, first, last, quantity, components, **more):
    more.setdefault("spreading", household.germany.spreading("degree_days"))
    return household.settle(first, last, quantity, components, commodity=GAS, **more)


@pytest.mark.example("EX-TAX-2")
def test_energiestg_2_gas_for_heating(household, germany):
    bill = gas_year(
        household, "2025-01-01", "2025-12-31", 20000, [germany.statutory.quantity_tax("gas")]
    )
    assert bill.totals.net == euro("110.00")


@pytest.mark.parametrize(
    ("use", "year", "net"),
    [("standard", 2025, "636.00"), ("motor_fuel", 2024, "367.60"), ("motor_fuel", 2026, "546.60")],
)
def test_energiestg_2_other_uses(household, germany, use, year, net):
    tax = germany.statutory.quantity_tax("gas", use=use)
    bill = gas_year(household, f"{year}-01-01", f"{year}-12-31", 20000, [tax])
    assert bill.totals.net == euro(net)


@pytest.mark.example("EX-CO2-1", "EX-CO2-2", "EX-CO2-4")
def test_co2kostaufg_3_emissions_and_their_cost_rounded_once(household, germany):
    bill = gas_year(household, "2024-01-01", "2024-12-31", 20000, [energy("8.00 ct/kWh")])

    costs = carbon_costs(bill, germany)
    share = landlord_share(germany.law, bill.period, costs.emissions, ub.Quantity(100, "m²"))

    assert costs.printed_emissions == ub.Quantity(3628, "kg")
    assert (costs.net, costs.gross) == (euro("163.26"), euro("194.27"))
    on_net_value = Decimal(20000) * Decimal("0.903") * costs.factor
    assert costs.emissions.amount == on_net_value == Decimal("3627.8928")
    assert (share.per_square_metre, share.percent) == (Decimal("36.3"), 50)
    assert share.split(costs.gross) == (euro("97.14"), euro("97.13"))
    assert ub.evaluate(costs.explanation) == costs.gross.amount


@pytest.mark.example("EX-CO2-3")
def test_co2kostaufg_4_a_year_across_two_prices(household, germany):
    bill = gas_year(household, "2025-07-01", "2026-06-30", 20000, [energy("8.00 ct/kWh")])
    costs = carbon_costs(bill, germany)
    assert (costs.net, costs.gross) == (euro("210.12"), euro("250.04"))
    assert costs.printed_emissions == ub.Quantity(3628, "kg")


def test_co2kostaufg_3_3_the_cost_of_emissions_bears_the_tax_of_its_days(household, germany):
    bill = gas_year(
        household,
        "2023-10-01",
        "2024-09-30",
        20000,
        [energy("8.00 ct/kWh")],
        rate_change=ub.RateChange.SPLIT,
    )

    costs = carbon_costs(bill, germany)

    # Degree days: 7 200 kWh at 30 EUR/t, 9 000 and 3 800 kWh at 45 EUR/t, times 0.18139464 kg/kWh;
    # 19 % from April on, 7 % before
    assert costs.net == euro("143.66")
    assert costs.gross == euro("157.44")
    assert ub.evaluate(costs.explanation) == costs.gross.amount
    whole = carbon_costs(
        gas_year(household, "2023-10-01", "2024-09-30", 20000, [energy("8.00 ct/kWh")]), germany
    )
    assert (whole.net, whole.gross) == (euro("143.66"), euro("170.96"))


def test_behg_10_the_price_of_emissions_as_a_line(household, germany):
    price = germany.statutory.carbon_price("gas")
    bill = gas_year(household, "2024-07-01", "2025-06-30", 20000, [price])
    # Degree days 416⅔ : 583⅓ ‰ are 8 333 and 11 667 kWh at 45 and 55 EUR.
    assert [str(line.amount.amount) for line in bill.lines] == ["68.02", "116.40"]
    for line in bill.lines:
        assert ub.evaluate(line.explanation) == line.amount.amount
    assert str(bill.lines[0].price) == "0.81627588 ct/kWh"


def test_behg_10_the_price_of_2026_is_the_suppliers_own(household, germany):
    with pytest.raises(ub.BeyondHorizonError):
        gas_year(household, "2026-01-01", "2026-12-31", 20000,
                 [germany.statutory.carbon_price("gas")])  # fmt: skip
    own = germany.statutory.carbon_price("gas", prices="65.00 EUR/t")
    bill = gas_year(household, "2026-01-01", "2026-12-31", 20000, [own])
    assert bill.totals.net == euro("235.81")  # 1.1791 ct/kWh


def test_behg_the_price_did_not_exist_before_2021(household, germany):
    bill = gas_year(household, "2020-07-01", "2021-06-30", 20000,
                    [germany.statutory.carbon_price("gas")])  # fmt: skip
    assert [str(held.period) for held in bill.absences] == ["2020-07-01..2020-12-31"]
    assert len(bill.lines) == 1


@pytest.mark.example("EX-LEVY-6")
def test_enwg_35e_the_storage_levy_changes_within_the_year(household, germany):
    bill = gas_year(
        household, "2024-10-01", "2025-09-30", 20000, [germany.statutory.levy("gas_storage")]
    )
    assert [str(line.quantity.amount) for line in bill.lines] == ["7200", "11667", "1133"]
    assert [str(line.amount.amount) for line in bill.lines] == ["18.00", "34.88", "3.27"]
    assert bill.totals.net == euro("56.15")


def test_gas_levies_by_gas_year(household, germany):
    bill = gas_year(household, "2022-07-01", "2023-06-30", 20000, germany.statutory.levies("gas"))
    shown = {line.component: [] for line in bill.lines}
    for line in bill.lines:
        shown[line.component].append(str(line.price.amount))
    assert shown == {"gas_storage": ["0.59"], "gas_balancing_slp": ["0", "5.70"]}
    with pytest.raises(e.MissingChoiceError, match="gas_balancing_rlm"):
        germany.statutory.levy("gas_ballancing")


@pytest.mark.parametrize(
    ("emissions", "percent"),
    [("1194.9", 0), ("1195", 10), ("1200", 10), ("1700", 20), ("5194.9", 80), ("5200", 95)],
)
def test_co2kostaufg_annex_a_value_on_a_limit_belongs_to_the_next_step(law, emissions, percent):
    share = landlord_share(
        law, ub.Period.of_year(2024), ub.Quantity(emissions, "kg"), ub.Quantity(100, "m²")
    )
    assert share.percent == percent


def test_co2kostaufg_5_1_limits_shrink_with_a_shorter_period(law):
    half = ub.Period("2024-01-01", "2024-07-01")
    share = landlord_share(law, half, ub.Quantity(1800, "kg"), ub.Quantity(100, "m²"))
    # 18 kg/m² in 182 of 366 days are 36.2 kg/m² in a year.
    assert (share.per_square_metre, share.percent) == (Decimal("36.2"), 50)


def test_co2kostaufg_8_other_buildings_share_alike(law):
    share = landlord_share(
        law, ub.Period.of_year(2024), ub.Quantity(10, "kg"), ub.Quantity(100, "m²"),
        residential=False,
    )  # fmt: skip
    assert share.percent == 50
    with pytest.raises(e.InvalidInputError, match="above zero"):
        landlord_share(law, ub.Period.of_year(2024), ub.Quantity(1, "kg"), ub.Quantity(0, "m²"))
    with pytest.raises(ub.NotInForceError):
        landlord_share(law, ub.Period.of_year(2022), ub.Quantity(1, "kg"), ub.Quantity(1, "m²"))


def test_co2kostaufg_a_published_split_of_a_house(household, germany):
    """HEWA GmbH: 39 000 kWh, 380 m², 2023, calculated without tax."""
    bill = gas_year(household, "2023-01-01", "2023-12-31", 39000, [energy("8.00 ct/kWh")])
    costs = carbon_costs(bill, germany)
    share = landlord_share(germany.law, bill.period, costs.emissions, ub.Quantity(380, "m²"))
    assert ub.CENT(costs.emissions.amount) == Decimal("7074.39")
    assert costs.net == euro("212.23")
    assert share.percent == 20
    assert share.split(costs.net) == (euro("42.45"), euro("169.78"))
    assert WHOLE_KG(costs.emissions.amount) == 7074
