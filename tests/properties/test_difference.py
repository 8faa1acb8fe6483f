"""Laws of the difference between two bills, over any two drawn bills."""

from fractions import Fraction

import attrs
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.testing import cases

DE = ub.market("DE")
STATUTORY = (
    *DE.statutory.levies("electricity"),
    DE.statutory.quantity_tax("electricity"),
    DE.statutory.concession_fee("electricity", inhabitants=60_000),
)
SPREADINGS = st.sampled_from([ub.LINEAR, DE.spreading("H0")])
CASES = cases(lambda: STATUTORY, SPREADINGS, tuple(ub.TaxCategory))
ZERO = ub.Money(0, "EUR")


def of(amounts):
    return sum(amounts, ZERO)


@st.composite
def bills(draw):
    """Draw bills of one supply, or of two with contracts of their own."""
    drawn = draw(st.lists(CASES, min_size=1, max_size=2))
    names = draw(st.permutations(("C-1", "C-2")))
    return ub.combine(
        [
            attrs.evolve(case, contract=attrs.evolve(case.contract, id=name)).settle(DE)
            for name, case in zip(names, drawn, strict=False)
        ]
    )


@given(bills(), bills())
def test_parts_add_up_to_the_difference(old, new):
    found = ub.difference(old, new)
    assert of(part.amount for part in found.parts) == found.amount == new.balance - old.balance
    for supply in found.supplies:
        charged = [part for part in supply.parts if part.factor is not ub.Factor.INSTALLMENTS]
        assert of(part.amount for part in charged) == supply.gross[1] - supply.gross[0]
        assert all(abs(part.exact - Fraction(part.amount.amount)) < 1 for part in supply.parts)


@given(bills(), bills())
def test_the_other_way_round_every_part_is_the_opposite(old, new):
    there, back = ub.difference(old, new), ub.difference(new, old)
    for part in there.parts:
        assert back.part(part.factor).amount == -part.amount
        assert back.part(part.factor).exact == -part.exact


@given(bills())
def test_a_bill_does_not_differ_from_itself(bill):
    assert not any(part.amount or part.exact for part in ub.difference(bill, bill).parts)


@given(bills(), bills())
def test_a_supply_needs_no_rounding_of_its_own(old, new):
    """The hybrids without and with all factors are the bills, so that nothing is left over."""
    for supply in ub.difference(old, new).supplies:
        exact = sum(
            part.exact for part in supply.parts if part.factor is not ub.Factor.INSTALLMENTS
        )
        assert exact == Fraction((supply.gross[1] - supply.gross[0]).amount)


@given(bills(), bills(), st.sampled_from(("de", "en", "sv")))
def test_every_part_has_a_short_sentence_with_its_amount(old, new, language):
    found = ub.difference(old, new)
    sentences = ub.difference_sentences(found, language)
    parts = [part for supply in found.supplies for part in supply.parts]
    named = [part for part in (*parts, found.rounding) if part.amount]
    assert len(sentences) == 1 + len(named)
    assert not any("§" in sentence or len(sentence.split()) > 25 for sentence in sentences)
    digits = [str(abs(part.amount.amount)).replace(".", "") for part in named]
    for sentence, shown in zip(sentences[1:], digits, strict=True):
        assert shown in "".join(held for held in sentence if held.isdigit())
    assert ub.difference_text(found, language)
    plot = ub.waterfall(found, language)
    assert plot.svg
    assert [step.shown for step in plot.steps[1:-1]] == [part.amount for part in named]
    assert len({step.label for step in plot.steps}) == len(plot.steps)
    assert plot.steps[-1].end == plot.steps[-2].end == new.balance
