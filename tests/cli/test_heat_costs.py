"""The command line: heat costs of a building, as a person uses it."""

import json

import pytest
from click.testing import CliRunner

import utilbill as ub
from utilbill.cli.main import cli

HOUSE = """\
schema: utilbill.heat-costs/1
market: DE
building: House
period: {first: 2025-01-01, last: 2025-12-31}
costs:
  - {label: Gas, amount: 9000.00 EUR}
  - {label: Allocators, amount: 300.00 EUR, purpose: heating}
  - {label: Meters, amount: 100.00 EUR, purpose: hot_water}
fuel_energy: 100000 kWh
hot_water: {heat: 20000 kWh}
heating_consumption_percent: 70
hot_water_consumption_percent: 50
change_of_users: degree_days
flats:
  - id: A
    area: 100 m²
    users: [{name: Ada, heating_units: 600, hot_water: 60 m³, paid: 4000.00 EUR}]
  - id: B
    area: 100 m²
    heating_units: 400
    hot_water: 40 m³
    users:
      - {name: Ben, last: 2025-01-31}
      - {name: Cem, first: 2025-02-01}
"""


def changed(*pairs):
    text = HOUSE
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def run(tmp_path):
    def command(text, *options):
        path = tmp_path / "house.yaml"
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(cli, ["heat-costs", str(path), *options])

    return command


def shared(text):
    return ub.share_heat_costs(ub.parse_heat_costs(text.encode(), "house.yaml"))


def totals(text):
    return [str(user.total.amount) for user in shared(text).users]


def parts(text, index):
    share = shared(text).allocation.shares[index]
    return [str(part.amount.amount) for part in share.parts]


def test_every_part_of_every_user():
    # Hot water: 20 % of 9 000 and 100 alone are 1 900; heating: 7 500.
    assert parts(HOUSE, 0) == ["1125.00", "3150.00", "475.00", "570.00"]
    # 170 of 1 000 parts of the flat's heat, 31 of 365 days of its hot water.
    assert parts(HOUSE, 1) == ["191.25", "357.00", "40.34", "32.27"]
    assert parts(HOUSE, 2) == ["933.75", "1743.00", "434.66", "347.73"]
    total = sum((ub.Money(held, "EUR") for held in totals(HOUSE)), ub.Money(0, "EUR"))
    assert total == ub.Money("9400.00", "EUR")


def test_a_statement_names_costs_shares_and_balances(run):
    text = run(HOUSE).stdout
    for words in ("Heizkostenabrechnung".upper(), "House", "7.500,00", "1.320,00", "20,00 %",
                  "A: Ada, 01.01.2025 – 31.12.2025", "17,00 m²", "68,00 Einheiten"):  # fmt: skip
        assert words in text, words
    assert "Heating, base cost" in run(HOUSE, "--language", "en").stdout


def test_the_full_result_as_json(run):
    (statement,) = json.loads(run(HOUSE, "--json").stdout)["results"]
    ada, ben, _ = statement["users"]
    assert (ada["total"], ada["paid"], ada["balance"]) == ("5320.00 EUR", "4000.00 EUR",
                                                            "1320.00 EUR")  # fmt: skip
    assert statement["hot_water_percent"] == "20.00"
    assert (ben["heated"], ben["area"], ben["paid"]) == ("17.00 m²", "8.49 m²", None)
    share = statement["allocation"]["shares"][1]
    assert share["heating_base"]["explanation"]["node"] == "share"


def test_amounts_explain_themselves(run):
    ben = run(HOUSE, "--explain", "Ben", "--language", "en").stdout
    assert "191.25 = part 2/3" in ben
    assert "§ 9b Abs. 2" in ben
    division = run(HOUSE, "--explain", "division", "--language", "en").stdout
    assert "20,000 kWh × 100 % ÷ 100,000 kWh = 20" in division
    nobody = run(HOUSE, "--explain", "Dora")
    assert nobody.exit_code == 1
    assert "Ada, Ben, Cem" in nobody.stderr


def test_an_interim_reading_goes_before_any_division():
    text = changed(
        ("    heating_units: 400\n    hot_water: 40 m³\n", ""),
        ("name: Ben,", "name: Ben, heating_units: 100, hot_water: 10 m³,"),
        ("name: Cem,", "name: Cem, heating_units: 300, hot_water: 30 m³,"),
    )
    assert parts(text, 1) == ["191.25", "525.00", "40.34", "95.00"]


