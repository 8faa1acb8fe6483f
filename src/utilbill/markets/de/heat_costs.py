"""The cost of a building's heat and hot water, shared by its users (Heizkostenabrechnung).

HeizkostenV §§ 7 to 9b: the cost of a joint plant is divided into heating and hot water; of each a
percentage goes by measured consumption and the rest, the base cost, by area. Where users change
within the accounting period, the base cost of heating goes by degree days, that of hot water by
days. Figures are those of the first day of the accounting period.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Final

import attrs

from utilbill.law.parameter import LawBook
from utilbill.prorating.spreading import DayWeights, Linear
from utilbill.values.choice import Choice
from utilbill.values.errors import (
    AllocationError,
    GapError,
    InvalidInputError,
    MissingChoiceError,
    MissingFieldError,
    OverlapError,
    PeriodError,
    UnitError,
)
from utilbill.values.exact import add, exact, plain
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Share,
    evaluate,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule, allocate, decimal_step
from utilbill.values.table import Table
from utilbill.values.units import Quantity

_PREFIX: Final = "de.heat_costs"

#: The heat of hot water by the formula, in whole kWh: a habit of the trade, HeizkostenV is silent.
ENERGY_ROUNDING: Final = RoundingRule("whole_kwh", decimal_step(0))

#: The share of hot water in a joint plant, to two decimals of a percent, before it is used: the
#: same habit.
PERCENT_ROUNDING: Final = RoundingRule("percent", decimal_step(2))

#: Where the law says which figures the formula means.
_MEANT: Final = "HeizkostenV § 9 Abs. 2 Satz 3"
_PERCENT: Final = Constant(Decimal(100), "%")
_AREA: Final = Label("area", "Wohn- oder Nutzfläche")
_TOTAL: Final = Label(
    "cost of heat and hot water", "Kosten der Versorgung mit Wärme und Warmwasser"
)
_HEATING_ONLY: Final = Label("cost of heating alone", "nur auf Heizung entfallende Kosten")
_HOT_WATER_ONLY: Final = Label("cost of hot water alone", "nur auf Warmwasser entfallende Kosten")
_ENERGY: Final = Label("energy of the plant", "Energieverbrauch der Anlage")
_MEASURED: Final = Label("heat of hot water, measured", "Wärmemenge des Warmwassers, gemessen")
_VOLUME: Final = Label("volume of hot water", "Volumen des verbrauchten Warmwassers")
_HOT: Final = Label("temperature of hot water", "mittlere Temperatur des Warmwassers")
_COLD: Final = Label("temperature of cold water", "Kaltwassertemperatur")
_BY_CONSUMPTION: Final = Label("share by consumption", "Verbrauchskostenanteil")
_SHARE: Final = Label("share of the user", "auf den Nutzer entfallender Anteil")
_BY_UNITS: Final = Label("by units of heat", "nach erfasstem Wärmeverbrauch")
_BY_VOLUME: Final = Label("by volume of hot water", "nach erfasstem Warmwasserverbrauch")
_BY_DEGREE_DAYS: Final = Label("by area and weight of days", "nach Fläche und Gewicht der Tage")
_BY_DAYS: Final = Label("by area and days", "nach Fläche und Tagen")


def _in(unit: str, field: str, value: Quantity | str) -> Quantity:
    given = Quantity.parse(value) if isinstance(value, str) else value
    if not isinstance(given, Quantity):
        raise UnitError(field, given, "has no unit", f"Give a quantity in {unit}.")
    return given.to(unit)


def _not_negative(unit: str, field: str, value: Quantity | str) -> Quantity:
    quantity = _in(unit, field, value)
    if quantity.amount < 0:
        raise InvalidInputError(field, quantity, "is below zero", "Check the figure.")
    return quantity


def _temperature(value: Quantity | str) -> Quantity:
    return _in("°C", "temperature", value)


def _cold_temperature(value: Quantity | str | None) -> Quantity | None:
    return None if value is None else _in("°C", "cold_temperature", value)


def _volume(value: Quantity | str) -> Quantity:
    return _not_negative("m³", "volume", value)


def _hot_water(value: Quantity | str) -> Quantity:
    return _not_negative("m³", "hot_water", value)


def _fuel_energy(value: Quantity | str | None) -> Quantity | None:
    return None if value is None else _not_negative("kWh", "fuel_energy", value)


def _area(value: Quantity | str) -> Quantity:
    area = _not_negative("m²", "area", value)
    if not area.amount:
        raise InvalidInputError("area", area, "is zero", "Give the area in m².")
    return area


def _units(value: Decimal | int | str) -> Decimal:
    units = exact(value, "heating_units")
    if units < 0:
        raise InvalidInputError("heating_units", units, "are below zero", "Check the readings.")
    return units


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


def _as_hot_water(value: HotWater | Quantity | str | None) -> HotWater | Quantity | None:
    if value is None or isinstance(value, HotWater):
        return value
    return _not_negative("kWh", "hot_water", value)


@attrs.frozen(kw_only=True)
class HeatingCosts:
    """What a building's heat and hot water cost in an accounting period (Heizkosten).

    Attributes:
        total: Everything that is to be shared, in whole cents.
        period: The accounting period (Abrechnungszeitraum).
        fuel_energy: Energy that the plant used [kWh], counted as ``HotWater.basis`` says; needed
            where there is hot water.
        hot_water: What the formula needs, or the heat of hot water by a heat meter [kWh]; None
            where the plant heats no water.
        heating_only: Part of the total that arose for heating alone, § 9 Abs. 1 Satz 3.
        hot_water_only: Part of the total that arose for hot water alone, such as the cold water.

    Raises:
        InvalidInputError: If an amount is below zero or has fractions of a cent, if parts exceed
            the total, if the energy is zero.
        MissingFieldError: If there is hot water and no energy of the plant.
        CurrencyMismatchError: If the parts are in another currency than the total.
        UnitError: If an energy is not measured in kWh or a unit of its kind.

    Examples:
        >>> HeatingCosts(total=Money("3253.50", "EUR"), period=Period.of_year(2024)).joint
        Money('3253.50', 'EUR')
    """

    total: Money
    period: Period
    fuel_energy: Quantity | None = attrs.field(default=None, converter=_fuel_energy)
    hot_water: HotWater | Quantity | None = attrs.field(default=None, converter=_as_hot_water)
    heating_only: Money | None = None
    hot_water_only: Money | None = None

    def __attrs_post_init__(self) -> None:
        for field in ("total", "heating_only", "hot_water_only"):
            money: Money | None = getattr(self, field)
            if money is not None:
                _check_amount(field, money)
        if self.joint.amount < 0:
            raise InvalidInputError(
                "total",
                self.total,
                "is less than the costs of heating alone and of hot water alone",
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
        rest = self.total
        for money in (self.heating_only, self.hot_water_only):
            rest = rest if money is None else rest - money
        return rest


def _check_amount(field: str, money: Money) -> None:
    if money.amount < 0:
        raise InvalidInputError(field, money, "is below zero", "Costs are not negative.")
    if CENT(money.amount) != money.amount:
        raise InvalidInputError(field, money, "has fractions of a cent", "Round it first.")


@attrs.frozen
class CostPart:
    """An amount and how it came about.

    Attributes:
        amount: In whole cents.
        explanation: Evaluates to the amount again.

    Examples:
        >>> CostPart(Money("5.00", "EUR"), Constant(Decimal(5), "EUR")).amount
        Money('5.00', 'EUR')
    """

    amount: Money
    explanation: Explanation


def _part(node: Explanation, currency: str) -> CostPart:
    value = evaluate(node)
    amount = CENT(value)  # writes whole cents with two decimals, and changes nothing
    assert amount == value  # noqa: S101 - sums and differences of whole cents
    return CostPart(Money(amount, currency), node)


@attrs.frozen(kw_only=True)
class HeatCostSplit:
    """The two parts of the cost of a joint plant (Kostentrennung bei verbundenen Anlagen), § 9.

    Attributes:
        heating: The cost of heating.
        hot_water: The cost of hot water; zero where there is none.
        energy: Heat of hot water [kWh]; None where there is none.
        percent: Share of hot water in the joint cost [%], as used; None where there is none.

    Examples:
        >>> from utilbill import market
        >>> costs = HeatingCosts(
        ...     total=Money(1000, "EUR"), period=Period.of_year(2025),
        ...     fuel_energy="10 MWh", hot_water="2500 kWh")
        >>> split = split_hot_water(market("DE").law, costs)
        >>> split.hot_water.amount, split.energy
        (Money('250.00', 'EUR'), Quantity('2500 kWh'))
    """

    heating: CostPart
    hot_water: CostPart
    energy: Quantity | None = None
    percent: Explanation | None = None


def _of_law(law: LawBook, name: str, day: dt.date) -> Input:
    parameter = law[f"{_PREFIX}.{name}"]
    return parameter.input(parameter.at(day))


def hot_water_energy(
    law: LawBook, day: dt.date, hot_water: HotWater, rounding: RoundingRule = ENERGY_ROUNDING
) -> tuple[Quantity, Rounded]:
    """Return the heat of hot water by the formula (Wärmemenge Q), § 9 Abs. 2 Satz 2 HeizkostenV.

    Q = 2.5 · V · (t_w - 10 °C), times 1.11 for natural gas billed by gross calorific value, over
    1.15 for independent commercial delivery of heat, times 0.30 for a heat pump alone (Satz 6).

    Args:
        law: The law.
        day: First day of the accounting period; its figures hold.
        hot_water: Volume, temperatures, and how the energy of the plant is counted.
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
    cold = _of_law(law, "hot_water.cold_temperature", day)
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
    heat = Operation(
        "*",
        (
            _of_law(law, "hot_water.factor", day),
            Input(_VOLUME, hot_water.volume.amount, "m³", _MEANT),
            Operation("-", (Input(_HOT, hot, cold.unit, _MEANT), cold)),
        ),
    )
    node = Rounded(_adjusted(law, day, hot_water.basis, heat), rounding)
    return Quantity(rounded(node), "kWh"), node


