"""Simple interest: how it is rounded, and how it explains itself."""

from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.prorating import simple_interest
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import InvalidInputError

HALF = ub.Period("2023-07-01", "2024-01-01")


def euro(text):
    return ub.Money(text, "EUR")


def dated(*rates):
    return Timeline([Dated(since, Decimal(rate), source="notice") for since, rate in rates])


@pytest.mark.parametrize(
    ("language", "principal", "rate"),
    [("en", "principal", "interest rate"), ("de", "Hauptforderung", "Zinssatz")],
)
def test_interest_over_the_turn_of_a_leap_year_explains_itself(language, principal, rate):
    days = ub.Period("2024-12-01", "2025-02-01")
    found = simple_interest(euro("1000.00"), days, dated(("2024-01-01", "5")), "act/act")
    assert (found.period, found.amount) == (days, euro("8.48"))
    assert str(found.explanation.outline(language)) == (
        "cent = 8.48\n"
        "└─ / = 113305/13359\n"
        "   ├─ * = 11330500/13359\n"
        f"   │  ├─ {principal}: 1000.00 EUR\n"
        f"   │  ├─ {rate}: 5 % [notice]\n"
        "   │  └─ + = 22661/133590\n"
        "   │     ├─ / = 31/366\n"
        "   │     │  ├─ 31 days\n"
        "   │     │  └─ 366 days\n"
        "   │     └─ / = 31/365\n"
        "   │        ├─ 31 days\n"
        "   │        └─ 365 days\n"
        "   └─ 100 %"
    )


def test_one_rate_is_rounded_once():
    alone = simple_interest(euro("1000.00"), HALF, "3.65", "act/365", per_rate=True)
    assert str(alone.explanation.outline()) == (
        "cent = 18.4\n"
        "└─ / = 18.4\n"
        "   ├─ * = 1840\n"
        "   │  ├─ principal: 1000.00 EUR\n"
        "   │  ├─ interest rate: 3.65 %\n"
        "   │  └─ / = 184/365\n"
        "   │     ├─ 184 days\n"
        "   │     └─ 365 days\n"
        "   └─ 100 %"
    )


def test_several_rates_are_rounded_together_or_each():
    """0.126 and 0.139 EUR."""
    rates = dated(("2023-01-01", "5"), ("2023-10-01", "5.5"))
    assert simple_interest(euro("10.00"), HALF, rates, "act/365").amount == euro("0.26")
    each = simple_interest(euro("10.00"), HALF, rates, "act/365", per_rate=True)
    assert each.amount == euro("0.27")


def test_nothing_owed_and_some_cents_owed():
    assert simple_interest(euro("0.00"), HALF, 5, "30/360").amount == euro("0.00")
    assert simple_interest(euro("0.50"), HALF, 100, "30/360").amount == euro("0.25")


def test_a_principal_below_zero_and_a_rate_that_is_no_number():
    with pytest.raises(InvalidInputError) as raised:
        simple_interest(euro("-0.01"), HALF, 5, "30/360")
    assert (raised.value.field, raised.value.value) == ("principal", euro("-0.01"))
    with pytest.raises(InvalidInputError) as raised:
        simple_interest(euro("1.00"), HALF, "high", "30/360")
    assert raised.value.field == "rate"
