"""The account day by day: what stands, what lapses, and what counts on the very day."""

import datetime as dt

import pytest

import utilbill as ub
from utilbill.values.errors import InstallmentError

FEBRUARY, MARCH, APRIL = (dt.date(2024, month, 1) for month in (2, 3, 4))
REQUESTED, INVOICED = ub.Procedure.REQUESTED, ub.Procedure.INVOICED


def euro(text):
    return ub.Money(text, "EUR")


ASKED = [ub.Installment(day, euro("100.00")) for day in (FEBRUARY, MARCH)]
SETTLED = ub.SettledOn(APRIL, euro("230.00"))


def rows(held):
    return [(claim.kind.value, claim.day, claim.amount, claim.settles) for claim in held]


def test_requests_stand_until_the_settlement():
    paid = [ub.Payment(FEBRUARY, euro("100.00"))]
    assert rows(ub.claims(REQUESTED, ASKED, paid, SETTLED)) == [
        ("installment", FEBRUARY, euro("100.00"), APRIL),
        ("installment", MARCH, euro("100.00"), APRIL),
        ("settlement", APRIL, euro("130.00"), None),
    ]
    assert rows(ub.claims(REQUESTED, ASKED, paid, None)) == [
        ("installment", FEBRUARY, euro("100.00"), None),
        ("installment", MARCH, euro("100.00"), None),
    ]


def test_invoiced_installments_stay():
    assert rows(ub.claims(INVOICED, ASKED, [], SETTLED)) == [
        ("installment", FEBRUARY, euro("100.00"), None),
        ("installment", MARCH, euro("100.00"), None),
        ("settlement", APRIL, euro("30.00"), None),
    ]


def test_what_is_paid_on_the_day_of_the_settlement_is_not_deducted_by_it():
    paid = [ub.Payment(APRIL, euro("50.00"))]
    assert ub.claims(REQUESTED, ASKED, paid, SETTLED)[-1].amount == euro("230.00")
    for how in ub.Procedure:
        assert ub.account_balance(how, ASKED, paid, SETTLED, APRIL) == euro("180.00")


@pytest.mark.parametrize("how", ub.Procedure)
def test_a_claim_and_a_payment_count_on_their_day(how):
    paid = [ub.Payment(MARCH, euro("60.00"))]
    days = [FEBRUARY - dt.timedelta(days=1), FEBRUARY, MARCH, APRIL - dt.timedelta(days=1), APRIL]
    assert [ub.account_balance(how, ASKED, paid, SETTLED, day) for day in days] == [
        euro(amount) for amount in ("0.00", "100.00", "140.00", "140.00", "170.00")
    ]


@pytest.mark.parametrize("how", ub.Procedure)
def test_the_account_is_kept_in_the_currency_of_what_stands_on_it(how):
    kronor = ub.Money("100.00", "SEK")
    asked, paid = [ub.Installment(FEBRUARY, kronor)], [ub.Payment(FEBRUARY, kronor)]
    settled = ub.SettledOn(APRIL, kronor)
    assert ub.account_balance(how, asked, [], None, MARCH) == kronor
    assert ub.account_balance(how, [], paid, None, MARCH) == -kronor
    assert ub.account_balance(how, [], [], settled, APRIL) == kronor
    assert ub.account_balance(how, [], [], None, MARCH) == euro(0)


def test_a_credit_as_large_as_the_installment_leaves_nothing():
    for use in (ub.CreditUse.OFFSET_THEN_PAY, ub.CreditUse.PAY_ALL):
        used = ub.offset_credit(euro("95.00"), euro("95.00"), use)
        assert (used.next_installment, used.pay_out) == (euro(0), euro(0))


@pytest.mark.parametrize(
    ("use", "left", "paid"),
    [
        ("offset_then_pay", "0.00", "5.00"),
        ("pay_all", "95.00", "100.00"),
        ("pay_out", "95.00", "100.00"),
    ],
)
def test_a_credit_that_is_larger_than_the_installment(use, left, paid):
    used = ub.offset_credit(euro("100.00"), euro("95.00"), ub.CreditUse(use))
    assert (used.next_installment, used.pay_out) == (euro(left), euro(paid))


@pytest.mark.parametrize(
    ("field", "amounts"),
    [("credit", ("-0.01", "95.00")), ("next_installment", ("95.00", "-0.01"))],
)
def test_a_credit_and_an_installment_are_no_less_than_nothing(field, amounts):
    with pytest.raises(InstallmentError) as raised:
        ub.offset_credit(*map(euro, amounts))
    assert (raised.value.field, raised.value.value) == (field, euro("-0.01"))
