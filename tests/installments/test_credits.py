"""A credit does not stay: it pays the next installments, or is paid out in time."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.testing import money

CASE = """\
schema: utilbill.case/1
market: DE
document: {{{document}}}
contract: {{id: C-1, commodity: {commodity}, supply_start: 2024-01-01}}
period: {{first: 2025-01-01, last: 2025-12-31}}
registers: [{{id: r, unit: {unit}}}]
readings:
  - {{register: r, day: 2025-01-01, value: 0}}
  - {{register: r, end_of: 2025-12-31, value: 3600}}
price_sheet:
  name: s
  basis: gross
  components: [{{type: unit_price, id: e, price: 0.30 EUR/{unit}}}]
received: [{{day: 2025-06-01, amount: {paid} EUR}}]
{more}
"""
PLAN = "next_plan: {first: 2026-02-15, count: 10}"  # 108.00 EUR each


def euro(text):
    return ub.Money(text, "EUR")


def bill(paid, more=PLAN, document="date: 2026-01-20", commodity="electricity", unit="kWh"):
    text = CASE.format(paid=paid, more=more, document=document, commodity=commodity, unit=unit)
    return ub.bill_case(ub.parse_case(text.encode(), "case.yaml"))


def words(held):
    return " ".join(word for word in ub.bill_text(held, "de").split() if set(word) - set("-="))


def test_enwg_40c_3_a_credit_reduces_the_next_installment():
    held = bill("1167.30")  # 1 080.00 used
    assert held.credit_use.offset == euro("87.30")
    assert (held.credit_use.pay_out, held.credit_use.pay_out_by) == (euro(0), None)
    shown = words(held)
    assert "Guthaben 87,30 EUR Verrechnet mit den nächsten Abschlägen 87,30 EUR" in shown
    assert "15.02.2026 108,00 -87,30 20,70 15.03.2026 108,00 108,00" in shown
    assert "Auszahlung" not in shown
    assert held.next_plans[0].sum == euro(1080)
    assert held.next_payments[0] == (dt.date(2026, 2, 15), euro("20.70"))
    assert ub.bill_from_json(ub.bill_to_json(held)) == held


def test_enwg_40c_3_what_the_next_installment_does_not_take_is_paid_out_in_two_weeks():
    shown = words(bill("1220.00"))
    assert "Auszahlung bis 03.02.2026 (EnWG § 40c Abs. 3)" in shown
    assert "Verrechnet mit den nächsten Abschlägen 108,00 EUR Auszahlung 32,00 EUR" in shown
    assert "15.02.2026 108,00 -108,00 0,00" in shown


@pytest.mark.parametrize(
    ("use", "paid", "offset", "pay_out"),
    [
        pytest.param("offset_then_pay", "1220", "108", "32", id="the-rest-is-paid"),
        pytest.param("pay_all", "1220", "0", "140", id="all-is-paid"),
        pytest.param("pay_all", "1180", "100", "0", id="all-is-set-off"),
        pytest.param("pay_out", "1180", "0", "100", id="nothing-is-set-off"),
    ],
)
def test_a_case_file_may_choose(use, paid, offset, pay_out):
    used = bill(paid, document=f"date: 2026-01-20, credit: {use}").credit_use
    assert (used.offset, used.pay_out) == (euro(offset), euro(pay_out))


def test_enwg_40c_3_a_final_credit_is_paid_out_in_two_weeks():
    shown = words(bill("1180", "kind: final"))
    assert "Auszahlung bis 03.02.2026 (EnWG § 40c Abs. 3)" in shown
    assert "Verrechnet" not in shown


@pytest.mark.parametrize(("due", "until"), [("2026-01-30", 30), ("2026-03-30", None)])
def test_a_day_of_payment_may_come_sooner_than_law_asks_never_later(due, until):
    used = bill("1180", "kind: final", f"date: 2026-01-20, due: {due}").credit_use
    assert used.pay_out_by == (dt.date(2026, 1, 30) if until else dt.date(2026, 2, 3))


@pytest.mark.parametrize(
    ("commodity", "unit", "source"),
    [("water", "m3", "AVBWasserV § 25"), ("heat", "kWh", "AVBFernwärmeV § 25")],
)
def test_credits_of_heat_and_water_are_paid_without_delay(commodity, unit, source):
    shown = words(bill("1180", "kind: final", commodity=commodity, unit=unit))
    assert f"Auszahlung 100,00 EUR, unverzüglich ({source})" in shown
    used = bill("1180", commodity=commodity, unit=unit).credit_use
    assert used.offset == euro(100)


def test_before_enwg_40c_a_credit_was_paid_without_delay():
    terms = ub.market("DE").billing.credits(ub.market("DE").law, "gas", dt.date(2019, 2, 1))
    assert (terms.within, terms.reference) == (None, "GasGVV § 13 Abs. 3")


def test_without_a_date_no_day_of_payment_is_printed():
    shown = words(bill("1180", "kind: final", document="number: R-1"))
    assert "Auszahlung 100,00 EUR" in shown
    assert "Auszahlung bis" not in shown
    assert "unverzüglich" not in shown


def test_an_installment_that_was_due_before_the_bill_is_not_the_next_one():
    used = bill("1180", document="date: 2026-03-01").credit_use
    assert [held.due for held in used.offsets] == [dt.date(2026, 3, 15)]


def test_a_claim_uses_up_no_credit():
    assert bill("1000").credit_use is None
    assert bill("1080").credit_use is None


@given(money(smallest=108_100, largest=150_000), st.sampled_from(ub.CreditUse))
def test_nothing_of_a_credit_stays(paid, use):
    held = bill(paid.amount, document=f"date: 2026-01-20, credit: {use.value}")
    used = held.credit_use
    assert used.offset + used.pay_out == used.credit == -held.account
    assert all(part.offset <= part.asked for part in used.offsets)
    asked = sum((amount for _, amount in held.next_payments), euro(0))
    assert asked == held.next_plans[0].sum - used.offset


TWO = """\
schema: utilbill.case/1
market: DE
document: {date: 2026-01-20}
supplies:
  - contract: {id: E, commodity: electricity, supply_start: 2024-01-01}
    period: {first: 2025-01-01, last: 2025-12-31}
    registers: [{id: r}]
    readings:
      - {register: r, day: 2025-01-01, value: 0}
      - {register: r, end_of: 2025-12-31, value: 3600}
    price_sheet:
      name: s
      basis: gross
      components: [{type: unit_price, id: e, price: 30 ct/kWh}]
    received: [{day: 2025-06-01, amount: 1280.00 EUR}]
    next_plan: {first: 2026-02-15, count: 10}
  - contract: {id: W, commodity: water, supply_start: 2024-01-01}
    period: {first: 2025-01-01, last: 2025-12-31}
    registers: [{id: r, unit: m3}]
    readings:
      - {register: r, day: 2025-01-01, value: 0}
      - {register: r, end_of: 2025-12-31, value: 100}
    price_sheet:
      name: s
      basis: gross
      components: [{type: unit_price, id: w, price: 3 EUR/m3, tax: reduced}]
    received: [{day: 2025-06-01, amount: 250.00 EUR}]
    next_plan: {first: 2026-02-15, count: 10}
