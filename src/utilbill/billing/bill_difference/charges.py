"""The charges of a settlement in their normal form: volume, prices, tax, rounding apart."""

import enum
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.bill_difference.factors import STATUTORY, Factor
from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.tariffs.component import ChargeRole, PriceBasis
from utilbill.taxes.vat import TaxRate
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Operation,
    Selection,
    evaluate,
    inputs,
)
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import Price, Quantity

_NOTHING: Final = Fraction(0)
_ONE: Final = Fraction(1)


class Kind(enum.Enum):
    """What the lines of a charge count."""

    MEASURED = "measured"  #: A quantity.
    TIMED = "timed"  #: Time, and perhaps things through time.
    LUMP = "lump"  #: Nothing: an amount.


@attrs.frozen
class PricedLine:
    """A line whose volume stands apart from its price.

    Attributes:
        index: Its place among the lines that count.
        line: The line.
        time: Units of time that it prices; 1 for quantities and amounts.
        volume: What it prices, in base units of the quantity, or of the time and what is counted
            through it; 1 for an amount.
        unit_price: In the main unit of the currency per base unit.
        basis: Whether that price is net or gross; prices of law are net on gross sheets, too.
    """

    index: int
    line: Line
    time: Fraction
    volume: Fraction
    unit_price: Fraction
    basis: PriceBasis


@attrs.frozen
class Discount:
    """A line that is a share of the amounts of other lines.

    Attributes:
        index: Its place among the lines that count.
        share: The share; below zero.
        of: Places of the lines that it looks at.
        rounding: How its amount is rounded.
    """

    index: int
    share: Fraction
    of: tuple[int, ...]
    rounding: RoundingRule


@attrs.frozen
class Charge:
    """The lines of one component of a settlement.

    Attributes:
        kind: What they count.
        dimension: What the volume is measured in, such as energy or years.
        lines: The lines.
        volume: What the component would price if it were there on all days.
    """

    kind: Kind
    dimension: str
    lines: tuple[PricedLine, ...]
    volume: Fraction

    @property
    def component(self) -> str:
        """Its component."""
        return self.lines[0].line.component

    @property
    def charge(self) -> str:
        """The charge of the price sheet that it belongs to."""
        return self.lines[0].line.charge

    @property
    def role(self) -> ChargeRole:
        """What it is for."""
        return self.lines[0].line.role

    @property
    def factor(self) -> Factor:
        """The factor that its price belongs to."""
        if self.kind is Kind.LUMP:
            return Factor.ONE_OFFS
        return Factor.LEVIES if self.role in STATUTORY else Factor.PRICE


@attrs.frozen
class Charges:
    """All charges and discounts of a settlement."""

    settlement: Settlement
    charges: tuple[Charge, ...]
    discounts: tuple[Discount, ...]


def charges_of(settlement: Settlement) -> Charges:
    """Bring the lines of a settlement that count into their normal form."""
    discounts: list[Discount] = []
    found: dict[tuple[str, Kind, str], list[PricedLine]] = {}
    lines = settlement.charged
    for index, line in enumerate(lines):
        discount = _discount(index, line, lines[:index])
        if discount is not None:
            discounts.append(discount)
            continue
        kind, dimension, held = _priced(index, line)
        found.setdefault((line.component, kind, dimension), []).append(held)
    charges = [
        Charge(kind, dimension, tuple(held), _whole_volume(settlement, component, kind, held))
        for (component, kind, dimension), held in found.items()
    ]
    return Charges(settlement, tuple(charges), tuple(discounts))


def counted(settlement: Settlement, registers: Iterable[str], dimension: str) -> Fraction | None:
    """Return what registers counted, in base units; None if they did not, or something else."""
    used = settlement.consumption
    total = _NOTHING
    for name in registers:
        if used is None or name not in used.registers:
            return None
        held = used.of(name)
        if held.unit.dimension[0] != dimension:
            return None
        total += base_units(held)
    return total


def base_units(quantity: Quantity) -> Fraction:
    """Return a quantity in the base unit of its dimension."""
    return Fraction(quantity.amount) * quantity.unit.factor


def _whole_volume(
    settlement: Settlement, component: str, kind: Kind, lines: Sequence[PricedLine]
) -> Fraction:
    volume = sum((held.volume for held in lines), _NOTHING)
    if kind is not Kind.MEASURED or not any(
        absence.component == component for absence in settlement.absences
    ):
        return volume
    line = lines[0].line
    dimension = line.quantity.unit.dimension[0] if line.quantity else ""
    whole = counted(settlement, line.registers, dimension)
    return volume if whole is None else max(volume, whole)


