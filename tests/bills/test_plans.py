"""The next plan keeps the settings of the bill it follows from."""

import datetime as dt

import pytest

import utilbill as ub

PREFIX = """\
schema: utilbill.case/1
market: DE
contract: {id: c, commodity: electricity, supply_start: 2015-01-01}
"""


def bill(body):
    return ub.bill_case(ub.parse_case((PREFIX + body).encode(), "case.yaml"))


def case(year, prices, more=""):
    return f"""\
period: {{first: {year}-01-01, last: {year}-12-31}}
registers: [{{id: r}}]
readings:
  - {{register: r, day: {year}-01-01, value: 0}}
  - {{register: r, end_of: {year}-12-31, value: 3500}}
price_sheet:
  name: s
  basis: net
  components:
    - {{type: unit_price, id: e, prices: [{prices}]}}
{more}
"""


def test_a_plan_knows_no_more_than_the_bill():
    prices = (
        "{since: 2020-01-01, price: 25 ct/kWh}, "
        "{since: 2024-01-01, price: 99 ct/kWh, known_since: 2024-01-15}"
    )
    more = "as_known_on: 2023-11-15\nnext_plan: {first: 2024-02-01, count: 10}"
    plan = bill(case(2023, prices, more)).next_plans[0]
    # 2024 has a day more: 3 510 kWh at 25 ct and 19 %.
    assert plan.total == ub.Money("1044.23", "EUR")


def test_a_plan_treats_a_change_of_rate_like_the_bill():
    more = "rate_change: {}\nspreading: linear\nnext_plan: {{first: 2020-02-01, count: 12}}"
    price = "{since: 2015-01-01, price: 25 ct/kWh}"
    whole = bill(case(2019, price, more.format("end_of_period"))).next_plans[0]
    split = bill(case(2019, price, more.format("split"))).next_plans[0]
    # 3 510 kWh are 877.50 EUR: all at 16 %, or 1 745 kWh at 19 and 1 765 kWh at 16 %.
    assert whole.total == ub.Money("1017.90", "EUR")
    assert split.total == ub.Money("1030.99", "EUR")


def test_nobody_reads_a_meter_in_the_future():
    more = "spreading: by_reading\nnext_plan: {first: 2024-02-01, count: 10}"
    prices = "{since: 2020-01-01, price: 25 ct/kWh}, {since: 2024-07-01, price: 27 ct/kWh}"
    assert bill(case(2023, prices, more)).next_plans[0].total.amount > 0


def test_a_plan_may_have_its_own_way_of_spreading():
    prices = "{since: 2020-01-01, price: 25 ct/kWh}, {since: 2024-07-01, price: 50 ct/kWh}"
    totals = {
        name: bill(
            case(2023, prices, f"next_plan: {{first: 2024-02-01, count: 10, spreading: {name}}}")
        )
        .next_plans[0]
        .total
        for name in ("linear", "H0")
    }
    # 182 and 184 of 366 days: 1 745 and 1 765 kWh.
    assert totals["linear"] == ub.Money("1569.31", "EUR")
    assert totals["H0"] < totals["linear"]


def test_information_that_is_not_published_yet_does_not_stop_a_plan():
    price = "{since: 2020-01-01, price: 25 ct/kWh}"
    contained = "    - {type: levies, contained: true}\n"
    text = case(2026, price, contained + "next_plan: {first: 2027-02-01, count: 10}")
    assert bill(text).next_plans[0].total.amount > 0
    with pytest.raises(ub.BeyondHorizonError):
        bill(text.replace(", contained: true", ""))


def test_gas_may_be_expected_in_cubic_metres():
    head = PREFIX.replace("electricity", "gas")
    text = case(2024, "{since: 2020-01-01, price: 10 ct/kWh}").replace(
        "{id: r}", "{id: r, unit: m³}"
    )
    text += "energy_conversion: {state_number: 0.9430, calorific_value: 11.482}\n"
    plans = [
        ub.bill_case(
            ub.parse_case(
                f"{head}{text}next_plan: {{first: 2025-02-01, count: 10, "
                f"expected: [{{register: r, {expected}}}]}}\n".encode(),
                "case.yaml",
            )
        ).next_plans[0]
        for expected in ("amount: 1234", "amount: 13361, unit: kWh")
    ]
    assert plans[0].total == plans[1].total == ub.Money("1589.96", "EUR")


def test_a_plan_of_someone_elses_year():
    settlement = bill(case(2023, "{since: 2020-01-01, price: 25 ct/kWh}")).settlements[0]
    half = ub.Period("2024-01-01", "2024-07-01")
    sheet = ub.PriceSheet(name="s", basis="net", components=[
        ub.UnitPrice(id="e", label=ub.Label("e"), prices="10 ct/kWh")])  # fmt: skip
    forecast = ub.next_forecast(settlement, sheet, market=ub.market("DE"), period=half)
    # 3 500 kWh over 365 days are 1 745 kWh over 182.
    assert forecast.total == ub.Money("207.66", "EUR")


@pytest.mark.parametrize(
    ("first", "count", "months"),
    [("2024-02-01", 0, 1), ("2024-02-01", 1001, 1), ("2024-02-01", 3.5, 1),
     ("2024-02-01", 3, 0), ("2024-02-01", 3, -1), ("9999-12-01", 3, 1)],
)  # fmt: skip
def test_due_days_that_cannot_be(first, count, months):
    from utilbill.values.errors import InstallmentError

    with pytest.raises(InstallmentError):
        ub.due_dates(first, count, months)


def test_due_days_do_not_drift():
    assert ub.due_dates("2024-08-31", 7, 1)[-1] == dt.date(2025, 2, 28)
    assert ub.due_dates("2024-08-31", 3, 12)[-1] == dt.date(2026, 8, 31)
