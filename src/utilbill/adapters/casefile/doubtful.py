"""Readings that are estimated, and doubts about those that are not, in case files."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import ClassVar

import attrs

from utilbill.adapters.structuring import Model, doc
from utilbill.metering.estimate import Estimate, EstimationMethod, EstimationReason, Known
from utilbill.metering.estimation import (
    estimate_between,
    estimate_from_neighbors,
    estimate_from_use,
    estimated_reading,
)
from utilbill.metering.plausibility import PlausibilityRules, check_reading, doubts
from utilbill.metering.registers import Reading, Register, Registers
from utilbill.prorating.spreading import DayWeights
from utilbill.values.errors import InvalidInputError, MissingFieldError, MissingReadingError
from utilbill.values.findings import Finding
from utilbill.values.marked import at
from utilbill.values.period import Period, next_day
from utilbill.values.units import Quantity

#: Weights of days for a period, by the name of a way of spreading; the lawful one without a name.
Weigh = Callable[[str | None, Period], DayWeights]


@attrs.frozen(kw_only=True)
class UseModel(Model):
    """What was used in some days."""

    WHAT: ClassVar = "a known use"
    first: dt.date = doc("First day.")
    last: dt.date = doc("Last day, included.")
    used: Quantity = doc("What was used, such as 3500 kWh.")
    low: Quantity | None = doc("The least that it can have been.", default=None)
    high: Quantity | None = doc("The most that it can have been.", default=None)

    def known(self) -> Known:
        """Return the domain value."""
        return Known(Period.through(self.first, self.last), self.used, self.low, self.high)


@attrs.frozen(kw_only=True)
class EstimatedReadingModel(Model):
    """A reading that nobody took."""

    WHAT: ClassVar = "an estimated reading"
    register: str = doc("Id of the register.")
    day: dt.date | None = doc("Day at whose start it holds.", default=None)
    end_of: dt.date | None = doc("Day at whose end it holds.", default=None)
    method: EstimationMethod = doc("How it is estimated.")
    reason: EstimationReason = doc("Why it may be estimated.")
    based_on: UseModel | None = doc(
        "The use of the period before, of comparable customers, or before the failure.",
        default=None,
    )
    after: UseModel | None = doc("The use after the failure, for before_and_after.", default=None)
    band_percent: Decimal | None = doc("How far the truth may lie from it.", default=None)
    spreading: str | None = doc(
        "Weights of the days, such as H25; the market's lawful way if left out.", default=None
    )
    meter: str = doc("Number of the meter, where meters were exchanged.", default="")
    known_since: dt.date | None = doc("Day since which it is known.", default=None)


@attrs.frozen(kw_only=True)
class PlausibilityModel(Model):
    """What is expected of the readings of a register."""

    WHAT: ClassVar = "a check of readings"
    register: str = doc("Id of the register.")
    based_on: UseModel | None = doc("A use from which the expected one follows.", default=None)
    band_percent: Decimal | None = doc("How far a reading may lie from it.", default=None)
    spreading: str | None = doc("Weights of the days.", default=None)
    most_times_expected: Decimal | None = doc("How many times it is plausible.", default=None)
    least_times_expected: Decimal | None = doc("Which share of it is plausible.", default=None)
    connected_power: Quantity | None = doc("What the connection can carry [kW].", default=None)
    zero_is_doubtful: bool = doc("Whether a use of nothing is doubtful.", default=True)


def with_estimates(
    readings: Sequence[Reading],
    models: Sequence[EstimatedReadingModel],
    registers: Registers,
    weigh: Weigh,
) -> Iterator[Reading]:
    """Yield the estimated readings, each after those that stand before it."""
    held = list(readings)
    for model in sorted(models, key=_day):
        known = [reading for reading in held if was_known(reading, model.known_since)]
        with at(model):
            reading = _estimated(known, model, registers.find(model.register, model.meter), weigh)
        held.append(reading)
        yield reading


def was_known(reading: Reading, day: dt.date | None) -> bool:
    """Tell whether a reading was known on a day; without a day, every one is."""
    return day is None or reading.known_since is None or reading.known_since <= day


def find_doubts(
    readings: Sequence[Reading],
    models: Sequence[PlausibilityModel],
    registers: Registers,
    weigh: Weigh,
) -> Iterator[Finding]:
    """Yield a finding for every rule that a reading fails."""
    for model in models:
        with at(model):
            yield from _doubts(readings, model, registers, weigh)


def _day(model: EstimatedReadingModel) -> dt.date:
    with at(model):
        if (model.day is None) == (model.end_of is None):
            raise MissingFieldError(
                "day",
                f"day {model.day}, end_of {model.end_of}",
                "must be given in one way",
                "Write either day (start of the day) or end_of (end of the day).",
            )
        return (model.day or next_day(model.end_of)) if model.end_of else model.day or dt.date.min


def _needed(model: Model, field: str) -> Known:
    use: UseModel | None = getattr(model, field)
    if use is None:
        raise MissingFieldError(
            field, "nothing", "is needed to estimate", "Write first, last and used."
        )
    with at(use):
        return use.known()


def _band(given: Decimal | None) -> Decimal:
    if given is None:
        raise MissingFieldError(
            "band_percent", "nothing", "is needed for the range", "Write 20, for example."
        )
    return given


def _series(readings: Sequence[Reading], register: str, meter: str) -> list[Reading]:
    return sorted(
        (held for held in readings if (held.register, held.meter) == (register, meter)),
        key=lambda held: held.day,
    )


def _estimated(
    readings: Sequence[Reading], model: EstimatedReadingModel, register: Register, weigh: Weigh
) -> Reading:
    day, mine = _day(model), _series(readings, model.register, model.meter)
    before = [held for held in mine if held.day < day]
    if not before and not mine and not model.meter:
        meters = {held.meter for held in readings if held.register == model.register}
        if meters:
            raise MissingFieldError(
                "meter",
                "nothing",
                f"must be named: readings of {model.register} name theirs",
                f"Use one of: {', '.join(sorted(meters))}.",
            )
    if not before:
        raise MissingReadingError(
            "readings",
            model.register,
            f"holds no reading before {day}",
            "An estimate starts from a reading; give one.",
        )
    opening = before[-1]
    estimate = _estimate(model, opening, [held for held in mine if held.day > day], register, weigh)
    return attrs.evolve(
        estimated_reading(opening, estimate, day, register), known_since=model.known_since
    )


def _estimate(
    model: EstimatedReadingModel,
    opening: Reading,
    later: Sequence[Reading],
    register: Register,
    weigh: Weigh,
) -> Estimate:
    period = Period(opening.day, _day(model))
    weights = weigh(model.spreading, period)
    if model.method is EstimationMethod.BETWEEN_READINGS:
        if not later:
            raise MissingReadingError(
                "readings",
                model.register,
                f"holds no reading after {period.end}",
                "Choose another method, or give the reading.",
            )
        return estimate_between(
            opening, later[0], period.end, register, weights, reason=model.reason
        )
    known = _needed(model, "based_on")
    if model.method is EstimationMethod.BEFORE_AND_AFTER:
        after = _needed(model, "after")
        return estimate_from_neighbors(known, after, period, weights, reason=model.reason)
    return estimate_from_use(
        known,
        period,
        weights,
        method=model.method,
        reason=model.reason,
        band_percent=_band(model.band_percent),
    )


def _check_needs(model: PlausibilityModel) -> None:
    """Check that rules which look at the expected use have one."""
    if model.based_on is not None:
        return
    for field in ("most_times_expected", "least_times_expected", "band_percent"):
        if getattr(model, field) is not None:
            raise MissingFieldError(
                "based_on",
                "nothing",
                f"is needed for {field}",
                "Write first, last and used of a known use; nothing is expected without one.",
            )


def _doubts(
    readings: Sequence[Reading], model: PlausibilityModel, registers: Registers, weigh: Weigh
) -> Iterator[Finding]:
    _check_needs(model)
    rules = PlausibilityRules(
        zero_is_doubtful=model.zero_is_doubtful,
        most_times_expected=model.most_times_expected,
        least_times_expected=model.least_times_expected,
        connected_power=model.connected_power,
    )
    meters = dict.fromkeys(held.meter for held in readings if held.register == model.register)
    if not meters:
        raise InvalidInputError(
            "register", model.register, "has no readings to check", "Name one that has."
        )
    for meter in meters:
        mine = _series(readings, model.register, meter)
        for opening, closing in itertools.pairwise(mine):
            if not closing.origin.measured or opening.day >= closing.day:
                continue
            expected = _expected(model, Period(opening.day, closing.day), weigh)
            register = registers.find(model.register, meter)
            verdicts = check_reading(register, opening, closing, expected, rules)
            yield from doubts(closing, verdicts)


def _expected(model: PlausibilityModel, period: Period, weigh: Weigh) -> Estimate | None:
    if model.based_on is None:
        return None
    return estimate_from_use(
        _needed(model, "based_on"),
        period,
        weigh(model.spreading, period),
        reason=EstimationReason.NO_CUSTOMER_READING,
        band_percent=_band(model.band_percent),
    )
