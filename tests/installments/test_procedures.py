"""Both procedures leave the same account; plans add up whatever changes them."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.markets.de.deadlines import bill_deadlines
from utilbill.testing import assert_deducted, assert_plan_adds_up, money
from utilbill.values import errors as e

YEAR = ub.Period.of_year(2024)
CENTS = money(smallest=0, largest=50_000)


def euro(text):
    return ub.Money(text, "EUR")


@st.composite
def years(draw):
    """Draw installments of a year, payments towards them, and a settlement after them."""
    days = draw(st.lists(st.dates(YEAR.start, YEAR.last), max_size=12, unique=True).map(sorted))
    installments = [ub.Installment(day, draw(CENTS)) for day in days]
    payments = [
        ub.Payment(day, draw(CENTS))
        for day in draw(st.lists(st.dates(YEAR.start, dt.date(2025, 6, 30)), max_size=12))
    ]
    settled = ub.SettledOn(draw(st.dates(YEAR.end, dt.date(2025, 3, 1))), draw(CENTS))
    return installments, payments, draw(st.sampled_from([None, settled]))


@given(years(), st.dates(YEAR.start, dt.date(2025, 12, 31)))
def test_both_procedures_leave_the_same_balance_on_every_day(year, day):
    requested, invoiced = (ub.account_balance(how, *year, day) for how in ub.Procedure)
    assert requested == invoiced


@given(years())
def test_the_settlement_claims_what_the_algebra_says(year):
    installments, payments, settled = year
    if settled is None:
        return
    nothing = euro(0)
    demanded = sum((held.gross for held in installments), nothing)
    before = sum((paid.amount for paid in payments if paid.day < settled.day), nothing)
    requested = ub.claims(ub.Procedure.REQUESTED, *year)[-1]
    invoiced = ub.claims(ub.Procedure.INVOICED, *year)[-1]
    assert requested.amount == settled.gross - before
    assert invoiced.amount == settled.gross - demanded
    # What the customer still owes: G - P on both ways.
    assert requested.amount == invoiced.amount + (demanded - before)


CASE = """\
schema: utilbill.case/1
market: DE
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
received_series: [{{first: 2024-02-01, count: 10, amount: 100.00 EUR}}]
{more}
"""


def bill(more=""):
    return ub.bill_case(ub.parse_case(CASE.format(more=more).encode(), "case.yaml"))


def test_a_bill_deducts_what_was_received_or_what_was_invoiced():
    """1 200.00 EUR used, eleven installments asked for, ten paid."""
    requested = bill()
    invoiced = bill(
        "installments: invoiced\n"
        "demanded_series: [{first: 2024-02-01, count: 11, amount: 100.00 EUR}]"
    )

    assert (requested.deducted, requested.balance, requested.unpaid) == (
        euro(1000), euro(200), euro(0),
    )  # fmt: skip
    assert (invoiced.deducted, invoiced.balance, invoiced.unpaid) == (
        euro(1100), euro(100), euro(100),
    )  # fmt: skip
    assert requested.account == invoiced.account == euro(200)
    assert invoiced.deducted_tax == euro("175.67")  # 11 times 15.97
    words = ub.bill_text(invoiced, "de")
    assert "In Rechnung gestellte Abschläge (11)" in words
    assert "sie bleiben an ihren Tagen fällig: 100,00 EUR" in words
    assert shown(words, "Ergebnis der Abrechnung", "Insgesamt zu zahlen") == ["100,00", "200,00"]
    assert "Nachzahlung" not in words
    assert ub.bill_from_json(ub.bill_to_json(invoiced)) == invoiced


def shown(words, *names):
    """Return what stands at the end of the last line that begins with each name."""
    lines = [line.strip() for line in words.splitlines()]
    return [[row.split()[-1] for row in lines if row.startswith(name)][-1] for name in names]


def test_what_was_paid_beyond_invoiced_installments_is_a_credit():
    """1 200.00 EUR used, 1 180.00 invoiced, 1 235.00 paid: 35.00 are the customer's."""
    held = bill(
        "received: [{day: 2024-12-01, amount: 235.00 EUR}]\n"
        "installments: invoiced\n"
        "demanded_series: [{first: 2024-02-01, count: 10, amount: 118.00 EUR}]"
    )
    assert (held.balance, held.unpaid, held.overpaid) == (euro(20), euro(0), euro(55))
    assert held.account == euro(-35)
    words = ub.bill_text(held, "de")
    names = ("Ergebnis der Abrechnung", "Über die in Rechnung", "Guthaben insgesamt")
    assert shown(words, *names) == ["20,00", "-55,00", "35,00"]
    assert "nicht gezahlt" not in words
    assert "Nachzahlung" not in words
    (clock,) = bill_deadlines(ub.market("DE").law, held.settlements[0], dt.date(2025, 1, 20))[1:]
    assert clock.name.en == "credit paid out until"


