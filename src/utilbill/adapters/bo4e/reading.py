"""From a price sheet of BO4E to one of ours."""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from utilbill.adapters.bo4e.words import (
    BANDS,
    CURRENCIES,
    HOURS_OF_UTILIZATION,
    METHODS,
    POWERS,
    PRICE_TYPES,
    ROLES,
    SERVICES,
    STANDARD,
    TIMES,
    UNITS,
    Bo4eKind,
    folded,
)
from utilbill.adapters.exchange.exact_json import read_json
from utilbill.adapters.exchange.sheets import ImportedSheet, Unmatched, refuse
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import ChargeRole, Component, PriceBasis
from utilbill.tariffs.components import StandingCharge, UnitPrice
from utilbill.tariffs.demand_charge import DemandCharge, PeakOf, TieredDemandCharge
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.tiers import Tier, TieredPrice
from utilbill.tariffs.utilization import UtilizationClass, UtilizationPrice
from utilbill.values.exact import exact
from utilbill.values.explanation import Label
from utilbill.values.period import ONE_DAY
from utilbill.values.units import Price, Quantity

_MIDNIGHTS: Final = ZoneInfo("Europe/Berlin")  # validity begins and ends by German time
#: What tiers may count: what they price.
_MEASURES: Final = ("WIRKARBEIT", "LEISTUNG", "VOLUMEN")
_UNKNOWN: Final = "is no field that this reader knows"
_BESIDE: Final = "is said beside the prices; no amount follows from it"
_KNOWN_BESIDE: Final = frozenset(
    map(
        folded,
        (
            "_id", "_version", "versionstruktur", "sparte", "preisstatus", "herausgeber",
            "bilanzierungsmethode", "netzebene", "kundengruppe", "marktteilnehmer", "anbieter",
            "anbietername", "kundentypen", "tarifart", "tariftyp", "tarifmerkmale", "website",
            "bemerkung", "energiemix", "preisstand", "externe_referenzen", "zusatz_attribute",
            "bdew_artikelnummer", "gruppenartikel_id", "artikel_id", "leistungsbezeichnung",
        ),
    )
)  # fmt: skip
_REASONS: Final[Mapping[str, str]] = {
    "tarifaufabschlaege": "is a surcharge or discount of its own and is not charged",
    "preisgarantie": "names no days and prices that could be checked",
    "tarifeinschraenkung": "says who may have the tariff; that is not checked",
    "vertragskonditionen": "belongs to the contract, not to the prices",
    "berechnungsparameter": "says how to calculate; give basis and proration instead",
}


def read_bo4e(
    source: str | bytes | Mapping[str, Any],
    *,
    basis: PriceBasis | str,
    proration: Proration | str | None = None,
    register: str = "1-0:1.8.0",
    bands: Mapping[str, str] = BANDS,
) -> ImportedSheet:
    """Read a price sheet of BO4E: Preisblatt and its kinds, or Tarifpreisblatt.

    Names of fields may be of any version: ``staffelgrenzeVon`` or ``staffelgrenze_von``, ``_typ``
    or ``boTyp``. Limits of tiers are those of a year.

    Args:
        source: Text of the JSON file, or what was read from it with decimals.
        basis: Whether its prices are net or gross; the format does not say.
        proration: How a part of a year or month counts; the format does not say.
        register: The register whose load curve prices of power are for.
        bands: Registers of the tariff times ``TZ_HT`` and ``TZ_NT``.

    Returns:
        The price sheet, with what has no counterpart. An end that is a day is the last valid one;
        an end with a time and an offset is the first moment without the prices.

    Raises:
        FileError: If it is no price sheet of BO4E.
        MissingChoiceError: If a proration is needed and none is given.

    Examples:
        >>> held = read_bo4e('''{"_typ": "PREISBLATT", "bezeichnung": "Netz 2025",
        ...   "gueltigkeit": {"startdatum": "2025-01-01", "enddatum": "2025-12-31"},
        ...   "preispositionen": [
        ...     {"leistungstyp": "GRUNDPREIS", "preiseinheit": "EUR", "bezugsgroesse": "JAHR",
        ...      "preisstaffeln": [{"einheitspreis": "65.00"}]},
        ...     {"leistungstyp": "ARBEITSPREIS_WIRKARBEIT", "preiseinheit": "CT",
        ...      "bezugsgroesse": "KWH", "preisstaffeln": [{"einheitspreis": "7.31"}]}]}''',
        ...   basis="net", proration="days_365")
        >>> [str(price.prices.entries[0].value) for price in held.sheet.components]
        ['65.00 EUR/year', '7.31 ct/kWh']
        >>> str(held.valid_until)
        '2026-01-01'
    """
    fields = _folded(read_json(source, "BO4E"))
    reader = _Reader(
        basis=PriceBasis(basis),
        proration=None if proration is None else Proration(proration),
        register=register,
        bands=bands,
    )
    return reader.read(fields)


