"""A price that follows indices by a formula."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from utilbill.tariffs.formulas.evaluation import (
    LookUp,
    check_constant_divisors,
    explained,
    scaled,
)
from utilbill.tariffs.formulas.index_reference import IndexReference, Indices
from utilbill.tariffs.formulas.nodes import (
    Expression,
    FormulaParameter,
    Negative,
    Number,
    Product,
    Quotient,
    Sum,
    index_references,
    nodes,
)
from utilbill.tariffs.formulas.parsing import read_expression
from utilbill.tariffs.formulas.printing import written
from utilbill.tariffs.formulas.unit_check import Scale, scale_of
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import plain
from utilbill.values.explanation import Explanation, Rounded, decimal_of, evaluate, rounded
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import MAXIMUM_PLACES, Price, Unit, as_unit


@attrs.frozen
class CalculatedPrice:
    """A price that a formula gave on a price day.

    Attributes:
        since: The price day.
        unit: Its unit.
        explanation: How it came about.
    """

    since: dt.date
    unit: Unit
    explanation: Explanation

    @property
    def amount(self) -> Fraction:
        """The price, exactly."""
        return evaluate(self.explanation)

    @property
    def price(self) -> Price | None:
        """The price as it can be shown; None if it is not rounded and no finite decimal."""
        if isinstance(self.explanation, Rounded):
            return Price(rounded(self.explanation), self.unit)
        amount = self.amount
        if pow(10, MAXIMUM_PLACES, amount.denominator):
            return None
        return Price(Decimal(plain(decimal_of(amount))), self.unit)

    @property
    def currency(self) -> str:
        """Code of the currency."""
        return self.unit.dimension[0]


@attrs.frozen(kw_only=True)
class PriceFormula:
    """A price as an expression over parameters and indices (Preisformel, Preisänderungsklausel).

    Attributes:
        expression: The formula.
        unit: Unit of the price.
        rounding: How the price is rounded, in that unit; None leaves it exact.
        weights_add_up: Whether the weights must add up to 1, as most clauses have it: in every sum
            whose terms each have a number of the formula as weight.
        source: Where the formula is written.

    Raises:
        InvalidInputError: If a constant divisor is zero, or the weights do not add up.
        UnitError: If terms do not fit each other, or the formula gives another unit.

    Examples:
        >>> heat = PriceFormula.parse(
        ...     "AP0 * (0.4 * G / G0 + 0.6 * L / L0)", unit="EUR/MWh", weights_add_up=True,
        ...     parameters={"AP0": "80.00 EUR/MWh", "G0": "98.0", "L0": "100.0"},
        ...     indices=[IndexReference(name="G", lag=3), IndexReference(name="L", lag=3)])
        >>> print(heat)
        AP0 * (0.4 * G / G0 + 0.6 * L / L0)
        >>> from utilbill.tariffs.index_figures import IndexFigures
        >>> held = heat.on(dt.date(2024, 1, 1), {
        ...     "G": IndexFigures.monthly("gas", "1", {(2023, 10): "117.6"}),
        ...     "L": IndexFigures.monthly("wages", "1", {(2023, 10): "105.0"})})
        >>> held.price
        Price('88.8 EUR/MWh')
    """

    expression: Expression
    unit: Unit = attrs.field(converter=as_unit)
    rounding: RoundingRule | None = None
    weights_add_up: bool = False
    source: str = ""

    def __attrs_post_init__(self) -> None:
        Price(Decimal(0), self.unit)
        scale = scale_of(self.expression)
        if scale.powers != Scale.of_unit(self.unit).powers:
            raise UnitError(
                f"formula {self}",
                scale,
                f"is not what a price in {self.unit} is measured in",
                "Multiply by a base price, and divide indices by their base values.",
            )
        check_constant_divisors(self.expression)
        if self.weights_add_up:
            check_weights(self.expression)

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        unit: Unit | str,
        parameters: Mapping[str, str] | Iterable[FormulaParameter] = (),
        indices: Iterable[IndexReference] = (),
        roundings: Sequence[RoundingRule] = (),
        rounding: RoundingRule | None = None,
        weights_add_up: bool = False,
        source: str = "",
    ) -> "PriceFormula":
        """Read a formula, as :func:`~utilbill.tariffs.formulas.parsing.read_expression` does.

        Args:
            text: The formula.
            unit: Unit of the price.
            parameters: Figures that the contract fixes; or their texts by their names.
            indices: The indices, and how far they look back.
            roundings: Rules that ``round(…, rule)`` may name.
            rounding: How the price is rounded.
            weights_add_up: Whether the weights must add up to 1.
            source: Where the formula is written; also of parameters that are given as texts.

        Raises:
            InvalidInputError: If something is given that the formula does not name.
            MissingFieldError: If it names something that is not given.
        """
        fixed = (
            [FormulaParameter.parse(name, held, source) for name, held in parameters.items()]
            if isinstance(parameters, Mapping)
            else list(parameters)
        )
        given: list[FormulaParameter | IndexReference] = [*fixed, *indices]
        expression = read_expression(text, given, roundings)
        used = set(nodes(expression))
        for held in given:
            if held not in used:
                raise InvalidInputError(
                    "names", held.name, "does not stand in the formula", "Leave it out, or use it."
                )
        return cls(
            expression=expression,
            unit=unit,
            rounding=rounding,
            weights_add_up=weights_add_up,
            source=source,
        )

    @property
    def indices(self) -> tuple[IndexReference, ...]:
        """The indices it looks at, each once."""
        return index_references(self.expression)

    def with_figures(self, look_up: LookUp) -> Explanation:
        """Return the price before its rounding, with given values of the indices."""
        node = explained(self.expression, look_up)
        return scaled(node, scale_of(self.expression).factor / self.unit.factor)

    def on(
        self, price_day: dt.date, indices: Indices, known_on: dt.date | None = None
    ) -> CalculatedPrice:
        """Calculate the price that is set on a day.

        Args:
            price_day: The first day on which the price holds.
            indices: Figures by the name of their index.
            known_on: Leave out what was published later.

        Raises:
            GapError: If a figure is missing.
            InvalidInputError: If something would be divided by zero, or prices per interval are
                given for an index.
            MissingFieldError: If an index is not given.
            UnitError: If an index is in another unit.
        """
        node = self.with_figures(lambda held: held.explanation(indices, price_day, known_on))
        if self.rounding is not None:
            node = Rounded(node, self.rounding)
        return CalculatedPrice(price_day, self.unit, node)

    def __str__(self) -> str:
        return written(self.expression)


def check_weights(expression: Expression) -> None:
    """Check that the weights of every weighted sum add up to 1.

    Raises:
        InvalidInputError: If they do not, or no sum has weights.
    """
    sums = [held for held in nodes(expression) if isinstance(held, Sum)]
    weighted = [
        (held, weights)
        for held in sums
        if None not in (weights := [_weight(term) for term in held.terms])
    ]
    if not weighted:
        raise InvalidInputError(
            "weights_add_up", written(expression), "has no sum of weights", "Leave the check out."
        )
    for held, weights in weighted:
        total = sum((weight for weight in weights if weight is not None), Fraction(0))
        if total != 1:
            raise InvalidInputError(
                f"weights of {written(held)}",
                total,
                "do not add up to 1",
                "Correct them, or leave the check out.",
            )


def _weight(term: Expression) -> Fraction | None:
    """Return the number that a term begins with; None if it has none."""
    match term:
        case Number(value):
            return Fraction(value)
        case Negative(operand):
            below = _weight(operand)
            return None if below is None else -below
        case Product(factors):
            numbers = [Fraction(held.value) for held in factors if isinstance(held, Number)]
            found = Fraction(1)
            for number in numbers:
                found *= number
            return found if numbers else None
        case Quotient(dividend):
            return _weight(dividend)
        case _:
            return None
