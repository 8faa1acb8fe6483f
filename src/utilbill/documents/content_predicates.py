"""What finds things on a bill; the requirements of markets name these.

A predicate looks at the data that the bill prints. Nothing counts as present because it could be
worked out.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from utilbill.billing.comparison import ConsumptionComparison
from utilbill.contracts.contract import Contract
from utilbill.contracts.energy_label import EnergyLabel, EnergySource
from utilbill.contracts.party import BillingEntity, Contact, CustomerInformation
from utilbill.contracts.terms import Product
from utilbill.documents.contents import ContentSubject, Predicate
from utilbill.installments.procedure import Procedure
from utilbill.metering.registers import ReadingOrigin
from utilbill.tariffs.component import ChargeRole
from utilbill.values.units import Unit


def _contract(subject: ContentSubject) -> Contract:
    return subject.settlement.contract


def of_supplier(test: Callable[[BillingEntity], object]) -> Predicate:
    """Make a predicate of a look at the supplier; false where none is known."""

    def present(subject: ContentSubject) -> bool:
        # A bill prints the supplier of its first settlement.
        held = subject.bill.settlements[0].contract.supplier
        return held is not None and bool(test(held))

    return present


def of_information(test: Callable[[CustomerInformation], object]) -> Predicate:
    """Make a predicate of a look at what the supplier tells customers."""
    return of_supplier(lambda held: held.information is not None and test(held.information))


def of_product(test: Callable[[Product], object]) -> Predicate:
    """Make a predicate of a look at the product; false where none is known."""

    def present(subject: ContentSubject) -> bool:
        held = _contract(subject).product
        return held is not None and bool(test(held))

    return present


def of_label(test: Callable[[EnergyLabel], object]) -> Predicate:
    """Make a predicate of a look at the energy label; false where there is none."""
    return of_product(lambda held: held.energy_label is not None and test(held.energy_label))


def charged_for(role: ChargeRole) -> Predicate:
    """Make a predicate that finds a line of a role, charged or contained."""
    return lambda subject: any(line.role is role for line in subject.settlement.lines)


def _customer(subject: ContentSubject) -> bool:
    held = subject.bill.settlements[0].contract.customer
    return held is not None and bool(held.name and held.address)


def _contact(held: Contact | None) -> bool:
    return held is not None and bool(held.address or held.phone or held.email or held.website)


def _comparison(subject: ContentSubject) -> ConsumptionComparison | None:
    name = _contract(subject).id
    return next((held for held in subject.bill.comparisons if held.contract == name), None)


def _previous(subject: ContentSubject) -> bool:
    held = _comparison(subject)
    return held is not None and held.previous is not None


def _groups(subject: ContentSubject) -> bool:
    held = _comparison(subject)
    return held is not None and bool(held.groups)


def _notice(subject: ContentSubject) -> bool:
    terms = _contract(subject).terms
    return terms is not None and terms.notice is not None


def _next_end(subject: ContentSubject) -> bool:
    return _notice(subject) and subject.bill.document_date is not None


def _goes_on(subject: ContentSubject) -> bool:
    return _contract(subject).supply_end is None


def _network_operator(subject: ContentSubject) -> bool:
    held = _contract(subject).supply_point.network_operator
    return held is not None and bool(held.number)


def _metering_operator(subject: ContentSubject) -> bool:
    held = _contract(subject).supply_point.metering_operator
    return held is not None and bool(held.name or held.number)


def _metered(subject: ContentSubject) -> bool:
    return bool(_contract(subject).supply_point.registers)


def _readings(subject: ContentSubject) -> bool:
    used = subject.settlement.consumption
    return used is not None and bool(used.intervals)


def _estimated(subject: ContentSubject) -> bool:
    used = subject.settlement.consumption
    return used is not None and any(not held.measured for held in used.intervals)


def _estimates_reasoned(subject: ContentSubject) -> bool:
    used = subject.settlement.consumption
    spans = used.intervals if used else ()
    readings = [held for span in spans for held in (span.opening, span.closing)]
    return all(held.reason or held.estimate for held in readings if not held.origin.measured)


def _estimates_with_factors(subject: ContentSubject) -> bool:
    """Tell whether each estimate says on which use, days and weights it rests."""
    used = subject.settlement.consumption
    spans = used.intervals if used else ()
    readings = [held for span in spans for held in (span.opening, span.closing)]
    return all(
        held.factors or (held.estimate is not None and held.estimate.factors is not None)
        for held in readings
        if held.origin is ReadingOrigin.ESTIMATED
    )


def _in_volume(subject: ContentSubject) -> bool:
    registers = _contract(subject).supply_point.registers
    volume = Unit.parse("m³").dimension
    return any(register.unit.dimension == volume for register in registers)


def _invoiced(subject: ContentSubject) -> bool:
    held = subject.settlement
    return held.procedure is Procedure.INVOICED and bool(held.demanded)


def _invoiced_with_tax(subject: ContentSubject) -> bool:
    return all(held.parts for held in subject.settlement.demanded)


def _emissions(subject: ContentSubject) -> bool:
    name = _contract(subject).id
    return any(held.contract == name for held in subject.bill.emissions)


#: Predicates of every market, by name.
PREDICATES: Final[Mapping[str, Predicate]] = MappingProxyType(
    {
        "number": lambda subject: bool(subject.bill.number),
        "document_date": lambda subject: subject.bill.document_date is not None,
        "to_pay": lambda subject: subject.bill.account.amount > 0,
        "due_date": lambda subject: subject.bill.due_date is not None,
        "supplier_name": of_supplier(lambda held: held.name),
        "supplier_address": of_supplier(lambda held: held.address),
        "supplier_register": of_supplier(lambda held: held.register_court),
        "supplier_phone": of_supplier(lambda held: held.phone),
        "supplier_email": of_supplier(lambda held: held.email),
        "supplier_tax_identity": of_supplier(lambda held: held.tax_number or held.vat_id),
        "customer": _customer,
        "supply_address": lambda subject: bool(_contract(subject).supply_point.address),
        "market_location": lambda subject: (
            _contract(subject).supply_point.market_location is not None
        ),
        "term": lambda subject: _contract(subject).terms is not None,
        "notice": _notice,
        "next_end": _next_end,
        "goes_on": _goes_on,
        "network_operator": _network_operator,
        "metering_operator": _metering_operator,
        "metered": _metered,
        "readings": _readings,
        "estimated": _estimated,
        "estimates_reasoned": _estimates_reasoned,
        "estimates_with_factors": _estimates_with_factors,
        "previous": _previous,
        "groups": _groups,
        "dispute_rights": of_information(lambda held: held.dispute_rights),
        "conciliation": of_information(
            lambda held: held.conciliation is not None and held.conciliation.address
        ),
        "consumer_service": of_information(lambda held: _contact(held.consumer_service)),
        "advice": of_information(lambda held: any(contact.website for contact in held.advice)),
        "switching": of_information(lambda held: held.switching),
        "comparison_tools": of_information(lambda held: held.comparison),
        "fuel_notice": of_information(lambda held: held.fuel_notice),
        "product_name": of_product(lambda held: held.name),
        "supply_basis": lambda subject: _contract(subject).supply_basis is not None,
        "energy_label": of_label(lambda _: True),
        "energy_label_average": of_label(lambda held: held.average is not None),
        "energy_label_origins": of_label(lambda held: held.origins),
        "energy_label_guaranteed": of_label(
            lambda held: any(mix.percent(EnergySource.RENEWABLE) for _, mix in held.mixes)
        ),
        "prices": lambda subject: any(
            line.price is not None for line in subject.settlement.charged
        ),
        "lines": lambda subject: bool(subject.settlement.charged),
        "tax_groups": lambda subject: bool(subject.bill.totals.groups),
        "installments_invoiced": _invoiced,
        "installments_with_tax": _invoiced_with_tax,
        "in_volume": _in_volume,
        "conversion": lambda subject: subject.settlement.conversion is not None,
        "emissions": _emissions,
        "quantity_tax": charged_for(ChargeRole.QUANTITY_TAX),
        "concession_fee": charged_for(ChargeRole.CONCESSION),
        "grid_charge": charged_for(ChargeRole.GRID),
        "metering_charge": charged_for(ChargeRole.METERING),
        "carbon_price": charged_for(ChargeRole.CARBON),
        "with_metering": lambda subject: (
            not of_product(lambda held: held.metering is False)(subject)
        ),
    }
)
