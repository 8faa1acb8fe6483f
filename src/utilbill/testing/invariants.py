"""What must hold for every settlement, as plain assertion functions.

They calculate again, with fractions and by ways of their own, and never ask the engine for a sum. A
settlement does not say which prices were agreed: give the price sheet to those that can use it.
"""

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from utilbill.adapters.results import bill_from_json, bill_to_json
from utilbill.billing.bill import Bill, combine
from utilbill.billing.line import Line
from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case
from utilbill.billing.totals import TaxGroup, TaxLevel
from utilbill.installments.plan import InstallmentPlan
from utilbill.installments.procedure import Procedure
from utilbill.metering.consumption import Consumption, Interval
from utilbill.metering.load_curves import LoadCurve
from utilbill.metering.registers import Reading, Register
from utilbill.tariffs.component import ChargeRole, LineKind, Measure, PriceBasis
from utilbill.tariffs.peaks import MEAN_OF_PEAKS
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.vat import RateChange, TaxRate
from utilbill.testing.agreed import assert_as_agreed
from utilbill.testing.arithmetic import nodes, to_step, value
from utilbill.testing.metered import counted_by, days_there, registers_of
from utilbill.testing.shares_of_time import as_shares_of_time
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Operation,
    Rounded,
    SumOfProducts,
    evaluate,
)
from utilbill.values.money import Money
from utilbill.values.period import ONE_DAY, Period, tiles
from utilbill.values.rounding import RoundingMode, RoundingRule
from utilbill.values.units import Price, Quantity

_WHOLE = 100  # per cent
_NOTHING = Fraction(0)


def assert_lawful(
    settlement: Settlement,
    prices: PriceSheet | None = None,
    market: HasBillingRules | None = None,
) -> None:
    """Assert all invariants of a settlement at once.

    Args:
        settlement: The settlement.
        prices: The price sheet it was made by; without it nobody can tell that a line is missing.
        market: The market it was made in; without it nobody can tell that a rate is another.

    Raises:
        AssertionError: If one does not hold.

    Examples:
        >>> from utilbill import *
        >>> year, germany = Period.of_year(2024), market("DE")
        >>> point = SupplyPoint(commodity="electricity", registers=[Register("r")])
        >>> sheet = PriceSheet(name="Plain", basis="net", components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="25 ct/kWh")])
        >>> settlement = settle(
        ...     Contract(id="c", supply_start=year.start, supply_point=point), year,
        ...     [Reading("r", year.start, 0), Reading("r", year.end, 1000)], sheet, market=germany)
        >>> assert_lawful(settlement, sheet, germany)
    """
    assert_adds_up(settlement)
    assert_taxed(settlement, market)
    assert_deducted(settlement)
    assert_counted(settlement)
    assert_estimates_declared(settlement)
    assert_billed_once(settlement)
    assert_explained(settlement)
    assert_priced(settlement, market)
    if prices is not None:
        assert_as_agreed(settlement, prices, market)
    bill = combine([settlement])
    assert_bill_adds_up(bill)
    assert_round_trips(bill)


# ---- sums, tax, balance --------------------------------------------------------------------------


def _sum(amounts: Iterable[Money]) -> Fraction:
    return sum((Fraction(held.amount) for held in amounts), _NOTHING)


def assert_adds_up(settlement: Settlement) -> None:
    """Assert that lines add up to the sums, tax groups to tax, and everything to the balance.

    Tax and what is deducted are calculated again: :func:`assert_taxed`, :func:`assert_deducted`.

    Raises:
        AssertionError: If some sum is not the sum of its parts.
    """
    totals = settlement.totals
    lines = _sum(line.amount for line in settlement.lines if line.kind is LineKind.CHARGED)
    whole = totals.net if settlement.basis is PriceBasis.NET else totals.gross
    assert lines == whole.amount, f"lines {lines} are not the sum {whole}"
    assert totals.net + totals.tax == totals.gross, "net and tax are not gross"
    for group in totals.groups:
        assert group.net + group.tax == group.gross, f"group {group.rate.percent} does not add up"
    assert _sum(group.net for group in totals.groups) == totals.net.amount, "groups are not net"
    assert _sum(group.tax for group in totals.groups) == totals.tax.amount, "groups are not tax"
    assert_taxed(settlement)
    assert_deducted(settlement)


