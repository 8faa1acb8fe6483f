"""From models of a case file to domain values, and on to the bill."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.adapters.casefile import content_building as contents
from utilbill.adapters.casefile.doubtful import Weigh, find_doubts, was_known, with_estimates
from utilbill.adapters.casefile.models import (
    BonusModel,
    CarbonPriceModel,
    ConcessionFeeModel,
    ContractModel,
    DatedFactorModel,
    EmissionsModel,
    EnergyConversionModel,
    HeaderModel,
    LeviesModel,
    LevyModel,
    MeteringChargeModel,
    NextPlanModel,
    OneOffModel,
    PercentDiscountModel,
    PriceSheetModel,
    QuantityTaxModel,
    ReadingModel,
    RegisterModel,
    RoundingModel,
    SeriesModel,
    StandingChargeModel,
    StateNumberModel,
    SupplyModel,
    TaxPartModel,
    TaxRateModel,
    TieredPriceModel,
    UnitPriceModel,
)
from utilbill.adapters.markets import market as find_market
from utilbill.billing.bill import Bill, combine
from utilbill.billing.comparison import ConsumptionComparison
from utilbill.billing.emissions import EmissionStatement, OwnCarbonFigures, SuppliedEnergy
from utilbill.billing.forecasting import ExpectedQuantity, forecast, next_forecast, next_period
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.billing.settling import Case
from utilbill.contracts.contract import Contract, SupplyPoint
from utilbill.installments.plan import Installment, InstallmentPlan, build_plan, due_dates
from utilbill.installments.received import ReceivedInstallment
from utilbill.law.parameter import HorizonPolicy
from utilbill.markets.market import Market
from utilbill.metering.energy_conversion import (
    CALORIFIC_VALUE,
    WHOLE_KWH,
    EnergyConversion,
)
from utilbill.metering.registers import KWH, Reading, Register
from utilbill.prorating.spreading import BY_READING, LINEAR, DayWeights, Linear, Spreading
from utilbill.tariffs.bonus import Bonus
from utilbill.tariffs.component import ChargeRole, Component, LineKind, Measure, PriceBasis
from utilbill.tariffs.components import OneOff, PercentDiscount, StandingCharge, UnitPrice
from utilbill.tariffs.guarantee import PriceGuarantee
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.tiers import Tier, TieredPrice
from utilbill.taxes.parts import TaxPart
from utilbill.taxes.vat import FixedTaxation, Taxation, TaxRate, untaxed
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import (
    CurrencyMismatchError,
    InstallmentError,
    InvalidInputError,
    MissingChoiceError,
    MissingFieldError,
    UtilbillError,
    Where,
)
from utilbill.values.explanation import Explanation, Label
from utilbill.values.findings import Finding
from utilbill.values.identifiers import MarketLocationId, MeteringLocationId
from utilbill.values.marked import at
from utilbill.values.money import Money
from utilbill.values.period import Period, next_day
from utilbill.values.rounding import CENT, RoundingRule
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity


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
    places: "tuple[Places, ...]" = attrs.field(repr=False)


@attrs.define
class Places:
    """Where the parts of a supply stand in the file.

    Attributes:
        supply: The supply as it was read.
        held: Values that were made of it, with their places.
    """

    supply: SupplyModel
    held: list[tuple[object, Where | None]] = attrs.field(factory=list)

    def check_prices(self) -> None:
        """Refuse a supply without prices, where something is to be priced.

        Raises:
            MissingFieldError: If it has no price sheet.
        """
        if self.supply.price_sheet is None:
            raise MissingFieldError(
                "price_sheet",
                "nothing",
                "must be given in a supply that is priced",
                "Add price_sheet; without prices, utilbill energy and utilbill emissions go on.",
            )

    def made(self, thing: object) -> Where | None:
        """Return the place of a value that was made of this supply."""
        return next((where for held, where in self.held if held is thing), None)

    def of(self, error: UtilbillError) -> Where | None:
        """Return the place that an error is about, as close as it is known."""
        closest = self.made(error.about)
        if closest is not None:
            return closest
        lists: dict[str, Sequence[Any]] = {
            "readings": self.supply.readings,
            "registers": self.supply.registers,
            "register": self.supply.registers,
            "received": self.supply.received,
            "period": (self.supply.period,),
        }
        first = lists.get(getattr(error, "field", ""))
        return first[0].where if first else self.supply.where


@attrs.frozen(kw_only=True)
class PlanWish:
    """How the installments of the year to come shall be."""

    due: tuple[dt.date, ...]
    rounding: RoundingRule
    expected: tuple[ExpectedQuantity, ...]
    prices: PriceSheet
    spreading: Spreading | None
    period: Period | None = None


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
    return LoadedCase(
        name=name,
        market=held,
        language=header.language or (held.language if held else "en"),
        cases=tuple(case for case, _ in pairs),
        plans=tuple(wish for _, wish in pairs),
        document_date=document.date if document else None,
        due_date=document.due if document else None,
        number=document.number if document else "",
        places=places,
    )


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
    return combine(
        settlements,
        document_date=loaded.document_date,
        due_date=loaded.due_date,
        next_plans=plans,
        emissions=emissions,
        comparisons=comparisons,
        number=loaded.number,
    )


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
    with at(supply.period):
        period = Period.through(supply.period.first, supply.period.last)
    prices = _price_sheet(supply.price_sheet, supply.contract, held, places)
    rates = taxation or (held.billing.taxation if held else None)
    with at(supply):
        ways = _Ways(held, supply.contract.region, beside.temperatures)
        spreading = ways.named(supply.spreading)
    requested = _Requested(prices, supply.contract.commodity.value, rates)
    known = tuple(_reading(reading) for reading in readings)
    places.held += zip(known, (model.where for model in readings), strict=True)
    weigh = ways.weights_for(contract)
    found: tuple[Finding, ...] = ()
    if supply.estimated_readings or supply.plausibility:
        with at(supply):
            registers = contract.supply_point.declared
        then = tuple(held for held in known if was_known(held, header.known_on))
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
        conversion=_conversion(supply.energy_conversion, period.last, ways, read=bool(readings)),
        taxation=taxation,
        received=_received(supply, requested),
        procedure=supply.installments,
        demanded=_demanded(supply, requested),
        kind=supply.kind,
        known_on=header.known_on,
        findings=found,
    )
    return case, _wish(supply.next_plan, prices, places, ways)


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
            supply_end=_after(model.supply_end),
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
        )


def _conversion(
    model: EnergyConversionModel | None, last: dt.date, ways: "_Ways", *, read: bool
) -> EnergyConversion | None:
    if model is None:
        return None
    if not read and model.calorific_value is None and not model.calorific_values:
        return None  # a state number alone, of which nothing is converted
    with at(model):
        return EnergyConversion(
            state_number=_state_number(model, last, ways.market),
            calorific_value=_one_way(
                "calorific_value", model.calorific_value, model.calorific_values
            ),
            spreading=ways.named(model.spreading),
            calorific_rounding=_rounding(
                "calorific_value", model.calorific_rounding, CALORIFIC_VALUE
            ),
            rounding=_rounding("energy", model.rounding, WHOLE_KWH),
            source=model.source,
        )


def _rounding(name: str, model: RoundingModel | None, usual: RoundingRule) -> RoundingRule:
    return usual if model is None else RoundingRule(name, model.step, model.mode)


def _state_number(
    model: EnergyConversionModel, last: dt.date, held: Market | None
) -> Timeline[Decimal]:
    if model.state_number_from is None:
        return _one_way("state_number", model.state_number, model.state_numbers)
    if model.state_number is not None or model.state_numbers:
        raise MissingFieldError(
            "state_number", "several", "must be given in one way", "Keep one of the fields."
        )
    number, _ = state_number_from(model.state_number_from, last, held)
    return Timeline.always(number, "DVGW G 685")


def state_number_from(
    parts: StateNumberModel, last: dt.date, held: Market | None
) -> tuple[Decimal, Explanation]:
    """Return a state number by what it follows from, and how it came about.

    Raises:
        MissingChoiceError: If there is no market that knows how.
        UtilbillError: If a figure is missing or has the wrong unit.
    """
    if held is None or held.fuels is None:
        raise MissingChoiceError(
            "market", "none", "knows no state number", "Add market: DE, for example."
        )
    with at(parts):
        return held.fuels.state_number(
            held.law,
            last,
            altitude=parts.altitude,
            ambient_pressure=parts.ambient_pressure,
            effective_pressure=parts.effective_pressure,
            temperature=parts.temperature,
            compressibility=parts.compressibility,
        )


def _one_way(
    name: str, one: Decimal | None, several: tuple[DatedFactorModel, ...]
) -> Timeline[Decimal]:
    if (one is None) == (not several):
        raise MissingFieldError(
            name,
            "both" if several else "nothing",
            "must be given in one way",
            f"Write either {name}, or {name}s with their days.",
        )
    if one is not None:
        return Timeline.always(one)
    return Timeline([Dated(held.since, held.value, source=held.source) for held in several])


def _after(last: dt.date | None) -> dt.date | None:
    """Return the first day after a last one; 9999-12-31 means, as in many systems, no end."""
    return None if last is None or last == dt.date.max else next_day(last)


@attrs.frozen
class _Ways:
    """The ways of spreading that a supply can name."""

    market: Market | None
    region: str
    temperatures: Mapping[dt.date, Decimal]

    def weights_for(self, contract: Contract) -> Weigh:
        """Return how days weigh; linear where only readings may divide a quantity."""

        def weigh(name: str | None, period: Period) -> DayWeights:
            way = self.named(name)
            if way is None and self.market is not None and self.market.billing.spreading:
                way = self.market.billing.spreading(contract, period)
            return (way.weights if way else None) or Linear()

        return weigh

    def named(self, name: str | None) -> Spreading | None:
        if self.market is not None and self.region:
            self.market.calendar(self.region)
        if name is None:
            return None
        common = {way.name: way for way in (BY_READING, LINEAR)}
        if name in common:
            return common[name]
        if self.market is None:
            raise MissingChoiceError(
                "spreading", name, "needs a market", f"Use one of: {', '.join(common)}."
            )
        if name in self.market.spreadings or self.market.fuels is None or not self.temperatures:
            return self.market.spreading(name, self.region)
        calendar = self.market.calendar(self.region)
        weights = self.market.fuels.profile(name, self.temperatures, calendar)
        return Spreading.by(name, weights)


def _received(supply: SupplyModel, requested: "_Requested") -> tuple[ReceivedInstallment, ...]:
    found: list[ReceivedInstallment] = []
    for paid in supply.received:
        with at(paid):
            parts = requested.parts(paid.day, paid.amount, paid.tax_percent, paid.parts)
            if paid.net is not None and paid.parts:
                raise MissingFieldError(
                    "parts", "parts and net", "must be given in one way", "Keep one of them."
                )
            if paid.net is not None:
                net, tax = paid.net, paid.amount - paid.net
                parts = (attrs.evolve(parts[0], net=net, tax=tax),)
            found.append(ReceivedInstallment(day=paid.day, gross=paid.amount, parts=parts))
    for series in supply.received_series:
        with at(series):
            found.extend(
                ReceivedInstallment(day=day, gross=series.amount, parts=parts)
                for day, parts in requested.series(series)
            )
    return tuple(found)


def _demanded(supply: SupplyModel, requested: "_Requested") -> tuple[Installment, ...]:
    found: list[Installment] = []
    for asked in supply.demanded:
        with at(asked):
            parts = requested.parts(asked.due, asked.amount, asked.tax_percent, asked.parts)
            found.append(Installment(asked.due, asked.amount, parts))
    for series in supply.demanded_series:
        with at(series):
            found.extend(
                Installment(day, series.amount, parts) for day, parts in requested.series(series)
            )
    return tuple(found)


def _parts(models: Sequence[TaxPartModel], category: TaxCategory) -> tuple[TaxPart, ...]:
    parts = []
    for model in models:
        with at(model):
            rate = TaxRate(category, model.tax_percent, reference="as invoiced")
            if category.taxed and not model.tax_percent:  # a fee beside what is taxed
                rate = untaxed(TaxCategory.OUT_OF_SCOPE)
            parts.append(TaxPart(rate, model.net, model.tax))
    return tuple(parts)


@attrs.frozen
class _Requested:
    """At which rate the installments of a price sheet were requested."""

    prices: PriceSheet
    commodity: str
    rates: Taxation | None

    def parts(
        self, day: dt.date, gross: Money, percent: Decimal | None, models: Sequence[TaxPartModel]
    ) -> tuple[TaxPart, ...]:
        if models:
            if percent is not None:
                raise MissingFieldError(
                    "parts",
                    "parts and tax_percent",
                    "must be given in one way",
                    "Keep parts, which name their rates, or tax_percent.",
                )
            return _parts(models, self.prices.main_tax)
        return self.at_its_rate(day, gross, percent).parts

    def series(self, model: SeriesModel) -> list[tuple[dt.date, tuple[TaxPart, ...]]]:
        return [
            (day, self.parts(day, model.amount, model.tax_percent, model.parts))
            for day in due_dates(model.first, model.count, model.every_months)
        ]

    def at_its_rate(
        self, day: dt.date, gross: Money, percent: Decimal | None
    ) -> ReceivedInstallment:
        if percent is not None:
            rate = TaxRate(self.prices.main_tax, percent, reference="as requested")
            return ReceivedInstallment.of(day, gross, rate)
        found = {
            rate.key: rate
            for rate in (
                self._rate(held.tax, day)
                for held in self.prices.components
                if held.kind is LineKind.CHARGED and held.measure is not Measure.EVENT
            )
        }
        if len(found) > 1:
            return ReceivedInstallment.untaxed(day, gross)
        rate = next(iter(found.values()), None) or self._rate(self.prices.main_tax, day)
        return ReceivedInstallment.of(day, gross, rate)

    def _rate(self, category: TaxCategory, day: dt.date) -> TaxRate:
        if self.rates is None:
            raise MissingChoiceError("tax", "none", "leaves installments open", "Give tax_rates.")
        return self.rates.rate(category, self.commodity, day)


def _label(model: Any) -> Label:
    return model.label or Label(model.id)


def _kind(model: Any) -> LineKind:
    return LineKind.CONTAINED if model.contained else LineKind.CHARGED


def _prices(model: Any) -> Timeline[Price]:
    if (model.price is None) == (not model.prices):
        raise MissingFieldError(
            "price",
            "both" if model.prices else "nothing",
            "must be given in one way",
            "Write either price: for all days, or prices: with their days.",
        )
    if model.price is not None:
        return Timeline.always(model.price, getattr(model, "source", ""))
    entries = []
    for dated in model.prices:
        with at(dated):
            until = _after(dated.last)
            entries.append(Dated(dated.since, dated.price, until, dated.known_since, dated.source))
    return Timeline(entries)


def _counts(model: Any) -> Timeline[Quantity] | None:
    count, counts = getattr(model, "count", None), getattr(model, "counts", ())
    if count is not None and counts:
        raise MissingFieldError(
            "count", "both", "must be given in one way", "Write either count or counts."
        )
    if count is not None:
        return Timeline.always(count, model.source)
    if not counts:
        return None
    return Timeline([Dated(held.since, held.count, source=held.source) for held in counts])


def _price_sheet(
    model: PriceSheetModel | None, contract: ContractModel, held: Market | None, places: Places
) -> PriceSheet:
    if model is None:
        return PriceSheet(name="", basis=PriceBasis.NET, components=())
    components: list[Component] = []
    for component in model.components:
        with at(component):
            made = _component(component, contract.commodity.value, held)
        places.held += [(part, component.where) for part in made]
        components.extend(made)
    guarantees = []
    for promise in model.guarantees:
        with at(promise):
            days = Period.through(promise.first, promise.last)
            guarantees.append(PriceGuarantee(holds=days, of=promise.of))
        places.held.append((guarantees[-1], promise.where))
    try:
        return PriceSheet(
            name=model.name, basis=model.basis, components=components, guarantees=guarantees
        )
    except UtilbillError as error:
        error.where = error.where or places.made(error.about) or model.where
        raise


def _component(model: Any, commodity: str, held: Market | None) -> tuple[Component, ...]:
    if isinstance(model, StandingChargeModel | MeteringChargeModel):
        role = ChargeRole.METERING if isinstance(model, MeteringChargeModel) else model.role
        return (
            StandingCharge(
                id=model.id,
                label=_label(model),
                tax=model.tax,
                kind=_kind(model),
                source=model.source,
                prices=_prices(model),
                proration=model.proration,
                count=_counts(model),
                role=role,
            ),
        )
    if isinstance(model, UnitPriceModel | TieredPriceModel):
        return (_by_quantity(model),)
    if isinstance(model, PercentDiscountModel):
        holds = None
        if model.first or model.last:
            holds = Period(model.first or dt.date.min, _after(model.last) or dt.date.max)
        return (
            PercentDiscount(
                id=model.id,
                label=_label(model),
                kind=_kind(model),
                source=model.source,
                percent=model.percent,
                of=model.of,
                holds=holds,
            ),
        )
    if isinstance(model, OneOffModel):
        return (
            OneOff(
                id=model.id,
                label=_label(model),
                tax=model.tax,
                kind=_kind(model),
                source=model.source,
                amount=model.amount,
                on=model.on,
                role=model.role,
            ),
        )
    if isinstance(model, BonusModel):
        return (
            Bonus(
                id=model.id,
                label=_label(model),
                tax=model.tax,
                kind=_kind(model),
                source=model.source,
                amount=model.amount,
                after_months=model.after_months,
                stay_months=model.stay_months,
                least_use=model.least_use,
            ),
        )
    return _statutory(model, commodity, held)


def _by_quantity(model: UnitPriceModel | TieredPriceModel) -> Component:
    if isinstance(model, UnitPriceModel):
        return UnitPrice(
            id=model.id,
            label=_label(model),
            tax=model.tax,
            kind=_kind(model),
            source=model.source,
            prices=_prices(model),
            registers=model.registers,
            less=model.less,
            role=model.role,
            group=model.group,
        )
    return TieredPrice(
        id=model.id,
        label=_label(model),
        tax=model.tax,
        kind=_kind(model),
        source=model.source,
        tiers=[Tier(held.price, held.up_to, held.label) for held in model.tiers],
        mode=model.mode,
        proration=model.proration,
        registers=model.registers,
        less=model.less,
        role=model.role,
        group=model.group,
    )


def _statutory(model: Any, commodity: str, held: Market | None) -> tuple[Component, ...]:
    if held is None:
        raise MissingChoiceError(
            "market", "none", f"brings no {model.WHAT}", "Add market: DE, for example."
        )
    kind = _kind(model)
    statutory = held.statutory
    if isinstance(model, LeviesModel):
        return tuple(
            attrs.evolve(levy, tax=model.tax) for levy in statutory.levies(commodity, kind)
        )
    if isinstance(model, LevyModel):
        return (
            attrs.evolve(
                statutory.levy(model.name, kind),
                group=model.group,
                used_before=model.used_before,
                tax=model.tax,
            ),
        )
    if isinstance(model, QuantityTaxModel):
        return (
            attrs.evolve(statutory.quantity_tax(commodity, kind, use=model.use), tax=model.tax),
        )
    if isinstance(model, CarbonPriceModel):
        own = _prices(model) if model.price or model.prices else None
        return (attrs.evolve(statutory.carbon_price(commodity, kind, prices=own), tax=model.tax),)
    if isinstance(model, ConcessionFeeModel):
        fee = statutory.concession_fee(
            commodity,
            inhabitants=model.inhabitants,
            use=model.use,
            registers=model.registers,
            kind=kind,
        )
        return (attrs.evolve(fee, tax=model.tax),)
    raise InvalidInputError("type", model, "is not known", "See utilbill settle --schema.")


def _wish(
    model: NextPlanModel | None, prices: PriceSheet, places: Places, ways: _Ways
) -> PlanWish | None:
    if model is None:
        return None
    with at(model):
        if places.supply.kind is SettlementKind.FINAL:
            raise InstallmentError(
                "next_plan", "given", "does not go with a final settlement", "Leave it out."
            )
        rounding = CENT
        if model.rounding is not None:
            rounding = RoundingRule("installment", model.rounding.step, model.rounding.mode)
        own = model.prices
        return PlanWish(
            due=due_dates(model.first, model.count, model.every_months),
            rounding=rounding,
            expected=tuple(
                ExpectedQuantity(held.register, held.amount, held.unit) for held in model.expected
            ),
            spreading=ways.named(model.spreading),
            period=_period_of_plan(model),
            prices=prices
            if own is None
            else _price_sheet(own, places.supply.contract, ways.market, places),
        )


def _period_of_plan(model: NextPlanModel) -> Period | None:
    if model.period is None:
        return None
    if not model.expected:
        raise MissingFieldError(
            "expected", "nothing", "must be given with a period", "Give quantities for these days."
        )
    with at(model.period):
        return Period.through(model.period.first, model.period.last)


def settled_plan(
    case: Case, wish: PlanWish, settlement: Settlement, held: Market | None
) -> InstallmentPlan:
    """Return the installments that follow a settlement: by what is expected, or what was used.

    Raises:
        CurrencyMismatchError: If the plan is in another currency than the settlement.
    """
    if (wish.prices.currency or settlement.currency) != settlement.currency:
        raise CurrencyMismatchError(
            "prices",
            wish.prices.currency,
            f"is not the currency {settlement.currency} of the bill",
            "Plan in the currency of the bill.",
        )
    if wish.expected:
        return expected_plan(case, wish, held)
    expected = next_forecast(
        settlement,
        wish.prices,
        market=held,
        taxation=case.taxation,
        spreading=wish.spreading or case.spreading,
        rate_change=case.rate_change,
        tax_level=case.tax_level,
        known_on=case.known_on,
    )
    return build_plan(expected, wish.due, wish.rounding, case.contract.id)


def expected_plan(case: Case, wish: PlanWish, held: Market | None) -> InstallmentPlan:
    """Return the installments by expected quantities; nothing needs to be settled before."""
    expected = forecast(
        case.contract,
        wish.period or next_period(case.period),
        wish.expected,
        wish.prices,
        market=held,
        taxation=case.taxation,
        spreading=wish.spreading or case.spreading,
        rate_change=case.rate_change,
        tax_level=case.tax_level,
        conversion=case.conversion,
        known_on=case.known_on,
    )
    return build_plan(expected, wish.due, wish.rounding, case.contract.id)