def test_invoiced_installments_must_be_given_where_some_are_received():
    with pytest.raises(e.InstallmentError, match="Give the installments that were invoiced"):
        bill("installments: invoiced")


@given(st.lists(CENTS, max_size=4), st.lists(CENTS, min_size=1, max_size=4))
def test_both_procedures_leave_the_same_account_after_every_settlement(paid, asked):
    days = ub.due_dates("2024-02-01", 4)
    (case,) = ub.parse_case(CASE.format(more="").encode(), "case.yaml").cases
    case = attrs.evolve(
        case,
        received=tuple(
            ub.ReceivedInstallment.untaxed(day, held) for day, held in zip(days, paid, strict=False)
        ),
    )
    demanded = tuple(ub.Installment(day, held) for day, held in zip(days, asked, strict=False))
    requested = case.settle(ub.market("DE"))
    invoiced = attrs.evolve(case, procedure="invoiced", demanded=demanded).settle(ub.market("DE"))
    assert_deducted(invoiced)
    assert requested.account == invoiced.account == requested.balance
    assert not (invoiced.unpaid and invoiced.overpaid)
    settled = ub.SettledOn(dt.date(2025, 1, 20), invoiced.totals.payable)
    payments = [ub.Payment(held.day, held.gross) for held in case.received]
    for how in ub.Procedure:
        there = ub.account_balance(how, demanded, payments, settled, settled.day)
        assert there == invoiced.account


def test_invoiced_installments_are_no_requests():
    with pytest.raises(e.InstallmentError, match="only requested"):
        bill("demanded_series: [{first: 2024-02-01, count: 11, amount: 100.00 EUR}]")


def test_installments_keep_the_parts_that_were_invoiced():
    more = """\
demanded:
  - due: 2024-02-01
    amount: 100.00 EUR
    parts:
      - {tax_percent: 19, net: 50.42 EUR, tax: 9.58 EUR}
      - {tax_percent: 7, net: 37.38 EUR, tax: 2.62 EUR}
installments: invoiced
"""
    assert bill(more).deducted_tax == euro("12.20")
    with pytest.raises(e.InstallmentError, match="sum of its parts"):
        bill(more.replace("9.58", "9.59"))


@given(
    st.integers(1, 500_000),
    st.integers(1, 12),
    st.sampled_from(["0.01", "1", "5"]),
    st.lists(st.integers(0, 100_000), min_size=1, max_size=3),
)
def test_a_plan_over_several_rates_adds_up(total, count, step, weights):
    rates = [ub.TaxRate(ub.TaxCategory.STANDARD, percent) for percent in (19, 7, 0)]
    if not any(weights):
        weights = [1]
    gross = sum(weights)
    shares = tuple(
        ub.ForecastShare(rate, euro(weight) if gross else euro(0))
        for rate, weight in zip(rates, weights, strict=False)
    )
    total += int(100 * count * Decimal(step))  # a step is no coarser than an installment
    expected = ub.Forecast(YEAR, euro(total) * Decimal("0.01"), shares)
    plan = ub.build_plan(expected, ub.due_dates("2024-01-15", count), ub.RoundingRule("x", step))

    assert_plan_adds_up(plan)
    for held in plan.installments:
        assert sum((part.gross for part in held.parts), euro(0)) == held.gross
        assert held.net + held.tax == held.gross


