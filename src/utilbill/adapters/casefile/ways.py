"""The ways of spreading that a supply of a case file can name."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs

from utilbill.adapters.casefile.doubtful import Weigh
from utilbill.contracts.contract import Commodity, Contract
from utilbill.markets.market import Market
from utilbill.metering.load_profiles import LoadProfile
from utilbill.prorating.spreading import BY_READING, LINEAR, DayWeights, Linear, Spreading
from utilbill.values.errors import (
    MissingChoiceError,
)
from utilbill.values.period import Period

#: What profiles of gas may spread: gas, and heat that is made of it.
_OF_GAS = (Commodity.GAS, Commodity.HEAT)


@attrs.frozen
class Ways:
    """The ways of spreading that a supply can name."""

    market: Market | None
    commodity: Commodity
    region: str
    temperatures: Mapping[dt.date, Decimal]

    def weights_for(self, contract: Contract) -> Weigh:
        """Return how days weigh; linear where only readings may divide a quantity."""

        def weigh(name: str | None, period: Period) -> DayWeights:
            way = self.named(name)
            if way is None and self.market is not None and self.market.billing.spreading:
                way = self.market.billing.spreading(contract, period)
            return (way.weights if way else None) or Linear()

        return weigh

    def named(self, name: str | None) -> Spreading | None:
        """Return a way by its name; None where the market shall choose."""
        if self.market is not None and self.region:
            self.market.calendar(self.region)
        if name is None:
            return None
        common = {way.name: way for way in (BY_READING, LINEAR)}
        if name in common:
            return common[name]
        if self.market is None:
            raise MissingChoiceError(
                "spreading", name, "needs a market", f"Use one of: {', '.join(common)}."
            )
        if name in self.market.spreadings or self.market.fuels is None or not self.temperatures:
            way = self.market.spreading(name, self.region)
            self._check_commodity(name, way)
            return way
        if self.commodity not in _OF_GAS:
            raise self._other(name, "gas")
        calendar = self.market.calendar(self.region)
        weights = self.market.fuels.profile(name, self.temperatures, calendar)
        return Spreading.by(name, weights)

    def _check_commodity(self, name: str, way: Spreading) -> None:
        """Check that a load profile of electricity does not spread something else."""
        if isinstance(way.weights, LoadProfile) and self.commodity is not Commodity.ELECTRICITY:
            raise self._other(name, Commodity.ELECTRICITY.value)

    def _other(self, name: str, of: str) -> MissingChoiceError:
        return MissingChoiceError(
            "spreading",
            name,
            f"is a load profile of {of}, not of {self.commodity.value}",
            "Use degree_days, linear or by_reading, or leave it out for the lawful way.",
        )
