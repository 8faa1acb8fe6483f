"""``utilbill correct``: files in, a plan out, and documents where numbers were drawn."""

import json

import pytest
from click.testing import CliRunner

from utilbill.cli.main import cli

CASE = """\
schema: utilbill.case/1
market: DE
document: {{number: {number}, date: {following}-01-20}}
contract: {{id: C-1, commodity: electricity, supply_start: 2022-01-01}}
period: {{first: {year}-01-01, last: {year}-12-31}}
registers: [{{id: main}}]
readings:
  - {{register: main, day: {year}-01-01, value: {opening}}}
  - {{register: main, end_of: {year}-12-31, value: {closing}}}
price_sheet:
  name: Plain
  basis: net
  components:
    - {{type: unit_price, id: energy, label: {{en: Energy, de: Energie}}, price: 25.00 ct/kWh}}
"""
CHANGES = """\
schema: utilbill.changes/1
on: 2025-03-14
readings:
  - {register: main, end_of: 2023-12-31, value: 2900, known_since: 2025-03-10, why: swapped digits}
"""


@pytest.fixture
def run(tmp_path):
    """Return a runner over two yearly cases, 3 000 and 3 100 kWh, and a file of changes."""
    for year, opening, closing in ((2023, 0, 3000), (2024, 3000, 6100)):
        text = CASE.format(
            number=f"R-{year}",
            year=year,
            following=year + 1,
            opening=opening,
            closing=closing,
        )
        (tmp_path / f"{year}.yaml").write_text(text, "utf-8")

    def runner(changes=CHANGES, *options, cases=("2023.yaml", "2024.yaml")):
        (tmp_path / "changes.yaml").write_text(changes, "utf-8")
        files = [str(tmp_path / name) for name in (*cases, "changes.yaml")]
        return CliRunner().invoke(cli, ["correct", *files, *options])

    return runner


def test_both_bills_of_a_chain_are_planned(run):
    result = run(CHANGES, "--language", "en")
    assert result.exit_code == 0
    assert "Document R-2023" in result.output
    assert "3,000 kWh → 2,900 kWh" in result.output
    assert "Rests on" in result.output
    assert "3,100 kWh → 3,200 kWh" in result.output
    assert "due from 2025-03-28 (EnWG § 40c Abs. 1)" in result.output


def test_in_german_and_in_json(run):
    assert "Zählerstand main: 2.900 zu Beginn des 01.01.2024" in run().output
    data = json.loads(run(CHANGES, "--json").output)
    assert data["schema"] == "utilbill.corrections/1"
    first, second = data["steps"]
    # 100 kWh x 0.25 EUR x 1.19, once less and once more
    assert (first["change"], second["change"]) == ("-29.75 EUR", "29.75 EUR")
    assert first["taxes"][0]["tax"] == "-4.75 EUR"
    assert second["depends_on"][0]["on"] == "R-2023"
    assert second["limit"]["answer"] is True
    assert data["candidates"][0]["documents"] == ["R-2023", "R-2024"]
    assert data["documents"] == []


def test_numbers_execute_the_plan(run):
    drawn = CHANGES + "numbers: [S-1, R-3, S-2, R-4]\n"
    documents = json.loads(run(drawn, "--json").output)["documents"]
    assert [(held["number"], held["kind"], held["claim"]) for held in documents] == [
        ("S-1", "reversal", "-892.50 EUR"),
        ("R-3", "bill", "862.75 EUR"),
        ("S-2", "reversal", "-922.25 EUR"),
        ("R-4", "bill", "952.00 EUR"),
    ]
    text = run(drawn, "--language", "en").output
    assert "REVERSAL S-1" in text
    assert "Bill number  R-4" in text
    corrected = run(CHANGES + "style: correction\nnumbers: [K-1, K-2]\n", "--language", "en").output
    assert "CORRECTION K-2" in corrected
    assert "amount  +29.75 EUR" in corrected
    few = run(CHANGES + "numbers: [S-1]\n")
    assert few.exit_code == 1
    assert "Draw as many" in few.output


