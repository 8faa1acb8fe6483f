"""Money and quantities."""

from decimal import Decimal

from utilbill.testing.strategies.hypothesis_there import st
from utilbill.values.money import Money
from utilbill.values.rounding import decimal_step


def money(
    currency: str = "EUR", smallest: int = -(10**6), largest: int = 10**6
) -> st.SearchStrategy[Money]:
    """Draw amounts of whole cents.

    Args:
        currency: Code of the currency.
        smallest: The smallest amount [cents].
        largest: The largest amount [cents].

    Examples:
        >>> from hypothesis import find
        >>> find(money(), lambda amount: amount.amount >= 1)
        Money('1.00', 'EUR')
    """
    cents = st.integers(smallest, largest)
    return cents.map(lambda amount: Money(amount, currency) * decimal_step(2))


def quantities(decimals: int = 3, largest: int = 10**7) -> st.SearchStrategy[Decimal]:
    """Draw quantities with up to some decimals, zero among them.

    Args:
        decimals: The most decimals.
        largest: The largest quantity.

    Examples:
        >>> from hypothesis import find
        >>> find(quantities(), lambda quantity: quantity > 0)
        Decimal('1')
    """
    return st.tuples(st.integers(0, largest), st.integers(0, decimals)).map(
        lambda drawn: Decimal(drawn[0]) * decimal_step(drawn[1])
    )
