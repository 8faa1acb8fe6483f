"""Which figures of an index a formula looks at: how far back, averaged, published when."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import attrs

from utilbill.metering.intervals import IntervalSeries
from utilbill.tariffs.index_figures import IndexFigure, IndexFigures, months_before
from utilbill.values.choice import Choice
from utilbill.values.errors import GapError, InvalidInputError, MissingFieldError, UnitError
from utilbill.values.exact import as_text
from utilbill.values.explanation import Constant, Explanation, Label, Operation, Rounded
from utilbill.values.period import MONTHS_PER_YEAR, Period, first_of_next_month
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import Unit, as_unit

#: Words of the language of formulas, which nothing can be named by.
RESERVED: Final = ("min", "max", "round")
MONTHS_PER_QUARTER: Final = 3
_NAME: Final = re.compile(r"[^\W\d]\w*")
_NO_UNIT: Final = Unit.parse("1")
_MONTHS: Final = Label("figures averaged", "gemittelte Werte")

#: Published figures by the name under which a price sheet asks for them.
Indices = Mapping[str, IntervalSeries | IndexFigures]


def formula_name(value: str) -> str:
    """Accept a name that can stand in a formula: letters, digits and underscores.

    Raises:
        InvalidInputError: If it is none.

    Examples:
        >>> formula_name("Bio0")
        'Bio0'
    """
    name = as_text(value, "name", "Write it like Bio0.")
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise InvalidInputError(
            "name",
            name,
            "cannot stand in a formula",
            f"Use letters, digits and underscores, a letter first; not {', '.join(RESERVED)}.",
        )
    return name


class IndexWindow(Choice):
    """Over which figures an index is averaged.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    MONTHS = "months"  #: Some months; the last one lies ``lag`` months before the price day.
    QUARTER = "quarter"  #: The calendar quarter that holds the month ``lag`` months before.
    YEAR = "year"  #: The calendar year that holds it.
    LAST_PUBLISHED = "last_published"  #: The last figures that were published in time.