def test_a_price_and_the_end_of_supply(run):
    changes = """\
schema: utilbill.changes/1
on: 2025-03-14
prices: [{component: energy, price: 20.00 ct/kWh, since: 2023-01-01}]
contracts: [{contract: C-1, last_day: 2023-12-31}]
"""
    data = json.loads(run(changes, "--json").output)
    first, second = data["steps"]
    assert first["bill"]["settlements"][0]["kind"] == "final"
    assert first["change"] == "-178.50 EUR"  # 3000 kWh x 5 ct x 1.19
    assert (second["bill"], second["letter"]["key"]) == (None, "reversal")


def test_nothing_to_correct(run):
    result = run("schema: utilbill.changes/1\non: 2025-03-14\n", "--language", "en")
    assert (result.exit_code, "Nothing to correct" in result.output) == (0, True)


def test_what_is_out_of_time_is_shown_with_its_proof(run):
    late = CHANGES.replace("2025-03-1", "2026-12-1")
    result = run(late, "--language", "en")
    assert "Not corrected any more: R-2023" in result.output
    assert "StromGVV § 18 Abs. 2" in result.output
    assert "Frist  nur ab 10.12.2023 (StromGVV § 18 Abs. 2)" in run(late).output
    waived = run(late + "waived: [{document: R-2023, why: goodwill}]\n", "--language", "en")
    assert "waived: goodwill" in waived.output


def test_numbers_in_german_reasons_are_german(run):
    changes = CHANGES + "prices: [{component: energy, price: 24.50 ct/kWh, since: 2023-07-01}]\n"
    assert "Preis energy: 24,50 ct/kWh ab 01.07.2023" in run(changes).output
    assert "price energy: 24.50 ct/kWh since 2023-07-01" in run(changes, "--language", "en").output


def test_what_changes_nothing_is_named(run):
    changes = (
        CHANGES
        + """\
  - {register: main, end_of: 2030-12-31, value: 9000, known_since: 2025-03-10}
prices: [{component: energy, price: 1.00 ct/kWh, since: 2023-01-01, known_since: 2025-04-01}]
"""
    )
    said = run(changes).output
    assert "! Ändert keine Rechnung: Zählerstand main: 9.000" in said
    assert "! Nicht berücksichtigt, bekannt erst seit 01.04.2025: Preis energy" in said
    assert "Ändert keine Rechnung" not in run().output


def test_a_bill_that_was_issued_later_cannot_be_corrected_yet(run):
    result = run(CHANGES.replace("on: 2025-03-14", "on: 2024-03-14").replace("2025", "2024"))
    assert result.exit_code == 1
    assert "R-2024 was issued, on 2025-01-20" in result.output
    assert "Beleg R-2023" in result.output


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (CHANGES.replace("changes/1", "case/1"), "is not a file of changes"),
        (CHANGES.replace("main", "other"), "other"),
        (CHANGES.replace("{register: main", "{contract: C-9, register: main"), "C-9"),
        (CHANGES.replace("end_of: 2023-12-31, ", ""), "must be given in one way"),
        (CHANGES + "prices: [{component: enrgy, price: 1 ct/kWh, since: 2024-01-01}]\n", "enrgy"),
        (CHANGES + "contracts: [{contract: C-1}]\n", "Give an end of supply"),
        (CHANGES + "contracts: [{last_day: 2021-06-30}]\n", "lies before the supply of C-1 began"),
        (CHANGES + "waived: [{document: R-9, why: x}]\n", "is no document here"),
        ("- a list\n", "is not a mapping"),
    ],
)
def test_wrong_changes_are_refused_with_their_place(run, changes, said):
    result = run(changes)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_bill_that_cannot_be_calculated_again_is_no_success(run):
    result = run(CHANGES.replace("value: 2900", "value: 7000"), "--language", "en")
    assert result.exit_code == 1
    assert "Cannot be calculated again: R-2024" in result.output


