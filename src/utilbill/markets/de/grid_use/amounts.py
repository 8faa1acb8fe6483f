"""Quantity times price of a position, whatever units it is invoiced in."""

from decimal import Decimal
from fractions import Fraction

from utilbill.prorating.time_share import Proration, time_share
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.rounding import CENT
from utilbill.values.units import Price, Quantity, Unit

_QUANTITY = Label("invoiced quantity", "berechnete Menge")
_ONE = Unit.parse("1")
_PRICE = Label("invoiced price", "berechneter Preis")


def position_amount(
    quantity: Quantity, price: Price, period: Period, proration: Proration
) -> Money | None:
    """Return quantity times price, to the cent; None if they do not fit each other.

    A price through time, such as EUR/kW/year, also takes the days of the period, unless the
    quantity already counts time.

    Args:
        quantity: Energy, power, or time.
        price: The price.
        period: The days.
        proration: How a part of a year or month counts.

    Examples:
        >>> year = Period.through("2023-01-01", "2023-06-30")
        >>> position_amount(Quantity(180, "kW"), Price.parse("20.00 EUR/kW/year"), year,
        ...                 Proration.DAYS_365)
        Money('1785.21', 'EUR')
        >>> position_amount(Quantity(181, "day"), Price.parse("72.00 EUR/year"), year,
        ...                 Proration.DAYS_365)
        Money('35.70', 'EUR')
    """
    node = _node(quantity, price, period, proration)
    if node is None:
        return None
    return Money(rounded(Rounded(node, CENT)), price.currency)


def _is_time(unit: Unit) -> bool:
    return unit.dimension[0] in ("day", "year")


def _node(
    quantity: Quantity, price: Price, period: Period, proration: Proration
) -> Explanation | None:
    times = [unit for unit in price.per.factors if _is_time(unit)]
    things = [unit for unit in price.per.factors if not _is_time(unit)]
    if len(times) > 1 or len(things) > 1:
        return None
    factor = price.unit.above.factor
    node: Explanation = Input(_PRICE, price.amount, price.unit.symbol)
    if things:
        if quantity.unit.dimension != things[0].dimension:
            return None
        factor *= quantity.unit.factor / things[0].factor
        node = Operation("*", (node, _input(quantity)))
    if times:
        share = _time(quantity, times[0], period, proration, alone=not things)
        if share is None:
            return None
        node = Operation("*", (node, share))
    return _scaled(node, factor)


def _rule(time: Unit, proration: Proration) -> Proration:
    return Proration.DAYS if time.dimension[0] == "day" else proration


def _time(
    quantity: Quantity, time: Unit, period: Period, proration: Proration, *, alone: bool
) -> Explanation | None:
    """Return how many units of time are invoiced; None if the quantity counts something else."""
    rule = _rule(time, proration)
    if not alone or quantity.unit.dimension == _ONE.dimension:
        share = time_share(period, time, rule)
        return share if not alone else Operation("*", (_input(quantity), share))
    if quantity.unit.dimension == time.dimension:
        return _scaled(_input(quantity), quantity.unit.factor / time.factor)
    if quantity.unit.dimension[0] != "day" or not _is_whole(quantity.amount):
        return None
    end = period.start + int(quantity.amount) * ONE_DAY
    return time_share(Period(period.start, end), time, rule) if end > period.start else None


def _is_whole(amount: Decimal) -> bool:
    return amount.as_integer_ratio()[1] == 1


def _input(quantity: Quantity) -> Input:
    return Input(_QUANTITY, quantity.amount, quantity.unit.symbol)


def _scaled(node: Explanation, factor: Fraction) -> Explanation:
    if factor.numerator != 1:
        node = Operation("*", (node, Constant(Decimal(factor.numerator), "1")))
    if factor.denominator != 1:
        node = Operation("/", (node, Constant(Decimal(factor.denominator), "1")))
    return node


def same_price(left: Price, right: Price) -> bool | None:
    """Tell whether two prices are the same in any unit; None if they are for different things.

    Examples:
        >>> same_price(Price.parse("8.62 ct/kWh"), Price.parse("0.0862 EUR/kWh"))
        True
        >>> same_price(Price.parse("0.20 EUR/day"), Price.parse("73.00 EUR/year")) is None
        True
    """
    if left.unit.dimension != right.unit.dimension:
        return None
    first = Fraction(left.amount) * left.unit.factor
    return first == Fraction(right.amount) * right.unit.factor


def same_quantity(left: Quantity, right: Quantity | None) -> bool | None:
    """Tell whether two quantities are the same in any unit; None if they count different things.

    Examples:
        >>> same_quantity(Quantity("1.5", "MWh"), Quantity(1500, "kWh"))
        True
    """
    if right is None or left.unit.dimension != right.unit.dimension:
        return None
    first = Fraction(left.amount) * left.unit.factor
    return first == Fraction(right.amount) * right.unit.factor
