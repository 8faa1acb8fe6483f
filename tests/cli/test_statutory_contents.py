"""What law asks of a bill: printed, checked, written in case files."""

import json

import pytest
from cases import PLAIN, changed
from click.testing import CliRunner

import utilbill as ub
from utilbill.cli.main import cli


@pytest.fixture(scope="module")
def text(root):
    return (root / "examples" / "statutory-bill" / "case.yaml").read_text("utf-8")


def run(text, *options, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["settle", str(path), *options])


def printed(text, *options, tmp_path):
    result = run(text, *options, tmp_path=tmp_path)
    assert result.exit_code == 0, result.stderr
    return result.stdout


# --- printed


def test_the_printed_bill_says_it_in_german(text, tmp_path):
    words = printed(text, tmp_path=tmp_path)
    for part in (
        "R-2026-000117",
        "Amtsgericht Freiburg im Breisgau, HRB 1234",
        "Kundennummer",
        "Stadtnetz (9900467000000)",
        "Messbetrieb (9904590000002)",
        "außerhalb der Grundversorgung",
        "fest bis 31.12.2025, danach unbefristet",
        "1 Monat",
        "Nächstmöglicher Kündigungstermin  10.03.2026",
        "Stromkennzeichnung 2024",
        "310 g/kWh",
        "9,7 % weniger als im Vorjahreszeitraum",
        "Schlichtungsstelle Beispiel e. V., Musterweg 2, 10117 Berlin",
    ):
        assert part in words, part


def test_the_printed_bill_says_it_in_english(text, tmp_path):
    words = printed(text, "--language", "en", tmp_path=tmp_path)
    for part in ("outside basic supply", "Energy label 2024", "9.7 % less than", "two people"):
        assert part in words, part


def test_bars_are_as_long_as_what_they_stand_for(text, tmp_path):
    lines = printed(text, tmp_path=tmp_path).splitlines()
    bars = {
        name: next(line for line in lines if line.startswith(name)).count("█")
        for name in ("Vorjahreszeitraum", "diese Abrechnung", "eine Person", "Kohle")
    }
    # 3100 kWh are 30 letters, 2800 are 27; 1500 of 2800 are 16; 21.3 of 57.5 are 6 of 15.
    assert bars == {
        "Vorjahreszeitraum": 30, "diese Abrechnung": 27, "eine Person": 16, "Kohle": 6,
    }  # fmt: skip


def test_of_the_customers_account_only_its_end_is_shown(text, tmp_path):
    words = printed(text, tmp_path=tmp_path)
    assert "DE… 2051" in words
    assert "1203" not in words


def test_a_credit_goes_to_the_customers_account(text, tmp_path):
    credit = changed("amount: 98.00 EUR", "amount: 120.00 EUR", text)
    words = printed(credit, tmp_path=tmp_path)
    assert "Auf Ihr Konto" in words
    assert "Mandatsreferenz" not in words


def test_who_transfers_is_told_where_to(text, tmp_path):
    by_transfer = changed(
        "{method: direct_debit, iban: DE02 1203 0000 0000 2020 51, mandate: M-4711-1}",
        "{method: transfer}",
        text,
    )
    words = printed(by_transfer, tmp_path=tmp_path)
    assert "Bitte zahlen Sie auf" in words
    assert "DE89 3704 0044 0532 0130 00" in words


def test_without_a_number_it_is_a_draft(text, tmp_path):
    draft = printed(changed("number: R-2026-000117, ", "", text), tmp_path=tmp_path)
    assert "Entwurf" in draft
    assert "Entwurf" not in printed(text, tmp_path=tmp_path)


def test_an_ended_contract_says_from_when_to_when(text, tmp_path):
    ended = changed("  supply_start: 2024-01-01", "  supply_start: 2024-01-01\n"
                    "  supply_end: 2025-12-31", text)  # fmt: skip
    ended = changed("period:", "kind: final\nperiod:", ended)
    ended = "".join(line for line in ended.splitlines(keepends=True) if "next_plan" not in line)
    words = printed(ended, tmp_path=tmp_path)
    assert "seit 01.01.2024 bis 31.12.2025" in words
    assert "Kündigungstermin" not in words


