"""Credit notes: parts of a document given back, as allocations of its own tax amounts."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from utilbill.billing.lifecycle.document import BillingDocument, DocumentKind
from utilbill.billing.lifecycle.states import DocumentState
from utilbill.billing.totals import TaxGroup
from utilbill.taxes.vat import TaxRate
from utilbill.values.errors import CorrectionError, CurrencyMismatchError
from utilbill.values.money import Money
from utilbill.values.rounding import CENT, RoundingRule, allocate


@attrs.frozen
class CreditAllocation:
    """What a credit note takes from one tax amount of the original.

    Attributes:
        rate: The rate, that of the original.
        net: Net amount.
        tax: Tax.
        gross: Both together.
    """

    rate: TaxRate
    net: Money
    tax: Money
    gross: Money


def _allocations(value: Iterable[CreditAllocation]) -> tuple[CreditAllocation, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class CreditNote:
    """A part of a document that is given back (Gutschrift, Rechnungsminderung; kreditnota).

    Attributes:
        document: Number of the original.
        reason: Why.
        allocations: By rate, in the order of the original.
    """

    document: str
    reason: str
    allocations: tuple[CreditAllocation, ...] = attrs.field(converter=_allocations)

    @property
    def gross(self) -> Money:
        """What is given back in all."""
        first, *others = self.allocations
        return sum((held.gross for held in others), first.gross)

    def of(self, rate: TaxRate) -> CreditAllocation | None:
        """Return what is given back at a rate; None if nothing is."""
        return next((held for held in self.allocations if held.rate.key == rate.key), None)


@attrs.frozen
class _Left:
    """What was not given back yet of one tax amount."""

    group: TaxGroup
    net: Money
    tax: Money
    gross: Money

    @classmethod
    def of(cls, group: TaxGroup, before: Sequence[CreditNote]) -> "_Left":
        net, tax, gross = group.net, group.tax, group.gross
        for note in before:
            given = note.of(group.rate)
            if given is not None:
                net, tax, gross = net - given.net, tax - given.tax, gross - given.gross
        return cls(group, net, tax, gross)

    def take(self, gross: Money, rounding: RoundingRule) -> CreditAllocation:
        """Take a part; tax follows all that was ever taken, so that the last finds the rest."""
        if gross == self.gross:
            return CreditAllocation(self.group.rate, self.net, self.tax, self.gross)
        taken = self.group.gross - self.gross + gross
        share = Fraction(taken.amount) / Fraction(self.group.gross.amount)
        due = rounding(Fraction(self.group.tax.amount) * share)
        tax = Money(due, gross.currency) - (self.group.tax - self.tax)
        return CreditAllocation(self.group.rate, gross - tax, tax, gross)


def credit(
    document: BillingDocument,
    gross: Money,
    *,
    reason: str,
    before: Iterable[CreditNote] = (),
    rate: TaxRate | None = None,
    rounding: RoundingRule = CENT,
) -> CreditNote:
    """Give back a part of a released document (Gutschrift).

    The amount is spread over the tax amounts of the original by what is left of each, in whole
    cents by the largest remainder; tax follows the original's. What the last credit note takes is
    exactly what is left.

    Args:
        document: The original.
        gross: What is given back, above zero.
        reason: Why.
        before: All credit notes of the original that there are already.
        rate: Give back at this rate only, as where one line was wrong.
        rounding: How tax is rounded.

    Raises:
        CorrectionError: If the document is not released or is a reversal, the amount is not above
            zero, or more than what is left.
        CurrencyMismatchError: If it is in another currency.

    Examples:
        >>> from utilbill import *
        >>> contract = Contract(id="C-1", supply_start="2024-01-01", supply_point=SupplyPoint(
        ...     commodity=Commodity.ELECTRICITY, registers=[Register("1-0:1.8.0")]))
        >>> sheet = PriceSheet(name="Plain", basis=PriceBasis.NET, components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="25.00 ct/kWh")])
        >>> year, germany = Period.of_year(2024), market("DE")
        >>> settlement = settle(contract, year, [Reading("1-0:1.8.0", year.start, 1000),
        ...                     Reading("1-0:1.8.0", year.end, 4500)], sheet, market=germany)
        >>> original = release(draft(settlement), number="R-1", checks=[])
        >>> first = credit(original, Money("100.00", "EUR"), reason="late bill")
        >>> first.allocations[0].net, first.allocations[0].tax
        (Money('84.03', 'EUR'), Money('15.97', 'EUR'))
        >>> rest = original.bill.totals.gross - first.gross
        >>> last = credit(original, rest, reason="goodwill", before=[first])
        >>> first.allocations[0].tax + last.allocations[0].tax == original.bill.totals.tax
        True
    """
    given = tuple(before)
    _check(document, gross, reason, given)
    groups = [
        group for group in document.bill.totals.groups if rate is None or group.rate.key == rate.key
    ]
    left = [_Left.of(group, given) for group in groups]
    total = sum((held.gross for held in left), Money.zero(gross.currency))
    if gross.amount > total.amount:
        at = f" at {rate.percent} %" if rate is not None else ""
        raise CorrectionError(
            "gross", gross, f"is more than the {total} that are left{at}", "Give back what is left."
        )
    if gross == total:
        parts = [(held, held.gross) for held in left]
    else:
        open_ = [held for held in left if held.gross.amount > 0]
        weights = [int(held.gross.amount / CENT.step) for held in open_]
        shares = allocate(gross.amount, weights, CENT.step)
        parts = [
            (held, Money(share, gross.currency)) for held, share in zip(open_, shares, strict=True)
        ]
    return CreditNote(
        document=document.number,
        reason=reason,
        allocations=[held.take(part, rounding) for held, part in parts if part or held.tax],
    )


def _check(
    document: BillingDocument, gross: Money, reason: str, before: Sequence[CreditNote]
) -> None:
    if document.state is not DocumentState.RELEASED or document.kind is DocumentKind.REVERSAL:
        raise CorrectionError(
            "document",
            document.number or "a draft",
            f"is a {document.kind.value} that is {document.state.value}",
            "Give back parts of released documents.",
        )
    if gross.currency != document.bill.currency:
        raise CurrencyMismatchError(
            "gross", gross, f"is not in {document.bill.currency}", "Use the original's currency."
        )
    if gross.amount <= 0 or not gross.is_payable:
        raise CorrectionError(
            "gross", gross, "is no amount that can be given back", "Give whole cents above zero."
        )
    if not reason.strip():
        raise CorrectionError("reason", reason, "says nothing", "Say why.")
    for note in before:
        if note.document != document.number:
            raise CorrectionError(
                "before",
                note.document,
                f"is not the document {document.number}",
                "Give the credit notes of this document.",
            )


def credited(notes: Iterable[CreditNote], currency: str) -> Money:
    """Return what credit notes give back together."""
    return sum((note.gross for note in notes), Money.zero(currency))
