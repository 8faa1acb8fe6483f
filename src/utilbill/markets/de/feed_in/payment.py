"""Monthly installments to operators, and the credit that settles them (Gutschrift)."""

import datetime as dt
from typing import Final

import attrs

from utilbill.billing.bill import Bill, combine
from utilbill.billing.settlement import Settlement
from utilbill.contracts.party import BillingEntity, Party
from utilbill.installments.plan import Installment
from utilbill.law.parameter import LawBook
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Label
from utilbill.values.money import Money, minor_unit
from utilbill.values.period import Period
from utilbill.values.rounding import allocate
from utilbill.values.table import Table


def installment_day(law: LawBook, month: Period) -> dt.date:
    """Return the day on which the installment of a month is due, EEG § 26.

    Examples:
        >>> from utilbill import market
        >>> print(installment_day(market("DE").law, Period.of_month(2026, 12)))
        2027-01-15
    """
    first = month.end
    day = law["de.feed_in.payment_day"].at(first).value
    return first.replace(day=int(day or 1))


def feed_in_installments(law: LawBook, period: Period, expected: Money) -> tuple[Installment, ...]:
    """Return one installment for each month, due in the following one; they add up, EEG § 26.

    Args:
        law: The law.
        period: The months, whole ones or parts; by days.
        expected: What the operator will probably get for them, gross.

    Raises:
        InvalidInputError: If nothing is expected.

    Examples:
        >>> from utilbill import market
        >>> plan = feed_in_installments(
        ...     market("DE").law, Period.of_year(2027), Money("684.45", "EUR"))
        >>> len(plan), plan[0].due, plan[0].gross
        (12, datetime.date(2027, 2, 15), Money('58.13', 'EUR'))
    """
    if expected.amount <= 0:
        raise InvalidInputError(
            "expected", expected, "is not above zero", "Give what a year will bring."
        )
    months = period.by_month()
    step = minor_unit(expected.currency)
    parts = allocate(expected.amount, [month.days for month in months], step)
    return tuple(
        Installment(installment_day(law, month), Money(part, expected.currency))
        for month, part in zip(months, parts, strict=True)
    )


_TITLE: Final = Label("Credit for feed-in", "Gutschrift über die Einspeisung")
_PAYOUT: Final = Label("paid to the operator", "Auszahlung an den Anlagenbetreiber")
_CLAIM: Final = Label("claimed back from the operator", "Rückforderung vom Anlagenbetreiber")


@attrs.frozen(kw_only=True)
class FeedInCredit:
    """A settlement of feed-in as the document of the one who pays (Gutschrift, UStG § 14 Abs. 2).

    Attributes:
        bill: The settlements with their sums and the balance, all amounts as they go to the
            operator.
        operator: Who fed in and is paid (Anlagenbetreiber).
        issuer: Who writes the document and pays (Netzbetreiber).

    Examples:
        >>> FeedInCredit.title.de
        'Gutschrift über die Einspeisung'
    """

    title = _TITLE

    bill: Bill
    operator: Party
    issuer: BillingEntity | None = None

    @property
    def payout(self) -> Money:
        """What the operator gets after installments; below zero for what is claimed back."""
        return self.bill.balance

    @property
    def direction(self) -> Label:
        """Which way the balance goes."""
        return _CLAIM if self.payout.amount < 0 else _PAYOUT

    def table(self, language: str = "en") -> Table:
        """Return the lines and the balance as a table."""
        lines = [
            (line.label.in_language(language), line.quantity, line.price, line.amount)
            for line in self.bill.lines
        ]
        totals = self.bill.totals
        words = _WORDS.get(language, _WORDS["en"])
        sums = [
            (name, None, None, amount)
            for name, amount in zip(
                words,
                (totals.net, totals.tax, totals.gross, self.bill.deducted),
                strict=True,
            )
        ]
        balance = (self.direction.in_language(language), None, None, abs(self.payout))
        return Table(
            title=self.title.in_language(language),
            columns=_COLUMNS.get(language, _COLUMNS["en"]),
            rows=(*lines, *sums, balance),
        )


_COLUMNS: Final = {
    "en": ("position", "energy", "rate", "amount"),
    "de": ("Position", "Arbeit", "Satz", "Betrag"),
}
_WORDS: Final = {
    "en": ("net", "value added tax", "gross", "installments"),
    "de": ("netto", "Umsatzsteuer", "brutto", "Abschläge"),
}


def feed_in_credit(
    settlement: Settlement,
    operator: Party,
    *,
    issuer: BillingEntity | None = None,
    document_date: dt.date | str | None = None,
    due_date: dt.date | str | None = None,
    number: str = "",
) -> FeedInCredit:
    """Make the credit of a settlement of feed-in.

    Installments that the operator got are those the settlement deducts as ``received``.

    Args:
        settlement: The settlement, by :func:`~utilbill.markets.de.feed_in.feed_in_sheet`.
        operator: Who is paid.
        issuer: Who pays.
        document_date: Date of issue.
        due_date: Day of payment.
        number: Number of the document; empty for a draft.

    Raises:
        InstallmentError: If an installment was paid after the date of the document.
    """
    bill = combine([settlement], document_date=document_date, due_date=due_date, number=number)
    return FeedInCredit(bill=bill, operator=operator, issuer=issuer)
