"""Negative exchange prices: in which intervals a plant is paid nothing (EEG § 51)."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from utilbill.law.errors import NotInForceError
from utilbill.law.parameter import Figure, LawBook
from utilbill.markets.de.feed_in.plant import FeedInPlant
from utilbill.metering.intervals import HOUR, IntervalSeries, midnight
from utilbill.metering.intervals.clock import MINUTE
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import MissingIntervalError
from utilbill.values.period import Period

_LAW: Final = "de.feed_in.negative_"


@attrs.frozen
class NegativePriceRule:
    """When negative prices take the remuneration of a plant.

    Attributes:
        since: First day on which it can; None if never.
        least: How long prices must be negative without a break, by the day on which that begins.
        reference: The provision.
        figures: Figures of law it rests on.
    """

    since: dt.date | None
    least: Timeline[dt.timedelta] | None = None
    reference: str = ""
    figures: tuple[Figure, ...] = ()

    def applies(self, period: Period) -> bool:
        """Tell whether it can matter on some day of a period."""
        return self.since is not None and self.since < period.end


def negative_price_rule(law: LawBook, plant: FeedInPlant) -> NegativePriceRule:
    """Return the rule for a plant, by its day of commissioning, power and meter.

    Plants from 2025-02-25 on lose every quarter hour; small ones among them only after the end of
    the year in which they got a smart meter, the smallest never. Older plants lose runs of hours.

    Examples:
        >>> from utilbill import market
        >>> new = FeedInPlant(power="15 kW", commissioned="2026-03-10", mode="surplus",
        ...                   smart_meter_since="2026-05-01")
        >>> negative_price_rule(market("DE").law, new).since
        datetime.date(2027, 1, 1)
    """
    day = plant.commissioned
    power = law[f"{_LAW}least_power"]
    try:
        least = power.at(day)
    except NotInForceError:
        return NegativePriceRule(None)
    if plant.power.amount < (least.value or 0):
        return NegativePriceRule(None, reference=least.reference)
    runs = list(_runs(law, day))
    timeline = Timeline([Dated(since, length) for since, length, _ in runs])
    figures = (least, *(figure for *_, figure in runs))
    since: dt.date | None = day
    reference = figures[-1].reference if len(runs) == 1 else least.reference
    if day >= law[f"{_LAW}minutes"].known()[0].since:
        below = law[f"{_LAW}metered_below"].at(day)
        figures = (*figures, below)
        if plant.power.amount < (below.value or 0):
            installed = plant.smart_meter_since
            since = None if installed is None else dt.date(installed.year + 1, 1, 1)
            since = since and max(since, day)
    return NegativePriceRule(since, timeline, reference, figures)


def _runs(law: LawBook, day: dt.date) -> Iterator[tuple[dt.date, dt.timedelta, Figure]]:
    """Yield since when how long prices must be negative."""
    minutes = law[f"{_LAW}minutes"]
    if day >= minutes.known()[0].since:
        figure = minutes.at(day)
        yield day, int(figure.value or 0) * MINUTE, figure
        return
    figure = law[f"{_LAW}hours"].at(day)
    if figure.value is not None:
        yield day, int(figure.value) * HOUR, figure
        return
    for held in law[f"{_LAW}hours_by_year"].known():
        yield held.since, int(held.value.value or 0) * HOUR, held.value


def unpaid_intervals(
    rule: NegativePriceRule, prices: IntervalSeries, period: Period | None = None
) -> tuple[bool, ...]:
    """Return for each interval of the prices whether the plant is paid nothing.

    A run counts from its first interval on, whole, by the length that holds on the day on which it
    begins. Prices must reach beyond a settled period as far as runs do.

    Args:
        rule: The rule for the plant.
        prices: Exchange prices.
        period: The days asked for; all of the prices if not given.

    Raises:
        MissingIntervalError: If a run that meets these days touches an end of the prices and may be
            longer than it is seen.
        PeriodError: If the prices do not cover these days.

    Examples:
        >>> from utilbill import market
        >>> old = FeedInPlant(power="600 kW", commissioned="2021-06-01", mode="full")
        >>> rule = negative_price_rule(market("DE").law, old)
        >>> day = Period.through("2024-05-12", "2024-05-12")
        >>> prices = IntervalSeries.on(day, [5] * 9 + [-1] * 3 + [2] + [-1] * 4 + [5] * 7,
        ...     unit="EUR/MWh", resolution="1 h", zone="Europe/Berlin")
        >>> [hour for hour, unpaid in enumerate(unpaid_intervals(rule, prices)) if unpaid]
        [13, 14, 15, 16]
    """
    asked = prices if period is None else prices.over(period)
    low = (asked.start - prices.start) // prices.resolution
    high = low + len(asked)
    found = [False] * len(prices)
    if rule.since is None or rule.least is None:
        return tuple(found[low:high])
    effective = (midnight(rule.since, prices.zone) - prices.start) // prices.resolution
    for start, stop in _negative_runs(prices.counts):
        first = max(start, low, effective)
        if first >= min(stop, high):
            continue
        begins = (prices.start + start * prices.resolution).astimezone(prices.zone).date()
        least = rule.least.at(max(begins, rule.since)).value
        if (stop - start) * prices.resolution >= least:
            found[first:stop] = [True] * (stop - first)
        elif start == 0 or stop == len(prices):
            raise MissingIntervalError(
                "prices",
                f"negative from interval {start} to before {stop}",
                f"touches an end of the series, and {least} without a break would count",
                "Give the prices of the hours around the period as well.",
            )
    return tuple(found[low:high])


def _negative_runs(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for negative, run in itertools.groupby(counts, key=_below_zero):
        stop = start + sum(1 for _ in run)
        if negative:
            yield start, stop
        start = stop


def _below_zero(count: int) -> bool:
    return count < 0
