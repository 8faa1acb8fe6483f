"""Between net and gross: the two expressions that value added tax consists of."""

from decimal import Decimal
from fractions import Fraction

from utilbill.taxes.vat import TaxRate
from utilbill.values.exact import add, multiply
from utilbill.values.explanation import Constant, Explanation, Operation, Rounded
from utilbill.values.money import Money
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Price

_HUNDRED = Constant(Decimal(100), "%")


def tax_on(net: Explanation, rate: TaxRate, rounding: RoundingRule) -> Rounded:
    """Return the tax on a net amount: net times rate, rounded once.

    EN 16931 takes it per rate from the sum (BR-CO-17); no statute fixes the rounding.
    """
    return Rounded(Operation("/", (Operation("*", (net, rate.input)), _HUNDRED)), rounding)


def net_in(gross: Explanation, rate: TaxRate, rounding: RoundingRule) -> Rounded:
    """Return the net amount in a gross one: gross over one plus rate, rounded once."""
    return Rounded(
        Operation(
            "/",
            (Operation("*", (gross, _HUNDRED)), Operation("+", (_HUNDRED, rate.input))),
        ),
        rounding,
    )


def net_of(gross: Money, rate: TaxRate, rounding: RoundingRule) -> Money:
    """Return the net amount in a gross amount of money.

    Examples:
        >>> from utilbill.values.rounding import CENT
        >>> from utilbill.values.tax import TaxCategory
        >>> net_of(Money(119, "EUR"), TaxRate(TaxCategory.STANDARD, "19"), CENT)
        Money('100.00', 'EUR')
    """
    return Money(_net(gross.amount, rate, rounding), gross.currency)


def _net(gross: Decimal, rate: TaxRate, rounding: RoundingRule) -> Decimal:
    whole = add(_HUNDRED.value, rate.percent)
    return rounding(Fraction(multiply(gross, _HUNDRED.value)) / Fraction(whole))


def with_tax(net: Explanation, rate: TaxRate) -> Explanation:
    """Return a net amount with its tax, not rounded: net times one plus rate."""
    if not rate.percent:
        return net
    whole = Operation("+", (_HUNDRED, rate.input))
    return Operation("/", (Operation("*", (net, whole)), _HUNDRED))


def price_with_tax(net: Price, rate: TaxRate) -> Price:
    """Return a net price with its tax, digit for digit, not rounded."""
    factor = add(_HUNDRED.value, rate.percent)
    return Price(multiply(multiply(net.amount, factor), decimal_step(2)), net.unit)


def gross_of_price(net: Price, rate: TaxRate, rounding: RoundingRule) -> Price:
    """Return the gross price of a net one, rounded in its own unit.

    Examples:
        >>> from utilbill.values.rounding import CENT
        >>> from utilbill.values.tax import TaxCategory
        >>> gross_of_price(Price.parse("6.76 ct/kWh"), TaxRate(TaxCategory.STANDARD, "19"), CENT)
        Price('8.04 ct/kWh')
    """
    if not rate.percent:
        return net
    return Price(rounding(price_with_tax(net, rate).amount), net.unit)


def net_of_price(gross: Price, rate: TaxRate, rounding: RoundingRule) -> Price:
    """Return the net price in a gross one, rounded in its own unit.

    Examples:
        >>> from utilbill.values.rounding import CENT
        >>> from utilbill.values.tax import TaxCategory
        >>> net_of_price(Price.parse("8.04 ct/kWh"), TaxRate(TaxCategory.STANDARD, "19"), CENT)
        Price('6.76 ct/kWh')
    """
    if not rate.percent:
        return gross
    return Price(_net(gross.amount, rate, rounding), gross.unit)
