"""Statutory clocks of German supply bills: when a bill must be there, when it may be due."""

import datetime as dt
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from utilbill.contracts.contract import Commodity
from utilbill.law.parameter import LawBook
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import multiply, plain
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.units import Quantity

_BILLING = "de.billing"


def _span(law: LawBook, name: str, day: dt.date) -> relativedelta:
    parameter = law[f"{_BILLING}.{name}"]
    count = int(parameter.at(day).value or 0)
    unit = parameter.unit.symbol
    spans = {
        "day": relativedelta(days=count),
        "week": relativedelta(weeks=count),
        "month": relativedelta(months=count),
        "year": relativedelta(years=count),
    }
    return spans[unit]


def _after(day: dt.date, span: relativedelta) -> dt.date:
    return day + span


def bill_deadline(law: LawBook, period: Period, *, monthly: bool = False) -> dt.date:
    """Return the last day on which the bill of a period must be available, EnWG § 40c Abs. 2.

    Six weeks after the end of the period or of the supply; three where bills are monthly.

    Examples:
        >>> from utilbill import market
        >>> bill_deadline(market("DE").law, Period.through("2025-07-01", "2026-06-30"))
        datetime.date(2026, 8, 11)
    """
    name = "bill_deadline_monthly" if monthly else "bill_deadline"
    return _after(period.last, _span(law, name, period.last))


def earliest_due_date(law: LawBook, received: dt.date) -> dt.date:
    """Return the earliest day on which a bill or installment may be due, EnWG § 40c Abs. 1.

    Two weeks after the customer received it.

    Examples:
        >>> from utilbill import market
        >>> earliest_due_date(market("DE").law, dt.date(2026, 8, 11))
        datetime.date(2026, 8, 25)
    """
    return _after(received, _span(law, "due_notice", received))


def credit_payout_deadline(law: LawBook, billed: dt.date) -> dt.date:
    """Return the last day on which a credit must be paid out, EnWG § 40c Abs. 3."""
    return _after(billed, _span(law, "credit_payout", billed))


def notice_deadline(
    law: LawBook,
    change: dt.date,
    *,
    household: bool = True,
    basic_supply: bool = False,
    margin: int | None = None,
) -> dt.date:
    """Return the last day on which a change of price may be announced.

    Outside basic supply the customer must have the notice two weeks before, a household one month
    before (EnWG § 41 Abs. 5); in basic supply it must be published six weeks before, and the change
    may only fall on the first of a month (StromGVV/GasGVV § 5 Abs. 2).

    Args:
        law: The law.
        change: First day of the new price.
        household: Whether the customer is a household.
        basic_supply: Whether it is basic supply (Grundversorgung).
        margin: Days taken off the calendar distance. A notice must have been received before the
            month begins to run, so one day if not given; none for a publication.

    Raises:
        InvalidInputError: If a change in basic supply does not fall on the first of a month.

    Examples:
        >>> from utilbill import market
        >>> notice_deadline(market("DE").law, dt.date(2026, 7, 1))
        datetime.date(2026, 5, 31)
    """
    if basic_supply:
        if change.day != 1:
            raise InvalidInputError(
                "change", change, "is not the first of a month", "See StromGVV § 5 Abs. 2."
            )
        name = "price_change_notice_basic_supply"
    else:
        name = "price_change_notice_household" if household else "price_change_notice"
    days = margin if margin is not None else (0 if basic_supply else 1)
    return change - _span(law, name, change) - days * ONE_DAY


def may_withhold_payment(
    law: LawBook,
    day: dt.date,
    used: Quantity,
    used_before: Quantity,
    *,
    meter_test_requested: bool,
    plausible_reason: bool = False,
) -> Decision:
    """Tell whether a customer may withhold payment because of the quantity, StromGVV § 17 Abs. 1.

    That is so if the use is more than double that of the comparable period before, without a
    plausible reason, and the customer asked for a test of the meter. While it is so, dunning rests.

    Examples:
        >>> from utilbill import market
        >>> bool(may_withhold_payment(market("DE").law, dt.date(2026, 6, 1),
        ...      Quantity(7050, "kWh"), Quantity(3500, "kWh"), meter_test_requested=True))
        True
    """
    parameter = law[f"{_BILLING}.objection_consumption_factor"]
    factor = parameter.at(day).value or Decimal(0)
    reference = parameter.at(day).reference
    limit = multiply(used_before.to(used.unit).amount, factor)
    conditions = (
        Condition(
            f"use above {plain(factor)} times that of the period before",
            used.amount > limit,
            f"{used} against a limit of {plain(limit)} {used.unit}",
            reference,
        ),
        Condition(
            "test of the meter requested",
            meter_test_requested,
            "requested" if meter_test_requested else "not requested",
            reference,
        ),
        Condition(
            "no plausible reason for the use",
            not plausible_reason,
            "a reason is known" if plausible_reason else "no reason is known",
            reference,
        ),
    )
    return Decision(all(condition.satisfied for condition in conditions), conditions)


def first_correctable_day(
    law: LawBook, found: dt.date, commodity: Commodity = Commodity.ELECTRICITY
) -> dt.date:
    """Return the first day whose bill may still be corrected after an error was found.

    Known effects reach back three years for electricity and gas (StromGVV/GasGVV § 18 Abs. 2), two
    for heat and water (AVBFernwärmeV/AVBWasserV § 21 Abs. 2).

    Examples:
        >>> from utilbill import market
        >>> first_correctable_day(market("DE").law, dt.date(2026, 6, 1))
        datetime.date(2023, 6, 1)
    """
    pipe = commodity in (Commodity.HEAT, Commodity.WATER, Commodity.WASTE_WATER)
    name = "correction_limit_heat_water" if pipe else "correction_limit"
    return found - _span(law, name, found)
