"""The loader of law files is strict: a wrong figure never becomes a bill."""

import datetime as dt

import pytest

import utilbill as ub
from utilbill.adapters.yaml_text import DuplicateKeyError, parse
from utilbill.law.parser import parse_law
from utilbill.values import errors as e

GOOD = """\
schema: utilbill.law/1
parameters:
  xx.rate:
    title: {en: Rate, sv: Sats}
    unit: "%"
    looks_at: each_day
    horizon: 2025-12-31
    next_publication: autumn
    figures:
      - {since: 2020-01-01, value: "5", reference: "act", verified: true, last: 2020-06-30}
      - {since: 2021-01-01, value: "6", reference: "act", verified: false, note: why}
      - since: 2022-01-01
        value: none
        reference: act
        verified: true
        known_since: 2021-11-01
        title: {en: Other name}
"""


def law(text):
    return ub.LawBook.of("test", parse_law(parse(text.encode(), "xx.yaml")))


def test_all_of_the_format():
    rate = law(GOOD)["xx.rate"]
    assert rate.at(dt.date(2020, 6, 30)).value == 5
    assert (rate.at(dt.date(2021, 1, 1)).note, rate.at(dt.date(2021, 1, 1)).verified) == (
        "why",
        False,
    )
    with pytest.raises(ub.NotInForceError, match="before and after"):
        rate.at(dt.date(2020, 7, 1))
    with pytest.raises(ub.NotInForceError, match="known from 2020-01-01"):
        rate.at(dt.date(2019, 12, 31))
    gone = rate.at(dt.date(2025, 12, 31))
    assert gone.value is None
    assert rate.title_of(gone).en == "Other name"
    with pytest.raises(ub.BeyondHorizonError, match="autumn"):
        rate.at(dt.date(2026, 1, 1))


def test_a_table_shows_every_figure_or_what_was_known():
    rate = law(GOOD)["xx.rate"]
    assert "Rate (Sats)" in rate.table().title
    assert len(rate.table().rows) == 3
    assert len(rate.table(dt.date(2021, 10, 31)).rows) == 2
    assert "<table>" in rate._repr_html_()
    assert "<table>" in law(GOOD)._repr_html_()


def test_coverage_tells_years_parts_and_holes():
    rows = law(GOOD).coverage(2019, 2026).records()
    assert {year: rows[0][str(year)] for year in range(2019, 2027)} == {
        2019: "", 2020: "part", 2021: "yes", 2022: "-", 2023: "-", 2024: "-", 2025: "-", 2026: "",
    }  # fmt: skip


def test_on_a_day_the_reason_stands_where_no_figure_does():
    def shown(day):
        record = law(GOOD).on(dt.date.fromisoformat(day)).records()[0]
        return record["value"], record["state"], record["verified"]

    days = ("2019-01-01", "2020-07-01", "2021-01-01", "2022-05-01", "2027-01-01")
    assert [shown(day) for day in days] == [
        (None, "not known", None),
        (None, "not known", None),
        (6, "holds", False),
        (None, "does not exist", True),
        (None, "not known yet", None),
    ]


