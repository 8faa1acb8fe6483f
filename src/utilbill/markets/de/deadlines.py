"""Statutory clocks of German supply bills: when a bill must be there, when it may be due."""

import datetime as dt
from decimal import Decimal

import attrs

from utilbill.billing.settlement import Settlement
from utilbill.contracts.contract import Commodity
from utilbill.law.parameter import LawBook
from utilbill.markets.de.clocks import reference, span
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import multiply, plain
from utilbill.values.explanation import Label
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.span import Span
from utilbill.values.units import Quantity

_BILLING = "de.billing"


def _span(law: LawBook, name: str, day: dt.date) -> Span:
    return span(law, f"{_BILLING}.{name}", day)


def bill_deadline(law: LawBook, period: Period, *, monthly: bool = False) -> dt.date:
    """Return the last day on which the bill of a period must be available, EnWG § 40c Abs. 2.

    Six weeks after the end of the period or of the supply; three where electricity is billed
    monthly.

    Examples:
        >>> from utilbill import market
        >>> bill_deadline(market("DE").law, Period.through("2025-07-01", "2026-06-30"))
        datetime.date(2026, 8, 11)
    """
    name = "bill_deadline_monthly" if monthly else "bill_deadline"
    return _span(law, name, period.last).after(period.last)


def earliest_due_date(law: LawBook, received: dt.date) -> dt.date:
    """Return the earliest day on which a bill or installment may be due, EnWG § 40c Abs. 1.

    Two weeks after the customer received it.

    Examples:
        >>> from utilbill import market
        >>> earliest_due_date(market("DE").law, dt.date(2026, 8, 11))
        datetime.date(2026, 8, 25)
    """
    return _span(law, "due_notice", received).after(received)


def credit_payout_deadline(law: LawBook, billed: dt.date) -> dt.date:
    """Return the last day on which a credit must be paid out, EnWG § 40c Abs. 3.

    Two weeks after the bill. The credit of a periodic bill may be set off in full against the next
    installment instead (:func:`~utilbill.installments.offset.offset_credit`), that of a final bill
    may not.

    Examples:
        >>> from utilbill import market
        >>> credit_payout_deadline(market("DE").law, dt.date(2026, 8, 11))
        datetime.date(2026, 8, 25)
    """
    return _span(law, "credit_payout", billed).after(billed)


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
    return _span(law, name, change).before(change) - days * ONE_DAY


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
    return _span(law, name, found).before(found)


def limitation_end(law: LawBook, due: dt.date) -> dt.date:
    """Return the last day of the limitation of a claim (Verjährung), BGB §§ 195, 199 Abs. 1.

    Three years from the end of the year in which the claim became due and was known. A claim for
    energy becomes due with its bill, not before. What suspends the limitation (BGB §§ 203, 204) is
    not looked at.

    Examples:
        >>> from utilbill import market
        >>> limitation_end(market("DE").law, dt.date(2023, 2, 14))
        datetime.date(2026, 12, 31)
    """
    end_of_year = Period.of_year(due.year).last
    return _span(law, "limitation", due).after(end_of_year)


def longest_period(
    law: LawBook, start: dt.date, commodity: Commodity = Commodity.ELECTRICITY
) -> Period:
    """Return the longest period that may be settled at once, EnWG § 40b Abs. 1.

    A year for electricity, gas and heat; twelve months for water (AVBWasserV § 24 Abs. 1).

    Examples:
        >>> from utilbill import market
        >>> str(longest_period(market("DE").law, dt.date(2025, 7, 1)))
        '2025-07-01..2026-06-30'
    """
    water = commodity in (Commodity.WATER, Commodity.WASTE_WATER)
    name = "de.supply.maximum_period_water" if water else f"{_BILLING}.maximum_period"
    return Period(start, span(law, name, start).after(start))


def next_information(
    law: LawBook,
    last: dt.date,
    *,
    remote: bool,
    on_request: bool = False,
    commodity: Commodity = Commodity.ELECTRICITY,
) -> dt.date:
    """Return until when the next billing information is due, EnWG § 40b Abs. 2 and 3.

    Without remote reading six months after the last one, or three if the customer asks; with remote
    reading a month. Of district heating with remote meters: a month (FFVAV § 4 Abs. 4).

    Args:
        law: The law.
        last: Day of the last bill or information.
        remote: Whether the meter is read from afar.
        on_request: Whether the customer asked for shorter intervals.
        commodity: What is supplied.

    Examples:
        >>> from utilbill import market
        >>> next_information(market("DE").law, dt.date(2026, 1, 31), remote=True)
        datetime.date(2026, 2, 28)
    """
    if remote:
        heat = commodity is Commodity.HEAT
        name = "information_interval_heat" if heat else "information_interval_remote"
    else:
        name = "information_interval_on_request" if on_request else "information_interval"
    return span(law, f"de.supply.{name}", last).after(last)


