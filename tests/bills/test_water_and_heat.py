"""Water, waste water and heat: rates, deductions, prices per area and per connected load."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub

CASE = """
schema: utilbill.case/1
market: DE
language: de
document: {{date: 2026-01-20}}
supplies:
  - contract: {{id: W, commodity: water, supply_start: 2020-01-01}}
    period: {{first: 2025-01-01, last: 2025-12-31}}
    registers: [{{id: house, unit: m³}}]
    readings:
      - {{register: house, day: 2025-01-01, value: 100}}
      - {{register: house, end_of: 2025-12-31, value: 220}}
    price_sheet:
      name: water
      basis: net
      components:
        - {{type: unit_price, id: water, price: 2.10 EUR/m³, tax: reduced}}
        - type: standing_charge
          id: base
          price: 60 EUR/year
          proration: calendar_year
          tax: reduced
    received:
      - {{day: 2025-06-01, amount: 300.00 EUR}}
  - contract: {{id: A, commodity: waste_water, supply_start: 2020-01-01}}
    period: {{first: 2025-01-01, last: 2025-12-31}}
    registers: [{{id: house, unit: m³}}, {{id: garden, unit: m³, part_of: house}}]
    readings:
      - {{register: house, day: 2025-01-01, value: 100}}
      - {{register: house, end_of: 2025-12-31, value: 220}}
      - {{register: garden, day: 2025-01-01, value: 10}}
      - {{register: garden, end_of: 2025-12-31, value: {garden}}}
    price_sheet:
      name: fees by statute
      basis: net
      components:
        - {{type: unit_price, id: sewage, price: 2.50 EUR/m³, less: [garden], tax: out_of_scope}}
        - type: standing_charge
          id: rain
          price: 0.80 EUR/m²/year
          count: 95 m²
          proration: calendar_year
          tax: out_of_scope
    received:
      - {{day: 2025-06-01, amount: 350.00 EUR}}
"""


def euro(text):
    return ub.Money(text, "EUR")


@pytest.fixture
def bill_of(tmp_path):
    def write(text):
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return ub.bill_case(ub.load_case(path))

    return write


def test_water_at_its_rate_and_split_fees_without_tax_on_one_bill(bill_of):
    bill = bill_of(CASE.format(garden=30))
    water, waste = bill.settlements

    # water: 120 m³ at 2.10 and 60.00 make 312.00, 7 % of it 21.84
    assert (water.totals.net, water.totals.tax) == (euro("312.00"), euro("21.84"))
    # waste water: 120 less 20 m³ at 2.50, and 95 m² at 0.80: fees by public law carry no tax
    assert [line.amount for line in waste.lines] == [euro("250.00"), euro("76.00")]
    assert waste.totals.tax == euro(0)
    assert bill.totals.gross == euro("659.84")
    assert bill.balance == euro("9.84")
    # installments for water carried 7 %, those for fees nothing
    assert (water.paid_tax, waste.paid_tax) == (euro("19.63"), euro(0))
    printed = ub.bill_text(bill, "de")
    assert "Umsatzsteuer 7 % auf 312,00" in printed
    assert "95 m²" in printed


@given(st.integers(0, 120))
def test_what_the_garden_meter_counts_is_never_charged_as_waste_water(used):
    point = ub.SupplyPoint(
        commodity="waste_water",
        registers=[ub.Register("house", "m³"), ub.Register("garden", "m³", part_of="house")],
    )
    year = ub.Period.of_year(2025)
    readings = [
        ub.Reading(name, day, value)
        for name, last in (("house", 120), ("garden", used))
        for day, value in ((year.start, 0), (year.end, last))
    ]
    sheet = ub.PriceSheet(
        name="fees",
        basis="net",
        components=[
            ub.UnitPrice(
                id="sewage",
                label=ub.Label("Sewage"),
                prices="2.50 EUR/m³",
                less=("garden",),
                tax="out_of_scope",
            )
        ],
    )

    bill = ub.settle(
        ub.Contract(id="A", supply_start="2020-01-01", supply_point=point),
        year,
        readings,
        sheet,
        market=ub.market("DE"),
    )

    assert bill.totals.gross == euro(Decimal("2.5") * (120 - used))


def test_more_in_the_garden_than_in_the_house_is_refused_at_its_place(bill_of):
    with pytest.raises(ub.UtilbillError, match="is more than the whole") as caught:
        bill_of(CASE.format(garden=131))
    assert caught.value.where.line == 37


HEAT = """
schema: utilbill.case/1
market: DE
language: de
contract: {id: H, commodity: heat, supply_start: 2020-01-01}
period: {first: 2024-07-01, last: 2025-06-30}
registers: [{id: heat, unit: MWh}]
readings:
  - {register: heat, day: 2024-07-01, value: 100}
  - {register: heat, end_of: 2025-06-30, value: 120}
price_sheet:
  name: district heat
  basis: net
  components:
    - type: unit_price
      id: energy
      prices: [{since: 2024-01-01, price: 90 EUR/MWh}, {since: 2025-01-01, price: 100 EUR/MWh}]
    - {type: standing_charge, id: load, price: 36.50 EUR/kW/year, count: 15 kW, proration: days_365}
    - {type: metering_charge, id: meter, price: 73.00 EUR/year, proration: days_365}
"""


def test_district_heat_is_spread_by_degree_days_over_a_change_of_price(bill_of):
    (bill,) = bill_of(HEAT).settlements

    # July to December hold 13 1/3 + 13 1/3 + 30 + 80 + 120 + 160 of 1000 parts
    energy = [line for line in bill.lines if line.component == "energy"]
    assert [str(line.quantity) for line in energy] == ["8.333 MWh", "11.667 MWh"]
    assert [line.amount for line in energy] == [euro("749.97"), euro("1166.70")]
    assert "AVBFernwärmeV" in bill.spreading_reference
    # 365 days of 15 kW, and of the meter
    assert [line.amount for line in bill.lines[2:]] == [euro("547.50"), euro("73.00")]
    assert bill.totals.groups[0].rate.percent == 19
