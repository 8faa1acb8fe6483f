"""BGB §§ 187, 247, 288, 289; day counts by practice."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.markets.de.default_interest import default_interest
from utilbill.prorating import DayCount, simple_interest

LAW = ub.market("DE").law


def euro(amount):
    return ub.Money(amount, "EUR")


def interest(amount, first, last, *, consumer=True, **more):
    days = ub.Period.through(first, last)
    claim = more.pop("claim_since", days.start)
    held = default_interest(LAW, euro(amount), days, consumer=consumer, claim_since=claim, **more)
    return held.amount.amount


@pytest.mark.example("EX-INT-1")
def test_bgb_288_1_interest_of_a_consumer_over_three_rates():
    assert interest("312.40", "2025-06-02", "2026-02-20") == Decimal("14.42")
    assert interest("312.40", "2025-06-02", "2026-02-20", per_rate=True) == Decimal("14.41")


@pytest.mark.example("EX-INT-2")
def test_bgb_288_1_the_day_of_payment_may_be_left_out():
    assert interest("312.40", "2025-06-02", "2026-02-19") == Decimal("14.36")
    assert interest("312.40", "2025-06-02", "2026-02-19", per_rate=True) == Decimal("14.35")


@pytest.mark.example("EX-INT-3")
def test_bgb_288_1_a_leap_year_has_366_days():
    assert interest("500.00", "2023-11-01", "2024-02-29") == Decimal("13.85")
    assert interest("500.00", "2023-11-01", "2024-02-29", per_rate=True) == Decimal("13.86")


@pytest.mark.example("EX-INT-4")
def test_bgb_247_a_negative_base_rate_lowers_the_interest():
    assert interest("500.00", "2015-03-01", "2015-05-29") == Decimal("5.14")


@pytest.mark.example("EX-INT-5")
def test_bgb_288_2_nine_points_among_businesses():
    assert interest("5000.00", "2026-01-05", "2026-02-03", consumer=False) == Decimal("42.21")
    old = interest(
        "5000.00", "2026-01-05", "2026-02-03", consumer=False, claim_since=dt.date(2014, 7, 28)
    )
    assert old < Decimal("42.21")


@pytest.mark.example("EX-INT-6")
@pytest.mark.parametrize(
    ("amount", "rate", "first", "days", "expected"),
    [
        ("450.00", "6.52", "2026-01-01", 73, "5.87"),
        ("1000.00", "4.12", "2022-03-01", 61, "6.89"),
        ("1000.00", "4.12", "2020-03-01", 31, "3.49"),
    ],
)
def test_public_vectors_of_default_interest(amount, rate, first, days, expected):
    start = dt.date.fromisoformat(first)
    period = ub.Period(start, start + dt.timedelta(days=days))
    found = simple_interest(euro(amount), period, rate, DayCount.ACT_ACT)
    assert found.amount == euro(expected)


def published(shared, name):
    import yaml

    path = shared / "samples/bills/interest.yaml"
    cases = yaml.safe_load(path.read_text("utf-8"))["cases"]
    case = next(case for case in cases if case["id"] == name)
    given_values = {held["id"]: held["value"] for held in case["parameters"]}
    lines = {line["id"]: line["published"] for line in case["expected"]["lines"]}
    return given_values, lines


def test_published_default_interest_by_365_days(shared):
    held, printed = published(shared, "de-int-01")
    start = dt.date(2012, 3, 1)
    period = ub.Period(start, start + dt.timedelta(days=int(held["days"])))
    found = simple_interest(euro(held["p"]), period, held["rate"], "act/365")
    assert found.amount.amount == Decimal(printed["i"])
    by_law = interest(held["p"], "2012-03-01", "2012-03-25", day_count="act/365")
    assert by_law == Decimal(printed["i"])


def test_published_interest_by_months_of_30_days(shared):
    held, printed = published(shared, "de-int-02-30-360")
    period = ub.Period.through("2016-01-01", "2016-07-30")
    found = simple_interest(euro(held["p"]), period, held["rate"], "30/360")
    assert found.amount.amount == Decimal(printed["i"])


def test_published_swedish_interest(shared):
    held, printed = published(shared, "se-int-01")
    period = ub.Period("2012-01-01", "2012-01-21")
    found = simple_interest(ub.Money(held["p"], "SEK"), period, held["rate"], "act/365")
    assert found.amount.amount == Decimal(printed["i"])


@given(
    st.dates(dt.date(2015, 1, 1), dt.date(2024, 1, 1)),
    st.integers(1, 900),
    st.integers(1, 899),
    st.sampled_from(DayCount),
)
def test_interest_over_two_parts_is_that_over_the_whole(start, length, cut, rule):
    end = start + dt.timedelta(days=length + 1)
    at = start + dt.timedelta(days=min(cut, length))
    whole = ub.Period(start, end)
    exact = [
        ub.evaluate(simple_interest(euro("10000.00"), part, "5", rule).explanation.operand)
        for part in (whole, *whole.split(at))
        if part.days
    ]
    assert exact[0] == sum(exact[1:])
