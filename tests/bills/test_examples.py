"""Every example settles, its sums hold, and what its page says is what is computed."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

import utilbill as ub
from utilbill.markets.de.deadlines import bill_deadline, credit_payout_deadline
from utilbill.testing import assert_billed_once


@pytest.fixture(scope="module")
def examples(root):
    folder = root / "examples"
    if not folder.is_dir():
        pytest.skip("the examples are not here, only the installed package")
    return folder


@pytest.fixture(scope="module")
def loaded(examples):
    return lambda name: ub.load_case(examples / name)


@pytest.fixture(scope="module")
def billed(loaded):
    return lambda name: ub.bill_case(loaded(name))


def euro(text):
    return ub.Money(text, "EUR")


def total(amounts):
    return sum(amounts, euro(0))


def test_every_example_settles_and_its_sums_hold(examples, assert_lawful):
    files = sorted(examples.glob("*/*.yaml"))
    assert len(files) >= 8
    for file in files:
        held = ub.load_case(file)
        bill = ub.bill_case(held)
        for settlement, case in zip(bill.settlements, held.cases, strict=True):
            assert_lawful(settlement, case.prices, held.market)
            charged = total(line.amount for line in settlement.charged)
            net = settlement.basis is ub.PriceBasis.NET
            assert charged == (settlement.totals.net if net else settlement.totals.gross)
        totals = bill.totals
        assert totals.net + totals.tax == totals.gross
        assert total(group.gross for group in totals.groups) == totals.gross
        assert bill.balance == totals.gross - bill.deducted
        assert total(held.balance for held in bill.settlements) == bill.balance
        for language in ("de", "en"):
            assert ub.bill_text(bill, language)


def test_every_example_has_a_page_and_every_page_an_example(examples, root):
    if not (root / "docs").is_dir():
        pytest.skip("the documentation is not here")
    pages = {page.stem for page in (root / "docs" / "examples").glob("*.md")} - {"index"}
    folders = {folder.name for folder in examples.iterdir() if folder.is_dir()}
    assert folders == pages | {"konstanz-2016", "own-test-suite", "statutory-bill"}


def test_moving_out_in_june(loaded, billed):
    bill = billed("moving-out-in-june/case.yaml")
    (settlement,) = bill.settlements
    law = loaded("moving-out-in-june/case.yaml").market.law

    assert settlement.kind is ub.SettlementKind.FINAL
    assert settlement.period.end == settlement.contract.supply_end
    assert bill.balance == euro("-30.82")
    assert bill.document_date <= bill_deadline(law, settlement.period) == dt.date(2024, 7, 27)
    assert bill.due_date <= credit_payout_deadline(law, bill.document_date)
    assert bill.next_plans == ()
    words = ub.bill_text(bill, "de")
    assert "Auszahlung bis  22.07.2024" in words
    assert "Fällig" not in words


def test_moving_out_takes_no_day_after_the_supply(loaded):
    (case,) = loaded("moving-out-in-june/case.yaml").cases
    longer = attrs.evolve(case, period=ub.Period.through("2024-01-01", "2024-06-30"))
    with pytest.raises(ub.UtilbillError, match="past the end of supply"):
        longer.settle(ub.market("DE"))


def test_a_gas_year_by_both_methods(billed):
    a, b, c = (
        billed(f"gas-year-2024/{name}.yaml")
        for name in ("end-of-period", "split", "split-with-reading")
    )
    assert {held.totals.net for held in (a, b, c)} == {euro("1719.84")}
    assert {held.deducted_tax for held in (a, b, c)} == {euro("211.99")}
    assert (a.balance - b.balance, c.balance - b.balance) == (euro("162.70"), euro("3.54"))

    (early, _) = b.totals.groups
    assert [group.rate.percent for group in b.totals.groups] == [7, 19]
    assert ub.CENT(early.net.amount * 12 / 100) == Decimal("162.70")

    parts = [
        [held.quantity for held in bill.lines if held.component == "energy"] for bill in (b, c)
    ]
    assert {total_.amount for total_ in (sum(p[1:], p[0]) for p in parts)} == {19998}
    assert ub.CENT((parts[0][0] - parts[1][0]).amount * 8 * 12 / 10000) == Decimal("3.54")


def test_the_files_of_the_gas_year_differ_only_in_the_method(loaded):
    names = ("end-of-period", "split", "split-with-reading")
    cases = [loaded(f"gas-year-2024/{name}.yaml").cases[0] for name in names]
    plain = {attrs.evolve(case, rate_change=None, readings=()) for case in cases}
    assert len(plain) == 1
    assert cases[0].readings == cases[1].readings == (cases[2].readings[0], cases[2].readings[2])


def test_a_house_with_three_supplies(billed):
    bill = billed("house-with-three-supplies/case.yaml")
    electricity, gas, water = bill.settlements

    taxes = {int(group.rate.percent): group.tax for group in bill.totals.groups}
    assert taxes == {19: euro("514.45"), 7: euro("24.85"), 0: euro("0.00")}
    assert bill.balance == euro("123.18")
    assert [held.balance for held in bill.settlements] == [
        euro("-28.64"), euro("93.72"), euro("58.10"),
    ]  # fmt: skip
    assert (
        bill.deducted_tax
        == euro("527.01")
        == (electricity.deducted_tax + gas.deducted_tax + euro("22.99"))
    )
    assert not [held for settlement in bill.settlements for held in settlement.findings]

    assert gas.consumption.total == ub.Quantity(17757, "kWh")  # 1 640 m³ × 0.9430 × 11.482
    priced = {line.component: line.quantity for line in water.lines if line.quantity}
    assert priced["water"] - priced["waste_water"] == water.consumption.of("garden")
    (statement,) = bill.emissions
    assert (statement.share.percent, statement.landlord) == (30, euro("63.25"))
    assert len(bill.next_plans) == 3


def test_a_price_may_leave_out_a_garden_meter_and_nothing_else(billed):
    water = billed("house-with-three-supplies/case.yaml").settlements[2]
    assert_billed_once(water)
    fee = ub.Quantity(120, "m³")
    lines = [
        attrs.evolve(line, quantity=ub.Quantity(119, "m³")) if line.quantity == fee else line
        for line in water.lines
    ]
    with pytest.raises(AssertionError, match="waste_water prices 119 of 139"):
        assert_billed_once(attrs.evolve(water, lines=tuple(lines)))


def test_a_bill_names_what_was_deducted_for_each_supply(billed):
    words = ub.bill_text(billed("house-with-three-supplies/case.yaml"), "de")
    for row in (
        "Strom E-310 (11) -1.232,00",
        "Gas G-310 (11) -1.925,00",
        "Wasser W-310 (11) -726,00",
    ):
        assert row in " ".join(words.split())


def test_installments_in_parts_keep_the_fee_outside_tax(loaded):
    water = loaded("house-with-three-supplies/case.yaml").cases[2]
    assert len(water.received) == 11
    for held in water.received:
        assert [(part.rate.category.value, str(part.gross.amount)) for part in held.parts] == [
            ("reduced", "31.98"), ("out_of_scope", "34.02"),
        ]  # fmt: skip


def test_a_series_that_was_invoiced_may_have_parts():
    case = ub.parse_case(SERIES.encode(), "series.yaml").cases[0]
    assert [held.due.month for held in case.demanded] == [2, 3]
    assert {held.tax for held in case.demanded} == {euro("0.70")}
    wrong = SERIES.replace("tax: 0.70", "tax: 0.80")
    with pytest.raises(ub.UtilbillError, match="is not the sum"):
        ub.parse_case(wrong.encode(), "series.yaml")


SERIES = """
schema: utilbill.case/1
market: DE
contract: {id: W, commodity: water, supply_start: 2025-01-01}
period: {first: 2025-01-01, last: 2025-12-31}
price_sheet:
  name: s
  basis: net
  components:
    - {type: standing_charge, id: base, price: 0.50 EUR/day, tax: reduced}
