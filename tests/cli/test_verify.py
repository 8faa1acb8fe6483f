"""``utilbill verify``: tables of another system against case files."""

import json

import pytest
from click.testing import CliRunner

from utilbill.cli.main import cli

CASE = """\
schema: utilbill.case/1
market: DE
contract: {{id: {contract}, commodity: electricity, supply_start: 2022-01-01}}
period: {{first: 2024-01-01, last: 2024-12-31}}
registers: [{{id: main}}]
readings:
  - {{register: main, day: 2024-01-01, value: 0}}
  - {{register: main, end_of: 2024-12-31, value: {used}}}
price_sheet:
  name: Plain
  basis: net
  components:
    - {{type: unit_price, id: energy, label: {{en: Energy, de: Arbeitspreis}}, price: 25.00 ct/kWh}}
    - {{type: standing_charge, id: base, price: 100.00 EUR/year, proration: calendar_year}}
"""
GERMAN = """\
sep=;
Rechnungsnummer;Vertrag;Bezeichnung;von;bis;Betrag;Steuersatz
R1;C-1;Arbeitspreis;01.01.2024;31.12.2024;1.000,00;19
R1;C-1;base;01.01.2024;31.12.2024;100,27;19
R1;C-1;Bruttobetrag;;;1.309,32;
R2;C-2;Arbeitspreis;;;500,00;19
R2;C-2;base;;;100,00;19
"""


@pytest.fixture
def run(tmp_path):
    for contract, used in (("C-1", 4000), ("C-2", 2000)):
        text = CASE.format(contract=contract, used=used)
        (tmp_path / f"{contract}.yaml").write_text(text, "utf-8")

    def runner(table, *options, name="old.csv", cases=("C-1.yaml", "C-2.yaml")):
        path = tmp_path / name
        path.write_text(table, "utf-8")
        files = [str(path), *(str(tmp_path / case) for case in cases)]
        return CliRunner().invoke(cli, ["verify", *files, *options])

    return runner


def test_a_german_table(run):
    result = run(GERMAN)
    assert result.exit_code == 3
    assert "proration=days_365" in result.output
    assert "Zeitanteil" in result.output
    data = json.loads(run(GERMAN, "--json").output)
    assert (data["bills"], data["equal"], data["proposal"]) == (2, 1, ["proration=days_365"])
    assert {held["position"]: held["rest"] for held in data["differences"]} == {
        "base": "-0.27",
        "gross": "-0.32",
    }
    assert data["uncompared"] == []


def test_json_says_the_same(run):
    rows = [
        {"bill": "R2", "contract": "C-2", "position": "energy", "amount": 500},
        {"bill": "R2", "contract": "C-2", "position": "base", "amount": "100.00"},
        {"bill": "R2", "contract": "C-2", "position": "gross", "amount": 714.00},
    ]
    result = run(json.dumps(rows), name="old.json", cases=("C-2.yaml",))
    assert (result.exit_code, "centgenau gleich        1" in result.output) == (0, True)


def test_one_bad_row_does_not_stop_the_others(run):
    spoiled = GERMAN.replace(
        "R1;C-1;base;01.01.2024;31.12.2024;100,27;19", "R1;C-1;base;;;1.234;19"
    )
    data = json.loads(run(spoiled, "--json").output)
    assert [held["bill"] for held in data["checks"]] == ["R2"]
    reasons = {held["what"].rpartition(":")[2]: held["reason"] for held in data["uncompared"]}
    assert "may be thousands or decimals" in reasons["4"]


def test_one_bad_case_does_not_stop_the_others(run, tmp_path):
    (tmp_path / "C-1.yaml").write_text("schema: utilbill.case/1\n", "utf-8")
    result = run(GERMAN)
    assert result.exit_code == 1
    assert "C-1.yaml" in result.output
    assert "no case is for contract C-1" in result.output


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("contract,position\nC-1,energy\n", "amount: must be a column"),
        ("contract,vertrag,position,amount\nC-1,C-1,energy,1\n", "stands twice"),
        ('contract,position,amount\nC-1,"energy,1\n', "is no valid CSV"),
        ("", "must be a column"),
    ],
)
def test_what_is_no_table_is_refused(run, table, said):
    result = run(table)
    assert result.exit_code == 1
    assert said in result.output


def test_no_json_and_no_utf8(run, tmp_path):
    assert "is no JSON" in run("{", name="old.json").output
    assert "is no list of objects" in run("{}", name="old.json").output
    path = tmp_path / "latin.csv"
    path.write_bytes("Vertrag;Bezeichnung;Betrag\nC-1;Zähler;1\n".encode("latin-1"))
    result = CliRunner().invoke(cli, ["verify", str(path), str(tmp_path / "C-1.yaml")])
    assert "is not UTF-8" in result.output


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("R1;;Arbeitspreis;;;1,00;", "contract: is empty"),
        ("R1;C-1;;;;1,00;", "position: is empty"),
        ("R1;C-1;x;;;;", "amount: is empty"),
        ("R1;C-1;x;;;abc;", "amount"),
        ("R1;C-1;x;;;%;", "amount: is not a plain number (got '%')"),
        ("R1;C-1;x;;;5 %;", "amount: is not a plain number (got '5 %')"),
        ("R1;C-1;x;01.01.2024;;1,00;", "last: is empty"),
        ("R1;C-1;x;32.01.2024;31.12.2024;1,00;", "first: is not a calendar day (got '32.01.2024')"),
        ("R1;C-1;Bruttobetrag;;;1,00;\nR1;C-1;gross;;;1,00;", "stands twice on a bill"),
    ],
)
def test_rows_that_cannot_be_read_are_named(run, row, said):
    head = GERMAN.splitlines()[1]
    data = json.loads(run(f"{head}\n{row}\n", "--json").output)
    assert any(said in held["reason"] for held in data["uncompared"]), data["uncompared"]
    assert data["checks"] == []


