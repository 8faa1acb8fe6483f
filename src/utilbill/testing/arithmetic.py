"""Arithmetic of the invariants: fractions only, written apart from the engine that it checks."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Operation,
    Rounded,
    Selection,
    SumOfProducts,
    children,
)
from utilbill.values.rounding import RoundingMode, RoundingRule

_HALF = Fraction(1, 2)


def to_step(value: Fraction, rule: RoundingRule) -> Fraction:
    """Round to a multiple of a step.

    Examples:
        >>> to_step(Fraction(-357, 200), RoundingRule("cent", "0.01"))
        Fraction(-179, 100)
        >>> to_step(Fraction(5, 2), RoundingRule("one", 1, RoundingMode.HALF_EVEN))
        Fraction(2, 1)
    """
    step = Fraction(rule.step)
    count = value / step
    size = abs(count)
    whole = {
        RoundingMode.HALF_UP: lambda: math.floor(size + _HALF),
        RoundingMode.HALF_EVEN: lambda: round(size),
        RoundingMode.UP: lambda: math.ceil(size),
        RoundingMode.DOWN: lambda: math.floor(size),
        RoundingMode.CEILING: lambda: math.ceil(count) * (-1 if count < 0 else 1),
        RoundingMode.FLOOR: lambda: math.floor(count) * (-1 if count < 0 else 1),
    }[rule.mode]()
    return (-whole if count < 0 else whole) * step


def shared(
    total: Fraction, weights: Sequence[Fraction] | Sequence[int], step: Decimal
) -> list[Fraction]:
    """Spread a total over weights in whole steps; those cut most get one step more.

    Examples:
        >>> [int(part) for part in shared(Fraction(10), [1, 1, 1], Decimal(1))]
        [4, 3, 3]
    """
    size, sign = Fraction(step), -1 if total < 0 else 1
    wanted = [abs(total) / size * weight / sum(weights) for weight in weights]
    parts = [math.floor(part) for part in wanted]
    cut = [(parts[place] - part, place) for place, part in enumerate(wanted)]
    for _, place in sorted(cut)[: int(abs(total) / size) - sum(parts)]:
        parts[place] += 1
    return [sign * part * size for part in parts]


def value(node: Explanation) -> Fraction:
    """Evaluate an explanation.

    Examples:
        >>> value(Operation("/", (Constant(Decimal(1), "1"), Constant(Decimal(3), "1"))))
        Fraction(1, 3)
    """
    if isinstance(node, Input | Constant):
        return Fraction(node.value)
    if isinstance(node, Rounded):
        return to_step(value(node.operand), node.rule)
    if isinstance(node, Selection):
        return value(node.chosen)
    if isinstance(node, Operation):
        result, *others = (value(operand) for operand in node.operands)
        for other in others:
            result = {
                "+": lambda left, right: left + right,
                "-": lambda left, right: left - right,
                "*": lambda left, right: left * right,
                "/": lambda left, right: left / right,
            }[node.operator](result, other)
        return result
    if isinstance(node, SumOfProducts):
        whole = Fraction(0)
        for counts in zip(*(row.counts for row in node.rows), strict=True):
            product = Fraction(1)
            for count, row in zip(counts, node.rows, strict=True):
                product *= count * Fraction(row.step)
            whole += product
        return whole
    return shared(value(node.total), node.weights, node.step)[node.index]


def nodes(node: Explanation) -> Iterator[Explanation]:
    """Yield a node and all below it."""
    yield node
    for child in children(node):
        yield from nodes(child)
