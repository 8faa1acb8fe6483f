"""Price formulas: read and written, checked for units, worked through by hand."""

import datetime as dt
import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.tariffs.formulas.nodes import (
    FormulaParameter,
    Maximum,
    Minimum,
    Negative,
    Number,
    Product,
    Quotient,
    Round,
    Sum,
)
from utilbill.tariffs.formulas.parsing import read_expression
from utilbill.tariffs.formulas.printing import written
from utilbill.tariffs.formulas.unit_check import scale_of
from utilbill.values.errors import GapError, InvalidInputError, MissingFieldError, UnitError

NEW_YEAR = dt.date(2024, 1, 1)
HALL = "https://stadtwerke-hall.de/waerme/preisinformation-waerme/"
TWO_PLACES = ub.RoundingRule("two_places", "0.01")


def index(name, figures, unit="1"):
    """Figures by (year, month); or by (year, month, day of publication)."""
    return ub.IndexFigures(
        name=name,
        unit=unit,
        figures=[
            ub.IndexFigure(ub.Period.of_month(*month[:2]), value, *month[2:], source="Destatis")
            for month, value in figures.items()
        ],
    )


def now(**values):
    """Each index with one figure, in the month of the price day."""
    return {name: index(name, {(2024, 1): value}) for name, value in values.items()}


def references(*names, **options):
    return [ub.IndexReference(name=name, **options) for name in names]


def hall(text, unit, rounding=None, **prices):
    bases = {"Bio0": "71.05", "EG0": "100.1", "Inv0": "100.0", "L0": "99.6"}
    named = [name for name in ("Bio", "EG", "Inv", "L") if f"{name}0" in text]
    return ub.PriceFormula.parse(
        text,
        unit=unit,
        parameters={f"{name}0": bases[f"{name}0"] for name in named} | prices,
        indices=references(*named),
        rounding=rounding,
        weights_add_up=True,
        source=HALL,
    )


HALL_ENERGY = "AP0 * (0.4 * Bio / Bio0 + 0.3 * EG / EG0 + 0.15 * Inv / Inv0 + 0.15 * L / L0)"
HALL_BASE = "GP0 * (0.5 * Inv / Inv0 + 0.5 * L / L0)"
HALL_FIGURES = now(Bio="73.30", EG="93.71", Inv="105.57", L="111.53")


# --- the shared clauses, by hand ---------------------------------------------------------------


def test_the_energy_price_of_a_biomass_network():
    """0.4 x 73.30/71.05 + 0.3 x 93.71/100.1 + 0.15 x 1.0557 + 0.15 x 111.53/99.6 = 1.0198381541."""
    exactly = hall(HALL_ENERGY, "EUR/MWh", AP0="80.00 EUR/MWh").on(NEW_YEAR, HALL_FIGURES)
    shown = hall(HALL_ENERGY, "EUR/MWh", TWO_PLACES, AP0="80.00 EUR/MWh")

    assert ub.RoundingRule("seven_places", "0.0000001")(exactly.amount) == Decimal("81.5870523")
    assert exactly.price is None
    assert shown.on(NEW_YEAR, HALL_FIGURES).price == ub.Price.parse("81.59 EUR/MWh")


def test_its_base_price():
    """0.5 x 1.0557 + 0.5 x 111.53/99.6 = 1.08773955823; of 240 EUR that is 261.0574939759."""
    base = hall(HALL_BASE, "EUR/year", TWO_PLACES, GP0="240.00 EUR/year")
    assert base.on(NEW_YEAR, HALL_FIGURES).price == ub.Price.parse("261.06 EUR/year")


def test_a_capacity_price_with_a_fixed_tenth():
    """0.1 + 0.6 x 1.05 + 0.3 x 1.08 = 1.054; of 26.40 that is 27.8256."""
    capacity = ub.PriceFormula.parse(
        "LP0 * (0.1 + 0.6 * L / L0 + 0.3 * I / I0)",
        unit="EUR/kW/year",
        parameters={"LP0": "26.40 EUR/kW/year", "L0": "100.0", "I0": "100.0"},
        indices=references("L", "I"),
        weights_add_up=True,
    )
    found = capacity.on(NEW_YEAR, now(L="105.0", I="108.0"))
    assert found.price == ub.Price.parse("27.8256 EUR/kW/year")


def test_an_explanation_holds_every_figure_with_its_source():
    found = hall(HALL_ENERGY, "EUR/MWh", AP0="80.00 EUR/MWh").on(NEW_YEAR, HALL_FIGURES)
    sources = {held["label"]: held["source"] for held in found.explanation.records()}

    assert sources["EG"] == "Destatis, 2024-01-01..2024-01-31"
    assert sources["EG0"] == sources["AP0"] == HALL


