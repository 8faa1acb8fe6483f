"""A bill whose amounts rest on a figure that nobody checked says so, whatever figure it is."""

import attrs
import pytest
from words import energy

import utilbill as ub


def unverified(bill):
    return [held.message for held in bill.findings if held.code == "unverified_figure"]


def settle(household, law, components, first="2026-01-01", last="2026-12-31", **more):
    more.setdefault("quantity", 3500)
    return household.settle(
        first,
        last,
        more.pop("quantity"),
        components,
        market=household.germany.with_law(law),
        **more,
    )


def test_a_checked_rate_of_tax_raises_nothing(household, law):
    assert unverified(settle(household, law, [energy("25.00 ct/kWh")])) == []


def test_an_own_rate_of_tax_raises_a_finding_and_only_one(household, law):
    own = law.with_figure("de.vat.standard", "2026-01-01", "20", "a bill of parliament")
    plain = [
        energy("25.00 ct/kWh"),
        ub.OneOff(
            id="visit", label=ub.Label("Visit"), amount=ub.Money("10.00", "EUR"), on="2026-03-01"
        ),
    ]
    bill = settle(household, own, plain)
    assert [line.tax.percent for line in bill.lines] == [20, 20]
    (message,) = unverified(bill)
    assert "20 %" in message.en
    assert "a bill of parliament" in message.de


def test_the_shipped_rate_of_1993_that_nobody_checked_raises_a_finding(household, law):
    water = [energy("1.95 EUR/m³", tax=ub.TaxCategory.REDUCED)]
    bill = settle(
        household,
        law,
        water,
        "2005-01-01",
        "2005-12-31",
        quantity=120,
        commodity=ub.Commodity.WATER,
        unit="m³",
    )
    assert len(unverified(bill)) == 1
    assert "UStG § 12 Abs. 2" in unverified(bill)[0].en


def test_a_rate_that_no_amount_rests_on_raises_nothing(household, law):
    own = law.with_figure("de.vat.reduced", "2026-01-01", "8", "own")
    contained = ub.UnitPrice(
        id="part",
        label=ub.Label("Part"),
        prices="1.00 ct/kWh",
        tax=ub.TaxCategory.REDUCED,
        kind=ub.LineKind.CONTAINED,
    )
    assert unverified(settle(household, own, [energy("25.00 ct/kWh"), contained])) == []


@pytest.mark.parametrize(
    ("name", "value", "quantity", "found"),
    [
        pytest.param("group_b", "0.060", 2_000_000, True, id="figure-of-the-group"),
        pytest.param("group_b", "0.060", 500_000, False, id="figure-of-the-group-not-reached"),
        pytest.param("threshold", "900000", 2_000_000, True, id="threshold"),
        pytest.param("threshold", "900000", 500_000, True, id="threshold-above-all"),
    ],
)
def test_figures_and_thresholds_of_groups_count(household, law, name, value, quantity, found):
    first, last = "2016-01-01", "2016-12-31"
    levy = ub.Levy(id="offshore", parameter="de.levy.offshore", group="b")
    sheet = [energy("25.00 ct/kWh"), levy]
    checked = law.with_figures(*verified(law, "de.levy.offshore"))
    assert unverified(settle(household, checked, sheet, first, last, quantity=quantity)) == []
    own = checked.with_figure(f"de.levy.offshore.{name}", first, value, "own")
    bill = settle(household, own, sheet, first, last, quantity=quantity)
    assert bool(unverified(bill)) is found


def verified(law, start):
    for parameter in law:
        if parameter.name.startswith(start):
            entries = [
                attrs.evolve(held, value=attrs.evolve(held.value, verified=True))
                for held in parameter.timeline.entries
            ]
            yield attrs.evolve(parameter, timeline=type(parameter.timeline)(entries))
