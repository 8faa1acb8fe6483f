"""A formula over given figures becomes an explanation, which evaluates to the price."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from utilbill.tariffs.formulas.index_reference import IndexReference
from utilbill.tariffs.formulas.nodes import (
    Expression,
    FormulaParameter,
    Maximum,
    Minimum,
    Negative,
    Number,
    Product,
    Quotient,
    Round,
    Sum,
    index_references,
    nodes,
)
from utilbill.tariffs.formulas.printing import written
from utilbill.tariffs.formulas.unit_check import scale_of
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Operator,
    Rounded,
    Selection,
    evaluate,
)

#: What an index is on a price day.
LookUp = Callable[[IndexReference], Explanation]

_ONE: Final = Number(1)
_WEIGHT: Final = Label("figure of the formula", "Zahl der Formel")
_MINIMUM: Final = Label("the lowest value", "der niedrigste Wert")
_MAXIMUM: Final = Label("the highest value", "der höchste Wert")


def explained(  # noqa: C901, PLR0911 - one per kind of node
    node: Expression, look_up: LookUp
) -> Explanation:
    """Return the explanation of an expression, in the unit that :func:`scale_of` names.

    Raises:
        InvalidInputError: If something is divided by zero.
    """
    match node:
        case Number(value):
            return Constant(value, "1", _WEIGHT)
        case FormulaParameter(name, value, unit, source, label):
            return Input(label or Label(name), value, unit.symbol, source)
        case IndexReference():
            return look_up(node)
        case Sum(terms):
            return _sum(terms, look_up)
        case Negative(operand):
            return Operation("*", (explained(operand, look_up), Constant(Decimal(-1), "1")))
        case Product(factors):
            return Operation("*", tuple(explained(factor, look_up) for factor in factors))
        case Quotient(dividend, divisor):
            below = explained(divisor, look_up)
            if evaluate(below) == 0:
                raise _division(divisor)
            return Operation("/", (explained(dividend, look_up), below))
        case Minimum(held):
            return Selection(min(_alike(held, look_up), key=evaluate), "minimum", _MINIMUM)
        case Maximum(held):
            return Selection(max(_alike(held, look_up), key=evaluate), "maximum", _MAXIMUM)
        case Round(operand, rule):
            return Rounded(explained(operand, look_up), rule)


def _division(divisor: Expression) -> InvalidInputError:
    named = ", ".join(held.published_as for held in index_references(divisor))
    return InvalidInputError(
        f"formula, divisor {written(divisor)}",
        0,
        "is zero, and nothing can be divided by it",
        f"Check the figures of {named}." if named else "Give a base value other than zero.",
    )


def _alike(parts: Sequence[Expression], look_up: LookUp) -> list[Explanation]:
    """Return values in the unit of the first one."""
    unit = scale_of(parts[0]).factor
    return [scaled(explained(part, look_up), scale_of(part).factor / unit) for part in parts]


def _sum(terms: Sequence[Expression], look_up: LookUp) -> Explanation:
    unit = scale_of(terms[0]).factor
    runs: list[tuple[Operator, list[Explanation]]] = []
    for index, term in enumerate(terms):
        turned = index > 0 and isinstance(term, Negative)
        held = term.operand if turned and isinstance(term, Negative) else term
        node = scaled(explained(held, look_up), scale_of(held).factor / unit)
        sign: Operator = "-" if turned else "+"
        if runs and runs[-1][0] == sign:
            runs[-1][1].append(node)
        else:
            runs.append((sign, [node]))
    found: Explanation | None = None
    for sign, run in runs:
        parts = run if found is None else [found, *run]
        found = parts[0] if len(parts) == 1 else Operation(sign, tuple(parts))
    assert found is not None  # noqa: S101 - a sum has terms
    return found


def scaled(node: Explanation, factor: Fraction) -> Explanation:
    """Return an explanation in another unit."""
    if factor.numerator != 1:
        node = Operation("*", (node, Constant(Decimal(factor.numerator), "1")))
    if factor.denominator != 1:
        node = Operation("/", (node, Constant(Decimal(factor.denominator), "1")))
    return node


def check_constant_divisors(node: Expression) -> None:
    """Check that no divisor without an index is zero.

    Raises:
        InvalidInputError: If one is.
    """
    for held in nodes(node):
        if isinstance(held, Quotient) and not index_references(held.divisor):
            explained(Quotient(_ONE, held.divisor), _no_index)


def _no_index(reference: IndexReference) -> Explanation:
    raise AssertionError(reference)
