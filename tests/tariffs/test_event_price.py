"""A price per event: number times price, by the price and the tax of the days."""

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.testing.invariants import assert_lawful
from utilbill.values.errors import InvalidInputError, PeriodError, UnitError

GERMANY = ub.market("DE")
YEAR = ub.Period.of_year(2025)


def visits(events, prices="45 EUR/unit", **more):
    return ub.EventPrice(
        id="visit", label=ub.Label("Call-out", "Einsatz"), prices=prices, events=events, **more
    )


def settle(component, period=YEAR, basis="net"):
    contract = ub.Contract(
        id="S",
        supply_start="2019-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    )
    readings = [ub.Reading("main", period.start, 0), ub.Reading("main", period.end, 0)]
    energy = ub.UnitPrice(id="energy", label="Energy", prices="30 ct/kWh")
    sheet = ub.PriceSheet(name="Service", basis=basis, components=[energy, component])
    settlement = ub.settle(
        contract, period, readings, sheet, market=GERMANY, rate_change=ub.RateChange.SPLIT
    )
    assert_lawful(settlement, sheet)
    return settlement


def billed(settlement):
    return [
        (str(line.period), str(line.quantity), str(line.price), str(line.amount))
        for line in settlement.lines
        if line.component == "visit"
    ]


def test_three_call_outs_at_45_euro_are_one_line():
    settlement = settle(visits(["2025-05-06", "2025-02-03", "2025-02-03"]))

    assert billed(settlement) == [
        ("2025-02-03..2025-05-06", "3 unit", "45 EUR/unit", "135.00 EUR"),
    ]
    bill = ub.combine([settlement], document_date="2026-01-10")
    assert "3 Stk." in ub.bill_text(bill, "de")
    assert "45 EUR/Stk." in ub.bill_text(bill, "de")
    assert ub.evaluate(settlement.lines[1].explanation) == 135


def test_a_new_price_makes_a_new_line_and_divides_no_energy():
    prices = ub.dated_prices(("2025-01-01", "45 EUR/unit"), ("2025-04-01", "48.50 EUR/unit"))
    settlement = settle(visits(["2025-03-31", "2025-04-01", "2025-04-02"], prices))

    assert billed(settlement) == [
        ("2025-03-31..2025-03-31", "1 unit", "45 EUR/unit", "45.00 EUR"),
        ("2025-04-01..2025-04-02", "2 unit", "48.50 EUR/unit", "97.00 EUR"),
    ]
    assert settlement.spreading == ""


def test_events_on_both_sides_of_a_new_rate_of_tax_bear_their_own():
    settlement = settle(visits(["2020-06-30", "2020-07-01", "2020-12-31"]), ub.Period.of_year(2020))

    assert [(line.tax.percent, str(line.amount)) for line in settlement.lines[-2:]] == [
        (19, "45.00 EUR"),
        (16, "90.00 EUR"),
    ]


def test_events_known_only_by_their_number_count_on_one_day():
    sessions = visits(
        [ub.PricedEvent("2025-01-31", 12), ub.PricedEvent("2025-02-28", 0)], "0.35 EUR/unit"
    )
    assert billed(settle(sessions)) == [
        ("2025-01-31..2025-02-28", "12 unit", "0.35 EUR/unit", "4.20 EUR"),
    ]


def test_a_period_without_events_says_so_and_is_no_gap_between_documents():
    prices = visits(["2025-05-06"])
    first, second = (
        settle(prices, period) for period in YEAR.split_at([YEAR.start.replace(month=3)])
    )

    assert [held.component for held in first.absences] == ["visit"]
    assert billed(first) == []
    assert billed(second) == [("2025-05-06..2025-05-06", "1 unit", "45 EUR/unit", "45.00 EUR")]
    documents = [
        ub.draft(ub.combine([held], document_date="2026-01-10")) for held in (first, second)
    ]
    assert not ub.billed_once(documents).gaps


def test_why_two_bills_differ_counts_events_to_the_cent():
    old, new = (settle(visits(["2025-05-06"] * times)) for times in (1, 3))
    found = ub.difference(
        ub.combine([old], document_date="2026-01-10"), ub.combine([new], document_date="2026-01-10")
    )
    assert sum(part.amount.amount for part in found.parts) == new.totals.gross.amount - (
        old.totals.gross.amount
    )


@given(st.lists(st.dates(YEAR.start, YEAR.last)), st.dates(YEAR.start, YEAR.last))
def test_parts_of_a_period_bill_each_event_once(days, cut):
    component = visits(days)
    parts = [settle(component, part) for part in YEAR.split_at([cut])]
    counted = sum(
        line.quantity.amount for held in parts for line in held.lines if line.component == "visit"
    )
    assert counted == len(days)


CASE = """
schema: utilbill.case/1
market: DE
language: de
contract: {id: S, commodity: electricity, supply_start: 2020-01-01}
period: {first: 2025-01-01, last: 2025-03-31}
price_sheet:
  name: Service
  basis: net
  components:
    - type: event_price
      id: visit
      label: {en: Call-out, de: Einsatz}
      price: 45 EUR/unit
      events:
        - {on: 2025-02-03, count: 2}
        - {on: 2025-03-21}
"""


def test_a_case_file_holds_what_happened():
    bill = ub.bill_case(ub.parse_case(CASE.encode(), "case.yaml"))
    assert [str(line.amount) for line in bill.lines] == ["135.00 EUR"]
    assert "3 Stk." in ub.bill_text(bill, "de")


def test_a_case_file_with_half_an_event_is_refused_at_its_place():
    with pytest.raises(InvalidInputError) as caught:
        ub.parse_case(CASE.replace("count: 2", "count: 1.5").encode(), "case.yaml")
    assert caught.value.where.line == 16


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: visits([], "45 EUR/kWh"), UnitError),
        (lambda: visits([ub.PricedEvent("2025-01-01", "1.5")]), InvalidInputError),
        (lambda: visits([ub.PricedEvent("2025-01-01", -1)]), InvalidInputError),
        (lambda: visits(["January"]), PeriodError),
    ],
)
def test_what_is_no_event_is_refused(wrong, error):
    with pytest.raises(error):
        wrong()
