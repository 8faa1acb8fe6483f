"""Gas, seasons and missing values: cases that peers bill wrongly without a word."""

from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.values.errors import GapError, MissingReadingError, UnitError

DE = ub.market("DE")
YEAR = ub.Period.of_year(2025)


def euro(text):
    return ub.Money(text, "EUR")


def supply(commodity, unit="kWh"):
    return ub.Contract(
        id="c",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(commodity=commodity, registers=[ub.Register("main", unit)]),
    )


def net(prices, **more):
    return ub.PriceSheet(
        name="net",
        basis="net",
        components=[
            ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices=prices, **more),
            ub.StandingCharge(
                id="base",
                label=ub.Label("Base"),
                prices="120 EUR/year",
                proration=ub.Proration.CALENDAR_YEAR,
            ),
        ],
    )


def settle(contract, period, prices, *readings, **more):
    held = [ub.Reading("main", day, value) for day, value in readings]
    return ub.settle(contract, period, held, prices, market=DE, **more)


def lines(bill, component="energy"):
    return [
        (line.quantity.amount, line.amount) for line in bill.lines if line.component == component
    ]


def test_gas_in_cubic_metres_without_factors_is_refused():
    with pytest.raises(UnitError) as caught:
        settle(supply("gas", "m³"), YEAR, net("8 ct/kWh"), (YEAR.start, 0), (YEAR.end, 1000))
    assert caught.value.remedy


def test_a_seasonal_price_splits_a_full_year():
    winter, summer = "30 ct/kWh", "20 ct/kWh"
    prices = ub.dated_prices(("2025-01-01", winter), ("2025-04-01", summer), ("2025-10-01", winter))

    bill = settle(
        supply("electricity"),
        YEAR,
        net(prices),
        (YEAR.start, 0),
        (YEAR.end, 3650),
        spreading=ub.LINEAR,
    )

    # 90 days of winter, 183 of summer, 92 of winter, at 10 kWh a day
    assert lines(bill) == [
        (Decimal(900), euro("270.00")),
        (Decimal(1830), euro("366.00")),
        (Decimal(920), euro("276.00")),
    ]


def test_seasons_with_readings_need_no_spreading():
    prices = ub.dated_prices(("2025-01-01", "30 ct/kWh"), ("2025-04-01", "20 ct/kWh"))

    bill = settle(
        supply("electricity"),
        YEAR,
        net(prices),
        (YEAR.start, 0),
        ("2025-04-01", 1234),
        (YEAR.end, 3650),
        spreading=ub.BY_READING,
    )

    assert [amount for amount, _ in lines(bill)] == [1234, 2416]
    assert not bill.spreading


def test_a_gas_year_across_march_2024_carries_both_rates():
    period = ub.Period("2023-10-01", "2024-10-01")
    bill = settle(
        supply("gas"),
        period,
        net("10 ct/kWh"),
        (period.start, 0),
        (period.end, 20_000),
        rate_change=ub.RateChange.SPLIT,
    )

    rates = {group.rate.percent: group.net for group in bill.totals.groups}
    assert set(rates) == {Decimal(7), Decimal(19)}
    assert sum(rates.values(), euro(0)) == bill.totals.net
    assert sum(quantity for quantity, _ in lines(bill)) == 20_000


def test_a_price_that_is_missing_is_refused_with_its_day():
    prices = ub.Timeline(
        [
            ub.Dated("2025-01-01", ub.Price.parse("30 ct/kWh"), until="2025-06-01"),
            ub.Dated("2025-07-01", ub.Price.parse("31 ct/kWh")),
        ]
    )
    with pytest.raises(GapError, match="2025-06-01"):
        settle(
            supply("electricity"),
            YEAR,
            net(prices),
            (YEAR.start, 0),
            (YEAR.end, 3650),
            spreading=ub.LINEAR,
        )


@pytest.mark.parametrize("missing", ["start", "end", "both"])
def test_a_reading_that_is_missing_is_never_taken_for_zero(missing):
    readings = {"start": (YEAR.start, 0), "end": (YEAR.end, 3650)}
    readings = [value for key, value in readings.items() if missing not in (key, "both")]
    with pytest.raises(MissingReadingError, match="has no reading"):
        settle(supply("electricity"), YEAR, net("30 ct/kWh"), *readings)


def test_a_missing_calorific_value_is_refused_with_its_day():
    conversion = ub.EnergyConversion(
        state_number="0.95",
        calorific_value=ub.Timeline([ub.Dated("2025-02-01", Decimal("11.2"))]),
    )
    with pytest.raises(GapError, match="2025-01-01"):
        settle(
            supply("gas", "m³"),
            YEAR,
            net("8 ct/kWh"),
            (YEAR.start, 0),
            (YEAR.end, 1000),
            conversion=conversion,
        )


def test_one_annual_reading_and_a_price_change_are_split_by_the_lawful_method():
    prices = ub.dated_prices(("2024-01-01", "30 ct/kWh"), ("2025-03-01", "31 ct/kWh"))

    bill = settle(supply("electricity"), YEAR, net(prices), (YEAR.start, 0), (YEAR.end, 3650))

    assert sum(quantity for quantity, _ in lines(bill)) == 3650
    assert bill.spreading
    assert "StromGVV" in bill.spreading_reference


def test_an_hour_without_use_has_no_cost_and_refuses_nothing():
    day = ub.Period.through("2025-06-01", "2025-06-01")
    grid = {"resolution": "1 h", "zone": "Europe/Berlin"}
    used = ub.IntervalSeries.on(day, [0, 2] * 12, unit="kWh", **grid)
    prices = ub.IntervalSeries.on(day, [10, 20] * 12, unit="ct/kWh", **grid)

    assert ub.evaluate(ub.interval_cost(used, prices)) * 100 == 2 * 20 * 12
