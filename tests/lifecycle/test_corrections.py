"""Late and changed inputs: the plan shows all, its execution gives what a fresh start would."""

import datetime as dt

import attrs
import pytest
from hypothesis import given, settings, strategies as st

import utilbill as ub
from utilbill.billing.correction import Barred, DependencyKind, EffectKind, TaxPeriod, Term
from utilbill.values.errors import CorrectionError, NumberError, TransitionError

REGISTER = "1-0:1.8.0"
SPRING = "2025-03-12"


def late(day, value, known="2025-03-10"):
    return ub.ReadingChange(
        contract="C-1", known_since=known, reading=ub.Reading(REGISTER, day, value)
    )


def euro(amount):
    return ub.Money(amount, "EUR")


@pytest.fixture(scope="session")
def chain(document):
    """Bills of 2023 and 2024: 3100 and 3000 kWh at 25 ct and 100 EUR a year, 19 %."""
    return [document(2023, "R-1"), document(2024, "R-2")]


@pytest.fixture(scope="session")
def plan(germany):
    def make(chain, *changes, on=SPRING, **more):
        return ub.plan_corrections(chain, changes, on=on, market=germany, **more)

    return make


def account(documents):
    """Return what all documents together ask for."""
    return sum((held.claim for held in documents), euro(0))


def valid(documents):
    return sorted((held for held in documents if held.is_valid), key=lambda held: held.period.start)


def test_a_late_reading_between_two_bills_touches_both(chain, plan):
    made = plan(chain, late("2024-01-01", 6000))
    first, second = made.steps
    # 3000 instead of 3100 kWh, and 3100 instead of 3000: 100 kWh x 25 ct x 1.19 each way.
    assert [step.change for step in made.steps] == [euro("-29.75"), euro("29.75")]
    assert first.lines[0].before.quantity == ub.Quantity.parse("3100 kWh")
    assert first.lines[0].after.quantity == ub.Quantity.parse("3000 kWh")
    assert first.lines[0].change == euro("-25.00")
    (tax,) = second.taxes
    assert (tax.net, tax.tax, tax.gross) == (euro("25.00"), euro("4.75"), euro("29.75"))
    (depends,) = second.depends_on
    assert (depends.kind, depends.on) == (DependencyKind.OPENING_READING, "R-1")
    (candidate,) = made.candidates
    assert candidate.documents == ("R-1", "R-2")


def test_the_plan_says_effects_terms_and_letters(chain, plan):
    step = plan(chain, late("2023-01-01", 2900)).steps[0]  # 100 kWh less before, more now
    assert step.change == euro("29.75")
    cancel, claim = step.effects
    assert (cancel.kind, cancel.amount) == (EffectKind.CANCEL, -chain[0].bill.balance)
    assert (claim.kind, claim.amount) == (EffectKind.CLAIM, step.bill.balance)
    assert (claim.due, claim.reference) == (dt.date(2025, 3, 26), "EnWG § 40c Abs. 1")
    assert step.letter.key is ub.LetterKey.CORRECTION_HIGHER
    assert step.letter.facts["change"] == "29.75 EUR"
    assert str(step.tax_period) == "2025-03"
    refund = plan(chain, late("2025-01-01", 9000)).steps[0]
    assert refund.letter.key is ub.LetterKey.CORRECTION_LOWER
    assert refund.letter.facts["refund_by"] == "2025-03-26"


def test_reversal_and_new_bill(chain, plan):
    made = plan(chain, late("2025-01-01", 9000))
    done = ub.execute(made, chain, numbers=["S-1", "R-3"])
    old = done.documents[1]
    reversal, new = done.new
    assert (old.state, old.number, old.replaced_by) == (ub.DocumentState.REVERSED, "R-2", "S-1")
    assert old.bill == chain[1].bill
    assert (reversal.kind, reversal.refers_to) == (ub.DocumentKind.REVERSAL, "R-2")
    assert reversal.claim + old.claim == euro(0)
    assert (new.number, new.bill.number, new.bill.document_date) == (
        "R-3",
        "R-3",
        dt.date(2025, 3, 12),
    )
    assert new.bill.totals.net == euro("825.00")  # 2900 x 25 ct + 100
    assert account(done.documents) == account(chain) + made.steps[0].change


