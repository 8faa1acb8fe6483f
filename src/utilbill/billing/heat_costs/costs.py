"""What a building's heat and hot water cost in an accounting period, before it is shared."""

import attrs

from utilbill.billing.heat_costs.quantities import (
    as_area,
    check_amount,
    in_unit,
    not_negative,
)
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError, MissingFieldError
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.units import Quantity


def _temperature(value: Quantity | str) -> Quantity:
    return in_unit("°C", "temperature", value)


def _cold_temperature(value: Quantity | str | None) -> Quantity | None:
    return None if value is None else in_unit("°C", "cold_temperature", value)


def _volume(value: Quantity | str) -> Quantity:
    return not_negative("m³", "volume", value)


def _fuel_energy(value: Quantity | str | None) -> Quantity | None:
    return None if value is None else not_negative("kWh", "fuel_energy", value)


class EnergyBasis(Choice):
    """How the energy of the plant is counted, § 9 Abs. 2 Satz 6 HeizkostenV.

    The heat of hot water by the formula must be comparable with it.

    Raises:
        MissingChoiceError: If the value is none of the options.

    Examples:
        >>> EnergyBasis("gross_calorific")
        <EnergyBasis.GROSS_CALORIFIC: 'gross_calorific'>
    """

    NET_CALORIFIC = "net_calorific"  #: Fuel by its net calorific value (Heizwert): as it is.
    GROSS_CALORIFIC = "gross_calorific"  #: Natural gas by gross calorific value (Brennwert).
    HEAT_DELIVERY = "heat_delivery"  #: Independent commercial heat (eigenständige Wärmelieferung).
    HEAT_PUMP = "heat_pump"  #: Electricity of a heat pump alone (monovalente Wärmepumpe).


@attrs.frozen(kw_only=True)
class HotWater:
    """What the formula for the heat of hot water needs, § 9 Abs. 2 Satz 2 HeizkostenV.

    The formula stands in for a heat meter where metering is an unreasonable effort.

    Attributes:
        volume: Hot water used in the building (V) [m³].
        temperature: Mean temperature of the hot water, measured or estimated (t_w) [°C].
        basis: How the energy of the plant is counted; no default, since it changes the result.
        cold_temperature: Of the water that comes in [°C]; that of the law if None.

    Raises:
        UnitError: If a figure has no unit or one that does not fit.
        InvalidInputError: If the volume is below zero.
        MissingChoiceError: If the basis is none of the options.

    Examples:
        >>> HotWater(volume="47.2 m³", temperature="60 °C", basis="net_calorific").volume
        Quantity('47.2 m³')
    """

    volume: Quantity = attrs.field(converter=_volume)
    temperature: Quantity = attrs.field(converter=_temperature)
    basis: EnergyBasis = attrs.field(converter=EnergyBasis)
    cold_temperature: Quantity | None = attrs.field(default=None, converter=_cold_temperature)


@attrs.frozen(kw_only=True)
class HotWaterByArea:
    """The heat of hot water where neither heat nor volume can be measured, § 9 Abs. 2 Satz 4.

    An exception of the HeizkostenV, for accounting periods of a year.

    Attributes:
        area: Living or usable area that is supplied with hot water [m²].
        basis: How the energy of the plant is counted; no default, since it changes the result.

    Raises:
        UnitError: If the area is no area.
        InvalidInputError: If it is not above zero.
        MissingChoiceError: If the basis is none of the options.

    Examples:
        >>> HotWaterByArea(area="200 m²", basis="net_calorific").area
        Quantity('200 m²')
    """

    area: Quantity = attrs.field(converter=as_area)
    basis: EnergyBasis = attrs.field(converter=EnergyBasis)


def _as_hot_water(
    value: HotWater | HotWaterByArea | Quantity | str | None,
) -> HotWater | HotWaterByArea | Quantity | None:
    if value is None or isinstance(value, HotWater | HotWaterByArea):
        return value
    return not_negative("kWh", "hot_water", value)


@attrs.frozen(kw_only=True)
class HeatingCosts:
    """What a building's heat and hot water cost in an accounting period (Heizkosten).

    Attributes:
        total: Everything that is to be shared, in whole cents.
        period: The accounting period (Abrechnungszeitraum).
        fuel_energy: Energy that the plant used [kWh], counted as ``HotWater.basis`` says; needed
            where there is hot water.
        hot_water: What the formulas need, or the heat of hot water by a heat meter [kWh]; None
            where the plant heats no water.
        heating_only: Part of the total that arose for heating alone, § 9 Abs. 1 Satz 3.
        hot_water_only: Part of the total that arose for hot water alone, such as the cold water.
        landlord_emissions: Part of the total that the landlord bears for the emissions of the
            fuel, CO2KostAufG §§ 5 to 8; taken off the cost for both before it is divided.

    Raises:
        InvalidInputError: If an amount is below zero or has fractions of a cent, if parts exceed
            the total, if the energy is zero.
        MissingFieldError: If there is hot water and no energy of the plant.
        CurrencyMismatchError: If the parts are in another currency than the total.
        UnitError: If an energy is not measured in kWh or a unit of its kind.

    Examples:
        >>> from utilbill import Money, Period
        >>> HeatingCosts(total=Money("3253.50", "EUR"), period=Period.of_year(2024)).joint
        Money('3253.50', 'EUR')
    """

    total: Money
    period: Period
    fuel_energy: Quantity | None = attrs.field(default=None, converter=_fuel_energy)
    hot_water: HotWater | HotWaterByArea | Quantity | None = attrs.field(
        default=None, converter=_as_hot_water
    )
    heating_only: Money | None = None
    hot_water_only: Money | None = None
    landlord_emissions: Money | None = None

    def __attrs_post_init__(self) -> None:
        for field in ("total", "heating_only", "hot_water_only", "landlord_emissions"):
            money: Money | None = getattr(self, field)
            if money is not None:
                check_amount(field, money)
        if self.joint.amount < 0:
            raise InvalidInputError(
                "total",
                self.total,
                "is less than the costs of heating alone, of hot water alone and of the landlord",
                "They are parts of the total.",
            )
        if self.hot_water is None:
            if self.hot_water_only:
                raise InvalidInputError(
                    "hot_water_only",
                    self.hot_water_only,
                    "is a cost of hot water where there is none",
                    "Give hot_water as well.",
                )
        elif self.fuel_energy is None:
            raise MissingFieldError(
                "fuel_energy", None, "is missing", "Hot water is a share of it: give it in kWh."
            )
        elif not self.fuel_energy.amount:
            raise InvalidInputError(
                "fuel_energy", self.fuel_energy, "is zero", "Give the energy of the plant in kWh."
            )

    @property
    def joint(self) -> Money:
        """What arose for both together (einheitlich entstandene Kosten), § 9 Abs. 1."""
        rest = self.shared
        for money in (self.heating_only, self.hot_water_only):
            rest = rest if money is None else rest - money
        return rest

    @property
    def shared(self) -> Money:
        """What the users bear: the total without the landlord's part for emissions."""
        return (
            self.total if self.landlord_emissions is None else self.total - self.landlord_emissions
        )
