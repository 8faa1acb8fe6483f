"""What a price sheet demands of a settlement: nothing left out, nothing at another price."""

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from utilbill.billing.line import Line
from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.metering.consumption import Consumption
from utilbill.tariffs.component import Component, LineKind, Measure, PriceBasis
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.testing.arithmetic import to_step, value
from utilbill.testing.metered import days_there
from utilbill.testing.shares_of_time import as_shares_of_time
from utilbill.values.dated import Dated, Timeline
from utilbill.values.period import Period, tiles
from utilbill.values.units import Price

_WHOLE = 100  # per cent


def assert_as_agreed(
    settlement: Settlement, prices: PriceSheet, market: HasBillingRules | None = None
) -> None:
    """Assert that a settlement bills all that its price sheet holds, at its prices.

    Args:
        settlement: The settlement.
        prices: The price sheet it was made by.
        market: Where given, statutory prices are looked up again.

    Raises:
        AssertionError: If a component, a day or an event is left out, or has another price.
    """
    ids = [held.id for held in prices.components]
    for line in settlement.lines:
        known = line.component in ids or line.role.value == "relief"
        assert known, f"{line.component} stands on no price sheet"
    before: list[Line] = []
    for component in prices.components:
        lines = [line for line in settlement.lines if line.component == component.id]
        for line in lines:
            assert line.kind is component.kind, f"{component.id} is {line.kind.value}"
            assert line.charge == component.charge, f"{component.id} is charged as {line.charge}"
        if component.measure is Measure.LINES:
            _assert_off(component, lines, before)
        elif component.measure is Measure.EVENT:
            _assert_event(component, lines, settlement)
        else:
            _assert_all_days(component, lines, settlement)
            _assert_prices(component, lines, settlement)
            if market is not None and market.billing.law is not None:
                _assert_figures(component, lines, settlement, market)
        before += [line for line in lines if line.kind is LineKind.CHARGED]


def _assert_all_days(component: Component, lines: Sequence[Line], settlement: Settlement) -> None:
    days, used = settlement.period, settlement.consumption
    if component.selected and used is not None:
        there = days_there(used, component.selected)
        if not there:
            return
        days = Period(min(held.start for held in there), max(held.end for held in there))
    absent = [held.period for held in settlement.absences if held.component == component.id]
    found = dict.fromkeys(line.period for line in lines)
    assert tiles(days, [*found, *absent]), f"{component.id} does not bill {days}: {list(found)}"
    if component.measure is Measure.QUANTITY:
        _assert_registers(component, lines, used)


def _assert_registers(
    component: Component, lines: Sequence[Line], used: Consumption | None
) -> None:
    """Assert that the lines of the same days price all registers, each set of them by itself."""
    of_days: dict[Period, list[set[str]]] = {}
    for line in lines:
        held = of_days.setdefault(line.period, [])
        if line.registers or line.quantity is not None:
            held.append(set(line.registers))
    wanted = set(component.selected)
    if not wanted and used is not None:
        kinds = {line.quantity.unit.dimension for line in lines if line.quantity is not None}
        wanted = {name for name in used.billed if used.of(name).unit.dimension in kinds}
    for days, sets in of_days.items():
        for one, other in itertools.combinations(sets, 2):
            assert one == other or not one & other, f"{component.id} prices {one} and {other}"
        assert set().union(*sets) == wanted, f"{component.id} prices {sets} in {days}"


def _in_force(prices: Timeline[Price], day: dt.date, known_on: dt.date | None) -> Dated[Price]:
    held = [
        entry
        for entry in prices.entries
        if entry.since <= day
        and (known_on is None or entry.known_since is None or entry.known_since <= known_on)
    ]
    return max(held, key=lambda entry: (entry.since, entry.known_since or dt.date.min))


def _of_tier(tier: Any) -> Sequence[Price | None]:
    """Return the prices of a tier; a line over several tiers of a band shows none."""
    return [tier.price] if hasattr(tier, "price") else [*tier.prices.values(), None]


