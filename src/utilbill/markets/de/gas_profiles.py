"""The German standard load profiles of gas (Gas-SLP), for the weather of a station."""

import csv
import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from utilbill.markets.market import PackData
from utilbill.metering.gas_profiles import DayMeans, GasProfile, Sigmoid
from utilbill.values.calendar import Calendar
from utilbill.values.explanation import Label
from utilbill.values.rounding import RoundingRule, decimal_step


def gas_profiles(
    data: PackData, temperatures: Mapping[dt.date, Decimal], calendar: Calendar | None = None
) -> dict[str, GasProfile]:
    """Return the standard load profiles of gas by name, under the weather of a station.

    Names of houses are such as ``EFH-11-windy``: type, building age class (Baualtersklasse, 11 for
    the mean of Germany), wind of the region. Those of trades are such as ``GKO-calm``. They are the
    profiles of the sigmoid alone: the data has no linear coefficients of SigLinDe, but reads them
    from columns of that name.

    Source: BDEW/VKU/GEODE guideline "Abwicklung von Standardlastprofilen Gas"; coefficients of TU
    München.

    Args:
        data: The data of the German pack.
        temperatures: Daily means in °C by day: of every day to spread over and the 3 before it.
        calendar: Holidays that count as Sundays, mostly those of the federal state; none if None.

    Raises:
        InvalidInputError: If a temperature is no exact number.
        PeriodError: If a temperature stands under something that is no day.

    Examples:
        >>> from utilbill import Period
        >>> from utilbill.adapters.markets import read
        >>> from utilbill.markets.de import PACK
        >>> from utilbill.markets.market import MarketPack
        >>> data = read(MarketPack("DE", PACK.package, lambda data: data))
        >>> week = {dt.date(2026, 1, day): Decimal(8) for day in range(1, 8)}
        >>> profile = gas_profiles(data, week)["EFH-1-windy"]
        >>> profile.label.en
        'single-family house, building age class 1, windy region'
        >>> profile.customer_value(Decimal(58), Period("2026-01-04", "2026-01-05"))
        Decimal('59.9373')
    """
    settings = data.settings["profiles/gas.yaml"]
    function, means = settings["h_value"], settings["allocation_temperature"]
    day_means = DayMeans(weights=means["weights"], decimals=int(means["decimals"]))
    customer_value = settings["customer_value"]
    rounding = RoundingRule(
        "customer_value",
        decimal_step(int(customer_value["decimals"])),
        reference=str(customer_value["reference"]),
    )
    factors = {row["type"]: row for row in _rows(data, "gas_weekday_factors")}
    return {
        row["name"]: GasProfile(
            label=Label(_name(row, settings, "en"), _name(row, settings, "de")),
            sigmoid=_sigmoid(row, function),
            day_means=day_means,
            temperatures=temperatures,
            weekday_factors=[factors[row["type"]][day] for day in _WEEKDAYS],
            calendar=calendar,
            saturdays=frozenset(_month_and_day(day) for day in settings["saturdays"]),
            rounding=rounding,
        )
        for row in _rows(data, "gas_sigmoid")
    }


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _rows(data: PackData, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.tables[f"profiles/{name}.csv"])))


def _month_and_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def _sigmoid(row: Mapping[str, str], function: Mapping[str, str]) -> Sigmoid:
    return Sigmoid(
        a=row["a"],
        b=row["b"],
        c=row["c"],
        d=row["d"],
        m_heating=row.get("m_heating") or 0,
        b_heating=row.get("b_heating") or 0,
        m_water=row.get("m_water") or 0,
        b_water=row.get("b_water") or 0,
        reference_temperature=function["reference_temperature"],
        decimals=int(function["decimals"]),
    )


def _name(row: Mapping[str, str], settings: Mapping[str, Any], language: str) -> str:
    parts = [settings["types"][row["type"]][language], settings["winds"][row["wind"]][language]]
    if row["building_class"]:
        parts.insert(1, f"{settings['building_class'][language]} {row['building_class']}")
    return ", ".join(parts)
