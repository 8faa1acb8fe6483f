"""Fuel that is kept in a tank: what was used of it, and what that cost (Brennstoffbestand)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from utilbill.values.errors import CurrencyMismatchError, InvalidInputError, UnitError
from utilbill.values.exact import plain
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.money import Money, as_money
from utilbill.values.period import whole_day
from utilbill.values.rounding import CENT
from utilbill.values.units import Quantity, as_quantity


@attrs.frozen(kw_only=True)
class FuelLot:
    """Fuel that was bought, or was there at the beginning (Anfangsbestand, Lieferung).

    Attributes:
        quantity: How much, such as ``2000 l``.
        cost: What it cost, with value added tax.
        day: Day of delivery; None for what was there at the beginning.

    Raises:
        InvalidInputError: If the quantity is not above zero, or the cost is below zero.
    """

    quantity: Quantity = attrs.field(converter=as_quantity)
    cost: Money = attrs.field(converter=as_money)
    day: dt.date | None = attrs.field(default=None, converter=attrs.converters.optional(whole_day))

    def __attrs_post_init__(self) -> None:
        if self.quantity.amount <= 0:
            raise InvalidInputError(
                "quantity", self.quantity, "is not above zero", "Leave empty lots out."
            )
        if self.cost.amount < 0:
            raise InvalidInputError("cost", self.cost, "is below zero", "Give what was paid.")


@attrs.frozen
class FuelUse:
    """What was used out of a tank.

    Attributes:
        quantity: How much.
        cost: What it cost, rounded to the cent once.
        explanation: How the cost came about: lot by lot, the oldest first.
    """

    quantity: Quantity
    cost: Money
    explanation: Rounded


def _lots(lots: Iterable[FuelLot]) -> tuple[FuelLot, ...]:
    held = tuple(sorted(lots, key=lambda lot: lot.day or dt.date.min))
    if not held:
        raise InvalidInputError("lots", "none", "leave nothing to use", "Give stock or deliveries.")
    first = held[0]
    for lot in held:
        if lot.quantity.unit.dimension != first.quantity.unit.dimension:
            raise UnitError(
                "quantity",
                lot.quantity,
                f"is not measured like {first.quantity}",
                "Measure all lots in one unit.",
            )
        if lot.cost.currency != first.cost.currency:
            raise CurrencyMismatchError(
                "cost", lot.cost, f"is not in {first.cost.currency}", "Use one currency."
            )
    return held


def first_in_first_out(lots: Iterable[FuelLot], left: Quantity | str) -> FuelUse:
    """Return what was used of some lots, the oldest first, and what it cost.

    Only what was burned is a cost of heating (HeizkostenV § 7 Abs. 2): the stock at the beginning
    and all deliveries, less what is left at the end, which is priced by the latest of them.

    Args:
        lots: What was there, and what was delivered, with its cost.
        left: What is left at the end.

    Raises:
        InvalidInputError: If more is left than there ever was, or it is below zero.
        UnitError: If lots are not measured alike.
        CurrencyMismatchError: If they were paid in several currencies.

    Examples:
        >>> used = first_in_first_out(
        ...     [FuelLot(quantity="1000 l", cost=Money("900.00", "EUR")),
        ...      FuelLot(quantity="3000 l", cost=Money("3300.00", "EUR"), day="2024-10-02")],
        ...     "1500 l")
        >>> used.quantity, used.cost
        (Quantity('2500 l'), Money('2550.00', 'EUR'))
    """
    held = _lots(lots)
    unit = held[0].quantity.unit
    rest = as_quantity(left).to(unit).amount
    amounts = [lot.quantity.to(unit).amount for lot in held]
    whole = sum(amounts, Decimal(0))
    if not 0 <= rest <= whole:
        raise InvalidInputError(
            "left",
            left,
            f"is not between nothing and the {plain(whole)} {unit} that there were",
            "Check the level of the tank.",
        )
    used = whole - rest
    node = Rounded(_cost(held, amounts, used, unit.symbol), CENT)
    return FuelUse(Quantity(used, unit), Money(rounded(node), held[0].cost.currency), node)


def _cost(
    lots: Sequence[FuelLot], amounts: Sequence[Decimal], used: Decimal, unit: str
) -> Explanation:
    open_, parts = Fraction(used), list[Explanation]()
    for lot, amount in zip(lots, amounts, strict=True):
        taken = min(open_, Fraction(amount))
        if not taken:
            continue
        open_ -= taken
        when = "at the beginning" if lot.day is None else f"of {lot.day}"
        de = "Anfangsbestand" if lot.day is None else f"Lieferung vom {lot.day:%d.%m.%Y}"
        cost = Input(Label(f"fuel {when}", de), lot.cost.amount, lot.cost.currency)
        if taken == amount:
            parts.append(cost)
            continue
        share = Operation(
            "/",
            (
                Constant(Decimal(taken.numerator) / taken.denominator, unit),
                Constant(amount, unit),
            ),
        )
        parts.append(Operation("*", (cost, share)))
    if not parts:
        return Constant(Decimal(0), lots[0].cost.currency)
    return parts[0] if len(parts) == 1 else Operation("+", tuple(parts))