def assert_taxed(settlement: Settlement, market: HasBillingRules | None = None) -> None:
    """Assert that tax is the rate times the sum that it is on, rounded where the settlement says.

    Args:
        settlement: The settlement.
        market: Where given, rates are looked up again: those of the last day of the period for all
            lines, or for each line those of its own days.

    Raises:
        AssertionError: If some tax, net or gross amount is another.
    """
    held: dict[tuple[str, Decimal], list[Line]] = {}
    for line in settlement.lines:
        if line.kind is LineKind.CHARGED:
            held.setdefault((line.tax.category.code, line.tax.percent), []).append(line)
            if line.basis is not settlement.basis:
                raise AssertionError(f"{line.component} is {line.basis.value}")
        if line.tax.percent and not line.tax.category.taxed:
            raise AssertionError(f"{line.component} is not taxed, but at {line.tax.percent} %")
    groups = {(group.rate.category.code, group.rate.percent): group for group in
              settlement.totals.groups}  # fmt: skip
    assert len(groups) == len(settlement.totals.groups), "two groups of one rate"
    assert set(groups) == set(held), f"rates {sorted(groups)} are not those of the lines"
    for key, lines in held.items():
        _assert_group(settlement, groups[key], lines)
    totals, rule = settlement.totals, settlement.payable_rounding
    gross = Fraction(totals.gross.amount)
    payable = gross if rule is None else to_step(gross, rule)
    assert totals.payable.amount == payable, f"payable {totals.payable} is not {payable}"
    if market is not None:
        _assert_rates(settlement, market)


def _assert_group(settlement: Settlement, group: TaxGroup, lines: list[Line]) -> None:
    parts = [[line] for line in lines] if settlement.tax_level is TaxLevel.LINE else [lines]
    percent, rule = Fraction(group.rate.percent), settlement.tax_rounding
    net = tax = _NOTHING
    for part in parts:
        amount = _sum(line.amount for line in part)
        if not percent:
            here = _NOTHING
        elif settlement.basis is PriceBasis.NET:
            here = to_step(amount * percent / _WHOLE, rule)
        else:
            here = amount - to_step(amount * _WHOLE / (_WHOLE + percent), rule)
        tax += here
        net += amount if settlement.basis is PriceBasis.NET else amount - here
    assert group.tax.amount == tax, f"tax at {percent} % is {tax}, not {group.tax}"
    assert group.net.amount == net, f"net at {percent} % is {net}, not {group.net}"


def _assert_rates(settlement: Settlement, market: HasBillingRules) -> None:
    taxation = market.billing.taxation
    commodity = settlement.contract.supply_point.commodity.value

    def on(line: Line, day: dt.date) -> Decimal:
        return taxation.rate(line.tax.category, commodity, day, settlement.known_on).percent

    # What looks at lines carries their tax.
    lines = [line for line in settlement.lines if not _looks_at_lines(line)]
    at_end = all(line.tax.percent == on(line, settlement.period.last) for line in lines)
    split = all(
        line.tax.percent == on(line, line.period.start) == on(line, line.period.last)
        for line in lines
    )
    rates = sorted({line.tax.percent for line in lines})
    assert at_end or split, f"rates {rates} are not those of {settlement.period}"


def _looks_at_lines(line: Line) -> bool:
    return line.role in (ChargeRole.DISCOUNT, ChargeRole.RELIEF)


def assert_deducted(settlement: Settlement) -> None:
    """Assert what was paid, what is deducted and the balance, each from its parts.

    Raises:
        AssertionError: If one of them is not the sum of its parts.
    """
    received = settlement.received
    paid = _sum(held.gross for held in received)
    paid_tax = _sum(part.tax for held in received for part in held.parts)
    assert settlement.paid.amount == paid, f"paid {settlement.paid} is not {paid}"
    assert settlement.paid_tax.amount == paid_tax, f"tax paid is not {paid_tax}"
    deducted, deducted_tax = paid, paid_tax
    if settlement.procedure is Procedure.INVOICED:
        deducted = _sum(held.gross for held in settlement.demanded)
        deducted_tax = _sum(part.tax for held in settlement.demanded for part in held.parts)
    assert settlement.deducted.amount == deducted, f"deducted is not {deducted}"
    assert settlement.deducted_tax.amount == deducted_tax, f"tax deducted is not {deducted_tax}"
    short = deducted - paid
    unpaid, overpaid = max(short, _NOTHING), max(-short, _NOTHING)
    assert settlement.unpaid.amount == unpaid, f"unpaid {settlement.unpaid} is not {unpaid}"
    assert settlement.overpaid.amount == overpaid, f"overpaid is not {overpaid}"
    totals = settlement.totals
    balance = _sum((totals.net, totals.tax, totals.rounding)) - deducted
    tax = Fraction(totals.tax.amount) - deducted_tax
    assert settlement.balance.amount == balance, f"balance is not {balance}"
    account = _sum((totals.net, totals.tax, totals.rounding)) - paid
    assert settlement.account.amount == account, f"account {settlement.account} is not {account}"
    assert settlement.balance_tax.amount == tax, f"tax of the balance is not {tax}"
    assert settlement.balance_net.amount == balance - tax, f"its net part is not {balance - tax}"
    for held in received:
        for part in held.parts:
            _assert_part(part.rate, part.net, part.tax)


