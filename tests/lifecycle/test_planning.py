"""What a plan of corrections looks at: every document, every change, what is handed on."""

import datetime as dt

import attrs
import pytest

import utilbill as ub
from utilbill.billing.comparison import ConsumptionComparison
from utilbill.billing.correction import CorrectionNature, TaxPeriod, Term
from utilbill.billing.correction.rules import PlainCorrections

REGISTER = "1-0:1.8.0"
QUANTITY, VALUE = CorrectionNature.QUANTITY, CorrectionNature.VALUE


def late(day, value, known="2025-03-10", contract="C-1"):
    reading = ub.Reading(REGISTER, day, value)
    return ub.ReadingChange(contract=contract, known_since=known, reading=reading)


def price(amount, since="2024-01-01", component="energy", known="2025-03-01"):
    return ub.PriceChange(component=component, price=amount, since=since, known_since=known)


def ended(day):
    return ub.ContractChange(contract="C-1", supply_end=day, known_since="2025-03-01")


def euro(amount):
    return ub.Money(amount, "EUR")


def released(number, *cases, germany):
    bill = ub.combine([case.settle(germany) for case in cases])
    return ub.release(ub.draft(bill, cases), number=number, checks=[])


@pytest.fixture(scope="session")
def pair(case, contract, germany):
    """One bill over two supplies, C-1 and C-2."""
    other = attrs.evolve(contract, id="C-2")
    return released("R-1", case(2024), case(2024, contract=other), germany=germany)


def test_every_change_that_matters_is_a_reason(chain, plan):
    changes = late("2025-01-01", 9000), price("24 ct/kWh")
    (step,) = plan(chain[1:], *changes).steps
    assert step.reasons == tuple(change.reason for change in changes)
    assert step.natures == (QUANTITY, VALUE)


def test_a_change_that_does_not_matter_is_no_reason(chain, plan):
    again, matters = late("2025-01-01", 9100), price("24 ct/kWh")
    made = plan(chain, again, matters)
    (step,) = made.steps
    assert step.reasons == (matters.reason,)
    assert [held.documents for held in made.candidates] == [(), ("R-2",)]


def test_a_change_that_cannot_stand_alone_is_a_reason(chain, plan):
    backwards, right = late("2025-01-01", 6000), late("2025-01-01", 9000, known="2025-03-11")
    (step,) = plan(chain, backwards, right).steps
    assert step.reasons == (backwards.reason, right.reason)


def test_a_supply_that_is_gone_takes_no_further_change(chain, plan):
    (step,) = plan(chain[1:], ended("2024-01-01"), late("2025-01-01", 9000)).steps
    assert (step.bill, step.cases) == (None, ())


def test_of_two_supplies_on_a_bill_one_may_be_gone(pair, plan):
    (step,) = plan([pair], ended("2024-01-01")).steps
    assert [held.contract.id for held in step.cases] == ["C-2"]
    assert step.change == euro("-1011.50")


def test_limits_look_at_the_supply_that_changes(pair, plan):
    (step,) = plan([pair], late("2025-01-01", 9000)).steps
    (condition,) = step.limit.conditions
    assert condition.text.startswith("C-1: ")


def test_cases_keep_the_day_of_what_was_known(chain, plan):
    (step,) = plan(chain, late("2025-01-01", 9000)).steps
    assert [held.known_on for held in step.cases] == [dt.date(2025, 3, 12)]


def test_another_version_of_the_law_alone_is_no_reason(chain, plan):
    (settlement,) = chain[1].bill.settlements
    older = attrs.evolve(settlement, rules_version="of yesterday")
    bill = attrs.evolve(chain[1].bill, settlements=(older,))
    assert not plan([attrs.evolve(chain[1], bill=bill)])


def test_what_is_known_on_the_day_of_the_plan_is_known(chain, plan):
    made = plan(chain, late("2025-01-01", 9000, known="2025-03-12"))
    assert (len(made.steps), made.later) == (1, ())


def test_a_change_for_all_contracts_concerns_a_document_without_cases(chain, plan, germany):
    bare = ub.release(ub.draft(chain[1].cases[0].settle(germany)), number="R-2", checks=[])
    assert [held.document.number for held in plan([bare], price("24 ct/kWh")).unsettled] == ["R-2"]
    assert plan([bare], late("2025-01-01", 9000, contract="C-9")).unsettled == ()


