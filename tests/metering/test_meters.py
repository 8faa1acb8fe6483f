"""Registers, readings and exchanges of meters."""

import datetime as dt
import itertools

import attrs
import pytest

import utilbill as ub
from utilbill.values import errors as e

YEAR = ub.Period.of_year(2024)
START, JULY, END = YEAR.start, dt.date(2024, 7, 1), YEAR.end


def reading(register, day, value, meter="", **more):
    return ub.Reading(register, day, value, meter=meter, **more)


def used(registers, readings, period=YEAR, **more):
    return ub.consumption(registers, readings, period, **more)


A, B = ub.Register("r", meter="A"), ub.Register("r", meter="B")
EXCHANGED = [
    reading("r", START, 100, "A"),
    reading("r", JULY, 300, "A"),
    reading("r", JULY, 10, "B"),
    reading("r", END, 510, "B"),
]


def test_the_order_of_readings_does_not_matter_at_an_exchange():
    for readings in itertools.permutations(EXCHANGED):
        assert used([A, B], readings).total == ub.Quantity(700, "kWh")


def test_an_exchange_on_the_first_day_of_the_period_in_any_order():
    readings = [
        reading("r", START, 900, "A"), reading("r", START, 0, "B"), reading("r", END, 50, "B"),
    ]  # fmt: skip
    for order in itertools.permutations(readings):
        assert used([A, B], order).total == ub.Quantity(50, "kWh")


def test_a_meter_that_comes_back():
    readings = [
        reading("r", START, 0, "A"), reading("r", "2024-04-01", 100, "A"),
        reading("r", "2024-04-01", 5, "B"), reading("r", JULY, 25, "B"),
        reading("r", JULY, 100, "A"), reading("r", END, 400, "A"),
    ]  # fmt: skip
    for order in itertools.permutations(readings):
        assert used([A, B], order).total == ub.Quantity(420, "kWh")


def test_an_old_exchange_without_matching_readings_is_left_aside():
    readings = [reading("r", "2010-01-01", 7, "Z"), reading("r", "2012-05-01", 0, "A"), *EXCHANGED]
    registers = [A, B, ub.Register("r", meter="Z")]
    assert used(registers, readings).total == ub.Quantity(700, "kWh")


def test_an_exchange_without_the_readings_of_its_day_is_refused():
    with pytest.raises(e.MissingReadingError, match="day of the exchange") as caught:
        used([A, B], [*EXCHANGED[:2], reading("r", "2024-07-02", 10, "B"), EXCHANGED[3]])
    assert caught.value.about.meter == "B"


@pytest.mark.parametrize(
    ("units", "values", "total"),
    [
        (("MWh", "kWh"), ((1, 3), (0, 500)), "2.5 MWh"),
        (("kWh", "MWh"), ((1000, 3000), (0, "0.5")), "2500 kWh"),
        (("m³", "l"), ((100, 200), (0, 500000)), "600 m³"),
    ],
)
def test_meters_may_count_in_different_units_of_one_thing(units, values, total):
    registers = [
        ub.Register("r", unit=unit, meter=meter)
        for unit, meter in zip(units, ("A", "B"), strict=True)
    ]
    (opening, closing), (after, last) = values
    readings = [
        reading("r", START, opening, "A"), reading("r", JULY, closing, "A"),
        reading("r", JULY, after, "B"), reading("r", END, last, "B"),
    ]  # fmt: skip
    found = used(registers, readings)
    assert found.total == ub.Quantity.parse(total)
    for interval in found.intervals:
        assert ub.evaluate(interval.explanation) == interval.amount


def test_meters_that_count_different_things_are_refused():
    with pytest.raises(e.UnitError, match="does not fit"):
        used([A, ub.Register("r", unit="m³", meter="B")], EXCHANGED)


def test_litres_of_gas_become_energy():
    gas = ub.Register("g", unit="l")
    factors = ub.EnergyConversion(state_number="0.9430", calorific_value="11.482")
    found = used([gas], [reading("g", START, 0), reading("g", END, 1_234_000)])
    assert ub.to_energy(found, factors).total == ub.Quantity(13361, "kWh")


