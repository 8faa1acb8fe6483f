"""Quantities or prices per interval of time, on days of 23, 24 and 25 hours."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

import attrs

from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import add, exact, multiply
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity, Unit, as_unit

#: Intervals of electricity markets and meters.
QUARTER_HOUR = dt.timedelta(hours=1) / 2 / 2
HOUR = dt.timedelta(hours=1)


def instants(period: Period, resolution: dt.timedelta, zone: ZoneInfo) -> tuple[dt.datetime, ...]:
    """Return the starts of all intervals of some days of local time, as instants.

    Examples:
        >>> berlin = ZoneInfo("Europe/Berlin")
        >>> day = dt.date(2024, 10, 27)
        >>> len(instants(Period(day, day + dt.timedelta(days=1)), HOUR, berlin))
        25
    """
    start, end = (
        dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
        for day in (period.start, period.end)
    )
    count, rest = divmod(end - start, resolution)
    if rest:
        raise InvalidInputError(
            "resolution", resolution, "does not divide the days", "Use quarter hours or hours."
        )
    return tuple(start + index * resolution for index in range(count))


def _values(given: Sequence[Decimal | int | str]) -> tuple[Decimal, ...]:
    return tuple(exact(value, "value") for value in given)


@attrs.frozen
class IntervalSeries:
    """One value per interval, keyed by instant (Lastgang, tidsserie, szereg).

    Attributes:
        period: Whole days of local time.
        zone: The zone of that time.
        resolution: Length of an interval.
        unit: Unit of the values; of a price or of a quantity.
        values: One per interval, in the order of instants.

    Raises:
        InvalidInputError: If there are too many or too few values for these days.

    Examples:
        >>> day = Period.through("2024-03-31", "2024-03-31")
        >>> series = IntervalSeries(day, ZoneInfo("Europe/Berlin"), HOUR, "kWh", ["0.5"] * 23)
        >>> series.total
        Quantity('11.5 kWh')
    """

    period: Period
    zone: ZoneInfo
    resolution: dt.timedelta
    unit: Unit = attrs.field(converter=as_unit)
    values: tuple[Decimal, ...] = attrs.field(converter=_values, repr=False)

    def __attrs_post_init__(self) -> None:
        expected = len(self.instants)
        if len(self.values) != expected:
            raise InvalidInputError(
                "values",
                f"{len(self.values)} values",
                f"do not fill {self.period} in {self.zone.key}, which needs {expected}",
                "Mind the days on which clocks change; name missing intervals.",
            )

    @property
    def instants(self) -> tuple[dt.datetime, ...]:
        """The starts of the intervals, in universal time."""
        return instants(self.period, self.resolution, self.zone)

    @property
    def total(self) -> Quantity:
        """The sum of the values; only of quantities."""
        total = Decimal(0)
        for value in self.values:
            total = add(total, value)
        return Quantity(total, self.unit)

    def by_day(self) -> tuple[Self, ...]:
        """Cut into days of local time."""
        cuts = [day for day in self.period if day != self.period.start]
        parts = self.period.split_at(cuts)
        lengths = [len(instants(part, self.resolution, self.zone)) for part in parts]
        bounds = [sum(lengths[:index]) for index in range(len(lengths) + 1)]
        return tuple(
            attrs.evolve(self, period=part, values=self.values[start:end])
            for part, (start, end) in zip(parts, pairwise(bounds), strict=True)
        )


def weighted_total(quantities: IntervalSeries, prices: IntervalSeries) -> Fraction:
    """Return the sum of quantity times price over all intervals, exactly.

    In the unit of money of the prices, such as ct for ct/kWh.

    Raises:
        UnitError: If the series do not fit each other.
    """
    price = Price(1, prices.unit)
    if price.per.dimension != quantities.unit.dimension:
        raise UnitError(
            "unit", prices.unit, f"is no price per {quantities.unit}", "Convert one of them."
        )
    if quantities.instants != prices.instants:
        raise InvalidInputError(
            "prices", prices.period, "are for other intervals", "Align the series first."
        )
    factor = quantities.unit.factor / price.per.factor
    total = Decimal(0)
    for quantity, value in zip(quantities.values, prices.values, strict=True):
        total = add(total, multiply(quantity, value))
    return Fraction(total) * factor
