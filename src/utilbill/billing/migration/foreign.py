"""A bill as another system made it: amounts by position, and sums."""

from collections.abc import Iterable
from decimal import Decimal

import attrs

from utilbill.values.errors import CurrencyMismatchError, InvalidInputError
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity

#: Sums that can be compared, by the names under which this library holds them.
SUMS = ("net", "tax", "gross", "payable", "balance")


@attrs.frozen(kw_only=True)
class ForeignPosition:
    """One amount of a bill of another system.

    Attributes:
        name: Id or label of the position there.
        amount: In the basis of the price sheet: net or gross.
        period: The days it is for, where they are given.
        quantity: What it prices, where that is given.
        price: At what price, where that is given.
        tax_percent: Its rate of tax, where that is given.
        row: Where it stands in its table; 0 if nowhere.
    """

    name: str
    amount: Money
    period: Period | None = None
    quantity: Quantity | None = None
    price: Price | None = None
    tax_percent: Decimal | None = None
    row: int = 0


def _positions(value: Iterable[ForeignPosition]) -> tuple[ForeignPosition, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class ForeignBill:
    """A bill of another system (Rechnung des Altsystems).

    Attributes:
        number: Its number there.
        contract: Number of the contract.
        positions: Its amounts.
        sums: What it says of net, tax, gross, payable and balance, where it does.

    Raises:
        InvalidInputError: If it has neither positions nor sums, or a sum of another name.
        CurrencyMismatchError: If amounts are in several currencies.

    Examples:
        >>> bill = ForeignBill(number="4711", contract="C-1", positions=[
        ...     ForeignPosition(name="Arbeitspreis", amount=Money("875.00", "EUR"))])
        >>> bill.currency
        'EUR'
    """

    number: str
    contract: str
    positions: tuple[ForeignPosition, ...] = attrs.field(default=(), converter=_positions)
    sums: dict[str, Money] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        amounts = [held.amount for held in self.positions] + list(self.sums.values())
        if not amounts:
            raise InvalidInputError(
                "positions", "none", f"are on bill {self.number}", "Give amounts or sums."
            )
        for name in self.sums:
            if name not in SUMS:
                raise InvalidInputError(
                    "sums", name, "is no sum of a bill", f"Use one of: {', '.join(SUMS)}."
                )
        for amount in amounts:
            if amount.currency != amounts[0].currency:
                raise CurrencyMismatchError(
                    "amount", amount, f"is not in {amounts[0].currency}", "Use one currency."
                )

    @property
    def currency(self) -> str:
        """Code of its currency."""
        return next(iter([*(held.amount for held in self.positions), *self.sums.values()])).currency
