"""What a correction brings about elsewhere, as values for the rooms above: ledger and letters."""

import datetime as dt
from collections.abc import Mapping

import attrs

from utilbill.billing.correction.differences import TaxDifference
from utilbill.values.choice import Choice
from utilbill.values.money import Money


class EffectKind(Choice):
    """What happens on the customer's account."""

    CANCEL = "cancel"  #: The open item of a document is cancelled (Ausbuchung durch Storno).
    CLAIM = "claim"  #: A new claim on the customer (Forderung, Nachforderung).
    CREDIT = "credit"  #: A new credit of the customer (Guthaben, Erstattung).


@attrs.frozen(kw_only=True)
class ReceivableEffect:
    """One item that the ledger will carry.

    The amounts of all effects of a plan add up to what the balance of the account changes by.

    Attributes:
        kind: What happens.
        contracts: The contracts it is for.
        document: Number of the document that is replaced.
        amount: What the account changes by: above zero, the customer owes more.
        taxes: What changes at each rate of tax.
        due: When a claim may be due at the earliest, or until when a credit must be paid out;
            None where no rule says so.
        reference: The provision behind that day.
    """

    kind: EffectKind
    contracts: tuple[str, ...]
    document: str
    amount: Money
    taxes: tuple[TaxDifference, ...] = ()
    due: dt.date | None = None
    reference: str = ""


class LetterKey(Choice):
    """Which letter a correction needs; the words are found under this name."""

    CORRECTION_LOWER = "correction_lower"  #: The customer owes less, or gets money back.
    CORRECTION_HIGHER = "correction_higher"  #: The customer owes more.
    CORRECTION_EVEN = "correction_even"  #: The amount stays, what the bill says does not.
    REVERSAL = "reversal"  #: A bill is taken back and nothing takes its place.


@attrs.frozen(kw_only=True)
class Letter:
    """The model of a letter: which one, to whom, with which facts.

    Attributes:
        key: Which letter.
        contracts: The contracts it is about.
        document: Number of the document that is replaced.
        facts: What its text will be filled with, by name.
    """

    key: LetterKey
    contracts: tuple[str, ...]
    document: str
    facts: Mapping[str, str] = attrs.field(factory=dict)
