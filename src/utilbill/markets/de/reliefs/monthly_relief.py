"""The relief of a month (monatlicher Entlastungsbetrag)."""

import datetime as dt
from decimal import Decimal
from typing import Final

import attrs

from utilbill.law.parameter import LawBook
from utilbill.markets.de.reliefs.figures import CENTS, in_cents
from utilbill.markets.de.reliefs.groups import BrakeGroup
from utilbill.markets.de.reliefs.quota import annual_quota
from utilbill.markets.de.reliefs.reference_price import WeeklyHours, reference_price
from utilbill.values.errors import MissingChoiceError, PeriodError
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Selection,
    evaluate,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import MONTHS_PER_YEAR, Period, first_of_next_month
from utilbill.values.rounding import CENT, RoundingRule
from utilbill.values.units import Price, Quantity

_EURO: Final = "EUR"
_MONTHS: Final = Constant(Decimal(MONTHS_PER_YEAR), "months/year")
_NOTHING: Final = Constant(Decimal(0), "ct/kWh")
_UNIT_PRICE: Final = Label("agreed unit price", "vereinbarter Arbeitspreis")
_LOW_PRICE: Final = Label("unit price of the low tariff", "Arbeitspreis im Niedertarif")
_CHEAPER: Final = Label(
    "the unit price is not above the reference price",
    "der Arbeitspreis liegt nicht über dem Referenzpreis",
)
_DEARER: Final = Label(
    "unit price above the reference price", "Arbeitspreis über dem Referenzpreis"
)


@attrs.frozen(kw_only=True)
class MonthlyRelief:
    """The relief of one month.

    Attributes:
        month: The month it is for.
        of_month: The month whose prices and quota count: March for January and February where they
            follow with March.
        unit_price: Agreed unit price [ct/kWh].
        reference: Reference price [ct/kWh].
        difference: What is relieved per kWh (Differenzbetrag) [ct/kWh], zero or more.
        quota: What is relieved in the month [kWh], before ``share``.
        share: The part of the month with supply; 1 for a whole one.
        explanation: The relief [EUR], not rounded.
    """

    month: Period
    of_month: Period
    unit_price: Explanation
    reference: Explanation
    difference: Explanation
    quota: Explanation
    share: Explanation
    explanation: Explanation

    @property
    def amount(self) -> Money:
        """The relief to the cent."""
        return self.rounded()

    def rounded(self, rounding: RoundingRule = CENT) -> Money:
        """Return the relief, rounded."""
        return Money(rounded(Rounded(self.explanation, rounding)), _EURO)


def monthly_relief(
    law: LawBook,
    group: BrakeGroup | str,
    month: dt.date,
    unit_price: Price | str | Explanation,
    annual: Quantity,
    *,
    low_price: Price | str | None = None,
    hours: WeeklyHours | None = None,
    share: Explanation | None = None,
) -> MonthlyRelief:
    """Return the relief of a month: price above reference price, times a twelfth of the quota.

    StromPBG §§ 4 to 6; EWPBG §§ 8 to 10, 15 to 17.

    Args:
        law: The law.
        group: The group of the delivery point.
        month: First day of the month.
        unit_price: The agreed unit price of that day; in small groups gross and with everything, in
            large ones net and before grid use, metering and state parts. Of two tariffs the high
            one.
        annual: The use of a year that the quota rests on (:func:`annual_quota`).
        low_price: Unit price of the low tariff.
        hours: Hours of both tariffs; needed with ``low_price``.
        share: The part of the month with supply, where it is not all of it.

    Raises:
        PeriodError: If the day is no first of a month, or lies outside 2023.
        MissingChoiceError: If a low price comes without hours.
        UnitError: If a price is no price of energy, or the use no energy.

    Examples:
        >>> from utilbill import market
        >>> law, may = market("DE").law, dt.date(2023, 5, 1)
        >>> monthly_relief(law, "gas_small", may, "18.00 ct/kWh", Quantity(20000, "kWh")).amount
        Money('80.00', 'EUR')
        >>> monthly_relief(law, "gas_small", may, "11.50 ct/kWh", Quantity(20000, "kWh")).amount
        Money('0.00', 'EUR')
        >>> monthly_relief(
        ...     law, "electricity_small", dt.date(2023, 8, 1), "44.00 ct/kWh",
        ...     Quantity(6000, "kWh"),
        ...     low_price="38.00 ct/kWh", hours=WeeklyHours.of_low(56)).amount
        Money('24.00', 'EUR')
    """
    chosen = BrakeGroup(group)
    if month.day != 1:
        raise PeriodError("month", month, "is no first of a month", "Give the first day.")
    price = _price(unit_price, _UNIT_PRICE)
    if low_price is not None:
        if hours is None:
            raise MissingChoiceError(
                "hours",
                "none",
                "are needed to weigh two unit prices",
                "Give WeeklyHours(low, high).",
            )
        price = hours.mean(_price(low_price, _LOW_PRICE), price)
    return _relief(law, chosen, month, price, annual, hours, share)


def _price(price: Price | str | Explanation, label: Label) -> Explanation:
    if not isinstance(price, Price | str):
        return price
    given = Price.parse(price) if isinstance(price, str) else price
    return Input(label, in_cents(given), "ct/kWh", "as agreed")


def _relief(
    law: LawBook,
    group: BrakeGroup,
    month: dt.date,
    price: Explanation,
    annual: Quantity,
    hours: WeeklyHours | None,
    share: Explanation | None,
) -> MonthlyRelief:
    reference = reference_price(law, group, month, hours)
    above = Operation("-", (price, reference))
    dearer = evaluate(above) > 0
    difference = Selection(
        above if dearer else _NOTHING, "not_below_zero", _DEARER if dearer else _CHEAPER
    )
    quota = Operation("/", (annual_quota(law, group, annual, month), _MONTHS))
    amount = Operation("/", (Operation("*", (difference, quota)), CENTS))
    whole = Period(month, first_of_next_month(month))
    return MonthlyRelief(
        month=whole,
        of_month=whole,
        unit_price=price,
        reference=reference,
        difference=difference,
        quota=quota,
        share=share or Constant(Decimal(1), "1"),
        explanation=amount if share is None else Operation("*", (amount, share)),
    )


def for_month(relief: MonthlyRelief, month: Period) -> MonthlyRelief:
    """Return the relief of another month at the same amount, as for January with March."""
    return attrs.evolve(relief, month=month)
