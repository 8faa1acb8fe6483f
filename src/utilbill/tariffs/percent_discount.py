"""A share off the lines of other components."""

from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.tariffs.component import ChargeRole, Context, Draft, PricedLine
from utilbill.tariffs.on_lines import OnLines, cut_at, span_of
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact, multiply
from utilbill.values.explanation import Constant, Explanation, Input, Operation
from utilbill.values.period import Period

_WHOLE = 100  # per cent


def _share(value: Decimal | int | str) -> Decimal:
    percent = exact(value, "percent")
    if not 0 < percent <= _WHOLE:
        raise InvalidInputError(
            "percent", percent, "is no discount", "Give a number above 0, at most 100."
        )
    return percent


@attrs.frozen(kw_only=True)
class PercentDiscount(OnLines):
    """A share off the lines of other components (Rabatt, rabatt, upust).

    The discount is taken from the rounded amounts of those lines, for the days on which it holds;
    it carries their tax, whatever its own category says.

    Attributes:
        percent: The share, in percent.
        of: Ids of components or names of charges that stand before it in the price sheet; a
            discount on a discount sees what is left.
        holds: Days on which it holds; None for always. A line counts if it begins in them.
    """

    percent: Decimal = attrs.field(converter=_share)
    holds: Period | None = None
    role: ChargeRole = attrs.field(default=ChargeRole.DISCOUNT, converter=ChargeRole)

    def pieces(self, context: Context) -> Sequence[tuple[Period, None]]:
        """Cut where the discount begins and ends, so that no line lies half inside."""
        return cut_at(self.holds, context.period)

    def drafts_on(self, lines: Sequence[PricedLine], context: Context) -> Sequence[Draft]:
        """Take the share off the given lines, which all carry the same tax."""
        base = self.among(lines, self.holds)
        if not base:
            return ()
        parts: tuple[Explanation, ...] = tuple(
            Input(line.label, line.amount.amount, line.amount.currency, f"line {line.period}")
            for line in base
        )
        whole = parts[0] if len(parts) == 1 else Operation("+", parts)
        rate = Input(self.label, multiply(self.percent, Decimal(-1)), "%", self.source)
        node = Operation("/", (Operation("*", (whole, rate)), Constant(Decimal(100), "%")))
        del context
        return (Draft(span_of(base), node, base[0].amount.currency),)
