"""The documents of a customer in their order, and what each of them rests on."""

from collections.abc import Iterable, Sequence

import attrs

from utilbill.billing.lifecycle.document import BillingDocument, DocumentKind
from utilbill.billing.settlement import Settlement
from utilbill.values.choice import Choice
from utilbill.values.errors import CorrectionError


class DependencyKind(Choice):
    """What a document has from an earlier one."""

    OPENING_READING = "opening_reading"  #: It begins with the reading the other one ends with.
    INSTALLMENTS = "installments"  #: It deducts what the other one's plan asked for.
    CARRIED_STATE = "carried_state"  #: Tier counters, energy accounts: what is handed on.


@attrs.frozen
class Dependency:
    """One thing that a document has from an earlier one.

    Attributes:
        kind: What.
        on: Number of the earlier document.
        what: Which reading, which day, which state.
    """

    kind: DependencyKind
    on: str
    what: str


def valid_documents(documents: Iterable[BillingDocument]) -> tuple[BillingDocument, ...]:
    """Return the documents that hold for their days, in the order of their days.

    Raises:
        CorrectionError: If a number belongs to two documents.
    """
    held = tuple(documents)
    numbers = [document.number for document in held]
    for number in numbers:
        if number and numbers.count(number) > 1:
            raise CorrectionError(
                "documents", number, "is the number of two documents", "Give each document once."
            )
    valid = [document for document in held if document.is_valid]
    return tuple(sorted(valid, key=lambda document: (document.period.start, document.number)))


def root_number(document: BillingDocument) -> str:
    """Return the number of the bill that a document goes back to: its own, or what it corrects."""
    return document.refers_to if document.kind is DocumentKind.CORRECTION else document.number


def dependencies(
    document: BillingDocument, earlier: Sequence[BillingDocument]
) -> tuple[Dependency, ...]:
    """Return what a document has from earlier ones: opening readings and installments."""
    found: list[Dependency] = []
    for settlement in document.bill.settlements:
        for other in earlier:
            before = other.settlement(settlement.contract.id)
            if before is not None:
                found += _readings(other.number, before, settlement)
            found += _installments(other, settlement)
    return tuple(dict.fromkeys(found))


def _readings(number: str, before: Settlement, after: Settlement) -> Iterable[Dependency]:
    if before.consumption is None or after.consumption is None:
        return
    closing = {
        (held.register, held.closing.day, held.closing.meter)
        for held in before.consumption.intervals
        if held.period.end == before.period.end
    }
    for held in after.consumption.intervals:
        key = (held.register, held.opening.day, held.opening.meter)
        if key in closing:
            what = f"{held.register} {held.opening.day}"
            yield Dependency(DependencyKind.OPENING_READING, number, what)


def _installments(other: BillingDocument, settlement: Settlement) -> Iterable[Dependency]:
    planned = {
        installment.due
        for plan in other.bill.next_plans
        if plan.contract in ("", settlement.contract.id)
        for installment in plan.installments
    }
    asked = [held.day for held in settlement.received] + [held.due for held in settlement.demanded]
    for day in asked:
        if day in planned:
            yield Dependency(DependencyKind.INSTALLMENTS, other.number, str(day))
