"""A supply, its price sheet and its settlement, for the cases of docs/peer-products.md."""

import utilbill as ub

GERMANY = ub.market("DE")


def settle(
    components, period, used=None, *, unit="kWh", units=None, behind=None,
    commodity="electricity", basis="net", bands=(), read=(), **options,
):  # fmt: skip
    """Settle by a price sheet.

    Args:
        components: The parts of the price sheet.
        period: The days.
        used: One quantity, or one for each register; registers with load curves need none.
        unit: Unit of the registers.
        units: Other units, by register.
        behind: Registers that count a part of what another one counts, and that other one.
        commodity: What is supplied.
        basis: Net or gross prices.
        bands: Bands of time.
        read: Further readings: register, day, value.
        options: What ``settle`` takes.
    """
    used = {} if used is None else used if isinstance(used, dict) else {"main": used}
    units, behind = units or {}, behind or {}
    registers = [
        ub.Register(name, units.get(name, unit), part_of=behind.get(name, ""))
        for name in (*used, *options.get("series", {}))
    ]
    contract = ub.Contract(
        id="P-1",
        supply_start="2015-01-01",
        supply_point=ub.SupplyPoint(commodity=commodity, registers=registers),
    )
    readings = [
        ub.Reading(name, day, value)
        for name, amount in used.items()
        for day, value in ((period.start, 0), (period.end, amount))
    ]
    readings += [ub.Reading(*held) for held in read]
    sheet = ub.PriceSheet(name="Product", basis=basis, components=components, bands=bands)
    return ub.settle(contract, period, readings, sheet, market=GERMANY, **options)


def amounts(settlement):
    """Return pairs of component and amount."""
    return [(line.component, str(line.amount.amount)) for line in settlement.lines]


def unit_price(prices, name="energy", **more):
    return ub.UnitPrice(id=name, label=name, prices=prices, **more)


def standing(prices, name="base", **more):
    return ub.StandingCharge(id=name, label=name, prices=prices, **more)


def by_price(text, unit, indices, **parameters):
    """Return a price formula whose indices are of the month itself."""
    return ub.PriceFormula.parse(
        text,
        unit=unit,
        parameters=parameters,
        indices=[ub.IndexReference(name=name, unit=of, lag=0) for name, of in indices.items()],
    )


def quarter_hours(day, values, unit="kWh"):
    """Return a series of a day from values that hold for equal stretches of it."""
    each = 96 // len(values)
    held = [value for value in values for _ in range(each)]
    period = ub.Period.through(day, day)
    return ub.IntervalSeries.on(period, held, unit=unit, resolution="15 min", zone="Europe/Berlin")
