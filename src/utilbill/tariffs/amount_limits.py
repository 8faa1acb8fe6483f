"""What other lines come to at least, or at most."""

from collections.abc import Sequence
from typing import Final

import attrs

from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import (
    ChargeRole,
    Context,
    Draft,
    PricedLine,
)
from utilbill.tariffs.on_lines import OnLines, span_of, sum_of
from utilbill.tariffs.schemes import PeriodScheme, as_scheme
from utilbill.tariffs.through_time import amount_through_time, check_time
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Input, Label, Operation, evaluate
from utilbill.values.period import Period
from utilbill.values.units import Price, as_price

_SUM: Final = Label("sum of the lines", "Summe der Posten")


class Limit(Choice):
    """Which way an amount is limited.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    LEAST = "least"  #: A minimum: what is missing is charged (Mindestabnahme, Mindestentgelt).
    MOST = "most"  #: A cap: what goes beyond is taken off (Höchstbetrag).


@attrs.frozen(kw_only=True)
class AmountLimit(OnLines):
    """A least or highest amount per time for some lines (Mindestumsatz, Kostendeckel).

    The amounts of the lines are compared after their rounding, for each stretch of time and each
    rate of tax; the difference is a line of its own under that rate.

    Attributes:
        amount: The limit per time, such as ``12 EUR/month`` or ``1000 EUR/year``.
        limit: Whether it is the least or the most.
        of: Ids of components or names of charges that stand before it.
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

    amount: Price = attrs.field(converter=as_price)
    limit: Limit = attrs.field(converter=Limit)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    counted: PeriodScheme = attrs.field(default=PeriodScheme(), converter=as_scheme)
    role: ChargeRole = attrs.field(default=ChargeRole.SERVICE, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_time(self.proration, self.amount.unit)

    @property
    def currency(self) -> str:
        """The currency of the limit."""
        return self.amount.currency

    def pieces(self, context: Context) -> Sequence[tuple[Period, None]]:
        """Cut where a limit begins anew, so that quantities are divided there."""
        return tuple((part, None) for part in self.counted.parts(context.period))

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Return what is missing or goes beyond, for each stretch with such lines."""
        mine = self.among(lines)
        if not mine:
            return ()
        span = span_of(mine)
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
        price = Input(self.label, self.amount.amount, self.amount.unit.symbol, self.source)
        limit = amount_through_time(price, self.amount.unit, days, self.proration, context)
        node = Operation("-", (limit, Input(_SUM, sum_of(lines), self.amount.currency, "")))
        left = evaluate(node)
        if (left <= 0) if self.limit is Limit.LEAST else (left >= 0):
            return None
        return Draft(days, node, self.amount.currency)
