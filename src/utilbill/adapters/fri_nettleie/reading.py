"""From a file of Fri nettleie to a price sheet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.adapters.exchange.hour_grid import HOURS_PER_DAY, MONTHS, HourGrid
from utilbill.adapters.exchange.sheets import ImportedSheet, Unmatched, refuse
from utilbill.adapters.fri_nettleie.words import (
    BY_FUSE,
    DAYS,
    METHODS,
    MONTH_NAMES,
    NEED_A_CALENDAR,
    hours_of,
)
from utilbill.adapters.yaml_text import parse
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import ChargeRole, Component
from utilbill.tariffs.components import StandingCharge, UnitPrice
from utilbill.tariffs.demand_charge import CapacitySteps
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.tiers import Tier
from utilbill.tariffs.time_bands import KINDS, MARK, WEEKDAYS, TimeBands, TimeWindow, band_register
from utilbill.values.calendar import Calendar
from utilbill.values.dated import Dated, Timeline
from utilbill.values.exact import add, exact
from utilbill.values.explanation import Label
from utilbill.values.marked import at, marked
from utilbill.values.period import whole_day
from utilbill.values.units import Price, Quantity

#: The band of hours without an exception.
BASE: Final = "grunnpris"
_NAME: Final = "fri-nettleie.yml"
_NOTHING: Final = ("", "null", "~", "none")
_UNKNOWN: Final = "is no field that this reader knows"
_BESIDE: Final = "is said beside the prices; no amount follows from it"


def read_fri_nettleie(
    source: str | bytes | Mapping[str, Any],
    *,
    group: str,
    part: str = "",
    register: str = "load",
    calendar: Calendar | None = None,
    fuse: Decimal | int | str | None = None,
) -> ImportedSheet:
    """Read the tariffs of a Norwegian grid company for one group of customers.

    All periods of the file become one price sheet with dated prices, so that a bill over a change
    is split there. Prices are without taxes and levies. The fixed part counts by months: a twelfth
    of the price of a year for each, at the step of the power of that month. Of exceptions that meet
    in an hour the last one counts.

    Args:
        source: Text of the YAML file, or what was read from it without floats.
        group: Group of customers, such as ``husholdning``, ``fritid`` or ``liten_næring``.
        part: Part of the grid (``navn``, or ``id``), where the file has several at one time.
        register: The register whose load curve the prices are for.
        calendar: Norwegian public holidays, for exceptions on ``virkedag``, ``fridag`` and
            ``helligdager``; without it they count as other days, which is reported.
        fuse: Amperes of the main fuse, where the fixed part goes by it (``OV_TREFASE``).

    Returns:
        The price sheet, in NOK and net, with what has no counterpart.

    Raises:
        FileError: If the file is not of the format, or the choice of tariffs is not clear.
        OverlapError: If two tariffs of the group hold on one day.

    Examples:
        >>> text = '''
        ... netteier: Eksempel AS
        ... tariffer:
        ...   - kundegrupper: [husholdning]
        ...     fastledd:
        ...       metode: TRE_DØGNMAX_MND
        ...       terskel_inkludert: true
        ...       terskler: [{terskel: 0, pris: 1200}, {terskel: 5, pris: 2400}]
        ...     energiledd:
        ...       grunnpris: 10.5
        ...       unntak: [{navn: Dag, timer: 6-21, pris: 18}]
        ...     gyldig_fra: '2025-01-01'
        ... '''
        >>> held = read_fri_nettleie(text, group="husholdning")
        >>> [(price.id, str(price.prices.entries[0].value)) for price in held.sheet.components[1:]]
        [('energy_Dag', '18 øre/kWh'), ('energy_grunnpris', '10.5 øre/kWh')]
    """
    if isinstance(source, Mapping):
        data = marked(source, _NAME)
    else:
        data = parse(source.encode() if isinstance(source, str) else source, _NAME)
    if not isinstance(data, dict) or not isinstance(data.get("tariffer"), list):
        refuse("tariffer", type(data).__name__, "is no list", "Give a file of Fri nettleie.")
    return _Reader(data, register, calendar, fuse).read(group, part)


@attrs.frozen
class _Exception:
    """Hours with another price."""

    name: str
    price: Decimal | None
    addition: Decimal
    hours: frozenset[int]
    days: tuple[str, ...]
    months: frozenset[int]

    def holds(self, month: int, kind: str, hour: int) -> bool:
        return month in self.months and kind in self.days and hour in self.hours


@attrs.frozen
class _Entry:
    """One tariff of the file: its days, its prices by band, and when those hold."""

    since: dt.date
    until: dt.date | None
    prices: Mapping[str, Decimal]
    grid: HourGrid
    method: str
    limit_in: bool
    steps: tuple[Tier, ...]

    def dated(self, value: Any) -> Dated[Any]:
        return Dated(self.since, value, self.until)


class _Reader:
    def __init__(
        self, data: Any, register: str, calendar: Calendar | None, fuse: Decimal | int | str | None
    ) -> None:
        self.data = data
        self.register = register
        self.calendar = calendar
        self.kinds: tuple[str, ...] = WEEKDAYS
        self.fuse = None if fuse is None else exact(fuse, "fuse")
        self.unmatched: list[Unmatched] = []
        self.source = " ".join(str(page) for page in _texts(data.get("kilder")))

    def _miss(self, field: str, value: object, reason: str) -> None:
        if value not in _NOTHING and value != []:
            self.unmatched.append(Unmatched(field, _told(value), reason))

    def read(self, group: str, part: str) -> ImportedSheet:
        for name, value in self.data.items():
            if name not in ("netteier", "kilder", "tariffer"):
                known = name in ("gln", "mga", "sist_oppdatert")
                self._miss(name, value, _BESIDE if known else _UNKNOWN)
        chosen = self._chosen(group, part)
        words = {word for _, tariff in chosen for word in _day_words(tariff)}
        holidays = sorted(words & set(NEED_A_CALENDAR))
        if not holidays:
            self.calendar = None
        elif self.calendar is None:
            told = ", ".join(holidays)
            self._miss("dager", told, "needs holidays; without a calendar they are other days")
        else:
            self.kinds = KINDS
        entries = [self._entry(tariff, place) for place, tariff in chosen]
        last = entries[-1]
        kept = [
            held for held in entries if (held.method, held.limit_in) == (last.method, last.limit_in)
        ]
        for held in entries:
            if held not in kept:
                self._miss(
                    f"tariffer {held.since}", held.method, "finds power otherwise than the last one"
                )
        bands: list[TimeBands] = []
        energy = self._energy(kept, bands)
        sheet = PriceSheet(
            name=str(self.data.get("netteier") or "Nettleie").strip(),
            basis="net",
            components=[*self._fixed(kept), *energy],
            bands=bands,
        )
        return ImportedSheet(sheet, self.unmatched, kept[0].since, last.until)

    def _chosen(self, group: str, part: str) -> list[tuple[str, Any]]:
        tariffs = self.data["tariffer"]
        found: list[tuple[dt.date, str, Any]] = []
        groups: list[str] = []
        for index, tariff in enumerate(tariffs):
            place = f"tariffer[{index}]"
            if not isinstance(tariff, dict):
                refuse(place, tariff, "is no tariff", "Write its fields below it.")
            held = _texts(tariff.get("kundegrupper", tariff.get("kundegruppe")))
            groups += held
            name = _given(tariff.get("navn")) or _given(tariff.get("id"))
            if group in held and (not part or name in (part, None)):
                found.append((_day(tariff, "gyldig_fra", place), place, tariff))
        if not found:
            known = ", ".join(dict.fromkeys(groups)) or "none"
            refuse("group", group, "has no tariff in the file", f"Choose one of: {known}.")
        found.sort(key=lambda held: held[0])
        starts = [since for since, _, _ in found]
        if len(set(starts)) < len(starts):
            names = [
                _given(tariff.get("navn")) or _given(tariff.get("id")) or "-"
                for _, _, tariff in found
            ]
            refuse(
                "part",
                part or "none",
                "leaves several tariffs for one day",
                f"Choose one of: {', '.join(dict.fromkeys(names))}.",
            )
        return [(place, tariff) for _, place, tariff in found]

    # --- one tariff ---------------------------------------------------------------------------

    def _entry(self, tariff: Any, place: str) -> _Entry:
        with at(tariff):
            for name, value in tariff.items():
                if name in ("navn", "id"):
                    self._miss(f"{place}.{name}", value, "names the tariff; its prices count")
                elif name not in (
                    "kundegrupper",
                    "kundegruppe",
                    "fastledd",
                    "energiledd",
                    "gyldig_fra",
                    "gyldig_til",
                ):
                    self._miss(f"{place}.{name}", value, _UNKNOWN)
            method, limit_in, steps = self._steps(tariff.get("fastledd"), f"{place}.fastledd")
            prices, grid = self._prices(tariff.get("energiledd"), f"{place}.energiledd")
            until = None
            if _given(tariff.get("gyldig_til")) is not None:
                until = _day(tariff, "gyldig_til", place)
            since = _day(tariff, "gyldig_fra", place)
            return _Entry(since, until, prices, grid, method, limit_in, steps)

    def _steps(self, part: Any, place: str) -> tuple[str, bool, tuple[Tier, ...]]:
        if not isinstance(part, dict):
            self._miss(place, "nothing", "is missing; only energy is charged")
            return "", False, ()
        for name in part:
            if name not in ("metode", "terskel_inkludert", "terskler"):
                self._miss(f"{place}.{name}", part[name], _UNKNOWN)
        method = str(part.get("metode") or "")
        included = _given(part.get("terskel_inkludert"))
        if included not in ("true", "false"):
            told = included or "nothing"
            self._miss(f"{place}.terskel_inkludert", told, "is not known; true is assumed")
        rows = part.get("terskler")
        if not isinstance(rows, list) or not rows:
            refuse(f"{place}.terskler", rows, "holds no step", "Write terskel and pris of each.")
        if method not in (*METHODS, BY_FUSE):
            self._miss(f"{place}.metode", method, "cannot be calculated; no fixed part is charged")
            return method, False, ()
        if method == BY_FUSE and self.fuse is None:
            self._miss(f"{place}.metode", method, "needs the fuse; no fixed part is charged")
            return method, False, ()
        return (
            method,
            included == "false",
            self._tiers(rows, f"{place}.terskler", method, limit_in=included == "false"),
        )

    def _tiers(self, rows: Any, place: str, method: str, *, limit_in: bool) -> tuple[Tier, ...]:
        found: list[tuple[Decimal, Decimal]] = []
        for index, row in enumerate(rows):
            if not isinstance(row, dict) or not {"terskel", "pris"} <= set(row):
                refuse(f"{place}[{index}]", row, "is no step", "Write terskel and pris.")
            for name in row:
                if name not in ("terskel", "pris"):
                    self._miss(f"{place}[{index}].{name}", row[name], _UNKNOWN)
            limit = exact(row["terskel"], f"{place}[{index}].terskel")
            if limit in [held for held, _ in found]:
                self._miss(f"{place}[{index}]", limit, "stands twice; the first one counts")
                continue
            found.append((limit, exact(row["pris"], f"{place}[{index}].pris")))
        found.sort()
        if found[0][0] > 0:
            self._miss(f"{place}[0]", found[0][0], "is the lowest step; it is taken from zero on")
        if method == BY_FUSE:
            fuse = self.fuse or Decimal(0)
            reached = [
                price for limit, price in found if limit < fuse or (limit == fuse and not limit_in)
            ]
            return (Tier(Price([found[0][1], *reached][-1], "NOK/year")),)
        limits = [Quantity(limit, "kW") for limit, _ in found[1:]]
        return tuple(
            Tier(Price(price, "NOK/year"), limit)
            for (_, price), limit in zip(found, [*limits, None], strict=True)
        )

    def _prices(self, part: Any, place: str) -> tuple[Mapping[str, Decimal], HourGrid]:
        if not isinstance(part, dict) or "grunnpris" not in part:
            refuse(f"{place}.grunnpris", part, "is missing", "Give the price of energy in øre/kWh.")
        for name in part:
            if name not in ("grunnpris", "unntak"):
                self._miss(f"{place}.{name}", part[name], _UNKNOWN)
        base = exact(part["grunnpris"], f"{place}.grunnpris")
        rows = part.get("unntak")
        rows = rows if isinstance(rows, list) else []
        found = [self._exception(row, f"{place}.unntak[{at}]") for at, row in enumerate(rows)]
        prices: dict[str, Decimal] = {}

        def band(month: int, kind: str, hour: int) -> str:
            name, price = BASE, base
            for held in found:
                if held.holds(month, kind, hour):
                    joined = held.price is None and name != BASE
                    name = f"{name} + {held.name}" if joined else held.name
                    price = held.price if held.price is not None else add(price, held.addition)
            return "" if name == BASE else _named(prices, name, price)

        grid = HourGrid.of(self.kinds, band)
        order = [held.name for held in found]
        ordered = dict(sorted(prices.items(), key=lambda item: _place(order, item[0])))
        for held in found:
            if not any(name.split(" + ")[-1].startswith(held.name) for name in ordered):
                self._miss(f"{place}.unntak", held.name, "never counts; a later one does")
        return {**ordered, BASE: base}, grid

    def _exception(self, row: Any, place: str) -> _Exception:
        if not isinstance(row, dict):
            refuse(place, row, "is no exception", "Write navn, timer and pris.")
        for name in row:
            if name not in ("navn", "pris", "tillegg", "timer", "dager", "måneder"):
                self._miss(f"{place}.{name}", row[name], _UNKNOWN)
        price, addition = _given(row.get("pris")), _given(row.get("tillegg"))
        if price is None and addition is None:
            refuse(f"{place}.pris", "nothing", "is missing", "Give the price in øre/kWh.")
        hours, months = _texts(row.get("timer")), _texts(row.get("måneder"))
        days: list[str] = []
        for word in _texts(row.get("dager")):
            if word not in DAYS:
                known = ", ".join(DAYS)
                refuse(f"{place}.dager", word, "is no kind of day", f"Use one of: {known}.")
            days += DAYS[word]
        for word in months:
            if word not in MONTH_NAMES and word != "alle":
                known = ", ".join(MONTH_NAMES)
                refuse(f"{place}.måneder", word, "is no month", f"Use one of: {known}.")
        self._check_days(row, place)
        return _Exception(
            (_given(row.get("navn")) or "unntak").strip().replace(MARK, "-"),
            None if price is None else exact(price, f"{place}.pris"),
            Decimal(0) if addition is None else exact(addition, f"{place}.tillegg"),
            hours_of(hours, f"{place}.timer") if hours else frozenset(range(HOURS_PER_DAY)),
            tuple(days) or KINDS,
            frozenset(
                MONTHS if not months or "alle" in months else (MONTH_NAMES[word] for word in months)
            ),
        )

    def _check_days(self, row: Any, place: str) -> None:
        words = _texts(row.get("dager"))
        plain = [word for word in words if word not in (*NEED_A_CALENDAR, "alle")]
        if (
            self.calendar is not None
            and plain
            and not {"helligdager", "fridag", "alle"} & set(words)
        ):
            told = ", ".join(plain)
            self._miss(f"{place}.dager", told, "does not hold on holidays, as others need them")

    # --- the sheet ----------------------------------------------------------------------------

    def _fixed(self, entries: Sequence[_Entry]) -> Sequence[Component]:
        last = entries[-1]
        if not last.steps:
            return ()
        label = Label("Fixed part", "Fester Teil")
        if last.method == BY_FUSE:
            prices = Timeline([held.dated(held.steps[0].price) for held in entries])
            return (
                StandingCharge(
                    id="fixed",
                    label=label,
                    prices=prices,
                    proration=Proration.MONTHS,
                    role=ChargeRole.GRID,
                    source=self.source,
                ),
            )
        return (
            CapacitySteps(
                id="fixed",
                label=label,
                steps=Timeline([held.dated(held.steps) for held in entries]),
                register=self.register,
                peaks=METHODS[last.method],
                proration=Proration.MONTHS,
                limit_in=last.limit_in,
                source=self.source,
            ),
        )

    def _energy(self, entries: Sequence[_Entry], bands: list[TimeBands]) -> Sequence[Component]:
        names = dict.fromkeys(name for held in entries for name in held.prices if name != BASE)
        if not names:
            return [self._unit_price(entries, BASE, self.register, "energy", "")]
        windows: Timeline[tuple[TimeWindow, ...]] = Timeline(
            [held.dated(held.grid.windows(list(held.prices))) for held in entries]
        )
        bands.append(
            TimeBands(of=self.register, windows=windows, otherwise=BASE, calendar=self.calendar)
        )
        return [
            self._unit_price(
                entries, name, band_register(self.register, name), f"energy_{name}", f", {name}"
            )
            for name in (*names, BASE)
        ]

    def _unit_price(
        self, entries: Sequence[_Entry], name: str, register: str, key: str, suffix: str
    ) -> Component:
        prices = [
            held.dated(Price(held.prices.get(name, held.prices[BASE]), "øre/kWh"))
            for held in entries
        ]
        return UnitPrice(
            id=key,
            label=Label(f"Energy part{suffix}", f"Arbeitspreis{suffix}"),
            prices=Timeline(prices),
            registers=register,
            role=ChargeRole.GRID,
            group="energy",
            source=self.source,
        )


def _named(prices: dict[str, Decimal], name: str, price: Decimal) -> str:
    """Name a price by its exception; another price of one name is numbered."""
    chosen, number = name, 1
    while chosen == BASE or prices.setdefault(chosen, price) != price:
        number += 1
        chosen = f"{name} {number}"
    return chosen


def _place(order: Sequence[str], name: str) -> int:
    if name in order:
        return order.index(name)
    return next((index for index, held in enumerate(order) if name.startswith(held)), len(order))


def _given(value: Any) -> str | None:
    return None if value is None or value in _NOTHING else str(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(held) for held in value]
    held = _given(value)
    return [] if held is None else [held]


def _told(value: Any) -> object:
    if isinstance(value, list) and all(isinstance(held, str) for held in value):
        return ", ".join(value)
    return str(value) if isinstance(value, str) else value


def _day_words(tariff: Any) -> list[str]:
    energy = tariff.get("energiledd")
    rows = energy.get("unntak") if isinstance(energy, dict) else None
    rows = rows if isinstance(rows, list) else []
    return [word for row in rows if isinstance(row, dict) for word in _texts(row.get("dager"))]


def _day(tariff: Any, name: str, place: str) -> dt.date:
    value = _given(tariff.get(name))
    if value is None:
        refuse(f"{place}.{name}", "nothing", "is missing", "Write it like 2025-01-01.")
    with at(tariff):
        return whole_day(value)
