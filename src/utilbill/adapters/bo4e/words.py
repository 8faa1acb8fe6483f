"""The words of BO4E: kinds of price sheets, kinds of prices, units."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from utilbill.tariffs.component import ChargeRole
from utilbill.tariffs.tiers import TierMode
from utilbill.values.choice import Choice


class Bo4eKind(Choice):
    """Which object of BO4E a price sheet is.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    SHEET = "PREISBLATT"  #: Any price sheet.
    GRID = "PREISBLATTNETZNUTZUNG"  #: Prices of grid use.
    TARIFF = "TARIFPREISBLATT"  #: Prices of a tariff for customers.


UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "WH": "Wh",
        "KWH": "kWh",
        "MWH": "MWh",
        "KUBIKMETER": "m³",
        "W": "W",
        "KW": "kW",
        "MW": "MW",
        "TAG": "day",
        "MONAT": "month",
        "JAHR": "year",
    }
)
TIMES: Final = ("day", "month", "year")
POWERS: Final = ("W", "kW", "MW")
CURRENCIES: Final[Mapping[str, str]] = MappingProxyType({"EUR": "EUR", "CT": "ct"})
METHODS: Final[Mapping[str, TierMode]] = MappingProxyType(
    {"ZONEN": TierMode.BLOCKS, "STUFEN": TierMode.WHOLE}
)
#: What tiers count where the energy of a year is divided by its peak.
HOURS_OF_UTILIZATION: Final = "BENUTZUNGSDAUER"
STANDARD: Final = "TZ_STANDARD"
#: Registers of bands by OBIS, where the caller names no others.
BANDS: Final[Mapping[str, str]] = MappingProxyType({"TZ_HT": "1-0:1.8.1", "TZ_NT": "1-0:1.8.2"})

_METERING = (
    "MESSSTELLENBETRIEB",
    "MESSDIENSTLEISTUNG",
    "MESSDIENSTLEISTUNG_INKL_MESSUNG",
    "MESSPREIS",
    "ENTGELT_MSB",
    "ENTGELT_ABLESUNG",
)
_LEVIES = (
    "KWK_UMLAGE",
    "OFFSHORE_UMLAGE",
    "ABLAV_UMLAGE",
    "SONDERKUNDEN_UMLAGE",
    "REGELENERGIE_UMLAGE",
    "BILANZIERUNG_UMLAGE",
    "EEG_UMLAGE",
)
#: What a kind of price is for, where its word says so.
ROLES: Final[Mapping[str, ChargeRole]] = MappingProxyType(
    {
        **dict.fromkeys(_METERING, ChargeRole.METERING),
        **dict.fromkeys(_LEVIES, ChargeRole.LEVY),
        "KONZESSIONS_ABGABE": ChargeRole.CONCESSION,
        "ENERGIESTEUER": ChargeRole.QUANTITY_TAX,
    }
)
_WORDS: Final = (
    "ARBEITSPREIS_WIRKARBEIT",
    "LEISTUNGSPREIS_WIRKLEISTUNG",
    "GRUNDPREIS",
    "GRUNDPREIS_ARBEIT",
    "GRUNDPREIS_LEISTUNG",
    "ABRECHNUNG",
    "NETZPREIS",
    "SONSTIGER_PREIS",
    "DIENSTLEISTUNG",
)
#: Kinds of prices of price sheets (Leistungstyp) that can be billed.
SERVICES: Final = frozenset({*_WORDS, *ROLES} - {"ENTGELT_MSB", "ENTGELT_ABLESUNG"})
#: Kinds of prices of tariffs (Preistyp), with their names on a bill.
PRICE_TYPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "GRUNDPREIS": ("Standing charge", "Grundpreis"),
        "ARBEITSPREIS_EINTARIF": ("Energy", "Arbeitspreis"),
        "ARBEITSPREIS_HT": ("Energy, peak", "Arbeitspreis HT"),
        "ARBEITSPREIS_NT": ("Energy, off-peak", "Arbeitspreis NT"),
        "LEISTUNGSPREIS": ("Power", "Leistungspreis"),
        "MESSPREIS": ("Metering", "Messpreis"),
        "ENTGELT_ABLESUNG": ("Meter reading", "Entgelt für Ablesung"),
        "ENTGELT_ABRECHNUNG": ("Billing", "Entgelt für Abrechnung"),
        "ENTGELT_MSB": ("Metering operation", "Entgelt für Messstellenbetrieb"),
    }
)


def folded(name: str) -> str:
    """Return the name of a field without case and underscores, as versions differ in both.

    Examples:
        >>> folded("staffelgrenze_von") == folded("staffelgrenzeVon")
        True
    """
    return name.replace("_", "").lower()
