"""Installments that cannot be meant are refused, with the field, the value and what to do."""

import datetime as dt

import pytest

import utilbill as ub
from utilbill.values import errors as e

YEAR = ub.Period.of_year(2024)
STANDARD = ub.TaxRate(ub.TaxCategory.STANDARD, "19")


def euro(text):
    return ub.Money(text, "EUR")


def plan(total="1100.00", first="2024-02-01", count=11, step="0.01"):
    forecast = ub.Forecast(YEAR, euro(total))
    return ub.build_plan(forecast, ub.due_dates(first, count), ub.RoundingRule("x", step))


@pytest.mark.parametrize(
    ("first", "count"),
    [
        pytest.param("2023-12-31", 11, id="the-day-before"),
        pytest.param("1924-02-01", 11, id="a-century-before"),
        pytest.param("2124-02-01", 11, id="a-century-after"),
        pytest.param("2024-02-01", 500, id="more-than-the-days-hold"),
    ],
)
def test_installments_are_due_in_the_days_that_they_pay_for(first, count):
    with pytest.raises(e.InstallmentError, match=r"^due: lies outside 2024-01-01\.\.2024-12-31"):
        plan(first=first, count=count)


def test_the_last_installment_may_follow_by_a_month():
    assert plan(count=12).installments[-1].due == dt.date(2025, 1, 1)


def test_a_step_is_no_coarser_than_an_installment():
    with pytest.raises(e.InstallmentError, match="rounding: is coarser than an installment"):
        plan(step="10000")
    assert plan(total="0.05").installments[0].gross == euro(0)
    assert plan(total="0.00", step="5").installments[0].gross == euro(0)


@pytest.mark.parametrize("percent", ["-150", "-100.01"])
def test_a_change_of_price_leaves_no_less_than_nothing(percent):
    with pytest.raises(e.InstallmentError, match="percent: leaves less than nothing"):
        ub.adjust_plan(plan(), percent, dt.date(2024, 6, 1))
    with pytest.raises(e.InstallmentError, match="percent: leaves less than nothing"):
        ub.adjusted(euro(95), percent)


def test_a_change_of_price_may_take_an_installment_away():
    assert ub.adjust_plan(plan(), -100, dt.date(2024, 6, 1)).after == euro(0)


@pytest.mark.parametrize(
    ("lowest", "highest", "field"), [(-200, 150, "lowest_percent"), (120, 80, "highest_percent")]
)
def test_bounds_of_a_wish_are_bounds(lowest, highest, field):
    with pytest.raises(e.InstallmentError, match=f"^{field}: "):
        ub.wish(
            plan(), euro("-20"), dt.date(2024, 6, 1), lowest_percent=lowest, highest_percent=highest
        )


def test_an_installment_asks_for_no_less_than_nothing():
    with pytest.raises(e.InstallmentError, match="gross: is below zero"):
        ub.Installment(dt.date(2024, 2, 1), euro("-0.01"))


def test_the_tax_of_a_part_is_that_of_its_rate():
    ub.TaxPart(STANDARD, euro("84.03"), euro("15.97"))
    ub.TaxPart(STANDARD, euro("1008.36"), euro("191.64"))  # twelve of them
    ub.TaxPart(STANDARD, euro("84.00"), euro("16.00"))
    for net, tax in (("50.00", "50.00"), ("93.46", "6.54"), ("84.30", "15.70")):
        with pytest.raises(ub.UtilbillError, match=r"tax: is not 19 % of"):
            ub.TaxPart(STANDARD, euro(net), euro(tax))
    with pytest.raises(ub.UtilbillError, match="tax: is not 0 %"):
        ub.TaxPart(ub.TaxRate(ub.TaxCategory.OUT_OF_SCOPE, 0), euro("99.99"), euro("0.01"))


CASE = """\
schema: utilbill.case/1
market: DE
document: {{date: 2025-01-20}}
contract: {{id: c, commodity: electricity, supply_start: 2024-01-01}}
period: {{first: 2024-01-01, last: 2024-12-31}}
registers: [{{id: r}}]
readings:
  - {{register: r, day: 2024-01-01, value: 0}}
  - {{register: r, end_of: 2024-12-31, value: 4000}}
price_sheet:
  name: s
  basis: gross
  components: [{{type: unit_price, id: e, price: 30 ct/kWh}}]
{more}
"""


def bill(more):
    return ub.bill_case(ub.parse_case(CASE.format(more=more).encode(), "case.yaml"))


def codes(held):
    return {finding.code for finding in held.settlements[0].findings}


def test_nothing_is_received_after_the_date_of_the_bill():
    with pytest.raises(e.InstallmentError, match="lies after 2025-01-20") as raised:
        bill("received: [{day: 2025-01-21, amount: 100.00 EUR}]")
    assert raised.value.where.line == 14
    bill("received: [{day: 2025-01-20, amount: 100.00 EUR}]")


def test_nothing_received_is_below_zero():
    for more in (
        "received: [{day: 2024-02-01, amount: -100.00 EUR}]",
        "received_series: [{first: 2024-02-01, count: 3, amount: -100.00 EUR}]",
    ):
        with pytest.raises(ub.UtilbillError, match="below zero"):
            bill(more)


@pytest.mark.parametrize(
    ("day", "named"),
    [
        pytest.param("2023-12-28", True, id="in-advance"),
        pytest.param("2024-02-01", False, id="inside"),
        pytest.param("2025-01-15", False, id="the-last-one-late"),
    ],
)
def test_days_outside_the_period_are_named_and_deducted(day, named):
    held = bill(f"received: [{{day: {day}, amount: 100.00 EUR}}]")
    assert held.deducted == euro(100)
    assert ("installments_outside_period" in codes(held)) is named


def test_the_plan_of_a_case_file_is_refused_where_it_stands():
    for more, field in (
        ("next_plan: {first: 2024-02-01, count: 11}", "due"),
        ("next_plan: {first: 2025-02-01, count: 500}", "due"),
        ("next_plan: {first: 2025-02-01, count: 11, rounding: {step: '10000'}}", "rounding"),
    ):
        with pytest.raises(e.InstallmentError, match=f"^{field}: ") as raised:
            bill(more)
        assert raised.value.where.line == 14
