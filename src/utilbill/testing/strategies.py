"""Hypothesis strategies, near the days on which law changed."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import attrs

try:
    from hypothesis import strategies as st
except ImportError as error:
    message = "utilbill.testing needs hypothesis: pip install 'utilbill[testing]'"
    raise ImportError(message) from error

from utilbill.billing.settlement import SettlementKind
from utilbill.billing.settling import Case
from utilbill.billing.totals import TaxLevel
from utilbill.contracts.contract import Commodity, Contract, CustomerClass, SupplyPoint
from utilbill.installments.plan import Installment
from utilbill.installments.procedure import Procedure
from utilbill.installments.received import ReceivedInstallment
from utilbill.metering.registers import Reading, ReadingOrigin, Register
from utilbill.prorating.spreading import LINEAR, Spreading
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.bonus import Bonus
from utilbill.tariffs.component import ChargeRole, Component, LineKind, PriceBasis
from utilbill.tariffs.components import OneOff, PercentDiscount, StandingCharge, UnitPrice
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.parts import TaxPart
from utilbill.taxes.vat import RateChange, TaxRate
from utilbill.values.dated import Dated, Timeline
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.period import MONTHS_PER_YEAR, ONE_DAY, Period
from utilbill.values.rounding import decimal_step
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity

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
_DAYS_OF_TAX = tuple(dt.date.fromisoformat(text) for text in ("2020-07-01", "2021-01-01"))
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
    """Draw periods that end before the horizon of the law, often over a day on which it changed."""
    length = draw(st.integers(min_days, max_days))
    if draw(st.booleans()):
        change = draw(st.sampled_from(DAYS_OF_CHANGE) | st.sampled_from(_DAYS_OF_TAX))
        start = max(change - draw(st.integers(0, length)) * ONE_DAY, _FIRST)
    else:
        start = draw(days())
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
def _reading(draw: st.DrawFn, register: str, day: dt.date, value: Decimal, meter: str) -> Reading:
    origin = draw(st.sampled_from(ReadingOrigin))
    reason = "" if origin.measured else draw(st.sampled_from(("", "nobody was at home")))
    return Reading(register, day, value, origin, meter, reason=reason)


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
    readings = [draw(_reading(register, moments[0], value, meter))]
    for day, step in zip(moments[1:], steps, strict=True):
        value = (value + step) % size
        readings.append(draw(_reading(register, day, value, meter)))
        if day == exchange:
            meter, value = "M2", Decimal(draw(st.integers(0, 10)))
            readings.append(draw(_reading(register, day, value, meter)))
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

#: Categories that need no other rate than the standard one.
_CATEGORIES = tuple(held for held in TaxCategory if held is not TaxCategory.REDUCED)

#: In one case of so many something rare is drawn.
_RARE = 4


def _rarely() -> st.SearchStrategy[bool]:
    return st.integers(1, _RARE).map(lambda number: number == _RARE)


@st.composite
def _timelines(
    draw: st.DrawFn, period: Period, unit: str, known_on: dt.date | None
) -> Timeline[Price]:
    changes = draw(st.lists(st.dates(period.start, period.last), max_size=2, unique=True))
    since = [dt.date.min, *sorted(day for day in changes if day > period.start)]
    held = [
        Dated(day, Price(draw(quantities(largest=10**4)), unit), source="drawn") for day in since
    ]
    if known_on is not None and draw(st.booleans()):
        held += [_revised(entry, draw(quantities(largest=10**4)), known_on) for entry in held]
    return Timeline(held)


def _revised(held: Dated[Price], amount: Decimal, known_on: dt.date) -> Dated[Price]:
    """Return a correction that became known too late to be used."""
    return attrs.evolve(held, value=Price(amount, held.value.unit), known_since=known_on + ONE_DAY)


@st.composite
def price_sheets(
    draw: st.DrawFn,
    period: Period,
    statutory: Callable[[], tuple[Component, ...]] | None = None,
    registers: Sequence[str] = (),
    categories: Sequence[TaxCategory] = _CATEGORIES,
    known_on: dt.date | None = None,
) -> PriceSheet:
    """Draw price sheets whose prices change inside a period.

    With unit prices for all registers or for each, standing charges, levies, prices that are only
    contained, one-off amounts, discounts and bonuses; standing charges are usually taxed at the
    standard rate.

    Args:
        draw: Given by hypothesis.
        period: The period that will be settled.
        statutory: Components to add, such as the levies of a market.
        registers: Registers that may have prices of their own; one price for all if none.
        categories: Categories of tax to draw from.
        known_on: A day after which some prices are corrected.
    """
    taxes = st.just(TaxCategory.STANDARD) | st.sampled_from(categories)

    def unit_price(name: str, **more: Any) -> UnitPrice:
        prices = draw(_timelines(period, "ct/kWh", known_on))
        return UnitPrice(
            id=name, label=Label(name, "Arbeitspreis"), prices=prices, tax=draw(taxes), **more
        )

    apart = len(registers) > 1 and draw(st.booleans())
    components: list[Component] = (
        [unit_price(f"energy {name}", registers=(name,)) for name in registers]
        if apart
        else [unit_price("energy")]
    )
    if draw(st.booleans()):
        components.append(draw(_standing_charges(period, known_on)))
    if statutory is not None and draw(st.booleans()):
        components.extend(statutory())
    if draw(_rarely()):
        components.append(unit_price("grid", role=ChargeRole.GRID, kind=LineKind.CONTAINED))
    if draw(_rarely()):
        day = draw(st.dates(period.start - ONE_DAY, period.end))
        components.append(
            OneOff(id="service", label=Label("Service"), amount=draw(money()), on=day,
                   tax=draw(taxes))
        )  # fmt: skip
    if draw(_rarely()):
        components.append(draw(_discounts(period, components)))
    if draw(_rarely()):
        components.append(draw(_bonuses()))
    return PriceSheet(name="drawn", basis=draw(st.sampled_from(PriceBasis)), components=components)


@st.composite
def _standing_charges(draw: st.DrawFn, period: Period, known_on: dt.date | None) -> StandingCharge:
    unit = draw(st.sampled_from(("EUR/year", "EUR/month", "EUR/day", "EUR/kW/year")))
    return StandingCharge(
        id="standing",
        label=Label("Standing charge", "Grundpreis"),
        prices=draw(_timelines(period, unit, known_on)),
        proration=Proration.DAYS if unit == "EUR/day" else draw(st.sampled_from(_TIME)),
        count=Quantity(draw(quantities(largest=100)), "kW") if "kW" in unit else None,
    )


@st.composite
def _discounts(draw: st.DrawFn, period: Period, before: Sequence[Component]) -> PercentDiscount:
    names = [held.id for held in before if held.kind is LineKind.CHARGED]
    holds = draw(st.none() | periods(max_days=period.days))
    return PercentDiscount(
        id="discount",
        label=Label("Discount", "Rabatt"),
        percent=draw(st.integers(1, 100)),
        of=draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
        holds=holds,
    )


@st.composite
def _bonuses(draw: st.DrawFn) -> Bonus:
    after = draw(st.integers(0, MONTHS_PER_YEAR))
    stay = draw(st.just(0) | st.integers(after + 1, 2 * MONTHS_PER_YEAR))
    return Bonus(
        id="bonus",
        label=Label("Bonus"),
        amount=draw(money(smallest=1)),
        after_months=after,
        stay_months=stay,
    )


_RATES = (2 * 10 - 1, 2 * 2 * 2 * 2)  # per cent, as they have been


@st.composite
def _received(draw: st.DrawFn, period: Period) -> ReceivedInstallment:
    day, gross = draw(st.dates(period.start, period.last)), draw(money(smallest=0))
    if draw(_rarely()):
        return ReceivedInstallment.untaxed(day, gross)
    rate = TaxRate(TaxCategory.STANDARD, Decimal(draw(st.sampled_from(_RATES))))
    return ReceivedInstallment.of(day, gross, rate)


@st.composite
def _demanded(draw: st.DrawFn, period: Period) -> Installment:
    rate = TaxRate(TaxCategory.STANDARD, Decimal(draw(st.sampled_from(_RATES))))
    part = TaxPart.of(draw(money(smallest=0)), rate)
    return Installment(draw(st.dates(period.start, period.last)), part.gross, (part,))


@st.composite
def _contracts(draw: st.DrawFn, period: Period, registers: Sequence[Register]) -> Contract:
    start = period.start - draw(st.just(0) | st.integers(1, _LONGEST)) * ONE_DAY
    ends = draw(st.sampled_from((None, 0, 0, 2 * 10)))
    anchor = draw(st.none() | st.integers(0, _LONGEST))
    return Contract(
        id="drawn",
        supply_start=start,
        supply_end=None if ends is None else period.end + ends * ONE_DAY,
        customer_class=draw(st.sampled_from((CustomerClass.HOUSEHOLD, CustomerClass.BUSINESS))),
        billing_year_start=None if anchor is None else period.start - anchor * ONE_DAY,
        supply_point=SupplyPoint(commodity=Commodity.ELECTRICITY, registers=tuple(registers)),
    )


@st.composite
def _knowledge(
    draw: st.DrawFn, readings: Sequence[Reading], known_on: dt.date
) -> tuple[Reading, ...]:
    """Add readings that were corrected in time, and corrections that came too late."""
    found: list[Reading] = []
    for held in readings:
        fate = draw(st.sampled_from(("", "", "corrected", "late")))
        wrong = attrs.evolve(held, value=Decimal(draw(st.integers(0, 1000))))
        if fate == "corrected":
            found += [wrong, attrs.evolve(held, known_since=known_on)]
        elif fate == "late":
            found += [held, attrs.evolve(wrong, known_since=known_on + ONE_DAY)]
        else:
            found.append(held)
    return tuple(draw(st.permutations(found)))


_REGISTERS = ("1-0:1.8.1", "1-0:1.8.2")


@st.composite
def cases(
    draw: st.DrawFn,
    statutory: Callable[[], tuple[Component, ...]] | None = None,
    spreading: st.SearchStrategy[Spreading] | None = None,
    categories: Sequence[TaxCategory] = _CATEGORIES,
) -> Case:
    """Draw whole cases of electricity that can be settled.

    With one or two registers, exchanges, rollovers, transformer ratios, estimated readings and
    readings that were corrected; with installments received or invoiced; for supplies that began
    before the period, go on or end with it.

    Args:
        draw: Given by hypothesis.
        statutory: Components to add to price sheets, such as the levies of a market.
        spreading: Ways of spreading to draw from.
        categories: Categories of tax to draw from.
    """
    period = draw(periods(min_days=2))
    names = draw(st.sampled_from((("1-0:1.8.0",), _REGISTERS)))
    registers: list[Register] = []
    readings: list[Reading] = []
    for name in names:
        declared, read = draw(register_readings(period, name))
        registers += declared
        readings += read
    known_on = period.end + draw(st.integers(0, 2 * 10)) * ONE_DAY if draw(_rarely()) else None
    contract = draw(_contracts(period, registers))
    invoiced = draw(_rarely())
    received = draw(st.lists(_received(period), max_size=2).map(tuple))
    demanded = st.lists(_demanded(period), min_size=1 if received else 0, max_size=2).map(tuple)
    kinds = (SettlementKind.PERIODIC, SettlementKind.INTERIM)
    return Case(
        contract=contract,
        period=period,
        readings=readings if known_on is None else draw(_knowledge(readings, known_on)),
        prices=draw(price_sheets(period, statutory, names, categories, known_on)),
        spreading=draw(spreadings() if spreading is None else spreading),
        rate_change=draw(st.sampled_from(RateChange)),
        tax_level=draw(st.none() | st.sampled_from(TaxLevel)),
        received=received,
        procedure=Procedure.INVOICED if invoiced else Procedure.REQUESTED,
        demanded=draw(demanded) if invoiced else (),
        kind=SettlementKind.FINAL
        if contract.supply_end == period.end
        else draw(st.sampled_from(kinds)),
        known_on=known_on,
    )
