"""The price that is guaranteed for the quota (Referenzpreis), and tariffs of two prices."""

import datetime as dt
from decimal import Decimal
from typing import Final

import attrs

from utilbill.law.parameter import LawBook
from utilbill.markets.de.reliefs.figures import days_in_force, input_in_force
from utilbill.markets.de.reliefs.groups import BrakeGroup
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import add, exact, plain
from utilbill.values.explanation import Constant, Explanation, Input, Label, Operation

#: Hours of a week.
_WEEK: Final = Decimal(dt.timedelta(weeks=1) // dt.timedelta(hours=1))


@attrs.frozen
class WeeklyHours:
    """For how many hours of a week the low and the high price of a tariff hold (NT, HT).

    Attributes:
        low: Hours of the low tariff (Schwachlast-, Niedertarif).
        high: Hours of the high tariff (Hochtarif).

    Raises:
        InvalidInputError: If one is below zero, or they are not a week.

    Examples:
        >>> WeeklyHours.of_low(56)
        WeeklyHours(low=Decimal('56'), high=Decimal('112'))
    """

    low: Decimal = attrs.field(converter=exact)
    high: Decimal = attrs.field(converter=exact)

    def __attrs_post_init__(self) -> None:
        if min(self.low, self.high) < 0 or add(self.low, self.high) != _WEEK:
            raise InvalidInputError(
                "hours",
                f"{plain(self.low)} and {plain(self.high)}",
                f"are not the {plain(_WEEK)} hours of a week",
                "Give the hours of both tariffs in one week.",
            )

    @classmethod
    def of_low(cls, low: Decimal | int | str) -> "WeeklyHours":
        """Take the rest of the week for the high tariff."""
        hours = exact(low, "low")
        return cls(hours, _WEEK - hours)

    def mean(self, low: Explanation, high: Explanation) -> Explanation:
        """Return the mean of two prices by the hours for which they hold."""
        parts = (
            Operation("*", (low, Input(_LOW_HOURS, self.low, "h/week"))),
            Operation("*", (high, Input(_HIGH_HOURS, self.high, "h/week"))),
        )
        return Operation("/", (Operation("+", parts), Constant(_WEEK, "h/week")))


_LOW_HOURS: Final = Label("hours of the low tariff", "Stunden im Niedertarif")
_HIGH_HOURS: Final = Label("hours of the high tariff", "Stunden im Hochtarif")


def reference_price(
    law: LawBook, group: BrakeGroup, day: dt.date, hours: WeeklyHours | None = None
) -> Explanation:
    """Return the reference price of a group [ct/kWh], as an expression.

    StromPBG § 5 Abs. 2, 3; EWPBG §§ 9, 16. Small delivery points of electricity with a low and a
    high tariff have one of their own from August 2023 on: the mean of two, by hours of a week.

    Args:
        law: The law.
        group: The group of the delivery point.
        day: First day of the month.
        hours: Hours of the two tariffs; None where one price holds at all times.

    Raises:
        PeriodError: If the day lies outside 2023.

    Examples:
        >>> from utilbill import market
        >>> from utilbill.values.explanation import evaluate
        >>> law, night = market("DE").law, WeeklyHours.of_low(56)
        >>> small = BrakeGroup.ELECTRICITY_SMALL
        >>> evaluate(reference_price(law, small, dt.date(2023, 7, 1), night))
        Fraction(40, 1)
        >>> evaluate(reference_price(law, small, dt.date(2023, 8, 1), night))
        Fraction(36, 1)
    """
    name = f"de.price_brake.{group.value}.reference_price"
    price = input_in_force(law, name, day)
    low = f"{name}_low"
    if hours is None or low not in law or day not in days_in_force(law, low):
        return price
    return hours.mean(input_in_force(law, low, day), price)