def _adjusted(law: LawBook, day: dt.date, basis: EnergyBasis, heat: Operation) -> Operation:
    if basis is EnergyBasis.NET_CALORIFIC:
        return heat
    figure = _of_law(law, f"hot_water.{basis.value}", day)
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
        >>> from utilbill import market
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
        nothing = _part(Constant(Decimal(0), currency), currency)
        return HeatCostSplit(heating=_part(total, currency), hot_water=nothing)
    energy, heat = _heat_of(law, costs.period.start, costs.hot_water, energy_rounding)
    if energy.amount > costs.fuel_energy.amount:
        raise InvalidInputError(
            "hot_water",
            energy,
            f"is more than the {costs.fuel_energy} of the plant",
            "Check the volume, the temperature and how the energy is counted.",
        )
    used = Input(_ENERGY, costs.fuel_energy.amount, "kWh", "HeizkostenV § 9 Abs. 1 Satz 2")
    percent: Explanation = Operation("/", (Operation("*", (heat, _PERCENT)), used))
    if percent_rounding is not None:
        percent = Rounded(percent, percent_rounding)
    joint: Explanation = total
    alone = [
        Input(label, money.amount, currency, "HeizkostenV § 9 Abs. 1 Satz 3")
        for label, money in (
            (_HEATING_ONLY, costs.heating_only),
            (_HOT_WATER_ONLY, costs.hot_water_only),
        )
        if money
    ]
    if alone:
        joint = Operation("-", (total, *alone))
    hot_water: Explanation = _percentage(joint, percent)
    if costs.hot_water_only:
        hot_water = Operation("+", (hot_water, alone[-1]))
    return HeatCostSplit(
        heating=_part(Operation("-", (total, hot_water)), currency),
        hot_water=_part(hot_water, currency),
        energy=energy,
        percent=percent,
    )


