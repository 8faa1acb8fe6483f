"""The correction plan as a value: what would happen, shown before anything is written."""

import datetime as dt

import attrs

from utilbill.billing.bill import Bill
from utilbill.billing.correction.chain import Dependency
from utilbill.billing.correction.changes import Change, CorrectionNature
from utilbill.billing.correction.differences import LineDifference, TaxDifference
from utilbill.billing.correction.effects import Letter, ReceivableEffect
from utilbill.billing.correction.rules import CorrectionStyle, TaxPeriod
from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.billing.settling import Case
from utilbill.values.decision import Decision
from utilbill.values.errors import UtilbillError
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.table import Table


@attrs.frozen
class CorrectionCandidate:
    """A change and the documents that it touches (Korrekturanlass).

    Attributes:
        change: What became known.
        documents: Numbers of the valid documents that would come out differently by it alone.
    """

    change: Change
    documents: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CorrectionStep:
    """One document that is not right any more, and what takes its place.

    Attributes:
        document: The document as it is.
        reasons: Why it is not right.
        natures: What that is about.
        depends_on: What it has from earlier documents.
        cases: What it is calculated from now; empty if nothing takes its place.
        bill: What is right; None if nothing takes its place.
        lines: Lines before and after, those that differ.
        taxes: What changes at each rate.
        change: What the balance changes by: above zero, the customer owes more.
        tax_period: Where the change of tax is declared.
        style: By which documents it is corrected.
        limit: Whether all of its days may still be corrected, with the provision.
        limited_from: First day from which it was corrected, where only a part may be; else None.
        waiver: Why it is corrected beyond the limit; empty if it is not.
        effects: What the ledger will carry.
        letter: The letter that it needs.
    """

    document: BillingDocument
    reasons: tuple[Label, ...]
    natures: tuple[CorrectionNature, ...]
    depends_on: tuple[Dependency, ...]
    cases: tuple[Case, ...] = attrs.field(repr=False)
    bill: Bill | None = attrs.field(repr=False)
    lines: tuple[LineDifference, ...]
    taxes: tuple[TaxDifference, ...]
    change: Money
    tax_period: TaxPeriod
    style: CorrectionStyle
    limit: Decision
    limited_from: dt.date | None = None
    waiver: str = ""
    effects: tuple[ReceivableEffect, ...] = ()
    letter: Letter

    @property
    def numbers_needed(self) -> int:
        """How many numbers its documents take."""
        return 2 if self.style is CorrectionStyle.REVERSAL and self.bill is not None else 1


@attrs.frozen
class Barred:
    """A document that is not right, and may not be corrected any more.

    Attributes:
        document: The document.
        reasons: Why it is not right.
        limit: The proof.
        change: What the balance would change by.
        correctable_from: First day that may still be corrected.
    """

    document: BillingDocument
    reasons: tuple[Label, ...]
    limit: Decision
    change: Money
    correctable_from: dt.date | None = None


@attrs.frozen
class Unsettled:
    """A document that cannot be calculated again, and why.

    Attributes:
        document: The document.
        reason: The error.
    """

    document: BillingDocument
    reason: UtilbillError


@attrs.frozen(kw_only=True)
class CorrectionPlan:
    """All that changed inputs bring about; nothing of it has happened yet (Korrekturplan).

    Attributes:
        on: The day of the correction: date of its documents, and of what is known.
        candidates: Each change with the documents that it touches.
        steps: The documents to correct, in the order of their days.
        barred: Documents that law does not let be corrected any more.
        unsettled: Documents that cannot be calculated again; as long as there are any, the plan
            cannot be executed.
        later: Changes that are known only after the day of the plan.
    """

    on: dt.date
    candidates: tuple[CorrectionCandidate, ...]
    steps: tuple[CorrectionStep, ...]
    barred: tuple[Barred, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    later: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def numbers_needed(self) -> int:
        """How many numbers the documents of all steps take."""
        return sum(step.numbers_needed for step in self.steps)

    @property
    def effects(self) -> tuple[ReceivableEffect, ...]:
        """What the ledger will carry, in order."""
        return tuple(effect for step in self.steps for effect in step.effects)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters, in order."""
        return tuple(step.letter for step in self.steps)

    def table(self) -> Table:
        """Return one row per document to correct."""
        return Table(
            f"Corrections of {self.on}",
            ("document", "period", "style", "balance before", "after", "change", "tax", "declared"),
            tuple(
                (
                    step.document.number,
                    str(step.document.period),
                    step.style.value,
                    step.document.bill.balance.amount,
                    step.bill.balance.amount if step.bill else None,
                    step.change.amount,
                    sum(held.tax.amount for held in step.taxes),
                    str(step.tax_period),
                )
                for step in self.steps
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per document to correct, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