def test_a_total_proves_bands_in_another_unit():
    registers = [
        ub.Register("total", unit="MWh", total_of=("ht", "nt")), ub.Register("ht"),
        ub.Register("nt"),
    ]  # fmt: skip
    values = {"total": "0.101", "ht": 100, "nt": 1}
    readings = [
        reading(name, day, value if day == END else 0)
        for name, value in values.items()
        for day in (START, END)
    ]
    assert used(registers, readings).total == ub.Quantity(101, "kWh")
    with pytest.raises(e.BandsDoNotAddUpError):
        used(registers, [*readings[:-1], reading("nt", END, 2)])


def test_a_total_on_the_old_meter_alone_proves_its_time():
    registers = [
        ub.Register("total", meter="A", total_of=("ht", "nt")),
        *(ub.Register(name, meter=meter) for name in ("ht", "nt") for meter in ("A", "B")),
    ]
    readings = [
        reading("total", START, 0, "A"), reading("total", JULY, 30, "A"),
        reading("ht", START, 0, "A"), reading("ht", JULY, 20, "A"),
        reading("nt", START, 0, "A"), reading("nt", JULY, 10, "A"),
        reading("ht", JULY, 0, "B"), reading("ht", END, 7, "B"),
        reading("nt", JULY, 0, "B"), reading("nt", END, 3, "B"),
    ]  # fmt: skip
    assert used(registers, readings).total == ub.Quantity(40, "kWh")
    with pytest.raises(e.BandsDoNotAddUpError, match="30"):
        used(registers, [reading("total", START, 0, "A"), reading("total", JULY, 31, "A"),
                         *readings[2:]])  # fmt: skip


ONE = ub.Register("1-0:1.8.0", meter="OLD")
TWO = (ub.Register("1-0:1.8.1", meter="NEW"), ub.Register("1-0:1.8.2", meter="NEW"))
ONE_BECOMES_TWO = [
    reading("1-0:1.8.0", START, 1000, "OLD"), reading("1-0:1.8.0", JULY, 2000, "OLD"),
    reading("1-0:1.8.1", JULY, 0, "NEW"), reading("1-0:1.8.1", END, 600, "NEW"),
    reading("1-0:1.8.2", JULY, 0, "NEW"), reading("1-0:1.8.2", END, 400, "NEW"),
]  # fmt: skip


def test_a_meter_with_one_register_is_replaced_by_one_with_two(germany, assert_lawful):
    contract = ub.Contract(
        id="c",
        supply_start=START,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ONE, *TWO]),
    )

    def price(name, text, register):
        return ub.UnitPrice(id=name, label=ub.Label(name), prices=text, registers=register)

    sheet = ub.PriceSheet(
        name="s",
        basis="net",
        components=[
            price("single", "30 ct/kWh", "1-0:1.8.0"),
            price("day", "32 ct/kWh", "1-0:1.8.1"),
            price("night", "25 ct/kWh", "1-0:1.8.2"),
            germany.statutory.quantity_tax("electricity"),
            *germany.statutory.levies("electricity"),
        ],
    )

    bill = ub.settle(contract, YEAR, ONE_BECOMES_TWO, sheet, market=germany)

    shown = {line.component: (str(line.period), str(line.amount)) for line in bill.lines[:4]}
    assert shown == {
        "single": ("2024-01-01..2024-06-30", "300.00 EUR"),
        "day": ("2024-07-01..2024-12-31", "192.00 EUR"),
        "night": ("2024-07-01..2024-12-31", "100.00 EUR"),
        "electricity_tax": ("2024-01-01..2024-12-31", "41.00 EUR"),
    }
    assert_lawful(bill)
    # The plan of the next year knows the new registers only.
    plan = ub.next_forecast(bill, sheet, market=germany)
    assert "electricity" not in plan.basis
    assert plan.total.amount > 0

    without_night = ub.PriceSheet(
        name="s", basis="net", components=[*sheet.components[:2], *sheet.components[3:]]
    )
    with pytest.raises(e.SelectorError, match="has no price"):
        ub.settle(contract, YEAR, ONE_BECOMES_TWO, without_night, market=germany)


