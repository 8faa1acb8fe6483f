"""Prepaid supply: days that cost what the bill comes to, and events on the way down."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub

DE = ub.market("DE")
MARCH = ub.Period("2024-03-20", "2024-04-10")


def case(**more):
    contract = ub.Contract(
        id="C-1",
        supply_start="2023-01-01",
        supply_point=ub.SupplyPoint(commodity="gas", registers=[ub.Register("main", unit="kWh")]),
    )
    sheet = ub.PriceSheet(
        name="Prepaid",
        basis="net",
        components=[
            ub.StandingCharge(id="base", label="Base", prices="0.33 EUR/day"),
            ub.UnitPrice(id="energy", label="Energy", prices="12.34 ct/kWh"),
        ],
    )
    return ub.Case(
        **{
            "contract": contract,
            "period": MARCH,
            "prices": sheet,
            "spreading": ub.LINEAR,
            "rate_change": "split",
            "readings": [ub.Reading("main", MARCH.start, 0), ub.Reading("main", MARCH.end, 421)],
            **more,
        }
    )


def test_the_days_add_up_to_the_bill_over_a_change_of_tax():
    costs = ub.daily_costs(case(), DE)
    assert [day for day, _ in costs] == list(MARCH)
    assert sum(cost.amount for _, cost in costs) == case().settle(DE).totals.gross.amount
    assert costs[-1][1].amount > costs[0][1].amount  # 19 % instead of 7 % since April


def test_days_of_a_load_curve_cost_what_they_used():
    period = ub.Period("2024-06-01", "2024-06-04")
    load = ub.IntervalSeries.on(
        period, [0] * 24 + [1] * 24 + [2] * 24, unit="kWh", resolution="1 h", zone="Europe/Berlin"
    )
    held = case(period=period, readings=[], series={"main": load}, rate_change=None)
    costs = [cost.amount for _, cost in ub.daily_costs(held, DE)]
    assert costs[0] == Decimal("0.39")
    assert costs == sorted(costs)
    assert sum(costs) == held.settle(DE).totals.gross.amount


def days(*costs):
    return [
        (dt.date(2024, 1, 1 + index), ub.Money(cost, "EUR")) for index, cost in enumerate(costs)
    ]


TERMS = ub.PrepaidTerms(warn_at=["2.00 EUR", "10.00 EUR"], emergency="5.00 EUR")


def kinds(course):
    return [(event.day.day, event.kind.value) for event in course.events]


def test_each_limit_warns_once_on_the_way_down_and_again_after_a_payment():
    course = ub.burn_down(
        "15.00 EUR",
        days("5", "4", "4", "5", "20", "1"),
        TERMS,
        [ub.TopUp("2024-01-05", "20.00 EUR", "voucher")],
    )
    assert kinds(course) == [
        (1, "low"),
        (3, "low"),
        (4, "used_up"),
        (5, "topped_up"),
        (5, "low"),
        (5, "low"),
        (5, "used_up"),
    ]
    assert course.balance == ub.Money("-4.00", "EUR")


def test_one_dear_day_goes_through_all_limits():
    assert kinds(ub.burn_down("11.00 EUR", days("16"), TERMS)) == [
        (1, "low"),
        (1, "low"),
        (1, "used_up"),
        (1, "emergency_used_up"),
    ]


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=25),
    st.integers(0, 5000),
    st.lists(st.tuples(st.integers(0, 24), st.integers(1, 900)), max_size=4),
)
def test_nothing_is_lost_on_the_way(cents, opening, payments):
    costs = days(*(Decimal(cent) / 100 for cent in cents))
    top_ups = [
        ub.TopUp(costs[place][0], ub.Money(Decimal(amount) / 100, "EUR"))
        for place, amount in payments
        if place < len(costs)
    ]
    course = ub.burn_down(ub.Money(Decimal(opening) / 100, "EUR"), costs, TERMS, top_ups)
    paid = sum(one.amount.amount for one in top_ups)
    assert (
        course.balance.amount
        == Decimal(opening) / 100 + paid - sum(Decimal(c) for c in cents) / 100
    )
    assert sum(event.kind.value == "topped_up" for event in course.events) == len(
        {one.day for one in top_ups}
    )


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(ub.InvalidInputError, match="none of the days"):
        ub.burn_down("1.00 EUR", days("1"), TERMS, [ub.TopUp("2025-01-01", "1.00 EUR")])
    with pytest.raises(ub.InvalidInputError, match="does not follow"):
        ub.burn_down("1.00 EUR", days("1")[::1] + days("1"), TERMS)
    with pytest.raises(ub.InvalidInputError, match="no payment"):
        ub.TopUp("2024-01-01", "0.00 EUR")
    with pytest.raises(ub.InvalidInputError, match="not in SEK"):
        ub.burn_down("1.00 SEK", days("1"), TERMS)
