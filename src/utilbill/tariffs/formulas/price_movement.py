"""What each index has to do with a change of price (AVBFernwärmeV § 24 Abs. 4)."""

import datetime as dt
import itertools
from collections.abc import Mapping
from fractions import Fraction
from math import comb
from typing import Final

import attrs

from utilbill.tariffs.formulas.formula import PriceFormula
from utilbill.tariffs.formulas.index_reference import IndexReference, Indices
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Explanation, evaluate
from utilbill.values.units import Unit

_MOST: Final = 10  # the effort doubles with each index


@attrs.frozen
class PriceMovement:
    """A change of a price, and what of it each index brought about.

    Attributes:
        old: The price before, exactly.
        new: The price after.
        unit: Their unit.
        parts: By the name of each index in the formula, its part of the change; they add up to it.
    """

    old: Fraction
    new: Fraction
    unit: Unit
    parts: Mapping[str, Fraction] = attrs.field(hash=False)

    @property
    def change(self) -> Fraction:
        """How much dearer it is; below zero if cheaper."""
        return self.new - self.old

    @property
    def percent(self) -> Mapping[str, Fraction]:
        """The part of each index in percent of the change; nothing if the price stayed."""
        if not self.change:
            return {}
        return {name: part * 100 / self.change for name, part in self.parts.items()}


def price_movement(
    formula: PriceFormula,
    old_day: dt.date,
    new_day: dt.date,
    indices: Indices,
    known_on: dt.date | None = None,
) -> PriceMovement:
    """Divide the change of a price between two price days among its indices, in no order.

    Where the formula is a weighted sum, a part is the weight times the move of the index. Where
    indices multiply or a cap cuts in, each one's part is the mean over all orders in which they
    could have moved (Shapley value). Prices are compared before their rounding.

    In Germany, district heat has to state the percentage of the factor that stands for fuel.

    Args:
        formula: The formula.
        old_day: The price day before.
        new_day: The price day after.
        indices: Figures by the name of their index.
        known_on: Leave out what was published later.

    Raises:
        GapError: If a figure is missing.
        InvalidInputError: If the formula looks at more than ten indices.

    Examples:
        >>> from utilbill.tariffs.index_figures import IndexFigures
        >>> heat = PriceFormula.parse("AP0 * (0.4 * G / G0 + 0.6 * L / L0)", unit="EUR/MWh",
        ...     parameters={"AP0": "80.00 EUR/MWh", "G0": "100", "L0": "100"},
        ...     indices=[IndexReference(name="G"), IndexReference(name="L")])
        >>> moved = price_movement(heat, dt.date(2023, 1, 1), dt.date(2024, 1, 1), {
        ...     "G": IndexFigures.monthly("gas", "1", {(2023, 1): "100", (2024, 1): "130"}),
        ...     "L": IndexFigures.monthly("wages", "1", {(2023, 1): "100", (2024, 1): "105"})})
        >>> str(moved.change), {name: str(percent) for name, percent in moved.percent.items()}
        ('12', {'G': '80', 'L': '20'})
    """
    moving = formula.indices
    if len(moving) > _MOST:
        raise InvalidInputError(
            "indices", len(moving), f"are more than {_MOST}", "Divide the formula into parts."
        )
    sides: list[dict[IndexReference, Explanation]] = [
        {held: held.explanation(indices, day, known_on) for held in moving}
        for day in (old_day, new_day)
    ]

    def price(moved: frozenset[IndexReference]) -> Fraction:
        return evaluate(formula.with_figures(lambda held: sides[held in moved][held]))

    prices = {
        chosen: price(chosen)
        for size in range(len(moving) + 1)
        for chosen in map(frozenset, itertools.combinations(moving, size))
    }
    parts: dict[str, Fraction] = {}
    for one in moving:
        part = Fraction(0)
        for before, held in prices.items():
            if one not in before:
                orders = len(moving) * comb(len(moving) - 1, len(before))
                part += (prices[before | {one}] - held) / orders
        parts[one.name] = part
    return PriceMovement(prices[frozenset()], prices[frozenset(moving)], formula.unit, parts)
