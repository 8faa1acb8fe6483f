"""From the models of statutory contents to domain values."""

from utilbill.adapters.casefile.content_models import (
    ComparisonModel,
    ContactModel,
    CustomerModel,
    EnergyLabelModel,
    EnergyMixModel,
    InformationModel,
    MarketPartnerModel,
    PaymentModel,
    PreviousModel,
    ProductModel,
    SupplierModel,
    TermsModel,
)
from utilbill.billing.comparison import (
    ConsumptionComparison,
    PreviousConsumption,
    ReferenceGroup,
    compare,
)
from utilbill.billing.settlement import Settlement
from utilbill.contracts.energy_label import EnergyLabel, EnergyMix, EnergyShare, OriginShare
from utilbill.contracts.party import (
    BillingEntity,
    Contact,
    CustomerInformation,
    MarketPartner,
    Party,
)
from utilbill.contracts.terms import ContractTerms, PaymentDetails, Product
from utilbill.values.identifiers import CreditorIdentifier, Gln, Iban, MarketPartnerCode
from utilbill.values.marked import at
from utilbill.values.period import Period, next_day


def supplier(model: SupplierModel | None) -> BillingEntity | None:
    """Make who supplies."""
    if model is None:
        return None
    with at(model):
        creditor = model.creditor_identifier
        return BillingEntity(
            name=model.name,
            address=model.address,
            tax_number=model.tax_number,
            vat_id=model.vat_id,
            register_court=model.register_court,
            register_number=model.register_number,
            phone=model.phone,
            email=model.email,
            website=model.website,
            iban=Iban(model.iban) if model.iban else None,
            creditor_identifier=CreditorIdentifier(creditor) if creditor else None,
            information=_information(model.information),
        )


def customer(model: CustomerModel | None) -> Party | None:
    """Make who is supplied."""
    return Party(model.name, model.address, number=model.number) if model else None


def _information(model: InformationModel | None) -> CustomerInformation | None:
    if model is None:
        return None
    return CustomerInformation(
        dispute_rights=model.dispute_rights,
        conciliation=_contact(model.conciliation) if model.conciliation else None,
        consumer_service=_contact(model.consumer_service) if model.consumer_service else None,
        advice=tuple(_contact(held) for held in model.advice),
        switching=model.switching,
        comparison=tuple(_contact(held) for held in model.comparison),
        fuel_notice=model.fuel_notice,
    )


def _contact(model: ContactModel) -> Contact:
    return Contact(
        name=model.name,
        address=model.address,
        phone=model.phone,
        email=model.email,
        website=model.website,
    )


def market_partner(model: MarketPartnerModel | None) -> MarketPartner | None:
    """Make an operator of a grid or of meters."""
    if model is None:
        return None
    with at(model):
        return MarketPartner(
            name=model.name,
            code=MarketPartnerCode(model.code) if model.code else None,
            gln=Gln(model.gln) if model.gln else None,
        )


def product(model: ProductModel | None) -> Product | None:
    """Make what was bought."""
    if model is None:
        return None
    return Product(
        name=model.name,
        metering=model.metering,
        energy_label=_energy_label(model.energy_label) if model.energy_label else None,
        storage_levy=model.storage_levy,
    )


def _energy_label(model: EnergyLabelModel) -> EnergyLabel:
    with at(model):
        return EnergyLabel(
            year=model.year,
            product=_mix(model.product),
            supplier=_mix(model.supplier) if model.supplier else None,
            average=_mix(model.average) if model.average else None,
            origins=[OriginShare(held.country, held.percent) for held in model.origins],
        )


def _mix(model: EnergyMixModel) -> EnergyMix:
    with at(model):
        return EnergyMix(
            shares=[EnergyShare(held.source, held.percent) for held in model.shares],
            carbon_dioxide=model.carbon_dioxide,
            radioactive_waste=model.radioactive_waste,
        )


def terms(model: TermsModel | None) -> ContractTerms | None:
    """Make term and notice."""
    if model is None:
        return None
    with at(model):
        return ContractTerms(
            term_end=model.term_last and next_day(model.term_last),
            notice=model.notice,
            renewal=model.renewal,
        )


def payment(model: PaymentModel | None) -> PaymentDetails | None:
    """Make how a contract is paid."""
    if model is None:
        return None
    with at(model):
        return PaymentDetails(
            method=model.method,
            iban=Iban(model.iban) if model.iban else None,
            mandate=model.mandate,
        )


def comparison(settlement: Settlement, model: ComparisonModel) -> ConsumptionComparison:
    """Put the consumption of a settlement beside what the file gives."""
    with at(model):
        return compare(
            settlement,
            previous=_previous(model.previous),
            groups=[ReferenceGroup(held.label, held.quantity) for held in model.groups],
            yearly=model.yearly,
        )


def _previous(model: PreviousModel | None) -> PreviousConsumption | None:
    if model is None:
        return None
    with at(model):
        return PreviousConsumption(Period.through(model.first, model.last), model.quantity)
