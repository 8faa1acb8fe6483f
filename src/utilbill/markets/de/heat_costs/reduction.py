"""The right to cut what is asked (Kürzungsrecht), HeizkostenV § 12 Abs. 1."""

import datetime as dt
from typing import Final

from utilbill.billing.heat_costs.quantities import check_amount
from utilbill.billing.heat_costs.shares import CostPart
from utilbill.law.parameter import LawBook
from utilbill.markets.de.heat_costs.figures import figure_of, percentage_of
from utilbill.values.choice import Choice
from utilbill.values.explanation import Input, Label, rounded
from utilbill.values.money import Money

_SHARE: Final = Label("share of the user", "auf den Nutzer entfallender Anteil")


class ReductionGround(Choice):
    """Why a user may cut what is asked (Kürzungsgrund), § 12 Abs. 1 HeizkostenV.

    Raises:
        MissingChoiceError: If the value is none of the options.

    Examples:
        >>> ReductionGround("no_information")
        <ReductionGround.NO_INFORMATION: 'no_information'>
    """

    NOT_BY_CONSUMPTION = "not_by_consumption"  #: Not shared by consumption against the ordinance.
    NOT_REMOTELY_READABLE = "not_remotely_readable"  #: Devices that must be read remotely are not.
    NO_INFORMATION = "no_information"  #: Information of § 6a is missing or incomplete.


def reduction(law: LawBook, day: dt.date, share: Money, ground: ReductionGround | str) -> CostPart:
    """Return how much a user may take off a share (Kürzungsrecht), § 12 Abs. 1 HeizkostenV.

    15 % where cost is not shared by consumption, 3 % for each of the other grounds; not for owners
    of flats against their community (Satz 4). Whether several grounds add up is left to the caller.

    Args:
        law: The law.
        day: First day of the accounting period.
        share: What is asked of the user.
        ground: Why.

    Returns:
        The amount to take off, to the cent, half up; the law asks for no rounding.

    Raises:
        InvalidInputError: If the share is below zero or has fractions of a cent.
        MissingChoiceError: If there is no such ground.
        NotInForceError: If the right did not exist on that day.

    Examples:
        >>> import datetime as dt
        >>> from utilbill import Money, market
        >>> law = market("DE").law
        >>> asked = Money("812.35", "EUR")
        >>> reduction(law, dt.date(2025, 1, 1), asked, "not_by_consumption").amount
        Money('121.85', 'EUR')
    """
    check_amount("share", share)
    percent = figure_of(law, f"reduction.{ReductionGround(ground).value}", day)
    node = percentage_of(Input(_SHARE, share.amount, share.currency), percent)
    return CostPart(Money(rounded(node), share.currency), node)