def test_a_correction_document_says_before_and_after(chain, plan):
    made = plan(chain, late("2025-01-01", 9000), style="correction")
    done = ub.execute(made, chain, numbers=["K-1"])
    old, (new,) = done.documents[1], done.new
    assert (old.state.value, old.replaced_by) == ("corrected", "K-1")
    assert (new.kind.value, new.refers_to, new.before) == ("correction", "R-2", old.bill)
    assert new.claim == euro("-29.75")
    (effect,) = made.effects
    assert (effect.kind, effect.amount) == (EffectKind.CREDIT, euro("-29.75"))
    again = plan(done.documents, late("2025-01-01", 8950, known="2025-04-01"), on="2025-04-02")
    (step,) = again.steps
    assert step.document.number == "K-1"
    assert step.change == euro("-14.87")  # 12.50 net less, and 154.38 tax after 156.75
    last = ub.execute(again, done.documents, numbers=["S-2", "R-4"])
    assert last.new[0].refers_to == "R-2"
    assert account(last.documents) == sum(
        (held.bill.balance for held in valid(last.documents)), euro(0)
    )


def test_a_price_that_was_wrong_splits_the_year_where_it_begins(chain, plan):
    change = ub.PriceChange(
        contract="C-1",
        component="energy",
        price="24.00 ct/kWh",
        since="2024-07-01",
        known_since="2025-03-01",
    )
    (step,) = plan(chain, change).steps
    assert step.document.number == "R-2"
    assert [held.after and str(held.after.price) for held in step.lines] == [
        None,
        "25.00 ct/kWh",
        "24.00 ct/kWh",
    ]
    assert step.change < euro(0)


def test_what_has_no_dated_prices_is_replaced_as_a_whole(case, germany, plan, sheet):
    tiers = ub.TieredPrice(
        id="energy",
        label="Energy",
        mode="blocks",
        tiers=[ub.Tier("26 ct/kWh", "1000 kWh"), ub.Tier("24 ct/kWh")],
    )
    tiered = attrs.evolve(sheet, components=(tiers, *sheet.components[1:]))
    held = case(2024, prices=tiered)
    old = ub.release(ub.draft(held.settle(germany), [held]), number="R-1", checks=[])
    price = ub.PriceChange(
        component="energy", price="25 ct/kWh", since="2024-01-01", known_since="2025-03-01"
    )
    (unsettled,) = plan([old], price).unsettled
    assert "has no dated prices" in str(unsettled.reason)
    whole = ub.ComponentChange(component=sheet.components[0], known_since="2025-03-01")
    (step,) = plan([old], whole).steps
    assert step.change == euro("11.90")  # 1000 x 26 + 2000 x 24 = 740.00, against 750.00 net


def test_a_move_out_that_was_reported_late(chain, plan):
    change = ub.ContractChange(contract="C-1", supply_end="2024-09-01", known_since="2025-03-01")
    reading = late("2024-09-01", 8000)
    (step,) = plan(chain, change, reading).steps
    (settlement,) = step.bill.settlements
    assert settlement.kind is ub.SettlementKind.FINAL
    assert str(settlement.period) == "2024-01-01..2024-08-31"
    earlier = ub.ContractChange(contract="C-1", supply_end="2024-01-01", known_since="2025-03-01")
    final, gone = plan(chain, earlier).steps
    assert final.bill.settlements[0].kind is ub.SettlementKind.FINAL
    assert final.letter.key is ub.LetterKey.CORRECTION_EVEN
    assert gone.bill is None
    assert gone.letter.key is ub.LetterKey.REVERSAL
    assert gone.change == -chain[1].bill.balance
    done = ub.execute(plan(chain, earlier), chain, numbers=["S-1", "R-3", "S-2"])
    assert [held.number for held in valid(done.documents)] == ["R-3"]


def test_installments_that_were_found_later(chain, plan):
    rate = chain[1].bill.settlements[0].lines[0].tax
    change = ub.PaymentChange(
        contract="C-1",
        period=ub.Period.of_year(2024),
        received=[ub.ReceivedInstallment.of("2024-06-01", euro("119.00"), rate)],
        known_since="2025-03-01",
    )
    (step,) = plan(chain, change).steps
    assert (step.change, step.lines, step.taxes) == (euro("-119.00"), (), ())


def test_what_is_known_later_than_the_plan_waits(chain, plan):
    change = late("2025-01-01", 9000, known="2025-03-13")
    made = plan(chain, change)
    assert (made.steps, made.later) == ((), (change,))


