"""HeizkostenV §§ 7 to 9b, 10, 12: the cost of heat and hot water of a building."""

import datetime as dt
import itertools
import json
import pickle
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
import yaml
from hypothesis import given, strategies as st
from words import euro

import utilbill as ub
from utilbill.markets.de.heat_costs import (
    EnergyBasis,
    HeatingCosts,
    HeatUser,
    HotWater,
    ReductionGround,
    allocate_heat_costs,
    equivalent_area,
    hot_water_energy,
    reduction,
    split_hot_water,
)
from utilbill.prorating.spreading import LINEAR
from utilbill.values.errors import (
    AllocationError,
    CurrencyMismatchError,
    FloatRefusedError,
    GapError,
    InvalidInputError,
    MissingChoiceError,
    MissingFieldError,
    OverlapError,
    PeriodError,
    UnitError,
)
from utilbill.values.explanation import evaluate, inputs

YEAR = ub.Period.of_year(2025)
DAY = YEAR.start


@pytest.fixture(scope="session")
def degree_days(germany):
    return germany.spreadings["degree_days"].weights


def used(volume="47.2 m³", temperature="60 °C", basis="net_calorific", **more):
    return HotWater(volume=volume, temperature=temperature, basis=basis, **more)


def costs(total="3253.50", period=YEAR, **more):
    return HeatingCosts(total=euro(total), period=period, **more)


def joint(total="3253.50", **more):
    return costs(total, **{"fuel_energy": "34000 kWh", "hot_water": used(), **more})


def user(flat="1", units=100, **more):
    return HeatUser(**{"flat": flat, "name": flat, "area": "50 m²", "heating_units": units, **more})


@pytest.fixture(scope="session")
def allocated(law, degree_days):
    def allocate(costs, users, **more):
        choices = {"heating_consumption_percent": 70, "hot_water_consumption_percent": 50}
        return allocate_heat_costs(
            law, costs, users, **{**choices, "degree_days": degree_days, **more}
        )

    return allocate


def amounts(parts):
    return [str(part.amount.amount) for part in parts]


# § 9: heat and hot water of a joint plant


def test_heizkostenv_9_2_the_heat_of_hot_water_by_the_formula(law):
    energy, node = hot_water_energy(law, DAY, used())

    assert energy == ub.Quantity(5900, "kWh")
    assert evaluate(node) == 5900
    assert [(held.value, held.unit) for held in inputs(node)] == [
        (Decimal("2.5"), "kWh/m³/K"),
        (Decimal("47.2"), "m³"),
        (60, "°C"),
        (10, "°C"),
    ]


@pytest.mark.parametrize(
    ("basis", "kwh"),
    [
        pytest.param("net_calorific", "5900", id="as-it-is"),
        pytest.param("gross_calorific", "6549", id="times-1.11"),
        pytest.param("heat_delivery", "5130", id="over-1.15"),
        pytest.param("heat_pump", "1770", id="times-0.30"),
    ],
)
def test_heizkostenv_9_2_6_the_heat_is_comparable_with_the_energy_of_the_plant(law, basis, kwh):
    assert hot_water_energy(law, DAY, used(basis=basis))[0] == ub.Quantity(kwh, "kWh")


def test_heizkostenv_9_2_a_given_temperature_of_cold_water_replaces_that_of_the_law(law):
    energy, node = hot_water_energy(law, DAY, used(cold_temperature="12 °C"))

    assert energy == ub.Quantity(5664, "kWh")
    assert [held.source for held in inputs(node)][-1] == "given"


def test_heizkostenv_9_2_the_heat_may_be_rounded_by_another_rule(law):
    tenth = ub.RoundingRule("tenth", "0.1")
    energy, _ = hot_water_energy(law, DAY, used("47.213 m³"), tenth)

    assert energy == ub.Quantity("5901.6", "kWh")


@pytest.mark.parametrize("temperature", ["10 °C", "8 °C"])
def test_heizkostenv_9_2_hot_water_is_warmer_than_cold_water(law, temperature):
    with pytest.raises(InvalidInputError, match="temperature: is not above the 10 °C"):
        hot_water_energy(law, DAY, used(temperature=temperature))


