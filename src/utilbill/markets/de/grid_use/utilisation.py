"""Hours of use of a year, and the pair of prices they choose (Benutzungsdauer)."""

import datetime as dt
from fractions import Fraction
from typing import Final

import attrs

from utilbill.law.parameter import LawBook
from utilbill.values.errors import InvalidInputError
from utilbill.values.units import Quantity

_LIMIT: Final = "de.grid_use.utilisation_limit"


def utilisation_hours(energy: Quantity, peak: Quantity) -> Fraction:
    """Return the hours of use of a year: its energy over its peak (Jahresbenutzungsdauer).

    Args:
        energy: Energy of a year.
        peak: Highest demand of the year.

    Raises:
        UnitError: If they are no energy and no power.
        InvalidInputError: If the peak is not above zero, or the energy below.

    Examples:
        >>> utilisation_hours(Quantity(405, "MWh"), Quantity(180, "kW"))
        Fraction(2250, 1)
    """
    used, highest = energy.to("kWh").amount, peak.to("kW").amount
    if highest <= 0:
        raise InvalidInputError(
            "peak", peak, "is not above zero", "Give the highest demand of the year."
        )
    if used < 0:
        raise InvalidInputError("energy", energy, "is below zero", "Give the energy of the year.")
    return Fraction(used) / Fraction(highest)


@attrs.frozen
class UtilisationClass:
    """Which pair of prices holds, and why.

    Attributes:
        above: Whether the hours reach the limit.
        hours: Hours of use of the year.
        limit: The limit.
        reference: Its provision.
    """

    above: bool
    hours: Fraction
    limit: Fraction
    reference: str


def utilisation_class(
    law: LawBook, day: dt.date, energy: Quantity, peak: Quantity
) -> UtilisationClass:
    """Tell whether a year's hours of use reach the limit of the price pairs, StromNEV § 17.

    Args:
        law: The law.
        day: A day of the year.
        energy: Energy of the year.
        peak: Highest demand of the year.

    Raises:
        BeyondHorizonError: If the rule is not known for the day.

    Examples:
        >>> from utilbill import market
        >>> law, day = market("DE").law, dt.date(2024, 1, 1)
        >>> utilisation_class(law, day, Quantity(450, "MWh"), Quantity(180, "kW")).above
        True
    """
    figure = law[_LIMIT].at(day)
    limit = Fraction(figure.value or 0)
    hours = utilisation_hours(energy, peak)
    return UtilisationClass(hours >= limit, hours, limit, figure.reference)
