"""Heat and hot water of a joint plant, divided (Kostentrennung), HeizkostenV § 9."""

import datetime as dt
from decimal import Decimal
from typing import Final

from utilbill.billing.heat_costs.costs import (
    EnergyBasis,
    HeatingCosts,
    HotWater,
    HotWaterByArea,
)
from utilbill.billing.heat_costs.shares import HeatCostSplit, cost_part
from utilbill.law.parameter import LawBook
from utilbill.markets.de.heat_costs.figures import HUNDRED, figure_of, percentage_of
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import plain
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Quantity

#: The heat of hot water by the formula, in whole kWh: a habit of the trade, HeizkostenV is silent.
ENERGY_ROUNDING: Final = RoundingRule("whole_kwh", decimal_step(0))
#: The share of hot water in a joint plant, to two decimals of a percent, before it is used: the
#: same habit.
PERCENT_ROUNDING: Final = RoundingRule("percent", decimal_step(2))
#: Where the law says which figures the formula means.
_MEANT: Final = "HeizkostenV § 9 Abs. 2 Satz 3"
_TOTAL: Final = Label(
    "cost of heat and hot water", "Kosten der Versorgung mit Wärme und Warmwasser"
)
_HEATING_ONLY: Final = Label("cost of heating alone", "nur auf Heizung entfallende Kosten")
_HOT_WATER_ONLY: Final = Label("cost of hot water alone", "nur auf Warmwasser entfallende Kosten")
_LANDLORD: Final = Label("landlord's part for emissions", "CO2-Kosten des Vermieters")
_ENERGY: Final = Label("energy of the plant", "Energieverbrauch der Anlage")
_MEASURED: Final = Label("heat of hot water, measured", "Wärmemenge des Warmwassers, gemessen")
_VOLUME: Final = Label("volume of hot water", "Volumen des verbrauchten Warmwassers")
_SUPPLIED: Final = Label("area supplied with hot water", "mit Warmwasser versorgte Fläche")
_HOT: Final = Label("temperature of hot water", "mittlere Temperatur des Warmwassers")
_COLD: Final = Label("temperature of cold water", "Kaltwassertemperatur")


def hot_water_energy(
    law: LawBook,
    day: dt.date,
    hot_water: HotWater | HotWaterByArea,
    rounding: RoundingRule = ENERGY_ROUNDING,
) -> tuple[Quantity, Rounded]:
    """Return the heat of hot water by a formula (Wärmemenge Q), § 9 Abs. 2 HeizkostenV.

    By volume (Satz 2) or, where that cannot be measured either, by area (Satz 4), 32 kWh/m².
    Q = 2.5 · V · (t_w - 10 °C), times 1.11 for natural gas billed by gross calorific value, over
    1.15 for independent commercial delivery of heat, times 0.30 for a heat pump alone (Satz 6).

    Args:
        law: The law.
        day: First day of the accounting period; its figures hold.
        hot_water: Volume and temperatures, or area, and how the energy of the plant is counted.
        rounding: How the heat is rounded, once; to whole kWh if not said.

    Returns:
        The heat [kWh] and how it came about.

    Raises:
        InvalidInputError: If the hot water is not warmer than the cold water.
        NotInForceError: If a figure is not known on that day.

    Examples:
        >>> from utilbill import market
        >>> used = HotWater(volume="47.2 m³", temperature="60 °C", basis="net_calorific")
        >>> hot_water_energy(market("DE").law, dt.date(2024, 1, 1), used)[0]
        Quantity('5900 kWh')
    """
    if isinstance(hot_water, HotWaterByArea):
        area = Input(_SUPPLIED, hot_water.area.amount, "m²", "HeizkostenV § 9 Abs. 2 Satz 5")
        heat = Operation("*", (figure_of(law, "hot_water.per_area", day), area))
    else:
        heat = _by_volume(law, day, hot_water)
    node = Rounded(_adjusted(law, day, hot_water.basis, heat), rounding)
    return Quantity(rounded(node), "kWh"), node


def _by_volume(law: LawBook, day: dt.date, hot_water: HotWater) -> Operation:
    cold = figure_of(law, "hot_water.cold_temperature", day)
    if hot_water.cold_temperature is not None:
        cold = Input(_COLD, hot_water.cold_temperature.amount, cold.unit, "given")
    hot = hot_water.temperature.amount
    if hot <= cold.value:
        raise InvalidInputError(
            "temperature",
            hot_water.temperature,
            f"is not above the {plain(cold.value)} °C of cold water",
            "Give the mean temperature of the hot water, such as 60 °C.",
        )
    return Operation(
        "*",
        (
            figure_of(law, "hot_water.factor", day),
            Input(_VOLUME, hot_water.volume.amount, "m³", _MEANT),
            Operation("-", (Input(_HOT, hot, cold.unit, _MEANT), cold)),
        ),
    )


