"""What a correction brings about: differences, items for the ledger, letters, documents."""

import datetime as dt

import attrs
import pytest

import utilbill as ub
from utilbill.billing.correction import EffectKind
from utilbill.billing.correction.differences import line_differences, tax_differences

REGISTER = "1-0:1.8.0"
TERM = dt.date(2025, 3, 26)


def late(day, value, known="2025-03-10"):
    reading = ub.Reading(REGISTER, day, value)
    return ub.ReadingChange(contract="C-1", known_since=known, reading=reading)


def received(amount, rate):
    return ub.PaymentChange(
        contract="C-1",
        period=ub.Period.of_year(2024),
        received=[ub.ReceivedInstallment.of("2024-06-01", euro(amount), rate)],
        known_since="2025-03-01",
    )


def euro(amount):
    return ub.Money(amount, "EUR")


def rows(taxes):
    return [(held.rate.percent, held.net, held.tax, held.gross) for held in taxes]


def amounts(effects):
    return [(effect.kind.value, effect.amount, effect.due, effect.reference) for effect in effects]


@pytest.fixture(scope="session")
def rate(chain):
    return chain[1].bill.settlements[0].lines[0].tax


def test_the_plan_is_a_table(chain, plan):
    end = ub.ContractChange(contract="C-1", supply_end="2024-01-01", known_since="2025-03-01")
    table = plan(chain, end, late("2024-01-01", 6000)).table()
    assert str(table) == (
        "Corrections of 2025-03-12\n"
        "document  period                  style     balance before    after    change      tax  "
        "declared\n"
        "R-1       2023-01-01..2023-12-31  reversal         1041.25  1011.50    -29.75    -4.75  "
        "2025-03\n"
        "R-2       2024-01-01..2024-12-31  reversal         1011.50        -  -1011.50  -161.50  "
        "2025-03"
    )


def test_a_plan_with_steps_is_true(chain, plan):
    assert plan(chain, late("2025-01-01", 9000))
    assert not plan(chain)


def test_lines_that_appear_and_lines_that_go(chain):
    (held,) = chain[1].bill.settlements
    energy, standing = held.lines
    gone = line_differences(chain[1].bill, None)
    assert [(diff.contract, diff.before, diff.after, diff.change) for diff in gone] == [
        ("C-1", energy, None, euro("-750.00")),
        ("C-1", standing, None, euro("-100.00")),
    ]
    new = line_differences(None, chain[1].bill)
    assert [(diff.contract, diff.before, diff.after, diff.change) for diff in new] == [
        ("C-1", None, energy, euro("750.00")),
        ("C-1", None, standing, euro("100.00")),
    ]
    assert line_differences(chain[1].bill, chain[1].bill) == ()
    assert line_differences(None, None) == ()


def test_a_line_beside_the_one_that_it_was(chain, plan):
    (step,) = plan(chain, late("2025-01-01", 9000)).steps
    ((line,),) = (step.lines,)
    assert line.contract == "C-1"
    assert (line.before.amount, line.after.amount) == (euro("750.00"), euro("725.00"))
    assert line.change == euro("-25.00")


def test_taxes_that_appear_and_taxes_that_go(chain):
    bill = chain[1].bill
    assert rows(tax_differences(bill, None)) == [
        (19, euro("-850.00"), euro("-161.50"), euro("-1011.50"))
    ]
    assert rows(tax_differences(None, bill)) == [
        (19, euro("850.00"), euro("161.50"), euro("1011.50"))
    ]
    assert tax_differences(bill, bill) == ()


def test_a_rate_of_nothing_is_a_rate(case, sheet, germany):
    exempt = attrs.evolve(
        sheet, components=[attrs.evolve(held, tax="exempt") for held in sheet.components]
    )
    bill = ub.combine([case(2024, prices=exempt).settle(germany)])
    assert rows(tax_differences(None, bill)) == [(0, euro("850.00"), euro(0), euro("850.00"))]


def test_a_reversal_takes_all_back_and_the_new_bill_claims_all(chain, plan):
    (step,) = plan(chain, late("2025-01-01", 9000)).steps
    cancelled, claim = step.effects
    assert amounts(step.effects) == [
        ("cancel", euro("-1011.50"), None, ""),
        ("claim", euro("981.75"), TERM, "EnWG § 40c Abs. 1"),
    ]
    assert {(effect.document, effect.contracts) for effect in step.effects} == {("R-2", ("C-1",))}
    assert rows(cancelled.taxes) == [(19, euro("-850.00"), euro("-161.50"), euro("-1011.50"))]
    assert rows(claim.taxes) == [(19, euro("825.00"), euro("156.75"), euro("981.75"))]


@pytest.mark.parametrize(
    ("value", "kind", "gross", "reference"),
    [
        pytest.param(9000, "credit", "-29.75", "EnWG § 40c Abs. 3", id="less"),
        pytest.param(9101, "claim", "0.30", "EnWG § 40c Abs. 1", id="some-cents-more"),
    ],
)
def test_a_correction_is_one_item(chain, plan, value, kind, gross, reference):
    (step,) = plan(chain, late("2025-01-01", value), style="correction").steps
    assert amounts(step.effects) == [(kind, euro(gross), TERM, reference)]
    assert [held.gross for held in step.effects[0].taxes] == [euro(gross)]
    assert (step.effects[0].document, step.effects[0].contracts) == ("R-2", ("C-1",))


def test_a_payment_that_was_found_is_an_item_without_tax(chain, plan, rate):
    (step,) = plan(chain, received("119.00", rate), style="correction").steps
    assert amounts(step.effects) == [("credit", euro("-119.00"), TERM, "EnWG § 40c Abs. 3")]
    assert step.effects[0].taxes == ()


