"""A quantity that was estimated: its range, method and reason (Schätzung), EnWG § 40a Abs. 2."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError, NegativeConsumptionError
from utilbill.values.exact import plain
from utilbill.values.explanation import Explanation, Label, Operation
from utilbill.values.german import german
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Quantity


class EstimationMethod(Choice):
    """How a quantity was estimated; it must stand on the bill."""

    PREVIOUS_PERIOD = "previous_period"  #: From the use of the period before.
    COMPARABLE_CUSTOMERS = "comparable_customers"  #: From the use of comparable customers.
    BETWEEN_READINGS = "between_readings"  #: Between two readings (Interpolation).
    BEFORE_AND_AFTER = "before_and_after"  #: Mean of before and after; StromGVV/GasGVV § 18.

    @property
    def label(self) -> Label:
        """Its name on a bill."""
        return _METHODS[self]


_METHODS: Final = {
    EstimationMethod.PREVIOUS_PERIOD: Label(
        "by the use of the period before", "nach dem Verbrauch des vorherigen Zeitraums"
    ),
    EstimationMethod.COMPARABLE_CUSTOMERS: Label(
        "by the use of comparable customers", "nach dem Verbrauch vergleichbarer Kunden"
    ),
    EstimationMethod.BETWEEN_READINGS: Label("between two readings", "zwischen zwei Ablesungen"),
    EstimationMethod.BEFORE_AND_AFTER: Label(
        "by the mean of the times before and after", "nach dem Durchschnitt davor und danach"
    ),
}


class EstimationReason(Choice):
    """Why a quantity may be estimated; it must stand on the bill."""

    NO_CUSTOMER_READING = "no_customer_reading"  #: The customer sent none; EnWG § 40a Abs. 2.
    OUTSIDE_CONTROL = "outside_control"  #: Nobody could read, for reasons outside the supplier.
    FALLBACK_SUPPLY = "fallback_supply"  #: Ersatzversorgung; StromGVV § 12 Abs. 3.
    METER_ERROR = "meter_error"  #: The meter failed; StromGVV/GasGVV § 18 Abs. 1.
    MISSING_VALUES = "missing_values"  #: Values were lost; MsbG § 2 Nr. 17.

    @property
    def label(self) -> Label:
        """Its name on a bill."""
        return _REASONS[self]


_REASONS: Final = {
    EstimationReason.NO_CUSTOMER_READING: Label(
        "the customer sent no reading", "der Kunde hat keinen Zählerstand mitgeteilt"
    ),
    EstimationReason.OUTSIDE_CONTROL: Label(
        "the meter could not be read, for reasons outside the supplier's control",
        "Ablesung war aus vom Lieferanten nicht zu vertretenden Gründen nicht möglich",
    ),
    EstimationReason.FALLBACK_SUPPLY: Label("fallback supply", "Ersatzversorgung"),
    EstimationReason.METER_ERROR: Label("the meter failed", "Fehler der Messeinrichtung"),
    EstimationReason.MISSING_VALUES: Label("values were lost", "Messwerte sind ausgefallen"),
}


@attrs.frozen
class Known:
    """What was used in some period, exactly or within a range.

    Attributes:
        period: The days.
        quantity: What was used.
        low: The least it can have been; the quantity itself if it is known exactly.
        high: The most it can have been.
    """

    period: Period
    quantity: Quantity
    low: Quantity | None = None
    high: Quantity | None = None

    @property
    def bounds(self) -> tuple[Quantity, Quantity]:
        """The range, at least the quantity itself."""
        return self.low or self.quantity, self.high or self.quantity

    @property
    def label(self) -> Label:
        """The use and its days, as a bill says them."""
        first, last = self.period.start, self.period.last
        return Label(
            f"{self.quantity} from {first} to {last}",
            f"{german(self.quantity)} vom {first:%d.%m.%Y} bis {last:%d.%m.%Y}",
        )


def _known(value: Iterable[Known]) -> tuple[Known, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class EstimateFactors:
    """On what an estimate rests (Faktoren der Schätzung), EnWG § 40a Abs. 2 Satz 2.

    Attributes:
        period: The days that were estimated.
        based_on: What was used in other days: one use, or those before and after.
        weights: How the days weigh against each other: a load profile, degree days, linear.
        share: What part of the known use the estimated days are by these weights.
        band_percent: How far the truth may lie from it, in percent; None where the range has
            another ground.
    """

    period: Period
    based_on: tuple[Known, ...] = attrs.field(converter=_known)
    weights: Label
    share: tuple[Fraction, ...]
    band_percent: Decimal | None = None

    @property
    def label(self) -> Label:
        """The factors in one line, as they must stand on a bill."""
        en = " and ".join(
            f"{held.label.en} times {_percent(share)} % ({self.weights.en})"
            for held, share in zip(self.based_on, self.share, strict=True)
        )
        de = " und ".join(
            f"{held.label.de} mal {_percent(share).replace('.', ',')} % "
            f"({self.weights.in_language('de')})"
            for held, share in zip(self.based_on, self.share, strict=True)
        )
        if self.band_percent is None:
            return Label(f"based on {en}", f"Grundlage {de}")
        return Label(
            f"based on {en}, band of {plain(self.band_percent)} %",
            f"Grundlage {de}, Spanne {plain(self.band_percent).replace('.', ',')} %",
        )


#: A share is shown with two decimals of a percent; the estimate itself uses the exact one.
_SHOWN: Final = RoundingRule("shown_percent", decimal_step(2))
_PERCENT: Final = 100


def _percent(share: Fraction) -> str:
    return plain(_SHOWN(share * _PERCENT))


@attrs.frozen(kw_only=True)
class Estimate:
    """An estimated quantity with its range (geschätzte Menge).

    Ranges add when estimates add, and scale with them: a wider input never gives a narrower result.

    Attributes:
        quantity: The best value.
        low: The least that is thought possible, not below zero.
        high: The most.
        method: How it was estimated.
        reason: Why it may be estimated.
        explanation: How the value came about.
        factors: On what it rests; None where whoever estimated it does not say.
        shown: How the reading came about that the estimate led to; None before there is one.

    Raises:
        InvalidInputError: If the value lies outside its range.
        NegativeConsumptionError: If the range reaches below zero.
    """

    quantity: Quantity
    low: Quantity
    high: Quantity
    method: EstimationMethod = attrs.field(converter=EstimationMethod)
    reason: EstimationReason = attrs.field(converter=EstimationReason)
    explanation: Explanation
    factors: EstimateFactors | None = None
    shown: Explanation | None = None

    def __attrs_post_init__(self) -> None:
        if not self.low.amount <= self.quantity.amount <= self.high.amount:
            raise InvalidInputError(
                "quantity",
                self.quantity,
                f"does not lie between {self.low} and {self.high}",
                "Give a range around the value.",
            )
        if self.low.amount < 0:
            raise NegativeConsumptionError(
                "low", self.low, "is below zero", "Nothing less than zero is used."
            )

    def __contains__(self, quantity: Quantity) -> bool:
        return self.low.amount <= quantity.to(self.low.unit).amount <= self.high.amount

    @property
    def basis(self) -> Label:
        """Method, reason, value, range and factors in one line, as it must stand on a bill."""
        method, reason = self.method.label, self.reason.label
        rests = self.factors.label if self.factors is not None else None
        return Label(
            f"{method.en}; {reason.en}; {self.quantity}, between {self.low} and {self.high}"
            + (f"; {rests.en}" if rests else ""),
            f"{method.de}; {reason.de}; {german(self.quantity)}, "
            f"zwischen {german(self.low)} und {german(self.high)}"
            + (f"; {rests.de}" if rests else ""),
        )

    def __add__(self, other: "Estimate") -> "Estimate":
        return attrs.evolve(
            self,
            quantity=self.quantity + other.quantity,
            low=self.low + other.low,
            high=self.high + other.high,
            explanation=Operation("+", (self.explanation, other.explanation)),
            factors=None,
            shown=None,
        )
