"""What the printed bill says, and that it adds up as it is printed."""

import re
from decimal import Decimal

import pytest
from cases import PLAIN
from click.testing import CliRunner

import utilbill as ub
from utilbill.cli.main import cli

SUPPLY = """\
  - contract: {{id: {id}, commodity: {commodity}, supply_start: 2024-01-01}}
    period: {{first: 2024-01-01, last: 2024-12-31}}
    registers: [{{id: r, unit: {unit}, label: {{en: Meter, de: Zähler}}}}]
    readings:
      - {{register: r, day: 2024-01-01, value: 0}}
      - {{register: r, end_of: 2024-12-31, value: {value}}}
    price_sheet:
      name: {id}
      basis: {basis}
      components:
        - {{type: unit_price, id: use, price: {price}, tax: {tax}}}
        - {{type: unit_price, id: info, price: {price}, contained: true}}
    next_plan: {{first: 2025-02-01, count: 4}}
"""


def several(*supplies):
    return "schema: utilbill.case/1\nmarket: DE\nsupplies:\n" + "".join(
        SUPPLY.format(
            id=f"S{number}",
            commodity=commodity,
            unit=unit,
            value=value,
            price=price,
            tax=tax,
            basis=basis,
        )
        for number, (commodity, unit, value, price, tax, basis) in enumerate(supplies, 1)
    )


TWO = several(
    ("electricity", "kWh", 1003, "1 ct/kWh", "standard", "net"),
    ("electricity", "kWh", 1003, "1 ct/kWh", "standard", "net"),
)
MIXED = several(
    ("electricity", "kWh", 2500, "30 ct/kWh", "standard", "gross"),
    ("water", "m³", 100, "2 EUR/m³", "reduced", "net"),
)


def run(text, *options, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["settle", str(path), *options])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def number(text):
    return Decimal(text.replace(".", "").replace(",", "."))


def amounts(words, name):
    found = re.findall(rf"^ *{re.escape(name)}.*?(-?[\d.]+,\d\d)$", words, re.MULTILINE)
    return [number(text) for text in found]


def test_lines_are_numbered_over_the_whole_document(tmp_path):
    words = run(TWO, "--language", "en", tmp_path=tmp_path)
    assert re.findall(r"^(\d+)  (\w+)", words, re.MULTILINE) == [
        ("1", "use"), ("2", "info"), ("3", "use"), ("4", "info"),
    ]  # fmt: skip
    third = run(TWO, "--explain", "3", "--language", "en", tmp_path=tmp_path)
    assert third.startswith("use, 2024-01-01")


def test_printed_sums_add_up_where_tax_is_taken_on_the_whole(tmp_path):
    words = run(TWO, tmp_path=tmp_path)
    *parts, net = amounts(words, "Nettobetrag")
    assert sum(parts) == net == Decimal("20.06")
    (tax,) = amounts(words, "Umsatzsteuer 19 %")
    (gross,) = amounts(words, "Bruttobetrag")
    assert net + tax == gross == Decimal("23.87")


def test_printed_sums_add_up_where_tax_is_taken_apart(tmp_path):
    words = run(MIXED, tmp_path=tmp_path)
    *parts, gross = amounts(words, "Bruttobetrag")
    assert sum(parts) == gross == Decimal("964.00")


def test_the_next_plans_name_their_contracts(tmp_path):
    words = run(TWO, tmp_path=tmp_path)
    assert "Nächste Abschläge: S1" in words
    assert "Nächste Abschläge: S2" in words


def test_registers_are_shown_by_name_and_id(tmp_path):
    assert "Zähler / r" in run(TWO, tmp_path=tmp_path)


def test_the_tax_of_a_gross_sheet_is_explained_down_to_the_tax(tmp_path):
    words = run(PLAIN.replace("basis: net", "basis: gross"), "--explain", "tax",
                "--language", "en", tmp_path=tmp_path)  # fmt: skip
    # 870.00 EUR gross hold 731.09 EUR net and 138.91 EUR tax.
    assert "870.00 − 731.09 = 138.91 EUR" in words


def test_a_plan_is_explained(tmp_path):
    words = run(TWO, "--explain", "plan", "--language", "en", tmp_path=tmp_path)
    assert words.count("expected cost") == 2


def test_conversion_of_gas_stands_on_the_bill(tmp_path):
    text = PLAIN.replace("commodity: electricity", "commodity: gas").replace(
        "- {id: main}", "- {id: main, unit: m³}"
    )
    text += "energy_conversion: {state_number: 0.9430, calorific_value: 11.482}\n"
    words = run(text, tmp_path=tmp_path)
    assert "Zustandszahl          0,9430" in words
    assert "Abrechnungsbrennwert  11,482 kWh/m³" in words


def test_the_tax_number_of_the_supplier_stands_on_the_bill(tmp_path):
    text = PLAIN + "supplier: {name: S, tax_number: 12/345/67890}\n"
    assert "12/345/67890" in run(text, tmp_path=tmp_path)


def test_installments_of_a_sheet_with_two_rates_deduct_no_tax_that_nobody_showed(tmp_path):
    water = several(("water", "m³", 120, "1.95 EUR/m³", "reduced", "net")).replace(
        "    next_plan",
        "        - {type: unit_price, id: waste, price: 2.80 EUR/m³, tax: out_of_scope}\n"
        "    received_series: [{first: 2024-02-01, count: 11, amount: 50.00 EUR}]\n"
        "    next_plan",
    )
    words = run(water, tmp_path=tmp_path)
    assert "ohne Ausweis von Umsatzsteuer angefordert" in words
    bill = ub.bill_case(ub.load_case(tmp_path / "case.yaml"))
    assert bill.paid == ub.Money("550.00", "EUR")
    assert bill.deducted_tax == ub.Money(0, "EUR")
    assert bill.balance_tax == ub.Money("16.38", "EUR")
    stated = water.replace("amount: 50.00 EUR", "amount: 50.00 EUR, tax_percent: 7")
    (tmp_path / "stated.yaml").write_text(stated, encoding="utf-8")
    bill = ub.bill_case(ub.load_case(tmp_path / "stated.yaml"))
    assert bill.deducted_tax == ub.Money("35.97", "EUR")  # 11 times 3.27


@pytest.mark.parametrize(
    ("language", "amount"),
    [("de", "1.050,00"), ("en", "1,050.00"), ("sv", "1 050,00"), ("pl", "1 050,00")],
)
def test_numbers_are_written_as_the_language_does(language, amount, tmp_path):
    dear = several(("electricity", "kWh", 3500, "30 ct/kWh", "standard", "gross"))
    words = run(dear, "--language", language, tmp_path=tmp_path)
    assert amount in words.replace("\xa0", " ")