def _folded(fields: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Return values by folded names, with the names as they were written."""
    return {
        folded(name): (name, value)
        for name, value in fields.items()
        if value is not None and value not in ("", [], {})
    }


@attrs.frozen
class _Position:
    """One price with its tiers, in the words of whichever object it is from."""

    place: str
    word: str
    label: Label
    price_unit: str
    per: str
    time: str
    band: str
    method: str
    tiers: tuple[tuple[Decimal, Decimal | None], ...]
    limit_unit: str
    by_hours: bool

    @property
    def limits(self) -> tuple[Decimal | None, ...]:
        """Where its tiers end."""
        return tuple(limit for _, limit in self.tiers)


@attrs.define
class _Reader:
    basis: PriceBasis
    proration: Proration | None
    register: str
    bands: Mapping[str, str]
    unmatched: list[Unmatched] = attrs.field(factory=list, init=False)
    kind: Bo4eKind = attrs.field(default=Bo4eKind.SHEET, init=False)
    ids: list[str] = attrs.field(factory=list, init=False)

    def _miss(self, field: str, value: object, reason: str) -> None:
        self.unmatched.append(Unmatched(field, value, reason))

    def read(self, fields: dict[str, tuple[str, Any]]) -> ImportedSheet:
        typ = str((fields.pop("typ", None) or fields.pop("botyp", None) or ("", ""))[1])
        fields.pop("botyp", None)
        word = typ.replace("_", "").upper()
        if not word.startswith("PREISBLATT") and word != Bo4eKind.TARIFF.value:
            known = ", ".join(kind.value for kind in Bo4eKind)
            refuse("_typ", typ or "nothing", "is no price sheet of BO4E", f"Give one of {known}.")
        found = [kind for kind in Bo4eKind if kind.value == word]
        self.kind = found[0] if found else Bo4eKind.SHEET
        if not found:
            self._miss("_typ", typ, "is read as any price sheet")
        tariff = self.kind is Bo4eKind.TARIFF
        name = fields.pop("bezeichnung", ("", word))[1]
        rows = fields.pop("tarifpreise" if tariff else "preispositionen", ("", None))[1]
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            field = "tarifpreise" if tariff else "preispositionen"
            refuse(field, rows, "is no list of prices", "Give the positions of the price sheet.")
        start, end = self._validity(
            fields.pop("zeitlichegueltigkeit" if tariff else "gueltigkeit", ("", None))[1]
        )
        listed = "tarifpreise" if tariff else "preispositionen"
        read = [self._position(row, f"{listed}[{at}]") for at, row in enumerate(rows)]
        positions = [held for held in read if held is not None]
        made = [self._component(held) for held in positions if not held.by_hours]
        made += self._utilization([held for held in positions if held.by_hours])
        components = [held for held in made if held is not None]
        self._rest(fields, "")
        sheet = PriceSheet(name=str(name), basis=self.basis, components=components)
        return ImportedSheet(sheet, self.unmatched, start, end)

    def _rest(self, fields: Mapping[str, tuple[str, Any]], place: str) -> None:
        for key, (name, value) in fields.items():
            beside = _BESIDE if key in _KNOWN_BESIDE else _UNKNOWN
            shown = value if not isinstance(value, Mapping | list) else _short(value)
            self._miss(f"{place}{name}", shown, _REASONS.get(key, beside))

    def _validity(self, value: Any) -> tuple[dt.date | None, dt.date | None]:
        if not isinstance(value, Mapping):
            return None, None
        fields = _folded(value)
        fields.pop("typ", None)
        start = fields.pop("startdatum", None) or fields.pop("startzeitpunkt", None)
        end = fields.pop("enddatum", None) or fields.pop("endzeitpunkt", None)
        self._rest(fields, "gueltigkeit.")
        first = None if start is None else _day(*start)[0]
        if end is None:
            return first, None
        last, is_moment = _day(*end)
        return first, last if is_moment else last + ONE_DAY

    # --- positions ----------------------------------------------------------------------------

    def _position(self, row: Mapping[str, Any], place: str) -> _Position | None:
        fields = _folded(row)
        fields.pop("typ", None)
        tariff = self.kind is Bo4eKind.TARIFF

        def word(name: str) -> str:
            return str(fields.pop(name, ("", ""))[1])

        kind = word("preistyp" if tariff else "leistungstyp") or "SONSTIGER_PREIS"
        text = word("leistungsbezeichnung")
        unit = word("einheit" if tariff else "preiseinheit")
        per = word("bezugseinheit" if tariff else "bezugsgroesse")
        limit_unit = word("mengeneinheitstaffel") or per
        time, band = word("zeitbasis"), word("tarifzeit") or STANDARD
        method, measure = word("berechnungsmethode"), word("zonungsgroesse")
        tiers = fields.pop("preisstaffeln", ("preisstaffeln", None))[1]
        self._rest(fields, f"{place}.")
        known = PRICE_TYPES if tariff else SERVICES
        if kind not in known:
            self._miss(place, kind, "is no kind of price that can be billed; it is not charged")
            return None
        if unit not in CURRENCIES:
            refuse(
                f"{place}.{'einheit' if tariff else 'preiseinheit'}",
                unit or "nothing",
                "is no unit of money",
                f"Use one of: {', '.join(CURRENCIES)}.",
            )
        if per not in UNITS and not (per == "STUECK" and time):
            self._miss(f"{place}", per or "nothing", "is no unit that can be billed here")
            return None
        read = self._tiers(tiers, place)
        if read is None:
            return None
        by_hours = len(read) > 1 and measure == HOURS_OF_UTILIZATION
        if len(read) > 1 and measure and not by_hours and not measure.startswith(_MEASURES):
            self._miss(place, measure, "is another measure of tiers than what is priced")
            return None
        if tariff and kind.endswith(("_HT", "_NT")):
            band = f"TZ_{kind[-2:]}"
        label = Label(*PRICE_TYPES[kind]) if tariff else Label(text or kind)
        return _Position(
            place, kind, label, CURRENCIES[unit], UNITS.get(per, ""), UNITS.get(time, ""),
            band, method, read, UNITS.get(limit_unit, limit_unit), by_hours,
        )  # fmt: skip

    def _tiers(self, rows: Any, place: str) -> tuple[tuple[Decimal, Decimal | None], ...] | None:
        place = f"{place}.preisstaffeln"
        if not isinstance(rows, list) or not rows or not all(isinstance(r, Mapping) for r in rows):
            refuse(place, rows, "holds no price", "Give at least one tier with einheitspreis.")
        found: list[tuple[Decimal, Decimal, Decimal | None]] = []
        for index, row in enumerate(rows):
            fields = _folded(row)
            fields.pop("typ", None)
            if "sigmoidparameter" in fields:
                self._miss(place, "sigmoidparameter", "is a curve; the position is not charged")
                return None
            price = fields.pop("einheitspreis", None) or fields.pop("preis", None)
            if price is None:
                refuse(f"{place}[{index}].einheitspreis", "nothing", "is missing", "Give a price.")
            value = price[1]
            if isinstance(value, Mapping):
                value = _folded(value).get("wert", ("", None))[1]
            lower = fields.pop("staffelgrenzevon", ("", "0"))[1]
            upper = fields.pop("staffelgrenzebis", ("", None))[1]
            self._rest(fields, f"{place}[{index}].")
            found.append(
                (
                    exact(lower, f"{place}[{index}].staffelgrenzeVon"),
                    exact(value, f"{place}[{index}].{price[0]}"),
                    None if upper is None else exact(upper, f"{place}[{index}].staffelgrenzeBis"),
                )
            )
        found.sort(key=lambda tier: tier[0])
        return self._closed(found, place)

    def _closed(
        self, found: Sequence[tuple[Decimal, Decimal, Decimal | None]], place: str
    ) -> tuple[tuple[Decimal, Decimal | None], ...]:
        if found[0][0] > 0:
            self._miss(place, found[0][0], "is the lowest limit; its price is taken from zero on")
        for below, above in itertools.pairwise(found):
            if below[2] is not None and below[2] != above[0]:
                self._miss(place, f"{below[2]} and {above[0]}", "do not meet; the upper one counts")
        if found[-1][2] is not None:
            self._miss(place, found[-1][2], "is the last limit; its price goes on above it")
        limits = [lower for lower, _, _ in found[1:]]
        return tuple(
            (price, limit) for (_, price, _), limit in zip(found, [*limits, None], strict=True)
        )

    # --- components ---------------------------------------------------------------------------

    def _id(self, position: _Position) -> str:
        base = position.word.lower()
        if position.band != STANDARD and not base.endswith(("_ht", "_nt")):
            base = f"{base}_{position.band.removeprefix('TZ_').lower()}"
        name, number = base, 1
        while name in self.ids:
            number += 1
            name = f"{base}_{number}"
        self.ids.append(name)
        return name

    def _role(self, position: _Position, usual: ChargeRole) -> ChargeRole:
        found = ROLES.get(position.word)
        if found is None:
            return ChargeRole.GRID if self.kind is Bo4eKind.GRID else usual
        return found

    def _component(self, position: _Position) -> Component | None:
        if position.per in POWERS:
            return self._of_power(position)
        if position.per in TIMES or not position.per:
            return self._through_time(position)
        return self._of_quantity(position)

    def _through_time(self, position: _Position) -> Component | None:
        time = position.per or position.time
        if len(position.tiers) > 1 or time not in TIMES:
            self._miss(position.place, time, "has tiers or a time that a standing charge has not")
            return None
        return StandingCharge(
            id=self._id(position),
            label=position.label,
            prices=Price(position.tiers[0][0], f"{position.price_unit}/{time}"),
            proration=None if time == "day" else self.proration,
            role=self._role(position, ChargeRole.STANDING),
        )

    def _of_power(self, position: _Position) -> Component | None:
        time = position.time or "year"
        if not position.time:
            self._miss(position.place, position.per, "names no time; a year is taken")
        if time not in TIMES:
            self._miss(position.place, time, "is no time through which power is charged")
            return None
        unit = f"{position.price_unit}/{position.per}/{time}"
        common: dict[str, Any] = {
            "label": position.label,
            "register": self.register,
            "peak_of": PeakOf.PERIOD if time == "year" else PeakOf.MONTH,
            "proration": None if time == "day" else self.proration,
            "role": self._role(position, ChargeRole.GRID),
        }
        if len(position.tiers) == 1:
            prices = Price(position.tiers[0][0], unit)
            return DemandCharge(id=self._id(position), prices=prices, **common)
        if position.method != "ZONEN" or position.limit_unit not in POWERS:
            self._miss(position.place, position.method, "has no tiers that are zones of power")
            return None
        tiers = [
            Tier(Price(price, unit), None if up is None else Quantity(up, position.limit_unit))
            for price, up in position.tiers
        ]
        return TieredDemandCharge(id=self._id(position), tiers=tiers, **common)

    def _utilization(self, positions: Sequence[_Position]) -> list[Component | None]:
        """Join prices of power and energy whose tiers are the same hours of utilization."""
        found: list[Component | None] = []
        left = list(positions)
        for power in [held for held in positions if held.per in POWERS]:
            energy = next(
                (held for held in left if held.per not in POWERS and held.limits == power.limits),
                None,
            )
            steps = energy is not None and {power.method, energy.method} == {"STUFEN"}
            if energy is None or not steps or power.time not in ("", "year"):
                continue
            left = [held for held in left if held is not power and held is not energy]
            classes = [
                UtilizationClass(
                    Price(demand, f"{power.price_unit}/{power.per}/year"),
                    Price(work, f"{energy.price_unit}/{energy.per}"),
                    below,
                )
                for (demand, below), (work, _) in zip(power.tiers, energy.tiers, strict=True)
            ]
            found.append(
                UtilizationPrice(
                    id=self._id(power),
                    label=power.label,
                    classes=classes,
                    register=self.register,
                    proration=self.proration,  # refused where missing
                    role=self._role(power, ChargeRole.GRID),
                )
            )
        for held in left:
            self._miss(
                held.place, HOURS_OF_UTILIZATION, "has no other price by the same hours beside it"
            )
        return found

    def _of_quantity(self, position: _Position) -> Component | None:
        if position.time:
            self._miss(f"{position.place}.zeitbasis", position.time, "is not used with a quantity")
        if position.band != STANDARD and position.band not in self.bands:
            self._miss(position.place, position.band, "has no register; the price is not charged")
            return None
        unit = f"{position.price_unit}/{position.per}"
        banded = position.band != STANDARD
        common: dict[str, Any] = {
            "label": position.label,
            "registers": (self.bands[position.band],) if banded else (),
            "role": self._role(position, ChargeRole.ENERGY),
            "group": position.word.removesuffix("_HT").removesuffix("_NT").lower()
            if banded
            else "",
        }
        if len(position.tiers) == 1:
            prices = Price(position.tiers[0][0], unit)
            return UnitPrice(id=self._id(position), prices=prices, **common)
        mode = METHODS.get(position.method)
        if mode is None or position.limit_unit in (*TIMES, *POWERS, "STUECK"):
            told = position.method or "nothing"
            self._miss(position.place, told, "does not say what tiers price; it is not charged")
            return None
        return TieredPrice(
            id=self._id(position),
            mode=mode,
            tiers=[
                Tier(
                    Price(price, unit),
                    None if up is None else Quantity(up, f"{position.limit_unit}/year"),
                )
                for price, up in position.tiers
            ],
            proration=self.proration,
            limit_in=False,
            **common,
        )


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {held}" for name, held in value.items())
    return ", ".join(map(str, value))


def _day(name: str, value: Any) -> tuple[dt.date, bool]:
    """Return a day, and whether it was a moment with an offset."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        refuse(name, value, "is no day", "Write it like 2025-01-01.")
    if moment.tzinfo is not None:
        return moment.astimezone(_MIDNIGHTS).date(), True
    return moment.date(), name.lower().endswith("zeitpunkt")