"""


def two(text=TWO):
    return ub.bill_case(ub.parse_case(text.encode(), "case.yaml"))


def test_one_credit_pays_the_next_installments_of_all_supplies():
    """200.00 too much for electricity, 50.00 too little for water; 108.00 and 30.00 come next."""
    held = two()
    assert held.account == euro(-150)
    assert [(part.plan, part.offset) for part in held.credit_use.offsets] == [
        (0, euro(108)), (1, euro(30)),
    ]  # fmt: skip
    assert held.credit_use.pay_out == euro(12)
    assert [amount for _, amount in held.next_payments] == [euro(0), *[euro(138)] * 9]
    shown = words(held)
    assert "Alle Abschläge zusammen fällig am noch zu zahlen EUR 15.02.2026 0,00" in shown
    assert "Summe 1.242,00" in shown


def test_a_credit_of_a_supply_that_ended_is_paid_out_and_not_set_off():
    ended = two(
        TWO.replace("    next_plan: {first: 2026-02-15, count: 10}\n", "    kind: final\n", 1)
    )
    assert ended.credit_use.offsets == ()
    assert ended.credit_use.pay_out == euro(150)
    assert ended.credit_use.pay_out_by == dt.date(2026, 2, 3)


def test_the_next_payments_are_the_sum_of_the_plans():
    held = two(TWO.replace("1280.00", "900.00"))
    assert held.credit_use is None
    by_day = dict(held.next_payments)
    for day in ub.due_dates("2026-02-15", 10):
        parts = [
            part.gross for plan in held.next_plans for part in plan.installments if part.due == day
        ]
        assert by_day[day] == sum(parts, euro(0))
    assert sum(by_day.values(), euro(0)) == sum((plan.sum for plan in held.next_plans), euro(0))


def test_ustg_14_invoiced_installments_show_net_and_tax_by_rate():
    more = "installments: invoiced\ndemanded: [{due: 2025-06-01, amount: 1000.00 EUR}]\n" + PLAN
    shown = words(bill("1000.00", more))
    assert "fällig am netto (19 %) Umsatzsteuer 19 % Bruttobetrag EUR" in shown
    assert "15.02.2026 90,76 17,24 108,00" in shown
    requested = words(bill("1000.00"))
    assert "fällig am Betrag EUR 15.02.2026 108,00 15.03.2026" in requested
    assert "Beträge einschließlich Umsatzsteuer von 19 %." in requested


ADVANCE = (
    "{first: 2026-02-15, count: 10, advance: {starts: 2026-04-01, "
    "reason: zwei Rücklastschriften, ends_when: ein Jahr pünktlich gezahlt ist}}"
)


def test_stromgvv_14_an_advance_payment_of_a_case_file_tells_start_amount_reason_and_end():
    held = two(TWO.replace("{first: 2026-02-15, count: 10}", ADVANCE))
    shown = words(held)
    for amount, source in (("108,00", "StromGVV § 14"), ("30,00", "AVBWasserV § 28")):
        assert (
            f"Vorauszahlung ab 01.04.2026 Betrag 8 × {amount} EUR Grund zwei Rücklastschriften "
            f"entfällt, wenn ein Jahr pünktlich gezahlt ist Rechtsgrundlage {source}" in shown
        )
    assert [len(plan.in_advance) for plan in held.next_plans] == [8, 8]
    assert ub.bill_from_json(ub.bill_to_json(held)) == held


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("zwei Rücklastschriften", "' '", "reason"),
        ("ein Jahr pünktlich gezahlt ist", "''", "ends_when"),
        ("2026-04-01", "2026-12-01", "starts"),
    ],
)
def test_what_an_advance_payment_must_tell_is_asked_for(old, new, field):
    text = TWO.replace("{first: 2026-02-15, count: 10}", ADVANCE.replace(old, new))
    with pytest.raises(ub.UtilbillError, match=f"^{field}: ") as raised:
        two(text)
    assert raised.value.where.line == 16


def test_without_law_nothing_is_said_about_the_time():
    text = CASE.replace("market: DE", "tax_rates: [{{category: standard, percent: 19}}]")
    text = text.format(paid="1180", more="kind: final", document="date: 2026-01-20",
                       commodity="electricity", unit="kWh")  # fmt: skip
    used = ub.bill_case(ub.parse_case(text.encode(), "case.yaml"))
    assert used.credit_use.terms == ub.CreditTerms()
    assert "without delay" not in ub.bill_text(used, "en")