def test_law_that_was_revised_is_a_reason_of_its_own(contract, germany):
    sheet = ub.PriceSheet(
        name="With levy",
        basis="net",
        components=[
            ub.UnitPrice(id="energy", label="Energy", prices="20.00 ct/kWh"),
            germany.statutory.levy("stromnev19"),
        ],
    )
    year = ub.Period.of_year(2024)
    case = ub.Case(
        contract=contract,
        period=year,
        prices=sheet,
        readings=[ub.Reading(REGISTER, year.start, 0), ub.Reading(REGISTER, year.end, 1000)],
        known_on="2023-11-01",
    )
    old = ub.release(ub.draft(case.settle(germany), [case]), number="R-1", checks=[])
    (step,) = ub.plan_corrections([old], on="2024-01-10", market=germany).steps
    assert "legal figures" in step.reasons[0].en
    assert step.taxes[0].net == euro("2.40")  # 1000 kWh x (0.643 - 0.403) ct


def test_three_years_back_and_not_a_day_more(document, plan):
    """Electricity: StromGVV § 18 Abs. 2; found on 2026-06-01, only from 2023-06-01 on."""
    chain = [document(year, f"R-{year}") for year in (2022, 2023, 2024)]
    price = {"component": "energy", "price": "20.00 ct/kWh", "known_since": "2026-06-01"}
    made = plan(chain, ub.PriceChange(since="2022-01-01", **price), on="2026-06-02")
    (barred,) = made.barred
    assert isinstance(barred, Barred)
    assert barred.document.number == "R-2022"
    assert barred.limit.failed[0].reference == "StromGVV § 18 Abs. 2"
    part, whole = made.steps
    assert (part.document.number, part.limited_from) == ("R-2023", dt.date(2023, 6, 1))
    kept, new = (held.after for held in part.lines if held.after)
    assert str(kept.period) == "2023-01-01..2023-05-31"
    assert (str(kept.price), str(new.price)) == ("25.00 ct/kWh", "20.00 ct/kWh")
    assert (whole.limited_from, bool(whole.limit)) == (None, True)


def test_a_quantity_that_is_partly_out_of_time_is_barred_unless_somebody_waives(document, plan):
    chain = [document(2023, "R-1")]
    change = late("2024-01-01", 6000, known="2026-06-01")
    made = plan(chain, change, on="2026-06-02")
    assert (made.steps, made.barred[0].change) == ((), euro("-29.75"))
    waived = plan(chain, change, on="2026-06-02", waived={"R-1": "goodwill"})
    assert waived.steps[0].waiver == "goodwill"
    with pytest.raises(CorrectionError, match="is no document here"):
        plan(chain, change, waived={"R-9": "typo"})


def test_a_reading_before_the_limit_is_about_days_before_it(document, plan):
    """Found on 2026-06-01: days from 2023-06-01 on, and the reading is about January as well."""
    made = plan(
        [document(2023, "R-1")], late("2023-01-01", 2900, known="2026-06-01"), on="2026-06-02"
    )
    assert (made.steps, [held.change for held in made.barred]) == ((), [euro("29.75")])


def test_a_reading_that_stays_on_one_document_stays_on_the_next(document, plan):
    """Otherwise the 100 kWh that the first one bills would be on the second one as well."""
    chain = [document(2023, "R-1"), document(2024, "R-2")]
    change = late("2024-01-01", 6000, known="2026-12-01")
    made = plan(chain, change, on="2026-12-02")
    assert made.steps == ()
    assert [held.document.number for held in made.barred] == ["R-1", "R-2"]
    assert [held.change for held in made.barred] == [euro("-29.75"), euro("29.75")]
    assert made.candidates[0].documents == ("R-1", "R-2")
    waived = plan(chain, change, on="2026-12-02", waived={"R-1": "goodwill"})
    assert [step.document.number for step in waived.steps] == ["R-1", "R-2"]


def test_beside_a_reading_that_is_out_of_time_the_price_is_corrected(document, plan):
    """The reading of the end of 2023 stays; the price changes from the limit on, as it would."""
    reading = late("2024-01-01", 6000, known="2026-06-01")
    price = ub.PriceChange(
        component="energy", price="20.00 ct/kWh", since="2022-01-01", known_since="2026-06-01"
    )
    alone = plan([document(2023, "R-1")], price, on="2026-06-02")
    made = plan([document(2023, "R-1")], reading, price, on="2026-06-02")
    (step,), (barred,) = made.steps, made.barred
    assert (step.change, step.limited_from) == (alone.steps[0].change, dt.date(2023, 6, 1))
    assert step.reasons == (price.reason,)
    assert barred.reasons == (reading.reason,)
    paid = ub.InstallmentChange(
        contract="C-1",
        received=ub.ReceivedInstallment.untaxed("2023-06-01", euro("10.00")),
        known_since="2026-06-01",
    )
    made = plan([document(2022, "R-0"), document(2023, "R-1")], reading, paid, on="2026-06-02")
    (step,) = made.steps
    assert (step.document.number, step.change) == ("R-1", euro("-10.00"))
    assert (bool(step.limit), step.limited_from) == (True, None)
    assert [held.value for held in step.natures] == ["payment"]
    assert [held.change for held in made.barred] == [euro("-29.75")]


