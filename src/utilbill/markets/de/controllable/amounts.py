"""What modules 1 and 2 come to, from the unit price of the grid operator."""

import datetime as dt
from decimal import Decimal
from typing import Final

from utilbill.law.parameter import LawBook
from utilbill.tariffs.peaks import shown
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.units import Price, as_unit, convert

_PRICE: Final = Label("unit price of the grid", "Arbeitspreis Netz")
_WHOLE: Final = Label("per cent", "Prozent")
#: Grid operators publish unit prices in cents with two decimals.
PUBLISHED: Final = RoundingRule(
    "published_unit_price", decimal_step(2), reference="practice of grid operators"
)


def _unit_price(value: Price | str) -> Price:
    return value if isinstance(value, Price) else Price.parse(value)


def _in_cents(price: Price) -> Decimal:
    return convert(price.amount, price.unit, as_unit("ct/kWh"))


def module_1_amount(
    law: LawBook, unit_price: Price | str, day: dt.date
) -> tuple[Price, Explanation]:
    """Return the lump sum of module 1 a year, net, as a grid operator publishes it (Modul 1).

    The gross base amount is netted first; net and rounded to the cent is what the price sheet says,
    and value added tax is added to that.

    Args:
        law: The law.
        unit_price: Net unit price of the grid without module, low voltage without metering of load.
        day: A day of the year for which the amount holds.

    Raises:
        GapError: If there is no module 1 on that day.

    Examples:
        >>> from utilbill import market
        >>> amount, _ = module_1_amount(market("DE").law, "8.62 ct/kWh", dt.date(2025, 1, 1))
        >>> amount
        Price('131.88 EUR/year')
    """
    price = _unit_price(unit_price)
    base, energy, factor, tax = (
        law[f"de.controllable.module1_{name}"].at(day)
        for name in ("base", "energy", "factor", "tax")
    )
    titles = {
        name: law[f"de.controllable.module1_{name}"].input(figure)
        for name, figure in (("base", base), ("energy", energy), ("factor", factor), ("tax", tax))
    }
    hundred = Constant(Decimal(100), "%", _WHOLE)
    netted = Operation(
        "/", (Operation("*", (titles["base"], hundred)), Operation("+", (hundred, titles["tax"])))
    )
    bonus = Operation(
        "/",
        (
            Operation(
                "*", (titles["energy"], Input(_PRICE, _in_cents(price), "ct/kWh"), titles["factor"])
            ),
            Constant(Decimal(100), "ct/EUR"),
        ),
    )
    node = Rounded(Operation("+", (netted, bonus)), CENT)
    return Price(rounded(node), "EUR/year"), node


def module_2_price(
    law: LawBook,
    unit_price: Price | str,
    day: dt.date,
    rounding: RoundingRule | None = PUBLISHED,
) -> tuple[Price, Explanation]:
    """Return the reduced unit price of module 2, which has no base price (Modul 2).

    Args:
        law: The law.
        unit_price: Net unit price of the grid without module.
        day: A day of the year for which the price holds.
        rounding: How the operator publishes it; None for the exact share. Where a price sheet
            prints the price, use the printed one.

    Raises:
        GapError: If there is no module 2 on that day.

    Examples:
        >>> from utilbill import market
        >>> module_2_price(market("DE").law, "8.62 ct/kWh", dt.date(2025, 1, 1))[0]
        Price('3.45 ct/kWh')
        >>> module_2_price(market("DE").law, "8.62 ct/kWh", dt.date(2025, 1, 1), None)[0]
        Price('3.448 ct/kWh')
    """
    price = _unit_price(unit_price)
    parameter = law["de.controllable.module2_share"]
    share = parameter.input(parameter.at(day))
    node: Explanation = Operation(
        "/",
        (
            Operation("*", (Input(_PRICE, _in_cents(price), "ct/kWh"), share)),
            Constant(Decimal(100), "%", _WHOLE),
        ),
    )
    if rounding is not None:
        node = Rounded(node, rounding)
    return Price(shown(node), "ct/kWh"), node
