"""Every scheme of the Rust crate eeg-billing, composed of parts: see docs/peer-products.md."""

import datetime as dt

import pytest
from peer_supply import GERMANY, amounts, by_price, quarter_hours, settle, standing, unit_price

import utilbill as ub
from utilbill.markets.de.feed_in import (
    FeedInPlant,
    FeedInStage,
    feed_in_sheet,
    installment_day,
    lost_time,
    negative_price_rule,
    reference_values,
    remuneration_end,
)

LAW = GERMANY.law
JUNE = ub.Period.of_month(2026, 6)
DAY = ub.Period.through("2026-06-14", "2026-06-14")


def plant(power="9.8 kW", commissioned="2026-03-10", mode="surplus", **more):
    return FeedInPlant(power=power, commissioned=commissioned, mode=mode, **more)


def one_rate(price):
    return [FeedInStage.of("100 MW", price)]


def pay(held, form, period=JUNE, used=None, *, tax="small_business", **more):
    """Settle feed-in of a plant; ``more`` holds what the sheet takes, and series and indices."""
    given = {name: more.pop(name) for name in ("series", "indices") if name in more}
    sheet = feed_in_sheet(held, form, tax, **more)
    return settle(sheet.components, period, used, **given)


def market_value(figure, month=(2026, 6)):
    return ub.IndexFigures.monthly("Market value", "ct/kWh", {month: figure})


# --- schemes -------------------------------------------------------------------------------------


def test_feed_in_tariff_of_a_given_rate():
    settlement = pay(plant(), "tariff", used=500, stages=one_rate("8.11 ct/kWh"))
    assert settlement.totals.net == ub.Money("40.55", "EUR")


def test_feed_in_tariff_of_several_stages_by_law():
    settlement = pay(plant("20 kW"), "tariff", used=1000)
    # half of the power at 7.78 ct, half at 6.73 ct
    assert [str(line.amount) for line in settlement.lines] == ["38.90 EUR", "33.65 EUR"]


def test_market_premium_of_a_value_of_law_or_auction():
    settlement = pay(
        plant(), "market_premium", used=100000, tax="regular", stages=one_rate("6.28 ct/kWh"),
        market_values="solar", indices={"solar": market_value("4.50")},
    )  # fmt: skip
    # 1.78 ct; no tax, as it is no price of a supply
    assert (str(settlement.totals.net), str(settlement.totals.tax)) == ("1780.00 EUR", "0 EUR")


def test_market_premium_is_never_below_zero():
    settlement = pay(
        plant(), "market_premium", used=1000, stages=one_rate("6.28 ct/kWh"),
        market_values="solar", indices={"solar": market_value("9.99")},
    )  # fmt: skip
    assert settlement.totals.net.amount == 0


def test_fallback_remuneration_is_a_fifth_less():
    settlement = pay(plant(), "fallback", used=1000)
    # 8.18 ct less a fifth are 6.54 ct
    assert settlement.totals.net == ub.Money("65.40", "EUR")


def test_tenant_bonus():
    settlement = pay(plant(), "tenant_bonus", used=1000, stages=one_rate("2.50 ct/kWh"))
    assert settlement.totals.net == ub.Money("25.00", "EUR")


def test_after_twenty_years_the_market_value_less_a_fee_and_not_above_a_cap():
    formula = by_price(
        "min(value, cap) - fee", "ct/kWh", {"value": "ct/kWh"}, cap="10 ct/kWh", fee="0.184 ct/kWh"
    )
    price = ub.FormulaPrice(id="after", label="After", formula=formula, price_days="monthly")
    for figure, net in (("4.624", "44.40"), ("12.000", "98.16")):
        settlement = settle([price], JUNE, 1000, indices={"value": market_value(figure)})
        assert str(settlement.totals.net.amount) == net


def test_combined_heat_and_power_up_to_its_hours():
    left = ub.TieredPrice(
        id="bonus", label="KWKG bonus", mode="blocks",
        tiers=[ub.Tier("8 ct/kWh", "2000 kWh"), ub.Tier("0 ct/kWh")],
    )  # fmt: skip
    # 2000 kWh of the remunerated hours were left
    assert amounts(settle([left], JUNE, 3000)) == [("bonus", "160.00"), ("bonus", "0.00")]


def test_flexibility_premium_per_kwh_and_surcharge_per_kw():
    settlement = settle(
        [
            unit_price("12.5 ct/kWh", "tariff"),
            unit_price("1.3 ct/kWh", "flexibility premium"),
            standing("100 EUR/kW/year", "flexibility", count="150 kW", proration="months"),
        ],
        JUNE,
        10000,
    )
    assert amounts(settlement) == [
        ("tariff", "1250.00"),
        ("flexibility premium", "130.00"),
        ("flexibility", "1250.00"),
    ]


def test_own_use_and_other_direct_sale_are_paid_nothing():
    assert settle([unit_price("0 ct/kWh", "own use")], JUNE, 900).totals.net.amount == 0


def test_curtailed_energy_is_paid_beside_what_was_fed_in():
    settlement = settle(
        [
            unit_price("8.11 ct/kWh", "fed in", registers="fed in", group="tariff"),
            unit_price("8.11 ct/kWh", "curtailed", registers="curtailed", group="tariff"),
        ],
        JUNE,
        {"fed in": 500, "curtailed": 40},
    )
    assert amounts(settlement) == [("fed in", "40.55"), ("curtailed", "3.24")]


