"""Energy sharing through the public grid: since when, where, and for whom (EnWG § 42c)."""

import datetime as dt

from utilbill.law.parameter import LawBook
from utilbill.values.choice import Choice
from utilbill.values.decision import Condition, Decision
from utilbill.values.units import Quantity


class SharingArea(Choice):
    """Where the plant and those who use its power are.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    SAME = "same"  #: In the balancing area of one grid operator.
    NEIGHBORING = "neighboring"  #: In the areas of two that lie side by side.
    OTHER = "other"  #: Farther apart.


_SINCE = {
    SharingArea.SAME: "sharing_same_area",
    SharingArea.NEIGHBORING: "sharing_neighboring_area",
}


def may_share_energy(
    law: LawBook,
    day: dt.date,
    area: SharingArea | str,
    *,
    plant_quarter_hours: bool,
    use_quarter_hours: bool,
    supply_contract: bool,
    sharing_contract: bool,
    business: bool = False,
) -> Decision:
    """Tell whether energy may be shared, EnWG § 42c.

    Args:
        law: The law.
        day: The day.
        area: Where plant and use are.
        plant_quarter_hours: Whether the plant is measured in quarter hours.
        use_quarter_hours: Whether use is.
        supply_contract: Whether there is a contract of supply between operator and user.
        sharing_contract: Whether there is a contract on sharing beside it.
        business: Whether the plant mainly serves the operator's trade or profession.

    Examples:
        >>> from utilbill import market
        >>> decision = may_share_energy(market("DE").law, dt.date(2026, 9, 1), "neighboring",
        ...     plant_quarter_hours=True, use_quarter_hours=True, supply_contract=True,
        ...     sharing_contract=True)
        >>> bool(decision), decision.next_date
        (False, datetime.date(2028, 6, 1))
    """
    where = SharingArea(area)
    name = _SINCE.get(where)
    held = None if name is None else law[f"de.shared_supply.{name}"].known()[0]
    since = None if held is None else held.since
    begun = since is not None and day >= since
    place = f"since {since}" if since else "in one network area or a neighboring one"
    asked = (
        (f"grid operators must make it possible {place}", begun, f"{where.value}, {day}", "Abs. 4"),
        ("the plant is measured in quarter hours", plant_quarter_hours, "", "Abs. 1"),
        ("use is measured in quarter hours", use_quarter_hours, "", "Abs. 1"),
        ("there is a contract of supply", supply_contract, "", "Abs. 1 Nr. 2"),
        ("there is a contract on sharing", sharing_contract, "", "Abs. 1 Nr. 3"),
        ("the plant does not mainly serve a business", not business, "", "Abs. 1 Nr. 5"),
    )
    conditions = tuple(
        Condition(text, satisfied, found or ("yes" if satisfied else "no"), f"EnWG § 42c {rule}")
        for text, satisfied, found, rule in asked
    )
    answer = all(condition.satisfied for condition in conditions)
    return Decision(answer, conditions, since if since and day < since else None)


def freed_from_supply_rules(
    law: LawBook, day: dt.date, power: Quantity | str, *, several_parties: bool
) -> Decision:
    """Tell whether EnWG §§ 40 to 42 on contracts and bills leave a small plant alone, § 42c.

    Args:
        law: The law.
        day: The day.
        power: Power of the plant.
        several_parties: Whether it belongs to a house of several parties.

    Raises:
        NotInForceError: If there was no sharing on that day.

    Examples:
        >>> from utilbill import market
        >>> law, day = market("DE").law, dt.date(2026, 9, 1)
        >>> bool(freed_from_supply_rules(law, day, "30 kW", several_parties=False))
        True
        >>> bool(freed_from_supply_rules(law, day, "30.1 kW", several_parties=False))
        False
    """
    name = "sharing_flats_power" if several_parties else "sharing_house_power"
    figure = law[f"de.shared_supply.{name}"].at(day)
    held = (power if isinstance(power, Quantity) else Quantity.parse(power)).to("kW")
    small = figure.value is not None and held.amount <= figure.value
    text = f"the plant has at most {figure.value} kW"
    return Decision(small, (Condition(text, small, str(held), figure.reference),))
