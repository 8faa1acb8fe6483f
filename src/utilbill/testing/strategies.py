"""Hypothesis strategies, near the days on which law changed."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

try:
    from hypothesis import strategies as st
except ImportError as error:
    message = "utilbill.testing needs hypothesis: pip install 'utilbill[testing]'"
    raise ImportError(message) from error

from utilbill.billing.settling import Case
from utilbill.contracts.contract import Commodity, Contract, SupplyPoint
from utilbill.metering.registers import Reading, ReadingOrigin, Register
from utilbill.prorating.spreading import LINEAR, Spreading
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import Component, PriceBasis
from utilbill.tariffs.components import StandingCharge, UnitPrice
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.vat import RateChange
from utilbill.values.dated import Dated, Timeline
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.rounding import decimal_step
from utilbill.values.units import Price

#: Days on which German tax or levies changed, leap days and year ends among them.
DAYS_OF_CHANGE: tuple[dt.date, ...] = tuple(
    dt.date.fromisoformat(text)
    for text in (
        "2016-01-01",
        "2016-02-29",
        "2017-01-01",
        "2020-02-29",
        "2020-07-01",
        "2021-01-01",
        "2022-07-01",
        "2022-10-01",
        "2023-01-01",
        "2024-02-29",
        "2024-04-01",
        "2025-01-01",
        "2026-01-01",
    )
)
_FIRST = dt.date.fromisoformat("2015-01-01")
_LAST = dt.date.fromisoformat("2026-01-01")
_HORIZON = dt.date.fromisoformat("2026-12-31")
_NEAR = 10
_LONGEST = 400


@st.composite
def days(draw: st.DrawFn, first: dt.date = _FIRST, last: dt.date = _LAST) -> dt.date:
    """Draw days, often within ten days of one on which law changed."""
    if draw(st.booleans()):
        near = draw(st.sampled_from(DAYS_OF_CHANGE))
        day = near + draw(st.integers(-_NEAR, _NEAR)) * ONE_DAY
        if first <= day <= last:
            return day
    return draw(st.dates(first, last))


@st.composite
def periods(
    draw: st.DrawFn, min_days: int = 1, max_days: int = _LONGEST, last: dt.date = _HORIZON
) -> Period:
    """Draw periods that end before the horizon of the law."""
    start = draw(days())
    length = draw(st.integers(min_days, max_days))
    end = min(start + length * ONE_DAY, last + ONE_DAY)
    if (end - start).days < min_days:
        start = end - min_days * ONE_DAY
    return Period(start, end)


def money(
    currency: str = "EUR", smallest: int = -(10**6), largest: int = 10**6
) -> st.SearchStrategy[Money]:
    """Draw amounts of whole cents."""
    cents = st.integers(smallest, largest)
    return cents.map(lambda amount: Money(amount, currency) * decimal_step(2))


def quantities(decimals: int = 3, largest: int = 10**7) -> st.SearchStrategy[Decimal]:
    """Draw quantities with up to some decimals, zero among them."""
    return st.tuples(st.integers(0, largest), st.integers(0, decimals)).map(
        lambda drawn: Decimal(drawn[0]) * decimal_step(drawn[1])
    )


@st.composite
def register_readings(
    draw: st.DrawFn,
    period: Period,
    register: str = "1-0:1.8.0",
    *,
    exchanges: bool = True,
    rollovers: bool = True,
) -> tuple[tuple[Register, ...], tuple[Reading, ...]]:
    """Draw a register with readings over a period, with exchanges and rollovers.

    Returns:
        The declared registers, and readings in any order; at least at both ends of the period.
    """
    digits = 6
    size = Decimal(10**digits)
    inner = draw(st.lists(st.dates(period.start, period.last), max_size=3, unique=True).map(sorted))
    moments = [period.start, *(day for day in inner if day > period.start), period.end]
    steps = [draw(quantities(largest=10**5)) for _ in moments[1:]]
    near_the_end = rollovers and draw(st.booleans())
    value = (
        size - draw(st.integers(1, 100)) if near_the_end else Decimal(draw(st.integers(0, 1000)))
    )
    exchange = draw(st.sampled_from(moments[1:-1])) if exchanges and moments[1:-1] else None
    if not draw(st.booleans()):
        exchange = None
    meter = "M1" if exchange else ""
    origins = st.sampled_from(ReadingOrigin)
    readings = [Reading(register, moments[0], value, draw(origins), meter)]
    for day, step in zip(moments[1:], steps, strict=True):
        value = (value + step) % size
        readings.append(Reading(register, day, value, draw(origins), meter))
        if day == exchange:
            meter, value = "M2", Decimal(draw(st.integers(0, 10)))
            readings.append(Reading(register, day, value, draw(origins), meter))
    meters = ("M1", "M2") if exchange else ("",)
    ratio = draw(st.sampled_from((1, 20)))
    registers = tuple(
        Register(register, digits=digits, ratio=Decimal(ratio), meter=m) for m in meters
    )
    return registers, tuple(draw(st.permutations(readings)))


def spreadings() -> st.SearchStrategy[Spreading]:
    """Draw ways of spreading that need no market."""
    return st.just(LINEAR)


_TIME = (Proration.CALENDAR_YEAR, Proration.DAYS_365, Proration.SUPPLY_YEAR, Proration.MONTHS)


@st.composite
def _timelines(draw: st.DrawFn, period: Period, unit: str) -> Timeline[Price]:
    changes = draw(st.lists(st.dates(period.start, period.last), max_size=2, unique=True))
    since = [dt.date.min, *sorted(day for day in changes if day > period.start)]
    return Timeline(
        [Dated(day, Price(draw(quantities(largest=10**4)), unit), source="drawn") for day in since]
    )


@st.composite
def price_sheets(
    draw: st.DrawFn,
    period: Period,
    statutory: Callable[[], tuple[Component, ...]] | None = None,
) -> PriceSheet:
    """Draw price sheets whose prices change inside a period.

    Args:
        draw: Given by hypothesis.
        period: The period that will be settled.
        statutory: Components to add, such as the levies of a market.
    """
    components: list[Component] = [
        UnitPrice(
            id="energy",
            label=Label("Energy", "Arbeitspreis"),
            prices=draw(_timelines(period, "ct/kWh")),
        )
    ]
    if draw(st.booleans()):
        unit = draw(st.sampled_from(("EUR/year", "EUR/month", "EUR/day")))
        rule = Proration.DAYS if unit == "EUR/day" else draw(st.sampled_from(_TIME))
        components.append(
            StandingCharge(
                id="standing",
                label=Label("Standing charge", "Grundpreis"),
                prices=draw(_timelines(period, unit)),
                proration=rule,
            )
        )
    if statutory is not None and draw(st.booleans()):
        components.extend(statutory())
    return PriceSheet(name="drawn", basis=draw(st.sampled_from(PriceBasis)), components=components)


@st.composite
def cases(
    draw: st.DrawFn,
    statutory: Callable[[], tuple[Component, ...]] | None = None,
    spreading: st.SearchStrategy[Spreading] | None = None,
) -> Case:
    """Draw whole cases that can be settled.

    Args:
        draw: Given by hypothesis.
        statutory: Components to add to price sheets, such as the levies of a market.
        spreading: Ways of spreading to draw from.
    """
    period = draw(periods(min_days=2))
    registers, readings = draw(register_readings(period))
    return Case(
        contract=Contract(
            id="drawn",
            supply_start=period.start,
            supply_point=SupplyPoint(commodity=Commodity.ELECTRICITY, registers=registers),
        ),
        period=period,
        readings=readings,
        prices=draw(price_sheets(period, statutory)),
        spreading=draw(spreadings() if spreading is None else spreading),
        rate_change=draw(st.sampled_from(RateChange)),
    )
