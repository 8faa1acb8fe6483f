"""German price sheets as they were published, over a year of load, against sums by hand."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub

GERMANY = ub.market("DE")
NATIONWIDE = GERMANY.calendar("")
NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0, ub.TaxCategory.FULL: 0})
CENT = Decimal("0.01")


def cents(amount):
    return Decimal(amount).quantize(CENT, "ROUND_HALF_UP")


@pytest.fixture(scope="module")
def sheets(shared):
    import yaml

    path = shared / "samples/energy/tariffs/transcribed_price_sheets.yaml"
    return {held["id"]: held for held in yaml.safe_load(path.read_text("utf-8"))["sheets"]}


@pytest.fixture(scope="module")
def household(shared):
    """A household of 2024, in kWh per quarter hour."""
    pytest.importorskip("pyarrow")
    source = ub.read_parquet_series(
        shared / "samples/energy/loads/lpg_chr01_15min_year.parquet",
        value="kwh",
        unit="kWh",
        resolution="15 min",
        zone="Europe/Berlin",
        basis="standard",
        decimals=6,
        period=ub.Period.of_year(2021),
    )
    return ub.on_calendar_of(source, 2024, NATIONWIDE)


@pytest.fixture(scope="module")
def works(household):
    """A works of the same shape, a thousand times as large."""
    return household.scaled_by(1000)


@pytest.fixture(scope="module")
def spot(shared):
    return ub.read_csv_series(
        shared / "samples/energy/prices/de_lu_spot_hourly_2024.csv.gz",
        time="time",
        value="price",
        unit="ct/kWh",
        resolution="1 h",
        zone="Europe/Berlin",
        zone_column="zone_start",
    ).over(ub.Period.of_year(2024))


def settle(components, load, *, bands=(), commodity="electricity", **more):
    series = load if isinstance(load, dict) else {"main": load}
    units = {"reactive": "kvarh"}
    contract = ub.Contract(
        id="C",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(
            commodity=commodity,
            registers=[ub.Register(name, unit=units.get(name, "kWh")) for name in series],
        ),
    )
    sheet = ub.PriceSheet(name="Sheet", basis="net", components=components, bands=bands)
    return ub.settle(
        contract, ub.Period.of_year(2024), [], sheet, taxation=NO_TAX, series=series, **more
    )


def amounts(bill):
    found = {}
    for line in bill.lines:
        found.setdefault(line.component, []).append(line.amount.amount)
    return {name: sum(held) for name, held in found.items()}


def unit(name, price, **more):
    return ub.UnitPrice(id=name, label=name, prices=f"{price} ct/kWh", **more)


def yearly(name, price):
    return ub.StandingCharge(
        id=name, label=name, prices=f"{price} EUR/year", proration="calendar_year"
    )


def test_hamm_dynamic_2025(sheets, household, spot):
    sheet = sheets["de-hamm-dynamic-2025"]
    parts = {name: price for name, price in sheet["energy_ct_per_kwh"].items() if name != "spot"}
    components = [
        ub.SpotPrice(id="spot", label="Spot", index="day-ahead"),
        *(unit(name, price) for name, price in parts.items()),
        *(yearly(f"fixed {name}", price) for name, price in sheet["fixed_eur_per_year"].items()),
    ]
    bill = settle(components, household, indices={"day-ahead": spot})

    hourly, total = spot.values, household.total.amount
    exchange = sum(quantity * hourly[index // 4] for index, quantity in enumerate(household.values))
    expected = {"spot": cents(exchange / 100)}
    expected |= {name: cents(total * Decimal(price) / 100) for name, price in parts.items()}
    expected |= {
        f"fixed {name}": Decimal(price) for name, price in sheet["fixed_eur_per_year"].items()
    }
    assert amounts(bill) == expected


def test_bernburg_2024_holds_what_its_parts_come_to(sheets, household):
    sheet = sheets["de-bernburg-default-2024"]
    gross, net = sheet["gross"], sheet["net_components"]
    contract = ub.Contract(
        id="C",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    )
    contained = [
        unit(name, price, kind="contained")
        for name, price in net.items()
        if name not in ("grid_base_eur", "metering_eur")
    ]
    prices = ub.PriceSheet(
        name="Bernburg",
        basis="gross",
        components=[
            unit("energy", gross["energy_ct_per_kwh"]),
            yearly("base", gross["base_eur_per_year"]),
            *contained,
        ],
    )
    bill = ub.settle(
        contract, ub.Period.of_year(2024), [], prices, market=GERMANY, series={"main": household}
    )
    total = household.total.amount
    assert bill.totals.gross.amount == (
        cents(total * Decimal(gross["energy_ct_per_kwh"]) / 100)
        + Decimal(gross["base_eur_per_year"])
    )
    shown = {line.component: line.amount.amount for line in bill.contained}
    assert shown["grid_energy"] == cents(total * Decimal(net["grid_energy"]) / 100)


def hourly_peaks(load):
    return {
        moment: quantity * 4 for moment, quantity in zip(load.local_times, load.values, strict=True)
    }


@pytest.mark.parametrize("level", ["HS", "HS/MS", "MS", "MS/NS", "NS"])
def test_mitnetz_2017_by_annual_peak(sheets, works, level):
    low_power, low, high_power, high = sheets["de-mitnetz-strom-rlm-2017"]["annual_peak_system"][
        level
    ]
    grid = ub.UtilizationPrice(
        id="grid",
        label="Grid",
        register="main",
        proration="calendar_year",
        classes=[
            ub.UtilizationClass(f"{low_power} EUR/kW/year", f"{low} ct/kWh", 2500),
            ub.UtilizationClass(f"{high_power} EUR/kW/year", f"{high} ct/kWh"),
        ],
    )
    bill = settle([grid], works)
    peak, total = max(hourly_peaks(works).values()), works.total.amount
    power, energy = (low_power, low) if total / peak < 2500 else (high_power, high)
    assert [line.amount.amount for line in bill.lines] == [
        cents(total * Decimal(energy) / 100),
        cents(peak * Decimal(power)),
    ]


@pytest.mark.parametrize("level", ["HS", "HS/MS", "MS", "MS/NS", "NS"])
def test_mitnetz_2017_by_monthly_peak(sheets, works, level):
    power, energy = sheets["de-mitnetz-strom-rlm-2017"]["monthly_peak_system"][level]
    bill = settle(
        [
            unit("energy", energy),
            ub.DemandCharge(
                id="power",
                label="Power",
                register="main",
                peak_of="month",
                prices=f"{power} EUR/kW/month",
                proration="months",
            ),
        ],
        works,
    )
    months = {}
    for moment, load in hourly_peaks(works).items():
        months[moment.month] = max(months.get(moment.month, 0), load)
    assert amounts(bill) == {
        "energy": cents(works.total.amount * Decimal(energy) / 100),
        "power": sum(cents(peak * Decimal(power)) for peak in months.values()),
    }


def test_mitnetz_2017_reactive_energy_and_peak_hours(sheets, works):
    sheet = sheets["de-mitnetz-strom-rlm-2017"]
    bands = ub.TimeBands(
        of="main",
        otherwise="NT",
        calendar=NATIONWIDE,
        windows=[
            ub.TimeWindow("HT", "06:00-22:00", "mon-fri"),
            ub.TimeWindow("HT", "08:00-13:00", "weekend+holiday"),
        ],
    )
    reactive = ub.IntervalSeries.on(
        ub.Period.of_year(2024),
        [value * (2 if index % 3 else 0) for index, value in enumerate(works.values)],
        unit="kvarh",
        resolution="15 min",
        zone="Europe/Berlin",
    )
    price, free = (
        sheet["reactive_energy_ct_per_kvarh"],
        sheet["reactive_free_share_of_active_energy"],
    )
    bill = settle(
        [
            unit("HT", "2", registers="main/HT"),
            unit("NT", "1", registers="main/NT"),
            ub.ReactiveEnergy(
                id="reactive",
                label="Reactive",
                prices=f"{price} ct/kvarh",
                reactive="reactive",
                active="main",
                free_share=free,
                counted="month",
            ),
        ],
        {"main": works, "reactive": reactive},
        bands=[bands],
    )
    high, beyond = Decimal(0), {}
    for moment, active, other in zip(works.local_times, works.values, reactive.values, strict=True):
        resting = moment.weekday() > 4 or NATIONWIDE.holiday(moment.date()) is not None
        if (8 <= moment.hour < 13) if resting else (6 <= moment.hour < 22):
            high += active
        beyond[moment.month] = beyond.get(moment.month, 0) + other - active * Decimal(free)
    assert amounts(bill) == {
        "HT": cents(high * 2 / 100),
        "NT": cents((works.total.amount - high) / 100),
        "reactive": sum(cents(max(left, 0) * Decimal(price) / 100) for left in beyond.values()),
    }


def test_medium_voltage_2024(sheets, works):
    prices = sheets["de-grid-rlm-2024-ms"]["MS"]
    grid = ub.UtilizationPrice(
        id="grid",
        label="Grid",
        register="main",
        proration="calendar_year",
        hours=2500,
        classes=[
            ub.UtilizationClass("1 EUR/kW/year", "1 ct/kWh", 2500),
            ub.UtilizationClass(
                f"{prices['lp_eur_per_kw']} EUR/kW/year", f"{prices['ap_ct_per_kwh']} ct/kWh"
            ),
        ],
    )
    bill = settle([grid], works)
    peak = max(hourly_peaks(works).values())
    assert [line.amount.amount for line in bill.lines] == [
        cents(works.total.amount * Decimal(prices["ap_ct_per_kwh"]) / 100),
        cents(peak * Decimal(prices["lp_eur_per_kw"])),
    ]


def test_wanfried_2025_module_3(sheets, household):
    sheet = sheets["de-wanfried-14a-2025"]
    prices, windows = sheet["module3_ct_per_kwh"], sheet["module3_windows_local_time"]
    seasons = {
        "Q1": "01-01..03-31",
        "Q2": "04-01..06-30",
        "Q3": "07-01..09-30",
        "Q4": "10-01..12-31",
    }
    bands = ub.TimeBands(
        of="main",
        otherwise="ST",
        windows=[
            ub.TimeWindow(level, hours, season=seasons[quarter])
            for quarter, held in windows.items()
            for level, hours in held.items()
            if level in ("NT", "HT")
        ],
    )
    bill = settle(
        [
            unit(level, price, registers=f"main/{level}", role="grid")
            for level, price in prices.items()
        ]
        + [
            ub.Reduction(
                id="module1",
                label="Module 1",
                of="grid",
                proration="calendar_year",
                amount=f"{sheet['module1_eur_per_year']} EUR/year",
            )
        ],
        household,
        bands=[bands],
    )
    used = dict.fromkeys(prices, Decimal(0))
    for moment, quantity in zip(household.local_times, household.values, strict=True):
        winter = moment.month in (1, 2, 3, 10, 11, 12)
        level = "ST"
        if winter and 1 <= moment.hour < 4:
            level = "NT"
        elif winter and 17 <= moment.hour < 19:
            level = "HT"
        used[level] += quantity
    grid = {level: cents(used[level] * Decimal(price) / 100) for level, price in prices.items()}
    assert amounts(bill) == {
        **grid,
        "module1": -min(Decimal(sheet["module1_eur_per_year"]), sum(grid.values())),
    }


@pytest.mark.parametrize(
    ("name", "base", "per"),
    [
        ("de-forst-gas-slp-2017", "base_eur_month", "month"),
        ("de-oberkirch-gas-slp-2012", "base_eur_year", "year"),
    ],
)
@pytest.mark.parametrize("factor", ["0.2", "1", "4", "30", "120"])
def test_step_tables_of_gas(sheets, household, name, base, per, factor):
    rows = sheets[name]["steps"]
    load = household.scaled_by(factor)
    table = ub.StepTable(
        id="grid",
        label="Grid",
        proration="months",
        steps=[
            ub.Step(
                f"{row['ct_kwh']} ct/kWh",
                f"{row[base]} EUR/{per}",
                f"{row['to']} kWh/year" if row is not rows[-1] else None,
            )
            for row in rows
        ],
    )
    bill = settle([table], load, commodity="gas")
    total = load.total.amount
    row = next((row for row in rows if total <= Decimal(row["to"])), rows[-1])
    assert [line.amount.amount for line in bill.lines] == [
        cents(total * Decimal(row["ct_kwh"]) / 100),
        Decimal(row[base]) * (12 if per == "month" else 1),
    ]


@pytest.mark.parametrize("factor", [100, 1000, 10000])
def test_zone_tables_of_gas_for_energy_and_power(sheets, household, factor):
    sheet = sheets["de-meissen-gas-rlm-2010"]
    load = household.scaled_by(factor).summed_to("1 h")

    def tiers(rows, money, measure):
        return [
            ub.Tier(
                f"{row['p']} {money}", f"{row['to']} {measure}" if row is not rows[-1] else None
            )
            for row in rows
        ]

    energy, power = sheet["energy_zones_ct_per_kwh"], sheet["capacity_zones_eur_per_kw"]
    bill = settle(
        [
            ub.TieredPrice(
                id="energy", label="Energy", mode="blocks", tiers=tiers(energy, "ct/kWh", "kWh")
            ),
            ub.TieredDemandCharge(
                id="power",
                label="Power",
                register="main",
                peak_of="period",
                proration="calendar_year",
                tiers=tiers(power, "EUR/kW/year", "kW"),
            ),
            unit("concession", sheet["concession_ct_per_kwh"]),
        ],
        load,
        commodity="gas",
    )

    def zoned(whole, rows, scale):
        found, below = Decimal(0), Decimal(0)
        for row in rows:
            upper = min(whole, Decimal(row["to"])) if row is not rows[-1] else whole
            found += cents(max(upper - below, 0) * Decimal(row["p"]) / scale)
            below = max(upper, below)
        return found

    peak = max(load.values)
    assert amounts(bill) == {
        "energy": zoned(load.total.amount, energy, 100),
        "power": zoned(peak, power, 1),
        "concession": cents(load.total.amount * Decimal(sheet["concession_ct_per_kwh"]) / 100),
    }


@pytest.mark.parametrize("level", ["HV", "HV/MV", "MV", "MV/LV", "LV"])
def test_a_sheet_for_all_voltage_levels(shared, works, level):
    import json

    path = shared / "samples/energy/tariffs/de_spiceev_price_sheet.json"
    sheet = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    fees = sheet["default_grid_operator"]["grid_fee"]["RLM"]
    pairs = [
        (
            fees[hours]["capacity_charge_EUR/kW*a"][level],
            fees[hours]["commodity_charge_ct/kWh"][level],
        )
        for hours in ("<2500_h/a", ">=2500_h/a")
    ]
    grid = ub.UtilizationPrice(
        id="grid",
        label="Grid",
        register="main",
        proration="calendar_year",
        classes=[
            ub.UtilizationClass(f"{power} EUR/kW/year", f"{energy} ct/kWh", limit)
            for (power, energy), limit in zip(pairs, (2500, None), strict=True)
        ],
    )
    bill = settle([grid], works)
    peak, total = max(hourly_peaks(works).values()), works.total.amount
    power, energy = pairs[total / peak >= 2500]
    assert [line.amount.amount for line in bill.lines] == [
        cents(total * energy / 100),
        cents(peak * power),
    ]


def test_peaks_stand_on_the_bill_with_their_moment(works):
    charge = ub.DemandCharge(
        id="power",
        label="Power",
        register="main",
        peak_of="period",
        prices="10 EUR/kW/year",
        proration="calendar_year",
    )
    bill = settle([charge, unit("energy", "1")], works)
    peaks = hourly_peaks(works)
    highest = max(peaks, key=peaks.get)
    shown = ub.explain(bill.lines[0].explanation, "en")
    assert f"{highest:%Y-%m-%d %H:%M}" in str(shown)
    assert isinstance(highest, dt.datetime)
