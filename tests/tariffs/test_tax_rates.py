"""Rates of tax, and how amounts and prices are divided between net and tax."""

import datetime as dt
from decimal import Decimal

import pytest

import utilbill as ub
from utilbill.law.parameter import Figure, LawBook, LegalParameter, LooksAt
from utilbill.taxes import LawTaxation
from utilbill.taxes.parts import parts_of
from utilbill.taxes.split import gross_of_price, net_of, net_of_price
from utilbill.taxes.vat import untaxed
from utilbill.values import errors as e
from utilbill.values.dated import Dated, Timeline
from utilbill.values.explanation import Label
from utilbill.values.rounding import CENT

STANDARD = ub.TaxRate(ub.TaxCategory.STANDARD, 19)
REDUCED = ub.TaxRate(ub.TaxCategory.REDUCED, 7)
NOTHING = ub.TaxRate(ub.TaxCategory.EXEMPT, 0)
TENTH = ub.RoundingRule("tenth", "0.1")


def euro(text):
    return ub.Money(text, "EUR")


def yen(text):
    return ub.Money(text, "JPY")


def rows(parts):
    return [(part.rate, part.net, part.tax) for part in parts]


def test_an_amount_is_divided_as_the_expected_amounts_are():
    assert rows(parts_of(euro("100.00"), [(STANDARD, euro(2)), (REDUCED, euro(1))])) == [
        (STANDARD, euro("56.03"), euro("10.64")),
        (REDUCED, euro("31.15"), euro("2.18")),
    ]


def test_a_rate_under_which_nothing_is_expected_has_no_part():
    shares = [(STANDARD, euro(0)), (REDUCED, euro("0.50"))]
    assert rows(parts_of(euro("107.00"), shares)) == [(REDUCED, euro("100.00"), euro("7.00"))]
    nothing = [(STANDARD, euro(0)), (REDUCED, euro(0))]
    assert rows(parts_of(euro("119.00"), nothing)) == [(STANDARD, euro("100.00"), euro("19.00"))]
    assert parts_of(euro("119.00"), []) == ()


def test_net_amounts_of_parts_are_rounded_as_given():
    assert rows(parts_of(euro("100.00"), [(STANDARD, euro(1))], TENTH)) == [
        (STANDARD, euro("84.0"), euro("16.0"))
    ]
    shares = [(STANDARD, euro(1)), (REDUCED, euro(1))]
    assert [net for _, net, _ in rows(parts_of(euro("100.00"), shares, TENTH))] == [
        euro("42.0"), euro("46.7")
    ]  # fmt: skip


def test_parts_are_whole_in_a_currency_without_cents():
    shares = [(STANDARD, yen(1)), (REDUCED, yen(1))]
    full = ub.RoundingRule("full", "1")
    assert [part.gross for part in parts_of(yen(101), shares, full)] == [yen(51), yen(50)]


def test_the_tax_of_a_part_may_be_off_by_ten_of_the_smallest_coins():
    assert ub.TaxPart(STANDARD, yen(100), yen(29)).gross == yen(129)
    for net, tax in ((yen(100), yen(30)), (euro("100.00"), euro("19.11"))):
        with pytest.raises(e.InvalidInputError) as raised:
            ub.TaxPart(STANDARD, net, tax)
        assert (raised.value.field, raised.value.value) == ("tax", tax)
    assert ub.TaxPart(STANDARD, euro("100.00"), euro("19.10")).gross == euro("119.10")


def test_net_and_gross_of_amounts_and_prices():
    assert net_of(euro("100.00"), STANDARD, CENT) == euro("84.03")
    assert net_of(euro("100.00"), STANDARD, TENTH) == euro("84.0")
    net, gross = ub.Price.parse("6.76 ct/kWh"), ub.Price.parse("8.04 ct/kWh")
    assert gross_of_price(net, STANDARD, CENT) == gross
    assert net_of_price(gross, STANDARD, CENT) == net
    assert net_of_price(gross, STANDARD, TENTH) == ub.Price.parse("6.8 ct/kWh")
    assert gross_of_price(net, STANDARD, TENTH) == ub.Price.parse("8.0 ct/kWh")


