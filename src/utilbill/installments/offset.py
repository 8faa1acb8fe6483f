"""What happens to installments after a price change, and to credits after a settlement."""

from decimal import Decimal

import attrs

from utilbill.installments.plan import scaled
from utilbill.values.choice import Choice
from utilbill.values.errors import InstallmentError
from utilbill.values.explanation import rounded
from utilbill.values.money import Money
from utilbill.values.rounding import CENT, RoundingRule


def adjusted(
    installment: Money, percent: Decimal | int | str, rounding: RoundingRule = CENT
) -> Money:
    """Adjust an installment by the percentage of a price change (StromGVV/GasGVV § 13 Abs. 2).

    Examples:
        >>> adjusted(Money(95, "EUR"), "8.4"), adjusted(Money(95, "EUR"), "-5.2")
        (Money('102.98', 'EUR'), Money('90.06', 'EUR'))
    """
    return Money(rounded(scaled(installment, percent, rounding)), installment.currency)


class CreditUse(Choice):
    """What happens to a credit."""

    OFFSET_THEN_PAY = "offset_then_pay"  #: Offset what fits, pay out the rest.
    PAY_ALL = "pay_all"  #: If it cannot be offset fully, all of it is paid out.
    PAY_OUT = "pay_out"  #: Nothing is offset.


@attrs.frozen
class CreditOffset:
    """How a credit is used up.

    Attributes:
        next_installment: What is left to pay of the next installment.
        pay_out: What is paid out.
    """

    next_installment: Money
    pay_out: Money


def offset_credit(
    credit: Money, next_installment: Money, use: CreditUse = CreditUse.OFFSET_THEN_PAY
) -> CreditOffset:
    """Set a credit off against the next installment (EnWG § 40c Abs. 3).

    The credit of a periodic bill is set off fully with the next installment or paid out; it may not
    stay as a balance.

    Args:
        credit: What the customer is owed, not below zero.
        next_installment: What would be due next, not below zero.
        use: What to do, above all where the credit is larger.

    Raises:
        InstallmentError: If an amount is below zero.

    Examples:
        >>> offset_credit(Money("87.30", "EUR"), Money("95.00", "EUR")).next_installment
        Money('7.70', 'EUR')
    """
    for name, amount in (("credit", credit), ("next_installment", next_installment)):
        if amount.amount < 0:
            raise InstallmentError(name, amount, "is below zero", "Give amounts of zero or more.")
    nothing = Money.zero(credit.currency)
    if use is CreditUse.PAY_OUT:
        return CreditOffset(next_installment, credit)
    if credit <= next_installment:
        return CreditOffset(next_installment - credit, nothing)
    if use is CreditUse.PAY_ALL:
        return CreditOffset(next_installment, credit)
    return CreditOffset(nothing, credit - next_installment)
