"""What one corrected document brings about: items for the ledger, and the model of a letter."""

import datetime as dt
from collections.abc import Sequence

from utilbill.billing.bill import Bill
from utilbill.billing.correction.differences import tax_differences
from utilbill.billing.correction.effects import EffectKind, Letter, LetterKey, ReceivableEffect
from utilbill.billing.correction.rules import CorrectionStyle, Term
from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.values.explanation import Label
from utilbill.values.money import Money


def effects_of(
    document: BillingDocument, bill: Bill | None, style: CorrectionStyle, refund: Term, claim: Term
) -> tuple[ReceivableEffect, ...]:
    """Return what the ledger will carry; the amounts add up to the change of the balance.

    Args:
        document: The document that is not right any more.
        bill: What is right; None if nothing is.
        style: By which documents it is corrected.
        refund: Until when a credit must be paid out.
        claim: From when on a claim may be due.
    """
    old = document.bill
    if style is CorrectionStyle.CORRECTION and bill is not None:
        return _item(document, bill.balance - old.balance, old, bill, refund, claim)
    cancelled = ReceivableEffect(
        kind=EffectKind.CANCEL,
        contracts=document.contracts,
        document=document.number,
        amount=-old.balance,
        taxes=tax_differences(old, None),
    )
    if bill is None:
        return (cancelled,)
    return (cancelled, *_item(document, bill.balance, None, bill, refund, claim))


def _item(
    document: BillingDocument, amount: Money, old: Bill | None, new: Bill, refund: Term, claim: Term
) -> tuple[ReceivableEffect, ...]:
    taxes = tax_differences(old, new)
    if not amount and not taxes:
        return ()
    term = claim if amount.amount > 0 else refund
    return (
        ReceivableEffect(
            kind=EffectKind.CLAIM if amount.amount > 0 else EffectKind.CREDIT,
            contracts=document.contracts,
            document=document.number,
            amount=amount,
            taxes=taxes,
            due=term.day if amount else None,
            reference=term.reference if amount else "",
        ),
    )


def letter_of(
    document: BillingDocument,
    bill: Bill | None,
    reasons: Sequence[Label],
    on: dt.date,
    refund: Term,
) -> Letter:
    """Return the model of the letter that tells the customer."""
    before = document.bill.balance
    after = bill.balance if bill is not None else Money.zero(document.bill.currency)
    change = after - before
    facts = {
        "document": document.number,
        "date": on.isoformat(),
        "first": document.period.start.isoformat(),
        "last": document.period.last.isoformat(),
        "before": str(before),
        "after": str(after),
        "change": str(change),
        "reasons": "; ".join(reason.en for reason in reasons),
        "reasons_de": "; ".join(reason.in_language("de") for reason in reasons),
    }
    if change.amount < 0 and refund.day is not None:
        facts |= {"refund_by": refund.day.isoformat(), "reference": refund.reference}
    return Letter(
        key=_key(bill, change), contracts=document.contracts, document=document.number, facts=facts
    )


def _key(bill: Bill | None, change: Money) -> LetterKey:
    if bill is None:
        return LetterKey.REVERSAL
    if not change:
        return LetterKey.CORRECTION_EVEN
    return LetterKey.CORRECTION_HIGHER if change.amount > 0 else LetterKey.CORRECTION_LOWER
