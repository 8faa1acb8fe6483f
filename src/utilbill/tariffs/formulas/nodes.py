"""The nodes of a price formula: a closed union of ten.

``Number``, :class:`FormulaParameter` and
:class:`~utilbill.tariffs.formulas.index_reference.IndexReference` are leaves; the others join.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import attrs

from utilbill.tariffs.formulas.index_reference import IndexReference, formula_name
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact, plain
from utilbill.values.explanation import Label, optional_label
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import Unit, as_unit

_NO_UNIT: Final = Unit.parse("1")
_VALUE: Final = re.compile(r"\s*(\S+)\s*(.*)")


def _unsigned(value: Decimal | int | str) -> Decimal:
    number = exact(value, "number")
    if number < 0:
        raise InvalidInputError(
            "number", number, "is below zero", "Subtract the number without its sign."
        )
    return Decimal(plain(number))


@attrs.frozen
class Number:
    """A number that stands in the formula itself: a weight. It has no unit.

    Raises:
        InvalidInputError: If it is below zero: a formula subtracts then.
    """

    value: Decimal = attrs.field(converter=_unsigned)


@attrs.frozen
class FormulaParameter:
    """A named figure that the contract fixes: a base price, the base value of an index, a cap.

    Attributes:
        name: Its name in the formula.
        value: Its number.
        unit: Its unit; ``1`` for the base value of an index of 100.
        source: Where it is written.
        label: What it is called in explanations; its name if not said.

    Examples:
        >>> FormulaParameter.parse("AP0", "80.00 EUR/MWh", "price sheet 2023")
        FormulaParameter(name='AP0', value=Decimal('80.00'), unit=Unit('EUR/MWh'), \
source='price sheet 2023', label=None)
    """

    name: str = attrs.field(converter=formula_name)
    value: Decimal = attrs.field(converter=exact)
    unit: Unit = attrs.field(default=_NO_UNIT, converter=as_unit)
    source: str = ""
    label: Label | None = attrs.field(default=None, converter=optional_label)

    @classmethod
    def parse(cls, name: str, text: str, source: str = "") -> "FormulaParameter":
        """Read ``80.00 EUR/MWh``, or a number without a unit."""
        found = _VALUE.fullmatch(text)
        if found is None:
            raise InvalidInputError(name, text, "is no figure", "Write a number and its unit.")
        return cls(name, exact(found[1], name), found[2].strip() or "1", source)


def _several(value: "Sequence[Expression]") -> "tuple[Expression, ...]":
    operands = tuple(value)
    if len(operands) < 2:  # noqa: PLR2004 - fewer join nothing
        raise InvalidInputError(
            "operands", len(operands), "are too few to join", "Give two or more."
        )
    return operands


@attrs.frozen
class Sum:
    """Terms added up; those that are subtracted are :class:`Negative`."""

    terms: "tuple[Expression, ...]" = attrs.field(converter=_several)


@attrs.frozen
class Negative:
    """A term with its sign turned."""

    operand: "Expression"


@attrs.frozen
class Product:
    """Factors multiplied."""

    factors: "tuple[Expression, ...]" = attrs.field(converter=_several)


@attrs.frozen
class Quotient:
    """An expression divided by another one, mostly an index by its base value."""

    dividend: "Expression"
    divisor: "Expression"


@attrs.frozen
class Minimum:
    """The lowest of several: a price with a cap."""

    operands: "tuple[Expression, ...]" = attrs.field(converter=_several)


@attrs.frozen
class Maximum:
    """The highest of several: a price with a floor."""

    operands: "tuple[Expression, ...]" = attrs.field(converter=_several)


@attrs.frozen
class Round:
    """A part of the formula that is rounded by itself, in its own unit."""

    operand: "Expression"
    rule: RoundingRule


#: A price formula: one of the ten nodes.
Expression = (
    Number
    | FormulaParameter
    | IndexReference
    | Sum
    | Negative
    | Product
    | Quotient
    | Minimum
    | Maximum
    | Round
)


def operands(node: Expression) -> tuple[Expression, ...]:
    """Return the nodes directly below."""
    match node:
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case Minimum(held) | Maximum(held):
            return held
        case Negative(operand) | Round(operand):
            return (operand,)
        case Quotient(dividend, divisor):
            return dividend, divisor
        case _:
            return ()


def nodes(node: Expression) -> Iterator[Expression]:
    """Yield a node and all below it, from left to right."""
    yield node
    for operand in operands(node):
        yield from nodes(operand)


def index_references(node: Expression) -> tuple[IndexReference, ...]:
    """Return the indices of a formula, each once, in their order."""
    return tuple(dict.fromkeys(held for held in nodes(node) if isinstance(held, IndexReference)))