def _assert_prices(component: Any, lines: Sequence[Line], settlement: Settlement) -> None:
    """Assert that lines bear the price that holds on their first and on their last day."""
    tiers = getattr(component, "tiers", ())
    if tiers:
        of_tiers = [price for tier in tiers for price in _of_tier(tier)]
        for line in lines:
            assert line.price in of_tiers, f"{component.id}: {line.price} is the price of no tier"
        return
    prices = getattr(component, "prices", None)
    if not isinstance(prices, Timeline) or component.basis is not None:
        return
    for line in lines:
        for day in (line.period.start, line.period.last):
            agreed = _in_force(prices, day, settlement.known_on).value
            assert line.price == agreed, f"{component.id} on {day}: {line.price}, not {agreed}"
        rule = getattr(component, "proration", None)
        share = as_shares_of_time(line, settlement).get(getattr(rule, "value", ""))
        timed = line.price is not None and any(
            unit.dimension[0] in ("day", "year") for unit in line.price.per.factors
        )
        if line.quantity is None and line.price is not None and timed and share is not None:
            amount = Fraction(line.price.amount) * line.price.unit.factor * share
            if line.count is not None:
                amount *= Fraction(line.count.amount) * line.count.unit.factor
            again = to_step(amount, line.explanation.rule)
            assert again == line.amount.amount, f"{component.id}, {line.period}: {again} is due"


def _assert_figures(
    component: Any, lines: Sequence[Line], settlement: Settlement, market: HasBillingRules
) -> None:
    """Assert that statutory lines bear the figure of their first and of their last day."""
    law, name = market.billing.law, getattr(component, "parameter", "")
    everybody = getattr(getattr(component, "group", None), "value", "a") == "a"
    if law is None or not name or hasattr(component, "factor") or not everybody:
        return
    for line in lines:
        for day in (line.period.start, line.period.last):
            figure = law[name].at(day, settlement.known_on).value
            assert figure is not None, f"{component.id} does not exist on {day}"
            agreed = Fraction(figure)
            if line.basis is PriceBasis.GROSS:
                agreed *= (_WHOLE + Fraction(line.tax.percent)) / _WHOLE
            shown = line.price.amount if line.price is not None else Decimal(0)
            assert shown == agreed, f"{component.id} on {day}: {shown}, not {agreed}"
    for gap in settlement.absences:
        if gap.component == component.id:
            for day in (gap.period.start, gap.period.last):
                assert law[name].at(day, settlement.known_on).value is None, f"{name} on {day}"


def _assert_event(component: Any, lines: Sequence[Line], settlement: Settlement) -> None:
    if hasattr(component, "events"):
        happened = [event for event in component.events if event.on in settlement.period]
        billed = sum(line.quantity.amount for line in lines if line.quantity)
        assert billed == sum(event.count for event in happened), f"{component.id}: {billed} events"
        _assert_prices(component, lines, settlement)
        return
    amount, on = component.amount, getattr(component, "on", None)
    for line in lines:
        assert line.period.days == 1, f"{component.id} is an event of {line.period}"
        assert settlement.period.covers(line.period), f"{component.id} is not in the period"
    if on is not None:
        wanted = [to_step(Fraction(amount.amount), line.explanation.rule) for line in lines]
        assert len(lines) == (on in settlement.period), (
            f"{component.id} on {on}: {len(lines)} times"
        )
        assert [line.amount.amount for line in lines] == wanted, f"{component.id} is not {amount}"
        assert all(line.period.start == on for line in lines), f"{component.id} is not on {on}"
        return
    assert len(lines) <= 1, f"{component.id} is given {len(lines)} times"
    for line in lines:
        credited = getattr(component, "credited", None) or amount
        possible = (0, -amount.amount, credited.amount)
        assert line.amount.amount in possible, f"{component.id} is {line.amount}"


def _assert_off(component: Any, lines: Sequence[Line], before: Sequence[Line]) -> None:
    """Assert that a discount takes its share off what is charged, at each rate of tax."""
    percent = getattr(component, "percent", None)
    if percent is None:
        return
    holds = component.holds
    bases: dict[tuple[str, Decimal], Fraction] = {}
    for line in before:
        named = line.component in component.of or line.charge in component.of
        if named and (holds is None or line.period.start in holds):
            held = bases.get(line.tax.key, Fraction(0))
            bases[line.tax.key] = held + Fraction(line.amount.amount)
    assert {line.tax.key for line in lines} == set(bases), f"{component.id} leaves a rate out"
    assert len(lines) == len(bases), f"{component.id} is taken twice"
    for line in lines:
        off = -bases[line.tax.key] * Fraction(percent) / _WHOLE
        again = to_step(off, line.explanation.rule)
        assert line.amount.amount == again == value(line.explanation), f"{component.id}: {again}"
