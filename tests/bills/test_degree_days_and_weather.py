"""Standing charges by degree days, gas by the weather, bills of several supplies at a glance."""

import datetime as dt

import pytest

import utilbill as ub
from utilbill.values.errors import (
    CurrencyMismatchError,
    GapError,
    InvalidInputError,
    MissingChoiceError,
    UnitError,
)

DE = ub.market("DE")


def euro(text):
    return ub.Money(text, "EUR")


def heat(period, proration="degree_days", price="1200 EUR/year", market=DE, **more):
    contract = ub.Contract(
        id="H",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(commodity="heat", registers=[]),
        **more,
    )
    base = ub.StandingCharge(id="base", label=ub.Label("Base"), prices=price, proration=proration)
    sheet = ub.PriceSheet(name="heat", basis="net", components=[base])
    fixed = None if market else ub.FixedTaxation({ub.TaxCategory.STANDARD: 19})
    return ub.settle(contract, period, [], sheet, market=market, taxation=fixed)


@pytest.mark.parametrize(
    ("period", "net"),
    [
        # of 1000 parts: January 170, February 150, March 130
        (ub.Period("2025-01-01", "2025-04-01"), "540.00"),
        # June, July and August together 40
        (ub.Period("2025-06-01", "2025-09-01"), "48.00"),
        # half of the 29 days of a February, 14 / 29 of 150
        (ub.Period("2024-02-01", "2024-02-15"), "86.90"),
        (ub.Period.of_year(2025), "1200.00"),
        (ub.Period("2024-01-01", "2026-01-01"), "2400.00"),
    ],
)
def test_a_yearly_price_by_degree_days(period, net):
    bill = heat(period, billing_year_start="2024-01-01")

    assert bill.totals.net == euro(net)
    for line in bill.lines:
        assert ub.evaluate(line.explanation) == line.amount.amount


def test_a_monthly_price_by_degree_days_is_twelve_of_them_in_a_year():
    bill = heat(ub.Period.of_month(2025, 1), price="100 EUR/month", billing_year_start="2025-01-01")
    assert bill.totals.net == euro("204.00")


def test_the_parts_of_a_year_by_degree_days_are_the_year():
    cuts = [dt.date(2025, month, 1) for month in range(2, 13)]
    parts = ub.Period.of_year(2025).split_at(cuts)
    bills = [heat(part, billing_year_start="2025-01-01") for part in parts]
    assert sum((bill.totals.net for bill in bills), euro(0)) == euro("1200.00")


def test_degree_days_need_a_market_that_has_them():
    with pytest.raises(MissingChoiceError, match="degree-day"):
        heat(ub.Period.of_month(2025, 1), market=None)


# ---- gas by the weather ------------------------------------------------------------------------

CASE = """
schema: utilbill.case/1
market: DE
contract: {{id: G, commodity: gas, supply_start: 2020-01-01, region: BW}}
period: {{first: 2025-01-01, last: 2025-02-28}}
registers: [{{id: main}}]
readings:
  - {{register: main, day: 2025-01-01, value: 0}}
  - {{register: main, end_of: 2025-02-28, value: 5900}}
spreading: {spreading}
temperatures_file: weather.csv
price_sheet:
  name: P
  basis: net
  components:
    - type: unit_price
      id: energy
      prices: [{{since: 2025-01-01, price: 10 ct/kWh}}, {{since: 2025-02-01, price: 11 ct/kWh}}]
"""


@pytest.fixture
def gas(tmp_path):
    def write(spreading, cold=0, left_out=()):
        rows = ["day,temperature"]
        day = dt.date(2024, 12, 25)
        while day <= dt.date(2025, 2, 28):
            if day not in left_out:
                rows.append(f"{day},{cold if day.month == 2 else 10}")
            day += dt.timedelta(days=1)
        (tmp_path / "weather.csv").write_text("\n".join(rows), encoding="utf-8")
        path = tmp_path / "case.yaml"
        path.write_text(CASE.format(spreading=spreading), encoding="utf-8")
        (bill,) = ub.bill_case(ub.load_case(path)).settlements
        return [line.quantity.amount for line in bill.lines]

    return write


def test_a_cold_february_takes_more_of_the_gas(gas):
    by_days = gas("linear")
    mild, cold = gas("EFH-11-windy", cold=10), gas("EFH-11-windy", cold=-10)

    assert by_days == [3100, 2800]
    assert sum(mild) == sum(cold) == 5900
    # days of one temperature weigh almost alike; cold ones weigh far more
    assert abs(mild[1] - by_days[1]) < 100
    assert 10 * cold[1] > 14 * mild[1]


def test_a_day_without_a_temperature_is_refused(gas):
    with pytest.raises(GapError, match="2025-02-10"):
        gas("EFH-11-windy", left_out={dt.date(2025, 2, 10)})


def test_a_profile_that_is_misspelled_names_its_neighbors(gas):
    with pytest.raises(MissingChoiceError, match="EFH-11") as caught:
        gas("EFH-11-wind")
    assert caught.value.where.line


# ---- bills of several supplies -------------------------------------------------------------------


def test_a_notebook_shows_the_sum_of_all_supplies():
    one = heat(ub.Period.of_month(2025, 1), proration="calendar_year", price="365 EUR/year")
    bill = ub.combine([one, one, one], due_date="2025-03-01")

    assert bill.totals.gross == euro("110.67")
    shown = bill._repr_html_()
    assert "110.67" in shown
    assert "2025-03-01" in shown
    assert shown.count("36.89") == 0


def test_the_payable_amount_of_a_single_supply_is_rounded_too():
    one = heat(ub.Period.of_month(2025, 1), proration="calendar_year", price="365 EUR/year")
    whole = ub.RoundingRule("whole", "1")

    assert ub.combine([one], payable_rounding=whole).totals.payable == euro("37.00")
    assert ub.combine([one, one], payable_rounding=whole).totals.payable == euro("74.00")


def test_supplies_without_a_common_currency_make_no_bill():
    one = heat(ub.Period.of_month(2025, 1), proration="calendar_year", price="365 EUR/year")
    other = heat(ub.Period.of_month(2025, 1), proration="calendar_year", price="365 SEK/year")
    with pytest.raises(CurrencyMismatchError):
        ub.combine([one, other])
    with pytest.raises(InvalidInputError, match="Give at least one"):
        ub.combine([])


def test_a_bonus_for_use_of_another_unit_is_refused_at_the_bonus():
    contract = ub.Contract(
        id="c",
        supply_start="2025-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    )
    bonus = ub.Bonus(
        id="bonus", label=ub.Label("Bonus"), amount="10 EUR", least_use=ub.Quantity(3, "m³")
    )
    energy = ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices="30 ct/kWh")
    sheet = ub.PriceSheet(name="P", basis="gross", components=[energy, bonus])
    year = ub.Period.of_year(2025)
    readings = [ub.Reading("main", year.start, 0), ub.Reading("main", year.end, 10)]

    with pytest.raises(UnitError) as caught:
        ub.settle(contract, year, readings, sheet, market=DE)
    assert caught.value.about is bonus