def test_the_reason_is_the_change_and_not_the_reading_between_two_bills(chain, plan):
    change = late("2024-01-01", 6000)
    first, second = plan(chain, change).steps
    assert first.reasons == second.reasons == (change.reason,)
    assert second.natures == (QUANTITY,)


@attrs.frozen
class Counter:
    """Counts what was used; beyond a limit, energy costs less."""

    limit: int
    name = "tier_counter"

    def state_after(self, settlement, before):
        return settlement.consumption.total.amount + (before or 0)

    def into(self, case, state):
        price = ub.Price.parse("25.00 ct/kWh" if state < self.limit else "20.00 ct/kWh")
        energy = attrs.evolve(case.prices.components[0], prices=price)
        sheet = attrs.evolve(case.prices, components=(energy, *case.prices.components[1:]))
        return attrs.evolve(case, prices=sheet)


@pytest.fixture(scope="session")
def counted(case, germany):
    """Return a maker of bills of 2022, 2023 and 2024 that hand a counter on: 3000, 6100 kWh."""

    def make(counter):
        found, state = [], None
        for year in (2022, 2023, 2024):
            held = case(year) if state is None else counter.into(case(year), state)
            found.append(released(f"R-{year}", held, germany=germany))
            state = counter.state_after(found[-1].bill.settlements[0], state)
        return found

    return make


def test_what_is_handed_on_is_a_reason_of_its_own(counted, plan):
    """100 kWh fewer in 2022: the counter stands at 6000 when 2024 begins, and not at 6100."""
    counter = Counter(6050)
    change = late("2022-01-01", 100, known="2024-03-10")
    made = plan(counted(counter), change, carriers=[counter])
    first, last = made.steps
    assert (first.document.number, last.document.number) == ("R-2022", "R-2024")
    assert first.reasons == (change.reason,)
    (reason,) = last.reasons
    assert (reason.en, reason.de) == ("tier_counter of R-2023", "tier_counter aus R-2023")
    assert last.natures == (QUANTITY,)
    carried = [held for held in last.depends_on if held.kind.value == "carried_state"]
    assert [(held.on, held.what) for held in carried] == [("R-2023", "tier_counter")]


def test_a_state_that_stays_is_no_reason(counted, plan):
    counter = Counter(6050)
    (step,) = plan(counted(counter), late("2025-01-01", 9000), carriers=[counter]).steps
    assert [held.kind.value for held in step.depends_on] == ["opening_reading"]


def test_changes_are_tried_alone_with_what_is_handed_on(counted, plan):
    counter = Counter(6050)
    changes = late("2025-01-01", 9000), price("120 EUR/year", component="standing")
    (step,) = plan(counted(counter), *changes, carriers=[counter]).steps
    assert str(step.bill.lines[0].price) == "20.00 ct/kWh"
    assert step.reasons == tuple(change.reason for change in changes)


def test_law_alone_changes_values(document, germany):
    taxed = attrs.evolve(
        document(2024, "R-1").cases[0],
        taxation=ub.FixedTaxation({ub.TaxCategory.STANDARD: 19}),
    )
    old = released("R-1", taxed, germany=germany)
    dearer = attrs.evolve(taxed, taxation=ub.FixedTaxation({ub.TaxCategory.STANDARD: 20}))
    (step,) = ub.plan_corrections(
        [attrs.evolve(old, cases=(dearer,))], on="2025-03-12", market=germany
    ).steps
    (reason,) = step.reasons
    assert reason.en == "legal figures or rules are known otherwise now"
    assert reason.de == "Rechtsstand oder Regeln sind jetzt anders bekannt"
    assert step.natures == (VALUE,)


def test_a_waiver_counts_only_beyond_the_limit(chain, plan):
    (step,) = plan(chain, late("2025-01-01", 9000), waived={"R-2": "goodwill"}).steps
    assert (bool(step.limit), step.waiver) == (True, "")


def test_what_is_corrected_in_part_is_not_waived(document, plan):
    chain = [document(2023, "R-1")]
    (step,) = plan(
        chain, price("20 ct/kWh", since="2023-01-01", known="2026-06-01"), on="2026-06-02"
    ).steps
    assert (step.limited_from, step.waiver) == (dt.date(2023, 6, 1), "")


