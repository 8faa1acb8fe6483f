"""Which modules a customer may have together."""

import datetime as dt
from collections.abc import Iterable

from utilbill.law.parameter import LawBook
from utilbill.values.choice import Choice
from utilbill.values.decision import Condition, Decision
from utilbill.values.exact import plain
from utilbill.values.units import Quantity


class GridFeeModule(Choice):
    """A module of reduced grid charges.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    LUMP_SUM = "module1"  #: A lump sum a year, once for each market location.
    UNIT_PRICE = "module2"  #: A reduced unit price behind a meter of its own, without base price.
    TIME_VARIABLE = "module3"  #: Three levels of unit prices by time, beside module 1.


def may_use_modules(
    law: LawBook,
    modules: Iterable[GridFeeModule | str],
    day: dt.date,
    *,
    power: Quantity | str,
    own_meter: bool = False,
    smart_meter: bool = False,
    load_metering: bool = False,
    basic_supply: bool = False,
) -> Decision:
    """Tell whether a customer may have these modules on a day (EnWG § 14a).

    Args:
        law: The law.
        modules: The modules, such as ``["module1", "module3"]``.
        day: The day.
        power: Connected power of the controllable device.
        own_meter: Whether the device has a meter of its own.
        smart_meter: Whether there is a smart meter gateway (intelligentes Messsystem).
        load_metering: Whether load is metered and billed (RLM).
        basic_supply: Whether the customer is in basic supply, where the supplier offers module 1
            alone.

    Examples:
        >>> from utilbill import market
        >>> law = market("DE").law
        >>> day = dt.date(2025, 6, 1)
        >>> bool(may_use_modules(law, ["module1", "module3"], day, power="11 kW", smart_meter=True))
        True
        >>> decision = may_use_modules(law, ["module2", "module3"], day, power="11 kW",
        ...                            own_meter=True, smart_meter=True)
        >>> [condition.text for condition in decision.failed]
        ['module 2 stands alone', 'module 3 stands beside module 1']
    """
    held = {GridFeeModule(module) for module in modules}
    device = power if isinstance(power, Quantity) else Quantity.parse(power)
    least = law["de.controllable.power"]
    one, two, three = GridFeeModule
    reference = "BNetzA BK6-22-300, BK8-22/010-A"
    since = {
        one: law["de.controllable.module1_base"],
        two: law["de.controllable.module2_share"],
        three: law["de.controllable.module3_low_least"],
    }
    conditions: list[Condition] = []

    def ask(text: str, satisfied: bool, found: str) -> None:  # noqa: FBT001
        conditions.append(Condition(text, satisfied, found, reference))

    ask("there is a module", bool(held), ", ".join(sorted(one.value for one in held)) or "none")
    limit = least.known()[0].value.value
    ask(
        f"the device has more than {plain(limit) if limit is not None else '-'} kW",
        limit is not None and device.to("kW").amount > limit,
        str(device),
    )
    for module in sorted(held, key=lambda module: module.value):
        first = since[module].known()[0].since
        ask(f"{module.value} exists since {first}", day >= first, str(day))
    if one in held or three in held:
        ask("module 2 stands alone", two not in held, "with others" if two in held else "alone")
    if two in held:
        ask("module 2 has a meter of its own", own_meter, "own" if own_meter else "shared")
    if three in held:
        ask("module 3 stands beside module 1", one in held, "with 1" if one in held else "alone")
        ask("module 3 has a smart meter", smart_meter, "smart" if smart_meter else "other")
    if two in held or three in held:
        found = "metered" if load_metering else "not metered"
        ask("load is not metered for the bill", not load_metering, found)
        place = "basic supply" if basic_supply else "contract"
        ask("basic supply has module 1 alone", not basic_supply, place)
    next_date = min(
        (since[module].known()[0].since for module in held if day < since[module].known()[0].since),
        default=None,
    )
    return Decision(all(held.satisfied for held in conditions), tuple(conditions), next_date)
