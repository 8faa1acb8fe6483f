"""What does not belong to a supply is refused, or said."""

import pytest
from cases import PLAIN, changed

import utilbill as ub

COMPONENT = (
    "    - {type: standing_charge, id: base, price: 120.00 EUR/year, proration: calendar_year}\n"
)
GAS = PLAIN.replace("commodity: electricity", "commodity: gas")


def billed(text):
    return ub.bill_case(ub.parse_case(text.encode(), "case.yaml"))


def findings(text):
    (settlement,) = billed(text).settlements
    return {held.code: held.message.en for held in settlement.findings}


def with_component(line, text=PLAIN):
    return changed(COMPONENT, f"{COMPONENT}    - {line}\n", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (with_component("{type: levy, name: kwkg}", GAS), "is for electricity, not for gas"),
        (with_component("{type: levy, name: gas_storage}"), "is for gas, not for electricity"),
        (
            PLAIN.replace("{id: main}", "{id: main, unit: m³}").replace("ct/kWh", "ct/m³"),
            "is nothing that electricity is counted in.*Use kWh",
        ),
        (
            PLAIN.replace("{id: main}", "{id: main, unit: bar}").replace("ct/kWh", "ct/bar"),
            "is nothing that electricity is counted in.*Use kWh",
        ),
        (
            f"{PLAIN}energy_conversion: {{state_number: 0.95, calorific_value: 11.2}}\n",
            "energy_conversion: is not converted to energy",
        ),
        (
            PLAIN.replace("commodity: electricity", "commodity: water"),
            "is nothing that water is counted in.*Use m³",
        ),
        (
            changed("price_sheet:\n", "emissions: {area: 80 m²}\nprice_sheet:\n"),
            "is no fuel whose emissions are priced",
        ),
        (
            changed(
                "market: DE\n",
                "market: DE\nlaw_figures: [{name: de.levy.nosuch, "
                "since: 2024-01-01, value: 1, reference: x}]\n",
            ),
            "de.levy.nosuch",
        ),
    ],
)
def test_what_does_not_belong_is_refused(text, said):
    with pytest.raises(ub.UtilbillError, match=said) as caught:
        billed(text)
    assert caught.value.where is not None


def taxed(category, text=PLAIN):
    return text.replace("price: 25.00 ct/kWh}", f"price: 25.00 ct/kWh, tax: {category}}}")


def test_a_reduced_rate_is_for_water():
    assert findings(taxed("reduced"))["unusual_tax_category"].startswith(
        "energy: tax category reduced is unusual for electricity; it is for water (UStG § 12 Abs. 2"
    )
    water = (
        taxed("reduced")
        .replace("electricity", "water")
        .replace("{id: main}", "{id: main, unit: m³}")
        .replace("ct/kWh", "ct/m³")
    )
    assert "unusual_tax_category" not in findings(water)
    assert "unusual_tax_category" not in findings(PLAIN)


def test_ustg_28_5_gas_was_taxed_at_the_reduced_rate_for_eighteen_months():
    reduced = taxed("reduced", GAS)
    assert findings(reduced)["unusual_tax_category"] == (
        "energy: tax category reduced is unusual for gas; it is for gas 2022-10-01..2024-03-31 "
        "(UStG § 28 Abs. 5)."
    )
    assert "unusual_tax_category" not in findings(reduced.replace("2024", "2023"))
    ended = reduced.replace("last: 2024-12-31", "last: 2024-03-31").replace(
        "end_of: 2024-12-31", "end_of: 2024-03-31"
    )
    assert "unusual_tax_category" not in findings(ended)
    assert "unusual_tax_category" in findings(f"{reduced}rate_change: split\n")


def test_ustg_13b_households_owe_no_tax_of_their_supplier():
    reverse = taxed("reverse_charge")
    assert "electricity for business" in findings(reverse)["unusual_tax_category"]
    business = changed("supply_start:", "customer_class: business, supply_start:", reverse)
    assert "unusual_tax_category" not in findings(business)


def test_a_price_below_zero_is_said_and_still_billed():
    text = PLAIN.replace("price: 25.00 ct/kWh", "price: -25.00 ct/kWh")
    assert findings(text)["negative_price"] == "energy: the price -25.00 ct/kWh is below zero."
    assert billed(text).lines[0].amount == ub.Money("-750.00", "EUR")


def test_a_figure_of_law_that_nothing_asks_for_is_said():
    own = changed(
        "market: DE\n",
        "market: DE\nlaw_figures: [{name: de.levy.offshore, since: 2024-01-01, value: 1, "
        "reference: own}]\n",
    )
    assert "de.levy.offshore; leave it out" in findings(own)["unused_law_figure"]
    other = with_component("{type: levy, name: kwkg}", own)
    assert "de.levy.kwkg" in findings(other)["unused_law_figure"]
    used = with_component("{type: levies}", own)
    assert "unused_law_figure" not in findings(used)


def with_figure(name, text=PLAIN):
    figure = f"{{name: {name}, since: 2024-01-01, value: 1, reference: own}}"
    return changed("market: DE\n", f"market: DE\nlaw_figures: [{figure}]\n", text)


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("de.vat.standard", True),
        ("de.vat.gas", False),
        ("de.carbon.price", False),
        ("de.gas.effective_pressure", False),
        ("de.heat_costs.heating_consumption.maximum", False),
        ("de.base_rate", False),
        ("de.levy.kwkg.group_b", False),
        ("de.supply.basic_supply_termination", True),
    ],
)
def test_figures_of_all_kinds_are_used_or_not(name, used):
    assert ("unused_law_figure" not in findings(with_figure(name))) is used


