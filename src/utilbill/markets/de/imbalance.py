"""Excess and shortfall quantities between grid operator and supplier (Mehr-/Mindermengen, MMM).

What a standard profile assumed and what was metered differ; the difference is settled per reading
period, at the price of the month in which the period ends.
"""

from decimal import Decimal
from typing import Final

import attrs

from utilbill.billing.rules import HasBillingRules
from utilbill.tariffs.components import as_prices
from utilbill.taxes.split import tax_on
from utilbill.taxes.vat import TaxRate, untaxed
from utilbill.values.choice import Choice
from utilbill.values.dated import Timeline
from utilbill.values.errors import GapError, MissingChoiceError
from utilbill.values.exact import subtract
from utilbill.values.explanation import Constant, Input, Label, Operation, Rounded, rounded
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity, Unit, convert

_KWH: Final = Unit.parse("kWh")
_PER_KWH: Final = Unit.parse("ct/kWh")
_CENTS: Final = Constant(Decimal(100), "ct/EUR")
_METERED: Final = Label("metered quantity", "gemessene Menge")
_PROFILED: Final = Label("quantity of the profile", "bilanzierte Menge")
_PRICE: Final = Label("price of the month of the end", "Preis des Endmonats")


class ImbalanceKind(Choice):
    """On which side the profile was wrong."""

    EXCESS = "excess"  #: Mehrmenge: less was metered than profiled; the supplier gets a credit.
    SHORTFALL = "shortfall"  #: Mindermenge: more was metered than profiled; the supplier pays.
    NONE = "none"  #: Nothing to settle.


@attrs.frozen(kw_only=True)
class ImbalanceSettlement:
    """The excess or shortfall of a reading period, as the supplier sees it.

    Attributes:
        kind: Excess, shortfall or neither.
        period: The reading period.
        quantity: Metered less profiled, zero or more whatever the side.
        price: Price of the month in which the period ends.
        net: What the supplier pays (above zero) or is credited (below zero).
        tax: Value added tax; nothing under reverse charge.
        rate: Rate and category; ``reverse_charge`` where both sides resell energy.
        explanation: How the net amount came about.
    """

    kind: ImbalanceKind
    period: Period
    quantity: Quantity
    price: Price
    net: Money
    tax: Money
    rate: TaxRate
    explanation: Rounded

    @property
    def gross(self) -> Money:
        """Net and tax together."""
        return self.net + self.tax

    @property
    def reverse_charge(self) -> bool:
        """Whether the recipient owes the tax, which the invoice must say (UStG § 14a Abs. 5)."""
        return self.rate.category is TaxCategory.REVERSE_CHARGE


def settle_imbalance(
    market: HasBillingRules,
    profiled: Quantity,
    metered: Quantity,
    period: Period,
    *,
    both_resell: bool,
    prices: Timeline[Price] | Price | str | None = None,
    series: str = "standard_profiles",
    commodity: str = "electricity",
) -> ImbalanceSettlement:
    """Settle what was metered against what the profile assumed over a reading period.

    Args:
        market: The German market, for prices and tax.
        profiled: Quantity of the profile in the period (bilanzierte Menge).
        metered: Metered quantity.
        period: The reading period; the month of its last day decides the price.
        both_resell: Whether both sides resell energy: the recipient then owes the tax (UStG § 13b
            Abs. 2 Nr. 5 lit. b, Abs. 5 Satz 3, 4).
        prices: Own prices by month, such as those that BDEW publishes from 2016-04 on, or those of
            the market area manager for gas; the published series of the market if not given.
        series: Which published series of electricity: ``standard_profiles`` (2010-06 to 2012-05),
            or that of one grid operator, ``ed_netze`` (2014-01 to 2016-03).
        commodity: ``electricity`` or ``gas``.

    Raises:
        MissingChoiceError: If there is no such series, or none at all, as for gas.
        BeyondHorizonError: If the series does not reach to the end of the period.
        GapError: If own prices do not.
        UnitError: If a quantity is no energy.

    Examples:
        >>> from utilbill import market
        >>> year = Period.of_year(2011)
        >>> found = settle_imbalance(
        ...     market("DE"), Quantity(3400, "kWh"), Quantity(3650, "kWh"), year, both_resell=True)
        >>> found.kind.value, found.net, found.reverse_charge
        ('shortfall', Money('13.78', 'EUR'), True)
    """
    before, after = profiled.to(_KWH).amount, metered.to(_KWH).amount
    price, figure = _price(market, period, prices, series, commodity)
    more = subtract(after, before)
    difference = Operation("-", (Input(_METERED, after, "kWh"), Input(_PROFILED, before, "kWh")))
    node = Rounded(Operation("/", (Operation("*", (difference, figure)), _CENTS)), CENT)
    net = Money(rounded(node), price.currency)
    rate = _rate(market, period, commodity, both_resell=both_resell)
    amount = Input(Label("net amount", "Nettobetrag"), net.amount, net.currency)
    return ImbalanceSettlement(
        kind=_kind(more),
        period=period,
        quantity=Quantity(abs(more), _KWH),
        price=price,
        net=net,
        tax=Money(rounded(tax_on(amount, rate, CENT)), net.currency),
        rate=rate,
        explanation=node,
    )


def _kind(more: Decimal) -> ImbalanceKind:
    if not more:
        return ImbalanceKind.NONE
    return ImbalanceKind.SHORTFALL if more > 0 else ImbalanceKind.EXCESS


def _price(
    market: HasBillingRules,
    period: Period,
    prices: Timeline[Price] | Price | str | None,
    series: str,
    commodity: str,
) -> tuple[Price, Input]:
    if prices is not None:
        return _own_price(period, prices)
    law = market.billing.law
    name = f"de.imbalance.{commodity}.{series}"
    if law is None or name not in law:
        start = f"de.imbalance.{commodity}."
        known = [held.name.removeprefix(start) for held in law or () if start in held.name]
        raise MissingChoiceError(
            "series",
            f"{series} of {commodity}",
            "is not known here",
            f"Use one of: {', '.join(known)}." if known else "Give prices by month.",
        )
    parameter = law[name]
    figure = parameter.at(period.last)
    return parameter.priced(figure)


def _own_price(period: Period, prices: Timeline[Price] | Price | str) -> tuple[Price, Input]:
    timeline = as_prices(prices)
    try:
        held = timeline.at(period.last)
    except GapError:
        raise GapError(
            "prices",
            period.last,
            "is a day without a price",
            "Give the price of the month in which the reading period ends.",
        ) from None
    cents = convert(held.value.amount, held.value.unit, _PER_KWH)
    return held.value, Input(_PRICE, cents, "ct/kWh", held.source)


def _rate(market: HasBillingRules, period: Period, commodity: str, *, both_resell: bool) -> TaxRate:
    if both_resell:
        return untaxed(TaxCategory.REVERSE_CHARGE)
    return market.billing.taxation.rate(TaxCategory.STANDARD, commodity, period.last)
