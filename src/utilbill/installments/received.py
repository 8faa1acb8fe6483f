"""What was paid before the settlement, with the tax at which it was requested."""

import datetime as dt
from collections.abc import Iterable

import attrs

from utilbill.taxes.parts import TaxPart
from utilbill.taxes.vat import TaxRate, untaxed
from utilbill.values.errors import InstallmentError
from utilbill.values.money import Money, as_money
from utilbill.values.period import whole_day
from utilbill.values.rounding import CENT, RoundingRule
from utilbill.values.tax import TaxCategory


def _parts(value: Iterable[TaxPart]) -> tuple[TaxPart, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class ReceivedInstallment:
    """A part payment before the settlement (geleisteter Abschlag, a conto, zaliczka).

    It keeps net, tax and rates as they were requested: a later change of rate is settled in the
    bill, and not by changing the past (UStG § 27 Abs. 1).

    Attributes:
        day: Due day; its rates are those of this day.
        gross: What was received.
        parts: Net and tax by rate, as invoiced; they add up to gross.

    Raises:
        InstallmentError: If the parts do not add up to gross, or gross is no amount that can be
            paid.
    """

    day: dt.date = attrs.field(converter=whole_day)
    gross: Money = attrs.field(converter=as_money)
    parts: tuple[TaxPart, ...] = attrs.field(converter=_parts)

    def __attrs_post_init__(self) -> None:
        if not self.gross.is_payable:
            raise InstallmentError(
                "gross", self.gross, "has fractions of a cent", "Give what was really received."
            )
        if self.gross.amount < 0:
            raise InstallmentError(
                "received", self.gross, "is below zero", "Give what was received."
            )
        if self.net + self.tax != self.gross:
            raise InstallmentError(
                "gross",
                self.gross,
                f"is not the sum of {self.net} net and {self.tax} tax",
                "Give amounts that add up.",
            )

    @property
    def net(self) -> Money:
        """The net amount in it."""
        return sum((part.net for part in self.parts), Money.zero(self.gross.currency))

    @property
    def tax(self) -> Money:
        """The tax in it."""
        return sum((part.tax for part in self.parts), Money.zero(self.gross.currency))

    @property
    def taxed(self) -> bool:
        """Whether tax was shown when it was asked for."""
        return any(part.rate.category.taxed for part in self.parts)

    @classmethod
    def untaxed(cls, day: dt.date | str, gross: Money) -> "ReceivedInstallment":
        """Take a payment that was asked for without showing tax; none of it is deducted."""
        nothing = untaxed(TaxCategory.OUT_OF_SCOPE)
        part = TaxPart(nothing, gross, Money.zero(gross.currency))
        return cls(day=day, gross=gross, parts=(part,))

    @classmethod
    def of(
        cls, day: dt.date | str, gross: Money, rate: TaxRate, rounding: RoundingRule = CENT
    ) -> "ReceivedInstallment":
        """Split a received amount into net and tax at one rate; the tax is the rest.

        Examples:
            >>> june = ReceivedInstallment.of(
            ...     "2020-06-01", Money(100, "EUR"), TaxRate(TaxCategory.STANDARD, "19"))
            >>> june.net, june.tax
            (Money('84.03', 'EUR'), Money('15.97', 'EUR'))
        """
        return cls(day=day, gross=gross, parts=(TaxPart.of(gross, rate, rounding),))