def test_heizkostenv_12_6_of_2009_periods_begun_before_2009_are_under_older_law(law):
    with pytest.raises(ub.NotInForceError, match=r"heat_costs\.hot_water\.cold_temperature"):
        hot_water_energy(law, dt.date(2008, 12, 31), used())
    assert hot_water_energy(law, dt.date(2009, 1, 1), used())[0].amount == 5900


def test_the_factor_of_heat_pumps_is_not_known_before_they_were_under_the_ordinance(law):
    with pytest.raises(ub.NotInForceError, match=r"heat_pump .* known from 2024-10-01"):
        hot_water_energy(law, dt.date(2024, 1, 1), used(basis=EnergyBasis.HEAT_PUMP))


def test_sample_de_heatcost_01_the_percentage_is_rounded_before_it_is_used(law, shared):
    """Haufe: 2.5 x 47.2 x 50 = 5900 kWh; / 34000 = 17.35 %; 3253.50 x 17.35 % = 564.48."""
    path = shared / "samples" / "bills" / "de_feedin_co2_heatcost.yaml"
    cases = yaml.safe_load(path.read_text("utf-8"))["cases"]
    case = next(case for case in cases if case["id"] == "de-heatcost-01")
    figures = {held["id"]: held["value"] for held in case["readings"] + case["parameters"]}
    lines = {line["id"]: line["published"] for line in case["expected"]["lines"]}

    split = split_hot_water(
        law,
        joint(
            figures["cost"],
            fuel_energy=f"{figures['fuel']} kWh",
            hot_water=used(f"{figures['v']} m³", f"{figures['tw']} °C"),
        ),
    )

    assert str(split.energy.amount) == lines["q"] == "5900"
    assert evaluate(split.percent) == Fraction(lines["pct"]) == Fraction("17.35")
    assert split.hot_water.amount == euro(lines["ww"]) == euro("564.48")
    assert split.heating.amount == euro("2689.02")


def test_sample_de_heatcost_01_with_the_unrounded_percentage(law):
    split = split_hot_water(law, joint(), percent_rounding=None)

    assert evaluate(split.percent) == Fraction(5900 * 100, 34000)
    assert amounts([split.hot_water, split.heating]) == ["564.58", "2688.92"]


def test_heizkostenv_9_2_1_measured_heat_is_taken_as_it_is(law):
    split = split_hot_water(law, costs("1000.00", fuel_energy="10 MWh", hot_water="2.5125 MWh"))

    assert split.energy == ub.Quantity("2512.5", "kWh")
    assert str(evaluate(split.percent)) == "2513/100"  # 25.125 %, a tie, to 25.13 %
    assert amounts([split.hot_water, split.heating]) == ["251.30", "748.70"]


def test_heizkostenv_9_1_3_what_arose_for_one_alone_is_added_to_its_share(law):
    """(1600 - 100 - 500) x 25 % = 250; hot water 250 + 500; heating 750 + 100."""
    split = split_hot_water(
        law,
        costs(
            "1600.00",
            fuel_energy="10000 kWh",
            hot_water="2500 kWh",
            heating_only=euro("100.00"),
            hot_water_only=euro("500.00"),
        ),
    )

    assert amounts([split.hot_water, split.heating]) == ["750.00", "850.00"]
    assert evaluate(split.hot_water.explanation) == 750
    assert evaluate(split.heating.explanation) == 850


def test_without_hot_water_everything_is_heating(law):
    split = split_hot_water(law, costs("1000.00"))

    assert split.heating.amount == euro("1000.00")
    assert not split.hot_water.amount
    assert (split.energy, split.percent) == (None, None)


def test_hot_water_cannot_take_more_energy_than_the_plant_used(law):
    with pytest.raises(InvalidInputError, match="hot_water: is more than the 5899 kWh"):
        split_hot_water(law, joint(fuel_energy="5899 kWh"))


# § 9b: change of users


def test_sample_de_heatcost_03_january_of_100_square_metres_counts_as_17(degree_days):
    """objektv.de: 100 m² x 170 / 1000."""
    area = ub.Quantity(100, "m²")

    node = equivalent_area(area, ub.Period.of_month(2025, 1), YEAR, degree_days)

    assert evaluate(node) == 17


