"""The command line: the law behind the bills."""

import json

import pytest
from click.testing import CliRunner

from utilbill.cli.main import cli


def run(*arguments):
    return CliRunner().invoke(cli, ["law", *arguments])


def test_all_parameters_with_their_sources():
    shown = run().stdout
    assert "de.vat.standard" in shown
    assert "de.levy.kwkg" in shown


def test_the_history_of_one():
    shown = run("de.vat.standard").stdout
    for day in ("2007-01-01", "2020-07-01", "2021-01-01"):
        assert day in shown
    assert "UStG" in shown


def test_all_that_begin_with_a_name():
    shown = run("de.vat").stdout
    assert "de.vat.gas" in shown
    assert "de.levy" not in shown


def test_what_holds_on_a_day():
    records = json.loads(run("--on", "2020-08-01", "--json").stdout)
    held = {record["name"]: record for record in records}
    assert held["de.vat.standard"]["value"] == "16"
    assert held["de.levy.eeg"]["value"] == "6.756"
    assert held["de.levy.eeg"]["reference"]


def test_one_on_a_day():
    records = json.loads(run("de.vat.reduced", "--on", "2020-08-01", "--json").stdout)
    assert [record["value"] for record in records] == ["5"]


def test_what_is_known_by_year():
    shown = run("de.levy", "--coverage").stdout
    for year in range(2012, 2027):
        assert str(year) in shown


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["de.vat.standrad"], "de.vat.standard"),
        (["de.levy.kwkg", "--on", "2035-01-01"], "horizon"),
        (["de.vat.standard", "--on", "yesterday"], "yesterday"),
        (["--market", "XX"], "XX"),
    ],
)
def test_what_is_not_known_is_an_error_with_a_remedy(arguments, named):
    result = run(*arguments)
    assert result.exit_code == 1
    assert named in result.stderr
    assert "remedy" in result.stderr
