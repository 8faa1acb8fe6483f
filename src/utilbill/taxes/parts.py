"""An amount of money by the rates of tax in it."""

from collections.abc import Sequence
from fractions import Fraction

import attrs

from utilbill.taxes.split import net_of
from utilbill.taxes.vat import TaxRate
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import multiply, plain
from utilbill.values.money import Money, minor_unit
from utilbill.values.rounding import CENT, RoundingRule, allocate

_WHOLE = 100  # per cent
_CENTS_OFF = 10  # a sum of installments bears the rounding of each


@attrs.frozen
class TaxPart:
    """The part of an amount that is under one rate (Steueranteil).

    Attributes:
        rate: The rate.
        net: Net amount.
        tax: Tax in it.

    Raises:
        InvalidInputError: If net and tax have different signs, or tax is not that of its rate. Own
            roundings may leave it some cents off.
    """

    rate: TaxRate
    net: Money
    tax: Money

    def __attrs_post_init__(self) -> None:
        if multiply(self.net.amount, self.tax.amount) < 0:
            raise InvalidInputError(
                "net",
                self.net,
                f"does not go with a tax of {self.tax}",
                "Give a net amount between zero and gross.",
            )
        fitting = Fraction(multiply(self.net.amount, self.rate.percent)) / _WHOLE
        most = Fraction(minor_unit(self.net.currency)) * _CENTS_OFF if self.rate.percent else 0
        if abs(Fraction(self.tax.amount) - fitting) > most:
            raise InvalidInputError(
                "tax",
                self.tax,
                f"is not {plain(self.rate.percent)} % of {self.net} net",
                "Give the rate, net and tax as they were invoiced.",
            )

    @property
    def gross(self) -> Money:
        """Net and tax together."""
        return self.net + self.tax

    @classmethod
    def of(cls, gross: Money, rate: TaxRate, rounding: RoundingRule = CENT) -> "TaxPart":
        """Take the net amount out of a gross one; the tax is the rest.

        Examples:
            >>> from utilbill.values.tax import TaxCategory
            >>> TaxPart.of(Money(100, "EUR"), TaxRate(TaxCategory.STANDARD, "19")).tax
            Money('15.97', 'EUR')
        """
        net = net_of(gross, rate, rounding)
        return cls(rate, net, gross - net)


def parts_of(
    gross: Money, shares: Sequence[tuple[TaxRate, Money]], rounding: RoundingRule = CENT
) -> tuple[TaxPart, ...]:
    """Divide a gross amount over rates in proportion to what each is expected to be.

    By the method of the largest remainder in cents, so that the parts add up to the amount.

    Args:
        gross: The amount, in whole cents.
        shares: Rates with their expected gross amounts, none below zero.
        rounding: How each net amount is rounded.
    """
    expected = [(rate, share) for rate, share in shares if share.amount > 0]
    if len(expected) <= 1:
        rates = [rate for rate, _ in expected] or [rate for rate, _ in shares[:1]]
        return tuple(TaxPart.of(gross, rate, rounding) for rate in rates)
    step = minor_unit(gross.currency)
    amounts = allocate(gross.amount, [share.amount for _, share in expected], step)
    return tuple(
        TaxPart.of(Money(amount, gross.currency), rate, rounding)
        for amount, (rate, _) in zip(amounts, expected, strict=True)
    )
