"""Excess and shortfall quantities (Mehr-/Mindermengen) between grid operator and supplier."""

import csv

import pytest
from words import euro

import utilbill as ub
import utilbill.values.errors as e
from utilbill.markets.de.grid_use import (
    ExpectedPosition,
    InvoicePosition,
    MarketInvoice,
    check_invoice,
)
from utilbill.markets.de.imbalance import settle_imbalance

YEAR = ub.Period.of_year(2011)


@pytest.fixture
def settled(germany):
    def settle(profiled, metered, period=YEAR, **more):
        more.setdefault("both_resell", True)
        return settle_imbalance(
            germany, ub.Quantity(profiled, "kWh"), ub.Quantity(metered, "kWh"), period, **more
        )

    return settle


@pytest.mark.example("EX-MMM-1")
def test_more_metered_than_profiled_is_charged_at_the_price_of_the_end_month(settled):
    found = settled(3400, 3650)
    assert found.kind.value == "shortfall"
    assert (found.quantity, found.price) == (ub.Quantity(250, "kWh"), ub.Price.parse("5.51 ct/kWh"))
    assert found.net == found.gross == euro("13.78")
    assert ub.evaluate(found.explanation) == found.net.amount


@pytest.mark.example("EX-MMM-2")
def test_less_metered_than_profiled_is_credited(settled):
    found = settled(3650, 3400)
    assert (found.kind.value, found.net) == ("excess", euro("-13.78"))
    assert settled(100, 100).kind.value == "none"


def test_the_month_of_the_last_day_decides(settled):
    to_june = ub.Period("2010-07-01", "2011-07-01")
    assert settled(0, 1000, to_june).net == euro("52.00")
    assert settled(0, 1000, ub.Period("2010-07-01", "2011-07-02")).net == euro("53.20")


def test_the_series_is_that_of_the_published_list(settled, shared):
    path = shared / "samples/tables/de_mmm_slp_prices_2010_06_2011_05.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            month = ub.Period.through(f"{row['billing_period_ends_in']}-01",
                                      f"{row['billing_period_ends_in']}-28")  # fmt: skip
            assert settled(0, 100, month).net == euro(row["ct_per_kwh"])


def test_sides_that_do_not_both_resell_are_taxed(settled):
    found = settled(3400, 3650, both_resell=False)
    assert (found.tax, found.gross) == (euro("2.62"), euro("16.40"))
    assert not found.reverse_charge
    marked = settled(3400, 3650)
    assert marked.reverse_charge
    assert marked.rate.category is ub.TaxCategory.REVERSE_CHARGE
    assert "Leistungsempfängers" in marked.rate.label.de


def test_a_month_that_is_not_known_is_refused(settled):
    with pytest.raises(ub.BeyondHorizonError, match="2012-05-31"):
        settled(0, 1, ub.Period.of_year(2012))
    with pytest.raises(ub.NotInForceError):
        settled(0, 1, ub.Period.of_year(2009))
    with pytest.raises(ub.BeyondHorizonError, match="2016-03-31"):
        settled(0, 1, ub.Period.of_year(2016), series="ed_netze")
    assert settled(0, 1000, ub.Period.of_year(2015), series="ed_netze").net == euro("30.60")


def test_own_prices_are_dated_by_month(settled):
    prices = ub.dated_prices(("2025-01-01", "90.10 EUR/MWh"), ("2025-02-01", "85.00 EUR/MWh"))
    found = settled(0, 1000, ub.Period.through("2024-02-01", "2025-01-31"), prices=prices)
    assert found.net == euro("90.10")
    with pytest.raises(e.GapError, match="2024-12-31"):
        settled(0, 1, ub.Period.of_year(2024), prices=prices)
    gas = settled(0, 1000, ub.Period.of_year(2025), prices=prices, commodity="gas")
    assert gas.net == euro("85.00")


def test_gas_has_no_series_here(settled):
    with pytest.raises(e.MissingChoiceError, match="Give prices by month"):
        settled(0, 1, commodity="gas")
    with pytest.raises(e.MissingChoiceError, match="standard_profiles"):
        settled(0, 1, series="other")


def test_its_invoice_is_checked_with_the_marking_of_reverse_charge(settled):
    own = settled(3400, 3650)
    position = InvoicePosition(
        article="mmm", quantity=own.quantity, price=own.price, period=YEAR, net=own.net,
        percent=0, category="reverse_charge",
    )  # fmt: skip
    invoice = MarketInvoice(
        number="M-1", kind="31005", period=YEAR, positions=[position],
        net=own.net, tax="0.00 EUR", gross=own.gross,
    )  # fmt: skip
    expected = ExpectedPosition(
        article="mmm", label="MMM", period=YEAR, net=own.net, percent=own.rate.percent,
        quantity=own.quantity, price=own.price,
    )  # fmt: skip
    assert check_invoice(invoice, [expected]).advice.kind.value == "33001"
