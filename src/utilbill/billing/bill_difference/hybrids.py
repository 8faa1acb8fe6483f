"""Bills that never were: each factor from the old or the new bill, rated again to the cent.

The roundings of lines, the level and the rounding of tax are those of the bills, so that the hybrid
without any swapped factor is the old bill, and the one with all of them is the new one.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.bill_difference.charges import Discount, with_rate
from utilbill.billing.bill_difference.factors import Factor
from utilbill.billing.bill_difference.positions import Position, Side, SupplyPair, WeighedLine
from utilbill.billing.totals import TaxLevel
from utilbill.tariffs.component import PriceBasis
from utilbill.taxes.vat import TaxRate
from utilbill.values.exact import add
from utilbill.values.rounding import RoundingRule

_NOTHING: Final = Fraction(0)

#: Tells the side (old or new) that a factor is taken from.
SideOf = Callable[[Factor], int]


@attrs.frozen
class _Rated:
    """An amount with what it is taxed at, and the place of the line that it comes from."""

    index: int
    amount: Decimal
    rate: TaxRate


@attrs.frozen
class _RatedPosition:
    position: Position
    side: Side
    amounts: tuple[_Rated, ...]


def gross_of(supply: SupplyPair, side_of: SideOf) -> Decimal:
    """Return the gross amount of a supply whose factors are taken from one or the other bill."""
    basis = supply.charges[side_of(Factor.PRICE)].settlement.basis
    rated = [_rated(held, supply, basis, side_of) for held in supply.positions]
    amounts = [amount for held in rated for amount in held.amounts]
    amounts += _discounted(supply, rated, side_of)
    if basis is PriceBasis.GROSS:
        return _sum(held.amount for held in amounts)
    taxed_as = supply.charges[side_of(Factor.TAX)].settlement
    return _with_tax(amounts, taxed_as.tax_level, taxed_as.tax_rounding)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = add(total, amount)
    return total


def _with_tax(amounts: Iterable[_Rated], level: TaxLevel, rounding: RoundingRule) -> Decimal:
    """Return net amounts with their tax, as the totals of a settlement calculate it."""
    groups: dict[Hashable, list[_Rated]] = {}
    for place, held in enumerate(amounts):
        key: Hashable = place if level is TaxLevel.LINE else held.rate.key
        groups.setdefault(key, []).append(held)
    total = Decimal(0)
    for group in groups.values():
        net, percent = _sum(held.amount for held in group), group[0].rate.percent
        tax = rounding(Fraction(net) * Fraction(percent) / 100)
        total = add(total, add(net, tax))
    return total


def _rated(
    position: Position, supply: SupplyPair, basis: PriceBasis, side_of: SideOf
) -> _RatedPosition:
    days, weather, use = (
        position.sides[side_of(factor)] for factor in (Factor.DAYS, Factor.WEATHER, Factor.QUANTITY)
    )
    volume = days.days * weather.weather * use.use
    side = position.sides[side_of(position.cut_by)]
    amounts = [
        _amount(held, volume * share, rate, basis)
        for held in side.lines
        for share, rate in _rates(position, held, supply, side_of)
    ]
    return _RatedPosition(position, side, tuple(amounts))


def _amount(held: WeighedLine, volume: Fraction, rate: TaxRate, basis: PriceBasis) -> _Rated:
    priced = held.priced
    amount = volume * held.weight * priced.unit_price
    if priced.basis is not basis:
        tax = with_rate(rate)
        amount = amount * tax if basis is PriceBasis.GROSS else amount / tax
    return _Rated(priced.index, priced.line.explanation.rule(amount), rate)


def _rates(
    position: Position, held: WeighedLine, supply: SupplyPair, side_of: SideOf
) -> Iterator[tuple[Fraction, TaxRate]]:
    """Yield the rates of a line and their shares, from the bill that the tax is taken from."""
    own, taxed = side_of(position.cut_by), side_of(Factor.TAX)
    rates = position.sides[taxed].rates
    if position.same_taxes or own == taxed:
        yield Fraction(1), held.priced.line.tax
    elif rates:
        yield from rates
    else:
        yield Fraction(1), _like(held.priced.line.tax, supply, taxed)


def _like(rate: TaxRate, supply: SupplyPair, side: int) -> TaxRate:
    """Return what the other bill asks for this category of tax; the rate itself if nothing."""
    lines = supply.charges[side].settlement.charged
    return next((line.tax for line in lines if line.tax.category is rate.category), rate)


def _discounted(supply: SupplyPair, rated: list[_RatedPosition], side_of: SideOf) -> list[_Rated]:
    """Return the shares of other amounts, as the bill that prices are taken from asks for them."""
    side = side_of(Factor.PRICE)
    found: list[_Rated] = []
    for discount in supply.charges[side].discounts:
        by_rate: dict[Hashable, tuple[TaxRate, Fraction]] = {}
        for share, held in _base(discount, side, rated, found):
            rate, amount = by_rate.get(held.rate.key, (held.rate, _NOTHING))
            by_rate[held.rate.key] = (rate, amount + share * Fraction(held.amount))
        found += [
            _Rated(discount.index, discount.rounding(amount * discount.share), rate)
            for rate, amount in by_rate.values()
        ]
    return found


def _base(
    discount: Discount, side: int, rated: list[_RatedPosition], before: list[_Rated]
) -> Iterator[tuple[Fraction, _Rated]]:
    """Yield what a discount looks at, with the share of it that counts.

    Where a position is cut as on the other bill, its amounts count as far as the discount covers
    it on its own bill.
    """
    of = set(discount.of)
    for position in rated:
        own = position.position.sides[side]
        covered = [held for held in own.lines if held.priced.index in of]
        if not covered:
            continue
        if position.side.lines == own.lines:
            yield from ((Fraction(1), held) for held in position.amounts if held.index in of)
            continue
        share = Fraction(len(covered), len(own.lines))
        whole = sum((held.weight for held in own.lines), _NOTHING)
        if whole:
            share = sum((held.weight for held in covered), _NOTHING) / whole
        yield from ((share, held) for held in position.amounts)
    yield from ((Fraction(1), held) for held in before if held.index in of)
