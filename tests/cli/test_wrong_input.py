"""Every kind of wrong input: one typed error with place and remedy, and no traceback."""

import contextlib
import functools
import json

import pytest
from cases import (
    BANDS_AND_TOTAL,
    PLAIN,
    TOTAL_READ_TWO_BANDS_PRICED,
    TWO_BANDS,
    aliases,
    changed,
    dated,
    labelled,
    without,
)
from click.testing import CliRunner
from hypothesis import given, settings, strategies as st

import utilbill as ub
from utilbill.adapters.casefile import parse_case
from utilbill.adapters.yaml_text import AliasError, DuplicateKeyError
from utilbill.cli.main import cli
from utilbill.values import errors as e

WRONG = {
    "reading missing at the end": (
        without("end_of: 2024-12-31"), e.MissingReadingError, "2025-01-01",
    ),
    "no reading at all": (
        PLAIN.split("readings:")[0] + "price_sheet:" + PLAIN.split("price_sheet:")[1],
        e.MissingReadingError, "main",
    ),
    "register missing": (
        changed("registers:\n  - {id: main}", "registers: []"),
        e.MissingRegisterError, "not declared",
    ),
    "reading of an unknown register": (
        changed("{register: main, day", "{register: other, day"), e.MissingRegisterError, "other",
    ),
    "reading backwards without an exchange": (
        changed("value: 4000", "value: 999"), e.ReadingBackwardsError, "999",
    ),
    "two readings of one moment": (
        changed("price_sheet:", "  - {register: main, day: 2024-01-01, value: 1001}\nprice_sheet:"),
        e.ReadingConflictError, "1001",
    ),
    "negative reading": (changed("value: 1000", "value: -5"), e.InvalidInputError, "-5"),
    "exchange without the readings of its day": (
        changed(
            "price_sheet:",
            "  - {register: main, meter: B, end_of: 2024-12-31, value: 7}\nprice_sheet:",
        ).replace("{register: main, end_of: 2024-12-31, value: 4000}",
                  "{register: main, day: 2024-06-01, value: 2000}"),
        e.MissingReadingError, "exchange",
    ),
    "more digits than the register has": (
        changed("{id: main}", "{id: main, digits: 3}"), e.InvalidInputError, "digits",
    ),
    "overlapping prices": (
        dated("since: 2023-01-01, last: 2024-07-31, price: 25 ct/kWh",
              "since: 2024-07-01, price: 26 ct/kWh"),
        e.OverlapError, "2024-07",
    ),
    "gap in prices": (
        dated("since: 2023-01-01, last: 2024-06-29, price: 25 ct/kWh",
              "since: 2024-07-01, price: 26 ct/kWh"),
        e.GapError, "2024-06-30",
    ),
    "prices begin too late": (dated("since: 2024-02-01, price: 25 ct/kWh"), e.GapError, "2024-01"),
    "two registers priced, only a total read": (
        TOTAL_READ_TWO_BANDS_PRICED, e.MissingRegisterError, "ht",
    ),
    "a register without a price": (
        without("id: nt, registers", TWO_BANDS), e.SelectorError, "nt",
    ),
    "a register priced twice": (
        TWO_BANDS.replace("registers: [nt]", "registers: [nt, ht]"), e.SelectorError, "ht",
    ),
    "bands that do not add up": (BANDS_AND_TOTAL, e.BandsDoNotAddUpError, "3001"),
    "unknown unit": (changed("25.00 ct/kWh", "25.00 ct/kWatt"), e.UnitError, "kWatt"),
    "price per another thing than is counted": (
        changed("25.00 ct/kWh", "25.00 EUR/m³"), e.UnitError, "m³",
    ),
    "price without a currency": (changed("25.00 ct/kWh", "25.00"), e.InvalidInputError, "25.00"),
    "number with a comma": (changed("value: 4000", 'value: "4.000,5"'), e.InvalidInputError, ",5"),
    "price with a comma": (changed("25.00 ct", "25,00 ct"), e.UnknownFieldError, "with a point"),
    "number with an exponent": (changed("4000", "4e3"), e.InvalidInputError, "4e3"),
    "not a number": (changed("value: 4000", "value: .nan"), e.InvalidInputError, ".nan"),
    "mixed currencies": (
        changed("80.00 EUR", "80.00 SEK"), e.CurrencyMismatchError, "SEK",
    ),
    "unknown currency": (changed("80.00 EUR", "80.00 XXQ"), e.InvalidInputError, "XXQ"),
    "prices in two currencies": (
        changed("120.00 EUR/year", "1200.00 SEK/year"), e.CurrencyMismatchError, "SEK",
    ),
    "negative installment": (changed("80.00 EUR", "-80.00 EUR"), e.InstallmentError, "-80"),
    "period backwards": (
        changed("last: 2024-12-31", "last: 2023-12-31"), e.PeriodError, "before it begins",
    ),
    "period before the supply": (
        changed("supply_start: 2024-01-01", "supply_start: 2024-02-01"), e.PeriodError, "2024-02",
    ),
    "no such day": (changed("last: 2024-12-31", "last: 2024-02-30"), e.PeriodError, "2024-02-30"),
    "unknown field": (
        changed("supply_start:", "suply_start:"), e.UnknownFieldError, "supply_start",
    ),
    "missing field": (changed("id: C1, ", ""), e.MissingFieldError, "id"),
    "duplicate key": (
        changed("market: DE\n", "market: DE\nmarket: SE\n"), DuplicateKeyError, "market",
    ),
    "duplicate component": (
        changed("id: base, price: 120.00", "id: energy, price: 120.00"),
        e.InvalidInputError, "energy",
    ),
    "unknown component": (
        changed("type: unit_price", "type: unit_prize"), e.InvalidInputError, "unit_price",
    ),
    "missing proration": (
        changed(", proration: calendar_year", ""), e.MissingChoiceError, "proration",
    ),
    "unknown market": (changed("market: DE", "market: XX"), e.MarketError, "XX"),
    "neither market nor tax": (without("market: DE"), e.MissingFieldError, "tax_rates"),
    "unknown spreading": (
        changed("registers:\n", "spreading: H9\nregisters:\n"), e.MissingChoiceError, "H9",
    ),
    "price change without a reading, by reading only": (
        dated("since: 2023-01-01, price: 25 ct/kWh", "since: 2024-07-01, price: 26 ct/kWh")
        .replace("registers:\n", "spreading: by_reading\nregisters:\n"),
        e.MissingChoiceError, "2024-07-01",
    ),
    "past the horizon of the law": (
        PLAIN.replace("2024", "2034").replace("type: unit_price, id: energy, price: 25.00 ct/kWh",
                                              "type: levies"),
        ub.BeyondHorizonError, "de.levy.kwkg",
    ),
    "wrong identifier": (
        changed("id: C1,", "id: C1, market_location: '41373559242',"),
        e.IdentifierError, "check digit",
    ),
    "alias bomb": (aliases(), AliasError, "alias"),
    "not a mapping": ("- a\n- b\n", e.FileError, "mapping"),
    "a single word": ("hello", e.FileError, "mapping"),
    "empty": ("", e.FileError, "mapping"),
    "another schema": (changed("case/1", "case/9"), e.FileError, "utilbill.case/1"),
    "no valid YAML": ("a: [1, 2\nb: }", e.FileError, "YAML"),
    "a tag": (changed("market: DE", "market: !!python/name:os.system DE"), e.FileError, "tag"),
    "several documents": (f"{PLAIN}---\n{PLAIN}", e.FileError, "several documents"),
    "nested a thousand deep": ("[" * 1000 + "]" * 1000, e.FileError, "deep"),
    "a list where a value belongs": (changed("id: C1", "id: [C1]"), e.FileError, "single value"),
    "a value where a list belongs": (
        changed("registers:\n  - {id: main}", "registers: main"), e.FileError, "list",
    ),
    "discount on nothing": (
        changed("received:",
                "    - {type: percent_discount, id: d, percent: 5, of: [nothing]}\nreceived:"),
        e.InvalidInputError, "nothing",
    ),
    "discount above the whole": (
        changed("received:",
                "    - {type: percent_discount, id: d, percent: 105, of: [energy]}\nreceived:"),
        e.InvalidInputError, "105",
    ),
    "a payment with fractions of a cent": (
        changed("80.00 EUR", "80.005 EUR"), e.InstallmentError, "fractions of a cent",
    ),
    "a rate of tax beyond the whole": (
        changed("amount: 80.00 EUR", "amount: 80.00 EUR, tax_percent: 190"),
        e.InvalidInputError, "190",
    ),
    "a net amount beyond gross": (
        changed("amount: 80.00 EUR", "amount: 80.00 EUR, net: 81.00 EUR"),
        e.InvalidInputError, "between zero",
    ),
    "installments that stand still": (
        changed("received:\n  - {day: 2024-02-01, amount: 80.00 EUR}",
                "received_series:\n"
                "  - {first: 2024-02-01, count: 3, amount: 8 EUR, every_months: 0}"),
        e.InstallmentError, "every_months",
    ),
    "installments without end": (
        changed("received:\n  - {day: 2024-02-01, amount: 80.00 EUR}",
                "received_series:\n  - {first: 2024-02-01, count: 1000000000, amount: 8 EUR}"),
        e.InstallmentError, "count",
    ),
    "installments past the calendar": (
        changed("received:\n  - {day: 2024-02-01, amount: 80.00 EUR}",
                "received_series:\n  - {first: 9999-02-01, count: 900, amount: 8 EUR}"),
        e.InstallmentError, "calendar",
    ),
    "thousands with a point": (
        changed("received:",
                "    - {type: concession_fee, inhabitants: 60.000}\nreceived:"),
        e.InvalidInputError, "60.000",
    ),
    "a plan after the end": (
        changed("period:", "kind: final\nnext_plan: {first: 2025-02-01, count: 11}\nperiod:"),
        e.InstallmentError, "final",
    ),
    "a plan with fractions of a cent": (
        changed("period:",
                "next_plan: {first: 2025-02-01, count: 11, rounding: {step: 0.001}}\nperiod:"),
        e.InstallmentError, "fractions of a cent",
    ),
    "one quantity expected twice": (
        changed("period:",
                "next_plan: {first: 2025-02-01, count: 11, expected: "
                "[{register: main, amount: 1}, {register: main, amount: 2}]}\nperiod:"),
        e.InvalidInputError, "twice",
    ),
    "a plan for an unknown register": (
        changed("period:",
                "next_plan: {first: 2025-02-01, count: 11, expected: "
                "[{register: other, amount: 1}]}\nperiod:"),
        e.MissingRegisterError, "other",
    ),
    "a plan in another currency": (
        changed("period:",
                "next_plan: {first: 2025-02-01, count: 11, prices: {name: n, basis: net, "
                "components: [{type: unit_price, id: x, price: 1 SEK/kWh}]}}\nperiod:"),
        e.CurrencyMismatchError, "SEK",
    ),
    "one tax category twice": (
        changed("market: DE\n", "tax_rates: [{category: standard, percent: 19}, "
                "{category: standard, percent: 7}]\n"),
        e.InvalidInputError, "twice",
    ),
    "a rate where there is none": (
        changed("market: DE\n", "tax_rates: [{category: zero, percent: 25}]\n"),
        e.InvalidInputError, "zero",
    ),
    "nothing where a name belongs": (changed("id: C1", "id: null"), e.MissingFieldError, "id"),
    "an empty name": (changed("id: C1", 'id: ""'), e.MissingFieldError, "id"),
    "a day without dashes": (
        changed("supply_start: 2024-01-01", "supply_start: 20240101"), e.PeriodError, "20240101",
    ),
    "the end of the calendar": (
        changed("last: 2024-12-31", "last: 9999-12-31"), e.PeriodError, "last day",
    ),
    "a list where a word belongs": (
        changed("type: unit_price", "type: [unit_price]"), e.FileError, "single value",
    ),
    "a total of itself": (
        changed("{id: main}", "{id: main, total_of: [main]}"), e.InvalidInputError, "itself",
    ),
    "more digits than any meter has": (
        changed("{id: main}", "{id: main, digits: 999999999}"), e.InvalidInputError, "digits",
    ),
    "more rollovers than any life has": (
        changed("value: 4000}", "value: 4000, rollovers: 99999}"), e.InvalidInputError, "rollovers",
    ),
    "a number of a hundred digits": (
        changed("value: 4000", "value: " + "9" * 100), e.InvalidInputError, "999",
    ),
    "a price of no quantity": (
        changed("25.00 ct/kWh", "25.00 EUR"), e.UnitError, "unit of a quantity",
    ),
    "a discount on itself": (
        changed("received:",
                "    - {type: percent_discount, id: d, percent: 5, of: [d]}\nreceived:"),
        e.InvalidInputError, "stands before",
    ),
    "an unknown region": (
        changed("id: C1,", "id: C1, region: XX,"), e.MissingChoiceError, "XX",
    ),
    "an unknown figure of law": (
        changed("market: DE\n", "market: DE\nlaw_figures: [{name: de.levy.kwkk, since: 2027-01-01, "
                "value: 1, reference: x}]\n"),
        ub.UnknownParameterError, "de.levy.kwkg",
    ),
    "a zero byte in a path": (
        changed("price_sheet:", 'readings_file: "a\\0b.csv"\nprice_sheet:'), e.FileError, "beside",
    ),
    "a way out of the folder": (
        changed("price_sheet:", "readings_file: ../../secret.csv\nprice_sheet:"),
        e.FileError, "beside",
    ),
    "a reading known before it was taken": (
        changed("value: 4000}", "value: 4000, known_since: 2024-12-30}"),
        e.InvalidInputError, "known_since",
    ),
    "fewer things than none": (
        changed("120.00 EUR/year, proration: calendar_year",
                "8.00 EUR/kW/year, proration: calendar_year, count: -15 kW"),
        e.InvalidInputError, "count: is below zero",
    ),
    "a municipality without inhabitants": (
        changed("received:", "    - {type: concession_fee, inhabitants: 0}\nreceived:"),
        e.InvalidInputError, "inhabitants: is not above zero",
    ),
    "a term that ends before supply begins": (
        changed("id: C1,", "id: C1, terms: {term_last: 2023-12-31},"), e.PeriodError, "term_last",
    ),
    "a country of origin that is no code": (
        labelled("renewable", "[{country: Norway, percent: 100}]"),
        e.InvalidInputError, "such as NO",
    ),
    "a country of origin twice": (
        labelled("renewable", "[{country: NO, percent: 50}, {country: NO, percent: 50}]"),
        e.InvalidInputError, "name a country twice",
    ),
    "origins of nothing renewable": (
        labelled("coal", "[{country: NO, percent: 100}]"), e.InvalidInputError, "no mix",
    ),
    "an energy label of gas": (
        labelled("coal", "[]").replace("commodity: electricity", "commodity: gas"),
        e.InvalidInputError, "is not labelled",
    ),
    "an e-mail address without a place": (
        changed("price_sheet:", "supplier: {name: S, email: service}\nprice_sheet:"),
        e.InvalidInputError, "no e-mail address",
    ),
    "a number for value added tax without a country": (
        changed("price_sheet:", "supplier: {name: S, vat_id: 123456789}\nprice_sheet:"),
        e.InvalidInputError, "code of the country",
    ),
    "a year before that lies decades ago": (
        changed("price_sheet:", "comparison: {previous: {first: 1990-01-01, last: 1990-12-31, "
                "quantity: 5 kWh}}\nprice_sheet:"),
        e.PeriodError, "year before",
    ),
    "a year of another unit": (
        changed("price_sheet:", "comparison: {yearly: 5 m³}\nprice_sheet:"), e.UnitError, "m³",
    ),
    "a group that uses nothing": (
        changed("price_sheet:",
                "comparison: {groups: [{label: x, quantity: 0 kWh}]}\nprice_sheet:"),
        e.InvalidInputError, "groups: is not above zero",
    ),
    "a number of two lines": (
        changed("price_sheet:", 'document: {number: "R1\\nR2"}\nprice_sheet:'),
        e.InvalidInputError, "in one line",
    ),
}  # fmt: skip