def test_without_tax_a_price_stays_digit_for_digit():
    price = ub.Price.parse("6.7654 ct/kWh")
    assert gross_of_price(price, NOTHING, CENT) == net_of_price(price, NOTHING, CENT) == price


@pytest.mark.parametrize(
    ("category", "en", "de"),
    [
        ("zero", "Zero-rated", "Nullsatz"),
        ("exempt", "Exempt from value added tax", "Umsatzsteuerfrei"),
        (
            "reverse_charge", "Value added tax owed by the recipient",
            "Steuerschuldnerschaft des Leistungsempfängers",
        ),
        ("out_of_scope", "Outside value added tax", "Nicht umsatzsteuerbar"),
    ],
)  # fmt: skip
def test_what_is_not_taxed_says_why(category, en, de):
    rate = untaxed(ub.TaxCategory(category))
    assert (rate.percent, rate.label.en, rate.label.de) == (0, en, de)
    fixed = ub.FixedTaxation({}).rate(ub.TaxCategory(category), "gas", dt.date(2024, 1, 1))
    assert fixed == rate


def test_a_rate_is_a_percentage_from_nothing_to_all():
    assert ub.TaxRate(ub.TaxCategory.STANDARD, 100).percent == 100
    for percent in ("much", "-0.1", "100.1"):
        with pytest.raises(e.InvalidInputError) as raised:
            ub.TaxRate(ub.TaxCategory.STANDARD, percent)
        assert raised.value.field == "percent"


def test_rates_of_the_caller():
    fixed = ub.FixedTaxation({ub.TaxCategory.STANDARD: 25, ub.TaxCategory.REDUCED: "6.5"})

    def rate(category, held=fixed):
        return held.rate(ub.TaxCategory(category), "gas", dt.date(2024, 1, 1))

    assert [rate(name).percent for name in ("standard", "reduced", "full")] == [
        25, Decimal("6.5"), 25
    ]  # fmt: skip
    assert rate("standard").reference == "given by the caller"
    own = ub.FixedTaxation({ub.TaxCategory.FULL: 20, ub.TaxCategory.STANDARD: 5}, "contract § 7")
    assert (rate("full", own).percent, rate("full", own).reference) == (20, "contract § 7")
    for missing in ("reduced", "full"):
        with pytest.raises(e.MissingChoiceError) as raised:
            rate(missing, ub.FixedTaxation({}))
        assert (raised.value.field, raised.value.value) == ("tax", missing)


def test_rates_of_law_by_what_is_supplied(germany):
    names = {
        (ub.TaxCategory.STANDARD, "*"): "de.vat.standard",
        (ub.TaxCategory.STANDARD, "gas"): "de.vat.gas",
        (ub.TaxCategory.REDUCED, "water"): "de.vat.reduced",
    }
    taxation = LawTaxation(germany.law, names)
    assert taxation.names_of("gas") == {"de.vat.gas"}
    assert taxation.names_of("electricity") == {"de.vat.standard"}
    assert taxation.names_of("water") == {"de.vat.standard", "de.vat.reduced"}


def test_a_rate_changes_where_it_was_known_to():
    figures = ("2020-01-01", 19, "2019-01-01"), ("2020-07-01", 16, "2020-06-30")
    entries = [
        Dated(since, Figure(Decimal(percent), "made up"), known_since=known)
        for since, percent, known in figures
    ]
    held = LegalParameter("vat", Label("VAT"), "%", LooksAt.EACH_DAY, Timeline(entries))
    taxation = LawTaxation(LawBook.of("made up", [held]), {(ub.TaxCategory.STANDARD, "*"): "vat"})

    def changes(known_on=None, category=ub.TaxCategory.STANDARD):
        return taxation.changes(category, "electricity", ub.Period.of_year(2020), known_on)

    assert changes() == changes(dt.date(2020, 6, 30)) == (dt.date(2020, 7, 1),)
    assert changes(dt.date(2020, 6, 29)) == ()
    july = ub.TaxCategory.STANDARD, "electricity", dt.date(2020, 7, 1)
    assert (taxation.rate(*july).percent, taxation.rate(*july, dt.date(2020, 6, 29)).percent) == (
        16, 19
    )  # fmt: skip
    assert changes(category=ub.TaxCategory.EXEMPT) == ()
