"""Norwegian grid tariffs: in, billed against a calculation written apart, and out again."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import holidays
import pytest
import yaml

import utilbill as ub
from utilbill.values.errors import FileError, GapError

COMPANIES = ("bkk", "elvia", "fagne", "glitre", "lnett", "norgesnett", "tensio-ts")
GROUPS = ("husholdning", "fritid", "liten_næring")
NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})
CONTRACT = ub.Contract(
    id="C-1",
    supply_start="2020-01-01",
    supply_point=ub.SupplyPoint(
        commodity=ub.Commodity.ELECTRICITY, registers=[ub.Register("load")]
    ),
)
NORWAY = holidays.Norway(years=range(2023, 2029), include_sundays=False)
CALENDAR = ub.Calendar("NO", {day: ub.Label(name) for day, name in NORWAY.items()}, 2023, 2028)


def text_of(shared, company):
    return (shared / f"samples/energy/tariffs/no_{company}.yml").read_text("utf-8")


@pytest.fixture(scope="module")
def household(shared):
    pytest.importorskip("pyarrow")
    return ub.read_parquet_series(
        shared / "samples/energy/loads/lpg_chr01_15min_year.parquet",
        value="kwh",
        unit="kWh",
        resolution="15 min",
        zone="Europe/Oslo",
        decimals=6,
        basis="standard",
        period=ub.Period.of_year(2021),
    )


def bill(held, series, period):
    return ub.settle(CONTRACT, period, [], held.sheet, taxation=NO_TAX, series={"load": series})


def unrounded(line):
    return ub.evaluate(line.explanation.operand)


# --- a calculation of its own, from the file to the sum ----------------------------------------


def tariff_on(tariffs, group, day):
    return next(
        tariff
        for tariff in tariffs
        if group in tariff["kundegrupper"]
        and tariff["gyldig_fra"] <= str(day) < tariff.get("gyldig_til", "9999")
    )


def price_at(tariff, moment):
    found = tariff["energiledd"]["grunnpris"]
    free = moment.weekday() > 4 or moment.date() in NORWAY
    for exception in tariff["energiledd"].get("unntak", ()):
        first, last = map(int, exception["timer"].split("-"))
        (day,) = exception.get("dager", ["alle"])
        days = {"alle": True, "virkedag": not free, "ukedag": moment.weekday() < 5}
        if first <= moment.hour <= last and days[day]:
            found = exception["pris"]
    return Decimal(found)


def step_of(tariff, power):
    assert tariff["fastledd"]["metode"] == "TRE_DØGNMAX_MND"
    assert tariff["fastledd"]["terskel_inkludert"] == "true"
    steps = tariff["fastledd"]["terskler"]
    return Decimal([step["pris"] for step in steps if Fraction(step["terskel"]) <= power][-1])


def by_hand(text, group, hours):
    tariffs = yaml.load(text, yaml.BaseLoader)["tariffer"]  # noqa: S506  # all scalars stay text
    energy, days = Decimal(0), defaultdict(Decimal)
    for moment, used in hours:
        energy += used * price_at(tariff_on(tariffs, group, moment.date()), moment) / 100
        days[moment.date()] = max(days[moment.date()], used)
    fixed = Fraction(0)
    for month in sorted({(day.year, day.month) for day in days}):
        peaks = sorted(peak for day, peak in days.items() if (day.year, day.month) == month)[-3:]
        tariff = tariff_on(tariffs, group, dt.date(*month, 1))
        fixed += Fraction(step_of(tariff, Fraction(sum(peaks)) / 3)) / 12
    return energy, fixed


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("group", GROUPS)
def test_years_of_a_household_against_a_calculation_by_hand(shared, household, company, group):
    text = text_of(shared, company)
    held = ub.read_fri_nettleie(text, group=group, calendar=CALENDAR)
    first = held.valid_from
    years = [ub.Period(first, first.replace(year=first.year + 1)), ub.Period.of_year(2026)]
    for year, scale in zip(years, (3, 20), strict=True):
        load = ub.on_calendar_of(household, year.start.year).summed_to(dt.timedelta(hours=1))
        if year.start.month > 1:
            values = (
                load.values
                + ub.on_calendar_of(household, year.end.year)
                .summed_to(dt.timedelta(hours=1))
                .values
            )
            whole = ub.Period(dt.date(year.start.year, 1, 1), dt.date(year.end.year + 1, 1, 1))
            load = ub.IntervalSeries.on(
                whole, values, unit="kWh", resolution="1 h", zone="Europe/Oslo"
            )
        load = load.over(year)
        load = ub.IntervalSeries.on(
            year,
            [value * scale for value in load.values],
            unit="kWh",
            resolution="1 h",
            zone="Europe/Oslo",
        )
        energy, fixed = by_hand(text, group, zip(load.local_times, load.values, strict=True))
        lines = bill(held, load, year).lines

        found = defaultdict(Fraction)
        for line in lines:
            found[line.component == "fixed"] += unrounded(line)
        assert (found[False], found[True]) == (energy, fixed)
        assert sum(line.component == "fixed" for line in lines) == 12


def test_quarter_hours_of_a_year_use_the_power_of_hours(shared, household):
    year = ub.Period.of_year(2025)
    held = ub.read_fri_nettleie(text_of(shared, "elvia"), group="husholdning", calendar=CALENDAR)
    load = ub.on_calendar_of(household, 2025)
    fine = bill(held, load, year)
    coarse = bill(held, load.summed_to(dt.timedelta(hours=1)), year)
    assert fine.totals.net == coarse.totals.net


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("calendar", [CALENDAR, None])
def test_a_file_goes_out_and_in_again(shared, company, calendar):
    for group in GROUPS:
        held = ub.read_fri_nettleie(text_of(shared, company), group=group, calendar=calendar)
        out = ub.write_fri_nettleie(held, groups=[group])
        again = ub.read_fri_nettleie(out.text, group=group, calendar=calendar)

        assert out.unmatched == ()
        assert again.sheet == held.sheet
        assert (again.valid_from, again.valid_until) == (held.valid_from, held.valid_until)
        assert ub.read_fri_nettleie(out.data, group=group, calendar=calendar).sheet == held.sheet


def test_what_is_told_beside_the_prices(shared):
    held = ub.read_fri_nettleie(text_of(shared, "tensio-ts"), group="fritid")
    assert {miss.field for miss in held.unmatched} == {
        "gln",
        "sist_oppdatert",
        "tariffer[0].navn",
    }
    held = ub.read_fri_nettleie(text_of(shared, "bkk"), group="fritid")
    assert ("dager", "virkedag") in {(miss.field, miss.value) for miss in held.unmatched}


# --- what else the format can say --------------------------------------------------------------


def file_of(*tariffs, **fields):
    return {"netteier": "Eksempel AS", "tariffer": list(tariffs), **fields}


def tariff(unntak=(), **fields):
    return {
        "kundegrupper": ["husholdning"],
        "fastledd": {
            "metode": "TRE_DØGNMAX_MND",
            "terskel_inkludert": True,
            "terskler": [{"terskel": 0, "pris": 1200}, {"terskel": 5, "pris": 2400}],
        },
        "energiledd": {"grunnpris": 10, **({"unntak": list(unntak)} if unntak else {})},
        "gyldig_fra": "2025-01-01",
        **fields,
    }


def read(*tariffs, **options):
    return ub.read_fri_nettleie(file_of(*tariffs), group="husholdning", **options)


def flat(period, value=1):
    hours = (period.end - period.start).days * 24
    return ub.IntervalSeries.on(
        period, [value] * hours, unit="kWh", resolution="1 h", zone="Europe/Oslo"
    )


def energy_of(held, day):
    days = ub.Period.through(day, day)
    lines = bill(held, flat(days), days).lines
    return sum(unrounded(line) for line in lines if line.component != "fixed") * 100


@pytest.mark.parametrize(
    ("unntak", "day", "expected"),
    [
        ({"timer": "22-5", "pris": 4}, "2025-07-01", 16 * 10 + 8 * 4),
        ({"timer": ["7", "16-18"], "pris": 20}, "2025-07-01", 20 * 10 + 4 * 20),
        ({"måneder": ["juni", "juli"], "pris": 20}, "2025-07-31", 24 * 20),
        ({"måneder": ["juni", "juli"], "pris": 20}, "2025-08-01", 24 * 10),
        ({"dager": ["fredag"], "pris": 20}, "2025-07-04", 24 * 20),
        ({"dager": ["fredag"], "pris": 20}, "2025-07-03", 24 * 10),
        ({"dager": ["virkedag"], "pris": 20}, "2025-05-01", 24 * 10),
        ({"dager": ["ukedag"], "pris": 20}, "2025-05-01", 24 * 20),
        ({"dager": ["fridag"], "pris": 5}, "2025-05-01", 24 * 5),
        ({"dager": ["helligdager"], "pris": 5}, "2025-05-02", 24 * 10),
        ({"timer": "6-21", "tillegg": 3}, "2025-07-01", 16 * 13 + 8 * 10),
    ],
)
def test_exceptions_of_hours_days_and_months(unntak, day, expected):
    held = read(tariff([{"navn": "Unntak", **unntak}]), calendar=CALENDAR)
    assert energy_of(held, day) == expected
    again = ub.write_fri_nettleie(held, groups=["husholdning"])
    assert ub.read_fri_nettleie(again.text, group="husholdning", calendar=CALENDAR).sheet == (
        held.sheet
    )


def test_of_exceptions_that_meet_the_last_one_counts():
    held = read(
        tariff(
            [
                {"navn": "Dag", "timer": "6-21", "pris": 20},
                {"navn": "Kveld", "timer": "18-23", "pris": 30},
                {"navn": "Kveld", "timer": "23", "pris": 40},
            ]
        )
    )
    assert energy_of(held, "2025-07-01") == 6 * 10 + 12 * 20 + 5 * 30 + 40
    assert [price.registers[0] for price in held.sheet.components[1:]] == [
        "load/Dag",
        "load/Kveld",
        "load/Kveld 2",
        "load/grunnpris",
    ]
    hidden = read(tariff([{"navn": "Natt", "timer": "0-5", "pris": 5}, {"navn": "Alt", "pris": 9}]))
    assert ("tariffer[0].energiledd.unntak", "Natt") in {
        (miss.field, miss.value) for miss in hidden.unmatched
    }


@pytest.mark.parametrize(("included", "price"), [(True, 200), (False, 100)])
def test_whether_a_limit_belongs_to_the_step_above_it(included, price):
    fixed = {**tariff()["fastledd"], "terskel_inkludert": included}
    january = ub.Period.of_month(2025, 1)
    lines = bill(read(tariff(fastledd=fixed)), flat(january, 5), january).lines
    assert lines[0].amount.amount == price


def test_the_highest_hour_and_the_fuse():
    fixed = {**tariff()["fastledd"], "metode": "MND_MAX"}
    held = read(tariff(fastledd=fixed))
    january = ub.Period.of_month(2025, 1)
    load = [1] * 743 + [9]
    series = ub.IntervalSeries.on(january, load, unit="kWh", resolution="1 h", zone="Europe/Oslo")
    assert bill(held, series, january).lines[0].amount.amount == 200
    assert (
        ub.read_fri_nettleie(
            ub.write_fri_nettleie(held, groups=["husholdning"]).text, group="husholdning"
        ).sheet
        == held.sheet
    )

    fixed = {
        "metode": "OV_TREFASE",
        "terskel_inkludert": True,
        "terskler": [{"terskel": 0, "pris": 3600}, {"terskel": 125, "pris": 4800}],
    }
    by_fuse = read(tariff(fastledd=fixed), fuse=63)
    assert bill(by_fuse, series, january).lines[0].amount.amount == 300
    at_the_limit = read(tariff(fastledd=fixed), fuse=125)
    assert bill(at_the_limit, series, january).lines[0].amount.amount == 400
    below = read(tariff(fastledd={**fixed, "terskel_inkludert": False}), fuse=125)
    assert bill(below, series, january).lines[0].amount.amount == 300
    without = read(tariff(fastledd=fixed))
    assert [component.id for component in without.sheet.components] == ["energy"]
    assert without.unmatched[0].value == "OV_TREFASE"
    five = read(tariff(fastledd={**fixed, "metode": "FEM_VEKTET_ÅR"}))
    assert five.unmatched[0].value == "FEM_VEKTET_ÅR"


def test_periods_follow_each_other_and_gaps_stay_gaps():
    held = read(
        tariff(gyldig_til="2025-03-01"),
        tariff(gyldig_fra="2025-04-01", energiledd={"grunnpris": 20}),
    )
    assert energy_of(held, "2025-02-28") == 240
    assert energy_of(held, "2025-04-01") == 480
    with pytest.raises(GapError, match="2025-03-01"):
        energy_of(held, "2025-03-01")
    out = ub.write_fri_nettleie(held, groups=["husholdning"])
    assert [row["gyldig_fra"] for row in out.data["tariffer"]] == ["2025-01-01", "2025-04-01"]
    assert ub.read_fri_nettleie(out.text, group="husholdning").sheet == held.sheet


def test_parts_of_a_grid_are_chosen_by_name():
    north, south = tariff(navn="Nord"), tariff(navn="Sør", energiledd={"grunnpris": 20})
    with pytest.raises(FileError, match="Choose one of: Nord, Sør"):
        read(north, south)
    assert energy_of(read(north, south, part="Sør"), "2025-07-01") == 480


def test_unknown_fields_are_reported_where_they_stand():
    held = read(tariff([{"navn": "Dag", "pris": 3, "farge": "blå"}], rabatt=5), calendar=None)
    assert {(miss.field, str(miss.value)) for miss in held.unmatched} == {
        ("tariffer[0].rabatt", "5"),
        ("tariffer[0].energiledd.unntak[0].farge", "blå"),
    }


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"energiledd": {}}, "grunnpris: is missing"),
        ({"gyldig_fra": None}, "gyldig_fra: is missing"),
        ({"kundegrupper": ["fritid"]}, "Choose one of: fritid"),
        ({"energiledd": {"grunnpris": 1, "unntak": [{"navn": "x"}]}}, "pris: is missing"),
        (
            {"energiledd": {"grunnpris": 1, "unntak": [{"pris": 1, "timer": "6-24"}]}},
            "is no span of hours",
        ),
        (
            {"energiledd": {"grunnpris": 1, "unntak": [{"pris": 1, "dager": ["ferie"]}]}},
            "is no kind of day",
        ),
    ],
)
def test_files_that_are_not_of_the_format(change, match):
    with pytest.raises(FileError, match=match):
        read(tariff(**change))
    with pytest.raises(FileError, match="tariffer"):
        ub.read_fri_nettleie("priser: 1", group="husholdning")


def test_a_sheet_of_ones_own_goes_out():
    sheet = ub.PriceSheet(
        name="Eget nett",
        basis="net",
        components=[
            ub.UnitPrice(id="energy", label="Energy", prices="0.25 NOK/kWh"),
            ub.UnitPrice(id="levy", label="Levy", prices="1 øre/kWh", role="levy"),
            ub.CapacitySteps(
                id="steps",
                label="Steps",
                register="load",
                peaks=ub.PeakRule(count=2),
                proration="months",
                steps=[ub.Tier("100 NOK/month")],
            ),
        ],
    )
    data, unmatched = ub.write_fri_nettleie(
        sheet, groups=["husholdning"], since=dt.date(2025, 1, 1)
    )
    assert data["tariffer"] == [
        {
            "kundegrupper": ["husholdning"],
            "energiledd": {"grunnpris": 25},
            "gyldig_fra": "2025-01-01",
        }
    ]
    assert [miss.field for miss in unmatched] == ["levy", "steps"]
