"""Identifiers of the German energy market: MaLo-ID, MeLo-ID, codes of BDEW and DVGW, GLN."""

import re
from typing import Final, Self

import attrs

from utilbill.values.errors import IdentifierError

_ADVICE: Final = "Compare it with the source, digit by digit."


_DIGITS: Final = {"market_location": 11, "market_partner": 13, "gln": 13}


def digits_only(field: str, value: object) -> str:
    """Return the digits of a code, without the spaces that people put into it."""
    text = re.sub(r"\s", "", str(value))
    length = _DIGITS[field]
    if len(text) != length or not (text.isascii() and text.isdigit()):
        raise IdentifierError(field, str(value), f"is not {length} digits", _ADVICE)
    return text


def alternating_check_digit(digits: str) -> int:
    """Return the check digit of the scheme of BDEW and DVGW.

    Digits at odd positions count once, those at even positions twice, without a sum of digits; the
    check digit is what is missing to the next ten. A change by five at an even position and a swap
    of neighbours that differ by five stay undetected: the price of the scheme.

    Examples:
        >>> alternating_check_digit("4137355924")
        1
    """
    odd = sum(int(digit) for digit in digits[::2])
    even = sum(int(digit) for digit in digits[1::2])
    return -(odd + 2 * even) % 10


def _checked(field: str, text: str) -> str:
    expected = alternating_check_digit(text[:-1])
    if int(text[-1]) != expected:
        raise IdentifierError(
            field, text, f"has the check digit {text[-1]} where {expected} belongs", _ADVICE
        )
    return text


def _market_location(value: object) -> str:
    field = "market_location"
    text = digits_only(field, value)
    if text[0] == "0":
        raise IdentifierError(field, text, "begins with 0", _ADVICE)
    return _checked(field, text)


@attrs.frozen(order=True)
class MarketLocationId:
    """Identifier of a market location (MaLo-ID): eleven digits, the last one a check digit.

    Raises:
        IdentifierError: If the form or the check digit is wrong; it names the expected one.

    Examples:
        >>> MarketLocationId("41373559241").issuer
        'BDEW'
        >>> MarketLocationId.with_check_digit("5123869678")
        MarketLocationId(value='51238696781')
    """

    value: str = attrs.field(converter=_market_location)

    @classmethod
    def with_check_digit(cls, digits: str) -> Self:
        """Complete the first ten digits."""
        return cls(f"{digits}{alternating_check_digit(digits)}")

    @property
    def issuer(self) -> str:
        """Who issued it: DVGW (first digit 1 to 3, gas) or BDEW (4 to 9, electricity)."""
        return "DVGW" if self.value[0] in "123" else "BDEW"

    def __str__(self) -> str:
        return self.value


_METERING_LOCATION: Final = re.compile(
    r"(?P<country>[A-Z]{2})(?P<operator>[0-9]{6})(?P<postal>[0-9]{5})(?P<point>[A-Z0-9]{20})"
)


def _metering_location(value: object) -> str:
    text = re.sub(r"\s", "", str(value)).upper()
    if not _METERING_LOCATION.fullmatch(text):
        raise IdentifierError(
            "metering_location",
            str(value),
            "is not a country, 11 digits and 20 letters or digits",
            "Write all 33 places, such as DE 000562 66802 and 20 more.",
        )
    return text


@attrs.frozen(order=True)
class MeteringLocationId:
    """Identifier of a metering location (MeLo-ID, formerly Zählpunktbezeichnung), 33 places.

    Country, 6 digits of the grid operator, 5 digits of postal code, 20 places of the metering
    point; it has no check digit.

    Raises:
        IdentifierError: If the form is wrong.

    Examples:
        >>> MeteringLocationId("DE 000562 66802 AO6G56M11SN51G21M24S").postal_code
        '66802'
    """

    value: str = attrs.field(converter=_metering_location)

    def _part(self, name: str) -> str:
        found = _METERING_LOCATION.fullmatch(self.value)
        return found[name] if found else ""

    @property
    def country(self) -> str:
        """Code of the country, ISO 3166."""
        return self._part("country")

    @property
    def operator(self) -> str:
        """Number of the grid operator, six digits."""
        return self._part("operator")

    @property
    def postal_code(self) -> str:
        """Postal code, five digits."""
        return self._part("postal")

    @property
    def point(self) -> str:
        """Number of the metering point, twenty places."""
        return self._part("point")

    def __str__(self) -> str:
        return self.value


_AUTHORITIES: Final = {"99": ("BDEW", "293"), "98": ("DVGW", "332")}


def _partner_code(value: object) -> str:
    field = "market_partner"
    text = digits_only(field, value)
    if text[:2] not in _AUTHORITIES:
        raise IdentifierError(
            field, text, "begins neither with 99 (BDEW) nor with 98 (DVGW)", "Or is it a GLN?"
        )
    return _checked(field, text)


@attrs.frozen(order=True)
class MarketPartnerCode:
    """Code of a market partner (BDEW-Codenummer, DVGW-Codenummer): 13 digits with check digit.

    Raises:
        IdentifierError: If the form or the check digit is wrong; it names the expected one.

    Examples:
        >>> code = MarketPartnerCode("9900467000000")
        >>> code.issuer, code.agency
        ('BDEW', '293')
    """

    value: str = attrs.field(converter=_partner_code)

    @property
    def issuer(self) -> str:
        """Who issued it: BDEW for electricity, DVGW for gas."""
        return _AUTHORITIES[self.value[:2]][0]

    @property
    def agency(self) -> str:
        """Code of the issuer in EDIFACT messages (UN/EDIFACT 3055)."""
        return _AUTHORITIES[self.value[:2]][1]

    def __str__(self) -> str:
        return self.value


def _gln(value: object) -> str:
    from stdnum import ean
    from stdnum.exceptions import ValidationError

    text = digits_only("gln", value)
    try:
        return str(ean.validate(text))
    except ValidationError:
        expected = ean.calc_check_digit(text[:-1])
        raise IdentifierError(
            "gln", text, f"has the check digit {text[-1]} where {expected} belongs", _ADVICE
        ) from None


@attrs.frozen(order=True)
class Gln:
    """Global location number of GS1 (GLN, ILN); market partners may use it instead of a code.

    Raises:
        IdentifierError: If the form or the check digit is wrong; it names the expected one.

    Examples:
        >>> str(Gln("4006381333931"))
        '4006381333931'
    """

    value: str = attrs.field(converter=_gln)

    def __str__(self) -> str:
        return self.value