# --- reading and writing -----------------------------------------------------------------------


def leaves(power):
    if power:
        return st.sampled_from(PRICES)
    numbers = st.builds(Number, st.decimals("0.5", "500", places=2))
    return numbers | st.sampled_from([*BASES, *INDICES])


PRICES = [FormulaParameter(name, place + 1, "EUR/MWh") for place, name in enumerate("abcdefgh")]
BASES = [FormulaParameter(name, place + 1) for place, name in enumerate("uvwxyz")]
INDICES = references("Gas", "Wage", "Wärme")
RULES = [TWO_PLACES, ub.RoundingRule("whole", "1", "down")]


def several(held):
    return st.lists(held, min_size=2, max_size=4)


@st.composite
def expressions(draw, power=1, depth=3):
    """Formulas that give a price (power 1) or a number (power 0)."""
    if depth == 0:
        return draw(leaves(power))
    below = expressions(power=power, depth=depth - 1)
    number = expressions(power=0, depth=depth - 1)
    products = st.builds(
        lambda price, rest, place: Product([*rest[:place], price, *rest[place:]]),
        below,
        st.lists(number, min_size=1, max_size=3),
        st.integers(0, 3),
    )
    return draw(
        leaves(power)
        | st.builds(Sum, several(below))
        | st.builds(Negative, below)
        | products
        | st.builds(Quotient, below, leaves(0))
        | st.builds(Minimum, several(below))
        | st.builds(Maximum, several(below))
        | st.builds(Round, below, st.sampled_from(RULES))
    )


BINDINGS = [*PRICES, *BASES, *INDICES]


@given(expressions())
def test_what_is_written_is_read_as_the_same_formula(expression):
    assert read_expression(written(expression), BINDINGS, RULES) == expression


@given(expressions())
def test_a_formula_of_fitting_units_always_gives_a_price_that_explains_itself(expression):
    formula = ub.PriceFormula(expression=expression, unit="ct/kWh")
    found = formula.on(NEW_YEAR, now(Gas="80", Wage="101.5", Wärme="99.9"))

    assert isinstance(found.amount, Fraction)
    assert ub.evaluate(found.explanation) == found.amount
    assert scale_of(expression).powers == (("EUR", 1), ("energy", -1))


@given(st.text("ab(+-*/, .019minaxoudr)", max_size=30))
def test_any_text_is_read_or_refused_with_a_reason(text):
    try:
        found = read_expression(text, BINDINGS, RULES)
    except InvalidInputError:
        return
    assert read_expression(written(found), BINDINGS, RULES) == found


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a*u/v", "a * u / v"),
        ("a/(u*v)", "a / (u * v)"),
        ("(a + b)*u - -a", None),
        ("(a + b)*u - (-a)", "(a + b) * u - (-a)"),
        ("-a+b-c", "-a + b - c"),
        ("max(min(a,b),c)", "max(min(a, b), c)"),
        ("round(a*Gas/u,two_places)", "round(a * Gas / u, two_places)"),
    ],
)
def test_forms_of_writing(text, same):
    if same is None:
        with pytest.raises(InvalidInputError, match=r"formula at 13"):
            read_expression(text, BINDINGS, RULES)
    else:
        assert written(read_expression(text, BINDINGS, RULES)) == same


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", InvalidInputError, "formula at 1: .*the end"),
        ("a * (u", InvalidInputError, r"must be '\)' here"),
        ("a b", InvalidInputError, "formula at 3: does not go on like this"),
        ("2a", InvalidInputError, "formula at 2: does not go on"),
        ("a * Oil", MissingFieldError, "formula at 5: is neither a parameter nor an index"),
        ("min(a)", InvalidInputError, "leaves min with one value"),
        ("round(a, cent)", MissingFieldError, "no rounding rule.*known: two_places, whole"),
        ("1.2.3 * a", InvalidInputError, "number: is not a plain number"),
        ("(" * 200 + "a" + ")" * 200, InvalidInputError, "nested more than 100"),
        ("a" + "/u" * 200, InvalidInputError, "divides more than 100"),
    ],
)
def test_what_is_no_formula_is_named_with_its_place(text, kind, message):
    with pytest.raises(kind, match=message):
        read_expression(text, BINDINGS, RULES)


# --- units, zero, weights ----------------------------------------------------------------------