def test_a_limit_at_the_end_of_the_period_leaves_nothing(document, plan):
    chain = [document(2022, "R-1")]
    change = price("20 ct/kWh", since="2022-01-01", known="2026-01-01")
    made = plan(chain, change, on="2026-06-02")
    (barred,) = made.barred
    assert (made.steps, barred.correctable_from) == ((), dt.date(2023, 1, 1))
    day_earlier = attrs.evolve(change, known_since="2025-12-31")
    (step,) = plan(chain, day_earlier, on="2026-06-02").steps
    assert step.limited_from == dt.date(2022, 12, 31)


def test_what_may_be_corrected_in_part_starts_from_what_is_handed_on(counted, plan):
    counter = Counter(3000)
    change = price("120 EUR/year", "2023-01-01", component="standing", known="2026-06-01")
    made = plan(counted(counter), change, carriers=[counter], on="2026-06-02")
    assert not made.unsettled
    assert [(step.document.number, step.limited_from) for step in made.steps] == [
        ("R-2023", dt.date(2023, 6, 1)),
        ("R-2024", None),
    ]
    prices = [str(line.price) for line in made.steps[0].bill.lines]
    assert prices == ["20.00 ct/kWh", "100.00 EUR/year", "120 EUR/year"]


def full(chain):
    """Return the second bill with the plan of the next year and a comparison on it."""
    document = chain[1]
    expected = ub.Forecast(ub.Period.of_year(2025), euro("1100.00"))
    plan = ub.build_plan(expected, ub.due_dates("2025-02-01", 11))
    used = ub.Quantity("3000", "kWh")
    held = ConsumptionComparison(contract="C-1", period=document.period, used=used)
    bill = attrs.evolve(document.bill, next_plans=(plan,), comparisons=(held,))
    return attrs.evolve(document, bill=bill)


def test_a_plan_stays_on_the_corrected_bill_and_a_comparison_only_where_the_charges_do(chain, plan):
    old = full(chain)
    (step,) = plan([old], late("2025-01-01", 9000)).steps
    assert (step.bill.next_plans, step.bill.comparisons) == (old.bill.next_plans, ())
    paid = ub.PaymentChange(
        contract="C-1",
        period=old.period,
        received=[ub.ReceivedInstallment.untaxed("2024-06-01", euro("100.00"))],
        known_since="2025-03-01",
    )
    (step,) = plan([old], paid).steps
    assert step.bill.comparisons == old.bill.comparisons


@attrs.frozen
class Choosy(PlainCorrections):
    """The way depends on the document, the month of tax on what is corrected."""

    def style(self, document):
        return ub.CorrectionStyle("correction" if document.number == "R-2" else "reversal")

    def tax_period(self, document, nature, on):
        return TaxPeriod.of(document.period.last if nature is QUANTITY else on)

    def claim_from(self, document, on):
        del document
        return Term(on + dt.timedelta(days=20), "twenty days")


def test_rules_may_look_at_the_document_and_at_what_is_corrected(chain, plan, germany):
    choosy = attrs.evolve(germany, correction=Choosy())
    first, second = plan(chain, late("2024-01-01", 6000), market=choosy).steps
    assert (first.style.value, second.style.value) == ("reversal", "correction")
    assert [str(step.tax_period) for step in (first, second)] == ["2023-12", "2024-12"]
    (dearer,) = plan(chain, price("26 ct/kWh"), market=choosy).steps
    assert str(dearer.tax_period) == "2025-03"


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        pytest.param("1011.50", "2025-04-01", id="a-claim-of-some-cents"),
        pytest.param("1011.80", None, id="nothing"),
        pytest.param("1012.00", None, id="a-credit"),
    ],
)
def test_a_claim_is_due_from_the_day_that_the_rules_set(case, germany, plan, paid, due):
    received = [ub.ReceivedInstallment.untaxed("2024-06-01", euro(paid))]
    chain = [released("R-1", case(2024, received=received), germany=germany)]
    choosy = attrs.evolve(germany, correction=Choosy())
    (step,) = plan(chain, late("2025-01-01", 9101), market=choosy).steps  # 0.30 more
    assert step.bill.due_date == (due and dt.date.fromisoformat(due))


def test_a_reading_that_is_barred_on_two_documents_is_barred_by_the_same_limit(document, plan):
    chain = [document(2023, "R-1"), document(2024, "R-2")]
    change = late("2024-01-01", 6000, known="2026-12-01")
    first, second = plan(chain, change, on="2026-12-02").barred
    assert (first.document.number, second.document.number) == ("R-1", "R-2")
    assert first.reasons == second.reasons == (change.reason,)
    assert first.limit == second.limit
    assert first.correctable_from == second.correctable_from == dt.date(2023, 12, 1)
