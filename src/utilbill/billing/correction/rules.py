"""What a market says about corrections."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol

import attrs

from utilbill.billing.correction.changes import CorrectionNature
from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.billing.settlement import Settlement
from utilbill.contracts.contract import Contract
from utilbill.values.choice import Choice
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import InvalidInputError


class CorrectionStyle(Choice):
    """By which documents a bill is corrected."""

    REVERSAL = "reversal"  #: The old one is taken back, a new one is made (Storno und Neurechnung).
    CORRECTION = "correction"  #: One document says before, after and change (Rechnungskorrektur).


@attrs.frozen
class TaxPeriod:
    """The month in which a change of tax is declared (Voranmeldungszeitraum).

    Attributes:
        year: Year.
        month: Month from 1 to 12.
        reference: The provision that says so.

    Raises:
        InvalidInputError: If there is no such month.
    """

    year: int
    month: int
    reference: str = ""

    def __attrs_post_init__(self) -> None:
        try:
            dt.date(self.year, self.month, 1)
        except ValueError:
            raise InvalidInputError(
                "month", f"{self.year}-{self.month}", "is no month", "Give year and month."
            ) from None

    @classmethod
    def of(cls, day: dt.date, reference: str = "") -> "TaxPeriod":
        """Return the month of a day."""
        return cls(day.year, day.month, reference)

    def __str__(self) -> str:
        return f"{dt.date(self.year, self.month, 1):%Y-%m}"


@attrs.frozen
class Term:
    """A day that law sets, with its provision; None where it sets none."""

    day: dt.date | None = None
    reference: str = ""


class CorrectionRules(Protocol):
    """What a market's law and practice say about corrections."""

    def style(self, document: BillingDocument) -> CorrectionStyle:
        """Return by which documents a bill is corrected."""

    def tax_period(
        self, document: BillingDocument, nature: CorrectionNature, on: dt.date
    ) -> TaxPeriod:
        """Return where the change of tax is declared."""

    def first_correctable(
        self, contract: Contract, nature: CorrectionNature, found: dt.date
    ) -> Term:
        """Return the first day whose charges may still be corrected."""

    def refund_by(self, document: BillingDocument, on: dt.date) -> Term:
        """Return until when a credit must be paid out or set off."""

    def claim_from(self, document: BillingDocument, on: dt.date) -> Term:
        """Return the earliest day on which a further claim may be due."""


class HasCorrectionRules(Protocol):
    """A market, as far as corrections need one."""

    @property
    def correction(self) -> CorrectionRules | None:
        """What the market says about corrections; None if it says nothing."""


@attrs.frozen
class PlainCorrections:
    """Rules for where no market says anything: no limits, the month of the correction.

    Attributes:
        by: By which documents bills are corrected.

    Examples:
        >>> PlainCorrections("correction").refund_by(None, dt.date(2024, 3, 15)).day is None
        True
    """

    by: CorrectionStyle = attrs.field(default=CorrectionStyle.REVERSAL, converter=CorrectionStyle)

    def style(self, document: BillingDocument) -> CorrectionStyle:
        """Return the same for all."""
        del document
        return self.by

    def tax_period(
        self, document: BillingDocument, nature: CorrectionNature, on: dt.date
    ) -> TaxPeriod:
        """Return the month of the correction."""
        del document, nature
        return TaxPeriod.of(on)

    def first_correctable(
        self, contract: Contract, nature: CorrectionNature, found: dt.date
    ) -> Term:
        """Return no limit."""
        del contract, nature, found
        return Term()

    def refund_by(self, document: BillingDocument, on: dt.date) -> Term:
        """Return no deadline."""
        del document, on
        return Term()

    def claim_from(self, document: BillingDocument, on: dt.date) -> Term:
        """Return no term."""
        del document, on
        return Term()


@attrs.frozen
class Limits:
    """The limits of a document, one for each of its settlements that comes out differently.

    Attributes:
        decision: Whether all days may be corrected, with the proof.
        day: The first day from which all of them may be; None if there is no limit.
    """

    decision: Decision
    day: dt.date | None


def limits(
    rules: CorrectionRules,
    settlements: Iterable[Settlement],
    natures: Sequence[CorrectionNature],
    found: dt.date,
) -> Limits:
    """Hold the days of settlements against how far back corrections reach.

    Args:
        rules: The market's rules.
        settlements: Those that come out differently.
        natures: What the correction is about.
        found: When the error was found.
    """
    conditions: list[Condition] = []
    days: list[dt.date] = []
    for settlement in settlements:
        for nature in natures:
            term = rules.first_correctable(settlement.contract, nature, found)
            if term.day is None:
                continue
            days.append(term.day)
            conditions.append(
                Condition(
                    f"{settlement.contract.id}: the period begins on {term.day} or later",
                    settlement.period.start >= term.day,
                    f"it begins on {settlement.period.start}",
                    term.reference,
                )
            )
    kept = all(condition.satisfied for condition in conditions)
    return Limits(Decision(kept, tuple(dict.fromkeys(conditions))), max(days, default=None))
