"""A credit that is used up: set off against the next installments, or paid out."""

import datetime as dt

import attrs

from utilbill.values.errors import InstallmentError
from utilbill.values.money import Money
from utilbill.values.span import Span


@attrs.frozen(kw_only=True)
class CreditTerms:
    """What law says about a credit of a supply.

    Attributes:
        within: Time from the bill within which it is paid out; None where law names none: without
            delay, if there is a provision.
        reference: The provision; empty where none is known.
    """

    within: Span | None = None
    reference: str = ""


@attrs.frozen(kw_only=True)
class OffsetInstallment:
    """An installment that a credit pays, in whole or in part (Verrechnung).

    The installment stays what it is, with its tax; the credit takes the place of a payment.

    Attributes:
        plan: Place of its plan among the next plans of the bill, from 0 on.
        due: Day on which it is due.
        asked: What is asked for.
        offset: What of it the credit pays.
    """

    plan: int
    due: dt.date
    asked: Money
    offset: Money

    @property
    def left(self) -> Money:
        """What the customer still pays on that day."""
        return self.asked - self.offset


@attrs.frozen(kw_only=True)
class CreditSettlement:
    """How the credit of a bill is used up (Verwendung des Guthabens); nothing of it stays.

    Attributes:
        credit: What the customer is owed.
        offsets: The installments that it pays.
        pay_out: What is paid out.
        pay_out_by: Last day for that; None where it is paid without delay, or the day of the bill
            is not known.
        terms: What law says.

    Raises:
        InstallmentError: If what is set off and what is paid out are not the credit.

    Examples:
        >>> CreditSettlement(credit=Money(30, "EUR"), pay_out=Money(30, "EUR")).offset
        Money('0', 'EUR')
    """

    credit: Money
    offsets: tuple[OffsetInstallment, ...] = ()
    pay_out: Money
    pay_out_by: dt.date | None = None
    terms: CreditTerms = CreditTerms()

    def __attrs_post_init__(self) -> None:
        if self.offset + self.pay_out != self.credit:
            raise InstallmentError(
                "pay_out",
                self.pay_out,
                f"and {self.offset} set off are not the credit of {self.credit}",
                "Make it with with_credit_used.",
            )

    @property
    def offset(self) -> Money:
        """What is set off against installments."""
        return sum((held.offset for held in self.offsets), Money.zero(self.credit.currency))
