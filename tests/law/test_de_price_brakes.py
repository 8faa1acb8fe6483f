"""The price brakes of 2023 (StromPBG, EWPBG) and the December relief of 2022 (EWSG)."""

import datetime as dt

import pytest
from words import energy, euro, standing

import utilbill as ub
import utilbill.values.errors as e
from utilbill.markets.de.reliefs import (
    BrakeGroup,
    DecemberRelief,
    EarlierRelief,
    PriceBrake,
    WeeklyHours,
    annual_quota,
    brake_group,
    brake_statement,
    december_relief_applies,
    december_relief_gas,
    december_relief_heat,
    lower_installments,
    monthly_relief,
    reference_price,
    refund,
)

GAS, POWER, HEAT = ub.Commodity.GAS, ub.Commodity.ELECTRICITY, ub.Commodity.HEAT
MAY = dt.date(2023, 5, 1)
NIGHT = WeeklyHours.of_low(56)


def kwh(amount):
    return ub.Quantity(amount, "kWh")


def relief_of(law, group, price, annual, month=MAY, **more):
    return monthly_relief(law, group, month, price, kwh(annual), **more).amount


@pytest.fixture
def year_of(household):
    """Settle days of 2023 at gross prices."""

    def settle(
        components, quantity, commodity=POWER, first="2023-01-01", last="2023-12-31", **more
    ):
        more.setdefault("basis", ub.PriceBasis.GROSS)
        more.setdefault("spreading", ub.LINEAR)
        return household.settle(first, last, quantity, components, commodity=commodity, **more)

    return settle


def relieved(law, rated, group, annual, **more):
    return ub.relieve(rated, PriceBrake(law=law, group=group, annual=kwh(annual), **more))


def reliefs(bill):
    return [line.amount for line in bill.lines if line.role is ub.ChargeRole.RELIEF]


def paid(total, germany, commodity):
    rate = germany.billing.taxation.rate(ub.TaxCategory.STANDARD, commodity, dt.date(2023, 6, 1))
    return [ub.ReceivedInstallment.of("2023-06-01", euro(total), rate)]


# ---- the month -----------------------------------------------------------------------------------


@pytest.mark.example("EX-BRK-1")
def test_ewpbg_8_gas_is_relieved_above_twelve_cents_for_eighty_percent(law, year_of):
    assert relief_of(law, "gas_small", "18.00 ct/kWh", 20000) == euro("80.00")
    rated = year_of([energy("18.00 ct/kWh")], 20000, GAS)
    assert reliefs(relieved(law, rated, "gas_small", 20000)) == [euro("-960.00")]


@pytest.mark.example("EX-BRK-2")
def test_strompbg_4_2_the_year_is_the_sum_of_unrounded_months(law, year_of):
    assert relief_of(law, "electricity_small", "45.50 ct/kWh", 3500) == euro("12.83")
    rated = year_of([energy("45.50 ct/kWh")], 3500)
    assert reliefs(relieved(law, rated, "electricity_small", 3500)) == [euro("-154.00")]
    by_month = relieved(law, rated, "electricity_small", 3500, rounding="month")
    assert reliefs(by_month) == [euro("-153.96")]


@pytest.mark.example("EX-BRK-3")
def test_ewpbg_15_heat_is_relieved_above_nine_and_a_half_cents(law):
    assert relief_of(law, "heat_small", "14.2 ct/kWh", 12000) == euro("37.60")
    assert relief_of(law, "heat_small", "142.00 EUR/MWh", 12000) == euro("37.60")


@pytest.mark.example("EX-BRK-4")
def test_ewpbg_9_2_no_relief_below_the_reference_price(law, year_of):
    assert relief_of(law, "gas_small", "11.50 ct/kWh", 20000) == euro("0.00")
    rated = year_of([energy("11.50 ct/kWh")], 20000, GAS)
    assert relieved(law, rated, "gas_small", 20000) == rated


@pytest.mark.parametrize(
    ("group", "price", "expected"),
    [
        ("electricity_small", "50.00 ct/kWh", "66.67"),
        ("electricity_large", "21.00 ct/kWh", "46.67"),
        ("gas_small", "15.00 ct/kWh", "20.00"),
        ("gas_large", "11.00 ct/kWh", "23.33"),
        ("heat_small", "12.50 ct/kWh", "20.00"),
        ("heat_large", "10.50 ct/kWh", "17.50"),
        ("steam_large", "12.00 ct/kWh", "17.50"),
    ],
)
def test_every_group_has_its_price_and_quota(law, group, price, expected):
    assert relief_of(law, group, price, 10000) == euro(expected)


