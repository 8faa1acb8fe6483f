"""Term and notice: BGB §§ 187, 188, 309 Nr. 9."""

import datetime as dt

import pytest

import utilbill as ub


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("span", "start", "after", "before"),
    [
        ("14 days", "2026-02-20", "2026-03-06", "2026-02-06"),
        ("6 weeks", "2026-06-30", "2026-08-11", "2026-05-19"),
        ("1 month", "2026-01-31", "2026-02-28", "2025-12-31"),
        ("1 year", "2024-02-29", "2025-02-28", "2023-02-28"),
        ("13 months", "2025-12-15", "2027-01-15", "2024-11-15"),
    ],
)
def test_a_span_ends_on_the_day_of_the_same_number_or_the_last_of_the_month(
    span, start, after, before
):
    held = ub.Span.parse(span)

    assert held.after(day(start)) == day(after)
    assert held.before(day(start)) == day(before)
    assert str(held) == span


@pytest.mark.parametrize("text", ["", "a month", "-1 day", "1.5 weeks", "6 wochen", "1 monthly"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ub.InvalidInputError):
        ub.Span.parse(text)


def test_bgb_188_a_contract_without_a_term_ends_with_the_last_day_of_its_notice():
    terms = ub.ContractTerms(notice=ub.Span.parse("2 weeks"))

    # Received on 2026-03-02, two weeks run to the end of 2026-03-16.
    assert terms.next_end(day("2026-03-02")) == day("2026-03-17")


def test_a_termination_in_time_ends_the_contract_with_its_term():
    terms = ub.ContractTerms(term_end="2026-04-01", notice=ub.Span.parse("1 month"))

    assert terms.last_day_to_terminate() == day("2026-02-28")
    assert terms.next_end(day("2026-02-28")) == day("2026-04-01")
    assert terms.next_end(day("2025-06-01")) == day("2026-04-01")


def test_bgb_309_nr_9_after_the_term_the_contract_runs_on_with_the_same_notice():
    terms = ub.ContractTerms(term_end="2026-04-01", notice=ub.Span.parse("1 month"))

    assert terms.next_end(day("2026-03-10")) == day("2026-04-11")


def test_an_older_contract_is_renewed_by_turns_from_its_first_term():
    terms = ub.ContractTerms(
        term_end="2020-03-01", notice=ub.Span.parse("6 weeks"), renewal=ub.Span.parse("1 year")
    )

    assert terms.next_end(day("2020-01-10")) == day("2020-03-01")
    assert terms.next_end(day("2020-02-01")) == day("2021-03-01")
    assert terms.next_end(day("2022-12-01")) == day("2023-03-01")


def test_a_renewal_needs_a_term():
    with pytest.raises(ub.InvalidInputError, match="renewal"):
        ub.ContractTerms(notice=ub.Span.parse("1 month"), renewal=ub.Span.parse("1 year"))


def test_a_direct_debit_needs_an_account_and_a_mandate():
    iban = ub.Iban("DE89370400440532013000")
    ub.PaymentDetails(method="direct_debit", iban=iban, mandate="M-1")
    for missing in ({"iban": iban}, {"mandate": "M-1"}):
        with pytest.raises(ub.InvalidInputError, match="mandate"):
            ub.PaymentDetails(method="direct_debit", **missing)


def test_an_operator_has_one_number():
    code = ub.MarketPartnerCode("9900467000000")
    assert ub.MarketPartner(name="Net", code=code).number == "9900467000000"
    with pytest.raises(ub.InvalidInputError, match="gln"):
        ub.MarketPartner(code=code, gln=ub.Gln("4006381333931"))
