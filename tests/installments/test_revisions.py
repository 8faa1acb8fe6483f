"""A changed plan says what changed, since when and why, and explains its new amount."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.values.errors import InstallmentError, InvalidInputError
from utilbill.values.explanation import evaluate

YEAR = ub.Period.of_year(2024)
JUNE = dt.date(2024, 6, 1)
STANDARD = ub.TaxRate(ub.TaxCategory.STANDARD, 19)
REDUCED = ub.TaxRate(ub.TaxCategory.REDUCED, 7)


def euro(text):
    return ub.Money(text, "EUR")


def forecast(total, *shares, basis=""):
    held = tuple(ub.ForecastShare(rate, euro(gross)) for rate, gross in shares)
    return ub.Forecast(YEAR, euro(total), held, basis=basis)


def plan(*shares):
    """Eleven times 100.00 from February on, five of them before June's day is over."""
    due = ub.due_dates("2024-02-01", 11)
    return ub.build_plan(forecast("1100.00", *shares, basis="consumption of 2023"), due)


def wish(amount, lowest=80, highest=120, held=None):
    return ub.wish(
        held or plan(), euro(amount), JUNE, lowest_percent=lowest, highest_percent=highest
    )


def test_a_revision_is_a_table_of_before_and_after():
    revision = ub.revise_plan(plan(), forecast("1310.00"), "household_change", JUNE)
    assert str(revision.table()) == (
        "Revision since 2024-06-01: household_change\n"
        "                                      EUR\n"
        "before                             100.00\n"
        "after                              130.00\n"
        "expected result of the settlement    0.00"
    )
    shown = revision._repr_html_()
    assert shown.index("Revision since 2024-06-01") < shown.index("Installment plan")


@pytest.mark.parametrize(
    ("change", "reason", "before", "after", "result"),
    [
        pytest.param(
            lambda: ub.revise_plan(plan(), forecast("1380.00"), "reading", JUNE),
            "reading", "100.00", "140.00", "0.00", id="a-forecast",
        ),
        pytest.param(
            lambda: ub.revise_plan(plan(), forecast("1101.00"), "reading", JUNE,
                                   tolerance_percent=1),
            "reading", "100.00", "100.00", "1.00", id="within-the-tolerance",
        ),
        pytest.param(
            lambda: ub.adjust_plan(plan(), 5, JUNE),
            "price_change", "100.00", "105.00", "0.00", id="a-price",
        ),
        pytest.param(
            lambda: wish("110.00"),
            "customer_wish", "100.00", "110.00", "-70.00", id="a-wish",
        ),
    ],
)  # fmt: skip
def test_a_revision_says_what_why_and_since_when(change, reason, before, after, result):
    revision = change()
    assert revision.reason is ub.RevisionReason(reason)
    assert revision.since == JUNE
    assert (revision.before, revision.after) == (euro(before), euro(after))
    assert revision.expected_result == euro(result)
    assert revision.plan.installments[-1].gross == euro(after)
    assert evaluate(revision.plan.explanation) == Decimal(after)


def test_without_a_tolerance_a_cent_counts():
    assert ub.revise_plan(plan(), forecast("1100.07"), "reading", JUNE).after == euro("100.01")


def test_a_forecast_that_is_already_paid_asks_for_nothing_more():
    for total in ("400.00", "399.99"):
        assert ub.revise_plan(plan(), forecast(total), "reading", JUNE).after == euro(0)
    assert ub.revise_plan(plan(), forecast("403.50"), "reading", JUNE).after == euro("0.50")


@pytest.mark.parametrize(
    ("language", "expected", "asked", "left"),
    [
        ("en", "expected cost", "asked for before", "installments left"),
        ("de", "voraussichtliche Kosten", "zuvor angefordert", "verbleibende Abschläge"),
    ],
)
def test_a_new_forecast_explains_the_new_installment(language, expected, asked, left):
    revision = ub.revise_plan(
        plan(), forecast("1310.00", basis="reading in between"), "reading", JUNE
    )
    assert str(revision.plan.explanation.outline(language)) == (
        "cent = 130\n"
        "└─ / = 130\n"
        "   ├─ - = 910\n"
        f"   │  ├─ {expected}: 1310.00 EUR [reading in between]\n"
        f"   │  └─ {asked}: 400.00 EUR\n"
        f"   └─ {left}: 7"
    )


