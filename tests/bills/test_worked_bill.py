"""The worked bill of the reference on documents."""

import pytest

import utilbill as ub


def euro(text):
    return ub.Money(text, "EUR")


@pytest.mark.example("EX-INV-1")
def test_a_year_of_two_prices_and_a_daily_charge(germany, assert_lawful):
    year = ub.Period.of_year(2025)
    contract = ub.Contract(
        id="inv-1",
        supply_start=year.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    )
    sheet = ub.PriceSheet(name="inv-1", basis="net", components=[
        ub.UnitPrice(id="energy", label="Energy", prices=ub.dated_prices(
            ("2025-01-01", "0.2841 EUR/kWh"), ("2025-07-01", "0.2699 EUR/kWh"))),
        ub.StandingCharge(id="base", label="Base", prices="0.3452 EUR/day"),
    ])  # fmt: skip
    readings = [
        ub.Reading("main", day, value)
        for day, value in ((year.start, 0), ("2025-07-01", 1420), (year.end, 3030))
    ]
    rate = germany.billing.taxation.rate(ub.TaxCategory.STANDARD, "electricity", year.start)
    received = [ub.ReceivedInstallment.of("2025-06-01", euro("1104.00"), rate)]
    bill = ub.settle(contract, year, readings, sheet, market=germany, received=received)

    assert [line.amount for line in bill.lines] == [
        euro("403.42"), euro("434.54"), euro("126.00"),
    ]  # fmt: skip
    assert (bill.totals.net, bill.totals.tax) == (euro("963.96"), euro("183.15"))
    assert (bill.totals.gross, bill.balance) == (euro("1147.11"), euro("43.11"))
    assert_lawful(bill, sheet, germany)
