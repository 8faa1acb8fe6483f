"""Quantities that must be in a certain unit, and amounts in whole cents."""

from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.money import Money
from utilbill.values.rounding import CENT
from utilbill.values.units import Quantity


def in_unit(unit: str, field: str, value: Quantity | str) -> Quantity:
    """Return a quantity in a unit.

    Raises:
        UnitError: If it has no unit, or one of another kind.
    """
    given = Quantity.parse(value) if isinstance(value, str) else value
    if not isinstance(given, Quantity):
        raise UnitError(field, given, "has no unit", f"Give a quantity in {unit}.")
    return given.to(unit)


def not_negative(unit: str, field: str, value: Quantity | str) -> Quantity:
    """Return a quantity in a unit, not below zero.

    Raises:
        UnitError: If it has no unit, or one of another kind.
        InvalidInputError: If it is below zero.
    """
    quantity = in_unit(unit, field, value)
    if quantity.amount < 0:
        raise InvalidInputError(field, quantity, "is below zero", "Check the figure.")
    return quantity


def as_area(value: Quantity | str) -> Quantity:
    """Return an area in m², above zero.

    Raises:
        UnitError: If it is no area.
        InvalidInputError: If it is not above zero.
    """
    area = not_negative("m²", "area", value)
    if not area.amount:
        raise InvalidInputError("area", area, "is zero", "Give the area in m².")
    return area


def check_amount(field: str, money: Money) -> None:
    """Check that a cost is in whole cents and not below zero.

    Raises:
        InvalidInputError: If it is not.
    """
    if money.amount < 0:
        raise InvalidInputError(field, money, "is below zero", "Costs are not negative.")
    if CENT(money.amount) != money.amount:
        raise InvalidInputError(field, money, "has fractions of a cent", "Round it first.")
