"""Public holidays of the German states, and arithmetic with working days."""

import datetime as dt
import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.values.calendar import CalendarHorizonError
from utilbill.values.errors import InvalidInputError

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1))


def table_of_holidays():
    path = Path(__file__).parents[1] / "markets/holidays_table.py"
    spec = importlib.util.spec_from_file_location("holidays_table", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_holidays_agrees_with_the_holidays_package(germany):
    pytest.importorskip("holidays")
    module = table_of_holidays()
    for day, regions, _, _ in module.rows(2000, 2030):
        date = dt.date.fromisoformat(day)
        for region, calendar in germany.calendars.items():
            if region == "any":
                assert calendar.holiday(date), day
            elif regions == "*":
                assert calendar.holiday(date), (day, region)
            else:
                assert bool(calendar.holiday(date)) == (region in regions.split()), (day, region)


def test_sixteen_states_the_whole_country_and_the_market(germany):
    assert len(germany.calendars) == 18


@pytest.mark.parametrize(
    ("region", "day", "holiday"),
    [
        ("BY", "2026-01-06", True),
        ("NW", "2026-01-06", False),
        ("BE", "2025-05-08", True),
        ("BE", "2026-05-08", False),
        ("SN", "2026-11-18", True),
        ("NI", "2017-10-31", True),
        ("BY", "2017-10-31", True),
        ("BY", "2018-10-31", False),
        ("NI", "2018-10-31", True),
    ],
)
def test_holidays_by_state_and_date(germany, region, day, holiday):
    assert bool(germany.calendar(region).holiday(dt.date.fromisoformat(day))) == holiday


def test_the_market_rests_where_any_state_rests(germany):
    epiphany = dt.date(2026, 1, 6)
    assert germany.calendar().is_working_day(epiphany)
    assert not germany.calendar("any").is_working_day(epiphany)


def test_bgb_193_a_due_day_moves_to_the_next_working_day(germany):
    calendar = germany.calendar("BW")
    assert calendar.next_working_day(dt.date(2026, 5, 1)) == dt.date(2026, 5, 4)
    assert calendar.next_working_day(dt.date(2026, 5, 4)) == dt.date(2026, 5, 4)
    assert calendar.previous_working_day(dt.date(2026, 4, 6)) == dt.date(2026, 4, 2)


def test_working_days_over_the_turn_of_the_year(germany):
    calendar = germany.calendar("BY")
    assert calendar.add_working_days(dt.date(2026, 12, 23), 3) == dt.date(2026, 12, 29)
    assert calendar.add_working_days(dt.date(2026, 12, 29), -3) == dt.date(2026, 12, 23)
    assert calendar.working_days(dt.date(2026, 12, 24), dt.date(2027, 1, 7)) == 7


@given(DAYS, st.integers(0, 40))
def test_going_forward_passes_exactly_that_many_working_days(day, count):
    calendar = ub.market("DE").calendar("HE")
    there = calendar.add_working_days(day, count)
    one = dt.timedelta(days=1)
    assert calendar.working_days(day + one, there + one) == count


def test_a_year_beyond_the_table_is_no_year_without_holidays(germany):
    with pytest.raises(CalendarHorizonError, match="1995 to 2045"):
        germany.calendar().is_working_day(dt.date(2046, 1, 4))
    assert germany.calendar("BY").last_year == 2045


def test_own_holidays_can_be_added_and_left_out(germany):
    peace = dt.date(2026, 8, 7)
    augsburg = germany.calendar("BY").with_holidays(
        {peace: ub.Label("Peace Festival", "Friedensfest")}
    )
    assert augsburg.holiday(peace).de == "Friedensfest"
    assert augsburg.without([peace]).holiday(peace) is None


def test_an_unknown_region_is_named_with_those_that_are_known(germany):
    with pytest.raises(InvalidInputError, match="BW"):
        germany.calendar("XX")
    with pytest.raises(InvalidInputError, match="lies before"):
        germany.calendar().working_days(dt.date(2026, 1, 2), dt.date(2026, 1, 1))


def test_only_whole_days_are_asked_for(germany):
    calendar = germany.calendar()
    new_year = dt.datetime(2026, 1, 1)
    for ask in (
        calendar.is_working_day,
        calendar.day_type,
        calendar.holiday,
        calendar.next_working_day,
        calendar.previous_working_day,
        lambda day: calendar.add_working_days(day, 1),
        lambda day: calendar.add_working_days(day, 0),
        lambda day: calendar.working_days(day, day),
        lambda day: calendar.without([day]),
        lambda day: calendar.with_holidays({day: ub.Label("x")}),
    ):
        for wrong in (new_year, "New Year", 2026):
            with pytest.raises(InvalidInputError, match="calendar day"):
                ask(wrong)
    assert not calendar.is_working_day("2026-01-01")
    own = calendar.with_holidays({"2026-01-02": "Bridge"})
    assert own.holiday(dt.date(2026, 1, 2)).en == "Bridge"
