"""The figures behind a difference: days, use, prices, rates, amounts, old beside new."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.bill_difference.charges import Kind
from utilbill.billing.bill_difference.factors import Factor, QuantityBasis
from utilbill.billing.bill_difference.positions import (
    NEW,
    OLD,
    Position,
    Side,
    SupplyPair,
    WeighedLine,
)
from utilbill.billing.bill_difference.result import FigureChange
from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.values.errors import UnitError
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.units import Price, Unit

_NOTHING: Final = Fraction(0)
_MARKS: Final = ",;:"
_DAYS: Final = Label("days", "Tage")
_USE: Final = Label("consumption", "Verbrauch")
_USE_PER_DAY: Final = Label("consumption per day", "Verbrauch je Tag")
_USE_PER_DEGREE_DAY: Final = Label("consumption per degree day", "Verbrauch je Gradtag")
_DEGREE_DAYS: Final = Label("degree days", "Gradtagszahl")
_TAX: Final = Label("value added tax", "Umsatzsteuer")
_DEDUCTED: Final = Label("installments deducted", "Abgezogene Abschläge")
_DAY: Final = "day"
_DEGREE_DAY: Final = "K·day"

DegreeDays = tuple[Fraction, Fraction] | None


def quantity_basis(supply: SupplyPair) -> QuantityBasis | None:
    """Return what the quantities of a supply rest on; None where nothing is measured."""
    old, new = supply.settlements
    estimated = [_is_estimated(held) for held in (old, new)]
    if not any(held.kind is Kind.MEASURED for held in supply.positions):
        return None
    if estimated == [True, False] and old and new and old.period == new.period:
        return QuantityBasis.ESTIMATE_REPLACED
    return _BASES[estimated[OLD], estimated[NEW]]


_BASES: Final = {
    (False, False): QuantityBasis.MEASURED,
    (True, False): QuantityBasis.OLD_ESTIMATED,
    (False, True): QuantityBasis.NEW_ESTIMATED,
    (True, True): QuantityBasis.ESTIMATED,
}


def _is_estimated(settlement: Settlement | None) -> bool:
    return settlement is not None and any(not line.measured for line in settlement.charged)


def figures(
    supply: SupplyPair, factor: Factor, degree_days: DegreeDays
) -> tuple[FigureChange, ...]:
    """Return the figures that a factor compares."""
    return tuple(_FIGURES[factor](supply, degree_days))


def _days(supply: SupplyPair, degree_days: DegreeDays) -> Iterator[FigureChange]:
    del degree_days
    old, new = (Fraction(held.period.days) if held else None for held in supply.settlements)
    yield FigureChange(_DAYS, old, new, _DAY)


def _weather(supply: SupplyPair, degree_days: DegreeDays) -> Iterator[FigureChange]:
    if degree_days is not None and any(
        held.sides[OLD].weather != held.sides[NEW].weather for held in supply.positions
    ):
        yield FigureChange(_DEGREE_DAYS, *degree_days, _DEGREE_DAY)


def _quantity(supply: SupplyPair, degree_days: DegreeDays) -> Iterator[FigureChange]:
    used = [_used(held) for held in supply.settlements]
    symbols = {held[1].symbol for held in used if held}
    if len(symbols) == 1:
        (symbol,) = symbols
        days = [Fraction(held.period.days) if held else None for held in supply.settlements]
        amounts = [held[0] if held else None for held in used]
        yield FigureChange(_USE, amounts[OLD], amounts[NEW], symbol)
        yield _each(_USE_PER_DAY, amounts, days, f"{symbol}/{_DAY}")
        if degree_days is not None and any(_weather(supply, degree_days)):
            yield _each(_USE_PER_DEGREE_DAY, amounts, degree_days, f"{symbol}/{_DEGREE_DAY}")
    for position in supply.positions:
        if position.kind is Kind.TIMED and position.sides[OLD].use != position.sides[NEW].use:
            yield from _counts(position)


def _each(
    label: Label,
    amounts: Sequence[Fraction | None],
    of: Sequence[Fraction | None],
    unit: str,
) -> FigureChange:
    old, new = (
        None if amount is None or each is None else amount / each
        for amount, each in zip(amounts, of, strict=True)
    )
    return FigureChange(label, old, new, unit)


def _used(settlement: Settlement | None) -> tuple[Fraction, Unit] | None:
    if settlement is None or settlement.consumption is None:
        return None
    try:
        total = settlement.consumption.total
    except UnitError:  # registers of several units, such as energy and reactive energy
        return None
    return Fraction(total.amount), total.unit


def _counts(position: Position) -> Iterator[FigureChange]:
    shown = [_shown(side) for side in position.sides]
    unit = next((line.count.unit for line in shown if line and line.count), None)
    if unit is not None:
        old, new = (
            side.use / unit.factor if line and line.count else None
            for side, line in zip(position.sides, shown, strict=True)
        )
        yield FigureChange(_label(position), old, new, unit.symbol)


def _shown(side: Side) -> Line | None:
    return side.lines[-1].priced.line if side.lines else None


def _label(position: Position) -> Label:
    """Return the name on the new bill; of lines of several names, what these have in common."""
    names = [
        list(dict.fromkeys(held.priced.line.label for held in position.sides[side].lines))
        for side in (NEW, OLD)
    ]
    last = next(held[-1] for held in names if held)
    if all(len(held) <= 1 for held in names):
        return last
    both = [label for held in names for label in held]
    written = {
        field.name: [getattr(label, field.name) for label in both] for field in attrs.fields(Label)
    }
    common = {language: _common(held) for language, held in written.items()}
    nothing = any(all(held) and not common[language] for language, held in written.items())
    return last if nothing else Label(**common)


def _common(names: Sequence[str]) -> str:
    """Return the words that all names begin with."""
    found: list[str] = []
    for words in zip(*(name.split() for name in names), strict=False):
        if len({word.rstrip(_MARKS) for word in words}) > 1:
            break
        found.append(words[0])
    return " ".join(found).rstrip(_MARKS)


def _prices(factor: Factor) -> Callable[[SupplyPair, DegreeDays], Iterator[FigureChange]]:
    def find(supply: SupplyPair, degree_days: DegreeDays) -> Iterator[FigureChange]:
        del degree_days
        for position in supply.positions:
            if position.factor is factor and position.priced_differently:
                yield _price(position)
        if factor is Factor.PRICE:
            yield from _discounts(supply)

    return find


def _price(position: Position) -> FigureChange:
    prices = [
        held.priced.line.price
        for side in (position.sides[NEW], position.sides[OLD])
        for held in side.lines
        if held.priced.line.price
    ]
    unit = prices[0].unit if prices else _unit_of_average(position)
    old, new = (_average(side, unit) for side in position.sides)
    several = any(
        len({held.priced.unit_price for held in side.lines}) > 1 for side in position.sides
    )
    return FigureChange(_label(position), old, new, unit.symbol, several)


_CENTS: Final = {"EUR": "ct", "SEK": "öre", "PLN": "gr"}


def _unit_of_average(position: Position) -> Unit:
    """Return the unit in which the average of prices per interval is shown."""
    lines = [held.priced.line for side in position.sides for held in side.lines]
    line = next(line for line in lines if line.quantity is not None)
    currency = line.amount.currency
    quantity = line.quantity.unit.symbol if line.quantity else "1"
    return Unit.parse(f"{_CENTS.get(currency, currency)}/{quantity}")


def _average(side: Side, unit: Unit) -> Fraction | None:
    """Return the price as shown, weighed by what it was for."""
    shown = [(held.weight, _in_base_units(held)) for held in side.lines]
    whole = sum((weight for weight, _ in shown), _NOTHING)
    if not whole:
        return shown[-1][1] / unit.factor if shown else None
    return sum((weight * price for weight, price in shown), _NOTHING) / whole / unit.factor


def _in_base_units(held: WeighedLine) -> Fraction:
    price: Price | None = held.priced.line.price
    return Fraction(price.amount) * price.unit.factor if price else held.priced.unit_price


def _discounts(supply: SupplyPair) -> Iterator[FigureChange]:
    if supply.settlements[OLD] is None or supply.settlements[NEW] is None:
        return
    shares: dict[str, list[Fraction | None]] = {}
    labels: dict[str, Label] = {}
    for side, charges in enumerate(supply.charges):
        for discount in charges.discounts:
            line = charges.settlement.charged[discount.index]
            shares.setdefault(line.component, [None, None])[side] = -100 * discount.share
            labels[line.component] = line.label
    for component, (old, new) in shares.items():
        if old != new:
            yield FigureChange(labels[component], old, new, "%")


def _tax(supply: SupplyPair, degree_days: DegreeDays) -> Iterator[FigureChange]:
    """Yield the rate of what changed its rate, weighed by amounts where there are several."""
    del degree_days
    changed = [
        position
        for position in supply.positions
        if all(side.lines for side in position.sides)
        and _percent(position.sides[OLD]) != _percent(position.sides[NEW])
    ]
    if changed:
        old, new = (_mean([held.sides[side] for held in changed]) for side in (OLD, NEW))
        rates = [{_percent(held.sides[side]) for held in changed} for side in (OLD, NEW)]
        split = any(len(side.rates) > 1 for held in changed for side in held.sides)
        several = split or any(len(held) > 1 for held in rates)
        yield FigureChange(_TAX, old, new, "%", several)


def _percent(side: Side) -> Fraction:
    return sum((share * Fraction(rate.percent) for share, rate in side.rates), _NOTHING)


def _mean(sides: Sequence[Side]) -> Fraction:
    weights = [abs(_sum(side.lines) or _NOTHING) for side in sides]
    whole = sum(weights, _NOTHING)
    if not whole:
        return _percent(sides[0])
    weighed = (weight * _percent(side) for weight, side in zip(weights, sides, strict=True))
    return sum(weighed, _NOTHING) / whole


def _one_offs(supply: SupplyPair, degree_days: DegreeDays) -> Iterator[FigureChange]:
    del degree_days
    for position in supply.positions:
        if position.factor is Factor.ONE_OFFS:
            old, new = (_sum(side.lines) for side in position.sides)
            if old != new:
                yield FigureChange(_label(position), old, new, supply.either.currency)


def _sum(lines: Iterable[WeighedLine]) -> Fraction | None:
    amounts = [Fraction(held.priced.line.amount.amount) for held in lines]
    return sum(amounts, _NOTHING) if amounts else None


def _installments(supply: SupplyPair, degree_days: DegreeDays) -> Iterator[FigureChange]:
    del degree_days
    zero = Money.zero(supply.either.currency)
    old, new = (Fraction((held.deducted if held else zero).amount) for held in supply.settlements)
    yield FigureChange(_DEDUCTED, old, new, zero.currency)


_FIGURES: Final = {
    Factor.DAYS: _days,
    Factor.WEATHER: _weather,
    Factor.QUANTITY: _quantity,
    Factor.PRICE: _prices(Factor.PRICE),
    Factor.LEVIES: _prices(Factor.LEVIES),
    Factor.TAX: _tax,
    Factor.ONE_OFFS: _one_offs,
    Factor.INSTALLMENTS: _installments,
}
