"""Parts of a bill given back: never more than it was, and the last takes what is left."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, given, settings, strategies as st

import utilbill as ub
from utilbill import testing
from utilbill.billing.correction import credit, credited
from utilbill.values.errors import CorrectionError, CurrencyMismatchError


def euro(amount):
    return ub.Money(amount, "EUR")


@pytest.fixture(scope="session")
def original(case, sheet, germany):
    """750.00 net at 19 % and 100.00 at 7 %: 892.50 and 107.00 gross."""
    energy, standing = sheet.components
    mixed = attrs.evolve(sheet, components=(energy, attrs.evolve(standing, tax="reduced")))
    held = case(2024, prices=mixed)
    return ub.release(ub.draft(held.settle(germany), [held]), number="R-1", checks=[])


def test_a_part_is_spread_by_what_is_at_each_rate(original):
    note = credit(original, euro("100.00"), reason="late bill")
    standard, reduced = note.allocations
    # 100.00 x 892.50 / 999.50 = 89.29 and 10.71; tax 14.26 = 89.29 x 19/119, 0.70 = 10.71 x 7/107
    assert (standard.gross, standard.tax) == (euro("89.29"), euro("14.26"))
    assert (reduced.gross, reduced.tax) == (euro("10.71"), euro("0.70"))
    assert note.gross == euro("100.00")


def test_one_rate_alone(original):
    reduced = original.bill.totals.groups[1].rate
    note = credit(original, euro("107.00"), reason="standing charge", rate=reduced)
    assert [(held.net, held.tax) for held in note.allocations] == [(euro("100.00"), euro("7.00"))]
    with pytest.raises(CorrectionError, match=r"more than the 0.00 EUR that are left at 7 %"):
        credit(original, euro("0.01"), reason="again", before=[note], rate=reduced)


@pytest.mark.parametrize(
    ("amount", "problem"),
    [("999.51", "more than the 999.50 EUR"), ("0.00", "no amount"), ("-1.00", "no amount")],
)
def test_credits_never_exceed_the_original(original, amount, problem):
    with pytest.raises(CorrectionError, match=problem):
        credit(original, euro(amount), reason="too much")


def test_what_cannot_be_credited(original, case, germany):
    with pytest.raises(CurrencyMismatchError):
        credit(original, ub.Money("1.00", "SEK"), reason="abroad")
    with pytest.raises(CorrectionError, match="says nothing"):
        credit(original, euro("1.00"), reason=" ")
    with pytest.raises(CorrectionError, match="a draft"):
        credit(ub.draft(case(2024).settle(germany)), euro("1.00"), reason="early")
    other = credit(original, euro("1.00"), reason="x")
    with pytest.raises(CorrectionError, match="is not the document"):
        credit(original, euro("1.00"), reason="y", before=[attrs.evolve(other, document="R-9")])


@settings(max_examples=150)
@given(testing.cases(), st.lists(st.integers(1, 10**7), min_size=1, max_size=6))
def test_notes_stay_within_the_original_and_the_last_takes_the_rest(germany, case, wanted):
    document = ub.release(ub.draft(case.settle(germany)), number="R-1", checks=[])
    total = document.bill.totals
    assume(total.gross.amount > 0)
    notes = []
    for cents in wanted:
        left = total.gross - credited(notes, total.gross.currency)
        amount = min(ub.Money(Decimal(cents) / 100, total.gross.currency), left)
        if not amount:
            break
        notes.append(credit(document, amount, reason="part", before=notes))
        for group in total.groups:
            given_back = [held for note in notes if (held := note.of(group.rate))]
            taken = sum((held.gross.amount for held in given_back), Decimal(0))
            if group.gross.amount > 0:
                assert Decimal(0) <= taken <= group.gross.amount
        for held in notes[-1].allocations:
            assert held.net + held.tax == held.gross
    left = total.gross - credited(notes, total.gross.currency)
    if left:
        notes.append(credit(document, left, reason="rest", before=notes))
    for group in total.groups:
        given_back = [held for note in notes if (held := note.of(group.rate))]
        assert sum((held.tax.amount for held in given_back), Decimal(0)) == group.tax.amount
        assert sum((held.net.amount for held in given_back), Decimal(0)) == group.net.amount
