"""Portfolios: several supply points, with people who move in and out."""

from collections.abc import Sequence

import attrs

from utilbill.billing.settlement import SettlementKind
from utilbill.billing.settling import Case
from utilbill.contracts.contract import Commodity, Contract
from utilbill.markets.market import Market
from utilbill.testing.strategies.contracts import contracts
from utilbill.testing.strategies.days import periods
from utilbill.testing.strategies.hypothesis_there import st
from utilbill.testing.strategies.prices import price_sheets
from utilbill.testing.strategies.readings import readings
from utilbill.testing.strategies.spreadings import spreadings
from utilbill.testing.strategies.supplies import (
    COMMODITIES,
    Supply,
    conversions,
    known_until,
    statutory_of,
    supplies,
)
from utilbill.values.period import ONE_DAY, Period


@st.composite
def portfolios(
    draw: st.DrawFn,
    *,
    market: Market | None = None,
    commodities: Sequence[Commodity | str] = COMMODITIES,
    most: int = 3,
) -> tuple[Case, ...]:
    """Draw several supply points, each with a chain of customers who move in and out.

    Of one supply point all cases share readings, prices and factors, and their periods follow one
    another without a gap; each customer but the last one has moved out.

    Args:
        draw: Given by hypothesis.
        market: As for ``cases``.
        commodities: What to draw from.
        most: The most supply points, and the most customers of each.

    Returns:
        All cases, those of one supply point in the order of days.

    Examples:
        >>> from hypothesis import find
        >>> moved = lambda cases: any(case.contract.id == "1/2" for case in cases)
        >>> [case.contract.id for case in find(portfolios(commodities=["water"]), moved)]
        ['1/1', '1/2']
    """
    count = draw(st.integers(1, most))
    drawn = [
        draw(_chain(str(number), draw(supplies(tuple(commodities))), market, most))
        for number in range(1, count + 1)
    ]
    return tuple(case for chain in drawn for case in chain)


@st.composite
def _chain(
    draw: st.DrawFn, name: str, supply: Supply, market: Market | None, most: int
) -> list[Case]:
    whole = draw(periods(min_days=most + 1, last=known_until(market, supply.commodity)))
    # A sum can only be proved from end to end, so bands of a chain are read without their total.
    supply = attrs.evolve(supply, proved="", behind="")
    inside = st.dates(whole.start + ONE_DAY, whole.last)
    moves = sorted(draw(st.lists(inside, max_size=most - 1, unique=True)))
    registers, read = draw(readings(whole, supply.names, unit=supply.unit, on=moves))
    law = None if market is None else draw(statutory_of(market, supply.commodity, whole))
    gas = supply.commodity is Commodity.GAS
    unit = "kWh" if gas else supply.unit
    prices = draw(price_sheets(whole, law, supply.names, unit=unit))
    conversion = draw(conversions(whole)) if gas else None
    spreading = draw(spreadings(market))
    parts = whole.split_at(moves)
    return [
        Case(
            contract=_customer(draw(contracts(part, registers, supply.commodity)), part,
                               f"{name}/{number}", first=number == 1, last=number == len(parts)),
            period=part,
            readings=read,
            prices=prices,
            conversion=conversion,
            spreading=spreading,
            kind=SettlementKind.PERIODIC if number == len(parts) else SettlementKind.FINAL,
        )
        for number, part in enumerate(parts, 1)
    ]  # fmt: skip


def _customer(drawn: Contract, period: Period, name: str, *, first: bool, last: bool) -> Contract:
    """Bring the drawn days of supply in line with those who were there before and after."""
    return attrs.evolve(
        drawn,
        id=name,
        supply_start=drawn.supply_start if first else period.start,
        supply_end=None if last else period.end,
    )
