"""The price sheet of a grid operator as components (Preisblatt Netznutzung)."""

import datetime as dt
from typing import Final

import attrs

from utilbill.law.parameter import LawBook
from utilbill.markets.de.grid_use.utilisation import UtilisationClass, utilisation_class
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import ChargeRole
from utilbill.tariffs.components import StandingCharge, UnitPrice, as_prices
from utilbill.values.dated import Timeline
from utilbill.values.explanation import Label
from utilbill.values.units import Price, Quantity

_POWER: Final = Label("Grid use, power price", "Netznutzung, Leistungspreis")
_ENERGY: Final = Label("Grid use, unit price", "Netznutzung, Arbeitspreis")
_BASE: Final = Label("Grid use, base price", "Netznutzung, Grundpreis")


@attrs.frozen
class PricePair:
    """Power price and unit price that belong together (Leistungs- und Arbeitspreis).

    Attributes:
        power: Per kW and year.
        energy: Per kWh.
    """

    power: Timeline[Price] = attrs.field(converter=as_prices)
    energy: Timeline[Price] = attrs.field(converter=as_prices)


@attrs.frozen
class LoadProfilePrices:
    """Grid use with load-profile metering at one level: a pair below the limit, and one from it on.

    Attributes:
        below: Prices below the limit of hours of use (2 500 h).
        above: Prices from it on.
    """

    below: PricePair
    above: PricePair

    def of(self, decided: UtilisationClass) -> PricePair:
        """Return the pair of a class."""
        return self.above if decided.above else self.below


def load_profile_components(
    law: LawBook,
    prices: LoadProfilePrices,
    day: dt.date,
    *,
    energy: Quantity,
    peak: Quantity,
    proration: Proration = Proration.CALENDAR_YEAR,
) -> tuple[StandingCharge, UnitPrice]:
    """Return grid use with load-profile metering (RLM) as components of a price sheet.

    Annual peak times power price, by days, and energy times unit price; StromNEV § 17.

    Args:
        law: The law.
        prices: Both pairs of the level of the grid.
        day: A day of the year; its limit decides.
        energy: Energy of the year.
        peak: Highest demand of the year.
        proration: How a part of the year counts.

    Examples:
        >>> from utilbill import market
        >>> prices = LoadProfilePrices(PricePair("20.00 EUR/kW/year", "5.20 ct/kWh"),
        ...                            PricePair("95.00 EUR/kW/year", "2.10 ct/kWh"))
        >>> power, unit = load_profile_components(
        ...     market("DE").law, prices, dt.date(2024, 1, 1),
        ...     energy=Quantity(405000, "kWh"), peak=Quantity(180, "kW"))
        >>> power.prices.entries[0].value, unit.prices.entries[0].value
        (Price('20.00 EUR/kW/year'), Price('5.20 ct/kWh'))
    """
    pair = prices.of(utilisation_class(law, day, energy, peak))
    power = StandingCharge(
        id="grid_power",
        label=_POWER,
        prices=pair.power,
        count=Timeline.always(peak),
        proration=proration,
        role=ChargeRole.GRID,
    )
    return power, UnitPrice(
        id="grid_energy", label=_ENERGY, prices=pair.energy, role=ChargeRole.GRID
    )


def standard_profile_components(
    base: Timeline[Price] | Price | str,
    energy: Timeline[Price] | Price | str,
    proration: Proration = Proration.CALENDAR_YEAR,
) -> tuple[StandingCharge, UnitPrice]:
    """Return grid use with a standard profile (SLP): base price and unit price.

    Examples:
        >>> base, unit = standard_profile_components("72.00 EUR/year", "8.62 ct/kWh")
        >>> base.id, unit.id
        ('grid_base', 'grid_energy')
    """
    return (
        StandingCharge(
            id="grid_base", label=_BASE, prices=base, proration=proration, role=ChargeRole.GRID
        ),
        UnitPrice(id="grid_energy", label=_ENERGY, prices=energy, role=ChargeRole.GRID),
    )
