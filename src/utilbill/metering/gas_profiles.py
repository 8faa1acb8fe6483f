"""Standard load profiles of gas (Gas-SLP): the use of a day follows the temperature outside.

A profile function turns the allocation temperature of a day into a figure without a unit, the
h-value. A customer value (Kundenwert) turns that into kilowatt hours.
"""

import datetime as dt
from calendar import SATURDAY, SUNDAY
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from utilbill.values.calendar import Calendar
from utilbill.values.errors import GapError, InvalidInputError, NegativeConsumptionError
from utilbill.values.exact import exact, multiply, places
from utilbill.values.explanation import Label, as_label
from utilbill.values.period import ONE_DAY, Period, whole_day
from utilbill.values.rounding import RoundingRule, decimal_step

_WEEK: Final = SUNDAY + 1

#: Powers are no finite decimals: they are calculated to so many digits that no rounding of the
#: result feels it. A coefficient out of all proportion gives nothing or infinity, never a trap.
_POWERS: Final = Context(
    prec=100,
    rounding=ROUND_HALF_EVEN,
    Emin=-1000,
    Emax=1000,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero],
)


def _coefficient(given: Decimal | int | str) -> Decimal:
    return exact(given, "coefficient")


def _below_zero(given: Decimal | int | str) -> Decimal:
    number = exact(given, "coefficient b")
    if number >= 0:
        raise InvalidInputError(
            "coefficient b", number, "is not below zero", "Give it with its sign, as published."
        )
    return number


_MOST = 20  # decimals, more than any publication has