@pytest.mark.parametrize(
    ("language", "installment", "change"),
    [
        ("en", "installment", "change of price"),
        ("de", "Abschlag", "Preisänderung"),
    ],
)
def test_a_change_of_price_explains_the_new_installment(language, installment, change):
    revision = ub.adjust_plan(plan(), "8.4", JUNE)
    assert str(revision.plan.explanation.outline(language)) == (
        "cent = 108.4\n"
        "└─ / = 108.4\n"
        "   ├─ * = 10840\n"
        f"   │  ├─ {installment}: 100.00 EUR\n"
        "   │  └─ + = 108.4\n"
        "   │     ├─ 100 %\n"
        f"   │     └─ {change}: 8.4 %\n"
        "   └─ 100 %"
    )


@pytest.mark.parametrize(
    ("language", "name"), [("en", "wish of the customer"), ("de", "Wunsch des Kunden")]
)
def test_a_wish_explains_itself(language, name):
    assert str(wish("110.00").plan.explanation.outline(language)) == (
        f"cent = 110\n└─ {name}: 110.00 EUR"
    )


def test_the_plan_says_what_it_rests_on_now():
    new = ub.revise_plan(plan(), forecast("1310.00", basis="reading in between"), "reading", JUNE)
    assert new.plan.basis == "reading in between"
    silent = ub.revise_plan(plan(), forecast("1310.00"), "reading", JUNE)
    for kept in (silent, ub.adjust_plan(plan(), 5, JUNE), wish("110.00")):
        assert kept.plan.basis == "consumption of 2023"


def test_changed_installments_keep_their_rates_unless_the_forecast_says_others():
    held = plan((STANDARD, "1100.00"))
    for revision in (
        ub.revise_plan(held, forecast("1310.00"), "reading", JUNE),
        ub.adjust_plan(held, 30, JUNE),
        wish("130.00", highest=130, held=held),
    ):
        past, new = revision.plan.installments[0], revision.plan.installments[-1]
        assert (past.net, past.tax) == (euro("84.03"), euro("15.97"))
        assert [(part.rate, part.net, part.tax) for part in new.parts] == [
            (STANDARD, euro("109.24"), euro("20.76"))
        ]
    other = ub.revise_plan(held, forecast("1310.00", (REDUCED, "1310.00")), "reading", JUNE)
    assert [part.rate for part in other.plan.installments[-1].parts] == [REDUCED]
    assert ub.adjust_plan(plan(), 30, JUNE).plan.installments[-1].parts == ()


def test_the_installment_before_is_the_next_one_to_come():
    uneven = ub.revise_plan(plan(), forecast("1310.00"), "reading", JUNE).plan
    may = dt.date(2024, 5, 1)
    assert ub.adjust_plan(uneven, 10, may).before == euro("100.00")
    asked = ub.wish(uneven, euro("110.00"), may, lowest_percent=90, highest_percent=110)
    assert (asked.before, asked.after) == (euro("100.00"), euro("110.00"))


def test_roundings_are_those_that_are_given():
    full = ub.RoundingRule("full", "1")
    assert ub.adjust_plan(plan(), "8.4", JUNE, full).after == euro("108")
    assert ub.adjusted(euro("95.00"), "8.4", full) == euro("103")
    assert ub.revise_plan(plan(), forecast("1312.00"), "reading", JUNE, rounding=full).after == (
        euro("130")
    )


@pytest.mark.parametrize(
    ("amount", "lowest", "highest"),
    [
        pytest.param("80.00", 80, 120, id="the-least"),
        pytest.param("120.00", 80, 120, id="the-most"),
        pytest.param("0.00", 0, 120, id="nothing"),
        pytest.param("0.50", "0.5", 120, id="half-a-percent"),
        pytest.param("100.00", 100, 100, id="one-amount-alone"),
    ],
)
def test_bounds_of_a_wish_are_inside(amount, lowest, highest):
    assert wish(amount, lowest, highest).after == euro(amount)


def test_bounds_of_a_wish_are_rounded_to_the_cent():
    odd = ub.build_plan(forecast("99.99"), ub.due_dates("2024-06-01", 1))
    assert wish("50.00", 50, 120, held=odd).after == euro("50.00")  # half of 99.99 is 49.995
    with pytest.raises(InstallmentError, match=r"outside 50\.00 EUR to 119\.99 EUR"):
        wish("49.99", 50, 120, held=odd)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("tolerance_percent", lambda: ub.revise_plan(
            plan(), forecast("1.00"), "reading", JUNE, tolerance_percent="some")),
        ("percent", lambda: ub.adjust_plan(plan(), "a bit", JUNE)),
        ("lowest_percent", lambda: wish("90.00", lowest="low")),
        ("highest_percent", lambda: wish("90.00", highest="high")),
    ],
)  # fmt: skip
def test_what_is_no_number_is_named(field, change):
    with pytest.raises(InvalidInputError) as raised:
        change()
    assert raised.value.field == field