def test_figures_of_a_group_and_of_emissions_are_used_by_these():
    group = with_component("{type: levy, name: stromnev19, group: b}")
    assert "unused_law_figure" not in findings(with_figure("de.levy.stromnev19.group_b", group))
    said = changed("price_sheet:\n", "emissions: {}\nprice_sheet:\n", VOLUME)
    assert "unused_law_figure" not in findings(with_figure("de.carbon.price", said))


VOLUME = (
    GAS.replace("{id: main}", "{id: main, unit: m³}")
    + "energy_conversion: {state_number: 0.95, calorific_value: 11.2}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("11.2", "40.3", "The calorific value 40.3 is unusual: not between 8.4 and 13.1."),
        ("0.95", "9.5", "The state number 9.5 is unusual: not between 0.8 and 1.2."),
    ],
)
def test_unusual_factors_of_gas_are_said(old, new, said):
    assert "unusual_gas_factor" not in findings(VOLUME)
    assert findings(changed(old, new, VOLUME))["unusual_gas_factor"] == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("altitude: 9000 m", "lies outside of -10 to 3000 m"),
        ("altitude: 250 m, temperature: -300 °C", "temperature: is not above zero, absolutely"),
        ("altitude: 250 m, effective_pressure: -2000 mbar", "pressure: is not above zero"),
        ("altitude: 250 m, compressibility: 0", "compressibility: is not above zero"),
        ("ambient_pressure: -1 bar", "pressure: is not above zero"),
    ],
)
def test_impossible_states_of_gas_are_refused(given, said):
    text = changed("state_number: 0.95", f"state_number_from: {{{given}}}", VOLUME)
    with pytest.raises(ub.UtilbillError, match=said):
        billed(text)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("factor: -0.2 kg/kWh", "factor: is below zero"),
        ("factor: 200 kg/kWh", "factor: is more than any fuel emits"),
        ("price: -30.00 EUR/t", "price: is below zero"),
        ("net_share: 1.2", "net_share: is no share"),
        ("net_share: 0", "net_share: is no share"),
    ],
)
def test_impossible_figures_of_emissions_are_refused(given, said):
    text = changed("price_sheet:\n", f"emissions: {{{given}}}\nprice_sheet:\n", VOLUME)
    with pytest.raises(ub.UtilbillError, match=said) as caught:
        billed(text)
    assert caught.value.where is not None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("rounding: {step: 100}", "The energy is rounded to 100; usual is 1 (DVGW G 685)."),
        (
            "calorific_rounding: {step: 0.1}",
            "The calorific value is rounded to 0.1; usual is 0.001 (DVGW G 685).",
        ),
    ],
)
def test_coarse_roundings_of_gas_are_said(given, said):
    text = changed("calorific_value: 11.2", f"calorific_value: 11.2, {given}", VOLUME)
    assert findings(text)["unusual_gas_rounding"] == said


def test_a_calorific_value_is_not_rounded_away():
    values = "[{since: 2024-01-01, value: 11.2}, {since: 2024-07-01, value: 11.3}]"
    text = changed(
        "calorific_value: 11.2",
        f"calorific_values: {values}, calorific_rounding: {{step: 50}}",
        VOLUME,
    )
    with pytest.raises(ub.UtilbillError, match="rounds the calorific value to zero"):
        billed(text)


def test_the_price_of_a_tonne_is_a_price_of_a_tonne():
    own = with_component("{type: carbon_price, price: 55.00 EUR/t}", GAS)
    assert billed(own).totals == billed(own.replace("55.00 EUR/t", "5500 ct/t")).totals
    with pytest.raises(ub.UtilbillError, match="is no price of emissions"):
        billed(own.replace("55.00 EUR/t", "55 ct/kWh"))


def issued(days, text=PLAIN):
    return changed("market: DE\n", f"market: DE\ndocument: {{{days}}}\n", text)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ("number: R1, date: 2024-12-30", "issued_before_end"),
        ("number: R1, date: 2024-12-31", None),
        ("due: 2024-12-30", "due_before_end"),
        ("date: 2025-01-31, due: 2025-02-20", None),
    ],
)
def test_days_of_a_document_lie_after_what_it_settles(days, code):
    said = {held for held in findings(issued(days)) if held.endswith("before_end")}
    assert said == ({code} if code else set())
    assert "issued_before_end" not in findings(f"{issued(days)}kind: interim\n")


def test_a_balance_is_not_due_before_its_bill():
    with pytest.raises(ub.UtilbillError, match="lies before the date of the bill") as caught:
        billed(issued("date: 2025-01-31, due: 2025-01-30"))
    assert str(caught.value.where) == "case.yaml:3: document"


def test_a_final_settlement_ends_with_the_supply():
    ended = changed("supply_start:", "supply_end: 2024-12-31, supply_start:")
    assert "ended_but_not_final" in findings(ended)
    assert "final_but_not_ended" in findings(f"{PLAIN}kind: final\n")
    known = findings(f"{ended}kind: final\n")
    assert not {"ended_but_not_final", "final_but_not_ended"} & known.keys()
