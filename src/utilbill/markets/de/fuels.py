"""The facet of fuels of the German market: gas conversion and emissions."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches

import attrs

from utilbill.billing.emissions import EmissionStatement, OwnCarbonFigures, SuppliedEnergy
from utilbill.law.parameter import LawBook
from utilbill.markets.de import carbon, gas
from utilbill.markets.de.gas_profiles import gas_profiles
from utilbill.markets.market import Market, PackData
from utilbill.prorating.spreading import DayWeights
from utilbill.values.calendar import Calendar
from utilbill.values.errors import MissingChoiceError
from utilbill.values.explanation import Explanation
from utilbill.values.units import Quantity


@attrs.frozen
class GermanFuels:
    """Gas in Germany, for :class:`~utilbill.markets.market.FuelRules`.

    Attributes:
        data: The data of the pack, for load profiles.
    """

    data: PackData = attrs.field(repr=False, eq=False)

    def profile(
        self, name: str, temperatures: Mapping[dt.date, Decimal], calendar: Calendar
    ) -> DayWeights:
        """Return a load profile of gas (SigLinDe) for the weather of a place.

        Args:
            name: Such as ``EFH-11-windy``.
            temperatures: Daily means [°C], of the days and the three before.
            calendar: Holidays, for profiles of trades.

        Raises:
            MissingChoiceError: If there is no such profile.
        """
        profiles = gas_profiles(self.data, temperatures, calendar)
        if name not in profiles:
            near = get_close_matches(name, profiles) or sorted(profiles)[:2]
            raise MissingChoiceError(
                "spreading", name, "is no load profile of gas", f"Use one like {', '.join(near)}."
            )
        return profiles[name]

    def state_number(
        self,
        law: LawBook,
        day: dt.date,
        *,
        altitude: Quantity | None = None,
        ambient_pressure: Quantity | None = None,
        effective_pressure: Quantity | None = None,
        temperature: Quantity | None = None,
        compressibility: Decimal = Decimal(1),
    ) -> tuple[Decimal, Explanation]:
        """Return the state number (Zustandszahl); see :func:`~utilbill.markets.de.gas`."""
        return gas.state_number(
            law,
            day,
            altitude=altitude,
            ambient_pressure=ambient_pressure,
            effective_pressure=effective_pressure,
            temperature=temperature,
            compressibility=compressibility,
        )

    def emissions(
        self,
        settlement: SuppliedEnergy,
        market: Market,
        *,
        area: Quantity | None = None,
        residential: bool = True,
        gross: bool = True,
        own: OwnCarbonFigures | None = None,
    ) -> EmissionStatement:
        """Return what a bill says about emissions, CO2KostAufG § 3."""
        return carbon.emission_statement(
            settlement, market, area=area, residential=residential, gross=gross, own=own
        )
