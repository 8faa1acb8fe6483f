"""Rates of URDB: in, billed against a reference, and out again."""

import csv
import gzip
import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest
import yaml

import utilbill as ub
from utilbill.values.errors import (
    CurrencyMismatchError,
    FileError,
    FloatRefusedError,
    MissingChoiceError,
)

NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})
CONTRACT = ub.Contract(
    id="C-1",
    supply_start="2010-01-01",
    supply_point=ub.SupplyPoint(
        commodity=ub.Commodity.ELECTRICITY, registers=[ub.Register("load")]
    ),
)
YEAR = ub.Period.of_year(2018)  # no leap year, and it begins on a Monday


def hourly(values, period=YEAR):
    return ub.IntervalSeries.on(period, values, unit="kWh", resolution="1 h", zone="UTC")


def us_load(shared, scale=1):
    path = shared / "samples/energy/loads/us_residential_hourly_8760.csv.gz"
    rows = list(csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode())))[1:]
    return [Decimal(row[0]) * scale for row in rows if row]


def bill(held, values, period=YEAR):
    return ub.settle(
        CONTRACT, period, [], held.sheet, taxation=NO_TAX, series={"load": hourly(values, period)}
    )


def unrounded(line):
    return ub.evaluate(line.explanation.operand)


def rate(**fields):
    return ub.read_urdb(json.dumps({"name": "R", **fields}))


def flat(value):
    return [[value] * 24 for _ in range(12)]


def test_a_year_agrees_with_the_published_reference(shared):
    case = yaml.safe_load((shared / "samples/bills/us_urdb.yaml").read_text())["cases"][0]
    held = ub.read_urdb((shared / "samples" / case["tariff_file"]).read_text())
    values = us_load(shared, Decimal(case["load_scale"]))
    lines = bill(held, values).lines
    close = Fraction("0.001")

    assert len(case["months"]) == 5
    for month in case["months"]:
        here = [line for line in lines if line.period.start.month == month["month"]]
        sums = {
            name: sum(unrounded(line) for line in here if line.component.startswith(prefix))
            for name, prefix in (
                ("energy_charge", "energy"),
                ("tou_demand_charge", "demand"),
                ("flat_demand_charge", "flat_demand"),
            )
        }
        sums["total"] = sum(sums.values())
        for name, expected in month["expected"].items():
            assert abs(sums[name] - Fraction(expected)) <= close, (month["month"], name)
        for band, used in month["energy_kwh_by_period"].items():
            line = next(line for line in here if line.registers == (f"load/{band}",))
            assert line.quantity.amount == Decimal(used)
        peaks = {line.count.amount for line in here if line.component == "flat_demand_1"}
        assert peaks <= {Decimal(month["peak_kw_month"])}
    assert [(miss.field, miss.value) for miss in held.unmatched] == [
        ("annualmincharge", Decimal("12.0")),
        ("dgrules", "Net Metering"),
    ]


def test_limits_per_kilowatt_and_demand_by_season_of_a_year(shared):
    """Brute force: each month 300 kWh of each kW cost more, and from June to September all does."""
    text = (shared / "samples/energy/tariffs/openei_urdb_539f6a23ec4f024411ec8beb.json").read_text()
    held = ub.read_urdb(text)
    values = us_load(shared, 60)
    sums = {"energy": Decimal(0), "demand": Decimal(0)}
    hour = 0
    for month in range(1, 13):
        hours = values[hour : hour + ub.Period.of_month(2018, month).days * 24]
        hour += len(hours)
        used, peak, summer = sum(hours), max(hours), 6 <= month <= 9
        prices = ("0.049", "0.033") if summer else ("0.042", "0.029")
        first = min(used, 300 * peak)
        sums["energy"] += first * Decimal(prices[0]) + (used - first) * Decimal(prices[1])
        prices = ("16.3", "14.9") if summer else ("13.5", "12.1")
        first = min(peak, 100)
        sums["demand"] += first * Decimal(prices[0]) + (peak - first) * Decimal(prices[1])
    lines = bill(held, values).lines

    for name, expected in sums.items():
        found = sum(unrounded(line) for line in lines if name in line.component)
        assert abs(found - Fraction(expected)) <= Fraction("0.001")
    assert held.sheet.name == "Rate Scheduel LP1 Large Power Service"
    assert str(held.valid_from) == "2012-05-01"
    assert "Minimum charge of $1000.00." in [miss.value for miss in held.unmatched]