def test_heizkostenv_9b_2_degree_days_of_a_heating_year_that_is_no_calendar_year(degree_days):
    """July to June holds the twelve months once; February 2024 has 29 days and still 150."""
    area, whole = ub.Quantity(100, "m²"), ub.Period.through("2023-07-01", "2024-06-30")
    february = ub.Period.of_month(2024, 2)

    assert evaluate(equivalent_area(area, february, whole, degree_days)) == 15
    half = ub.Period.through("2024-02-01", "2024-02-14")
    assert evaluate(equivalent_area(area, half, whole, degree_days)) == Fraction(15 * 14, 29)


def test_an_equivalent_area_lies_within_the_accounting_period(degree_days):
    days = ub.Period.through("2024-12-31", "2025-01-31")
    with pytest.raises(PeriodError, match="does not lie within the accounting period"):
        equivalent_area(ub.Quantity(100, "m²"), days, YEAR, degree_days)


@attrs.frozen
class Nothing:
    label: ub.Label = ub.Label("nothing")

    def weight(self, period):  # noqa: ARG002
        return 0


def test_weights_that_weigh_nothing_are_refused():
    with pytest.raises(InvalidInputError, match="degree_days: weighs nothing by nothing"):
        equivalent_area(ub.Quantity(100, "m²"), YEAR, YEAR, Nothing())


# A whole building, by hand.
#
# 6000.00 EUR in 2025; 60 000 kWh; 100 m³ of hot water at 60 °C.
# Hot water: 2.5 x 100 x 50 = 12 500 kWh = 20.8333 %, rounded 20.83 % = 1249.80; heating 4750.20.
# Heating: 70 % by units = 3325.14, base 1425.06. Hot water: 50 % = 624.90, base 624.90.
#
# Users: A 100 m², 2000 units, 40 m³. Flat B, 80 m²: Ben to 30 June, 1200 units, 20 m³, and Cem
# from 1 July, 800 units, 20 m³. D 120 m², 3000 units, 20 m³.
#
# Degree days January to June 583 1/3 per mille: Ben 80 x 0.58333 = 46 2/3 m², Cem 33 1/3 m².
# Days: Ben 80 x 181/365 = 39.671 m², Cem 80 x 184/365 = 40.329 m².
#
# Heating base, 1425.06 / 300 m² = 4.7502 each: 475.02, 221.676, 158.34, 570.024. Cut to cents one
#   is left; the largest remainder is Ben's: 475.02, 221.68, 158.34, 570.02.
# Heating consumption, 3325.14 / 7000 = 0.47502 each: 950.04, 570.024, 380.016, 1425.06. One is left
#   for Cem: 950.04, 570.02, 380.02, 1425.06.
# Hot water base, 624.90 / 300 m² = 2.083 each: 208.30, 82.635, 84.005, 249.96. One is left, for
#   Ben (82.6352 against 84.0048): 208.30, 82.64, 84.00, 249.96.
# Hot water consumption, 6.249 per m³: 249.96, 124.98, 124.98, 124.98.
# Totals: 1883.32, 999.32, 747.34, 2370.02; together 6000.00.

BUILDING = HeatingCosts(
    total=euro("6000.00"), period=YEAR, fuel_energy="60000 kWh", hot_water=used("100 m³")
)
USERS = (
    HeatUser(flat="A", name="Ada", area="100 m²", heating_units=2000, hot_water="40 m³"),
    HeatUser(
        flat="B",
        name="Ben",
        area="80 m²",
        heating_units=1200,
        hot_water="20 m³",
        period=ub.Period.through("2025-01-01", "2025-06-30"),
    ),
    HeatUser(
        flat="B",
        name="Cem",
        area="80 m²",
        heating_units=800,
        hot_water="20 m³",
        period=ub.Period.through("2025-07-01", "2025-12-31"),
    ),
    HeatUser(flat="D", name="Dora", area="120 m²", heating_units=3000, hot_water="20 m³"),
)