def test_readings_of_devices_stand_for_sums():
    text = changed(
        (
            "    heating_units: 400\n    hot_water: 40 m³\n",
            """\
    devices:
      - {id: one, counts: heat, opening: 100, closing: 300, factor: 1.5}
      - {id: two, counts: heat, closing: 100}
      - {id: three, counts: hot_water, opening: 7.5, closing: 47.5}
""",
        )
    )
    assert totals(text) == totals(HOUSE)


@pytest.mark.parametrize(("percent", "base"), [(50, "1875.00"), (60, "1500.00"), (70, "1125.00")])
def test_the_percentage_of_consumption_is_the_owners_choice(percent, base):
    text = changed(("heating_consumption_percent: 70", f"heating_consumption_percent: {percent}"))
    assert parts(text, 0)[0] == base


def test_a_percentage_outside_the_band_needs_a_reason(run):
    low = ("heating_consumption_percent: 70", "heating_consumption_percent: 30")
    refused = run(changed(low))
    assert refused.exit_code == 1
    assert "heating_consumption_percent: is outside the lawful 50 to 70 %" in refused.stderr
    exempt = changed((low[0], low[1] + "\nexempt: true"))
    assert parts(exempt, 0)[:2] == ["2625.00", "1350.00"]
    agreed = changed((low[0], "heating_consumption_percent: 100\nagreed_above_maximum: true"))
    assert parts(agreed, 0)[:2] == ["0.00", "4500.00"]


def test_an_exempt_building_goes_by_area_alone():
    text = changed(
        ("heating_consumption_percent: 70", "heating_consumption_percent: 0\nexempt: true"),
        ("heating_units: 600, ", ""),
        ("    heating_units: 400\n", ""),
    )
    assert parts(text, 0)[:2] == ["3750.00", "0.00"]


def test_base_cost_may_go_by_the_heated_rooms():
    flats = HOUSE.split("area: 100 m²\n")
    text = f"{flats[0]}area: 100 m²\n    heated: 150 m³\n{flats[1]}"
    text += f"area: 100 m²\n    heated: 300 m³\n{flats[2]}"
    assert parts(text, 0) == ["750.00", "3150.00", "475.00", "570.00"]
    mixed = changed(("area: 100 m²\n    users", "area: 100 m²\n    heated: 150 m³\n    users"))
    with pytest.raises(ub.InvalidInputError, match="is missing for flat B"):
        shared(mixed)


@pytest.mark.parametrize(
    ("hot_water", "energy", "amount"),
    [
        ("{volume: 160 m³, temperature: 60 °C, basis: net_calorific}", "20000", "1900.00"),
        ("{volume: 160 m³, temperature: 60 °C, basis: gross_calorific}", "22200", "2098.00"),
        ("{volume: 160 m³, temperature: 55 °C, cold_temperature: 12 °C, basis: net_calorific}",
         "17200", "1648.00"),
        ("{heat: 12.345 MWh}", "12345", "1211.50"),
        ("{area: 200 m², basis: net_calorific}", "6400", "676.00"),
        ("{area: 200 m², basis: gross_calorific}", "7104", "739.00"),
    ],
)  # fmt: skip
def test_hot_water_by_formula_or_heat_meter(hot_water, energy, amount):
    split = shared(changed(("{heat: 20000 kWh}", hot_water))).allocation.split
    assert split.energy == ub.Quantity(energy, "kWh")
    assert split.hot_water.amount == ub.Money(amount, "EUR")


@pytest.mark.parametrize(
    ("more", "amount"),
    [("", "1211.50"), ("exact_percent: true\n", "1211.05"),
     ("percent_rounding: {step: 1}\n", "1180.00")],
)  # fmt: skip
def test_the_share_of_hot_water_is_rounded_as_the_file_says(more, amount):
    text = changed(("{heat: 20000 kWh}\n", "{heat: 12345 kWh}\n" + more))
    assert shared(text).allocation.split.hot_water.amount == ub.Money(amount, "EUR")


