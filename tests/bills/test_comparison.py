"""Consumption beside that of others: EnWG § 40 Abs. 2 Nr. 7 and 8."""

from decimal import Decimal

import pytest

import utilbill as ub

TWO = ub.ReferenceGroup(ub.Label("two people"), ub.Quantity(2400, "kWh"))


def settled(first="2025-01-01", last="2025-12-31", used=2800):
    period = ub.Period.through(first, last)
    contract = ub.Contract(
        id="C",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    )
    sheet = ub.PriceSheet(
        name="Plain",
        basis="net",
        components=[ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices="25.00 ct/kWh")],
    )
    readings = [ub.Reading("main", period.start, 0), ub.Reading("main", period.end, used)]
    return ub.settle(contract, period, readings, sheet, market=ub.market("DE"))


def before(first, last, quantity):
    return ub.PreviousConsumption(ub.Period.through(first, last), ub.Quantity.parse(quantity))


@pytest.mark.parametrize(
    ("quantity", "change"),
    [("3100 kWh", "-9.7"), ("2.8 MWh", "0.0"), ("2000 kWh", "40.0"), ("0 kWh", None)],
)
def test_the_same_days_of_the_year_before_are_compared_as_they_are(quantity, change):
    # 2024 had a day more; whoever compares two bills compares their quantities.
    held = ub.compare(settled(), previous=before("2024-01-01", "2024-12-31", quantity))

    assert not held.by_day
    assert held.change == (None if change is None else Decimal(change))


def test_other_days_are_compared_per_day():
    # 2800 kWh in 365 days are 7.671 a day; 1500 kWh in 200 days are 7.5: 2.3 % more.
    held = ub.compare(settled(), previous=before("2024-01-01", "2024-07-18", "1500 kWh"))

    assert held.by_day
    assert held.change == Decimal("2.3")


def test_a_settled_year_is_what_groups_are_compared_with():
    assert ub.compare(settled(), groups=[TWO]).yearly == ub.Quantity(2800, "kWh")


def test_half_a_year_is_not_compared_with_the_year_of_a_group():
    half = settled("2025-01-01", "2025-06-30", 1400)
    with pytest.raises(ub.InvalidInputError, match="yearly"):
        ub.compare(half, groups=[TWO])
    held = ub.compare(half, groups=[TWO], yearly=ub.Quantity(2750, "kWh"))
    assert held.yearly == ub.Quantity(2750, "kWh")


@pytest.mark.parametrize(
    "wrong",
    [
        {"previous": before("2024-06-01", "2025-05-31", "1 kWh")},
        {"previous": before("2024-01-01", "2024-12-31", "-1 kWh")},
        {"previous": before("2024-01-01", "2024-12-31", "300 m³")},
    ],
)
def test_what_cannot_be_compared_is_refused(wrong):
    with pytest.raises(ub.InvalidInputError):
        ub.compare(settled(), **wrong)