def test_heizkostenv_7_to_9b_a_whole_building(allocated):
    allocation = allocated(BUILDING, USERS)

    assert amounts(share.heating_base for share in allocation.shares) == [
        "475.02",
        "221.68",
        "158.34",
        "570.02",
    ]
    assert amounts(share.heating_consumption for share in allocation.shares) == [
        "950.04",
        "570.02",
        "380.02",
        "1425.06",
    ]
    assert amounts(share.hot_water_base for share in allocation.shares) == [
        "208.30",
        "82.64",
        "84.00",
        "249.96",
    ]
    assert amounts(share.hot_water_consumption for share in allocation.shares) == [
        "249.96",
        "124.98",
        "124.98",
        "124.98",
    ]
    assert amounts(share.total for share in allocation.shares) == [
        "1883.32",
        "999.32",
        "747.34",
        "2370.02",
    ]
    assert evaluate(allocation.shares[1].heating_area) == Fraction(140, 3)
    assert evaluate(allocation.shares[1].hot_water_area) == Fraction(80 * 181, 365)


def explained(allocation):
    split = allocation.split
    return (
        split.heating,
        split.hot_water,
        allocation.heating_base,
        allocation.heating_consumption,
        allocation.hot_water_base,
        allocation.hot_water_consumption,
        *(part for share in allocation.shares for part in (*share.parts, share.total)),
    )


def test_every_amount_of_a_building_evaluates_again_to_itself(allocated):
    for part in explained(allocated(BUILDING, USERS)):
        assert evaluate(part.explanation) == Fraction(part.amount.amount)


def test_an_explanation_names_its_provisions(allocated):
    share = allocated(BUILDING, USERS).shares[0]

    assert share.heating_base.explanation.reference == (
        "HeizkostenV § 7 Abs. 1 Satz 5, § 9b Abs. 2"
    )
    sources = {held.source for held in inputs(share.heating_consumption.explanation)}
    assert sources >= {"HeizkostenV § 7 Abs. 1 Satz 1", "HeizkostenV § 9 Abs. 2 Satz 2"}


def test_heizkostenv_9b_2_the_base_cost_of_heating_may_go_by_days(allocated):
    """221.676 + 158.34 EUR of flat B, 181 and 184 days: 188.4463 and 191.5697."""
    allocation = allocated(BUILDING, USERS, degree_days=LINEAR.weights)

    assert amounts(share.heating_base for share in allocation.shares[1:3]) == ["188.45", "191.57"]


def test_an_allocation_shows_itself_without_rounding_anything(allocated):
    allocation = allocated(BUILDING, USERS)

    assert allocation.records()[1] == {
        "flat": "B",
        "user": "Ben",
        "period": "2025-01-01..2025-06-30",
        "heating base": Decimal("221.68"),
        "heating consumption": Decimal("570.02"),
        "hot water base": Decimal("82.64"),
        "hot water consumption": Decimal("124.98"),
        "total": Decimal("999.32"),
        "currency": "EUR",
    }
    assert "2370.02" in str(allocation.table())
    assert "<td" in allocation._repr_html_()
    assert json.dumps(allocation.records(), default=str)


def test_names_of_users_stay_out_of_logs(allocated):
    assert "Ada" not in repr(allocated(BUILDING, USERS))


def test_an_allocation_is_a_value(allocated):
    allocation = allocated(BUILDING, USERS)

    assert pickle.loads(pickle.dumps(allocation)) == allocation  # noqa: S301


def test_shares_that_do_not_add_up_are_no_allocation(allocated):
    allocation = allocated(BUILDING, USERS)
    with pytest.raises(AllocationError, match=r"do not add up to 6000\.00 EUR"):
        attrs.evolve(allocation, shares=allocation.shares[1:])


def test_without_hot_water_no_percentage_for_it_is_needed(allocated):
    allocation = allocated(costs("100.00"), [user()], hot_water_consumption_percent=None)

    assert amounts(allocation.shares[0].parts) == ["30.00", "70.00", "0.00", "0.00"]
    for part in explained(allocation):
        assert evaluate(part.explanation) == Fraction(part.amount.amount)


def test_a_building_that_cost_nothing_shares_nothing(allocated):
    allocation = allocated(joint("0.00"), [user(units=0), user("2", units=0)])

    assert amounts(share.total for share in allocation.shares) == ["0.00", "0.00"]


# §§ 7, 8, 10: the lawful band


