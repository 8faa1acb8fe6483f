"""The life of a document is a table, and the code follows it."""

import itertools

import attrs
import pytest

import utilbill as ub
from utilbill.billing.lifecycle import check, zero_amount
from utilbill.values.errors import CorrectionError, NumberError, TransitionError

STATES, EVENTS = tuple(ub.DocumentState), tuple(ub.DocumentEvent)
LAWFUL = {
    ("draft", "check"): "checked",
    ("draft", "recalculate"): "draft",
    ("checked", "recalculate"): "draft",
    ("checked", "release"): "released",
    ("released", "correct"): "corrected",
    ("released", "reverse"): "reversed",
    ("corrected", "correct"): "corrected",
    ("corrected", "reverse"): "reversed",
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(STATES, EVENTS)))
def test_each_event_leads_where_the_table_says_or_nowhere(state, event):
    target = LAWFUL.get((state.value, event.value))
    if target is not None:
        assert ub.BILL_LIFE.after(state, event).value == target
        return
    with pytest.raises(TransitionError, match="Possible now: "):
        ub.BILL_LIFE.after(state, event)


@pytest.mark.parametrize("state", STATES)
def test_each_state_can_be_reached(state):
    here = ub.BILL_LIFE.initial
    for event in ub.BILL_LIFE.path(state):
        here = ub.BILL_LIFE.after(here, event)
    assert here is state


def test_it_draws_itself():
    drawn = ub.BILL_LIFE.diagram().splitlines()
    assert drawn[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    assert "    released --> reversed: reverse" in drawn
    assert len(drawn) == 2 + len(LAWFUL)


def test_a_draft_has_no_number_and_a_released_document_keeps_its_own(case, germany):
    held = case(2024)
    document = ub.draft(held.settle(germany), [held])
    assert (document.state.value, document.number, document.bill.number) == ("draft", "", "")
    released = ub.release(document, number="R-1", checks=[])
    assert (released.state.value, released.number, released.bill.number) == (
        "released",
        "R-1",
        "R-1",
    )
    assert document.number == ""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        released.number = "R-2"
    with pytest.raises(TransitionError, match="cannot release what is released"):
        ub.release(released, number="R-2", checks=[])


def test_numbers_are_given_once(document, case, germany):
    first = document(2023, "R-1")
    held = case(2024)
    second = ub.draft(held.settle(germany), [held])
    context = ub.ReleaseContext(others=(first,))
    with pytest.raises(NumberError, match="belongs to another document"):
        ub.release(second, number="R-1", checks=[], context=context)
    with pytest.raises(NumberError, match="is empty"):
        ub.release(second, number=" ", checks=[])


def test_a_draft_is_made_of_a_bill_without_number_and_of_its_own_cases(case, germany):
    held, other = case(2024), case(2024)
    settlement = held.settle(germany)
    with pytest.raises(NumberError, match="was given to a draft"):
        ub.draft(ub.combine([settlement], number="R-1"))
    with pytest.raises(CorrectionError, match="are not those of the settlements"):
        ub.draft(settlement, [held, other])


def test_a_document_does_not_claim_what_it_is_not(document):
    held = document(2024, "R-1")
    with pytest.raises(CorrectionError, match="does not fit a bill"):
        attrs.evolve(held, refers_to="R-0")
    with pytest.raises(CorrectionError, match="does not fit a reversal"):
        attrs.evolve(held, kind="reversal")
    with pytest.raises(NumberError, match="is missing"):
        attrs.evolve(held, number="")


def test_a_checked_document_is_released_without_another_check(case, germany):
    held = case(2024)
    checked = check(ub.draft(held.settle(germany), [held]), [zero_amount("block")])
    assert checked.state is ub.DocumentState.CHECKED
    assert ub.release(checked, number="R-1", checks=[]).state is ub.DocumentState.RELEASED
