"""Other Python engines on the part of a household year that they can do.

That part is: one register, one price per kWh that changes once, one standing charge per day; no
levies, no tax, no readings, no explanations. Each is given the quantities of both halves.
"""

import datetime as dt
import warnings
from decimal import Decimal

import utilbill as ub

FIRST, SECOND = Decimal("1948.968"), Decimal("1970.386")
HALVES = (
    (dt.date(2016, 1, 1), dt.date(2016, 7, 1), FIRST, Decimal("0.0610"), Decimal("0.16")),
    (dt.date(2016, 7, 1), dt.date(2017, 1, 1), SECOND, Decimal("0.0635"), Decimal("0.18")),
)
EXPECTED = sum(
    quantity * price + daily * (end - start).days for start, end, quantity, price, daily in HALVES
)


def with_utilbill():
    """Return a function that settles that part, with a reading at the change."""
    year = ub.Period.of_year(2016)
    contract = ub.Contract(
        id="C-1",
        supply_start=year.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")]),
    )
    sheet = ub.PriceSheet(
        name="Part",
        basis="net",
        components=[
            ub.UnitPrice(
                id="energy",
                label=ub.Label("Energy"),
                prices=ub.dated_prices(
                    *((start.isoformat(), f"{price} EUR/kWh") for start, _, _, price, _ in HALVES)
                ),
            ),
            ub.StandingCharge(
                id="base",
                label=ub.Label("Base"),
                prices=ub.dated_prices(
                    *((start.isoformat(), f"{daily} EUR/day") for start, _, _, _, daily in HALVES)
                ),
            ),
        ],
    )
    readings = (
        ub.Reading("r", year.start, 0),
        ub.Reading("r", HALVES[0][1], FIRST),
        ub.Reading("r", year.end, FIRST + SECOND),
    )
    taxation = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})

    def settle():
        bill = ub.settle(contract, year, readings, sheet, taxation=taxation)
        return bill.totals.net.amount

    return settle


def with_tariff_core():
    """Return a function that bills both halves with tariff-core."""
    from zoneinfo import ZoneInfo

    from tariff_core import BillingPeriod, Interval, bill, parse_plan

    zone = ZoneInfo("Europe/Berlin")
    jobs = []
    for start, end, quantity, price, daily in HALVES:
        plan = parse_plan(
            {
                "billing": {"frequencies": ["P3M"]},
                "commodity": "electricity",
                "components": [
                    {"kind": "fixed", "label": "supply", "rate": str(daily), "unit": "per_day"},
                    {
                        "direction": "import",
                        "kind": "usage",
                        "period": "single",
                        "quantity_unit": "kWh",
                        "rate": str(price),
                        "register": "general",
                    },
                ],
                "confidence": "high",
                "currency": "EUR",
                "customer_type": "residential",
                "display_name": "part",
                "effective": {"from": start.isoformat(), "to": None},
                "holidays": {"calendar": "DE", "treatment": "none"},
                "id": f"part@{start}",
                "kind": "retail",
                "notes": [],
                "partial": False,
                "plan_id": "part",
                "pricing_model": "bundled",
                "region": {"country": "DE", "network": "part"},
                "schedules": {},
                "seasons": {},
                "source": {"feed": "own", "type": "official_feed"},
                "supplier": {"id": "part", "name": "Part"},
                "tax": {"inclusive": True, "rate": "0"},
                "time_basis": "local",
                "timezone": "Europe/Berlin",
                "unmapped_features": [],
            }
        )
        first, last = (dt.datetime.combine(day, dt.time(), zone) for day in (start, end))
        span = last.astimezone(dt.UTC) - first.astimezone(dt.UTC)
        usage = Interval(last.astimezone(dt.UTC), span, "general", "kWh", quantity)
        jobs.append((plan, [usage], BillingPeriod(first, last)))

    def settle():
        return sum(bill(plan, usage, period=period).total for plan, usage, period in jobs)

    return settle


def with_ratebook():
    """Return a function that estimates both halves with ratebook."""
    import ratebook

    flat = tuple((0,) * 24 for _ in range(12))
    jobs = []
    for start, end, quantity, price, daily in HALVES:
        tariff = ratebook.Tariff(
            energy=ratebook.EnergyRateStructure(
                (ratebook.EnergyPeriod((ratebook.EnergyTier(price),)),)
            ),
            schedule=ratebook.Schedule(flat, flat),
            fixed_charges=(ratebook.FixedCharge(daily, ratebook.FixedChargeUnit("$/day")),),
        )
        jobs.append(
            (
                tariff,
                ratebook.Usage.aggregate(quantity),
                ratebook.BillingWindow.from_dates(start, end),
            )
        )

    def settle():
        return sum(ratebook.estimate_bill(*job).total for job in jobs)

    return settle


def with_ts_tariffs():
    """Return a function that prices both halves with ts-tariffs; standing charges by hand."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from ts_tariffs.meters import MeterData
        from ts_tariffs.tariffs import SingleRateTariff

    jobs = []
    for start, end, quantity, price, daily in HALVES:
        series = pd.Series([float(quantity)], index=pd.DatetimeIndex([pd.Timestamp(start)]))
        meter = MeterData("r", series, dt.timedelta(days=1), "kWh")
        tariff = SingleRateTariff(
            name="energy", charge_type="SingleRateTariff", consumption_unit="kWh",
            rate_unit="EUR/kWh", sample_rate=dt.timedelta(days=1), adjustment_factor=1.0,
            rate=float(price),
        )  # fmt: skip
        jobs.append((tariff, meter, float(daily) * (end - start).days))

    def settle():
        return sum(tariff.apply(meter).total + base for tariff, meter, base in jobs)

    return settle


PEERS = {
    "tariff-core": with_tariff_core,
    "ratebook": with_ratebook,
    "ts-tariffs": with_ts_tariffs,
}
