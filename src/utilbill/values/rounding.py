"""The only place that rounds.

Each rounding is a named rule with a mode, a step and, where one exists, the provision that asks for
it. A rule is an argument of the step that uses it, because publishers and laws differ.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import gcd
from typing import Final

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import AllocationError, InvalidInputError
from utilbill.values.exact import CONTEXT, Exact, exact, ratio


class RoundingMode(Choice):
    """How a number between two steps finds its step."""

    HALF_UP = "half_up"  #: Nearest; a tie goes away from zero (kaufmännisch): -1.785 to -1.79.
    HALF_EVEN = "half_even"  #: Nearest; a tie goes to the even neighbor.
    UP = "up"  #: Away from zero.
    DOWN = "down"  #: Towards zero: cuts digits off.
    CEILING = "ceiling"  #: Towards plus infinity.
    FLOOR = "floor"  #: Towards minus infinity.


def _whole(numerator: int, denominator: int, mode: RoundingMode) -> int:
    sign = -1 if numerator < 0 else 1
    below, rest = divmod(abs(numerator), denominator)
    if not rest:
        return sign * below
    if mode is RoundingMode.HALF_UP:
        away = 2 * rest >= denominator
    elif mode is RoundingMode.HALF_EVEN:
        away = 2 * rest > denominator or (2 * rest == denominator and below % 2 == 1)
    elif mode is RoundingMode.UP:
        away = True
    elif mode is RoundingMode.CEILING:
        away = sign > 0
    elif mode is RoundingMode.FLOOR:
        away = sign < 0
    else:
        away = False
    return sign * (below + away)


def _positive_step(value: Decimal | int | str) -> Decimal:
    step = exact(value, "step")
    if step <= 0:
        raise InvalidInputError("step", step, "is not above zero", "Give a step such as 0.01.")
    return step


@attrs.frozen
class RoundingRule:
    """One named rounding (Rundungsregel, avrundningsregel, reguła zaokrąglania).

    Attributes:
        name: Key of the rule in the catalogue of texts, such as ``cent``.
        step: Results are whole multiples of it; in the unit of the rounded value.
        mode: What happens between two steps.
        reference: The provision or the practice that asks for it.

    Examples:
        >>> CENT(Decimal("-1.785"))
        Decimal('-1.79')
        >>> RoundingRule("full_euro", "1", RoundingMode.UP)(Decimal("81.01"))
        Decimal('82')
    """

    name: str
    step: Decimal = attrs.field(converter=_positive_step)
    mode: RoundingMode = attrs.field(default=RoundingMode.HALF_UP, converter=RoundingMode)
    reference: str = ""
    _step_ratio: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_step_ratio", ratio(self.step))

    def __call__(self, value: Exact) -> Decimal:
        """Round an exact number to a whole multiple of the step."""
        return self.of_ratio(*ratio(value))

    def of_ratio(self, numerator: int, denominator: int) -> Decimal:
        """Round ``numerator / denominator``; the denominator is above zero."""
        above, below = self._step_ratio
        steps = _whole(numerator * below, denominator * above, self.mode)
        return CONTEXT.multiply(Decimal(steps), self.step)


#: To the cent, half up: the habit of German, Swedish and Polish bills alike. No statute of value
#: added tax demands it; it is the default of the markets, not of the engine.
CENT: Final = RoundingRule("cent", Decimal("0.01"), RoundingMode.HALF_UP)


def decimal_step(places: int) -> Decimal:
    """Return the step that keeps this many decimal places.

    Examples:
        >>> decimal_step(3)
        Decimal('0.001')
    """
    return Decimal((0, (1,), -places))


def allocate_steps(steps: int, weights: Sequence[int]) -> list[int]:
    """Spread whole steps over whole weights by the largest remainder, as :func:`allocate` does.

    Args:
        steps: How many steps, none below zero.
        weights: None below zero, at least one above.

    Examples:
        >>> allocate_steps(1000, [1, 1, 1])
        [334, 333, 333]
    """
    whole = sum(weights)
    parts, remainders = [], []
    for weight in weights:
        part, remainder = divmod(steps * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = steps - sum(parts)
    for index in sorted(range(len(parts)), key=lambda i: (-remainders[i], i))[:left]:
        parts[index] += 1
    return parts


def allocate(total: Decimal, weights: Sequence[Exact], step: Decimal) -> tuple[Decimal, ...]:
    """Spread a total over weights in whole steps, so that the parts add up to it exactly.

    The method of the largest remainder: every part is cut down to a step, and the steps left over
    go one each to the largest remainders; of equal remainders the earlier part comes first.

    Args:
        total: A whole multiple of ``step``. Below zero, parts mirror those of ``-total``.
        weights: None below zero, at least one above.
        step: The smallest amount a part may differ by.

    Raises:
        AllocationError: If weights are missing, negative or all zero, or the total is no multiple.

    Examples:
        >>> allocate(Decimal(1000), [1, 1, 1], Decimal(1))
        (Decimal('334'), Decimal('333'), Decimal('333'))
    """
    ratios = [ratio(weight) for weight in weights]
    if not ratios or any(above < 0 for above, _ in ratios) or not any(above for above, _ in ratios):
        raise AllocationError(
            "weights",
            list(weights),
            "cannot carry a total",
            "Give weights of which none is below zero and at least one above.",
        )
    numerator, denominator = ratio(total)
    step_above, step_below = ratio(step)
    steps, rest = divmod(abs(numerator) * step_below, denominator * step_above)
    if rest:
        raise AllocationError(
            "total", total, f"is not a whole multiple of {step}", "Round it by a named rule first."
        )
    common = 1
    for _, below in ratios:
        common *= below // gcd(common, below)
    shares = [above * (common // below) for above, below in ratios]
    parts = allocate_steps(steps, shares)
    sign = -1 if numerator < 0 else 1
    return tuple(CONTEXT.multiply(Decimal(sign * part), step) for part in parts)
