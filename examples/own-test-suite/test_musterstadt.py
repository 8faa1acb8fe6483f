"""What the supplier tests: its own product, over supplies that it does not have to think of."""

from decimal import Decimal

from hypothesis import given, settings, strategies as st
from musterstadt import green_power, supplied

import utilbill as ub
from utilbill import testing

GERMANY = ub.market("DE")


@st.composite
def green_cases(draw):
    """Draw the supplier's product for any meter, over any days on which its prices hold."""
    period = draw(testing.periods(min_days=2))
    registers, readings = draw(testing.readings(period))
    return ub.Case(
        contract=supplied(registers, period),
        period=period,
        readings=readings,
        prices=green_power(GERMANY),
        spreading=GERMANY.spreading("H0"),
        rate_change=draw(st.sampled_from(ub.RateChange)),
    )


@given(green_cases())
@settings(max_examples=25, deadline=None, database=None)
def test_every_bill_of_the_product_is_right(case):
    settlement = case.settle(GERMANY)
    testing.assert_lawful(settlement, case.prices, GERMANY)
    testing.assert_as_reference(settlement, case, GERMANY)
    testing.assert_any_order(case, GERMANY)


@given(testing.portfolios(market=GERMANY, commodities=["electricity"]))
@settings(max_examples=10, deadline=None, database=None)
def test_one_bad_meter_does_not_stop_the_town(cases):
    results = ub.settle_many(cases, GERMANY)
    assert len(results) == len(cases)
    assert all(isinstance(held, ub.Settled) for held in results)


def test_a_customer_that_we_know(settle_checked):
    year = ub.Period.of_year(2025)
    registers = (ub.Register("1-0:1.8.0"),)
    case = ub.Case(
        contract=supplied(registers, year, start="2024-06-01"),
        period=year,
        readings=[
            ub.Reading("1-0:1.8.0", year.start, 1200),
            ub.Reading("1-0:1.8.0", year.end, 3200),
        ],
        prices=green_power(GERMANY),
    )
    settlement = settle_checked(case)
    assert settlement.consumption.total == ub.Quantity(2000, "kWh")
    energy = next(line for line in settlement.lines if line.component == "energy")
    assert energy.amount.amount == Decimal("284.00")
