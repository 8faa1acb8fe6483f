"""Standard load profiles of gas: the guideline's formulas, real coefficients and real weather."""

import csv
import datetime as dt
import math
from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import attrs
import pytest
from hypothesis import given, strategies as st
from words import energy

import utilbill as ub
from utilbill.adapters.markets import read
from utilbill.markets.de import PACK
from utilbill.markets.de.gas_profiles import gas_profiles
from utilbill.metering.gas_profiles import DayMeans, GasProfile, Sigmoid
from utilbill.prorating.spreading import DayWeights
from utilbill.values.calendar import CalendarHorizonError
from utilbill.values.errors import (
    FloatRefusedError,
    GapError,
    InvalidInputError,
    NegativeConsumptionError,
    PeriodError,
)

#: The data of the German pack, before a market is made of it.
DATA = read(attrs.evolve(PACK, build=lambda data: data))
FIRST, LAST = dt.date(2018, 12, 29), dt.date(2024, 12, 31)


def _seasons(day):
    """Give a made-up daily mean: cold winters, warm summers, a little weather."""
    coldest = abs((day.timetuple().tm_yday + 350) % 365 - 182)
    return Decimal(20 - coldest // 8) + Decimal(day.toordinal() * 37 % 91 - 45) / 10


WEATHER = {
    FIRST + dt.timedelta(days=index): _seasons(FIRST + dt.timedelta(days=index))
    for index in range((LAST - FIRST).days + 1)
}
PROFILES = gas_profiles(DATA, WEATHER, ub.market("DE").calendar("BW"))
#: SigLinDe, HEF variant 34: BDEW/VKU/GEODE guideline of 2025-10-28, appendix 6.
HEF34 = {
    "a": "1.3819663",
    "b": "-37.4124155",
    "c": "6.1723179",
    "d": "0.0396284",
    "m_heating": "-0.0672159",
    "b_heating": "1.1167138",
    "m_water": "-0.0019982",
    "b_water": "0.1355070",
}
SIGLINDE = Sigmoid(**HEF34, reference_temperature=40, decimals=10)

names = st.sampled_from(sorted(PROFILES))
temperatures = st.decimals(-40, "39.99", places=2)
starts = st.dates(FIRST + dt.timedelta(days=3), dt.date(2022, 12, 31))
lengths = st.lists(st.integers(1, 100), min_size=1, max_size=5)


def _parts(start, days):
    ends = [start + dt.timedelta(days=sum(days[:index])) for index in range(len(days) + 1)]
    return ub.Period(ends[0], ends[-1]), [ub.Period(a, b) for a, b in pairwise(ends)]


def _house(**given):
    held = PROFILES["EFH-1-windy"]
    return attrs.evolve(held, **given) if given else held


def _curve(row, theta):
    a, b, c, d = (float(row[key]) for key in "abcd")
    return a / (1 + math.pow(b / (theta - 40), c)) + d


@pytest.mark.example("EX-SLD-1")
def test_the_quantity_of_a_day_by_the_guideline():
    last = dt.date(2026, 2, 4)
    means = {last - dt.timedelta(days=n): Decimal(t) for n, t in enumerate((5, 4, 6, 8))}
    profile = gas_profiles(DATA, means)["EFH-1-windy"]

    def rounded(value, places):
        return ub.RoundingRule("shown", Decimal(1).scaleb(-places))(value)

    assert rounded(profile.allocation_temperature(last), 4) == Decimal("5.0667")
    assert rounded(profile.h_value(last), 6) == Decimal("1.356519")
    quantity = profile.day_quantity(Decimal(60), last)
    assert rounded(quantity, 3) == Decimal("81.391")
    assert quantity == 60 * profile.h_value(last)
    assert profile.customer_value(quantity, ub.Period.through(last, last)) == 60


def test_at_8_degrees_a_profile_is_about_1():
    eight = Decimal(8)
    assert _house().sigmoid.value(eight) == Decimal("0.9676780839")
    values = {name: profile.sigmoid.value(eight) for name, profile in PROFILES.items()}
    houses = [value for name, value in values.items() if name.startswith(("EFH", "MFH"))]
    assert Decimal("0.96") < min(houses) <= max(houses) < Decimal("1.07")
    # Trades are further off; the guideline's table of h-values is not at hand to compare with.
    assert Decimal("0.75") < min(values.values()) <= max(values.values()) < Decimal("1.10")


def test_the_linear_part_brings_the_profile_to_1_at_8_degrees():
    assert SIGLINDE.value(Decimal(8)) == Decimal("0.9999997858")


@pytest.mark.parametrize(("theta", "water"), [("-10", False), ("14", False), ("20", True)])
def test_the_linear_part_is_the_higher_of_two_lines(theta, water):
    theta = Decimal(theta)
    alone = attrs.evolve(SIGLINDE, m_heating=0, b_heating=0, m_water=0, b_water=0)
    line = "water" if water else "heating"
    slope, height = (Decimal(HEF34[f"{part}_{line}"]) for part in "mb")
    assert SIGLINDE.value(theta) - alone.value(theta) == slope * theta + height


@given(names, temperatures)
def test_the_profile_function_agrees_with_floating_point(name, theta):
    sigmoid = PROFILES[name].sigmoid
    expected = _curve(attrs.asdict(sigmoid), float(theta))
    assert float(sigmoid.value(theta)) == pytest.approx(expected, abs=1e-9)


@given(st.sampled_from([*sorted(PROFILES), "HEF34"]), temperatures, temperatures)
def test_the_colder_day_never_uses_less(name, one, other):
    sigmoid = SIGLINDE if name == "HEF34" else PROFILES[name].sigmoid
    cold, warm = sorted((one, other))
    assert sigmoid.value(cold) >= sigmoid.value(warm) >= 0


@given(names, starts, lengths)
def test_weights_add_up_over_any_split(name, start, days):
    profile: DayWeights = PROFILES[name]
    whole, parts = _parts(start, days)
    assert sum(profile.weight(part) for part in parts) == profile.weight(whole)
    assert profile.weight(whole) == sum(profile.day_weight(day) for day in whole)
    assert profile.weight(whole) > 0


@given(names, starts, lengths, st.decimals(0, 10**6, places=3))
def test_what_is_spread_adds_up_to_the_whole(name, start, days, quantity):
    profile = PROFILES[name]
    _, parts = _parts(start, days)
    spread = ub.allocate(quantity, [profile.weight(part) for part in parts], Decimal("0.001"))
    assert sum(spread) == quantity
    assert min(spread) >= 0


@given(st.sampled_from(["EFH-1-windy", "GBD-calm"]), starts, st.decimals(1, 10**6, places=3))
def test_the_customer_value_gives_the_quantity_back(name, start, quantity):
    profile = PROFILES[name]
    year = ub.Period(start, start + dt.timedelta(days=365))
    value = profile.customer_value(quantity, year)
    again = sum(profile.day_quantity(value, day) for day in year)
    half_a_step = Fraction(profile.rounding.step) / 2
    assert abs(Fraction(again) - Fraction(quantity)) <= half_a_step * Fraction(
        profile.weight(year), profile.scale
    )


@given(names, st.dates(dt.date(2019, 1, 1), LAST))
def test_a_weight_is_h_times_the_factor_in_the_scale(name, day):
    profile = PROFILES[name]
    exactly = profile.h_value(day) * profile.weekday_factor(day) * profile.scale
    assert profile.day_weight(day) == exactly


def test_holidays_count_as_sundays():
    trade = PROFILES["GWA-calm"]
    factors = dict(zip("mtwhfsu", trade.weekday_factors, strict=True))
    good_friday, friday = dt.date(2024, 3, 29), dt.date(2024, 4, 5)
    assert trade.weekday_factor(good_friday) == factors["u"] == Decimal("0.462")
    assert trade.weekday_factor(friday) == factors["f"] == Decimal("1.128")
    assert attrs.evolve(trade, calendar=None).weekday_factor(good_friday) == factors["f"]


def test_holidays_are_those_of_the_given_calendar():
    epiphany = dt.date(2023, 1, 6)
    berlin = attrs.evolve(PROFILES["GWA-calm"], calendar=ub.market("DE").calendar("BE"))
    assert PROFILES["GWA-calm"].weekday_factor(epiphany) == Decimal("0.462")
    assert berlin.weekday_factor(epiphany) == Decimal("1.128")
    with pytest.raises(CalendarHorizonError):
        berlin.weekday_factor(dt.date(1900, 1, 1))


def test_christmas_eve_can_count_as_a_saturday():
    trade = PROFILES["GWA-calm"]
    balancing = attrs.evolve(trade, saturdays=frozenset({(12, 24), (12, 31)}))
    tuesday, sunday = dt.date(2024, 12, 24), dt.date(2023, 12, 24)
    assert trade.weekday_factor(tuesday) == Decimal("1.261")
    assert balancing.weekday_factor(tuesday) == Decimal("0.388")
    assert balancing.weekday_factor(sunday) == Decimal("0.462")


def test_a_missing_temperature_names_the_first_day_and_the_remedy():
    gaps = {dt.date(2021, 7, 4), dt.date(2021, 3, 7), dt.date(2021, 3, 6)}
    profile = _house(temperatures={day: t for day, t in WEATHER.items() if day not in gaps})

    with pytest.raises(GapError, match=r"got 2021-03-06.*3 days before") as caught:
        profile.weight(ub.Period.of_year(2021))

    assert caught.value.value == dt.date(2021, 3, 6)
    assert caught.value.remedy
    assert isinstance(caught.value, InvalidInputError)
    assert profile.weight(ub.Period("2021-01-01", "2021-03-06")) > 0


def test_the_days_before_the_period_are_needed_too():
    with pytest.raises(GapError, match="2018-12-28"):
        _house().weight(ub.Period("2018-12-31", "2019-01-05"))
    with pytest.raises(GapError, match="2025-01-01"):
        _house().customer_value(Decimal(1), ub.Period("2024-12-01", "2025-01-05"))


def test_nothing_depends_on_the_ambient_context():
    year, day = ub.Period.of_year(2021), dt.date(2021, 1, 4)

    def all_of_it():
        profiles = gas_profiles(DATA, WEATHER)
        found = [profiles[name] for name in ("EFH-1-windy", "GKO-calm")]
        return [
            (
                profile.weight(year),
                profile.customer_value(Decimal("18234.5"), year),
                profile.day_quantity(Decimal("51.2345"), day),
                SIGLINDE.value(Decimal("3.21")),
            )
            for profile in found
        ]

    expected = all_of_it()
    with localcontext(Context(prec=2, rounding=ROUND_UP, Emax=3, Emin=-3)):
        assert all_of_it() == expected


def test_the_data_is_that_of_the_sample(shared):
    folder = shared / "samples/energy/profiles"
    with (folder / "gas_shlp_sigmoid_factors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(PROFILES) == 68
    for row in rows:
        wind = {"1": "windy", "0": "calm"}[row["wind_impact"]]
        parts = (row["shlp_type"], row["building_class"].strip("0") and row["building_class"], wind)
        sigmoid = PROFILES["-".join(part for part in parts if part)].sigmoid
        for key in "abcd":
            assert getattr(sigmoid, key) == Decimal(row[f"parameter_{key}"])
        assert {sigmoid.m_heating, sigmoid.b_heating, sigmoid.m_water, sigmoid.b_water} == {0}

    factors = {}
    with (folder / "gas_shlp_weekday_factors.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            factors.setdefault(row["shlp_type"], []).append(Decimal(row["wochentagsfaktor"]))
    for name, profile in PROFILES.items():
        assert list(profile.weekday_factors) == factors[name.partition("-")[0]]


@pytest.fixture(scope="module")
def aachen(shared):
    path = shared / "samples/energy/weather/dwd_aachen_daily_2021_2023.csv"
    if not path.is_file():
        pytest.skip("the weather of Aachen is not among the shared samples")
    with path.open(encoding="utf-8") as file:
        return {
            dt.date.fromisoformat(row["date"]): Decimal(row["t_mean_c"])
            for row in csv.DictReader(file)
        }


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_year_of_real_weather(aachen, germany, name):
    profile = gas_profiles(DATA, aachen, germany.calendar("NW"))[name]
    year = ub.Period("2023-01-04", "2024-01-01")

    value = profile.customer_value(Decimal(20000), year)

    coefficients = attrs.asdict(profile.sigmoid)
    total = 0.0
    for day in year:
        four = [float(aachen[day - dt.timedelta(days=n)]) for n in range(4)]
        theta = sum(t / 2**n for n, t in enumerate(four)) / 1.875
        weekday = 6 if germany.calendar("NW").holiday(day) else day.weekday()
        total += _curve(coefficients, theta) * float(profile.weekday_factors[weekday])
    assert float(value) == pytest.approx(20000 / total, abs=0.00006)
    february, july = (profile.weight(ub.Period.of_month(2021, month)) for month in (2, 7))
    assert february > july


def test_real_weather_has_a_hole_and_a_beginning(aachen):
    profile = gas_profiles(DATA, aachen)["MFH-11-calm"]
    with pytest.raises(GapError, match="2022-01-01"):
        profile.weight(ub.Period("2021-06-01", "2023-06-01"))
    with pytest.raises(GapError, match="2020-12-29"):
        profile.weight(ub.Period.of_year(2021))
    assert profile.weight(ub.Period("2021-01-04", "2022-01-01")) > 0


def test_a_bill_is_spread_by_the_profile(aachen, germany):
    profile = gas_profiles(DATA, aachen)["EFH-11-windy"]
    period, change = ub.Period("2023-02-01", "2024-01-01"), dt.date(2023, 7, 1)
    point = ub.SupplyPoint(commodity="gas", registers=[ub.Register("r")])
    contract = ub.Contract(id="c", supply_start=period.start, supply_point=point)
    prices = ub.dated_prices(("2023-01-01", "10 ct/kWh"), ("2023-07-01", "12 ct/kWh"))
    sheet = ub.PriceSheet(name="s", basis="net", components=[energy(prices)])
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 15000)]

    bill = ub.settle(
        contract,
        period,
        readings,
        sheet,
        market=germany,
        spreading=ub.Spreading.by("gas:EFH", profile),
    )

    quantities = [line.quantity.amount for line in bill.lines]
    weights = [profile.weight(part) for part in period.split(change)]
    assert quantities == list(ub.allocate(Decimal(15000), weights, Decimal(1)))
    assert bill.spreading == "gas:EFH"


def test_linear_coefficients_are_read_once_the_data_has_them():
    head = "name,type,building_class,wind,a,b,c,d,m_heating,b_heating,m_water,b_water"
    row = ",".join(["HEF34", "EFH", "", "windy", *HEF34.values()])
    table = {"profiles/gas_sigmoid.csv": f"{head}\n{row}\n"}
    profiles = gas_profiles(attrs.evolve(DATA, tables={**DATA.tables, **table}), WEATHER)
    assert profiles["HEF34"].sigmoid == SIGLINDE


def test_labels_are_in_both_languages():
    assert PROFILES["EFH-11-windy"].label.de == (
        "Einfamilienhaus, Baualtersklasse 11, windstarke Region"
    )
    assert PROFILES["GKO-calm"].label.en == "local authorities, banks and insurers, calm region"


@pytest.mark.parametrize("theta", ["40", "41"])
def test_too_warm_is_refused(theta):
    with pytest.raises(InvalidInputError, match="reference temperature of 40"):
        SIGLINDE.value(Decimal(theta))


def test_floats_are_refused():
    with pytest.raises(FloatRefusedError):
        SIGLINDE.value(8.0)
    with pytest.raises(FloatRefusedError):
        _house(temperatures={FIRST: 8.0})
    with pytest.raises(FloatRefusedError):
        _house().day_quantity(60.0, dt.date(2021, 1, 4))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"b": "37.4"}, "not below zero"),
        ({"decimals": -1}, "no number of decimals"),
        ({"decimals": 21}, "no number of decimals"),
        ({"a": "x"}, "not a plain number"),
    ],
)
def test_a_wrong_profile_function_is_refused(given, words):
    with pytest.raises(InvalidInputError, match=words):
        attrs.evolve(SIGLINDE, **given)


