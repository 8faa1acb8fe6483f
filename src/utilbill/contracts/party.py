"""Who supplies, who is supplied, and whom one can turn to."""

import re

import attrs

from utilbill.values.errors import InvalidInputError
from utilbill.values.identifiers import CreditorIdentifier, Gln, Iban, MarketPartnerCode


def _email(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise InvalidInputError(
            "email", value, "is no e-mail address", "Write it like service@works.example."
        )
    return value


def _vat_id(value: str) -> str:
    if value and not re.fullmatch(r"[A-Z]{2}[A-Z0-9]+", value):
        raise InvalidInputError(
            "vat_id",
            value,
            "is no number for value added tax",
            "Write the code of the country and the number without spaces, such as DE123456789.",
        )
    return value


@attrs.frozen(kw_only=True)
class Contact:
    """Somebody to turn to (Kontaktstelle), such as a conciliation body.

    Attributes:
        name: Its name.
        address: Lines of its address.
        phone: Its telephone number.
        email: Its e-mail address.
        website: Its web site.
    """

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = attrs.field(default="", converter=_email)
    website: str = ""


@attrs.frozen(kw_only=True)
class CustomerInformation:
    """What a supplier must tell customers beside the figures (Verbraucherinformationen).

    Attributes:
        dispute_rights: The customer's rights in a dispute, in the language of the bill.
        conciliation: The conciliation body (Schlichtungsstelle).
        consumer_service: The consumer service of the authority (Verbraucherservice).
        advice: Where advice on energy is given.
        switching: How a customer can change supplier, in the language of the bill.
        comparison: Price comparison tools with a trust mark (Vergleichsinstrumente).
        fuel_notice: The notice that goes with fuels taxed at a lower rate, in the words of the law
            (EnergieStV § 107 Abs. 2).
    """

    dispute_rights: str = ""
    conciliation: Contact | None = None
    consumer_service: Contact | None = None
    advice: tuple[Contact, ...] = ()
    switching: str = ""
    comparison: tuple[Contact, ...] = ()
    fuel_notice: str = ""


@attrs.frozen
class Party:
    """A person or organization with an address (Geschäftspartner).

    Attributes:
        name: Name as on the bill.
        address: Lines of the address.
        number: Number under which the supplier knows the customer (Kundennummer).
    """

    name: str = attrs.field(repr=False)
    address: tuple[str, ...] = attrs.field(default=(), repr=False)
    number: str = attrs.field(default="", kw_only=True)


@attrs.frozen
class BillingEntity:
    """Who issues the bill (Mandant).

    Attributes:
        name: Name as on the bill.
        address: Lines of the address at which it can be summoned.
        tax_number: Number at the tax office (Steuernummer).
        vat_id: Number for value added tax (Umsatzsteuer-Identifikationsnummer).
        register_court: Court that keeps the register of companies (Registergericht).
        register_number: Number in that register, such as ``HRB 1234``.
        phone: Telephone number for customers (Kunden-Hotline).
        email: E-mail address.
        website: Web site.
        iban: Account to which customers pay.
        creditor_identifier: Identifier for direct debits.
        information: What it must tell customers.

    Examples:
        >>> works = BillingEntity("Works", register_court="Amtsgericht Freiburg", phone="07531 0")
        >>> works.register_court
        'Amtsgericht Freiburg'
    """

    name: str
    address: tuple[str, ...] = ()
    tax_number: str = ""
    vat_id: str = attrs.field(default="", converter=_vat_id, kw_only=True)
    register_court: str = attrs.field(default="", kw_only=True)
    register_number: str = attrs.field(default="", kw_only=True)
    phone: str = attrs.field(default="", kw_only=True)
    email: str = attrs.field(default="", converter=_email, kw_only=True)
    website: str = attrs.field(default="", kw_only=True)
    iban: Iban | None = attrs.field(
        default=None, converter=attrs.converters.optional(Iban), kw_only=True
    )
    creditor_identifier: CreditorIdentifier | None = attrs.field(
        default=None, converter=attrs.converters.optional(CreditorIdentifier), kw_only=True
    )
    information: CustomerInformation | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(kw_only=True)
class MarketPartner:
    """An operator of a grid or of meters (Netzbetreiber, Messstellenbetreiber).

    Attributes:
        name: Its name.
        code: Its code number of BDEW or DVGW (Codenummer).
        gln: Its global location number, where it uses one instead.

    Raises:
        InvalidInputError: If there are two numbers.

    Examples:
        >>> MarketPartner(name="Stadtnetz", code=MarketPartnerCode("9900467000000")).number
        '9900467000000'
    """

    name: str = ""
    code: MarketPartnerCode | None = attrs.field(
        default=None, converter=attrs.converters.optional(MarketPartnerCode)
    )
    gln: Gln | None = attrs.field(default=None, converter=attrs.converters.optional(Gln))

    def __attrs_post_init__(self) -> None:
        if self.code is not None and self.gln is not None:
            raise InvalidInputError(
                "gln", self.gln, "is given beside a code number", "Keep the one that is used."
            )

    @property
    def number(self) -> str:
        """The number under which it acts in the market; empty if none is known."""
        held = self.code or self.gln
        return "" if held is None else str(held)
