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


def test_a_reduced_rate_is_for_water():
    reduced = PLAIN.replace("price: 25.00 ct/kWh}", "price: 25.00 ct/kWh, tax: reduced}")
    assert findings(reduced)["unusual_tax_category"] == (
        "energy: reduced is no rate for electricity here; it is for water, service."
    )
    water = (
        reduced.replace("electricity", "water")
        .replace("{id: main}", "{id: main, unit: m³}")
        .replace("ct/kWh", "ct/m³")
    )
    assert "unusual_tax_category" not in findings(water)
    assert "unusual_tax_category" not in findings(PLAIN)


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
    assert "de.levy.offshore" in findings(own)["unused_law_figure"]
    used = with_component("{type: levies}", own)
    assert "unused_law_figure" not in findings(used)


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
