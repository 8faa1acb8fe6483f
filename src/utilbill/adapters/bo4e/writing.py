"""From a price sheet to one of BO4E."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from utilbill.adapters.bo4e.words import (
    BANDS,
    CURRENCIES,
    HOURS_OF_UTILIZATION,
    METHODS,
    POWERS,
    PRICE_TYPES,
    SERVICES,
    STANDARD,
    UNITS,
    Bo4eKind,
)
from utilbill.adapters.exchange.exact_json import write_json
from utilbill.adapters.exchange.prices_on import held_on
from utilbill.adapters.exchange.sheets import ExportedSheet, ImportedSheet, Unmatched
from utilbill.tariffs.component import ChargeRole, LineKind
from utilbill.tariffs.components import StandingCharge, UnitPrice
from utilbill.tariffs.demand_charge import DemandCharge, PeakOf, TieredDemandCharge
from utilbill.tariffs.peaks import PeakRule
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.schemes import PeriodScheme
from utilbill.tariffs.through_time import time_of
from utilbill.tariffs.tiers import Tier, TieredPrice, TierMode
from utilbill.tariffs.utilization import UtilizationPrice
from utilbill.values.errors import CurrencyMismatchError
from utilbill.values.exact import plain
from utilbill.values.period import ONE_DAY
from utilbill.values.units import Price

_NAMES = {unit: name for name, unit in UNITS.items()}
_MONEY = {unit: name for name, unit in CURRENCIES.items()}
_METHODS = {mode: name for name, mode in METHODS.items()}
#: Kinds of prices where neither id nor role tells one, in sheets and in tariffs.
_USUAL: Mapping[type, tuple[str, str]] = {
    StandingCharge: ("GRUNDPREIS", "GRUNDPREIS"),
    UnitPrice: ("ARBEITSPREIS_WIRKARBEIT", "ARBEITSPREIS_EINTARIF"),
    TieredPrice: ("ARBEITSPREIS_WIRKARBEIT", "ARBEITSPREIS_EINTARIF"),
    DemandCharge: ("LEISTUNGSPREIS_WIRKLEISTUNG", "LEISTUNGSPREIS"),
    TieredDemandCharge: ("LEISTUNGSPREIS_WIRKLEISTUNG", "LEISTUNGSPREIS"),
    UtilizationPrice: ("LEISTUNGSPREIS_WIRKLEISTUNG", "LEISTUNGSPREIS"),
}


def write_bo4e(
    source: PriceSheet | ImportedSheet,
    *,
    kind: Bo4eKind | str = Bo4eKind.SHEET,
    on: dt.date | None = None,
    bands: Mapping[str, str] = BANDS,
) -> ExportedSheet:
    """Write a price sheet as an object of BO4E.

    Args:
        source: The price sheet, or a sheet that was read in, with its validity.
        kind: Which object it becomes.
        on: The day whose prices are written, where prices change.
        bands: Registers of the tariff times ``TZ_HT`` and ``TZ_NT``.

    Returns:
        The object, its text, and what of the price sheet has no counterpart. Numbers are text, as
        other programs write them.

    Raises:
        CurrencyMismatchError: If prices are not in EUR.
        MissingChoiceError: If prices change and no day is named.

    Examples:
        >>> sheet = PriceSheet(name="Strom", basis="gross", components=[
        ...     UnitPrice(id="energy", label="Energie", prices="31.20 ct/kWh")])
        >>> data, unmatched = write_bo4e(sheet, kind="TARIFPREISBLATT")
        >>> data["tarifpreise"][0]["preistyp"], data["tarifpreise"][0]["preisstaffeln"]
        ('ARBEITSPREIS_EINTARIF', [{'einheitspreis': '31.20'}])
        >>> print(unmatched[0])
        basis: the format does not say whether prices hold tax (got gross)
    """
    held = source if isinstance(source, ImportedSheet) else ImportedSheet(source)
    if held.sheet.currency not in ("EUR", None):
        raise CurrencyMismatchError(
            "currency", held.sheet.currency, "is not that of BO4E", "Give prices in EUR."
        )
    kind = Bo4eKind(kind)
    writer = _Writer(kind, on, {register: word for word, register in bands.items()})
    writer.miss("basis", held.sheet.basis.value, "the format does not say whether prices hold tax")
    positions = [row for component in held.sheet.components for row in writer.positions(component)]
    for guarantee in held.sheet.guarantees:
        writer.miss("guarantees", ", ".join(guarantee.of), "is not written")
    data: dict[str, Any] = {"_typ": kind.value, "bezeichnung": held.sheet.name}
    validity = {}
    if held.valid_from is not None:
        validity["startdatum"] = held.valid_from.isoformat()
    if held.valid_until is not None:
        validity["enddatum"] = (held.valid_until - ONE_DAY).isoformat()
    tariff = kind is Bo4eKind.TARIFF
    if validity:
        data["zeitlicheGueltigkeit" if tariff else "gueltigkeit"] = validity
    data["tarifpreise" if tariff else "preispositionen"] = positions
    return ExportedSheet(data, write_json(data) + "\n", writer.unmatched)


class _Writer:
    def __init__(self, kind: Bo4eKind, on: dt.date | None, bands: Mapping[str, str]) -> None:
        self.tariff = kind is Bo4eKind.TARIFF
        self.kind = kind
        self.on = on
        self.bands = bands
        self.unmatched: list[Unmatched] = []

    def miss(self, field: str, value: object, reason: str) -> None:
        self.unmatched.append(Unmatched(field, value, reason))

    def positions(self, component: Any) -> list[dict[str, Any]]:
        """Return the positions of a component; none if it has no counterpart."""
        if isinstance(component, UtilizationPrice):
            return self._by_hours(component)
        row = self._position(component)
        return [] if row is None else [row]

    def _by_hours(self, component: UtilizationPrice) -> list[dict[str, Any]]:
        classes = component.classes
        demand, work = classes[0].demand, classes[0].energy
        power = demand.unit.symbol.split("/")[1]
        yearly = demand.unit.symbol.endswith("/year") and power in POWERS
        fits = component.peaks == PeakRule() and component.hours is None
        if self.tariff or not (yearly and fits) or component.kind is not LineKind.CHARGED:
            self.miss(component.id, demand, "has no words for such hours of utilization")
            return []
        found = []
        for price, per, prices in (
            (demand, power, [held.demand for held in classes]),
            (work, work.per.symbol, [held.energy for held in classes]),
        ):
            below: Decimal | None = None
            rows = []
            for value, held in zip(prices, classes, strict=True):
                row = {"einheitspreis": plain(value.amount)}
                if below is not None:
                    row["staffelgrenzeVon"] = plain(below)
                if held.below is not None:
                    below = held.below
                    row["staffelgrenzeBis"] = plain(below)
                rows.append(row)
            found.append(
                {
                    **self._row(component, price, per, rows),
                    "berechnungsmethode": _METHODS[TierMode.WHOLE],
                    "zonungsgroesse": HOURS_OF_UTILIZATION,
                }
            )
        found[0]["zeitbasis"] = _NAMES["year"]
        found[1]["leistungstyp"] = _USUAL[UnitPrice][0]
        self._check_proration(component)
        return found

    def _position(self, component: Any) -> dict[str, Any] | None:
        kind = type(component)
        if kind not in _USUAL or component.kind is not LineKind.CHARGED:
            self.miss(component.id, kind.__name__, "is no kind of price that can be written")
            return None
        if isinstance(component, StandingCharge):
            return self._through_time(component)
        if isinstance(component, UnitPrice | TieredPrice):
            return self._of_quantity(component)
        return self._of_power(component)

    def _through_time(self, charge: StandingCharge) -> dict[str, Any] | None:
        price = held_on(charge.prices, charge.id, self.on).value
        if charge.count is not None or price.per.symbol not in _NAMES:
            self.miss(charge.id, price, "is per something that is not counted there")
            return None
        self._check_proration(charge)
        return self._row(charge, price, price.per.symbol, [{"einheitspreis": plain(price.amount)}])

    def _of_quantity(self, component: UnitPrice | TieredPrice) -> dict[str, Any] | None:
        tiers: Sequence[Tier]
        if isinstance(component, UnitPrice):
            tiers = (Tier(held_on(component.prices, component.id, self.on).value),)
        else:
            tiers = component.tiers
            if component.counted != PeriodScheme():
                self.miss(component.id, component.counted.every.value, "counts anew within a year")
                return None
        per = tiers[0].price.per.symbol
        words = [self.bands.get(name, "") for name in component.registers] or [STANDARD]
        if per not in _NAMES or len(words) > 1 or not words[0] or component.less:
            told = ", ".join(component.registers) or tiers[0].price
            self.miss(component.id, told, "is for registers or units that it has no words for")
            return None
        rows = self._tiers(component, tiers, f"{per}/year")
        if rows is None:
            return None
        row = self._row(component, tiers[0].price, per, rows, words[0])
        if isinstance(component, TieredPrice):
            if component.mode is TierMode.WHOLE and component.limit_in:
                self.miss(
                    component.id, "limit_in", "a limit itself belongs to the tier above there"
                )
            self._check_proration(component)
            if self.tariff:
                self.miss(
                    component.id, component.mode.value, "a tariff does not say what tiers price"
                )
            else:
                row["berechnungsmethode"] = _METHODS[component.mode]
        return row

    def _of_power(self, charge: DemandCharge | TieredDemandCharge) -> dict[str, Any] | None:
        tiers: Sequence[Tier]
        if isinstance(charge, DemandCharge):
            tiers = (Tier(held_on(charge.prices, charge.id, self.on).value),)
        else:
            tiers = charge.tiers
        price = tiers[0].price
        time = time_of(price.per).symbol
        (power,) = [unit.symbol for unit in price.per.factors if unit.symbol != time] or [""]
        usual = PeakOf.PERIOD if time == "year" else PeakOf.MONTH
        if (charge.peaks, charge.peak_of, charge.season) != (PeakRule(), usual, ()):
            self.miss(charge.id, price, "finds or charges power in a way it has no words for")
            return None
        if power not in POWERS or (self.tariff and (time != "year" or len(tiers) > 1)):
            self.miss(charge.id, price, "is no price of power that can be written")
            return None
        rows = self._tiers(charge, tiers, power)
        if rows is None:
            return None
        self._check_proration(charge)
        row = self._row(charge, price, power, rows)
        if not self.tariff:
            row["zeitbasis"] = _NAMES[time]
            if len(tiers) > 1:
                row["berechnungsmethode"] = _METHODS[TierMode.BLOCKS]
        return row

    def _tiers(
        self, component: Any, tiers: Sequence[Tier], unit: str
    ) -> list[dict[str, str]] | None:
        found: list[dict[str, str]] = []
        below: Decimal | None = None
        for tier in tiers:
            if tier.price.unit != tiers[0].price.unit:
                self.miss(component.id, tier.price, "is in another unit than the first tier")
                return None
            if tier.up_to is not None and tier.up_to.unit.symbol != unit:
                self.miss(component.id, tier.up_to, f"is no limit in {unit}")
                return None
            row = {"einheitspreis": plain(tier.price.amount)}
            if below is not None:
                row["staffelgrenzeVon"] = plain(below)
            if tier.up_to is not None:
                below = tier.up_to.amount
                row["staffelgrenzeBis"] = plain(below)
            found.append(row)
        return found

    def _check_proration(self, component: Any) -> None:
        if component.proration is not None:
            rule = component.proration.value
            self.miss(f"{component.id}.proration", rule, "the format does not say how parts count")

    def _row(
        self,
        component: Any,
        price: Price,
        per: str,
        tiers: list[dict[str, str]],
        band: str = STANDARD,
    ) -> dict[str, Any]:
        money, unit = _MONEY[price.unit.above.symbol], _NAMES[per]
        word = self._word(component, band)
        if self.tariff:
            row = {"preistyp": word, "einheit": money, "bezugseinheit": unit}
            if len(tiers) > 1:
                row["mengeneinheitstaffel"] = unit
            if component.label.in_language("de") != PRICE_TYPES[word][1]:
                self.miss(f"{component.id}.label", component.label.en, "has no field in a tariff")
            return {**row, "preisstaffeln": tiers}
        row = {
            "leistungstyp": word,
            "leistungsbezeichnung": component.label.in_language("de"),
            "preiseinheit": money,
            "bezugsgroesse": unit,
        }
        if band != STANDARD:
            row["tarifzeit"] = band
        return {**row, "preisstaffeln": tiers}

    def _word(self, component: Any, band: str) -> str:
        """Return the kind of price: by the id where it says it, else by the class."""
        known = sorted(PRICE_TYPES if self.tariff else SERVICES, key=len, reverse=True)
        key = component.id.upper()
        named = next((word for word in known if key == word or key.startswith(f"{word}_")), None)
        if named:
            return named
        if component.role is ChargeRole.METERING:
            return "ENTGELT_MSB" if self.tariff else "MESSSTELLENBETRIEB"
        usual = _USUAL[type(component)][self.tariff]
        if self.tariff and band != STANDARD:
            return f"ARBEITSPREIS_{band.removeprefix('TZ_')}"
        if component.role in _OWN_ROLES:
            self.miss(f"{component.id}.role", component.role.value, f"is written as {usual}")
        return usual


_OWN_ROLES = (
    ChargeRole.LEVY,
    ChargeRole.QUANTITY_TAX,
    ChargeRole.CONCESSION,
    ChargeRole.CARBON,
    ChargeRole.SERVICE,
)
