"""Who is helped how: the groups of the price brakes of 2023."""

import datetime as dt

import attrs

from utilbill.contracts.contract import Commodity
from utilbill.law.parameter import LawBook
from utilbill.markets.de.reliefs.figures import days_in_force, figure_in_force, in_kwh
from utilbill.values.choice import Choice
from utilbill.values.decision import Condition
from utilbill.values.errors import MissingChoiceError
from utilbill.values.exact import plain
from utilbill.values.units import Quantity


class BrakeGroup(Choice):
    """Groups of delivery points with one reference price and one quota (StromPBG, EWPBG)."""

    ELECTRICITY_SMALL = "electricity_small"  #: StromPBG § 5 Abs. 2 Nr. 1: all-in price.
    ELECTRICITY_LARGE = "electricity_large"  #: Nr. 2: price before grid, metering, state parts.
    GAS_SMALL = "gas_small"  #: EWPBG § 3: all-in price; housing and care of any size.
    GAS_LARGE = "gas_large"  #: EWPBG § 6: price before grid, metering, state parts.
    HEAT_SMALL = "heat_small"  #: EWPBG § 11: price with state parts; housing and care of any size.
    HEAT_LARGE = "heat_large"  #: EWPBG § 14 Abs. 1: price before state parts.
    STEAM_LARGE = "steam_large"  #: EWPBG § 14 Abs. 2: price before state parts.

    @property
    def commodity(self) -> str:
        """What is supplied; steam is heat."""
        kind = self.value.partition("_")[0]
        return "heat" if kind == "steam" else kind

    @property
    def all_in(self) -> bool:
        """Whether the reference price holds everything, value added tax too."""
        return self in _ALL_IN

    @property
    def by_first_day(self) -> bool:
        """Whether who supplies on the first of a month relieves all of it (StromPBG § 4 Abs. 1).

        For gas and heat a month that supply begins or ends in counts by its days.
        """
        return self in _ELECTRICITY

    @property
    def january_with_march(self) -> bool:
        """Whether January and February follow with March, at its amount.

        StromPBG § 49; EWPBG §§ 5, 13. Others are relieved from January on (EWPBG §§ 6, 14).
        """
        return self in _ELECTRICITY or self in _ALL_IN

    @property
    def capped_at_cost(self) -> bool:
        """Whether the relief ends at the cost of the year (StromPBG § 4 Abs. 1 Satz 2).

        That of gas and heat does not; what is paid out of it ends at what was paid in.
        """
        return self in _ELECTRICITY


_ELECTRICITY = (BrakeGroup.ELECTRICITY_SMALL, BrakeGroup.ELECTRICITY_LARGE)
_ALL_IN = (BrakeGroup.ELECTRICITY_SMALL, BrakeGroup.GAS_SMALL, BrakeGroup.HEAT_SMALL)


@attrs.frozen
class GroupDecision:
    """Which group a delivery point is in, and why."""

    group: BrakeGroup
    conditions: tuple[Condition, ...]


def brake_group(
    law: LawBook,
    commodity: Commodity | str,
    annual: Quantity,
    *,
    day: dt.date | None = None,
    housing_or_care: bool = False,
    hospital: bool = False,
    steam: bool = False,
) -> GroupDecision:
    """Return the group of a delivery point, with the conditions that decided.

    Args:
        law: The law.
        commodity: ``electricity``, ``gas`` or ``heat``.
        annual: Use of a year: the forecast of the grid operator (electricity, standard profile), or
            the measured use of 2021; for gas and heat what the quota rests on too.
        day: Day that decides; the first one of the brakes if not given.
        housing_or_care: Gas and heat: rented housing, owners' associations, care, rehabilitation,
            day care, help for disabled people; of any use in the small group.
        hospital: Gas and heat: a registered hospital; always in the large group.
        steam: Heat: whether it is supplied as steam.

    Raises:
        MissingChoiceError: If there is no brake for this commodity.
        PeriodError: If the day lies outside 2023.
        UnitError: If the use is no energy.

    Examples:
        >>> from utilbill import market
        >>> law = market("DE").law
        >>> brake_group(law, "electricity", Quantity(30000, "kWh")).group.value
        'electricity_small'
        >>> brake_group(law, "gas", Quantity(1600, "MWh"), housing_or_care=True).group.value
        'gas_small'
        >>> brake_group(law, "heat", Quantity(1600, "MWh"), steam=True).group.value
        'steam_large'
    """
    supplied = Commodity(commodity)
    name = f"de.price_brake.{supplied.value}.limit"
    if name not in law:
        raise MissingChoiceError(
            "commodity",
            supplied.value,
            "had no price brake",
            "Ask for electricity, gas or heat.",
        )
    figure = figure_in_force(law, name, day or days_in_force(law, name).start)
    used = in_kwh(annual)
    limit = figure.value or used
    found = [
        Condition(
            f"at most {plain(limit)} kWh a year",
            used <= limit,
            f"{plain(used)} kWh",
            figure.reference,
        )
    ]
    small = used <= limit
    if supplied is not Commodity.ELECTRICITY:
        reference = "EWPBG § 3 Abs. 1" if supplied is Commodity.GAS else "EWPBG § 11 Abs. 1"
        found.append(
            Condition("housing or care", housing_or_care, _yes(housing_or_care), reference)
        )
        found.append(Condition("no hospital", not hospital, _yes(not hospital), reference))
        small = (small or housing_or_care) and not hospital
    size = "small" if small else "large"
    kind = "steam" if steam and not small and supplied is Commodity.HEAT else supplied.value
    return GroupDecision(BrakeGroup(f"{kind}_{size}"), tuple(found))


def _yes(truth: bool) -> str:  # noqa: FBT001 - a word for it
    return "yes" if truth else "no"
