"""Consumption beside that of the year before and that of comparable customers."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.settlement import Settlement
from utilbill.values.errors import InvalidInputError, MissingFieldError, PeriodError
from utilbill.values.explanation import Label
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.span import Span, SpanUnit
from utilbill.values.units import Quantity

_YEAR: Final = Span(1, SpanUnit.YEAR)
_TENTH: Final = RoundingRule("tenth_of_a_percent", decimal_step(1))


@attrs.frozen
class PreviousConsumption:
    """What was used in the comparable period of the year before (Vorjahreszeitraum).

    Attributes:
        period: Its days.
        quantity: What was used, on whatever supplier's account.
    """

    period: Period
    quantity: Quantity


@attrs.frozen
class ReferenceGroup:
    """Comparable customers (Vergleichskundengruppe).

    Attributes:
        label: Who they are, such as a household of two.
        quantity: What they use in a year.
    """

    label: Label
    quantity: Quantity


def _groups(value: Iterable[ReferenceGroup]) -> tuple[ReferenceGroup, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class ConsumptionComparison:
    """The comparisons that a bill must show, EnWG § 40 Abs. 2 Nr. 7 and 8.

    Attributes:
        contract: Number of the contract.
        period: The settled days.
        used: What was used in them.
        previous: The same days of the year before.
        yearly: What the customer uses in a year, to compare with groups.
        groups: Comparable customers.

    Raises:
        InvalidInputError: If a quantity is below zero, or that of a group is zero.
        MissingFieldError: If there are groups, but no year to compare with them.
        PeriodError: If the year before does not lie before the settled days, or in another year.
        UnitError: If quantities are not in comparable units.

    Examples:
        >>> year, before = Period.of_year(2025), Period.of_year(2024)
        >>> held = ConsumptionComparison(
        ...     contract="C", period=year, used=Quantity(2800, "kWh"),
        ...     previous=PreviousConsumption(before, Quantity(3100, "kWh")))
        >>> held.change
        Decimal('-9.7')
    """

    contract: str
    period: Period
    used: Quantity
    previous: PreviousConsumption | None = None
    yearly: Quantity | None = None
    groups: tuple[ReferenceGroup, ...] = attrs.field(default=(), converter=_groups)

    def __attrs_post_init__(self) -> None:
        compared = [self.previous.quantity] if self.previous else []
        compared += [self.yearly] if self.yearly else []
        for quantity in compared:
            if quantity.to(self.used.unit).amount < 0:
                raise InvalidInputError(
                    "quantity", quantity, "is below zero", "Give what was used."
                )
        for group in self.groups:
            if group.quantity.to(self.used.unit).amount <= 0:
                raise InvalidInputError(
                    "groups", group.quantity, "is not above zero", "Give what they use in a year."
                )
        if self.groups and self.yearly is None:
            raise MissingFieldError(
                "yearly",
                "nothing",
                "must be given beside groups, as they are compared by the year",
                "Give what the customer uses in a year.",
            )
        if self.previous is not None and self.previous.period.end > self.period.start:
            raise PeriodError(
                "previous",
                self.previous.period,
                f"does not lie before the settled period {self.period}",
                "Give the same days of the year before.",
            )
        if self.previous is not None and not self._touches_year_before(self.previous.period):
            raise PeriodError(
                "previous",
                self.previous.period,
                f"holds no day of the year before the settled period {self.period}",
                "Give the same days of the year before.",
            )

    def _touches_year_before(self, days: Period) -> bool:
        return days.intersection(_year_before(self.period)) is not None

    @property
    def by_day(self) -> bool:
        """Whether the year before is compared per day, as it has not the same days."""
        if self.previous is None:
            return False
        return self.previous.period != _year_before(self.period)

    @property
    def change(self) -> Decimal | None:
        """How much more (above zero) or less was used than the year before, in percent.

        None without a year before, or if nothing was used in it.
        """
        if self.previous is None:
            return None
        now, then = self._exact(self.used), self._exact(self.previous.quantity)
        if not then:
            return None
        if self.by_day:
            now, then = now / self.period.days, then / self.previous.period.days
        return _TENTH((now - then) / then * 100)

    def _exact(self, quantity: Quantity) -> Fraction:
        return Fraction(quantity.to(self.used.unit).amount)


def _year_before(period: Period) -> Period:
    return Period(_YEAR.before(period.start), _YEAR.before(period.end))


def compare(
    settlement: Settlement,
    *,
    previous: PreviousConsumption | None = None,
    groups: Iterable[ReferenceGroup] = (),
    yearly: Quantity | None = None,
) -> ConsumptionComparison:
    """Put the consumption of a settlement beside others.

    Args:
        settlement: What was settled.
        previous: The comparable period of the year before.
        groups: Comparable customers with what they use in a year.
        yearly: What the customer uses in a year; the settled quantity if the period is a year.

    Raises:
        MissingFieldError: If nothing was metered, or groups are given without a year to compare.
        PeriodError: If the year before does not lie before the settled period.
        UnitError: If quantities are not in comparable units.
    """
    if settlement.consumption is None:
        raise MissingFieldError(
            "consumption", "nothing", "was metered", "Compare supplies that have registers."
        )
    used, period = settlement.consumption.total, settlement.period
    if yearly is None and _YEAR.after(period.start) == period.end:
        yearly = used
    return ConsumptionComparison(
        contract=settlement.contract.id,
        period=period,
        used=used,
        previous=previous,
        yearly=yearly,
        groups=groups,
    )
