"""The engine and the slow, obvious reference calculator come to the same."""

import ast
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import utilbill as ub
from utilbill.testing import (
    OutsideReferenceError,
    assert_as_reference,
    cases,
    corrections,
    portfolios,
    reference,
    reference_bill,
)

DE = ub.market("DE")
EVERYTHING = cases(market=DE, categories=tuple(ub.TaxCategory))

#: The contract: so many cases in continuous integration, and so many each night; only a profile
#: that looks at less than usual looks at less.
IN_CI, EACH_NIGHT = 500, 10_000
drawn = settings().max_examples
usual = settings.get_profile("ci").max_examples
patient = [HealthCheck.too_slow, HealthCheck.filter_too_much]
many = drawn if drawn < usual else IN_CI if drawn == usual else EACH_NIGHT
as_many = settings(max_examples=many, suppress_health_check=patient)
a_few = settings(max_examples=min(drawn, 10 * usual), suppress_health_check=patient)


@given(EVERYTHING)
@as_many
def test_the_engine_equals_the_reference(case):
    assert_as_reference(case.settle(DE), case, DE)


@given(portfolios(market=DE))
@a_few
def test_portfolios_equal_the_reference_and_lose_nothing_when_people_move(held):
    used, whole = {}, {}
    for case in held:
        settlement = case.settle(DE)
        assert_as_reference(settlement, case, DE)
        place = case.contract.id.partition("/")[0]
        mine = [other for other in held if other.contract.id.partition("/")[0] == place]
        used.setdefault(place, []).append(settlement.consumption)
        whole[place] = ub.Period(mine[0].period.start, mine[-1].period.end)
    for place, parts in used.items():
        assert [part.period.start for part in parts[1:]] == [part.period.end for part in parts[:-1]]
        assert parts[0].period.start == whole[place].start
        assert parts[-1].period.end == whole[place].end


@given(corrections(market=DE))
@a_few
def test_both_sides_of_a_correction_equal_the_reference(correction):
    for case in (correction.before, correction.after):
        assert_as_reference(case.settle(DE), case, DE)
    before, after = (reference_bill(case, DE) for case in attrs.astuple(correction, recurse=False))
    if correction.before.conversion is None:
        assert before.used != after.used


# ---- that it shares no code with the engine ------------------------------------------------------

SOURCES = sorted(Path(reference.__file__).parent.glob("*.py"))
ITS_OWN = ("utilbill.values.", "utilbill.testing.reference.", "utilbill.testing.arithmetic")


def _imports(node):
    """Yield what a module imports when it runs; what only type checkers read is left aside."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.module
        else:
            yield from _imports(child)


@pytest.mark.parametrize("path", [*SOURCES, SOURCES[0].parent.parent / "arithmetic.py"], ids=str)
def test_the_reference_imports_values_and_nothing_of_the_engine(path):
    for name in _imports(ast.parse(path.read_text("utf-8"))):
        if name.partition(".")[0] == "utilbill":
            assert name.startswith(ITS_OWN), f"{path.name} imports {name}"


#: Everything that calculates: in the engine, and among the values those that round and evaluate.
ENGINE = [
    "billing.settling.settle",
    "billing.line_building.LineBuilder.add",
    "billing.line_building.Taxes.rate",
    "billing.totals.total_lines",
    "law.parameter.LegalParameter.pieces",
    "law.parameter.LegalParameter.at",
    "metering.consumption.consumption",
    "metering.energy_conversion.to_energy",
    "metering.quantities.Quantities.cut_at",
    "prorating.degree_days.DegreeDays.weight",
    "prorating.time_share.time_share",
    "tariffs.bonus.Bonus.drafts",
    "tariffs.bonus.Bonus.pieces",
    "tariffs.components.OneOff.drafts",
    "tariffs.components.StandingCharge.drafts",
    "tariffs.components.UnitPrice.drafts",
    "tariffs.percent_discount.PercentDiscount.drafts_on",
    "tariffs.through_time.amount_through_time",
    "tariffs.components.quantity_draft",
    "tariffs.tiers.TieredPrice.drafts",
    "taxes.split.net_in",
    "taxes.split.tax_on",
    "taxes.statutory.Levy.drafts",
    "taxes.statutory.CarbonPrice.drafts",
    "taxes.vat.LawTaxation.rate",
    "taxes.vat.LawTaxation.changes",
    "values.dated.Timeline.at",
    "values.dated.Timeline.pieces",
    "values.explanation.evaluate",
    "values.explanation.rounded",
    "values.rounding.RoundingRule.__call__",
    "values.rounding.RoundingRule.of_ratio",
    "values.rounding.allocate",
    "values.units.convert",
]


def _broken(*_, **__):
    pytest.fail("the reference calculator ran code of the engine")


def _break(monkeypatch):
    import importlib

    for name in ENGINE:
        module, _, held = name.rpartition(".")
        owner = held
        try:
            place = importlib.import_module(f"utilbill.{module}")
        except ModuleNotFoundError:
            module, _, owner = module.rpartition(".")
            place = getattr(importlib.import_module(f"utilbill.{module}"), owner)
        assert hasattr(place, held), name
        monkeypatch.setattr(place, held, _broken)


def test_the_reference_still_works_when_the_engine_is_broken(monkeypatch):
    drawn = []

    @given(cases(market=DE, commodities=["electricity", "gas", "water"]))
    @settings(max_examples=40, derandomize=True, database=None)
    def draw(case):
        drawn.append((case, DE.billing.spreading(case.contract, case.period)))

    draw()
    with monkeypatch.context() as broken:
        _break(broken)
        again = [reference_bill(case, DE) for case, _ in drawn if case.spreading.name == "linear"]
    assert len(again) > len(drawn) / 4
    for (case, _), bill in zip(
        [held for held in drawn if held[0].spreading.name == "linear"], again, strict=True
    ):
        assert bill == reference_bill(case, DE)


def test_what_the_reference_does_not_know_it_refuses():
    class Mine(ub.UnitPrice):
        pass

    year = ub.Period.of_year(2024)
    point = ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")])
    case = ub.Case(
        contract=ub.Contract(id="c", supply_start=year.start, supply_point=point),
        period=year,
        readings=[ub.Reading("r", year.start, 0), ub.Reading("r", year.end, 1)],
        prices=ub.PriceSheet(
            name="mine", basis="net", components=[Mine(id="e", label="e", prices="1 ct/kWh")]
        ),
    )
    with pytest.raises(OutsideReferenceError, match="component e is a Mine"):
        reference_bill(case, DE)