def test_a_use_below_zero_is_refused():
    with pytest.raises(InvalidInputError, match="below zero"):
        attrs.evolve(SIGLINDE, d=-10).value(Decimal(8))


@pytest.mark.parametrize("c", [10**50, -(10**50), 0])
def test_coefficients_out_of_all_proportion_do_not_break_it(c):
    wild = attrs.evolve(SIGLINDE, c=c)
    assert wild.value(Decimal(-20)) >= 0


@pytest.mark.parametrize("factors", [[1] * 6, [1] * 8, [0] * 7, [1] * 6 + [-1], []])
def test_factors_that_are_no_week_are_refused(factors):
    with pytest.raises(InvalidInputError, match="factors of a week"):
        _house(weekday_factors=factors)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_of_days_that_make_no_mean_are_refused(weights):
    with pytest.raises(InvalidInputError, match="make no mean"):
        DayMeans(weights=weights, decimals=4)


def test_temperatures_must_be_those_of_all_days():
    means = DayMeans(weights=[1, "0.5"], decimals=4)
    assert means.allocation_temperature([Decimal(3), Decimal(0)]) == 2
    with pytest.raises(InvalidInputError, match="1 before it"):
        means.allocation_temperature([Decimal(3)])


def test_a_temperature_belongs_to_a_day():
    with pytest.raises(PeriodError):
        _house(temperatures={dt.datetime(2021, 1, 1, 12, tzinfo=dt.UTC): Decimal(8)})


def test_a_customer_value_needs_a_use_and_a_weight():
    period = ub.Period.of_year(2021)
    with pytest.raises(NegativeConsumptionError):
        _house().customer_value(Decimal(-1), period)
    assert _house().customer_value(Decimal(0), period) == 0
    closed = _house(weekday_factors=[1, 1, 1, 1, 1, 1, 0], calendar=None)
    with pytest.raises(InvalidInputError, match="weighs anything"):
        closed.customer_value(Decimal(1), ub.Period("2021-01-10", "2021-01-11"))


def test_profiles_of_the_same_facts_are_equal():
    assert gas_profiles(DATA, WEATHER) == gas_profiles(DATA, WEATHER)
    assert isinstance(_house(), GasProfile)
    assert "2021" not in repr(_house(calendar=None))
