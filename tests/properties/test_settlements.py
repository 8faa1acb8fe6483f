"""Laws that hold for every settlement, over drawn cases near the days on which law changed."""

import itertools

import attrs
import pytest
from hypothesis import given, settings, strategies as st

import utilbill as ub
from utilbill.testing import (
    assert_any_order,
    assert_lawful,
    assert_parts_are_the_whole,
    assert_plan_adds_up,
    cases,
    money,
    quantities,
)

DE = ub.market("DE")


def statutory():
    return (
        *DE.statutory.levies("electricity"),
        DE.statutory.quantity_tax("electricity"),
        DE.statutory.concession_fee("electricity", inhabitants=60_000),
    )


SPREADINGS = st.sampled_from([ub.LINEAR, DE.spreading("H0"), DE.spreading("H25")])
ROUNDINGS = (ub.CENT, ub.RoundingRule("1", 1))
CASES = cases(statutory, SPREADINGS, tuple(ub.TaxCategory))


@given(CASES)
@settings(max_examples=max(200, settings().max_examples))
def test_every_case_is_lawful_and_bills_what_was_agreed(case):
    assert_lawful(case.settle(DE), case.prices, DE)


@given(CASES)
def test_the_order_of_readings_does_not_matter(case):
    assert_any_order(case, DE)


@given(CASES)
def test_settling_again_gives_the_same(case):
    assert case.settle(DE) == case.settle(DE)


@given(CASES)
def test_from_reading_to_reading_nothing_is_lost(case):
    assert_parts_are_the_whole(case, DE)


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
    if isinstance(component, ub.TieredPrice):
        tiers = [
            attrs.evolve(tier, price=ub.Price(tier.price.amount + more, tier.price.unit))
            for tier in component.tiers
        ]
        return attrs.evolve(component, tiers=tiers)
    prices = getattr(component, "prices", None)
    if prices is None or "prices" not in attrs.fields_dict(type(component)):
        return component
    raised = ub.Timeline(
        [
            attrs.evolve(entry, value=ub.Price(entry.value.amount + more, entry.value.unit))
            for entry in prices.entries
        ]
    )
    return attrs.evolve(component, prices=raised)


@given(money(smallest=1200), st.integers(1, 12), st.sampled_from(ROUNDINGS))
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


@pytest.mark.parametrize(
    "fixture", ["germany", "assert_lawful", "assert_as_reference", "settle_checked"]
)
def test_the_plugin_gives_its_fixtures(request, fixture):
    assert request.getfixturevalue(fixture)