def test_it_stands_on_the_page_too(text, tmp_path):
    page = tmp_path / "bill.html"
    printed(text, "--html", str(page), tmp_path=tmp_path)
    html = page.read_text("utf-8")
    assert "Stromkennzeichnung 2024" in html
    assert "██" in html


def test_the_bill_survives_json(text):
    bill = ub.bill_case(ub.parse_case(text.encode(), "case.yaml"))
    assert bill.standing is ub.BillStanding.RELEASED
    assert ub.bill_from_json(ub.bill_to_json(bill)) == bill


# --- checked


def test_a_complete_bill_passes(text, tmp_path):
    result = run(text, "--check-contents", "--language", "en", tmp_path=tmp_path)
    assert result.exit_code == 0
    assert result.stdout == "Nothing is missing that is checked.\n"


def test_what_is_missing_is_listed_with_reason_and_provision(text, tmp_path):
    without = changed("  phone: 07531 000000\n", "", text)
    result = run(without, "--check-contents", tmp_path=tmp_path)
    assert result.exit_code == 3
    (line,) = result.stdout.splitlines()
    assert "Telefonnummer" in line
    assert "EnWG § 40 Abs. 2 Satz 1 Nr. 1" in line
    assert "supplier.phone" in line


def test_what_is_missing_is_data_too(text, tmp_path):
    without = changed("  phone: 07531 000000\n", "", text)
    result = run(without, "--check-contents", "--json", tmp_path=tmp_path)
    (found,) = json.loads(result.stdout)
    assert found["code"] == "missing_content.supplier_phone"
    assert found["severity"] == "warning"


def test_without_a_market_nothing_is_checked(tmp_path):
    alone = changed("market: DE\n", "tax_rates: [{category: standard, percent: 19}]\n")
    result = run(alone, "--check-contents", tmp_path=tmp_path)
    assert result.exit_code == 1
    assert "market" in result.stderr


def test_one_refused_file_is_told_before_what_others_lack(text, tmp_path):
    (tmp_path / "a.yaml").write_text(changed("  phone: 07531 000000\n", "", text), "utf-8")
    (tmp_path / "b.yaml").write_text("schema: utilbill.case/1\n", "utf-8")
    result = CliRunner().invoke(cli, ["settle", str(tmp_path), "--check-contents"])
    assert result.exit_code == 1
    assert "Telefonnummer" in result.stdout


# --- written wrongly


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("percent: 42.5", "percent: 42.4", "do not add up to 100 %"),
        ("{source: coal, percent: 21.3}", "{source: sun, percent: 21.3}", "is not known"),
        ("notice: 1 month", "notice: soon", "is no length of time"),
        ('code: "9900467000000"', 'code: "9900467000001"', "check digit"),
        ("last: 2024-12-31, quantity", "last: 2025-01-31, quantity", "does not lie before"),
        ("quantity: 3100 kWh", "quantity: 3100 m³", "m³"),
        (", mandate: M-4711-1", "", "must be known for a direct debit"),
        ("DE98ZZZ09999999999", "DE97ZZZ09999999999", "check digits"),
        ("iban: DE89 3704", "iban: DE88 3704", "check digits"),
    ],
)
def test_a_mistake_is_named_with_its_place(text, tmp_path, old, new, says):
    result = run(changed(old, new, text), tmp_path=tmp_path)
    assert result.exit_code == 1
    assert says in result.stderr
    assert "case.yaml:" in result.stderr


def test_plain_case_files_go_on_as_before(tmp_path):
    words = printed(PLAIN, tmp_path=tmp_path)
    assert "Stromkennzeichnung" not in words
    assert "Vertragsdauer" not in words