def _heat_of(
    law: LawBook, day: dt.date, hot_water: HotWater | Quantity, rounding: RoundingRule
) -> tuple[Quantity, Explanation]:
    if isinstance(hot_water, HotWater):
        return hot_water_energy(law, day, hot_water, rounding)
    source = "HeizkostenV § 9 Abs. 2 Satz 1"
    return hot_water, Input(_MEASURED, hot_water.amount, "kWh", source)


def _percentage(of: Explanation, percent: Explanation) -> Rounded:
    return Rounded(Operation("/", (Operation("*", (of, percent)), _PERCENT)), CENT)


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

    Raises:
        InvalidInputError: If the area is not above zero, or a consumption below zero.
        FloatRefusedError: If the units are a binary float.
        UnitError: If a figure has no unit or one that does not fit.

    Examples:
        >>> HeatUser(flat="1", name="Ada", area="100 m²", heating_units=2000, hot_water="40 m³")
        HeatUser(flat='1', area=Quantity('100 m²'), heating_units=Decimal('2000'), \
hot_water=Quantity('40 m³'), period=None)
    """

    flat: str
    name: str = attrs.field(repr=False)
    area: Quantity = attrs.field(converter=_area)
    heating_units: Decimal = attrs.field(converter=_units)
    hot_water: Quantity = attrs.field(default=Quantity(0, "m³"), converter=_hot_water)
    period: Period | None = None


def equivalent_area(area: Quantity, days: Period, whole: Period, weights: DayWeights) -> Operation:
    """Return the area that counts for a part of the accounting period, § 9b Abs. 2 HeizkostenV.

    The area times the weight of the user's days over that of all days: by degree-day numbers
    (Gradtagszahlen) for heating, by days for hot water. Exact, not rounded.

    Args:
        area: Living or usable area [m²].
        days: The days of the user.
        whole: The accounting period.
        weights: Weights of days.

    Returns:
        An expression that evaluates to m².

    Raises:
        PeriodError: If some of the days lie outside the accounting period.
        InvalidInputError: If the days of the accounting period weigh nothing, or the area is not
            above zero.
        UnitError: If the area is no area.

    Examples:
        >>> from utilbill import market
        >>> weights = market("DE").spreadings["degree_days"].weights
        >>> january, year = Period.of_month(2025, 1), Period.of_year(2025)
        >>> int(evaluate(equivalent_area(Quantity(100, "m²"), january, year, weights)))
        17
    """
    if not whole.covers(days):
        raise PeriodError(
            "period",
            str(days),
            f"does not lie within the accounting period {whole}",
            "Cut it at the ends of the accounting period.",
        )
    of_all = weights.weight(whole)
    if of_all <= 0:
        raise InvalidInputError(
            "degree_days", str(whole), f"weighs nothing by {weights.label}", "Use other weights."
        )
    above, below = weights.weight(days), of_all
    common = gcd(above, below)
    return Operation(
        "*",
        (
            Input(_AREA, _area(area).amount, "m²"),
            Operation(
                "/",
                (
                    Constant(Decimal(above // common), "1", weights.label),
                    Constant(Decimal(below // common), "1", weights.label),
                ),
            ),
        ),
    )


@attrs.frozen(kw_only=True)
class HeatShare:
    """What one user bears (Kostenanteil des Nutzers).

    Attributes:
        user: The user, with the days that count.
        heating_area: Area weighted by degree days; evaluates to m².
        hot_water_area: Area weighted by days; evaluates to m².
        heating_base: Base cost of heating (Grundkosten Heizung), § 7 Abs. 1 Satz 5.
        heating_consumption: Consumption cost of heating (Verbrauchskosten), § 7 Abs. 1 Satz 1.
        hot_water_base: Base cost of hot water, § 8 Abs. 1.
        hot_water_consumption: Consumption cost of hot water, § 8 Abs. 1.

    Examples:
        >>> from utilbill import market
        >>> costs = HeatingCosts(total=Money(1000, "EUR"), period=Period.of_year(2025))
        >>> ada = HeatUser(flat="1", name="Ada", area="60 m²", heating_units=250)
        >>> allocation = allocate_heat_costs(
        ...     market("DE").law, costs, [ada], heating_consumption_percent=70,
        ...     degree_days=Linear())
        >>> share, = allocation.shares
        >>> share.heating_base.amount, share.heating_consumption.amount, share.total.amount
        (Money('300.00', 'EUR'), Money('700.00', 'EUR'), Money('1000.00', 'EUR'))
    """

    user: HeatUser
    heating_area: Explanation
    hot_water_area: Explanation
    heating_base: CostPart
    heating_consumption: CostPart
    hot_water_base: CostPart
    hot_water_consumption: CostPart

    @property
    def parts(self) -> tuple[CostPart, CostPart, CostPart, CostPart]:
        """Base and consumption of heating, then of hot water."""
        return (
            self.heating_base,
            self.heating_consumption,
            self.hot_water_base,
            self.hot_water_consumption,
        )

    @property
    def total(self) -> CostPart:
        """The sum of the four parts, in whole cents."""
        node = Operation("+", tuple(part.explanation for part in self.parts))
        return CostPart(_sum(self.parts), node)


def _sum(parts: Iterable[CostPart]) -> Money:
    first, *others = parts
    amount = first.amount.amount
    for part in others:
        amount = add(amount, part.amount.amount)
    return Money(amount, first.amount.currency)


@attrs.frozen(kw_only=True)
class HeatCostAllocation:
    """The accounting of heat and hot water of a building (Heizkostenabrechnung).

    Attributes:
        costs: What was shared.
        split: Heating and hot water, of a joint plant.
        heating_base: Base cost of heating of the building.
        heating_consumption: Consumption cost of heating of the building.
        hot_water_base: Base cost of hot water of the building.
        hot_water_consumption: Consumption cost of hot water of the building.
        shares: What each user bears, in the order of the users.

    Raises:
        AllocationError: If the shares do not add up to the total.

    Examples:
        >>> from utilbill import market
        >>> costs = HeatingCosts(total=Money(1000, "EUR"), period=Period.of_year(2025))
        >>> ada = HeatUser(flat="1", name="Ada", area="60 m²", heating_units=250)
        >>> allocation = allocate_heat_costs(
        ...     market("DE").law, costs, [ada], heating_consumption_percent=70,
        ...     degree_days=Linear())
        >>> [(row["user"], str(row["total"])) for row in allocation.records()]
        [('Ada', '1000.00')]
    """

    costs: HeatingCosts
    split: HeatCostSplit
    heating_base: CostPart
    heating_consumption: CostPart
    hot_water_base: CostPart
    hot_water_consumption: CostPart
    shares: tuple[HeatShare, ...]

    def __attrs_post_init__(self) -> None:
        total = _sum(part for share in self.shares for part in share.parts)
        if total != self.costs.total:
            raise AllocationError(
                "shares",
                total,
                f"do not add up to {self.costs.total}",
                "Build allocations with allocate_heat_costs.",
            )

    def table(self) -> Table:
        """Return the shares as a table, a row per user; amounts in the main unit of currency."""
        return Table(
            title=f"Heat and hot water, {self.costs.period}",
            columns=(
                "flat",
                "user",
                "period",
                "heating base",
                "heating consumption",
                "hot water base",
                "hot water consumption",
                "total",
                "currency",
            ),
            rows=tuple(
                (
                    share.user.flat,
                    share.user.name,
                    str(share.user.period),
                    *(part.amount.amount for part in share.parts),
                    share.total.amount.amount,
                    share.total.amount.currency,
                )
                for share in self.shares
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per user, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def allocate_heat_costs(
    law: LawBook,
    costs: HeatingCosts,
    users: Sequence[HeatUser],
    *,
    heating_consumption_percent: Decimal | int | str,
    hot_water_consumption_percent: Decimal | int | str | None = None,
    degree_days: DayWeights,
    agreed_above_maximum: bool = False,
    energy_rounding: RoundingRule = ENERGY_ROUNDING,
    percent_rounding: RoundingRule | None = PERCENT_ROUNDING,
) -> HeatCostAllocation:
    """Share the cost of heat and hot water among the users, §§ 7 to 9b HeizkostenV.

    The cost is divided into heating and hot water, each of them into consumption cost (rounded to
    the cent) and base cost (the rest). Consumption cost goes by measured consumption, base cost by
    area, for users who were there for a part of the period weighted by degree days (heating) and by
    days (hot water). Each of the four is spread in cents by the largest remainder, so that all
    shares add up to the total exactly.

    Args:
        law: The law.
        costs: What is shared, and the accounting period.
        users: All users of all flats; every day of the period has one user in every flat.
        heating_consumption_percent: Share of heating that goes by consumption [%]; the owner's
            choice within 50 to 70 % (§ 6 Abs. 4, § 7 Abs. 1 Satz 1). Whether the building is one
            of those where it must be 70 % (Satz 2) is for the caller to know.
        hot_water_consumption_percent: The same for hot water (§ 8 Abs. 1); needed if there is
            any, not looked at otherwise.
        degree_days: Weights of days for the base cost of heating: degree-day numbers, or
            ``LINEAR.weights`` for days alone, which § 9b Abs. 2 allows as well.
        agreed_above_maximum: Whether an agreement allows more than the maximum, § 10.
        energy_rounding: How the heat of hot water by the formula is rounded.
        percent_rounding: How the share of hot water is rounded before use; None leaves it exact.

    Raises:
        InvalidInputError: If a percentage lies outside the lawful band, there is no user, or a
            cost has nothing to be spread by.
        MissingChoiceError: If there is hot water and no percentage for it.
        PeriodError: If a user was there outside the accounting period.
        OverlapError: If two users of one flat claim the same day.
        GapError: If nobody used a flat on some day.
        NotInForceError: If a figure is not known on the first day of the period.

    Examples:
        >>> from utilbill import market
        >>> germany = market("DE")
        >>> costs = HeatingCosts(total=Money("1000.01", "EUR"), period=Period.of_year(2025))
        >>> allocation = allocate_heat_costs(
        ...     germany.law, costs,
        ...     [HeatUser(flat="1", name="Ada", area="60 m²", heating_units=300),
        ...      HeatUser(flat="2", name="Ben", area="40 m²", heating_units=100,
        ...               period=Period.through("2025-01-01", "2025-01-31")),
        ...      HeatUser(flat="2", name="Cem", area="40 m²", heating_units=200,
        ...               period=Period.through("2025-02-01", "2025-12-31"))],
        ...     heating_consumption_percent=70,
        ...     degree_days=germany.spreadings["degree_days"].weights)
        >>> [str(share.total.amount) for share in allocation.shares]
        ['530.00 EUR', '137.07 EUR', '332.94 EUR']
    """
    present = _present(users, costs)
    percent = _percent(
        law, costs, "heating_consumption", heating_consumption_percent, above=agreed_above_maximum
    )
    split = split_hot_water(
        law, costs, energy_rounding=energy_rounding, percent_rounding=percent_rounding
    )
    heating = _base_and_consumption(split.heating, percent)
    hot_water = (split.hot_water, split.hot_water)
    if costs.hot_water is not None:
        percent = _percent(
            law,
            costs,
            "hot_water_consumption",
            hot_water_consumption_percent,
            above=agreed_above_maximum,
        )
        hot_water = _base_and_consumption(split.hot_water, percent)
    heating_areas = _areas(present, costs.period, degree_days)
    hot_water_areas = _areas(present, costs.period, Linear())
    columns = zip(
        present,
        heating_areas,
        hot_water_areas,
        _spread(heating[0], [evaluate(area) for area in heating_areas], _HEATING_BASE),
        _spread(heating[1], [Fraction(user.heating_units) for user in present], _HEATING_USE),
        _spread(hot_water[0], [evaluate(area) for area in hot_water_areas], _HOT_WATER_BASE),
        _spread(hot_water[1], [Fraction(u.hot_water.amount) for u in present], _HOT_WATER_USE),
        strict=True,
    )
    return HeatCostAllocation(
        costs=costs,
        split=split,
        heating_base=heating[0],
        heating_consumption=heating[1],
        hot_water_base=hot_water[0],
        hot_water_consumption=hot_water[1],
        shares=tuple(
            HeatShare(
                user=user,
                heating_area=heating_area,
                hot_water_area=hot_water_area,
                heating_base=heating_base,
                heating_consumption=heating_use,
                hot_water_base=hot_water_base,
                hot_water_consumption=hot_water_use,
            )
            for (
                user,
                heating_area,
                hot_water_area,
                heating_base,
                heating_use,
                hot_water_base,
                hot_water_use,
            ) in columns
        ),
    )


@attrs.frozen
class _Key:
    """How a cost is spread (Umlageschlüssel): its way, its provision, and what it goes by."""

    method: Label
    reference: str
    field: str


_HEATING_BASE: Final = _Key(
    _BY_DEGREE_DAYS, "HeizkostenV § 7 Abs. 1 Satz 5, § 9b Abs. 2", "degree_days"
)
_HEATING_USE: Final = _Key(_BY_UNITS, "HeizkostenV § 7 Abs. 1 Satz 1", "heating_units")
_HOT_WATER_BASE: Final = _Key(_BY_DAYS, "HeizkostenV § 8 Abs. 1, § 9b Abs. 2", "period")
_HOT_WATER_USE: Final = _Key(_BY_VOLUME, "HeizkostenV § 8 Abs. 1", "hot_water")


def _percent(
    law: LawBook,
    costs: HeatingCosts,
    name: str,
    value: Decimal | int | str | None,
    *,
    above: bool,
) -> Input:
    field = f"{name}_percent"
    least = _of_law(law, f"{name}.minimum", costs.period.start)
    most = _of_law(law, f"{name}.maximum", costs.period.start)
    band = f"{plain(least.value)} to {plain(most.value)} %, {least.source}"
    if value is None:
        raise MissingChoiceError(field, None, "is missing", f"Choose within {band}.")
    percent = exact(value, field)
    highest = _PERCENT.value if above else most.value
    if not least.value <= percent <= highest:
        raise InvalidInputError(
            field,
            percent,
            f"is outside the lawful {band}",
            "Choose within it; more than the maximum needs an agreement (HeizkostenV § 10).",
        )
    source = "HeizkostenV § 10" if percent > most.value else most.source
    return Input(_BY_CONSUMPTION, percent, "%", source)


def _base_and_consumption(cost: CostPart, percent: Input) -> tuple[CostPart, CostPart]:
    currency = cost.amount.currency
    consumption = _percentage(cost.explanation, percent)
    base = Operation("-", (cost.explanation, consumption))
    return _part(base, currency), _part(consumption, currency)


def _areas(users: Sequence[HeatUser], whole: Period, weights: DayWeights) -> list[Operation]:
    return [equivalent_area(user.area, user.period or whole, whole, weights) for user in users]


def _spread(pot: CostPart, weights: Sequence[Fraction], key: _Key) -> tuple[CostPart, ...]:
    if not any(weights):
        if pot.amount:
            raise InvalidInputError(
                key.field,
                0,
                f"adds up to nothing, but {pot.amount} go by it ({key.reference})",
                "Estimate the consumption where it was not measured (HeizkostenV § 9a Abs. 1).",
            )
        return (pot,) * len(weights)
    common = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * common) for weight in weights]
    divisor = gcd(*whole)
    shares = tuple(weight // divisor for weight in whole)
    amounts = allocate(pot.amount.amount, shares, CENT.step)
    return tuple(
        CostPart(
            Money(amount, pot.amount.currency),
            Share(pot.explanation, shares, index, CENT.step, key.method, key.reference),
        )
        for index, amount in enumerate(amounts)
    )


def _present(users: Sequence[HeatUser], costs: HeatingCosts) -> tuple[HeatUser, ...]:
    """Check the users, and return them with the days on which they were there."""
    if not users:
        raise InvalidInputError("users", "none", "holds nobody", "Name all users of the building.")
    flats: dict[str, list[tuple[Period, HeatUser]]] = {}
    present = []
    for user in users:
        days = user.period or costs.period
        if not costs.period.covers(days):
            raise PeriodError(
                "period",
                str(days),
                f"of a user of flat {user.flat} is not within {costs.period}",
                "Cut it at the ends of the accounting period.",
            ).concerning(user)
        if costs.hot_water is None and user.hot_water.amount:
            raise InvalidInputError(
                "hot_water",
                user.hot_water,
                f"was used in flat {user.flat}, but the costs hold no hot water",
                "Give hot_water in the costs.",
            ).concerning(user)
        flats.setdefault(user.flat, []).append((days, user))
        present.append(attrs.evolve(user, period=days))
    for flat, held in flats.items():
        _check_days(flat, sorted(held, key=lambda pair: pair[0]), costs.period)
    return tuple(present)


def _check_days(flat: str, held: Sequence[tuple[Period, HeatUser]], whole: Period) -> None:
    for (before, _), (days, user) in itertools.pairwise(held):
        if days.start < before.end:
            raise OverlapError(
                "period",
                str(days),
                f"overlaps {before} of another user of flat {flat}",
                "Let one end on the day before the next begins.",
            ).concerning(user)
    day = whole.start
    for days, _ in held:
        if days.start > day:
            break
        day = days.end
    if day < whole.end:
        raise GapError(
            "period",
            day,
            f"is a day on which nobody used flat {flat}",
            "Name its owner as the user of days on which it stood empty (Leerstand).",
        )


class ReductionGround(Choice):
    """Why a user may cut what is asked (Kürzungsgrund), § 12 Abs. 1 HeizkostenV.

    Raises:
        MissingChoiceError: If the value is none of the options.

    Examples:
        >>> ReductionGround("no_information")
        <ReductionGround.NO_INFORMATION: 'no_information'>
    """

    NOT_BY_CONSUMPTION = "not_by_consumption"  #: Not shared by consumption against the ordinance.
    NOT_REMOTELY_READABLE = "not_remotely_readable"  #: Devices that must be read remotely are not.
    NO_INFORMATION = "no_information"  #: Information of § 6a is missing or incomplete.


def reduction(law: LawBook, day: dt.date, share: Money, ground: ReductionGround | str) -> CostPart:
    """Return how much a user may take off a share (Kürzungsrecht), § 12 Abs. 1 HeizkostenV.

    15 % where cost is not shared by consumption, 3 % for each of the other grounds; not for owners
    of flats against their community (Satz 4). Whether several grounds add up is left to the caller.

    Args:
        law: The law.
        day: First day of the accounting period.
        share: What is asked of the user.
        ground: Why.

    Returns:
        The amount to take off, to the cent, half up; the law asks for no rounding.

    Raises:
        InvalidInputError: If the share is below zero or has fractions of a cent.
        MissingChoiceError: If there is no such ground.
        NotInForceError: If the right did not exist on that day.

    Examples:
        >>> from utilbill import market
        >>> law = market("DE").law
        >>> asked = Money("812.35", "EUR")
        >>> reduction(law, dt.date(2025, 1, 1), asked, "not_by_consumption").amount
        Money('121.85', 'EUR')
    """
    _check_amount("share", share)
    percent = _of_law(law, f"reduction.{ReductionGround(ground).value}", day)
    node = _percentage(Input(_SHARE, share.amount, share.currency), percent)
    return CostPart(Money(rounded(node), share.currency), node)
