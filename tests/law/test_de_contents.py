"""EnWG §§ 40, 40a, 42; UStG § 14; UStDV § 33; CO2KostAufG § 3; FFVAV § 5."""

import copy
import datetime as dt
import json

import attrs
import pytest
import yaml

import utilbill as ub


@pytest.fixture(scope="module")
def complete(root):
    """Return a case of electricity that says all that law asks for."""
    text = (root / "examples" / "statutory-bill" / "case.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def billed(case):
    text = json.dumps(case, default=str)
    return ub.bill_case(ub.parse_case(text.encode(), "case.json"))


def missing(case, germany, **more):
    found = ub.missing_contents(billed(case), germany, **more)
    codes = {finding.code for finding in found if not finding.code.startswith("dates.")}
    return {code.removeprefix("missing_content.") for code in codes}


def changed(case, path, value=None):
    """Take a field out of a case, or put another value in."""
    copied = copy.deepcopy(case)
    *way, last = path.split(".")
    held = copied
    for step in way:
        held = held[step]
    if value is None:
        del held[last]
    else:
        held[last] = value
    return copied


def without_component(case, **like):
    copied = copy.deepcopy(case)
    parts = copied["price_sheet"]["components"]
    kept = [part for part in parts if not like.items() <= part.items()]
    assert len(kept) == len(parts) - 1
    copied["price_sheet"]["components"] = kept
    return copied


def test_a_bill_that_says_it_all_lacks_nothing(complete, germany):
    assert missing(complete, germany) == set()


@pytest.mark.parametrize(
    ("path", "lacks"),
    [
        ("document.number", {"number"}),
        ("document.date", {"document_date", "next_termination"}),
        ("document.due", {"due_date"}),
        ("supplier.address", {"supplier_address"}),
        ("supplier.tax_number", {"tax_identity"}),
        ("supplier.register_court", {"supplier_register"}),
        ("supplier.phone", {"supplier_phone"}),
        ("supplier.email", {"supplier_email"}),
        ("customer", {"customer"}),
        ("contract.address", {"supply_address"}),
        ("contract.market_location", {"market_location"}),
        ("contract.terms", {"term", "notice", "next_termination"}),
        ("contract.terms.notice", {"notice", "next_termination"}),
        ("contract.metering_operator", {"metering_operator"}),
        ("contract.network_operator", {"network_operator_code"}),
        ("contract.network_operator.code", {"network_operator_code"}),
        ("comparison.previous", {"previous_year"}),
        ("comparison.groups", {"reference_groups"}),
        ("supplier.information.dispute_rights", {"dispute_rights"}),
        ("supplier.information.conciliation", {"conciliation_body"}),
        ("supplier.information.conciliation.address", {"conciliation_body"}),
        ("supplier.information.consumer_service", {"consumer_service"}),
        ("supplier.information.advice", {"advice"}),
        ("supplier.information.switching", {"switching"}),
        ("supplier.information.comparison", {"comparison_tools"}),
        ("contract.product", {"product_name", "energy_label"}),
        ("contract.supply_basis", {"supply_basis"}),
        ("contract.product.energy_label", {"energy_label"}),
        ("contract.product.energy_label.average", {"energy_label_average"}),
        ("contract.product.energy_label.origins", {"energy_label_origins"}),
    ],
)
def test_enwg_40_what_is_taken_out_is_missed_and_nothing_else(complete, germany, path, lacks):
    assert missing(changed(complete, path), germany) == lacks


@pytest.mark.parametrize(
    ("like", "lacks"),
    [
        ({"type": "quantity_tax"}, {"quantity_tax"}),
        ({"type": "concession_fee"}, {"concession_fee"}),
        ({"type": "levies"}, {"levy_kwkg", "levy_offshore", "levy_stromnev19"}),
        ({"id": "grid"}, {"grid_charge"}),
        ({"id": "metering"}, {"metering_charge"}),
    ],
)
def test_enwg_40_3_each_part_of_the_price_is_named(complete, germany, like, lacks):
    assert missing(without_component(complete, **like), germany) == lacks


def test_enwg_40_3_a_part_that_is_only_contained_is_named_too(complete, germany):
    contained = copy.deepcopy(complete)
    for part in contained["price_sheet"]["components"]:
        if part["type"] in ("levies", "quantity_tax", "concession_fee") or part["id"] == "grid":
            part["contained"] = True
    assert missing(contained, germany) == set()


def test_enwg_40_3_nr_4_metering_that_is_not_part_of_the_contract_is_not_named(complete, germany):
    other = without_component(complete, id="metering")
    assert missing(changed(other, "contract.product.metering", "false"), germany) == set()


def test_enwg_40a_2_an_estimate_needs_its_reason(complete, germany):
    estimated = copy.deepcopy(complete)
    estimated["readings"][1]["origin"] = "estimated"
    assert missing(estimated, germany) == {"estimate_reason", "estimate_factors"}
    estimated["readings"][1]["reason"] = "nobody was at home"
    assert missing(estimated, germany) == {"estimate_factors"}
    estimated["readings"][1]["factors"] = "use of 2024, 3500 kWh"
    assert missing(estimated, germany) == set()


def test_a_finding_says_what_is_missing_why_it_is_needed_and_where_it_is_given(complete, germany):
    (found,) = ub.missing_contents(billed(changed(complete, "contract.supply_basis")), germany)

    assert found.code == "missing_content.supply_basis"
    for part in ("V-6", "basic supply", "EnWG § 40 Abs. 2 Satz 1 Nr. 13", "contract.supply_basis"):
        assert part in found.message.en
    assert "Grundversorgung" in found.message.de


def test_a_requirement_that_was_not_checked_says_so(complete, germany):
    old = changed(changed(complete, "document.date", "2022-03-01"), "document.due")
    old = without_component(old, type="levies")
    old["period"] = {"first": "2021-01-01", "last": "2021-12-31"}
    old["readings"][0]["day"], old["readings"][1]["end_of"] = "2021-01-01", "2021-12-31"
    old["contract"]["supply_start"] = "2020-01-01"
    old["comparison"]["previous"] |= {"first": "2020-01-01", "last": "2020-12-31"}
    del old["received_series"], old["next_plan"]
    found = {held.code: held.message.en for held in ub.missing_contents(billed(old), germany)}
    assert "was not checked" in found["missing_content.levy_eeg"]
    assert "was not checked" not in found["missing_content.levy_kwkg"]


def test_a_final_bill_names_no_day_on_which_the_contract_could_be_ended(complete, germany):
    final = changed(complete, "contract.terms.notice")
    del final["next_plan"]
    final = changed(changed(final, "kind", "final"), "contract.supply_end", "2025-12-31")
    assert missing(final, germany) == set()


def test_what_protects_consumers_is_not_asked_for_businesses(complete, germany):
    business = changed(complete, "contract.customer_class", "business")
    business = changed(business, "supplier.information.conciliation")
    business = changed(business, "spreading", "linear")
    assert missing(business, germany) == set()


@pytest.mark.parametrize(("used", "lacks"), [(10, set()), (2800, {"number", "customer"})])
def test_ustdv_33_a_small_invoice_needs_neither_number_nor_customer(complete, germany, used, lacks):
    small = changed(changed(complete, "document.number"), "customer")
    small["readings"][1]["value"] = 1000 + used
    assert missing(small, germany) == lacks


@pytest.mark.parametrize(
    ("issued", "year", "current"),
    [
        ("2026-02-10", 2024, True),
        ("2026-02-10", 2023, False),
        ("2026-06-30", 2024, True),
        ("2026-07-01", 2024, False),
        ("2026-07-01", 2025, True),
        ("2026-02-10", 2027, False),
    ],
)
def test_enwg_42_1_from_july_on_the_energy_label_is_that_of_the_year_before(
    complete, germany, issued, year, current
):
    case = changed(changed(complete, "document.date", issued), "document.due", "2026-12-01")
    case = changed(case, "contract.product.energy_label.year", year)
    assert missing(case, germany) == (set() if current else {"energy_label_year"})


def test_enwg_42_1_until_2024_the_month_was_november(germany):
    month = germany.law["de.supply.energy_label_month"]
    assert month.at(dt.date(2024, 12, 31)).value == 11
    assert month.at(dt.date(2025, 1, 1)).value == 7


def test_a_credit_needs_no_day_on_which_it_is_due(complete, germany):
    credit = changed(complete, "document.due")
    credit["received_series"][0]["amount"] = "200.00 EUR"
    assert missing(credit, germany) == set()


def test_ustg_14_5_invoiced_installments_show_their_tax(complete, germany):
    invoiced = changed(complete, "installments", "invoiced")
    invoiced["demanded_series"] = invoiced.pop("received_series")
    assert missing(invoiced, germany) == set()
    bill = billed(invoiced)
    (settlement,) = bill.settlements
    untaxed = [ub.Installment(held.due, held.gross) for held in settlement.demanded]
    stripped = attrs.evolve(bill, settlements=[attrs.evolve(settlement, demanded=tuple(untaxed))])
    codes = [found.code for found in ub.missing_contents(stripped, germany)]
    assert codes == ["missing_content.tax_of_installments"]


# --- through time


@pytest.mark.parametrize(
    ("day", "asked", "not_asked"),
    [
        ("2016-12-31", {"supplier_email", "readings_household"}, {"supplier_phone", "advice"}),
        ("2021-07-26", {"reference_groups_household"}, {"reference_groups", "switching"}),
        ("2021-07-27", {"reference_groups", "switching"}, {"reference_groups_household"}),
        ("2022-12-31", {"levy_eeg"}, {"energy_label_origins"}),
        ("2023-01-01", {"energy_label_origins", "levy_kwkg"}, {"levy_eeg"}),
    ],
)
def test_each_day_has_its_requirements(germany, day, asked, not_asked):
    held = germany.contents.required(
        "electricity", "household", "periodic", dt.date.fromisoformat(day)
    )
    names = {requirement.id for requirement in held}
    assert asked <= names
    assert not not_asked & names


@pytest.mark.parametrize(("day", "asked"), [("2025-12-31", True), ("2026-01-01", False)])
def test_enwg_40_3_nr_5_the_carbon_price_stands_on_gas_bills_until_2025(germany, day, asked):
    held = germany.contents.required("gas", "household", "final", dt.date.fromisoformat(day))
    assert ("carbon_price" in {requirement.id for requirement in held}) is asked


def of_gas(first, last, **product):
    return {
        "schema": "utilbill.case/1",
        "market": "DE",
        "contract": {
            "id": "G",
            "commodity": "gas",
            "supply_start": "2025-01-01",
            "product": {"name": "Warm", **product},
        },
        "period": {"first": first, "last": last},
        "registers": [{"id": "main"}],
        "readings": [
            {"register": "main", "day": first, "value": 0},
            {"register": "main", "end_of": last, "value": 9000},
        ],
        "price_sheet": {
            "name": "Warm",
            "basis": "net",
            "components": [{"type": "unit_price", "id": "energy", "price": "8 ct/kWh"}],
        },
        "document": {"date": "2026-07-20"},
    }


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [
        ("2025-01-01", "2025-12-31", False),
        ("2025-07-01", "2026-06-30", True),
        ("2026-01-01", "2026-06-30", True),
        ("2026-01-02", "2026-06-30", False),
    ],
)
def test_enwg_35g_7_what_the_end_of_the_storage_levy_did_to_the_price(germany, first, last, asked):
    assert ("storage_levy_end" in missing(of_gas(first, last), germany)) is asked
    told = "Der Preis sank am 01.01.2026 um 0,289 ct/kWh; 100 % der Umlage sind weitergegeben."
    case = of_gas(first, last, storage_levy=told)
    assert "storage_levy_end" not in missing(case, germany)
    assert told in ub.bill_text(billed(case), "de")