def _priced(index: int, line: Line) -> tuple[Kind, str, PricedLine]:
    node, basis = _without_tax(line)
    amount = evaluate(node)
    if line.quantity is not None and (line.price is not None or line.quantity.amount):
        volume = base_units(line.quantity)
        price = amount / volume if volume else _unit_price(line, basis)
        dimension = line.quantity.unit.dimension[0]
        return Kind.MEASURED, dimension, PricedLine(index, line, _ONE, volume, price, basis)
    if line.price is None:
        return Kind.LUMP, "", PricedLine(index, line, _ONE, _ONE, amount, basis)
    time, count, price = _through_time(line, node, line.price, amount)
    held = PricedLine(index, line, time, time * count, price, basis)
    return Kind.TIMED, line.price.per.dimension[0], held


def _unit_price(line: Line, basis: PriceBasis) -> Fraction:
    if line.price is None:
        return _NOTHING
    price = Fraction(line.price.amount) * line.price.unit.factor
    return price if basis is line.basis else price / with_rate(line.tax)


def with_rate(rate: TaxRate) -> Fraction:
    """Return the factor from net to gross."""
    return 1 + Fraction(rate.percent) / 100


def _without_tax(line: Line) -> tuple[Explanation, PriceBasis]:
    """Return the expression of a line without the tax that a gross sheet adds to prices of law."""
    node = line.explanation.operand
    if line.basis is PriceBasis.NET or not isinstance(node, Operation):
        return node, line.basis
    above = node.operands[0]
    if (
        node.operator == "/"
        and isinstance(above, Operation)
        and above.operator == "*"
        and len(above.operands) > 1
        and _is_whole_with_tax(above.operands[1], line.tax)
    ):
        return above.operands[0], PriceBasis.NET
    return node, line.basis


def _is_whole_with_tax(node: Explanation, rate: TaxRate) -> bool:
    return isinstance(node, Operation) and node.operator == "+" and rate.input in node.operands


def _through_time(
    line: Line, node: Explanation, shown: Price, amount: Fraction
) -> tuple[Fraction, Fraction, Fraction]:
    """Return time, count and price per both, in base units."""
    count = _ONE if line.count is None else base_units(line.count)
    price = _first(node)
    if isinstance(price, Input) and price.unit == shown.unit.symbol:
        per_unit = Fraction(price.value) * shown.unit.factor
        counts = None if line.count is None else (line.count.amount, line.count.unit.symbol)

        def is_left_out(held: Explanation) -> bool:
            if held is price:
                return True
            return isinstance(held, Input) and (held.value, held.unit) == counts

        counted_in = _ONE if line.count is None else line.count.unit.factor
        time = _evaluate_without(node, is_left_out) / shown.unit.factor / counted_in
        if time * count * per_unit == amount:
            return time, count, per_unit
    # Of another maker: its days are the time, and the price is what they cost.
    days = Fraction(line.period.days)
    return days, _ONE, amount / days


def _first(node: Explanation) -> Explanation:
    while isinstance(node, Operation | Selection):
        node = node.operands[0] if isinstance(node, Operation) else node.chosen
    return node


def _evaluate_without(node: Explanation, left_out: Callable[[Explanation], bool]) -> Fraction:
    """Evaluate with some inputs as one: the factor by which they are multiplied."""
    if left_out(node):
        return _ONE
    if isinstance(node, Selection):
        return _evaluate_without(node.chosen, left_out)
    if not isinstance(node, Operation) or node.operator in "+-":
        return evaluate(node)
    first, *others = (_evaluate_without(held, left_out) for held in node.operands)
    for held in others:
        first = first * held if node.operator == "*" else first / held
    return first


def _discount(index: int, line: Line, before: Sequence[Line]) -> Discount | None:
    """Return a share of other lines; None if the line is none."""
    node = line.explanation.operand
    if line.price is not None or not isinstance(node, Operation) or node.operator != "/":
        return None
    above, below = node.operands[0], node.operands[-1]
    if not (isinstance(above, Operation) and isinstance(below, Constant) and below.unit == "%"):
        return None
    whole, percent = above.operands[0], above.operands[-1]
    if not isinstance(percent, Input) or percent.unit != "%":
        return None
    of: list[int] = []
    for held in inputs(whole):
        place = next(
            (at for at in range(of[-1] + 1 if of else 0, index) if _is_of(before[at], line, held)),
            None,
        )
        if place is None:
            return None
        of.append(place)
    share = Fraction(percent.value) / 100
    return Discount(index, share, tuple(of), line.explanation.rule) if of else None


def _is_of(line: Line, discount: Line, held: Input) -> bool:
    return (
        line.label == held.label
        and line.amount.amount == held.value
        and held.source == f"line {line.period}"
        and line.tax.key == discount.tax.key
    )
