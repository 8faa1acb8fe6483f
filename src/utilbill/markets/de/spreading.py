"""How German law spreads a quantity over a change of price or tax."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Self

import attrs

from utilbill.contracts.contract import Contract
from utilbill.markets.market import PackData, in_region
from utilbill.metering.load_profiles import Dynamisation, LoadProfile, Seasons, parse_shape
from utilbill.prorating.degree_days import DegreeDays
from utilbill.prorating.spreading import BY_READING, LINEAR, DayWeights, Spreading
from utilbill.values.calendar import Calendar
from utilbill.values.explanation import Label
from utilbill.values.period import Period, whole_day


def _month_and_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def load_profiles(data: PackData, calendars: Mapping[str, Calendar]) -> dict[str, DayWeights]:
    """Return the standard load profiles of electricity by name.

    Profiles that follow the holidays of a federal state are there once more for each of them, under
    names such as ``H25/BY``.
    """
    settings = data.settings["profiles/profiles.yaml"]
    bent = settings["dynamisation"]
    dynamisation = Dynamisation(tuple(bent["coefficients"]), int(bent["decimals"]))
    saturdays = frozenset(_month_and_day(day) for day in settings["saturdays"])
    found: dict[str, DayWeights] = {}
    for held in settings["sets"]:
        seasons = Seasons(
            tuple((_month_and_day(day), str(name)) for day, name in held["seasons"].items())
        )
        for name, profile in held["profiles"].items():
            nationwide = LoadProfile(
                label=Label(str(profile["en"]), str(profile["de"])),
                calendar=calendars[""],
                seasons=seasons,
                shape=parse_shape(data.tables[f"profiles/{name.lower()}.csv"]),
                dynamisation=dynamisation if "dynamised" in profile else None,
                saturdays=saturdays,
            )
            found[str(name)] = nationwide
            if "regional" in held:
                for region in _states(calendars):
                    regional = attrs.evolve(nationwide, calendar=calendars[region])
                    found[in_region(str(name), region)] = regional
    return found


def _states(calendars: Mapping[str, Calendar]) -> list[str]:
    return [code for code in calendars if code.isupper()]


def degree_days(data: PackData) -> DegreeDays:
    """Return the degree-day numbers."""
    settings = data.settings["profiles/degree_days.yaml"]
    return DegreeDays(
        Label(str(settings["label"]["en"]), str(settings["label"]["de"])),
        {int(month): Fraction(number) for month, number in settings["months"].items()},
    )


@attrs.frozen
class LawfulWay:
    """One entry of the list of lawful ways; empty fields fit everything."""

    commodity: str
    customer: str
    since: dt.date
    spreading: Spreading

    def fits(self, contract: Contract, period: Period) -> bool:
        """Tell whether it is the way for a contract and period."""
        return (
            self.commodity == contract.supply_point.commodity.value
            and self.customer in ("", contract.customer_class.value)
            and self.since <= period.start
        )


@attrs.frozen
class LawfulWays:
    """The lawful way of spreading for each kind of supply."""

    ways: tuple[LawfulWay, ...]
    weights: Mapping[str, DayWeights]

    @classmethod
    def of(cls, data: PackData, weights: Mapping[str, DayWeights]) -> Self:
        """Read the list of ways."""
        listed = data.settings["profiles/profiles.yaml"]["lawful"]
        return cls(tuple(_way(entry, weights) for entry in listed), weights)

    def __call__(self, contract: Contract, period: Period) -> Spreading:
        """Return the first way that fits, in the federal state of the supply point if it matters.

        By reading only where none fits.
        """
        for way in self.ways:
            if way.fits(contract, period):
                chosen = way.spreading
                regional = self.weights.get(in_region(chosen.name, contract.supply_point.region))
                return chosen if regional is None else attrs.evolve(chosen, weights=regional)
        return BY_READING


def _way(entry: Mapping[str, Any], weights: Mapping[str, DayWeights]) -> LawfulWay:
    name = str(entry["use"])
    chosen = LINEAR.weights if name == LINEAR.name else weights[name]
    since = entry.get("since")
    return LawfulWay(
        str(entry["commodity"]),
        str(entry.get("customer", "")),
        whole_day(str(since)) if since else dt.date.min,
        Spreading(name, chosen, str(entry["reference"])),
    )
