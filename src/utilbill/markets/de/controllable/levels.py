"""What the levels and windows of module 3 must keep to."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from utilbill.law.parameter import LawBook
from utilbill.markets.de.controllable.amounts import PUBLISHED
from utilbill.metering.intervals import QUARTER_HOUR, IntervalSeries
from utilbill.metering.intervals.clock import HOUR, as_zone, bounds
from utilbill.tariffs.time_bands import TimeBands
from utilbill.values.decision import Condition, Decision
from utilbill.values.period import MONTHS_PER_YEAR, Period
from utilbill.values.units import Price, convert

_ZONE = "Europe/Berlin"
_PER_CENT = 100
_MONTHS_PER_QUARTER = MONTHS_PER_YEAR // 2 // 2
_PER_HOUR = HOUR // QUARTER_HOUR


def check_levels(
    law: LawBook,
    prices: Mapping[str, Price | str],
    bands: TimeBands,
    year: int,
    *,
    low: str = "NT",
    standard: str = "ST",
    high: str = "HT",
) -> Decision:
    """Tell whether levels and windows of module 3 keep to the decision of the regulator.

    The low price is a share of the standard price between two limits, the high price at most twice
    the standard price; on days with other prices than the standard the high price holds some hours,
    and such days are in several quarters. That a standard profile pays as much as before is not
    checked.

    Args:
        law: The law.
        prices: Price of each level, by the name of its band.
        bands: The windows.
        year: The calendar year for which they hold.
        low: Name of the low level.
        standard: Name of the standard level.
        high: Name of the high level.

    Examples:
        >>> from utilbill import TimeWindow, market
        >>> winter = "01-01..03-31,10-01..12-31"
        >>> bands = TimeBands(of="load", otherwise="ST", windows=[
        ...     TimeWindow("NT", "01:00-04:00", season=winter),
        ...     TimeWindow("HT", "17:00-19:00", season=winter)])
        >>> levels = {"NT": "3.45 ct/kWh", "ST": "8.62 ct/kWh", "HT": "10.84 ct/kWh"}
        >>> bool(check_levels(market("DE").law, levels, bands, 2026))
        True
    """
    period = Period.of_year(year)
    rules = {
        name: law[f"de.controllable.module3_{name}"].at(period.last)
        for name in ("low_least", "low_most", "high_most", "high_hours", "quarters")
    }
    least = {name: Fraction(figure.value or 0) for name, figure in rules.items()}
    standing = Price.parse(str(prices[standard]))
    cheap, dear = (_in_unit_of(standing, prices[name]) for name in (low, high))
    limits = {
        name: PUBLISHED(Fraction(standing.amount) * least[name] / _PER_CENT)
        for name in ("low_least", "low_most", "high_most")
    }
    hours, quarters = _windows(bands, period, standard, high)
    unit = standing.unit
    asked = (
        (
            f"low price from {limits['low_least']} to {limits['low_most']} {unit}",
            limits["low_least"] <= cheap <= limits["low_most"],
            f"{cheap} {unit}",
            "low_most",
        ),
        (
            f"high price from the standard price to {limits['high_most']} {unit}",
            standing.amount <= dear <= limits["high_most"],
            f"{dear} {unit}",
            "high_most",
        ),
        (
            f"high price for at least {least['high_hours']} hours a day",
            hours >= least["high_hours"],
            f"{hours} hours on the day with the fewest",
            "high_hours",
        ),
        (
            f"prices besides the standard in at least {least['quarters']} quarters",
            quarters >= least["quarters"],
            f"{quarters} quarters",
            "quarters",
        ),
    )
    conditions = tuple(
        Condition(text, satisfied, found, rules[name].reference)
        for text, satisfied, found, name in asked
    )
    return Decision(all(held.satisfied for held in conditions), conditions)


def _in_unit_of(standard: Price, price: Price | str) -> Decimal:
    held = Price.parse(str(price))
    return convert(held.amount, held.unit, standard.unit)


def _windows(bands: TimeBands, period: Period, standard: str, high: str) -> tuple[Fraction, int]:
    """Return the fewest hours of the high price on a day with levels, and in how many quarters."""
    start, end = bounds(period, as_zone(_ZONE))
    grid = IntervalSeries(
        start=start,
        resolution=QUARTER_HOUR,
        unit="kWh",
        counts=(0,) * ((end - start) // QUARTER_HOUR),
        step=1,
        zone=_ZONE,
    )
    level = bands.of_intervals(grid)
    usual, dear = bands.names.index(standard), bands.names.index(high)
    hours: list[Fraction] = []
    quarters: set[int] = set()
    for day in grid.local_days():
        here = level[day.first : day.stop]
        if any(place != usual for place in here):
            hours.append(Fraction(here.count(dear), _PER_HOUR))
            quarters.add((day.day.month - 1) // _MONTHS_PER_QUARTER)
    return min(hours, default=Fraction(0)), len(quarters)