@pytest.mark.parametrize("percent", ["49.99", "70.01", 0, 100, -1])
@pytest.mark.parametrize(
    ("field", "provision"),
    [
        ("heating_consumption_percent", "HeizkostenV § 7 Abs. 1 Satz 1"),
        ("hot_water_consumption_percent", "HeizkostenV § 8 Abs. 1"),
    ],
)
def test_heizkostenv_7_1_and_8_1_from_50_to_70_percent_go_by_consumption(
    allocated, field, provision, percent
):
    with pytest.raises(InvalidInputError) as caught:
        allocated(BUILDING, USERS, **{field: percent})

    error = caught.value
    assert (error.field, error.value) == (field, Decimal(percent))
    assert f"outside the lawful 50 to 70 %, {provision} (got {percent})" in str(error)


@pytest.mark.parametrize("percent", [50, "55.5", Decimal(70)])
def test_heizkostenv_6_4_the_owner_chooses_within_the_band(allocated, percent):
    allocation = allocated(costs("1000.00"), [user()], heating_consumption_percent=percent)

    expected = Decimal(1000) * Decimal(percent) / 100
    assert allocation.heating_consumption.amount.amount == expected


def test_heizkostenv_10_more_than_the_maximum_needs_an_agreement(allocated):
    allocation = allocated(
        costs("1000.00"), [user()], heating_consumption_percent=100, agreed_above_maximum=True
    )

    assert amounts(allocation.shares[0].parts) == ["0.00", "1000.00", "0.00", "0.00"]
    sources = [held.source for held in inputs(allocation.heating_consumption.explanation)]
    assert sources[-1] == "HeizkostenV § 10"
    with pytest.raises(InvalidInputError, match="heating_consumption_percent"):
        allocated(
            costs("1000.00"), [user()], heating_consumption_percent=101, agreed_above_maximum=True
        )
    with pytest.raises(InvalidInputError, match="heating_consumption_percent"):
        allocated(
            costs("1000.00"), [user()], heating_consumption_percent=49, agreed_above_maximum=True
        )


def test_no_percentage_is_assumed_for_hot_water(allocated):
    with pytest.raises(MissingChoiceError, match=r"hot_water_consumption_percent.*§ 8 Abs\. 1"):
        allocated(BUILDING, USERS, hot_water_consumption_percent=None)


def test_a_percentage_is_no_binary_float(allocated):
    with pytest.raises(FloatRefusedError, match="heating_consumption_percent"):
        allocated(costs(), [user()], heating_consumption_percent=70.0)


# § 12: the right of reduction


@pytest.mark.parametrize(
    ("ground", "amount"),
    [
        (ReductionGround.NOT_BY_CONSUMPTION, "121.85"),
        ("not_remotely_readable", "24.37"),
        ("no_information", "24.37"),
    ],
)
def test_heizkostenv_12_1_a_user_may_cut_the_share(law, ground, amount):
    """812.35 x 15 % = 121.8525; x 3 % = 24.3705."""
    part = reduction(law, DAY, euro("812.35"), ground)

    assert part.amount == euro(amount)
    assert evaluate(part.explanation) == Fraction(amount)


def test_heizkostenv_12_1_2_remote_reading_is_owed_since_december_2021(law):
    with pytest.raises(ub.NotInForceError, match="known from 2021-12-01"):
        reduction(law, dt.date(2021, 11, 30), euro("812.35"), "not_remotely_readable")
    with pytest.raises(MissingChoiceError, match="not_by_consumption"):
        reduction(law, DAY, euro("812.35"), "cold")
    with pytest.raises(InvalidInputError, match="share: is below zero"):
        reduction(law, DAY, euro("-1.00"), "no_information")


# What holds for every building

DATES = st.dates(YEAR.start + dt.timedelta(days=1), YEAR.last)