def _assert_part(rate: TaxRate, net: Money, tax: Money) -> None:
    """Assert that tax is near its rate: both amounts were rounded to what can be paid."""
    expected = Fraction(net.amount) * Fraction(rate.percent) / _WHOLE
    off = abs(Fraction(tax.amount) - expected) * _WHOLE
    assert off <= 1, f"{tax} is no tax at {rate.percent} % on {net}"


# ---- consumption ---------------------------------------------------------------------------------


def assert_counted(settlement: Settlement) -> None:
    """Assert that consumption is what the readings say: differences, rollovers, exchanges, ratios.

    Cubic metres that became kilowatt hours are converted again where factors did not change, and
    held between the smallest and the largest factors where they did.

    Raises:
        AssertionError: If a register counted something else, or a hole is left between readings.
    """
    used = settlement.consumption
    if used is None:
        assert not any(line.registers for line in settlement.lines), "a quantity without readings"
        return
    declared = settlement.contract.supply_point.registers
    for curve in used.curves:
        _assert_curve(curve, settlement)
    metered = [curve.register for curve in used.curves]
    for name in used.registers:
        if name in metered:
            continue
        mine = [held for held in used.intervals if held.register == name]
        assert mine, f"register {name} has no interval"
        _assert_chain(settlement, name, mine)
        counted = [_counted(held, declared, settlement) for held in mine]
        if settlement.conversion is None:
            for held, amount in zip(mine, counted, strict=True):
                assert held.amount == amount, f"{name}, {held.period}: {held.amount} != {amount}"
        else:
            _assert_converted(settlement, mine, sum(counted, _NOTHING))
        for held in mine:
            again = value(held.explanation)
            assert again == held.amount, f"{name}, {held.period}: explained as {again}"
        total = sum((Fraction(held.amount) for held in mine), _NOTHING)
        assert used.of(name).amount == total, f"{name} counted {total}"


def _assert_curve(curve: LoadCurve, settlement: Settlement) -> None:
    """Assert that a load curve covers the settled days, and that each band holds parts of it."""
    name, series = curve.register, curve.series
    assert series.period == settlement.period, f"{name} covers {series.period}"
    again = sum(series.counts) * Fraction(series.step)
    assert settlement.consumption is not None
    assert settlement.consumption.of(name).amount == again, f"{name} counted {again}"
    for band, held in curve.bands.items():
        for index, (part, whole) in enumerate(zip(held.counts, series.counts, strict=True)):
            assert part in (0, whole), f"{band}, interval {index}: {part} of {whole}"


def _assert_chain(settlement: Settlement, name: str, mine: Sequence[Interval]) -> None:
    for before, after in itertools.pairwise(mine):
        assert before.period.end == after.period.start, f"{name} has a hole at {after.period}"
    for held in mine:
        assert (held.opening.day, held.closing.day) == (held.period.start, held.period.end)
        assert held.opening.meter == held.closing.meter, f"{name}: two meters in {held.period}"
        for reading in (held.opening, held.closing):
            assert reading.register == name, f"{name} takes a reading of {reading.register}"
            _assert_known(settlement, reading.known_since)
    first, last = mine[0], mine[-1]
    came = first.period.start == settlement.period.start or _exchanged(first.opening, settlement)
    went = last.period.end == settlement.period.end or _exchanged(last.closing, settlement)
    assert came, f"{name} was read from {first.period.start} on"
    assert went, f"{name} was read to {last.period.last}"


