"""Who used rooms of a building, and what they used."""

from decimal import Decimal

import attrs

from utilbill.billing.heat_costs.quantities import as_area, not_negative
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact
from utilbill.values.period import Period
from utilbill.values.units import Quantity, Unit

_SPACE = Unit.parse("m³")


def _hot_water(value: Quantity | str) -> Quantity:
    return not_negative("m³", "hot_water", value)


def as_size(value: Quantity | str) -> Quantity:
    """Return an area in m² or an enclosed space in m³, above zero.

    Raises:
        UnitError: If it is neither.
        InvalidInputError: If it is not above zero.
    """
    given = Quantity.parse(value) if isinstance(value, str) else value
    if not isinstance(given, Quantity) or given.unit.dimension != _SPACE.dimension:
        return as_area(given)
    space = not_negative("m³", "heated", given)
    if not space.amount:
        raise InvalidInputError("heated", space, "is zero", "Give the space in m³.")
    return space


def _heated(value: Quantity | str | None) -> Quantity | None:
    return None if value is None else as_size(value)


def _units(value: Decimal | int | str) -> Decimal:
    units = exact(value, "heating_units")
    if units < 0:
        raise InvalidInputError("heating_units", units, "are below zero", "Check the readings.")
    return units


@attrs.frozen(kw_only=True)
class HeatUser:
    """Somebody who used rooms of the building (Nutzer), § 1 Abs. 1 HeizkostenV.

    A change of users within the accounting period is told by two users of one flat; their
    consumption comes from the interim reading (Zwischenablesung, § 9b Abs. 1), or, where there is
    none, from the flat's consumption allocated by the same weights as the base cost (Abs. 3).
    A flat that stands empty has its owner as user.

    Attributes:
        flat: Name of the flat (Nutzeinheit).
        name: Name of the user.
        area: Living or usable area (Wohn- oder Nutzfläche) [m²].
        heating_units: Measured consumption of heat, in the units that all meters of the building
            count: units of heat cost allocators (Heizkostenverteiler), or kWh of heat meters.
        hot_water: Measured consumption of hot water [m³].
        period: When the user was there; the whole accounting period if None.
        heated: Area [m²] or enclosed space [m³] (umbauter Raum) that the base cost of heating goes
            by instead, § 7 Abs. 1 Satz 5: of the heated rooms, for example; the area if None.

    Raises:
        InvalidInputError: If the area is not above zero, or a consumption below zero.
        FloatRefusedError: If the units are a binary float.
        UnitError: If a figure has no unit or one that does not fit.

    Examples:
        >>> HeatUser(flat="1", name="Ada", area="100 m²", heating_units=2000, hot_water="40 m³")
        HeatUser(flat='1', area=Quantity('100 m²'), heating_units=Decimal('2000'), \
hot_water=Quantity('40 m³'), period=None, heated=None)
    """

    flat: str
    name: str = attrs.field(repr=False)
    area: Quantity = attrs.field(converter=as_area)
    heating_units: Decimal = attrs.field(converter=_units)
    hot_water: Quantity = attrs.field(default=Quantity(0, "m³"), converter=_hot_water)
    period: Period | None = None
    heated: Quantity | None = attrs.field(default=None, converter=_heated)

    @property
    def heated_size(self) -> Quantity:
        """What base cost of heating goes by: the size of the heated rooms, or the area."""
        return self.area if self.heated is None else self.heated