def formula(text, unit="EUR/MWh", **options):
    return ub.PriceFormula(expression=read_expression(text, BINDINGS, RULES), unit=unit, **options)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a * (u + b)", r"formula u \+ b: is measured in EUR/energy, but u in 1"),
        ("min(a, u)", r"formula min\(a, u\): is measured in 1, but a in EUR/energy"),
        ("a * b", "EUR·EUR/energy/energy"),
        ("u * Gas", "is not what a price in EUR/MWh is measured in"),
    ],
)
def test_units_that_do_not_fit_are_named_with_their_part_of_the_formula(text, message):
    with pytest.raises(UnitError, match=message):
        formula(text)


def test_terms_in_cents_and_euros_are_brought_to_one_unit():
    names = [FormulaParameter("p", "80", "EUR/MWh"), FormulaParameter("m", "1.5", "ct/kWh")]
    whole = ub.PriceFormula(expression=read_expression("p + m - p", names), unit="ct/kWh")
    lower = ub.PriceFormula(expression=read_expression("min(p, m)", names), unit="EUR/MWh")

    assert whole.on(NEW_YEAR, {}).price == ub.Price.parse("1.5 ct/kWh")
    assert lower.on(NEW_YEAR, {}).price == ub.Price.parse("15 EUR/MWh")


def test_a_constant_divisor_of_zero_is_found_when_the_formula_is_built():
    with pytest.raises(InvalidInputError, match=r"divisor u - u: is zero.*base value"):
        formula("a * Gas / (u - u)")


def test_an_index_of_zero_is_named_when_something_is_divided_by_it():
    with pytest.raises(InvalidInputError, match=r"divisor Gas: is zero.*figures of Gas"):
        formula("a / Gas").on(NEW_YEAR, now(Gas="0"))


def test_weights_that_must_add_up_to_one_do():
    formula("a * (0.35 * Wage / u + 0.65 * Gas / v)", weights_add_up=True)
    formula("a * (1.1 - 0.1 * Wage / u)", weights_add_up=True)
    formula("a * (0.2 * Gas * 3 / u + 0.4)", weights_add_up=True)
    with pytest.raises(InvalidInputError, match=r"do not add up to 1 \(got 21/20\)"):
        formula("a * (0.4 * Wage / u + 0.65 * Gas / v)", weights_add_up=True)
    with pytest.raises(InvalidInputError, match="no sum of weights"):
        formula("a * Gas / u", weights_add_up=True)


def test_names_that_are_not_used_or_mean_two_things_are_refused():
    with pytest.raises(InvalidInputError, match=r"does not stand in the formula.*G0"):
        ub.PriceFormula.parse("AP0", unit="ct/kWh", parameters={"AP0": "8 ct/kWh", "G0": "98"})
    with pytest.raises(InvalidInputError, match="stands for two things"):
        ub.PriceFormula.parse(
            "G * AP0",
            unit="ct/kWh",
            parameters={"AP0": "8 ct/kWh", "G": "98"},
            indices=references("G"),
        )
    with pytest.raises(InvalidInputError, match="cannot stand in a formula"):
        ub.IndexReference(name="max")


# --- laws --------------------------------------------------------------------------------------


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=5),
    st.decimals("1", "400", places=2),
    st.lists(st.decimals("0.5", "300", places=2), min_size=5, max_size=5),
)
def test_at_its_base_values_a_formula_gives_the_base_price(cuts, price, bases):
    bounds = [0, *sorted(cuts), 100]
    weights = [Decimal(b - a) / 100 for a, b in itertools.pairwise(bounds)]
    bases = [*bases, Decimal("100.1")][: len(weights)]
    terms = " + ".join(f"{weight} * i{n} / b{n}" for n, weight in enumerate(weights))
    held = ub.PriceFormula.parse(
        f"p * ({terms})",
        unit="EUR/MWh",
        parameters={"p": f"{price} EUR/MWh"} | {f"b{n}": str(b) for n, b in enumerate(bases)},
        indices=references(*(f"i{n}" for n in range(len(weights)))),
        weights_add_up=True,
    )
    found = held.on(NEW_YEAR, now(**{f"i{n}": base for n, base in enumerate(bases)}))
    assert found.amount == Fraction(price)


@given(st.decimals("0", "300", places=1), st.decimals("0", "300", places=1))
def test_a_price_never_falls_when_an_index_of_positive_weight_rises(one, other):
    low, high = sorted((one, other))
    text = "min(max(a * (0.2 + 0.8 * Gas / u), b), h)"
    prices = [formula(text).on(NEW_YEAR, now(Gas=value)).amount for value in (low, high)]
    assert prices[0] <= prices[1]


