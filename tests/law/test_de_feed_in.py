"""EEG §§ 20, 21, 23c, 25, 26, 48, 48a, 49, 51, 51a, 53, Anlage 1."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.markets.de.feed_in import (
    TWO_DECIMALS,
    FeedInPlant,
    FeedInStage,
    OperatorTax,
    blended_rate,
    feed_in_credit,
    feed_in_installments,
    feed_in_sheet,
    installment_day,
    lost_time,
    negative_price_rule,
    paid_rates,
    reference_values,
    remuneration_end,
    tenant_bonus_values,
    unpaid_intervals,
)
from utilbill.values.errors import MissingChoiceError, MissingFieldError, MissingIntervalError

GERMANY = ub.market("DE")
LAW = GERMANY.law
EXPORT = "1-0:2.8.0"
ZONE = "Europe/Berlin"


def plant(power, commissioned="2026-03-10", mode="surplus", **more):
    return FeedInPlant(power=f"{power} kW", commissioned=commissioned, mode=mode, **more)


def contract(of):
    return ub.Contract(
        id="F-1",
        supply_start=of.commissioned,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register(EXPORT)]),
    )


def settle(of, period, energy, form="tariff", tax="small_business", *, more=None, **options):
    sheet = feed_in_sheet(of, form, tax, **options)
    readings = []
    if energy is not None:
        readings = [ub.Reading(EXPORT, period.start, 0), ub.Reading(EXPORT, period.end, energy)]
    return ub.settle(contract(of), period, readings, sheet, market=GERMANY, **(more or {}))


def amounts(settlement):
    return [str(line.amount.amount) for line in settlement.lines]


REST_OF_2026 = ub.Period.through("2026-03-10", "2026-12-31")


# ---- values and degression -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "surplus", "full"),
    [
        ("2023-01-01", "8.60 7.50 6.20", "13.40 11.30 11.30"),
        ("2024-02-01", "8.51 7.43 6.14", "13.27 11.19 11.19"),
        ("2024-08-01", "8.43 7.35 6.08", "13.13 11.08 11.08"),
        ("2025-02-01", "8.34 7.28 6.02", "13.00 10.96 10.96"),
        ("2025-08-01", "8.26 7.20 5.96", "12.87 10.85 10.85"),
        ("2026-02-01", "8.18 7.13 5.90", "12.74 10.75 10.75"),
        ("2026-08-01", "8.10 7.06 5.84", "12.62 10.64 10.64"),
        ("2027-02-01", "8.02 6.99 5.78", "12.49 10.53 10.53"),
    ],
)
def test_eeg_49_values_by_half_year(since, surplus, full):
    day = dt.date.fromisoformat(since)
    found = {
        mode: " ".join(str(stage.price.amount) for stage in reference_values(LAW, day, mode)[:3])
        for mode in ("surplus", "full")
    }
    assert found == {"surplus": surplus, "full": full}


@pytest.mark.parametrize(
    ("since", "surplus", "full"),
    [
        ("2025-08-01", "7.86 6.80 5.56", "12.47 10.45 10.45"),
        ("2026-02-01", "7.78 6.73 5.50", "12.34 10.35 10.35"),
    ],
)
def test_eeg_53_published_tariffs_are_40_hundredths_of_a_cent_below(since, surplus, full):
    for mode, published in (("surplus", surplus), ("full", full)):
        rates = paid_rates(LAW, plant(100, since, mode))
        assert " ".join(str(stage.price.amount) for stage in rates[:3]) == published


def test_eeg_49_full_feed_in_rounds_the_sum_and_not_its_parts():
    day = dt.date(2026, 2, 1)
    value = reference_values(LAW, day, "full")[1]
    parts = [ub.evaluate(value.explanation)]
    assert TWO_DECIMALS(parts[0]) == Decimal("10.75")
    base = reference_values(LAW, day)[1].price.amount
    addition = TWO_DECIMALS(Decimal("3.80") * Decimal("0.99") ** 5)
    assert base + addition == Decimal("10.74")


def test_eeg_49_values_are_known_to_the_next_publication():
    assert reference_values(LAW, dt.date(2027, 7, 31))
    with pytest.raises(ub.BeyondHorizonError, match="2027-07-31"):
        reference_values(LAW, dt.date(2027, 8, 1))
    with pytest.raises(ub.NotInForceError):
        reference_values(LAW, dt.date(2022, 12, 31))


@given(
    st.dates(dt.date(2023, 1, 1), dt.date(2027, 7, 31)),
    st.dates(dt.date(2023, 1, 1), dt.date(2027, 7, 31)),
    st.sampled_from(["surplus", "full"]),
)
def test_eeg_49_a_later_plant_never_gets_more(one, other, mode):
    early, late = sorted([one, other])
    before, after = reference_values(LAW, early, mode), reference_values(LAW, late, mode)
    assert all(b.price.amount >= a.price.amount for b, a in zip(before, after, strict=True))
    assert all(ub.evaluate(stage.explanation) == stage.price.amount for stage in (*before, *after))


def test_eeg_21_a_plant_above_100_kw_has_no_tariff():
    assert paid_rates(LAW, plant(100))
    with pytest.raises(ub.InvalidInputError, match="100 kW"):
        paid_rates(LAW, plant("100.1"))
    assert paid_rates(LAW, plant("100.1"), "market_premium")


def test_eeg_48_values_end_at_one_megawatt():
    with pytest.raises(ub.InvalidInputError, match="where the rates end"):
        blended_rate(reference_values(LAW, dt.date(2026, 3, 10)), "1001 kW")


# ---- remuneration --------------------------------------------------------------------------------


@pytest.mark.example("EX-FIT-1")
def test_eeg_23c_15_kw_are_paid_by_share_of_power():
    settlement = settle(plant(15), REST_OF_2026, 9000)

    assert amounts(settlement) == ["466.80", "201.90"]
    assert settlement.balance == ub.Money("668.70", "EUR")
    assert ub.evaluate(blended_rate(paid_rates(LAW, plant(15)), "15 kW")) == Decimal("7.43")


@pytest.mark.example("EX-FIT-2")
def test_eeg_23c_12_kw_are_not_paid_by_a_rounded_mean():
    settlement = settle(plant(12), REST_OF_2026, 9000)

    assert [str(line.quantity) for line in settlement.lines] == ["7500 kWh", "1500 kWh"]
    assert amounts(settlement) == ["583.50", "100.95"]
    assert settlement.balance == ub.Money("684.45", "EUR")


def market_values(**figures):
    by_month = {(2026, int(month[1:])): value for month, value in figures.items()}
    return {"solar": ub.IndexFigures.monthly("Market value", "ct/kWh", by_month)}


@pytest.mark.example("EX-FIT-3")
@pytest.mark.parametrize(("market_value", "premium"), [("4.50", "191.36"), ("8.50", "0.00")])
def test_eeg_20_a_market_premium_is_what_the_market_does_not_pay(market_value, premium):
    settlement = settle(
        plant("9.8"),
        ub.Period.of_month(2026, 6),
        5200,
        "market_premium",
        "regular",
        market_values="solar",
        more={"indices": market_values(m6=market_value)},
    )
    assert amounts(settlement) == [premium]
    assert settlement.totals.tax.amount == 0


def test_eeg_20_each_month_has_its_own_premium():
    settlement = settle(
        plant("9.8"),
        ub.Period.through("2026-06-01", "2026-07-31"),
        6100,
        "market_premium",
        "regular",
        market_values="solar",
        more={
            "indices": market_values(m6="4.18", m7="9.00"),
            "spreading": ub.LINEAR,
        },
    )
    assert amounts(settlement) == ["120.00", "0.00"]


def test_eeg_53_fallback_remuneration_is_a_fifth_below_the_value():
    rates = paid_rates(LAW, plant(150), "fallback")
    assert [str(stage.price.amount) for stage in rates] == ["6.54", "5.70", "4.72"]


def test_eeg_48a_the_bonus_for_tenants_follows_the_degression():
    rates = tenant_bonus_values(LAW, dt.date(2026, 2, 1))
    assert [str(stage.price.amount) for stage in rates] == ["2.54", "2.36", "1.59"]
    settlement = settle(plant(10), REST_OF_2026, 1000, "tenant_bonus", "regular")
    assert amounts(settlement) == ["25.40"]
    assert settlement.totals.tax.amount == 0


@pytest.mark.parametrize(
    ("tax", "gross", "category"),
    [
        ("regular", "92.58", "standard"),
        ("small_business", "77.80", "exempt"),
        ("reverse_charge", "77.80", "reverse_charge"),
    ],
)
def test_ustg_tax_is_what_the_operator_declared(tax, gross, category):
    settlement = settle(plant(10), REST_OF_2026, 1000, tax=tax)
    assert settlement.totals.gross == ub.Money(gross, "EUR")
    assert settlement.lines[0].tax.category is ub.TaxCategory(category)
    with pytest.raises(MissingChoiceError):
        OperatorTax("unknown")


def test_a_settlement_of_feed_in_is_lawful_and_explains_itself(assert_lawful):
    sheet = feed_in_sheet(plant(13), "tariff", "regular")
    readings = [ub.Reading(EXPORT, REST_OF_2026.start, 0), ub.Reading(EXPORT, "2027-01-01", 3500)]
    settlement = ub.settle(contract(plant(13)), REST_OF_2026, readings, sheet, market=GERMANY)
    assert_lawful(settlement, sheet, GERMANY)
    sources = {held["source"] for held in settlement.lines[0].explanation.records()}
    assert {"EEG § 48 Abs. 2 Nr. 1", "EEG § 49", "EEG § 53 Abs. 1 Nr. 2"} <= sources


@given(st.integers(0, 90000), st.integers(1, 29), st.sampled_from([8, 13, 77]))
def test_a_month_that_is_split_pays_the_same_energy(energy, days, power):
    month = ub.Period.of_month(2026, 6)
    cut = month.start + dt.timedelta(days=days)
    readings = [
        ub.Reading(EXPORT, month.start, 0),
        ub.Reading(EXPORT, cut, energy * days // 30),
        ub.Reading(EXPORT, month.end, energy),
    ]
    sheet = feed_in_sheet(plant(power), "tariff", "small_business")
    whole, *parts = (
        ub.settle(contract(plant(power)), part, readings, sheet, market=GERMANY)
        for part in (month, *month.split(cut))
    )
    paid = [
        sum((line.quantity.amount for line in one.lines), Decimal(0)) for one in (whole, *parts)
    ]
    assert paid[0] == paid[1] + paid[2] == energy


# ---- published cases -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(shared):
    import yaml

    text = (shared / "samples/bills/de_feedin_co2_heatcost.yaml").read_text("utf-8")
    return {
        case["id"]: {line["id"]: line["published"] for line in case["expected"]["lines"]}
        for case in yaml.safe_load(text)["cases"]
    }


def test_13_kw_by_zones_as_a_grid_operator_published_it(printed):
    published = printed["de-feedin-01"]
    older = plant(13, "2024-01-10")
    zones = [FeedInStage.of("10 kW", "8.20 ct/kWh"), FeedInStage.of("40 kW", "7.10 ct/kWh")]
    for share_step in ("0.00001", None):
        settlement = settle(
            older, ub.Period.of_year(2025), 3500, stages=zones, share_step=share_step
        )
        assert amounts(settlement) == [published["r1"], published["r2"]]
        assert str(settlement.balance.amount) == published["total"]
    exact = settle(older, ub.Period.of_year(2025), 3500, stages=zones, share_step="0.00001")
    shares = [line.quantity.amount / 3500 for line in exact.lines]
    assert [str(share) for share in shares] == [published["f1"], published["f2"]]


def test_11_kw_by_a_blended_rate_as_it_was_published(printed):
    zones = [FeedInStage.of("10 kW", "19.5 ct/kWh"), FeedInStage.of("30 kW", "16.5 ct/kWh")]
    mean = TWO_DECIMALS(ub.evaluate(blended_rate(zones, "11 kW")))
    assert str(mean) == printed["de-feedin-02"]["blend"]


# ---- negative prices -----------------------------------------------------------------------------


def hours(day, *negative, of=24):
    """Prices of one day, below zero in some of its hours."""
    values = [-1 if hour in negative else 40 for hour in range(of)]
    return ub.IntervalSeries.on(
        ub.Period.through(day, day), values, unit="EUR/MWh", resolution="1 h", zone=ZONE
    )


def unpaid_hours(of, day, *negative):
    found = unpaid_intervals(negative_price_rule(LAW, of), hours(day, *negative))
    return [hour for hour, unpaid in enumerate(found) if unpaid]


@pytest.mark.parametrize(
    ("power", "commissioned", "day", "least"),
    [
        (600, "2015-06-01", "2024-05-12", None),
        (600, "2016-06-01", "2024-05-12", 6),
        (499, "2016-06-01", "2024-05-12", None),
        (600, "2021-06-01", "2024-05-12", 4),
        (450, "2023-06-01", "2023-07-02", 4),
        (399, "2023-06-01", "2023-07-02", None),
        (450, "2025-02-24", "2025-05-11", 3),
        (450, "2023-06-01", "2026-05-11", 2),
        (450, "2023-06-01", "2027-05-11", 1),
        (450, "2025-02-25", "2025-05-11", 1),
    ],
)
def test_eeg_51_runs_of_negative_hours_by_commissioning(power, commissioned, day, least):
    of = plant(power, commissioned, "full")
    for length in range(1, 8):
        run = list(range(8, 8 + length))
        expected = run if least is not None and length >= least else []
        assert unpaid_hours(of, day, *run) == expected


def test_eeg_51_a_price_of_zero_is_not_negative():
    of = plant(150)
    zero = hours("2026-05-11").scaled_by(0)
    assert not any(unpaid_intervals(negative_price_rule(LAW, of), zero))


@pytest.mark.parametrize(
    ("power", "smart_meter", "since"),
    [
        ("1.9", "2026-03-10", None),
        ("2", None, None),
        ("99.9", "2026-03-10", "2027-01-01"),
        ("99.9", "2025-03-01", "2026-03-10"),
        ("100", None, "2026-03-10"),
    ],
)
def test_eeg_51_small_plants_wait_for_the_year_after_their_smart_meter(power, smart_meter, since):
    rule = negative_price_rule(LAW, plant(power, smart_meter_since=smart_meter))
    assert str(rule.since) == str(since)


def test_eeg_51_a_run_that_reaches_past_the_prices_is_refused_unless_it_is_long_enough():
    of = plant(600, "2021-06-01", "full")
    assert unpaid_hours(of, "2024-05-12", 20, 21, 22, 23) == [20, 21, 22, 23]
    with pytest.raises(MissingIntervalError, match="touches an end"):
        unpaid_hours(of, "2024-05-12", 21, 22, 23)


def test_eeg_51_only_runs_that_meet_the_asked_days_can_be_cut():
    of = plant(600, "2021-06-01", "full")
    prices = ub.IntervalSeries.on(
        ub.Period.through("2024-05-12", "2024-05-14"),
        [40] * 20 + [-1] * 6 + [40] * 45 + [-1],
        unit="EUR/MWh",
        resolution="1 h",
        zone=ZONE,
    )
    middle = ub.Period.through("2024-05-13", "2024-05-13")
    found = unpaid_intervals(negative_price_rule(LAW, of), prices, middle)
    assert found == (True, True, *[False] * 22)
    with pytest.raises(MissingIntervalError):
        unpaid_intervals(negative_price_rule(LAW, of), prices)


def spread(day, hourly):
    return ub.IntervalSeries.on(
        ub.Period.through(day, day),
        [Decimal(hourly[index // 4]) / 4 for index in range(96)],
        unit="kWh",
        resolution="15 min",
        zone=ZONE,
    )


def test_eeg_51_power_at_negative_prices_is_a_line_of_its_own_with_nothing_paid():
    of, day = plant(150), "2026-06-14"
    load = spread(day, [0] * 8 + [100] * 10 + [0] * 6)
    sheet = feed_in_sheet(
        of, "market_premium", "regular", spot_prices="day-ahead", market_values="solar"
    )
    settlement = ub.settle(
        contract(of),
        ub.Period.through(day, day),
        [],
        sheet,
        market=GERMANY,
        series={EXPORT: load},
        indices={"day-ahead": hours(day, 11, 12, 13), **market_values(m6="3.00")},
    )
    paid, unpaid = settlement.lines
    assert (str(paid.quantity), str(unpaid.quantity)) == ("700 kWh", "300 kWh")
    mean = (10 * Decimal("8.18") + 30 * Decimal("7.13") + 110 * Decimal("5.90")) / 150
    assert paid.amount.amount == ub.CENT(700 * (mean - 3) / 100)
    assert unpaid.amount.amount == 0
    assert unpaid.label.de == "bei negativem Börsenpreis eingespeist"


def test_eeg_51_prices_must_be_given_where_they_count():
    with pytest.raises(MissingFieldError, match="spot_prices"):
        settle(plant(100), REST_OF_2026, 9000)


# ---- time ----------------------------------------------------------------------------------------


def test_eeg_25_twenty_years_and_the_rest_of_the_last_one():
    assert remuneration_end(LAW, plant(15, "2026-03-10")) == dt.date(2047, 1, 1)
    assert remuneration_end(LAW, plant(15, auctioned=True)) == dt.date(2046, 3, 10)


def test_eeg_25_nothing_is_paid_after_the_last_day():
    of = plant(8, "2023-06-01")
    period = ub.Period.through("2043-12-30", "2044-01-02")
    sheet = feed_in_sheet(of, "tariff", "small_business")
    counts = zip((*period, period.end), (0, 5, 9, 20, 30), strict=True)
    readings = [ub.Reading(EXPORT, *read) for read in counts]
    settlement = ub.settle(contract(of), period, readings, sheet, market=GERMANY)
    (line,) = settlement.lines
    assert str(line.quantity) == "9 kWh"
    assert [str(gone.period) for gone in settlement.absences] == ["2044-01-01..2044-01-02"]


def test_eeg_51a_lost_hours_of_auctions_are_rounded_up_to_days():
    older = plant(900, "2022-06-01", "full", auctioned=True)
    end = remuneration_end(LAW, older)
    assert remuneration_end(LAW, older, dt.timedelta(hours=25)) == end + dt.timedelta(days=2)
    not_auctioned = plant(600, "2022-06-01", "full")
    assert remuneration_end(LAW, not_auctioned, dt.timedelta(hours=25)) == dt.date(2043, 1, 1)


def test_eeg_51a_lost_quarter_hours_are_used_up_by_months():
    of = plant(150)
    assert lost_time(LAW, of, hours("2026-05-11", 9, 10)) == dt.timedelta(hours=2)
    whole_january = dt.timedelta(minutes=15) * 87 * 2
    assert remuneration_end(LAW, of, whole_january) == dt.date(2047, 2, 1)
    assert remuneration_end(LAW, of, whole_january + dt.timedelta(minutes=15)) == dt.date(
        2047, 3, 1
    )


# ---- installments and the credit -----------------------------------------------------------------


def test_eeg_26_installments_are_due_on_the_15th_of_the_next_month():
    assert installment_day(LAW, ub.Period.of_month(2026, 1)) == dt.date(2026, 2, 15)
    plan = feed_in_installments(LAW, REST_OF_2026, ub.Money("668.70", "EUR"))
    assert [held.due.isoformat() for held in plan][::9] == ["2026-04-15", "2027-01-15"]
    assert sum((held.gross for held in plan), ub.Money("0.00", "EUR")) == ub.Money("668.70", "EUR")


def test_ustg_14_a_credit_goes_to_the_operator_less_installments():
    received = [ub.ReceivedInstallment.untaxed("2026-04-15", ub.Money("60.00", "EUR"))]
    settlement = settle(plant(12), REST_OF_2026, 9000, more={"received": received})
    operator = ub.Party("Erika Muster")
    credit = feed_in_credit(settlement, operator, document_date="2027-01-10")
    assert credit.payout == ub.Money("624.45", "EUR")
    assert credit.table("de").rows[-1][0] == "Auszahlung an den Anlagenbetreiber"
    too_much = [ub.ReceivedInstallment.untaxed("2026-04-15", ub.Money("700.00", "EUR"))]
    back = feed_in_credit(
        settle(plant(12), REST_OF_2026, 9000, more={"received": too_much}), operator
    )
    assert back.table("de").rows[-1][0] == "Rückforderung vom Anlagenbetreiber"