@attrs.frozen(kw_only=True)
class IndexReference:
    """An index in a formula, and which of its figures count on a price day (Indexbezug).

    All look back from the price day, the first day on which the price holds.

    Attributes:
        name: Its name in the formula.
        index: The name under which its figures are given when the bill is made; ``name`` if not
            said.
        unit: Unit of its figures.
        window: What is averaged.
        lag: How many months the window lies back; 0 is the month of the price day itself.
        months: How many months or figures are averaged, for windows that are counted.
        published_before: The figures count as they were published at the latest so many days
            before the price day; later revisions change no price. Without it, a revised figure
            changes the price, and the bill is settled again.
        rounding: How the average is rounded; not at all if not said.

    Raises:
        InvalidInputError: If the window cannot be.

    Examples:
        A "6-1-3" clause, averaged over six months, one month between, for three months:

        >>> oil = IndexReference(name="HEL", lag=2, months=6)
        >>> [str(month) for month in oil.months_at(dt.date(2024, 4, 1))][::5]
        ['2023-09-01..2023-09-30', '2024-02-01..2024-02-29']
    """

    name: str = attrs.field(converter=formula_name)
    index: str = ""
    unit: Unit = attrs.field(default=_NO_UNIT, converter=as_unit)
    window: IndexWindow = attrs.field(default=IndexWindow.MONTHS, converter=IndexWindow)
    lag: int = 0
    months: int = 1
    published_before: int | None = None
    rounding: RoundingRule | None = None

    def __attrs_post_init__(self) -> None:
        counted = self.window in (IndexWindow.MONTHS, IndexWindow.LAST_PUBLISHED)
        for field, wrong, problem, advice in (
            ("lag", self.lag < 0, "looks ahead", "Give 0 or more months."),
            ("months", self.months < 1, "averages nothing", "Give 1 or more."),
            (
                "months",
                self.months > 1 and not counted,
                f"has no meaning for a {self.window.value}",
                "Leave it out.",
            ),
            (
                "published_before",
                self.window is IndexWindow.LAST_PUBLISHED and self.published_before is None,
                "must be chosen for the last published figure",
                "Give days before the price day, such as 0.",
            ),
            (
                "lag",
                self.window is IndexWindow.LAST_PUBLISHED and self.lag,
                "has no meaning for the last published figure",
                "Leave it out, and give published_before.",
            ),
            (
                "published_before",
                self.published_before is not None and self.published_before < 0,
                "looks ahead of the price day",
                "Give 0 or more days.",
            ),
        ):
            if wrong:
                raise InvalidInputError(
                    f"{field} of {self.name}", getattr(self, field), problem, advice
                )

    @property
    def published_as(self) -> str:
        """The name under which its figures are given."""
        return self.index or self.name

    def months_at(self, price_day: dt.date) -> tuple[Period, ...]:
        """Return the months that count on a price day; none if their publication decides."""
        last = months_before(price_day, self.lag)
        if self.window is IndexWindow.LAST_PUBLISHED:
            return ()
        if self.window is IndexWindow.MONTHS:
            first, count = months_before(last, self.months - 1), self.months
        elif self.window is IndexWindow.QUARTER:
            count = MONTHS_PER_QUARTER
            first = months_before(last, (last.month - 1) % MONTHS_PER_QUARTER)
        else:
            first, count = dt.date(last.year, 1, 1), MONTHS_PER_YEAR
        found = []
        for _ in range(count):
            found.append(Period(first, first_of_next_month(first)))
            first = first_of_next_month(first)
        return tuple(found)

    def known_by(self, price_day: dt.date, known_on: dt.date | None = None) -> dt.date | None:
        """Return the day up to which publications count; None if all do."""
        if self.published_before is None:
            return known_on
        cutoff = price_day - dt.timedelta(days=self.published_before)
        return cutoff if known_on is None else min(cutoff, known_on)

    def figures_at(
        self, held: IndexFigures, price_day: dt.date, known_on: dt.date | None = None
    ) -> tuple[IndexFigure, ...]:
        """Return the figures that count on a price day; each once where all count alike.

        Raises:
            GapError: If a month has none, or none that was published in time.
            InvalidInputError: If the day of a publication must be known and is not.
        """
        known_by = self.known_by(price_day, known_on)
        if self.window is IndexWindow.LAST_PUBLISHED:
            return self._last(held, price_day, known_by)
        found = []
        for month in self.months_at(price_day):
            try:
                found.append(held.at(month.start, known_by))
            except GapError:
                raise self._gap(f"{month.start:%Y-%m}", price_day, known_by) from None
        once = tuple(dict.fromkeys(found))
        alike = len({found.count(one) for one in once}) == 1
        return once if alike else tuple(found)

    def _last(
        self, held: IndexFigures, price_day: dt.date, known_by: dt.date | None
    ) -> tuple[IndexFigure, ...]:
        latest: dict[Period, IndexFigure] = {}
        for one in held.figures:
            if one.published is None:
                raise InvalidInputError(
                    f"indices.{self.published_as}",
                    f"{one.period.start:%Y-%m}",
                    f"has no day of publication, but {self.name} takes the last published figure",
                    "Say when it was published.",
                )
            if known_by is None or one.published <= known_by:
                latest[one.period] = one
        if len(latest) < self.months:
            raise self._gap(f"last {self.months}", price_day, known_by)
        return tuple(latest.values())[-self.months :]

    def _gap(self, month: str, price_day: dt.date, known_by: dt.date | None) -> GapError:
        published = f" that was published by {known_by}" if known_by else ""
        return GapError(
            f"indices.{self.published_as}",
            month,
            f"has no figure{published}; {self.name} needs it for the price from {price_day} on",
            "Give the figure of this month, or choose another lag.",
        )

    def explanation(
        self, indices: Indices, price_day: dt.date, known_on: dt.date | None = None
    ) -> Explanation:
        """Return the value on a price day as an expression over its figures.

        Raises:
            GapError: If a figure is missing.
            InvalidInputError: If prices per interval are given instead of figures.
            MissingFieldError: If the index is not given.
            UnitError: If its figures are in another unit.
        """
        held = self._held(indices)
        given = tuple(held.input(one) for one in self.figures_at(held, price_day, known_on))
        node: Explanation = given[0]
        if len(given) > 1:
            count = Constant(Decimal(len(given)), "1", _MONTHS)
            node = Operation("/", (Operation("+", given), count))
        return node if self.rounding is None else Rounded(node, self.rounding)

    def _held(self, indices: Indices) -> IndexFigures:
        name = self.published_as
        held = indices.get(name)
        if held is None:
            raise MissingFieldError(
                "indices",
                name,
                f"is not given, but {self.name} in a price formula depends on it",
                f"Give indices={{{name!r}: ...}}; given: {', '.join(indices) or 'none'}.",
            )
        if not isinstance(held, IndexFigures):
            raise InvalidInputError(
                f"indices.{name}",
                "prices per interval",
                "are no figures per month",
                "Give monthly_means of them.",
            )
        if held.unit.symbol != self.unit.symbol:
            raise UnitError(
                f"indices.{name}",
                held.unit.symbol,
                f"is not the unit {self.unit} of {self.name} in the formula",
                "Use the unit in which the figures are published.",
            )
        return held
