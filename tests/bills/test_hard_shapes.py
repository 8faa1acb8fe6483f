"""Eight shapes of bills that come later: small, but real, so that they can be grown."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.metering.intervals import HOUR, QUARTER_HOUR
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.explanation import Constant, Input, Operation, evaluate


def contract(commodity, registers, start, id="c"):  # noqa: A002 - as the field is named
    return ub.Contract(
        id=id,
        supply_start=start,
        supply_point=ub.SupplyPoint(commodity=commodity, registers=registers),
    )


def sheet(*components, basis="net"):
    return ub.PriceSheet(name="sheet", basis=basis, components=components)


def unit_price(name, prices, **more):
    return ub.UnitPrice(id=name, label=ub.Label(name), prices=prices, **more)


def from_july(before, after):
    return ub.dated_prices(("2024-01-01", before), ("2024-07-01", after))


def amounts(settlement):
    return [str(line.amount.amount) for line in settlement.lines]


def test_two_registers_with_an_exchange_on_the_day_of_a_price_change(germany, assert_lawful):
    period, change = ub.Period.of_year(2024), dt.date(2024, 7, 1)
    registers = [ub.Register("ht", digits=5), ub.Register("nt", digits=5, ratio=20, meter="B"),
                 ub.Register("nt", digits=5, meter="A")]  # fmt: skip
    readings = [
        ub.Reading("ht", period.start, 99_900, meter="A"),
        ub.Reading("ht", change, 900, meter="A"),  # over 100 000: 1 000 kWh
        ub.Reading("ht", change, 0, meter="B"),
        ub.Reading("ht", period.end, 1200, meter="B"),  # 1 200 kWh
        ub.Reading("nt", period.start, 500, meter="A"),
        ub.Reading("nt", change, 800, meter="A"),  # 300 kWh
        ub.Reading("nt", change, 10, meter="B"),
        ub.Reading("nt", period.end, 30, meter="B"),  # 20 times 20: 400 kWh
    ]
    prices = sheet(
        unit_price("peak", from_july("30 ct/kWh", "32 ct/kWh"), registers=("ht",)),
        unit_price("off peak", from_july("24 ct/kWh", "25 ct/kWh"), registers=("nt",)),
        germany.statutory.quantity_tax("electricity"),
    )  # fmt: skip

    bill = ub.settle(
        contract("electricity", registers, period.start),
        period, readings, prices, market=germany, spreading=ub.BY_READING,
    )  # fmt: skip

    assert amounts(bill) == ["300.00", "384.00", "72.00", "100.00", "59.45"]
    assert bill.consumption.total == ub.Quantity(2900, "kWh")
    assert bill.spreading == ""
    assert_lawful(bill)


@pytest.mark.parametrize(
    ("change", "taxes"), [("split", ["86.45", "73.60"]), ("end_of_period", ["146.40"])]
)
def test_value_added_tax_at_a_change_of_rate(germany, assert_lawful, change, taxes):
    period = ub.Period.through("2020-01-01", "2020-12-31")
    bill = ub.settle(
        contract("electricity", [ub.Register("r")], period.start),
        period,
        [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 3660)],
        sheet(unit_price("energy", "25.00 ct/kWh")),
        market=germany,
        spreading=ub.LINEAR,
        rate_change=change,
    )
    # 182 of 366 days at 19 % on 455.00 EUR, 184 at 16 % on 460.00 EUR; or all at 16 %.
    assert [str(group.tax.amount) for group in bill.totals.groups] == taxes
    assert bill.totals.net == ub.Money("915.00", "EUR")
    assert_lawful(bill)


def test_a_gas_month_in_cubic_metres(germany, assert_lawful):
    month = ub.Period.of_month(2021, 1)
    bill = ub.settle(
        contract("gas", [ub.Register("7-0:3.0.0", unit="m³", digits=5)], month.start),
        month,
        [
            ub.Reading("7-0:3.0.0", month.start, 99_000),
            ub.Reading("7-0:3.0.0", dt.date(2021, 1, 15), 99_700, origin="customer"),
            ub.Reading("7-0:3.0.0", month.end, 234),
        ],
        sheet(unit_price("gas", "5.00 ct/kWh")),
        market=germany,
        conversion=ub.EnergyConversion(state_number="0.9430", calorific_value="11.482"),
    )
    # 1 234 m³ × 0.9430 × 11.482 = 13 361.167 kWh, rounded once: EX-GAS-1.
    assert bill.consumption.total == ub.Quantity(13361, "kWh")
    assert [str(held.amount) for held in bill.consumption.intervals] == ["7579", "5782"]
    assert amounts(bill) == ["668.05"]
    assert_lawful(bill)
    with pytest.raises(UnitError, match="volume"):
        ub.to_energy(bill.consumption, ub.EnergyConversion(state_number=1, calorific_value=11))


def test_a_price_per_kwh_does_not_take_cubic_metres(germany):
    month = ub.Period.of_month(2021, 1)
    with pytest.raises(UnitError):
        ub.settle(
            contract("gas", [ub.Register("g", unit="m³")], month.start),
            month,
            [ub.Reading("g", month.start, 0), ub.Reading("g", month.end, 100)],
            sheet(unit_price("gas", "5.00 ct/kWh")),
            market=germany,
        )


def test_a_gross_price_sheet(germany, assert_lawful):
    period = ub.Period.of_year(2023)
    bill = ub.settle(
        contract("electricity", [ub.Register("r")], period.start),
        period,
        [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 2500)],
        sheet(
            unit_price("energy", "35.70 ct/kWh"),
            germany.statutory.quantity_tax("electricity", ub.LineKind.CONTAINED),
            *germany.statutory.levies("electricity", ub.LineKind.CONTAINED),
            basis="gross",
        ),
        market=germany,
    )
    assert bill.totals.gross == ub.Money("892.50", "EUR")
    assert bill.totals.net == ub.Money("750.00", "EUR")
    assert bill.totals.tax == ub.Money("142.50", "EUR")
    contained = {line.component: str(line.amount.amount) for line in bill.contained}
    assert contained == {
        "electricity_tax": "51.25",
        "kwkg": "8.93",
        "stromnev19": "10.43",
        "offshore": "14.78",
    }
    assert_lawful(bill)


def test_one_document_over_electricity_gas_and_water(germany, assert_lawful):
    period = ub.Period.of_year(2019)

    def supply(commodity, unit, price, quantity, paid, tax="standard"):
        rate = germany.billing.taxation.rate(ub.TaxCategory(tax), commodity, period.start)
        return ub.settle(
            contract(commodity, [ub.Register("r", unit=unit)], period.start, id=commodity),
            period,
            [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, quantity)],
            sheet(unit_price(commodity, price, tax=tax)),
            market=germany,
            received=[ub.ReceivedInstallment.of("2019-06-01", ub.Money(paid, "EUR"), rate)],
        )

    supplies = [
        supply("electricity", "kWh", "25.00 ct/kWh", 3000, "900.00"),
        supply("gas", "kWh", "5.00 ct/kWh", 20000, "1100.00"),
        supply("water", "m³", "1.80 EUR/m³", 120, "250.00", "reduced"),
    ]
    bill = ub.combine(supplies)

    assert [str(group.rate.percent) for group in bill.totals.groups] == ["19", "7"]
    assert [str(group.tax.amount) for group in bill.totals.groups] == ["332.50", "15.12"]
    assert bill.totals.gross == ub.Money("2313.62", "EUR")
    assert bill.balance == ub.Money("63.62", "EUR")
    assert sum((s.balance for s in supplies), ub.Money(0, "EUR")) == bill.balance
    text = ub.bill_text(bill, "de")
    for word in ("Strom", "Gas", "Wasser", "Summe aller Lieferungen", "63,62"):
        assert word in text
    for settlement in supplies:
        assert_lawful(settlement)


class FromAccount:
    """Takes energy out of an account: each kWh drawn costs no energy price."""

    def __init__(self, drawn):
        self.drawn = drawn

    def amounts(self, rated):
        (line,) = (held for held in rated.charged if held.component == "energy")
        quantity = Input(ub.Label("drawn", "entnommen"), self.drawn.amount, "kWh", "energy account")
        price = Input(ub.Label("price"), line.price.amount, line.price.unit.symbol, "sheet")
        hundred = Constant(Decimal(100), "ct/EUR")
        saved = Operation("/", (Operation("*", (quantity, price)), hundred))
        node = Operation("*", (Constant(Decimal(-1), "1"), saved))
        yield ub.ReliefAmount(
            id="account", label=ub.Label("From the energy account"), period=rated.period,
            amount=node, tax=line.tax,
        )  # fmt: skip


def test_an_energy_account_is_carried_from_bill_to_bill(germany, assert_lawful):
    account = ub.EnergyAccount()
    due = []
    for month, fed_in, used in ((6, 400, 100), (7, 350, 120), (11, 20, 500), (12, 0, 600)):
        period = ub.Period.of_month(2023, month)
        rated = ub.settle(
            contract("electricity", [ub.Register("r")], period.start),
            period,
            [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, used)],
            sheet(unit_price("energy", "30.00 ct/kWh")),
            market=germany,
        )
        account, moved = account.carry(
            period.end,
            deposit=ub.Quantity(fed_in, "kWh"),
            need=rated.consumption.total,
            expires=dt.date(2024, 6, 1),
        )
        assert moved.opening + moved.deposited - moved.drawn - moved.lapsed == moved.closing
        bill = ub.relieve(rated, FromAccount(moved.drawn))
        due.append(str(bill.totals.net.amount))
        assert_lawful(bill)

    # In: 770 kWh. Out: 100, 120, then 500 and the last 50 of 600.
    assert due == ["0.00", "0.00", "0.00", "165.00"]
    assert account.balance == ub.Quantity(0, "kWh")


def test_what_lapses_is_drawn_first_and_then_gone():
    account, _ = ub.EnergyAccount().carry(
        dt.date(2023, 6, 1), deposit=ub.Quantity(100, "kWh"), need=ub.Quantity(0, "kWh"),
        expires=dt.date(2024, 6, 1),
    )  # fmt: skip
    account, _ = account.carry(
        dt.date(2023, 7, 1), deposit=ub.Quantity(50, "kWh"), need=ub.Quantity(30, "kWh"),
        expires=dt.date(2024, 7, 1),
    )  # fmt: skip
    account, moved = account.carry(
        dt.date(2024, 6, 1), deposit=ub.Quantity(0, "kWh"), need=ub.Quantity(10, "kWh")
    )
    assert (moved.lapsed, moved.drawn) == (ub.Quantity(70, "kWh"), ub.Quantity(10, "kWh"))
    assert account.balance == ub.Quantity(40, "kWh")
    with pytest.raises(InvalidInputError):
        account.carry(dt.date(2024, 7, 1), deposit=ub.Quantity(-1, "kWh"), need=moved.drawn)


@pytest.mark.parametrize(
    ("day", "hours"), [("2024-03-31", 23), ("2024-10-27", 25), ("2024-06-15", 24)]
)
@pytest.mark.parametrize("per_hour", [1, 4])
def test_a_spot_day_of_23_and_of_25_hours(day, hours, per_hour):
    period = ub.Period.through(day, day)
    resolution = HOUR if per_hour == 1 else QUARTER_HOUR
    count = hours * per_hour
    grid = {"resolution": resolution, "zone": "Europe/Berlin"}
    load = ub.IntervalSeries.on(period, ["0.25"] * count, unit="kWh", **grid)
    spot = ub.IntervalSeries.on(period, range(count), unit="ct/kWh", **grid)

    assert load.total == ub.Quantity(Decimal("0.25") * count, "kWh")
    assert evaluate(ub.interval_cost(load, spot)) == Decimal("0.0025") * count * (count - 1) / 2
    assert len(set(load.instants)) == count
    with pytest.raises(InvalidInputError, match=f"needs {count}"):
        ub.IntervalSeries.on(period, ["1"] * (count - 1), unit="kWh", **grid)


def test_spot_prices_of_a_real_day_with_25_hours(shared):
    import csv
    import gzip

    path = shared / "samples/energy/prices/de_lu_spot_hourly_2024.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    header, body = rows[0], rows[1:]
    price = next(i for i, name in enumerate(header) if "ct" in name.lower() or "price" in name)
    prices = [row[price] for row in body if row[0].startswith("2024-10-27")]
    day = ub.Period.through("2024-10-27", "2024-10-27")
    grid = {"resolution": HOUR, "zone": "Europe/Berlin"}
    spot = ub.IntervalSeries.on(day, prices, unit="ct/kWh", **grid)
    load = ub.IntervalSeries.on(day, ["1"] * 25, unit="kWh", **grid)
    assert evaluate(ub.interval_cost(load, spot)) == sum(map(Decimal, prices)) / 100


def test_series_are_cut_at_local_midnight_and_must_fit():
    week = ub.Period.through("2024-03-28", "2024-04-03")
    grid = {"resolution": HOUR, "zone": "Europe/Berlin"}
    series = ub.IntervalSeries.on(week, range(7 * 24 - 1), unit="kWh", **grid)
    assert [len(day.values) for day in series.by_day()] == [24, 24, 24, 23, 24, 24, 24]
    prices = ub.IntervalSeries.on(week, [100] * (7 * 24 - 1), unit="EUR/MWh", **grid)
    assert evaluate(ub.interval_cost(series, prices)) == Decimal(sum(range(167))) / 10
    with pytest.raises(UnitError):
        ub.interval_cost(series, series)
    with pytest.raises(InvalidInputError, match="other intervals"):
        ub.interval_cost(series, prices.by_day()[0])
    with pytest.raises(InvalidInputError, match="divide"):
        ub.IntervalSeries.on(week, [1], unit="kWh", resolution="5 h", zone="Europe/Berlin")


class PriceCap:
    """Takes off what a price lies above a cap, for a basic quantity; as the price brakes did."""

    def __init__(self, cap, quantity):
        self.cap, self.quantity = Decimal(cap), Decimal(quantity)

    def amounts(self, rated):
        for line in rated.charged:
            if line.component != "energy" or line.price.amount <= self.cap:
                continue
            difference = Operation(
                "-",
                (
                    Input(ub.Label("cap"), self.cap, "ct/kWh", "law"),
                    Input(ub.Label("price"), line.price.amount, "ct/kWh", "sheet"),
                ),
            )
            basic = Input(ub.Label("basic quantity"), self.quantity, "kWh", "forecast")
            node = Operation("/", (Operation("*", (basic, difference)), Constant(100, "ct/EUR")))
            yield ub.ReliefAmount(
                id="brake", label=ub.Label("Price brake", "Preisbremse"), period=line.period,
                amount=node, tax=line.tax,
            )  # fmt: skip


def test_a_relief_is_applied_after_rating(germany, assert_lawful):
    period = ub.Period.of_year(2023)
    rated = ub.settle(
        contract("electricity", [ub.Register("r")], period.start),
        period,
        [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 3000)],
        sheet(unit_price("energy", "50.00 ct/kWh"), basis="gross"),
        market=germany,
    )

    relieved = ub.relieve(rated, PriceCap("40", 2400))

    assert rated.totals.gross == ub.Money("1500.00", "EUR")
    assert relieved.totals.gross == ub.Money("1260.00", "EUR")
    assert relieved.lines[:-1] == rated.lines
    assert relieved.lines[-1].role is ub.ChargeRole.RELIEF
    assert ub.relieve(rated, PriceCap("60", 2400)) == rated
    assert_lawful(relieved)
