"""Case files as released documents, and changes applied to them."""

from collections.abc import Sequence
from pathlib import PurePath

import attrs

from utilbill.adapters.casefile import LoadedCase, bill_case
from utilbill.adapters.changes.building import LoadedChanges
from utilbill.billing.correction import Change, CorrectionPlan, plan_corrections
from utilbill.billing.lifecycle import BillingDocument, draft, release
from utilbill.values.errors import InvalidInputError, MissingFieldError, UtilbillError, Where


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
        InvalidInputError: If a change is for a contract or a component that no case has.
        UtilbillError: If a case cannot be settled as it was.
    """
    documents = documents_of(cases)
    known = list(dict.fromkeys(case.contract.id for held in cases for case in held.cases))
    applied = [_for_contract(change, where, known) for change, where in changes.changes]
    for change, (_, where) in zip(applied, changes.changes, strict=True):
        _check_component(change, where, cases)
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
