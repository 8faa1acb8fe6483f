"""What was paid before the settlement, with the tax at which it was requested."""

import datetime as dt

import attrs

from utilbill.taxes.split import net_of
from utilbill.taxes.vat import TaxRate, untaxed
from utilbill.values.errors import InstallmentError
from utilbill.values.exact import multiply
from utilbill.values.money import Money
from utilbill.values.period import whole_day
from utilbill.values.rounding import CENT, RoundingRule
from utilbill.values.tax import TaxCategory


@attrs.frozen(kw_only=True)
class ReceivedInstallment:
    """A part payment before the settlement (geleisteter Abschlag, a conto, zaliczka).

    It keeps the rate at which it was requested: a later change of rate is settled in the bill, and
    not by changing the past (UStG § 27 Abs. 1).

    Attributes:
        day: Due day; its rate is that of this day.
        gross: What was received.
        net: Net amount in it.
        tax: Tax in it; net and tax add up to gross.
        rate: The rate at which it was requested.

    Raises:
        InstallmentError: If net and tax do not add up to gross, one of them lies beyond gross, or
            gross is no amount that can be paid.
    """

    day: dt.date = attrs.field(converter=whole_day)
    gross: Money
    net: Money
    tax: Money
    rate: TaxRate

    def __attrs_post_init__(self) -> None:
        if not self.gross.is_payable:
            raise InstallmentError(
                "gross", self.gross, "has fractions of a cent", "Give what was really received."
            )
        if self.net + self.tax != self.gross:
            raise InstallmentError(
                "gross",
                self.gross,
                f"is not the sum of {self.net} net and {self.tax} tax",
                "Give amounts that add up.",
            )

        if any(multiply(part.amount, self.gross.amount) < 0 for part in (self.net, self.tax)):
            raise InstallmentError(
                "net",
                self.net,
                f"does not lie between zero and {self.gross}",
                "Give the net amount that was invoiced.",
            )

    @classmethod
    def untaxed(cls, day: dt.date | str, gross: Money) -> "ReceivedInstallment":
        """Take a payment that was asked for without showing tax; none of it is deducted."""
        nothing = untaxed(TaxCategory.OUT_OF_SCOPE)
        return cls(day=day, gross=gross, net=gross, tax=Money.zero(gross.currency), rate=nothing)

    @classmethod
    def of(
        cls, day: dt.date | str, gross: Money, rate: TaxRate, rounding: RoundingRule = CENT
    ) -> "ReceivedInstallment":
        """Split a received amount into net and tax; the tax is the rest.

        Examples:
            >>> from utilbill.values.tax import TaxCategory
            >>> june = ReceivedInstallment.of(
            ...     "2020-06-01", Money(100, "EUR"), TaxRate(TaxCategory.STANDARD, "19"))
            >>> june.net, june.tax
            (Money('84.03', 'EUR'), Money('15.97', 'EUR'))
        """
        net = net_of(gross, rate, rounding)
        return cls(day=day, gross=gross, net=net, tax=gross - net, rate=rate)
