"""Money: an exact amount with its currency."""

from decimal import Decimal
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING, Self

import attrs

from utilbill.values.errors import CurrencyMismatchError, InvalidInputError
from utilbill.values.exact import CONTEXT, add, as_text, exact, multiply, negate, plain, subtract

if TYPE_CHECKING:
    from moneyed import Money as MoneyedMoney

#: Currencies of the home markets; every other code is looked up in ISO 4217 by py-moneyed.
HOME_CURRENCIES = frozenset({"EUR", "SEK", "PLN"})


@lru_cache(maxsize=256)
def currency_code(code: str) -> str:
    """Check a currency code of ISO 4217.

    Raises:
        InvalidInputError: If there is no such currency.

    Examples:
        >>> currency_code("EUR")
        'EUR'
    """
    if code in HOME_CURRENCIES:
        return code
    from moneyed import CurrencyDoesNotExist, get_currency

    try:
        return str(get_currency(code).code)
    except (CurrencyDoesNotExist, AttributeError):
        raise InvalidInputError(
            "currency", code, "is no currency of ISO 4217", "Write three letters, such as EUR."
        ) from None


_CENTS = 2  # decimals of the home currencies


@lru_cache(maxsize=256)
def minor_unit(currency: str) -> Decimal:
    """Return the smallest amount that can be paid, by the CLDR.

    Examples:
        >>> minor_unit("EUR")
        Decimal('0.01')
    """
    if currency in HOME_CURRENCIES:
        return Decimal((0, (1,), -_CENTS))
    from babel.numbers import get_currency_precision

    return Decimal((0, (1,), -get_currency_precision(currency)))


def _as_code(code: str) -> str:
    return currency_code(code)


@total_ordering
@attrs.frozen(order=False)
class Money:
    """An exact amount of one currency (Geldbetrag, penningbelopp, kwota).

    Amounts the customer owes are positive, amounts owed to the customer negative. Adding keeps
    every digit; rounding and splitting belong to :mod:`utilbill.values.rounding`.

    Attributes:
        amount: In the main unit of the currency (EUR, not cents).
        currency: Code of ISO 4217.

    Raises:
        FloatRefusedError: If the amount is a binary float.
        CurrencyMismatchError: If two currencies meet in one operation.

    Examples:
        >>> Money("12.50", "EUR") + Money("0.49", "EUR")
        Money('12.99', 'EUR')
        >>> sum([Money(1, "EUR"), Money(2, "EUR")], Money.zero("EUR")) > Money(2, "EUR")
        True
    """

    amount: Decimal = attrs.field(converter=exact)
    currency: str = attrs.field(converter=_as_code)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing at all, of a currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``12.50 EUR``.

        Raises:
            InvalidInputError: If the text is not an amount and a currency.
        """
        advice = "Write it like 12.50 EUR."
        amount, _, currency = as_text(text, "money", advice).strip().rpartition(" ")
        if not amount:
            raise InvalidInputError("money", text, "is not an amount with a currency", advice)
        return cls(exact(amount, "money"), currency)

    @classmethod
    def from_moneyed(cls, money: "MoneyedMoney") -> Self:
        """Take over a value of py-moneyed."""
        return cls(money.amount, money.currency.code)

    @property
    def is_payable(self) -> bool:
        """Whether it is a whole number of the smallest unit that can be paid."""
        return not CONTEXT.remainder(self.amount, minor_unit(self.currency))

    def to_moneyed(self) -> "MoneyedMoney":
        """Hand over a value of py-moneyed."""
        from moneyed import Money as Foreign

        return Foreign(self.amount, self.currency)

    def _same(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatchError(
                "currency",
                other.currency,
                f"does not fit {self.currency}",
                "Convert one of them by a stated rate first.",
            )
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(multiply(self.amount, exact(factor, "factor")), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(negate(self.amount), self.currency)

    def __abs__(self) -> "Money":
        return -self if self.amount < 0 else self

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.currency}"

    def __repr__(self) -> str:
        return f"Money({plain(self.amount)!r}, {self.currency!r})"


def as_money(value: Money | str) -> Money:
    """Accept an amount of money or its text.

    Examples:
        >>> as_money("12.50 EUR")
        Money('12.50', 'EUR')
    """
    return value if isinstance(value, Money) else Money.parse(value)