def _adjusted(law: LawBook, day: dt.date, basis: EnergyBasis, heat: Operation) -> Operation:
    if basis is EnergyBasis.NET_CALORIFIC:
        return heat
    figure = figure_of(law, f"hot_water.{basis.value}", day)
    return Operation("/" if basis is EnergyBasis.HEAT_DELIVERY else "*", (heat, figure))


def split_hot_water(
    law: LawBook,
    costs: HeatingCosts,
    *,
    energy_rounding: RoundingRule = ENERGY_ROUNDING,
    percent_rounding: RoundingRule | None = PERCENT_ROUNDING,
) -> HeatCostSplit:
    """Divide the cost of a joint plant into heating and hot water, § 9 Abs. 1 HeizkostenV.

    Hot water bears the joint cost by its share of the energy, to the cent, and the cost that
    arose for it alone; heating bears the rest, so that both add up to the total.

    Args:
        law: The law.
        costs: What is to be divided.
        energy_rounding: How the heat of hot water by the formula is rounded; measured heat is not.
        percent_rounding: How the percentage is rounded before it is used, which is a habit of the
            trade and no law; None leaves it exact.

    Raises:
        InvalidInputError: If hot water took more energy than the plant used, or is not warmer
            than cold water.
        NotInForceError: If a figure is not known on the first day of the period.

    Examples:
        >>> from utilbill import Money, Period, market
        >>> costs = HeatingCosts(
        ...     total=Money("3253.50", "EUR"), period=Period.of_year(2024),
        ...     fuel_energy="34000 kWh",
        ...     hot_water=HotWater(
        ...         volume="47.2 m³", temperature="60 °C", basis="net_calorific"))
        >>> parts = split_hot_water(market("DE").law, costs)
        >>> parts.hot_water.amount, parts.heating.amount
        (Money('564.48', 'EUR'), Money('2689.02', 'EUR'))
        >>> exactly = split_hot_water(market("DE").law, costs, percent_rounding=None)
        >>> exactly.hot_water.amount
        Money('564.58', 'EUR')
    """
    currency = costs.total.currency
    total = Input(_TOTAL, costs.total.amount, currency)
    if costs.hot_water is None or costs.fuel_energy is None:
        nothing = cost_part(Constant(Decimal(0), currency), currency)
        return HeatCostSplit(heating=cost_part(_borne(costs, total), currency), hot_water=nothing)
    energy, heat = _heat_of(law, costs.period.start, costs.hot_water, energy_rounding)
    if energy.amount > costs.fuel_energy.amount:
        raise InvalidInputError(
            "hot_water",
            energy,
            f"is more than the {costs.fuel_energy} of the plant",
            "Check the volume, the temperature and how the energy is counted.",
        )
    used = Input(_ENERGY, costs.fuel_energy.amount, "kWh", "HeizkostenV § 9 Abs. 1 Satz 2")
    percent: Explanation = Operation("/", (Operation("*", (heat, HUNDRED)), used))
    if percent_rounding is not None:
        percent = Rounded(percent, percent_rounding)
    heating_only = _alone(_HEATING_ONLY, costs.heating_only)
    hot_water_only = _alone(_HOT_WATER_ONLY, costs.hot_water_only)
    joint = _less(_borne(costs, total), *heating_only, *hot_water_only)
    hot_water: Explanation = percentage_of(joint, percent)
    if hot_water_only:
        hot_water = Operation("+", (hot_water, *hot_water_only))
    return HeatCostSplit(
        heating=cost_part(Operation("-", (_borne(costs, total), hot_water)), currency),
        hot_water=cost_part(hot_water, currency),
        energy=energy,
        percent=percent,
    )


def _borne(costs: HeatingCosts, total: Explanation) -> Explanation:
    """Return what the users bear: the total less the landlord's part for emissions."""
    landlord = costs.landlord_emissions
    if not landlord:
        return total
    source = "CO2KostAufG § 7 Abs. 1"
    return _less(total, Input(_LANDLORD, landlord.amount, landlord.currency, source))


def _alone(label: Label, money: Money | None) -> tuple[Input, ...]:
    if not money:
        return ()
    return (Input(label, money.amount, money.currency, "HeizkostenV § 9 Abs. 1 Satz 3"),)


def _less(whole: Explanation, *parts: Explanation) -> Explanation:
    return Operation("-", (whole, *parts)) if parts else whole


def _heat_of(
    law: LawBook,
    day: dt.date,
    hot_water: HotWater | HotWaterByArea | Quantity,
    rounding: RoundingRule,
) -> tuple[Quantity, Explanation]:
    if isinstance(hot_water, HotWater | HotWaterByArea):
        return hot_water_energy(law, day, hot_water, rounding)
    source = "HeizkostenV § 9 Abs. 2 Satz 1"
    return hot_water, Input(_MEASURED, hot_water.amount, "kWh", source)
