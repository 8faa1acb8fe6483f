"""From a price sheet to a rate of URDB."""

import datetime as dt
import string
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.adapters.exchange.exact_json import write_json
from utilbill.adapters.exchange.hour_grid import HOURS_PER_DAY, MONTHS, HourGrid, months_of
from utilbill.adapters.exchange.prices_on import held_on
from utilbill.adapters.exchange.sheets import ExportedSheet, ImportedSheet, Unmatched
from utilbill.adapters.urdb.fields import CURRENCY, ENERGY_NAMES, FIXED_UNITS
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.amount_limits import AmountLimit, Limit
from utilbill.tariffs.band_tiers import BandTieredPrice
from utilbill.tariffs.component import Component, LineKind
from utilbill.tariffs.components import StandingCharge, UnitPrice
from utilbill.tariffs.demand_charge import DemandCharge, PeakOf, TieredDemandCharge
from utilbill.tariffs.peaks import PeakRule
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.schemes import PeriodScheme, as_scheme
from utilbill.tariffs.tiers import Tier, TieredPrice, TierMode
from utilbill.tariffs.time_bands import WEEKDAYS, TimeBands
from utilbill.values.errors import CurrencyMismatchError, UnitError
from utilbill.values.exact import add
from utilbill.values.period import ONE_DAY
from utilbill.values.units import Price, Quantity, Unit, convert

