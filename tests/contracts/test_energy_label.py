"""Energy label: EnWG § 42."""

from decimal import Decimal

import pytest

import utilbill as ub


def mix(*shares, carbon="0", waste="0"):
    return ub.EnergyMix(
        shares=[ub.EnergyShare(*share) for share in shares],
        carbon_dioxide=carbon,
        radioactive_waste=waste,
    )


def test_enwg_42_the_sources_add_up_to_all_that_was_supplied():
    held = mix(("coal", "33.3"), ("renewable", "66.7"), carbon="300.5")

    assert held.percent(ub.EnergySource.COAL) == Decimal("33.3")
    assert held.percent(ub.EnergySource.NUCLEAR) == 0


@pytest.mark.parametrize(
    "shares",
    [
        (),
        (("coal", "99.9"),),
        (("coal", "60"), ("renewable", "40.1")),
        (("coal", "50"), ("coal", "50")),
        (("coal", "-1"), ("renewable", "101")),
    ],
)
def test_what_does_not_add_up_or_names_a_source_twice_is_refused(shares):
    with pytest.raises(ub.InvalidInputError):
        mix(*shares)


@pytest.mark.parametrize("figures", [{"carbon": "-1"}, {"waste": "-0.0001"}])
def test_emissions_and_waste_are_not_below_zero(figures):
    with pytest.raises(ub.InvalidInputError, match="below zero"):
        mix(("coal", "100"), **figures)


def test_origins_add_up_where_they_are_given():
    held = mix(("renewable", "100"))
    ub.EnergyLabel(year=2024, product=held)
    with pytest.raises(ub.InvalidInputError, match="origins"):
        ub.EnergyLabel(year=2024, product=held, origins=[ub.OriginShare("NO", "90")])