@given(
    st.lists(st.decimals("50", "200", places=1), min_size=6, max_size=6),
    st.sampled_from(["a * Gas / u * Wage / v", "min(a * (Gas / u + Wage / v), h)", "a"]),
)
def test_parts_of_a_price_change_add_up_to_it(values, text):
    old, new, third = values[:2], values[2:4], values[4:]
    held = {
        name: index(name, {(2023, 1): before, (2024, 1): after, (2025, 1): later})
        for name, before, after, later in zip(("Gas", "Wage"), old, new, third, strict=True)
    }
    moved = ub.price_movement(formula(text), dt.date(2023, 1, 1), NEW_YEAR, held)
    assert sum(moved.parts.values()) == moved.change
    assert sum(moved.percent.values()) == (100 if moved.change else 0)


def test_a_number_below_zero_a_join_of_one_and_what_is_no_figure_are_refused():
    with pytest.raises(InvalidInputError, match="Subtract the number"):
        Number("-0.1")
    with pytest.raises(InvalidInputError, match="too few to join"):
        Sum([Number(1)])
    with pytest.raises(InvalidInputError, match="G0"):
        FormulaParameter.parse("G0", " ")


def test_a_price_change_is_divided_among_ten_indices_at_most():
    many = [f"i{number}" for number in range(11)]
    held = ub.PriceFormula.parse(
        f"p * ({' + '.join(many)})",
        unit="ct/kWh",
        parameters={"p": "8 ct/kWh"},
        indices=references(*many),
    )
    with pytest.raises(InvalidInputError, match="more than 10"):
        ub.price_movement(held, NEW_YEAR, NEW_YEAR, {})


# --- looking back ------------------------------------------------------------------------------


YEAR_2023 = {(2023, month): 100 + month for month in range(1, 13)}


@pytest.mark.parametrize(
    ("options", "price_day", "value"),
    [
        ({"lag": 0}, "2023-05-17", "105"),
        ({"lag": 3}, "2023-12-01", "109"),
        ({"lag": 2, "months": 6}, "2023-12-01", "107.5"),  # May to October
        ({"window": "quarter", "lag": 3}, "2023-10-01", "108"),  # July to September
        ({"window": "quarter", "lag": 3}, "2023-12-31", "108"),
        ({"window": "year", "lag": 12}, "2024-01-01", "106.5"),
        ({"window": "year", "lag": 1}, "2024-01-01", "106.5"),
    ],
)
def test_windows(options, price_day, value):
    reference = ub.IndexReference(name="G", **options)
    node = reference.explanation({"G": index("G", YEAR_2023)}, dt.date.fromisoformat(price_day))
    assert ub.evaluate(node) == Fraction(value)


def test_an_average_is_rounded_by_its_own_rule():
    reference = ub.IndexReference(name="G", lag=1, months=3, rounding=TWO_PLACES)
    held = index("G", {(2023, 10): "100", (2023, 11): "100", (2023, 12): "101"})
    assert ub.evaluate(reference.explanation({"G": held}, NEW_YEAR)) == Fraction("100.33")


def test_figures_of_a_quarter_count_once():
    quarter = ub.IndexFigure(ub.Period("2023-07-01", "2023-10-01"), "98.4")
    held = ub.IndexFigures(name="G", unit="1", figures=[quarter])
    reference = ub.IndexReference(name="G", window="quarter", lag=3)
    assert reference.figures_at(held, dt.date(2023, 10, 1)) == (quarter,)


REVISED = index(
    "G",
    {
        (2023, 10, "2023-11-20"): "100",
        (2023, 11, "2023-12-20"): "110",
        (2023, 11, "2024-02-20"): "112",
        (2023, 12, "2024-01-20"): "120",
    },
)


def test_the_last_published_figure_is_that_of_the_day_of_the_rule():
    def last(days, **options):
        reference = ub.IndexReference(
            name="G", window="last_published", published_before=days, **options
        )
        return ub.evaluate(reference.explanation({"G": REVISED}, NEW_YEAR))

    assert last(0) == last(12) == 110
    assert last(13) == 100
    assert last(0, months=2) == 105
    with pytest.raises(GapError, match=r"indices\.G: .*published by 2023-11-19.*2024-01-01"):
        last(43)


def test_a_revision_counts_unless_figures_are_taken_as_they_were_published():
    def value(known_on=None, **options):
        reference = ub.IndexReference(name="G", lag=2, **options)
        return ub.evaluate(reference.explanation({"G": REVISED}, NEW_YEAR, known_on))

    assert value() == 112
    assert value(known_on=dt.date(2024, 2, 19)) == 110
    assert value(published_before=0) == 110
    with pytest.raises(GapError, match=r"published by 2023-12-02.*2023-11"):
        value(published_before=30)


