"""What is different between two bills over the same supplies: by line and by rate of tax."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from utilbill.billing.bill import Bill
from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.billing.totals import TaxGroup
from utilbill.taxes.vat import TaxRate
from utilbill.values.money import Money


@attrs.frozen
class LineDifference:
    """A line before and after.

    Attributes:
        contract: Number of the contract.
        before: The line as it was; None if there was none.
        after: The line as it is right; None if there is none any more.
        change: What the amount changes by, in the basis of the price sheet.
    """

    contract: str
    before: Line | None
    after: Line | None
    change: Money


@attrs.frozen
class TaxDifference:
    """What changes at one rate of tax.

    Attributes:
        rate: The rate, that of the supply and not of the day of the correction.
        net: Change of the net amount.
        tax: Change of the tax.
        gross: Change of both together.
    """

    rate: TaxRate
    net: Money
    tax: Money
    gross: Money


def line_differences(before: Bill | None, after: Bill | None) -> tuple[LineDifference, ...]:
    """Return every line of two bills, those of the same component and days beside each other.

    Only lines that count; lines that stay the same are left out. The changes add up to the change
    of the sum of all lines.
    """
    found: list[LineDifference] = []
    for contract in _contracts(before, after):
        old, new = _lines(before, contract), _lines(after, contract)
        for component in dict.fromkeys(line.component for line in (*old, *new)):
            mine = [line for line in old if line.component == component]
            theirs = [line for line in new if line.component == component]
            found += _paired(contract, mine, theirs)
    return tuple(found)


def _contracts(*bills: Bill | None) -> list[str]:
    held = [settlement for bill in bills if bill for settlement in bill.settlements]
    return list(dict.fromkeys(settlement.contract.id for settlement in held))


def _lines(bill: Bill | None, contract: str) -> list[Line]:
    held: Iterable[Settlement] = bill.settlements if bill else ()
    return [
        line
        for settlement in held
        if settlement.contract.id == contract
        for line in settlement.charged
    ]


def _paired(contract: str, old: Sequence[Line], new: Sequence[Line]) -> Iterable[LineDifference]:
    left = list(new)
    for line in old:
        same = next(
            (held for held in left if (held.period, held.tax.key) == (line.period, line.tax.key)),
            None,
        )
        if same is not None:
            left.remove(same)
        if same is None:
            yield LineDifference(contract, line, None, -line.amount)
        elif not _alike(same, line):
            yield LineDifference(contract, line, same, same.amount - line.amount)
    for line in left:
        yield LineDifference(contract, None, line, line.amount)


def _alike(one: Line, other: Line) -> bool:
    return (one.amount, one.quantity, one.price) == (other.amount, other.quantity, other.price)


def tax_differences(before: Bill | None, after: Bill | None) -> tuple[TaxDifference, ...]:
    """Return the change of net, tax and gross at each rate; rates without a change are left out."""
    found: dict[tuple[str, Decimal], TaxDifference] = {}
    for group in _groups(before):
        found[group.rate.key] = TaxDifference(group.rate, -group.net, -group.tax, -group.gross)
    for group in _groups(after):
        net, tax, gross = group.net, group.tax, group.gross
        held = found.get(group.rate.key)
        if held is not None:
            net, tax, gross = held.net + net, held.tax + tax, held.gross + gross
        found[group.rate.key] = TaxDifference(group.rate, net, tax, gross)
    return tuple(held for held in found.values() if held.net or held.tax)


def _groups(bill: Bill | None) -> tuple[TaxGroup, ...]:
    return bill.totals.groups if bill else ()
