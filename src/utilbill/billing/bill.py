"""The bill: one document over one or more settlements, with one balance."""

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from utilbill.billing.comparison import ConsumptionComparison
from utilbill.billing.emissions import EmissionStatement
from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement, summary_table
from utilbill.billing.totals import TaxLevel, Totals, merge_groups, sum_groups, total_lines
from utilbill.installments.credit import CreditSettlement
from utilbill.installments.plan import InstallmentPlan
from utilbill.values.choice import Choice
from utilbill.values.dated import optional_day
from utilbill.values.errors import CurrencyMismatchError, InstallmentError, InvalidInputError
from utilbill.values.money import Money
from utilbill.values.rounding import RoundingRule
from utilbill.values.table import Table


def _settlements(value: Sequence[Settlement]) -> tuple[Settlement, ...]:
    held = tuple(value)
    if not held:
        raise InvalidInputError("settlements", "none", "make no bill", "Give at least one.")
    if len({settlement.currency for settlement in held}) > 1:
        raise CurrencyMismatchError(
            "settlements", "several currencies", "are mixed", "Make one bill per currency."
        )
    return held


def check_document_days(issued: dt.date | None, due: dt.date | None) -> None:
    """Refuse a balance that is due before the day on which the bill is written.

    Raises:
        InvalidInputError: If it is.
    """
    if issued is not None and due is not None and due < issued:
        raise InvalidInputError(
            "due", due, f"lies before the date of the bill, {issued}", "Check both days."
        )


class BillStanding(Choice):
    """How far a bill has come (Status der Rechnung)."""

    DRAFT = "draft"  #: Entwurf: still without a number.
    RELEASED = "released"  #: Freigegeben: it has its number and does not change any more.


@attrs.frozen(kw_only=True)
class Bill:
    """One document (Rechnung, faktura): settlements, sums, what was paid, what is due.

    A bill is a value; its number is drawn when it is released, not before.

    Attributes:
        settlements: One per supply: electricity, gas, water.
        totals: Sums over all settlements, with tax per rate.
        document_date: Date of issue.
        due_date: Day on which the balance is due.
        next_plans: Installments to come, one plan per supply that goes on.
        emissions: What the bill says about the emissions of fuels.
        comparisons: Consumption beside that of others, one per supply.
        credit_use: How a credit is used up; None where nobody said so, or there is none.
        number: Number of the bill (Rechnungsnummer); empty before it is released.
    """

    settlements: tuple[Settlement, ...] = attrs.field(converter=_settlements)
    totals: Totals
    document_date: dt.date | None = attrs.field(default=None, converter=optional_day)
    due_date: dt.date | None = attrs.field(default=None, converter=optional_day)
    next_plans: tuple[InstallmentPlan, ...] = ()
    emissions: tuple[EmissionStatement, ...] = ()
    comparisons: tuple[ConsumptionComparison, ...] = ()
    credit_use: CreditSettlement | None = None
    number: str = ""

    def __attrs_post_init__(self) -> None:
        check_document_days(self.document_date, self.due_date)

    @property
    def standing(self) -> BillStanding:
        """Whether it is a draft or released; a bill gets its number when it is released."""
        return BillStanding.RELEASED if self.number else BillStanding.DRAFT

    @property
    def currency(self) -> str:
        """Code of the currency."""
        return self.totals.gross.currency

    @property
    def taxed_together(self) -> bool:
        """Whether tax was calculated on the lines of several settlements at once."""
        return len(self.settlements) > 1 and taxed_together(self.settlements)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in the order in which they are numbered."""
        return tuple(line for settlement in self.settlements for line in settlement.lines)

    @property
    def paid(self) -> Money:
        """The sum of all received installments."""
        return self._sum(held.paid for held in self.settlements)

    @property
    def deducted(self) -> Money:
        """The sum of all deducted installments, received or invoiced."""
        return self._sum(held.deducted for held in self.settlements)

    @property
    def deducted_tax(self) -> Money:
        """The tax in all deducted installments."""
        return self._sum(held.deducted_tax for held in self.settlements)

    @property
    def unpaid(self) -> Money:
        """Invoiced installments not yet paid; they stay due beside the balance."""
        return self._sum(held.unpaid for held in self.settlements)

    @property
    def overpaid(self) -> Money:
        """What was paid beyond the invoiced installments; a credit beside the balance."""
        return self._sum(held.overpaid for held in self.settlements)

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return sum(amounts, Money.zero(self.currency))

    @property
    def balance(self) -> Money:
        """What is due (above zero) or owed to the customer (below zero)."""
        return self.totals.payable - self.deducted

    @property
    def account(self) -> Money:
        """What the customer owes (above zero) or is owed in all, the same by both procedures."""
        return self.balance + self.unpaid - self.overpaid

    @property
    def balance_tax(self) -> Money:
        """Tax less the tax in installments."""
        return self.totals.tax - self.deducted_tax

    @property
    def balance_net(self) -> Money:
        """The balance without its tax."""
        return self.balance - self.balance_tax

    @property
    def next_payments(self) -> tuple[tuple[dt.date, Money], ...]:
        """What is paid on each due day to come: the installments of all plans less the credit."""
        by_day: dict[dt.date, Money] = {}
        nothing = Money.zero(self.currency)
        for plan in self.next_plans:
            for held in plan.installments:
                by_day[held.due] = by_day.get(held.due, nothing) + held.gross
        for used in self.credit_use.offsets if self.credit_use else ():
            by_day[used.due] = by_day[used.due] - used.offset
        return tuple(sorted(by_day.items()))

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per line over all settlements, ready for a data frame."""
        return [
            {"contract": settlement.contract.id, **record}
            for settlement in self.settlements
            for record in settlement.records()
        ]

    def summary(self) -> Table:
        """Return sums over all supplies, tax per rate, what is deducted, and the balance."""
        days = [("due", self.due_date)] if self.due_date else []
        return summary_table(self.totals, self.deducted, self.balance, days)

    def _repr_html_(self) -> str:
        shown: list[Settlement | Table | InstallmentPlan]
        shown = [settlement.table() for settlement in self.settlements]
        shown += [self.summary(), *self.next_plans]
        return "".join(held._repr_html_() for held in shown)


