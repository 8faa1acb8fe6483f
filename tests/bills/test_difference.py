"""Why a bill differs: worked by hand, factor by factor."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import attrs
import pytest

import utilbill as ub
from utilbill.documents.waterfall import Step, Waterfall
from utilbill.values.errors import CurrencyMismatchError

DE = ub.market("DE")
Y2022, Y2023, Y2024 = (ub.Period.of_year(year) for year in (2022, 2023, 2024))


def euro(text):
    return ub.Money(text, "EUR")


def energy(price="20.00 ct/kWh", **more):
    return ub.UnitPrice(
        id="energy", label=ub.Label("Unit price", "Arbeitspreis"), prices=price, **more
    )


def standing(price="100.00 EUR/year", **more):
    more = {"proration": ub.Proration.CALENDAR_YEAR} | more
    return ub.StandingCharge(
        id="base", label=ub.Label("Standing charge", "Grundpreis"), prices=price, **more
    )


FEE = ub.OneOff(id="fee", label="Fee", amount="30.00 EUR", on="2022-05-01")
LEVY = ub.UnitPrice(id="levy", label="Levy", prices="1.00 ct/kWh", role=ub.ChargeRole.LEVY)


def bill(
    period=Y2022,
    used=3650,
    prices=None,
    *,
    tax=0,
    basis="net",
    commodity="electricity",
    origin=ub.ReadingOrigin.CUSTOMER,
    registers=("main",),
    **more,
):
    contract = ub.Contract(
        id="C-1",
        supply_start="2020-01-01",
        supply_point=ub.SupplyPoint(
            commodity=commodity, registers=[ub.Register(name, unit="kWh") for name in registers]
        ),
    )
    amounts = used if isinstance(used, tuple) else (used,)
    readings = [
        reading
        for name, amount in zip(registers, amounts, strict=True)
        for reading in (
            ub.Reading(name, period.start, 0),
            ub.Reading(name, period.end, amount, origin, reason="no answer"),
        )
    ]
    sheet = ub.PriceSheet(name="Sheet", basis=basis, components=prices or [energy()])
    taxation = ub.FixedTaxation(dict.fromkeys(ub.TaxCategory, 0) | {
        ub.TaxCategory.STANDARD: tax, ub.TaxCategory.FULL: tax,
    })  # fmt: skip
    settled = ub.settle(
        contract, period, readings, sheet, market=DE, taxation=taxation,
        spreading=ub.LINEAR, **more,
    )  # fmt: skip
    return ub.combine([settled])


def parts(old, new, **more):
    found = ub.difference(old, new, **more)
    return {part.factor.value: str(part.amount.amount) for part in found.parts if part.amount}


def test_price_times_use_meets_in_the_middle():
    """From 1 000 kWh at 20 cents to 2 000 kWh at 30: 400 more, 150 and 250 in the middle."""
    old, new = bill(used=1000), bill(used=2000, prices=[energy("30.00 ct/kWh")])
    assert parts(old, new) == {"quantity": "250.00", "price": "150.00"}


def test_three_factors_with_tax():
    """Quantity 1 to 2 (thousand), price 1 to 3 (hundred), tax 1 to 1.2: each order of six."""
    old = bill(used=1000, prices=[energy("10.00 ct/kWh")])
    new = bill(used=2000, prices=[energy("30.00 ct/kWh")], tax=20)
    # Two orders swap quantity first, two last, one after price alone, one after tax alone.
    assert parts(old, new) == {"quantity": "223.34", "price": "333.33", "tax": "63.33"}
    by_hand = Fraction(100) * (2 * 1 + 2 * 3 * Fraction("1.2") + 3 + Fraction("1.2")) / 6
    assert ub.difference(old, new).part("quantity").exact == by_hand


@pytest.mark.parametrize(
    ("changed", "factor"),
    [
        ({"period": Y2024, "used": 3660}, "days"),
        ({"used": 4000}, "quantity"),
        ({"prices": [energy("21.00 ct/kWh")]}, "price"),
        ({"prices": [energy(), standing()]}, "price"),
        ({"tax": 7}, "tax"),
        ({"prices": [energy(), FEE]}, "one_offs"),
        ({"prices": [energy(), LEVY]}, "levies"),
        ({"received": [ub.ReceivedInstallment.untaxed(dt.date(2022, 3, 1), euro("50.00"))]},
         "installments"),
    ],
)  # fmt: skip
def test_what_alone_changes_gets_all(changed, factor):
    old, new = bill(), bill(**changed)
    assert parts(old, new) == {factor: str((new.balance - old.balance).amount)}


def test_a_day_more_is_a_day_more_of_use_and_of_daily_prices():
    charges = [energy(), standing("0.30 EUR/day", proration=None)]
    old, new = bill(Y2022, 3650, charges), bill(Y2024, 3660, charges)
    assert parts(old, new) == {"days": "2.30"}  # 10 kWh at 20 cents, and 30 cents


def test_a_yearly_price_knows_no_leap_day():
    charges = [energy("0.00 ct/kWh"), standing()]
    assert parts(bill(Y2023, 0, charges), bill(Y2024, 0, charges)) == {}


def test_how_many_things_a_price_is_for_is_a_quantity():
    def connected(count):
        return [energy(), standing("10.00 EUR/kW/year", count=count)]

    found = ub.difference(bill(prices=connected("10 kW")), bill(prices=connected("12 kW")))
    assert found.part("quantity").amount == found.amount == euro("20.00")
    assert ub.difference_sentences(found, "de")[1] == (
        "Der Grundpreis gilt für 12 statt 10 kW: 20,00 EUR mehr."
    )


def test_a_levy_that_came_is_rated_for_the_old_quantity_too():
    old, new = bill(used=1000), bill(used=2000, prices=[energy(), LEVY])
    assert parts(old, new) == {"quantity": "205.00", "levies": "15.00"}


def test_two_bands_instead_of_one_price_are_the_same_charge():
    bands = [
        energy("30.00 ct/kWh", registers="ht"),
        attrs.evolve(energy("10.00 ct/kWh", registers="nt"), id="night"),
    ]
    old = bill(used=1000, prices=[attrs.evolve(energy(), group="energy")])
    new = bill(used=(500, 500), prices=bands, registers=("ht", "nt"))
    assert parts(old, new) == {}  # 1 000 kWh at 20 cents on average
    more = bill(used=(600, 600), prices=bands, registers=("ht", "nt"))
    assert parts(old, more) == {"quantity": "40.00"}


def test_tax_changes_nothing_where_prices_hold_it():
    old, new = bill(basis="gross", tax=7), bill(basis="gross", tax=19)
    assert old.totals.tax != new.totals.tax
    assert parts(old, new) == {}


def test_levies_on_top_of_gross_prices_bear_the_tax():
    levies = [energy(), DE.statutory.quantity_tax("electricity")]
    old, new = (bill(prices=levies, basis="gross", tax=tax) for tax in (0, 10))
    assert parts(old, new) == {"tax": str((new.balance - old.balance).amount)} != {}


def test_a_discount_is_a_price():
    off = ub.PercentDiscount(
        id="off", label=ub.Label("Discount", "Rabatt"), percent=10, of="energy"
    )
    old, new = bill(used=1000), bill(used=2000, prices=[energy(), off])
    assert parts(old, new) == {"quantity": "190.00", "price": "-30.00"}
    assert ub.difference_sentences(ub.difference(old, new), "de")[2] == (
        "Der Rabatt kam mit 10 % hinzu: 30,00 EUR weniger."
    )


def test_a_change_of_price_inside_one_year_is_no_change_of_quantity():
    split = ub.dated_prices(("2022-01-01", "20.00 ct/kWh"), ("2022-07-02", "30.00 ct/kWh"))
    found = ub.difference(bill(used=3650), bill(used=3650, prices=[energy(split)]))
    assert found.part("price").amount == found.amount
    assert ub.difference_sentences(found, "de")[1].startswith(
        "Der Arbeitspreis stieg im Mittel von 20,00 auf 25,01 ct/kWh"
    )


def test_weather_takes_its_part_of_heating():
    """3 000 to 2 700 degree days at 1.2 kWh, then 1.0: 3 600 to 2 700 kWh at 20 cents."""
    old, new = bill(used=3600, commodity="gas"), bill(used=2700, commodity="gas")
    assert parts(old, new) == {"quantity": "-180.00"}
    assert parts(old, new, degree_days=(3000, 2700)) == {"weather": "-66.00", "quantity": "-114.00"}
    sentences = ub.difference_sentences(ub.difference(old, new, degree_days=(3000, 2700)), "de")
    assert sentences[1:] == (
        "Es war wärmer, mit 2.700 statt 3.000 Gradtagen: 66,00 EUR weniger.",
        "Der Verbrauch je Gradtag sank von 1,2 auf 1 kWh: 114,00 EUR weniger.",
    )


@pytest.mark.parametrize("wrong", [(3000,), (3000, 0), (3000, -1), "30"])
def test_wrong_degree_days_are_refused(wrong):
    gas = bill(commodity="gas")
    with pytest.raises(ub.InvalidInputError, match="degree_days"):
        ub.difference(gas, gas, degree_days=wrong)


def test_degree_days_are_for_heating():
    with pytest.raises(ub.InvalidInputError, match="gas and heat"):
        ub.difference(bill(), bill(), degree_days=(3000, 2700))


ESTIMATED, READ = ub.ReadingOrigin.ESTIMATED, ub.ReadingOrigin.CUSTOMER


@pytest.mark.parametrize(
    ("old", "new", "year", "basis", "said"),
    [
        (READ, READ, Y2023, "measured", "auf 4.015 kWh: 73,00 EUR mehr."),
        (READ, ESTIMATED, Y2023, "new_estimated", ", der neue Wert ist geschätzt:"),
        (ESTIMATED, READ, Y2023, "old_estimated", ", der alte Wert war geschätzt:"),
        (ESTIMATED, ESTIMATED, Y2023, "estimated", ", beide Werte sind geschätzt:"),
        (ESTIMATED, READ, Y2022, "estimate_replaced",
         "Statt der geschätzten 3.650 kWh wurden 4.015 kWh gemessen:"),
    ],
)  # fmt: skip
def test_the_quantity_says_what_it_rests_on(old, new, year, basis, said):
    found = ub.difference(bill(origin=old), bill(year, 4015, origin=new))
    part = found.part(ub.Factor.QUANTITY)
    assert part.quantity_basis is ub.QuantityBasis(basis)
    assert part.amount == euro("73.00")
    (_, sentence) = ub.difference_sentences(found, "de")
    assert said in sentence


def test_other_currencies_are_refused():
    foreign = bill(prices=[energy("20.00 öre/kWh")])
    with pytest.raises(CurrencyMismatchError, match="EUR"):
        ub.difference(bill(), foreign)


def named(name, held):
    (settlement,) = held.settlements
    return attrs.evolve(settlement, contract=attrs.evolve(settlement.contract, id=name))


def test_a_supply_of_one_bill_alone_was_supplied_for_no_day_on_the_other():
    both = ub.combine([*bill().settlements, named("G-1", bill(commodity="gas", used=1000))])
    found = ub.difference(bill(), both)
    assert [each.contracts for each in found.supplies] == [("C-1", "C-1"), (None, "G-1")]
    assert found.supplies[1].amount == euro("200.00")
    assert parts(bill(), both) == {"days": "200.00"}
    assert ub.difference_sentences(found, "de")[1] == (
        "Gas: Das steht nur auf der neuen Rechnung: 200,00 EUR mehr."
    )


def test_tax_over_several_supplies_leaves_a_rest_to_rounding():
    def document(level):
        one = bill(used=1, prices=[energy("2.50 ct/kWh")], tax=20, tax_level=level)
        return ub.combine([named("C-1", one), named("C-2", one)])

    # 3 cents net each; tax of 0.6 cents each is 1 + 1 apart, and 1 together
    apart, together = document(ub.TaxLevel.SETTLEMENT), document(ub.TaxLevel.DOCUMENT)
    assert parts(apart, together) == {"rounding": "-0.01"}


def test_the_table_the_plot_and_the_records_show_the_same():
    found = ub.difference(bill(used=1000), bill(used=2000, prices=[energy("30.00 ct/kWh")]))
    assert found.table().rows == (
        ("electricity", "quantity", Decimal("250.00")),
        ("electricity", "price", Decimal("150.00")),
        ("", "sum", Decimal("400.00")),
    )
    shown = ub.difference_table(found, "de")
    assert [row[1] for row in shown.rows] == ["Menge", "Preise", "Unterschied"]
    assert sum(row["amount"] for row in found.records()) == found.amount.amount
    plot = ub.waterfall(found, "de")
    ends = [(step.start, step.end) for step in plot.steps[1:-1]]
    assert ends == [(euro("200.00"), euro("450.00")), (euro("450.00"), euro("600.00"))]
    drawn = ET.fromstring(plot.svg)  # noqa: S314 - our own
    bars = [held.attrib for held in drawn if held.tag.endswith("rect")]
    assert len(bars) == 4
    reached = [int(bar["x"]) + int(bar["width"]) for bar in bars]
    assert reached[0] == int(bars[1]["x"])
    assert reached[1] == int(bars[2]["x"])
    assert reached[2] == reached[3]
    assert plot._repr_html_() == plot.svg
    assert "<table>" in found._repr_html_()


def test_nothing_in_the_plot_lies_over_anything_else():
    """Labels end before bars begin, and bars before amounts, at eight pixels a letter."""
    long = Waterfall("", (Step("x" * 60, euro("0"), euro("1")),), "de")
    huge = Step("y", euro("-9999999999.99"), euro("9999999999.99"))
    for plot in (long, attrs.evolve(long, steps=(*long.steps, huge))):
        drawn = ET.fromstring(plot.svg)  # noqa: S314 - our own
        bars = [held.attrib for held in drawn if held.tag.endswith("rect")]
        texts = [held for held in drawn if held.tag.endswith("text")]
        left = min(int(bar["x"]) for bar in bars)
        right = max(int(bar["x"]) + int(bar["width"]) for bar in bars)
        for held in texts:
            place, wide = int(held.attrib["x"]), 8 * len(held.text)
            if held.get("text-anchor") == "end":
                assert right < place - wide
            else:
                assert place + wide <= left


def test_supplies_of_one_commodity_are_told_apart_by_their_contracts():
    def both(used):
        return ub.combine(
            [
                attrs.evolve(
                    held.settlements[0],
                    contract=attrs.evolve(held.settlements[0].contract, id=name),
                )
                for name, held in (("C-1", bill(used=used)), ("C-2", bill(used=2 * used)))
            ]
        )

    found = ub.difference(both(1000), both(2000))
    labels = [step.label for step in ub.waterfall(found, "de").steps]
    assert labels == ["Alter Saldo", "Strom C-1: Menge", "Strom C-2: Menge", "Neuer Saldo"]
    assert ub.difference_sentences(found, "de")[1].startswith("Strom C-1: Der Verbrauch")
    assert "Strom C-2: Menge" in ub.difference_text(found, "de")


def tiered(first, label=None):
    return ub.TieredPrice(
        id="energy",
        label=label or ub.Label("Unit price", "Arbeitspreis"),
        mode="blocks",
        proration="calendar_year",
        tiers=[
            ub.Tier(price=first, up_to="2500 kWh/year"),
            ub.Tier(price="29.00 ct/kWh"),
        ],
    )


@pytest.mark.parametrize("used", [(3000, 3000), (3000, 1000), (1000, 3000)])
def test_prices_in_tiers_have_the_name_that_the_tiers_share(used):
    old, new = (
        bill(used=amount, prices=[tiered(price)])
        for amount, price in zip(used, ("34.00 ct/kWh", "36.00 ct/kWh"), strict=True)
    )
    (change,) = ub.difference(old, new).part("price").changes
    assert (change.label.en, change.label.de) == ("Unit price", "Arbeitspreis")
    whole = ub.difference(bill(used=100, prices=[tiered("34.00 ct/kWh")]), new)
    assert whole.part("price").changes


def test_tiers_are_named_in_german():
    lines = bill(used=3000, prices=[tiered("34.00 ct/kWh")]).settlements[0].lines
    assert [line.label.de for line in lines] == [
        "Arbeitspreis, bis 2.500 kWh/Jahr",
        "Arbeitspreis, über 2.500 kWh/Jahr",
    ]
    assert lines[0].label.en == "Unit price, up to 2500 kWh/year"


@pytest.mark.parametrize(
    ("used", "german", "english"),
    [
        (
            (500, 1000),
            "Das Guthaben sank von 200,00 auf 100,00 EUR: 100,00 EUR weniger Guthaben.",
            "The credit fell from 200.00 to 100.00 EUR: 100.00 EUR less credit.",
        ),
        (
            (1000, 500),
            "Das Guthaben stieg von 100,00 auf 200,00 EUR: 100,00 EUR mehr Guthaben.",
            "The credit rose from 100.00 to 200.00 EUR: 100.00 EUR more credit.",
        ),
    ],
)
def test_two_credits_are_compared_as_credits(used, german, english):
    paid = [ub.ReceivedInstallment.untaxed(dt.date(2022, 3, 1), euro("300.00"))]
    found = ub.difference(*(bill(used=amount, received=paid) for amount in used))
    assert ub.difference_sentences(found, "de")[0] == german
    assert ub.difference_sentences(found, "en")[0] == english


@pytest.mark.parametrize(
    ("count", "said"),
    [(3, "ein weiterer Preis änderte sich"), (4, "2 weitere Preise änderten sich")],
)
def test_what_else_changed_is_counted(count, said):
    def of(price):
        names = ("Grundpreis", "Netz", "Messung", "Abrechnung")[:count]
        return bill(
            prices=[
                energy(),
                *(
                    ub.StandingCharge(
                        id=name, label=ub.Label(name, name), prices=price, proration="calendar_year"
                    )
                    for name in names
                ),
            ]
        )

    found = ub.difference(of("10.00 EUR/year"), of("20.00 EUR/year"))
    assert said in ub.difference_sentences(found, "de")[1]


def test_bills_from_json_differ_alike():
    old, new = bill(used=1000, tax=19), bill(used=2000, prices=[energy(), standing()], tax=16)
    again = [ub.bill_from_json(ub.bill_to_json(held)) for held in (old, new)]
    assert ub.difference(*again) == ub.difference(old, new)


def test_two_years_of_one_household_in_eight_short_sentences(root):
    folder = root / "examples" / "two-years-compared"
    if not folder.is_dir():
        pytest.skip("the examples are not here, only the installed package")
    old, new = (ub.bill_case(ub.load_case(folder / f"{year}.yaml")) for year in (2019, 2020))
    found = ub.difference(old, new)
    changed = [part for part in found.parts if part.amount]
    assert [part.factor.value for part in changed] == [
        "days", "quantity", "price", "levies", "tax", "installments",
    ]  # fmt: skip
    for language in ("de", "en"):
        sentences = ub.difference_sentences(found, language)
        assert len(sentences) == 1 + len(changed) <= 8
        for sentence, part in zip(sentences[1:], changed, strict=True):
            assert len(sentence.split()) <= 25
            assert "§" not in sentence
            cents = f"{abs(part.amount.amount)}"
            assert (cents.replace(".", ",") if language == "de" else cents) in sentence
    assert "geschätzt" in "".join(ub.difference_sentences(found, "de"))