@pytest.mark.parametrize(
    "name", ["openei_urdb_v7_sample.json", "openei_urdb_539f6a23ec4f024411ec8beb.json"]
)
def test_a_rate_goes_out_and_in_again(shared, name):
    held = ub.read_urdb((shared / "samples/energy/tariffs" / name).read_text())
    out = ub.write_urdb(held)
    again = ub.read_urdb(out.text)

    assert out.unmatched == ()
    assert again.sheet == held.sheet
    assert (again.valid_from, again.valid_until) == (held.valid_from, held.valid_until)
    assert ub.read_urdb(out.data).sheet == held.sheet


def test_both_names_of_fixed_charges_and_what_is_added():
    old = rate(fixedmonthlycharge=9.5, energyratestructure=[[{"rate": 0.1, "adj": -0.02}]])
    new = rate(
        fixedchargefirstmeter=9.5,
        fixedchargeunits="$/month",
        energyratestructure=[[{"rate": 0.08, "unit": "kWh"}]],
    )
    daily = rate(fixedchargefirstmeter=0.25, fixedchargeunits="$/day")

    assert old.sheet.components[0] == new.sheet.components[0]
    assert old.sheet.components[1].prices == new.sheet.components[1].prices
    assert str(daily.sheet.components[0].prices.entries[0].value) == "0.25 USD/day"
    with pytest.raises(FileError, match="fixedchargeunits"):
        rate(fixedchargefirstmeter=1, fixedchargeunits="EUR/month")


@pytest.mark.parametrize(
    ("fields", "added"),
    [
        ({"mincharge": 100, "minchargeunits": "$/month"}, ["15.60", "22.80"]),
        ({"minmonthlycharge": 100}, ["15.60", "22.80"]),
        ({"mincharge": 3, "minchargeunits": "$/day"}, ["8.60", "6.80"]),
        ({"minmonthlycharge": 80}, ["2.80"]),
        ({"minmonthlycharge": 70}, []),
    ],
)
def test_the_least_amount_of_each_month(fields, added):
    held = rate(fixedmonthlycharge=10, energyratestructure=[[{"rate": 0.1}]], **fields)
    months = ub.Period("2018-01-01", "2018-03-01")
    lines = bill(held, [1] * (59 * 24), months).lines
    # 10 + 74.40 in January, 10 + 67.20 in February
    assert [str(line.amount.amount) for line in lines if line.component == "minimum"] == added
    assert ub.read_urdb(ub.write_urdb(held).text).sheet == held.sheet


def test_a_limit_of_each_day_and_the_last_limit_has_no_end():
    held = rate(
        energyratestructure=[
            [
                {"max": 10, "rate": 0.1, "unit": "kWh daily"},
                {"max": 42, "rate": 0.2, "unit": "kWh daily"},
            ]
        ],
    )
    january = ub.Period.of_month(2018, 1)
    (line,) = bill(held, [1] * 744, january).lines

    assert line.amount.amount == 31 * 10 * Decimal("0.1") + (744 - 310) * Decimal("0.2")
    assert [(miss.field, miss.value) for miss in held.unmatched] == [
        ("energyratestructure[0][1].max", 42)
    ]
    assert ub.read_urdb(ub.write_urdb(held).text).sheet == held.sheet


def test_periods_of_seasons_have_limits_of_their_own():
    summer = [[1 if 5 <= month <= 8 else 0] * 24 for month in range(12)]
    held = rate(
        energyratestructure=[
            [{"max": 100, "rate": 0.1}, {"rate": 0.2}],
            [{"max": 500, "rate": 0.1}, {"rate": 0.3}],
        ],
        energyweekdayschedule=summer,
        energyweekendschedule=summer,
    )
    months = ub.Period("2018-05-01", "2018-07-01")
    used = (31 * 24, 30 * 24)
    found = bill(held, [1] * sum(used), months)

    assert found.totals.net.amount == 100 * Decimal("0.1") + (used[0] - 100) * Decimal("0.2") + (
        500 * Decimal("0.1") + (used[1] - 500) * Decimal("0.3")
    )
    assert held.unmatched == ()
    assert ub.read_urdb(ub.write_urdb(held).text).sheet == held.sheet