def test_strompbg_5_3_two_tariffs_have_a_mean_reference_price_from_august_on(law):
    def relief(month):
        return relief_of(
            law, "electricity_small", "44.00 ct/kWh", 6000, dt.date(2023, month, 1),
            low_price="38.00 ct/kWh", hours=NIGHT,
        )  # fmt: skip

    assert (relief(7), relief(8)) == (euro("8.00"), euro("24.00"))
    september = dt.date(2023, 9, 1)
    assert ub.evaluate(reference_price(law, BrakeGroup.GAS_SMALL, september, NIGHT)) == 12


@pytest.mark.parametrize("day", [dt.date(2022, 12, 1), dt.date(2024, 1, 1)])
def test_a_month_outside_the_year_is_refused(law, day):
    with pytest.raises(e.PeriodError, match="from 2023-01-01 to 2023-12-31"):
        relief_of(law, "gas_small", "18.00 ct/kWh", 20000, day)


def test_what_is_not_said_well_is_refused(law):
    with pytest.raises(e.PeriodError, match="first of a month"):
        relief_of(law, "gas_small", "18.00 ct/kWh", 20000, dt.date(2023, 5, 2))
    with pytest.raises(e.MissingChoiceError, match="hours"):
        relief_of(law, "electricity_small", "44.00 ct/kWh", 1, low_price="38.00 ct/kWh")
    with pytest.raises(e.InvalidInputError, match="hours of a week"):
        WeeklyHours(50, 100)
    with pytest.raises(e.InvalidInputError, match="below zero"):
        annual_quota(law, BrakeGroup.GAS_SMALL, kwh(-1), MAY)
    with pytest.raises(e.UnitError):
        relief_of(law, "gas_small", "18.00 EUR/m³", 20000)
    with pytest.raises(e.InvalidInputError, match="together"):
        PriceBrake(law=law, group="gas_small", annual=kwh(1), low_prices="1 ct/kWh")


# ---- the group -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("commodity", "annual", "more", "group"),
    [
        ("electricity", 30000, {}, "electricity_small"),
        ("electricity", 30001, {}, "electricity_large"),
        ("gas", 1500000, {}, "gas_small"),
        ("gas", 1500001, {}, "gas_large"),
        ("gas", 9000000, {"housing_or_care": True}, "gas_small"),
        ("gas", 20000, {"hospital": True}, "gas_large"),
        ("heat", 1500001, {}, "heat_large"),
        ("heat", 1500001, {"steam": True}, "steam_large"),
        ("heat", 20000, {"steam": True}, "heat_small"),
    ],
)
def test_the_group_follows_from_use_and_purpose(law, commodity, annual, more, group):
    decided = brake_group(law, commodity, kwh(annual), **more)
    assert decided.group.value == group
    assert all(condition.reference for condition in decided.conditions)


def test_water_had_no_brake(law):
    with pytest.raises(e.MissingChoiceError, match="electricity, gas or heat"):
        brake_group(law, "water", kwh(1))


# ---- the year ------------------------------------------------------------------------------------


def test_a_price_that_changes_in_the_year_counts_from_its_first_month(law, year_of):
    prices = ub.dated_prices(("2023-01-01", "55.00 ct/kWh"), ("2023-06-15", "43.00 ct/kWh"))
    rated = year_of([energy(prices), standing("120.00 EUR/year")], 3000)
    # January to June at 15 ct, July to December at 3 ct, for 200 kWh a month.
    assert reliefs(relieved(law, rated, "electricity_small", 3000)) == [euro("-216.00")]


def test_strompbg_49_january_and_february_follow_with_march(law, year_of):
    prices = ub.dated_prices(("2023-01-01", "30.00 ct/kWh"), ("2023-03-01", "50.00 ct/kWh"))
    rated = year_of([energy(prices)], 3000)
    assert reliefs(relieved(law, rated, "electricity_small", 3000)) == [euro("-240.00")]
    start = year_of([energy(prices)], 300, last="2023-02-28")
    assert relieved(law, start, "electricity_small", 3000) == start


