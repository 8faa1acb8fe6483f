"""Components that look at the lines of others: discounts, reductions, limits."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.tariffs.component import Context, Draft, Measure, PricedLine, QuantitySource
from utilbill.tariffs.components import ComponentBase, names
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import total
from utilbill.values.period import Period


@attrs.frozen(kw_only=True)
class OnLines(ComponentBase):
    """What components that look at other lines answer alike.

    Attributes:
        of: Ids of components or names of charges that stand before it in the price sheet.

    Raises:
        InvalidInputError: If it looks at nothing.
    """

    of: tuple[str, ...] = attrs.field(converter=names)

    def __attrs_post_init__(self) -> None:
        if not self.of:
            raise InvalidInputError(
                "of", "nothing", "leaves nothing to look at", "Name components or charges."
            )

    @property
    def measure(self) -> Measure:
        """It prices other lines."""
        return Measure.LINES

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Return nothing: it looks at lines, not at days."""
        del days, held, quantities, context
        return ()

    def among(self, lines: Sequence[PricedLine], holds: Period | None = None) -> list[PricedLine]:
        """Return the lines that it looks at; those that begin on days on which it holds."""
        return [
            line
            for line in lines
            if (line.component in self.of or line.charge in self.of)
            and (holds is None or line.period.start in holds)
        ]


def cut_at(holds: Period | None, period: Period) -> Sequence[tuple[Period, None]]:
    """Cut a period where something begins and ends, so that no line lies half inside."""
    parts = (period,) if holds is None else period.split_at((holds.start, holds.end))
    return tuple((part, None) for part in parts)


def span_of(lines: Sequence[PricedLine]) -> Period:
    """Return the days from the first to the last of some lines."""
    return Period(min(line.period.start for line in lines), max(line.period.end for line in lines))


def sum_of(lines: Sequence[PricedLine]) -> Decimal:
    """Return the sum of the rounded amounts of some lines."""
    return total([line.amount.amount for line in lines])
