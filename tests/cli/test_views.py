"""Other looks at a case file: prices, energy, plan, emissions."""

import json

import pytest
from cases import PLAIN, changed, without
from click.testing import CliRunner

import utilbill as ub
from utilbill.cli.main import cli

GROSS = changed(
    "    - {type: standing_charge, id: base, price: 120.00 EUR/year, proration: calendar_year}\n",
    """\
    - {type: standing_charge, id: power, price: 60.00 EUR/kW/year, count: 15 kW, \
proration: calendar_year}
    - {type: quantity_tax, contained: true}
    - {type: levy, name: kwkg, contained: true}
    - {type: concession_fee, inhabitants: 60000}
""",
).replace("basis: net", "basis: gross")

GAS = """\
schema: utilbill.case/1
market: DE
contract: {id: G, commodity: gas, supply_start: 2025-01-01}
period: {first: 2025-01-01, last: 2025-03-31}
registers: [{id: main, unit: m³}]
readings:
  - {register: main, day: 2025-01-01, value: 0}
  - {register: main, day: 2025-02-01, value: 310}
  - {register: main, day: 2025-03-01, value: 590}
  - {register: main, end_of: 2025-03-31, value: 830}
energy_conversion:
  state_number_from: {altitude: 250 m}
  calorific_values:
    - {since: 2025-01-01, value: 11.482}
    - {since: 2025-02-01, value: 11.455}
    - {since: 2025-03-01, value: 11.510}
"""

PLAN = without("received:", without("day: 2024-02-01", without("value: 4000", without(
    "value: 1000", without("readings:")))))  # fmt: skip
PLAN += "next_plan: {first: 2025-02-01, count: 10, expected: [{register: main, amount: 2000}]}\n"


@pytest.fixture
def run(tmp_path):
    def command(name, text, *options):
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(cli, [name, str(path), *options])

    return command


