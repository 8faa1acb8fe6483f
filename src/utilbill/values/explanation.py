"""How an amount came about: an expression over named inputs that evaluates to the amount again.

A closed union of seven nodes. ``Input`` is a figure somebody measured, agreed or enacted;
``Constant`` follows from the calendar or the units; ``Operation`` joins; ``Selection`` records that
a rule chose one of several; ``Rounded`` and ``Share`` are the only nodes that lose digits, by
their rule.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from operator import mul
from typing import Final, Literal, Self, get_args

import attrs

from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import CONTEXT, as_text, plain
from utilbill.values.rounding import RoundingRule, allocate
from utilbill.values.table import Tree

Operator = Literal["+", "-", "*", "/"]
_OPERATORS: Final = frozenset(get_args(Operator))


@attrs.frozen
class Label:
    """What something is called, in English and in the languages of the markets.

    Attributes:
        en: English.
        de: German.
        sv: Swedish.
        pl: Polish.

    Examples:
        >>> name = Label("closing reading", "Endstand")
        >>> name.in_language("de"), name.in_language("sv")
        ('Endstand', 'closing reading')
    """

    en: str
    de: str = ""
    sv: str = ""
    pl: str = ""

    def in_language(self, language: str) -> str:
        """Return the name in a language; English where it has none."""
        return getattr(self, language, "") or self.en

    @property
    def local(self) -> str:
        """The name in the market's language, the first that is given; empty if only English is."""
        return self.de or self.sv or self.pl

    @classmethod
    def of(cls, names: Mapping[str, str]) -> Self:
        """Make a label of names by language; ``en`` must be among them."""
        return cls(**{language: str(name) for language, name in names.items()})

    def __str__(self) -> str:
        return self.en


def as_label(value: Label | str) -> Label:
    """Accept a label, or a text that is the name in every language.

    Raises:
        InvalidInputError: If it is neither.

    Examples:
        >>> as_label("Energy")
        Label(en='Energy', de='', sv='', pl='')
    """
    if isinstance(value, Label):
        return value
    return Label(as_text(value, "label", "Give a text, or Label(en, de)."))


def optional_label(value: Label | str | None) -> Label | None:
    """Accept a label, its text, or nothing."""
    return None if value is None else as_label(value)


