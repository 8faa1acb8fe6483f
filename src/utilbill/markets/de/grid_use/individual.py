"""Individual charges for grid use of great and even use (StromNEV § 19 Abs. 2 Satz 2 to 4)."""

import datetime as dt
from decimal import Decimal
from typing import Final

import attrs

from utilbill.law.parameter import LawBook
from utilbill.markets.de.grid_use.utilisation import utilisation_hours
from utilbill.values.decision import Condition, Decision
from utilbill.values.exact import plain
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
from utilbill.values.rounding import CENT
from utilbill.values.units import Quantity

_PREFIX: Final = "de.grid_use.individual"
_HUNDRED: Final = Constant(Decimal(100), "%")
_GENERAL: Final = Label("published charge", "allgemeines Netzentgelt")
_AGREED: Final = Label("agreed charge", "vereinbartes individuelles Netzentgelt")
_FLOOR: Final = Label("not below the least share", "nicht unter dem Mindestanteil")
_AS_AGREED: Final = Label("as agreed", "wie vereinbart")
_NONE: Final = Label("no individual charge", "kein individuelles Netzentgelt")


@attrs.frozen
class IndividualCharge:
    """What is charged for the grid use of a year.

    Attributes:
        charge: The charge, net.
        decision: Whether an individual charge may be agreed at all.
        floor_percent: Least share of the published charge; None without an individual charge.
        explanation: How the charge came about.
    """

    charge: Money
    decision: Decision
    floor_percent: Decimal | None
    explanation: Rounded


def individual_charge(
    law: LawBook,
    day: dt.date,
    *,
    general: Money,
    agreed: Money,
    energy: Quantity,
    peak: Quantity,
) -> IndividualCharge:
    """Return the charge of a delivery point with an individual agreement, never below its floor.

    20, 15 or 10 % of the published charge at 7 000, 7 500 or 8 000 hours of use, if more energy is
    used than the law asks for.

    Args:
        law: The law.
        day: A day of the year.
        general: Charge by the published price sheet.
        agreed: Charge as agreed.
        energy: Energy of the year.
        peak: Highest demand of the year.

    Raises:
        BeyondHorizonError: If the rule is not known for the day.

    Examples:
        >>> from utilbill import market
        >>> found = individual_charge(
        ...     market("DE").law, dt.date(2024, 1, 1), general=Money("1000000", "EUR"),
        ...     agreed=Money("120000", "EUR"), energy=Quantity(30, "MWh"), peak=Quantity(4, "kW"))
        >>> found.charge, bool(found.decision)
        (Money('1000000.00', 'EUR'), False)
    """
    hours = utilisation_hours(energy, peak)
    steps = tuple(held.name for held in law if held.name.startswith(f"{_PREFIX}.hours_"))
    reached = [name for name in steps if hours >= (law[name].at(day).value or 0)]
    least = law[f"{_PREFIX}.energy"].at(day)
    used = energy.to("kWh").amount
    first = law[steps[0]].at(day)
    decision = Decision(
        bool(reached) and used >= (least.value or used),
        (
            Condition(
                f"at least {plain(first.value or Decimal(0))} hours of use",
                bool(reached),
                f"{plain(Decimal(int(hours)))} hours",
                first.reference,
            ),
            Condition(
                f"at least {plain(least.value or Decimal(0))} kWh",
                used >= (least.value or used),
                f"{plain(used)} kWh",
                least.reference,
            ),
        ),
    )
    published = Input(_GENERAL, general.amount, general.currency)
    if not decision:
        node = Rounded(Selection(published, "published", _NONE, first.reference), CENT)
        return IndividualCharge(Money(rounded(node), general.currency), decision, None, node)
    parameter = law[reached[-1].replace("hours_", "floor_")]
    figure = parameter.at(day)
    share: Explanation = Operation("*", (published, parameter.input(figure)))
    floor = Operation("/", (share, _HUNDRED))
    own = Input(_AGREED, agreed.amount, agreed.currency)
    below = evaluate(own) < evaluate(floor)
    chosen: Explanation = floor if below else own
    reason = _FLOOR if below else _AS_AGREED
    node = Rounded(Selection(chosen, "at_least", reason, figure.reference), CENT)
    return IndividualCharge(Money(rounded(node), general.currency), decision, figure.value, node)
