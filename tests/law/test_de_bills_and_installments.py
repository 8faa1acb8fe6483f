"""EnWG §§ 40b, 40c, 41; StromGVV/GasGVV §§ 5, 13, 17, 18."""

import datetime as dt

import pytest
from words import euro

import utilbill as ub
from utilbill.markets.de import deadlines


@pytest.mark.example("EX-BILL-1")
def test_enwg_40c_2_a_bill_is_there_after_six_weeks_and_a_monthly_one_after_three(law):
    period = ub.Period.through("2025-07-01", "2026-06-30")

    assert deadlines.bill_deadline(law, period) == dt.date(2026, 8, 11)
    assert deadlines.bill_deadline(law, period, monthly=True) == dt.date(2026, 7, 21)


@pytest.mark.example("EX-BILL-2")
def test_enwg_40c_1_a_bill_is_not_due_before_two_weeks_after_receipt(law):
    assert deadlines.earliest_due_date(law, dt.date(2026, 8, 11)) == dt.date(2026, 8, 25)


@pytest.mark.example("EX-BILL-3")
@pytest.mark.parametrize(
    ("count", "installment", "remainder"), [(11, "112.40", "0.00"), (12, "103.03", "0.04")]
)
def test_stromgvv_13_1_what_the_rounding_leaves_over_goes_to_the_settlement(
    count, installment, remainder
):
    expected = ub.Forecast(ub.Period.of_year(2026), euro("1236.40"))

    plan = ub.build_plan(expected, ub.due_dates("2026-02-01", count))

    assert {held.gross for held in plan.installments} == {euro(installment)}
    assert plan.remainder == euro(remainder)
    assert plan.sum + plan.remainder == euro("1236.40")


@pytest.mark.example("EX-BILL-4")
@pytest.mark.parametrize(("percent", "amount"), [("8.4", "102.98"), ("-5.2", "90.06")])
def test_stromgvv_13_2_installments_follow_a_price_change_by_its_percentage(percent, amount):
    assert ub.adjusted(euro("95.00"), percent) == euro(amount)


@pytest.mark.example("EX-BILL-5", "EX-BILL-6")
def test_enwg_40c_3_a_credit_is_set_off_fully_or_paid_out():
    small = ub.offset_credit(euro("87.30"), euro("95.00"))
    large = ub.offset_credit(euro("140.00"), euro("95.00"))
    paid = ub.offset_credit(euro("140.00"), euro("95.00"), ub.CreditUse.PAY_ALL)

    assert (small.next_installment, small.pay_out) == (euro("7.70"), euro("0"))
    assert (large.next_installment, large.pay_out) == (euro("0"), euro("45.00"))
    assert (paid.next_installment, paid.pay_out) == (euro("95.00"), euro("140.00"))


@pytest.mark.example("EX-BILL-7")
def test_enwg_41_5_and_stromgvv_5_2_notice_of_a_price_change(law):
    change = dt.date(2026, 7, 1)

    assert deadlines.notice_deadline(law, change) == dt.date(2026, 5, 31)
    assert deadlines.notice_deadline(law, change, basic_supply=True) == dt.date(2026, 5, 20)
    assert deadlines.notice_deadline(law, change, basic_supply=True, margin=1) == dt.date(
        2026, 5, 19
    )


@pytest.mark.example("EX-BILL-8")
@pytest.mark.parametrize(("used", "locked"), [(7050, True), (7000, False)])
def test_stromgvv_17_1_more_than_double_the_use_stops_payment_if_a_test_is_requested(
    law, used, locked
):
    decision = deadlines.may_withhold_payment(
        law,
        dt.date(2026, 6, 1),
        ub.Quantity(used, "kWh"),
        ub.Quantity(3500, "kWh"),
        meter_test_requested=True,
    )

    assert decision.answer is locked


@pytest.mark.example("EX-BILL-9")
def test_stromgvv_18_2_an_error_is_corrected_three_years_back_and_two_for_heat(law):
    found = dt.date(2026, 6, 1)

    assert deadlines.first_correctable_day(law, found) == dt.date(2023, 6, 1)
    assert deadlines.first_correctable_day(law, found, ub.Commodity.HEAT) == dt.date(2024, 6, 1)
