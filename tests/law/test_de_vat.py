"""Value added tax on supply bills in Germany: UStG §§ 12, 13, 14, 27, 28; UStAE 13.1."""

import datetime as dt
from decimal import Decimal

import pytest
from words import energy, euro, standing

import utilbill as ub


@pytest.mark.example("EX-VAT-1")
def test_ustg_28_5_gas_year_across_the_end_of_the_cut_by_both_lawful_methods(household):
    """BMF of 2022-10-25: the rate of the last day for all, or each side at its own rate."""
    degree_days = household.germany.spreading("degree_days")
    components = [
        energy("8.00 ct/kWh"),
        standing("120.00 EUR/year", ub.Proration.SUPPLY_YEAR),
    ]

    def settle(change):
        return household.settle(
            "2023-10-01",
            "2024-09-30",
            20000,
            components,
            commodity=ub.Commodity.GAS,
            spreading=degree_days,
            rate_change=change,
        )

    whole = settle(ub.RateChange.END_OF_PERIOD)
    split = settle(ub.RateChange.SPLIT)

    assert whole.totals.gross == euro("2046.80")
    assert [line.quantity.amount for line in split.lines if line.quantity] == [16200, 3800]
    assert [(g.rate.percent, g.net.amount, g.tax.amount) for g in split.totals.groups] == [
        (7, Decimal("1356.00"), Decimal("94.92")),
        (19, Decimal("364.00"), Decimal("69.16")),
    ]
    assert split.totals.gross == euro("1884.08")


def year_2020(household, **more):
    return household.settle(
        "2020-01-01",
        "2020-12-31",
        3500,
        [energy("25.21 ct/kWh"), standing("100.84 EUR/year")],
        **more,
    )


@pytest.mark.example("EX-VAT-2")
def test_ustae_13_1_the_rate_of_the_last_day_holds_for_the_whole_reading_period(household):
    bill = year_2020(household)

    assert bill.totals.net == euro("983.19")
    assert bill.totals.tax == euro("157.31")
    assert bill.totals.gross == euro("1140.50")


@pytest.mark.example("EX-VAT-3")
def test_ustg_14_5_the_final_bill_deducts_installments_with_the_tax_invoiced_on_them(
    household, germany
):
    def paid(month):
        day = dt.date(2020, month, 1)
        rate = germany.billing.taxation.rate(ub.TaxCategory.STANDARD, "electricity", day)
        return ub.ReceivedInstallment.of(day, euro("100.00"), rate)

    bill = year_2020(household, received=[paid(month) for month in range(1, 12)])

    assert bill.received[0].net == euro("84.03")
    assert bill.received[0].tax == euro("15.97")
    assert bill.received[6].tax == euro("13.79")
    assert bill.paid_tax == euro("164.77")
    assert bill.balance == euro("40.50")
    assert bill.balance_tax == euro("-7.46")
    assert bill.balance_net == euro("47.96")


@pytest.mark.example("EX-VAT-4", "EX-VAT-5")
@pytest.mark.parametrize(
    ("first", "last", "percent"),
    [
        pytest.param("2019-12-15", "2020-12-14", 16, id="ends-inside-the-cut"),
        pytest.param("2020-06-15", "2021-06-14", 19, id="ends-after-the-cut"),
    ],
)
def test_ustae_13_1_a_metered_supply_is_made_when_its_reading_period_ends(
    household, first, last, percent
):
    bill = household.settle(first, last, 3500, [energy("25.21 ct/kWh")])

    assert {line.tax.percent for line in bill.lines} == {percent}


@pytest.mark.example("EX-VAT-6")
def test_tax_is_rounded_once_per_rate_and_not_once_per_line(household):
    items = [
        ub.OneOff(
            id=f"item{n}",
            label=ub.Label("item"),
            amount=euro("10.05"),
            on=dt.date(2026, 3, 1),
            tax=ub.TaxCategory.REDUCED,
        )
        for n in range(3)
    ]

    per_rate = household.settle("2026-01-01", "2026-12-31", None, items)
    per_line = household.settle("2026-01-01", "2026-12-31", None, items, tax_level=ub.TaxLevel.LINE)

    assert per_rate.totals.tax == euro("2.11")
    assert per_line.totals.tax == euro("2.10")


@pytest.mark.example("EX-VAT-7")
def test_ustg_12_2_drinking_water_is_reduced_and_a_public_waste_water_fee_is_untaxed(household):
    bill = household.settle(
        "2025-01-01",
        "2025-12-31",
        120,
        [
            energy("1.95 EUR/m³", tax=ub.TaxCategory.REDUCED),
            standing("84.00 EUR/year", tax=ub.TaxCategory.REDUCED),
            ub.UnitPrice(
                id="waste",
                label=ub.Label("Waste water", "Abwasser"),
                prices="2.80 EUR/m³",
                tax=ub.TaxCategory.OUT_OF_SCOPE,
            ),
        ],
        commodity=ub.Commodity.WATER,
        unit="m³",
    )

    assert [group.tax for group in bill.totals.groups] == [euro("22.26"), euro("0")]
    assert bill.totals.gross == euro("676.26")


@pytest.mark.example("EX-VAT-8")
def test_ustae_1_3_damages_carry_no_tax_and_a_reconnection_does(household):
    def item(name, amount, tax=ub.TaxCategory.OUT_OF_SCOPE):
        return ub.OneOff(
            id=name, label=ub.Label(name), amount=euro(amount), on=dt.date(2026, 3, 1), tax=tax
        )

    bill = household.settle(
        "2026-01-01",
        "2026-12-31",
        None,
        [
            item("reminder", "1.20"),
            item("interest", "3.10"),
            item("disconnection", "45.00"),
            item("reconnection", "32.00", ub.TaxCategory.STANDARD),
        ],
    )

    assert bill.totals.tax == euro("6.08")
    assert bill.totals.gross == euro("87.38")
