"""The command line: settle, as a person uses it."""

import json
import subprocess
import sys

import pytest
from cases import PLAIN, changed
from click.testing import CliRunner

import utilbill as ub
from utilbill.cli.main import cli


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def plain(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    return path


@pytest.fixture
def konstanz(root):
    return root / "examples/konstanz-2016/case.yaml"


def test_a_real_household_year(konstanz):
    shown = run("settle", konstanz).stdout

    # 3 919.354 kWh at the published 21.760 ct, 120.69 EUR, 19 %: 1 158.5 EUR gross.
    assert "Bruttobetrag" in shown
    assert "1.158,52" in shown
    assert "31.12.2016" in shown
    *_, left, rate = shown.rstrip().splitlines()
    assert left.strip() == "" or left.startswith("Verbleibt für die Abrechnung")
    assert rate == "Beträge einschließlich Umsatzsteuer von 19 %."


def test_the_published_price_is_the_sum_of_its_parts(konstanz):
    bill = ub.bill_case(ub.load_case(konstanz))
    per_kwh = sum(
        line.price.amount
        for line in bill.settlements[0].lines
        if line.quantity is not None and line.kind is ub.LineKind.CHARGED
    )
    assert str(per_kwh) == "21.760"


def test_a_language_can_be_chosen(plain):
    assert "Nettobetrag" in run("settle", plain).stdout
    english = run("settle", plain, "--language", "en").stdout
    assert "Net amount" in english
    assert "2024-12-31" in english


def test_the_full_result_as_json_reads_back_to_the_same_bill(plain):
    text = run("settle", plain, "--json").stdout
    bill = ub.bill_from_json(text)
    assert bill == ub.bill_case(ub.load_case(plain))
    assert json.loads(text)["bill"]["settlements"][0]["lines"][0]["explanation"]


def test_one_line_explained(plain):
    assert "750,00 (gerundet 0,01" in run("settle", plain, "--explain", "1").stdout
    assert "25,00 ct/kWh" in run("settle", plain, "--explain", "energy").stdout
    assert "19 %" in run("settle", plain, "--explain", "tax").stdout
    wrong = run("settle", plain, "--explain", "nothing")
    assert wrong.exit_code == 1
    assert "remedy" in wrong.stderr


def test_a_page_that_prints_well(plain, tmp_path):
    page = tmp_path / "bill.html"
    result = run("settle", plain, "--html", page)
    assert result.exit_code == 0
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "@page" in text
    assert "870,00" in text


def test_a_page_shows_foreign_text_as_text(plain, tmp_path):
    plain.write_text(changed("name: Plain", 'name: "<script>alert(1)</script>"'), encoding="utf-8")
    page = tmp_path / "bill.html"
    run("settle", plain, "--html", page)
    assert "<script>" not in page.read_text("utf-8")


def test_the_example_settles_as_it_is(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(run("settle", "--example").stdout, encoding="utf-8")
    result = run("settle", path)
    assert result.exit_code == 0
    assert "In diesen Preisen enthalten" in result.stdout


def test_the_schema_accepts_the_example_and_refuses_a_typing_error(konstanz):
    jsonschema = pytest.importorskip("jsonschema")
    import yaml

    schema = json.loads(run("settle", "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for text in (run("settle", "--example").stdout, konstanz.read_text("utf-8"), PLAIN):
        held = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - scalars as text
        assert validator.is_valid(held)
        held["perod"] = held.pop("period")
        assert not validator.is_valid(held)


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.yaml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(changed("value: 4000", "value: 1"), encoding="utf-8")
    (tmp_path / "c.json").write_text("{", encoding="utf-8")
    (tmp_path / "d.yml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a case", encoding="utf-8")

    result = run("settle", tmp_path)

    assert result.exit_code == 1
    assert result.stdout.count("Nettobetrag") == 2
    assert "2 settled, 2 refused" in result.stderr
    assert "b.yaml" in result.stderr
    assert "c.json" in result.stderr


def test_several_results_are_one_json_list(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(PLAIN, encoding="utf-8")
    found = json.loads(run("settle", tmp_path, "--json").stdout)
    assert len(found) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["settle"],
        ["settle", "{folder}"],
        ["settle", "a.yaml", "b.yaml", "--html", "x.html"],
        ["settle", "--nonsense"],
        ["nonsense"],
    ],
)
def test_what_is_no_command_exits_with_two(arguments, tmp_path):
    result = run(*[argument.format(folder=tmp_path) for argument in arguments])
    assert result.exit_code == 2
    assert "Usage" in result.stderr


@pytest.mark.parametrize("command", [[], ["settle"], ["law"]])
def test_help_teaches_with_examples_and_exit_codes(command):
    shown = run(*command, "--help").stdout
    assert "utilbill settle" in shown or "utilbill law" in shown
    assert "Exit codes" in shown


def test_the_module_can_be_run_as_a_program(plain):
    for module in ("utilbill", "utilbill.cli"):
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", module, "settle", str(plain)],
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        assert "Nettobetrag" in done.stdout


def test_an_unknown_language_is_refused(plain):
    result = run("settle", plain, "--language", "xx")
    assert result.exit_code == 1
    assert "remedy" in result.stderr


@pytest.mark.parametrize("language", ["sv", "pl"])
def test_a_language_without_words_is_noted_once(plain, language, tmp_path):
    (tmp_path / "other.yaml").write_text(PLAIN, encoding="utf-8")
    result = run("settle", tmp_path, "--language", language)
    assert result.exit_code == 0
    assert result.stderr.count(f"no words in {language} yet") == 1
    assert "no words" not in result.stdout
    for spoken in ("de", "en"):
        assert "note" not in run("settle", plain, "--language", spoken).stderr
    assert "note" not in run("settle", plain, "--json", "--language", language).stderr


@pytest.mark.usefixtures("plain")
def test_a_schema_beside_the_cases_is_no_case(tmp_path):
    schema = run("settle", "--schema").stdout
    (tmp_path / "case.schema.json").write_text(schema, encoding="utf-8")
    result = run("settle", tmp_path)
    assert result.exit_code == 0
    assert "refused" not in result.stderr or "0 refused" in result.stderr
    assert "Nettobetrag" in result.stdout


def test_a_negative_series_of_installments_names_its_own_line(tmp_path):
    series = "received_series:\n  - {first: 2024-02-01, count: 2, amount: -80.00 EUR}\n"
    (tmp_path / "case.yaml").write_text(PLAIN + series, encoding="utf-8")
    line = len(PLAIN.splitlines()) + 2
    result = run("settle", tmp_path / "case.yaml")
    assert result.exit_code == 1
    assert f"case.yaml:{line}: received_series[0]" in result.stderr
    assert "below zero" in result.stderr
