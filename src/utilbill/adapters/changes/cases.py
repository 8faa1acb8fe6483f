"""Case files as released documents, and changes applied to them."""

import datetime as dt
from collections.abc import Sequence
from pathlib import PurePath

import attrs

from utilbill.adapters.casefile import LoadedCase, bill_case
from utilbill.adapters.casefile.installment_building import Requested
from utilbill.adapters.changes.building import LoadedChanges
from utilbill.adapters.changes.models import InstallmentChangeModel
from utilbill.billing.correction import (
    Change,
    CorrectionPlan,
    InstallmentChange,
    plan_corrections,
)
from utilbill.billing.lifecycle import BillingDocument, draft, release
from utilbill.billing.settling import Case
from utilbill.installments.received import ReceivedInstallment
from utilbill.markets.market import Market
from utilbill.values.errors import InvalidInputError, MissingFieldError, UtilbillError, Where
from utilbill.values.marked import at


def documents_of(cases: Sequence[LoadedCase]) -> tuple[BillingDocument, ...]:
    """Settle case files as they were, and return them as released documents.

    A file without a number gets its own name as one, so that the plan can speak of it.

    Raises:
        UtilbillError: If a case cannot be settled.
    """
    found: list[BillingDocument] = []
    for loaded in cases:
        bill = attrs.evolve(bill_case(loaded), number="")
        number = loaded.number or PurePath(loaded.name).stem
        try:
            found.append(release(draft(bill, loaded.cases), number=number, checks=()))
        except UtilbillError as error:
            error.where = error.where or Where(loaded.name)
            raise
    return tuple(found)


def correct_cases(
    cases: Sequence[LoadedCase], changes: LoadedChanges
) -> tuple[tuple[BillingDocument, ...], CorrectionPlan]:
    """Return the documents of case files, and the plan of what changes bring about.

    Raises:
        InvalidInputError: If a change is for a contract, a component or a due day that no case
            has.
        UtilbillError: If a case cannot be settled as it was.
    """
    documents = documents_of(cases)
    known = list(dict.fromkeys(case.contract.id for held in cases for case in held.cases))
    applied = [_for_contract(change, where, known) for change, where in changes.changes]
    for change, (_, where) in zip(applied, changes.changes, strict=True):
        _check_component(change, where, cases)
    for model in changes.installments:
        with at(model):
            applied.append(installment_change(model, cases, changes.on))
    try:
        plan = plan_corrections(
            documents,
            applied,
            on=changes.on,
            market=cases[0].market if cases else None,
            style=changes.style,
            waived=changes.waived,
        )
    except UtilbillError as error:
        error.where = error.where or Where(changes.name)
        raise
    return documents, plan


def installment_change(
    model: InstallmentChangeModel, cases: Sequence[LoadedCase], on: dt.date
) -> InstallmentChange:
    """Return what became known of an installment, with the tax at which it was requested.

    Raises:
        InvalidInputError: If no case, or more than one contract, knows of the due day.
    """
    held = [
        (case, loaded.market)
        for loaded in cases
        for case in loaded.cases
        if model.contract in ("", case.contract.id) and _has_day(case, model.day)
    ]
    contracts = list(dict.fromkeys(case.contract.id for case, _ in held))
    if len(contracts) != 1:
        raise InvalidInputError(
            "day",
            model.day,
            f"is a due day of {' and '.join(contracts) or 'no case here'}",
            "Give the day on which the installment was due, and its contract.",
        )
    return InstallmentChange(
        contract=contracts[0],
        received=_received(model, *held[0]),
        known_since=model.known_since or on,
        why=model.why,
    )


def _has_day(case: Case, day: dt.date) -> bool:
    return any(held.day == day for held in case.received) or (
        case.period.start <= day < case.period.end
    )


def _received(
    model: InstallmentChangeModel, case: Case, market: Market | None
) -> ReceivedInstallment:
    """Take the rates of the installment that is replaced; without one, those of its due day."""
    before = next((held for held in case.received if held.day == model.day), None)
    if before is not None and model.tax_percent is None:
        if len(before.parts) == 1:
            return ReceivedInstallment.of(model.day, model.amount, before.parts[0].rate)
        if model.amount:
            raise MissingFieldError(
                "tax_percent",
                "nothing",
                "is open: the installment was requested at several rates",
                "Give the rate of what was received, or 0.00 EUR if all of it was returned.",
            )
    rates = case.taxation or (market.billing.taxation if market is not None else None)
    requested = Requested(case.prices, case.contract.supply_point.commodity.value, rates)
    return requested.at_its_rate(model.day, model.amount, model.tax_percent)


def _for_contract(change: Change, where: Where | None, known: Sequence[str]) -> Change:
    if not change.contract and len(known) == 1:
        return attrs.evolve(change, contract=known[0])  # type: ignore[misc]
    problem: UtilbillError | None = None
    if not change.contract and not hasattr(change, "component"):
        problem = MissingFieldError(
            "contract", "nothing", "must be named", f"Use one of: {', '.join(known)}."
        )
    elif change.contract and change.contract not in known:
        problem = InvalidInputError(
            "contract",
            change.contract,
            "is in none of the cases",
            f"Use one of: {', '.join(known)}.",
        )
    if problem is not None:
        problem.where = where
        raise problem
    return change


def _check_component(change: Change, where: Where | None, cases: Sequence[LoadedCase]) -> None:
    wanted = getattr(change, "component", None)
    if wanted is None:
        return
    known = dict.fromkeys(
        component.id
        for loaded in cases
        for case in loaded.cases
        if change.contract in ("", case.contract.id)
        for component in case.prices.components
    )
    if wanted not in known:
        error = InvalidInputError(
            "component", wanted, "is on no price sheet here", f"Use one of: {', '.join(known)}."
        )
        error.where = where
        raise error