def test_limits_of_all_periods_count_what_the_month_used():
    """A period with one price, one with a limit: the limit is split in proportion to the use."""
    schedule = [[0] * 12 + [1] * 12] * 12
    held = rate(
        energyratestructure=[[{"rate": 0.05}], [{"max": 372, "rate": 0.1}, {"rate": 0.2}]],
        energyweekdayschedule=schedule,
        energyweekendschedule=schedule,
    )
    january = ub.Period.of_month(2018, 1)
    flat_part, tiered = bill(held, [1] * 744, january).lines

    assert flat_part.amount.amount == 372 * Decimal("0.05")
    assert tiered.amount.amount == 186 * Decimal("0.1") + 186 * Decimal("0.2")
    assert held.unmatched == ()
    assert ub.read_urdb(ub.write_urdb(held).text).sheet == held.sheet


def test_limits_of_two_units_in_one_month_are_told():
    schedule = [[0] * 12 + [1] * 12] * 12
    held = rate(
        energyratestructure=[
            [{"max": 9, "rate": 0.1, "unit": "kWh/kW"}, {"rate": 0.2, "unit": "kWh/kW"}],
            [{"max": 372, "rate": 0.1}, {"rate": 0.2}],
        ],
        energyweekdayschedule=schedule,
        energyweekendschedule=schedule,
    )
    assert [miss.field for miss in held.unmatched] == ["energyratestructure.max"]
    assert bill(held, [1] * 744, ub.Period.of_month(2018, 1)).totals.net.amount > 0


def test_what_has_no_counterpart_is_told_with_its_value():
    held = rate(
        energyratestructure=[[{"rate": 0.1, "sell": 0.03}], [{"rate": 0.5}]],
        energyweekdayschedule=flat(0),
        energyweekendschedule=flat(0),
        mincharge=25,
        minchargeunits="$/year",
        demandratestructure=[[{"rate": 9}]],
        demandrateunit="kVA",
        demandratchetpercentage=[0.5] * 12,
        fueladjustmentsmonthly=[0] * 12,
        coincidentratestructure=[[{"rate": 3}]],
        flavor="sweet",
    )
    told = {miss.field: str(miss.value) for miss in held.unmatched}

    assert told["mincharge"] == "25 $/year"
    assert told["demandrateunit"] == "kVA"
    assert told["energyratestructure[0][0].sell"] == "0.03"
    assert "energyratestructure[1]" in told
    assert "fueladjustmentsmonthly" not in told
    assert {"demandratchetpercentage", "coincidentratestructure", "flavor"} <= set(told)
    assert "kVA" in held._repr_html_()


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"utility": "Acme"}, "energyratestructure: is missing"),
        ({"energyratestructure": [{"rate": 1}]}, r"energyratestructure\[0\]: is no list of tiers"),
        (
            {"energyratestructure": [[{"rate": 1}]], "energyweekdayschedule": [[0] * 24] * 11},
            "has no 12 months",
        ),
        (
            {"energyratestructure": [[{"rate": 1}]], "energyweekdayschedule": flat(1)},
            r"energyweekdayschedule\[0\]: is no period",
        ),
        ({"energyratestructure": [[{"rate": 1}], [{"rate": 2}]]}, "is missing for 2 periods"),
    ],
)
def test_what_is_no_rate_is_refused(fields, match):
    with pytest.raises(FileError, match=match):
        rate(**fields)


def test_files_that_are_no_json_or_hold_several_rates_or_floats():
    with pytest.raises(FileError, match="is no JSON"):
        ub.read_urdb("rate: 1")
    with pytest.raises(FloatRefusedError, match=r"URDB\.fixedmonthlycharge"):
        ub.read_urdb({"fixedmonthlycharge": 9.5})
    two = {"items": [{"label": name, "fixedmonthlycharge": 1} for name in ("a", "b")]}
    with pytest.raises(FileError, match="Choose one of: a, b"):
        ub.read_urdb(two)
    assert ub.read_urdb(two, label="b").sheet.name == "b"


