"""A figure fixed by law or by public publication, with its whole history."""

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from itertools import zip_longest
from types import MappingProxyType

import attrs

from utilbill.law.errors import BeyondHorizonError, NotInForceError, UnknownParameterError
from utilbill.values.dated import Dated, Timeline, as_known
from utilbill.values.errors import GapError
from utilbill.values.explanation import Input, Label
from utilbill.values.period import ONE_DAY, Period, next_day, tiles
from utilbill.values.table import Table
from utilbill.values.units import Price, Unit, as_unit


class LooksAt(enum.Enum):
    """Which day decides which figure applies; the rule says so, not the caller."""

    EACH_DAY = "each_day"  #: Every day of supply has its own figure.
    END_OF_READING_PERIOD = "end_of_reading_period"  #: The last day of the reading period decides.
    DAY_OF_EVENT = "day_of_event"  #: The day on which something happens decides.


class HorizonPolicy(enum.Enum):
    """What to do when a day beyond the horizon is asked for."""

    REFUSE = "refuse"  #: Raise; the default.
    CARRY_LAST = "carry_last"  #: Go on with the last known figure, and say so in the explanation.


@attrs.frozen
class Figure:
    """One figure of law.

    Attributes:
        value: In the unit of its parameter; None if the thing does not exist from this day on.
        reference: Provision or publication.
        verified: Whether it was checked: against the text of the law, the publisher's figures, or a
            public page that repeats them. It is about the value; a note says where the first day is
            not certain.
        note: What else one should know, such as a conflict of sources.
        title: Name of the thing while this figure holds, where it is not that of the parameter.
        carried: Whether it is used past its horizon by the caller's policy.
    """

    value: Decimal | None
    reference: str
    verified: bool = True
    note: str = ""
    title: Label | None = None
    carried: bool = False


_MOST_PERIODS = 1000  # that are remembered; bills of one run share few


