"""From a price sheet to a file of Fri nettleie."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import yaml

from utilbill.adapters.exchange.hour_grid import HourGrid, months_of
from utilbill.adapters.exchange.sheets import ExportedSheet, ImportedSheet, Unmatched
from utilbill.adapters.fri_nettleie.words import (
    BY_FUSE,
    METHODS,
    MONTH_NAMES,
    words_of_days,
    words_of_hours,
)
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import LineKind
from utilbill.tariffs.components import StandingCharge, UnitPrice
from utilbill.tariffs.demand_charge import CapacitySteps, PeakOf
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.time_bands import KINDS, WEEKDAYS, TimeBands, TimeWindow, band_register
from utilbill.values.dated import Timeline
from utilbill.values.errors import (
    CurrencyMismatchError,
    GapError,
    MissingChoiceError,
    MissingFieldError,
)
from utilbill.values.exact import plain
from utilbill.values.units import Price, Unit, convert

_PER_YEAR = Unit.parse("NOK/year")
_PER_ENERGY = Unit.parse("øre/kWh")
_MINUTES_PER_HOUR = dt.timedelta(hours=1) // dt.timedelta(minutes=1)


def write_fri_nettleie(
    source: PriceSheet | ImportedSheet,
    *,
    groups: Sequence[str],
    gln: Sequence[str] = (),
    since: dt.date | None = None,
) -> ExportedSheet:
    """Write a price sheet as a file of Fri nettleie, a tariff for each run of days.

    Args:
        source: The price sheet, or a sheet that was read in, with its validity.
        groups: Groups of customers it is for, such as ``husholdning``.
        gln: Global location numbers of the grid company.
        since: First day of the tariffs; needed where prices have no first day.

    Returns:
        The file as plain values and as YAML, and what of the price sheet has no counterpart.

    Raises:
        CurrencyMismatchError: If prices are not in NOK.
        MissingFieldError: If there is no price of energy.
        MissingChoiceError: If the first day is not known.

    Examples:
        >>> sheet = PriceSheet(name="Eksempel AS", basis="net", components=[
        ...     UnitPrice(id="energy", label="Energy", prices="20 øre/kWh")])
        >>> data, unmatched = write_fri_nettleie(sheet, groups=["husholdning"],
        ...                                      since=dt.date(2025, 1, 1))
        >>> data["tariffer"][0]["energiledd"], unmatched
        ({'grunnpris': Decimal('20')}, ())
    """
    held = source if isinstance(source, ImportedSheet) else ImportedSheet(source)
    if held.sheet.currency not in ("NOK", None):
        raise CurrencyMismatchError(
            "currency", held.sheet.currency, "is not that of the format", "Give prices in NOK."
        )
    writer = _Writer(held.sheet)
    tariffs = writer.tariffs(groups, since or held.valid_from, held.valid_until)
    sources = dict.fromkeys(component.source for component in writer.used if component.source)
    data = {
        "netteier": held.sheet.name,
        "gln": list(gln),
        "kilder": [page for pages in sources for page in pages.split()],
        "tariffer": tariffs,
    }
    return ExportedSheet(data, _yaml(data), writer.unmatched)


class _Writer:
    def __init__(self, sheet: PriceSheet) -> None:
        self.sheet = sheet
        self.unmatched: list[Unmatched] = []
        self.scheme: TimeBands | None = None
        self.energy: dict[str, UnitPrice] = {}
        self.steps: CapacitySteps | None = None
        self.charge: StandingCharge | None = None
        for component in sheet.components:
            self._sort(component)
        if not self.energy:
            raise MissingFieldError(
                "components", sheet.name, "has no price of energy", "Add one in øre/kWh."
            )
        for guarantee in sheet.guarantees:
            self._miss("guarantees", guarantee.of, "is not part of the format")
        if sheet.basis.value != "net":
            self._miss("basis", sheet.basis.value, "prices of the format are without taxes")

    @property
    def used(self) -> Sequence[Any]:
        """The components that are written."""
        return [held for held in (self.steps, self.charge, *self.energy.values()) if held]

    def _miss(self, field: str, value: object, reason: str) -> None:
        self.unmatched.append(Unmatched(field, value, reason))

    def _sort(self, component: Any) -> None:
        told = type(component).__name__
        if component.kind is not LineKind.CHARGED:
            self._miss(component.id, told, "is contained in another price")
        elif isinstance(component, UnitPrice):
            self._sort_energy(component)
        elif isinstance(component, CapacitySteps) and self.steps is None and self.charge is None:
            if component.season or component.peak_of is not PeakOf.MONTH or not _method(component):
                self._miss(component.id, told, "finds power in a way that has no name there")
            else:
                self.steps = component
                self._check_months(component)
        elif isinstance(component, StandingCharge) and not (self.steps or self.charge):
            if component.count is not None:
                self._miss(component.id, component.count, "is for several things")
            else:
                self.charge = component
                self._check_months(component)
        else:
            self._miss(component.id, told, "is no kind of price that the format has")

    def _check_months(self, component: CapacitySteps | StandingCharge) -> None:
        if component.proration is not Proration.MONTHS:
            rule = component.proration and component.proration.value
            self._miss(f"{component.id}.proration", rule, "the format does not say how parts count")

    def _sort_energy(self, component: UnitPrice) -> None:
        first = next(iter(self.energy.values()), None)
        price = component.prices.entries[0].value
        fits = price.unit.dimension == _PER_ENERGY.dimension and not component.less
        if not fits or (first is not None and first.charge != component.charge):
            self._miss(component.id, price, "is a second price of energy, or for something else")
            return
        for name in component.registers or ("",):
            self.energy[name] = component
            if name in self.sheet.band_registers and self.scheme is None:
                self.scheme = next(held for held in self.sheet.bands if name in held.registers)

    # --- runs of days -------------------------------------------------------------------------

    def tariffs(
        self, groups: Sequence[str], first: dt.date | None, until: dt.date | None
    ) -> list[dict[str, Any]]:
        """Return a tariff for each run of days in which nothing changes."""
        lines: list[Timeline[Any]] = [held.prices for held in self.energy.values()]
        lines += [held for held in (self.steps and self.steps.steps,) if held]
        lines += [held for held in (self.charge and self.charge.prices,) if held]
        lines += [held for held in (self.scheme and self.scheme.windows,) if held]
        entries = [entry for line in lines for entry in line.entries]
        days = {entry.since for entry in entries} | {
            entry.until for entry in entries if entry.until
        }
        begins = sorted(day for day in days if day != dt.date.min and (not first or day > first))
        if first is None and dt.date.min in days:
            raise MissingChoiceError(
                "since", "none", "must be chosen, as prices have no first day", "Name that day."
            )
        starts = [*([first] if first else []), *begins]
        found = []
        for start, end in zip(starts, [*starts[1:], until], strict=True):
            if until is not None and start >= until:
                break
            try:
                found.append(self._tariff(groups, start, end))
            except GapError:
                continue  # a run of days without prices is no tariff
        return found

    def _tariff(self, groups: Sequence[str], start: dt.date, end: dt.date | None) -> dict[str, Any]:
        tariff: dict[str, Any] = {"kundegrupper": list(groups)}
        fixed = self._fixed(start)
        if fixed:
            tariff["fastledd"] = fixed
        tariff["energiledd"] = self._energy(start)
        tariff["gyldig_fra"] = start.isoformat()
        if end is not None:
            tariff["gyldig_til"] = end.isoformat()
        return tariff

    def _fixed(self, day: dt.date) -> dict[str, Any] | None:
        if self.charge is not None:
            price = self.charge.prices.at(day).value
            steps = [{"terskel": Decimal(0), "pris": _in(price, _PER_YEAR)}]
            return {"metode": BY_FUSE, "terskel_inkludert": True, "terskler": steps}
        if self.steps is None:
            return None
        held = self.steps.steps.at(day).value
        limits = [Decimal(0), *(step.up_to.to("kW").amount for step in held if step.up_to)]
        return {
            "metode": _method(self.steps),
            "terskel_inkludert": not self.steps.limit_in,
            "terskler": [
                {"terskel": limit, "pris": _in(step.price, _PER_YEAR)}
                for limit, step in zip(limits, held, strict=True)
            ],
        }

    def _energy(self, day: dt.date) -> dict[str, Any]:
        def price(name: str) -> Decimal:
            return _in(self.energy[name].prices.at(day).value, _PER_ENERGY)

        if self.scheme is None:
            return {"grunnpris": price(next(iter(self.energy)))}
        scheme = self.scheme
        kinds = WEEKDAYS if scheme.calendar is None else KINDS
        windows = scheme.windows.at(day).value
        grid = HourGrid.of_windows(windows, scheme.otherwise, kinds)
        otherwise = scheme.otherwise
        if grid is None:
            self._miss(scheme.of, day, "has windows that do not keep to whole hours and months")
        elif not otherwise:  # every band is named; the last one becomes the price of all else
            otherwise = grid.bands[-1]
            windows = grid.windows()
        rows = [
            self._exception(window, price(band_register(scheme.of, window.band)), scheme)
            for window in windows
            if window.band != otherwise
        ]
        found: dict[str, Any] = {"grunnpris": price(band_register(scheme.of, otherwise))}
        return {**found, "unntak": [row for row in rows if row]} if rows else found

    def _exception(
        self, window: TimeWindow, price: Decimal, scheme: TimeBands
    ) -> dict[str, Any] | None:
        months = months_of(window.season)
        edges = [edge for pair in window.hours for edge in pair]
        if months is None or any(edge % _MINUTES_PER_HOUR for edge in edges):
            return None
        hours = words_of_hours(
            [(first // _MINUTES_PER_HOUR, end // _MINUTES_PER_HOUR) for first, end in window.hours]
        )
        holidays = scheme.calendar is not None
        days = words_of_days(
            window.days if holidays else [kind for kind in window.days if kind in WEEKDAYS],
            holidays=holidays,
        )
        row: dict[str, Any] = {"navn": window.band}
        if hours:
            row["timer"] = hours
        if days:
            row["dager"] = days
        if len(months) < len(MONTH_NAMES):
            row["måneder"] = [name for name, month in MONTH_NAMES.items() if month in months]
        row["pris"] = price
        return row


def _method(steps: CapacitySteps) -> str:
    return next((name for name, rule in METHODS.items() if rule == steps.peaks), "")


def _in(price: Price, unit: Unit) -> Decimal:
    return price.amount if price.unit == unit else convert(price.amount, price.unit, unit)


class _Dumper(yaml.SafeDumper):
    """Writes decimals digit for digit, and lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = plain(value)
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(Decimal, _number)


def _yaml(data: Mapping[str, Any]) -> str:
    text: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, explicit_start=True
    )
    return text