def test_a_register_that_counts_on_the_old_meter_and_proves_on_the_new_one():
    registers = [ONE, attrs.evolve(ONE, meter="NEW"), *TWO]
    total = [reading(ONE.id, JULY, 0, "NEW"), reading(ONE.id, END, 1000, "NEW")]
    found = used(registers, [*ONE_BECOMES_TWO, *total])
    assert {name: str(found.of(name)) for name in found.registers} == {
        "1-0:1.8.0": "1000 kWh", "1-0:1.8.1": "600 kWh", "1-0:1.8.2": "400 kWh",
    }  # fmt: skip
    with pytest.raises(e.BandsDoNotAddUpError):
        used(registers, [*ONE_BECOMES_TWO, total[0], reading(ONE.id, END, 999, "NEW")])


def test_registers_that_were_there_on_different_days_are_priced_apart(germany):
    contract = ub.Contract(
        id="c",
        supply_start=START,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ONE, *TWO]),
    )
    together = ub.UnitPrice(
        id="x", label=ub.Label("x"), prices="1 ct/kWh", registers=[ONE.id, *(r.id for r in TWO)]
    )
    sheet = ub.PriceSheet(name="s", basis="net", components=[together])
    with pytest.raises(e.SelectorError, match="different days"):
        ub.settle(contract, YEAR, ONE_BECOMES_TWO, sheet, market=germany)


def test_the_year_after_an_exchange_does_not_know_the_old_register():
    readings = [*ONE_BECOMES_TWO, reading("1-0:1.8.1", "2026-01-01", 800, "NEW"),
                reading("1-0:1.8.2", "2026-01-01", 500, "NEW")]  # fmt: skip
    found = used([ONE, *TWO], readings, ub.Period.of_year(2025))
    assert found.registers == ("1-0:1.8.1", "1-0:1.8.2")
    before = used(
        [ONE, *TWO],
        [reading("1-0:1.8.0", "2023-01-01", 0, "OLD"), *ONE_BECOMES_TWO],
        ub.Period.of_year(2023),
    )
    assert before.registers == ("1-0:1.8.0",)


@pytest.mark.parametrize("left_out", range(len(ONE_BECOMES_TWO)))
def test_no_reading_of_an_exchange_may_be_missing(left_out):
    readings = [held for index, held in enumerate(ONE_BECOMES_TWO) if index != left_out]
    with pytest.raises(e.MissingReadingError):
        used([ONE, *TWO], readings)


def test_a_register_of_one_meter_with_a_single_reading_is_not_forgotten():
    registers = [ub.Register("ht", meter="M"), ub.Register("nt", meter="M")]
    readings = [
        reading("ht", START, 0, "M"), reading("ht", END, 10, "M"), reading("nt", START, 0, "M"),
    ]  # fmt: skip
    with pytest.raises(e.MissingReadingError, match="nt"):
        used(registers, readings)


def test_of_two_equal_readings_the_closer_look_counts():
    ends = [
        reading("r", END, 500, origin="estimated", reason="nobody there"),
        reading("r", END, 500, origin="customer"),
    ]
    for order in itertools.permutations([reading("r", START, 0), *ends]):
        found = used([ub.Register("r")], order)
        assert found.intervals[0].closing.origin is ub.ReadingOrigin.CUSTOMER


@pytest.mark.parametrize(
    ("register", "error"),
    [
        ({"total_of": ("r",)}, e.InvalidInputError),
        ({"total_of": ("x",)}, e.MissingRegisterError),
        ({"digits": 10**9}, e.InvalidInputError),
        ({"digits": 0}, e.InvalidInputError),
        ({"ratio": 0}, e.InvalidInputError),
    ],
)
def test_registers_that_cannot_be(register, error):
    with pytest.raises(error):
        used([ub.Register("r", **register)], [reading("r", START, 0), reading("r", END, 1)])


@pytest.mark.parametrize("rollovers", [-1, 10**9])
def test_rollovers_that_cannot_be(rollovers):
    with pytest.raises(e.InvalidInputError, match="count of rollovers"):
        reading("r", END, 1, rollovers=rollovers)


def test_rollovers_that_are_known_are_counted():
    register = ub.Register("r", digits=3)
    found = used([register], [reading("r", START, 900), reading("r", END, 100, rollovers=2)])
    assert found.total == ub.Quantity(1200, "kWh")
    assert not found.findings
    with pytest.raises(e.InvalidInputError, match="needs the digits"):
        used([ub.Register("r")], [reading("r", START, 900), reading("r", END, 100, rollovers=2)])
