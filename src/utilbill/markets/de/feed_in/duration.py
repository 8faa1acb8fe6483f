"""How long a plant is remunerated, and the time that is appended for negative prices."""

import datetime as dt
from decimal import Decimal
from typing import Final

from dateutil.relativedelta import relativedelta

from utilbill.law.parameter import LawBook
from utilbill.markets.de.feed_in.negative import negative_price_rule, unpaid_intervals
from utilbill.markets.de.feed_in.plant import FeedInPlant
from utilbill.metering.intervals import QUARTER_HOUR, IntervalSeries
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import multiply, subtract
from utilbill.values.period import ONE_DAY, first_of_next_month

_LAW: Final = "de.feed_in."
_NONE: Final = dt.timedelta()


def lost_time(law: LawBook, plant: FeedInPlant, prices: IntervalSeries) -> dt.timedelta:
    """Return for how long negative prices took the remuneration of a plant, EEG §§ 51, 51a.

    Raises:
        MissingIntervalError: If a run of negative prices touches an end of the series.

    Examples:
        >>> from utilbill import Period, market
        >>> plant = FeedInPlant(power="150 kW", commissioned="2026-03-10", mode="surplus")
        >>> prices = IntervalSeries.on(Period.through("2026-06-01", "2026-06-01"),
        ...     [5] * 50 + [-1] * 3 + [5] * 43, unit="EUR/MWh", resolution="15 min",
        ...     zone="Europe/Berlin")
        >>> print(lost_time(market("DE").law, plant, prices))
        0:45:00
    """
    unpaid = unpaid_intervals(negative_price_rule(law, plant), prices)
    return sum(unpaid) * prices.resolution


def remuneration_end(
    law: LawBook, plant: FeedInPlant, lost: dt.timedelta = _NONE, *, years: int | None = None
) -> dt.date:
    """Return the first day without remuneration, EEG §§ 25, 51a.

    Twenty years, and on to the last day of that year unless the value is of an auction. Lost time
    is appended: to plants of an auction in hours, rounded up to a day; to those from 2025-02-25 on
    in quarter hours, which are weighted and used up by what each month is worth, to the end of the
    last one.

    Args:
        law: The law.
        plant: The plant.
        lost: For how long negative prices took its remuneration in that time.
        years: The years of an older law; those of today's if not given.

    Raises:
        InvalidInputError: If lost time is below zero.

    Examples:
        >>> from utilbill import market
        >>> plant = FeedInPlant(power="15 kW", commissioned="2026-03-10", mode="surplus")
        >>> print(remuneration_end(market("DE").law, plant))
        2047-01-01
        >>> print(remuneration_end(market("DE").law, plant, dt.timedelta(hours=100)))
        2047-03-01
    """
    if lost < _NONE:
        raise InvalidInputError("lost", lost, "is below zero", "Give the time as it was.")
    day = plant.commissioned
    known = law[f"{_LAW}years"]
    span = years if years is not None else int(known.at(day).value or 0)
    end = day + relativedelta(years=span)
    if not plant.auctioned:
        end = dt.date(end.year + 1, 1, 1)
    if not lost:
        return end
    if day >= law[f"{_LAW}negative_minutes"].known()[0].since:
        return _by_months(law, day, end, lost)
    by_hours = plant.auctioned and day >= law[f"{_LAW}lost_hours_of_auctions"].known()[0].since
    return end - (-lost // ONE_DAY) * ONE_DAY if by_hours else end


def _by_months(law: LawBook, day: dt.date, end: dt.date, lost: dt.timedelta) -> dt.date:
    factor = law[f"{_LAW}lost_factor"].at(day).value or Decimal(0)
    left = multiply(Decimal(-(-lost // QUARTER_HOUR)), factor)
    while left > 0:
        worth = law[f"{_LAW}full_load_quarters_{end.month}"].at(day).value or Decimal(0)
        left = subtract(left, worth)
        end = first_of_next_month(end)
    return end