def test_fuel_may_be_given_by_volume(run):
    litres = "fuel: {amount: 10 m³, heating_value: 10 kWh/l}"
    assert totals(changed(("fuel_energy: 100000 kWh", litres))) == totals(HOUSE)
    both = run(changed(("fuel_energy: 100000 kWh", f"fuel_energy: 100000 kWh\n{litres}")))
    assert "house.yaml:10: fuel: error: fuel: is given beside fuel_energy" in both.stderr
    wrong = run(changed(("fuel_energy: 100000 kWh", litres.replace("kWh/l", "kWh/kg"))))
    assert "heating_value: is no energy per m³" in wrong.stderr


def test_a_plant_that_heats_no_water():
    text = changed(
        ("hot_water: {heat: 20000 kWh}\n", ""),
        ("hot_water_consumption_percent: 50\n", ""),
        (", hot_water: 60 m³", ""),
        ("    hot_water: 40 m³\n", ""),
        (", purpose: hot_water", ""),
    )
    assert parts(text, 0) == ["1410.00", "3948.00", "0.00", "0.00"]


def test_own_degree_day_numbers_and_plain_days():
    numbers = "[170, 150, 130, 80, 40, 14, 13, 13, 30, 80, 120, 160]"
    june = [("last: 2025-01-31", "last: 2025-06-30"), ("first: 2025-02-01", "first: 2025-07-01")]
    own = changed(*june, ("degree_days", f"degree_days\ndegree_day_numbers: {numbers}"))
    # 584 of 1 000 parts; with 13⅓ for June they are 583⅓; 181 of 365 days.
    assert parts(own, 1)[0] == "657.00"
    assert parts(changed(*june), 1)[0] == "656.25"
    assert parts(changed(*june, ("degree_days", "linear")), 1)[0] == "557.88"


def test_the_landlord_bears_a_part_of_the_emissions(run):
    text = HOUSE + "emissions: {emissions: 6000 kg, cost: 400.00 EUR}\n"
    statement = shared(text)
    # 30 kg/m² are 40 %: 160.00 off the cost for both; hot water is 20 % of 8 840, and 100.
    assert statement.emissions.share.percent == 40
    assert statement.emissions.landlord == ub.Money("160.00", "EUR")
    assert statement.allocation.costs.shared == ub.Money("9240.00", "EUR")
    assert statement.allocation.split.hot_water.amount == ub.Money("1868.00", "EUR")
    total = sum((ub.Money(held, "EUR") for held in totals(text)), ub.Money(0, "EUR"))
    assert total == ub.Money("9240.00", "EUR")
    # 5 229.44, 610.29 and 3 400.27 of 9 240.00 bear 240.00.
    held = [str(user.emission_cost.amount) for user in statement.users]
    assert held == ["135.83", "15.85", "88.32"]
    shown = run(text).stdout
    assert "160,00 EUR (40 %)" in shown
    assert "Auf die Nutzer verteilt" in shown


