"""Prices per interval become an index with one figure per month."""

from collections.abc import Iterator
from fractions import Fraction

from utilbill.metering.intervals import IntervalSeries
from utilbill.tariffs.index_figures import IndexFigure, IndexFigures
from utilbill.values.errors import GapError
from utilbill.values.explanation import Label, as_label
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule


def monthly_means(
    prices: IntervalSeries, rounding: RoundingRule, name: Label | str | None = None
) -> IndexFigures:
    """Return the mean of all intervals of each month (Monatsmittel der Börsenpreise).

    Every interval counts alike, not by how much flowed in it. Months that the series does not hold
    as a whole are left out. A mean counts as published on the first day after its month.

    Args:
        prices: Prices per interval.
        rounding: How the means are rounded, in the unit of the prices.
        name: What the index is called; the name of the series if not said.

    Raises:
        GapError: If the series holds no whole month.

    Examples:
        >>> from utilbill.values.rounding import CENT
        >>> prices = IntervalSeries.on(Period.of_month(2024, 2), ["60", "66.01"] * (29 * 12),
        ...     unit="EUR/MWh", resolution="1 h", zone="Europe/Berlin")
        >>> monthly_means(prices, CENT, "day-ahead").figures[0].value
        Decimal('63.01')
    """
    found = list(_means(prices, rounding))
    if not found:
        raise GapError(
            "prices", prices.period, "holds no whole month", "Give the prices of a whole month."
        )
    label = as_label(name) if name is not None else prices.name or Label("prices", "Preise")
    return IndexFigures(name=label, unit=prices.unit, figures=found)


def _means(prices: IntervalSeries, rounding: RoundingRule) -> Iterator[IndexFigure]:
    for month in prices.period.by_month():
        if month != Period.of_month(month.start.year, month.start.month):
            continue
        held = prices.over(month)
        mean = Fraction(sum(held.counts)) * Fraction(held.step) / len(held.counts)
        yield IndexFigure(month, rounding(mean), month.end, prices.source)
