"""Prices that depend on how much was used."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.values.errors import CurrencyMismatchError, MissingChoiceError, UnitError

GERMANY = ub.market("DE")
YEAR = ub.Period.of_year(2025)


def energy(mode="blocks", *tiers, **more):
    tiers = tiers or (ub.Tier("30 ct/kWh", "1000 kWh"), ub.Tier("25 ct/kWh", "3000 kWh"),
                      ub.Tier("20 ct/kWh"))  # fmt: skip
    return ub.TieredPrice(id="energy", label=ub.Label("Energy"), mode=mode, tiers=tiers, **more)


def settled(component, used, period=YEAR, **more):
    contract = ub.Contract(
        id="c",
        supply_start=YEAR.start.replace(year=2015),
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")]),
    )
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, used)]
    sheet = ub.PriceSheet(name="s", basis="net", components=[component])
    return ub.settle(contract, period, readings, sheet, market=GERMANY, **more)


def lines(settlement):
    return [(str(line.quantity), str(line.price), str(line.amount.amount))
            for line in settlement.lines]  # fmt: skip


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        (0, [("0 kWh", "30 ct/kWh", "0.00")]),
        (999, [("999 kWh", "30 ct/kWh", "299.70")]),
        (1000, [("1000 kWh", "30 ct/kWh", "300.00")]),
        (1001, [("1000 kWh", "30 ct/kWh", "300.00"), ("1 kWh", "25 ct/kWh", "0.25")]),
        (3500, [("1000 kWh", "30 ct/kWh", "300.00"), ("2000 kWh", "25 ct/kWh", "500.00"),
                ("500 kWh", "20 ct/kWh", "100.00")]),
    ],
)  # fmt: skip
def test_each_block_prices_its_part(used, expected):
    assert lines(settled(energy(), used)) == expected


@pytest.mark.parametrize(
    ("used", "price", "amount"),
    [(1000, "30 ct/kWh", "300.00"), (1001, "25 ct/kWh", "250.25"), (3000, "25 ct/kWh", "750.00"),
     (3001, "20 ct/kWh", "600.20")],
)  # fmt: skip
def test_a_scale_prices_the_whole(used, price, amount):
    assert lines(settled(energy("whole"), used)) == [(f"{used} kWh", price, amount)]


def test_lines_name_their_tiers():
    named = [line.label.en for line in settled(energy(), 3500).lines]
    assert named == ["Energy, up to 1000 kWh", "Energy, up to 3000 kWh", "Energy, above 3000 kWh"]


def test_a_limit_through_time_shrinks_with_the_days():
    yearly = (ub.Tier("30 ct/kWh", "1000 kWh/year"), ub.Tier("25 ct/kWh"))
    half = ub.Period.through("2025-01-01", "2025-06-30")
    bill = settled(energy("blocks", *yearly, proration="calendar_year"), 1000, half)
    # 1 000 × 181/365 = 495.9
    assert lines(bill) == [("496 kWh", "30 ct/kWh", "148.80"), ("504 kWh", "25 ct/kWh", "126.00")]
    whole = settled(energy("whole", *yearly, proration="calendar_year"), 496, half)
    assert lines(whole) == [("496 kWh", "30 ct/kWh", "148.80")]


def test_a_change_of_tax_divides_the_limit_like_the_quantity():
    year = ub.Period.of_year(2020)
    bill = settled(energy(), 3660, year, rate_change="split", spreading=ub.LINEAR)
    # 1 820 and 1 840 of 3 660 kWh have 497 and 503 of the first 1 000.
    first = [held for held in lines(bill) if held[1] == "30 ct/kWh"]
    assert [quantity for quantity, _, _ in first] == ["497 kWh", "503 kWh"]
    assert sum(Decimal(q.split()[0]) for q, _, _ in lines(bill)) == 3660


def test_limits_are_divided_without_what_another_meter_counts():
    registers = [ub.Register("w", unit="m³"), ub.Register("garden", unit="m³", part_of="w")]
    year = ub.Period.of_year(2020)
    contract = ub.Contract(
        id="c",
        supply_start=year.start,
        supply_point=ub.SupplyPoint(commodity="waste_water", registers=registers),
    )
    tiers = [ub.Tier("1 EUR/m³", "100 m³"), ub.Tier("2 EUR/m³")]
    sheet = ub.PriceSheet(
        name="s", basis="net", components=[energy("blocks", *tiers, less="garden")]
    )
    readings = [ub.Reading("w", year.start, 0), ub.Reading("w", year.end, 366)]
    readings += [ub.Reading("garden", year.start, 0), ub.Reading("garden", year.end, 183)]
    settlement = ub.settle(contract, year, readings, sheet, market=GERMANY,
                           spreading=ub.LINEAR, rate_change="split")  # fmt: skip
    assert [str(line.quantity) for line in settlement.lines] == [
        "50 m³", "41 m³",  # 182 - 91 in the first half of the year: 91 of 183
        "50 m³", "42 m³",
    ]  # fmt: skip


def test_prices_of_tiers_are_published_without_a_sum():
    sheet = ub.PriceSheet(name="s", basis="net", components=[
        energy(), GERMANY.statutory.quantity_tax("electricity")])  # fmt: skip
    shown = ub.price_overview(sheet, YEAR.start, GERMANY.billing.taxation, law=GERMANY.law)
    assert [str(row.gross.amount) for row in shown.rows] == ["35.70", "29.75", "23.80", "2.44"]
    assert shown.sums == ()
    assert str(shown.statutory[0].net) == "2.05 ct/kWh"


@given(st.integers(0, 10**6), st.lists(st.integers(1, 10**6), max_size=4, unique=True))
def test_the_blocks_are_the_whole(used, limits):
    tiers = [ub.Tier("10 ct/kWh", f"{limit} kWh") for limit in sorted(limits)]
    bill = settled(energy("blocks", *tiers, ub.Tier("10 ct/kWh")), used)
    assert bill.totals.net == ub.Money(Decimal(used) / 10, "EUR")
    for line in bill.lines:
        assert ub.evaluate(line.explanation) == line.amount.amount


@pytest.mark.parametrize(
    ("tiers", "error", "message"),
    [
        ([], ub.InvalidInputError, "End with a tier"),
        ([ub.Tier("1 ct/kWh", "9 kWh")], ub.InvalidInputError, "End with a tier"),
        ([ub.Tier("1 ct/kWh"), ub.Tier("1 ct/kWh")], ub.InvalidInputError, "is missing"),
        ([ub.Tier("1 ct/kWh", "9 kWh"), ub.Tier("1 ct/kWh", "9 kWh"), ub.Tier("1 ct/kWh")],
         ub.InvalidInputError, "does not rise"),
        ([ub.Tier("1 ct/kWh", "9 kWh"), ub.Tier("1 ct/kWh", "10 kWh/year"), ub.Tier("1 ct/kWh")],
         UnitError, "unit"),
        ([ub.Tier("1 ct/kWh", "9 m³"), ub.Tier("1 ct/kWh")], UnitError, "is no limit of kWh"),
        ([ub.Tier("1 ct/kWh", "9 kWh"), ub.Tier("1 ct/m³")], UnitError, "is not per kWh"),
        ([ub.Tier("1 ct/kWh", "9 kWh"), ub.Tier("1 öre/kWh")], CurrencyMismatchError, "EUR"),
        ([ub.Tier("1 ct/kWh", "9 kWh/year"), ub.Tier("1 ct/kWh")], MissingChoiceError, "proration"),
    ],
)  # fmt: skip
def test_tiers_that_cannot_be(tiers, error, message):
    with pytest.raises(error, match=message):
        ub.TieredPrice(id="energy", label=ub.Label("Energy"), mode="blocks", tiers=tiers)


def test_tiers_in_a_case_file():
    text = """\
schema: utilbill.case/1
market: DE
contract: {id: w, commodity: water, supply_start: 2025-01-01}
period: {first: 2025-01-01, last: 2025-12-31}
registers: [{id: main, unit: m³}]
readings:
  - {register: main, day: 2025-01-01, value: 0}
  - {register: main, end_of: 2025-12-31, value: 150}
price_sheet:
  name: Water
  basis: net
  components:
    - type: tiered_price
      id: water
      mode: blocks
      tax: reduced
      proration: calendar_year
      tiers: [{price: 1.20 EUR/m³, up_to: 100 m³/year}, {price: 2.00 EUR/m³}]
"""
    loaded = ub.parse_case(text.encode(), "water.yaml")
    assert ub.bill_case(loaded).totals.net == ub.Money("220.00", "EUR")
    (shown,) = ub.case_prices(loaded)
    assert [str(row.gross) for row in shown.rows] == ["1.28 EUR/m³", "2.14 EUR/m³"]
    with pytest.raises(ub.InvalidInputError, match="End with a tier") as caught:
        ub.parse_case(text.replace(", {price: 2.00 EUR/m³}", "").encode(), "water.yaml")
    assert str(caught.value.where).startswith("water.yaml:13")