def _exchanged(reading: Reading, settlement: Settlement) -> bool:
    """Tell whether another meter was read on the day on which a register came or went."""
    used = settlement.consumption
    beside = [
        other
        for held in (used.intervals if used is not None else ())
        for other in (held.opening, held.closing)
        if other.day == reading.day and other.meter not in ("", reading.meter)
    ]
    return bool(beside) and reading.day in settlement.period


def _assert_known(settlement: Settlement, since: dt.date | None) -> None:
    if settlement.known_on is not None and since is not None:
        assert since <= settlement.known_on, f"known since {since}, not on {settlement.known_on}"


def _register(name: str, meter: str, declared: Sequence[Register]) -> Register:
    mine = [held for held in declared if held.id == name and held.meter in ("", meter)]
    return max(mine, key=lambda held: held.meter == meter)


def _counted(held: Interval, declared: Sequence[Register], settlement: Settlement) -> Fraction:
    register = _register(held.register, held.closing.meter, declared)
    difference = Fraction(held.closing.value) - Fraction(held.opening.value)
    turns = held.closing.rollovers
    if turns is None:
        turns = int(difference < 0)
        said = [found.message.en for found in settlement.findings if
                found.code == "rollover_assumed"]  # fmt: skip
        wanted = (held.register, str(held.opening.day), str(held.closing.day))
        assert bool(turns) == any(all(word in text for word in wanted) for text in said), (
            f"{held.register}, {held.period}: an assumed rollover must be said, and no other"
        )
    if turns:
        assert register.digits is not None, f"{held.register} runs backwards"
        difference += turns * Fraction(10) ** register.digits
    first = next(other for other in declared if other.id == held.register)
    return difference * Fraction(register.ratio) * register.unit.factor / first.unit.factor


def _assert_converted(settlement: Settlement, mine: Sequence[Interval], volume: Fraction) -> None:
    by = settlement.conversion
    assert by is not None
    unit = next(
        held.unit
        for held in settlement.contract.supply_point.registers
        if held.id == mine[0].register
    )
    states = [Fraction(entry.value) for _, entry in by.state_number.pieces(settlement.period)]
    values = [Fraction(entry.value) for _, entry in by.calorific_value.pieces(settlement.period)]
    volume *= unit.factor
    energy = sum((Fraction(held.amount) for held in mine), _NOTHING)
    least = to_step(volume * min(states) * min(values), by.rounding)
    most = to_step(volume * max(states) * max(values), by.rounding)
    assert least <= energy <= most, f"{volume} m³ are {energy} kWh, not {least} to {most}"


def assert_estimates_declared(settlement: Settlement) -> None:
    """Assert that every estimated reading is said with its reason, and its lines are marked.

    Raises:
        AssertionError: If an estimate passes for a reading.
    """
    used = settlement.consumption
    if used is None:
        return
    found = [held.message.en for held in settlement.findings if held.code == "estimated_reading"]
    for held in used.intervals:
        guessed = [
            reading for reading in (held.opening, held.closing) if not reading.origin.measured
        ]
        assert held.measured is not bool(guessed), f"{held.register}, {held.period} is estimated"
        for reading in guessed:
            assert any(_says(text, reading) for text in found), f"{reading} is not said to be so"
    for curve in used.curves:
        formed = any(not run.quality.measured for run in curve.series.quality)
        said = any(
            held.code == "formed_values" and curve.register in held.message.en
            for held in settlement.findings
        )
        assert formed is said, f"formed values of {curve.register} are said: {said}"
    for line in settlement.lines:
        if line.quantity is None or not line.registers:
            continue
        mine = [held for held in _below(line, used) if not held.measured]
        if mine or _rests_on_formed(line, used):
            assert not line.measured, f"{line.component}, {line.period} passes for measured"
        elif not used.parts:
            assert line.measured, f"{line.component}, {line.period} passes for estimated"


def _rests_on_formed(line: Line, used: Consumption) -> bool:
    """Tell whether a line looks at intervals of a load curve that no meter counted."""
    bases = registers_of(used, line.registers)
    return any(
        not run.quality.measured
        for curve in used.curves
        if curve.register in bases
        for run in curve.series.over(line.period).quality
    )


def _says(text: str, reading: Reading) -> bool:
    reason = reading.reason if reading.estimate is None else reading.estimate.basis.en
    wanted = (reading.register, reading.origin.label.en, reason)
    days = reading.day, reading.day - ONE_DAY  # the start of a day is the end of the one before
    return all(word in text for word in wanted) and any(str(day) in text for day in days)


