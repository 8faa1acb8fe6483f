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
    use = "tariff" if decision else "special"
    fee = germany.statutory.concession_fee("electricity", inhabitants=20000, use=use)
    bill = household.settle("2026-01-01", "2026-12-31", 35000, [fee])

    assert decision.answer is tariff
    assert len(decision.conditions) == 2
    assert bill.totals.net == euro(amount)


def test_the_announced_figure_of_2024_is_seen_by_whoever_looks_from_november_2023(law):
    levy = law["de.levy.stromnev19"]
    day = dt.date(2024, 6, 1)

    assert levy.at(day).value == Decimal("0.643")
    assert levy.at(day, known_on=dt.date(2023, 11, 1)).value == Decimal("0.403")
    assert levy.at(day, known_on=dt.date(2023, 12, 13)).value == Decimal("0.643")


def test_before_its_publication_a_figure_of_next_year_is_not_known(law):
    with pytest.raises(ub.BeyondHorizonError, match="known until 2023-12-31"):
        law["de.levy.stromnev19"].at(dt.date(2024, 6, 1), known_on=dt.date(2023, 10, 24))


def test_a_hole_between_figures_is_refused_and_not_filled(law):
    group = law["de.levy.kwkg.group_b"]

    assert group.at(dt.date(2013, 12, 31)).value == Decimal("0.060")
    assert group.at(dt.date(2017, 1, 1)).value == Decimal("0.080")
    with pytest.raises(ub.NotInForceError, match="before and after are known"):
        group.at(dt.date(2015, 6, 1))


def test_since_2025_the_grid_relief_levy_has_another_name(household, germany):
    bill = household.settle(
        "2024-07-01",
        "2025-06-30",
        3650,
        [germany.statutory.levy("stromnev19")],
        spreading=ub.LINEAR,
    )

    assert [line.label.de for line in bill.lines] == [
        "§ 19 StromNEV-Umlage",
        "Aufschlag für besondere Netznutzung",
    ]


@pytest.mark.parametrize(
    ("year", "amounts_of_lines"),
    [
        pytest.param(2018, ["370.00", "490.00"], id="a-group-of-its-own"),
        pytest.param(2019, ["45760.00"], id="one-figure-for-all"),
    ],
)
def test_the_offshore_levy_knows_groups_until_2018(household, germany, year, amounts_of_lines):
    import attrs

    used = 2_000_000 if year < 2019 else 11_000_000
    levy = attrs.evolve(germany.statutory.levy("offshore"), group=ub.ConsumerGroup.B)

    bill = household.settle(f"{year}-01-01", f"{year}-12-31", used, [levy])

    assert [str(line.amount.amount) for line in bill.lines] == amounts_of_lines


def test_kav_2_2_off_peak_use_of_tariff_customers_has_a_fee_of_its_own(germany):
    period = ub.Period.of_year(2024)
    registers = [ub.Register("1-0:1.8.1"), ub.Register("1-0:1.8.2")]
    contract = ub.Contract(
        id="c",
        supply_start=period.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=registers),
    )
    fees = [
        germany.statutory.concession_fee(
            "electricity", inhabitants=20000, use=use, registers=[register]
        )
        for use, register in (("tariff", "1-0:1.8.1"), ("off_peak", "1-0:1.8.2"))
    ]
    readings = [
        ub.Reading(register, day, value)
        for register, values in (("1-0:1.8.1", (0, 2000)), ("1-0:1.8.2", (0, 1000)))
        for day, value in zip((period.start, period.end), values, strict=True)
    ]
    sheet = ub.PriceSheet(name="s", basis="net", components=fees)

    bill = ub.settle(contract, period, readings, sheet, market=germany)

    assert [str(line.amount.amount) for line in bill.lines] == ["26.40", "6.10"]


@pytest.mark.parametrize(
    ("use", "amount"), [("standard", "2050.00"), ("rail", "1142.00"), ("shore_power", "50.00")]
)
def test_stromstg_9_favored_uses_have_rates_of_their_own(household, germany, use, amount):
    tax = germany.statutory.quantity_tax("electricity", use=use)

    bill = household.settle("2025-01-01", "2025-12-31", 100_000, [tax])

    assert bill.totals.net == euro(amount)


def test_a_use_without_a_rate_is_refused(germany):
    from utilbill.values.errors import MissingChoiceError

    with pytest.raises(MissingChoiceError, match="rail, shore_power, standard"):
        germany.statutory.quantity_tax("electricity", use="motor")
    with pytest.raises(MissingChoiceError, match="no concession fee"):
        germany.statutory.concession_fee("gas", inhabitants=1, use="off_peak")


def test_kav_2_2_size_classes_are_those_of_the_law_book(law):
    from utilbill.markets.de.concession import size_class

    def classes(book):
        return [size_class(book, count) for count in (25000, 25001, 100000, 500000, 500001)]

    assert classes(law) == ["25000", "100000", "100000", "500000", "above"]
    limit = law["de.concession_fee.size.25000"]
    village = ub.LegalParameter(
        "de.concession_fee.size.village", ub.Label("village"), "inhabitant", limit.looks_at,
        limit.with_figure(limit.timeline.entries[0].since, ub.Figure(1000, "own")).timeline,
    )  # fmt: skip
    own = law.with_figures(village)
    assert [size_class(own, count) for count in (1000, 1001)] == ["village", "25000"]
