"""Prices that are law: cut where figures change, known as they were, divided at a threshold."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.law.parameter import Figure, LawBook, LegalParameter, LooksAt
from utilbill.tariffs.component import ChargeRole, Context
from utilbill.taxes import CarbonPrice, ConsumerGroup, Levy, QuantityTax
from utilbill.values import errors as e
from utilbill.values.dated import Dated, Timeline
from utilbill.values.explanation import Input, Label, evaluate
from utilbill.values.units import Unit

YEAR = ub.Period.of_year(2024)
HALVES = YEAR.split_at([dt.date(2024, 7, 1)])


def figure(since, value, known=None, **more):
    held = Figure(value and Decimal(value), more.pop("reference", f"since {since}"), **more)
    return Dated(since, held, known_since=known)


def parameter(name, *figures, unit="ct/kWh"):
    title = Label(f"the {name}", f"das {name}")
    entries = [figure(*held[:2], **(held[2] if held[2:] else {})) for held in figures]
    return LegalParameter(name, title, unit, LooksAt.EACH_DAY, Timeline(entries))


def context(*parameters, period=YEAR, unit="kWh", **more):
    given = {
        "registers": ("r",),
        "units": (Unit.parse(unit),),
        "presence": (period,),
        "anchor": period.start,
        "supply_start": period.start,
        "law_book": LawBook.of("made up", parameters),
    }
    return Context(period=period, **(given | more))


class TenADay:
    """Ten a day of whatever is counted."""

    unit = "kWh"

    def over(self, registers, period):
        amount = Decimal(10 * period.days)
        return amount, Input(Label(f"use of {', '.join(registers)}"), amount, self.unit), True


def drafts(component, held):
    return [
        draft
        for days, figure in component.pieces(held)
        if figure is not None
        for draft in component.drafts(days, figure, TenADay(), held)
    ]


def rows(found):
    return [(str(held.period), held.quantity, str(held.price)) for held in found]


def tax(**more):
    return QuantityTax(id="tax", parameter="tax", **more)


def values(pieces):
    return [(str(days), figure and figure.value) for days, figure in pieces]


def test_a_run_of_days_has_one_figure():
    held = context(
        parameter("tax", ("2023-01-01", "2.0"), ("2024-03-01", "2.0"), ("2024-07-01", "2.5"))
    )
    assert values(tax().pieces(held)) == [
        ("2024-01-01..2024-06-30", Decimal("2.0")),
        ("2024-07-01..2024-12-31", Decimal("2.5")),
    ]


def test_days_without_the_thing_are_one_run():
    held = context(
        parameter(
            "tax", ("2023-01-01", None), ("2024-03-01", None), ("2024-05-01", "1"),
            ("2024-07-01", None),
        )
    )  # fmt: skip
    assert values(tax().pieces(held)) == [
        ("2024-01-01..2024-04-30", None),
        ("2024-05-01..2024-06-30", 1),
        ("2024-07-01..2024-12-31", None),
    ]


@pytest.mark.parametrize("change", [{"verified": False}, {"title": Label("another name")}])
def test_a_figure_with_a_remark_of_its_own_is_a_run_of_its_own(change):
    held = context(parameter("tax", ("2023-01-01", "2.0"), ("2024-07-01", "2.0", change)))
    assert [days for days, _ in tax().pieces(held)] == list(HALVES)


def test_only_the_days_on_which_its_registers_were_there():
    held = context(
        parameter("tax", ("2023-01-01", "2.0")),
        registers=("old", "new"), units=(Unit.parse("kWh"),) * 2, presence=HALVES,
    )  # fmt: skip
    assert values(tax(registers=("new",)).pieces(held)) == [(str(HALVES[1]), Decimal("2.0"))]
    assert list(tax(registers=("elsewhere",)).pieces(held)) == []


def test_it_is_known_as_it_was():
    revised = parameter(
        "tax", ("2023-01-01", "2.0"), ("2024-01-01", "2.5", {"known": "2024-06-01"})
    )
    held = context(revised, known_on=dt.date(2024, 5, 31))
    assert values(tax().pieces(held)) == [(str(YEAR), Decimal("2.0"))]
    assert values(tax().pieces(context(revised))) == [(str(YEAR), Decimal("2.5"))]


def test_a_line_has_the_name_that_its_figure_has():
    held = context(
        parameter("tax", ("2023-01-01", "2.0"), ("2024-07-01", "2.5", {"title": Label("new")}))
    )
    assert [draft.label.en for draft in drafts(tax(), held)] == ["the tax", "new"]
    assert tax().name_in(held).de == "das tax"


def levy(**more):
    return Levy(id="levy", parameter="levy", **({"group": "b"} | more))


def law(threshold="2000", group="0.1", group_more=None):
    return (
        parameter("levy", ("2023-01-01", "0.5"), ("2024-07-01", "0.7")),
        parameter("levy.group_b", ("2023-01-01", group, group_more or {})),
        parameter("levy.threshold", ("2023-01-01", threshold), unit="kWh"),
    )


def test_beyond_the_threshold_the_figure_of_the_group_holds():
    """1820 kWh in the first half, 1840 in the second; 2000 at the figure of everybody."""
    found = drafts(levy(), context(*law()))
    assert rows(found) == [
        ("2024-01-01..2024-06-30", 1820, "0.5 ct/kWh"),
        ("2024-07-01..2024-12-31", 180, "0.7 ct/kWh"),
        ("2024-07-01..2024-12-31", 1660, "0.1 ct/kWh"),
    ]
    assert [evaluate(held.amount) for held in found] == [
        Decimal("9.1"), Decimal("1.26"), Decimal("1.66")
    ]  # fmt: skip
    assert [held.label.en for held in found] == ["the levy", "the levy", "the levy.group_b"]
    assert [evaluate(held.quantity_node) for held in found] == [1820, 180, 1660]
    assert [[held.value for held in draft.figures] for draft in found] == [
        [2000], [2000, Decimal("0.7")], [2000, Decimal("0.1")]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "threshold", "before", "price"),
    [
        ("en", "threshold of the year", "settled before in that year", "the levy"),
        ("de", "Schwelle des Jahres", "zuvor in diesem Jahr abgerechnet", "das levy"),
    ],
)
def test_what_is_left_of_the_threshold_is_explained(language, threshold, before, price):
    found = drafts(levy(used_before=100), context(*law()))
    assert str(found[1].amount.outline(language)) == (
        "/ = 0.56\n"
        "├─ * = 56\n"
        "│  ├─ - = 80\n"
        f"│  │  ├─ {threshold}: 2000 kWh [since 2023-01-01]\n"
        "│  │  └─ + = 1920\n"
        f"│  │     ├─ {before}: 100 kWh [as given]\n"
        "│  │     └─ use of r: 1820 kWh\n"
        f"│  └─ {price}: 0.7 ct/kWh [since 2024-07-01]\n"
        "└─ 100 ct/EUR"
    )
    alone = drafts(levy(), context(*law()))[1]
    assert str(alone.quantity_node.outline(language)) == (
        f"- = 180\n├─ {threshold}: 2000 kWh [since 2023-01-01]\n└─ use of r: 1820 kWh"
    )
    first = drafts(levy(), context(*law("1000")))[0]
    assert str(first.quantity_node.outline(language)) == (
        f"{threshold}: 1000 kWh [since 2023-01-01]"
    )


@pytest.mark.parametrize(
    ("used", "january", "february"),
    [
        pytest.param("1400", [310], [290], id="all-below"),
        pytest.param("1401", [310], [289, 1], id="one-beyond"),
        pytest.param("1689", [310], [1, 289], id="one-left-in-february"),
        pytest.param("1690", [310], [290], id="used-up-with-january"),
        pytest.param("1691", [309, 1], [290], id="one-beyond-in-january"),
        pytest.param("1999", [1, 309], [290], id="one-left-in-january"),
        pytest.param("2000", [310], [290], id="used-up-before"),
    ],
)
def test_what_was_settled_before_uses_the_threshold_up(used, january, february):
    """310 kWh in January and 290 in February, of a threshold of 2000."""
    everybody = parameter("levy", ("2023-01-01", "0.5"))
    held = context(everybody, *law()[1:])
    component = levy(used_before=used)
    for month, quantities in ((1, january), (2, february)):
        days = ub.Period.of_month(2024, month)
        found = component.drafts(days, everybody.at(days.start), TenADay(), held)
        assert [draft.quantity for draft in found] == quantities


def test_what_was_settled_before_counts_in_its_own_year():
    period = ub.Period("2023-07-01", "2024-07-01")
    found = drafts(levy(used_before=500), context(*law("1000"), period=period))
    assert rows(found) == [
        ("2023-07-01..2023-12-31", 500, "0.5 ct/kWh"),
        ("2023-07-01..2023-12-31", 1340, "0.1 ct/kWh"),
        ("2024-01-01..2024-06-30", 1000, "0.5 ct/kWh"),
        ("2024-01-01..2024-06-30", 820, "0.1 ct/kWh"),
    ]


def test_a_threshold_is_held_against_registers_of_another_unit():
    found = drafts(levy(), context(*law("2000000"), unit="MWh"))
    assert rows(found)[1:] == [
        ("2024-07-01..2024-12-31", 180, "0.7 ct/kWh"),
        ("2024-07-01..2024-12-31", 1660, "0.1 ct/kWh"),
    ]
    assert [evaluate(held.amount) for held in found] == [9100, 1260, 1660]


def test_where_nothing_was_used_nothing_is_divided():
    class Nothing(TenADay):
        def over(self, registers, period):
            del period
            return Decimal(0), Input(Label(", ".join(registers)), Decimal(0), "kWh"), True

    everybody = parameter("levy", ("2023-01-01", "0.5"))
    held = context(everybody, *law("0")[1:])
    (draft,) = levy().drafts(YEAR, everybody.at(YEAR.start), Nothing(), held)
    assert (draft.quantity, str(draft.price)) == (0, "0.5 ct/kWh")


def test_everybody_is_priced_alike_without_a_group_and_without_a_figure_of_it():
    held = context(*law(group=None))
    assert rows(drafts(levy(), held)) == rows(drafts(levy(group=ConsumerGroup.A), held))
    assert drafts(levy(), held)[0].figures == ()


def test_the_threshold_may_be_nothing_and_the_figure_too():
    nothing = drafts(levy(), context(*law(threshold="0")))
    assert rows(nothing)[0] == ("2024-01-01..2024-06-30", 1820, "0.1 ct/kWh")
    free = drafts(levy(), context(*law(group="0")))
    assert rows(free)[2] == ("2024-07-01..2024-12-31", 1660, "0 ct/kWh")
    assert evaluate(free[2].amount) == 0


def test_groups_and_thresholds_are_known_as_they_were():
    late = {"known": "2024-06-01"}
    figures = ("2023-01-01", "0.1"), ("2024-01-01", "0.2", late)
    limits = ("2023-01-01", "1000"), ("2024-01-01", "1500", late)
    book = (
        parameter("levy", ("2023-01-01", "0.5")),
        parameter("levy.group_b", *figures),
        parameter("levy.threshold", *limits, unit="kWh"),
    )
    before = drafts(levy(), context(*book, known_on=dt.date(2024, 5, 31)))
    assert rows(before)[1] == (str(YEAR), 2660, "0.1 ct/kWh")
    assert rows(drafts(levy(), context(*book)))[1] == (str(YEAR), 2160, "0.2 ct/kWh")


def test_what_was_used_before_is_a_number_not_below_zero():
    with pytest.raises(e.InvalidInputError) as raised:
        levy(used_before="much")
    assert raised.value.field == "used_before"
    with pytest.raises(e.NegativeConsumptionError) as raised:
        levy(used_before="-0.1")
    assert (raised.value.field, raised.value.value) == ("used_before", Decimal("-0.1"))
    assert levy(used_before=0).used_before == 0


def test_each_levy_is_a_charge_of_its_own():
    assert levy(registers=("r",)).charge == "levy"
    assert tax(registers=("r",)).charge == ChargeRole.QUANTITY_TAX.value


def carbon(**more):
    return CarbonPrice(id="carbon", parameter="price", factor="factor", **more)


def emissions(*factors, prices=(("2023-01-01", "45"),), unit="kg/kWh"):
    return (
        parameter("price", *prices, unit="EUR/t"),
        parameter("factor", *(factors or (("2023-01-01", "0.2"),)), unit=unit),
    )


def carbon_values(pieces):
    return [(str(days), held and (held.price.value, held.factor.value)) for days, held in pieces]


def test_emissions_are_cut_where_price_or_factor_change():
    held = context(
        *emissions(
            ("2023-01-01", "0.2"), ("2024-03-01", "0.2"), ("2024-07-01", "0.1"),
            prices=(("2023-01-01", None), ("2024-02-01", "45"), ("2024-10-01", "55")),
        )
    )  # fmt: skip
    assert carbon_values(carbon().pieces(held)) == [
        ("2024-01-01..2024-01-31", None),
        ("2024-02-01..2024-06-30", (45, Decimal("0.2"))),
        ("2024-07-01..2024-09-30", (45, Decimal("0.1"))),
        ("2024-10-01..2024-12-31", (55, Decimal("0.1"))),
    ]
    none = context(*emissions(prices=(("2023-01-01", None), ("2024-07-01", None))))
    assert carbon_values(carbon().pieces(none)) == [(str(YEAR), None)]


def test_price_and_factor_of_emissions_are_known_as_they_were():
    late = {"known": "2024-06-01"}
    held = emissions(
        ("2023-01-01", "0.2"), ("2024-01-01", "0.3", late),
        prices=(("2023-01-01", "45"), ("2024-01-01", "55", late)),
    )  # fmt: skip
    then, now = context(*held, known_on=dt.date(2024, 5, 31)), context(*held)
    assert carbon_values(carbon().pieces(then)) == [(str(YEAR), (45, Decimal("0.2")))]
    assert carbon_values(carbon().pieces(now)) == [(str(YEAR), (55, Decimal("0.3")))]
    sixty, seventy = ub.Price.parse("60 EUR/t"), ub.Price.parse("70 EUR/t")
    first = Dated("2023-01-01", sixty)
    own = carbon(prices=Timeline([first, Dated("2024-01-01", seventy, known_since="2024-06-01")]))
    assert carbon_values(own.pieces(then)) == [(str(YEAR), (60, Decimal("0.2")))]
    assert carbon_values(own.pieces(now)) == [(str(YEAR), (70, Decimal("0.3")))]


def test_own_prices_of_emissions_may_stand_in_any_unit_and_name_their_source():
    own = carbon(prices="6.5 ct/kg")
    ((_, held),) = own.pieces(context(*emissions()))
    assert (held.price.value, held.price.reference) == (65, "price sheet")
    sourced = Timeline([Dated("2023-01-01", ub.Price.parse("65 EUR/t"), source="contract")])
    ((_, held),) = carbon(prices=sourced).pieces(context(*emissions()))
    assert held.price.reference == "contract"
    with pytest.raises(e.UnitError) as raised:
        carbon(prices="65 ct/kWh")
    assert raised.value.field == "price"


def test_emissions_are_priced_for_the_registers_that_are_named():
    held = context(
        *emissions(),
        registers=("old", "new"), units=(Unit.parse("kWh"),) * 2, presence=HALVES,
    )  # fmt: skip
    own = carbon(registers=("new",), prices="65 EUR/t")
    for component in (carbon(registers=("new",)), own):
        assert [days for days, _ in component.pieces(held)] == [HALVES[1]]
        assert [draft.registers for draft in drafts(component, held)] == [("new",)]
    assert carbon(registers=("elsewhere",)).pieces(held) == []


@pytest.mark.parametrize(
    ("unit", "amount"),
    [("kWh", "32.94"), ("MWh", "32940"), ("Wh", "0.03294")],
)
def test_emissions_are_priced_in_whatever_unit_is_counted(unit, amount):
    """3660 of it at 0.2 kg/kWh and 45 EUR/t."""
    (draft,) = drafts(carbon(), context(*emissions(), unit=unit))
    assert evaluate(draft.amount) == Decimal(amount)
    assert str(draft.price) == "0.9 ct/kWh"
    assert (draft.label.en, draft.label.de) == ("the price", "das price")


def test_a_factor_may_be_per_megawatt_hour():
    held = emissions(("2023-01-01", "200"), unit="kg/MWh")
    (draft,) = drafts(carbon(), context(*held))
    assert evaluate(draft.amount) == Decimal("32.94")
    assert str(draft.price) == "900 ct/MWh"


def test_emissions_are_explained():
    (draft,) = drafts(carbon(), context(*emissions(), unit="MWh"))
    assert str(draft.amount.outline("de")) == (
        "/ = 32940\n"
        "├─ * = 32940000\n"
        "│  ├─ * = 32940\n"
        "│  │  ├─ use of r: 3660 kWh\n"
        "│  │  ├─ das factor: 0.2 kg/kWh [since 2023-01-01]\n"
        "│  │  └─ das price: 45 EUR/t [since 2023-01-01]\n"
        "│  └─ 1000\n"
        "└─ 1000 kg/t"
    )
    (small,) = drafts(carbon(), context(*emissions(), unit="Wh"))
    assert str(small.amount.outline()).splitlines()[-2:] == ["│  └─ 1000", "└─ 1000 kg/t"]
    (free,) = drafts(carbon(prices="0 EUR/t"), context(*emissions()))
    assert evaluate(free.amount) == 0