@attrs.frozen
class LegalParameter:
    """A legal figure through time (Rechtsparameter).

    Attributes:
        name: Dotted name, such as ``de.vat.standard``.
        title: Its name in English and in the market's language.
        unit: Unit of all its figures; ``%`` or ``1`` for shares.
        looks_at: Which day decides.
        timeline: The figures; a figure holds until the next.
        horizon: Last day that is known; None where law holds until it is changed.
        next_publication: When the next figure is due.
        policy: What happens beyond the horizon.

    Examples:
        >>> tax = LegalParameter(
        ...     "de.vat.example", Label("VAT", "Umsatzsteuer"), "%", LooksAt.END_OF_READING_PERIOD,
        ...     Timeline([Dated("2020-07-01", Figure(Decimal(16), "UStG § 28")),
        ...               Dated("2021-01-01", Figure(Decimal(19), "UStG § 12"))]))
        >>> tax.at(dt.date(2020, 12, 31)).value
        Decimal('16')
        >>> tax.at(dt.date(2020, 1, 1))
        Traceback (most recent call last):
        ...
        utilbill.law.errors.NotInForceError: de.vat.example has no figure on 2020-01-01: \
known from 2020-07-01. Supply the earlier figure (law_figures in a case file, LawBook.with_figure \
in Python), or bill a later period.
    """

    name: str
    title: Label
    unit: Unit = attrs.field(converter=as_unit)
    looks_at: LooksAt
    timeline: Timeline[Figure]
    horizon: dt.date | None = None
    next_publication: str = ""
    policy: HorizonPolicy = HorizonPolicy.REFUSE
    _pieces: dict[tuple[object, ...], tuple[tuple[Period, Figure], ...]] = attrs.field(
        init=False, factory=dict, eq=False, repr=False
    )
    _priced: dict[int, tuple[Figure, Price, Input]] = attrs.field(
        init=False, factory=dict, eq=False, repr=False
    )

    def at(self, day: dt.date, known_on: dt.date | None = None) -> Figure:
        """Return the figure that holds on a day, as known on another (inclusive).

        Raises:
            NotInForceError: If the day is before the first known figure.
            BeyondHorizonError: If the day is past the horizon and no policy was chosen.
        """
        return self.pieces(Period(day, next_day(day)), known_on)[0][1]

    def pieces(
        self, period: Period, known_on: dt.date | None = None
    ) -> tuple[tuple[Period, Figure], ...]:
        """Cut a period into runs of days with one figure each."""
        asked = period.start, period.end, known_on
        held = self._pieces.get(asked)
        if held is None:
            held = self._cut(period, known_on)
            if len(self._pieces) >= _MOST_PERIODS:
                self._pieces.clear()
            self._pieces[asked] = held
        return held

    def _cut(self, period: Period, known_on: dt.date | None) -> tuple[tuple[Period, Figure], ...]:
        horizon = self._horizon(known_on)
        if horizon is not None and period.last > horizon:
            if self.policy is HorizonPolicy.REFUSE:
                day = max(period.start, horizon + ONE_DAY)
                raise BeyondHorizonError(self.name, day, horizon, self.next_publication)
            return self._carried(period, known_on, horizon)
        return self._held(period, known_on)

    def _horizon(self, known_on: dt.date | None) -> dt.date | None:
        """Return the last known day; earlier where a later figure was not yet published."""
        if self.horizon is None or known_on is None:
            return self.horizon
        entries = self.timeline.entries
        known = {held.since for held in entries if (held.known_since or known_on) <= known_on}
        unpublished = [held.since - ONE_DAY for held in entries if held.since not in known]
        return min([self.horizon, *unpublished])

    def _held(self, period: Period, known_on: dt.date | None) -> tuple[tuple[Period, Figure], ...]:
        try:
            return tuple(
                (days, entry.value) for days, entry in self.timeline.pieces(period, known_on)
            )
        except GapError as error:
            day = error.value if isinstance(error.value, dt.date) else period.start
            raise NotInForceError(self.name, day, self.timeline.entries[0].since) from None

    def _carried(
        self, period: Period, known_on: dt.date | None, horizon: dt.date
    ) -> tuple[tuple[Period, Figure], ...]:
        (_, figure), *_ = self._held(Period(horizon, horizon + ONE_DAY), known_on)
        last = attrs.evolve(figure, carried=True)
        if period.start > horizon:
            return ((period, last),)
        known, unknown = period.split(horizon + ONE_DAY)
        return (*self._held(known, known_on), (unknown, last))

    def title_of(self, figure: Figure) -> Label:
        """Return what the thing is called while a figure holds."""
        return figure.title or self.title

    def input(self, figure: Figure) -> Input:
        """Return a figure as a named input of an explanation."""
        source = figure.reference + (" (carried past its horizon)" if figure.carried else "")
        return Input(self.title_of(figure), figure.value or Decimal(0), self.unit.symbol, source)

    def priced(self, figure: Figure) -> tuple[Price, Input]:
        """Return a figure as a price and as a named input; made once per figure.

        Raises:
            UnitError: If the parameter is no price.
        """
        held = self._priced.get(id(figure))
        if held is not None:
            return held[1:]
        price, figured = Price(figure.value or Decimal(0), self.unit), self.input(figure)
        if not figure.carried:  # those are made anew each time
            self._priced[id(figure)] = figure, price, figured  # keeps the figure, and so its id
        return price, figured

    def table(self, known_on: dt.date | None = None) -> Table:
        """Return the history as a table: every figure, or what was known on a day."""
        entries = self.timeline.entries
        if known_on is not None:
            entries = tuple(as_known(entries, known_on))
        return Table(
            title=f"{self.name}: {self.title.en} ({self.title.local or self.title.en})",
            columns=("since", "value", "unit", "reference", "known since", "verified", "note"),
            rows=tuple(
                (
                    entry.since,
                    "-" if entry.value.value is None else entry.value.value,
                    self.unit.symbol,
                    entry.value.reference,
                    entry.known_since or "",
                    "yes" if entry.value.verified else "no",
                    entry.value.note,
                )
                for entry in entries
            ),
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def _frozen(given: Mapping[str, LegalParameter]) -> Mapping[str, LegalParameter]:
    return MappingProxyType(dict(given))


@attrs.frozen
class LawBook:
    """All legal parameters of a market, as one value (Rechtsdaten).

    Attributes:
        version: Version of the data; part of what a bill is reproduced from.
    """

    version: str
    _parameters: Mapping[str, LegalParameter] = attrs.field(converter=_frozen, repr=False)

    @classmethod
    def of(cls, version: str, parameters: Iterable[LegalParameter]) -> "LawBook":
        """Collect parameters under their names."""
        return cls(version, {parameter.name: parameter for parameter in parameters})

    def __getitem__(self, name: str) -> LegalParameter:
        try:
            return self._parameters[name]
        except KeyError:
            nearest = tuple(get_close_matches(name, self._parameters, n=3))
            raise UnknownParameterError(name, nearest) from None

    def __contains__(self, name: object) -> bool:
        return name in self._parameters

    def __iter__(self) -> Iterator[LegalParameter]:
        return iter(sorted(self._parameters.values(), key=lambda parameter: parameter.name))

    def __len__(self) -> int:
        return len(self._parameters)

    def with_figures(self, *parameters: LegalParameter) -> "LawBook":
        """Return a book in which the caller's parameters replace or join those of the book."""
        joined = dict(self._parameters) | {given.name: given for given in parameters}
        marked = self.version if self.version.endswith("+own") else f"{self.version}+own"
        return LawBook(marked, joined)

    def with_figure(
        self, name: str, since: dt.date | str, value: Decimal | int | str, reference: str
    ) -> "LawBook":
        """Return a book in which one parameter has one more figure, from a day on.

        The horizon of the parameter moves to the end of that day's calendar year.

        Examples:
            >>> from utilbill import market
            >>> law = market("DE").law.with_figure(
            ...     "de.levy.kwkg", "2027-01-01", "0.500", "publication of 2026-10-25")
            >>> law["de.levy.kwkg"].at(dt.date(2027, 6, 1)).value
            Decimal('0.500')
        """
        from utilbill.values.exact import exact

        parameter = self[name]
        entry = Dated(since, Figure(exact(value, name), reference, verified=False))
        kept = [held for held in parameter.timeline.entries if held.since != entry.since]
        horizon = parameter.horizon and max(
            parameter.horizon, Period.of_year(entry.since.year).last
        )
        return self.with_figures(
            attrs.evolve(parameter, timeline=Timeline([*kept, entry]), horizon=horizon)
        )

    def beyond_horizon(self, policy: HorizonPolicy) -> "LawBook":
        """Return a book whose parameters follow a policy past their horizon."""
        return LawBook(
            self.version,
            {name: attrs.evolve(held, policy=policy) for name, held in self._parameters.items()},
        )

    def on(self, day: dt.date, known_on: dt.date | None = None) -> Table:
        """Return all figures that hold on a day, with their sources."""
        rows: list[tuple[object, ...]] = []
        for parameter in self:
            try:
                figure = parameter.at(day, known_on)
            except (NotInForceError, BeyondHorizonError) as error:
                reason = type(error).__name__.removesuffix("Error")
                rows.append((parameter.name, f"({reason})", parameter.unit.symbol, "", ""))
                continue
            value = "-" if figure.value is None else figure.value
            verified = "yes" if figure.verified else "no"
            rows.append((parameter.name, value, parameter.unit.symbol, figure.reference, verified))
        return Table(
            title=f"Law on {day}",
            columns=("name", "value", "unit", "reference", "verified"),
            rows=tuple(rows),
        )

    def coverage(self, first: int, last: int) -> Table:
        """Return by year what is known: ``yes``, ``part`` of the year, ``-`` none, or not at all.

        ``-`` means that the thing did not exist in that year; an empty cell that it is not known.
        """
        years = range(first, last + 1)
        return Table(
            title=f"Coverage {first} to {last}",
            columns=("name", "horizon", *(str(year) for year in years)),
            rows=tuple(
                (
                    parameter.name,
                    parameter.horizon or "open",
                    *(_known_in(parameter, year) for year in years),
                )
                for parameter in self
            ),
        )

    def table(self) -> Table:
        """Return a list of all parameters."""
        return Table(
            title=f"Law, version {self.version}",
            columns=("name", "title", "unit", "known from", "horizon", "figures"),
            rows=tuple(
                (
                    held.name,
                    held.title.en,
                    held.unit.symbol,
                    held.timeline.entries[0].since,
                    held.horizon or "open",
                    len(held.timeline.entries),
                )
                for held in self
            ),
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def _known_in(parameter: LegalParameter, year: int) -> str:
    days = Period.of_year(year)
    known = as_known(parameter.timeline.entries, None)
    last = parameter.horizon + ONE_DAY if parameter.horizon else dt.date.max
    held: list[tuple[Period, Figure]] = []
    for entry, after in zip_longest(known, known[1:]):
        end = min(entry.until or (after.since if after else last), last)
        part = Period(entry.since, end).intersection(days) if entry.since < end else None
        if part is not None:
            held.append((part, entry.value))
    if not held:
        return ""
    if all(figure.value is None for _, figure in held):
        return "-"
    return "yes" if tiles(days, [part for part, _ in held]) else "part"


CARRY_LAST = HorizonPolicy.CARRY_LAST
