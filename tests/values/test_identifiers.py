"""Identifiers: test values of their publishers, and what a check digit must catch."""

import csv

import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.values.errors import IdentifierError
from utilbill.values.identifiers import Gln
from utilbill.values.identifiers.market_codes import alternating_check_digit

KINDS = {
    "malo_id": ub.MarketLocationId,
    "iban": ub.Iban,
    "creditor_id": ub.CreditorIdentifier,
}


@pytest.mark.parametrize("text", ["41373559241", "51238696012", "51238696781", "41 373 559 241"])
def test_market_location_ids_of_the_field_are_right(text):
    assert ub.MarketLocationId(text).value == text.replace(" ", "")


def test_a_wrong_check_digit_names_the_right_one():
    with pytest.raises(IdentifierError, match="check digit 1 where 8 belongs"):
        ub.MarketLocationId("41373552941")


@pytest.mark.parametrize("text", ["", "4137355924", "413735592411", "4137355924A", "01373559241"])
def test_what_is_no_market_location_id_is_refused(text):
    with pytest.raises(IdentifierError) as caught:
        ub.MarketLocationId(text)
    assert caught.value.field == "market_location"


@pytest.mark.parametrize(
    "text",
    ["9900467000000", "9904590000002", "9905766000008", "9903756000004", "9991000003056"],
)
def test_codes_of_bdew_are_right(text):
    code = ub.MarketPartnerCode(text)
    assert (code.issuer, code.agency) == ("BDEW", "293")


def test_a_code_of_bdew_is_no_gln_and_a_gln_is_no_code():
    with pytest.raises(IdentifierError):
        Gln("9900467000000")
    with pytest.raises(IdentifierError, match="neither with 99"):
        ub.MarketPartnerCode("4006381333931")


def test_a_code_of_dvgw_has_its_own_agency():
    digits = "980000000001"
    code = ub.MarketPartnerCode(f"{digits}{alternating_check_digit(digits)}")
    assert (code.issuer, code.agency) == ("DVGW", "332")


def test_the_parts_of_a_metering_location_id():
    found = ub.MeteringLocationId("DE0007016817100000000000012345678")
    assert (found.country, found.operator, found.postal_code) == ("DE", "000701", "68171")
    assert found.point == "00000000000012345678"


@pytest.mark.parametrize("text", ["DE000701681710000000000001234567", "DE00070168171", ""])
def test_a_metering_location_id_has_33_places(text):
    with pytest.raises(IdentifierError):
        ub.MeteringLocationId(text)


def test_the_creditor_identifier_for_tests_and_its_business_code():
    held = ub.CreditorIdentifier("DE98ZZZ09999999999")
    assert (held.country, held.business_code, held.national) == ("DE", "ZZZ", "09999999999")
    with pytest.raises(IdentifierError, match="check digits 97 where 98 belong"):
        ub.CreditorIdentifier("DE97ZZZ09999999999")


def test_an_account_number_is_checked_and_shown_in_groups_of_four():
    assert str(ub.Iban("DE89370400440532013000")) == "DE89 3704 0044 0532 0130 00"
    with pytest.raises(IdentifierError, match="99 where 89 belong"):
        ub.Iban("DE99370400440532013000")
    with pytest.raises(IdentifierError, match="no account number of its country"):
        ub.Iban("DE8937040044053201300")
    with pytest.raises(IdentifierError, match="country and two check digits"):
        ub.Iban("370400440532013000")


def test_published_values(shared):
    with (shared / "samples/tables/check_digits.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] in KINDS]
    assert rows
    for row in rows:
        if row["valid"] == "true":
            assert KINDS[row["type"]](row["value"]).value == row["value"]
        else:
            with pytest.raises(IdentifierError):
                KINDS[row["type"]](row["value"])


@given(st.integers(10**9, 10**10 - 1), st.integers(0, 9), st.integers(1, 9))
def test_a_changed_digit_is_found_but_for_a_change_by_five_at_an_even_position(body, at, change):
    right = ub.MarketLocationId.with_check_digit(str(body)).value
    digit = (int(right[at]) + change) % 10
    wrong = f"{right[:at]}{digit}{right[at + 1 :]}"
    if wrong[0] == "0":
        return
    if at % 2 == 1 and change == 5:
        assert ub.MarketLocationId(wrong)
    else:
        with pytest.raises(IdentifierError):
            ub.MarketLocationId(wrong)


@pytest.mark.parametrize(
    ("text", "commodity", "tariff", "total"),
    [
        ("1-0:1.8.0", "electricity", 0, True),
        ("1-0:1.8.1", "electricity", 1, False),
        ("1.8.2", "electricity", 2, False),
        ("1-0:1.8.0*255", "electricity", 0, True),
        ("7-20:3.0.0", "gas", 0, True),
        ("6-0:1.0.0", "heat", 0, True),
        ("8-0:1.0.0", "cold water", 0, True),
        ("9-0:1.0.0", "hot water", 0, True),
        ("2-0:1.0.0", "", 0, True),
    ],
)
def test_obis_codes(text, commodity, tariff, total):
    code = ub.ObisCode.parse(text)
    assert (code.commodity, code.tariff, code.is_total) == (commodity, tariff, total)
    assert ub.ObisCode.parse(str(code)) == code


@pytest.mark.parametrize("text", ["", "1-0", "1-0:1.8.x", "1-0:1.8.256", "kWh"])
def test_what_is_no_obis_code_is_refused(text):
    with pytest.raises(IdentifierError):
        ub.ObisCode.parse(text)


@pytest.mark.parametrize("text", ["DE18ZZZ0999999999", "DE74ZZZ099999999990"])
def test_a_german_creditor_identifier_has_eighteen_places(text):
    with pytest.raises(IdentifierError, match="eleven digits"):
        ub.CreditorIdentifier(text)


def test_creditor_identifiers_of_other_countries_have_their_own_lengths():
    assert ub.CreditorIdentifier("NL08ZZZ502057730000").national == "502057730000"
    with pytest.raises(IdentifierError, match="28"):
        ub.CreditorIdentifier("NL08ZZZ" + "5" * 29)


def test_an_account_number_needs_no_list_of_banks():
    assert ub.Iban("BE68 5390 0754 7034").country == "BE"
    for text in ("BE69539007547034", "BE6853900754703", "BE685390075470345"):
        with pytest.raises(IdentifierError):
            ub.Iban(text)
    with pytest.raises(IdentifierError, match="69 where 68 belong"):
        ub.Iban("BE69539007547034")
