"""The facet of fuels of the German market: gas conversion and emissions."""

import datetime as dt
from decimal import Decimal

import attrs

from utilbill.billing.emissions import EmissionStatement
from utilbill.billing.settlement import Settlement
from utilbill.law.parameter import LawBook
from utilbill.markets.de import carbon, gas
from utilbill.markets.market import Market
from utilbill.values.explanation import Explanation
from utilbill.values.units import Quantity


@attrs.frozen
class GermanFuels:
    """Gas in Germany, for :class:`~utilbill.markets.market.FuelRules`."""

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
        settlement: Settlement,
        market: Market,
        *,
        area: Quantity | None = None,
        residential: bool = True,
        gross: bool = True,
    ) -> EmissionStatement:
        """Return what a bill says about emissions, CO2KostAufG § 3."""
        return carbon.emission_statement(
            settlement, market, area=area, residential=residential, gross=gross
        )
