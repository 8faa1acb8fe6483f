"""On which days a price is set anew."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

import attrs

from utilbill.tariffs.formulas.index_reference import MONTHS_PER_QUARTER
from utilbill.values.errors import GapError, InvalidInputError
from utilbill.values.period import MONTHS_PER_YEAR, Period, whole_day

_COMMON_YEAR: Final = 1
_NEW_YEAR: Final = (1, 1)


def _month_and_day(text: str) -> tuple[int, int]:
    month, _, day = text.strip().partition("-")
    try:
        held = dt.date(_COMMON_YEAR, int(month), int(day))
    except ValueError:
        raise InvalidInputError(
            "price_days",
            text,
            "is no day of every year",
            "Write month and day like 10-01, or use yearly, quarterly, monthly.",
        ) from None
    return held.month, held.day


def _each_year(value: Iterable[tuple[int, int] | str]) -> tuple[tuple[int, int], ...]:
    return tuple(
        sorted(
            {
                _month_and_day(held if isinstance(held, str) else "-".join(map(str, held)))
                for held in value
            }
        )
    )


def _dates(value: Iterable[dt.date | str]) -> tuple[dt.date, ...]:
    return tuple(sorted({whole_day(held) for held in value}))


@attrs.frozen
class PriceDays:
    """The days on which a price is set anew (Preisanpassungstermine).

    Attributes:
        each_year: Days of every year, as month and day.
        dates: Single days.

    Raises:
        InvalidInputError: If there is no day, or one that not every year has.

    Examples:
        >>> days = PriceDays.parse("04-01, 10-01")
        >>> days.start_of(dt.date(2024, 3, 31)), days.start_of(dt.date(2024, 4, 1))
        (datetime.date(2023, 10, 1), datetime.date(2024, 4, 1))
    """

    each_year: tuple[tuple[int, int], ...] = attrs.field(default=(), converter=_each_year)
    dates: tuple[dt.date, ...] = attrs.field(default=(), converter=_dates)

    def __attrs_post_init__(self) -> None:
        if not self.each_year and not self.dates:
            raise InvalidInputError(
                "price_days", "none", "sets no price", "Give yearly, quarterly, monthly or days."
            )

    @classmethod
    def yearly(cls) -> "PriceDays":
        """Return every first of January."""
        return cls([_NEW_YEAR])

    @classmethod
    def quarterly(cls) -> "PriceDays":
        """Return the first day of every quarter."""
        return cls([(month, 1) for month in range(1, MONTHS_PER_YEAR + 1, MONTHS_PER_QUARTER)])

    @classmethod
    def monthly(cls) -> "PriceDays":
        """Return the first day of every month."""
        return cls([(month, 1) for month in range(1, MONTHS_PER_YEAR + 1)])

    @classmethod
    def parse(cls, text: str) -> "PriceDays":
        """Read ``yearly``, ``quarterly``, ``monthly``, or days like ``04-01, 2024-10-01``."""
        if text in _NAMED:
            return _NAMED[text]
        days = [held.strip() for held in text.split(",")]
        dates = [held for held in days if held.count("-") > 1]
        return cls([held for held in days if held not in dates], dates)

    def start_of(self, day: dt.date) -> dt.date:
        """Return the price day on or before a day.

        Raises:
            GapError: If the first price is set later.
        """
        found = [held for held in self._around(day.year - 1, day.year) if held <= day]
        if not found:
            raise GapError(
                "price_days",
                day,
                f"is before {self.dates[0]}, when the first price is set",
                "Give an earlier price day.",
            )
        return found[-1]

    def cut(self, period: Period) -> tuple[Period, ...]:
        """Cut a period at every price day."""
        return period.split_at(self._around(period.start.year, period.end.year))

    def _around(self, first: int, last: int) -> list[dt.date]:
        years = range(max(first, dt.MINYEAR), last + 1)
        recurring = [dt.date(year, *held) for year in years for held in self.each_year]
        return sorted({*recurring, *self.dates})

    def __str__(self) -> str:
        days = (dt.date(_COMMON_YEAR, *held) for held in self.each_year)
        recurring = [f"{held:%m-%d}" for held in days]
        return ", ".join((*recurring, *map(str, self.dates)))


_NAMED: Final = {
    "yearly": PriceDays.yearly(),
    "quarterly": PriceDays.quarterly(),
    "monthly": PriceDays.monthly(),
}


def as_price_days(value: PriceDays | str) -> PriceDays:
    """Accept price days or their text."""
    return value if isinstance(value, PriceDays) else PriceDays.parse(value)