def test_emissions_per_square_metre_of_a_given_area():
    text = HOUSE + "emissions: {emissions: 6000 kg, cost: 400.00 EUR, area: 600 m²}\n"
    assert shared(text).emissions.share.percent == 0
    offices = text.replace("area: 600 m²", "residential: false")
    assert shared(offices).emissions.landlord == ub.Money("200.00", "EUR")


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("market: DE\n", "market: XX\n", 1, "XX"),
        ("amount: 9000.00 EUR", "amount: 9000.00 SEK", 7, "currency"),
        ("heating_units: 600, ", "", 17, "heating_units: must be given for Ada"),
        ("name: Ben,", "name: Ben, heating_units: 3,", 18, "is given for flat B and for its users"),
        ("change_of_users: degree_days\n", "", 1, "change_of_users: must be chosen"),
        ("degree_days", "hdd", 1, "change_of_users: is not known"),
        ("first: 2025-02-01", "first: 2025-02-02", 24, "is a day on which nobody used flat B"),
        ("first: 2025-02-01", "first: 2025-01-31", 24, "overlaps"),
        ("last: 2025-01-31", "last: 2024-01-31", 23, "period: ends"),
        ("{heat: 20000 kWh}", "{volume: 3 m³, temperature: 60 °C}", 10, "basis: must be given"),
        ("{heat: 20000 kWh}", "{heat: 1 kWh, volume: 3 m³}", 10, "must be given in one way"),
        ("{heat: 20000 kWh}", "{heat: 1 kWh, basis: net_calorific}", 10, "basis: is given beside"),
        ("{heat: 20000 kWh}", "{area: 9 m², temperature: 60 °C, basis: heat_pump}", 10,
         "temperature: is given beside area"),
        ("{heat: 20000 kWh}", "{heat: 200000 kWh}", 1, "is more than the 100000 kWh of the plant"),
        ("fuel_energy: 100000 kWh\n", "", 1, "fuel_energy: is missing"),
        ("area: 100 m²\n    users", "area: -1 m²\n    users", 17, "area: is below zero"),
        ("paid: 4000.00 EUR", "paid: 4000.00 SEK", 17, "paid: is not in EUR"),
        ("users: [{name: Ada, heating_units: 600, hot_water: 60 m³, paid: 4000.00 EUR}]",
         "users: []", 15, "users: of flat A bear its part"),
        ("degree_days", "degree_days\ndegree_day_numbers: [1, 2]", 1, "are not the twelve months"),
        ("degree_days", "degree_days\ndegree_day_numbers: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1]", 1,
         "degree_day_numbers: is below zero"),
        ("building: House", "bilding: House", 3, "Did you mean building?"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place(run, old, new, place, message):
    result = run(HOUSE.replace(old, new, 1))
    assert result.exit_code == 1
    assert f"house.yaml:{place}" in result.stderr
    assert message in result.stderr
    assert "remedy" in result.stderr


def test_a_device_that_runs_backwards_is_refused(run):
    devices = "    devices: [{id: one, counts: heat, opening: 9, closing: 8}]\n"
    result = run(changed(("    heating_units: 400\n", devices)))
    assert "lets device one run backwards" in result.stderr
    assert "house.yaml:20" in result.stderr


@pytest.mark.parametrize("text", ["[]", "schema: utilbill.case/1\n", "schema: [1]\n"])
def test_other_files_are_refused(run, text):
    result = run(text)
    assert result.exit_code == 1
    assert "house.yaml:1" in result.stderr
    assert "utilbill.heat-costs/1" in result.stderr


def test_the_example_and_its_schema(run, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    import yaml

    runner = CliRunner()
    example = runner.invoke(cli, ["heat-costs", "--example"]).stdout
    page = tmp_path / "page.html"
    result = run(example, "--html", str(page))
    assert result.exit_code == 0, result.stderr
    assert "5.082,45" in page.read_text("utf-8")

    schema = json.loads(runner.invoke(cli, ["heat-costs", "--schema"]).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for text in (example, HOUSE):
        held = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - scalars as text
        assert validator.is_valid(held)
        held["perod"] = held.pop("period")
        assert not validator.is_valid(held)


def test_the_other_command_is_named(run, tmp_path):
    run(HOUSE)
    result = CliRunner().invoke(cli, ["settle", str(tmp_path / "house.yaml")])
    assert "house.yaml:1" in result.stderr
    assert "utilbill heat-costs" in result.stderr


def test_several_files_and_records(tmp_path):
    (tmp_path / "a.yaml").write_text(HOUSE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("schema: 1\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["heat-costs", str(tmp_path)])
    assert result.exit_code == 1
    assert "1 shared, 1 refused" in result.stderr
    records = shared(HOUSE).records()
    assert [str(record["total"]) for record in records] == totals(HOUSE)
    assert "Ada" in shared(HOUSE)._repr_html_()


FORMULA = ("{heat: 20000 kWh}", "{volume: 100 m³, temperature: 60 °C, basis: net_calorific}")


def said(text):
    return {held.code: held.message.en for held in shared(text).findings}


def test_a_building_that_agrees_with_itself_has_no_findings():
    assert said(HOUSE) == {}
    assert said(changed(FORMULA)) == {}


@pytest.mark.parametrize(
    ("volume", "differs"),
    [("100 m³", False), ("99.9 m³", True), ("125 m³", False), ("126 m³", True)],
)
def test_hot_water_of_the_flats_and_of_the_building_are_compared(volume, differs):
    """The flats counted 60 + 40 m³; more than the building is odd, and a fifth less."""
    found = said(changed((FORMULA[0], FORMULA[1].replace("100 m³", volume))))
    assert ("hot_water_differs" in found) is differs


def test_an_area_of_its_own_for_the_emissions_is_said():
    own = changed(
        ("flats:\n", "emissions: {emissions: 7000 kg, cost: 300.00 EUR, area: 250 m²}\nflats:\n")
    )
    assert said(own)["area_differs"] == (
        "The emissions are divided by 250 m², the flats have 200 m² together."
    )
    assert said(own.replace("250 m²", "200 m²")) == {}


def test_a_period_of_more_than_twelve_months_is_said_and_printed(run):
    long = changed(("last: 2025-12-31}\ncosts", "last: 2026-01-31}\ncosts"))
    assert "longer than 12 months" in said(long)["period_too_long"]
    assert "länger als 12 Monate" in run(long).output


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("paid: 4000.00 EUR", "paid: -3.00 EUR", "paid: is below zero"),
        ("hot_water: 40 m³", "hot_water: -40 m³", "hot_water: is below zero"),
        ("  - id: B\n", "  - id: A\n", "names two flats"),
        (
            "heating_units: 600, ",
            "devices: [{id: 1, counts: heat, opening: -5, closing: 595}], ",
            "opening: is below zero",
        ),
        (
            "heating_units: 600, ",
            "devices: [{id: 1, counts: heat, closing: 595, factor: 0}], ",
            "factor: is not above zero",
        ),
        ("    heating_units: 400\n", "    heated: 80 m²\n    heating_units: 400\n", "flat A"),
        (
            "flats:\n",
            "emissions: {emissions: -7000 kg, cost: 300.00 EUR}\nflats:\n",
            "emissions: are below zero",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(old, new, problem):
    with pytest.raises(ub.UtilbillError, match=problem) as caught:
        shared(changed((old, new)))
    assert caught.value.where is not None


TANK = """\
fuel_stock:
  opening: {quantity: 1000 l, cost: 900.00 EUR}
  deliveries:
    - {day: 2025-03-10, quantity: 3000 l, cost: 3300.00 EUR}
    - {day: 2025-10-02, quantity: 2000 l, cost: 2000.00 EUR}
  left: 1500 l
  heating_value: 10 kWh/l
"""
OIL = (
    ("  - {label: Gas, amount: 9000.00 EUR}\n", ""),
    ("fuel_energy: 100000 kWh\n", TANK),
)


def test_a_tank_is_used_from_the_oldest_on(run):
    """1000 l and 3000 l whole, 500 of 2000 l: 900 + 3300 + 500 = 4700.00; 45 000 kWh."""
    statement = shared(changed(*OIL))
    assert statement.fuel.quantity == ub.Quantity(4500, "l")
    assert statement.fuel.cost == ub.Money("4700.00", "EUR")
    assert ub.evaluate(statement.fuel.explanation) == 4700
    costs = statement.allocation.costs
    assert costs.total == ub.Money("5100.00", "EUR")
    assert costs.fuel_energy == ub.Quantity(45000, "kWh")
    assert "4.500 l, 4.700,00 EUR" in run(changed(*OIL)).output
    tree = run(changed(*OIL), "--explain", "fuel", "--language", "en").output
    assert "fuel of 2025-10-02: 2,000.00 EUR" in tree


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("left: 1500 l", "left: 6001 l", "is not between nothing and the 6000 l"),
        ("left: 1500 l", "left: -1 l", "is not between nothing"),
        ("day: 2025-10-02", "day: 2026-01-01", "lies outside of the accounting period"),
        ("{quantity: 1000 l", "{day: 2025-01-01, quantity: 1000 l", "belongs to deliveries"),
        (
            "day: 2025-10-02, quantity: 2000 l",
            "day: 2025-10-02, quantity: 2000 kg",
            "measured like",
        ),
        ("cost: 3300.00 EUR", "cost: -3300.00 EUR", "cost: is below zero"),
        ("quantity: 3000 l", "quantity: 0 l", "quantity: is not above zero"),
    ],
)
def test_a_tank_that_cannot_be_is_refused(old, new, problem):
    text = changed(*OIL)
    assert text.count(old) == 1
    with pytest.raises(ub.UtilbillError, match=problem) as caught:
        shared(text.replace(old, new))
    assert caught.value.where is not None