def _below(line: Line, used: Consumption) -> list[Interval]:
    """Return the intervals that a line rests on."""
    return [
        held
        for held in used.intervals
        if held.register in line.registers and held.period.intersection(line.period) is not None
    ]


# ---- coverage ------------------------------------------------------------------------------------


def assert_billed_once(settlement: Settlement) -> None:
    """Assert that every charge prices each day, and each unit of each register, exactly once.

    Consumption is counted again: :func:`assert_counted`. What the price sheet holds and no line
    shows is found by :func:`assert_as_agreed`.

    Raises:
        AssertionError: If a day or a unit is priced twice or not at all.
    """
    assert_counted(settlement)
    seen = [
        (line.component, line.period, line.registers, line.price, line.quantity)
        for line in settlement.lines
        if line.price is not None
    ]
    assert len(seen) == len(set(seen)), "a line stands there twice"
    used = settlement.consumption
    charges: dict[str, list[Line]] = {}
    for line in settlement.lines:
        charges.setdefault(line.charge, []).append(line)
    kinds = [used.of(name).unit.dimension for name in used.billed] if used is not None else []
    metered = set(kinds)
    for charge, lines in charges.items():
        counting = [line for line in lines if line.kind is LineKind.CHARGED] or lines
        counted = {line.quantity.unit.dimension for line in lines if line.quantity is not None}
        if used is not None and counted & metered:
            _assert_units(settlement, charge, counting, used)
    for name in {line.component for line in settlement.lines}:
        _assert_days(settlement, name)
    if used is not None:
        priced = {
            register
            for line in settlement.lines
            if line.kind is LineKind.CHARGED and line.quantity is not None
            for register in registers_of(used, line.registers)
        }
        for register, kind in zip(used.billed, kinds, strict=True):
            beside = kind != kinds[0]  # may be looked at only, as reactive energy is
            assert beside or register in priced, f"register {register} is charged by no line"


def _assert_units(
    settlement: Settlement, charge: str, lines: Sequence[Line], used: Consumption
) -> None:
    sets: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        if line.quantity is not None or line.registers:
            sets.setdefault(registers_of(used, line.registers), []).append(line)
    named = [register for registers in sets for register in registers]
    kinds = {line.quantity.unit.dimension for line in lines if line.quantity is not None}
    billed = [name for name in used.billed if used.of(name).unit.dimension in kinds]
    assert sorted(named) == sorted(billed), f"{charge} prices {named}, not {billed}"
    components = {line.component for line in lines}
    absent = any(held.component in components for held in settlement.absences)
    for registers, mine in sets.items():
        whole = counted_by(used, registers)
        priced = sum((Fraction(line.quantity.amount) for line in mine if line.quantity), _NOTHING)
        parts = [
            counted_by(used, left)
            for size in range(len(used.parts) + 1)
            for left in itertools.combinations(used.parts, size)
        ]
        if absent:
            assert 0 <= priced <= whole, f"{charge} prices {priced} of {whole}"
        else:
            assert whole - priced in parts, f"{charge} prices {priced} of {whole}"


def _assert_days(settlement: Settlement, component: str) -> None:
    lines = [line for line in settlement.lines if line.component == component]
    if any(line.price is None for line in lines):
        return  # an event, or something that looks at lines
    if any(line.quantity is not None and not line.registers for line in lines):
        return  # events with their number
    days = [line.period for line in lines]
    whole, used = settlement.period, settlement.consumption
    if lines[0].count is not None:
        days = list(dict.fromkeys(days))  # zones of one power share their days
    if used is not None and lines[0].quantity is not None:
        there = days_there(used, lines[0].registers)
        whole = Period(min(held.start for held in there), max(held.end for held in there))
        days = list(dict.fromkeys(days))  # steps of one quantity share their days
    absent = [held.period for held in settlement.absences if held.component == component]
    assert tiles(whole, [*days, *absent]), f"{component} does not tile {whole}"


# ---- amounts -------------------------------------------------------------------------------------


