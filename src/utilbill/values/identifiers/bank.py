"""Identifiers of payments: account number and creditor."""

import re
from typing import Final

import attrs

from utilbill.values.errors import IdentifierError

_ADVICE: Final = "Compare it with the source, place by place."
_IBAN: Final = re.compile(r"(?P<country>[A-Z]{2})(?P<check>[0-9]{2})(?P<account>[A-Z0-9]+)")
_CREDITOR: Final = re.compile(
    r"(?P<country>[A-Z]{2})(?P<check>[0-9]{2})(?P<business>[A-Z0-9]{3})(?P<national>[A-Z0-9]+)"
)


#: What a country assigns, behind country, check digits and business code. Germany: Deutsche
#: Bundesbank, 18 places in all; elsewhere EPC262-08, 35 places at most.
_NATIONAL: Final = {"DE": (re.compile("[0-9]{11}"), "eleven digits")}
_ANY_COUNTRY: Final = (re.compile("[A-Z0-9]{1,28}"), "one to 28 letters and digits")


def _parts(field: str, form: re.Pattern[str], value: object) -> re.Match[str]:
    found = form.fullmatch(re.sub(r"\s", "", str(value)).upper())
    if found is None:
        raise IdentifierError(
            field, str(value), "does not begin with a country and two check digits", _ADVICE
        )
    return found


def _iban(value: object) -> str:
    from stdnum import iban
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.iso7064 import mod_97_10

    parts = _parts("iban", _IBAN, value)
    text = parts.group()
    try:
        # Which banks a country has is not part of ISO 13616, and lists of them grow old.
        return str(iban.validate(text, check_country=False))
    except InvalidChecksum:
        expected = mod_97_10.calc_check_digits(parts["account"] + parts["country"])
        problem = f"has the check digits {parts['check']} where {expected} belong"
        corrected = f"{parts['country']}{expected}{parts['account']}"
        if not iban.is_valid(corrected, check_country=False):
            problem = "is no account number of its country, and its check digits are wrong"
    except ValidationError as error:
        problem = f"is no account number of its country: {error}".rstrip(".")
    raise IdentifierError("iban", text, problem, _ADVICE)


@attrs.frozen(order=True)
class Iban:
    """International bank account number (IBAN), ISO 13616, held without spaces.

    Raises:
        IdentifierError: If the form, the length for its country or a check digit is wrong.

    Examples:
        >>> account = Iban("DE89 3704 0044 0532 0130 00")
        >>> account.value, account.country, str(account)
        ('DE89370400440532013000', 'DE', 'DE89 3704 0044 0532 0130 00')
    """

    value: str = attrs.field(converter=_iban)

    @property
    def country(self) -> str:
        """Code of the country, ISO 3166."""
        return self.value[:2]

    def __str__(self) -> str:
        return re.sub(r"(.{4})(?=.)", r"\1 ", self.value)


def _creditor(value: object) -> str:
    from stdnum.eu import at_02
    from stdnum.exceptions import InvalidChecksum, ValidationError

    parts = _parts("creditor_identifier", _CREDITOR, value)
    text = parts.group()
    form, described = _NATIONAL.get(parts["country"], _ANY_COUNTRY)
    if not form.fullmatch(parts["national"]):
        raise IdentifierError(
            "creditor_identifier", text, f"does not have {described} after its first seven", _ADVICE
        )
    try:
        return str(at_02.validate(text))
    except InvalidChecksum:
        expected = at_02.calc_check_digits(text)
        problem = f"has the check digits {parts['check']} where {expected} belong"
    except ValidationError as error:
        problem = f"is no creditor identifier: {error}".rstrip(".")
    raise IdentifierError("creditor_identifier", text, problem, _ADVICE)


@attrs.frozen(order=True)
class CreditorIdentifier:
    """Identifier of a creditor of direct debits (Gläubiger-Identifikationsnummer), EPC262-08.

    The business code in the middle is free for the creditor and not part of the check.

    Raises:
        IdentifierError: If the form, the length for its country or the check digits are wrong; it
            names the expected ones.

    Examples:
        >>> creditor = CreditorIdentifier("DE98ZZZ09999999999")
        >>> creditor.business_code, creditor.same_creditor(CreditorIdentifier("DE98GAS09999999999"))
        ('ZZZ', True)
    """

    value: str = attrs.field(converter=_creditor)

    def _part(self, name: str) -> str:
        return _parts("creditor_identifier", _CREDITOR, self.value)[name]

    @property
    def country(self) -> str:
        """Code of the country, ISO 3166."""
        return self._part("country")

    @property
    def business_code(self) -> str:
        """Three places that the creditor may choose (Geschäftsbereichskennung)."""
        return self._part("business")

    @property
    def national(self) -> str:
        """What the country assigned."""
        return self._part("national")

    def same_creditor(self, other: "CreditorIdentifier") -> bool:
        """Tell whether both name one creditor, whatever the business code."""
        return (self.country, self.national) == (other.country, other.national)

    def __str__(self) -> str:
        return self.value