def _decimals(given: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _MOST:
        raise InvalidInputError(
            "decimals", given, "is no number of decimals", f"Give a whole number up to {_MOST}."
        )
    return given


@attrs.frozen(kw_only=True)
class Sigmoid:
    """The profile function of a type of customer (Profilfunktion, SigLinDe).

    With ``θ`` for the temperature and ``θ₀`` for the reference temperature,
    ``h(θ) = a / (1 + (b / (θ - θ₀)) ^ c) + d + max(m_heating θ + b_heating; m_water θ + b_water)``.
    It has no unit; at 8 °C it is about 1. The linear part is zero for the profiles before SigLinDe.

    Source: BDEW/VKU/GEODE guideline "Abwicklung von Standardlastprofilen Gas".

    Attributes:
        a: How much heating adds when it is coldest.
        b: In kelvin, below zero: where the curve bends.
        c: How steeply it bends.
        d: Use that does not depend on the weather.
        m_heating: Slope of the line of heating (Heizgas-Gerade), per kelvin.
        b_heating: Its value at 0 °C.
        m_water: Slope of the line of hot water (Warmwasser-Gerade), per kelvin.
        b_water: Its value at 0 °C.
        reference_temperature: In °C, above every temperature that may occur (Polstelle).
        decimals: Digits after the point that the h-value is rounded to, half up.

    Raises:
        InvalidInputError: If a coefficient is no exact number or ``b`` is not below zero.

    Examples:
        >>> house = Sigmoid(a="3.2279446", b="-37.42148", c="6.2222288", d="0.0828441",
        ...                 reference_temperature=40, decimals=6)
        >>> house.value(Decimal("8")), house.value(Decimal("-10"))
        (Decimal('0.967678'), Decimal('2.854105'))
    """

    a: Decimal = attrs.field(converter=_coefficient)
    b: Decimal = attrs.field(converter=_below_zero)
    c: Decimal = attrs.field(converter=_coefficient)
    d: Decimal = attrs.field(converter=_coefficient)
    m_heating: Decimal = attrs.field(default=Decimal(0), converter=_coefficient)
    b_heating: Decimal = attrs.field(default=Decimal(0), converter=_coefficient)
    m_water: Decimal = attrs.field(default=Decimal(0), converter=_coefficient)
    b_water: Decimal = attrs.field(default=Decimal(0), converter=_coefficient)
    reference_temperature: Decimal = attrs.field(converter=_coefficient)
    decimals: int = attrs.field(converter=_decimals)

    def value(self, temperature: Decimal) -> Decimal:
        """Return the h-value of a temperature.

        Calculated to a hundred digits whatever the ambient decimal context is, then rounded once.

        Args:
            temperature: The allocation temperature, in °C.

        Raises:
            InvalidInputError: If the temperature is not below the reference temperature, or the
                coefficients make a use below zero of it.

        Examples:
            >>> flat = Sigmoid(a=2, b=-35, c=6, d="0.5", reference_temperature=40, decimals=2)
            >>> flat.value(Decimal(5))
            Decimal('1.50')
        """
        theta = exact(temperature, "temperature")
        if theta >= self.reference_temperature:
            raise InvalidInputError(
                "temperature",
                theta,
                f"is not below the reference temperature of {self.reference_temperature} °C",
                "Give daily means in °C.",
            )
        with_heating = _POWERS.fma(self.m_heating, theta, self.b_heating)
        with_water = _POWERS.fma(self.m_water, theta, self.b_water)
        value = _POWERS.add(self._curve(theta), max(with_heating, with_water))
        if value < 0:
            raise InvalidInputError(
                "coefficients",
                f"h({theta})",
                "make a use below zero",
                "Give the coefficients as published.",
            )
        return RoundingRule("h_value", decimal_step(self.decimals))(value)

    def _curve(self, theta: Decimal) -> Decimal:
        distance = _POWERS.subtract(theta, self.reference_temperature)
        power = _POWERS.power(_POWERS.divide(self.b, distance), self.c)
        return _POWERS.add(_POWERS.divide(self.a, _POWERS.add(Decimal(1), power)), self.d)


def _day_weights(given: Sequence[Decimal | int | str]) -> tuple[Decimal, ...]:
    weights = tuple(exact(weight, "weight of a day") for weight in given)
    if not any(weights) or min(weights) < 0:
        raise InvalidInputError(
            "weights",
            ", ".join(str(weight) for weight in weights) or "none",
            "make no mean",
            "Give weights of which none is below zero and at least one above.",
        )
    return weights


@attrs.frozen(kw_only=True)
class DayMeans:
    """How daily means become the temperature that counts for a day (geometrische Reihe).

    A house keeps its warmth for a while, so the days before count as well.

    Source: BDEW/VKU/GEODE guideline "Abwicklung von Standardlastprofilen Gas".

    Attributes:
        weights: Weight of the day itself, then of each day before it.
        decimals: Digits after the point that the temperature is rounded to, half up.

    Raises:
        InvalidInputError: If a weight is below zero, or none is above.

    Examples:
        >>> DayMeans(weights=["1", "0.5", "0.25", "0.125"], decimals=4).days_before
        3
    """

    weights: tuple[Decimal, ...] = attrs.field(converter=_day_weights)
    decimals: int = attrs.field(converter=_decimals)

    @property
    def days_before(self) -> int:
        """How many days before a day count for it."""
        return len(self.weights) - 1

    def allocation_temperature(self, temperatures: Sequence[Decimal]) -> Decimal:
        """Return the temperature that counts for a day (Allokationstemperatur), in °C.

        Args:
            temperatures: Daily means in °C: of the day itself, then of the day before it, and so
                on, as many as there are weights.

        Raises:
            InvalidInputError: If there are more or fewer of them, or one is no exact number.

        Examples:
            >>> means = DayMeans(weights=["1", "0.5", "0.25", "0.125"], decimals=4)
            >>> means.allocation_temperature([Decimal(5), Decimal(4), Decimal(6), Decimal(8)])
            Decimal('5.0667')
        """
        if len(temperatures) != len(self.weights):
            raise InvalidInputError(
                "temperatures",
                f"{len(temperatures)} daily means",
                f"are not those of a day and the {self.days_before} before it",
                "Give one daily mean for each weight, the day itself first.",
            )
        total = sum(
            (
                Fraction(exact(mean, "temperature")) * Fraction(weight)
                for mean, weight in zip(temperatures, self.weights, strict=True)
            ),
            Fraction(0),
        )
        mean = total / sum(map(Fraction, self.weights))
        return RoundingRule("allocation_temperature", decimal_step(self.decimals))(mean)


def _by_day(given: Mapping[dt.date, Decimal | int | str]) -> Mapping[dt.date, Decimal]:
    means = {whole_day(day): exact(mean, "temperature") for day, mean in given.items()}
    return MappingProxyType(means)


def _by_weekday(given: Sequence[Decimal | int | str]) -> tuple[Decimal, ...]:
    factors = tuple(exact(factor, "weekday factor") for factor in given)
    if len(factors) != _WEEK or min(factors) < 0 or not any(factors):
        raise InvalidInputError(
            "weekday_factors",
            ", ".join(str(factor) for factor in factors) or "none",
            "are not the factors of a week",
            "Give one for each day from Monday to Sunday, none below zero and not all zero.",
        )
    return factors


@attrs.frozen(kw_only=True)
class GasProfile:
    """A standard load profile of gas under real weather (Gas-SLP, synthetisches Verfahren).

    Its weights say how a quantity is spread over days, so it can stand in a ``Spreading``. The
    quantity of a day is ``KW · h(θ) · F`` with the customer value, the h-value of the allocation
    temperature and the factor of the weekday. All weights are whole numbers in one scale, so that
    sums are exact. A day is a day of the calendar; where the network counts gas days (Gastag, from
    6 to 6 o'clock), it stands for the gas day that begins on it.

    Source: BDEW/VKU/GEODE guideline "Abwicklung von Standardlastprofilen Gas".

    Attributes:
        label: Name for people.
        sigmoid: The profile function.
        day_means: How daily means become the allocation temperature.
        temperatures: Daily means of the weather station, in °C, by day.
        weekday_factors: Factor of each day of the week from Monday (Wochentagsfaktor), without
            unit; 1 for households.
        calendar: Its holidays count as Sundays; None if none do.
        saturdays: Month and day of days that count as Saturdays unless they are Sundays.
        rounding: How a customer value is rounded.

    Raises:
        InvalidInputError: If a number is not exact, or the factors are not those of a week.
        PeriodError: If a temperature stands under something that is no day.

    Examples:
        >>> profile = GasProfile(
        ...     label=Label("house", "Einfamilienhaus"),
        ...     sigmoid=Sigmoid(a="3.2279446", b="-37.42148", c="6.2222288", d="0.0828441",
        ...                     reference_temperature=40, decimals=10),
        ...     day_means=DayMeans(weights=["1", "0.5", "0.25", "0.125"], decimals=10),
        ...     temperatures={dt.date(2026, 1, 1 + n): t for n, t in enumerate([8, 6, 4, 5, -3])},
        ...     rounding=RoundingRule("customer_value", decimal_step(4)),
        ... )
        >>> fourth, fifth = dt.date(2026, 1, 4), dt.date(2026, 1, 5)
        >>> profile.allocation_temperature(fourth), profile.h_value(fourth)
        (Decimal('5.0666666667'), Decimal('1.3565188481'))
        >>> profile.day_quantity(Decimal(60), fourth)
        Decimal('81.3911308860')
        >>> profile.weight(Period.through(fourth, fourth)), profile.scale
        (13565188481, 10000000000)
        >>> profile.customer_value(Decimal(200), Period.through(fourth, fifth))
        Decimal('60.5777')
        >>> profile.weight(Period.of_year(2026))
        Traceback (most recent call last):
        ...
        utilbill.values.errors.GapError: temperatures: have no daily mean of a day that is needed \
(got 2025-12-29). Give those of every day of the period and of the 3 days before it.
    """

    label: Label = attrs.field(converter=as_label)
    sigmoid: Sigmoid
    day_means: DayMeans
    temperatures: Mapping[dt.date, Decimal] = attrs.field(converter=_by_day, repr=False)
    weekday_factors: tuple[Decimal, ...] = attrs.field(
        default=(Decimal(1),) * _WEEK, converter=_by_weekday
    )
    calendar: Calendar | None = None
    saturdays: frozenset[tuple[int, int]] = frozenset()
    rounding: RoundingRule
    _days: dict[dt.date, int] = attrs.field(init=False, factory=dict, eq=False, repr=False)

    @property
    def scale(self) -> int:
        """What a day with an h-value and a weekday factor of 1 weighs."""
        return int(10**self._places)

    @property
    def _places(self) -> int:
        return self.sigmoid.decimals + max(places(factor) for factor in self.weekday_factors)

    def allocation_temperature(self, day: dt.date) -> Decimal:
        """Return the temperature that counts for a day (Allokationstemperatur), in °C.

        Raises:
            GapError: If the daily mean of the day or of one of the days before it is missing.
        """
        days = [day - index * ONE_DAY for index in range(self.day_means.days_before + 1)]
        for needed in reversed(days):
            if needed not in self.temperatures:
                raise self._gap(needed)
        return self.day_means.allocation_temperature([self.temperatures[held] for held in days])

    def _gap(self, missing: dt.date) -> GapError:
        before = self.day_means.days_before
        return GapError(
            "temperatures",
            missing,
            "have no daily mean of a day that is needed",
            f"Give those of every day of the period and of the {before} days before it.",
        )

    def h_value(self, day: dt.date) -> Decimal:
        """Return the h-value of a day, without unit and without the factor of its weekday.

        Raises:
            GapError: If a daily mean is missing.
            InvalidInputError: If it was warmer than the profile function allows.
        """
        return self.sigmoid.value(self.allocation_temperature(day))

    def weekday_factor(self, day: dt.date) -> Decimal:
        """Return the factor of a day by its weekday (Wochentagsfaktor), without unit.

        Raises:
            CalendarHorizonError: If the calendar does not know the holidays of that year.
        """
        weekday = day.weekday()
        if (day.month, day.day) in self.saturdays and weekday != SUNDAY:
            return self.weekday_factors[SATURDAY]
        if self.calendar is not None and self.calendar.holiday(day) is not None:
            return self.weekday_factors[SUNDAY]
        return self.weekday_factors[weekday]

    def day_weight(self, day: dt.date) -> int:
        """Return the weight of a day, ``h(θ) · F`` in the scale of the profile.

        Raises:
            GapError: If a daily mean is missing.
            InvalidInputError: If it was warmer than the profile function allows.
            CalendarHorizonError: If the calendar does not know the holidays of that year.
        """
        held = self._days.get(day)
        if held is None:
            h_times_factor = multiply(self.h_value(day), self.weekday_factor(day))
            held = int(multiply(h_times_factor, Decimal(self.scale)))
            self._days[day] = held
        return held

    def weight(self, period: Period) -> int:
        """Return the weight of all days of a period.

        Raises:
            GapError: If a daily mean is missing, with the first day that lacks it.
            InvalidInputError: If it was warmer than the profile function allows.
            CalendarHorizonError: If the calendar does not know the holidays of a year.
        """
        return sum(self.day_weight(day) for day in period)

    def day_quantity(self, customer_value: Decimal, day: dt.date) -> Decimal:
        """Return the quantity of a day, in kWh, unrounded.

        Args:
            customer_value: In kWh per day (Kundenwert).
            day: The day.

        Raises:
            GapError: If a daily mean is missing.
            InvalidInputError: If the customer value is no exact number, or it was warmer than the
                profile function allows.
            CalendarHorizonError: If the calendar does not know the holidays of that year.
        """
        value = exact(customer_value, "customer_value")
        h_times_factor = multiply(Decimal(self.day_weight(day)), decimal_step(self._places))
        return multiply(value, h_times_factor)

    def customer_value(self, quantity: Decimal, period: Period) -> Decimal:
        """Return the customer value (Kundenwert), in kWh per day, rounded by the profile's rule.

        It is what a day would use on which ``h(θ) · F`` is 1. It should rest on a whole year.

        Args:
            quantity: Use of the whole period, in kWh.
            period: Days between two readings.

        Raises:
            NegativeConsumptionError: If the quantity is below zero.
            GapError: If a daily mean is missing, with the first day that lacks it.
            InvalidInputError: If the quantity is no exact number, or no day of the period weighs
                anything.
            CalendarHorizonError: If the calendar does not know the holidays of a year.
        """
        used = exact(quantity, "quantity")
        if used < 0:
            raise NegativeConsumptionError(
                "quantity", used, "is below zero", "Give what was used between the two readings."
            )
        weight = self.weight(period)
        if not weight:
            raise InvalidInputError(
                "period", period, "has no day that weighs anything", "Give a longer one."
            )
        return self.rounding(Fraction(used) * self.scale / weight)


__all__ = ["DayMeans", "GasProfile", "Sigmoid"]
