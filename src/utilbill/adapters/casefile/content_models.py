"""What a case file says so that a bill holds all that law asks for."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import attrs

from utilbill.adapters.structuring import Model, doc
from utilbill.contracts.energy_label import EnergySource
from utilbill.contracts.terms import PaymentMethod
from utilbill.values.explanation import Label
from utilbill.values.span import Span
from utilbill.values.units import Quantity


@attrs.frozen(kw_only=True)
class PartyModel(Model):
    """Somebody with an address."""

    WHAT: ClassVar = "a party"
    name: str = doc("Name as on the bill.")
    address: tuple[str, ...] = doc("Lines of the address.", default=())
    tax_number: str = doc("Tax number or VAT number, of the supplier.", default="")


@attrs.frozen(kw_only=True)
class CustomerModel(PartyModel):
    """Who is supplied."""

    WHAT: ClassVar = "customer"
    number: str = doc("Number under which the supplier knows the customer.", default="")


@attrs.frozen(kw_only=True)
class ContactModel(Model):
    """Somebody to turn to."""

    WHAT: ClassVar = "a contact"
    name: str = doc("Its name.")
    address: tuple[str, ...] = doc("Lines of its address.", default=())
    phone: str = doc("Its telephone number.", default="")
    email: str = doc("Its e-mail address.", default="")
    website: str = doc("Its web site.", default="")


@attrs.frozen(kw_only=True)
class InformationModel(Model):
    """What a supplier must tell customers beside the figures."""

    WHAT: ClassVar = "information"
    dispute_rights: str = doc("The customer's rights in a dispute.", default="")
    conciliation: ContactModel | None = doc("The conciliation body.", default=None)
    consumer_service: ContactModel | None = doc(
        "The consumer service of the authority.", default=None
    )
    advice: tuple[ContactModel, ...] = doc("Where advice on energy is given.", default=())
    switching: str = doc("How a customer can change supplier.", default="")
    comparison: tuple[ContactModel, ...] = doc(
        "Price comparison tools with a trust mark.", default=()
    )
    fuel_notice: str = doc(
        "The notice that goes with fuels taxed at a lower rate (EnergieStV § 107).", default=""
    )


@attrs.frozen(kw_only=True)
class SupplierModel(PartyModel):
    """Who supplies."""

    WHAT: ClassVar = "supplier"
    vat_id: str = doc("Identification number for value added tax.", default="")
    register_court: str = doc("Court that keeps the register of companies.", default="")
    register_number: str = doc("Number in that register, such as HRB 1234.", default="")
    phone: str = doc("Telephone number for customers.", default="")
    email: str = doc("E-mail address.", default="")
    website: str = doc("Web site.", default="")
    iban: str | None = doc("Account to which customers pay.", default=None)
    creditor_identifier: str | None = doc("Identifier for direct debits.", default=None)
    information: InformationModel | None = doc("What it must tell customers.", default=None)


@attrs.frozen(kw_only=True)
class MarketPartnerModel(Model):
    """An operator of a grid or of meters."""

    WHAT: ClassVar = "a market partner"
    name: str = doc("Its name.", default="")
    code: str | None = doc("Its code number of BDEW or DVGW: 13 digits.", default=None)
    gln: str | None = doc("Its global location number, if it uses one instead.", default=None)


@attrs.frozen(kw_only=True)
class EnergyShareModel(Model):
    """The part that a source of electricity has."""

    WHAT: ClassVar = "a share of a source"
    source: EnergySource = doc("The source.")
    percent: Decimal = doc("Its part.")


@attrs.frozen(kw_only=True)
class OriginShareModel(Model):
    """The part that a country has in renewable energy with guarantees of origin."""

    WHAT: ClassVar = "a share of a country"
    country: str = doc("Code of the country, such as NO.")
    percent: Decimal = doc("Its part.")


@attrs.frozen(kw_only=True)
class EnergyMixModel(Model):
    """A mix of sources of electricity and what it does to the environment."""

    WHAT: ClassVar = "an energy mix"
    shares: tuple[EnergyShareModel, ...] = doc("The sources; they add up to 100 %.")
    carbon_dioxide: Decimal = doc("Emissions in g/kWh.")
    radioactive_waste: Decimal = doc("Waste in g/kWh.")


@attrs.frozen(kw_only=True)
class EnergyLabelModel(Model):
    """From which sources a product comes."""

    WHAT: ClassVar = "energy_label"
    year: int = doc("The calendar year that the figures are for.")
    product: EnergyMixModel = doc("The mix of what was supplied.")
    supplier: EnergyMixModel | None = doc("The mix of all that the supplier sells.", default=None)
    average: EnergyMixModel | None = doc("The mix of the whole country.", default=None)
    origins: tuple[OriginShareModel, ...] = doc(
        "Countries that renewable energy with guarantees of origin comes from.", default=()
    )


@attrs.frozen(kw_only=True)
class ProductModel(Model):
    """What was bought."""

    WHAT: ClassVar = "product"
    name: str = doc("Its name.")
    metering: bool | None = doc("Whether metering is part of the contract.", default=None)
    energy_label: EnergyLabelModel | None = doc(
        "From which sources its electricity comes.", default=None
    )
    storage_levy: str = doc(
        "Whether, by how much and with which share the end of the gas storage levy lowered the "
        "price (EnWG § 35g Abs. 7).",
        default="",
    )


@attrs.frozen(kw_only=True)
class TermsModel(Model):
    """Term and notice of a contract."""

    WHAT: ClassVar = "terms"
    term_last: dt.date | None = doc(
        "Last day of the agreed term; left out if the contract runs until it is ended.",
        default=None,
    )
    notice: Span | None = doc("How long before its end it must be terminated.", default=None)
    renewal: Span | None = doc(
        "By how much it goes on if nobody ends it in time; until it is ended if left out.",
        default=None,
    )


@attrs.frozen(kw_only=True)
class PaymentModel(Model):
    """How a contract is paid."""

    WHAT: ClassVar = "payment"
    method: PaymentMethod = doc("Who moves the money.")
    iban: str | None = doc("The customer's account.", default=None)
    mandate: str = doc("Reference of the mandate.", default="")


@attrs.frozen(kw_only=True)
class PreviousModel(Model):
    """What was used in the same days of the year before."""

    WHAT: ClassVar = "previous"
    first: dt.date = doc("First day.")
    last: dt.date = doc("Last day, included.")
    quantity: Quantity = doc("What was used.")


@attrs.frozen(kw_only=True)
class ReferenceGroupModel(Model):
    """Comparable customers."""

    WHAT: ClassVar = "a reference group"
    label: Label = doc("Who they are.")
    quantity: Quantity = doc("What they use in a year.")


@attrs.frozen(kw_only=True)
class ComparisonModel(Model):
    """What the consumption is compared with."""

    WHAT: ClassVar = "comparison"
    previous: PreviousModel | None = doc("The year before.", default=None)
    yearly: Quantity | None = doc(
        "What the customer uses in a year; the settled quantity if a year is settled.",
        default=None,
    )
    groups: tuple[ReferenceGroupModel, ...] = doc("Comparable customers.", default=())
