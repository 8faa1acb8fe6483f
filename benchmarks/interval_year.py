"""A year of quarter hours against hourly prices, and in time bands: plain Decimals and utilbill."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import utilbill as ub

YEAR = ub.Period.of_year(2024)
ZONE = "Europe/Berlin"
COUNT = 366 * 96
LOADS = [Decimal(17 * index % 900) / 1000 for index in range(COUNT)]
PRICES = [Decimal(31 * hour % 500 - 60) for hour in range(COUNT // 4)]
MARKUP = Decimal("15.2")
NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})


def _contract():
    return ub.Contract(
        id="C",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(
            commodity=ub.Commodity.ELECTRICITY, registers=[ub.Register("main")]
        ),
    )


def _load():
    return ub.IntervalSeries.on(YEAR, LOADS, unit="kWh", resolution="15 min", zone=ZONE)


def spot_with_plain_decimals():
    def run():
        total = Decimal(0)
        for index, load in enumerate(LOADS):
            total += load * (PRICES[index // 4] + MARKUP)
        return (total / 1000).quantize(Decimal("0.01"), "ROUND_HALF_UP")

    return run


def spot_with_utilbill():
    load = _load()
    spot = ub.IntervalSeries.on(YEAR, PRICES, unit="EUR/MWh", resolution="1 h", zone=ZONE)
    price = ub.SpotPrice(id="energy", label="Energy", index="spot", markup="15.2 EUR/MWh")
    sheet = ub.PriceSheet(name="Dynamic", basis="net", components=[price])
    contract = _contract()

    def run():
        bill = ub.settle(
            contract,
            YEAR,
            [],
            sheet,
            taxation=NO_TAX,
            series={"main": load},
            indices={"spot": spot},
        )
        return bill.totals.net.amount

    return run


def bands_with_plain_decimals():
    zone = ZoneInfo(ZONE)
    start = dt.datetime(2024, 1, 1, tzinfo=zone).astimezone(dt.UTC)
    quarter = dt.timedelta(minutes=15)

    def run():
        high = low = Decimal(0)
        for index, load in enumerate(LOADS):
            local = (start + index * quarter).astimezone(zone)
            if local.weekday() < 5 and 6 <= local.hour < 22:
                high += load
            else:
                low += load
        cents = [(high * 30 / 100), (low * 20 / 100)]
        return sum(cent.quantize(Decimal("0.01"), "ROUND_HALF_UP") for cent in cents)

    return run


def bands_with_utilbill():
    load, contract = _load(), _contract()
    bands = ub.TimeBands(
        of="main", otherwise="NT", windows=[ub.TimeWindow("HT", "06:00-22:00", "workdays")]
    )
    sheet = ub.PriceSheet(
        name="Bands",
        basis="net",
        bands=[bands],
        components=[
            ub.UnitPrice(id=band, label=band, prices=f"{cents} ct/kWh", registers=f"main/{band}")
            for band, cents in (("HT", 30), ("NT", 20))
        ],
    )

    def run():
        bill = ub.settle(contract, YEAR, [], sheet, taxation=NO_TAX, series={"main": load})
        return bill.totals.net.amount

    return run
