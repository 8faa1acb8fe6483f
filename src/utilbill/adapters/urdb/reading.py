"""From a rate of URDB to a price sheet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.adapters.exchange.exact_json import read_json
from utilbill.adapters.exchange.hour_grid import HOURS_PER_DAY, MONTHS, HourGrid, season_of
from utilbill.adapters.exchange.sheets import ImportedSheet, Unmatched, refuse
from utilbill.adapters.urdb.fields import (
    CURRENCY,
    ENERGY_UNITS,
    FIXED_UNITS,
    NO_LIMIT,
    REASONS,
    UNKNOWN,
)
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.amount_limits import AmountLimit, Limit
from utilbill.tariffs.band_tiers import BandTier, BandTieredPrice
from utilbill.tariffs.component import Component
from utilbill.tariffs.components import StandingCharge, UnitPrice
from utilbill.tariffs.demand_charge import TieredDemandCharge
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.tiers import Tier
from utilbill.tariffs.time_bands import WEEKDAYS, TimeBands, band_register
from utilbill.values.exact import add, exact
from utilbill.values.explanation import Label
from utilbill.values.period import ONE_DAY, whole_day
from utilbill.values.units import Price, Quantity

_SHEET = (
    "energyratestructure",
    "demandratestructure",
    "flatdemandstructure",
    "fixedchargefirstmeter",
    "fixedmonthlycharge",
)
_WEEKEND = WEEKDAYS[-2:]


def read_urdb(
    source: str | bytes | Mapping[str, Any], *, register: str = "load", label: str = ""
) -> ImportedSheet:
    """Read a rate of the Utility Rate Database of OpenEI (versions 3 to 8 of its interface).

    Tiers of energy count the whole month; each period has the part of each tier that it has of the
    month. Tiers of demand count the peak of each period. ``adj`` is added to ``rate``. A part of a
    month counts by its days.

    Args:
        source: Text of the JSON file, or what was read from it with decimals; one rate, or
            ``items`` with several.
        register: The register whose load curve the prices are for.
        label: Which rate, where the file holds several.

    Returns:
        The price sheet, in USD and net of taxes, with what has no counterpart.

    Raises:
        FileError: If it is no rate of URDB.
        FloatRefusedError: If numbers are binary floats.

    Examples:
        >>> rate = read_urdb('{"name": "R-1", "fixedmonthlycharge": 9.5, "annualmincharge": 120, '
        ...     '"energyratestructure": [[{"max": 500, "rate": 0.10, "adj": 0.01}, '
        ...     '{"rate": 0.15}]]}')
        >>> [component.id for component in rate.sheet.components]
        ['fixed', 'energy']
        >>> print(rate.sheet.components[1].tiers[0].prices["load"])
        0.11 USD/kWh
        >>> print(rate.unmatched[0].field, rate.unmatched[0].value)
        annualmincharge 120
    """
    fields = _one_rate(read_json(source, "URDB"), label)
    if not any(name in fields for name in _SHEET):
        refuse(
            "energyratestructure",
            ", ".join(fields) or "nothing",
            "is missing, as are all other prices of URDB",
            "Give a rate with its details (detail=full).",
        )
    return _Reader(fields, register).read()


def _one_rate(data: Mapping[str, Any], label: str) -> Mapping[str, Any]:
    if "items" not in data:
        return data
    rates = data["items"]
    if not isinstance(rates, list) or not all(isinstance(rate, Mapping) for rate in rates):
        refuse("items", rates, "is no list of rates", "Give the answer of the interface as it is.")
    named = [rate for rate in rates if not label or rate.get("label") == label]
    if len(named) != 1:
        labels = ", ".join(str(rate.get("label")) for rate in rates) or "none"
        refuse("label", label or "none", f"names {len(named)} rates", f"Choose one of: {labels}.")
    found: Mapping[str, Any] = named[0]
    return found


@attrs.frozen
class _ReadTier:
    """A price up to a limit, in the unit of the limit."""

    rate: Decimal
    up_to: Quantity | None


class _Reader:
    def __init__(self, fields: Mapping[str, Any], register: str) -> None:
        self.fields = dict(fields)
        self.register = register
        self.unmatched: list[Unmatched] = []
        self.bands: list[TimeBands] = []
        self.source = str(self.fields.pop("uri", None) or "")

    def read(self) -> ImportedSheet:
        name = str(self.fields.pop("name", None) or self.fields.get("label") or "URDB")
        start, end = self._day("startdate"), self._day("enddate")
        components: list[Component] = [*self._fixed(), *self._energy()]
        components += [*self._periods_of_demand(), *self._demand_by_month()]
        components += self._least(components)
        self._rest()
        return ImportedSheet(
            PriceSheet(name=name, basis="net", components=components, bands=self.bands),
            self.unmatched,
            start,
            None if end is None else end + ONE_DAY,
        )

    def _miss(self, field: str, value: object, reason: str) -> None:
        self.unmatched.append(Unmatched(field, value, reason))

    def _rest(self) -> None:
        for name, value in self.fields.items():
            if name in ("demandunits", "coincidentrateunit"):
                continue
            if _says_something(value):
                self._miss(name, value, REASONS.get(name, UNKNOWN))

    def _day(self, name: str) -> dt.date | None:
        value = self.fields.pop(name, None)
        if value is None or value == "":
            return None
        try:
            if isinstance(value, str) and not value.isdigit():
                return whole_day(value.replace(" ", "T").partition("T")[0])
            return dt.datetime.fromtimestamp(int(value), dt.UTC).date()
        except (TypeError, ValueError, OverflowError, OSError):
            self._miss(name, value, "is neither a day nor seconds since 1970")
            return None

    # --- prices through time ------------------------------------------------------------------

    def _fixed(self) -> Sequence[Component]:
        monthly = self._number("fixedmonthlycharge")
        first = self._number("fixedchargefirstmeter")
        words = str(self.fields.pop("fixedchargeunits", None) or "$/month")
        if words not in FIXED_UNITS:
            known = ", ".join(FIXED_UNITS)
            refuse("fixedchargeunits", words, "is no unit of a fixed charge", f"Use {known}.")
        if first and monthly and (words, first) != ("$/month", monthly):
            self._miss("fixedmonthlycharge", monthly, "fixedchargefirstmeter counts instead")
        amount, per = (first, FIXED_UNITS[words]) if first else (monthly, "month")
        if not amount:
            return ()
        rule = {"month": Proration.MONTHS, "year": Proration.CALENDAR_YEAR}.get(per)
        return (
            StandingCharge(
                id="fixed",
                label=Label("Fixed charge", "Grundpreis"),
                prices=Price(amount, f"{CURRENCY}/{per}"),
                proration=rule,
                source=self.source,
            ),
        )

    def _least(self, components: Sequence[Component]) -> Sequence[Component]:
        """Return the minimum of each month; what is for a whole year would need all its bills."""
        words = str(self.fields.pop("minchargeunits", None) or "$/month")
        first, monthly = self._number("mincharge"), self._number("minmonthlycharge")
        if words not in FIXED_UNITS:
            known = ", ".join(FIXED_UNITS)
            refuse("minchargeunits", words, "is no unit of a minimum charge", f"Use {known}.")
        if first and FIXED_UNITS[words] == "year":
            self._miss("mincharge", f"{first} {words}", REASONS["annualmincharge"])
            first = None
        if first and monthly and (words, first) != ("$/month", monthly):
            self._miss("minmonthlycharge", monthly, "mincharge counts instead")
        amount, per = (first, FIXED_UNITS[words]) if first else (monthly, "month")
        if not amount or not components:
            return ()
        return (
            AmountLimit(
                id="minimum",
                label=Label("Minimum charge", "Mindestentgelt"),
                amount=Price(amount, f"{CURRENCY}/{per}"),
                limit=Limit.LEAST,
                of=tuple(component.id for component in components),
                proration=Proration.MONTHS if per == "month" else None,
                counted="month",
                source=self.source,
            ),
        )

    def _number(self, name: str) -> Decimal | None:
        value = self.fields.pop(name, None)
        return None if value is None or value == "" else exact(value, name)

    # --- energy -------------------------------------------------------------------------------

    def _energy(self) -> Sequence[Component]:
        periods = self._structure("energyratestructure")
        if not periods:
            return ()
        grid = self._grid("energy", len(periods), "period")
        read = {}
        for index, tiers in enumerate(periods):
            name = f"period{index}"
            field = f"energyratestructure[{index}]"
            if name not in grid.bands:
                self._miss(field, tiers, "stands in no hour of the schedules")
                continue
            read[name] = self._energy_tiers(tiers, field)
        if any(tier is None for tier in read.values()):
            return ()
        held = {name: tiers for name, tiers in read.items() if tiers is not None}
        registers = self._registers(grid, tuple(held))
        for names in _meeting(grid, list(held)):
            held.update(self._aligned({name: held[name] for name in names}))
        groups: dict[tuple[Quantity | None, ...], list[str]] = {}
        for name, zones in held.items():
            groups.setdefault(tuple(zone.up_to for zone in zones), []).append(name)
        found: list[Component] = []
        for limits, names in groups.items():
            if len(limits) == 1:
                found += [self._unit_price(name, registers[name], held[name]) for name in names]
            else:
                found.append(
                    self._tiered(names, registers, held, alone=len(groups) == 1, limits=limits)
                )
        return found

    def _aligned(self, held: dict[str, list[_ReadTier]]) -> dict[str, list[_ReadTier]]:
        """Give periods of one month the same limits, as all count what the month used."""
        limits = {zone.up_to for zones in held.values() for zone in zones if zone.up_to is not None}
        if len({limit.unit for limit in limits}) > 1:
            told = ", ".join(sorted(map(str, limits)))
            self._miss(
                "energyratestructure.max", told, "differ in unit; each counts its own period"
            )
            return held
        edges: list[Quantity | None] = [*sorted(limits, key=lambda limit: limit.amount), None]
        return {
            name: [_ReadTier(_zone_at(zones, limit).rate, limit) for limit in edges]
            for name, zones in held.items()
        }

    def _unit_price(self, name: str, register: str, tiers: Sequence[_ReadTier]) -> Component:
        whole = register == self.register
        words = ("Energy", "Energie")
        return UnitPrice(
            id="energy" if whole else f"energy_{name}",
            label=Label(*words) if whole else Label(*(f"{word}, {name}" for word in words)),
            prices=Price(tiers[0].rate, f"{CURRENCY}/kWh"),
            registers=register,
            group="energy",
            source=self.source,
        )

    def _tiered(
        self,
        names: Sequence[str],
        registers: Mapping[str, str],
        held: Mapping[str, Sequence[_ReadTier]],
        *,
        alone: bool,
        limits: Sequence[Quantity | None],
    ) -> Component:
        per_power = any(
            limit is not None and "kW" in limit.unit.symbol.split("/") for limit in limits
        )
        return BandTieredPrice(
            id="energy" if alone else f"energy_{names[0]}",
            label=Label("Energy", "Energie"),
            tiers=[
                BandTier(
                    {
                        registers[name]: Price(held[name][index].rate, f"{CURRENCY}/kWh")
                        for name in names
                    },
                    limit,
                )
                for index, limit in enumerate(limits)
            ],
            proration=Proration.MONTHS,
            register=self.register if per_power else "",
            group="energy",
            source=self.source,
        )

    def _energy_tiers(self, tiers: Any, field: str) -> list[_ReadTier] | None:
        units = {str(tier.get("unit") or "kWh") for tier in tiers}
        unknown = [unit for unit in units if unit.lower() not in ENERGY_UNITS]
        if unknown or len(units) > 1:
            what = "is no unit of energy here" if unknown else "are mixed in one period"
            self._miss(f"{field}.unit", ", ".join(sorted(units)), f"{what}; energy is not priced")
            return None
        return self._tiers(tiers, field, ENERGY_UNITS[units.pop().lower()])

    # --- demand -------------------------------------------------------------------------------

    def _periods_of_demand(self) -> Sequence[Component]:
        periods = self._structure("demandratestructure")
        unit = self._demand_unit("demandrateunit", "demandratestructure", periods)
        weekday, weekend = "demandweekdayschedule", "demandweekendschedule"
        if not periods or unit is None:
            for name in (weekday, weekend):
                self.fields.pop(name, None)
            return ()
        grid = self._grid("demand", len(periods), "demand")
        priced = {}
        for index, tiers in enumerate(periods):
            field = f"demandratestructure[{index}]"
            if f"demand{index}" not in grid.bands:
                self._miss(field, tiers, "stands in no hour of the schedules")
                continue
            read = self._tiers(tiers, field, "kW")
            if any(tier.rate for tier in read):
                priced[f"demand{index}"] = read
        if not priced:
            return ()
        registers = self._registers(grid, list(grid.bands))
        return [
            self._demand(f"demand_{name.removeprefix('demand')}", name, registers[name], tiers)
            for name, tiers in priced.items()
        ]

    def _demand_by_month(self) -> Sequence[Component]:
        periods = self._structure("flatdemandstructure")
        unit = self._demand_unit("flatdemandunit", "flatdemandstructure", periods)
        months = self.fields.pop("flatdemandmonths", None) or [0] * len(MONTHS)
        if not periods or unit is None:
            return ()
        places = self._places(months, "flatdemandmonths", len(MONTHS), len(periods))
        found = []
        for index, tiers in enumerate(periods):
            field = f"flatdemandstructure[{index}]"
            held = [month for month, place in zip(MONTHS, places, strict=True) if place == index]
            read = self._tiers(tiers, field, "kW")
            if not held:
                self._miss(field, tiers, "stands in no month of flatdemandmonths")
            elif any(tier.rate for tier in read):
                found.append(
                    self._demand(f"flat_demand_{index}", "", self.register, read, season_of(held))
                )
        return found

    def _demand(
        self, name: str, band: str, register: str, tiers: Sequence[_ReadTier], season: str = ""
    ) -> Component:
        words = [f"Demand, {band}", f"Leistung, {band}"] if band else ["Demand", "Leistung"]
        return TieredDemandCharge(
            id=name,
            label=Label(*words),
            register=register,
            tiers=[Tier(Price(tier.rate, f"{CURRENCY}/kW/month"), tier.up_to) for tier in tiers],
            proration=Proration.MONTHS,
            season=season,
            source=self.source,
        )

    def _demand_unit(self, name: str, structure: str, periods: Sequence[Any]) -> str | None:
        unit = str(self.fields.pop(name, None) or self.fields.get("demandunits") or "kW")
        if unit.lower() == "kw":
            return "kW"
        if _says_something([tier.get("rate") for tiers in periods for tier in tiers]):
            self._miss(name, unit, f"only kW of a month can be priced; {structure} is not charged")
        return None

    # --- tables -------------------------------------------------------------------------------

    def _structure(self, name: str) -> list[list[Mapping[str, Any]]]:
        periods = self.fields.pop(name, None) or []
        advice = 'Write it like [[{"rate": 0.1}]]: periods of tiers.'
        if not isinstance(periods, list):
            refuse(name, periods, "is no list of periods", advice)
        for index, tiers in enumerate(periods):
            if (
                not isinstance(tiers, list)
                or not tiers
                or not all(isinstance(tier, Mapping) for tier in tiers)
            ):
                refuse(f"{name}[{index}]", tiers, "is no list of tiers", advice)
        return periods

    def _tiers(self, tiers: Any, field: str, unit: str) -> list[_ReadTier]:
        found: list[_ReadTier] = []
        below: Decimal | None = None
        for index, tier in enumerate(tiers):
            place = f"{field}[{index}]"
            for name, value in tier.items():
                if name == "sell" and _says_something(value):
                    self._miss(f"{place}.sell", value, "what is fed in is not billed")
                elif name not in ("rate", "adj", "max", "unit", "sell"):
                    self._miss(f"{place}.{name}", value, UNKNOWN)
            rate = add(exact(tier.get("rate") or 0, f"{place}.rate"), _adjustment(tier, place))
            limit = tier.get("max")
            limit = None if limit is None or limit == "" else exact(limit, f"{place}.max")
            if limit is not None and limit >= NO_LIMIT:
                limit = None
            last = index == len(tiers) - 1
            if last and limit is not None:
                self._miss(f"{place}.max", limit, "is the last limit; its price goes on above it")
                limit = None
            if limit is not None and limit <= (below or 0):
                self._miss(place, limit, "does not rise; the tier is left out")
                continue
            found.append(_ReadTier(rate, None if limit is None else Quantity(limit, unit)))
            if limit is None:
                if not last:
                    self._miss(f"{field}[{index + 1}]", tiers[index + 1], "follows one without max")
                break
            below = limit
        return found

    def _grid(self, kind: str, count: int, word: str) -> HourGrid:
        names = [f"{kind}weekdayschedule", f"{kind}weekendschedule"]
        tables = [self.fields.pop(name, None) for name in names]
        if not any(tables):
            if count > 1:
                refuse(names[0], "nothing", f"is missing for {count} periods", "Give 12 x 24.")
            tables = [[[0] * HOURS_PER_DAY] * len(MONTHS)] * 2
        for index, name in enumerate(names):
            if not tables[index]:
                self._miss(name, "nothing", "is missing; the other schedule holds for all days")
                tables[index] = tables[1 - index]
        weekdays, weekends = (
            self._table(table, name, count) for table, name in zip(tables, names, strict=True)
        )
        return HourGrid.of(
            WEEKDAYS,
            lambda month, day, hour: (
                f"{word}{(weekends if day in _WEEKEND else weekdays)[month - 1][hour]}"
            ),
        )

    def _table(self, table: Any, name: str, count: int) -> list[list[int]]:
        if not isinstance(table, list) or len(table) != len(MONTHS):
            refuse(name, table, "has no 12 months", "Give 12 lists of 24 numbers of periods.")
        return [
            self._places(row, f"{name}[{month}]", HOURS_PER_DAY, count)
            for month, row in enumerate(table)
        ]

    @staticmethod
    def _places(row: Any, field: str, length: int, count: int) -> list[int]:
        if not isinstance(row, list) or len(row) != length:
            refuse(field, row, f"has no {length} numbers", "Give one number of a period each.")
        found = [exact(value, field) for value in row]
        for place in found:
            if place != int(place) or not 0 <= place < count:
                refuse(field, place, "is no period of the structure", f"Use 0 to {count - 1}.")
        return [int(place) for place in found]

    def _registers(self, grid: HourGrid, names: Sequence[str]) -> Mapping[str, str]:
        if len(grid.bands) == 1:
            return dict.fromkeys(names, self.register)
        order = sorted(grid.bands, key=lambda name: int("".join(filter(str.isdigit, name))))
        self.bands.append(TimeBands(of=self.register, windows=grid.windows(order)))
        return {name: band_register(self.register, name) for name in names}


def _meeting(grid: HourGrid, names: Sequence[str]) -> list[list[str]]:
    """Return periods in groups: those that meet in some month, and those that these meet."""
    groups: list[tuple[list[str], set[int]]] = []
    for name in names:
        months = set(grid.months_of(name))
        apart = [group for group in groups if not group[1] & months]
        met = [group for group in groups if group[1] & months]
        joined = [held for group, _ in met for held in group]
        groups = [*apart, ([*joined, name], months.union(*(held for _, held in met)))]
    return [group for group, _ in groups]


def _zone_at(zones: Sequence[_ReadTier], limit: Quantity | None) -> _ReadTier:
    """Return the tier that prices what lies just below a limit."""
    return next(
        zone
        for zone in zones
        if zone.up_to is None or (limit is not None and limit.amount <= zone.up_to.amount)
    )


def _adjustment(tier: Mapping[str, Any], place: str) -> Decimal:
    return exact(tier.get("adj") or 0, f"{place}.adj")


def _says_something(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_says_something, value))
    if isinstance(value, Mapping):
        return any(map(_says_something, value.values()))
    return value not in (None, "", 0, False)
