"""The average over all orders: what each factor adds, whichever is swapped first."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import factorial, floor

from utilbill.values.exact import CONTEXT


def average_over_orders(value: Callable[[int], Fraction], count: int) -> tuple[Fraction, ...]:
    """Return what each factor adds to a value, averaged over all orders of swapping them.

    That is the value of Shapley (1953): the parts add up to the whole change, factors that change
    nothing get nothing, and no order comes first.

    Args:
        value: The value once some factors are swapped; bit ``i`` of its argument tells whether
            factor ``i`` is.
        count: How many factors there are.

    Examples:
        >>> def price_times_use(swapped):  # from 10 at 3 to 20 at 5
        ...     return Fraction((20 if swapped & 1 else 10) * (5 if swapped & 2 else 3))
        >>> [str(part) for part in average_over_orders(price_times_use, 2)]
        ['40', '30']
    """
    values = [value(swapped) for swapped in range(1 << count)]
    orders = factorial(count)
    weights = [
        Fraction(factorial(before) * factorial(count - before - 1), orders)
        for before in range(count)
    ]
    return tuple(
        sum(
            (
                weights[swapped.bit_count()] * (values[swapped | 1 << factor] - values[swapped])
                for swapped in range(1 << count)
                if not swapped & 1 << factor
            ),
            Fraction(0),
        )
        for factor in range(count)
    )


def in_steps(shares: Sequence[Fraction], step: Decimal) -> tuple[Decimal, ...]:
    """Round shares to whole steps by the largest remainder, so that they keep their sum.

    The steps that are missing after rounding down go one each to the largest remainders; of equal
    ones the earlier share comes first. Shares of the opposite sign give the opposite parts.

    Args:
        shares: Of any sign; their sum is a whole multiple of ``step``.
        step: The smallest amount that a part may differ by.

    Examples:
        >>> in_steps([Fraction(5, 3), Fraction(-2, 3)], Decimal(1))
        (Decimal('2'), Decimal('-1'))
        >>> in_steps([Fraction(-1, 2), Fraction(-1, 2)], Decimal(1))
        (Decimal('-1'), Decimal('0'))
    """
    unit = Fraction(step)
    counts = [share / unit for share in shares]
    first = next((count for count in (sum(counts), *counts) if count), Fraction(0))
    sign = -1 if first < 0 else 1
    mirrored = [sign * count for count in counts]
    whole = [floor(count) for count in mirrored]
    left = int(sum(mirrored)) - sum(whole)
    by_remainder = sorted(range(len(whole)), key=lambda i: (whole[i] - mirrored[i], i))
    for index in by_remainder[:left]:
        whole[index] += 1
    return tuple(CONTEXT.multiply(Decimal(sign * count), step) for count in whole)
