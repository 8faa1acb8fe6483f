"""Bills whose prices follow indices: district heat, and contracts linked to monthly means."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.billing.canonical import canonical_form
from utilbill.testing.invariants import assert_lawful
from utilbill.values.errors import (
    CurrencyMismatchError,
    GapError,
    InvalidInputError,
    MissingChoiceError,
    MissingFieldError,
    UnitError,
)

NO_TAX = ub.FixedTaxation({ub.TaxCategory.STANDARD: 0})
YEAR = ub.Period.of_year(2023)
MONTHS = [(year, month) for year in (2022, 2023) for month in range(1, 13)]
TWO_PLACES = ub.RoundingRule("two_places", "0.01")


def settle(components, period=YEAR, quantity="36.5", indices=None, **options):
    point = ub.SupplyPoint(commodity="heat", registers=[ub.Register("heat", unit="MWh")])
    contract = ub.Contract(id="H", supply_start="2019-01-01", supply_point=point)
    readings = [
        ub.Reading("heat", period.start, 100),
        ub.Reading("heat", period.end, Decimal(100) + Decimal(quantity)),
    ]
    sheet = ub.PriceSheet(name="District heat", basis="net", components=components)
    bill = ub.settle(
        contract,
        period,
        readings,
        sheet,
        taxation=NO_TAX,
        spreading=ub.LINEAR,
        indices=indices or {},
        **options,
    )
    assert_lawful(bill, sheet)
    return bill


def monthly(values, name="gas"):
    return ub.IndexFigures.monthly(name, "1", dict(zip(MONTHS, values, strict=False)))


def clause(text="AP0 * G / G0", unit="EUR/MWh", rounding=TWO_PLACES, window=None, **parameters):
    held = {"AP0": "80.00 EUR/MWh", "G0": "100.0"} | parameters
    return ub.PriceFormula.parse(
        text,
        unit=unit,
        parameters={name: value for name, value in held.items() if name in text},
        indices=[ub.IndexReference(name="G", index="gas", **(window or {"lag": 2}))],
        rounding=rounding,
        source="contract of 2019",
    )


def heat(formula=None, price_days="quarterly", **options):
    return ub.FormulaPrice(
        id="heat",
        label=ub.Label("Energy price", "Arbeitspreis"),
        formula=formula or clause(),
        price_days=price_days,
        **options,
    )


def base(formula, price_days="quarterly", **options):
    options = {"proration": "days_365", **options}
    return ub.FormulaStandingCharge(
        id="base", label="Base price", formula=formula, price_days=price_days, **options
    )


def rows(bill):
    return [
        (str(line.period.start), str(line.price), str(line.amount.amount)) for line in bill.lines
    ]


RISING = monthly(range(100, 124))  # 100 in January 2022, 123 in December 2023


def test_a_quarterly_price_cuts_the_bill_where_it_is_set():
    """36.5 MWh in a year are 0.1 MWh a day; the price looks at the month two months before."""
    assert rows(settle([heat()], indices={"gas": RISING})) == [
        ("2023-01-01", "88.00 EUR/MWh", "792.00"),  # November: 110; 90 days, 9 MWh
        ("2023-04-01", "90.40 EUR/MWh", "822.64"),  # February: 113; 91 days
        ("2023-07-01", "92.80 EUR/MWh", "853.76"),  # May: 116; 92 days
        ("2023-10-01", "95.20 EUR/MWh", "875.84"),  # August: 119; 92 days
    ]


def test_a_price_looks_back_from_its_own_first_day_and_not_from_that_of_the_bill():
    part = settle([heat()], ub.Period("2023-05-10", "2023-05-20"), "1", indices={"gas": RISING})
    assert rows(part) == [("2023-05-10", "90.40 EUR/MWh", "90.40")]


def test_base_and_capacity_prices_follow_indices_through_time():
    yearly = base(clause("GP0 * G / G0", "EUR/year", GP0="365.00 EUR/year"), "yearly")
    bill = settle([heat(price_days="yearly"), yearly], indices={"gas": RISING})
    assert rows(bill)[1] == ("2023-01-01", "401.50 EUR/year", "401.50")

    capacity = base(
        clause("LP0 * (0.4 + 0.6 * G / G0)", "EUR/kW/year", LP0="26.40 EUR/kW/year"),
        count="15 kW",
    )
    bill = settle([heat(), capacity], indices={"gas": RISING})
    # 26.40 x 1.06 = 27.984, to 27.98; for 15 kW and 90 of 365 days: 103.487...
    assert rows(bill)[4] == ("2023-01-01", "27.98 EUR/kW/year", "103.49")


def test_weights_that_change_inside_a_price_period_set_a_price_on_their_first_day():
    """Wage 0.35, gas 0.65 until September 2020; then wage 0.10, gas 0.50, market 0.40."""

    def weighted(text, *names):
        return ub.PriceFormula.parse(
            f"AP0 * ({text})",
            unit="EUR/MWh",
            parameters={"AP0": "60.00 EUR/MWh"} | {f"{name}0": "100" for name in names},
            indices=[ub.IndexReference(name=name, lag=0) for name in names],
            rounding=TWO_PLACES,
            weights_add_up=True,
        )

    before = weighted("0.35 * W / W0 + 0.65 * G / G0", "W", "G")
    after = weighted("0.10 * W / W0 + 0.50 * G / G0 + 0.40 * M / M0", "W", "G", "M")
    formulas = ub.Timeline([ub.Dated("2018-01-01", before), ub.Dated("2020-10-01", after)])
    figures = {
        name: ub.IndexFigures.monthly(name, "1", {(2020, 1): first, (2020, 10): second})
        for name, first, second in (("W", 104, 106), ("G", 90, 80), ("M", 97, 95))
    }
    bill = settle(
        [heat(formulas, "yearly")], ub.Period.of_year(2020), quantity="36.6", indices=figures
    )
    assert rows(bill) == [
        ("2020-01-01", "56.94 EUR/MWh", "1560.16"),  # 0.364 + 0.585 = 0.949; 27.4 MWh
        ("2020-10-01", "53.16 EUR/MWh", "489.07"),  # 0.106 + 0.4 + 0.38 = 0.886; 9.2 MWh
    ]


def test_a_line_explains_the_formula_with_each_figure_and_its_publication():
    gas = ub.IndexFigures(
        name="gas",
        unit="1",
        figures=[
            ub.IndexFigure(ub.Period.of_month(2022, 11), "110.0", "2022-12-20", "Destatis GP09")
        ],
    )
    bill = settle([heat(price_days="yearly")], indices={"gas": gas})
    shown = str(ub.explain(bill.lines[0].explanation, "de"))

    assert "gas: 110,0 [Destatis GP09, 2022-11-01..2022-11-30, published 2022-12-20]" in shown
    assert "AP0: 80,00 EUR/MWh [contract of 2019]" in shown
    assert "88,00" in shown


def test_a_price_without_rounding_is_exact_until_the_line():
    thirds = clause(rounding=None, G0="120.0")
    bill = settle([heat(thirds, "yearly")], quantity="3", indices={"gas": RISING})
    assert bill.lines[0].price is None
    assert bill.lines[0].amount.amount == Decimal("220.00")  # 3 x 80 x 110 / 120

    shown = settle([heat(clause(rounding=None), "yearly")], indices={"gas": RISING})
    assert shown.lines[0].price == ub.Price.parse("88 EUR/MWh")


def test_cap_and_floor_by_composition():
    capped = clause("max(min(AP0 * G / G0, high), low)", high="90 EUR/MWh", low="89 EUR/MWh")
    prices = [price for _, price, _ in rows(settle([heat(capped)], indices={"gas": RISING}))]
    assert prices == ["89.00 EUR/MWh", "90.00 EUR/MWh", "90.00 EUR/MWh", "90.00 EUR/MWh"]


def test_a_contract_linked_to_the_monthly_mean_of_the_exchange():
    days = ub.Period("2023-01-01", "2023-03-01")
    spot = ub.IntervalSeries.on(
        days,
        ["100"] * (24 * 31) + ["120"] * (24 * 28),
        unit="EUR/MWh",
        resolution="1 h",
        zone="Europe/Berlin",
    )
    formula = ub.PriceFormula.parse(
        "spot + markup",
        unit="ct/kWh",
        parameters={"markup": "1.50 ct/kWh"},
        indices=[ub.IndexReference(name="spot", unit="EUR/MWh")],
    )
    indices = {"spot": ub.monthly_means(spot, TWO_PLACES)}
    bill = settle([heat(formula, "monthly")], days, "59", indices=indices)
    assert rows(bill) == [
        ("2023-01-01", "11.5 ct/kWh", "3565.00"),
        ("2023-02-01", "13.5 ct/kWh", "3780.00"),
    ]


# --- revised figures ---------------------------------------------------------------------------


def revised(month, value, published="2024-03-01"):
    return ub.IndexFigures(
        name="gas",
        unit="1",
        figures=[*RISING.figures, ub.IndexFigure(ub.Period.of_month(*month), value, published)],
    )


@given(
    st.sampled_from(MONTHS[9:]),
    st.sampled_from(
        [{"lag": 2}, {"lag": 1, "months": 4}, {"window": "quarter", "lag": 3}, {"lag": 0}]
    ),
)
def test_a_revised_figure_changes_exactly_the_periods_that_look_at_it(month, window):
    component = heat(clause(window=window), "monthly")
    first = settle([component], indices={"gas": RISING})
    held = {"gas": revised(month, "500")}
    again = settle([component], indices=held)
    then = settle([component], indices=held, as_known_on="2024-02-29")

    looked_at = {
        start
        for start in (dt.date(2023, number, 1) for number in range(1, 13))
        if ub.Period.of_month(*month) in ub.IndexReference(name="G", **window).months_at(start)
    }
    changed = {
        new.period.start
        for old, new in zip(first.lines, again.lines, strict=True)
        if old.amount != new.amount
    }
    assert changed == looked_at
    assert [line.amount for line in then.lines] == [line.amount for line in first.lines]


def test_figures_as_published_keep_their_price_when_they_are_revised():
    window = {"lag": 2, "published_before": 0}
    component = heat(clause(window=window))
    first = settle([component], indices={"gas": RISING})
    again = settle([component], indices={"gas": revised((2023, 5), "500")})
    assert canonical_form(first) == canonical_form(again)


def test_a_history_of_figures_serves_as_well_as_their_days_of_publication():
    history = ub.History([ub.Version(RISING), ub.Version(monthly(range(200, 224)), "2024-03-01")])
    before = settle([heat()], indices={"gas": history}, as_known_on="2024-02-29")
    after = settle([heat()], indices={"gas": history}, as_known_on="2024-03-01")
    assert rows(before)[2] == ("2023-07-01", "92.80 EUR/MWh", "853.76")
    assert rows(after)[2] == ("2023-07-01", "172.80 EUR/MWh", "1589.76")


def test_the_difference_of_both_bills_is_the_price():
    held = {"gas": revised((2023, 5), "126")}
    yearly = base(clause("GP0 * G / G0", "EUR/year", GP0="365.00 EUR/year"))
    then, now = (
        settle([heat(), yearly], indices=held, as_known_on=day) for day in ("2024-02-29", None)
    )
    found = ub.difference(ub.combine([then]), ub.combine([now]))
    # 9.2 MWh at 8.00 EUR, and 92 days at 0.10 EUR
    assert [(part.factor.value, str(part.amount)) for part in found.parts if part.amount] == [
        ("price", "82.80 EUR")
    ]


def test_a_formula_holds_from_its_first_day_even_before_the_first_price_day():
    started = ub.Timeline([ub.Dated("2023-01-01", clause())])
    bill = settle([heat(started, "2023-07-01")], indices={"gas": RISING})
    assert [price for _, price, _ in rows(bill)] == ["88.00 EUR/MWh", "92.80 EUR/MWh"]
    with pytest.raises(GapError, match="when the first price is set"):
        settle([heat(price_days="2023-07-01")], indices={"gas": RISING})


# --- what is refused ---------------------------------------------------------------------------


def test_what_is_missing_is_named():
    with pytest.raises(MissingFieldError, match=r"indices=\{'gas'"):
        settle([heat()])
    with pytest.raises(GapError, match=r"indices\.gas.*price from 2023-07-01 on.*'2023-05'"):
        settle([heat()], indices={"gas": monthly(range(100, 116))})
    late = ub.Timeline([ub.Dated("2023-03-01", clause())])
    with pytest.raises(GapError, match="formula of heat"):
        settle([heat(late)], indices={"gas": RISING})


def test_what_does_not_fit_is_refused_when_it_is_built():
    with pytest.raises(UnitError, match="no unit of a quantity"):
        heat(clause("GP0 * G / G0", "EUR/year", GP0="365.00 EUR/year"))
    per_load = clause("LP0 * G / G0", "EUR/kW/year", LP0="26.40 EUR/kW/year")
    with pytest.raises(InvalidInputError, match="no formula"):
        heat("AP0 * G / G0")
    with pytest.raises(UnitError, match="Give how many kW"):
        base(per_load)
    with pytest.raises(MissingChoiceError, match="proration"):
        base(per_load, count="15 kW", proration=None)
    cents = ub.Dated("2023-07-01", clause(unit="ct/kWh"))
    changing = ub.Timeline([ub.Dated("2023-01-01", clause()), cents])
    with pytest.raises(UnitError, match="change the unit"):
        heat(changing)
    kroner = ub.OneOff(id="fee", label="Fee", amount="10.00 SEK", on="2023-05-01")
    with pytest.raises(CurrencyMismatchError):
        settle([heat(), kroner], indices={"gas": RISING})


def test_a_price_overview_shows_the_price_of_the_day():
    sheet = ub.PriceSheet(name="Heat", basis="net", components=[heat()])
    shown = ub.price_overview(
        sheet, dt.date(2023, 8, 1), NO_TAX, commodity="heat", unit="MWh", indices={"gas": RISING}
    )
    assert shown.rows[0].net == ub.Price.parse("92.80 EUR/MWh")


def test_the_share_of_fuel_in_a_price_change_is_stated():
    """AVBFernwärmeV § 24 Abs. 4: of 7.20 EUR, gas makes 4.80 and wages 2.40."""
    heat_price = ub.PriceFormula.parse(
        "AP0 * (0.4 * G / G0 + 0.6 * L / L0)",
        unit="EUR/MWh",
        parameters={"AP0": "80.00 EUR/MWh", "G0": "100", "L0": "100"},
        indices=[ub.IndexReference(name="G", index="gas"), ub.IndexReference(name="L")],
    )
    figures = {
        "gas": ub.IndexFigures.monthly("gas", "1", {(2023, 1): 110, (2024, 1): 125}),
        "L": ub.IndexFigures.monthly("wages", "1", {(2023, 1): 100, (2024, 1): 105}),
    }
    moved = ub.price_movement(heat_price, dt.date(2023, 1, 1), dt.date(2024, 1, 1), figures)
    assert moved.parts == {"G": Decimal("4.8"), "L": Decimal("2.4")}
    assert {name: round(part, 2) for name, part in moved.percent.items()} == {
        "G": Decimal("66.67"),
        "L": Decimal("33.33"),
    }


def test_a_formula_prices_what_counts_its_unit_and_nothing_else():
    """Reactive energy beside it is priced by itself."""
    point = ub.SupplyPoint(
        commodity="electricity",
        registers=[ub.Register("active"), ub.Register("reactive", unit="kvarh")],
    )
    contract = ub.Contract(id="E", supply_start="2019-01-01", supply_point=point)
    readings = [
        ub.Reading(name, day, value)
        for name in ("active", "reactive")
        for day, value in ((YEAR.start, 0), (YEAR.end, 1000))
    ]
    sheet = ub.PriceSheet(
        name="Indexed",
        basis="net",
        components=[
            ub.FormulaPrice(id="energy", label="Energy", price_days="yearly", formula=clause()),
            ub.UnitPrice(id="reactive", label="Reactive", prices="1 ct/kvarh"),
        ],
    )
    bill = ub.settle(
        contract, YEAR, readings, sheet, taxation=NO_TAX, indices={"gas": monthly([100] * 24)}
    )
    assert [str(line.quantity) for line in bill.lines] == ["1000 kWh", "1000 kvarh"]
