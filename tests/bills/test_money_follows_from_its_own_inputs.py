"""What a line costs depends on what it prices, and on nothing beside it."""

import attrs
import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.values import errors as e

GERMANY = ub.market("DE")


def supply(commodity="electricity", unit="kWh", **more):
    return ub.Contract(
        id="c",
        supply_start="2010-01-01",
        supply_point=ub.SupplyPoint(commodity=commodity, registers=[ub.Register("r", unit=unit)]),
        **more,
    )


def settle(components, first, last, quantity, *, basis="net", contract=None, **more):
    period = ub.Period.through(first, last)
    sheet = ub.PriceSheet(name="s", basis=basis, components=components)
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, quantity)]
    more.setdefault("market", GERMANY)
    return ub.settle(contract or supply(), period, readings, sheet, **more)


def energy(prices="30 ct/kWh", **more):
    return ub.UnitPrice(id="energy", label=ub.Label("energy"), prices=prices, **more)


@given(st.integers(0, 5000))
def test_a_line_for_information_never_moves_money(quantity):
    prices = ub.dated_prices(("2024-01-01", "30 ct/kWh"), ("2024-09-01", "40 ct/kWh"))
    contained = GERMANY.statutory.levies("electricity", ub.LineKind.CONTAINED)
    alone = settle([energy(prices)], "2024-03-01", "2025-02-28", quantity, basis="gross")
    shown = settle(
        [energy(prices), *contained], "2024-03-01", "2025-02-28", quantity, basis="gross"
    )
    assert shown.totals == alone.totals


def test_a_change_of_a_standing_charge_divides_no_quantity(assert_lawful):
    base = ub.StandingCharge(
        id="base",
        label=ub.Label("base"),
        prices=ub.dated_prices(("2024-01-01", "120 EUR/year"), ("2024-07-01", "132 EUR/year")),
        proration="months",
    )
    bill = settle([energy(), base], "2024-01-01", "2024-12-31", 1000, spreading=ub.BY_READING)
    assert [str(line.amount.amount) for line in bill.lines] == ["300.00", "60.00", "66.00"]
    assert_lawful(bill)


@pytest.mark.parametrize("contained", [False, True])
def test_net_figures_of_law_on_a_gross_sheet(contained, assert_lawful):
    kind = ub.LineKind.CONTAINED if contained else ub.LineKind.CHARGED
    tax = GERMANY.statutory.quantity_tax("electricity", kind)
    bill = settle([energy(), tax], "2024-01-01", "2024-12-31", 3500, basis="gross")
    line = bill.lines[1]
    # 3 500 kWh at 2.05 ct are 71.75 EUR net, 85.3825 EUR with 19 %.
    assert str(line.amount.amount) == ("71.75" if contained else "85.38")
    assert line.basis.value == ("net" if contained else "gross")
    assert str(line.price) == ("2.05 ct/kWh" if contained else "2.4395 ct/kWh")
    assert bill.totals.gross == ub.Money("1050.00" if contained else "1135.38", "EUR")
    assert_lawful(bill)
    words = ub.bill_text(ub.combine([bill]), "de")
    assert ("nachrichtlich, ohne Umsatzsteuer" in words) is contained


@pytest.mark.parametrize(("unit", "quantity"), [("kWh", 3_000_000), ("MWh", 3_000)])
def test_the_threshold_of_a_levy_knows_units(unit, quantity, assert_lawful):
    levy = attrs.evolve(GERMANY.statutory.levy("stromnev19"), group="b")
    bill = settle([levy], "2026-01-01", "2026-12-31", quantity, contract=supply(unit=unit))
    assert bill.totals.net == ub.Money("16590.00", "EUR")
    assert_lawful(bill)
    tree = str(ub.explain(bill.lines[1].explanation, "en"))
    assert "threshold of the year" in tree
    assert "closing reading" in tree


def test_what_was_settled_before_uses_up_the_threshold(assert_lawful):
    levy = attrs.evolve(GERMANY.statutory.levy("stromnev19"), group="b", used_before=900_000)
    bill = settle([levy], "2026-07-01", "2026-12-31", 300_000)
    assert [str(line.quantity.amount) for line in bill.lines] == ["100000", "200000"]
    assert_lawful(bill)
    beyond = attrs.evolve(levy, used_before=2_000_000)
    bill = settle([beyond], "2026-07-01", "2026-12-31", 300_000)
    assert [str(line.amount.amount) for line in bill.lines] == ["150.00"]
    with pytest.raises(e.NegativeConsumptionError):
        attrs.evolve(levy, used_before=-5)