def next_paper_bill(law: LawBook, last: dt.date) -> dt.date:
    """Return until when a customer can have the next free bill on paper, EnWG § 40b Abs. 1 Nr. 3.

    Examples:
        >>> from utilbill import market
        >>> next_paper_bill(market("DE").law, dt.date(2026, 2, 10))
        datetime.date(2027, 2, 10)
    """
    return span(law, "de.supply.paper_bill_interval", last).after(last)


def history_start(law: LawBook, asked: dt.date, supply_start: dt.date) -> dt.date:
    """Return from when on a customer can ask for the history of consumption, EnWG § 40b Abs. 5.

    Three years back, at most to the beginning of the contract.

    Examples:
        >>> from utilbill import market
        >>> history_start(market("DE").law, dt.date(2026, 5, 1), dt.date(2024, 1, 1))
        datetime.date(2024, 1, 1)
    """
    return max(supply_start, span(law, "de.supply.consumption_history", asked).before(asked))


def first_installment(law: LawBook, supply_start: dt.date, requested: dt.date) -> dt.date:
    """Return the earliest day on which the first installment may be due, EnWG § 41b Abs. 3.

    Not before the supply of a household begins, nor before two weeks after the request (EnWG § 40c
    Abs. 1).

    Examples:
        >>> from utilbill import market
        >>> first_installment(market("DE").law, dt.date(2026, 3, 1), dt.date(2026, 2, 1))
        datetime.date(2026, 3, 1)
    """
    return max(supply_start, earliest_due_date(law, requested))


def complaint_deadline(law: LawBook, received: dt.date) -> dt.date:
    """Return until when a consumer's complaint must be answered, EnWG § 111a.

    Examples:
        >>> from utilbill import market
        >>> complaint_deadline(market("DE").law, dt.date(2026, 3, 2))
        datetime.date(2026, 3, 30)
    """
    return span(law, "de.supply.complaint_answer", received).after(received)


def emission_refund_deadline(law: LawBook, billed: dt.date) -> dt.date:
    """Return until when tenants can claim the landlord's part of emission costs.

    Twelve months after the supplier's bill (CO2KostAufG § 6 Abs. 2), for tenants with a contract of
    their own.

    Examples:
        >>> from utilbill import market
        >>> emission_refund_deadline(market("DE").law, dt.date(2026, 2, 10))
        datetime.date(2027, 2, 10)
    """
    return span(law, "de.supply.co2_refund_claim", billed).after(billed)


@attrs.frozen
class Deadline:
    """A day on which a statutory clock ends.

    Attributes:
        name: What must have happened, or may happen not before.
        day: The day.
        reference: The provision.
    """

    name: Label
    day: dt.date
    reference: str


def bill_deadlines(
    law: LawBook, settlement: Settlement, received: dt.date, *, monthly: bool = False
) -> tuple[Deadline, ...]:
    """Return the statutory clocks that a settlement starts, each with its provision.

    Args:
        law: The law.
        settlement: What was settled.
        received: Day on which the customer receives the bill.
        monthly: Whether bills are monthly; of electricity they must then be there earlier.

    Returns:
        Until when the bill must be there; then either the earliest day on which the balance may be
        due and the end of its limitation, or the last day on which a credit may be paid out.

    Examples:
        >>> from utilbill import Contract, PriceSheet, SupplyPoint, market, settle
        >>> germany = market("DE")
        >>> point = SupplyPoint(commodity="service", registers=[])
        >>> contract = Contract(id="S", supply_start="2025-01-01", supply_point=point)
        >>> sheet = PriceSheet(name="Nothing yet", basis="net", components=[])
        >>> settlement = settle(contract, Period.of_year(2025), [], sheet, market=germany)
        >>> [str(held.day) for held in bill_deadlines(germany.law, settlement, dt.date(2026, 2, 1))]
        ['2026-02-11']
    """
    electricity = settlement.contract.supply_point.commodity is Commodity.ELECTRICITY
    monthly = monthly and electricity
    name = "bill_deadline_monthly" if monthly else "bill_deadline"
    last = settlement.period.last
    found = [
        Deadline(
            Label("bill available until", "Rechnung bereitzustellen bis"),
            bill_deadline(law, settlement.period, monthly=monthly),
            reference(law, f"{_BILLING}.{name}", last),
        )
    ]
    if settlement.account.amount > 0:
        due = earliest_due_date(law, received)
        found += [
            Deadline(
                Label("balance due not before", "Nachzahlung fällig frühestens"),
                due,
                reference(law, f"{_BILLING}.due_notice", received),
            ),
            Deadline(
                Label("limitation of the balance ends", "Nachzahlung verjährt mit Ablauf des"),
                limitation_end(law, due),
                reference(law, f"{_BILLING}.limitation", due),
            ),
        ]
    elif settlement.account.amount < 0:
        found.append(
            Deadline(
                Label("credit paid out until", "Guthaben auszuzahlen bis"),
                credit_payout_deadline(law, received),
                reference(law, f"{_BILLING}.credit_payout", received),
            )
        )
    return tuple(found)
