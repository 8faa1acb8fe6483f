"""What a market consists of."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import attrs

from utilbill.billing.correction.rules import CorrectionRules
from utilbill.billing.emissions import (
    EmissionStatement,
    LandlordShare,
    OwnCarbonFigures,
    SuppliedEnergy,
)
from utilbill.billing.heat_costs import HeatCostAllocation, HeatingCosts, HeatUser
from utilbill.billing.lifecycle.release import ReleaseCheck
from utilbill.billing.rules import BillingRules
from utilbill.documents.contents import ContentRules
from utilbill.law.parameter import LawBook
from utilbill.prorating.spreading import DayWeights, Spreading
from utilbill.tariffs.component import LineKind
from utilbill.taxes.statutory import CarbonPrice, ConcessionFee, Levy, QuantityTax
from utilbill.values.calendar import Calendar
from utilbill.values.dated import Timeline
from utilbill.values.errors import MissingChoiceError
from utilbill.values.explanation import Explanation
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import Price, Quantity

T = TypeVar("T")


class StatutoryComponents(Protocol):
    """The components that law adds to a price sheet."""

    def levies(self, commodity: str, kind: LineKind = LineKind.CHARGED) -> tuple[Levy, ...]:
        """Return all levies of a commodity, past and present."""

    def quantity_tax(
        self, commodity: str, kind: LineKind = LineKind.CHARGED, *, use: str = ""
    ) -> QuantityTax:
        """Return the quantity tax of a commodity for a use; the usual one if none is named."""

    def levy(self, name: str, kind: LineKind = LineKind.CHARGED) -> Levy:
        """Return one levy by its short name."""

    def carbon_price(
        self,
        commodity: str,
        kind: LineKind = LineKind.CHARGED,
        *,
        prices: Timeline[Price] | Price | str | None = None,
    ) -> CarbonPrice:
        """Return the price of emissions of a fuel."""

    def concession_fee(
        self,
        commodity: str,
        *,
        inhabitants: int,
        use: str = "tariff",
        registers: Sequence[str] = (),
        kind: LineKind = LineKind.CHARGED,
    ) -> ConcessionFee:
        """Return the concession fee of a municipality of a size."""


class FuelRules(Protocol):
    """What a market's law and codes of practice say about fuels."""

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
        """Return the state number of gas and how it came about."""

    def profile(
        self, name: str, temperatures: Mapping[dt.date, Decimal], calendar: Calendar
    ) -> DayWeights:
        """Return a load profile of gas for the weather of a place."""

    def emissions(
        self,
        settlement: SuppliedEnergy,
        market: "Market",
        *,
        area: Quantity | None = None,
        residential: bool = True,
        gross: bool = True,
        own: OwnCarbonFigures | None = None,
    ) -> EmissionStatement:
        """Return what a bill says about the emissions of a supply."""


class HeatCostRules(Protocol):
    """What a market's law says about sharing the cost of heat and hot water of a building."""

    @property
    def energy_rounding(self) -> RoundingRule:
        """How the heat of hot water by a formula is rounded where nobody says so."""

    @property
    def percent_rounding(self) -> RoundingRule:
        """How the share of hot water is rounded where nobody says so."""

    def allocate(
        self,
        law: LawBook,
        costs: HeatingCosts,
        users: Sequence[HeatUser],
        *,
        heating_consumption_percent: Decimal,
        hot_water_consumption_percent: Decimal | None,
        degree_days: DayWeights,
        agreed_above_maximum: bool,
        exempt: bool,
        energy_rounding: RoundingRule,
        percent_rounding: RoundingRule | None,
    ) -> HeatCostAllocation:
        """Return what each user bears."""

    def divide_consumption(
        self, total: Decimal, days: Sequence[Period], weights: DayWeights
    ) -> tuple[Decimal, ...]:
        """Divide the consumption of a flat among users who follow each other."""

    def landlord_share(
        self,
        law: LawBook,
        period: Period,
        emissions: Quantity,
        area: Quantity,
        *,
        residential: bool,
    ) -> LandlordShare:
        """Return what of the cost of emissions a landlord bears."""


