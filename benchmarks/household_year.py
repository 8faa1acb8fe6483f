"""A household year with one price change, all levies and value added tax: two ways."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import utilbill as ub

CENT = Decimal("0.01")
WHOLE = Decimal("0.001")
OPENING, CLOSING = "1144.025", "5063.379"
CHANGE = dt.date(2016, 7, 1)


def _components(market):
    statutory = market.statutory
    return (
        ub.UnitPrice(
            id="energy",
            label=ub.Label("Energy"),
            prices=ub.dated_prices(("2016-01-01", "6.10 ct/kWh"), ("2016-07-01", "6.35 ct/kWh")),
        ),
        ub.StandingCharge(
            id="base",
            label=ub.Label("Standing charge"),
            prices=ub.dated_prices(("2016-01-01", "60 EUR/year"), ("2016-07-01", "66 EUR/year")),
            proration=ub.Proration.CALENDAR_YEAR,
        ),
        ub.UnitPrice(
            id="grid", label=ub.Label("Grid"), prices="5.5 ct/kWh", role=ub.ChargeRole.GRID
        ),
        ub.StandingCharge(
            id="metering",
            label=ub.Label("Metering"),
            prices="12 EUR/year",
            proration=ub.Proration.CALENDAR_YEAR,
            role=ub.ChargeRole.METERING,
        ),
        *statutory.levies("electricity"),
        statutory.quantity_tax("electricity"),
        statutory.concession_fee("electricity", inhabitants=82_859),
    )


def with_utilbill():
    """Return a function that settles the year, explanations and proof of coverage on."""
    market = ub.market("DE")
    year = ub.Period.of_year(2016)
    contract = ub.Contract(
        id="C-1",
        supply_start=year.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("1-0:1.8.0")]),
    )
    sheet = ub.PriceSheet(name="Benchmark", basis="net", components=_components(market))
    readings = (
        ub.Reading("1-0:1.8.0", year.start, OPENING),
        ub.Reading("1-0:1.8.0", year.end, CLOSING),
    )

    def settle():
        return ub.settle(contract, year, readings, sheet, market=market, spreading=ub.LINEAR)

    return settle


def with_plain_decimals():
    """Return a function that calculates exactly the printed lines, and nothing else."""
    prices_split = (Decimal("6.10"), Decimal("6.35"))
    prices = [Decimal(p) for p in ("5.5", "6.354", "0.445", "0.378", "0.040", "0", "2.05", "1.59")]
    standing = ((Decimal(60), 182), (Decimal(66), 184), (Decimal(12), 366))
    opening, closing = Decimal(OPENING), Decimal(CLOSING)

    def settle():
        used = closing - opening
        first = (used * 182 / 366).quantize(WHOLE, ROUND_HALF_UP)
        parts = zip((first, used - first), prices_split, strict=True)
        lines = [
            (quantity * price / 100).quantize(CENT, ROUND_HALF_UP) for quantity, price in parts
        ]
        lines += [(used * price / 100).quantize(CENT, ROUND_HALF_UP) for price in prices]
        lines += [(price * days / 366).quantize(CENT, ROUND_HALF_UP) for price, days in standing]
        net = sum(lines)
        tax = (net * 19 / 100).quantize(CENT, ROUND_HALF_UP)
        return lines, net, tax, net + tax

    return settle