def test_what_else_changed_on_the_next_document_is_corrected_all_the_same(document, plan):
    chain = [document(2023, "R-1"), document(2024, "R-2")]
    reading = late("2024-01-01", 6000, known="2026-12-01")
    price = ub.PriceChange(
        component="energy", price="20.00 ct/kWh", since="2024-01-01", known_since="2026-12-01"
    )
    made = plan(chain, reading, price, on="2026-12-02")
    (step,) = made.steps
    # 3000 kWh, as they were billed, times 5 ct x 1.19
    assert (step.document.number, step.change) == ("R-2", euro("-178.50"))
    assert [held.document.number for held in made.barred] == ["R-1", "R-2"]


def test_nothing_is_half_applied(chain, plan, germany):
    made = plan(chain, late("2025-01-01", 9000))
    for numbers, problem in (
        ([], "are not 2"),
        (["S-1", "R-3", "R-4"], "are not 2"),
        (["S-1", "S-1"], "given out before"),
        (["S-1", "R-1"], "given out before"),
    ):
        with pytest.raises(NumberError, match=problem):
            ub.execute(made, chain, numbers=numbers)
    done = ub.execute(made, chain, numbers=["S-1", "R-3"])
    with pytest.raises(CorrectionError, match="is not as it was"):
        ub.execute(made, done.documents, numbers=["S-2", "R-5"])
    bare = [ub.release(ub.draft(chain[1].cases[0].settle(germany)), number="R-2", checks=[])]
    blocked = plan(bare, late("2025-01-01", 9000))
    with pytest.raises(CorrectionError, match="released without them"):
        ub.execute(blocked, bare, numbers=[])
    backwards = plan(chain, late("2025-01-01", 6000))
    with pytest.raises(CorrectionError, match="cannot be calculated again"):
        ub.execute(backwards, chain, numbers=["S-1", "R-3"])
    with pytest.raises(TransitionError):
        done.documents[1].after(ub.DocumentEvent.REVERSE)


def test_a_plan_that_was_executed_has_nothing_left_to_do(chain, plan):
    changes = [
        late("2025-01-01", 9000),
        ub.PriceChange(
            component="energy", price="24 ct/kWh", since="2024-07-01", known_since="2025-03-01"
        ),
    ]
    made = plan(chain, *changes)
    numbers = [f"N-{place}" for place in range(made.numbers_needed)]
    done = ub.execute(made, chain, numbers=numbers)
    assert not plan(done.documents, *changes)


def test_every_day_is_still_billed_once(chain, plan, contract):
    done = ub.execute(plan(chain, late("2024-01-01", 6000)), chain, numbers=["1", "2", "3", "4"])
    supply = ub.Supply(contract=contract, billed_from="2023-01-01", billed_to="2025-01-01")
    assert ub.billed_once(done.documents, [supply])


@attrs.frozen
class Counter:
    """A stand-in for a tier counter: what was used lowers the price of the next bill."""

    name = "tier_counter"

    def state_after(self, settlement, before):
        used = settlement.consumption.total.amount
        return used + (before or 0)

    def into(self, case, state):
        price = ub.Price.parse("25.00 ct/kWh" if state < 3050 else "20.00 ct/kWh")
        energy = attrs.evolve(case.prices.components[0], prices=price)
        sheet = attrs.evolve(case.prices, components=(energy, *case.prices.components[1:]))
        return attrs.evolve(case, prices=sheet)


def test_what_a_bill_hands_on_reaches_the_next_one(document, case, germany, plan):
    first = document(2023, "R-1")
    counter = Counter()
    second_case = counter.into(case(2024), counter.state_after(first.bill.settlements[0], None))
    second = ub.release(
        ub.draft(second_case.settle(germany), [second_case]), number="R-2", checks=[]
    )
    assert str(second.bill.lines[0].price) == "20.00 ct/kWh"
    made = plan([first, second], late("2024-01-01", 6000), carriers=[counter])
    assert not made.unsettled
    step = made.steps[-1]
    assert str(step.bill.lines[0].price) == "25.00 ct/kWh"
    assert [held.what for held in step.depends_on if held.kind.value == "carried_state"] == [
        "tier_counter"
    ]