@st.composite
def buildings(draw):
    """Draw costs and users; every consumption has something to be spread by."""
    flats = draw(st.integers(1, 5))
    users = []
    for flat in range(flats):
        area = Decimal(draw(st.integers(1, 20000))).scaleb(-2)
        bounds = [YEAR.start, *sorted(draw(st.sets(DATES, max_size=2))), YEAR.end]
        for start, end in itertools.pairwise(bounds):
            users.append(
                HeatUser(
                    flat=str(flat),
                    name=f"user {len(users)}",
                    area=ub.Quantity(area, "m²"),
                    heating_units=draw(st.integers(0, 5000)) + (not users),
                    hot_water=ub.Quantity(draw(st.integers(0, 100)) + (not users), "m³"),
                    period=ub.Period(start, end),
                )
            )
    total = Decimal(draw(st.integers(0, 2_000_000))).scaleb(-2)
    energy = draw(st.integers(0, 10_000))
    return (
        HeatingCosts(
            total=ub.Money(total, "EUR"),
            period=YEAR,
            fuel_energy="10000 kWh",
            hot_water=ub.Quantity(energy, "kWh"),
        ),
        tuple(users),
    )


PERCENT = st.integers(5000, 7000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))


@given(building=buildings(), heating=PERCENT, hot_water=PERCENT)
def test_the_shares_add_up_to_the_total_to_the_cent(allocated, building, heating, hot_water):
    costs, users = building

    allocation = allocated(
        costs,
        users,
        heating_consumption_percent=heating,
        hot_water_consumption_percent=hot_water,
    )

    shares = allocation.shares
    assert sum(share.total.amount.amount for share in shares) == costs.total.amount
    assert tuple(share.user for share in shares) == users
    for part in explained(allocation):
        assert part.amount.is_payable
        assert part.amount.amount >= 0
        assert evaluate(part.explanation) == Fraction(part.amount.amount)


@given(building=buildings())
def test_no_share_is_a_cent_or_more_away_from_the_exact_one(allocated, building):
    costs, users = building
    allocation = allocated(costs, users)
    units = sum(Fraction(user.heating_units) for user in users)
    pot = Fraction(allocation.heating_consumption.amount.amount)

    for share in allocation.shares:
        exact = pot * Fraction(share.user.heating_units) / units
        assert abs(Fraction(share.heating_consumption.amount.amount) - exact) < Fraction(1, 100)


@given(building=buildings(), day=DATES)
def test_heizkostenv_9b_2_a_change_of_users_neither_loses_nor_doubles_base_weight(
    law, degree_days, building, day
):
    costs, (first, *_) = building
    stays = user(area=first.area, hot_water=first.hot_water)
    parts = [attrs.evolve(stays, period=period, heating_units=50) for period in YEAR.split(day)]
    choices = {
        "heating_consumption_percent": 70,
        "hot_water_consumption_percent": 50,
        "degree_days": degree_days,
    }
    neighbor = user("2", area="60 m²", hot_water="1 m³")

    (one, _) = allocate_heat_costs(law, costs, [stays, neighbor], **choices).shares
    before, after, _ = allocate_heat_costs(law, costs, [*parts, neighbor], **choices).shares

    for name in ("heating_area", "hot_water_area"):
        together = evaluate(getattr(before, name)) + evaluate(getattr(after, name))
        assert together == evaluate(getattr(one, name)) == Fraction(first.area.amount)


@given(building=buildings(), data=st.data(), more=st.integers(1, 3000))
def test_more_units_never_pay_less(allocated, building, data, more):
    costs, users = building
    index = data.draw(st.integers(0, len(users) - 1))
    wasteful = attrs.evolve(users[index], heating_units=users[index].heating_units + more)

    before = allocated(costs, users).shares[index]
    after = allocated(costs, [*users[:index], wasteful, *users[index + 1 :]]).shares[index]

    assert after.heating_consumption.amount >= before.heating_consumption.amount
    assert after.total.amount >= before.total.amount


