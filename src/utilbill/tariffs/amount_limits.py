"""What other lines come to at least, or at most."""

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
from utilbill.tariffs.schemes import PeriodScheme, as_scheme
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import add
from utilbill.values.explanation import Explanation, Input, Label, Operation, evaluate
from utilbill.values.period import Period
from utilbill.values.units import Price

_SUM: Final = Label("sum of the lines", "Summe der Posten")


class Limit(Choice):
    """Which way an amount is limited.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    LEAST = "least"  #: A minimum: what is missing is charged (Mindestabnahme, Mindestentgelt).
    MOST = "most"  #: A cap: what goes beyond is taken off (Höchstbetrag).


def _price(value: Price | str) -> Price:
    return value if isinstance(value, Price) else Price.parse(value)


@attrs.frozen(kw_only=True)
class AmountLimit(ComponentBase):
    """A least or highest amount per time for some lines (Mindestumsatz, Kostendeckel).

    The amounts of the lines are compared after their rounding, for each stretch of time and each
    rate of tax; the difference is a line of its own under that rate.

    Attributes:
        amount: The limit per time, such as ``12 EUR/month`` or ``1000 EUR/year``.
        limit: Whether it is the least or the most.
        of: Ids of components or names of charges that stand before it; all of them if not given.
        proration: How a part of a year or month counts.
        counted: For which stretches of time the limit holds: the settled period if not given. Lines
            must lie within them; let components make a line per month for a limit per month.

    Raises:
        MissingChoiceError: If the proration is missing.
        InvalidInputError: If a line reaches over two stretches.

    Examples:
        >>> AmountLimit(id="minimum", label="Minimum", amount="1000 EUR/year", limit="least",
        ...             of=["energy"], proration="calendar_year").measure.value
        'lines'
    """

    amount: Price = attrs.field(converter=_price)
    limit: Limit = attrs.field(converter=Limit)
    of: tuple[str, ...] = attrs.field(converter=names)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    counted: PeriodScheme = attrs.field(default=PeriodScheme(), converter=as_scheme)
    role: ChargeRole = attrs.field(default=ChargeRole.SERVICE, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        per = time_of(self.amount.per)
        check_proration(self.proration, per.symbol, per.dimension[0])
        if not self.of:
            raise InvalidInputError("of", "nothing", "is limited", "Name components or charges.")

    @property
    def currency(self) -> str:
        """The currency of the limit."""
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
        """Cut where a limit begins anew, so that quantities are divided there."""
        return tuple((part, None) for part in self.counted.parts(context.period))

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Return nothing: it looks at lines."""
        del days, held, quantities, context
        return ()

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Return what is missing or goes beyond, for each stretch with such lines."""
        mine = [line for line in lines if line.component in self.of or line.charge in self.of]
        if not mine:
            return ()
        span = Period(
            min(line.period.start for line in mine), max(line.period.end for line in mine)
        )
        found = []
        for part in self.counted.parts(context.period):
            days = part.intersection(span)
            held = [line for line in mine if line.period.intersection(part)]
            if days is None or not held:
                continue
            for line in held:
                if not part.covers(line.period):
                    raise InvalidInputError(
                        "counted",
                        f"{line.component} {line.period}",
                        f"reaches over {part}, for which a limit holds",
                        "Let that component make a line per stretch, or limit the whole period.",
                    ).concerning(self)
            draft = self._draft(held, days, context)
            if draft is not None:
                found.append(draft)
        return found

    def _draft(self, lines: Sequence[PricedLine], days: Period, context: Context) -> Draft | None:
        amount = Decimal(0)
        for line in lines:
            amount = add(amount, line.amount.amount)
        time = time_of(self.amount.per)
        share = time_share(
            days, time, self.proration or Proration.DAYS, context.anchor, context.degree_days
        )
        price = Input(self.label, self.amount.amount, self.amount.unit.symbol, self.source)
        limit: Explanation = Operation("*", (price, share))
        for operator, constant in conversion_steps(self.amount.unit.symbol, time.symbol):
            limit = Operation(operator, (limit, constant))
        node = Operation("-", (limit, Input(_SUM, amount, self.amount.currency, "")))
        left = evaluate(node)
        if (left <= 0) if self.limit is Limit.LEAST else (left >= 0):
            return None
        return Draft(days, node, self.amount.currency, price=self.amount)
