"""Formulas as text, which is read back as the same formula."""

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
)
from utilbill.values.exact import plain

_SUMS: Final = (Sum, Negative)
_PRODUCTS: Final = (Product, Quotient)


def written(node: Expression) -> str:  # noqa: PLR0911 - one per kind of node
    """Write a formula.

    Examples:
        >>> from utilbill.tariffs.formulas.parsing import read_expression
        >>> gas, base = IndexReference(name="G"), FormulaParameter("G0", "98.4")
        >>> print(written(read_expression("0.35+0.65*( G/G0 )", [gas, base])))
        0.35 + 0.65 * (G / G0)
    """
    match node:
        case Number(value):
            return plain(value)
        case FormulaParameter(name=name) | IndexReference(name=name):
            return name
        case Sum(terms):
            first, *others = terms
            return _leading(first) + "".join(_following(term) for term in others)
        case Negative():
            return _leading(node)
        case Product(factors):
            first, *others = factors
            head = _bracketed(first, (*_SUMS, Product))
            return " * ".join((head, *(_bracketed(one, (*_SUMS, *_PRODUCTS)) for one in others)))
        case Quotient(dividend, divisor):
            below = _bracketed(divisor, (*_SUMS, *_PRODUCTS))
            return f"{_bracketed(dividend, _SUMS)} / {below}"
        case Minimum(operands):
            return f"min({', '.join(map(written, operands))})"
        case Maximum(operands):
            return f"max({', '.join(map(written, operands))})"
        case Round(operand, rule):
            return f"round({written(operand)}, {rule.name})"


def _bracketed(node: Expression, kinds: tuple[type, ...]) -> str:
    text = written(node)
    return f"({text})" if isinstance(node, kinds) else text


def _leading(node: Expression) -> str:
    if isinstance(node, Negative):
        return f"-{_bracketed(node.operand, _SUMS)}"
    return _bracketed(node, (Sum,))


def _following(node: Expression) -> str:
    if isinstance(node, Negative):
        return f" - {_bracketed(node.operand, _SUMS)}"
    return f" + {_bracketed(node, (Sum,))}"