def test_an_invoice_for_an_installment_holds_no_readings(germany):
    day = dt.date(2026, 2, 1)
    installment = germany.contents.required("electricity", "household", "installment", day)
    names = {requirement.id for requirement in installment}
    assert {"number", "tax_identity", "due_date", "supplier_phone"} <= names
    assert not {"readings", "previous_year", "reference_groups"} & names


def test_water_is_asked_what_every_invoice_is_asked(germany):
    held = germany.contents.required("water", "household", "periodic", dt.date(2026, 2, 1))
    assert {requirement.reference[:11] for requirement in held} == {"UStG § 14 A"}


def test_days_before_the_first_held_one_are_told(complete, germany):
    found = ub.missing_contents(billed(complete), germany, day=dt.date(2011, 8, 3))
    assert found[0].code == "contents_not_held"
    assert "2011-08-04" in found[0].message.en


# --- gas and heat


def gas(complete):
    case = copy.deepcopy(complete)
    case["contract"]["commodity"] = "gas"
    del case["next_plan"], case["contract"]["product"]["energy_label"]
    case["registers"] = [{"id": "1-0:1.8.0", "unit": "m³"}]
    case["comparison"]["previous"]["quantity"] = "31000 kWh"
    for group in case["comparison"]["groups"]:
        group["quantity"] = "10000 kWh"
    case["energy_conversion"] = {"state_number": 0.943, "calorific_value": 11.482}
    case["price_sheet"]["components"].append({"type": "carbon_price"})
    return case


