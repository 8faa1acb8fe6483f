"""Price caps of metering (Preisobergrenzen), MsbG §§ 30, 32, 35."""

import datetime as dt

import pytest
from words import euro

import utilbill as ub
import utilbill.values.errors as e
from utilbill.markets.de.metering_caps import (
    MeteringPoint,
    metering_cap,
    metering_charge,
    within_cap,
)

NEW, OLD = dt.date(2025, 7, 1), dt.date(2024, 7, 1)
SHOP = [ub.Quantity(amount, "kWh") for amount in (18000, 21000, 24000)]
YEAR = ub.Period.of_year(2025)


def of_use(amount, **more):
    return MeteringPoint(forecast=ub.Quantity(amount, "kWh"), **more)


def caps(law, point, day=NEW):
    cap = metering_cap(law, point, day)
    return cap.gross("customer").amount, cap.gross("grid_operator").amount


@pytest.mark.example("EX-POG-1")
def test_msbg_30_4_the_mean_of_three_years_decides_the_class(law, germany, household):
    cap = metering_cap(law, MeteringPoint(annual_use=SHOP), NEW)
    assert cap.gross() == euro("110.00")
    rate = germany.billing.taxation.rate(ub.TaxCategory.STANDARD, "electricity", NEW)
    assert cap.net(rate) == euro("92.44")
    days = ub.Period.through("2025-01-01", "2025-07-19")
    assert days.days == 200
    assert cap.share(days) == euro("60.27")

    for basis, period in (("gross", YEAR), ("net", YEAR)):
        charge = metering_charge(germany, MeteringPoint(annual_use=SHOP), period, basis=basis)
        bill = household.settle(
            period.start, period.last, None, [charge], basis=ub.PriceBasis(basis)
        )
        assert bill.totals.gross == euro("110.00")


@pytest.mark.example("EX-POG-2")
def test_msbg_30_5_the_most_expensive_of_several_cases_holds(law):
    cap = metering_cap(law, MeteringPoint(annual_use=SHOP, controllable=True), NEW)
    assert (cap.case, cap.gross()) == ("use_5", euro("110.00"))
    assert [held.found for held in cap.conditions] == ["190 EUR in all", "130 EUR in all"]
    assert [held.satisfied for held in cap.conditions] == [True, False]
    assert metering_cap(law, of_use(4000, controllable=True), NEW).case == "controllable"
    sunny = of_use(4000, plant=ub.Quantity(30, "kW"), controllable=True)
    assert metering_cap(law, sunny, NEW).case == "plant_4"


@pytest.mark.parametrize(
    ("use", "new", "old"),
    [
        (2500, (30, 30), (20, 10)),
        (6000, (30, 30), (20, 40)),
        (6001, (40, 80), (20, 80)),
        (10000, (40, 80), (20, 80)),
        (20000, (50, 80), (50, 80)),
        (50000, (110, 80), (90, 80)),
        (100000, (140, 80), (120, 80)),
    ],
)
def test_msbg_30_classes_of_use_by_date(law, use, new, old):
    assert caps(law, of_use(use)) == new
    assert caps(law, of_use(use), OLD) == old


@pytest.mark.parametrize(
    ("power", "new", "old"),
    [
        ("7", (30, 30), (20, 40)),
        ("15", (50, 80), (20, 80)),
        ("15.1", (110, 80), (50, 80)),
        ("100", (140, 80), (120, 80)),
    ],
)
def test_msbg_30_classes_of_plants_by_date(law, power, new, old):
    point = MeteringPoint(plant=ub.Quantity(power, "kW"))
    assert caps(law, point) == new
    assert caps(law, point, OLD) == old


def test_before_27_may_2023_the_customer_paid_all(law):
    assert caps(law, of_use(30000), dt.date(2023, 5, 26)) == (170, 0)
    with pytest.raises(ub.NotInForceError):
        caps(law, of_use(3000), dt.date(2023, 5, 26))


def test_above_100000_kwh_law_names_no_figure_for_the_customer(law):
    cap = metering_cap(law, of_use(200000, controllable=True), NEW)
    assert cap.case == "use_7"
    assert cap.gross("grid_operator") == euro("80.00")
    with pytest.raises(e.MissingChoiceError, match="names no figure"):
        cap.gross("customer")


def test_msbg_32_a_modern_meter_has_a_cap_of_its_own(law):
    point = of_use(3000, smart=False)
    assert metering_cap(law, point, OLD).gross() == euro("20.00")
    assert metering_cap(law, point, NEW).gross() == euro("25.00")
    with pytest.raises(e.MissingChoiceError):
        metering_cap(law, point, NEW).gross("grid_operator")


def test_a_control_unit_and_an_early_meter_are_added(law):
    assert caps(law, of_use(8000, control_unit=True)) == (90, 130)
    early = metering_cap(law, of_use(3000, on_request=True), NEW)
    assert (early.gross(), early.once) == (euro("60.00"), euro("100"))
    assert metering_cap(law, of_use(8000, on_request=True), NEW).gross() == euro("40.00")
    with pytest.raises(ub.NotInForceError):
        metering_cap(law, of_use(8000, control_unit=True), OLD)


def test_fewer_years_than_three_need_a_forecast(law):
    with pytest.raises(e.MissingChoiceError, match="forecast"):
        metering_cap(law, MeteringPoint(annual_use=SHOP[:2]), NEW)
    four = MeteringPoint(annual_use=[ub.Quantity(900000, "kWh"), *SHOP])
    assert metering_cap(law, four, NEW).case == "use_5"
    with pytest.raises(e.InvalidInputError, match="below zero"):
        of_use(-1)


def test_a_price_is_held_against_the_cap(law):
    home = of_use(3500)
    assert within_cap(law, ub.Price.parse("30.00 EUR/year"), home, NEW)
    above = within_cap(law, ub.Price.parse("30.01 EUR/year"), home, NEW)
    assert [held.found for held in above.failed] == ["30.01 EUR a year"]


def test_a_charge_follows_the_change_of_law_within_the_year(germany, household):
    period = ub.Period.through("2024-07-01", "2025-06-30")
    charge = metering_charge(germany, of_use(30000), period)
    bill = household.settle(period.start, period.last, None, [charge], basis="gross")
    # 90 × 184/366 and 110 × 181/365.
    assert [line.amount for line in bill.lines] == [euro("45.25"), euro("54.55")]


def test_a_figure_that_nobody_checked_is_named(law, germany):
    roof = MeteringPoint(plant=ub.Quantity(5, "kW"))
    assert not metering_cap(law, roof, NEW).verified
    assert metering_cap(law, roof, OLD).verified
    (price,) = metering_charge(germany, roof, YEAR).prices.entries
    assert "not verified" in price.source