def test_others_are_relieved_from_january_on(law, year_of):
    prices = ub.dated_prices(("2023-01-01", "6.00 ct/kWh"), ("2023-03-01", "10.00 ct/kWh"))
    rated = year_of([energy(prices)], 2000000, GAS, basis=ub.PriceBasis.NET)
    # Ten months of 3 ct for 70 %; January and February are cheaper than the reference price.
    assert reliefs(relieved(law, rated, "gas_large", 2000000)) == [euro("-35000.00")]


def test_strompbg_4_1_who_supplies_on_the_first_relieves_the_whole_month(law, year_of):
    moved_in = year_of([energy("50.00 ct/kWh")], 1000, first="2023-07-15")
    assert reliefs(relieved(law, moved_in, "electricity_small", 3000)) == [euro("-100.00")]
    moved_out = year_of([energy("50.00 ct/kWh")], 1000, last="2023-07-15")
    assert reliefs(relieved(law, moved_out, "electricity_small", 3000)) == [euro("-140.00")]


def test_ewpbg_3_1_a_month_of_gas_begun_counts_by_its_days(law, year_of):
    moved_in = year_of([energy("18.00 ct/kWh")], 9000, GAS, first="2023-09-16")
    # 15 of 30 days, and three months.
    assert reliefs(relieved(law, moved_in, "gas_small", 20000)) == [euro("-280.00")]


def test_a_customer_of_february_has_no_january(law, year_of):
    rated = year_of([energy("50.00 ct/kWh")], 3000, first="2023-02-01")
    assert reliefs(relieved(law, rated, "electricity_small", 3000)) == [euro("-220.00")]
    same_home = relieved(law, rated, "electricity_small", 3000, customer_since="2020-01-01")
    assert reliefs(same_home) == [euro("-240.00")]


def test_only_the_months_of_2023_in_a_billing_year_count(law, year_of):
    sheet = [energy("50.00 ct/kWh")]
    before = year_of(sheet, 3000, first="2022-10-01", last="2023-09-30")
    after = year_of(sheet, 3000, first="2023-10-01", last="2024-09-30")
    assert reliefs(relieved(law, before, "electricity_small", 3000)) == [euro("-180.00")]
    assert reliefs(relieved(law, after, "electricity_small", 3000)) == [euro("-60.00")]
    later = year_of(sheet, 3000, first="2024-01-01", last="2024-12-31")
    with pytest.raises(e.PeriodError, match="2023"):
        relieved(law, later, "electricity_small", 3000)


def test_the_price_of_two_tariffs_is_weighed_by_hours(law, household, assert_lawful):
    period = ub.Period.of_year(2023)
    registers = [ub.Register("ht"), ub.Register("nt")]
    contract = ub.Contract(
        id="two",
        supply_start=period.start,
        supply_point=ub.SupplyPoint(commodity=POWER, registers=registers),
    )
    readings = [
        ub.Reading(name, day, value)
        for name, last in (("ht", 4000), ("nt", 2000))
        for day, value in ((period.start, 0), (period.end, last))
    ]
    sheet = ub.PriceSheet(name="two", basis="gross", components=[
        ub.UnitPrice(id="ht", label="HT", prices="44.00 ct/kWh", registers="ht"),
        ub.UnitPrice(id="nt", label="NT", prices="38.00 ct/kWh", registers="nt"),
    ])  # fmt: skip
    rated = ub.settle(contract, period, readings, sheet, market=household.germany)
    bill = relieved(law, rated, "electricity_small", 6000, hours=NIGHT, low_registers="nt")
    # 2 ct for seven months, 6 ct for five, for 400 kWh each.
    assert reliefs(bill) == [euro("-176.00")]
    assert_lawful(bill)
    with pytest.raises(e.MissingChoiceError, match="hours"):
        relieved(law, rated, "electricity_small", 6000)


def test_a_net_price_sheet_is_compared_gross_and_with_its_levies(law, germany, year_of):
    statutory = germany.statutory
    sheet = [energy("33.00 ct/kWh"), standing("100.00 EUR/year"),
             statutory.quantity_tax("electricity")]  # fmt: skip
    rated = year_of(sheet, 3000, basis=ub.PriceBasis.NET)
    # (33.00 + 2.05) × 1.19 = 41.7095; 1.7095 × 2 400 kWh.
    assert reliefs(relieved(law, rated, "electricity_small", 3000)) == [euro("-41.03")]