def test_each_year_has_its_own_threshold(assert_lawful):
    levy = attrs.evolve(GERMANY.statutory.levy("stromnev19"), group="c")
    bill = settle([levy], "2025-07-01", "2026-06-30", 3_650_000, spreading=ub.LINEAR)
    # 184 days of 2025 are 1 840 000 kWh, 181 of 2026 are 1 810 000 kWh.
    assert [str(line.quantity.amount) for line in bill.lines] == [
        "1000000", "840000", "1000000", "810000",
    ]  # fmt: skip
    assert_lawful(bill)


def test_a_figure_that_is_carried_past_its_horizon_says_so():
    carried = GERMANY.with_law(GERMANY.law.beyond_horizon(ub.CARRY_LAST))
    bill = settle(
        [GERMANY.statutory.levy("kwkg")],
        "2026-07-01",
        "2027-06-30",
        3650,
        market=carried,
        spreading=ub.LINEAR,
    )
    assert [str(line.period) for line in bill.lines] == [
        "2026-07-01..2026-12-31",
        "2027-01-01..2027-06-30",
    ]
    assert [finding.code for finding in bill.findings] == ["carried_past_horizon"]
    plan = ub.next_forecast(bill, ub.PriceSheet(
        name="s", basis="net", components=[GERMANY.statutory.levy("kwkg")]
    ), market=carried)  # fmt: skip
    assert "carried_past_horizon" in {finding.code for finding in plan.findings}


def test_gas_and_water_at_seven_percent_are_one_group():
    gas = settle([energy("10 ct/kWh")], "2023-01-01", "2023-12-31", 1003,
                 contract=supply("gas"))  # fmt: skip
    water = settle(
        [ub.UnitPrice(id="w", label=ub.Label("w"), prices="1 EUR/m³", tax="reduced")],
        "2023-01-01", "2023-12-31", 107, contract=supply("water", "m³"),
    )  # fmt: skip
    bill = ub.combine([gas, water])
    # 7 % of 100.30 + 107.00 = 14.511.
    assert [(str(g.rate.percent), str(g.tax.amount)) for g in bill.totals.groups] == [
        ("7", "14.51")
    ]


def test_a_service_beside_gas_is_taxed_in_full_while_gas_is_cut(assert_lawful):
    service = ub.OneOff(
        id="s", label=ub.Label("s"), amount=ub.Money("32.00", "EUR"), on="2023-05-01"
    )
    bill = settle([energy("10 ct/kWh"), service], "2023-01-01", "2023-12-31", 1000,
                  contract=supply("gas"))  # fmt: skip
    assert {line.component: str(line.tax.percent) for line in bill.lines} == {
        "energy": "7",
        "s": "19",
    }
    assert_lawful(bill)


def discount(name, of, percent=10):
    return ub.PercentDiscount(id=name, label=ub.Label(name), percent=percent, of=of)


def test_a_discount_on_a_discount_sees_what_is_left():
    bill = settle(
        [energy(), discount("first", "energy"), discount("second", ["energy", "first"])],
        "2024-01-01", "2024-12-31", 1000,
    )  # fmt: skip
    assert [str(line.amount.amount) for line in bill.lines] == ["300.00", "-30.00", "-27.00"]


@pytest.mark.parametrize(
    ("of", "match"),
    [
        ("itself", "stands before it"),
        ("later", "stands before it"),
        ("electricity_tax", "only contained"),
        ((), "leaves nothing"),
    ],
)
def test_discounts_that_would_do_nothing_are_refused(of, match):
    contained = GERMANY.statutory.quantity_tax("electricity", ub.LineKind.CONTAINED)
    with pytest.raises(e.InvalidInputError, match=match):
        settle(
            [energy(), contained, discount("itself", of), discount("later", "energy")],
            "2024-01-01", "2024-12-31", 1000,
        )  # fmt: skip


def test_a_price_without_a_quantity_is_refused():
    for price in ("25 EUR", "25 EUR/year", "25 EUR/day"):
        with pytest.raises(e.UnitError, match="unit of a quantity"):
            energy(price)


@pytest.mark.parametrize("tax_rates", [{"standard": -1}, {"standard": 101}])
def test_rates_of_tax_lie_between_nothing_and_the_whole(tax_rates):
    with pytest.raises(e.InvalidInputError, match="no rate of tax"):
        ub.FixedTaxation({ub.TaxCategory(name): rate for name, rate in tax_rates.items()})