def test_tax_may_change_where_the_balance_does_not(chain, plan, rate):
    changes = late("2025-01-01", 9200), received("29.75", rate)
    (step,) = plan(chain, *changes, style="correction").steps
    assert step.change == euro(0)
    assert amounts(step.effects) == [("credit", euro(0), None, "")]
    assert rows(step.effects[0].taxes) == [(19, euro("25.00"), euro("4.75"), euro("29.75"))]
    assert step.letter.key is ub.LetterKey.CORRECTION_EVEN
    assert "refund_by" not in step.letter.facts


def test_where_neither_changes_there_is_no_item(chain, plan):
    end = ub.ContractChange(contract="C-1", supply_end="2025-01-01", known_since="2025-03-01")
    (step,) = plan(chain, end, style="correction").steps
    assert (step.effects, step.change) == ((), euro(0))


def test_a_letter_says_what_changed_and_why(chain, plan):
    changes = (
        attrs.evolve(late("2025-01-01", 9000), why="read again"),
        ub.PriceChange(
            component="energy", price="24 ct/kWh", since="2024-01-01", known_since="2025-03-01"
        ),
    )
    (step,) = plan(chain[1:], *changes).steps
    assert step.letter.document == "R-2"
    assert step.letter.contracts == ("C-1",)
    assert step.letter.facts == {
        "document": "R-2",
        "date": "2025-03-12",
        "first": "2024-01-01",
        "last": "2024-12-31",
        "before": "1011.50 EUR",
        "after": "947.24 EUR",
        "change": "-64.26 EUR",
        "reasons": "reading 1-0:1.8.0: 9000 at the start of 2025-01-01 (operator) - read again; "
        "price energy: 24 ct/kWh since 2024-01-01",
        "reasons_de": "Zählerstand 1-0:1.8.0: 9.000 zu Beginn des 01.01.2025 "
        "(Messstellenbetreiber) - read again; Preis energy: 24 ct/kWh ab 01.01.2024",
        "refund_by": "2025-03-26",
        "reference": "EnWG § 40c Abs. 3",
    }


def test_some_cents_more_are_more(chain, plan):
    letter = plan(chain, late("2025-01-01", 9101)).letters[0]
    assert letter.key is ub.LetterKey.CORRECTION_HIGHER
    assert (letter.facts["change"], "refund_by" in letter.facts) == ("0.30 EUR", False)


def recording(seen):
    def find(document, context):
        seen.append((document, context))
        return ()

    return ub.ReleaseCheck("recorded", "block", find)


def test_new_documents_are_checked_beside_the_others_and_reversals_are_not(chain, plan):
    seen = []
    made = plan(chain, late("2025-01-01", 9000))
    ub.execute(made, chain, numbers=["S-1", "R-3"], checks=[recording(seen)])
    ((document, context),) = seen
    assert document.kind is ub.DocumentKind.BILL
    assert [(held.number, held.state.value, held.replaced_by) for held in context.others] == [
        ("R-1", "released", ""),
        ("R-2", "reversed", ""),
        ("S-1", "released", ""),
    ]


def test_corrections_are_checked_too(chain, plan):
    seen = []
    made = plan(chain, late("2025-01-01", 9000), style="correction")
    ub.execute(made, chain, numbers=["K-1"], checks=[recording(seen)])
    ((document, _),) = seen
    assert document.kind is ub.DocumentKind.CORRECTION


def test_what_a_check_asks_may_be_answered(chain, plan):
    asking = ub.ReleaseCheck("asked", "ask", lambda _document, _context: [ub.Label("sure?")])
    made = plan(chain, late("2025-01-01", 9000), style="correction")
    with pytest.raises(ub.ReleaseBlockedError):
        ub.execute(made, chain, numbers=["K-1"], checks=[asking])
    done = ub.execute(made, chain, numbers=["K-1"], checks=[asking], approvals={"asked": "yes"})
    assert [verdict.approval for verdict in done.new[0].verdicts] == ["yes"]


def test_what_was_executed_is_what_was_planned(chain, plan):
    made = plan(chain, late("2025-01-01", 9000))
    done = ub.execute(made, chain, numbers=["S-1", "R-3"])
    assert (done.effects, done.letters) == (made.effects, made.letters)
    assert [effect.kind for effect in done.effects] == [EffectKind.CANCEL, EffectKind.CLAIM]
    assert done.new[1].cases == made.steps[0].cases


def test_a_second_part_is_taxed_so_that_all_parts_together_fit(case, sheet, germany):
    """750.00 net at 19 %, 100.00 at 7 %; 89.29 and 10.71 given back before, with 14.26 and 0.70."""
    energy, standing = sheet.components
    mixed = attrs.evolve(sheet, components=(energy, attrs.evolve(standing, tax="reduced")))
    held = case(2024, prices=mixed)
    original = ub.release(ub.draft(held.settle(germany), [held]), number="R-1", checks=[])
    first = ub.credit(original, euro("100.00"), reason="late bill")
    second = ub.credit(original, euro("100.00"), reason="later", before=[first])
    # 178.59 of 892.50 carry 28.51 of 142.50 tax, 21.41 of 107.00 carry 1.40 of 7.00.
    assert second.reason == "later"
    assert [(held.gross, held.tax) for held in second.allocations] == [
        (euro("89.30"), euro("14.25")),
        (euro("10.70"), euro("0.70")),
    ]
    with pytest.raises(ub.UtilbillError, match=r"the 799.50 EUR that are left \("):
        ub.credit(original, euro("799.51"), reason="too much", before=[first, second])
