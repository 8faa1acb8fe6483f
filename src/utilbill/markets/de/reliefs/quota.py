"""The quota: the share of a year's use that is relieved (Entlastungskontingent)."""

import datetime as dt
from typing import Final

from utilbill.law.parameter import LawBook
from utilbill.markets.de.reliefs.figures import HUNDRED, in_kwh, input_in_force
from utilbill.markets.de.reliefs.groups import BrakeGroup
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Explanation, Input, Label, Operation
from utilbill.values.units import Quantity

_ANNUAL: Final = Label("use of a year that law looks at", "maßgeblicher Jahresverbrauch")


def annual_quota(
    law: LawBook, group: BrakeGroup, annual: Quantity, day: dt.date, source: str = ""
) -> Explanation:
    """Return the quota of a year [kWh], as an expression.

    StromPBG § 6; EWPBG §§ 10, 17.

    Args:
        law: The law.
        group: The group of the delivery point.
        annual: What the quota rests on. Electricity: the current forecast (standard profile), or
            the measured use of 2021. Gas and heat, small: the forecast of September 2022 (metered
            demand of gas: the use of 2021). Gas and heat, large: the use of 2021 (gas with a
            standard profile: the forecast of September 2022).
        day: A day of the month that is relieved.
        source: Where the use is from.

    Raises:
        PeriodError: If the day lies outside 2023.
        InvalidInputError: If the use is below zero.

    Examples:
        >>> from utilbill import market
        >>> from utilbill.values.explanation import evaluate
        >>> forecast = Quantity(20000, "kWh")
        >>> quota = annual_quota(
        ...     market("DE").law, BrakeGroup.GAS_SMALL, forecast, dt.date(2023, 5, 1))
        >>> evaluate(quota)
        Fraction(16000, 1)
    """
    used = in_kwh(annual)
    if used < 0:
        raise InvalidInputError("annual", annual, "is below zero", "Give the use of a year.")
    percent = input_in_force(law, f"de.price_brake.{group.value}.quota", day)
    whole = Input(_ANNUAL, used, "kWh", source)
    return Operation("/", (Operation("*", (whole, percent)), HUNDRED))
