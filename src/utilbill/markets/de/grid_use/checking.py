"""An invoice held against an own calculation: what differs, why, and what to answer."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

import attrs

from utilbill.markets.de.grid_use.amounts import position_amount, same_price, same_quantity
from utilbill.markets.de.grid_use.expected import ExpectedPosition
from utilbill.markets.de.grid_use.invoice import (
    AdviceType,
    InvoicePosition,
    InvoiceType,
    MarketInvoice,
    PaymentAdvice,
)
from utilbill.prorating.time_share import Proration
from utilbill.taxes.split import tax_on
from utilbill.taxes.vat import TaxRate
from utilbill.values.choice import Choice
from utilbill.values.errors import CurrencyMismatchError, InvalidInputError
from utilbill.values.exact import plain, total
from utilbill.values.explanation import Input, Label, rounded
from utilbill.values.money import Money, as_money
from utilbill.values.period import Period, tiles
from utilbill.values.rounding import CENT
from utilbill.values.table import Table
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity


class DifferenceCause(Choice):
    """Why a position of an invoice is not as expected."""

    QUANTITY = "quantity"  #: Another quantity.
    PRICE = "price"  #: Another price.
    PERIOD = "period"  #: Other days.
    MISSING = "missing"  #: Expected, but not invoiced.
    UNEXPECTED = "unexpected"  #: Invoiced, but not expected.
    ARITHMETIC = "arithmetic"  #: The invoice does not follow from its own figures.
    TAX = "tax"  #: Another rate, or tax that is not that of its rate.


@attrs.frozen(kw_only=True)
class PositionDifference:
    """One difference.

    Attributes:
        cause: Why.
        article: Id of the article; empty where a sum of the invoice differs.
        period: The days.
        invoiced: What the invoice says.
        expected: What was expected.
        amount: By how much the net amount is more than expected, as far as this cause explains it.
        message: The same in words.
    """

    cause: DifferenceCause
    article: str
    period: Period
    invoiced: str
    expected: str
    amount: Money
    message: Label


@attrs.frozen
class InvoiceCheck:
    """The result of a check.

    Attributes:
        invoice: The invoice.
        expected: The own calculation.
        differences: What differs, in the order of the invoice; what is missing comes last.
    """

    invoice: MarketInvoice
    expected: tuple[ExpectedPosition, ...]
    differences: tuple[PositionDifference, ...]

    @property
    def expected_net(self) -> Money:
        """The sum of the own calculation."""
        return sum((held.net for held in self.expected), Money.zero(self.invoice.net.currency))

    @property
    def advice(self) -> PaymentAdvice:
        """How the invoice is answered: accepted in full, or rejected with all reasons."""
        if not self.differences:
            return PaymentAdvice(AdviceType.ACCEPTED, self.invoice.number, self.invoice.gross)
        reasons = tuple(held.message for held in self.differences)
        nothing = Money.zero(self.invoice.gross.currency)
        return PaymentAdvice(AdviceType.REJECTED, self.invoice.number, nothing, reasons)

    def table(self) -> Table:
        """Return the differences as a table."""
        return Table(
            title=f"Invoice {self.invoice.number} against the own calculation",
            columns=("article", "first", "last", "cause", "invoiced", "expected", "more net"),
            rows=tuple(
                (
                    held.article,
                    held.period.start,
                    held.period.last,
                    held.cause.value,
                    held.invoiced,
                    held.expected,
                    held.amount.amount,
                )
                for held in self.differences
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per difference, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def check_invoice(
    invoice: MarketInvoice,
    expected: Iterable[ExpectedPosition],
    *,
    tolerance: Money | str | None = None,
    proration: Proration = Proration.CALENDAR_YEAR,
) -> InvoiceCheck:
    """Hold an invoice against an own calculation, position by position.

    Positions belong together by article and days. Where one side cuts the same days finer, its
    parts are added up first. Each position and the sums are also calculated again from the figures
    of the invoice itself.

    Args:
        invoice: The invoice as it came in.
        expected: The own calculation (:func:`~utilbill.markets.de.grid_use.expected_positions`).
        tolerance: Differences of a net amount up to this are let pass; none if not given.
        proration: How the operator counts parts of a year or month.

    Raises:
        CurrencyMismatchError: If the currencies differ.

    Examples:
        >>> days = Period.through("2024-01-01", "2024-12-31")
        >>> position = InvoicePosition(
        ...     article="1-01-1", quantity="3600 kWh", price="8.62 ct/kWh", period=days,
        ...     net="310.32 EUR", percent=19)
        >>> invoice = MarketInvoice(
        ...     number="N-1", kind="31002", period=days, positions=[position],
        ...     net="310.32 EUR", tax="58.96 EUR", gross="369.28 EUR")
        >>> own = ExpectedPosition(
        ...     article="1-01-1", label="Grid use", period=days, net="301.70 EUR", percent=19,
        ...     quantity=Quantity(3500, "kWh"), price=Price.parse("8.62 ct/kWh"))
        >>> check = check_invoice(invoice, [own])
        >>> [(held.cause.value, str(held.amount)) for held in check.differences]
        [('quantity', '8.62 EUR')]
        >>> check.advice.kind
        <AdviceType.REJECTED: '33002'>
    """
    own = tuple(expected)
    _check_currency(invoice, own)
    zero = Money.zero(invoice.net.currency)
    judge = _Judge(zero if tolerance is None else abs(as_money(tolerance)), proration)
    found: list[PositionDifference] = []
    for position in invoice.positions:
        found.extend(judge.arithmetic(position))
    articles = dict.fromkeys(
        [held.article for held in invoice.positions] + [held.article for held in own]
    )
    miscalculated = {held.article for held in found}
    for article in articles:
        differing = judge.article(
            [held for held in invoice.positions if held.article == article],
            [held for held in own if held.article == article],
        )
        found.extend(
            held
            for held in differing
            if held.cause is not DifferenceCause.ARITHMETIC or article not in miscalculated
        )
    found.extend(judge.sums(invoice))
    return InvoiceCheck(invoice, own, tuple(found))


def _check_currency(invoice: MarketInvoice, own: Sequence[ExpectedPosition]) -> None:
    amounts = [invoice.tax, invoice.gross, *(held.net for held in invoice.positions)]
    for amount in (*amounts, *(held.net for held in own)):
        if amount.currency != invoice.net.currency:
            raise CurrencyMismatchError(
                "currency",
                amount.currency,
                f"does not fit {invoice.net.currency}",
                "Check an invoice against a calculation in its own currency.",
            )


def check_cancellation(cancellation: MarketInvoice, original: MarketInvoice) -> InvoiceCheck:
    """Hold a cancellation against the invoice that it cancels: the same positions and sums.

    Amounts may be written as in the original or with the other sign.

    Args:
        cancellation: Of the kind ``31004``.
        original: What it cancels.

    Raises:
        InvalidInputError: If it is no cancellation, or cancels another invoice.
    """
    if cancellation.kind is not InvoiceType.CANCELLATION:
        raise InvalidInputError(
            "kind", cancellation.kind.value, "is no cancellation", "Check it with check_invoice."
        )
    if cancellation.cancels != original.number:
        raise InvalidInputError(
            "cancels",
            cancellation.cancels,
            f"is not the invoice {original.number}",
            "Find the invoice that is cancelled.",
        )
    turned = cancellation.gross != original.gross
    own = tuple(_as_expected(held, turned=turned) for held in original.positions)
    zero = Money.zero(original.net.currency)
    judge = _Judge(zero, Proration.CALENDAR_YEAR)
    found: list[PositionDifference] = []
    for article in dict.fromkeys(
        held.article for held in (*cancellation.positions, *original.positions)
    ):
        found.extend(
            judge.article(
                [held for held in cancellation.positions if held.article == article],
                [held for held in own if held.article == article],
            )
        )
    for name, left, right in (
        ("net", cancellation.net, original.net),
        ("tax", cancellation.tax, original.tax),
        ("gross", cancellation.gross, original.gross),
    ):
        wanted = -right if turned else right
        if left != wanted:
            found.append(_sum_difference(cancellation, name, left, wanted))
    return InvoiceCheck(cancellation, own, tuple(found))


def _as_expected(position: InvoicePosition, *, turned: bool) -> ExpectedPosition:
    quantity = position.quantity
    return ExpectedPosition(
        article=position.article,
        label=Label(position.name or position.article),
        period=position.period,
        net=-position.net if turned else position.net,
        percent=position.percent,
        quantity=None if turned else quantity,
        price=None if turned else position.price,
    )


@attrs.frozen
class _Side:
    """Positions of one article on one side, added up."""

    period: Period
    net: Money
    percents: frozenset[Decimal]
    quantity: Quantity | None
    price: Price | None

    @classmethod
    def of(cls, held: Sequence[InvoicePosition | ExpectedPosition]) -> "_Side":
        periods = [one.period for one in held]
        whole = Period(min(one.start for one in periods), max(one.end for one in periods))
        net = Money(total([one.net.amount for one in held]), held[0].net.currency)
        return cls(
            whole,
            net,
            frozenset(one.percent for one in held),
            _added([one.quantity for one in held]),
            _common([one.price for one in held]),
        )


def _added(held: Sequence[Quantity | None]) -> Quantity | None:
    first = held[0]
    if first is None or len(held) == 1:
        return first
    known = [one for one in held if one is not None]
    alike = {one.unit.dimension for one in known}
    if len(known) < len(held) or len(alike) > 1:
        return None
    if first.unit.dimension[0] == "power":  # is there at all times, and does not add up
        return first if all(same_quantity(one, first) for one in known) else None
    return sum(known[1:], first)


def _common(held: Sequence[Price | None]) -> Price | None:
    first = held[0]
    if first is None:
        return None
    same = all(one is not None and same_price(one, first) for one in held)
    return first if same else None


@attrs.frozen
class _Judge:
    """Compares with one tolerance and one rule of proration."""

    tolerance: Money
    proration: Proration

    def _passes(self, amount: Money) -> bool:
        return bool(self.tolerance) and abs(amount) <= self.tolerance

    def arithmetic(self, position: InvoicePosition) -> list[PositionDifference]:
        own = position_amount(position.quantity, position.price, position.period, self.proration)
        if own is None or own == position.net or self._passes(position.net - own):
            return []
        return [
            PositionDifference(
                cause=DifferenceCause.ARITHMETIC,
                article=position.article,
                period=position.period,
                invoiced=str(position.net),
                expected=str(own),
                amount=position.net - own,
                message=Label(
                    f"{position.article}: {position.quantity} at {position.price} is {own}, "
                    f"not {position.net}.",
                    f"{position.article}: {position.quantity} zu {position.price} ergibt {own}, "
                    f"nicht {position.net}.",
                ),
            )
        ]

    def article(
        self, invoiced: Sequence[InvoicePosition], expected: Sequence[ExpectedPosition]
    ) -> list[PositionDifference]:
        found: list[PositionDifference] = []
        left = sorted(invoiced, key=lambda held: held.period)
        right = sorted(expected, key=lambda held: held.period)
        for position in tuple(left):
            match = next((own for own in right if own.period == position.period), None)
            if match is not None:
                left.remove(position)
                right.remove(match)
                found.extend(self._pair(position.article, _Side.of([position]), _Side.of([match])))
        if left and right:
            article = left[0].article
            theirs, own = _Side.of(left), _Side.of(right)
            if not _same_days(left, right):
                found.append(_period(article, theirs, own))
                return found
            return [*found, *self._pair(article, theirs, own)]
        found.extend(_unexpected(position) for position in left)
        found.extend(_missing(position) for position in right)
        return found

    def _pair(self, article: str, theirs: _Side, own: _Side) -> list[PositionDifference]:
        more = theirs.net - own.net
        found: list[PositionDifference] = []
        if theirs.percents != own.percents:
            found.append(_tax(article, theirs, own))
        if self._passes(more):
            return found
        quantity, price = theirs.quantity, theirs.price
        other_quantity = quantity is not None and same_quantity(quantity, own.quantity) is False
        alike = None if price is None or own.price is None else same_price(price, own.price)
        by_price = Money.zero(more.currency)
        if alike is False:
            by_price = self._price_effect(theirs, own) if other_quantity else more
            found.append(
                _difference(
                    DifferenceCause.PRICE, article, theirs.period, str(price), str(own.price),
                    by_price,
                )
            )  # fmt: skip
        if other_quantity:
            found.append(
                _difference(
                    DifferenceCause.QUANTITY, article, theirs.period, str(quantity),
                    str(own.quantity), more - by_price,
                )
            )  # fmt: skip
        if more and alike is not False and not other_quantity:
            cause = DifferenceCause.PRICE if alike is None else DifferenceCause.ARITHMETIC
            found.append(
                _difference(cause, article, theirs.period, str(theirs.net), str(own.net), more)
            )
        return found

    def _price_effect(self, theirs: _Side, own: _Side) -> Money:
        nothing = Money.zero(theirs.net.currency)
        if theirs.quantity is None or own.price is None:
            return nothing
        at_own = position_amount(theirs.quantity, own.price, theirs.period, self.proration)
        return nothing if at_own is None else theirs.net - at_own

    def sums(self, invoice: MarketInvoice) -> list[PositionDifference]:
        net = Money(total([held.net.amount for held in invoice.positions]), invoice.net.currency)
        found = []
        if invoice.net != net:
            found.append(_sum_difference(invoice, "net", invoice.net, net))
        tax = _tax_of(invoice)
        if invoice.tax != tax:
            found.append(
                _difference(
                    DifferenceCause.TAX, "", invoice.period,
                    str(invoice.tax), str(tax), Money.zero(tax.currency),
                )
            )  # fmt: skip
        if invoice.gross != invoice.net + invoice.tax:
            found.append(
                _sum_difference(invoice, "gross", invoice.gross, invoice.net + invoice.tax)
            )
        return found


def _same_days(left: Sequence[InvoicePosition], right: Sequence[ExpectedPosition]) -> bool:
    first, second = [held.period for held in left], [held.period for held in right]
    whole = Period(min(one.start for one in first), max(one.end for one in first))
    return tiles(whole, first) and tiles(whole, second)


def _tax_of(invoice: MarketInvoice) -> Money:
    """Return the tax of an invoice by its own rates: per rate on the sum, to the cent."""
    amounts: dict[tuple[str, Decimal], list[Decimal]] = {}
    for held in invoice.positions:
        key = (held.category.value, held.percent if held.category.taxed else Decimal(0))
        amounts.setdefault(key, []).append(held.net.amount)
    tax = [
        rounded(tax_on(Input(_NET, total(nets), invoice.net.currency), _rate(*key), CENT))
        for key, nets in amounts.items()
    ]
    return Money(total(tax), invoice.net.currency)


def _rate(category: str, percent: Decimal) -> TaxRate:
    return TaxRate(TaxCategory(category), percent)


_NET: Final = Label("net amount", "Nettobetrag")
_WORDS: Final = {
    DifferenceCause.QUANTITY: ("quantity", "Menge"),
    DifferenceCause.PRICE: ("price", "Preis"),
    DifferenceCause.PERIOD: ("period", "Zeitraum"),
    DifferenceCause.ARITHMETIC: ("amount", "Betrag"),
    DifferenceCause.TAX: ("tax", "Umsatzsteuer"),
}


def _difference(
    cause: DifferenceCause, article: str, period: Period, theirs: str, own: str, amount: Money
) -> PositionDifference:
    english, german = _WORDS[cause]
    head = f"{article}, {period}" if article else str(period)
    return PositionDifference(
        cause=cause,
        article=article,
        period=period,
        invoiced=theirs,
        expected=own,
        amount=amount,
        message=Label(
            f"{head}: {english} {theirs} invoiced, {own} expected.",
            f"{head}: {german} {theirs} berechnet, {own} erwartet.",
        ),
    )


def _period(article: str, theirs: _Side, own: _Side) -> PositionDifference:
    return _difference(
        DifferenceCause.PERIOD,
        article,
        theirs.period,
        str(theirs.period),
        str(own.period),
        theirs.net - own.net,
    )


def _tax(article: str, theirs: _Side, own: _Side) -> PositionDifference:
    def shown(percents: Iterable[Decimal]) -> str:
        return ", ".join(f"{plain(percent)} %" for percent in sorted(percents))

    return _difference(
        DifferenceCause.TAX,
        article,
        theirs.period,
        shown(theirs.percents),
        shown(own.percents),
        Money.zero(theirs.net.currency),
    )


def _sum_difference(
    invoice: MarketInvoice, name: str, theirs: Money, own: Money
) -> PositionDifference:
    amount = theirs - own if name == "net" else Money.zero(own.currency)
    return _difference(
        DifferenceCause.ARITHMETIC, "", invoice.period, f"{name} {theirs}", str(own), amount
    )


def _unexpected(position: InvoicePosition) -> PositionDifference:
    return PositionDifference(
        cause=DifferenceCause.UNEXPECTED,
        article=position.article,
        period=position.period,
        invoiced=str(position.net),
        expected="",
        amount=position.net,
        message=Label(
            f"{position.article}, {position.period}: {position.net} is not expected.",
            f"{position.article}, {position.period}: {position.net} wird nicht erwartet.",
        ),
    )


def _missing(position: ExpectedPosition) -> PositionDifference:
    return PositionDifference(
        cause=DifferenceCause.MISSING,
        article=position.article,
        period=position.period,
        invoiced="",
        expected=str(position.net),
        amount=-position.net,
        message=Label(
            f"{position.article}, {position.period}: {position.net} is missing.",
            f"{position.article}, {position.period}: {position.net} fehlt.",
        ),
    )