@attrs.frozen
class OtherCountry:
    """A stand-in for another market: corrections, five years, own tax period."""

    def style(self, _document):
        return ub.CorrectionStyle.CORRECTION

    def tax_period(self, document, _nature, _on):
        return TaxPeriod.of(document.period.last, "of the supply")

    def first_correctable(self, _contract, _nature, found):
        return Term(found.replace(year=found.year - 5), "five years")

    def refund_by(self, _document, on):
        return Term(on + dt.timedelta(days=30), "thirty days")

    def claim_from(self, _document, _on):
        return Term()


def test_other_markets_bring_their_own_limits_and_ways(document, germany):
    elsewhere = attrs.evolve(germany, correction=OtherCountry())
    chain = [document(2022, "R-1"), document(2023, "R-2")]
    price = ub.PriceChange(
        component="energy", price="20 ct/kWh", since="2022-01-01", known_since="2027-06-01"
    )
    made = ub.plan_corrections(chain, [price], on="2027-06-02", market=elsewhere)
    first, second = made.steps
    assert (first.limited_from, second.limited_from) == (dt.date(2022, 6, 1), None)
    assert first.style is ub.CorrectionStyle.CORRECTION
    assert (str(first.tax_period), first.tax_period.reference) == ("2022-12", "of the supply")
    assert first.effects[0].due == dt.date(2027, 7, 2)
    assert first.letter.facts["reference"] == "thirty days"
    nowhere = attrs.evolve(germany, correction=None)
    free = ub.plan_corrections(chain, [price], on="2027-06-02", market=nowhere)
    assert [step.limited_from for step in free.steps] == [None, None]


DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2025, 1, 1))


@st.composite
def changes(draw):
    """Draw late readings that keep the register going up, and prices that were wrong."""
    found = []
    for day, low, high in (
        ("2023-01-01", 2500, 3400),
        ("2024-01-01", 5500, 6500),
        ("2025-01-01", 8800, 9999),
    ):
        if draw(st.booleans()):
            found.append(late(day, draw(st.integers(low, high))))
    if draw(st.booleans()):
        found.append(
            ub.PriceChange(
                component=draw(st.sampled_from(["energy", "elsewhere"])),
                price=f"{draw(st.integers(1, 4000))} ct/MWh",
                since=draw(DAYS),
                known_since="2025-03-01",
            )
        )
    return found


@settings(max_examples=80)
@given(changes(), st.sampled_from(["reversal", "correction"]))
def test_plan_then_execute_is_what_a_fresh_start_gives(chain, plan, germany, changed, style):
    made = plan(chain, *changed, style=style)
    numbers = [f"N-{place}" for place in range(made.numbers_needed)]
    done = ub.execute(made, chain, numbers=numbers)

    fresh = []
    for document in chain:
        (case,) = document.cases
        for change in changed:
            case = change.applied(case)
        fresh.append(ub.combine([case.settle(germany)]))

    held = valid(done.documents)
    assert [ub.BillDigest.of(bill) for bill in fresh] == [
        ub.BillDigest.of(document.bill) for document in held
    ]
    assert account(done.documents) == sum((bill.balance for bill in fresh), euro(0))
    assert sum((effect.amount for effect in made.effects), euro(0)) == sum(
        (step.change for step in made.steps), euro(0)
    )
    for step in made.steps:
        assert sum((held.gross for held in step.taxes), euro(0)) == (
            step.bill.totals.gross - step.document.bill.totals.gross
        )
        lines = sum((held.change for held in step.lines), euro(0))
        assert lines == step.bill.totals.net - step.document.bill.totals.net
    for document in chain:
        assert any(held.bill == document.bill for held in done.documents), "nothing is lost"


def test_the_reason_names_the_meter_in_both_languages():
    reading = ub.Reading(REGISTER, "2024-01-01", "1234.5", meter="M-7")
    reason = ub.ReadingChange(contract="C-1", known_since="2024-02-01", reading=reading).reason
    assert "of meter M-7" in reason.en
    assert "1.234,5" in reason.de
    assert "von Zähler M-7" in reason.de
