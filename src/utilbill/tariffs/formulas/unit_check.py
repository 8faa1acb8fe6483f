"""What a formula is measured in: units of factors multiply, those of terms must fit each other."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

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
from utilbill.tariffs.formulas.printing import written
from utilbill.values.errors import UnitError
from utilbill.values.units import Unit


@attrs.frozen
class Scale:
    """What a number is measured in.

    Attributes:
        powers: Exponent by dimension, without those that cancel.
        factor: How many base units one of it is.

    Examples:
        >>> price = Scale.of_unit(Unit.parse("ct/kWh"))
        >>> print(price, price.factor, price / price)
        EUR/energy 1/100 1
    """

    powers: tuple[tuple[str, int], ...]
    factor: Fraction

    @classmethod
    def of_unit(cls, unit: Unit) -> "Scale":
        """Return the scale of a unit."""
        above, below = (Counter(filter(None, held.split("·"))) for held in unit.dimension)
        above.subtract(below)
        return cls(_powers(above), unit.factor)

    def __mul__(self, other: "Scale") -> "Scale":
        return self._joined(other, 1)

    def __truediv__(self, other: "Scale") -> "Scale":
        return self._joined(other, -1)

    def _joined(self, other: "Scale", sign: int) -> "Scale":
        powers = Counter(dict(self.powers))
        powers.update({name: sign * power for name, power in other.powers})
        return Scale(_powers(powers), self.factor * other.factor**sign)

    def __str__(self) -> str:
        above = [name for name, power in self.powers for _ in range(power)]
        below = [name for name, power in self.powers for _ in range(-power)]
        return "/".join(("·".join(above) or "1", *below))


def _powers(found: "Counter[str]") -> tuple[tuple[str, int], ...]:
    return tuple(sorted((name, power) for name, power in found.items() if power))


_NONE: Final = Scale((), Fraction(1))


def scale_of(node: Expression) -> Scale:
    """Return what an expression is measured in.

    Raises:
        UnitError: If terms do not fit each other; it names the part of the formula.
    """
    match node:
        case Number():
            return _NONE
        case FormulaParameter() | IndexReference():
            return Scale.of_unit(node.unit)
        case Sum(parts) | Minimum(parts) | Maximum(parts):
            return _common(node, parts)
        case Negative(operand) | Round(operand):
            return scale_of(operand)
        case Product(factors):
            found = _NONE
            for factor in factors:
                found *= scale_of(factor)
            return found
        case Quotient(dividend, divisor):
            return scale_of(dividend) / scale_of(divisor)


def _common(node: Expression, parts: Sequence[Expression]) -> Scale:
    first, *others = parts
    scale = scale_of(first)
    for other in others:
        found = scale_of(other)
        if found.powers != scale.powers:
            raise UnitError(
                f"formula {written(node)}",
                written(other),
                f"is measured in {found}, but {written(first)} in {scale}",
                "Add and compare what has one unit: divide an index by its base value.",
            )
    return scale
