"""What each change does to the inputs of a bill, and which part of it may be left."""

import datetime as dt

import attrs
import pytest

import utilbill as ub
from utilbill.billing.correction import CorrectionNature, EffectKind, TaxPeriod, Term
from utilbill.billing.correction.chain import Dependency, DependencyKind, dependencies
from utilbill.billing.correction.rules import PlainCorrections, limits
from utilbill.values.errors import CorrectionError, InvalidInputError

YEAR = ub.Period.of_year(2024)
KNOWN = dt.date(2025, 3, 1)


def euro(amount):
    return ub.Money(amount, "EUR")


def price(since="2024-07-01", **more):
    more = {"component": "energy", "price": "24.00 ct/kWh", "known_since": KNOWN} | more
    return ub.PriceChange(since=since, **more)


def test_a_price_joins_the_others_and_says_since_when_it_is_known(case):
    held = case(2024)
    first, right = price().applied(held).prices.components[0].prices.entries
    assert first == held.prices.components[0].prices.entries[0]
    assert (right.since, right.known_since) == (dt.date(2024, 7, 1), KNOWN)
    assert str(right.value) == "24.00 ct/kWh"
    once = price().applied(held)
    assert price().applied(once) is once


@pytest.mark.parametrize(
    ("since", "matters"), [("2024-12-31", True), ("2025-01-01", False), ("2025-01-02", False)]
)
def test_a_price_after_the_period_changes_nothing(case, since, matters):
    held = case(2024)
    assert (price(since).applied(held) is not held) is matters


def test_a_price_of_what_has_none_is_refused(case, sheet):
    fee = ub.OneOff(id="fee", label="Fee", amount=euro("5.00"), on="2024-05-01")
    held = case(2024, prices=attrs.evolve(sheet, components=(*sheet.components, fee)))
    with pytest.raises(CorrectionError, match="has no dated prices") as raised:
        price(component="fee").applied(held)
    assert (raised.value.field, raised.value.value) == ("component", "fee")


def test_a_component_that_was_forgotten_is_added_behind_the_others(case):
    held = case(2024)
    bonus = ub.OneOff(id="bonus", label="Bonus", amount=euro("-50.00"), on="2024-05-01")
    after = ub.ComponentChange(component=bonus, known_since=KNOWN).applied(held)
    assert after.prices.components == (*held.prices.components, bonus)
    assert after.prices.name == held.prices.name


def test_factors_of_gas_replace_those_that_are_there(case):
    old, new = (
        ub.EnergyConversion(state_number="0.95", calorific_value=value) for value in ("11", "10")
    )
    change = ub.ConversionChange(conversion=new, known_since=KNOWN)
    power = case(2024)
    assert change.applied(power) is power
    gas = attrs.evolve(power, conversion=old)
    assert change.applied(gas) == attrs.evolve(power, conversion=new)


def test_a_customer_class_replaces_the_one_of_the_contract(case):
    held = case(2024)
    change = ub.ContractChange(contract="C-1", customer_class="business", known_since=KNOWN)
    after = change.applied(held)
    assert after == attrs.evolve(
        held, contract=attrs.evolve(held.contract, customer_class="business")
    )
    assert after.contract.customer_class is ub.CustomerClass.BUSINESS


def test_an_end_of_supply_cuts_the_period_and_ends_the_contract(case):
    held = case(2024)

    def ended(day):
        return ub.ContractChange(contract="C-1", supply_end=day, known_since=KNOWN).applied(held)

    cut = ended("2024-09-01")
    assert (cut.contract.supply_end, cut.period.end) == (dt.date(2024, 9, 1),) * 2
    assert (cut.kind, cut.readings) == (ub.SettlementKind.FINAL, held.readings)
    assert ended("2024-01-01") is None
    first = ub.ContractChange(contract="C-1", supply_end="2022-01-01", known_since=KNOWN)
    assert first.applied(case(2022)) is None
    assert ended("2025-01-02") == held


