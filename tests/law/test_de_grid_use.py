"""Grid use with load profiles, individual charges, and invoices of grid operators checked."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from words import euro

import utilbill as ub
import utilbill.values.errors as e
from utilbill.markets.de.grid_use import (
    ExpectedPosition,
    InvoicePosition,
    LoadProfilePrices,
    MarketInvoice,
    PricePair,
    check_cancellation,
    check_invoice,
    expected_positions,
    individual_charge,
    load_profile_components,
    standard_profile_components,
    utilisation_class,
    utilisation_hours,
)

YEAR = ub.Period.of_year(2023)
DAY = YEAR.start
PRICES = LoadProfilePrices(
    PricePair("20.00 EUR/kW/year", "5.20 ct/kWh"), PricePair("95.00 EUR/kW/year", "2.10 ct/kWh")
)


def kwh(amount):
    return ub.Quantity(amount, "kWh")


def kw(amount):
    return ub.Quantity(amount, "kW")


# ---- load profiles -------------------------------------------------------------------------------


@pytest.fixture
def grid_use(household, law):
    """Settle grid use with load profiles by a pair of prices."""

    def settle(energy, peak, *, prices=PRICES, first="2023-01-01", last="2023-12-31", used=None):
        components = load_profile_components(law, prices, DAY, energy=kwh(energy), peak=kw(peak))
        return household.settle(first, last, energy if used is None else used, components)

    return settle


@pytest.mark.example("EX-NNE-1")
def test_stromnev_17_the_pair_of_prices_follows_from_the_hours_of_use(law, grid_use):
    assert utilisation_hours(kwh(405000), kw(180)) == 2250
    bill = grid_use(405000, 180)
    assert [line.amount for line in bill.lines] == [euro("3600.00"), euro("21060.00")]
    assert bill.totals.net == euro("24660.00")
    assert not utilisation_class(law, DAY, kwh(449999), kw(180)).above
    assert utilisation_class(law, DAY, kwh(450000), kw(180)).above
    assert grid_use(450000, 180).totals.net == euro("26550.00")


def test_a_part_of_the_year_takes_its_days_of_the_power_price(grid_use):
    bill = grid_use(405000, 180, last="2023-06-30", used=200000)
    assert bill.lines[0].amount == euro("1785.21")
    assert bill.totals.net == euro("12185.21")


@pytest.fixture
def published(shared):
    """What a published case was given, and what was printed."""
    import yaml

    def read(name):
        with (shared / "samples/bills/de_network.yaml").open(encoding="utf-8") as file:
            (case,) = [case for case in yaml.safe_load(file)["cases"] if case["id"] == name]
        given = {held["id"]: held["value"] for held in (*case["tariff"], *case["readings"])}
        lines = case["expected"]["lines"]
        return given, {held["id"]: Decimal(held["recomputed"]) for held in lines}

    return read


def test_a_published_grid_charge_at_medium_voltage(published, law, household):
    given, printed = published("de-grid-01-rlm")
    energy, peak = kwh(given["energy"]), kw(given["peak"])
    pair = PricePair(f"{given['lp']} EUR/kW/year", f"{given['ap']} ct/kWh")
    other = PricePair("1.00 EUR/kW/year", "9.00 ct/kWh")
    components = load_profile_components(
        law, LoadProfilePrices(other, pair), dt.date(2024, 1, 1), energy=energy, peak=peak
    )
    bill = household.settle("2024-01-01", "2024-12-31", energy.amount, components)
    assert utilisation_hours(energy, peak) == printed["hours"]
    amounts = [line.amount.amount for line in bill.lines]
    assert amounts == [printed["lp_amt"], printed["ap_amt"]]
    assert bill.totals.net.amount == printed["total"]


def test_a_published_grid_charge_of_gas_by_steps(published, household):
    given, printed = published("de-grid-03-gas-slp")
    components = standard_profile_components(f"{given['base']} EUR/year", f"{given['ap']} ct/kWh")
    bill = household.settle(
        "2012-01-01", "2012-12-31", given["energy"], components, commodity=ub.Commodity.GAS
    )
    assert bill.lines[1].amount.amount == printed["ap_amt"]
    assert bill.totals.net.amount == printed["total"]


def test_no_peak_has_no_hours_of_use():
    with pytest.raises(e.InvalidInputError, match="above zero"):
        utilisation_hours(kwh(1), kw(0))
    with pytest.raises(e.UnitError):
        utilisation_hours(kw(1), kw(1))


def test_the_rule_is_not_known_for_ever(law):
    with pytest.raises(ub.BeyondHorizonError, match="2026-12-31"):
        utilisation_class(law, dt.date(2027, 1, 1), kwh(1), kw(1))


@pytest.mark.parametrize(
    ("hours", "agreed", "charge", "floor"),
    [
        (6999, "50000", "1000000.00", None),
        (7000, "150000", "200000.00", 20),
        (7000, "250000", "250000.00", 20),
        (7500, "100000", "150000.00", 15),
        (8000, "50000", "100000.00", 10),
    ],
)
def test_stromnev_19_2_an_individual_charge_has_a_floor(law, hours, agreed, charge, floor):
    found = individual_charge(
        law, DAY, general=euro("1000000"), agreed=euro(agreed),
        energy=kwh(hours * 2000), peak=kw(2000),
    )  # fmt: skip
    assert (found.charge, found.floor_percent) == (euro(charge), floor)
    assert ub.evaluate(found.explanation) == found.charge.amount
    assert bool(found.decision) is (floor is not None)


def test_stromnev_19_2_even_use_alone_is_not_enough(law):
    found = individual_charge(
        law, DAY, general=euro("100"), agreed=euro("10"), energy=kwh(8000), peak=kw(1)
    )
    assert [held.satisfied for held in found.decision.conditions] == [True, False]


# ---- invoices ------------------------------------------------------------------------------------


ARTICLES = {
    "grid_base": "base", "grid_energy": "energy", "concession_fee": "concession",
    "kwkg": "kwkg", "stromnev19": "p19", "offshore": "offshore", "metering": "metering",
}  # fmt: skip


@pytest.fixture
def own(germany, household):
    statutory = germany.statutory
    components = [
        *standard_profile_components("73.00 EUR/year", "8.62 ct/kWh"),
        statutory.concession_fee("electricity", inhabitants=82000),
        *(statutory.levy(name) for name in ("kwkg", "stromnev19", "offshore")),
        ub.StandingCharge(
            id="metering", label="Metering", prices="12.00 EUR/year",
            proration="calendar_year", role="metering",
        ),
    ]  # fmt: skip
    return household.settle("2023-01-01", "2023-12-31", 3500, components)


@pytest.fixture
def expected(own):
    return expected_positions(own, ARTICLES)


def invoiced(own, positions, **more):
    given = {
        "number": "N-1", "kind": "31002", "period": own.period, "positions": positions,
        "net": own.totals.net, "tax": own.totals.tax, "gross": own.totals.gross,
    }  # fmt: skip
    return MarketInvoice(**{**given, **more})


def as_invoiced(expected):
    return [
        InvoicePosition(
            article=held.article, name=held.label.de, period=held.period, net=held.net,
            quantity=held.quantity or ub.Quantity(held.period.days, "day"),
            price=held.price, percent=held.percent,
        )
        for held in expected
    ]  # fmt: skip


def changed(positions, changing, **more):
    return [attrs.evolve(held, **more) if held.article == changing else held for held in positions]


def causes(check):
    return [(held.article, held.cause.value, str(held.amount)) for held in check.differences]


def test_an_invoice_as_expected_is_accepted(own, expected):
    check = check_invoice(invoiced(own, as_invoiced(expected)), expected)
    assert check.differences == ()
    assert check.expected_net == own.totals.net
    assert check.advice.kind.value == "33001"
    assert check.advice.amount == own.totals.gross


def total(positions):
    net = sum((held.net for held in positions), euro(0))
    tax = euro(ub.CENT(net.amount * 19 / 100))
    return {"net": net, "tax": tax, "gross": net + tax}


def checked(own, expected, positions, **more):
    return check_invoice(invoiced(own, positions, **total(positions)), expected, **more)


@pytest.mark.parametrize(
    ("article", "more", "found"),
    [
        pytest.param(
            "energy", {"quantity": kwh(3600), "net": euro("310.32")},
            [("energy", "quantity", "8.62 EUR")], id="quantity",
        ),
        pytest.param(
            "energy", {"price": ub.Price.parse("9.00 ct/kWh"), "net": euro("315.00")},
            [("energy", "price", "13.30 EUR")], id="price",
        ),
        pytest.param(
            "energy",
            {"quantity": kwh(3600), "price": ub.Price.parse("9.00 ct/kWh"),
             "net": euro("324.00")},
            [("energy", "price", "13.68 EUR"), ("energy", "quantity", "8.62 EUR")], id="both",
        ),
        pytest.param(
            "energy", {"net": euro("300.70")},
            [("energy", "arithmetic", "-1.00 EUR")],
            id="arithmetic",
        ),
        pytest.param(
            "base", {"price": ub.Price.parse("0.21 EUR/day"), "net": euro("76.65")},
            [("base", "price", "3.65 EUR")], id="price-per-another-time",
        ),
        pytest.param(
            "base",
            {"period": ub.Period.through("2023-01-01", "2023-06-30"),
             "quantity": ub.Quantity(181, "day"), "net": euro("36.20")},
            [("base", "period", "-36.80 EUR")], id="period",
        ),
        pytest.param(
            "base", {"percent": Decimal(7)},
            [("base", "tax", "0 EUR"), ("", "tax", "0 EUR")], id="tax",
        ),
        pytest.param(
            "base", {"article": "other"},
            [("other", "unexpected", "73.00 EUR"), ("base", "missing", "-73.00 EUR")],
            id="another-article",
        ),
    ],
)  # fmt: skip
def test_every_difference_names_its_cause(own, expected, article, more, found):
    check = checked(own, expected, changed(as_invoiced(expected), article, **more))
    assert causes(check) == found
    advice = check.advice
    assert (advice.kind.value, advice.amount) == ("33002", euro("0"))
    assert len(advice.reasons) == len(found)
    assert all(reason.de and reason.en for reason in advice.reasons)


def test_the_same_price_in_another_unit_is_the_same(own, expected):
    more = {"quantity": ub.Quantity("3.5", "MWh"), "price": ub.Price.parse("86.20 EUR/MWh")}
    assert not checked(own, expected, changed(as_invoiced(expected), "energy", **more)).differences
    more = {"price": ub.Price.parse("0.20 EUR/day")}
    assert not checked(own, expected, changed(as_invoiced(expected), "base", **more)).differences


def test_months_are_added_up_before_they_are_compared(own, expected):
    (base,) = [held for held in as_invoiced(expected) if held.article == "base"]
    others = [held for held in as_invoiced(expected) if held.article != "base"]
    halves = [
        attrs.evolve(base, period=part, quantity=ub.Quantity(part.days, "day"), net=euro(net))
        for part, net in zip(YEAR.split(dt.date(2023, 7, 1)), ("36.20", "36.80"), strict=True)
    ]
    assert causes(checked(own, expected, [*halves, *others])) == []
    short = [halves[0], attrs.evolve(halves[1], net=euro("36.81"))]
    found = checked(own, expected, [*short, *others])
    assert {cause for _, cause, _ in causes(found)} == {"arithmetic"}
    assert causes(checked(own, expected, [*short, *others], tolerance="0.01 EUR")) == []


def test_sums_that_are_wrong_are_named(own, expected):
    positions = as_invoiced(expected)
    wrong = check_invoice(invoiced(own, positions, net=own.totals.net + euro("1.00")), expected)
    assert [(cause, amount) for _, cause, amount in causes(wrong)] == [
        ("arithmetic", "1.00 EUR"), ("arithmetic", "0 EUR"),
    ]  # fmt: skip
    missing = check_invoice(invoiced(own, positions[1:]), expected)
    assert "missing" in {cause for _, cause, _ in causes(missing)}


def test_a_component_needs_its_article(own):
    with pytest.raises(e.MissingChoiceError, match="grid_base"):
        expected_positions(own, {})


def test_a_gross_settlement_is_no_own_calculation(household):
    rated = household.settle(
        "2023-01-01", "2023-12-31", 100, standard_profile_components("1 EUR/year", "1 ct/kWh"),
        basis="gross",
    )  # fmt: skip
    with pytest.raises(e.InvalidInputError, match="net price sheet"):
        expected_positions(rated, ARTICLES)


def test_an_installment_is_checked_like_any_invoice():
    days = ub.Period.through("2023-05-01", "2023-05-31")
    position = InvoicePosition(
        article="installment", quantity="1 unit", price="50.00 EUR/unit", period=days,
        net="50.00 EUR", percent=19,
    )  # fmt: skip
    invoice = MarketInvoice(
        number="A-5", kind="31001", period=days, positions=[position],
        net="50.00 EUR", tax="9.50 EUR", gross="59.50 EUR",
    )  # fmt: skip
    agreed = ExpectedPosition(
        article="installment", label="Installment", period=days, net="45.00 EUR", percent=19
    )
    (difference,) = check_invoice(invoice, [agreed]).differences
    assert difference.amount == euro("5.00")
    with pytest.raises(e.CurrencyMismatchError):
        check_invoice(invoice, [attrs.evolve(agreed, net=ub.Money(1, "SEK"))])


@pytest.mark.parametrize("sign", [1, -1])
def test_a_cancellation_repeats_the_invoice(own, expected, sign):
    original = invoiced(own, as_invoiced(expected))
    positions = [attrs.evolve(held, net=held.net * sign) for held in original.positions]
    cancellation = attrs.evolve(
        original, number="S-1", kind="31004", cancels="N-1", positions=positions,
        net=original.net * sign, tax=original.tax * sign, gross=original.gross * sign,
    )  # fmt: skip
    assert check_cancellation(cancellation, original).advice.kind.value == "33001"
    short = attrs.evolve(cancellation, positions=positions[1:])
    assert [held.cause.value for held in check_cancellation(short, original).differences] == [
        "missing"
    ]
    with pytest.raises(e.InvalidInputError, match="is not the invoice"):
        check_cancellation(attrs.evolve(cancellation, cancels="N-2"), original)
    with pytest.raises(e.InvalidInputError, match="no cancellation"):
        check_cancellation(original, original)
