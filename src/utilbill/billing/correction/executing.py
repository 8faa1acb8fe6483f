"""Execution: from a plan and numbers to documents; all of it, or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from utilbill.billing.correction.chain import root_number
from utilbill.billing.correction.effects import Letter, ReceivableEffect
from utilbill.billing.correction.plan import CorrectionPlan, CorrectionStep
from utilbill.billing.correction.rules import CorrectionStyle
from utilbill.billing.lifecycle.document import BillingDocument, DocumentKind
from utilbill.billing.lifecycle.release import ReleaseCheck, ReleaseContext, release
from utilbill.billing.lifecycle.states import DocumentEvent
from utilbill.values.errors import CorrectionError, NumberError


@attrs.frozen
class Corrected:
    """What a plan brought about.

    Attributes:
        documents: All documents: the old ones in their new states, then the new ones.
        new: The new ones alone: reversals, bills, corrections.
        effects: What the ledger carries now.
        letters: The letters.
    """

    documents: tuple[BillingDocument, ...]
    new: tuple[BillingDocument, ...]
    effects: tuple[ReceivableEffect, ...]
    letters: tuple[Letter, ...]


def execute(
    plan: CorrectionPlan,
    documents: Iterable[BillingDocument],
    *,
    numbers: Iterable[str],
    checks: Sequence[ReleaseCheck] = (),
    approvals: Mapping[str, str] | None = None,
) -> Corrected:
    """Make the documents of a plan (Korrekturlauf).

    A bill is reversed by a document that takes it back, and a new one; or corrected by one that
    says before, after and change. New bills and corrections go through the checks of release.

    Args:
        plan: The plan.
        documents: The documents that it was made for.
        numbers: The numbers that the caller drew, ``plan.numbers_needed`` of them,
            in the order in which they are given out.
        checks: What is checked before release.
        approvals: Answers to checks that ask.

    Raises:
        CorrectionError: If documents have changed since, or some could not be settled.
        NumberError: If numbers are too few, too many, empty or used.
        ReleaseBlockedError: If a check stands in the way.

    Examples:
        >>> from utilbill import plan_corrections
        >>> execute(plan_corrections([], on="2025-03-12"), [], numbers=[]).documents
        ()
    """
    held = list(documents)
    drawn = list(numbers)
    _check(plan, held, drawn)
    new: list[BillingDocument] = []
    left = iter(drawn)
    for step in plan.steps:
        for made in _documents(step, left):
            others = tuple(document for document in (*held, *new))
            context = ReleaseContext(others=_replaced(others, step, ""))
            document, number = made
            released = release(
                document,
                number=number,
                checks=() if document.kind is DocumentKind.REVERSAL else checks,
                context=context,
                approvals=approvals,
            )
            new.append(released)
        first = new[-step.numbers_needed].number
        held = list(_replaced(held, step, first))
    return Corrected((*held, *new), tuple(new), plan.effects, plan.letters)


def _check(
    plan: CorrectionPlan, documents: Sequence[BillingDocument], numbers: Sequence[str]
) -> None:
    if plan.unsettled:
        first = plan.unsettled[0]
        raise CorrectionError(
            "plan",
            first.document.number,
            f"cannot be calculated again: {first.reason}",
            "Mend its inputs, and plan again.",
        )
    for step in plan.steps:
        if step.document not in documents:
            raise CorrectionError(
                "documents",
                step.document.number,
                "is not as it was when the plan was made",
                "Plan again with the documents of today.",
            )
    if len(numbers) != plan.numbers_needed:
        raise NumberError(
            "numbers",
            len(numbers),
            f"are not {plan.numbers_needed}",
            "Draw as many as plan.numbers_needed says.",
        )
    taken = [document.number for document in documents]
    for place, number in enumerate(numbers):
        if not number.strip() or number in taken or number in numbers[:place]:
            raise NumberError(
                "numbers", number, "is empty or was given out before", "Draw a new one."
            )


def _documents(
    step: CorrectionStep, numbers: Iterator[str]
) -> Iterator[tuple[BillingDocument, str]]:
    old, root = step.document, root_number(step.document)
    if step.style is CorrectionStyle.CORRECTION:
        assert step.bill is not None  # noqa: S101 - a plan reverses what nothing replaces
        yield (
            BillingDocument(
                kind=DocumentKind.CORRECTION,
                bill=step.bill,
                before=old.bill,
                cases=step.cases,
                refers_to=root,
            ),
            next(numbers),
        )
        return
    yield BillingDocument(kind=DocumentKind.REVERSAL, bill=old.bill, refers_to=root), next(numbers)
    if step.bill is not None:
        yield BillingDocument(bill=step.bill, cases=step.cases), next(numbers)


def _replaced(
    documents: Iterable[BillingDocument], step: CorrectionStep, number: str
) -> tuple[BillingDocument, ...]:
    """Return the documents with the one of a step in its new state."""
    old = step.document
    event = (
        DocumentEvent.CORRECT if step.style is CorrectionStyle.CORRECTION else DocumentEvent.REVERSE
    )
    return tuple(
        attrs.evolve(held, state=held.after(event), replaced_by=number) if held == old else held
        for held in documents
    )
