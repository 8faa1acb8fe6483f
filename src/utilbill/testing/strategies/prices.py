"""Price sheets whose prices change inside a period."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.prorating.time_share import Proration
from utilbill.tariffs.bonus import Bonus
from utilbill.tariffs.component import ChargeRole, Component, LineKind, PriceBasis
from utilbill.tariffs.components import OneOff, StandingCharge, UnitPrice
from utilbill.tariffs.percent_discount import PercentDiscount
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.tiers import Tier, TieredPrice, TierMode
from utilbill.testing.strategies.amounts import money, quantities
from utilbill.testing.strategies.days import periods
from utilbill.testing.strategies.hypothesis_there import rarely, sometimes, st
from utilbill.values.dated import Dated, Timeline
from utilbill.values.explanation import Label
from utilbill.values.period import MONTHS_PER_YEAR, ONE_DAY, Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity

#: Categories that need no other rate than the standard one.
NO_OTHER_RATE = tuple(held for held in TaxCategory if held is not TaxCategory.REDUCED)

#: Ways of sharing a price per year that need no market.
PLAIN_PRORATIONS = (
    Proration.CALENDAR_YEAR,
    Proration.DAYS_365,
    Proration.SUPPLY_YEAR,
    Proration.MONTHS,
)


@attrs.frozen(kw_only=True)
class Counter:
    """What there is to price.

    Attributes:
        registers: Registers that are billed and may have prices of their own.
        unit: What they count.
        behind: A register that counts a part of the first one and may be left out.
    """

    registers: tuple[str, ...] = ()
    unit: str = "kWh"
    behind: str = ""

    @property
    def price_units(self) -> tuple[str, ...]:
        """Units of prices."""
        return ("EUR/m³",) if self.unit == "m³" else ("ct/kWh", "ct/kWh", "EUR/MWh")


@st.composite
def _amount(draw: st.DrawFn, unit: str) -> Price:
    return Price(draw(quantities(largest=10**4)), unit)


@st.composite
def timelines(
    draw: st.DrawFn,
    period: Period,
    values: st.SearchStrategy[Any],
    known_on: dt.date | None = None,
) -> Timeline[Any]:
    """Draw dated values that change inside a period, some corrected after a day.

    Args:
        draw: Given by hypothesis.
        period: The days.
        values: What to date.
        known_on: The day after which corrections become known; none are drawn without it.
    """
    changes = draw(st.lists(st.dates(period.start, period.last), max_size=2, unique=True))
    since = [dt.date.min, *sorted(day for day in changes if day > period.start)]
    held = [Dated(day, draw(values), source="drawn") for day in since]
    if known_on is not None and draw(st.booleans()):
        late = known_on + ONE_DAY
        held += [attrs.evolve(entry, value=draw(values), known_since=late) for entry in held]
    return Timeline(held)


@st.composite
def price_sheets(
    draw: st.DrawFn,
    period: Period,
    statutory: Callable[[], tuple[Component, ...]] | None = None,
    registers: Sequence[str] = (),
    categories: Sequence[TaxCategory] = NO_OTHER_RATE,
    known_on: dt.date | None = None,
    *,
    unit: str = "kWh",
    behind: str = "",
    prorations: Sequence[Proration] = PLAIN_PRORATIONS,
    began_before: bool | None = None,
) -> PriceSheet:
    """Draw price sheets whose prices change inside a period.

    With unit prices for all registers or for each, prices in tiers, standing charges, levies,
    prices that are only contained, one-off amounts, discounts and bonuses; standing charges are
    usually taxed at the standard rate.

    Args:
        draw: Given by hypothesis.
        period: The period that will be settled.
        statutory: Components to add, such as the levies of a market.
        registers: Registers that may have prices of their own; one price for all if none.
        categories: Categories of tax to draw from.
        known_on: A day after which some prices are corrected.
        unit: What registers count.
        behind: Register that counts a part of the first one; some prices leave it out.
        prorations: Ways of sharing a price per year to draw from; degree days need a market.
        began_before: Whether supply began before the period; bonuses that ask for a least use are
            drawn only if that is known.

    Examples:
        >>> from hypothesis import find
        >>> sheet = find(price_sheets(Period.of_year(2024)), bool)
        >>> [(held.id, str(held.prices.entries[0].value)) for held in sheet.components]
        [('energy', '0 ct/kWh')]
    """
    counter = Counter(registers=tuple(registers), unit=unit, behind=behind)
    taxes = st.just(TaxCategory.STANDARD) | st.sampled_from(categories)
    components = draw(_energy(period, counter, taxes, known_on))
    if draw(st.booleans()):
        components.append(draw(_standing_charges(period, known_on, prorations)))
    if statutory is not None and draw(st.booleans()):
        components.extend(statutory())
    if draw(rarely()):
        contained = draw(_unit_prices("grid", period, counter, taxes, known_on))
        components.append(attrs.evolve(contained, role=ChargeRole.GRID, kind=LineKind.CONTAINED))
    if draw(rarely()):
        ends = (period.start - ONE_DAY, period.start, period.last, period.end)
        day = draw(st.sampled_from(ends) | st.dates(period.start, period.last))
        components.append(
            OneOff(id="service", label=Label("Service"), amount=draw(money()), on=day,
                   tax=draw(taxes))
        )  # fmt: skip
    if draw(sometimes()):
        components.append(draw(_discounts("discount", period, components)))
        if draw(st.booleans()):
            components.append(draw(_discounts("second discount", period, components)))
    if draw(rarely()):
        components.append(draw(_bonuses(counter, before=began_before)))
    return PriceSheet(name="drawn", basis=draw(st.sampled_from(PriceBasis)), components=components)


@st.composite
def _energy(
    draw: st.DrawFn,
    period: Period,
    counter: Counter,
    taxes: st.SearchStrategy[TaxCategory],
    known_on: dt.date | None,
) -> list[Component]:
    """Draw what prices all registers: one price, one for each, or tiers."""
    apart = len(counter.registers) > 1 and draw(st.booleans())
    if apart:
        return [
            draw(_unit_prices(f"energy {name}", period, counter, taxes, known_on, (name,)))
            for name in counter.registers
        ]
    if draw(sometimes()):
        return [draw(_tiered_prices(counter, taxes))]
    return [draw(_unit_prices("energy", period, counter, taxes, known_on))]


@st.composite
def _unit_prices(
    draw: st.DrawFn,
    name: str,
    period: Period,
    counter: Counter,
    taxes: st.SearchStrategy[TaxCategory],
    known_on: dt.date | None,
    registers: tuple[str, ...] = (),
) -> UnitPrice:
    return UnitPrice(
        id=name,
        label=Label(name, "Arbeitspreis"),
        prices=draw(
            timelines(period, _amount(draw(st.sampled_from(counter.price_units))), known_on)
        ),
        tax=draw(taxes),
        registers=registers,
        less=draw(_left_out(counter)) if not registers else (),
    )


def _left_out(counter: Counter) -> st.SearchStrategy[tuple[str, ...]]:
    none: tuple[str, ...] = ()
    return st.sampled_from((none, (counter.behind,))) if counter.behind else st.just(none)


@st.composite
def _tiered_prices(
    draw: st.DrawFn, counter: Counter, taxes: st.SearchStrategy[TaxCategory]
) -> TieredPrice:
    unit = draw(st.sampled_from(counter.price_units))
    through = draw(st.sampled_from(("", "", "", "/year", "/month", "/day")))
    sizes = sorted(draw(st.sets(st.integers(1, 10**4), min_size=1, max_size=2)))
    limits = [Quantity(size, f"{counter.unit}{through}") for size in sizes]
    return TieredPrice(
        id="energy",
        label=Label("tiers", "Zonen"),
        tiers=[Tier(draw(_amount(unit)), limit) for limit in (*limits, None)],
        mode=draw(st.sampled_from(TierMode)),
        proration=draw(st.sampled_from(PLAIN_PRORATIONS)) if through else None,
        tax=draw(taxes),
        less=draw(_left_out(counter)),
    )


@st.composite
def _standing_charges(
    draw: st.DrawFn, period: Period, known_on: dt.date | None, prorations: Sequence[Proration]
) -> StandingCharge:
    unit = draw(st.sampled_from(("EUR/year", "EUR/month", "EUR/day", "EUR/kW/year")))
    count = quantities(largest=100).map(lambda amount: Quantity(amount, "kW"))
    return StandingCharge(
        id="standing",
        label=Label("Standing charge", "Grundpreis"),
        prices=draw(timelines(period, _amount(unit), known_on)),
        proration=Proration.DAYS if unit == "EUR/day" else draw(st.sampled_from(prorations)),
        count=draw(timelines(period, count, known_on)) if "kW" in unit else None,
    )


@st.composite
def _discounts(
    draw: st.DrawFn, name: str, period: Period, before: Sequence[Component]
) -> PercentDiscount:
    charged = [held for held in before if held.kind is LineKind.CHARGED]
    names = sorted({held.id for held in charged} | {held.charge for held in charged})
    return PercentDiscount(
        id=name,
        label=Label(name, "Rabatt"),
        percent=draw(st.sampled_from((5, 10, 50)) | st.integers(1, 100)),  # halves make ties
        of=draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
        holds=draw(st.none() | periods(max_days=period.days) | _inside(period)),
    )


@st.composite
def _inside(draw: st.DrawFn, period: Period) -> Period:
    start = draw(st.dates(period.start, period.last))
    return Period(start, draw(st.dates(start, period.last)) + ONE_DAY)


@st.composite
def _bonuses(draw: st.DrawFn, counter: Counter, *, before: bool | None) -> Bonus:
    """Draw bonuses, with a least use where it is known whether supply began before the period."""
    after = draw(st.integers(0, MONTHS_PER_YEAR))
    stay = draw(st.just(0) | st.integers(after + 1, 2 * MONTHS_PER_YEAR))
    uses = st.integers(0, 10**4).map(lambda size: Quantity(Decimal(size), counter.unit))
    bonus = Bonus(
        id="bonus",
        label=Label("Bonus"),
        amount=draw(money(smallest=1)),
        after_months=after,
        stay_months=stay,
        least_use=None if before is None else draw(st.none() | uses),
    )
    if before and bonus.least_use is not None:
        # An earlier settlement may have refused it, so that what it credited would have to be said.
        used = draw(uses) if after else None
        return attrs.evolve(bonus, stay_months=0, earlier_use=used)
    return bonus
