"""What can make one bill differ from another."""

from typing import Final

from utilbill.tariffs.component import ChargeRole
from utilbill.values.choice import Choice


class Factor(Choice):
    """A reason why a bill differs from another one (Einflussgröße)."""

    DAYS = "days"  #: Other days were settled; use per day stays.
    WEATHER = "weather"  #: More or fewer degree days per day; only where they are known.
    QUANTITY = "quantity"  #: Use per day; per degree day, where those are known.
    PRICE = "price"  #: Prices, discounts, and which prices there are.
    LEVIES = "levies"  #: Levies, quantity taxes, concession fee, price of emissions.
    TAX = "tax"  #: Rates of value added tax.
    ONE_OFFS = "one_offs"  #: What happens once: services, bonuses, reliefs.
    INSTALLMENTS = "installments"  #: What is deducted.
    ROUNDING = "rounding"  #: Tax on several supplies at once, and payable rounding.


#: The factors that act together, so that their order would matter; the others only add up.
SWAPPED: Final = (
    Factor.DAYS,
    Factor.WEATHER,
    Factor.QUANTITY,
    Factor.PRICE,
    Factor.LEVIES,
    Factor.TAX,
    Factor.ONE_OFFS,
)

#: Roles of charges that law sets.
STATUTORY: Final = frozenset(
    {ChargeRole.LEVY, ChargeRole.QUANTITY_TAX, ChargeRole.CONCESSION, ChargeRole.CARBON}
)


class QuantityBasis(Choice):
    """What the quantities of two bills rest on."""

    MEASURED = "measured"  #: Readings on both bills.
    OLD_ESTIMATED = "old_estimated"  #: The old bill rests on an estimate.
    NEW_ESTIMATED = "new_estimated"  #: The new bill rests on an estimate.
    ESTIMATED = "estimated"  #: Both do.
    ESTIMATE_REPLACED = "estimate_replaced"  #: Of one period: estimated before, measured now.
