"""A figure fixed by law or by public publication, with its whole history."""

import datetime as dt
import enum
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from itertools import zip_longest
from types import MappingProxyType

import attrs

from utilbill.law.errors import BeyondHorizonError, NotInForceError, UnknownParameterError
from utilbill.values.dated import Dated, Timeline, as_known
from utilbill.values.errors import GapError
from utilbill.values.explanation import Input, Label, as_label, optional_label
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


#: Known on every day that may be asked for.
ALWAYS = dt.date.min


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
    title: Label | None = attrs.field(default=None, converter=optional_label)
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
        horizon: Last day that is known; None where law holds until it is changed. Where there is
            one, figures are published from time to time, and one that does not say since when it is
            known counts as known since its first day, not before. Where there is none, it counts as
            known always.
        holes: Days before the horizon that are not known: what lies between the last day that was
            known and a later figure that somebody added.
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
    title: Label = attrs.field(converter=as_label)
    unit: Unit = attrs.field(converter=as_unit)
    looks_at: LooksAt
    timeline: Timeline[Figure]
    horizon: dt.date | None = None
    next_publication: str = ""
    policy: HorizonPolicy = HorizonPolicy.REFUSE
    holes: tuple[Period, ...] = ()
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
        """Cut a period into runs of days with one figure each.

        Raises:
            NotInForceError: If a day has no figure.
            BeyondHorizonError: If a day is past the horizon, or lies in a hole, and no policy was
                chosen.
        """
        asked = period.start, period.end, known_on
        held = self._pieces.get(asked)
        if held is None:
            held = self._cut(period, known_on)
            if len(self._pieces) >= _MOST_PERIODS:
                self._pieces.clear()
            self._pieces[asked] = held
        return held

    def _cut(self, period: Period, known_on: dt.date | None) -> tuple[tuple[Period, Figure], ...]:
        horizon = self.known_until(known_on)
        unknown = self._unknown(period, horizon)
        if not unknown:
            return self._held(period, known_on)
        if self.policy is HorizonPolicy.REFUSE:
            days = unknown[0]
            day = max(period.start, days.start)
            last = days.start - ONE_DAY
            asked = known_on if last != self.horizon else None
            raise BeyondHorizonError(self.name, day, last, self.next_publication, asked)
        return self._carried(period, known_on, unknown)

    def _unknown(self, period: Period, horizon: dt.date | None) -> list[Period]:
        """Return the runs of days that a period meets and nobody knows, the earliest first."""
        if horizon is None:
            return []
        found = [hole for hole in self.holes if hole.start <= horizon]
        if horizon < dt.date.max:
            found.append(Period(horizon + ONE_DAY, max(period.end, horizon + 2 * ONE_DAY)))
        return [days for days in found if days.intersection(period) is not None]

    def known_until(self, known_on: dt.date | None = None) -> dt.date | None:
        """Return the last day that was known on another; None where law is open."""
        if self.horizon is None or known_on is None:
            return self.horizon
        known = {held.since for held in self.known(known_on)}
        unpublished = [
            held.since - ONE_DAY for held in self.timeline.entries if held.since not in known
        ]
        return min([self.horizon, *unpublished])

    def known(self, known_on: dt.date | None = None) -> list[Dated[Figure]]:
        """Return the figures that were known on a day, by the rule stated above, or all."""
        if known_on is None:
            return list(self.timeline.entries)
        known = as_known(self.timeline.entries, known_on)
        if self.horizon is None:
            return known
        return [held for held in known if (held.known_since or held.since) <= known_on]

    def _held(self, period: Period, known_on: dt.date | None) -> tuple[tuple[Period, Figure], ...]:
        try:
            return tuple(
                (days, entry.value) for days, entry in self.timeline.pieces(period, known_on)
            )
        except GapError as error:
            day = error.value if isinstance(error.value, dt.date) else period.start
            raise NotInForceError(self.name, day, self.timeline.entries[0].since) from None

    def _carried(
        self, period: Period, known_on: dt.date | None, unknown: list[Period]
    ) -> tuple[tuple[Period, Figure], ...]:
        found: list[tuple[Period, Figure]] = []
        for days in period.split_at(day for run in unknown for day in (run.start, run.end)):
            run = next((held for held in unknown if held.covers(days)), None)
            if run is None:
                found.extend(self._held(days, known_on))
                continue
            (_, last), *_ = self._held(Period(run.start - ONE_DAY, run.start), known_on)
            found.append((days, attrs.evolve(last, carried=True)))
        return tuple(found)

    def with_figure(
        self, since: dt.date | str, figure: Figure, known_since: dt.date | str | None = ALWAYS
    ) -> "LegalParameter":
        """Return the parameter with one more figure, from a day on.

        Where the day was known before, the figure replaces what held, until the next one. Where it
        was not, only what is said becomes known: the figure holds to the end of that calendar year
        or to the next figure, and the days between the old horizon and it stay unknown.

        Args:
            since: The first day.
            figure: The figure.
            known_since: Day since which it is known; always if not given.

        Examples:
            >>> from utilbill import market
            >>> levy = market("DE").law["de.levy.kwkg"].with_figure(
            ...     "2028-01-01", Figure(Decimal("0.500"), "made up", verified=False))
            >>> levy.horizon, str(levy.holes[0])
            (datetime.date(2028, 12, 31), '2027-01-01..2027-12-31')
        """
        entry = Dated(since, figure, known_since=known_since)
        until: dt.date | None = None
        kept: list[Dated[Figure]] = []
        for held in self.timeline.entries:
            if held.since == entry.since:
                until = held.until
                continue
            if held.until is not None and held.since < entry.since < held.until:
                until = held.until
                kept.append(attrs.evolve(held, until=entry.since))
                continue
            kept.append(held)
        horizon, holes = self.horizon, self.holes
        if horizon is not None:
            year = Period(entry.since, Period.of_year(entry.since.year).end)
            if entry.since > horizon:
                first = horizon + ONE_DAY
                holes = (*holes, Period(first, entry.since)) if first < entry.since else holes
            else:
                holes = tuple(part for hole in holes for part in _outside(hole, year))
                if not self._has(entry.since):
                    until = min([year.end, *(held.since for held in kept if held.since in year)])
            horizon = max(horizon, year.last)
        return attrs.evolve(
            self,
            timeline=Timeline([*kept, attrs.evolve(entry, until=until)]),
            horizon=horizon,
            holes=holes,
        )

    def _has(self, day: dt.date) -> bool:
        try:
            self.timeline.at(day)
        except GapError:
            return False
        return True

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
        return Table(
            title=f"{self.name}: {self.title.en} ({self.title.local or self.title.en})",
            columns=("since", "value", "unit", "reference", "known since", "verified", "note"),
            rows=tuple(
                (
                    entry.since,
                    entry.value.value,
                    self.unit.symbol,
                    entry.value.reference,
                    "always" if entry.known_since == ALWAYS else entry.known_since,
                    entry.value.verified,
                    entry.value.note,
                )
                for entry in self.known(known_on)
            ),
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def _outside(whole: Period, part: Period) -> list[Period]:
    """Return what is left of some days without those of a part."""
    bounds = ((whole.start, min(part.start, whole.end)), (max(part.end, whole.start), whole.end))
    return [Period(start, end) for start, end in bounds if start < end]


def _frozen(given: Mapping[str, LegalParameter]) -> Mapping[str, LegalParameter]:
    return MappingProxyType(dict(given))


_OWN = "+own."  # between the version of the shipped law and what tells own figures apart
_DIGITS = 10


@attrs.frozen
class LawBook:
    """All legal parameters of a market, as one value (Rechtsdaten).

    Attributes:
        version: Version of the data; part of what a bill is reproduced from.
    """

    version: str
    _parameters: Mapping[str, LegalParameter] = attrs.field(converter=_frozen, repr=False)
    _own: frozenset[str] = attrs.field(default=frozenset(), repr=False)

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
        """Return a book in which the caller's parameters replace or join those of the book.

        Its version names the book it came from, and tells other parameters of the caller from
        these: ``DE-c5dfa3f122+own.1f0c9a2b3d``.
        """
        joined = dict(self._parameters) | {given.name: given for given in parameters}
        own = {*self._own, *(given.name for given in parameters)}
        digest = hashlib.sha256()
        for name in sorted(own):
            digest.update(repr(attrs.evolve(joined[name], policy=HorizonPolicy.REFUSE)).encode())
        shipped = self.version.partition(_OWN)[0]
        return LawBook(f"{shipped}{_OWN}{digest.hexdigest()[:_DIGITS]}", joined, frozenset(own))

    def with_figure(
        self, name: str, since: dt.date | str, value: Decimal | int | str, reference: str
    ) -> "LawBook":
        """Return a book in which one parameter has one more figure, from a day on.

        Only what is said becomes known: past the horizon the figure holds to the end of that day's
        calendar year, and the days between the old horizon and it stay unknown.

        Examples:
            >>> from utilbill import market
            >>> law = market("DE").law.with_figure(
            ...     "de.levy.kwkg", "2027-01-01", "0.500", "publication of 2026-10-25")
            >>> law["de.levy.kwkg"].at(dt.date(2027, 6, 1)).value
            Decimal('0.500')
        """
        from utilbill.values.exact import exact

        figure = Figure(exact(value, name), reference, verified=False)
        return self.with_figures(self[name].with_figure(since, figure))

    def beyond_horizon(self, policy: HorizonPolicy) -> "LawBook":
        """Return a book whose parameters follow a policy past their horizon."""
        followed = {
            name: attrs.evolve(held, policy=policy) for name, held in self._parameters.items()
        }
        return LawBook(self.version, followed, self._own)

    def on(self, day: dt.date, known_on: dt.date | None = None) -> Table:
        """Return all figures on a day, with their sources and whether they hold.

        The state of a figure is ``holds``, ``does not exist`` (the law knows no such thing on that
        day), ``not known`` (the day is before the first figure of this book, or in a gap; law may
        well have said something) or ``not known yet``.
        """
        rows: list[tuple[object, ...]] = []
        for parameter in self:
            name, unit = parameter.name, parameter.unit.symbol
            try:
                figure = parameter.at(day, known_on)
            except NotInForceError:
                rows.append((name, None, unit, "not known", None, None))
                continue
            except BeyondHorizonError:
                rows.append((name, None, unit, "not known yet", None, None))
                continue
            state = "does not exist" if figure.value is None else "holds"
            rows.append((name, figure.value, unit, state, figure.reference, figure.verified))
        return Table(
            title=f"Law on {day}" + (f", as known on {known_on}" if known_on else ""),
            columns=("name", "value", "unit", "state", "reference", "verified"),
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

    def unverified(self, known_on: dt.date | None = None) -> Table:
        """Return all figures that nobody checked, with what is known of them."""
        return Table(
            title="Figures that are not verified",
            columns=("name", "since", "value", "unit", "reference", "note"),
            rows=tuple(
                (
                    held.name,
                    entry.since,
                    entry.value.value,
                    held.unit.symbol,
                    entry.value.reference,
                    entry.value.note,
                )
                for held in self
                for entry in held.known(known_on)
                if not entry.value.verified
            ),
        )

    def table(self, known_on: dt.date | None = None) -> Table:
        """Return a list of all parameters, or of what was known of them on a day."""
        known = {held.name: held.known(known_on) for held in self}
        asked = f", as known on {known_on}" if known_on else ""
        return Table(
            title=f"Law, version {self.version}{asked}",
            columns=("name", "title", "unit", "known from", "horizon", "figures"),
            rows=tuple(
                (
                    held.name,
                    held.title.en,
                    held.unit.symbol,
                    known[held.name][0].since,
                    held.known_until(known_on) or "open",
                    len(known[held.name]),
                )
                for held in self
                if known[held.name]
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
        parts = [part] if part is not None else []
        for hole in parameter.holes:
            parts = [rest for given in parts for rest in _outside(given, hole)]
        held.extend((rest, entry.value) for rest in parts)
    if not held:
        return ""
    if all(figure.value is None for _, figure in held):
        return "-"
    return "yes" if tiles(days, [part for part, _ in held]) else "part"


CARRY_LAST = HorizonPolicy.CARRY_LAST
