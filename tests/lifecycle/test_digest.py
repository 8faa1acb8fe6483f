"""A bill can be recognized when it is calculated again, on any machine and at any time."""

import datetime as dt
import importlib.util
import subprocess
import sys

import attrs
import pytest
from hypothesis import given, settings

import utilbill as ub
from utilbill import testing
from utilbill.values.errors import GapError, InvalidInputError, OverlapError

LATE = ub.Reading("1-0:1.8.0", "2025-01-01", 9000, known_since="2025-03-10")


def test_old_knowledge_gives_the_old_digest(case, germany):
    then = ub.BillDigest.of(case(2024).settle(germany))
    now = case(2024, readings=[LATE])
    assert ub.BillDigest.of(attrs.evolve(now, known_on="2025-03-09").settle(germany)) == then
    on_the_day = ub.BillDigest.of(attrs.evolve(now, known_on="2025-03-10").settle(germany))
    assert on_the_day == ub.BillDigest.of(now.settle(germany)) != then


def test_prices_contracts_and_gas_quality_have_a_history(case, contract, sheet, germany):
    cheaper = attrs.evolve(
        sheet,
        components=(
            ub.UnitPrice(id="energy", label="Energy", prices="24.00 ct/kWh"),
            sheet.components[1],
        ),
    )
    prices = ub.History([ub.Version(sheet)]).then(cheaper, "2025-06-10", "typing error")
    moved = ub.History([ub.Version(contract)]).then(
        attrs.evolve(contract, customer_class="business"), "2025-07-01"
    )
    held = case(2024)

    def on(day):
        return ub.settle(moved, held.period, held.readings, prices, market=germany, as_known_on=day)

    assert ub.reproduces(ub.BillDigest.of(held.settle(germany)), on("2025-06-09"))
    assert on("2025-06-10").totals.net == ub.Money("820.00", "EUR")  # 3000 x 24 ct + 100
    assert on("2025-06-30").contract.customer_class is ub.CustomerClass.HOUSEHOLD
    assert on(None).contract.customer_class is ub.CustomerClass.BUSINESS


def test_a_history_says_when_it_knew_nothing():
    history = ub.History([ub.Version("sheet", "2024-02-01")])
    with pytest.raises(GapError, match="is before 2024-02-01"):
        history.as_known_on(dt.date(2024, 1, 31))
    with pytest.raises(OverlapError, match="is the day of two versions"):
        history.then("other", "2024-02-01")
    with pytest.raises(GapError):
        ub.History([])


def test_revised_figures_of_law_work_the_same_way(germany):
    """The grid relief of 2024 was published at 0.403 ct and replaced by 0.643 ct in December."""
    contract = ub.Contract(
        id="C-1",
        supply_start="2024-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("1-0:1.8.0")]),
    )
    sheet = ub.PriceSheet(
        name="With levy",
        basis="net",
        components=[
            ub.UnitPrice(id="energy", label="Energy", prices="20.00 ct/kWh"),
            germany.statutory.levy("stromnev19"),
        ],
    )
    year = ub.Period.of_year(2024)
    readings = [ub.Reading("1-0:1.8.0", year.start, 0), ub.Reading("1-0:1.8.0", year.end, 1000)]

    def on(day):
        return ub.settle(contract, year, readings, sheet, market=germany, as_known_on=day)

    assert on("2023-11-01").totals.net == ub.Money("204.03", "EUR")
    assert on(None).totals.net == ub.Money("206.43", "EUR")
    assert ub.reproduces(ub.BillDigest.of(on("2023-11-01")), on("2023-12-01"))
    assert not ub.reproduces(ub.BillDigest.of(on("2023-11-01")), on(None))


def test_other_rules_name_themselves(case, germany):
    settlement = case(2024).settle(germany)
    other = attrs.evolve(settlement, rules_version="provisional.DE.9")
    answer = ub.reproduces(ub.BillDigest.of(settlement), other)
    assert answer.sameness is ub.Sameness.OTHER_RULES
    assert "calculated by provisional.DE.9" in str(answer)
    assert answer.found.provisional


def test_names_do_not_make_another_bill_but_figures_do(case, sheet, germany):
    same = ub.BillDigest.of(case(2024).settle(germany))
    energy, standing = sheet.components
    renamed = attrs.evolve(
        sheet, name="Other", components=(attrs.evolve(energy, label=ub.Label("Strom")), standing)
    )
    assert ub.BillDigest.of(case(2024, prices=renamed).settle(germany)) == same
    dearer = attrs.evolve(
        sheet,
        components=(
            ub.UnitPrice(id="energy", label="Energy", prices="25.000001 ct/kWh"),
            standing,
        ),
    )
    changed = case(2024, prices=dearer).settle(germany)
    assert changed.totals == case(2024).settle(germany).totals
    assert ub.BillDigest.of(changed) != same


def test_number_and_dates_of_issue_come_after_the_calculation(case, germany):
    settlement = case(2024).settle(germany)
    plain = ub.combine([settlement])
    issued = ub.combine([settlement], document_date="2025-01-20", number="R-1")
    assert ub.BillDigest.of(plain) == ub.BillDigest.of(issued)


def test_digests_as_text(case, germany):
    held = ub.BillDigest.of(case(2024).settle(germany))
    assert ub.BillDigest.parse(str(held)) == held
    for wrong in ("", "sha256:00", f"x md5:{held.value}", f"x sha256:{held.value[:-1]}g"):
        with pytest.raises(InvalidInputError, match="is no digest"):
            ub.BillDigest.parse(wrong)


@settings(max_examples=60)
@given(testing.cases())
def test_a_bill_keeps_its_digest_through_json_and_in_any_order(germany, case):
    bill = ub.combine([case.settle(germany)])
    stored = ub.BillDigest.of(bill)
    assert ub.BillDigest.of(ub.bill_from_json(ub.bill_to_json(bill))) == stored
    turned = attrs.evolve(case, readings=case.readings[::-1])
    assert ub.BillDigest.of(ub.combine([turned.settle(germany)])) == stored


def test_another_process_with_another_locale_and_hash_seed_says_the_same():
    code = (
        "import locale, sys\n"
        "import utilbill as ub\n"
        "try:\n    locale.setlocale(locale.LC_ALL, '')\nexcept locale.Error:\n    pass\n"
        "loaded = ub.load_case('examples/konstanz-2016/case.yaml')\n"
        "print(ub.BillDigest.of(ub.bill_case(loaded)))\n"
    )
    said = {
        subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={
                "PYTHONHASHSEED": seed,
                "LC_ALL": words,
                "PATH": "",
                "PYTHONPATH": ":".join(sys.path),
            },
        ).stdout
        for seed, words in (("1", "C"), ("2", "de_DE.UTF-8"), ("3", "pl_PL.UTF-8"))
    }
    assert len(said) == 1, said


def test_the_examples_have_the_digests_that_were_written_down(root):
    """The same on every Python; CI runs the oldest and the newest."""
    folder = root / "examples"
    if not folder.is_dir():
        pytest.skip("the examples are not here, only the installed package")
    spec = importlib.util.spec_from_file_location("digests", root / "tests/lifecycle/digests.py")
    digests = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(digests)
    written = (root / "tests/lifecycle/digests.txt").read_text("utf-8")
    assert digests.text(digests.digests(folder)) == written, (
        "run: python tests/lifecycle/digests.py"
    )
