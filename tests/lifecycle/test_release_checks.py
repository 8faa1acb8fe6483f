"""What stands against the release of a bill: blocked, asked, or only said."""

import datetime as dt

import attrs
import pytest

import utilbill as ub
from utilbill.billing.lifecycle import (
    billed_twice,
    deviation,
    document_dates,
    estimated_without_reason,
    huge_amount,
    unverified_figures,
    zero_amount,
)
from utilbill.values.errors import CurrencyMismatchError, InvalidInputError


def found(held, *checks, **context):
    """Return the names of the checks that object."""
    with_context = ub.ReleaseContext(**context)
    return [
        (check.rule, message.en) for check in checks for message in check.find(held, with_context)
    ]


def draft_of(case, germany, **bill):
    return ub.draft(ub.combine([case.settle(germany)], **bill), [case])


def test_use_that_leaps_is_asked_about_by_day_and_not_by_period(case, germany):
    before = {"C-1": case(2023).settle(germany)}
    usual, doubled = case(2024), case(2024, counts={2025: 6100 + 6200})
    half = attrs.evolve(
        case(2024, readings=[ub.Reading("1-0:1.8.0", "2024-07-01", 7600)]),
        period=ub.Period("2024-01-01", "2024-07-01"),
    )
    check = deviation(50, "ask")
    assert found(draft_of(usual, germany), check, previous=before) == []
    assert found(draft_of(half, germany), check, previous=before) == []
    use, amount = found(draft_of(doubled, germany), check, previous=before)
    # 6200/366 against 3100/365 a day: 199.45 % of it; standing charge damps the amount.
    assert use[1] == "C-1: 6200 kWh in 366 days after 3100 kWh in 365 days, +99 % a day."
    assert "+88 % a day" in amount[1]


def test_zero_and_huge_amounts(case, germany, sheet):
    free = attrs.evolve(sheet, components=sheet.components[:1])
    nothing = draft_of(case(2024, counts={2025: 6100}, prices=free), germany)
    assert [rule for rule, _ in found(nothing, zero_amount("ask"))] == ["zero_amount"]
    usual = draft_of(case(2024), germany)
    assert found(usual, zero_amount("ask"), huge_amount("1011.50 EUR", "ask")) == []
    assert found(usual, huge_amount("1011.49 EUR", "ask")) == [
        ("huge_amount", "The bill comes to 1011.50 EUR, more than 1011.49 EUR.")
    ]
    with pytest.raises(CurrencyMismatchError):
        found(usual, huge_amount("1000 SEK", "ask"))


def test_an_estimate_needs_its_reason(case, germany):
    def ending(**how):
        late = ub.Reading("1-0:1.8.0", "2025-01-01", 9000, known_since="2024-12-31", **how)
        return draft_of(case(2024, readings=[late]), germany)

    check = estimated_without_reason("block")
    assert found(ending(origin="customer"), check) == []
    assert found(ending(origin="estimated", reason="no access"), check) == []
    assert found(ending(origin="estimated"), check) == [
        (
            "estimated_without_reason",
            "1-0:1.8.0 on 2025-01-01 is estimated; no reason is given.",
        )
    ]


def test_figures_that_nobody_verified_are_said(case, germany):
    held = case(2024)
    doubt = ub.Finding("unverified_figure", ub.Label("The figure behind x is not verified."))
    settlement = attrs.evolve(held.settle(germany), findings=(doubt,))
    assert found(ub.draft(settlement, [held]), unverified_figures("inform")) == [
        ("unverified_figures", doubt.message.en)
    ]


def test_dates(case, germany):
    held, check = case(2024), document_dates("block")
    assert found(draft_of(held, germany, document_date="2025-01-01"), check) == []
    assert (
        "before its period ends"
        in found(draft_of(held, germany, document_date="2024-12-31"), check)[0][1]
    )
    assert found(draft_of(held, germany), check)[0][1] == "The bill has no date of issue."


def test_no_day_is_billed_twice(case, document, germany):
    check = billed_twice("block")
    again = draft_of(case(2024), germany)
    assert found(again, check, others=(document(2023, "R-1"),)) == []
    assert found(again, check, others=(document(2023, "R-1"), document(2024, "R-2"))) == [
        ("billed_twice", "C-1 electricity: 2024-01-01..2024-12-31 is on R-2 and this draft.")
    ]


def test_blocking_asking_and_informing(case, germany):
    held = draft_of(case(2024), germany)
    limit = "1.00 EUR"
    with pytest.raises(ub.ReleaseBlockedError) as caught:
        ub.release(held, number="R-1", checks=[huge_amount(limit, "block")])
    assert caught.value.verdicts[0].response is ub.Response.BLOCK
    asking = [huge_amount(limit, "ask")]
    with pytest.raises(ub.ReleaseBlockedError, match=r"\. Answer in approvals: huge_amount"):
        ub.release(held, number="R-1", checks=asking)
    approved = ub.release(held, number="R-1", checks=asking, approvals={"huge_amount": "a factory"})
    assert approved.verdicts[0].approval == "a factory"
    told = ub.release(held, number="R-1", checks=[huge_amount(limit, "inform")])
    assert [str(verdict) for verdict in told.verdicts] == [
        "inform: The bill comes to 1011.50 EUR, more than 1.00 EUR. [huge_amount]"
    ]


@pytest.mark.parametrize(
    ("approvals", "problem"),
    [
        ({"deviations": "typo"}, "is no check"),
        ({"zero_amount": "not asked"}, "does not ask"),
        ({"huge_amount": "  "}, "has no reason"),
    ],
)
def test_answers_must_be_to_questions(case, germany, approvals, problem):
    checks = [zero_amount("block"), huge_amount("1 EUR", "ask")]
    with pytest.raises(InvalidInputError, match=problem):
        ub.release(draft_of(case(2024), germany), number="R-1", checks=checks, approvals=approvals)


def test_the_german_market_blocks_a_bill_that_does_not_say_what_it_must(case, germany):
    bill = {"document_date": dt.date(2025, 1, 20), "due_date": dt.date(2025, 2, 10)}
    with pytest.raises(ub.ReleaseBlockedError) as caught:
        ub.release(draft_of(case(2024), germany, **bill), number="R-1", checks=germany.release)
    rules = {verdict.rule for verdict in caught.value.verdicts if verdict.holds_back}
    assert rules == {"missing_contents"}
    messages = [verdict.message.en for verdict in caught.value.verdicts]
    assert not any("number of the bill" in text.lower() for text in messages)


def test_without_a_list_the_usual_things_are_checked(case, document, germany):
    held = draft_of(case(2024), germany)
    assert ub.release(held, number="R-1").state is ub.DocumentState.RELEASED
    context = ub.ReleaseContext(others=(document(2024, "R-0"),))
    with pytest.raises(ub.ReleaseBlockedError, match="billed_twice"):
        ub.release(held, number="R-1", context=context)
    late = ub.Reading("1-0:1.8.0", "2025-01-01", 9000, origin="estimated", known_since="2024-12-31")
    with pytest.raises(ub.ReleaseBlockedError, match="estimated_without_reason"):
        ub.release(draft_of(case(2024, readings=[late]), germany), number="R-1")
