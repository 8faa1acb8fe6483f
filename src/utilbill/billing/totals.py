"""From lines to tax and totals: one model with declared parameters."""

from collections.abc import Iterable
from decimal import Decimal

import attrs

from utilbill.billing.line import Line
from utilbill.tariffs.component import LineKind, PriceBasis
from utilbill.taxes.split import net_in, tax_on
from utilbill.taxes.vat import TaxRate
from utilbill.values.choice import Choice
from utilbill.values.exact import add, subtract
from utilbill.values.explanation import Explanation, Input, Operation, Rounded, rounded
from utilbill.values.money import Money
from utilbill.values.rounding import RoundingRule


class TaxLevel(Choice):
    """On which sums tax is calculated and rounded."""

    DOCUMENT = "document"  #: Per rate on all lines of the document; the default and EN 16931's way.
    SETTLEMENT = "settlement"  #: Per rate and settlement (bundle); the document adds them up.
    LINE = "line"  #: Per line; the document adds them up.


@attrs.frozen
class TaxGroup:
    """What is taxed together at one rate (Steuerbetrag je Satz, momsrad, kwota podatku).

    Attributes:
        rate: The rate.
        net: Net amount.
        tax: Tax amount; net and tax add up to gross.
        gross: Gross amount.
        explanations: How the rounded amounts came about: the tax on net sheets, the net amount on
            gross sheets; one per amount that was rounded.
    """

    rate: TaxRate
    net: Money
    tax: Money
    gross: Money
    explanations: tuple[Rounded, ...]


@attrs.frozen
class Totals:
    """The sums of a settlement or a document.

    Attributes:
        groups: By rate, in the order in which the rates first appear.
        net: Sum of the net amounts.
        tax: Sum of the tax amounts.
        gross: Sum of both.
        rounding: What payable rounding adds (öresavrundning); zero where nobody rounds.
    """

    groups: tuple[TaxGroup, ...]
    net: Money
    tax: Money
    gross: Money
    rounding: Money

    @property
    def payable(self) -> Money:
        """The gross amount after payable rounding."""
        return self.gross + self.rounding


def _input(line: Line) -> Input:
    return Input(line.label, line.amount.amount, line.amount.currency, line.component)


def _group(
    rate: TaxRate, lines: list[Line], basis: PriceBasis, rounding: RoundingRule, *, per_line: bool
) -> TaxGroup:
    currency = lines[0].amount.currency
    parts: list[list[Line]] = [[line] for line in lines] if per_line else [lines]
    net, tax, explanations = Decimal(0), Decimal(0), []
    for part in parts:
        amount = Decimal(0)
        for line in part:
            amount = add(amount, line.amount.amount)
        if not rate.percent:
            net = add(net, amount)
            continue
        inputs: tuple[Explanation, ...] = tuple(_input(line) for line in part)
        whole = inputs[0] if len(inputs) == 1 else Operation("+", inputs)
        known = {id(whole): amount.as_integer_ratio()}
        if basis is PriceBasis.NET:
            node = tax_on(whole, rate, rounding)
            net, tax = add(net, amount), add(tax, rounded(node, known))
        else:
            node = net_in(whole, rate, rounding)
            held = rounded(node, known)
            net, tax = add(net, held), add(tax, subtract(amount, held))
        explanations.append(node)
    return TaxGroup(
        rate,
        Money(net, currency),
        Money(tax, currency),
        Money(add(net, tax), currency),
        tuple(explanations),
    )


def total_lines(
    lines: Iterable[Line],
    *,
    currency: str,
    basis: PriceBasis,
    level: TaxLevel,
    rounding: RoundingRule,
    payable_rounding: RoundingRule | None = None,
) -> Totals:
    """Add up the lines that count, with tax per rate.

    Args:
        lines: All lines; contained ones are left aside.
        currency: Currency of an empty sum.
        basis: Whether the lines are net or gross.
        level: Where tax is calculated: per rate on the sum, or per line.
        rounding: How tax (of net lines) or the net amount (of gross lines) is rounded.
        payable_rounding: How the amount to pay is rounded, where a market does that.
    """
    by_rate: dict[tuple[str, Decimal], list[Line]] = {}
    rate: TaxRate | None = None
    group: list[Line] = []
    for line in lines:
        if line.kind is LineKind.CHARGED:
            if line.tax is not rate:  # neighbours mostly share it
                rate = line.tax
                group = by_rate.setdefault(rate.key, [])
            group.append(line)
    groups = tuple(
        _group(held[0].tax, held, basis, rounding, per_line=level is TaxLevel.LINE)
        for held in by_rate.values()
    )
    return sum_groups(groups, currency, payable_rounding)


def merge_groups(groups: Iterable[TaxGroup]) -> tuple[TaxGroup, ...]:
    """Add up groups of one rate without calculating tax again."""
    merged: dict[tuple[str, Decimal], TaxGroup] = {}
    for group in groups:
        held = merged.get(group.rate.key)
        merged[group.rate.key] = (
            group
            if held is None
            else TaxGroup(
                held.rate,
                held.net + group.net,
                held.tax + group.tax,
                held.gross + group.gross,
                held.explanations + group.explanations,
            )
        )
    return tuple(merged.values())


def sum_groups(
    groups: tuple[TaxGroup, ...], currency: str, payable_rounding: RoundingRule | None
) -> Totals:
    """Add up tax groups to totals."""
    net, tax = Decimal(0), Decimal(0)
    for group in groups:
        net, tax = add(net, group.net.amount), add(tax, group.tax.amount)
    gross = add(net, tax)
    extra = Decimal(0)
    if payable_rounding is not None:
        extra = subtract(payable_rounding(gross), gross)
    return Totals(
        groups,
        Money(net, currency),
        Money(tax, currency),
        Money(gross, currency),
        Money(extra, currency),
    )