def test_installments_are_those_of_their_own_days(case):
    held = case(2024)
    rate = ub.TaxRate(ub.TaxCategory.STANDARD, 19)
    paid_in = (ub.ReceivedInstallment.of("2024-06-01", euro("119.00"), rate),)

    def paid(period):
        return ub.PaymentChange(
            contract="C-1", received=paid_in, period=period, known_since=KNOWN
        ).applied(held)

    assert paid(ub.Period.of_year(2023)) is held
    assert paid(YEAR) == attrs.evolve(held, received=paid_in)


def received(*rows):
    return tuple(ub.ReceivedInstallment.untaxed(day, euro(amount)) for day, amount in rows)


@pytest.mark.parametrize(
    ("day", "amount", "after"),
    [
        pytest.param("2024-04-01", "50.00", [("2024-02-01", "60.00"), ("2024-04-01", "50.00"),
                                             ("2024-06-01", "70.00")], id="one-more"),
        pytest.param("2024-02-01", "50.00", [("2024-02-01", "50.00"), ("2024-06-01", "70.00")],
                     id="another-amount"),
        pytest.param("2024-02-01", "0.00", [("2024-06-01", "70.00")], id="returned"),
        pytest.param("2024-01-01", "5.00", [("2024-01-01", "5.00"), ("2024-02-01", "60.00"),
                                            ("2024-06-01", "70.00")], id="the-first-day"),
        pytest.param("2024-06-01", "70.00", None, id="as-it-is-known"),
        pytest.param("2023-12-31", "5.00", None, id="before-these-days"),
        pytest.param("2025-01-01", "5.00", None, id="after-these-days"),
    ],
)  # fmt: skip
def test_an_installment_takes_the_place_of_what_was_known_of_its_day(case, day, amount, after):
    held = case(2024, received=received(("2024-06-01", "70.00"), ("2024-02-01", "60.00")))
    (right,) = received((day, amount))
    change = ub.InstallmentChange(contract="C-1", received=right, known_since=KNOWN)
    if after is None:
        assert change.applied(held) is held
    else:
        assert change.applied(held) == attrs.evolve(held, received=received(*after))
    assert change.limited_to(YEAR.end) is change


def test_an_installment_of_a_later_day_is_changed_where_it_was_deducted(case):
    held = case(2024, received=received(("2025-01-05", "60.00")))
    (returned,) = received(("2025-01-05", "0.00"))
    change = ub.InstallmentChange(contract="C-1", received=returned, known_since=KNOWN)
    assert change.applied(held) == attrs.evolve(held, received=())


@pytest.mark.parametrize(
    ("end", "kept"),
    [("2024-05-31", False), ("2024-06-01", True), ("2024-06-02", True), (None, False)],
)
def test_an_end_of_supply_may_be_corrected_if_it_lies_within_the_limit(end, kept):
    change = ub.ContractChange(
        contract="C-1", supply_end=end, customer_class="business", known_since=KNOWN
    )
    assert change.limited_to(dt.date(2024, 6, 1)) is (change if kept else None)


def test_what_a_limit_leaves_of_other_changes():
    day = dt.date(2024, 6, 1)
    assert price("2024-01-01").limited_to(day) == price("2024-06-01")
    assert price("2024-07-01").limited_to(day) == price("2024-07-01")
    reading = ub.Reading("1-0:1.8.0", "2024-06-01", 1)
    for whole in (
        ub.ReadingChange(contract="C-1", known_since=KNOWN, reading=reading),
        ub.ComponentChange(component=price_of_energy(), known_since=KNOWN),
    ):
        assert whole.limited_to(day) is None


def price_of_energy():
    return ub.UnitPrice(id="energy", label="Energy", prices="24.00 ct/kWh")


def test_a_number_belongs_to_one_document(chain, plan):
    with pytest.raises(CorrectionError, match="is the number of two documents") as raised:
        plan([*chain, chain[0]])
    assert (raised.value.field, raised.value.value) == ("documents", "R-1")


