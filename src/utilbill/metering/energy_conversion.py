"""From cubic metres of gas to kilowatt hours (thermische Gasabrechnung, DVGW G 685)."""

from decimal import Decimal
from math import lcm
from typing import Final

import attrs

from utilbill.metering.consumption import Consumption, Interval
from utilbill.metering.quantities import CutQuantities, Quantities
from utilbill.metering.registers import KWH
from utilbill.prorating.spreading import Spreading
from utilbill.values.dated import Timeline
from utilbill.values.errors import GapError, InvalidInputError, UnitError
from utilbill.values.exact import exact, ratio
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Share,
    children,
    evaluate,
    rounded,
)
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, allocate, decimal_step
from utilbill.values.units import Unit

STATE_NUMBER: Final = Label("state number", "Zustandszahl")
_CALORIFIC: Final = Label("calorific value", "Brennwert")
_BILLED: Final = Label("calorific value billed", "Abrechnungsbrennwert")
_BY_VOLUME: Final = Label("by volume", "nach Volumen")
_CUBIC_METRE: Final = Unit.parse("m³")
_PER_CUBIC_METRE: Final = "kWh/m³"

#: Energy is billed in whole kilowatt hours.
WHOLE_KWH: Final = RoundingRule("whole_kwh", decimal_step(0), reference="DVGW G 685")

#: The mean of several calorific values has three decimals.
CALORIFIC_VALUE: Final = RoundingRule("calorific_value", decimal_step(3), reference="DVGW G 685")


def _above_zero(value: Decimal | int | str) -> Decimal:
    number = exact(value, "factor")
    if number <= 0:
        raise InvalidInputError("factor", number, "is not above zero", "Give it as published.")
    return number


def as_factors(value: Timeline[Decimal] | Decimal | int | str) -> Timeline[Decimal]:
    """Accept dated factors, or one for all time.

    Raises:
        InvalidInputError: If a factor is not above zero.
    """
    if isinstance(value, Timeline):
        for entry in value.entries:
            _above_zero(entry.value)
        return value
    return Timeline.always(_above_zero(value))


@attrs.frozen(kw_only=True)
class EnergyConversion:
    """How much energy a cubic metre holds.

    Attributes:
        state_number: From the volume as measured to that at standard conditions (Zustandszahl z);
            1 for meters that convert by themselves. May be dated.
        calorific_value: kWh per standard cubic metre (Brennwert). May be dated, by months for
            example; then the value of the period (Abrechnungsbrennwert) is the mean weighted by
            volume.
        spreading: How a volume between two readings is spread over days with different factors;
            the lawful way of the market if not given.
        calorific_rounding: How a mean calorific value is rounded before it is used.
        rounding: How the energy of the whole period is rounded, once.
        source: Where the factors are published.

    Raises:
        InvalidInputError: If a factor is not above zero.
    """

    state_number: Timeline[Decimal] = attrs.field(converter=as_factors)
    calorific_value: Timeline[Decimal] = attrs.field(converter=as_factors)
    spreading: Spreading | None = None
    calorific_rounding: RoundingRule = CALORIFIC_VALUE
    rounding: RoundingRule = WHOLE_KWH
    source: str = ""


