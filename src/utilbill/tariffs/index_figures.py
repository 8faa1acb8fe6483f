"""Published figures of an index, one per month or quarter, with the day of their publication."""

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal

import attrs

from utilbill.values.dated import optional_day
from utilbill.values.errors import GapError, OverlapError
from utilbill.values.exact import exact
from utilbill.values.explanation import Input, Label, as_label
from utilbill.values.period import MONTHS_PER_YEAR, Period
from utilbill.values.units import Unit, as_unit


@attrs.frozen
class IndexFigure:
    """One figure of an index.

    Attributes:
        period: The month, quarter or year it is for.
        value: The figure.
        published: Day of its publication; None counts as always known.
        source: Where it was published.
    """

    period: Period
    value: Decimal = attrs.field(converter=exact)
    published: dt.date | None = attrs.field(default=None, converter=optional_day)
    source: str = ""


def _figures(value: Iterable[IndexFigure]) -> tuple[IndexFigure, ...]:
    held = tuple(sorted(value, key=lambda one: (one.period.start, one.published or dt.date.min)))
    for before, after in itertools.pairwise(held):
        same = before.period == after.period
        if same and before.published == after.published:
            raise OverlapError(
                "figures",
                after.period,
                "has two figures that were published on one day",
                "Keep the right one.",
            )
        if not same and after.period.start < before.period.end:
            raise OverlapError(
                "figures", after.period, f"overlaps {before.period}", "Use months or quarters."
            )
    return held


@attrs.frozen(kw_only=True)
class IndexFigures:
    """The figures of an index, revised ones with each of their vintages (Index).

    Attributes:
        name: What it is.
        unit: Its unit: ``1`` for an index of 100, or a price such as ``EUR/MWh``.
        figures: The figures.

    Raises:
        OverlapError: If two figures are for the same days and were published on the same day.

    Examples:
        >>> index = IndexFigures.monthly("wages", "1", {(2024, 1): "105.2", (2024, 2): "105.9"})
        >>> index.at(dt.date(2024, 2, 15)).value
        Decimal('105.9')
    """

    name: Label = attrs.field(converter=as_label)
    unit: Unit = attrs.field(converter=as_unit)
    figures: tuple[IndexFigure, ...] = attrs.field(converter=_figures, repr=False)

    @classmethod
    def monthly(
        cls,
        name: Label | str,
        unit: Unit | str,
        figures: dict[tuple[int, int], Decimal | int | str],
        source: str = "",
    ) -> "IndexFigures":
        """Build an index from one figure per year and month."""
        return cls(
            name=name,
            unit=unit,
            figures=[
                IndexFigure(Period.of_month(*month), value, source=source)
                for month, value in figures.items()
            ],
        )

    def at(self, day: dt.date, known_on: dt.date | None = None) -> IndexFigure:
        """Return the figure for a day, of revised ones the latest known.

        Raises:
            GapError: If there is none, or none was published then.
        """
        found = [
            one
            for one in self.figures
            if day in one.period
            and (known_on is None or one.published is None or one.published <= known_on)
        ]
        if not found:
            raise GapError(
                str(self.name),
                day,
                "has no figure" + (f" that was known on {known_on}" if known_on else ""),
                "Give the figure of this month, or choose another lag.",
            )
        return found[-1]

    def input(self, one: IndexFigure) -> Input:
        """Return a figure as an input of explanations."""
        published = f", published {one.published}" if one.published else ""
        source = f"{one.source}, " if one.source else ""
        return Input(self.name, one.value, self.unit.symbol, f"{source}{one.period}{published}")


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the first day of the month some months before a day.

    Examples:
        >>> months_before(dt.date(2024, 2, 29), 3)
        datetime.date(2023, 11, 1)
    """
    count = day.year * MONTHS_PER_YEAR + day.month - 1 - months
    return dt.date(count // MONTHS_PER_YEAR, count % MONTHS_PER_YEAR + 1, 1)