def test_help_example_and_schema_teach(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    example = runner.invoke(cli, ["correct", "--example"]).output
    case = runner.invoke(cli, ["settle", "--example"]).output
    (tmp_path / "case.yaml").write_text(case, "utf-8")
    (tmp_path / "changes.yaml").write_text(example, "utf-8")
    result = runner.invoke(cli, ["correct", "case.yaml", "changes.yaml"])
    assert result.exit_code == 0
    assert "-31,74 EUR" in result.output
    schema = json.loads(runner.invoke(cli, ["correct", "--schema"]).output)
    assert "readings" in schema["$defs"]["Changes"]["properties"]
    assert runner.invoke(cli, ["correct", "case.yaml"]).exit_code == 2


PAID = """\
received_series: [{first: 2024-02-01, count: 11, amount: 80.00 EUR}]
"""


@pytest.mark.parametrize(
    ("installments", "change"),
    [
        ("{day: 2024-12-01, amount: 0.00 EUR, why: returned}", "80.00 EUR"),
        ("{day: 2024-12-01, amount: 30.00 EUR}", "50.00 EUR"),
        ("{day: 2024-01-01, amount: 80.00 EUR}", "-80.00 EUR"),
        ("{day: 2024-12-01, amount: 0.00 EUR}, {day: 2024-11-01, amount: 0.00 EUR}", "160.00 EUR"),
    ],
)
def test_an_installment_that_came_otherwise(run, tmp_path, installments, change):
    changes = f"schema: utilbill.changes/1\non: 2025-03-14\ninstallments: [{installments}]\n"
    run()
    paid = (tmp_path / "2024.yaml").read_text("utf-8") + PAID
    (tmp_path / "paid.yaml").write_text(paid, "utf-8")
    (step,) = json.loads(run(changes, "--json", cases=("2023.yaml", "paid.yaml")).output)["steps"]
    assert (step["document"], step["change"]) == ("R-2024", change)
    assert (step["lines"], step["taxes"], step["natures"]) == ([], [], ["payment"])


def test_an_installment_of_no_bill_is_refused(run):
    changes = """\
schema: utilbill.changes/1
on: 2025-03-14
installments: [{day: 2020-12-01, amount: 0.00 EUR}]
"""
    result = run(changes)
    assert result.exit_code == 1
    assert "installments[0]: error: day: is a due day of no case here" in result.output


def test_an_installment_keeps_the_rate_at_which_it_was_requested(run, tmp_path):
    changes = """\
schema: utilbill.changes/1
on: 2025-03-14
installments: [{day: 2024-12-01, amount: 10.70 EUR}]
"""
    run()
    paid = (tmp_path / "2024.yaml").read_text("utf-8") + PAID.replace("}", ", tax_percent: 7}")
    (tmp_path / "paid.yaml").write_text(paid, "utf-8")
    (step,) = json.loads(run(changes, "--json", cases=("paid.yaml",)).output)["steps"]
    (settlement,) = step["bill"]["settlements"]
    (december,) = (held for held in settlement["received"] if held["day"] == "2024-12-01")
    assert [(part["net"], part["tax"]) for part in december["parts"]] == [("10.00 EUR", "0.70 EUR")]


def test_the_new_bill_says_until_when_its_credit_is_paid_out(run, tmp_path):
    run()
    paid = (tmp_path / "2024.yaml").read_text("utf-8") + PAID.replace("80.00", "95.00")
    (tmp_path / "paid.yaml").write_text(paid, "utf-8")
    changes = CHANGES.replace("2023-12-31, value: 2900", "2024-12-31, value: 5000")
    said = run(changes + "numbers: [S-1, R-5]\n", cases=("paid.yaml",)).output
    assert "Auszahlung bis 28.03.2025 (EnWG § 40c Abs. 3)" in said
    assert "Auszahlung bis   28.03.2025" in said.partition("Rechnungsnummer  R-5")[2]