def plan(total="1100.00", count=11):
    return ub.build_plan(ub.Forecast(YEAR, euro(total)), ub.due_dates("2024-02-01", count))


@given(CENTS, st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 1)), st.integers(0, 50))
def test_a_revised_plan_adds_up_and_never_touches_the_past(total, since, tolerance):
    old = plan()
    revision = ub.revise_plan(
        old, ub.Forecast(YEAR, total), "reading", since, tolerance_percent=tolerance
    )
    new = revision.plan
    assert_plan_adds_up(new)
    assert new.total == total
    assert [h for h in new.installments if h.due < since] == [
        h for h in old.installments if h.due < since
    ]
    assert all(held.gross.amount >= 0 for held in new.installments)
    assert revision.expected_result == total - new.sum


@pytest.mark.parametrize(
    ("total", "tolerance", "after", "result"),
    [
        pytest.param("1310", 0, "130.00", "0.00", id="more"),
        pytest.param("1310", 30, "100.00", "210.00", id="within-the-band"),
        pytest.param("1310", 29, "130.00", "0.00", id="beyond-the-band"),
        pytest.param("300", 0, "0.00", "-100.00", id="already-paid-more"),
    ],
)
def test_a_tolerance_band_leaves_small_changes_to_the_settlement(total, tolerance, after, result):
    revision = ub.revise_plan(
        plan(), ub.Forecast(YEAR, euro(total)), ub.RevisionReason.READING, dt.date(2024, 6, 1),
        tolerance_percent=tolerance,
    )  # fmt: skip
    assert (revision.after, revision.expected_result) == (euro(after), euro(result))
    assert revision.changed is (after != "100.00")


def test_stromgvv_13_2_a_plan_follows_a_price_change_by_its_percentage():
    revision = ub.adjust_plan(plan(), "8.4", dt.date(2024, 7, 1))
    assert (revision.before, revision.after) == (euro("100.00"), euro("108.40"))
    assert [str(held.gross.amount) for held in revision.plan.installments] == (
        ["100.00"] * 5 + ["108.40"] * 6
    )
    assert revision.expected_result == euro(0)


def test_a_wish_of_the_customer_stays_within_its_bounds():
    asked = ub.wish(
        plan(), euro("120.00"), dt.date(2024, 7, 1), lowest_percent=80, highest_percent=120
    )
    assert asked.expected_result == euro("-120.00")
    for amount in ("79.99", "120.01", "99.995"):
        with pytest.raises(e.InstallmentError, match=r"outside 80\.00 EUR to 120\.00 EUR"):
            ub.wish(plan(), euro(amount), dt.date(2024, 7, 1), lowest_percent=80,
                    highest_percent=120)  # fmt: skip


def test_a_plan_that_has_ended_cannot_be_revised():
    late = dt.date(2025, 1, 1)
    for change in (
        lambda: ub.revise_plan(plan(), ub.Forecast(YEAR, euro(1)), "reading", late),
        lambda: ub.adjust_plan(plan(), 1, late),
        lambda: ub.wish(plan(), euro(100), late, lowest_percent=1, highest_percent=200),
    ):
        with pytest.raises(e.InstallmentError, match="no installment"):
            change()
    with pytest.raises(e.InstallmentError, match="below zero"):
        ub.revise_plan(plan(), ub.Forecast(YEAR, euro(1)), "reading", YEAR.start,
                       tolerance_percent=-1)  # fmt: skip


def test_stromgvv_14_an_advance_payment_says_start_reason_and_end():
    asked = ub.AdvancePayment.of(
        plan(), dt.date(2024, 6, 1), reason="two returned debits", ends_when="paid for a year"
    )
    assert [held.due.month for held in asked.parts] == [6, 7, 8, 9, 10, 11, 12]
    for reason, ends in (("", "x"), ("x", " ")):
        with pytest.raises(e.InstallmentError, match="told to the customer"):
            ub.AdvancePayment.of(plan(), dt.date(2024, 6, 1), reason=reason, ends_when=ends)
    with pytest.raises(e.InstallmentError, match="from its start on"):
        ub.AdvancePayment.of(plan(), dt.date(2025, 6, 1), reason="x", ends_when="x")
