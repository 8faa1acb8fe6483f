"""The billing document: a bill, how far it has come, and what it was calculated from."""

from collections.abc import Iterable, Sequence

import attrs

from utilbill.billing.bill import Bill, combine
from utilbill.billing.digest import BillDigest
from utilbill.billing.lifecycle.states import BILL_LIFE, DocumentEvent, DocumentState
from utilbill.billing.lifecycle.verdict import ReleaseVerdict
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case
from utilbill.values.choice import Choice
from utilbill.values.errors import CorrectionError, NumberError
from utilbill.values.money import Money
from utilbill.values.period import Period


class DocumentKind(Choice):
    """What a billing document is (Belegart)."""

    BILL = "bill"  #: Rechnung, faktura.
    REVERSAL = "reversal"  #: Stornorechnung: takes a bill back, line by line.
    CORRECTION = "correction"  #: Rechnungskorrektur: says what has changed, before and after.


def _cases(value: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class BillingDocument:
    """A bill and its life (Abrechnungsbeleg).

    A value: each step of its life returns another one. Once it is released, nothing leads back to
    a draft.

    Attributes:
        bill: What it says. Of a reversal: the bill that it takes back, which counts with the other
            sign. Of a correction: what is right now, see ``before``.
        cases: What it was calculated from, one per settlement, so that it can be calculated again.
        kind: What it is.
        state: How far it has come.
        verdicts: What the checks before release said.
        number: Its number; empty before release. A reversed document keeps it.
        refers_to: Number of the document that it reverses or corrects.
        before: Of a correction: the bill that was right until now.
        replaced_by: Number of the document that reversed or corrected it last.

    Raises:
        NumberError: If a draft has a number, or a released document has none.
        CorrectionError: If a reversal or correction does not say what it is about.
    """

    bill: Bill
    cases: tuple[Case, ...] = attrs.field(default=(), converter=_cases, repr=False)
    kind: DocumentKind = attrs.field(default=DocumentKind.BILL, converter=DocumentKind)
    state: DocumentState = attrs.field(default=DocumentState.DRAFT, converter=DocumentState)
    verdicts: tuple[ReleaseVerdict, ...] = ()
    number: str = ""
    refers_to: str = ""
    before: Bill | None = attrs.field(default=None, repr=False)
    replaced_by: str = ""

    def __attrs_post_init__(self) -> None:
        unreleased = self.state in (DocumentState.DRAFT, DocumentState.CHECKED)
        if unreleased and self.number:
            raise NumberError(
                "number", self.number, "was given to a draft", "Draw it when it is released."
            )
        if not unreleased and not self.number:
            raise NumberError(
                "number", "", f"is missing, but the document is {self.state.value}", "Give it."
            )
        if (self.kind is DocumentKind.BILL) is not (not self.refers_to):
            raise CorrectionError(
                "refers_to",
                self.refers_to,
                f"does not fit a {self.kind.value}",
                "Name the document that is reversed or corrected; leave it out for a bill.",
            )
        if (self.kind is DocumentKind.CORRECTION) is not (self.before is not None):
            raise CorrectionError(
                "before",
                "a bill" if self.before else "nothing",
                f"does not fit a {self.kind.value}",
                "Give the bill that was right until now to a correction, and to nothing else.",
            )

    @property
    def is_valid(self) -> bool:
        """Whether it is what holds for its days: released, neither corrected nor taken back."""
        return self.state is DocumentState.RELEASED and self.kind is not DocumentKind.REVERSAL

    @property
    def claim(self) -> Money:
        """What the document adds to the customer's account.

        That of all documents of a chain together is the balance of those that are valid.
        """
        if self.kind is DocumentKind.REVERSAL:
            return -self.bill.balance
        if self.before is None:
            return self.bill.balance
        return self.bill.balance - self.before.balance

    @property
    def digest(self) -> BillDigest:
        """By which the bill is recognized when it is calculated again."""
        return BillDigest.of(self.bill)

    @property
    def period(self) -> Period:
        """From the first to the last day of all its settlements."""
        periods = [held.period for held in self.bill.settlements]
        return Period(min(held.start for held in periods), max(held.end for held in periods))

    @property
    def contracts(self) -> tuple[str, ...]:
        """The numbers of the contracts that it settles."""
        return tuple(dict.fromkeys(held.contract.id for held in self.bill.settlements))

    def settlement(self, contract: str) -> Settlement | None:
        """Return the settlement of a contract; None if it is not in the document."""
        for held in self.bill.settlements:
            if held.contract.id == contract:
                return held
        return None

    def after(self, event: DocumentEvent) -> DocumentState:
        """Return the state after an event.

        Raises:
            TransitionError: If the event cannot happen now; it names those that can.
        """
        return BILL_LIFE.after(self.state, event)


def draft(
    bill: Bill | Settlement | Sequence[Settlement], cases: Iterable[Case] = ()
) -> BillingDocument:
    """Return the draft of a document (Rechnungsentwurf).

    Args:
        bill: The bill, or the settlements that make one.
        cases: What it was calculated from, one per settlement; without them it can be released
            and reversed, but not calculated again.

    Raises:
        CorrectionError: If there are cases, but not one for each settlement.
        NumberError: If the bill has a number already.
    """
    if isinstance(bill, Settlement):
        bill = combine([bill])
    elif not isinstance(bill, Bill):
        bill = combine(bill)
    if bill.number:
        raise NumberError(
            "number", bill.number, "was given to a draft", "Give it to release(draft, number=...)."
        )
    held = tuple(cases)
    of = [case.contract.id for case in held]
    if held and of != [settlement.contract.id for settlement in bill.settlements]:
        raise CorrectionError(
            "cases",
            ", ".join(of),
            "are not those of the settlements",
            "Give one case per settlement, in their order.",
        )
    return BillingDocument(bill=bill, cases=held)
