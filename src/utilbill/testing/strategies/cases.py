"""Whole cases that can be settled."""

import datetime as dt
from collections.abc import Callable, Sequence

from utilbill.billing.settlement import SettlementKind
from utilbill.billing.settling import Case
from utilbill.billing.totals import TaxLevel
from utilbill.contracts.contract import Commodity
from utilbill.installments.procedure import Procedure
from utilbill.markets.market import Market
from utilbill.metering.registers import Reading
from utilbill.prorating.spreading import Spreading
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import Component
from utilbill.taxes.vat import RateChange
from utilbill.testing.strategies.contracts import contracts
from utilbill.testing.strategies.days import periods
from utilbill.testing.strategies.hypothesis_there import rarely, st
from utilbill.testing.strategies.installments import demanded, received
from utilbill.testing.strategies.prices import NO_OTHER_RATE, PLAIN_PRORATIONS, price_sheets
from utilbill.testing.strategies.readings import knowledge, readings
from utilbill.testing.strategies.spreadings import spreadings
from utilbill.testing.strategies.supplies import (
    COMMODITIES,
    Supply,
    conversions,
    known_until,
    statutory_of,
    supplies,
)
from utilbill.values.period import ONE_DAY
from utilbill.values.tax import TaxCategory


@st.composite
def cases(
    draw: st.DrawFn,
    statutory: Callable[[], tuple[Component, ...]] | None = None,
    spreading: st.SearchStrategy[Spreading] | None = None,
    categories: Sequence[TaxCategory] = NO_OTHER_RATE,
    *,
    market: Market | None = None,
    commodities: Sequence[Commodity | str] = COMMODITIES,
    known: bool | None = None,
) -> Case:
    """Draw whole cases of electricity, gas, water and heat that can be settled.

    With one or two registers, exchanges, rollovers, transformer ratios, estimated readings and
    readings that were corrected, registers that prove a sum and meters behind meters; gas is
    converted by values that change; with installments received or invoiced; for supplies that began
    before the period, go on or end with it.

    Args:
        draw: Given by hypothesis.
        statutory: Components to add to price sheets of electricity, such as levies.
        spreading: Ways of spreading to draw from; linear and those of the market if not given.
        categories: Categories of tax to draw from.
        market: Its law adds levies, taxes, fees and prices of emissions; its profiles and
            degree-day numbers are drawn from.
        commodities: What to draw from.
        known: Whether the cases look at what was known on a day; drawn if None.

    Examples:
        >>> from hypothesis import find
        >>> case = find(cases(commodities=["water"]), bool)
        >>> case.contract.supply_point.registers[0].unit
        Unit('m³')
    """
    supply = draw(supplies(tuple(commodities)))
    period = draw(periods(min_days=2, last=known_until(market, supply.commodity)))
    told = draw(rarely()) if known is None else known
    known_on = period.end + draw(st.integers(0, 20)) * ONE_DAY if told else None
    registers, read = draw(
        readings(period, supply.names, unit=supply.unit, proved=supply.proved, behind=supply.behind)
    )
    contract = draw(contracts(period, registers, supply.commodity))
    law = None
    if market is not None:
        law = draw(statutory_of(market, supply.commodity, period))
    elif supply.commodity is Commodity.ELECTRICITY:
        law = statutory
    gas = supply.commodity is Commodity.GAS
    prices = draw(
        price_sheets(
            period,
            law,
            supply.names,
            categories,
            known_on,
            unit="kWh" if gas else supply.unit,
            behind=supply.behind,
            prorations=_prorations(market),
        )
    )
    invoiced = draw(rarely())
    kinds = (SettlementKind.PERIODIC, SettlementKind.INTERIM)
    paid = draw(st.lists(received(period), max_size=2).map(tuple))
    asked = st.lists(demanded(period), min_size=1 if paid else 0, max_size=2).map(tuple)
    return Case(
        contract=contract,
        period=period,
        readings=_told(draw, read, known_on, supply.proved),
        prices=prices,
        spreading=draw(_ways(market, supply) if spreading is None else spreading),
        rate_change=draw(st.sampled_from(RateChange)),
        tax_level=draw(st.none() | st.sampled_from(TaxLevel)),
        conversion=draw(conversions(period)) if gas else None,
        received=paid,
        procedure=Procedure.INVOICED if invoiced else Procedure.REQUESTED,
        demanded=draw(asked) if invoiced else (),
        kind=SettlementKind.FINAL
        if contract.supply_end == period.end
        else draw(st.sampled_from(kinds)),
        known_on=known_on,
    )


def _told(
    draw: st.DrawFn, read: Sequence[Reading], known_on: dt.date | None, proved: str
) -> tuple[Reading, ...]:
    if known_on is None:
        return tuple(read)
    # What proves a sum is not told twice: it would have to be told with the bands.
    certain = tuple(held for held in read if held.register == proved)
    doubtful = [held for held in read if held.register != proved]
    return (*certain, *draw(knowledge(doubtful, known_on)))


def _ways(market: Market | None, supply: Supply) -> st.SearchStrategy[Spreading]:
    """Draw ways of spreading; a part that another meter counts must stay below the whole."""
    return spreadings(None if supply.behind else market)


def _prorations(market: Market | None) -> Sequence[Proration]:
    if market is None:
        return PLAIN_PRORATIONS
    return (*PLAIN_PRORATIONS, Proration.DEGREE_DAYS)