_ENERGY = Unit.parse(f"{CURRENCY}/kWh")
_POWER = Unit.parse(f"{CURRENCY}/kW/month")
#: Noon of UTC lies on one day in all of the United States.
_NOON = dt.time(HOURS_PER_DAY // 2)


def write_urdb(source: PriceSheet | ImportedSheet, *, on: dt.date | None = None) -> ExportedSheet:
    """Write a price sheet as a rate of the Utility Rate Database of OpenEI.

    Args:
        source: The price sheet, or a sheet that was read in, with its validity.
        on: The day whose prices are written, where prices change.

    Returns:
        The rate, its text, and what of the price sheet has no counterpart.

    Raises:
        CurrencyMismatchError: If prices are not in USD.
        MissingChoiceError: If prices change and no day is named.

    Examples:
        >>> from utilbill import StandingCharge, UnitPrice
        >>> sheet = PriceSheet(name="R-1", basis="net", components=[
        ...     StandingCharge(id="fixed", label="Fixed", prices="9.50 USD/month",
        ...                    proration="months"),
        ...     UnitPrice(id="energy", label="Energy", prices="0.11 USD/kWh")])
        >>> rate, unmatched = write_urdb(sheet)
        >>> rate["fixedchargefirstmeter"], rate["energyratestructure"]
        (Decimal('9.50'), [[{'rate': Decimal('0.11'), 'unit': 'kWh'}]])
    """
    held = source if isinstance(source, ImportedSheet) else ImportedSheet(source)
    if held.sheet.currency not in (CURRENCY, None):
        raise CurrencyMismatchError(
            "currency", held.sheet.currency, "is not that of URDB", f"Give prices in {CURRENCY}."
        )
    writer = _Writer(held.sheet, on)
    data = writer.write()
    for name, day in (
        ("startdate", held.valid_from),
        ("enddate", held.valid_until and held.valid_until - ONE_DAY),
    ):
        if day is not None:
            data[name] = int(dt.datetime.combine(day, _NOON, dt.UTC).timestamp())
    return ExportedSheet(data, write_json(data) + "\n", writer.unmatched)


@attrs.frozen
class _Zone:
    """What one tier of energy costs, by register or band; none for all."""

    up_to: Quantity | None
    prices: Mapping[str, Price]


class _Writer:
    def __init__(self, sheet: PriceSheet, on: dt.date | None) -> None:
        self.sheet = sheet
        self.on = on
        self.unmatched: list[Unmatched] = []
        self.data: dict[str, Any] = {}
        self.base = dict(sheet.band_registers)

    def write(self) -> dict[str, Any]:
        self.data["name"] = self.sheet.name
        sources = {component.source for component in self._components() if component.source}
        if len(sources) == 1:
            self.data["uri"] = sources.pop()
        elif sources:
            self._miss("source", ", ".join(sorted(sources)), "one page can be named only")
        if self.sheet.basis.value != "net":
            self._miss("basis", self.sheet.basis.value, "prices of URDB are without tax")
        for guarantee in self.sheet.guarantees:
            self._miss("guarantees", guarantee.of, "guarantees are not part of a rate")
        charged = []
        for component in self._components():
            if component.kind is LineKind.CHARGED:
                charged.append(component)
            else:
                self._miss(component.id, component.kind.value, "is contained in another price")
        self._fixed([held for held in charged if isinstance(held, StandingCharge)])
        self._energy([held for held in charged if isinstance(held, _OF_ENERGY)])
        self._demand([held for held in charged if isinstance(held, _OF_DEMAND)])
        for component in charged:
            if isinstance(component, AmountLimit):
                self._least(component, {held.id for held in charged} - {component.id})
            elif not isinstance(component, (StandingCharge, *_OF_ENERGY, *_OF_DEMAND)):
                kind = type(component).__name__
                self._miss(component.id, kind, "is no kind of price that a rate has")
        return self.data

    def _components(self) -> Sequence[Any]:
        return self.sheet.components

    def _miss(self, field: str, value: object, reason: str) -> None:
        self.unmatched.append(Unmatched(field, value, reason))

    def _fixed(self, charges: Iterable[StandingCharge]) -> None:
        names = {per: name for name, per in FIXED_UNITS.items()}
        for charge in charges:
            price = held_on(charge.prices, charge.id, self.on).value
            per = price.per.symbol
            if charge.count is not None or per not in names:
                self._miss(charge.id, price, "is per something that a rate does not count")
                continue
            if self.data.get("fixedchargeunits", names[per]) != names[per]:
                self._miss(charge.id, price, "is through another time than the first fixed charge")
                continue
            usual = {"month": Proration.MONTHS, "year": Proration.CALENDAR_YEAR}.get(per)
            if charge.proration is not usual:
                rule = charge.proration and charge.proration.value
                self._miss(f"{charge.id}.proration", rule, "a rate does not say how parts count")
            amount = _in(price, Unit.parse(f"{CURRENCY}/{per}"))
            if "fixedchargefirstmeter" in self.data:
                self._miss(charge.id, price, "is added to the first fixed charge")
                amount = add(self.data["fixedchargefirstmeter"], amount)
            self.data["fixedchargefirstmeter"] = amount
            self.data["fixedchargeunits"] = names[per]

    def _least(self, limit: AmountLimit, others: set[str]) -> None:
        names = {per: name for name, per in FIXED_UNITS.items() if per != "year"}
        per = limit.amount.per.symbol
        whole = limit.limit is Limit.LEAST and limit.counted == as_scheme("month")
        if not whole or per not in names or set(limit.of) != others or "mincharge" in self.data:
            self._miss(limit.id, limit.amount, "is no least amount of a month for all prices")
            return
        self.data["mincharge"] = _in(limit.amount, Unit.parse(f"{CURRENCY}/{per}"))
        self.data["minchargeunits"] = names[per]

    # --- energy -------------------------------------------------------------------------------

    def _energy(self, components: Sequence[Component]) -> None:
        read: list[tuple[Component, list[_Zone]]] = []
        for component in components:
            zones = self._zones(component)
            if zones is not None:
                read.append((component, zones))
        scheme, grid = self._scheme({name for held, _ in read for name in held.selected}, "energy")
        if grid is None:
            for component, _ in read:
                self._miss(component.id, scheme and scheme.of, "has windows that no table holds")
            return
        bands = list(scheme.registers) if scheme else [""]
        periods: dict[str, list[dict[str, Any]]] = {}
        for component, zones in sorted(read, key=lambda held: -len(held[1])):
            known = [name for name in component.selected if name in self.base]
            if known and not set(known) & set(bands):
                self._miss(component.id, ", ".join(known), "divides the load otherwise")
                continue
            if any(name in periods for name in known or bands):
                self._add(component, periods, zones, known or bands)
                continue
            for band in known or bands:
                periods[band] = [_tier(zone, band, _limit_unit(zones)) for zone in zones]
        if periods:
            self._place("energy", scheme, grid, periods)

    def _add(
        self,
        component: Component,
        periods: Mapping[str, list[dict[str, Any]]],
        zones: list[_Zone],
        bands: Sequence[str],
    ) -> None:
        if len(zones) > 1:
            self._miss(component.id, len(zones), "has tiers beside those of another price")
            return
        for band in bands:
            for tier in periods[band]:
                tier["rate"] = add(tier["rate"], _rate(zones[0], band))
        price = next(iter(zones[0].prices.values()))
        self._miss(component.id, price, "is added to the first price of energy")

    def _zones(self, component: Any) -> list[_Zone] | None:
        if component.less:
            self._miss(component.id, ", ".join(component.less), "leaves registers out")
            return None
        zones: list[_Zone]
        if isinstance(component, UnitPrice):
            price = held_on(component.prices, component.id, self.on).value
            zones = [_Zone(None, dict.fromkeys(component.registers or ("",), price))]
        elif isinstance(component, TieredPrice):
            limits = [_of_month(tier.up_to, component.counted) for tier in component.tiers[:-1]]
            if component.mode is not TierMode.BLOCKS or None in limits:
                self._miss(component.id, component.mode.value, "has no tiers that count a month")
                return None
            zones = [
                _Zone(limit, dict.fromkeys(component.registers or ("",), tier.price))
                for tier, limit in zip(component.tiers, [*limits, None], strict=True)
            ]
        else:
            zones = [_Zone(tier.up_to, tier.prices) for tier in component.tiers]
        prices = [price for zone in zones for price in zone.prices.values()]
        if any(price.unit.dimension != _ENERGY.dimension for price in prices):
            self._miss(component.id, prices[0], "is no price of energy")
            return None
        if any(zone.up_to and zone.up_to.unit.symbol not in ENERGY_NAMES for zone in zones):
            self._miss(component.id, zones[0].up_to, "is no limit that a rate can have")
            return None
        return zones

    # --- demand -------------------------------------------------------------------------------

    def _demand(self, charges: Sequence[Any]) -> None:
        by_band, by_month = [], []
        for charge in charges:
            tiers = self._tiers_of_power(charge)
            if tiers is None:
                continue
            if charge.register not in self.base:
                by_month.append((charge, tiers))
            elif charge.season:
                self._miss(charge.id, charge.season, "is for hours of some seasons only")
            else:
                by_band.append((charge, tiers))
        self._by_month(by_month)
        registers = {charge.register for charge, _ in by_band}
        scheme, grid = self._scheme(registers, "demand")
        if scheme is None or grid is None:
            for charge, _ in by_band:
                self._miss(charge.id, charge.register, "has windows that no table holds")
            return
        periods = {band: [{"rate": Decimal(0)}] for band in scheme.registers}
        for charge, tiers in by_band:
            if charge.register in periods:
                periods[charge.register] = tiers
            else:
                self._miss(charge.id, charge.register, "divides the load otherwise")
        self._place("demand", scheme, grid, periods)
        self.data["demandrateunit"] = "kW"

    def _by_month(self, charges: Sequence[tuple[Any, list[dict[str, Any]]]]) -> None:
        structure: dict[int, list[dict[str, Any]]] = {}
        months: dict[int, int] = {}
        for charge, tiers in charges:
            held = months_of(charge.season)
            if held is None or set(held) & set(months):
                self._miss(charge.id, charge.season, "does not keep to months of its own")
                continue
            place = _number(charge.id, structure)
            structure[place] = tiers
            months.update(dict.fromkeys(held, place))
        if not structure:
            return
        free = next(index for index in range(len(structure) + 1) if index not in structure)
        if len(months) < len(MONTHS):
            structure[free] = [{"rate": Decimal(0)}]
        self.data["flatdemandstructure"] = _filled(structure)
        self.data["flatdemandmonths"] = [months.get(month, free) for month in MONTHS]
        self.data["flatdemandunit"] = "kW"

    def _tiers_of_power(self, charge: Any) -> list[dict[str, Any]] | None:
        tiers = charge.tiers if isinstance(charge, TieredDemandCharge) else None
        if tiers is None:
            tiers = (Tier(held_on(charge.prices, charge.id, self.on).value),)
        if charge.peak_of is not PeakOf.MONTH or charge.peaks != PeakRule():
            self._miss(charge.id, tiers[0].price, "is not for the highest load of each month")
            return None
        try:
            return [
                {
                    **({} if tier.up_to is None else {"max": tier.up_to.to("kW").amount}),
                    "rate": _in(tier.price, _POWER),
                }
                for tier in tiers
            ]
        except UnitError:
            self._miss(charge.id, tiers[0].price, "is no price that is exact per kW and month")
            return None

    # --- tables -------------------------------------------------------------------------------

    def _scheme(self, registers: set[str], kind: str) -> tuple[TimeBands | None, HourGrid | None]:
        """Return the first division that prices use, and its table; one period for none."""
        scheme = next((held for held in self.sheet.bands if registers & set(held.registers)), None)
        if scheme is None:
            return None, HourGrid.of(WEEKDAYS, lambda *_: kind)
        if scheme.calendar is not None:
            self._miss(f"{scheme.of}.calendar", scheme.calendar.region, "holidays are not told")
        windows = held_on(scheme.windows, scheme.of, self.on).value
        grid = HourGrid.of_windows(windows, scheme.otherwise, WEEKDAYS)
        if grid is not None and not all(
            grid.row(month, kind) == grid.row(month, same)
            for month in MONTHS
            for kind, same in zip(WEEKDAYS, _ALIKE, strict=True)
        ):
            return scheme, None
        return scheme, grid

    def _place(
        self,
        kind: str,
        scheme: TimeBands | None,
        grid: HourGrid,
        periods: Mapping[str, list[dict[str, Any]]],
    ) -> None:
        names = scheme.names if scheme else (kind,)
        registers = scheme.registers if scheme else ("",)
        structure: dict[int, list[dict[str, Any]]] = {}
        places: dict[str, int] = {}
        for name, register in zip(names, registers, strict=True):
            places[name] = _number(name, structure) if scheme else 0
            structure[places[name]] = periods[register]
        self.data[f"{kind}ratestructure"] = _filled(structure)
        for table, day in (("weekday", WEEKDAYS[0]), ("weekend", WEEKDAYS[-1])):
            self.data[f"{kind}{table}schedule"] = [
                [places[band] for band in grid.row(month, day)] for month in MONTHS
            ]


_OF_ENERGY = (UnitPrice, TieredPrice, BandTieredPrice)
_OF_DEMAND = (DemandCharge, TieredDemandCharge)
#: Which day the table of each day has to be like.
_ALIKE = (*[WEEKDAYS[0]] * len(WEEKDAYS[:-2]), *[WEEKDAYS[-1]] * 2)


def _in(price: Price, unit: Unit) -> Decimal:
    """Return a price in a unit; in its own one digit for digit."""
    return price.amount if price.unit == unit else convert(price.amount, price.unit, unit)


def _limit_unit(zones: Sequence[_Zone]) -> str:
    limit = zones[0].up_to
    return "kWh" if limit is None else limit.unit.symbol


def _rate(zone: _Zone, band: str) -> Decimal:
    price = zone.prices.get(band) or next(iter(zone.prices.values()))
    return _in(price, _ENERGY)


def _tier(zone: _Zone, band: str, unit: str) -> dict[str, Any]:
    limit = {} if zone.up_to is None else {"max": zone.up_to.amount}
    return {**limit, "rate": _rate(zone, band), "unit": ENERGY_NAMES[unit]}


def _of_month(limit: Quantity | None, counted: PeriodScheme) -> Quantity | None:
    """Return a limit of a month in kWh; None where it counts another time."""
    if limit is None or limit.unit.above.dimension != ("energy", ""):
        return None
    if limit.unit.below.symbol == "month":
        return Quantity(limit.to("kWh/month").amount, "kWh")
    return (
        limit.to("kWh")
        if counted == as_scheme("month") and limit.unit.below.symbol == "1"
        else None
    )


def _number(name: str, taken: Mapping[int, Any]) -> int:
    """Return the number at the end of a name, or the first one that is free."""
    digits = name[len(name.rstrip(string.digits)) :]
    if digits and int(digits) < HOURS_PER_DAY * len(MONTHS) and int(digits) not in taken:
        return int(digits)
    return next(place for place in range(len(taken) + 1) if place not in taken)


def _filled(structure: Mapping[int, list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    return [structure.get(place, [{"rate": Decimal(0)}]) for place in range(max(structure) + 1)]