def _frozen(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


def in_region(name: str, region: str) -> str:
    """Return the name under which the regional variant of a way of spreading is held."""
    return f"{name}/{region}"


@attrs.frozen
class PackData:
    """The data of a market pack, parsed but not yet joined to a market.

    Attributes:
        law: All legal parameters.
        tables: Every CSV file by its folder and name, as text.
        settings: Every other YAML file by its folder and name.
    """

    law: LawBook
    tables: Mapping[str, str] = attrs.field(converter=_frozen)
    settings: Mapping[str, Any] = attrs.field(converter=_frozen)


@attrs.frozen
class MarketPack:
    """An installable market: where its data is, and how a market is made of it.

    Attributes:
        code: Code of the country, ISO 3166.
        package: Name of the package that holds its data files.
        build: Makes the market of the data.
    """

    code: str
    package: str
    build: "Callable[[PackData], Market]"


@attrs.frozen(kw_only=True)
class Market:
    """A country's choices (Markt).

    Attributes:
        code: Code of the country, ISO 3166.
        language: Language of its bills.
        law: Its legal figures.
        billing: Its choices for billing.
        statutory: Components that law adds to price sheets.
        calendars: Public holidays by region; ``""`` is the whole country.
        spreadings: Ways of spreading by name, beside ``by_reading`` and ``linear``.
        fuels: What the market says about gas; None where it says nothing.
        heat_costs: How it shares the cost of heat of a building; None where it says nothing.
        contents: What the market asks of the contents of bills; None where it asks nothing.
        release: What is checked before a bill is released.
        correction: What it says about corrections of bills; None where it says nothing.

    Examples:
        >>> from utilbill import market
        >>> market("DE").language
        'de'
    """

    code: str
    language: str
    law: LawBook
    billing: BillingRules
    statutory: StatutoryComponents
    calendars: Mapping[str, Calendar]
    spreadings: Mapping[str, Spreading]
    fuels: FuelRules | None = None
    heat_costs: HeatCostRules | None = None
    contents: ContentRules | None = None
    release: tuple[ReleaseCheck, ...] = ()
    correction: CorrectionRules | None = None

    def __repr__(self) -> str:
        return f"Market({self.code!r}, law {self.law.version})"

    def spreading(self, name: str, region: str = "") -> Spreading:
        """Return a way of spreading by its name, such as ``H0``.

        Args:
            name: Its name.
            region: Region whose holidays count, where the way looks at them; the whole country if
                none is given.

        Raises:
            MissingChoiceError: If the market has none of that name, or no such region.
        """
        if name not in self.spreadings:
            known = ", ".join(sorted(held for held in self.spreadings if "/" not in held))
            raise MissingChoiceError("spreading", name, "is not known here", f"Use: {known}.")
        nationwide = self.spreadings[name]
        if not region:
            return nationwide
        self.calendar(region)
        regional = self.spreadings.get(in_region(name, region))
        return nationwide if regional is None else attrs.evolve(regional, name=name)

    def calendar(self, region: str = "") -> Calendar:
        """Return the calendar of a region, or of the whole country.

        Raises:
            MissingChoiceError: If there is no such region.
        """
        if region not in self.calendars:
            known = ", ".join(sorted(name for name in self.calendars if name.isupper()))
            raise MissingChoiceError("region", region, "is not known here", f"Use: {known}.")
        return self.calendars[region]

    def with_law(self, law: LawBook) -> "Market":
        """Return the same market under other law: own figures, another policy at the horizon.

        Examples:
            >>> from utilbill import CARRY_LAST, market
            >>> future = market("DE").with_law(market("DE").law.beyond_horizon(CARRY_LAST))
        """
        return attrs.evolve(
            self,
            law=law,
            billing=attrs.evolve(
                self.billing, law=law, taxation=_under(law, self.billing.taxation)
            ),
            statutory=_under(law, self.statutory),
            correction=_under(law, self.correction),
        )


def _under(law: LawBook, held: T) -> T:
    """Return a part of a market under other law, if it looks at law at all."""
    if attrs.has(type(held)) and hasattr(held, "law"):
        return attrs.evolve(held, law=law)  # type: ignore[misc]
    return held
