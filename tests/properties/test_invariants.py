"""The invariants themselves: a settlement that was tampered with does not pass."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

import utilbill as ub
from utilbill import testing
from utilbill.billing.totals import total_lines

DE = ub.market("DE")
YEAR = ub.Period.of_year(2024)
JULY = dt.date(2024, 7, 1)


def label(name):
    return ub.Label(name)


def sheet(basis):
    change = ub.dated_prices(("2024-01-01", "25 ct/kWh"), ("2024-05-01", "26 ct/kWh"))
    return ub.PriceSheet(name="s", basis=basis, components=[
        ub.UnitPrice(id="day", label=label("day"), prices=change, registers="1-0:1.8.1"),
        ub.UnitPrice(id="night", label=label("night"), prices="19 ct/kWh", registers="1-0:1.8.2"),
        ub.StandingCharge(
            id="base", label=label("base"), prices="100 EUR/year", proration="calendar_year"
        ),
        *DE.statutory.levies("electricity"),
        ub.UnitPrice(id="grid", label=label("grid"), prices="7 ct/kWh", kind="contained"),
        ub.OneOff(id="visit", label=label("visit"), amount=ub.Money(30, "EUR"), on="2024-03-03"),
        ub.PercentDiscount(id="off", label=label("off"), percent=7, of=("day", "base")),
        ub.Bonus(id="bonus", label=label("bonus"), amount=ub.Money(50, "EUR"), after_months=6),
    ])  # fmt: skip


def settled(basis="net", **more):
    registers = [
        ub.Register("1-0:1.8.1", meter="A", digits=5, ratio=30),
        ub.Register("1-0:1.8.1", meter="B", digits=5),
        ub.Register("1-0:1.8.2", digits=5),
    ]
    readings = [
        ub.Reading("1-0:1.8.1", YEAR.start, 99_990, meter="A"),
        ub.Reading("1-0:1.8.1", JULY, 10, meter="A"),  # 20 times 30
        ub.Reading("1-0:1.8.1", JULY, 5, meter="B"),
        ub.Reading("1-0:1.8.1", YEAR.end, 705, meter="B"),
        ub.Reading("1-0:1.8.2", YEAR.start, 0),
        ub.Reading("1-0:1.8.2", JULY, 311, "estimated", reason="snow"),
        ub.Reading("1-0:1.8.2", YEAR.end, 707),
    ]
    point = ub.SupplyPoint(commodity="electricity", registers=registers)
    contract = ub.Contract(id="c", supply_start=YEAR.start, supply_point=point)
    rate = ub.TaxRate(ub.TaxCategory.STANDARD, 19)
    received = [
        ub.ReceivedInstallment.of(f"2024-0{month}-01", ub.Money(50, "EUR"), rate)
        for month in (2, 3)
    ]
    return ub.settle(
        contract, YEAR, readings, sheet(basis), market=DE, spreading=ub.LINEAR,
        received=received, **more,
    )  # fmt: skip


BILLS = {
    (basis, level): settled(basis, tax_level=level)
    for basis in ("net", "gross")
    for level in ("document", "line")
}


def totalled(bill, lines):
    totals = total_lines(
        lines, currency="EUR", basis=bill.basis, level=bill.tax_level, rounding=bill.tax_rounding
    )
    return attrs.evolve(bill, lines=tuple(lines), totals=totals)


def each(bill, change, *components):
    return totalled(bill, [
        change(line) if not components or line.component in components else line
        for line in bill.lines
    ])  # fmt: skip


def without(bill, component, which=None):
    mine = [line for line in bill.lines if line.component == component]
    gone = mine if which is None else [mine[which]]
    return totalled(bill, [line for line in bill.lines if not any(line is held for held in gone)])


def tax_of_a_cent(bill):
    group = bill.totals.groups[0]
    cent = ub.Money("0.01", "EUR")
    group = attrs.evolve(group, tax=cent, gross=group.net + cent, explanations=())
    totals = attrs.evolve(bill.totals, groups=(group,), tax=cent, gross=group.gross)
    return attrs.evolve(bill, totals=totals)


def interval(bill, place, **changes):
    held = list(bill.consumption.intervals)
    held[place] = attrs.evolve(held[place], **changes)
    return attrs.evolve(bill, consumption=attrs.evolve(bill.consumption, intervals=tuple(held)))


def without_finding(code):
    def change(bill):
        return attrs.evolve(
            bill, findings=tuple(held for held in bill.findings if held.code != code)
        )

    return change


def shown(**changes):
    def change(line):
        return attrs.evolve(line, **changes)

    return change


def off_by_a_cent(line):
    return attrs.evolve(line, amount=line.amount + ub.Money("0.01", "EUR"))


def at_seven(line):
    return attrs.evolve(line, tax=attrs.evolve(line.tax, percent=7))


def paid_less(bill):
    held = bill.received[0]
    part = attrs.evolve(held.parts[0], tax=ub.Money("8.02", "EUR"), net=ub.Money("41.98", "EUR"))
    return attrs.evolve(bill, received=(attrs.evolve(held, parts=(part,)), bill.received[1]))


#: What was done to a settlement, and what finds it without being told the prices.
TAMPERED = {
    "tax is a cent": (tax_of_a_cent, testing.assert_taxed),
    "payable is rounded": (
        lambda bill: attrs.evolve(
            bill, totals=attrs.evolve(bill.totals, rounding=ub.Money("0.01", "EUR"))
        ),
        testing.assert_taxed,
    ),
    "tax paid at another rate": (paid_less, testing.assert_deducted),
    "shown price": (
        lambda bill: each(bill, shown(price=ub.Price.parse("99 ct/kWh")), "night"),
        testing.assert_priced,
    ),
    "shown price of time": (
        lambda bill: each(bill, shown(price=ub.Price.parse("101 EUR/year")), "base"),
        testing.assert_priced,
    ),
    "shown quantity": (
        lambda bill: each(bill, shown(quantity=ub.Quantity(706, "kWh")), "night"),
        testing.assert_priced,
    ),
    "a cent more": (lambda bill: each(bill, off_by_a_cent, "night"), testing.assert_priced),
    "a cent more of a discount": (
        lambda bill: each(bill, off_by_a_cent, "off"),
        testing.assert_explained,
    ),
    "register without a price": (lambda bill: without(bill, "night"), testing.assert_billed_once),
    "months without a price": (lambda bill: without(bill, "day", 0), testing.assert_billed_once),
    "standing charge of some days": (
        lambda bill: each(bill, shown(period=ub.Period(YEAR.start, JULY)), "base"),
        testing.assert_billed_once,
    ),
    "charged twice": (
        lambda bill: totalled(bill, [*bill.lines, bill.lines[0]]),
        testing.assert_billed_once,
    ),
    "only shown": (
        lambda bill: each(bill, shown(kind=ub.LineKind.CONTAINED), "night"),
        testing.assert_billed_once,
    ),
    "priced for another register": (
        lambda bill: each(bill, shown(registers=("1-0:1.8.1",)), "night"),
        testing.assert_billed_once,
    ),
    "transformer ratio": (lambda bill: interval(bill, 0, amount=Decimal(20)),
                          testing.assert_counted),
    "a meter of an exchange": (
        lambda bill: attrs.evolve(bill, consumption=attrs.evolve(
            bill.consumption, intervals=bill.consumption.intervals[1:]
        )),
        testing.assert_counted,
    ),
    "readings of both meters": (
        lambda bill: interval(bill, 0, closing=bill.consumption.intervals[1].opening),
        testing.assert_counted,
    ),
    "assumed rollover": (without_finding("rollover_assumed"), testing.assert_counted),
    "estimate": (without_finding("estimated_reading"), testing.assert_estimates_declared),
    "passes for measured": (
        lambda bill: each(bill, shown(measured=True), "night"),
        testing.assert_estimates_declared,
    ),
}  # fmt: skip


@pytest.mark.parametrize("made", BILLS)
def test_what_was_settled_is_lawful(made):
    testing.assert_lawful(BILLS[made], sheet(made[0]), DE)


@pytest.mark.parametrize("made", BILLS)
@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_is_found(what, made):
    change, check = TAMPERED[what]
    bill = change(BILLS[made])
    with pytest.raises(AssertionError):
        check(bill)
    with pytest.raises(AssertionError):
        testing.assert_lawful(bill)


@pytest.mark.parametrize("basis", ["net", "gross"])
@pytest.mark.parametrize(
    "change",
    [
        lambda bill: without(bill, "offshore"),
        lambda bill: without(without(bill, "day"), "night"),
        lambda bill: without(bill, "base"),
        lambda bill: without(bill, "visit"),
        lambda bill: without(bill, "off"),
        lambda bill: totalled(bill, [*bill.lines, next(
            line for line in bill.lines if line.component == "bonus"
        )]),
        lambda bill: each(bill, shown(component="unknown"), "visit"),
        lambda bill: each(bill, shown(kind=ub.LineKind.CONTAINED), "offshore"),
    ],
)  # fmt: skip
def test_what_was_agreed_and_is_not_billed_is_found(change, basis):
    bill = BILLS[basis, "document"]
    testing.assert_as_agreed(bill, sheet(basis), DE)
    with pytest.raises(AssertionError):
        testing.assert_as_agreed(change(bill), sheet(basis), DE)


@pytest.mark.parametrize("basis", ["net", "gross"])
def test_another_price_than_agreed_is_found(basis):
    dearer = [
        attrs.evolve(held, prices="20 ct/kWh") if held.id == "night" else held
        for held in sheet(basis).components
    ]
    with pytest.raises(AssertionError, match="night on 2024-01-01: 19 ct/kWh, not 20 ct/kWh"):
        testing.assert_as_agreed(
            BILLS[basis, "document"], attrs.evolve(sheet(basis), components=dearer)
        )


def test_another_figure_of_law_is_found():
    other = DE.with_law(
        DE.law.with_figure("de.levy.offshore", "2024-10-01", "0.7", "a letter of the operator")
    )
    with pytest.raises(AssertionError, match="offshore on 2024-12-31"):
        testing.assert_as_agreed(BILLS["net", "document"], sheet("net"), other)


def test_another_rate_of_tax_is_found_by_who_knows_the_market():
    bill = each(BILLS["net", "document"], at_seven)
    testing.assert_taxed(bill)
    with pytest.raises(AssertionError, match="are not those of 2024-01-01"):
        testing.assert_taxed(bill, DE)


@pytest.mark.parametrize("change", ["split", "end_of_period"])
def test_both_lawful_answers_to_a_change_of_rate_pass(change):
    period = ub.Period("2020-03-01", "2020-10-01")
    point = ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")])
    contract = ub.Contract(id="c", supply_start=period.start, supply_point=point)
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 999)]
    energy = ub.UnitPrice(id="energy", label=label("energy"), prices="25 ct/kWh")
    prices = ub.PriceSheet(name="s", basis="net", components=[energy])
    bill = ub.settle(
        contract, period, readings, prices, market=DE, spreading=ub.LINEAR, rate_change=change
    )
    testing.assert_lawful(bill, prices, DE)
    wrong = each(bill, lambda line: attrs.evolve(line, tax=attrs.evolve(line.tax, percent=19)))
    with pytest.raises(AssertionError):
        testing.assert_taxed(wrong, DE)


def test_a_plan_that_lost_a_cent_is_found():
    plan = ub.build_plan(
        ub.Forecast(ub.Period.of_year(2025), ub.Money(100, "EUR")), ub.due_dates("2025-01-31", 3)
    )
    object.__setattr__(plan, "remainder", ub.Money(0, "EUR"))  # as a broken builder would
    with pytest.raises(AssertionError):
        testing.assert_plan_adds_up(plan)


@pytest.mark.parametrize("levels", [("document",) * 3, ("document", "line"), ("line", "line")])
def test_a_bill_is_the_sum_of_its_settlements(levels):
    bill = ub.combine([BILLS["net", level] for level in levels])
    testing.assert_bill_adds_up(bill)
    added = sum((held.totals.tax for held in bill.settlements), ub.Money(0, "EUR"))
    more = added + ub.Money("0.01", "EUR")
    for tax in {added, more} - {bill.totals.tax}:
        group = attrs.evolve(bill.totals.groups[0], tax=tax)
        totals = attrs.evolve(bill.totals, groups=(group,), tax=tax, gross=group.net + tax)
        with pytest.raises(AssertionError):
            testing.assert_bill_adds_up(attrs.evolve(bill, totals=totals))
