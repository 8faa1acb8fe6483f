"""Every kind of wrong input: one typed error with place and remedy, and no traceback."""

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
    without,
)
from click.testing import CliRunner

import utilbill as ub
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
    "a way out of the folder": (
        changed("price_sheet:", "readings_file: ../../secret.csv\nprice_sheet:"),
        e.FileError, "beside",
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
