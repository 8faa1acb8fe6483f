"""An amount through time that is taken off other lines, at most as much as they come to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import (
    ChargeRole,
    Context,
    Draft,
    PricedLine,
)
from utilbill.tariffs.on_lines import OnLines, cut_at, span_of, sum_of
from utilbill.tariffs.through_time import amount_through_time, check_time
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import (
    Constant,
    Input,
    Label,
    Operation,
    Selection,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.units import Price, as_price

_WHOLE: Final = Label(
    "all that the lines come to: the charge does not fall below zero",
    "die ganze Summe der Posten: Das Entgelt wird nicht negativ",
)
_SUM: Final = Label("sum of the lines", "Summe der Posten")


@attrs.frozen(kw_only=True)
class Reduction(OnLines):
    """An amount through time off some lines, which do not fall below zero (Entgeltreduzierung).

    It carries the tax of those lines. Where the rate of tax changes inside the period, each rate
    bears the share of its days.

    Attributes:
        amount: What is taken off per time, above zero: ``131.88 EUR/year``.
        of: Ids of components or names of charges that stand before it.
        proration: How a part of a year or month counts.
        holds: Days on which it holds; None for always.

    Raises:
        InvalidInputError: If the amount is not above zero, or no lines are named.
        MissingChoiceError: If the proration is missing.

    Examples:
        >>> module_1 = Reduction(id="module1", label="Module 1", amount="131.88 EUR/year",
        ...                      of="grid", proration="days_365")
        >>> module_1.role.value
        'grid'
    """

    amount: Price = attrs.field(converter=as_price)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    holds: Period | None = None
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_time(self.proration, self.amount.unit)
        if self.amount.amount <= 0:
            raise InvalidInputError(
                "amount", self.amount, "is not above zero", "Give what is taken off."
            )

    @property
    def currency(self) -> str:
        """The currency of the amount."""
        return self.amount.currency

    def pieces(self, context: Context) -> Sequence[tuple[Period, None]]:
        """Cut where it begins and ends, so that no line lies half inside."""
        return cut_at(self.holds, context.period)

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Take the amount off the given lines, which all carry the same tax."""
        mine = self.among(lines, self.holds)
        if not mine:
            return ()
        days, whole = span_of(mine), sum_of(mine)
        price = Input(self.label, self.amount.amount, self.amount.unit.symbol, self.source)
        node = amount_through_time(price, self.amount.unit, days, self.proration, context)
        if evaluate(node) > whole:
            if whole <= 0:
                return ()
            node = Selection(Input(_SUM, whole, self.currency), "reduction", _WHOLE)
        amount = Operation("-", (Constant(Decimal(0), self.currency), node))
        return (Draft(days, amount, self.currency),)