def assert_explained(settlement: Settlement) -> None:
    """Assert that every amount evaluates again from its explanation, and from what the line shows.

    Raises:
        AssertionError: If an explanation gives another amount, or rests on other figures than the
            line shows.
    """
    for line in settlement.lines:
        again = value(line.explanation)
        assert again == line.amount.amount, f"{line.component}: {again} is not {line.amount}"
        assert again == evaluate(line.explanation), f"{line.component}: evaluates otherwise"
        _assert_inputs(line, settlement)
    for group in settlement.totals.groups:
        if group.explanations:
            again = sum((value(node) for node in group.explanations), _NOTHING)
            expected = group.tax if settlement.basis is PriceBasis.NET else group.net
            assert again == expected.amount, f"tax {group.rate.percent}: {again} is not {expected}"
        for node in group.explanations:
            rates = [held.value for held in nodes(node) if isinstance(held, Input)]
            assert group.rate.percent in rates, f"tax {group.rate.percent} rests on {rates}"
        if group.tax:
            assert group.explanations, f"tax {group.rate.percent} is not explained"
    assert_priced(settlement)


def _is_calculated(price: Fraction, below: Sequence[Explanation]) -> bool:
    return any(value(node) == price for node in below if isinstance(node, Operation | Rounded))


def _assert_inputs(line: Line, settlement: Settlement) -> None:
    below = list(nodes(line.explanation))
    given = [node for node in below if isinstance(node, Input)]
    if line.price is not None and line.role is not ChargeRole.CARBON:
        shown = Fraction(line.price.amount)
        net = shown * _WHOLE / (_WHOLE + Fraction(line.tax.percent))
        prices = [Fraction(held.value) for held in given if held.unit == line.price.unit.symbol]
        found = shown in prices or net in prices or _is_calculated(shown, below[1:])
        assert found, f"{line.component} shows {line.price}: {prices}"
    if line.count is not None and line.price is not None and _is_for(line.price, line.count):
        counts = [held.value for held in given if held.unit == line.count.unit.symbol]
        shown = Fraction(line.count.amount)
        found = shown in counts or any(
            to_step(value(node), MEAN_OF_PEAKS) == shown for node in below
        )
        assert found, f"{line.component} counts {line.count}, not {counts}"
    if line.quantity is not None:
        wanted = Fraction(line.quantity.amount)
        rows = [node.rows[0] for node in below if isinstance(node, SumOfProducts)]
        loads = sum((sum(row.counts) * Fraction(row.step) for row in rows), _NOTHING)
        found = loads == wanted or any(value(node) == wanted for node in below)
        assert found, f"{line.component} hides {wanted}"
    if settlement.consumption is not None and _is_whole(line, settlement):
        for interval in _below(line, settlement.consumption):
            why = interval.explanation
            assert any(node is why or node == why for node in below), (
                f"{line.component}, {line.period} does not rest on {interval.closing}"
            )
    for held in given:
        if held.source.startswith("line "):
            assert any(_is_base(held, other) for other in settlement.lines), (
                f"{line.component} rests on {held.value}, which no line charges"
            )


def _is_whole(line: Line, settlement: Settlement) -> bool:
    """Tell whether a line prices all that was used in its days, not a step of it."""
    beside = [
        other
        for other in settlement.lines
        if (other.component, other.period) == (line.component, line.period)
    ]
    return line.quantity is not None and len(beside) == 1


def _is_base(held: Input, line: Line) -> bool:
    shown = (line.label, line.amount.amount, f"line {line.period}")
    return line.kind is LineKind.CHARGED and shown == (held.label, held.value, held.source)


def assert_priced(settlement: Settlement, market: HasBillingRules | None = None) -> None:
    """Assert that a line is its quantity, or its time, times its price, rounded as it says.

    Args:
        settlement: The settlement.
        market: Brings the degree-day numbers, for charges that are shared by them.

    Raises:
        AssertionError: If a line shows a price or quantity that it does not bill.
    """
    rules: dict[str, set[str]] = {}
    for line in settlement.lines:
        if line.price is None:
            continue
        price = Fraction(line.price.amount) * line.price.unit.factor
        if line.quantity is not None:
            amount = price * Fraction(line.quantity.amount) * line.quantity.unit.factor
            again = to_step(amount, line.explanation.rule)
            shown = f"{line.quantity} at {line.price}"
            assert again == line.amount.amount, f"{line.component}: {shown} are not {line.amount}"
            continue
        if line.count is not None and _is_for(line.price, line.count):
            price *= Fraction(line.count.amount) * line.count.unit.factor
        if not any(unit.dimension[0] in ("day", "year") for unit in line.price.per.factors):
            again = to_step(price, line.explanation.rule)
            assert again == line.amount.amount, f"{line.component}: {line.count} at {line.price}"
            continue
        degrees = market.billing.degree_days if market is not None else None
        fitting = {
            rule
            for rule, share in as_shares_of_time(line, settlement, degrees).items()
            if to_step(price * share, line.explanation.rule) == line.amount.amount
        }
        if not fitting and degrees is None and _by_weights(line):
            continue
        rules[line.component] = rules.get(line.component, fitting) & fitting
        assert rules[line.component], f"{line.component}: {line.price} for {line.period}?"