def test_gas_is_asked_for_emissions_and_the_notice_on_fuel(complete, germany):
    case = gas(complete)
    assert missing(case, germany) == {"emissions", "fuel_notice"}
    case["emissions"] = {}
    case["supplier"]["information"]["fuel_notice"] = "the words of EnergieStV § 107"
    assert missing(case, germany) == set()


def test_enwg_40_4_cubic_metres_need_their_factors(complete, germany):
    bill = billed(gas(complete))
    (settlement,) = bill.settlements
    bare = attrs.evolve(bill, settlements=[attrs.evolve(settlement, conversion=None)])
    codes = {found.code for found in ub.missing_contents(bare, germany)}
    assert "missing_content.conversion" in codes


def test_enwg_40_3_nr_5_a_gas_bill_of_2025_names_carbon_price_and_storage_levy(complete, germany):
    case = changed(changed(gas(complete), "document.date", "2025-12-30"), "document.due")
    case["emissions"] = {}
    case["supplier"]["information"]["fuel_notice"] = "the words of EnergieStV § 107"
    case["received_series"][0]["amount"] = "2000.00 EUR"
    assert missing(case, germany) == set()
    assert missing(without_component(case, type="carbon_price"), germany) == {"carbon_price"}
    assert missing(without_component(case, type="levies"), germany) == {"levy_gas_storage"}