def test_large_groups_are_compared_before_grid_and_state_parts(law, germany, year_of):
    statutory = germany.statutory
    contained = ub.LineKind.CONTAINED
    sheet = [
        energy("35.00 ct/kWh"),
        ub.UnitPrice(id="grid", label="Grid", prices="9.95 ct/kWh", role="grid", kind="contained"),
        statutory.quantity_tax("electricity", contained),
    ]
    rated = year_of(sheet, 60000, basis=ub.PriceBasis.NET)
    # 35.00 − 9.95 − 2.05 = 23.00; 10 ct for 42 000 kWh.
    assert reliefs(relieved(law, rated, "electricity_large", 60000)) == [euro("-4200.00")]


def test_the_tax_stays_as_the_state_pays_in_the_place_of_the_customer(law, year_of, assert_lawful):
    for basis in ub.PriceBasis:
        rated = year_of([energy("50.00 ct/kWh")], 3000, basis=basis)
        bill = relieved(law, rated, "electricity_small", 3000, prices="50.00 ct/kWh")
        assert bill.totals.tax == rated.totals.tax
        assert bill.totals.gross == rated.totals.gross - euro("240.00")
        assert_lawful(bill)


def test_the_bill_names_relief_and_quota(law, year_of):
    rated = year_of([energy("18.00 ct/kWh")], 20000, GAS, first="2023-04-01")
    line = relieved(law, rated, "gas_small", 20000).lines[-1]
    assert "12000 kWh (75.0 %" in line.label.de
    assert line.period == rated.period


def test_the_group_must_be_that_of_the_supply(law, year_of):
    rated = year_of([energy("18.00 ct/kWh")], 20000, GAS)
    with pytest.raises(e.InvalidInputError, match="is for heat, but gas"):
        relieved(law, rated, "heat_small", 20000)


# ---- caps and refunds ----------------------------------------------------------------------------


@pytest.mark.example("EX-BRK-6")
def test_strompbg_4_1_the_relief_of_electricity_ends_at_its_cost(law, year_of):
    rated = year_of([energy("45.50 ct/kWh"), standing("60.00 EUR/year")], 200)
    bill = relieved(law, rated, "electricity_small", 3500)
    assert reliefs(bill) == [euro("-151.00")]
    assert bill.totals.gross == euro("0.00")


def test_the_cap_at_cost_looks_at_the_whole_year_of_several_bills(law, year_of):
    sheet = [energy("50.00 ct/kWh")]
    first = year_of(sheet, 300, first="2022-10-01", last="2023-09-30")
    (granted,) = reliefs(relieved(law, first, "electricity_small", 3000))
    second = year_of(sheet, 3000, first="2023-10-01", last="2024-09-30")
    # 300 kWh over 365 days, of which 273 in 2023.
    assert granted == euro("-112.19")
    earlier = EarlierRelief(entitled=euro("180.00"), granted=-granted, cost=euro("112.19"))
    later = relieved(law, second, "electricity_small", 3000, earlier=earlier)
    assert reliefs(later) == [euro("-127.81")]


@pytest.mark.example("EX-BRK-5")
def test_ewpbg_3_4_a_refund_ends_at_the_payments(law, germany, year_of, assert_lawful):
    assert refund(euro("840.00"), euro("900.00"), euro("960.00")) == euro("840.00")

    received = paid("840.00", germany, "gas")
    rated = year_of([energy("18.00 ct/kWh")], 5000, GAS, received=received)
    bill = relieved(law, rated, "gas_small", 20000)
    assert reliefs(bill) == [euro("-960.00"), euro("60.00")]
    assert bill.balance == euro("-840.00")
    assert_lawful(bill)

    statement = brake_statement(bill, PriceBrake(law=law, group="gas_small", annual=kwh(20000)))
    assert statement.granted == euro("960.00")
    assert (statement.quota, statement.quota_percent) == (kwh("16000.00"), 100)
    assert (statement.payments, statement.consumption_cost) == (euro("840.00"), euro("900.00"))
    assert (statement.difference, statement.refund) == (euro("900.00"), euro("840.00"))


