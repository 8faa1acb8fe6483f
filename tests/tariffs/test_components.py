"""Price components: discounts, bonuses, one-off amounts, selectors."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.values import errors as e

YEAR = ub.Period.of_year(2024)


def label(text="x"):
    return ub.Label(text)


def settle(germany, *components, start="2024-01-01", end=None, quantity=1000, basis="net", **more):
    contract = ub.Contract(
        id="c",
        supply_start=start,
        supply_end=end,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")]),
    )
    period = more.pop("period", YEAR)
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, quantity)]
    sheet = ub.PriceSheet(name="s", basis=basis, components=components)
    more.setdefault("spreading", ub.LINEAR)
    return ub.settle(contract, period, readings, sheet, market=germany, **more)


def energy(price="30.00 ct/kWh", **more):
    return ub.UnitPrice(id="energy", label=label("energy"), prices=price, **more)


def amounts(settlement):
    return {line.component: str(line.amount.amount) for line in settlement.lines}


def test_a_discount_takes_a_share_off_named_components(germany, assert_lawful):
    base = ub.StandingCharge(
        id="base", label=label(), prices="120 EUR/year", proration="calendar_year"
    )
    discount = ub.PercentDiscount(id="d", label=label(), percent="12.5", of=("energy",))
    bill = settle(germany, energy(), base, discount)
    assert amounts(bill) == {"energy": "300.00", "base": "120.00", "d": "-37.50"}
    assert bill.totals.net == ub.Money("382.50", "EUR")
    assert_lawful(bill)


def test_a_discount_for_a_time_cuts_the_lines_it_looks_at(germany, assert_lawful):
    discount = ub.PercentDiscount(
        id="d", label=label(), percent=10, of=("energy",),
        holds=ub.Period.through("2024-01-01", "2024-03-31"),
    )  # fmt: skip
    bill = settle(germany, energy(), discount, quantity=3660)
    # 91 of 366 days: 910 kWh for 273.00 EUR.
    assert [str(line.amount.amount) for line in bill.lines] == ["273.00", "825.00", "-27.30"]
    assert_lawful(bill)


def test_a_discount_is_taxed_like_the_lines_it_looks_at(germany, assert_lawful):
    water = ub.UnitPrice(id="water", label=label(), prices="10.00 ct/kWh", tax="reduced")
    discount = ub.PercentDiscount(id="d", label=label(), percent=10, of=("energy", "water"))
    bill = settle(germany, energy(), water, discount)
    assert [(str(g.rate.percent), str(g.net.amount)) for g in bill.totals.groups] == [
        ("19", "270.00"),
        ("7", "90.00"),
    ]
    assert_lawful(bill)


@pytest.mark.parametrize("percent", ["0", "-5", "100.1"])
def test_what_is_no_discount_is_refused(percent):
    with pytest.raises(e.InvalidInputError, match="no discount"):
        ub.PercentDiscount(id="d", label=label(), percent=percent, of=("energy",))


@pytest.mark.parametrize(
    ("months", "start", "end", "earned"),
    [
        (0, "2024-01-01", None, "2024-01-01"),
        (0, "2023-12-31", None, None),
        (12, "2023-12-01", None, "2024-11-30"),
        (12, "2024-01-01", None, "2024-12-31"),
        (12, "2024-01-02", None, None),
        (12, "2023-12-01", "2024-11-30", None),
        (12, "2023-12-01", "2024-12-01", "2024-11-30"),
        (1, "2024-01-31", None, "2024-02-29"),
    ],
)
def test_a_bonus_is_earned_on_the_last_day_of_its_months(germany, months, start, end, earned):
    bonus = ub.Bonus(id="bonus", label=label(), amount=ub.Money(100, "EUR"), after_months=months)
    period = ub.Period(
        max(YEAR.start, dt.date.fromisoformat(start)),
        min(YEAR.end, dt.date.fromisoformat(end)) if end else YEAR.end,
    )
    bill = settle(germany, energy(), bonus, start=start, end=end, period=period)
    found = [line for line in bill.lines if line.component == "bonus"]
    if earned is None:
        assert not found
    else:
        assert found[0].period.start.isoformat() == earned
        assert found[0].amount == ub.Money("-100.00", "EUR")
        tree = str(ub.explain(found[0].explanation, "de"))
        assert "verdient" in tree


def test_wrong_bonuses_are_refused():
    with pytest.raises(e.InvalidInputError, match="above zero"):
        ub.Bonus(id="b", label=label(), amount=ub.Money(-1, "EUR"))
    with pytest.raises(e.InvalidInputError, match="count of months"):
        ub.Bonus(id="b", label=label(), amount=ub.Money(1, "EUR"), after_months="1.5")


def test_a_one_off_amount_counts_if_its_day_lies_in_the_period(germany, assert_lawful):
    inside = ub.OneOff(id="fee", label=label(), amount=ub.Money("25.00", "EUR"), on="2024-12-31")
    outside = ub.OneOff(id="old", label=label(), amount=ub.Money("99.00", "EUR"), on="2025-01-01")
    credit = ub.OneOff(id="credit", label=label(), amount=ub.Money("-5.00", "EUR"), on="2024-05-01")
    bill = settle(germany, energy(), inside, outside, credit)
    assert amounts(bill) == {"energy": "300.00", "fee": "25.00", "credit": "-5.00"}
    (absence,) = bill.absences
    assert (absence.component, absence.period) == ("old", YEAR)
    assert absence.reason.en == "is of 2025-01-01, outside the settled period"
    (told,) = (held for held in bill.findings if held.code == "one_off_outside_period")
    assert (
        told.message.en == "x: not charged here; it is of 2025-01-01, outside the settled period."
    )
    assert_lawful(bill)


@pytest.mark.parametrize(
    ("price", "amount"),
    [
        ("0.25 EUR/kWh", "250.00"),
        ("250 EUR/MWh", "250.00"),
        ("25 ct/kWh", "250.00"),
        ("25.005 ct/kWh", "250.05"),
    ],
)
def test_a_price_may_stand_in_any_unit_of_its_kind(germany, assert_lawful, price, amount):
    bill = settle(germany, energy(price))
    assert amounts(bill) == {"energy": amount}
    assert_lawful(bill)


@pytest.mark.parametrize(
    ("price", "proration", "amount"),
    [
        ("0.10 EUR/day", None, "36.60"),
        ("3.00 EUR/month", "months", "36.00"),
        ("36.60 EUR/year", "calendar_year", "36.60"),
        ("36.50 EUR/year", "days_365", "36.60"),
        ("36.60 EUR/year", "supply_year", "36.60"),
        ("1000 ct/month", "months", "120.00"),
        ("3.00 EUR/month", "calendar_year", "36.00"),
    ],
)
def test_standing_charges_by_day_month_and_year(germany, price, proration, amount):
    charge = ub.StandingCharge(id="base", label=label(), prices=price, proration=proration)
    assert amounts(settle(germany, energy("0 ct/kWh"), charge))["base"] == amount


@pytest.mark.parametrize(
    ("price", "proration", "error"),
    [
        ("10 EUR/kWh", "months", e.UnitError),
        ("10 EUR/year", None, e.MissingChoiceError),
        ("10 EUR/year", "fortnight", e.MissingChoiceError),
        ("10 EUR/month", "days", e.MissingChoiceError),
    ],
)
def test_a_standing_charge_needs_a_rule_that_fits(price, proration, error):
    with pytest.raises(error):
        ub.StandingCharge(id="base", label=label(), prices=price, proration=proration)


def test_prices_may_not_change_what_they_are_for():
    with pytest.raises(e.UnitError, match="change their currency"):
        ub.UnitPrice(
            id="x", label=label(),
            prices=ub.dated_prices(("2024-01-01", "1 EUR/kWh"), ("2024-07-01", "1 EUR/m³")),
        )  # fmt: skip
    with pytest.raises(e.UnitError, match="no currency"):
        ub.Price.parse("5 kWh/year")


def test_a_change_of_unit_within_its_kind_is_allowed(germany, assert_lawful):
    prices = ub.dated_prices(("2024-01-01", "25 ct/kWh"), ("2024-07-01", "0.30 EUR/kWh"))
    bill = settle(germany, energy(prices), quantity=3660)
    assert [str(line.amount.amount) for line in bill.lines] == ["455.00", "552.00"]
    assert_lawful(bill)


def test_an_average_price_must_fit():
    total, over = ub.Money(10, "EUR"), ub.Quantity(100, "kWh")
    assert ub.average_price(total, over, "EUR/MWh").amount == Decimal("100.00")
    for quantity, unit in ((ub.Quantity(0, "kWh"), "ct/kWh"), (over, "EUR/m³"), (over, "SEK/kWh")):
        with pytest.raises(e.UnitError):
            ub.average_price(total, quantity, unit)


def test_registers_in_different_units_need_prices_of_their_own(germany):
    contract = ub.Contract(
        id="c",
        supply_start="2024-01-01",
        supply_point=ub.SupplyPoint(
            commodity="electricity", registers=[ub.Register("a"), ub.Register("b", unit="MWh")]
        ),
    )
    readings = [
        ub.Reading(name, day, value)
        for name in "ab"
        for day, value in ((YEAR.start, 0), (YEAR.end, 10))
    ]
    sheet = ub.PriceSheet(name="s", basis="net", components=[energy()])
    with pytest.raises(e.UnitError, match="separately"):
        ub.settle(contract, YEAR, readings, sheet, market=germany)


def test_a_name_for_a_way_of_spreading_is_not_the_way(germany):
    prices = ub.dated_prices(("2024-01-01", "25 ct/kWh"), ("2024-07-01", "26 ct/kWh"))
    with pytest.raises(e.MissingChoiceError, match="is a name"):
        settle(germany, energy(prices), spreading="linear")


def test_without_a_market_tax_and_law_must_be_given():
    contract = ub.Contract(
        id="c",
        supply_start=YEAR.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")]),
    )
    readings = [ub.Reading("r", YEAR.start, 0), ub.Reading("r", YEAR.end, 100)]
    plain = ub.PriceSheet(name="s", basis="net", components=[energy("1 SEK/kWh")])
    with pytest.raises(e.MissingChoiceError, match="leaves the tax open"):
        ub.settle(contract, YEAR, readings, plain)
    rates = ub.FixedTaxation({ub.TaxCategory.STANDARD: "25"})
    bill = ub.settle(contract, YEAR, readings, plain, taxation=rates)
    assert bill.totals.gross == ub.Money("125.00", "SEK")
    statutory = ub.market("DE").statutory.quantity_tax("electricity")
    lawful = ub.PriceSheet(name="s", basis="net", components=[statutory])
    with pytest.raises(e.MissingChoiceError, match="brings no law"):
        ub.settle(contract, YEAR, readings, lawful, taxation=rates)
    reduced = ub.PriceSheet(name="s", basis="net", components=[energy("1 SEK/kWh", tax="reduced")])
    with pytest.raises(e.MissingChoiceError, match="has no rate"):
        ub.settle(contract, YEAR, readings, reduced, taxation=rates)


@pytest.mark.parametrize("category", ["zero", "exempt", "reverse_charge", "out_of_scope"])
def test_what_is_not_taxed_bears_no_tax(germany, assert_lawful, category):
    bill = settle(germany, energy(tax=category))
    assert bill.totals.tax == ub.Money(0, "EUR")
    assert bill.totals.groups[0].rate.category.value == category
    assert_lawful(bill)


@pytest.mark.parametrize(
    ("level", "tax"), [("document", "0.57"), ("settlement", "0.57"), ("line", "0.58")]
)
def test_tax_per_document_and_per_line_may_differ(germany, assert_lawful, level, tax):
    one = energy("0.15 ct/kWh")
    two = ub.UnitPrice(id="two", label=label(), prices="0.15 ct/kWh")
    bill = settle(germany, one, two, tax_level=level)
    # Twice 1.50 EUR: 19 % of 3.00 is 0.57; of each 0.285, so 0.29 and 0.29.
    assert bill.totals.net == ub.Money("3.00", "EUR")
    assert bill.totals.tax == ub.Money(tax, "EUR")
    assert_lawful(bill)