def test_gas_is_not_asked_for_an_energy_label_or_tools_of_electricity(germany):
    names = {
        held.id
        for held in germany.contents.required("gas", "household", "periodic", dt.date(2026, 2, 1))
    }
    assert not {"energy_label", "comparison_tools", "levy_kwkg"} & names


def test_ffvav_5_heat_has_a_list_of_its_own(germany):
    names = {
        held.id
        for held in germany.contents.required("heat", "household", "periodic", dt.date(2026, 2, 1))
    }
    assert "heat_previous_year" in names
    assert "supplier_phone" not in names


# --- the market's data, and others'


def test_a_market_without_contents_says_so(complete):
    silent = attrs.evolve(ub.market("DE"), contents=None)
    with pytest.raises(ub.InvalidInputError, match="contents"):
        ub.missing_contents(billed(complete), silent)


def test_another_market_brings_requirements_and_predicates_of_its_own(complete):
    from utilbill.adapters.yaml_text import parse
    from utilbill.documents.contents_parser import parse_contents

    data = """\
schema: utilbill.contents/1
known_from: 2020-01-01
requirements:
  color:
    title: {en: color}
    why: {en: it is nice}
    reference: "Own § 1"
    since: 2020-01-01
    present: colored
    verified: true
"""
    rules = parse_contents(parse(data.encode(), "own.yaml"), {"colored": lambda _: False})
    (found,) = rules.missing(billed(complete))
    assert (found.requirement.id, found.contract) == ("color", "V-6")

    with pytest.raises(ub.InvalidInputError, match="is no predicate") as caught:
        parse_contents(parse(data.encode(), "own.yaml"), {})
    assert str(caught.value.where).startswith("own.yaml:")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("since: 2020-01-01", "since: soon"),
        ('reference: "Own § 1"', 'reference: ""'),
        ("verified: true", "verified: perhaps"),
        ("    present: colored\n", ""),
        ("present: colored", "present: colored\n    kinds: final"),
        ("present: colored", "present: colored\n    kinds: [yearly]"),
        ("present: colored", "present: colored\n    colour: red"),
        ("utilbill.contents/1", "utilbill.contents/0"),
    ],
)
def test_wrong_data_is_refused_with_its_place(old, new):
    from utilbill.adapters.yaml_text import parse
    from utilbill.documents.contents_parser import parse_contents

    data = (
        "schema: utilbill.contents/1\nknown_from: 2020-01-01\nrequirements:\n  color:\n"
        '    title: {en: color}\n    why: {en: it is nice}\n    reference: "Own § 1"\n'
        "    since: 2020-01-01\n    present: colored\n    verified: true\n"
    )
    assert data.count(old) == 1
    wrong = parse(data.replace(old, new).encode(), "own.yaml")
    with pytest.raises(ub.InvalidInputError) as caught:
        parse_contents(wrong, {"colored": lambda _: True})
    assert str(caught.value.where).startswith("own.yaml:")


def test_every_requirement_of_the_market_says_why_in_both_languages(germany):
    for held in germany.contents.requirements:
        assert held.title.de
        assert held.why.de
        assert held.since <= (held.last or held.since)