def _is_for(price: Price, count: Quantity) -> bool:
    """Tell whether a price is for what is counted, and not only chosen by it."""
    return any(unit.dimension == count.unit.dimension for unit in price.per.factors)


def _by_weights(line: Line) -> bool:
    """Tell whether a share of time is a fraction of bare numbers, as degree-day numbers give."""
    return any(
        isinstance(node, Operation)
        and node.operator == "/"
        and all(isinstance(held, Constant) and held.unit == "1" for held in node.operands)
        for node in nodes(line.explanation)
    )


# ---- bills and plans -----------------------------------------------------------------------------


def assert_bill_adds_up(bill: Bill) -> None:
    """Assert that a bill is the sum of its settlements, its tax that of their lines or their sum.

    Raises:
        AssertionError: If tax, some sum or the balance is another.
    """
    held, first = bill.settlements, bill.settlements[0]
    ways = {(each.basis, each.tax_rounding, each.tax_level) for each in held}
    together = len(held) > 1 and len(ways) == 1 and first.tax_level is TaxLevel.DOCUMENT
    rates: dict[tuple[str, Decimal], list[Line]] = {}
    for line in bill.lines:
        if line.kind is LineKind.CHARGED:
            rates.setdefault((line.tax.category.code, line.tax.percent), []).append(line)
    groups = {(group.rate.category.code, group.rate.percent): group for group in bill.totals.groups}
    assert set(groups) == set(rates), f"rates {sorted(groups)} are not those of the lines"
    for (code, percent), group in groups.items():
        if together:
            _assert_group(first, group, rates[code, percent])
            continue
        mine = [
            part
            for each in held
            for part in each.totals.groups
            if (part.rate.category.code, part.rate.percent) == (code, percent)
        ]
        assert group.tax.amount == _sum(part.tax for part in mine), f"tax at {percent} %"
        assert group.net.amount == _sum(part.net for part in mine), f"net at {percent} %"
    totals = bill.totals
    assert totals.net.amount == _sum(group.net for group in totals.groups), "groups are not net"
    assert totals.tax.amount == _sum(group.tax for group in totals.groups), "groups are not tax"
    assert totals.gross.amount == _sum((totals.net, totals.tax)), "net and tax are not gross"
    balance = _sum((totals.gross, totals.rounding)) - _sum(each.deducted for each in held)
    assert bill.balance.amount == balance, f"balance {bill.balance} is not {balance}"