def test_credits_and_names(run):
    rows = "contract,position,amount\nC-2,AP,500.00\nC-2,GP,100.00\nC-2,Guthaben,714.00\n"
    data = json.loads(
        run(rows, "--json", "--name", "AP=energy", "--name", "GP=base", cases=("C-2.yaml",)).output
    )
    (held,) = data["differences"]
    assert (held["position"], held["theirs"], held["ours"]) == ("balance", "-714.00", "714.00")
    assert run(rows, "--name", "nonsense").exit_code == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--spreading", "H99"), ("spreading: is not known here (got 'H99')", "H0")),
        (("--name", "AP=engery"), ("AP=engery", "Use one of: energy, base")),
    ],
)
def test_options_that_name_nothing_are_refused(run, options, said):
    result = run(GERMAN, *options)
    assert result.exit_code == 1
    assert all(part in result.output for part in said)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_separators(run, mark):
    rows = ["Betrag;Bezeichnung;Vertrag", "500,00;Arbeitspreis;C-2", "100,00;base;C-2"]
    data = json.loads(run("\n".join(rows).replace(";", mark), "--json", cases=("C-2.yaml",)).output)
    assert (data["bills"], data["equal"]) == (1, 1)


def test_german_words_for_units(run):
    head = "Vertrag;Bezeichnung;Betrag;Menge;Einheit;Preis"
    rows = ["C-2;Arbeitspreis;500,00;2000;kWh;25,00 Cent/kWh", "C-2;base;99,00;12;Monate;{}"]
    for price, cause in (("100,00 €/Jahr", "unexplained"), ("99,00 € / Jahr", "price")):
        table = "\n".join([head, *rows]).format(price)
        data = json.loads(run(table, "--json", cases=("C-2.yaml",)).output)
        assert [held["cause"] for held in data["differences"]] == [cause], price


def test_the_same_price_through_another_unit_of_time_is_no_other_price(run):
    head = "contract,position,amount,price"
    rows = ["C-2,energy,500.00,0.25 EUR/kWh", "C-2,base,99.00,{}"]
    for price, cause in (("1200.00 EUR/year", "price"), ("100 EUR/year", "unexplained")):
        data = json.loads(
            run("\n".join([head, *rows]).format(price), "--json", cases=("C-2.yaml",)).output
        )
        assert [held["cause"] for held in data["differences"]] == [cause], price


def test_tax_in_a_row_per_rate_is_one_sum(run):
    rows = "contract,position,amount\nC-2,USt. 19 %,100.00\nC-2,Umsatzsteuer 7 %,14.00\n"
    assert run(rows, cases=("C-2.yaml",)).exit_code == 0
    twice = rows + "C-2,ust.  19 %,0.00\n"
    assert "stands twice" in run(twice, cases=("C-2.yaml",)).output


def test_a_contract_whose_bill_cannot_be_read_has_a_bill(run):
    rows = "contract,position,amount\nC-1,energy,abc\n"
    data = json.loads(run(rows, "--json").output)
    said = {held["what"].rpartition("/")[2]: held["reason"] for held in data["uncompared"]}
    assert set(said) == {"old.csv:2", "C-2"}


def test_tiers_are_matched_by_the_name_of_their_component(run, tmp_path):
    run(GERMAN)
    text = (tmp_path / "C-2.yaml").read_text("utf-8")
    one = (
        "{type: unit_price, id: energy, label: {en: Energy, de: Arbeitspreis}, price: 25.00 ct/kWh}"
    )
    tiers = """
      type: tiered_price
      id: energy
      label: {en: Energy, de: Arbeitspreis}
      mode: blocks
      proration: calendar_year
      tiers: [{price: 30.00 ct/kWh, up_to: 1000 kWh/year}, {price: 20.00 ct/kWh}]"""
    assert one in text
    (tmp_path / "tiers.yaml").write_text(text.replace(one, tiers), "utf-8")
    rows = "contract,position,amount\nC-2,Arbeitspreis,500.00\nC-2,base,100.00\n"
    data = json.loads(run(rows, "--json", cases=("tiers.yaml",)).output)
    assert (data["bills"], data["equal"], data["differences"]) == (1, 1, [])


def test_help_and_example_teach(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    (tmp_path / "old.csv").write_text(runner.invoke(cli, ["verify", "--example"]).output, "utf-8")
    (tmp_path / "case.yaml").write_text(runner.invoke(cli, ["settle", "--example"]).output, "utf-8")
    result = runner.invoke(cli, ["verify", "old.csv", "case.yaml"])
    assert result.exit_code == 3
    assert "spreading=linear, proration=days_365" in result.output
    assert runner.invoke(cli, ["verify", "old.csv"]).exit_code == 2
    assert "Exit codes" in runner.invoke(cli, ["verify", "--help"]).output


FIGURES = """\
Vertrag;Bezeichnung;Menge;Einheit;Preis;Betrag
C-1;Arbeitspreis;4.000,0;kWh;26,50 ct/kWh;1060,00
C-1;base;;;;100,00
C-2;Arbeitspreis;2.100,0;kWh;25,00 ct/kWh;525,00
C-2;base;;;;100,00
"""


def test_rows_with_another_price_or_another_quantity_say_so(run):
    data = json.loads(run(FIGURES, "--json").output)
    causes = {held["contract"]: held["cause"] for held in data["differences"]}
    assert causes == {"C-1": "price", "C-2": "quantity"}
