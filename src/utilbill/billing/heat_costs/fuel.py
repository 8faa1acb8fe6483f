"""The energy of a fuel that is bought by volume or mass."""

from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import multiply
from utilbill.values.units import Quantity, Unit

_ENERGY = Unit.parse("kWh")


def fuel_energy(amount: Quantity | str, heating_value: Quantity | str) -> Quantity:
    """Return the energy of an amount of fuel: amount times net calorific value (Heizwert H_i).

    HeizkostenV § 9 Abs. 3 names values by fuel; those of the supplier's bill go before them.

    Args:
        amount: What the plant used, such as ``3400 l``.
        heating_value: Energy per unit of it, such as ``10 kWh/l``.

    Returns:
        The energy [kWh].

    Raises:
        UnitError: If the value is no energy per unit of the amount.
        InvalidInputError: If one of them is below zero.

    Examples:
        >>> fuel_energy("3400 l", "10 kWh/l")
        Quantity('34000 kWh')
    """
    used = Quantity.parse(amount) if isinstance(amount, str) else amount
    value = Quantity.parse(heating_value) if isinstance(heating_value, str) else heating_value
    per = value.unit.below
    energy = value.unit.above
    if energy.dimension != _ENERGY.dimension or per.dimension != used.unit.dimension:
        raise UnitError(
            "heating_value",
            value,
            f"is no energy per {used.unit}",
            f"Give it like 10 kWh/{used.unit}.",
        )
    for name, held in (("amount", used), ("heating_value", value)):
        if held.amount < 0:
            raise InvalidInputError(name, held, "is below zero", "Check the figure.")
    product = multiply(used.to(per).amount, value.amount)
    return Quantity(product, energy).to(_ENERGY)
