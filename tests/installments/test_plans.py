"""A plan says what is asked for, on which day, at which rates, and how the amount came about."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.values.errors import InstallmentError
from utilbill.values.explanation import evaluate

YEAR = ub.Period.of_year(2024)
STANDARD = ub.TaxRate(ub.TaxCategory.STANDARD, 19)
REDUCED = ub.TaxRate(ub.TaxCategory.REDUCED, 7)


def euro(text):
    return ub.Money(text, "EUR")


def forecast(total="360.00", *shares, **more):
    held = tuple(ub.ForecastShare(rate, euro(gross)) for rate, gross in shares)
    return ub.Forecast(YEAR, euro(total), held, **more)


def plan(total="360.00", *shares, count=3, **more):
    return ub.build_plan(forecast(total, *shares), ub.due_dates("2024-02-01", count), **more)


def test_a_plan_is_a_table_of_days_and_amounts():
    made = plan("357.00", (STANDARD, "357.00"), count=2)
    assert str(made.table()) == (
        "Installment plan\n"
        "due          gross     net    tax  currency\n"
        "2024-02-01  178.50  150.00  28.50  EUR\n"
        "2024-03-01  178.50  150.00  28.50  EUR"
    )
    assert made.records()[0] == {
        "due": dt.date(2024, 2, 1),
        "gross": Decimal("178.50"),
        "net": Decimal("150.00"),
        "tax": Decimal("28.50"),
        "currency": "EUR",
    }


def test_where_no_rate_is_known_the_table_leaves_net_and_tax_empty():
    assert plan(count=1).table().rows == ((dt.date(2024, 2, 1), Decimal("360.00"), "", "", "EUR"),)


def test_a_net_and_a_tax_of_nothing_are_amounts():
    exempt = ub.TaxRate(ub.TaxCategory.EXEMPT, 0)
    ((_, _, net, tax, _),) = plan("360.00", (exempt, "360.00"), count=1).table().rows
    assert (net, tax) == (Decimal("360.00"), Decimal(0))
    ((_, _, net, tax, _),) = plan("0.00", (STANDARD, "0.00"), count=1).table().rows
    assert (net, tax) == (Decimal(0), Decimal(0))


def test_an_installment_is_divided_as_the_forecast_is():
    (held,) = plan("100.00", (STANDARD, "75.00"), (REDUCED, "25.00"), count=1).installments
    assert [(part.rate, part.net, part.tax) for part in held.parts] == [
        (STANDARD, euro("63.03"), euro("11.97")),
        (REDUCED, euro("23.36"), euro("1.64")),
    ]
    assert (held.net, held.tax) == (euro("86.39"), euro("13.61"))


def test_a_plan_keeps_what_it_was_made_from():
    finding = ub.Finding("carried_figure", "x", "y")
    made = ub.build_plan(
        forecast("360.00", basis="settled consumption of 2023", findings=(finding,)),
        ub.due_dates("2024-02-01", 3),
        contract="C-1",
        procedure="invoiced",
    )
    assert made.basis == "settled consumption of 2023"
    assert made.findings == (finding,)
    assert made.contract == "C-1"
    assert made.procedure is ub.Procedure.INVOICED
    assert plan().contract == ""


@pytest.mark.parametrize(
    ("language", "expected", "count"),
    [
        ("en", "expected cost", "number of installments"),
        ("de", "voraussichtliche Kosten", "Anzahl der Abschläge"),
    ],
)
def test_a_plan_explains_its_installment(language, expected, count):
    made = ub.build_plan(
        forecast("100.00", basis="estimate of the customer"), ub.due_dates("2024-02-01", 3)
    )
    assert str(made.explanation.outline(language)) == (
        "cent = 33.33\n"
        "└─ / = 100/3\n"
        f"   ├─ {expected}: 100.00 EUR [estimate of the customer]\n"
        f"   └─ {count}: 3"
    )
    assert evaluate(made.explanation) == Decimal("33.33")
    assert made.remainder == euro("0.01")


def test_installments_lie_between_the_first_day_and_a_month_after_the_last():
    due = (dt.date(2024, 1, 1), dt.date(2025, 1, 31))
    assert [held.due for held in ub.build_plan(forecast(), due).installments] == list(due)
    for day in (dt.date(2023, 12, 31), dt.date(2025, 2, 1)):
        with pytest.raises(InstallmentError) as raised:
            ub.build_plan(forecast(), [day])
        assert (raised.value.field, raised.value.value) == ("due", day)


def test_an_installment_may_be_as_large_as_its_step():
    rule = ub.RoundingRule("full", "120")
    assert plan("360.00", rounding=rule).installments[0].gross == euro("120")
    with pytest.raises(InstallmentError, match="coarser than an installment"):
        plan("359.99", rounding=rule)


def test_a_currency_without_cents_has_its_own_smallest_step():
    yen = ub.Forecast(YEAR, ub.Money("5", "JPY"))
    step = ub.RoundingRule("full", "1")
    made = ub.build_plan(yen, ub.due_dates("2024-02-01", 11), step)
    assert (made.installments[0].gross, made.remainder) == (
        ub.Money("0", "JPY"),
        ub.Money("5", "JPY"),
    )


def test_due_dates_are_counted_to_a_thousand():
    assert len(ub.due_dates("2024-01-01", 1000)) == 1000
    assert ub.due_dates("2024-01-01", 2, 1000)[1] == dt.date(2107, 5, 1)
    for given, field in ({"count": 1001}, "count"), ({"count": 2, "months": 1001}, "every_months"):
        with pytest.raises(InstallmentError) as raised:
            ub.due_dates("2024-01-01", **given)
        assert raised.value.field == field


def test_what_was_received_is_split_by_the_rounding_that_is_given():
    tenth = ub.RoundingRule("tenth", "0.1")
    held = ub.ReceivedInstallment.of("2024-02-01", euro("100.00"), STANDARD, tenth)
    assert (held.net, held.tax) == (euro("84.0"), euro("16.0"))