def check_received(settlement: Settlement, issued: dt.date | None) -> None:
    """Refuse what is said to be received after the day on which a bill is written.

    Raises:
        InstallmentError: If an installment was received after that day.
    """
    for held in settlement.received:
        if issued is not None and held.day > issued:
            raise InstallmentError(
                "received",
                held.day,
                f"lies after {issued}, the date of the document, for {held.gross}",
                "Leave it to the next bill, or correct one of the days.",
            )


def taxed_together(settlements: Sequence[Settlement]) -> bool:
    """Tell whether tax can be calculated once over the lines of all settlements."""
    by_document = all(held.tax_level is TaxLevel.DOCUMENT for held in settlements)
    return by_document and len({(held.basis, held.tax_rounding) for held in settlements}) == 1


def combine(
    settlements: Sequence[Settlement],
    *,
    document_date: dt.date | str | None = None,
    due_date: dt.date | str | None = None,
    next_plans: Sequence[InstallmentPlan] = (),
    emissions: Sequence[EmissionStatement] = (),
    comparisons: Sequence[ConsumptionComparison] = (),
    number: str = "",
    payable_rounding: RoundingRule | None = None,
) -> Bill:
    """Put settlements into one document.

    Where tax is calculated per document, it is calculated again over the lines of all settlements
    of one basis; otherwise the settlements' tax is added up.

    Raises:
        InvalidInputError: If there is no settlement.
        InstallmentError: If an installment was received after the date of the document.
        CurrencyMismatchError: If they are in several currencies.
    """
    held = _settlements(settlements)
    issued = optional_day(document_date)
    for settlement in held:
        check_received(settlement, issued)
    currency = held[0].currency
    if len(held) == 1 and payable_rounding is None:
        totals = held[0].totals
    elif len(held) == 1:
        totals = sum_groups(held[0].totals.groups, currency, payable_rounding)
    elif taxed_together(held):
        totals = total_lines(
            [line for settlement in held for line in settlement.lines],
            currency=currency,
            basis=held[0].basis,
            level=TaxLevel.DOCUMENT,
            rounding=held[0].tax_rounding,
            payable_rounding=payable_rounding,
        )
    else:
        groups = merge_groups(group for settlement in held for group in settlement.totals.groups)
        totals = sum_groups(groups, currency, payable_rounding)
    return Bill(
        settlements=held,
        totals=totals,
        document_date=issued,
        due_date=optional_day(due_date),
        next_plans=tuple(next_plans),
        emissions=tuple(emissions),
        comparisons=tuple(comparisons),
        number=number,
    )
