"""Contracts: supplies that began before the period, go on, or end with it."""

from collections.abc import Sequence

from utilbill.contracts.contract import Commodity, Contract, CustomerClass, SupplyPoint
from utilbill.metering.registers import Register
from utilbill.testing.strategies.days import LONGEST
from utilbill.testing.strategies.hypothesis_there import st
from utilbill.values.period import ONE_DAY, Period


@st.composite
def contracts(
    draw: st.DrawFn,
    period: Period,
    registers: Sequence[Register] = (),
    commodity: Commodity | str = Commodity.ELECTRICITY,
) -> Contract:
    """Draw contracts under which there is supply on every day of a period.

    Args:
        draw: Given by hypothesis.
        period: The days.
        registers: What is read at the supply point.
        commodity: What is supplied.

    Examples:
        >>> from hypothesis import find
        >>> find(contracts(Period.of_year(2024)), lambda held: held.supply_end is None).supply_start
        datetime.date(2024, 1, 1)
    """
    start = period.start - draw(st.just(0) | st.integers(1, LONGEST)) * ONE_DAY
    ends = draw(st.sampled_from((None, 0, 0, 20)))
    anchor = draw(st.none() | st.integers(0, LONGEST))
    return Contract(
        id="drawn",
        supply_start=start,
        supply_end=None if ends is None else period.end + ends * ONE_DAY,
        customer_class=draw(st.sampled_from((CustomerClass.HOUSEHOLD, CustomerClass.BUSINESS))),
        billing_year_start=None if anchor is None else period.start - anchor * ONE_DAY,
        supply_point=SupplyPoint(commodity=commodity, registers=tuple(registers)),
    )