def results(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["results"]


def prices(result):
    (shown,) = results(result)
    return {
        kind: {row["component"] or row["net"].partition(" ")[2]: (row["net"], row["gross"])
               for row in shown[kind]}
        for kind in ("rows", "sums", "contained", "statutory")
    }  # fmt: skip


def test_prices_net_and_gross_with_their_sums(run):
    shown = run("prices", PLAIN).stdout
    assert "PLAIN, 31.12.2024" in shown
    assert "29,75  ct/kWh" in shown
    assert "142,80  EUR/Jahr" in shown
    assert "sum per year" in run("prices", PLAIN, "--language", "en").stdout


def test_a_gross_sheet_shows_what_law_takes_of_it(run):
    """Figures of law are net on gross sheets too, and a charged one comes on top."""
    held = prices(run("prices", GROSS, "--json"))

    assert held["rows"] == {
        "energy": ("21.01 ct/kWh", "25.00 ct/kWh"),
        "power": ("50.42 EUR/kW/year", "60.00 EUR/kW/year"),
        "concession_fee": ("1.59 ct/kWh", "1.89 ct/kWh"),
    }
    assert held["contained"] == {
        "electricity_tax": ("2.05 ct/kWh", "2.44 ct/kWh"),
        "kwkg": ("0.275 ct/kWh", "0.33 ct/kWh"),
    }
    # 25.00 + 1.59 × 1.19 = 26.8921 gross; 1.59 + 2.05 + 0.275 = 3.915 net.
    assert held["sums"]["ct/kWh"] == ("22.60 ct/kWh", "26.89 ct/kWh")
    assert held["statutory"] == {"ct/kWh": ("3.915 ct/kWh", "4.66 ct/kWh")}


def test_prices_are_those_of_a_day(run):
    text = changed(
        "id: energy, price: 25.00 ct/kWh",
        "id: energy, prices: [{since: 2024-01-01, price: 25.00 ct/kWh}, "
        "{since: 2024-07-01, price: 20.00 ct/kWh}]",
    )
    assert prices(run("prices", text, "--json"))["rows"]["energy"][1] == "23.80 ct/kWh"
    before = prices(run("prices", text, "--json", "--on", "2024-06-30"))
    assert before["rows"]["energy"][1] == "29.75 ct/kWh"
    early = run("prices", text, "--on", "2023-06-30")
    assert early.exit_code == 1
    assert "price of energy: is a day without a price" in early.stderr
    assert run("prices", text, "--on", "June").exit_code == 1


def test_a_volume_under_several_calorific_values(run):
    (shown,) = results(run("energy", GAS, "--json"))
    (row,) = shown["rows"]

    # (310 × 11.482 + 280 × 11.455 + 240 × 11.510) / 830 = 11.481; 830 × 0.9430 × 11.481 = 8 986.06
    assert shown["state_number"]["value"] == "0.9430"
    assert row["volume"] == "830 m³"
    assert [factor for _, factor in row["factors"]] == ["0.9430", "11.481"]
    assert row["energy"] == "8986 kWh"
    assert "state number 0.9430" in run("energy", GAS, "--language", "en").stdout


def test_a_state_number_needs_no_readings(run):
    lines = [line for line in GAS.splitlines(keepends=True) if "register" not in line]
    text = "".join(lines).replace("readings:\n", "")
    text = text[: text.index("  calorific_values")].replace("250 m", "100 m, temperature: 15 °C")

    (shown,) = results(run("energy", text, "--json"))
    assert shown["state_number"]["value"] == "0.9599"

    missing = run("energy", text.replace("_from: {altitude: 100 m, temperature: 15 °C}", ": 0.95"))
    assert missing.exit_code == 1
    assert "case.yaml:1: error: readings: say how many cubic metres there are" in missing.stderr


def test_readings_without_a_calorific_value_are_refused(run):
    result = run("energy", GAS[: GAS.index("  calorific_values")])
    assert result.exit_code == 1
    assert (
        "case.yaml:12: energy_conversion: error: calorific_value: must be given in one way"
        in result.stderr
    )


def test_installments_of_an_expected_quantity_need_no_readings(run):
    (shown,) = results(run("plan", PLAN, "--json"))

    # 2 000 × 0.25 + 120 = 620.00 net, 737.80 gross, over 10
    assert shown["total"] == "737.80 EUR"
    assert [held["gross"] for held in shown["installments"]] == ["73.78 EUR"] * 10
    assert shown["installments"][0]["due"] == "2025-02-01"
    assert "73,78" in run("plan", PLAN).stdout


def test_a_plan_may_name_its_days(run):
    half = PLAN.replace("count: 10", "period: {first: 2025-01-01, last: 2025-06-30}, count: 5")
    (shown,) = results(run("plan", half, "--json"))
    # 120 × 181/365 = 59.51; 559.51 net and 106.31 tax
    assert shown["total"] == "665.82 EUR"

    unexpected = run("plan", half.replace(", expected: [{register: main, amount: 2000}]", ""))
    assert unexpected.exit_code == 1
    assert "expected: must be given with a period" in unexpected.stderr


def test_a_plan_without_expected_quantities_follows_the_settlement(run):
    text = PLAIN + "next_plan: {first: 2025-02-01, count: 12}\n"
    (shown,) = results(run("plan", text, "--json"))
    # 3 000 × 365/366 = 2 992 kWh
    assert shown["total"] == "1032.92 EUR"


@pytest.mark.parametrize(
    ("area", "residential", "percent", "landlord"),
    [("100 m²", "true", "50", "97.14 EUR"), ("5000 m²", "true", "0", "0.00 EUR"),
     ("100 m²", "false", "50", "97.14 EUR"), ("60 m²", "true", "95", "184.56 EUR")],
)  # fmt: skip
def test_the_cost_of_emissions_is_divided(run, area, residential, percent, landlord):
    text = f"""\
schema: utilbill.case/1
market: DE
contract: {{id: G, commodity: gas, supply_start: 2024-01-01}}
period: {{first: 2024-01-01, last: 2024-12-31}}
registers: [{{id: main}}]
readings:
  - {{register: main, day: 2024-01-01, value: 0}}
  - {{register: main, end_of: 2024-12-31, value: 20000}}
emissions: {{area: {area}, residential: {residential}}}
"""
    (shown,) = results(run("emissions", text, "--json"))
    assert shown["costs"]["gross"] == "194.27 EUR"
    assert shown["share"]["percent"] == percent
    assert shown["landlord"] == landlord
    assert "194,27 EUR" in run("emissions", text).stdout


def test_gas_in_cubic_metres_has_the_same_emissions(run):
    (shown,) = results(run("emissions", GAS + "emissions: {}\n", "--json"))
    assert shown["costs"]["energy"] == "8986 kWh"


@pytest.mark.parametrize("command", ["settle", "prices"])
def test_without_prices_nothing_is_priced(run, command):
    result = run(command, GAS)
    assert result.exit_code == 1
    assert "case.yaml:1: error: price_sheet: must be given" in result.stderr
    assert "utilbill energy" in result.stderr


@pytest.mark.parametrize(
    ("command", "field"),
    [("energy", "energy_conversion"), ("plan", "next_plan"), ("emissions", "emissions")],
)
def test_a_look_needs_something_to_look_at(run, command, field):
    result = run(command, PLAIN)
    assert result.exit_code == 1
    assert f"{field}: must be given in a supply of this file" in result.stderr
    assert "remedy" in result.stderr


OIL = """\
schema: utilbill.case/1
market: DE
contract: {id: H, commodity: heat, supply_start: 2024-01-01}
period: {first: 2024-01-01, last: 2024-12-31}
registers: [{id: main}]
readings:
  - {register: main, day: 2024-01-01, value: 0}
  - {register: main, end_of: 2024-12-31, value: 20000}
emissions: {area: 200 m², basis: net, factor: 0.2664 kg/kWh, net_share: 1, price: 50.00 EUR/t}
"""


def test_figures_of_another_fuel_may_be_given(run):
    (shown,) = results(run("emissions", OIL, "--json"))
    # 20 000 × 0.2664 = 5 328 kg, 26.6 kg/m² are 30 %; × 0.05 EUR = 266.40
    assert shown["costs"]["emissions"] == "5328 kg"
    assert shown["costs"]["net"] == "266.40 EUR"
    assert shown["costs"]["factor"] == "0.2664"
    assert (shown["share"]["percent"], shown["landlord"]) == ("30", "79.92 EUR")
    per_kg = results(run("emissions", OIL.replace("50.00 EUR/t", "0.05 EUR/kg"), "--json"))
    assert per_kg == [shown]
    gross = results(run("emissions", OIL.replace("net_share: 1, ", ""), "--json"))
    assert gross[0]["costs"]["emissions"] == "4811.184 kg"


@pytest.mark.parametrize(
    ("old", "new"),
    [("0.2664 kg/kWh", "0.2664 kg/m³"), ("50.00 EUR/t", "50.00 EUR/kWh")],
)  # fmt: skip
def test_figures_of_another_fuel_have_their_units(run, old, new):
    result = run("emissions", OIL.replace(old, new))
    assert result.exit_code == 1
    assert "case.yaml:9" in result.stderr


def test_energy_may_be_rounded_by_another_rule(run):
    text = GAS.replace("  calorific_values:", "  rounding: {step: 0.01}\n  calorific_values:")
    (shown,) = results(run("energy", text, "--json"))
    assert shown["rows"][0]["energy"] == "8986.06 kWh"
    finer = text.replace("  calorific_values:", "  calorific_rounding: {step: 0.0001}\n"
                         "  calorific_values:")  # fmt: skip
    (shown,) = results(run("energy", finer, "--json"))
    assert shown["rows"][0]["factors"][1][1] == "11.4810"


def test_pressures_may_be_in_hectopascal_or_bar(run):
    number = "state_number_from: {ambient_pressure: 1012.04 hPa, effective_pressure: 0.022 bar}"
    text = GAS.replace("state_number_from: {altitude: 250 m}", number)
    (shown,) = results(run("energy", text, "--json"))
    assert shown["state_number"]["value"] == "0.9674"


def test_statutory_parts_of_gas_are_summed_in_the_unit_of_the_sheet(run):
    text = PLAIN.replace("commodity: electricity", "commodity: gas").replace(
        "    - {type: standing_charge, id: base",
        "    - {type: quantity_tax}\n    - {type: standing_charge, id: base",
    )
    assert prices(run("prices", text, "--json"))["statutory"] == {
        "ct/kWh": ("0.55 ct/kWh", "0.65 ct/kWh")
    }
    assert "Summe je Jahr" in run("prices", text).stdout


def test_emissions_need_what_was_used(run):
    lines = [line for line in OIL.splitlines(keepends=True) if "register: main" not in line]
    result = run("emissions", "".join(lines).replace("readings:\n", ""))
    assert result.exit_code == 1
    assert "readings: say how much was used" in result.stderr


def test_results_are_the_same_from_python(run):
    (overview,) = ub.case_prices(ub.parse_case(PLAIN.encode(), "case.yaml"))
    text = ub.result_to_json("utilbill.prices/1", [overview])
    assert json.loads(text) == json.loads(run("prices", PLAIN, "--json").stdout)
