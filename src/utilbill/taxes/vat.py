"""Value added tax: which rate applies, and what a change of rate inside a period does."""

import datetime as dt
import itertools
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

import attrs

from utilbill.law.parameter import LawBook
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.exact import exact
from utilbill.values.explanation import Input, Label, as_label
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory


class RateChange(Choice):
    """What happens when a rate changes inside the settled period (Steuersatzänderung).

    Both are lawful in Germany for metered supplies (letters of the Federal Ministry of Finance of
    2020-06-30 and 2022-10-25); the supplier chooses.
    """

    END_OF_PERIOD = "end_of_period"  #: The rate of the last day holds for the whole period.
    SPLIT = "split"  #: Each side of the change is settled on its own, at its own rate.


_WHOLE = 100  # per cent


def _percent(value: Decimal | int | str) -> Decimal:
    percent = exact(value, "percent")
    if not 0 <= percent <= _WHOLE:
        raise InvalidInputError(
            "percent", percent, "is no rate of tax", "Give a number from 0 to 100."
        )
    return percent


@attrs.frozen
class TaxRate:
    """A rate of value added tax with its source.

    Attributes:
        category: The category it belongs to.
        percent: The rate in percent; zero where nothing is added.
        label: Its name.
        reference: The provision.
        verified: Whether the figure was checked.
    """

    category: TaxCategory = attrs.field(converter=TaxCategory)
    percent: Decimal = attrs.field(converter=_percent)
    label: Label = attrs.field(default=Label("Value added tax", "Umsatzsteuer"), converter=as_label)
    reference: str = ""
    verified: bool = True

    @property
    def input(self) -> Input:
        """The rate as an input of an explanation."""
        return Input(self.label, self.percent, "%", self.reference)

    @property
    def key(self) -> tuple[str, Decimal]:
        """What amounts must share to be taxed together."""
        return (self.category.code, self.percent)


_NOTHING = Decimal(0)
_UNTAXED = {
    TaxCategory.ZERO: Label("Zero-rated", "Nullsatz"),
    TaxCategory.EXEMPT: Label("Exempt from value added tax", "Umsatzsteuerfrei"),
    TaxCategory.REVERSE_CHARGE: Label(
        "Value added tax owed by the recipient", "Steuerschuldnerschaft des Leistungsempfängers"
    ),
    TaxCategory.OUT_OF_SCOPE: Label("Outside value added tax", "Nicht umsatzsteuerbar"),
}


def untaxed(category: TaxCategory) -> TaxRate:
    """Return the rate of a category that adds nothing."""
    return TaxRate(category, _NOTHING, _UNTAXED[category])


class Taxation(Protocol):
    """How a market turns categories into rates."""

    def rate(
        self, category: TaxCategory, commodity: str, day: dt.date, known_on: dt.date | None = None
    ) -> TaxRate:
        """Return the rate that holds on a day."""

    def changes(
        self,
        category: TaxCategory,
        commodity: str,
        period: Period,
        known_on: dt.date | None = None,
    ) -> tuple[dt.date, ...]:
        """Return the days inside a period on which another rate begins."""


def _frozen_names(
    names: Mapping[tuple[TaxCategory, str], str],
) -> Mapping[tuple[TaxCategory, str], str]:
    return MappingProxyType(dict(names))


@attrs.frozen
class LawTaxation:
    """Rates from law: one legal parameter per category and commodity.

    Attributes:
        law: The law of the market.
        names: Parameter name by category and commodity; ``"*"`` stands for every other commodity.
    """

    law: LawBook
    names: Mapping[tuple[TaxCategory, str], str] = attrs.field(converter=_frozen_names)

    def names_of(self, commodity: str) -> frozenset[str]:
        """Return the parameters that hold the rates of all categories of what is supplied."""
        held = (
            self.names.get((category, commodity), self.names.get((category, "*")))
            for category in TaxCategory
        )
        return frozenset(name for name in held if name)

    def _name(self, category: TaxCategory, commodity: str) -> str:
        names = self.names
        name = names.get((category, commodity)) or names.get((category, "*"))
        if name is None:
            raise MissingChoiceError(
                "tax",
                category.value,
                f"has no rate for {commodity} in this market",
                "Choose a category that the market knows.",
            )
        return name

    def rate(
        self, category: TaxCategory, commodity: str, day: dt.date, known_on: dt.date | None = None
    ) -> TaxRate:
        """Return the rate that holds on a day, with its provision."""
        if not category.taxed:
            return untaxed(category)
        parameter = self.law[self._name(category, commodity)]
        figure = parameter.at(day, known_on)
        percent = figure.value or _NOTHING
        return TaxRate(category, percent, parameter.title, figure.reference, figure.verified)

    def changes(
        self,
        category: TaxCategory,
        commodity: str,
        period: Period,
        known_on: dt.date | None = None,
    ) -> tuple[dt.date, ...]:
        """Return the days inside a period on which another rate begins."""
        if not category.taxed:
            return ()
        pieces = self.law[self._name(category, commodity)].pieces(period, known_on)
        return tuple(
            days.start
            for (_, before), (days, after) in itertools.pairwise(pieces)
            if before.value != after.value
        )


def _frozen_rates(
    rates: Mapping[TaxCategory, Decimal | int | str],
) -> Mapping[TaxCategory, Decimal]:
    return MappingProxyType({category: _percent(rate) for category, rate in rates.items()})


@attrs.frozen
class FixedTaxation:
    """Rates given by the caller, the same on every day; for use without a market.

    Examples:
        >>> FixedTaxation({TaxCategory.STANDARD: 25}).rate(
        ...     TaxCategory.STANDARD, "electricity", dt.date(2024, 1, 1)).percent
        Decimal('25')
    """

    rates: Mapping[TaxCategory, Decimal] = attrs.field(converter=_frozen_rates)
    reference: str = "given by the caller"

    def rate(
        self, category: TaxCategory, commodity: str, day: dt.date, known_on: dt.date | None = None
    ) -> TaxRate:
        """Return the caller's rate."""
        del commodity, day, known_on
        if not category.taxed:
            return untaxed(category)
        percent = self.rates.get(category)
        if percent is None and category is TaxCategory.FULL:
            percent = self.rates.get(TaxCategory.STANDARD)
        if percent is None:
            raise MissingChoiceError(
                "tax", category.value, "has no rate", "Give a rate for this category."
            )
        return TaxRate(category, percent, reference=self.reference)

    def changes(
        self,
        category: TaxCategory,
        commodity: str,
        period: Period,
        known_on: dt.date | None = None,
    ) -> tuple[dt.date, ...]:
        """Return nothing: fixed rates do not change."""
        del category, commodity, period, known_on
        return ()
