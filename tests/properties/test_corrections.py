"""Corrections of whatever can be drawn: planned, executed, taken back."""

import attrs
from hypothesis import given, reject, settings, strategies as st

import utilbill as ub
from utilbill import testing


def released(case, germany, number):
    try:
        return ub.release(ub.draft(case.settle(germany), [case]), number=number, checks=[])
    except ub.UtilbillError:
        reject()


def zero(documents):
    return ub.Money.zero(documents[0].bill.currency)


def added(documents):
    """Return net and tax by rate that all documents together declare."""
    found = {}
    for document in documents:
        reversal = document.kind is ub.DocumentKind.REVERSAL
        parts = [(document.bill, -1 if reversal else 1)]
        if document.before is not None:
            parts.append((document.before, -1))
        for bill, sign in parts:
            for group in bill.totals.groups:
                net, tax = found.get(group.rate.key, (0, 0))
                found[group.rate.key] = (
                    net + sign * group.net.amount,
                    tax + sign * group.tax.amount,
                )
    return {rate: sums for rate, sums in found.items() if any(sums)}


@settings(max_examples=60)
@given(testing.corrections(), st.sampled_from(["reversal", "correction"]))
def test_what_became_known_is_planned_executed_and_equals_a_fresh_start(germany, drawn, style):
    old = released(drawn.before, germany, "R-1")
    plan = ub.plan_corrections([old], on=drawn.after.known_on, market=germany, style=style)
    assert not plan.unsettled
    fresh = ub.combine([drawn.after.settle(germany)])
    numbers = [f"N-{place}" for place in range(plan.numbers_needed)]
    done = ub.execute(plan, [old], numbers=numbers)

    (valid,) = [held for held in done.documents if held.is_valid]
    assert ub.BillDigest.of(valid.bill) == ub.BillDigest.of(fresh)
    assert sum((held.claim for held in done.documents), zero([old])) == fresh.balance
    assert added(done.documents) == added([attrs.evolve(old, bill=fresh)])
    assert sum((effect.amount for effect in plan.effects), zero([old])) == (
        fresh.balance - old.bill.balance
    )
    again = attrs.evolve(drawn.after, known_on=drawn.before.known_on)
    assert ub.reproduces(old.digest, ub.combine([again.settle(germany)]))


@settings(max_examples=40)
@given(testing.cases())
def test_a_reversal_undoes_exactly(germany, case):
    old = released(case, germany, "R-1")
    gone = ub.ContractChange(
        contract=case.contract.id, supply_end=case.period.start, known_since=case.period.end
    )
    plan = ub.plan_corrections([old], [gone], on=case.period.end, market=germany)
    done = ub.execute(plan, [old], numbers=["S-1"])
    assert [held.number for held in done.documents] == ["R-1", "S-1"]
    assert sum((held.claim for held in done.documents), zero([old])) == zero([old])
    assert added(done.documents) == {}
    assert plan.steps[0].change == -old.bill.balance


@settings(max_examples=40)
@given(testing.portfolios(), st.data())
def test_in_a_portfolio_a_late_reading_touches_whom_it_must_and_nobody_else(
    germany, portfolio, data
):
    chain = [released(case, germany, f"R-{place}") for place, case in enumerate(portfolio)]
    case = data.draw(st.sampled_from([held for held in portfolio if held.readings]))
    reading = data.draw(
        st.sampled_from([held for held in case.readings if held.day == case.period.end] or [None])
    )
    if reading is None:
        reject()
    on = max(held.period.end for held in portfolio)
    late = attrs.evolve(reading, value=reading.value + 1, known_since=on)
    changes = [
        ub.ReadingChange(contract=other.contract.id, reading=late, known_since=on)
        for other in portfolio
        if other.contract.id.partition("/")[0] == case.contract.id.partition("/")[0]
    ]
    plan = ub.plan_corrections(chain, changes, on=on, market=germany)
    if plan.unsettled:
        return
    done = ub.execute(plan, chain, numbers=[f"N-{place}" for place in range(plan.numbers_needed)])
    valid = {held.contracts[0]: held for held in done.documents if held.is_valid}
    for other in portfolio:
        fresh = attrs.evolve(other, known_on=on)
        for change in changes:
            if change.contract == other.contract.id:
                fresh = change.applied(fresh)
        wanted = ub.BillDigest.of(ub.combine([fresh.settle(germany)]))
        barred = [held.document.contracts[0] for held in plan.barred]
        if other.contract.id not in barred:
            assert ub.BillDigest.of(valid[other.contract.id].bill) == wanted
    assert ub.billed_once(done.documents)
    for step in plan.steps:
        assert step.document.contracts[0].partition("/")[0] == case.contract.id.partition("/")[0]


@given(testing.corrections())
def test_candidates_name_what_they_touch(germany, drawn):
    old = released(drawn.before, germany, "R-1")
    late = [
        held
        for held in drawn.after.readings
        if held.known_since and held.known_since > drawn.before.known_on
    ]
    contract = drawn.after.contract.id
    changes = [
        ub.ReadingChange(contract=contract, reading=held, known_since=held.known_since)
        for held in late
    ]
    plan = ub.plan_corrections([old], changes, on=drawn.after.known_on, market=germany)
    assert {held.change for held in plan.candidates} <= set(changes)
    for candidate in plan.candidates:
        assert set(candidate.documents) <= {"R-1"}
