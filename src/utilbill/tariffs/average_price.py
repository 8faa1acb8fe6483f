"""What one unit cost on average."""

from fractions import Fraction

from utilbill.values.errors import UnitError
from utilbill.values.money import Money
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Price, Quantity, Unit, as_unit

_PUBLISHED = RoundingRule("average_price", decimal_step(2))


def average_price(
    total: Money, over: Quantity, unit: Unit | str, rounding: RoundingRule = _PUBLISHED
) -> Price:
    """Return an amount divided by a quantity as a price (Durchschnittspreis, snittpris).

    Args:
        total: The amount.
        over: The quantity, above zero.
        unit: Unit of the price, such as ``ct/kWh``.
        rounding: How it is rounded, in that unit; two decimals if not said.

    Raises:
        UnitError: If the quantity is zero or the unit does not fit.

    Examples:
        >>> average_price(Money("309.28", "EUR"), Quantity(2500, "kWh"), "ct/kWh")
        Price('12.37 ct/kWh')
    """
    target = as_unit(unit)
    if not over.amount:
        raise UnitError("over", over, "is nothing to divide by", "Give a quantity above zero.")
    if target.below.dimension != over.unit.dimension:
        raise UnitError("unit", target, f"is not per {over.unit}", "Use a fitting unit.")
    if target.dimension[0] != total.currency:
        raise UnitError("unit", target, f"is not in {total.currency}", "Use a fitting unit.")
    per_unit = Fraction(total.amount) / (Fraction(over.amount) * over.unit.factor)
    return Price(rounding(per_unit / target.factor), target)
