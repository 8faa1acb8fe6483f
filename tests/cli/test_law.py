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


def test_all_that_begin_with_a_name_come_with_their_whole_history():
    shown = run("de.vat").stdout
    assert "2020-07-01" in shown
    for name in ("gas", "heat", "reduced", "standard"):
        assert f"de.vat.{name}: " in shown
    records = json.loads(run("de.vat", "--json").stdout)
    assert {"de.vat.gas", "de.vat.standard"} <= {record["name"] for record in records}
    (cut,) = [
        held
        for held in records
        if (held["name"], held["since"]) == ("de.vat.reduced", "2020-07-01")
    ]
    assert (cut["value"], cut["verified"], cut["known since"]) == ("5", True, None)


def test_the_day_of_knowledge_alone_counts():
    def horizons(*arguments):
        records = json.loads(run(*arguments, "--json").stdout)
        return {record["name"]: record["horizon"] for record in records}

    assert horizons()["de.levy.kwkg"] == "2026-12-31"
    assert horizons("--known-on", "2024-01-01")["de.levy.kwkg"] == "2024-12-31"
    assert "0.403" in run("de.levy.stromnev19", "--known-on", "2023-11-01").stdout
    assert "0.643" not in run("de.levy.stromnev19", "--known-on", "2023-11-01").stdout
    result = run("de.levy.kwkg", "--on", "2026-06-01", "--known-on", "2020-01-01")
    assert result.exit_code == 1
    assert "was, on 2020-01-01, known until" in result.stderr


def test_what_is_not_there_is_nothing_and_not_a_word():
    records = json.loads(run("--on", "2016-06-30", "--json").stdout)
    held = {record["name"]: record for record in records}
    deadline = held["de.billing.bill_deadline"]
    assert (deadline["value"], deadline["verified"], deadline["state"]) == (None, None, "not known")
    storage = held["de.levy.gas_storage"]
    assert (storage["value"], storage["verified"], storage["state"]) == (
        None,
        False,
        "does not exist",
    )
    assert held["de.vat.standard"]["verified"] is True
    assert held["de.vat.standard"]["state"] == "holds"


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


def test_what_nobody_checked_is_listed_with_its_note():
    records = json.loads(run("--unverified", "--json").stdout)
    assert {"de.gas.energy_decimals", "de.gas.usual_state_number_low"} <= {
        record["name"] for record in records
    }
    assert all(record["reference"] for record in records)
    only = run("de.gas", "--unverified").stdout
    assert "remarks only" in only
    assert "de.levy" not in only
    assert run("--unverified", "--coverage").exit_code == 2