# --- rates, time, taxes --------------------------------------------------------------------------


def test_rates_fall_by_one_per_cent_each_half_year():
    first, later = (
        reference_values(LAW, dt.date(2024, month, 1), "surplus")[0].price for month in (2, 8)
    )
    # 8.60 ct before the first of these days; 8.514 ct and 8.42886 ct
    assert (str(first), str(later)) == ("8.51 ct/kWh", "8.43 ct/kWh")


@pytest.mark.parametrize(
    ("commissioned", "power", "applies"),
    [("2015-06-01", "3 MW", False), ("2018-06-01", "600 kW", True), ("2018-06-01", "400 kW", False),
     ("2022-06-01", "600 kW", True), ("2024-06-01", "500 kW", True)],
)  # fmt: skip
def test_negative_prices_by_the_law_of_commissioning(commissioned, power, applies):
    rule = negative_price_rule(LAW, plant(power, commissioned, "full"))
    assert rule.applies(JUNE) is applies


def test_negative_prices_take_the_remuneration_of_their_quarter_hours():
    held = plant("150 kW", mode="full")
    prices = quarter_hours("2026-06-14", [40, -3, 40], "EUR/MWh")
    settlement = pay(
        held, "fallback", DAY, tax="regular", stages=one_rate("6.00 ct/kWh"),
        spot_prices="day-ahead", indices={"day-ahead": prices},
        series={"main": quarter_hours("2026-06-14", ["2.5", "10", "2.5"])},
    )  # fmt: skip
    # 160 kWh are paid, 320 kWh at noon are not; eight hours are lost
    assert [str(line.amount) for line in settlement.lines] == ["9.60 EUR", "0.00 EUR"]
    assert lost_time(LAW, held, prices) == dt.timedelta(hours=8)


def test_twenty_years_and_lost_time_after_them():
    held = plant("15 kW")
    assert remuneration_end(LAW, held) == dt.date(2047, 1, 1)
    assert remuneration_end(LAW, held, dt.timedelta(hours=100)) == dt.date(2047, 3, 1)


def test_remuneration_ends_inside_the_period():
    settlement = pay(
        plant("5 kW", "2005-07-01"), "tariff", ub.Period.through("2025-12-01", "2026-01-31"),
        used=300, stages=one_rate("54.53 ct/kWh"), ends="2026-01-01",
    )  # fmt: skip
    assert [str(line.period.last) for line in settlement.lines] == ["2025-12-31"]
    assert [str(held.period.start) for held in settlement.absences] == ["2026-01-01"]


def test_installments_are_due_on_the_15th():
    days = [installment_day(LAW, ub.Period.of_month(2024, month)) for month in (6, 12)]
    assert [str(day) for day in days] == ["2024-07-15", "2025-01-15"]


@pytest.mark.parametrize(
    ("tax", "code", "amount"),
    [("regular", "S", "7.70"), ("small_business", "E", "0"), ("reverse_charge", "AE", "0")],
)
def test_tax_of_the_operator(tax, code, amount):
    settlement = pay(plant(), "tariff", used=500, tax=tax, stages=one_rate("8.11 ct/kWh"))
    (group,) = settlement.totals.groups
    assert (group.rate.category.code, str(group.tax.amount)) == (code, amount)


def test_penalty_is_set_off_against_the_remuneration():
    settlement = settle(
        [
            unit_price("8.11 ct/kWh", "tariff", tax="exempt"),
            standing("-10 EUR/kW/month", "penalty", count="9.8 kW", proration="months",
                     tax="out_of_scope"),
        ],
        JUNE,
        1500,
    )  # fmt: skip
    # 121.65 less 98.00
    assert settlement.balance == ub.Money("23.65", "EUR")


# --- a period across a change --------------------------------------------------------------------


def test_feed_in_across_the_tax_cut_of_2020():
    settlement = settle(
        feed_in_sheet(plant("5 kW", "2010-07-01"), "tariff", "regular",
                      stages=one_rate("34.05 ct/kWh")).components,
        ub.Period.through("2020-06-01", "2020-07-31"),
        900,
        read=[("main", "2020-07-01", 400)],
        rate_change="split",
    )  # fmt: skip
    # 136.20 at 19 %, 170.25 at 16 %
    taxed = [(str(held.net), str(held.tax)) for held in settlement.totals.groups]
    assert taxed == [("136.20 EUR", "25.88 EUR"), ("170.25 EUR", "27.24 EUR")]


def test_market_premium_across_two_months_has_a_value_for_each():
    figures = ub.IndexFigures.monthly("Solar", "ct/kWh", {(2026, 5): "3.00", (2026, 6): "4.50"})
    settlement = settle(
        feed_in_sheet(plant(), "market_premium", "small_business",
                      stages=one_rate("6.00 ct/kWh"), market_values="solar").components,
        ub.Period.through("2026-05-01", "2026-06-30"),
        2000,
        read=[("main", "2026-06-01", 800)],
        indices={"solar": figures},
    )  # fmt: skip
    # 800 kWh at 3.00 ct, 1200 kWh at 1.50 ct
    assert [str(line.amount) for line in settlement.lines] == ["24.00 EUR", "18.00 EUR"]
