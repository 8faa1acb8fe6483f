"""Standard load profiles against their publishers' figures."""

import csv
import datetime as dt
import gzip
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.metering.load_profiles import Dynamisation, Seasons, parse_shape
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Label

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1))
NAMES = (
    "H0", "G0", "G1", "G2", "G3", "G4", "G5", "G6", "L0", "L1", "L2",
    "H25", "G25", "L25", "P25", "S25",
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        (1, "1.2420"),
        (79, "1.1103"),
        (172, "0.8096"),
        (182, "0.7959"),
        (265, "0.8886"),
        (355, "1.2291"),
        (365, "1.2572"),
    ],
)
def test_the_factor_of_h0_by_day_of_the_year(germany, day, factor):
    assert germany.spreading("H0").weights.dynamisation.factor(day) == Decimal(factor)


@pytest.mark.parametrize("name", NAMES)
def test_a_year_weighs_about_what_the_profile_is_made_for(germany, name):
    profile = germany.spreading(name).weights
    values = [profile.weight(ub.Period.of_year(year)) for year in range(2015, 2030)]
    spread = Decimal(max(values) - min(values)) / min(values)
    assert spread < Decimal("0.02")


def test_values_are_those_of_the_publisher_in_one_scale(germany, shared):
    path = shared / "samples/energy/profiles/bdew_legacy_slp_h0_g0-g6_l0-l2.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == "winter"]
    profile = germany.spreading("G3").weights
    monday, saturday, sunday = (dt.date(2026, 1, day) for day in (12, 17, 18))
    for day, weekday in ((monday, "1"), (saturday, "6"), (sunday, "7")):
        expected = [Decimal(row["g3"]) for row in rows if row["weekday"] == weekday]
        found = profile.parts_of_day(day)
        ratio = found[40] / expected[40]
        assert [part / ratio for part in found] == expected


def test_types_of_days(germany):
    profile = germany.spreading("H0").weights
    kinds = [profile.day_type(dt.date(2026, *day)).value for day in ((12, 24), (12, 25), (12, 26))]
    assert kinds == ["workday", "holiday", "holiday"]


def test_balancing_can_count_christmas_eve_as_a_saturday(germany):
    profile = germany.spreading("G0").weights
    balancing = ub.LoadProfile(
        label=profile.label,
        calendar=profile.calendar,
        seasons=profile.seasons,
        shape=profile.shape,
        saturdays=frozenset({(12, 24), (12, 31)}),
    )
    assert balancing.day_type(dt.date(2026, 12, 24)).value == "saturday"
    assert balancing.day_type(dt.date(2023, 12, 24)).value == "holiday"


@given(st.sampled_from(NAMES), DAYS, st.lists(st.integers(1, 500), min_size=1, max_size=5))
def test_weights_add_up_over_any_split(name, start, lengths):
    profile = ub.market("DE").spreading(name).weights
    days = [start + dt.timedelta(days=sum(lengths[:index])) for index in range(len(lengths) + 1)]
    parts = [ub.Period(a, b) for a, b in pairwise(days)]
    whole = ub.Period(days[0], days[-1])
    assert sum(profile.weight(part) for part in parts) == profile.weight(whole)
    assert profile.weight(whole) == sum(profile.day_weight(day) for day in whole)
    assert profile.day_weight(start) == sum(profile.parts_of_day(start))


def test_a_profile_with_a_hole_is_refused(germany):
    with pytest.raises(InvalidInputError, match="all holiday"):
        ub.LoadProfile(
            label=Label("hole"),
            calendar=germany.calendar(),
            seasons=Seasons((((1, 1), "all"),)),
            shape=parse_shape("time,all workday,all saturday\n00:00,1,2\n"),
        )
    with pytest.raises(InvalidInputError, match="season and a type of day"):
        parse_shape("time,winter someday\n00:00,1\n")


def test_a_polynomial_is_evaluated_exactly():
    assert Dynamisation(("0.5", "0", "1"), 2).factor(3) == Decimal("5.50")


def test_profiles_of_2025_follow_the_holidays_of_the_federal_state(germany):
    whole, epiphany = ub.Period.of_month(2026, 1), ub.Period("2026-01-06", "2026-01-07")

    def share(name, region=""):
        weights = germany.spreading(name, region).weights
        return Fraction(weights.weight(epiphany), weights.weight(whole))

    assert share("H25", "BY") != share("H25")
    assert share("H25", "BE") == share("H25")
    assert share("H0", "BY") == share("H0")


def test_the_lawful_way_looks_at_the_region_of_the_supply_point(germany):
    def contract(region):
        point = ub.SupplyPoint(commodity="electricity", registers=[], region=region)
        return ub.Contract(id="c", supply_start="2026-01-01", supply_point=point)

    year = ub.Period.of_year(2026)
    ways = {region: germany.billing.spreading(contract(region), year) for region in ("", "BY")}

    assert {way.name for way in ways.values()} == {"H25"}
    january = ub.Period.of_month(2026, 1)
    assert ways[""].weights.weight(january) != ways["BY"].weights.weight(january)