# Wrong input


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"area": "-50 m²"}, InvalidInputError, "area: is below zero"),
        ({"area": "0 m²"}, InvalidInputError, "area: is zero"),
        ({"area": "50 m³"}, UnitError, "is not measured in m²"),
        ({"area": 50}, UnitError, "area: has no unit"),
        ({"area": "50"}, UnitError, "has no unit"),
        ({"heating_units": -1}, InvalidInputError, "heating_units: are below zero"),
        ({"heating_units": 1.5}, FloatRefusedError, "heating_units: a binary float"),
        ({"hot_water": "-1 m³"}, InvalidInputError, "hot_water: is below zero"),
        ({"hot_water": "1 kWh"}, UnitError, "is not measured in m³"),
    ],
)
def test_a_user_with_wrong_figures_is_refused(more, error, message):
    with pytest.raises(error, match=message):
        user(**more)


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"volume": "-1 m³"}, InvalidInputError, "volume: is below zero"),
        ({"temperature": "60 K"}, UnitError, "is not measured in °C"),
        ({"cold_temperature": 10}, UnitError, "cold_temperature: has no unit"),
        ({"basis": "gas"}, MissingChoiceError, "net_calorific, gross_calorific"),
    ],
)
def test_hot_water_with_wrong_figures_is_refused(more, error, message):
    with pytest.raises(error, match=message):
        used(**more)


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"total": "-1.00"}, InvalidInputError, "total: is below zero"),
        ({"total": "1.001"}, InvalidInputError, "total: has fractions of a cent"),
        ({"heating_only": euro("-1")}, InvalidInputError, "heating_only: is below zero"),
        ({"heating_only": euro("4000")}, InvalidInputError, "total: is less than"),
        ({"heating_only": ub.Money(1, "SEK")}, CurrencyMismatchError, "does not fit EUR"),
        ({"fuel_energy": None}, MissingFieldError, "fuel_energy: is missing"),
        ({"fuel_energy": "0 kWh"}, InvalidInputError, "fuel_energy: is zero"),
        ({"fuel_energy": "34000 l"}, UnitError, "is not measured in kWh"),
        ({"hot_water": "-1 kWh"}, InvalidInputError, "hot_water: is below zero"),
        (
            {"hot_water": None, "hot_water_only": euro("1")},
            InvalidInputError,
            "hot_water_only: is a cost of hot water where there is none",
        ),
    ],
)
def test_costs_with_wrong_figures_are_refused(more, error, message):
    with pytest.raises(error, match=message):
        joint(**more)


FIRST_HALF, SECOND_HALF = YEAR.split(dt.date(2025, 7, 1))


def test_a_building_without_users_is_refused(allocated):
    with pytest.raises(InvalidInputError, match="users: holds nobody"):
        allocated(costs(), [])


@pytest.mark.parametrize("period", [YEAR, ub.Period.through("2025-06-30", "2025-12-31")])
def test_two_users_of_one_flat_cannot_claim_one_day(allocated, period):
    second = user(period=period)
    with pytest.raises(OverlapError, match="of another user of flat 1") as caught:
        allocated(costs(), [second, user(period=FIRST_HALF)])
    assert isinstance(caught.value.about, HeatUser)


def test_users_of_two_flats_may_be_there_on_the_same_days(allocated):
    assert len(allocated(costs(), [user("1"), user("2")]).shares) == 2


@pytest.mark.parametrize(
    ("users", "day"),
    [
        pytest.param([SECOND_HALF], "2025-01-01", id="at-the-beginning"),
        pytest.param([FIRST_HALF], "2025-07-01", id="at-the-end"),
        pytest.param(
            [FIRST_HALF, ub.Period.through("2025-07-02", "2025-12-31")], "2025-07-01", id="between"
        ),
    ],
)
def test_an_empty_flat_has_its_owner_as_user(allocated, users, day):
    """Otherwise its base cost would fall on the neighbors."""
    with pytest.raises(GapError, match="nobody used flat 1") as caught:
        allocated(costs(), [user("2"), *(user(period=period) for period in users)])
    assert caught.value.value == dt.date.fromisoformat(day)


def test_a_user_is_there_within_the_accounting_period(allocated):
    with pytest.raises(PeriodError, match="of a user of flat 1 is not within"):
        allocated(costs(), [user(period=ub.Period.through("2025-01-01", "2026-01-01"))])


def test_hot_water_of_a_user_needs_hot_water_in_the_costs(allocated):
    with pytest.raises(InvalidInputError, match="hot_water: was used in flat 1"):
        allocated(costs(), [user(hot_water="1 m³")])


def test_heizkostenv_9a_1_consumption_that_nobody_measured_is_estimated_not_ignored(allocated):
    with pytest.raises(InvalidInputError, match=r"heating_units: adds up to nothing.*§ 9a Abs\. 1"):
        allocated(costs(), [user(units=0)])
    with pytest.raises(InvalidInputError, match="hot_water: adds up to nothing"):
        allocated(joint(), [user()])
