"""Statutory clocks before a German supply is cut off for debt (Versorgungsunterbrechung)."""

import datetime as dt

from utilbill.law.parameter import LawBook
from utilbill.markets.de.clocks import count, span
from utilbill.values.calendar import Calendar

_DISCONNECTION = "de.disconnection"


def earliest_disconnection(
    law: LawBook,
    threatened: dt.date,
    announced: dt.date,
    calendar: Calendar,
    *,
    welfare_informed: dt.date | None = None,
) -> dt.date:
    """Return the earliest day on which electricity or gas may be cut off, EnWG § 41f Abs. 1 and 5.

    Four weeks after the threat, and when eight working days have passed after the announcement; in
    basic supply also after the welfare authority was informed (EnWG § 41g Abs. 4). Before
    2025-12-23 StromGVV/GasGVV § 19, for basic supply only. Whether it may be cut off at all is
    another question.

    Args:
        law: The law.
        threatened: Day on which the customer received the threat (Androhung).
        announced: Day on which the customer received the announcement (Ankündigung).
        calendar: Holidays of the place. Law does not say whether Saturdays are working days here;
            to be safe they are not counted.
        welfare_informed: Day on which the authority was informed.

    Examples:
        >>> from utilbill import market
        >>> germany = market("DE")
        >>> earliest_disconnection(germany.law, dt.date(2026, 3, 2), dt.date(2026, 3, 17),
        ...                        germany.calendar("BW"))
        datetime.date(2026, 3, 30)
    """
    after_threat = span(law, f"{_DISCONNECTION}.threat", threatened).after(threatened)
    waits = [(announced, "announcement")]
    if welfare_informed is not None:
        waits.append((welfare_informed, "welfare"))
    passed = [
        calendar.add_working_days(day, count(law, f"{_DISCONNECTION}.{name}", day) + 1)
        for day, name in waits
    ]
    return max(after_threat, *passed)


def announcement_deadline(law: LawBook, disconnection: dt.date, calendar: Calendar) -> dt.date:
    """Return the last day on which a disconnection may be announced, EnWG § 41f Abs. 5.

    Eight working days lie between the announcement and the disconnection.

    Examples:
        >>> from utilbill import market
        >>> germany = market("DE")
        >>> announcement_deadline(germany.law, dt.date(2026, 3, 30), germany.calendar("BW"))
        datetime.date(2026, 3, 17)
    """
    days = count(law, f"{_DISCONNECTION}.announcement", disconnection)
    return calendar.add_working_days(disconnection, -days - 1)


def earliest_disconnection_of_pipes(law: LawBook, threatened: dt.date) -> dt.date:
    """Return the earliest day on which heat or water may be cut off.

    Two weeks after the threat (AVBFernwärmeV/AVBWasserV § 33 Abs. 2).

    Examples:
        >>> from utilbill import market
        >>> earliest_disconnection_of_pipes(market("DE").law, dt.date(2026, 3, 2))
        datetime.date(2026, 3, 16)
    """
    return span(law, f"{_DISCONNECTION}.threat_heat_water", threatened).after(threatened)


def agreement_offer_deadline(law: LawBook, requested: dt.date) -> dt.date:
    """Return until when an agreement that averts a disconnection must be offered after a request.

    One week, in basic supply (Abwendungsvereinbarung, EnWG § 41g Abs. 1).

    Examples:
        >>> from utilbill import market
        >>> agreement_offer_deadline(market("DE").law, dt.date(2026, 3, 5))
        datetime.date(2026, 3, 12)
    """
    return span(law, f"{_DISCONNECTION}.agreement_offer", requested).after(requested)


def agreement_objection_deadline(law: LawBook, agreed: dt.date) -> dt.date:
    """Return until when a customer can object to the claims in such an agreement.

    One month after it was made (EnWG § 41g Abs. 1).

    Examples:
        >>> from utilbill import market
        >>> agreement_objection_deadline(market("DE").law, dt.date(2026, 3, 12))
        datetime.date(2026, 4, 12)
    """
    return span(law, f"{_DISCONNECTION}.agreement_objection", agreed).after(agreed)
