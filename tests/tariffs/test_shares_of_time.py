"""Shares of years and months as expressions, and the weights that spread a quantity."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

import utilbill as ub
from utilbill.prorating.degree_days import DegreeDays
from utilbill.prorating.spreading import Linear, Spreading
from utilbill.prorating.time_share import Proration, supply_years, time_share
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Constant, Operation
from utilbill.values.units import Unit

YEAR = Unit.parse("year")
FLAT = dict.fromkeys(range(1, 13), 1)


def one(value, unit="1"):
    return Constant(Decimal(value), unit)


def weighted(period, months, anchor=None):
    weights = DegreeDays("flat", months)
    return time_share(period, YEAR, Proration.DEGREE_DAYS, anchor, weights)


def test_a_whole_year_is_one():
    whole = ub.Period("2023-07-01", "2024-07-01")
    assert time_share(whole, YEAR, Proration.SUPPLY_YEAR) == one(1)
    assert weighted(whole, FLAT) == one(1)


def test_a_part_of_the_heating_year_is_a_fraction_in_lowest_terms():
    january = ub.Period.of_month(2024, 1)
    assert weighted(january, FLAT) == Operation("/", (one(1), one(12)))
    assert weighted(january, FLAT | {1: 4}) == Operation("/", (one(4), one(15)))
    days = ub.Period("2024-01-01", "2025-02-01")
    assert weighted(days, FLAT) == Operation("+", (one(1), Operation("/", (one(1), one(12)))))


def test_months_and_years_are_told_apart():
    january, month = ub.Period.of_month(2024, 1), Unit.parse("month")
    twelve = one(12, "months/year")
    assert time_share(january, YEAR, Proration.MONTHS) == Operation("/", (one(1, "months"), twelve))
    share = time_share(january, month, Proration.SUPPLY_YEAR, dt.date(2024, 1, 1))
    assert share == Operation("*", (Operation("/", (one(31, "days"), one(366, "days"))), twelve))


def test_the_heating_year_begins_with_the_billing_year():
    """February 2024 in a year from July 2023 on, whose only other month with a number is July."""
    months = dict.fromkeys(FLAT, 0) | {2: 1, 7: 3}
    february = ub.Period.of_month(2024, 2)
    assert weighted(february, months, dt.date(2023, 8, 1)) == Operation("/", (one(1), one(4)))
    whole = ub.Period("2023-07-01", "2024-07-01")
    assert weighted(whole, months, dt.date(2023, 7, 1)) == one(1)


def test_billing_years_before_and_after_the_anchor():
    july = dt.date(2024, 7, 1)
    found = supply_years(ub.Period("2023-06-01", "2025-08-01"), july)
    assert [(str(part), str(year)) for part, year in found] == [
        ("2023-06-01..2023-06-30", "2022-07-01..2023-06-30"),
        ("2023-07-01..2024-06-30", "2023-07-01..2024-06-30"),
        ("2024-07-01..2025-06-30", "2024-07-01..2025-06-30"),
        ("2025-07-01..2025-07-31", "2025-07-01..2026-06-30"),
    ]


def test_degree_days_name_every_month_once():
    table = DegreeDays("table", {month: Decimal(f"{month}.5") for month in range(1, 13)})
    assert table.months[12] == Fraction(25, 2)
    with pytest.raises(TypeError):
        table.months[1] = 0
    for months in (dict(list(FLAT.items())[:11]), FLAT | {13: 1}, FLAT | {0: 1}, {}):
        with pytest.raises(InvalidInputError) as raised:
            DegreeDays("table", months)
        assert (raised.value.field, raised.value.value) == ("months", sorted(months))


def test_a_way_of_spreading_has_a_name_weights_and_a_provision():
    held = Spreading.by("house", Linear(), "contract § 3")
    assert (held.name, held.weights, held.reference) == ("house", Linear(), "contract § 3")
    assert (held.label.en, held.label.de) == ("linear by days", "zeitanteilig nach Tagen")
    assert Spreading.by("house", Linear()).reference == ""


def test_a_step_that_is_no_number_is_named():
    for step in ("fine", "0", "-0.01"):
        with pytest.raises(InvalidInputError) as raised:
            ub.RoundingRule("house", step)
        assert raised.value.field == "step"
