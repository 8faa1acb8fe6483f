"""From models of a case file to domain values, and on to the bill."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import attrs

from utilbill.adapters.casefile import content_building as contents
from utilbill.adapters.casefile.conversion_building import build_conversion
from utilbill.adapters.casefile.days import first_after
from utilbill.adapters.casefile.doubtful import find_doubts, was_known, with_estimates
from utilbill.adapters.casefile.installment_building import (
    Requested,
    build_demanded,
    build_received,
)
from utilbill.adapters.casefile.law_figures import unused_figures
from utilbill.adapters.casefile.models import (
    DocumentModel,
    EmissionsModel,
    HeaderModel,
    ReadingModel,
    RegisterModel,
    SupplyModel,
    TaxRateModel,
)
from utilbill.adapters.casefile.places import Places
from utilbill.adapters.casefile.plan_building import PlanWish, build_wish, settled_plan
from utilbill.adapters.casefile.price_building import build_price_sheet
from utilbill.adapters.casefile.ways import Ways
from utilbill.adapters.markets import market as find_market
from utilbill.billing.bill import Bill, check_document_days, check_received, combine
from utilbill.billing.comparison import ConsumptionComparison
from utilbill.billing.crediting import with_credit_used
from utilbill.billing.emissions import EmissionStatement, OwnCarbonFigures, SuppliedEnergy
from utilbill.billing.remarks import on_document_days
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case
from utilbill.contracts.contract import Contract, SupplyPoint
from utilbill.installments.offset import CreditUse
from utilbill.installments.plan import InstallmentPlan
from utilbill.law.parameter import HorizonPolicy
from utilbill.markets.market import Market
from utilbill.metering.registers import KWH, Reading, Register
from utilbill.tariffs.component import PriceBasis
from utilbill.taxes.vat import FixedTaxation, Taxation, TaxRate
from utilbill.values.errors import (
    InvalidInputError,
    MissingChoiceError,
    MissingFieldError,
    UtilbillError,
    Where,
)
from utilbill.values.findings import Finding
from utilbill.values.identifiers import MarketLocationId, MeteringLocationId
from utilbill.values.marked import at
from utilbill.values.period import Period, next_day
from utilbill.values.tax import TaxCategory


@attrs.frozen(kw_only=True)
class LoadedCase:
    """A case file, ready to be settled.

    Attributes:
        name: Name of the file.
        market: The market; None if the file gives its own tax rates.
        language: Language of the bill.
        cases: One per supply.
        plans: Wishes for installments to come, one per supply, None where there is none.
        document_date: Date of issue.
        due_date: Day on which the balance is due.
        number: Number of the bill; empty for a draft.
        credit: What happens to a credit; None for the usual way.
        places: Where the parts of each supply stand in the file.
    """

    name: str
    market: Market | None
    language: str
    cases: tuple[Case, ...]
    plans: "tuple[PlanWish | None, ...]"
    document_date: dt.date | None
    due_date: dt.date | None
    number: str = ""
    credit: CreditUse | None = None
    places: "tuple[Places, ...]" = attrs.field(repr=False)


@attrs.frozen
class Beside:
    """What stands in files beside a case, for one supply."""

    readings: Sequence[ReadingModel] = ()
    temperatures: Mapping[dt.date, Decimal] = attrs.field(factory=dict)


def build_case(
    header: HeaderModel,
    supplies: Sequence[SupplyModel],
    beside: Sequence[Beside],
    name: str,
) -> LoadedCase:
    """Make domain values of the models of one file."""
    with at(header):
        held = _market(header)
    taxation = _taxation(header, held)
    places = tuple(Places(supply) for supply in supplies)
    pairs = [
        _supply(header, place, files, held, taxation)
        for place, files in zip(places, beside, strict=True)
    ]
    document = header.document
    pairs = [(_with_doubtful_days(document, case), wish) for case, wish in pairs]
    unused = tuple(unused_figures(header, supplies, [case for case, _ in pairs], held))
    if unused:
        case, wish = pairs[0]
        pairs[0] = attrs.evolve(case, findings=(*unused, *case.findings)), wish
    return LoadedCase(
        name=name,
        market=held,
        language=header.language or (held.language if held else "en"),
        cases=tuple(case for case, _ in pairs),
        plans=tuple(wish for _, wish in pairs),
        document_date=document.date if document else None,
        due_date=document.due if document else None,
        number=document.number if document else "",
        credit=document.credit if document else None,
        places=places,
    )


def _with_doubtful_days(document: DocumentModel | None, case: Case) -> Case:
    if document is None:
        return case
    with at(document):
        check_document_days(document.date, document.due)
        if not document.number.isprintable():
            raise InvalidInputError(
                "number", ascii(document.number), "cannot be printed", "Write it in one line."
            )
    found = on_document_days(
        case.kind, case.contract, case.period, issued=document.date, due=document.due
    )
    return attrs.evolve(case, findings=(*case.findings, *found))


def bill_case(loaded: LoadedCase) -> Bill:
    """Settle all supplies of a case file and put them into one bill.

    Raises:
        UtilbillError: If a supply cannot be settled; the error names the place in the file.
    """
    settlements: list[Settlement] = []
    plans: list[InstallmentPlan] = []
    emissions: list[EmissionStatement] = []
    comparisons: list[ConsumptionComparison] = []
    for case, wish, place in zip(loaded.cases, loaded.plans, loaded.places, strict=True):
        try:
            place.check_prices()
            settlement = case.settle(loaded.market)
            check_received(settlement, loaded.document_date)
            settlements.append(settlement)
            if wish is not None:
                plans.append(settled_plan(case, wish, settlement, loaded.market))
            if place.supply.emissions is not None:
                emissions.append(
                    emission_statement(settlement, place.supply.emissions, loaded.market)
                )
            if place.supply.comparison is not None:
                comparisons.append(contents.comparison(settlement, place.supply.comparison))
        except UtilbillError as error:
            if error.where is None:
                error.where = place.of(error) or Where(loaded.name)
            raise
    bill = combine(
        settlements,
        document_date=loaded.document_date,
        due_date=loaded.due_date,
        next_plans=plans,
        emissions=emissions,
        comparisons=comparisons,
        number=loaded.number,
    )
    return with_credit_used(bill, loaded.market, loaded.credit)


def emission_statement(
    supplied: SuppliedEnergy, model: EmissionsModel, held: Market | None
) -> EmissionStatement:
    """Return what is said about the emissions of a supply, settled or only counted.

    Raises:
        MissingChoiceError: If no market says how.
    """
    with at(model):
        if held is None or held.fuels is None:
            raise MissingChoiceError(
                "market", "none", "says nothing about emissions", "Add market: DE, for example."
            )
        return held.fuels.emissions(
            supplied,
            held,
            area=model.area,
            residential=model.residential,
            gross=model.basis is PriceBasis.GROSS,
            own=OwnCarbonFigures(factor=model.factor, net_share=model.net_share, price=model.price),
        )


def _market(header: HeaderModel) -> Market | None:
    if header.market is None:
        return None
    held = find_market(header.market)
    law = held.law
    for figure in header.law_figures:
        with at(figure):
            law = law.with_figure(figure.name, figure.since, figure.value, figure.reference)
    if law is not held.law:
        held = held.with_law(law)
    if header.beyond_horizon is None:
        return held
    if header.beyond_horizon != HorizonPolicy.CARRY_LAST.value:
        raise InvalidInputError(
            "beyond_horizon",
            header.beyond_horizon,
            "is not known",
            "Write carry_last, or leave out.",
        )
    return held.with_law(held.law.beyond_horizon(HorizonPolicy.CARRY_LAST))


def _taxation(header: HeaderModel, held: Market | None) -> Taxation | None:
    if header.tax_rates:
        rates: dict[TaxCategory, Decimal] = {}
        for rate in header.tax_rates:
            with at(rate):
                _check_rate(rate, rates)
                rates[rate.category] = rate.percent
        return FixedTaxation(rates)
    if held is None:
        with at(header):
            raise MissingFieldError(
                "market", "nothing", "or tax_rates must be given", "Add market: DE, for example."
            )
    return None


def _check_rate(rate: TaxRateModel, before: Collection[TaxCategory]) -> None:
    if rate.category in before:
        raise InvalidInputError(
            "category", rate.category.value, "is given twice", "Give one rate per category."
        )
    if not rate.category.taxed and rate.percent:
        raise InvalidInputError(
            "percent", rate.percent, f"is no rate of {rate.category.value}", "Leave it out."
        )
    TaxRate(rate.category, rate.percent)


def _supply(
    header: HeaderModel,
    places: Places,
    beside: Beside,
    held: Market | None,
    taxation: Taxation | None,
) -> tuple[Case, PlanWish | None]:
    supply = places.supply
    readings = (*supply.readings, *beside.readings)
    contract = _contract(header, supply)
    places.held += zip(
        contract.supply_point.registers, (held.where for held in supply.registers), strict=True
    )
    with at(supply.period):
        period = Period.through(supply.period.first, supply.period.last)
    prices = build_price_sheet(supply.price_sheet, supply.contract, held, places)
    rates = taxation or (held.billing.taxation if held else None)
    with at(supply):
        ways = Ways(held, supply.contract.commodity, supply.contract.region, beside.temperatures)
        spreading = ways.named(supply.spreading)
    requested = Requested(prices, supply.contract.commodity.value, rates)
    known = tuple(_reading(reading) for reading in readings)
    issued = header.document.date if header.document else None
    for reading, model in zip(known, readings, strict=True):
        with at(model):
            _check_not_ahead(reading, issued, period)
    places.held += zip(known, (model.where for model in readings), strict=True)
    weigh = ways.weights_for(contract)
    found: tuple[Finding, ...] = ()
    if supply.estimated_readings or supply.plausibility:
        with at(supply):
            registers = contract.supply_point.declared
        then = tuple(held for held in known if was_known(held, header.as_known_on))
        estimates = tuple(with_estimates(then, supply.estimated_readings, registers, weigh))
        found = tuple(find_doubts((*then, *estimates), supply.plausibility, registers, weigh))
        known += estimates
    case = Case(
        contract=contract,
        period=period,
        readings=known,
        prices=prices,
        spreading=spreading,
        rate_change=supply.rate_change,
        tax_level=supply.tax_level,
        conversion=build_conversion(
            supply.energy_conversion, period.last, ways, read=bool(readings)
        ),
        taxation=taxation,
        received=build_received(supply, requested),
        procedure=supply.installments,
        demanded=build_demanded(supply, requested),
        kind=supply.kind,
        known_on=header.as_known_on,
        findings=found,
    )
    return case, build_wish(supply.next_plan, prices, places, ways)


def _check_not_ahead(reading: Reading, issued: dt.date | None, period: Period) -> None:
    """Check that nobody read a meter after the bill was issued."""
    if issued is None or reading.known_since is not None:
        return
    if reading.day > max(next_day(issued), period.end):
        raise InvalidInputError(
            "day",
            reading.day,
            f"lies after the bill was issued on {issued}",
            "Check the year; or say with known_since when it became known.",
        )


def _contract(header: HeaderModel, supply: SupplyModel) -> Contract:
    model = supply.contract
    with at(model):
        return Contract(
            id=model.id,
            supply_point=SupplyPoint(
                commodity=model.commodity,
                registers=[_register(register) for register in supply.registers],
                market_location=(
                    MarketLocationId(model.market_location) if model.market_location else None
                ),
                metering_location=(
                    MeteringLocationId(model.metering_location) if model.metering_location else None
                ),
                address=model.address,
                region=model.region,
                network_operator=contents.market_partner(model.network_operator),
                metering_operator=contents.market_partner(model.metering_operator),
            ),
            supply_start=model.supply_start,
            supply_end=first_after(model.supply_end),
            customer_class=model.customer_class,
            supply_basis=model.supply_basis,
            billing_year_start=model.billing_year_start,
            customer=contents.customer(header.customer),
            supplier=contents.supplier(header.supplier),
            product=contents.product(model.product),
            terms=contents.terms(model.terms),
            payment=contents.payment(model.payment),
        )


def _register(model: RegisterModel) -> Register:
    with at(model):
        return Register(
            id=model.id,
            unit=model.unit or KWH,
            digits=model.digits,
            ratio=1 if model.ratio is None else model.ratio,
            meter=model.meter,
            total_of=model.total_of,
            part_of=model.part_of,
            label=model.label,
        )


def _reading(model: ReadingModel) -> Reading:
    with at(model):
        if (model.day is None) == (model.end_of is None):
            raise MissingFieldError(
                "day",
                f"day {model.day}, end_of {model.end_of}",
                "must be given in one way",
                "Write either day (start of the day) or end_of (end of the day).",
            )
        day = model.day if model.end_of is None else next_day(model.end_of)
        return Reading(
            register=model.register,
            day=day or dt.date.min,
            value=model.value,
            origin=model.origin,
            meter=model.meter,
            known_since=model.known_since,
            rollovers=model.rollovers,
            reason=model.reason,
            factors=model.factors,
        )
