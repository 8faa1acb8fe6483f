"""Numbers, money, units, rounding: what comes in, and what never does."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import moneyed
import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.testing import money
from utilbill.values import errors as e
from utilbill.values.exact import exact
from utilbill.values.money import minor_unit
from utilbill.values.period import tiles, whole_day


@pytest.mark.parametrize(
    "value",
    [
        Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999"), Decimal("1E-2000"),
        "1e3", "1,5", "", "0x10", "٣", "1" * 41, None, True, [],
    ],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(value):
    with pytest.raises(e.InvalidInputError):
        exact(value)


def test_floats_are_refused_where_money_or_quantities_are_made():
    for make in (
        lambda: ub.Money(0.1, "EUR"),
        lambda: ub.Quantity(0.1, "kWh"),
        lambda: ub.Price(0.1, "ct/kWh"),
        lambda: ub.Reading("r", dt.date(2024, 1, 1), 0.5),
        lambda: ub.Money(1, "EUR") * 0.5,
    ):
        with pytest.raises(e.FloatRefusedError):
            make()


def test_money_of_two_currencies_does_not_mix():
    euro, crown = ub.Money(1, "EUR"), ub.Money(1, "SEK")
    for mix in (lambda: euro + crown, lambda: euro - crown, lambda: euro < crown):
        with pytest.raises(e.CurrencyMismatchError):
            mix()
    assert euro != crown


def test_money_travels_to_py_moneyed_and_back():
    amount = ub.Money("12.34", "PLN")
    assert amount.to_moneyed() == moneyed.Money("12.34", "PLN")
    assert ub.Money.from_moneyed(amount.to_moneyed()) == amount


def test_the_smallest_payable_amount_depends_on_the_currency():
    assert [minor_unit(code) for code in ("EUR", "JPY", "BHD")] == [
        Decimal("0.01"), Decimal(1), Decimal("0.001"),
    ]  # fmt: skip
    assert ub.Money("10.05", "EUR").is_payable
    assert not ub.Money("10.005", "EUR").is_payable
    assert not ub.Money("10.5", "JPY").is_payable


@given(money(), money())
def test_adding_and_taking_away_undo_each_other(left, right):
    assert left + right - right == left
    assert -1 * -left == left
    assert abs(-left) == abs(left)
    assert str(ub.Money.parse(str(left))) == str(left)


#: Value, and what each mode makes of it at a step of 1.
MODES = {
    "half_up": {"0.5": 1, "1.5": 2, "-0.5": -1, "2.4": 2, "-2.6": -3},
    "half_even": {"0.5": 0, "1.5": 2, "2.5": 2, "-0.5": 0, "-1.5": -2, "2.51": 3},
    "up": {"0.1": 1, "-0.1": -1, "2": 2},
    "down": {"0.9": 0, "-0.9": 0, "2": 2},
    "ceiling": {"0.1": 1, "-0.9": 0, "2": 2},
    "floor": {"0.9": 0, "-0.1": -1, "2": 2},
}


@pytest.mark.parametrize(
    ("mode", "value", "expected"),
    [(mode, value, found) for mode, held in MODES.items() for value, found in held.items()],
)
def test_each_mode_of_rounding(mode, value, expected):
    assert ub.RoundingRule("r", 1, mode)(Decimal(value)) == expected


@given(st.fractions(), st.sampled_from(ub.RoundingMode), st.sampled_from(["0.01", "1", "5"]))
def test_rounding_moves_less_than_a_step_and_rounds_once(value, mode, step):
    rule = ub.RoundingRule("r", step, mode)
    rounded = rule(value)
    assert abs(Fraction(rounded) - value) < Fraction(step)
    if mode.value.startswith("half"):
        assert abs(Fraction(rounded) - value) <= Fraction(step) / 2
    assert rule(rounded) == rounded


@pytest.mark.parametrize("step", [0, "-0.01"])
def test_a_step_is_above_zero(step):
    with pytest.raises(e.InvalidInputError, match="above zero"):
        ub.RoundingRule("r", step)


@given(
    st.integers(-(10**6), 10**6),
    st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any),
)
def test_parts_of_an_allocation_add_up_and_lie_within_a_step_of_their_share(total, weights):
    parts = ub.allocate(Decimal(total), weights, Decimal(1))
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - total * weight / sum(weights)) < 1


@pytest.mark.parametrize(
    ("total", "weights"), [(1, []), (1, [0, 0]), (1, [-1, 2]), (Decimal("0.5"), [1])]
)
def test_allocations_that_cannot_be(total, weights):
    with pytest.raises(e.AllocationError):
        ub.allocate(Decimal(total), weights, Decimal(1))


def test_units_convert_exactly_or_not_at_all():
    assert ub.Quantity("1.5", "MWh").to("kWh") == ub.Quantity(1500, "kWh")
    assert ub.Quantity(-1, "Wh").to("kWh") == ub.Quantity("-0.001", "kWh")
    with pytest.raises(e.UnitError, match="not measured"):
        ub.Quantity(1, "kWh").to("m³")
    with pytest.raises(e.UnitError, match="exactly"):
        ub.Quantity(1, "month").to("year")
    for text in ("3500", "3500 kWatt", "kWh"):
        with pytest.raises(e.InvalidInputError):
            ub.Quantity.parse(text)
    with pytest.raises(e.UnitError, match="currency"):
        ub.Price.parse("5 kWh/year")


@pytest.mark.parametrize("day", ["2024-02-30", "20240101", "2024-W01-1", "01.02.2024", "", 5, None])
def test_what_is_no_day_is_refused(day):
    with pytest.raises(e.PeriodError):
        whole_day(day)
    with pytest.raises(e.PeriodError):
        whole_day(dt.datetime(2024, 1, 1, tzinfo=dt.UTC))


def test_periods_at_the_ends_of_the_calendar():
    for make in (
        lambda: ub.Period.of_year(9999),
        lambda: ub.Period.of_year(0),
        lambda: ub.Period.of_month(2024, 13),
        lambda: ub.Period.through("2024-01-01", "9999-12-31"),
        lambda: ub.Period("2024-01-01", "2024-01-01"),
    ):
        with pytest.raises(e.PeriodError):
            make()


def test_tiles_notices_gaps_and_overlaps():
    year = ub.Period.of_year(2024)
    first, second = year.split(dt.date(2024, 7, 1))
    assert tiles(year, [second, first])
    assert not tiles(year, [first])
    assert not tiles(year, [first, year])


def test_values_check_what_they_are_made_of():
    point = ub.SupplyPoint(
        commodity="electricity",
        registers=[],
        market_location="41 373 559 241",
        metering_location="DE 000562 66802 AO6G56M11SN51G21M24S",
    )
    assert point.market_location == ub.MarketLocationId("41373559241")
    assert point.metering_location.postal_code == "66802"
    with pytest.raises(e.IdentifierError, match="check digit 2 where 1 belongs"):
        ub.SupplyPoint(commodity="electricity", registers=[], market_location="41373559242")
    with pytest.raises(e.IdentifierError):
        ub.SupplyPoint(commodity="electricity", registers=[], metering_location="DE1")


def test_a_text_is_a_label_and_nothing_else_is():
    price = ub.UnitPrice(id="e", label="energy", prices="25 ct/kWh")
    assert price.label == ub.Label("energy")
    assert ub.Register("main", label="Day").name == ub.Label("Day")
    for wrong in (5, None, b"x"):
        with pytest.raises(e.InvalidInputError, match="label"):
            ub.UnitPrice(id="e", label=wrong, prices="25 ct/kWh")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: ub.UnitPrice(id="e", label="e", prices=0.25), id="price"),
        pytest.param(
            lambda: ub.UnitPrice(id="e", label="e", prices=ub.dated_prices(("2016-01-01", 0.25))),
            id="dated-price",
        ),
        pytest.param(
            lambda: ub.UnitPrice(
                id="e", label="e", prices=ub.Timeline([ub.Dated("2016-01-01", 0.25)])
            ),
            id="timeline",
        ),
        pytest.param(lambda: ub.Price.parse(0.25), id="parse"),
        pytest.param(lambda: ub.Tier(price=0.25), id="tier"),
        pytest.param(lambda: ub.Tier(price="25 ct/kWh", up_to=500.0), id="tier-limit"),
        pytest.param(lambda: ub.Quantity.parse(3500.5), id="quantity"),
        pytest.param(
            lambda: ub.OneOff(id="o", label="o", amount=9.99, on="2026-01-01"), id="one-off"
        ),
        pytest.param(lambda: ub.Bonus(id="b", label="b", amount=60.0), id="bonus"),
        pytest.param(
            lambda: ub.ReceivedInstallment(day="2026-01-01", gross=80.0, parts=()), id="received"
        ),
    ],
)
def test_a_float_is_refused_by_its_own_error_wherever_text_would_do(make):
    with pytest.raises(e.FloatRefusedError, match="Write"):
        make()


def test_dated_prices_must_be_prices():
    with pytest.raises(e.InvalidInputError, match="prices: is no price"):
        ub.UnitPrice(id="e", label="e", prices=ub.Timeline([ub.Dated("2016-01-01", "25 ct/kWh")]))
    with pytest.raises(e.InvalidInputError, match="is no text"):
        ub.UnitPrice(id="e", label="e", prices=None)


def test_identifiers_are_read_from_text_wherever_they_stand():
    entity = ub.BillingEntity("Supplier", iban="DE89 3704 0044 0532 0130 00",
                              creditor_identifier="DE98ZZZ09999999999")  # fmt: skip
    assert entity.iban == ub.Iban("DE89370400440532013000")
    assert entity.creditor_identifier.business_code == "ZZZ"
    details = ub.PaymentDetails(method="direct_debit", iban=entity.iban, mandate="M-1")
    assert details.iban == entity.iban
    assert ub.MarketPartner(code="9900467000000").number == "9900467000000"
    for make in (
        lambda: ub.BillingEntity("Supplier", iban="DE88370400440532013000"),
        lambda: ub.BillingEntity("Supplier", creditor_identifier="DE18ZZZ0999999999"),
        lambda: ub.PaymentDetails(method="transfer", iban=17),
        lambda: ub.MarketPartner(code="9900467000001"),
        lambda: ub.MarketPartner(gln="9900467000000"),
    ):
        with pytest.raises(e.IdentifierError):
            make()