def to_energy(
    used: Consumption, conversion: EnergyConversion, spreading: Spreading | None = None
) -> Consumption:
    """Convert a consumption in cubic metres to kilowatt hours.

    The volume of all intervals of a register is added up and converted once: per run of days with
    one state number the volume times that number times the mean calorific value, the sum of these
    rounded to whole kilowatt hours. Where readings divide the volume, the energy follows the
    volumes by the method of the largest remainder, so that the parts add up to the whole.

    Args:
        used: Volumes.
        conversion: The factors.
        spreading: How volumes are spread where the conversion does not say so itself.

    Raises:
        UnitError: If a register does not count cubic metres.
        GapError: If a day has no factor.
        MissingChoiceError: If factors change between two readings and nobody says how the volume
            is spread.

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
    factors = _Factors.of(used, conversion, conversion.spreading or spreading)
    intervals: list[Interval] = []
    for name, unit in zip(used.registers, used.units, strict=True):
        mine = [held for held in used.intervals if held.register == name]
        intervals.extend(_with_energy(mine, factors.energy(name, unit), conversion.rounding))
    return attrs.evolve(used, intervals=tuple(intervals), units=(KWH,) * len(used.registers))


def _pieces(factors: Timeline[Decimal], period: Period, name: str) -> list[tuple[Period, Input]]:
    label = STATE_NUMBER if name == "state_number" else _CALORIFIC
    unit = "1" if name == "state_number" else _PER_CUBIC_METRE
    try:
        held = factors.pieces(period)
    except GapError as error:
        raise GapError(
            name, error.value, "is a day without a factor", "Give a factor that covers it."
        ) from None
    return [(days, Input(label, entry.value, unit, entry.source)) for days, entry in held]


#: Volumes that only weigh factors are divided a million times finer than they were read.
_FINER: Final = 6


@attrs.frozen
class _Factors:
    """The factors of one period, and volumes cut where they change."""

    states: list[tuple[Period, Input]]
    calorific: list[tuple[Period, Input]]
    volumes: CutQuantities
    by: EnergyConversion

    @classmethod
    def of(cls, used: Consumption, by: EnergyConversion, spreading: Spreading | None) -> "_Factors":
        states = _pieces(by.state_number, used.period, "state_number")
        calorific = _pieces(by.calorific_value, used.period, "calorific_value")
        cuts = {days.start for days, _ in (*states[1:], *calorific[1:])}
        finely = Quantities(used, spreading, finer=_FINER)
        return cls(states, calorific, finely.cut_at(cuts), by)

    def energy(self, name: str, unit: Unit) -> Rounded:
        """Return the energy of a register as an expression."""
        parts = tuple(self._part(name, unit, days, state) for days, state in self.states)
        whole: Explanation = parts[0] if len(parts) == 1 else Operation("+", parts)
        return Rounded(whole, self.by.rounding)

    def _part(self, name: str, unit: Unit, days: Period, state: Input) -> Operation:
        months = [
            (part, value)
            for held, value in self.calorific
            if (part := held.intersection(days)) is not None
        ]
        volume = self._volume(name, unit, days)
        return Operation("*", (volume, self._sourced(state), self._mean(name, unit, months)))

    def _mean(self, name: str, unit: Unit, months: list[tuple[Period, Input]]) -> Explanation:
        """Return the calorific value of some days: the mean weighted by volume, rounded."""
        if len(months) == 1:
            return self._sourced(months[0][1])
        volumes = [self._volume(name, unit, days) for days, _ in months]
        products = tuple(
            Operation("*", (volume, self._sourced(value)))
            for volume, (_, value) in zip(volumes, months, strict=True)
        )
        total: Explanation = Operation("+", tuple(volumes))
        if not evaluate(total):
            return self._sourced(months[0][1])
        mean = Operation("/", (Operation("+", products), total))
        if not self.by.calorific_rounding(evaluate(mean)):
            raise InvalidInputError(
                "calorific_rounding",
                self.by.calorific_rounding.step,
                "rounds the calorific value to zero",
                "Give a step such as 0.001, or leave it out.",
            )
        return Rounded(mean, self.by.calorific_rounding)

    def _volume(self, name: str, unit: Unit, days: Period) -> Explanation:
        _, node, _ = self.volumes.over((name,), days)
        if unit == _CUBIC_METRE:
            return node
        part = Constant(Decimal(unit.factor.denominator), f"{unit}/{_CUBIC_METRE}")
        return Operation("/", (node, part))

    def _sourced(self, factor: Input) -> Input:
        return factor if factor.source else attrs.evolve(factor, source=self.by.source)


def factors_of(energy: Explanation) -> tuple[tuple[Label, Decimal], ...]:
    """Return the factors that a converted quantity rests on, each once, for the bill.

    A mean calorific value stands for the values it is made of.
    """
    found: list[tuple[Label, Decimal]] = []

    def look(node: Explanation) -> None:
        if isinstance(node, Rounded) and node.rule.name == CALORIFIC_VALUE.name:
            found.append((_BILLED, rounded(node)))
        elif isinstance(node, Input) and node.label == STATE_NUMBER:
            found.append((STATE_NUMBER, node.value))
        elif isinstance(node, Input) and node.label == _CALORIFIC:
            found.append((_BILLED, node.value))
        else:
            for child in children(node):
                look(child)

    look(energy)
    return tuple(dict.fromkeys(found))


def _with_energy(
    intervals: list[Interval], whole: Rounded, rounding: RoundingRule
) -> list[Interval]:
    energy = rounded(whole)
    if len(intervals) == 1:
        return [attrs.evolve(intervals[0], amount=energy, explanation=whole)]
    amounts = [held.amount for held in intervals]
    if not any(amounts):
        return [attrs.evolve(held, amount=Decimal(0), explanation=whole) for held in intervals]
    common = lcm(*(ratio(amount)[1] for amount in amounts))
    weights = tuple(above * (common // below) for above, below in map(ratio, amounts))
    step = rounding.step
    return [
        attrs.evolve(held, amount=part, explanation=Share(whole, weights, index, step, _BY_VOLUME))
        for index, (held, part) in enumerate(
            zip(intervals, allocate(energy, weights, step), strict=True)
        )
    ]