def test_what_an_index_lacks_is_named():
    reference = ub.IndexReference(name="G", index="gas", lag=3)
    with pytest.raises(MissingFieldError, match=r"gas.*given: oil"):
        reference.explanation({"oil": REVISED}, NEW_YEAR)
    with pytest.raises(GapError, match=r"indices\.gas.*from 2024-06-01 on.*'2024-03'"):
        reference.explanation({"gas": REVISED}, dt.date(2024, 6, 1))
    with pytest.raises(UnitError, match="EUR/MWh"):
        reference.explanation({"gas": index("g", {(2023, 10): 50}, "EUR/MWh")}, NEW_YEAR)
    undated = index("G", YEAR_2023)
    last = ub.IndexReference(name="G", window="last_published", published_before=0)
    with pytest.raises(InvalidInputError, match="no day of publication"):
        last.explanation({"G": undated}, NEW_YEAR)


@pytest.mark.parametrize(
    "options",
    [
        {"lag": -1},
        {"months": 0},
        {"window": "year", "months": 2},
        {"window": "last_published"},
        {"window": "last_published", "published_before": 1, "lag": 2},
        {"published_before": -1},
    ],
)
def test_windows_that_cannot_be_are_refused(options):
    with pytest.raises(InvalidInputError, match="of G"):
        ub.IndexReference(name="G", **options)


def test_prices_per_interval_become_an_index_of_months():
    prices = ub.IntervalSeries.on(
        ub.Period("2024-01-15", "2024-04-01"),
        ["90"] * (24 * 17) + ["60", "70"] * (12 * 28) + ["60"] * 24 + ["80"] * (24 * 31),
        unit="EUR/MWh",
        resolution="1 h",
        zone="UTC",
    )
    means = ub.monthly_means(prices, TWO_PLACES, "day-ahead")
    formula = ub.PriceFormula.parse(
        "spot * loss + markup",
        unit="ct/kWh",
        parameters={"loss": "1.05", "markup": "1.20 ct/kWh"},
        indices=references("spot", lag=1, unit="EUR/MWh"),
    )
    # 28 of 29 days of February are 65 in the mean, one is 60: 1880 / 29 = 64.83
    assert [(str(one.period.start), str(one.value)) for one in means.figures] == [
        ("2024-02-01", "64.83"),
        ("2024-03-01", "80.00"),
    ]
    found = formula.on(dt.date(2024, 3, 1), {"spot": means})
    assert found.price == ub.Price.parse("8.00715 ct/kWh")
    with pytest.raises(InvalidInputError, match="monthly_means"):
        formula.on(dt.date(2024, 3, 1), {"spot": prices})
    with pytest.raises(GapError, match="no whole month"):
        ub.monthly_means(prices.over(ub.Period("2024-01-15", "2024-02-01")), TWO_PLACES)


# --- price days --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "start"),
    [
        ("yearly", "2024-12-31", "2024-01-01"),
        ("quarterly", "2024-06-30", "2024-04-01"),
        ("monthly", "2024-02-29", "2024-02-01"),
        ("10-01", "2024-09-30", "2023-10-01"),
        ("2024-03-15, 2024-09-01", "2025-01-01", "2024-09-01"),
        ("01-01, 2024-03-15", "2024-12-31", "2024-03-15"),
    ],
)
def test_the_price_day_on_or_before_a_day(text, day, start):
    days = ub.PriceDays.parse(text)
    assert days.start_of(dt.date.fromisoformat(day)) == dt.date.fromisoformat(start)
    assert ub.PriceDays.parse(str(days)) == days


def test_price_days_that_cannot_be_are_refused():
    with pytest.raises(GapError, match="when the first price is set"):
        ub.PriceDays.parse("2024-03-15").start_of(NEW_YEAR)
    for wrong in ("weekly", "02-29", "13-01", ""):
        with pytest.raises(InvalidInputError, match="no day of every year"):
            ub.PriceDays.parse(wrong)
    with pytest.raises(InvalidInputError, match="sets no price"):
        ub.PriceDays()


@given(
    st.sampled_from(["yearly", "quarterly", "monthly", "04-01, 10-01"]),
    st.dates(dt.date(2020, 1, 1), dt.date(2025, 1, 1)),
    st.integers(1, 900),
)
def test_a_period_is_cut_exactly_where_prices_are_set(text, start, length):
    days = ub.PriceDays.parse(text)
    parts = days.cut(ub.Period(start, start + dt.timedelta(days=length)))
    assert all(days.start_of(part.start) == days.start_of(part.last) for part in parts)
    assert all(days.start_of(part.start) == part.start for part in parts[1:])