WRONG = {
    "an unknown schema": ("law/1", "law/9", e.FileError, 1),
    "no parameters": ("parameters:", "parameter:", e.UnknownFieldError, 2),
    "an unknown field": ("looks_at:", "looks_on:", e.UnknownFieldError, 6),
    "an unknown unit": ('unit: "%"', "unit: furlong", e.UnitError, 5),
    "an unknown rule": ("each_day", "some_day", e.InvalidInputError, 6),
    "an unknown language": ("sv: Sats", "fr: Taux", e.UnknownFieldError, 4),
    "no figures": ("figures:\n", "figures: []\nx:\n", e.InvalidInputError, None),
    "a figure without a reference": (', reference: "act", verified: true', ", verified: true",
                                     e.MissingFieldError, 10),
    "an empty reference": ('"act", verified: true', '"", verified: true', e.InvalidInputError, 10),
    "neither true nor false": ("verified: true, last", "verified: maybe, last",
                               e.InvalidInputError, 10),
    "a figure that is no number": ('value: "5"', 'value: "5,0"', e.InvalidInputError, 10),
    "no day": ("since: 2020-01-01", "since: 2020", e.PeriodError, 10),
    "figures out of order": ("since: 2021-01-01", "since: 2019-01-01", e.InvalidInputError, 10),
    "the same day twice": ("since: 2021-01-01", "since: 2020-01-01", e.OverlapError, 10),
    "an end past the next start": ("last: 2020-06-30", "last: 2021-06-30", e.OverlapError, 10),
    "an end before the start": ("last: 2020-06-30", "last: 2019-06-30", e.PeriodError, 10),
    "a title that is a word": ("{en: Other name}", "Other", e.FileError, 17),
    "a key twice": ("    looks_at: each_day\n", "    looks_at: each_day\n    looks_at: each_day\n",
                    DuplicateKeyError, 7),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_refused_with_its_line(kind):
    old, new, error, line = WRONG[kind]
    assert GOOD.count(old) == 1
    with pytest.raises(error) as caught:
        law(GOOD.replace(old, new))
    assert caught.value.where.file == "xx.yaml"
    assert line is None or caught.value.where.line == line


def test_a_list_is_no_law_file():
    with pytest.raises(e.FileError, match="mapping"):
        law("- a\n")


def test_figures_of_ones_own_join_the_book():
    book = law(GOOD)
    own = book.with_figure("xx.rate", "2026-01-01", "7.5", "our estimate")
    assert own.version.startswith("test+own.")
    assert own.with_figure("xx.rate", "2027-01-01", "8", "x").version != own.version
    figure = own["xx.rate"].at(dt.date(2026, 12, 31))
    assert (str(figure.value), figure.verified) == ("7.5", False)
    with pytest.raises(ub.BeyondHorizonError):
        own["xx.rate"].at(dt.date(2027, 1, 1))
    with pytest.raises(ub.UnknownParameterError, match=r"xx\.rate"):
        book["xx.rite"]
    with pytest.raises(ub.UnknownParameterError, match="utilbill law"):
        book["nothing.like.it"]


def test_a_carried_figure_is_marked_and_only_past_the_horizon():
    rate = law(GOOD.replace("value: none", 'value: "7"')).beyond_horizon(ub.CARRY_LAST)["xx.rate"]
    pieces = rate.pieces(ub.Period.through("2025-07-01", "2026-06-30"))
    assert [(str(days), figure.carried) for days, figure in pieces] == [
        ("2025-07-01..2025-12-31", False),
        ("2026-01-01..2026-06-30", True),
    ]
    later = rate.pieces(ub.Period.of_year(2030))
    assert [(str(days), figure.carried) for days, figure in later] == [
        ("2030-01-01..2030-12-31", True)
    ]
    assert "carried" in rate.input(later[0][1]).source


def carried_days(parameter, first, last):
    return [
        (str(days), str(figure.value), figure.carried)
        for days, figure in parameter.pieces(ub.Period.through(first, last))
    ]


@pytest.fixture
def yearly():
    text = GOOD.replace("value: none", 'value: "7"').replace(", last: 2020-06-30", "")
    return law(text)


def test_an_own_figure_makes_nothing_known_between_the_horizon_and_itself(yearly):
    rate = yearly.with_figure("xx.rate", "2027-07-01", "8", "own")["xx.rate"]
    for day in ("2026-01-01", "2026-12-31", "2027-06-30"):
        with pytest.raises(ub.BeyondHorizonError, match="known until 2025-12-31"):
            rate.at(dt.date.fromisoformat(day))
    with pytest.raises(ub.BeyondHorizonError, match="not on 2026-01-01"):
        rate.pieces(ub.Period.through("2025-07-01", "2027-12-31"))
    assert rate.at(dt.date(2025, 12, 31)).value == 7
    assert rate.at(dt.date(2027, 12, 31)).value == 8
    with pytest.raises(ub.BeyondHorizonError):
        rate.at(dt.date(2028, 1, 1))


def test_a_policy_carries_the_last_figure_through_the_hole_and_says_so(yearly):
    rate = yearly.with_figure("xx.rate", "2027-07-01", "8", "own").beyond_horizon(ub.CARRY_LAST)
    assert carried_days(rate["xx.rate"], "2025-12-01", "2028-06-30") == [
        ("2025-12-01..2025-12-31", "7", False),
        ("2026-01-01..2027-06-30", "7", True),
        ("2027-07-01..2027-12-31", "8", False),
        ("2028-01-01..2028-06-30", "8", True),
    ]


def test_further_own_figures_fill_the_hole_year_by_year(yearly):
    book = yearly.with_figure("xx.rate", "2029-01-01", "9", "own")
    rate = book.with_figure("xx.rate", "2027-03-01", "8", "own")["xx.rate"]
    assert [str(hole) for hole in rate.holes] == [
        "2026-01-01..2027-02-28", "2028-01-01..2028-12-31",
    ]  # fmt: skip
    assert rate.at(dt.date(2027, 12, 31)).value == 8
    with pytest.raises(ub.BeyondHorizonError, match="known until 2027-12-31, not on 2028"):
        rate.at(dt.date(2028, 1, 1))
    coverage = ub.LawBook.of("x", [rate]).coverage(2025, 2030).records()[0]
    assert [coverage[str(year)] for year in range(2025, 2031)] == [
        "yes", "", "part", "", "yes", "",
    ]  # fmt: skip
    filled = book.with_figure("xx.rate", "2026-01-01", "8", "own")
    filled = filled.with_figure("xx.rate", "2027-01-01", "8", "own")
    assert [str(hole) for hole in filled["xx.rate"].holes] == ["2028-01-01..2028-12-31"]


def test_an_own_figure_before_the_first_holds_for_its_year_alone(yearly):
    rate = yearly.with_figure("xx.rate", "2015-01-01", "4", "own")["xx.rate"]
    assert rate.at(dt.date(2015, 12, 31)).value == 4
    for day in (dt.date(2014, 12, 31), dt.date(2016, 1, 1), dt.date(2019, 12, 31)):
        with pytest.raises(ub.NotInForceError):
            rate.at(day)
    assert rate.at(dt.date(2020, 1, 1)).value == 5


def test_an_own_figure_in_a_known_year_replaces_what_held(yearly):
    rate = yearly.with_figure("xx.rate", "2020-07-01", "4", "own")["xx.rate"]
    assert [str(rate.at(dt.date(2020, month, 1)).value) for month in (6, 7, 12)] == ["5", "4", "4"]
    assert rate.at(dt.date(2021, 1, 1)).value == 6
    bounded = law(GOOD).with_figure("xx.rate", "2020-03-01", "4", "own")["xx.rate"]
    assert bounded.at(dt.date(2020, 6, 30)).value == 4
    with pytest.raises(ub.NotInForceError):
        bounded.at(dt.date(2020, 7, 1))


def test_the_version_of_a_book_tells_own_figures_apart(yearly):
    def version(*figures):
        book = yearly
        for since, value in figures:
            book = book.with_figure("xx.rate", since, value, "own")
        return book.version

    one, other = version(("2026-01-01", "8")), version(("2026-01-01", "9"))
    assert one.startswith("test+own.")
    assert one != other
    assert one == version(("2026-01-01", "8"))
    assert version(("2026-01-01", "8"), ("2027-01-01", "9")) == version(
        ("2027-01-01", "9"), ("2026-01-01", "8")
    )
    assert version(("2026-01-01", "9"), ("2026-01-01", "8")) == one


def test_a_market_under_other_law_holds_no_trace_of_the_old_one():
    germany = ub.market("DE")
    own = germany.law.with_figure("de.levy.kwkg", "2027-01-01", "0.5", "own")
    changed = germany.with_law(own)
    assert changed.law is own
    assert changed.billing.law is own
    assert changed.billing.taxation.law is own
    assert changed.statutory.law is own


def test_before_its_first_day_a_figure_without_publication_is_not_known(yearly):
    rate = yearly["xx.rate"]
    day = dt.date(2021, 6, 1)
    assert rate.at(day, known_on=dt.date(2021, 1, 1)).value == 6
    with pytest.raises(ub.BeyondHorizonError, match="was, on 2020-12-31, known until 2020-12-31"):
        rate.at(day, known_on=dt.date(2020, 12, 31))
    assert rate.at(dt.date(2022, 6, 1), known_on=dt.date(2021, 11, 1)).value == 7
    assert [row["value"] for row in rate.table(dt.date(2021, 1, 1)).records()] == [5, 6]


def test_law_without_a_horizon_counts_as_known_always():
    book = law(GOOD.replace("horizon: 2025-12-31", "horizon: open"))
    assert book["xx.rate"].at(dt.date(2021, 6, 1), known_on=dt.date(1999, 1, 1)).value == 6


def test_own_figures_count_as_known_always(yearly):
    rate = yearly.with_figure("xx.rate", "2026-01-01", "8", "own")["xx.rate"]
    assert rate.at(dt.date(2026, 6, 1), known_on=dt.date(2025, 6, 1)).value == 8
    later = yearly["xx.rate"].with_figure(
        "2026-01-01", ub.Figure(8, "own"), known_since="2025-11-01"
    )
    with pytest.raises(ub.BeyondHorizonError, match="2025-12-31"):
        later.at(dt.date(2026, 6, 1), known_on=dt.date(2025, 6, 1))


PLAIN = {
    "schema": "utilbill.law/1",
    "parameters": {
        "xx.rate": {
            "title": {"en": "Rate"},
            "unit": "%",
            "looks_at": "each_day",
            "horizon": dt.date(2025, 12, 31),
            "figures": [
                {"since": dt.date(2020, 1, 1), "value": 5, "reference": "act", "verified": True},
                {"since": "2021-01-01", "value": None, "reference": "act", "verified": False},
            ],
        }
    },
}


def test_law_is_read_from_text_bytes_and_plain_data():
    from_text = ub.parse_law(GOOD, "own.yaml")
    assert from_text == ub.parse_law(GOOD.encode()) == parse_law(parse(GOOD.encode(), "x"))
    (rate,) = ub.parse_law(PLAIN)
    assert rate.at(dt.date(2020, 6, 1)).value == 5
    assert (rate.at(dt.date(2021, 1, 1)).value, rate.at(dt.date(2021, 1, 1)).verified) == (
        None,
        False,
    )
    assert rate.horizon == dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [("value", 5.1, e.FloatRefusedError), ("value", object(), e.InvalidInputError),
     ("verified", "maybe", e.InvalidInputError), ("since", "2020", e.PeriodError)],
)  # fmt: skip
def test_wrong_plain_data_is_refused_with_its_place(field, value, error):
    figure = {**PLAIN["parameters"]["xx.rate"]["figures"][0], field: value}
    wrong = {"xx.rate": {**PLAIN["parameters"]["xx.rate"], "figures": [figure]}}
    with pytest.raises(error) as caught:
        ub.parse_law({"schema": "utilbill.law/1", "parameters": wrong}, "own")
    assert str(caught.value.where) == f"own: parameters.xx.rate.figures[0].{field}"
    with pytest.raises(e.FileError, match="mapping"):
        ub.parse_law(["a"])
