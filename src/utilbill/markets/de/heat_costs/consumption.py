"""Consumption of a flat among users who follow each other, HeizkostenV § 9b Abs. 3."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from utilbill.prorating.spreading import DayWeights
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import places
from utilbill.values.period import Period
from utilbill.values.rounding import allocate, decimal_step

#: Units of consumption are divided a thousand times finer than they were read.
_FINER: Final = 3


def divide_consumption(
    total: Decimal, days: Sequence[Period], weights: DayWeights
) -> tuple[Decimal, ...]:
    """Divide the consumption of a flat where no interim reading was possible, § 9b Abs. 3.

    By the same weights as the base cost: degree days for heat, days for hot water. In parts of a
    thousandth of what was read, by the largest remainder, so that they add up to the total.

    Args:
        total: What the flat used, in any unit.
        days: The days of each user; together they are the accounting period.
        weights: Weights of days.

    Raises:
        InvalidInputError: If the days weigh nothing.

    Examples:
        >>> from utilbill import market
        >>> year = Period.of_year(2025)
        >>> january, rest = year.split_at([Period.of_month(2025, 1).end])
        >>> weights = market("DE").spreadings["degree_days"].weights
        >>> divide_consumption(Decimal(1000), [january, rest], weights)
        (Decimal('170.000'), Decimal('830.000'))
    """
    shares = tuple(weights.weight(part) for part in days)
    if not any(shares):
        raise InvalidInputError(
            "degree_days", ", ".join(map(str, days)), "weigh nothing", "Use other weights."
        )
    return tuple(allocate(total, shares, decimal_step(places(total) + _FINER)))
