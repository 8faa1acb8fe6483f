"""Published bills and price sheets, recomputed; values that deviate stay as they were printed."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

import utilbill as ub

HERE = Path(__file__).parent / "published"


@pytest.fixture(scope="session")
def published(shared):
    """The printed values by case and line."""
    import yaml

    with (shared / "samples/bills/de_bills.yaml").open(encoding="utf-8") as file:
        cases = yaml.safe_load(file)["cases"]
    return {case["id"]: {line["id"]: line for line in case["expected"]["lines"]} for case in cases}


def euro(text):
    return ub.Money(text, "EUR")


def unit_price(name, price, **more):
    return ub.UnitPrice(id=name, label=ub.Label(name), prices=price, **more)


def standing(name, price):
    return ub.StandingCharge(
        id=name, label=ub.Label(name), prices=price, proration=ub.Proration.CALENDAR_YEAR
    )


def test_eleven_installments_from_3000_kwh(germany, published):
    year = ub.Period.of_year(2021)
    contract = ub.Contract(
        id="c",
        supply_start=year.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    )
    sheet = ub.PriceSheet(
        name="gross",
        basis="gross",
        components=[unit_price("energy", "29.92 ct/kWh"), standing("base", "97.92 EUR/year")],
    )

    expected = ub.forecast(
        contract, year, [ub.ExpectedQuantity("main", 3000)], sheet, market=germany
    )
    plan = ub.build_plan(expected, ub.due_dates("2021-02-01", 11))

    printed = published["de-inst-01"]
    assert expected.total == euro(printed["year"]["published"])
    assert {held.gross for held in plan.installments} == {euro(printed["inst"]["published"])}
    assert plan.remainder == euro("0.02")


def test_an_annual_bill_over_three_supplies_with_a_credit(germany, published):
    bill = ub.bill_case(ub.load_case(HERE / "multi-2008.yaml"))
    printed = {name: line["published"] for name, line in published["de-bill-01-multi"].items()}

    for settlement, name in zip(bill.settlements, ("el", "gas", "water"), strict=True):
        assert settlement.totals.tax == euro(printed[f"{name}_vat"])
        assert settlement.totals.gross == euro(printed[f"{name}_gross"])
    assert bill.totals.net == euro(printed["sum_net"])
    assert bill.totals.tax == euro(printed["sum_vat"])
    assert bill.totals.gross == euro(printed["sum_gross"])
    assert bill.paid == euro(printed["paid_gross"])
    assert bill.balance_net == euro(printed["bal_net"])
    assert bill.balance_tax == euro(printed["bal_vat"])
    assert bill.balance == euro(printed["bal_gross"])

    rate = germany.billing.taxation.rate(ub.TaxCategory.STANDARD, "gas", dt.date(2009, 1, 1))
    for gross, name in (("36.00", "new_el"), ("45.00", "new_grid")):
        asked = ub.ReceivedInstallment.of("2009-02-01", euro(gross), rate)
        assert asked.net == euro(printed[f"{name}_net"])
        assert asked.tax == euro(printed[f"{name}_vat"])


def test_the_cost_stack_of_2500_kwh_in_2013(germany, published):
    bill = ub.bill_case(ub.load_case(HERE / "cost-stack-2013.yaml")).settlements[0]
    printed = {name: line["published"] for name, line in published["de-bill-05-cost-stack"].items()}

    by_quantity = [line.amount for line in bill.lines if line.quantity is not None]
    assert sum(by_quantity, euro(0)) == euro(printed["grid_var"])
    assert bill.totals.net == euro(printed["grid_total"])

    per_kwh = ub.average_price(bill.totals.net, bill.consumption.total, "ct/kWh")
    assert per_kwh.amount == Decimal(printed["grid_ct"])

    supplier = ub.PriceSheet(
        name="supplier",
        basis="net",
        components=[
            unit_price("exchange", "4.00 ct/kWh"),
            unit_price("fee", "1 ct/kWh"),
            germany.statutory.quantity_tax("electricity"),
            # That supplier claims the levy bears no value added tax; a claim, not a rule.
            unit_price("eeg", "5.28 ct/kWh", tax="out_of_scope"),
        ],
    )
    day = dt.date(2013, 7, 1)
    taxation = germany.billing.taxation
    overview = ub.price_overview(supplier, day, taxation, law=germany.law)
    assert overview.sums[0].net.amount == Decimal("12.33")
    assert overview.sums[0].gross.amount == Decimal(printed["en_total"])

    grid = ub.PriceSheet(name="grid", basis="net", components=[unit_price("grid", per_kwh)])
    grid_gross = ub.price_overview(grid, day, taxation).rows[0].gross
    assert grid_gross.amount == Decimal(printed["grid_ct_gross"])
    assert overview.sums[0].gross.amount + grid_gross.amount == Decimal(printed["all_in"])


def test_a_price_sheet_of_a_dynamic_tariff_net_and_gross(germany, published):
    statutory = germany.statutory
    sheet = ub.PriceSheet(
        name="dynamic",
        basis="net",
        components=[
            unit_price("service", "2.2 ct/kWh"),
            unit_price("grid", "6.76 ct/kWh"),
            statutory.concession_fee("electricity", inhabitants=180_000),
            statutory.quantity_tax("electricity"),
            *(statutory.levy(name) for name in ("offshore", "kwkg", "stromnev19")),
            standing("s", "34.45 EUR/year"),
            standing("g", "100.00 EUR/year"),
            standing("m", "16.81 EUR/year"),
        ],
    )

    overview = ub.price_overview(
        sheet, dt.date(2025, 7, 1), germany.billing.taxation, law=germany.law
    )

    printed = published["de-sheet-01-dynamic"]
    names = (
        *("service_g", "grid_g", "conc_g", "tax_g", "offshore_g", "kwkg_g", "p19_g"),
        *("s_g", "g_g", "m_g"),
    )
    for row, name in zip(overview.rows, names, strict=True):
        assert row.gross.amount == Decimal(printed[name]["recomputed"]), name
        deviates = row.gross.amount != Decimal(printed[name]["published"])
        assert deviates == (printed[name]["status"] == "deviates"), name
    energy, fixed = overview.sums
    assert energy.net.amount == Decimal(printed["sum_net"]["published"])
    assert energy.gross.amount == Decimal(printed["sum_gross"]["published"])
    assert fixed.net.amount == Decimal(printed["fix_net"]["published"])
    assert fixed.gross.amount == Decimal(printed["fix_gross"]["published"])
    # The printed gross lines would add up to something else.
    assert sum(Decimal(printed[name]["published"]) for name in names[:7]) == Decimal("18.64")


def test_two_rates_of_tax_in_one_price_of_water(germany, published):
    sheet = ub.PriceSheet(
        name="water",
        basis="net",
        components=[
            unit_price("water", "1.705 EUR/m³", tax="reduced"),
            unit_price("waste water", "3.03 EUR/m³", tax="out_of_scope"),
        ],
    )

    overview = ub.price_overview(
        sheet, dt.date(2007, 7, 1), germany.billing.taxation, commodity="water", unit="m³"
    )

    printed = published["de-water-01"]
    assert overview.rows[0].gross.amount == Decimal(printed["w_g"]["published"])
    assert overview.sums[0].gross.amount == Decimal(printed["sum"]["published"])
    assert [record["gross"] for record in overview.records()] == [
        Decimal("1.82"), Decimal("3.03"), Decimal("4.85"),
    ]  # fmt: skip


def test_a_gross_sheet_has_its_net_prices_rounded(germany):
    sheet = ub.PriceSheet(
        name="gross", basis="gross", components=[unit_price("energy", "29.92 ct/kWh")]
    )
    overview = ub.price_overview(sheet, dt.date(2021, 7, 1), germany.billing.taxation)
    assert str(overview.rows[0].net) == "25.14 ct/kWh"
    assert "25.14" in str(overview)
    assert "25.14" in overview._repr_html_()