def test_a_sheet_of_ones_own_goes_out():
    bands = ub.TimeBands(
        of="load", otherwise="off", windows=[ub.TimeWindow("peak", "16:00-21:00", "workdays")]
    )
    sheet = ub.PriceSheet(
        name="Own",
        basis="net",
        bands=[bands],
        components=[
            ub.StandingCharge(id="base", label="Base", prices="10 USD/month", proration="days_365"),
            ub.UnitPrice(id="p", label="P", prices="0.30 USD/kWh", registers="load/peak"),
            ub.UnitPrice(id="o", label="O", prices="0.10 USD/kWh", registers="load/off"),
            ub.UnitPrice(id="levy", label="L", prices="10 USD/MWh", group="levy"),
            ub.DemandCharge(
                id="kw",
                label="kW",
                register="load/peak",
                prices="12 USD/kW/month",
                peak_of="month",
                proration="months",
            ),
            ub.DemandCharge(
                id="year",
                label="kW",
                register="load",
                prices="12 USD/kW/year",
                proration="days_365",
            ),
        ],
    )
    data, unmatched = ub.write_urdb(sheet)

    assert [[tier["rate"] for tier in tiers] for tiers in data["energyratestructure"]] == [
        [Decimal("0.31")],
        [Decimal("0.11")],
    ]
    assert data["energyweekdayschedule"][0] == [1] * 16 + [0] * 5 + [1] * 3
    assert data["energyweekendschedule"] == flat(1)
    assert [tiers[0]["rate"] for tiers in data["demandratestructure"]] == [12, 0]
    assert {miss.field for miss in unmatched} == {"base.proration", "levy", "year"}
    values = [1] * 17 + [3] * 2 + [1] * 5
    day = ub.Period.through("2018-01-02", "2018-01-02")
    again = ub.read_urdb(data)
    found = bill(again, values, day)
    energy = [line.amount.amount for line in found.lines if line.component.startswith("energy")]
    assert sum(energy) == 9 * Decimal("0.31") + 19 * Decimal("0.11")


def test_other_money_and_changing_prices():
    def own(prices):
        return ub.PriceSheet(
            name="x",
            basis="net",
            components=[ub.UnitPrice(id="e", label="E", prices=prices)],
        )

    with pytest.raises(CurrencyMismatchError, match="USD"):
        ub.write_urdb(own("30 ct/kWh"))
    changing = own(ub.dated_prices(("2024-01-01", "1 USD/kWh"), ("2025-01-01", "2 USD/kWh")))
    with pytest.raises(MissingChoiceError, match="Name the day"):
        ub.write_urdb(changing)
    data, _ = ub.write_urdb(changing, on=ub.Period.of_year(2025).start)
    assert data["energyratestructure"][0][0]["rate"] == 2


@pytest.mark.parametrize(
    ("limit", "options"),
    [
        ("500 kWh/month", {"proration": "months"}),
        ("500 kWh", {"counted": "month"}),
        ("0.5 MWh", {"counted": "month"}),
    ],
)
def test_tiers_of_a_month_go_out(limit, options):
    energy = ub.TieredPrice(
        id="energy",
        label="Energy",
        mode="blocks",
        tiers=[ub.Tier("0.10 USD/kWh", limit), ub.Tier("0.20 USD/kWh")],
        **options,
    )
    data, unmatched = ub.write_urdb(ub.PriceSheet(name="x", basis="net", components=[energy]))
    assert unmatched == ()
    assert [tier.get("max") for tier in data["energyratestructure"][0]] == [500, None]
    yearly = ub.TieredPrice(
        id="energy",
        label="Energy",
        mode="blocks",
        proration="months",
        tiers=[ub.Tier("0.10 USD/kWh", "500 kWh/year"), ub.Tier("0.20 USD/kWh")],
    )
    _, unmatched = ub.write_urdb(ub.PriceSheet(name="x", basis="net", components=[yearly]))
    assert [miss.field for miss in unmatched] == ["energy"]