def settle(path):
    return ub.bill_case(ub.load_case(path))


@pytest.mark.parametrize("kind", WRONG)
def test_one_typed_error_that_names_place_and_remedy(kind, tmp_path):
    text, error, named = WRONG[kind]
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(error) as caught:
        settle(path)

    assert named in f"{caught.value.where} {caught.value}"
    assert caught.value.remedy
    assert caught.value.where.file == str(path)


@pytest.mark.parametrize("kind", WRONG)
def test_the_command_line_shows_it_without_a_traceback(kind, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(WRONG[kind][0], encoding="utf-8")

    result = CliRunner().invoke(cli, ["settle", str(path)])

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "case.yaml" in result.stderr
    assert "error:" in result.stderr
    assert "remedy:" in result.stderr
    assert not result.stdout


def test_the_plain_case_is_right(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    bill = settle(path)
    assert str(bill.totals.net.amount) == "870.00"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"\xff\xfe\x00\x01 not text", "UTF-8"),
        (PLAIN.replace("Plain", "Pl\u00e4in").encode("latin-1"), "UTF-8"),
        (b"\x00" * 5000, "YAML"),
        (b"a: \x07\n", "YAML"),
        (b"x" * 10_000_000, "too large"),
        (b"- - - -\n" * 1_250_000, "too large"),
    ],
)
def test_broken_bytes_are_refused_quickly(data, named, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_bytes(data)
    result = CliRunner().invoke(cli, ["settle", str(path)])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert named in result.stderr


def test_nonsense_below_the_limit_is_refused_too(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_bytes(b"a: b\n" * 100_000)
    with pytest.raises(DuplicateKeyError):
        settle(path)


def test_the_line_of_the_field_is_named(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(changed("25.00 ct/kWh", "25.00 ct/kWatt"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["settle", str(path)])
    line = 1 + PLAIN[: PLAIN.index("25.00 ct/kWh")].count("\n")
    assert f"case.yaml:{line}: price_sheet.components[0].price" in result.stderr


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "JSON"),
        ('{"schema": "utilbill.case/1", "schema": "utilbill.case/1"}', "twice"),
        ('{"schema": NaN}', "NaN"),
        ("[]", "mapping"),
        ("[" * 5000, "JSON"),
    ],
)
def test_wrong_json(text, named, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    with (
        pytest.raises(e.FileError, match=named)
        if named != "twice"
        else pytest.raises(DuplicateKeyError)
    ):
        settle(path)


def test_a_case_may_be_json(tmp_path):
    import yaml

    path = tmp_path / "case.json"
    held = yaml.load(PLAIN, Loader=yaml.BaseLoader)  # noqa: S506 - our own text, scalars as text
    path.write_text(json.dumps(held, indent="\t"), encoding="utf-8")
    assert str(settle(path).totals.net.amount) == "870.00"


@pytest.mark.parametrize(
    ("csv", "error", "named"),
    [
        ("register,day,value\nmain,2024-01-01,1000\n", e.MissingReadingError, "2025-01-01"),
        ("register,day\nmain,2024-01-01\n", e.MissingFieldError, "value"),
        ("register,day,value,colour\nmain,2024-01-01,1000,red\n", e.UnknownFieldError, "colour"),
        ("register,day,value\nmain,2024-01-01,1000,5\n", e.FileError, "more cells"),
        ("register,day,value\nmain,yesterday,1000\n", e.PeriodError, "yesterday"),
        ("register,day,value\nmain,2024-01-01,abc\n", e.InvalidInputError, "abc"),
        ("", e.MissingFieldError, "register"),
    ],
)
def test_wrong_readings_beside(csv, error, named, tmp_path):
    (tmp_path / "readings.csv").write_text(csv, encoding="utf-8")
    path = tmp_path / "case.yaml"
    head, tail = PLAIN.split("readings:")
    rest = tail[tail.index("price_sheet:") :]
    path.write_text(f"{head}readings_file: readings.csv\n{rest}", encoding="utf-8")
    with pytest.raises(error) as caught:
        settle(path)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    "csv",
    [
        "register,day,value\nmain,2024-01-01,1000\nmain,2025-01-01,4000\n",
        "register;day;value\nmain;2024-01-01;1000,0\nmain;2025-01-01;4000,0\n",
        (
            "\ufeffregister;end_of;value;origin\nmain;2023-12-31;1000;remote\n"
            "main;2024-12-31;4000;customer\n"
        ),
    ],
)
def test_readings_beside_with_comma_or_semicolon(csv, tmp_path):
    (tmp_path / "readings.csv").write_text(csv, encoding="utf-8")
    path = tmp_path / "case.yaml"
    head, tail = PLAIN.split("readings:")
    rest = tail[tail.index("price_sheet:") :]
    path.write_text(f"{head}readings_file: readings.csv\n{rest}", encoding="utf-8")
    assert str(settle(path).totals.net.amount) == "870.00"


def test_a_readings_file_that_is_not_there(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(changed("price_sheet:", "readings_file: r.csv\nprice_sheet:"), encoding="utf-8")
    with pytest.raises(e.FileError, match="cannot be read"):
        settle(path)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("value: 4000", "value: 900", 9),
        ("{register: main, end_of", "{register: other, end_of", 9),
        ("25.00 ct/kWh}", "25.00 ct/kWh, registers: [x]}", 14),
        ("id: base", "id: energy", 15),
        (
            "proration: calendar_year}",
            """proration: calendar_year, tax: zero, contained: true}
    - {type: percent_discount, id: d, percent: 5, of: [base]}""",
            16,
        ),
        ("period: {first: 2024-01-01, last: 2024-12-31}",
         "period: {first: 2023-01-01, last: 2024-12-31}", 4),
    ],
)  # fmt: skip
def test_the_error_points_to_what_it_is_about(old, new, line, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(changed(old, new), encoding="utf-8")
    result = CliRunner().invoke(cli, ["settle", str(path)])
    assert f"case.yaml:{line}:" in result.stderr, result.stderr


def test_the_error_points_into_the_csv_file(tmp_path):
    rows = "register,day,value\nmain,2024-01-01,1000\nmain,2024-05-01,900\nmain,2025-01-01,4000\n"
    (tmp_path / "readings.csv").write_text(rows, encoding="utf-8")
    path = tmp_path / "case.yaml"
    head, tail = PLAIN.split("readings:")
    rest = tail[tail.index("price_sheet:") :]
    path.write_text(f"{head}readings_file: readings.csv\n{rest}", encoding="utf-8")
    result = CliRunner().invoke(cli, ["settle", str(path)])
    assert "readings.csv:3:" in result.stderr


@pytest.mark.parametrize(
    "csv",
    [
        "sep=;\nRegister;Day;Value;\nmain;01.01.2024;1000,0;\nmain;1.1.2025;4000,0;\n",
        "\n\nregister\tday\tvalue\nmain\t2024-01-01\t1000\nmain\t2025-01-01\t4000\n",
    ],
)
def test_readings_as_german_spreadsheets_write_them(csv, tmp_path):
    (tmp_path / "readings.csv").write_text(csv, encoding="utf-8")
    path = tmp_path / "case.yaml"
    head, tail = PLAIN.split("readings:")
    rest = tail[tail.index("price_sheet:") :]
    path.write_text(f"{head}readings_file: readings.csv\n{rest}", encoding="utf-8")
    assert str(settle(path).totals.net.amount) == "870.00"


@pytest.mark.parametrize(
    ("csv", "named"),
    [
        ("register;day;value\nmain;2024-01-01;1.000\n", "thousands"),
        ("register,day,value,value\nmain,2024-01-01,1,2\n", "stands twice"),
        ('register,day,value\n"main,2024-01-01,1\n', "no valid CSV"),
    ],
)
def test_csv_that_may_mean_two_things(csv, named, tmp_path):
    (tmp_path / "readings.csv").write_text(csv, encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(changed("price_sheet:", "readings_file: readings.csv\nprice_sheet:"))
    with pytest.raises(e.InvalidInputError, match=named) as caught:
        settle(path)
    assert caught.value.where.file.endswith("readings.csv")


def test_bytes_of_a_csv_that_are_no_text(tmp_path):
    (tmp_path / "readings.csv").write_bytes(b"register,day,value\nm\xe4in,2024-01-01,1\n")
    path = tmp_path / "case.yaml"
    path.write_text(changed("price_sheet:", "readings_file: readings.csv\nprice_sheet:"))
    with pytest.raises(e.FileError, match="UTF-8") as caught:
        settle(path)
    assert caught.value.where.line == 2


def test_an_open_end_may_be_written_as_the_last_day_of_the_calendar(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        changed("supply_start: 2024-01-01", "supply_start: 2024-01-01, supply_end: 9999-12-31")
        .replace("price: 25.00 ct/kWh", "prices: [{since: 2020-01-01, last: 9999-12-31, "
                 "price: 25.00 ct/kWh}]"),
        encoding="utf-8",
    )  # fmt: skip
    assert str(settle(path).totals.net.amount) == "870.00"


def test_fields_may_be_empty_where_they_may_be_left_out(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(PLAIN + "language: null\nas_known_on:\ndocument: ~\n", encoding="utf-8")
    assert str(settle(path).totals.net.amount) == "870.00"


def test_json_letters_of_every_kind(tmp_path):
    import yaml

    held = yaml.load(PLAIN, Loader=yaml.BaseLoader)  # noqa: S506 - our own text, scalars as text
    held["customer"] = {"name": "Zoë \U0001f600 \\ud83d \x7f\x9f", "address": []}
    for ascii_only in (True, False):
        path = tmp_path / f"{ascii_only}.json"
        path.write_text(json.dumps(held, ensure_ascii=ascii_only), encoding="utf-8")
        loaded = ub.load_case(path)
        assert loaded.cases[0].contract.customer.name == held["customer"]["name"]


def test_a_directory_goes_on_after_any_bad_file(tmp_path):
    (tmp_path / "a.yaml").write_text("- x", encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes(b"\x00\xff")
    (tmp_path / "c.yaml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "d.yaml").mkdir()
    result = CliRunner().invoke(cli, ["settle", str(tmp_path)])
    assert result.exit_code == 1
    assert "870,00" in result.stdout
    assert "1 settled, 3 refused" in result.stderr


def test_what_cannot_be_written_is_said(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    target = tmp_path / "no" / "such" / "folder.html"
    result = CliRunner().invoke(cli, ["settle", str(path), "--html", str(target)])
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("line", ["0", "99", "-1", "", "nothing", "9" * 5000])
def test_a_line_that_is_not_there_is_refused(line, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    result = CliRunner().invoke(cli, ["settle", str(path), f"--explain={line}"])
    assert result.exit_code == 1
    assert "no line of this bill" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"schema": "x"}', '{"schema": "utilbill.bill/1", "bill": {}}',
        '{"schema": "utilbill.bill/1", "bill": {"nonsense": 1}}', "[" * 100_000, "nan",
    ],
)  # fmt: skip
def test_what_is_no_bill_in_json_is_refused(text):
    with pytest.raises(e.FileError):
        ub.bill_from_json(text)


def test_a_bill_in_json_that_was_tampered_with_is_refused_where_it_no_longer_fits(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    text = ub.bill_to_json(settle(path))
    for old, new in (("2024-01-01", "2024-13-01"), ('"750.00 EUR"', "750"), ("EUR", "XXQ")):
        assert old in text
        with pytest.raises(e.FileError):
            ub.bill_from_json(text.replace(old, new))


def paths_of(node, path=()):
    """Yield the place of every value in nested JSON."""
    yield path
    if isinstance(node, dict | list):
        for key, held in node.items() if isinstance(node, dict) else enumerate(node):
            yield from paths_of(held, (*path, key))


def replaced(node, path, value):
    if not path:
        return value
    first, *rest = path
    held = list(node) if isinstance(node, list) else dict(node)
    held[first] = replaced(node[first], rest, value)
    return held


@settings(max_examples=150)
@given(st.data(), st.sampled_from([None, True, 7, "-1", "", "x", [], {}, [[]], {"node": "input"}]))
def test_whatever_stands_in_a_bill_in_json_is_read_or_refused(data, value):
    written = json.loads(as_written())
    path = data.draw(st.sampled_from(list(paths_of(written["bill"]))))
    written["bill"] = replaced(written["bill"], path, value)
    written.pop("summary")
    with contextlib.suppress(e.FileError):
        assert isinstance(ub.bill_from_json(json.dumps(written)), ub.Bill)


@functools.cache
def as_written():
    return ub.bill_to_json(ub.bill_case(parse_case(PLAIN.encode(), "case.yaml")))
