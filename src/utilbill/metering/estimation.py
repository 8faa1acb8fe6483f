"""Ways to estimate what was used, and the reading that follows (Schätzung), EnWG § 40a Abs. 2."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.metering.estimate import (
    Estimate,
    EstimateFactors,
    EstimationMethod,
    EstimationReason,
    Known,
)
from utilbill.metering.registers import Reading, ReadingOrigin, Register
from utilbill.prorating.spreading import DayWeights
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import add, exact, multiply, places, subtract
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingMode, RoundingRule, decimal_step
from utilbill.values.units import Quantity

_BEGINNING: Final = Label("reading before", "vorheriger Stand")
_ROLLOVER: Final = Label("rollover of the register", "Zählwerksüberlauf")
_RATIO: Final = Label("transformer ratio", "Wandlerfaktor")


def _rule(quantity: Quantity, mode: RoundingMode = RoundingMode.HALF_UP) -> RoundingRule:
    return RoundingRule("estimate", decimal_step(places(quantity.amount)), mode)


def _scaled(
    known: Known, period: Period, weights: DayWeights
) -> Callable[[Quantity, RoundingMode], Rounded]:
    above, below = weights.weight(period), weights.weight(known.period)
    if below <= 0:
        raise InvalidInputError(
            "weights", weights.label, f"give no weight to {known.period}", "Use other weights."
        )

    def of(quantity: Quantity, mode: RoundingMode) -> Rounded:
        used = Input(
            Label(f"used {known.period}", f"Verbrauch {known.period}"),
            quantity.amount,
            quantity.unit.symbol,
        )
        share = Operation("/", (Constant(Decimal(above), "1"), Constant(Decimal(below), "1")))
        return Rounded(Operation("*", (used, share)), _rule(known.quantity, mode))

    return of


def _factors(
    known: Iterable[Known],
    period: Period,
    weights: DayWeights,
    band_percent: Decimal | None = None,
) -> EstimateFactors:
    held = tuple(known)
    mine = weights.weight(period)
    return EstimateFactors(
        period=period,
        based_on=held,
        weights=weights.label,
        share=tuple(Fraction(mine, weights.weight(other.period)) for other in held),
        band_percent=band_percent,
    )


def _range(known: Known, period: Period, weights: DayWeights) -> tuple[Quantity, Quantity]:
    """Scale the range of what is known, rounded outwards."""
    of, (low, high) = _scaled(known, period, weights), known.bounds
    return (
        Quantity(rounded(of(low, RoundingMode.FLOOR)), low.unit),
        Quantity(rounded(of(high, RoundingMode.CEILING)), high.unit),
    )


def _banded(
    ends: tuple[Quantity, Quantity], band_percent: Decimal | int | str
) -> tuple[Quantity, Quantity]:
    """Widen a range by a band, rounded outwards, not below zero."""
    band = exact(band_percent, "band_percent")
    if band < 0:
        raise InvalidInputError("band_percent", band, "is below zero", "Give 0 or more.")
    (low, high), share = ends, multiply(band, decimal_step(2))
    least = subtract(low.amount, multiply(low.amount, share))
    most = add(high.amount, multiply(high.amount, share))
    return (
        Quantity(max(Decimal(0), _rule(low, RoundingMode.FLOOR)(least)), low.unit),
        Quantity(_rule(high, RoundingMode.CEILING)(most), high.unit),
    )


def estimate_from_use(
    known: Known,
    period: Period,
    weights: DayWeights,
    *,
    method: EstimationMethod | str = EstimationMethod.PREVIOUS_PERIOD,
    reason: EstimationReason | str,
    band_percent: Decimal | int | str,
) -> Estimate:
    """Estimate the use of a period from that of another one, by the weights of their days.

    The other period is the one before, or a year of comparable customers (EnWG § 40a Abs. 2).

    Args:
        known: What was used then, and how sure that is.
        period: The days to estimate.
        weights: A load profile, degree days, or linear.
        method: How, for the bill.
        reason: Why, for the bill.
        band_percent: How far the truth may lie from it, in percent of both ends of the range.

    Raises:
        InvalidInputError: If the known period has no weight, or the band is below zero.

    Examples:
        >>> from utilbill.prorating.spreading import Linear
        >>> last = Known(Period.of_year(2023), Quantity(3650, "kWh"))
        >>> estimate = estimate_from_use(last, Period.of_month(2024, 1), Linear(),
        ...                              reason="no_customer_reading", band_percent=20)
        >>> estimate.quantity, estimate.low, estimate.high
        (Quantity('310 kWh'), Quantity('248 kWh'), Quantity('372 kWh'))
    """
    best = _scaled(known, period, weights)(known.quantity, RoundingMode.HALF_UP)
    low, high = _banded(_range(known, period, weights), band_percent)
    return Estimate(
        quantity=Quantity(rounded(best), known.quantity.unit),
        low=low,
        high=high,
        method=method,
        reason=reason,
        explanation=best,
        factors=_factors([known], period, weights, exact(band_percent, "band_percent")),
    )


def estimate_from_neighbors(
    before: Known,
    after: Known,
    period: Period,
    weights: DayWeights,
    *,
    reason: EstimationReason | str = EstimationReason.METER_ERROR,
) -> Estimate:
    """Estimate a period by the mean of the times before and after it, StromGVV/GasGVV § 18 Abs. 1.

    The range reaches from the smaller to the larger of the two.

    Examples:
        >>> from utilbill.prorating.spreading import Linear
        >>> january = Known(Period.of_month(2024, 1), Quantity(310, "kWh"))
        >>> march = Known(Period.of_month(2024, 3), Quantity(248, "kWh"))
        >>> estimate_from_neighbors(january, march, Period.of_month(2024, 2), Linear()).quantity
        Quantity('261 kWh')
    """
    both = (before, after)
    nodes = [_scaled(held, period, weights)(held.quantity, RoundingMode.HALF_UP) for held in both]
    ranges = [_range(held, period, weights) for held in both]
    exactly: tuple[Explanation, ...] = tuple(node.operand for node in nodes)
    mean = Operation("/", (Operation("+", exactly), Constant(Decimal(len(both)), "1")))
    node = Rounded(mean, _rule(before.quantity))
    return Estimate(
        quantity=Quantity(rounded(node), before.quantity.unit),
        low=min((low for low, _ in ranges), key=lambda held: held.amount),
        high=max((high for _, high in ranges), key=lambda held: held.amount),
        method=EstimationMethod.BEFORE_AND_AFTER,
        reason=reason,
        explanation=node,
        factors=_factors(both, period, weights),
    )


def estimate_between(
    opening: Reading,
    closing: Reading,
    day: dt.date,
    register: Register,
    weights: DayWeights,
    *,
    reason: EstimationReason | str,
) -> Estimate:
    """Estimate what a register counted from a reading to a day before the next reading.

    The range is all that is possible: from nothing to everything that was counted.

    Raises:
        InvalidInputError: If the day does not lie between the readings, or they run backwards.
    """
    if not opening.day < day < closing.day:
        raise InvalidInputError(
            "day",
            day,
            f"does not lie between {opening.day} and {closing.day}",
            "Give a day between the readings.",
        )
    counted = multiply(subtract(closing.value, opening.value), register.ratio)
    if counted < 0:
        raise InvalidInputError(
            "value", closing.value, "lies below the reading before", "Check the readings."
        )
    whole = Period(opening.day, closing.day)
    known = Known(whole, Quantity(counted, register.unit))
    node = _scaled(known, Period(opening.day, day), weights)(known.quantity, RoundingMode.HALF_UP)
    return Estimate(
        quantity=Quantity(rounded(node), register.unit),
        low=Quantity(0, register.unit),
        high=known.quantity,
        method=EstimationMethod.BETWEEN_READINGS,
        reason=reason,
        explanation=node,
        factors=_factors([known], Period(opening.day, day), weights),
    )


def estimated_reading(
    opening: Reading, estimate: Estimate, day: dt.date, register: Register
) -> Reading:
    """Return the reading that an estimate leads to, marked with its method and reason.

    The value is rounded to the decimals of the reading before.

    Args:
        opening: The reading at the start of the estimated days.
        estimate: What was counted since.
        day: The day at whose start the reading holds.
        register: The register; with digits, it starts again after its last one.
    """
    rule = RoundingRule("reading", decimal_step(places(opening.value)))
    steps = Rounded(_in_steps(estimate, register), rule)
    counted = rounded(steps)
    start = Input(_BEGINNING, opening.value, register.unit.symbol, opening.source)
    shown: Explanation = Operation("+", (start, steps))
    value, turns = add(opening.value, counted), None
    if register.digits is not None:
        size = Decimal(10**register.digits)
        turns = int(value // size)
        value = subtract(value, multiply(Decimal(turns), size))
        if turns:
            again = Constant(multiply(Decimal(turns), size), register.unit.symbol, _ROLLOVER)
            shown = Operation("-", (shown, again))
    billed = _as_billed(estimate, Quantity(multiply(counted, register.ratio), register.unit))
    return Reading(
        register=opening.register,
        day=day,
        value=value,
        origin=ReadingOrigin.ESTIMATED,
        meter=opening.meter,
        rollovers=turns,
        reason=estimate.reason.label.en,
        estimate=attrs.evolve(billed, shown=shown),
    )


def _in_steps(estimate: Estimate, register: Register) -> Explanation:
    """Return what the register itself would count of an estimate."""
    node = estimate.explanation
    factor = estimate.quantity.unit.factor / register.unit.factor
    if factor.numerator != 1:
        node = Operation("*", (node, Constant(Decimal(factor.numerator), "1")))
    if factor.denominator != 1:
        node = Operation("/", (node, Constant(Decimal(factor.denominator), "1")))
    if register.ratio != 1:
        node = Operation("/", (node, Input(_RATIO, register.ratio, "1", f"register {register.id}")))
    return node


def _as_billed(estimate: Estimate, counted: Quantity) -> Estimate:
    """Return the estimate with the quantity that whole steps of the register leave of it."""
    if counted == estimate.quantity:
        return estimate
    low, high = (held.to(counted.unit) for held in (estimate.low, estimate.high))
    return attrs.evolve(
        estimate,
        quantity=counted,
        low=low if low.amount <= counted.amount else counted,
        high=high if high.amount >= counted.amount else counted,
    )
