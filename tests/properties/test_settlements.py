"""Laws that hold for every settlement, over drawn cases near the days on which law changed."""

import itertools
import random

import attrs
import pytest
from hypothesis import given, settings, strategies as st

import utilbill as ub
from utilbill.testing import (
    assert_adds_up,
    assert_billed_once,
    assert_explained,
    assert_plan_adds_up,
    assert_round_trips,
    cases,
    money,
    periods,
    price_sheets,
    quantities,
    register_readings,
)

DE = ub.market("DE")


def statutory():
    return (
        *DE.statutory.levies("electricity"),
        DE.statutory.quantity_tax("electricity"),
        DE.statutory.concession_fee("electricity", inhabitants=60_000),
    )


SPREADINGS = st.sampled_from([ub.LINEAR, DE.spreading("H0"), DE.spreading("H25")])
CASES = cases(statutory, SPREADINGS)


@given(CASES)
def test_parts_sum_to_the_whole(case):
    assert_adds_up(case.settle(DE))


@given(CASES)
def test_every_day_and_every_unit_is_priced_exactly_once(case):
    assert_billed_once(case.settle(DE))


@given(CASES)
def test_every_explanation_evaluates_to_its_amount(case):
    assert_explained(case.settle(DE))


@given(CASES)
@settings(max_examples=25)
def test_a_bill_survives_json(case):
    assert_round_trips(ub.combine([case.settle(DE)]))


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_readings_does_not_matter(case, chance: random.Random):
    readings = list(case.readings)
    chance.shuffle(readings)
    assert attrs.evolve(case, readings=readings).settle(DE) == case.settle(DE)


@given(CASES)
def test_settling_again_gives_the_same(case):
    assert case.settle(DE) == case.settle(DE)


@given(st.data())
def test_a_partition_bills_the_same_quantity_and_the_same_days_once(data):
    period = data.draw(periods(min_days=3))
    registers, readings = data.draw(register_readings(period))
    prices = data.draw(price_sheets(period, statutory))
    name = registers[0].id
    bounds = sorted({reading.day for reading in readings})
    whole = _settled(period, registers, readings, prices)
    parts = [
        _settled(ub.Period(first, last), registers, readings, prices)
        for first, last in itertools.pairwise(bounds)
    ]
    assert sum(part.consumption.of(name).amount for part in parts) == (
        whole.consumption.of(name).amount
    )
    for component in {line.component for line in whole.lines}:
        assert _days(parts, component) == _days([whole], component)
        assert _priced(parts, component) == _priced([whole], component)


def _settled(period, registers, readings, prices):
    contract = ub.Contract(
        id="c",
        supply_start=period.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=registers),
    )
    inside = [held for held in readings if period.start <= held.day <= period.end]
    # At an exchange on the border only one of the two meters belongs to the part.
    if len({held.meter for held in inside}) > 1:
        for day in (period.start, period.end):
            here = [held for held in inside if held.day == day]
            if len({held.meter for held in here}) > 1:
                others = {held.meter for held in inside if held.day != day}
                inside = [held for held in inside if held.day != day or held.meter in others]
    return ub.settle(
        contract, period, inside, prices, market=DE, spreading=ub.LINEAR, rate_change="split"
    )


def _days(settlements, component):
    lines = [line for bill in settlements for line in bill.lines if line.component == component]
    return sorted(day for line in lines for day in line.period)


def _priced(settlements, component):
    return sum(
        line.quantity.amount
        for bill in settlements
        for line in bill.lines
        if line.component == component and line.quantity is not None
    )


@given(CASES, st.integers(1, 1000))
def test_a_higher_price_never_makes_a_bill_cheaper(case, more):
    dearer = attrs.evolve(
        case,
        prices=ub.PriceSheet(
            name="dearer",
            basis=case.prices.basis,
            components=[_dearer(component, more) for component in case.prices.components],
        ),
    )
    assert dearer.settle(DE).totals.gross >= case.settle(DE).totals.gross


def _dearer(component, more):
    prices = getattr(component, "prices", None)
    if prices is None:
        return component
    raised = ub.Timeline(
        [
            attrs.evolve(entry, value=ub.Price(entry.value.amount + more, entry.value.unit))
            for entry in prices.entries
        ]
    )
    return attrs.evolve(component, prices=raised)


@given(money(smallest=0), st.integers(1, 24), st.sampled_from([ub.CENT, ub.RoundingRule("1", 1)]))
def test_a_plan_adds_up_to_what_is_expected(total, count, rounding):
    expected = ub.Forecast(ub.Period.of_year(2025), total)
    plan = ub.build_plan(expected, ub.due_dates("2025-01-31", count), rounding)
    assert_plan_adds_up(plan)
    assert len({held.gross for held in plan.installments}) == 1
    assert abs(plan.remainder.amount) <= count * rounding.step / 2


@given(CASES)
@settings(max_examples=25)
def test_the_next_plan_follows_from_a_settlement(case):
    settlement = case.settle(DE)
    law = DE.with_law(DE.law.beyond_horizon(ub.CARRY_LAST))
    prices = attrs.evolve(case.prices)
    expected = ub.next_forecast(settlement, prices, market=law, spreading=ub.LINEAR)
    assert sum((s.gross for s in expected.shares), ub.Money(0, "EUR")) == expected.total
    if expected.total.amount >= 0:
        assert_plan_adds_up(ub.build_plan(expected, ub.due_dates(expected.period.start, 11)))


@given(
    quantities(decimals=2, largest=10**6).filter(bool),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any),
    st.sampled_from(["0.01", "0.001"]),
)
def test_an_allocation_adds_up_and_keeps_order(total, weights, step):
    from decimal import Decimal

    parts = ub.allocate(total, weights, Decimal(step))
    assert sum(parts) == total
    for (lighter, less), (heavier, more) in _pairs(sorted(zip(weights, parts, strict=True))):
        assert heavier >= lighter
        assert more >= less or heavier == lighter


def _pairs(items):
    return itertools.pairwise(items)


@pytest.mark.parametrize("fixture", ["germany", "assert_lawful"])
def test_the_plugin_gives_its_fixtures(request, fixture):
    assert request.getfixturevalue(fixture)
