"""Case files: one YAML or JSON file per bill, with readings inside or in a CSV file beside it."""

from utilbill.adapters.casefile.building import LoadedCase, bill_case
from utilbill.adapters.casefile.reading import json_schema, load_case, parse_case
from utilbill.adapters.casefile.views import (
    case_emissions,
    case_energy,
    case_plans,
    case_prices,
)

__all__ = [
    "LoadedCase",
    "bill_case",
    "case_emissions",
    "case_energy",
    "case_plans",
    "case_prices",
    "json_schema",
    "load_case",
    "parse_case",
]
