"""Corrections: what was known when a bill was made, and what is known later."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.billing.settling import Case
from utilbill.contracts.contract import Commodity
from utilbill.markets.market import Market
from utilbill.metering.registers import Reading
from utilbill.testing.strategies.cases import cases
from utilbill.testing.strategies.hypothesis_there import st
from utilbill.testing.strategies.supplies import COMMODITIES
from utilbill.values.period import ONE_DAY


@attrs.frozen(kw_only=True)
class Correction:
    """One case, as it was known on two days.

    Both hold the same inputs; only the day whose knowledge counts is another.

    Attributes:
        before: As known when it was billed first.
        after: As known later, with a reading and maybe prices that were corrected.
    """

    before: Case
    after: Case


@st.composite
def corrections(
    draw: st.DrawFn,
    *,
    market: Market | None = None,
    commodities: Sequence[Commodity | str] = COMMODITIES,
) -> Correction:
    """Draw cases with a reading that was corrected late; often prices as well.

    Args:
        draw: Given by hypothesis.
        market: As for ``cases``.
        commodities: What to draw from.

    Examples:
        >>> from hypothesis import find
        >>> held = find(corrections(commodities=["heat"]), bool)
        >>> held.before.known_on < held.after.known_on
        True
    """
    drawn = draw(
        cases(market=market, commodities=commodities, known=True).filter(
            lambda case: not any(held.total_of for held in case.contract.supply_point.registers)
        )
    )
    first = drawn.known_on or drawn.period.end
    in_time = [held for held in drawn.readings if not held.known_since or held.known_since <= first]
    closing = max(
        (held for held in in_time if _closes(held, drawn)),
        key=lambda held: held.known_since or dt.date.min,
    )
    size = Decimal(10 ** (_digits(drawn, closing) or 0))
    late = attrs.evolve(
        closing,
        value=(closing.value + draw(st.integers(1, 1000))) % size,
        known_since=first + draw(st.integers(1, 100)) * ONE_DAY,
    )
    told = tuple(draw(st.permutations([*in_time, late])))
    return Correction(
        before=attrs.evolve(drawn, readings=told),
        after=attrs.evolve(drawn, readings=told, known_on=late.known_since),
    )


def _closes(reading: Reading, case: Case) -> bool:
    first = case.contract.supply_point.registers[0].id
    return reading.day == case.period.end and reading.register == first


def _digits(case: Case, reading: Reading) -> int | None:
    return case.contract.supply_point.declared.find(reading.register, reading.meter).digits
