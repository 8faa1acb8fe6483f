"""From cubic metres of gas to kilowatt hours (thermische Gasabrechnung, DVGW G 685)."""

from collections.abc import Iterable
from decimal import Decimal
from math import lcm
from typing import Final

import attrs

from utilbill.metering.consumption import Consumption, Interval
from utilbill.metering.registers import KWH
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import exact, ratio
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Share,
    rounded,
)
from utilbill.values.rounding import RoundingRule, allocate, decimal_step
from utilbill.values.units import Unit

_STATE: Final = Label("state number", "Zustandszahl")
_CALORIFIC: Final = Label("calorific value", "Abrechnungsbrennwert")
_BY_VOLUME: Final = Label("by volume", "nach Volumen")
_CUBIC_METRE: Final = Unit.parse("m³")

#: Energy is billed in whole kilowatt hours.
WHOLE_KWH: Final = RoundingRule("whole_kwh", decimal_step(0), reference="DVGW G 685")


def _above_zero(value: Decimal | int | str) -> Decimal:
    number = exact(value, "factor")
    if number <= 0:
        raise InvalidInputError("factor", number, "is not above zero", "Give it as published.")
    return number


@attrs.frozen(kw_only=True)
class EnergyConversion:
    """How much energy a cubic metre holds.

    Attributes:
        state_number: From the volume as measured to that at standard conditions (Zustandszahl z);
            1 for meters that convert by themselves.
        calorific_value: kWh per standard cubic metre (Abrechnungsbrennwert).
        rounding: How the energy of the whole period is rounded, once.
        source: Where the factors are published.

    Raises:
        InvalidInputError: If a factor is not above zero.
    """

    state_number: Decimal = attrs.field(converter=_above_zero)
    calorific_value: Decimal = attrs.field(converter=_above_zero)
    rounding: RoundingRule = WHOLE_KWH
    source: str = ""


def to_energy(used: Consumption, conversion: EnergyConversion) -> Consumption:
    """Convert a consumption in cubic metres to kilowatt hours.

    The volume of all intervals of a register is added up and converted once; where readings divide
    it, the energy follows the volumes by the method of the largest remainder, so that the parts add
    up to the whole.

    Raises:
        UnitError: If a register does not count cubic metres.

    Examples:
        >>> import datetime as dt
        >>> from utilbill import Period, Reading, Register, consumption
        >>> month = Period.of_month(2026, 1)
        >>> used = consumption([Register("7-0:3.0.0", unit="m³")],
        ...                    [Reading("7-0:3.0.0", month.start, 4310),
        ...                     Reading("7-0:3.0.0", month.end, 5544)], month)
        >>> factors = EnergyConversion(state_number="0.9430", calorific_value="11.482")
        >>> to_energy(used, factors).total
        Quantity('13361 kWh')
    """
    for unit in used.units:
        if unit.dimension != _CUBIC_METRE.dimension:
            raise UnitError("unit", unit, "is no volume to convert", "Give registers in m³.")
    intervals: list[Interval] = []
    for name, unit in zip(used.registers, used.units, strict=True):
        mine = [held for held in used.intervals if held.register == name]
        intervals.extend(_converted(mine, unit, conversion))
    return attrs.evolve(used, intervals=tuple(intervals), units=(KWH,) * len(used.registers))


def _converted(intervals: list[Interval], unit: Unit, by: EnergyConversion) -> Iterable[Interval]:
    volumes = tuple(held.explanation for held in intervals)
    volume: Explanation = volumes[0] if len(volumes) == 1 else Operation("+", volumes)
    if unit != _CUBIC_METRE:
        part = Constant(Decimal(unit.factor.denominator), f"{unit}/{_CUBIC_METRE}")
        volume = Operation("/", (volume, part))
    state = Input(_STATE, by.state_number, "1", by.source)
    calorific = Input(_CALORIFIC, by.calorific_value, "kWh/m³", by.source)
    whole = Rounded(Operation("*", (volume, state, calorific)), by.rounding)
    energy = rounded(whole)
    if len(intervals) == 1:
        return [attrs.evolve(intervals[0], amount=energy, explanation=whole)]
    amounts = [held.amount for held in intervals]
    if not any(amounts):
        return [attrs.evolve(held, amount=Decimal(0), explanation=whole) for held in intervals]
    common = lcm(*(ratio(amount)[1] for amount in amounts))
    weights = tuple(int(amount * common) for amount in amounts)
    step = by.rounding.step
    return [
        attrs.evolve(held, amount=part, explanation=Share(whole, weights, index, step, _BY_VOLUME))
        for index, (held, part) in enumerate(
            zip(intervals, allocate(energy, weights, step), strict=True)
        )
    ]
