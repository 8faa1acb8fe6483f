"""The power that is charged: a peak, the mean of several, at least what was agreed."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.intervals.series import as_resolution
from utilbill.tariffs.component import Context, QuantitySource
from utilbill.values.choice import Choice
from utilbill.values.errors import GapError, InvalidInputError, UnitError
from utilbill.values.exact import exact, multiply
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Selection,
    decimal_of,
    evaluate,
    rounded,
)
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingMode, RoundingRule, decimal_step
from utilbill.values.units import Quantity, Unit, as_quantity, optional_quantity

#: Means of peaks that nobody rounds by a rule of their own keep ten decimals on the bill.
MEAN_OF_PEAKS = RoundingRule("mean_of_peaks", decimal_step(10), RoundingMode.HALF_UP)

_MINIMUM = Label("at least the minimum power", "mindestens die Mindestleistung")
_CONTRACTED = Label(
    "at least a share of the agreed power", "mindestens ein Teil der Vorhalteleistung"
)
_SHARE = Label("share of the agreed power", "Anteil der Vorhalteleistung")
_AGREED = Label("agreed power", "vereinbarte Leistung")
_FREE = Label("free power", "freie Leistung")
_NONE = Label("no power above the free one", "keine Leistung über der freien")


class DistinctIn(Choice):
    """In what no two of several peaks may lie.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    DAY = "day"  #: Of each day the highest one only.
    MONTH = "month"  #: Of each month the highest one only.
    NOTHING = "nothing"  #: Peaks may be neighbors.


@attrs.frozen
class Peak:
    """A high load and when it was.

    Attributes:
        start: Where its interval begins, by the local clock.
        power: Mean power of the interval.
    """

    start: dt.datetime
    power: Quantity


@attrs.frozen
class ReadPeak:
    """A peak that the meter remembered, read without a load curve (Maximumzähler).

    Attributes:
        period: The days in which it was the highest load.
        power: Mean power of the measuring interval.
        source: Where it was read.

    Examples:
        >>> from utilbill import Period
        >>> str(ReadPeak(Period.of_year(2024), "5000 kW").power)
        '5000 kW'
    """

    period: Period
    power: Quantity = attrs.field(converter=as_quantity)
    source: str = ""

    def input(self, unit: Unit) -> Input:
        """Return it as an input of explanations."""
        label = Label(f"peak of {self.period}", f"Höchstlast {self.period}")
        return Input(label, self.power.to(unit).amount, unit.symbol, self.source)


