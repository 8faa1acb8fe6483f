"""Kinds of supplies: their registers, what law adds to their prices, how gas becomes energy."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import attrs

from utilbill.contracts.contract import Commodity
from utilbill.markets.market import Market
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.tariffs.component import Component
from utilbill.taxes.statutory import ConsumerGroup, Levy
from utilbill.testing.strategies.days import HORIZON
from utilbill.testing.strategies.hypothesis_there import rarely, st
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import UtilbillError
from utilbill.values.period import Period
from utilbill.values.rounding import decimal_step

#: What can be drawn.
COMMODITIES = (Commodity.ELECTRICITY, Commodity.GAS, Commodity.WATER, Commodity.HEAT)


@attrs.frozen(kw_only=True)
class Supply:
    """What is read at a supply point.

    Attributes:
        commodity: What is supplied.
        names: Registers that are billed.
        unit: What they count.
        proved: A register that proves their sum, if any.
        behind: A register behind the first one, if any.
    """

    commodity: Commodity
    names: tuple[str, ...]
    unit: str = "kWh"
    proved: str = ""
    behind: str = ""


_BANDS = ("1-0:1.8.1", "1-0:1.8.2")
_SUPPLIES = (
    Supply(commodity=Commodity.ELECTRICITY, names=("1-0:1.8.0",)),
    Supply(commodity=Commodity.ELECTRICITY, names=_BANDS),
    Supply(commodity=Commodity.ELECTRICITY, names=_BANDS, proved="1-0:1.8.0"),
    Supply(commodity=Commodity.GAS, names=("7-0:3.0.0",), unit="m³"),
    Supply(commodity=Commodity.WATER, names=("8-0:1.0.0",), unit="m³"),
    Supply(commodity=Commodity.WATER, names=("8-0:1.0.0",), unit="m³", behind="garden"),
    Supply(commodity=Commodity.HEAT, names=("6-0:1.0.0",)),
    Supply(commodity=Commodity.HEAT, names=("6-0:1.0.0",), unit="MWh"),
)


@st.composite
def supplies(draw: st.DrawFn, commodities: tuple[Commodity | str, ...] = COMMODITIES) -> Supply:
    """Draw what is read at a supply point."""
    wanted = Commodity(draw(st.sampled_from(commodities)))
    return draw(st.sampled_from([held for held in _SUPPLIES if held.commodity is wanted]))


@st.composite
def conversions(draw: st.DrawFn, period: Period) -> EnergyConversion:
    """Draw state numbers and calorific values; the latter often by months."""
    states = [Dated(dt.date.min, draw(_factor(8500, 10500)), source="drawn")]
    if draw(rarely()):
        since = draw(st.dates(period.start, period.last))
        states.append(Dated(since, draw(_factor(8500, 10500)), source="drawn"))
    values = [Dated(dt.date.min, draw(_factor(80000, 125000)), source="drawn")]
    if draw(st.booleans()):
        months = [part.start for part in period.by_month()][1:]
        values += [Dated(day, draw(_factor(80000, 125000)), source="drawn") for day in months]
    return EnergyConversion(state_number=Timeline(states), calorific_value=Timeline(values))


def _factor(smallest: int, largest: int) -> st.SearchStrategy[Decimal]:
    return st.integers(smallest, largest).map(lambda number: number * decimal_step(4))


def known_until(market: Market | None, commodity: Commodity) -> dt.date:
    """Return the last day on which all statutory figures of a commodity are known."""
    if market is None or commodity is not Commodity.GAS:
        return HORIZON
    horizons = [market.law[held.parameter].horizon for held in market.statutory.levies("gas")]
    return min([HORIZON, *(held for held in horizons if held is not None)])


@st.composite
def statutory_of(
    draw: st.DrawFn, market: Market, commodity: Commodity, period: Period
) -> Callable[[], tuple[Component, ...]] | None:
    """Draw what the law of a market adds to the prices of a commodity in a period."""
    name = commodity.value
    if commodity not in (Commodity.ELECTRICITY, Commodity.GAS):
        return None
    made = market.statutory
    known = [levy for levy in made.levies(name) if _known(market, levy.parameter, period)]
    levies = [draw(_of_a_group(market, levy, period)) for levy in known]
    inhabitants = draw(st.sampled_from((20_000, 60_000, 300_000, 700_000)))
    found: list[Component] = [
        *levies,
        made.quantity_tax(name),
        made.concession_fee(name, inhabitants=inhabitants, use="tariff"),
    ]
    if commodity is Commodity.GAS:
        found.append(made.carbon_price(name, prices=draw(_tonnes(market, period))))
    return lambda: tuple(found)


@st.composite
def _of_a_group(draw: st.DrawFn, market: Market, levy: Levy, period: Period) -> Levy:
    """Draw the consumer group of a levy: everybody, or one with a threshold of a year."""
    group = draw(st.sampled_from(ConsumerGroup)) if draw(rarely()) else ConsumerGroup.A
    needed = (f"{levy.parameter}.group_{group.value}", f"{levy.parameter}.threshold")
    if not all(_known(market, name, period) for name in needed):
        return levy
    return attrs.evolve(levy, group=group, used_before=draw(st.integers(0, 10**6)))


def _known(market: Market, name: str, period: Period) -> bool:
    """Tell whether law holds a figure for every day; that there is none counts as one."""
    try:
        market.law[name].pieces(period)
    except UtilbillError:
        return False
    return True


def _tonnes(market: Market, period: Period) -> st.SearchStrategy[str | None]:
    """Draw own prices of a tonne: needed where law fixes none, possible once it knows emissions."""
    own = st.sampled_from(("55.00 EUR/t", "64.50 EUR/t"))
    if not _known(market, "de.carbon.price", period):
        return own
    return st.none() | own if _known(market, "de.carbon.factor.gas", period) else st.none()