installments: invoiced
demanded_series:
  - first: 2025-02-01
    count: 2
    amount: 15.70 EUR
    parts:
      - {tax_percent: 7, net: 10.00 EUR, tax: 0.70 EUR}
      - {tax_percent: 0, net: 5.00 EUR, tax: 0.00 EUR}
"""


def test_a_shop_with_a_late_exchange(billed, loaded):
    before, after = (
        billed(f"shop-late-exchange/{name}.yaml").settlements[0]
        for name in ("as-billed", "corrected")
    )
    assert [held.code for held in before.findings] == ["estimated_reading"]
    assert [held.code for held in after.findings] == ["reading_left_aside"]
    assert after.consumption.total - before.consumption.total == ub.Quantity(40 * 30, "kWh")
    assert after.totals.net - before.totals.net == euro("269.26")
    assert after.balance - before.balance == euro("320.42")
    assert total(new.amount - old.amount for old, new in zip(before.lines, after.lines, strict=True)
                 ) == euro("269.26")  # fmt: skip

    (case,) = loaded("shop-late-exchange/corrected.yaml").cases
    as_then = attrs.evolve(case, known_on=dt.date(2025, 1, 20)).settle(ub.market("DE"))
    assert as_then == before


@pytest.mark.parametrize(("last", "earned"), [("2024-12-31", True), ("2024-09-16", False)])
def test_the_bonus_of_the_shop_needs_twelve_months(loaded, last, earned):
    (case,) = loaded("shop-late-exchange/corrected.yaml").cases
    period = ub.Period.through("2024-01-01", last)
    contract = attrs.evolve(case.contract, supply_end=period.end)
    bill = attrs.evolve(case, contract=contract, period=period).settle(ub.market("DE"))
    bonus = [line.amount for line in bill.lines if line.role is ub.ChargeRole.BONUS]
    assert bonus == ([euro("-250.00")] if earned else [])
    told = [held for held in bill.findings if held.code == "bonus_not_granted"]
    assert len(told) == (not earned)


def test_a_bonus_lost_in_the_same_bill_is_named(loaded):
    (case,) = loaded("shop-late-exchange/corrected.yaml").cases
    bonus = ub.Bonus(
        id="welcome", label=ub.Label("Welcome", "Start"), amount=euro("50"), stay_months=12
    )
    sheet = attrs.evolve(case.prices, components=[*case.prices.components[:-1], bonus])
    period = ub.Period.through("2024-01-01", "2024-09-16")
    contract = attrs.evolve(case.contract, supply_end=period.end)
    left = attrs.evolve(case, contract=contract, period=period, prices=sheet)
    findings = left.settle(ub.market("DE")).findings
    (told,) = (held for held in findings if held.code == "bonus_not_granted")
    assert told.message.in_language("de") == (
        "Start: nicht gewährt, da die Lieferung vor Ablauf von 12 Monaten endete."
    )
    stayed = attrs.evolve(case, prices=sheet).settle(ub.market("DE"))
    assert not [held for held in stayed.findings if held.code == "bonus_not_granted"]


def test_a_bonus_that_can_still_be_earned_is_no_finding(loaded):
    (case,) = loaded("shop-late-exchange/corrected.yaml").cases
    period = ub.Period.through("2024-01-01", "2024-09-16")
    bill = attrs.evolve(case, period=period, kind="interim").settle(ub.market("DE"))
    assert not [held for held in bill.findings if held.code == "bonus_not_granted"]


def test_an_estimate_starts_from_what_was_known_on_its_day(examples):
    text = (examples / "shop-late-exchange" / "corrected.yaml").read_text("utf-8")
    folder = examples / "shop-late-exchange"

    def estimate(data):
        readings = ub.parse_case(data.encode(), "case.yaml", folder).cases[0].readings
        return next(held.value for held in readings if not held.origin.measured)

    # 23 400 kWh of the year, and not those of the days since an exchange that nobody had told of.
    assert estimate(text) == 4120 + 782
    undated = text.replace("    known_since: 2025-01-08\n", "")
    assert estimate(undated) == 4624 + 231
    assert estimate(f"as_known_on: 2025-01-20\n{undated}") == 4120 + 782


def test_a_reading_of_a_meter_that_is_gone_is_left_aside_and_named():
    period = ub.Period.of_year(2024)
    registers = [ub.Register("r", meter=meter) for meter in ("A", "B")]
    readings = [
        ub.Reading("r", "2024-01-01", 0, meter="A"),
        ub.Reading("r", "2024-06-01", 100, meter="A"),
        ub.Reading("r", "2024-06-01", 0, meter="B"),
        ub.Reading("r", "2025-01-01", 50, meter="B"),
    ]
    assert ub.consumption(registers, readings, period).findings == ()
    for day, origin, severity in (
        ("2024-09-01", "estimated", "info"),
        ("2025-01-01", "estimated", "info"),
        ("2025-01-01", "customer", "warning"),
        ("2025-01-02", "estimated", None),
    ):
        late = ub.Reading("r", day, 200, origin, meter="A")
        used = ub.consumption(registers, [late, *readings], period)
        assert used.total == ub.Quantity(150, "kWh")
        told = [(held.code, held.severity.value) for held in used.findings]
        assert told == ([("reading_left_aside", severity)] if severity else [])
    read = ub.Reading("r", "2024-09-01", 200, "customer", meter="A")
    with pytest.raises(ub.UtilbillError):
        ub.consumption(registers, [read, *readings], period)


def test_a_bill_shows_the_transformer_ratio_and_a_single_day_once(billed):
    words = ub.bill_text(billed("shop-late-exchange/corrected.yaml"), "de")
    assert "1-0:1.8.0 / NEU-88 / × 30" in words
    (bonus,) = (line for line in words.splitlines() if "Neukundenbonus" in line)
    assert bonus.split()[2:] == ["31.12.2024", "-250,00"]


def test_a_bill_names_the_way_of_spreading_in_words(billed):
    bill = billed("gas-year-2024/split.yaml")
    assert "nach Gradtagszahlen (GasGVV § 12 Abs. 2)" in ub.bill_text(bill, "de")
    assert "by degree days (GasGVV § 12 Abs. 2)" in ub.bill_text(bill, "en")