@attrs.frozen(kw_only=True)
class PeakRule:
    """Which power is charged (Leistungsermittlung, effektuttag).

    Attributes:
        count: How many of the highest loads are averaged.
        distinct: In what no two of them may lie.
        resolution: Length over which power is averaged first; that of the load curve if not given.
        minimum: Power that is charged at least.
        contracted: Agreed power.
        share: Share of the agreed power that is charged at least.
        free: Power that is not charged.
        rounding: How the charged power is rounded.

    Raises:
        InvalidInputError: If the count is below one, or a share is given without agreed power.

    Examples:
        >>> year = Period.of_year(2023)
        >>> load = IntervalSeries.on(year, [1] * 100 + [5] * 24 + [1] * 8636, unit="kWh",
        ...                          resolution="1 h", zone="Europe/Stockholm")
        >>> power, peaks = PeakRule(count=3).of(load, "power")
        >>> [str(peak.power) for peak in peaks], str(evaluate(power))
        (['5 kW', '5 kW', '1 kW'], '11/3')
    """

    count: int = 1
    distinct: DistinctIn = attrs.field(default=DistinctIn.DAY, converter=DistinctIn)
    resolution: dt.timedelta | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_resolution)
    )
    minimum: Quantity | None = attrs.field(default=None, converter=optional_quantity)
    contracted: Quantity | None = attrs.field(default=None, converter=optional_quantity)
    share: Decimal = attrs.field(default=Decimal(1), converter=exact)
    free: Quantity | None = attrs.field(default=None, converter=optional_quantity)
    rounding: RoundingRule | None = None

    def __attrs_post_init__(self) -> None:
        if self.count < 1:
            raise InvalidInputError("count", self.count, "averages nothing", "Give 1 or more.")
        for name in ("minimum", "contracted", "free"):
            held = getattr(self, name)
            if held is not None and held.unit.dimension[0] not in _POWERS:
                raise UnitError(name, held, "is no power", "Give it in kW.")

    def peaks(self, load: IntervalSeries) -> tuple[Peak, ...]:
        """Return the highest loads, from the highest down; of equal ones the earlier first.

        Raises:
            UnitError: If the series is no energy.
        """
        if self.resolution is not None and self.resolution != load.resolution:
            load = load.summed_to(self.resolution)
        power = load.mean_power()
        best: dict[object, int] = {}
        if self.distinct is DistinctIn.NOTHING:
            best = {index: index for index in range(len(power))}
        else:
            for day in power.local_days():
                counts = power.counts[day.first : day.stop]
                index = day.first + counts.index(max(counts))
                key = day.day if self.distinct is DistinctIn.DAY else (day.day.year, day.day.month)
                held = best.get(key)
                if held is None or power.counts[index] > power.counts[held]:
                    best[key] = index
        order = sorted(best.values(), key=lambda index: (-power.counts[index], index))
        return tuple(
            Peak(
                (power.start + index * power.resolution).astimezone(power.zone),
                Quantity(multiply(Decimal(power.counts[index]), power.step), power.unit),
            )
            for index in order[: self.count]
        )

    def of(self, load: IntervalSeries, source: str) -> tuple[Explanation, tuple[Peak, ...]]:
        """Return the power that is charged, explained, and the loads that it rests on."""
        peaks = self.peaks(load)
        inputs = [_input(peak, source) for peak in peaks]
        return self._charged(inputs, peaks[0].power.unit, source), peaks

    def of_read(self, peaks: Sequence[ReadPeak], source: str) -> Explanation:
        """Return the power that is charged, from peaks that the meter itself remembered."""
        order = sorted(peaks, key=lambda peak: (-peak.power.amount, peak.period.start))
        unit = order[0].power.unit
        return self._charged([peak.input(unit) for peak in order[: self.count]], unit, source)

    def _charged(self, peaks: Sequence[Input], unit: Unit, source: str) -> Explanation:
        node = _mean(peaks)
        if self.free is not None:
            node = self._without_free(node, self.free.to(unit))
        if self.contracted is not None:
            node = _at_least(
                node, self._agreed(self.contracted.to(unit)), "contracted", _CONTRACTED
            )
        if self.minimum is not None:
            least = self.minimum.to(unit)
            node = _at_least(
                node, Input(_MINIMUM, least.amount, unit.symbol, source), "minimum", _MINIMUM
            )
        if self.rounding is not None:
            node = Rounded(node, self.rounding)
        return node

    def _agreed(self, agreed: Quantity) -> Explanation:
        node: Explanation = Input(_AGREED, agreed.amount, agreed.unit.symbol)
        if self.share != 1:
            node = Operation("*", (node, Input(_SHARE, self.share, "1")))
        return node

    def _without_free(self, node: Explanation, free: Quantity) -> Explanation:
        left = Operation("-", (node, Input(_FREE, free.amount, free.unit.symbol)))
        if evaluate(left) < 0:
            return Selection(Constant(Decimal(0), free.unit.symbol), "free", _NONE)
        return left


_POWERS = ("power", "reactive power", "apparent power")


def _input(peak: Peak, source: str) -> Input:
    moment = f"{peak.start:%Y-%m-%d %H:%M %z}"
    label = Label(f"load at {moment}", f"Leistung {peak.start:%d.%m.%Y %H:%M}")
    return Input(label, peak.power.amount, peak.power.unit.symbol, source)


def _mean(nodes: Sequence[Explanation]) -> Explanation:
    if len(nodes) == 1:
        return nodes[0]
    return Operation("/", (Operation("+", tuple(nodes)), Constant(Decimal(len(nodes)), "1")))


def _at_least(node: Explanation, least: Explanation, rule: str, reason: Label) -> Explanation:
    return Selection(least, rule, reason) if evaluate(least) > evaluate(node) else node


@attrs.frozen
class ChargedPower:
    """The power that is charged for some days.

    Attributes:
        node: How it came about.
        unit: Its unit.
        measured: Whether a meter counted every value that it rests on.
    """

    node: Explanation
    unit: Unit
    measured: bool

    @property
    def quantity(self) -> Quantity:
        """The power as it stands on a bill."""
        return Quantity(shown(self.node), self.unit)


def charged_power(
    rule: PeakRule, register: str, days: Period, quantities: QuantitySource, context: Context
) -> ChargedPower:
    """Return the power that is charged for some days, from peaks that were read or a load curve.

    Raises:
        MissingRegisterError: If there is neither.
        GapError: If peaks were read, but none in these days, or fewer than the rule averages.
    """
    read = context.peaks.get(register)
    if read is None:
        load = quantities.series(register, days)
        node, peaks = rule.of(load, register)
        return ChargedPower(node, peaks[0].power.unit, load.measured)
    mine = [peak for peak in read if peak.period.intersection(days)]
    if len(mine) < rule.count:
        raise GapError(
            f"peaks.{register}",
            f"{len(mine)} in {days}",
            f"are fewer than the {rule.count} that are charged",
            "Give the peak of every stretch of time for which one is charged.",
        )
    return ChargedPower(rule.of_read(mine, register), mine[0].power.unit, measured=True)


def shown(node: Explanation) -> Decimal:
    """Return a charged power as it stands on a bill."""
    if isinstance(node, Rounded):
        return rounded(node)
    value = evaluate(node)
    held = MEAN_OF_PEAKS(value)
    return decimal_of(value) if held == value else held
