"""The case file of a building's heat costs: what a person writes to have them shared."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import attrs

from utilbill.adapters.casefile.models import LawFigureModel, PeriodModel, RoundingModel
from utilbill.adapters.structuring import Model, doc
from utilbill.billing.heat_costs import EnergyBasis
from utilbill.values.choice import Choice
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.units import Quantity

SCHEMA = "utilbill.heat-costs/1"


class CostPurpose(Choice):
    """For what a cost of the plant arose, HeizkostenV § 9 Abs. 1."""

    JOINT = "joint"  #: For heat and hot water together.
    HEATING = "heating"  #: For heating alone.
    HOT_WATER = "hot_water"  #: For hot water alone.


class Counted(Choice):
    """What a device counts."""

    HEAT = "heat"  #: Units of heat cost allocators, or kWh of heat meters.
    HOT_WATER = "hot_water"  #: Cubic metres of hot water.


@attrs.frozen(kw_only=True)
class CostModel(Model):
    """One cost of the plant."""

    WHAT: ClassVar = "a cost"
    label: Label = doc("What it was for, such as fuel, electricity, chimney sweep, devices.")
    amount: Money = doc("With value added tax.")
    purpose: CostPurpose = doc("For what it arose.", default=CostPurpose.JOINT)


@attrs.frozen(kw_only=True)
class FuelModel(Model):
    """Fuel by volume or mass, and the energy in it."""

    WHAT: ClassVar = "fuel"
    amount: Quantity = doc("What the plant used, such as 3400 l.")
    heating_value: Quantity = doc("Its net calorific value, such as 10 kWh/l.")


@attrs.frozen(kw_only=True)
class FuelLotModel(Model):
    """Fuel in the tank at the beginning, or a delivery."""

    WHAT: ClassVar = "a lot of fuel"
    quantity: Quantity = doc("How much, such as 2000 l.")
    cost: Money = doc("What it cost, with value added tax.")
    day: dt.date | None = doc("Day of delivery; left out for the stock.", default=None)


@attrs.frozen(kw_only=True)
class FuelStockModel(Model):
    """A tank: what was there, what came, what is left; the oldest is used first."""

    WHAT: ClassVar = "fuel_stock"
    label: Label = doc("What it is called among the costs.", default=Label("Fuel", "Brennstoff"))
    opening: FuelLotModel | None = doc("What was there at the beginning.", default=None)
    deliveries: tuple[FuelLotModel, ...] = doc("What was delivered.", default=())
    left: Quantity = doc("What is left at the end, such as 1500 l.")
    heating_value: Quantity | None = doc(
        "Net calorific value, such as 10 kWh/l; gives the energy of the plant.", default=None
    )


@attrs.frozen(kw_only=True)
class HotWaterModel(Model):
    """How much heat hot water took: measured, or by the formula of volume or of area."""

    WHAT: ClassVar = "hot_water"
    heat: Quantity | None = doc("As a heat meter counted it, such as 5900 kWh.", default=None)
    volume: Quantity | None = doc("Hot water of the building, such as 47.2 m³.", default=None)
    temperature: Quantity | None = doc("Mean of the hot water, such as 60 °C.", default=None)
    area: Quantity | None = doc(
        "Area that is supplied with hot water, such as 200 m², where neither heat nor volume can "
        "be measured.",
        default=None,
    )
    cold_temperature: Quantity | None = doc(
        "Of the water that comes in; that of the law if left out.", default=None
    )
    basis: EnergyBasis | None = doc(
        "How the energy of the plant is counted, which changes the formula.", default=None
    )


@attrs.frozen(kw_only=True)
class BuildingEmissionsModel(Model):
    """Emissions and their cost, as the supplier of the fuel bills them (CO2KostAufG § 3)."""

    WHAT: ClassVar = "emissions"
    emissions: Quantity = doc("Such as 7074 kg.")
    cost: Money = doc("Their cost, which is part of the costs above.")
    area: Quantity | None = doc(
        "Living area of the building; the sum of the flats if left out.", default=None
    )
    residential: bool = doc("Whether people live there.", default=True)


@attrs.frozen(kw_only=True)
class DeviceModel(Model):
    """A device of a flat: heat cost allocator, heat meter or hot water meter."""

    WHAT: ClassVar = "a device"
    id: str = doc("Its number, or the room.")
    counts: Counted = doc("What it counts.")
    opening: Decimal = doc("Reading at the beginning.", default=Decimal(0))
    closing: Decimal = doc("Reading at the end.")
    factor: Decimal = doc("By which its units count (Bewertungsfaktor).", default=Decimal(1))


@attrs.frozen(kw_only=True)
class UsageModel(Model):
    """What was used: in sum, or by readings of devices."""

    heating_units: Decimal | None = doc(
        "Units of heat, the same for the whole building.", default=None
    )
    hot_water: Quantity | None = doc("Hot water, such as 40 m³.", default=None)
    devices: tuple[DeviceModel, ...] = doc("Readings, instead of the sums.", default=())


@attrs.frozen(kw_only=True)
class HeatUserModel(UsageModel):
    """Somebody who used a flat for some days."""

    WHAT: ClassVar = "a user"
    name: str = doc("Name.")
    first: dt.date | None = doc("First day; that of the period if left out.", default=None)
    last: dt.date | None = doc("Last day, included; that of the period if left out.", default=None)
    paid: Money | None = doc("Advance payments; gives the balance.", default=None)


@attrs.frozen(kw_only=True)
class FlatModel(UsageModel):
    """A flat (Nutzeinheit) and who used it.

    Consumption that stands at the flat is divided among users who follow each other.
    """

    WHAT: ClassVar = "a flat"
    id: str = doc("Its name.")
    area: Quantity = doc("Living or usable area, such as 80 m².")
    heated: Quantity | None = doc(
        "Area or enclosed space of its heated rooms, such as 190 m³, where base cost of heating "
        "goes by that.",
        default=None,
    )
    users: tuple[HeatUserModel, ...] = doc("Who was there, without a gap; the owner counts too.")


@attrs.frozen(kw_only=True)
class HeatCostsModel(Model):
    """Heat and hot water of a building in an accounting period."""

    WHAT: ClassVar = "a case of heat costs"
    schema: str = doc(f"Always {SCHEMA}.")
    market: str = doc("Code of the country, such as DE.")
    language: str | None = doc("Language of the statement; the market's if left out.", default=None)
    building: str = doc("Its name or address.", default="")
    period: PeriodModel = doc("The accounting period.")
    costs: tuple[CostModel, ...] = doc(
        "All costs that are to be shared; that of fuel_stock comes by itself.", default=()
    )
    fuel_energy: Quantity | None = doc(
        "Energy that the plant used, such as 34000 kWh; needed with hot water.", default=None
    )
    fuel: FuelModel | None = doc("Or the fuel and its net calorific value.", default=None)
    fuel_stock: FuelStockModel | None = doc(
        "A tank whose fuel is a cost beside those above: stock, deliveries, what is left.",
        default=None,
    )
    hot_water: HotWaterModel | None = doc(
        "How much heat hot water took; left out where the plant heats none.", default=None
    )
    heating_consumption_percent: Decimal = doc("Share of heating that goes by consumption.")
    hot_water_consumption_percent: Decimal | None = doc(
        "Share of hot water that goes by consumption; needed with hot water.", default=None
    )
    agreed_above_maximum: bool = doc("An agreement allows more than the maximum.", default=False)
    exempt: bool = doc(
        "The building need not share by consumption, so that less than the minimum is allowed.",
        default=False,
    )
    change_of_users: str | None = doc(
        "What base cost of heating goes by where users change: degree_days or linear.",
        default=None,
    )
    degree_day_numbers: tuple[Decimal, ...] = doc(
        "Own degree-day numbers, twelve from January; the market's if left out.", default=()
    )
    energy_rounding: RoundingModel | None = doc(
        "Of the heat of hot water by the formula; whole kWh if left out.", default=None
    )
    percent_rounding: RoundingModel | None = doc(
        "Of the share of hot water in percent; two decimals if left out.", default=None
    )
    exact_percent: bool = doc("The share of hot water is not rounded.", default=False)
    emissions: BuildingEmissionsModel | None = doc(
        "Emissions of the fuel; the landlord's part of their cost is taken off.", default=None
    )
    flats: tuple[FlatModel, ...] = doc("All flats of the building.")
    law_figures: tuple[LawFigureModel, ...] = doc(
        "Figures of law that the market does not hold.", default=()
    )