def test_a_bill_deducts_what_the_plan_of_the_one_before_asked_for(case, germany):
    rate = ub.TaxRate(ub.TaxCategory.STANDARD, 19)
    expected = ub.Forecast(ub.Period.of_year(2024), euro("200.00"))
    asked = ub.build_plan(expected, ub.due_dates("2024-02-01", 2), contract="C-1")

    def documents(held_plan):
        before, after = (
            case(2023),
            case(
                2024,
                received=[
                    ub.ReceivedInstallment.of(day, euro("100.00"), rate)
                    for day in ("2024-02-01", "2024-04-01")
                ],
            ),
        )
        first = ub.combine([before.settle(germany)], next_plans=[held_plan])
        second = ub.combine([after.settle(germany)])
        return (
            ub.release(ub.draft(first, [before]), number="R-1", checks=[]),
            ub.release(ub.draft(second, [after]), number="R-2", checks=[]),
        )

    first, second = documents(asked)
    opening = Dependency(DependencyKind.OPENING_READING, "R-1", "1-0:1.8.0 2024-01-01")
    february = Dependency(DependencyKind.INSTALLMENTS, "R-1", "2024-02-01")
    assert dependencies(second, [first]) == (opening, february)
    first, second = documents(attrs.evolve(asked, contract=""))
    assert dependencies(second, [first]) == (opening, february)
    first, second = documents(attrs.evolve(asked, contract="C-9"))
    assert dependencies(second, [first]) == (opening,)


@attrs.frozen
class Limited(PlainCorrections):
    """Quantities may be corrected from 2024-03-01 on, other things always."""

    day: dt.date = dt.date(2024, 3, 1)

    def first_correctable(self, contract, nature, found):
        del contract, found
        return Term(self.day, "rule") if nature is CorrectionNature.QUANTITY else Term()


def test_limits_are_shown_with_their_proof(chain):
    natures = CorrectionNature.CONTRACT, CorrectionNature.QUANTITY
    settlements = chain[1].bill.settlements
    held = limits(Limited(), settlements, natures, KNOWN)
    assert (bool(held.decision), held.day) == (False, dt.date(2024, 3, 1))
    (condition,) = held.decision.conditions
    assert condition.text == "C-1: the period begins on 2024-03-01 or later"
    assert condition.found == "it begins on 2024-01-01"
    assert condition.reference == "rule"
    on_the_day = limits(Limited(day=YEAR.start), settlements, natures, KNOWN)
    assert (bool(on_the_day.decision), on_the_day.day) == (True, YEAR.start)
    free = limits(Limited(), settlements, natures[:1], KNOWN)
    assert (bool(free.decision), free.decision.conditions, free.day) == (True, (), None)


def test_a_period_of_tax_is_a_month():
    assert str(TaxPeriod.of(dt.date(2024, 6, 30))) == "2024-06"
    assert TaxPeriod.of(dt.date(2024, 6, 30)).reference == ""
    with pytest.raises(InvalidInputError) as raised:
        TaxPeriod(2024, 13)
    assert (raised.value.field, raised.value.value) == ("month", "2024-13")


def test_plain_rules_set_no_terms(document):
    held = document(2024, "R-1")
    late = ub.ReadingChange(
        contract="C-1", known_since=KNOWN, reading=ub.Reading("1-0:1.8.0", YEAR.end, 9000)
    )
    case = attrs.evolve(held.cases[0], taxation=ub.FixedTaxation({ub.TaxCategory.STANDARD: 19}))
    with_tax = attrs.evolve(held, cases=(case,))
    (step,) = ub.plan_corrections([with_tax], [late], on="2025-03-12").steps
    assert step.change == euro("-29.75")
    assert [(effect.kind, effect.due) for effect in step.effects] == [
        (EffectKind.CANCEL, None),
        (EffectKind.CLAIM, None),
    ]
    assert (str(step.tax_period), step.tax_period.reference) == ("2025-03", "")
