"""Invoices between market partners as plain values (INVOIC), and what answers them (REMADV)."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import attrs

from utilbill.values.choice import Choice
from utilbill.values.dated import optional_day
from utilbill.values.exact import exact
from utilbill.values.explanation import Label
from utilbill.values.money import Money, as_money
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity, as_price, as_quantity


class InvoiceType(Choice):
    """What an invoice between market partners is for, by its check identifier (Prüfidentifikator).

    BDEW, INVOIC.
    """

    INSTALLMENT = "31001"  #: Abschlagsrechnung.
    GRID_USE = "31002"  #: Netznutzungsrechnung.
    CANCELLATION = "31004"  #: Stornorechnung.
    IMBALANCE = "31005"  #: Mehr-/Mindermengenrechnung.
    IMBALANCE_SELF_BILLED = "31006"  #: Mehr-/Mindermengen, self-billed by who receives the energy.
    METERING = "31009"  #: Rechnung des Messstellenbetreibers.


class AdviceType(Choice):
    """How an invoice is answered, by check identifier (REMADV)."""

    ACCEPTED = "33001"  #: Zahlungsavis: it is paid.
    REJECTED = "33002"  #: Abweisung: it is not, with reasons.


@attrs.frozen(kw_only=True)
class InvoicePosition:
    """One position as it was invoiced; nothing is checked yet.

    Attributes:
        article: Id of the article (Artikel-ID).
        name: Its name.
        quantity: Invoiced quantity: energy, power, days.
        price: Invoiced price, net.
        period: The days it is for.
        net: Invoiced net amount.
        percent: Rate of value added tax [%].
        category: How value added tax treats it.
    """

    article: str
    name: str = ""
    quantity: Quantity = attrs.field(converter=as_quantity)
    price: Price = attrs.field(converter=as_price)
    period: Period
    net: Money = attrs.field(converter=as_money)
    percent: Decimal = attrs.field(converter=exact)
    category: TaxCategory = attrs.field(default=TaxCategory.STANDARD, converter=TaxCategory)


def _positions(value: Iterable[InvoicePosition]) -> tuple[InvoicePosition, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class MarketInvoice:
    """An invoice of a grid or metering operator as it came in (INVOIC).

    Attributes:
        number: Number of the invoice.
        kind: What it is for.
        period: The days it is for.
        positions: Its positions.
        net: Invoiced sum, net.
        tax: Invoiced tax.
        gross: Invoiced sum, gross.
        issuer: Code of who invoices.
        recipient: Code of who is to pay.
        market_location: Id of the market location.
        cancels: Number of the invoice that it cancels.
        due: Day on which it is due.

    Examples:
        >>> days = Period.through("2024-01-01", "2024-12-31")
        >>> position = InvoicePosition(
        ...     article="1-01-1", quantity="3500 kWh", price="8.62 ct/kWh", period=days,
        ...     net="301.70 EUR", percent=19)
        >>> invoice = MarketInvoice(
        ...     number="N-1", kind="31002", period=days, positions=[position],
        ...     net="301.70 EUR", tax="57.32 EUR", gross="359.02 EUR")
        >>> invoice.kind
        <InvoiceType.GRID_USE: '31002'>
    """

    number: str
    kind: InvoiceType = attrs.field(converter=InvoiceType)
    period: Period
    positions: tuple[InvoicePosition, ...] = attrs.field(converter=_positions)
    net: Money = attrs.field(converter=as_money)
    tax: Money = attrs.field(converter=as_money)
    gross: Money = attrs.field(converter=as_money)
    issuer: str = ""
    recipient: str = ""
    market_location: str = ""
    cancels: str = ""
    due: dt.date | None = attrs.field(default=None, converter=optional_day)


@attrs.frozen
class PaymentAdvice:
    """How an invoice is answered (Zahlungsavis, REMADV).

    Attributes:
        kind: Accepted or rejected.
        invoice: Number of the invoice.
        amount: What will be paid; nothing where it is rejected.
        reasons: Why it is rejected.
    """

    kind: AdviceType
    invoice: str
    amount: Money
    reasons: tuple[Label, ...] = ()
