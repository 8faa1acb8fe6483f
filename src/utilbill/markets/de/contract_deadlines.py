"""Statutory clocks of German supply contracts: termination, move, change of price or supplier."""

import datetime as dt

from utilbill.law.parameter import LawBook
from utilbill.markets.de.clocks import count, span
from utilbill.values.calendar import Calendar
from utilbill.values.errors import InvalidInputError
from utilbill.values.period import ONE_DAY, first_of_next_month, next_day

_SUPPLY = "de.supply"


def basic_supply_end(law: LawBook, received: dt.date) -> dt.date:
    """Return the first day without basic supply after a termination, StromGVV/GasGVV § 20 Abs. 1.

    Two weeks after its receipt (Kündigung der Grundversorgung).

    Examples:
        >>> from utilbill import market
        >>> basic_supply_end(market("DE").law, dt.date(2026, 3, 2))
        datetime.date(2026, 3, 17)
    """
    return next_day(span(law, f"{_SUPPLY}.basic_supply_termination", received).after(received))


def termination_confirmation_deadline(law: LawBook, received: dt.date) -> dt.date:
    """Return until when a household's termination must be confirmed, EnWG § 41b Abs. 1.

    One week after its receipt, outside basic supply; in basic supply without delay (GVV § 20 Abs.
    2), for which law names no days.

    Examples:
        >>> from utilbill import market
        >>> termination_confirmation_deadline(market("DE").law, dt.date(2026, 3, 2))
        datetime.date(2026, 3, 9)
    """
    return span(law, f"{_SUPPLY}.termination_confirmation", received).after(received)


def move_notice_deadline(
    law: LawBook, moving_out: dt.date, *, basic_supply: bool = False
) -> dt.date:
    """Return the last day on which a termination ends the contract when the household moves out.

    Six weeks before outside basic supply (EnWG § 41b Abs. 5), two in basic supply (StromGVV/GasGVV
    § 20 Abs. 1). A later termination is good, but ends the contract later.

    Args:
        law: The law.
        moving_out: The last day at the old address (Auszug).
        basic_supply: Whether it is basic supply (Grundversorgung).

    Examples:
        >>> from utilbill import market
        >>> move_notice_deadline(market("DE").law, dt.date(2026, 6, 30))
        datetime.date(2026, 5, 19)
    """
    name = "basic_supply_termination" if basic_supply else "move_notice"
    return span(law, f"{_SUPPLY}.{name}", moving_out).before(moving_out)


def move_end(law: LawBook, received: dt.date, moving_out: dt.date) -> dt.date:
    """Return the first day without supply after a termination because of a move.

    The day after moving out, but not before six weeks are over (EnWG § 41b Abs. 5). It does not
    end if the supplier offers to go on in time and can supply the new address; see
    :func:`continuation_offer_deadline`.

    Examples:
        >>> from utilbill import market
        >>> move_end(market("DE").law, dt.date(2026, 6, 1), dt.date(2026, 6, 30))
        datetime.date(2026, 7, 14)
    """
    notice = span(law, f"{_SUPPLY}.move_notice", received).after(received)
    return next_day(max(moving_out, notice))


def continuation_offer_deadline(law: LawBook, received: dt.date) -> dt.date:
    """Return until when a supplier can offer to go on at the new address, EnWG § 41b Abs. 5.

    Two weeks after the receipt of the termination.

    Examples:
        >>> from utilbill import market
        >>> continuation_offer_deadline(market("DE").law, dt.date(2026, 6, 1))
        datetime.date(2026, 6, 15)
    """
    return span(law, f"{_SUPPLY}.move_continuation_offer", received).after(received)


def special_termination_deadline(change: dt.date) -> dt.date:
    """Return the last day on which a termination meets a change of price (Sonderkündigungsrecht).

    No notice is needed; the contract ends when the change takes effect (EnWG § 41 Abs. 5 Satz 4;
    basic supply: StromGVV/GasGVV § 5 Abs. 3 Satz 1). Passing on a changed rate of value added tax,
    or levies that became lower, opens no such right (EnWG § 41 Abs. 6).

    Args:
        change: First day of the new price or condition.

    Examples:
        >>> special_termination_deadline(dt.date(2026, 7, 1))
        datetime.date(2026, 6, 30)
    """
    return change - ONE_DAY


def switch_proof_deadline(law: LawBook, received: dt.date) -> dt.date:
    """Return until when a change of supplier must be shown so that a new price never takes effect.

    One month after the receipt of the termination, in basic supply (StromGVV/GasGVV § 5 Abs. 3
    Satz 2).

    Examples:
        >>> from utilbill import market
        >>> switch_proof_deadline(market("DE").law, dt.date(2026, 6, 15))
        datetime.date(2026, 7, 15)
    """
    return span(law, f"{_SUPPLY}.price_change_switch_proof", received).after(received)


def supplier_switch_deadline(law: LawBook, registered: dt.date, calendar: Calendar) -> dt.date:
    """Return until when a change of supplier must be carried out (Lieferantenwechsel).

    Within 24 hours and on every working day, since 2026 (EnWG § 20a Abs. 2): the working day after
    the registration.

    Args:
        law: The law.
        registered: Working day on which the grid operator has the registration.
        calendar: Its holidays. The market counts a holiday of any state as none of its working
            days; that calendar is ``any``.

    Raises:
        NotInForceError: If the registration lies before 2026.
        InvalidInputError: If it was not registered on a working day.

    Examples:
        >>> from utilbill import market
        >>> germany = market("DE")
        >>> everywhere = germany.calendar("any")
        >>> supplier_switch_deadline(germany.law, dt.date(2026, 5, 22), everywhere)
        datetime.date(2026, 5, 26)
    """
    if not calendar.is_working_day(registered):
        raise InvalidInputError(
            "registered", registered, "is no working day", "Count from the next working day."
        )
    return calendar.add_working_days(registered, count(law, f"{_SUPPLY}.switch_days", registered))


def next_emergency_price_day(law: LawBook, published: dt.date) -> dt.date:
    """Return the next day on which a price of emergency supply can change, EnWG § 38 Abs. 3.

    The first or the fifteenth of a month, after the publication; no notice is needed. How long
    emergency supply lasts tells :func:`~utilbill.markets.de.supply.emergency_supply_end`.

    Examples:
        >>> from utilbill import market
        >>> law = market("DE").law
        >>> next_emergency_price_day(law, dt.date(2026, 3, 14))
        datetime.date(2026, 3, 15)
        >>> next_emergency_price_day(law, dt.date(2026, 3, 15))
        datetime.date(2026, 4, 1)
    """
    names = ("emergency_price_day_1", "emergency_price_day_2")
    days = [count(law, f"{_SUPPLY}.{name}", published) for name in names]
    later = first_of_next_month(published)
    candidates = [month.replace(day=day) for month in (published, later) for day in days]
    return min(day for day in candidates if day > published)