def test_saved_gas_is_refunded_at_the_full_price_and_the_standing_charge_is_not(
    law, germany, year_of
):
    received = paid("2500.00", germany, "gas")
    sheet = [energy("18.00 ct/kWh"), standing("150.00 EUR/year")]
    rated = year_of(sheet, 14000, GAS, received=received)
    brake = PriceBrake(law=law, group="gas_small", annual=kwh(20000))
    bill = ub.relieve(rated, brake)
    statement = brake_statement(rated, brake)
    assert statement.other_cost == euro("150.00")
    assert statement.refund == -bill.balance == euro("790.00")


def test_more_use_than_paid_for_is_no_refund():
    assert refund("100.00 EUR", "900.00 EUR", "500.00 EUR") == euro("0.00")
    with pytest.raises(e.InvalidInputError, match="below zero"):
        refund("-1.00 EUR", "900.00 EUR", "500.00 EUR")


# ---- installments --------------------------------------------------------------------------------


def months_of(law, price, annual, *months):
    return [
        monthly_relief(law, "gas_small", dt.date(2023, month, 1), price, kwh(annual))
        for month in months
    ]


def asked(amount, *months):
    return [ub.Installment(dt.date(2023, month, 15), euro(amount)) for month in months]


def test_ewpbg_3_3_installments_are_lowered_and_never_below_zero(law):
    lowered = lower_installments(
        law, asked("130.00", 3, 4, 5), months_of(law, "18.00 ct/kWh", 20000, 1, 2, 3, 4, 5)
    )
    assert [step.after.amount for step in lowered.steps] == [0, 50, 50]
    assert lowered.steps[0].relief == euro("240.00")
    assert lowered.left == euro("110.00")
    assert [held.gross for held in lowered.installments] == [step.after for step in lowered.steps]


def test_an_installment_bears_the_months_since_the_one_before(law):
    lowered = lower_installments(
        law, asked("400.00", 4, 6), months_of(law, "18.00 ct/kWh", 20000, 3, 4, 5, 6, 7)
    )
    assert [step.after.amount for step in lowered.steps] == [240, 240]
    assert lowered.unused == euro("80.00")


# ---- December 2022 -------------------------------------------------------------------------------


@pytest.mark.example("EX-DEC-1")
def test_ewsg_2_2_a_twelfth_of_the_forecast_and_decembers_part_of_the_rest(law, year_of):
    found = december_relief_gas(law, kwh(18000), "21.40 ct/kWh", "150.00 EUR/year")
    assert found.amount == euro("333.50")
    assert ub.evaluate(found.explanation) == found.amount.amount

    sheet = [energy("21.40 ct/kWh"), standing("150.00 EUR/year")]
    rated = year_of(sheet, 17000, GAS, first="2022-07-01", last="2023-06-30")
    bill = ub.relieve(rated, DecemberRelief(law=law, forecast=kwh(18000)))
    assert reliefs(bill) == [euro("-333.50")]
    assert bill.totals.tax == rated.totals.tax
    assert ub.relieve(rated, DecemberRelief(law=law, amount=found)).totals == bill.totals


@pytest.mark.example("EX-DEC-2")
def test_ewsg_4_3_heat_is_relieved_by_the_installment_of_september(law, year_of):
    found = december_relief_heat(law, "140.00 EUR")
    assert found.amount == euro("168.00")
    assert december_relief_heat(law, [euro("420.00")] * 4, months=12).amount == found.amount
    rated = year_of([energy("14.00 ct/kWh")], 9000, HEAT, first="2022-01-01", last="2022-12-31")
    assert reliefs(ub.relieve(rated, DecemberRelief(law=law, amount=found))) == [euro("-168.00")]


def test_the_december_relief_is_for_a_bill_that_holds_december(law, year_of):
    later = year_of([energy("18.00 ct/kWh")], 20000, GAS)
    with pytest.raises(e.PeriodError, match="2022-12-01"):
        ub.relieve(later, DecemberRelief(law=law, forecast=kwh(1)))
    power = year_of([energy("18.00 ct/kWh")], 20000, first="2022-01-01", last="2022-12-31")
    with pytest.raises(e.InvalidInputError, match="is not gas"):
        ub.relieve(power, DecemberRelief(law=law, forecast=kwh(1)))
    with pytest.raises(e.InvalidInputError, match="one of them"):
        DecemberRelief(law=law)
    with pytest.raises(e.InvalidInputError, match="months"):
        december_relief_heat(law, [euro("1.00")])