def assert_round_trips(bill: Bill) -> None:
    """Assert that a bill survives being written as JSON and read again, in a text with sorted keys.

    Raises:
        AssertionError: If another bill comes back, or another text the second time.
    """
    text = bill_to_json(bill)
    again = bill_from_json(text)
    assert again == bill, "another bill came back"
    assert bill_to_json(again) == text, "another text came out"

    def in_order(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        assert names == sorted(names), f"keys are not sorted: {names}"
        return dict(pairs)

    json.loads(text, object_pairs_hook=in_order)


def assert_plan_adds_up(plan: InstallmentPlan) -> None:
    """Assert that installments and the declared remainder add up to the total.

    Raises:
        AssertionError: If they do not.
    """
    asked = _sum(held.gross for held in plan.installments)
    remainder = Fraction(plan.remainder.amount)
    assert asked + remainder == plan.total.amount, f"{asked} + {remainder} != {plan.total}"


# ---- settling again ------------------------------------------------------------------------------


def assert_any_order(case: Case, market: HasBillingRules | None = None) -> None:
    """Assert that the order of readings and of payments does not matter.

    Raises:
        AssertionError: If another order gives another settlement.
    """
    settlement = case.settle(market)
    readings = case.readings
    half = len(readings) // 2
    for other in (readings[::-1], (*readings[half:], *readings[:half])):
        again = attrs.evolve(case, readings=other).settle(market)
        assert again == settlement, "another order of readings gives another settlement"


def assert_parts_are_the_whole(case: Case, market: HasBillingRules | None = None) -> None:
    """Assert that settling from reading to reading loses nothing beyond the named roundings.

    Tax is split where it changes, in the parts and in the whole; before it is rounded, each
    component must come to exactly the same. Left aside is what looks at the whole on purpose:
    thresholds of a year, the least use of a bonus, and cubic metres that are converted once.

    Raises:
        AssertionError: If a quantity, a day or an amount is lost or billed twice.
    """
    if case.conversion is not None:
        return
    case = _without_payments(case, market)
    whole = case.settle(market)
    used = whole.consumption
    if used is None:
        return
    ends = [
        {day for held in used.intervals if held.register == name
         for day in (held.period.start, held.period.end)}
        for name in used.registers
    ]  # fmt: skip
    days = sorted({whole.period.start, whole.period.end}.union(set.intersection(*ends)))
    parts = [
        attrs.evolve(case, period=Period(first, last)).settle(market)
        for first, last in itertools.pairwise(days)
    ]
    for name in used.registers:
        counted = sum((Fraction(part.consumption.of(name).amount) for part in parts
                       if part.consumption and name in part.consumption.registers),
                      _NOTHING)  # fmt: skip
        assert counted == used.of(name).amount, f"{name}: parts count {counted}"
    for component in case.prices.components:
        if _looks_at_the_whole(component):
            continue
        exact = _unrounded([whole], component.id)
        assert _unrounded(parts, component.id) == exact, f"{component.id}: parts are not {exact}"
        if component.measure is not Measure.EVENT:
            assert _days([whole], component.id) == _days(parts, component.id), component.id
    if not any(_looks_at_the_whole(held) and not held.of for held in case.prices.components):
        _assert_near(whole, parts)


def _without_payments(case: Case, market: HasBillingRules | None) -> Case:
    contract, period = case.contract, case.period
    spreading = case.spreading
    if spreading is None and market is not None and market.billing.spreading is not None:
        spreading = market.billing.spreading(contract, period)
    anchor = contract.billing_year_start or period.start
    return attrs.evolve(
        case,
        contract=attrs.evolve(contract, billing_year_start=anchor),
        spreading=spreading,
        rate_change=RateChange.SPLIT,
        received=(),
        demanded=(),
        procedure=Procedure.REQUESTED,
    )


def _looks_at_the_whole(component: object) -> bool:
    group = getattr(getattr(component, "group", ""), "value", "")
    least = getattr(component, "least_use", None)
    tiered = len(getattr(component, "tiers", ())) > 1  # their limits count what is settled
    return (
        bool(getattr(component, "of", ())) or least is not None or tiered or group not in ("", "a")
    )


def _lines(settlements: Sequence[Settlement], component: str) -> list[Line]:
    return [line for held in settlements for line in held.lines if line.component == component]


def _unrounded(settlements: Sequence[Settlement], component: str) -> Fraction:
    lines = _lines(settlements, component)
    return sum((value(line.explanation.operand) for line in lines), _NOTHING)


def _days(settlements: Sequence[Settlement], component: str) -> list[dt.date]:
    days = [line.period for line in _lines(settlements, component) if line.price is not None]
    for held in settlements:
        days += [gap.period for gap in held.absences if gap.component == component]
    return sorted(day for period in days for day in period)


def _assert_near(whole: Settlement, parts: Sequence[Settlement]) -> None:
    roundings = _NOTHING
    for held in (whole, *parts):
        rules: list[RoundingRule] = [line.explanation.rule for line in held.charged]
        rules += [held.tax_rounding for group in held.totals.groups for _ in group.explanations]
        roundings += sum((_most_lost(rule) for rule in rules), _NOTHING)
    discounts = len({line.component for line in whole.lines if _looks_at_lines(line)})
    allowed = roundings * 2 ** (discounts + 1)  # what looks at rounded lines passes it on, tax too
    off = abs(_sum(part.totals.gross for part in parts) - Fraction(whole.totals.gross.amount))
    assert off <= allowed, f"parts are {off} off, roundings explain {allowed}"


def _most_lost(rule: RoundingRule) -> Fraction:
    nearest = rule.mode in (RoundingMode.HALF_UP, RoundingMode.HALF_EVEN)
    return Fraction(rule.step) / (2 if nearest else 1)
