"""``utilbill diff``: two bills in, reasons out."""

import json

import pytest
from cases import PLAIN, changed
from click.testing import CliRunner

from utilbill.adapters import yaml_text
from utilbill.cli.main import cli

DEARER = changed("25.00 ct/kWh", "26.00 ct/kWh")


def run(*words):
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def files(tmp_path):
    """Return two case files and their results as JSON."""
    found = []
    for name, text in (("old", PLAIN), ("new", DEARER)):
        case, result = tmp_path / f"{name}.yaml", tmp_path / f"{name}.json"
        case.write_text(text, "utf-8")
        result.write_text(run("settle", case, "--json").stdout, "utf-8")
        found += [case, result]
    return found


def test_results_and_case_files_say_the_same(files):
    cases, results = files[::2], files[1::2]
    from_results = run("diff", *results, "--language", "en")
    assert from_results.exit_code == 0
    assert from_results.stdout == run("diff", *cases, "--language", "en").stdout
    # 3,000 kWh at a cent more, with 19 % tax
    assert "rose from 25.00 to 26.00 ct/kWh: 35.70 EUR more." in from_results.stdout
    assert "New balance  991.00" in from_results.stdout


def test_a_case_file_may_be_json(files, tmp_path):
    case = tmp_path / "case.json"
    case.write_text(json.dumps(plain(yaml_text.parse(PLAIN.encode(), "case.yaml"))), "utf-8")
    assert run("diff", case, files[3]).stdout == run("diff", files[0], files[3]).stdout


def plain(node):
    """Return what was read of YAML as plain data, every scalar a text."""
    if isinstance(node, dict):
        return {str(key): plain(held) for key, held in node.items()}
    return [plain(held) for held in node] if isinstance(node, list) else str(node)


def test_json_holds_parts_figures_and_their_sum(files):
    data = json.loads(run("diff", *files[1::2], "--json").stdout)
    assert data["schema"] == "utilbill.difference/1"
    assert data["summary"]["amount"] == data["summary"]["parts"]["price"] == "35.70 EUR"
    (supply,) = data["difference"]["supplies"]
    (price,) = (part for part in supply["parts"] if part["factor"] == "price")
    assert [(held["old"], held["new"]) for held in price["changes"]] == [("25", "26")]


def test_a_page_has_the_plot(files, tmp_path):
    page = tmp_path / "why.html"
    assert run("diff", *files[1::2], "--html", page).exit_code == 0
    text = page.read_text("utf-8")
    assert "<figure><svg" in text
    assert "<script" not in text


def test_what_is_no_bill_is_refused(files, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", "utf-8")
    result = run("diff", files[1], wrong)
    assert result.exit_code == 1
    assert f"{wrong}: error: schema: is not known here" in result.stderr
    for text, said in (
        ("[{}, {}]", "is not one bill in JSON (got 'a list of 2')"),
        ("{", "is no JSON (got 'Expecting"),
        ('{"schema": "utilbill.bill/1"}', "is not a bill in JSON"),
    ):
        wrong.write_text(text, "utf-8")
        result = run("diff", files[1], wrong)
        assert result.exit_code == 1
        assert said in result.stderr
    assert run("diff", files[1], tmp_path / "none.json").exit_code == 1
    assert run("diff", files[1]).exit_code == 2


def test_degree_days_of_electricity_are_refused(files):
    result = run("diff", *files[1::2], "--degree-days", "3000", "2900")
    assert result.exit_code == 1
    assert "gas and heat only" in result.stderr
