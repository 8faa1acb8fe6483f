"""StromGVV/GasGVV § 12 Abs. 2: consumption over a change of price; shares of standing charges."""

import datetime as dt
from decimal import Decimal

import pytest
from words import energy, standing

import utilbill as ub

PRICES = ub.dated_prices(("2025-01-01", "30.00 ct/kWh"), ("2026-01-01", "32.00 ct/kWh"))


@pytest.mark.example("EX-SPLIT-1", "EX-SPLIT-2", "EX-SPLIT-3")
@pytest.mark.parametrize(
    ("method", "parts"),
    [("linear", [2750, 900]), ("H0", [2610, 1040]), ("H25", [2639, 1011])],
)
def test_stromgvv_12_2_consumption_over_a_price_change(household, germany, method, parts):
    spreading = ub.LINEAR if method == "linear" else germany.spreading(method)

    bill = household.settle("2025-04-01", "2026-03-31", 3650, [energy(PRICES)], spreading=spreading)

    assert [line.quantity.amount for line in bill.lines] == parts
    assert bill.spreading == method


@pytest.mark.example("EX-SPLIT-4")
def test_gasgvv_12_2_gas_is_spread_by_degree_days(household, germany):
    bill = household.settle(
        "2025-05-16",
        "2026-05-15",
        20000,
        [energy(PRICES)],
        commodity=ub.Commodity.GAS,
        spreading=germany.spreading("degree_days"),
    )

    assert [line.quantity.amount for line in bill.lines] == [9013, 10987]


@pytest.mark.example("EX-SPLIT-5")
def test_an_integer_split_adds_up_by_the_largest_remainder():
    assert ub.allocate(Decimal(1000), [1, 1, 1], Decimal(1)) == (334, 333, 333)


@pytest.mark.example("EX-BASE-1")
@pytest.mark.parametrize(
    ("proration", "amount"),
    [(ub.Proration.CALENDAR_YEAR, "20.55"), (ub.Proration.MONTHS, "20.98")],
)
def test_the_share_of_a_standing_charge_depends_on_the_agreed_rule(household, proration, amount):
    bill = household.settle(
        "2026-02-10", "2026-03-31", None, [standing("150.00 EUR/year", proration)]
    )

    assert bill.lines[0].amount.amount == Decimal(amount)


def test_the_market_supplies_the_lawful_way_with_its_paragraph(household):
    bill = household.settle("2024-04-01", "2025-03-31", 3650, [energy(PRICES_2024)])

    assert bill.spreading == "H0"
    assert bill.spreading_reference == "StromGVV § 12 Abs. 2"


PRICES_2024 = ub.dated_prices(("2024-01-01", "30.00 ct/kWh"), ("2025-01-01", "32.00 ct/kWh"))


def test_a_reading_on_the_day_of_the_change_needs_no_spreading(germany):
    period = ub.Period.of_year(2024)
    change = dt.date(2024, 7, 1)
    contract = ub.Contract(
        id="c",
        supply_start=period.start,
        supply_point=ub.SupplyPoint(
            commodity=ub.Commodity.ELECTRICITY, registers=[ub.Register("r")]
        ),
    )
    sheet = ub.PriceSheet(
        name="s",
        basis=ub.PriceBasis.NET,
        components=[
            energy(ub.dated_prices(("2024-01-01", "30 ct/kWh"), ("2024-07-01", "32 ct/kWh")))
        ],
    )
    readings = [
        ub.Reading("r", period.start, 0),
        ub.Reading("r", change, 1000),
        ub.Reading("r", period.end, 3000),
    ]

    bill = ub.settle(contract, period, readings, sheet, market=germany, spreading=ub.BY_READING)

    assert [line.quantity.amount for line in bill.lines] == [1000, 2000]
    assert bill.spreading == ""
