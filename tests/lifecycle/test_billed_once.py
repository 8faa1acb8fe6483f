"""Each day of supply is on exactly one valid document, or somebody says why not."""

import attrs
import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.values.errors import InvalidInputError, PeriodError


def test_two_years_side_by_side_are_billed_once(contract, document):
    chain = [document(2023, "R-1"), document(2024, "R-2")]
    supply = ub.Supply(contract=contract, billed_from="2023-01-01", billed_to="2025-01-01")
    report = ub.billed_once(chain, [supply])
    assert report
    assert report.records() == []


def test_gaps_are_found_cut_and_excused(contract, document):
    supply = ub.Supply(contract=contract, billed_to="2025-02-01")
    report = ub.billed_once([document(2023, "R-1")], [supply])
    assert [str(gap.period) for gap in report.gaps] == [
        "2022-01-01..2022-12-31",
        "2024-01-01..2025-01-31",
    ]
    assert not report
    excuses = [
        ub.Excuse(contract="C-1", start="2021-01-01", end="2023-01-01", reason="other system"),
        ub.Excuse(contract="C-1", start="2025-01-01", end="2026-01-01", reason="not due yet"),
    ]
    told = ub.billed_once([document(2023, "R-1")], [supply], excuses=excuses)
    assert [str(gap.period) for gap in told.gaps] == ["2024-01-01..2024-12-31"]
    assert {(str(gap.period), gap.reason) for gap in told.excused} == {
        ("2022-01-01..2022-12-31", "other system"),
        ("2025-01-01..2025-01-31", "not due yet"),
    }


def test_overlaps_are_found_across_the_tenants_of_one_flat(document, contract, supply_point):
    flat = attrs.evolve(supply_point, market_location="41373559241")
    first = attrs.evolve(contract, supply_point=flat)
    second = attrs.evolve(first, id="C-2")
    report = ub.billed_once(
        [document(2024, "R-1", contract=first), document(2024, "R-2", contract=second)]
    )
    (overlap,) = report.overlaps
    assert overlap.contracts == ("C-1", "C-2")
    assert overlap.documents == ("R-1", "R-2")
    assert "R-1 und R-2" in overlap.message.de
    elsewhere = attrs.evolve(contract, id="C-2")
    assert ub.billed_once([document(2024, "R-1"), document(2024, "R-2", contract=elsewhere)])


def test_what_is_reversed_or_corrected_does_not_count(document):
    held = document(2024, "R-1")
    again = document(2024, "R-2")
    for state in ("reversed", "corrected"):
        assert ub.billed_once([attrs.evolve(held, state=state), again])
    assert not ub.billed_once([held, again])


def test_a_charge_that_one_document_leaves_out_is_a_gap(contract, document, sheet):
    short = attrs.evolve(sheet, components=sheet.components[:1])
    chain = [document(2023, "R-1"), document(2024, "R-2", prices=short)]
    supply = ub.Supply(contract=contract, billed_from="2023-01-01", billed_to="2025-01-01")
    (gap,) = ub.billed_once(chain, [supply]).gaps
    assert (gap.charge, str(gap.period)) == ("standing", "2024-01-01..2024-12-31")
    excuse = ub.Excuse(
        contract="C-1",
        charge="standing",
        start="2024-01-01",
        end="2025-01-01",
        reason="new product",
    )
    assert ub.billed_once(chain, [supply], excuses=[excuse])


def test_supply_without_an_end_needs_a_day_to_look_to(contract):
    with pytest.raises(InvalidInputError, match="is needed where supply goes on"):
        ub.Supply(contract=contract)
    ended = attrs.evolve(contract, supply_end="2024-07-01")
    assert str(ub.Supply(contract=ended).days) == "2022-01-01..2024-06-30"
    assert ub.Supply(contract=ended, billed_from="2024-07-01").days is None
    with pytest.raises(InvalidInputError, match="says nothing"):
        ub.Excuse(contract="C-1", start="2024-01-01", end="2024-02-01", reason=" ")
    with pytest.raises(PeriodError):
        ub.Excuse(contract="C-1", start="2024-02-01", end="2024-01-01", reason="swapped")


@given(st.lists(st.sampled_from([2022, 2023, 2024]), max_size=5))
def test_days_are_gaps_covered_or_overlapping_and_nothing_else(contract, document, years):
    chain = [document(year, f"R-{place}") for place, year in enumerate(years)]
    supply = ub.Supply(contract=contract, billed_to="2025-01-01")
    report = ub.billed_once(chain, [supply])
    for year in (2022, 2023, 2024):
        times = years.count(year)
        whole = ub.Period.of_year(year)
        found = [gap for gap in report.gaps if gap.period.intersection(whole)]
        twice = [held for held in report.overlaps if held.period == whole]
        assert bool(found) is (times == 0)
        assert len(twice) == times * (times - 1) // 2