def test_large_metered_customers_have_no_december_relief(law):
    large = kwh(1500001)
    assert not december_relief_applies(law, "heat", large)
    assert december_relief_applies(law, "heat", large, housing_or_care=True)
    assert december_relief_applies(law, "gas", kwh(1500000), load_profile=True)
    hospital = december_relief_applies(law, "gas", kwh(1), hospital=True)
    assert [held.text for held in hospital.failed] == ["no hospital"]
    with pytest.raises(e.MissingChoiceError, match="gas or heat"):
        december_relief_applies(law, "electricity", kwh(1))


def test_december_takes_its_part_of_a_price_for_connected_load(law, year_of):
    load = ub.StandingCharge(
        id="load", label="Load", prices="12.00 EUR/kW/year", count="10 kW", proration="months"
    )
    rated = year_of([energy("20.00 ct/kWh"), load], 12000, GAS, first="2022-01-01",
                    last="2022-12-31")  # fmt: skip
    bill = ub.relieve(rated, DecemberRelief(law=law, forecast=kwh(12000)))
    assert reliefs(bill) == [euro("-210.00")]


def test_the_limit_of_refunds_looks_at_the_whole_year_of_several_bills(law, year_of):
    sheet = [energy("18.00 ct/kWh")]
    summer = year_of(sheet, 500, GAS, first="2023-04-01", last="2023-09-30")
    assert reliefs(relieved(law, summer, "gas_small", 20000)) == [euro("-480.00"), euro("390.00")]
    winter = year_of(sheet, 9000, GAS, first="2023-10-01", last="2023-12-31")
    earlier = EarlierRelief(entitled=euro("480.00"), granted=euro("90.00"), cost=euro("90.00"))
    bill = relieved(law, winter, "gas_small", 20000, earlier=earlier)
    assert reliefs(bill) == [euro("-240.00"), euro("-390.00")]


def test_hours_change_nothing_where_both_tariffs_cost_the_same(law, year_of):
    rated = year_of([energy("45.00 ct/kWh")], 6000)
    plain = relieved(law, rated, "electricity_small", 6000)
    assert reliefs(plain) == [euro("-240.00")]
    # The mean reference price of 36 ct holds from August on: 5 × 4 ct × 400 kWh more.
    two = relieved(law, rated, "electricity_small", 6000, hours=NIGHT)
    assert reliefs(two) == [euro("-320.00")]


def test_a_gross_sheet_of_a_large_group_is_compared_net(law, year_of):
    rated = year_of([energy("23.80 ct/kWh")], 60000)
    assert reliefs(relieved(law, rated, "electricity_large", 60000)) == [euro("-2940.00")]


def test_tiers_leave_the_unit_price_open(law, year_of):
    tiers = [ub.Tier("50.00 ct/kWh", "1000 kWh"), ub.Tier("45.00 ct/kWh")]
    blocks = ub.TieredPrice(id="energy", label="Energy", mode="blocks", tiers=tiers)
    rated = year_of([blocks], 3000)
    with pytest.raises(e.MissingChoiceError, match="several prices"):
        relieved(law, rated, "electricity_small", 3000)
    agreed = relieved(law, rated, "electricity_small", 3000, prices="46.00 ct/kWh")
    assert reliefs(agreed) == [euro("-144.00")]


@pytest.mark.parametrize("cut", ["2023-03-02", "2023-05-17", "2023-08-01", "2023-12-31"])
@pytest.mark.parametrize(
    ("commodity", "group"), [(POWER, "electricity_small"), (GAS, "gas_small"), (HEAT, "heat_small")]
)
def test_a_year_cut_anywhere_is_relieved_once(law, year_of, commodity, group, cut):
    prices = ub.dated_prices(("2023-01-01", "47.00 ct/kWh"), ("2023-09-01", "44.30 ct/kWh"))
    day = dt.date.fromisoformat(cut)

    def relief(first, last):
        rated = year_of([energy(prices)], 9000, commodity, first, last)
        return sum(reliefs(relieved(law, rated, group, 9000, customer_since="2020-01-01")), euro(0))

    whole = relief("2023-01-01", "2023-12-31")
    parts = relief("2023-01-01", day - dt.timedelta(days=1)) + relief(day, "2023-12-31")
    assert abs(whole - parts) <= euro("0.01")
