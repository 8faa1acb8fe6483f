"""An amount through time that is taken off other lines, at most as much as they come to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import (
    ChargeRole,
    Context,
    Draft,
    Measure,
    PricedLine,
    QuantitySource,
)
from utilbill.tariffs.components import ComponentBase, conversion_steps, names, time_of
from utilbill.tariffs.demand_charge import check_proration
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import add
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Selection,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.units import Price

_WHOLE: Final = Label(
    "all that the lines come to: the charge does not fall below zero",
    "die ganze Summe der Posten: Das Entgelt wird nicht negativ",
)
_SUM: Final = Label("sum of the lines", "Summe der Posten")


def _price(value: Price | str) -> Price:
    return value if isinstance(value, Price) else Price.parse(value)


@attrs.frozen(kw_only=True)
class Reduction(ComponentBase):
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

    amount: Price = attrs.field(converter=_price)
    of: tuple[str, ...] = attrs.field(converter=names)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    holds: Period | None = None
    role: ChargeRole = attrs.field(default=ChargeRole.GRID, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        per = time_of(self.amount.per)
        check_proration(self.proration, per.symbol, per.dimension[0])
        if self.amount.amount <= 0:
            raise InvalidInputError(
                "amount", self.amount, "is not above zero", "Give what is taken off."
            )
        if not self.of:
            raise InvalidInputError("of", "nothing", "is reduced", "Name components or charges.")

    @property
    def currency(self) -> str:
        """The currency of the amount."""
        return self.amount.currency

    @property
    def charge(self) -> str:
        """The charge it belongs to."""
        return self.id

    @property
    def measure(self) -> Measure:
        """It looks at other lines."""
        return Measure.LINES

    def pieces(self, context: Context) -> Sequence[tuple[Period, None]]:
        """Cut where it begins and ends, so that no line lies half inside."""
        if self.holds is None:
            return ((context.period, None),)
        cut = context.period.split_at((self.holds.start, self.holds.end))
        return tuple((part, None) for part in cut)

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Return nothing: it looks at lines."""
        del days, held, quantities, context
        return ()

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Take the amount off the given lines, which all carry the same tax."""
        mine = [
            line
            for line in lines
            if (line.component in self.of or line.charge in self.of)
            and (self.holds is None or line.period.start in self.holds)
        ]
        if not mine:
            return ()
        starts, ends = zip(*((line.period.start, line.period.end) for line in mine), strict=True)
        days = Period(min(starts), max(ends))
        total = Decimal(0)
        for line in mine:
            total = add(total, line.amount.amount)
        node = self._off(days, context)
        if evaluate(node) > total:
            if total <= 0:
                return ()
            node = Selection(Input(_SUM, total, self.currency), "reduction", _WHOLE)
        amount = Operation("-", (Constant(Decimal(0), self.currency), node))
        return (Draft(days, amount, self.currency, price=self.amount),)

    def _off(self, days: Period, context: Context) -> Explanation:
        time = time_of(self.amount.per)
        share = time_share(
            days, time, self.proration or Proration.DAYS, context.anchor, context.degree_days
        )
        price = Input(self.label, self.amount.amount, self.amount.unit.symbol, self.source)
        node: Explanation = Operation("*", (price, share))
        for operator, constant in conversion_steps(self.amount.unit.symbol, time.symbol):
            node = Operation(operator, (node, constant))
        return node
