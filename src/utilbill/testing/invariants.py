"""What must hold for every settlement, as plain assertion functions."""

from decimal import Decimal
from fractions import Fraction

from utilbill.adapters.results import bill_from_json, bill_to_json
from utilbill.billing.bill import Bill
from utilbill.billing.settlement import Settlement
from utilbill.installments.plan import InstallmentPlan
from utilbill.metering.registers import Registers
from utilbill.tariffs.component import PriceBasis
from utilbill.values.explanation import evaluate
from utilbill.values.money import Money
from utilbill.values.period import Period, tiles


def assert_adds_up(settlement: Settlement) -> None:
    """Assert that lines add up to the sums, tax groups to tax, and everything to the balance.

    Raises:
        AssertionError: If some sum is not the sum of its parts.
    """
    totals = settlement.totals
    zero = Money.zero(settlement.currency)
    lines = sum((line.amount for line in settlement.charged), zero)
    whole = totals.net if settlement.basis is PriceBasis.NET else totals.gross
    assert lines == whole, f"lines {lines} are not the sum {whole}"
    assert totals.net + totals.tax == totals.gross, "net and tax are not gross"
    for group in totals.groups:
        assert group.net + group.tax == group.gross, f"group {group.rate.percent} does not add up"
    assert sum((group.net for group in totals.groups), zero) == totals.net
    assert sum((group.tax for group in totals.groups), zero) == totals.tax
    assert settlement.balance + settlement.deducted == totals.payable
    assert settlement.balance_net + settlement.balance_tax == settlement.balance


def assert_billed_once(settlement: Settlement) -> None:
    """Assert that every component prices each day, and each unit of its registers, exactly once.

    Raises:
        AssertionError: If a day or a unit is priced twice or not at all.
    """
    used = settlement.consumption
    for component in {line.component for line in settlement.lines}:
        lines = [line for line in settlement.lines if line.component == component]
        absent = [held.period for held in settlement.absences if held.component == component]
        quantity_lines = [line for line in lines if line.quantity is not None]
        if not quantity_lines or used is None:
            if all(line.price is not None for line in lines):
                days = [line.period for line in lines]
                assert tiles(settlement.period, days), f"{component} does not tile the period"
            continue
        there = [used.days_of(name) for line in quantity_lines for name in line.registers]
        whole = Period(min(span.start for span in there), max(span.end for span in there))
        parts = {line.period for line in quantity_lines}
        assert tiles(whole, [*parts, *absent]), f"{component} does not tile {whole}"
        if not absent:
            priced = sum((q.quantity.amount for q in quantity_lines if q.quantity), Decimal(0))
            counted = sum((used.of(name).amount for name in lines[0].registers), Decimal(0))
            left_out = counted - priced
            assert left_out in _parts_of(settlement, lines[0].registers), (
                f"{component} prices {priced} of {counted}"
            )


def _parts_of(settlement: Settlement, registers: tuple[str, ...]) -> set[Decimal]:
    """Return what a price may leave out: nothing, or what meters behind its registers counted."""
    used = settlement.consumption
    behind = Registers(settlement.contract.supply_point.registers).parts
    sums = {Decimal(0)}
    for name in used.parts if used else ():
        if used and behind[name] in registers:
            amount = used.of(name).amount
            sums |= {held + amount for held in sums}
    return sums


def assert_explained(settlement: Settlement) -> None:
    """Assert that every amount evaluates again from its explanation.

    Raises:
        AssertionError: If an explanation gives another amount.
    """
    for line in settlement.lines:
        again = evaluate(line.explanation)
        assert again == line.amount.amount, f"{line.component}: {again} is not {line.amount}"
    for group in settlement.totals.groups:
        if group.explanations:
            again = sum((evaluate(node) for node in group.explanations), Fraction(0))
            expected = group.tax if settlement.basis is PriceBasis.NET else group.net
            assert again == expected.amount, f"tax {group.rate.percent}: {again} is not {expected}"


def assert_round_trips(bill: Bill) -> None:
    """Assert that a bill survives being written as JSON and read again.

    Raises:
        AssertionError: If another bill comes back, or another text the second time.
    """
    text = bill_to_json(bill)
    again = bill_from_json(text)
    assert again == bill, "another bill came back"
    assert bill_to_json(again) == text, "another text came out"


def assert_plan_adds_up(plan: InstallmentPlan) -> None:
    """Assert that installments and the declared remainder add up to the total.

    Raises:
        AssertionError: If they do not.
    """
    zero = Money.zero(plan.total.currency)
    asked = sum((held.gross for held in plan.installments), zero)
    assert asked + plan.remainder == plan.total, f"{asked} + {plan.remainder} != {plan.total}"
