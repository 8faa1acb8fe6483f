"""Scenarios as overlays, and portfolios under assumptions on who stays."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

import utilbill as ub
from utilbill.billing.canonical import canonical_form
from utilbill.testing.strategies import cases

DE = ub.market("DE")
YEAR = ub.Period.of_year(2024)


def case(**more):
    contract = ub.Contract(
        id="C-1",
        supply_start="2023-01-01",
        supply_point=ub.SupplyPoint(
            commodity=ub.Commodity.ELECTRICITY, registers=[ub.Register("main")]
        ),
    )
    sheet = ub.PriceSheet(
        name="S",
        basis="net",
        components=[
            ub.StandingCharge(
                id="base", label="Base", prices="120 EUR/year", proration="calendar_year"
            ),
            ub.UnitPrice(
                id="energy",
                label="Energy",
                prices=ub.dated_prices(("2023-01-01", "25 ct/kWh"), ("2024-07-01", "27 ct/kWh")),
            ),
            DE.statutory.levy("kwkg"),
        ],
    )
    given_fields = {
        "contract": contract,
        "period": YEAR,
        "prices": sheet,
        "spreading": ub.LINEAR,
        "readings": [ub.Reading("main", YEAR.start, 1000), ub.Reading("main", YEAR.end, 4660)],
        **more,
    }
    return ub.Case(**given_fields)


def lines(settlement, component):
    return [
        (str(line.quantity), str(line.price))
        for line in settlement.lines
        if line.component == component
    ]


def result(*overlays, of=None, market=DE):
    return ub.what_if(of or case(), [ub.Scenario("x", overlays)], market).results[0]


@given(cases())
def test_an_empty_overlay_changes_nothing(drawn):
    held = ub.what_if(drawn, [ub.Scenario("nothing")], DE)
    assert held.results[0] == held.base == drawn.settle(DE)
    assert held.change(0).amount == 0


def test_a_factor_of_one_changes_no_amount():
    nothing = [
        ub.QuantityOverlay(factor=1),
        ub.PriceOverlay(component="energy", factor=1),
        ub.WeatherOverlay(degree_days=1, heating_share="0.8"),
        ub.CustomerOverlay(supply_end="2025-01-01"),
    ]
    assert canonical_form(result(*nothing)) == canonical_form(case().settle(DE))


def test_a_price_from_a_day_on_leaves_the_days_before():
    found = result(ub.PriceOverlay(component="energy", price="40 ct/kWh", since="2024-10-01"))
    assert lines(found, "energy") == [
        ("1820 kWh", "25 ct/kWh"),
        ("920 kWh", "27 ct/kWh"),
        ("920 kWh", "40 ct/kWh"),
    ]


def test_a_factor_on_prices_keeps_their_days():
    found = result(ub.PriceOverlay(component="energy", factor="1.1", since="2024-10-01"))
    assert [price for _, price in lines(found, "energy")] == [
        "25 ct/kWh",
        "27 ct/kWh",
        "29.7 ct/kWh",
    ]
    whole = result(ub.PriceOverlay(component="energy", factor="2"))
    assert [price for _, price in lines(whole, "energy")] == ["50 ct/kWh", "54 ct/kWh"]


def test_law_that_is_otherwise():
    found = result(ub.LawOverlay(parameter="de.levy.kwkg", value="1.000", since="2024-07-01"))
    (first, second) = (line for line in found.lines if line.component == "kwkg")
    assert (first.quantity.amount, second.price.amount) == (1820, Decimal("1.000"))
    assert "own" in found.law_version


def test_other_rates_of_tax():
    free = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0, ub.TaxCategory.FULL: 0})
    found = result(ub.TaxOverlay(taxation=free))
    assert found.totals.tax.amount == 0
    assert found.totals.net == case().settle(DE).totals.net


@pytest.mark.parametrize(("factor", "used"), [("0.9", 3294), ("1.25", 4575), ("0", 0)])
def test_another_quantity_moves_the_readings(factor, used):
    found = result(ub.QuantityOverlay(factor=factor))
    assert found.consumption.total.amount == used


def test_another_quantity_of_one_meter_after_an_exchange():
    readings = [
        ub.Reading("main", YEAR.start, 1000, meter="A"),
        ub.Reading("main", dt.date(2024, 7, 1), 3000, meter="A"),
        ub.Reading("main", dt.date(2024, 7, 1), 10, meter="B"),
        ub.Reading("main", YEAR.end, 510, meter="B"),
    ]
    found = result(ub.QuantityOverlay(factor="1.1"), of=case(readings=readings))
    assert found.consumption.total.amount == 2750


def test_a_colder_year_heats_more_and_cooks_as_much():
    overlay = ub.WeatherOverlay(degree_days="1.25", heating_share="0.8")
    assert overlay.factor == Decimal("1.2")
    assert result(overlay).consumption.total.amount == 4392


def test_a_customer_who_leaves_in_summer():
    found = result(ub.CustomerOverlay(supply_end="2024-07-01"))
    assert found.period == ub.Period("2024-01-01", "2024-07-01")
    assert lines(found, "energy") == [("1820 kWh", "25 ct/kWh")]
    assert found.contract.supply_end == dt.date(2024, 7, 1)


def test_load_curves_and_exchange_prices():
    day = ub.Period.through("2024-06-01", "2024-06-01")
    grid = {"resolution": "1 h", "zone": "Europe/Berlin"}
    load = ub.IntervalSeries.on(day, [1] * 24, unit="kWh", **grid)
    spot = ub.IntervalSeries.on(day, [100] * 24, unit="EUR/MWh", **grid)
    sheet = ub.PriceSheet(
        name="S", basis="net", components=[ub.SpotPrice(id="energy", label="Energy", index="spot")]
    )
    dynamic = case(
        period=day, prices=sheet, readings=[], series={"main": load}, indices={"spot": spot}
    )
    dearer = result(ub.IndexOverlay(index="spot", factor="1.5"), of=dynamic)
    other = result(
        ub.IndexOverlay(index="spot", prices=spot.scaled_by(2)),
        ub.QuantityOverlay(factor="0.5"),
        of=dynamic,
    )
    assert dearer.totals.net.amount == Decimal("3.60")
    assert other.totals.net.amount == Decimal("2.40")


def test_overlays_lie_over_each_other_in_their_order():
    scenario = ub.Scenario("both", [ub.PriceOverlay(component="energy", price="20 ct/kWh")])
    both = scenario.and_then(ub.PriceOverlay(component="energy", factor="1.5"))
    held = ub.what_if(case(), [scenario, both], DE)
    assert [price for _, price in lines(held.results[1], "energy")] == ["30.0 ct/kWh"]
    assert [row["scenario"] for row in held.table().records()] == ["as it is", "both", "both"]
    assert held.table("de").columns == ("Szenario", "brutto", "Änderung")


@pytest.mark.parametrize(
    ("overlay", "problem"),
    [
        (lambda: ub.PriceOverlay(component="gas", factor=2), "has no dated price"),
        (lambda: ub.PriceOverlay(component="energy"), "the one or the other"),
        (lambda: ub.QuantityOverlay(factor=-1), "below zero"),
        (lambda: ub.WeatherOverlay(degree_days=1, heating_share=2), "is no share"),
        (lambda: ub.CustomerOverlay(supply_end="2024-01-01"), "leaves nothing"),
        (lambda: ub.IndexOverlay(index="spot", factor=2), "has no prices per interval"),
    ],
)
def test_what_cannot_be_laid_over_is_refused(overlay, problem):
    with pytest.raises(ub.InvalidInputError, match=problem):
        result(overlay())


# --- portfolios --------------------------------------------------------------------------------


def costs():
    return ub.PriceSheet(
        name="Cost",
        basis="net",
        components=[ub.UnitPrice(id="cost", label="Cost", prices="20 ct/kWh")],
    )


def test_months_add_up_to_the_year_without_churn():
    item = ub.PortfolioItem(product="A", case=case(), costs=costs())
    figures = ub.portfolio_figures([item], market=DE)
    assert len(figures.figures) == 12
    revenue = sum(held.revenue.amount for held in figures.figures)
    assert revenue == case().settle(DE).totals.net.amount
    assert sum(held.cost.amount for held in figures.figures) == Decimal("732.00")
    assert figures.margin.amount == revenue - Decimal("732.00")


def test_who_leaves_brings_nothing_any_more():
    churn = ub.Churn(leaving="0.1", since=dt.date(2024, 1, 1))
    items = [
        ub.PortfolioItem(product="A", case=case(), count=1000, costs=costs()),
        ub.PortfolioItem(product="B", case=case(), count=10),
    ]
    figures = ub.portfolio_figures(items, market=DE, churn={"A": churn}).figures
    of_a = [held for held in figures if held.product == "A"]
    of_b = [held for held in figures if held.product == "B"]

    assert [held.customers for held in of_a[:3]] == [1000, 900, 810]
    assert {held.customers for held in of_b} == {10}
    march = ub.portfolio_figures([ub.PortfolioItem(product="A", case=case())], market=DE).figures[2]
    expected = Fraction(march.revenue.amount) * 810
    assert of_a[2].revenue.amount == ub.CENT(expected)
