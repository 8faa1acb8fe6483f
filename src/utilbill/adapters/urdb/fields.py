"""The names of URDB: units, and fields that no price sheet has a counterpart for."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

CURRENCY: Final = "USD"
#: Limits from here on are how the files write that there is none.
NO_LIMIT: Final = Decimal(10) ** 10

ENERGY_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kwh": "kWh",
        "kwh/kw": "kWh/kW",
        "kwh daily": "kWh/day",
        "kwh/kw daily": "kWh/kW/day",
    }
)
ENERGY_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kWh": "kWh",
        "kWh/kW": "kWh/kW",
        "kWh/day": "kWh daily",
        "kWh/kW/day": "kWh/kW daily",
    }
)
FIXED_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"$/month": "month", "$/day": "day", "$/year": "year"}
)

_BESIDE = "is said beside the prices; no amount follows from it"
#: Fields that stay without a counterpart, and why.
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "annualmincharge": "is for all bills of a year; no single bill is raised to it",
        "fixedchargeeaaddl": "is for each further meter; a sheet is for one",
        "fueladjustmentsmonthly": "changes by month and is not added to the prices of energy",
        "demandratchetpercentage": "peaks of earlier months do not count",
        "demandwindow": "peaks are those of the load curve as given; give it in these minutes",
        "demandreactivepowercharge": "reactive power is not charged",
        "coincidentratestructure": "the peak of the grid is not known, so this is not charged",
        "coincidentrateschedule": "the peak of the grid is not known",
        "coincidentrateunit": "the peak of the grid is not known",
        "dgrules": "what is fed in is not billed",
        "usenetmetering": "what is fed in is not billed",
        **dict.fromkeys(
            (
                "approved", "basicinformationcomments", "country", "demandattrs", "demandcomments",
                "description", "eiaid", "energyattrs", "energycomments", "fixedattrs",
                "is_default", "label", "peakkwcapacityhistory", "peakkwcapacitymax",
                "peakkwcapacitymin", "peakkwhusagehistory", "peakkwhusagemax", "peakkwhusagemin",
                "phasewiring", "revisions", "sector", "service_type", "servicetype", "source",
                "sourceparent", "supersedes", "utility", "voltagecategory", "voltagemaximum",
                "voltageminimum",
            ),
            _BESIDE,
        ),
    }
)  # fmt: skip
UNKNOWN: Final = "is no field that this reader knows"
