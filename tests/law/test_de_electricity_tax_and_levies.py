"""StromStG § 3; EnFG, KWKG, StromNEV § 19, EnWG § 118; KAV § 2."""

import datetime as dt
from decimal import Decimal

import pytest
from words import energy, euro

import utilbill as ub
from utilbill.markets.de.concession import Supplied, is_tariff_customer


def amounts(bill, component):
    return [line.amount.amount for line in bill.lines if line.component == component]


@pytest.mark.example("EX-TAX-1")
def test_stromstg_3_electricity_tax_of_a_household(household, germany):
    bill = household.settle(
        "2025-01-01", "2025-12-31", 3500, [germany.statutory.quantity_tax("electricity")]
    )

    assert amounts(bill, "electricity_tax") == [Decimal("71.75")]


@pytest.mark.example("EX-LEVY-1")
def test_enwg_40_3_contained_levies_are_information_beside_the_sum_price(household, germany):
    statutory = germany.statutory
    contained = ub.LineKind.CONTAINED
    parts = [
        *statutory.levies("electricity", contained),
        statutory.quantity_tax("electricity", contained),
        statutory.concession_fee("electricity", inhabitants=60000, kind=contained),
    ]
    all_in = energy("6.586 ct/kWh")

    bill = household.settle("2026-01-01", "2026-12-31", 3500, [all_in, *parts])

    shown = {line.component: line.amount.amount for line in bill.contained}
    assert shown == {
        "kwkg": Decimal("15.61"),
        "offshore": Decimal("32.94"),
        "stromnev19": Decimal("54.57"),
        "electricity_tax": Decimal("71.75"),
        "concession_fee": Decimal("55.65"),
    }
    assert sum(shown.values()) == Decimal("230.52")
    assert bill.totals.net == euro("230.51")
    assert {absence.component for absence in bill.absences} == {"eeg", "ablav"}


@pytest.mark.example("EX-LEVY-2")
def test_a_levy_that_changes_on_new_years_day_splits_the_bill_by_itself(household, germany):
    bill = household.settle(
        "2025-07-01",
        "2026-06-30",
        3500,
        [germany.statutory.levy("offshore")],
        spreading=ub.LINEAR,
    )

    assert [line.quantity.amount for line in bill.lines] == [1764, 1736]
    assert amounts(bill, "offshore") == [Decimal("14.39"), Decimal("16.34")]


@pytest.mark.example("EX-LEVY-3")
def test_enwg_118_37_the_eeg_levy_ends_in_the_middle_of_2022(household, germany):
    bill = household.settle(
        "2022-01-01",
        "2022-12-31",
        3500,
        [germany.statutory.levy("eeg")],
        spreading=ub.LINEAR,
    )

    assert [line.quantity.amount for line in bill.lines] == [1736, 1764]
    assert amounts(bill, "eeg") == [Decimal("64.63"), Decimal("0.00")]


@pytest.mark.example("EX-LEVY-4")
@pytest.mark.parametrize(
    ("group", "amount"),
    [(ub.ConsumerGroup.B, "16590.00"), (ub.ConsumerGroup.C, "16090.00")],
)
def test_stromnev_19_the_first_gigawatt_hour_is_always_at_the_general_figure(
    household, germany, group, amount
):
    import attrs

    levy = attrs.evolve(germany.statutory.levy("stromnev19"), group=group)

    bill = household.settle("2026-01-01", "2026-12-31", 3_000_000, [levy])

    assert bill.totals.net == euro(amount)
    assert [line.quantity.amount for line in bill.lines] == [1_000_000, 2_000_000]


@pytest.mark.example("EX-LEVY-5")
def test_a_negative_levy_is_rounded_away_from_zero(household, germany):
    bill = household.settle("2015-01-01", "2015-12-31", 3500, [germany.statutory.levy("offshore")])

    assert amounts(bill, "offshore") == [Decimal("-1.79")]


@pytest.mark.example("EX-KA-1", "EX-KA-2")
@pytest.mark.parametrize(
    ("demand", "months", "tariff", "amount"),
    [
        pytest.param(28, 12, True, "462.00", id="28-kW"),
        pytest.param(34, 3, False, "38.50", id="34-kW-in-3-months"),
    ],
)
def test_kav_2_7_low_voltage_supply_counts_as_tariff_unless_both_limits_are_exceeded(
    household, germany, demand, months, tariff, amount
):
    supplied = Supplied(ub.Quantity(35000, "kWh"), [ub.Quantity(demand, "kW")] * months)

    decision = is_tariff_customer(germany.law, supplied, dt.date(2026, 1, 1))
    fee = germany.statutory.concession_fee("electricity", inhabitants=20000, special=not decision)
    bill = household.settle("2026-01-01", "2026-12-31", 35000, [fee])

    assert decision.answer is tariff
    assert len(decision.conditions) == 2
    assert bill.totals.net == euro(amount)


def test_the_announced_figure_of_2024_is_seen_by_whoever_looks_from_november_2023(law):
    levy = law["de.levy.stromnev19"]
    day = dt.date(2024, 6, 1)

    assert levy.at(day).value == Decimal("0.643")
    assert levy.at(day, known_on=dt.date(2023, 11, 1)).value == Decimal("0.403")