class _Shown:
    """What every node can do for a notebook: show itself, and list its inputs for a data frame."""

    __slots__ = ()

    def outline(self, language: str = "en") -> Tree:
        """Return the node and what is below it as a tree of plain texts."""
        return _outline(self, language)  # type: ignore[arg-type]

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per input, ready for a data frame."""
        return [
            {"label": held.label.en, "value": held.value, "unit": held.unit, "source": held.source}
            for held in inputs(self)  # type: ignore[arg-type]
        ]

    def _repr_html_(self) -> str:
        return self.outline()._repr_html_()


@attrs.frozen
class Input(_Shown):
    """A figure from outside: a reading, a price, a rate of law.

    Attributes:
        label: Its name.
        value: Its number.
        unit: Symbol of its unit.
        source: Where it comes from: a provision, a price sheet, a reading.
    """

    label: Label
    value: Decimal
    unit: str
    source: str = ""


@attrs.frozen
class Constant(_Shown):
    """A figure that follows from the calendar or from units, such as 366 days or 100 ct/EUR."""

    value: Decimal
    unit: str
    label: Label | None = None


@attrs.frozen
class Operation(_Shown):
    """Operands joined from left to right by one operator."""

    operator: Operator
    operands: "tuple[Explanation, ...]"
    label: Label | None = None


@attrs.frozen
class Selection(_Shown):
    """One of several possibilities, and the rule that chose it."""

    chosen: "Explanation"
    rule: str
    reason: Label
    reference: str = ""


@attrs.frozen
class Rounded(_Shown):
    """A rounding by its rule."""

    operand: "Explanation"
    rule: RoundingRule


@attrs.frozen
class Share(_Shown):
    """One part of a total that was spread by weights in whole steps (largest remainder).

    The share is a rounding that looks at all parts at once, so that they add up to the total.

    Attributes:
        total: What is spread.
        weights: The weights of all parts, as exact numbers over one denominator.
        index: Which part this is, from 0.
        step: Parts are whole multiples of it.
        method: Name of the way of spreading.
        reference: Provision that asks for it.
    """

    total: "Explanation"
    weights: tuple[int, ...]
    index: int
    step: Decimal
    method: Label
    reference: str = ""


@attrs.frozen
class Row:
    """One number per interval, as whole multiples of a step: a load curve, or its prices.

    Attributes:
        label: What it is.
        counts: The numbers in steps.
        step: What one count is.
        unit: Symbol of the unit of the numbers.
        source: Where they come from.
    """

    label: Label
    counts: tuple[int, ...] = attrs.field(repr=False)
    step: Decimal
    unit: str
    source: str = ""


def _same_length(_: object, __: object, rows: tuple[Row, ...]) -> None:
    if len({len(row.counts) for row in rows}) != 1:
        raise InvalidInputError(
            "rows",
            ", ".join(f"{row.label}: {len(row.counts)}" for row in rows) or "none",
            "are not of one length",
            "Cut all series to the same intervals.",
        )


@attrs.frozen
class SumOfProducts(_Shown):
    """The sum over all intervals of the product of what stands in the rows: load times price.

    Attributes:
        rows: One or more rows of one length.

    Raises:
        InvalidInputError: If the rows are of different lengths.

    Examples:
        >>> load = Row(Label("load"), (250, 500), Decimal("0.001"), "kWh")
        >>> price = Row(Label("price"), (8520, -1250), Decimal("0.01"), "EUR/MWh")
        >>> decimal_of(evaluate(SumOfProducts((load, price))))
        Decimal('15.05')
    """

    rows: tuple[Row, ...] = attrs.field(validator=_same_length)

    def ratio(self) -> tuple[int, int]:
        """Return the sum as numerator and denominator, in the product of the units."""
        first, *others = self.rows
        products = first.counts
        above, below = first.step.as_integer_ratio()
        for row in others[:-1]:
            products = tuple(map(mul, products, row.counts))
        for row in others:
            n, d = row.step.as_integer_ratio()
            above, below = above * n, below * d
        total = sum(map(mul, products, others[-1].counts)) if others else sum(products)
        return total * above, below


#: How an amount came about: one of the seven nodes.
Explanation = Input | Constant | Operation | Selection | Rounded | Share | SumOfProducts

#: Values of nodes that were calculated before, by the identity of the node.
Known = Mapping[int, tuple[int, int]]
_NOTHING_KNOWN: Final[Known] = {}
_LEAVES: Final = (Input, Constant)


def _evaluate(  # noqa: PLR0911 - one per kind of node
    node: Explanation, known: Known
) -> tuple[int, int]:
    if isinstance(node, _LEAVES):
        return node.value.as_integer_ratio()
    if known:
        held = known.get(id(node))
        if held is not None:
            return held
    if isinstance(node, Operation):
        return _operate(node, known)
    if isinstance(node, Rounded):
        return node.rule.of_ratio(*_evaluate(node.operand, known)).as_integer_ratio()
    if isinstance(node, Selection):
        return _evaluate(node.chosen, known)
    if isinstance(node, SumOfProducts):
        return node.ratio()
    assert isinstance(node, Share)  # noqa: S101 - the union is closed
    total = decimal_of(Fraction(*_evaluate(node.total, known)))
    return allocate(total, node.weights, node.step)[node.index].as_integer_ratio()


def _operate(node: Operation, known: Known) -> tuple[int, int]:
    operands = node.operands
    above, below = _evaluate(operands[0], known)
    operator = node.operator
    for operand in operands[1:]:
        if isinstance(operand, _LEAVES):
            n, d = operand.value.as_integer_ratio()
        else:
            n, d = _evaluate(operand, known)
        if operator == "*":
            above, below = above * n, below * d
        elif operator == "/":
            if n == 0:
                raise InvalidInputError(
                    "divisor", 0, "divides nothing", "Check the inputs of the expression."
                )
            above, below = (above * d, below * n) if n > 0 else (-above * d, below * -n)
        elif operator == "+":
            above, below = (above + n, d) if below == d else (above * d + n * below, below * d)
        else:
            above, below = above * d - n * below, below * d
    return above, below


def evaluate(node: Explanation) -> Fraction:
    """Calculate an explanation again, exactly.

    Examples:
        >>> price = Input(Label("unit price"), Decimal("25.21"), "ct/kWh", "price sheet 2016")
        >>> energy = Input(Label("consumption"), Decimal(3500), "kWh", "readings")
        >>> cents = Operation("*", (energy, price))
        >>> str(decimal_of(evaluate(Operation("/", (cents, Constant(Decimal(100), "ct/EUR"))))))
        '882.35'
    """
    return Fraction(*_evaluate(node, _NOTHING_KNOWN))


def rounded(node: Rounded, known: Known = _NOTHING_KNOWN) -> Decimal:
    """Calculate a rounded explanation: the amount that it explains.

    Args:
        node: The rounding.
        known: Values of nodes below that were calculated before, by the identity of the node; so
            that a quantity that many lines share is calculated once.
    """
    return node.rule.of_ratio(*_evaluate(node.operand, known))


def decimal_of(value: Fraction) -> Decimal:
    """Write an exact number as a Decimal; only for numbers that are finite decimals."""
    return CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def children(node: Explanation) -> tuple[Explanation, ...]:
    """Return the nodes directly below."""
    if isinstance(node, Operation):
        return node.operands
    if isinstance(node, Rounded):
        return (node.operand,)
    if isinstance(node, Selection):
        return (node.chosen,)
    if isinstance(node, Share):
        return (node.total,)
    return ()


def inputs(node: Explanation) -> Iterator[Input]:
    """Yield every input below a node, from left to right."""
    if isinstance(node, Input):
        yield node
    if isinstance(node, SumOfProducts):
        for row in node.rows:
            yield Input(row.label, Decimal(len(row.counts)), "intervals", row.source)
    for child in children(node):
        yield from inputs(child)


def _outline(node: Explanation, language: str) -> Tree:
    below = tuple(_outline(child, language) for child in children(node))
    return Tree(_heading(node, language), below)


def _heading(node: Explanation, language: str) -> str:
    if isinstance(node, _LEAVES):
        name = f"{node.label.in_language(language)}: " if node.label else ""
        source = f" [{node.source}]" if isinstance(node, Input) and node.source else ""
        unit = "" if node.unit in ("", "1") else f" {node.unit}"
        return f"{name}{plain(node.value)}{unit}{source}"
    value = evaluate(node)
    shown = plain(decimal_of(value)) if _is_decimal(value) else str(value)
    if isinstance(node, Operation):
        return f"{node.operator} = {shown}"
    if isinstance(node, Rounded):
        return f"{node.rule.name} = {shown}"
    if isinstance(node, Selection):
        return f"{node.reason.in_language(language)} = {shown}"
    if isinstance(node, SumOfProducts):
        names = " × ".join(row.label.in_language(language) for row in node.rows)
        count = len(node.rows[0].counts)
        return f"Σ {names}, {count} = {shown}"
    method = node.method.in_language(language)
    return f"{method}, part {node.index + 1} of {len(node.weights)} = {shown}"


def _is_decimal(value: Fraction) -> bool:
    below = value.denominator
    return pow(10, below.bit_length(), below) == 0
