"""Settle: from readings, prices, law and installments to a settlement."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import attrs

from utilbill.billing.coverage import check_coverage
from utilbill.billing.fitting import (
    check_components,
    check_conversion,
    check_every_kind_is_priced,
    check_label,
    check_units,
    on_kind,
    on_negative_prices,
    on_tax_categories,
)
from utilbill.billing.line_building import LineBuilder, Pieces, Taxes
from utilbill.billing.remarks import (
    on_bonus_lines,
    on_bonuses,
    on_conversion,
    on_days_of_installments,
    on_estimates,
    on_formed_values,
    on_one_offs,
    on_rates,
    on_supply,
    on_untaxed,
    one_offs_beside,
    without_events,
)
from utilbill.billing.rules import BillingRules, HasBillingRules, rules_version
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.billing.totals import TaxLevel, total_lines
from utilbill.contracts.contract import Contract
from utilbill.installments.plan import Installment
from utilbill.installments.procedure import Procedure
from utilbill.installments.received import ReceivedInstallment
from utilbill.metering.consumption import Consumption, consumption
from utilbill.metering.energy_conversion import EnergyConversion, to_energy
from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.load_curves import Divide, LoadCurve, load_curves
from utilbill.metering.quantities import Quantities
from utilbill.metering.registers import Reading, Registers
from utilbill.prorating.spreading import Spreading
from utilbill.tariffs.component import (
    Component,
    Context,
    LineKind,
    Measure,
    looks_at,
)
from utilbill.tariffs.index_figures import IndexFigures
from utilbill.tariffs.peaks import ReadPeak
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.vat import RateChange, Taxation
from utilbill.values.dated import optional_day
from utilbill.values.errors import (
    CurrencyMismatchError,
    InstallmentError,
    MissingChoiceError,
    MissingRegisterError,
    UtilbillError,
)
from utilbill.values.findings import Finding
from utilbill.values.history import History, as_known_on as as_known
from utilbill.values.period import Period

#: What is published: prices per interval, or figures per month.
Published = IntervalSeries | IndexFigures

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def settle(
    contract: Contract | History[Contract],
    period: Period,
    readings: Iterable[Reading],
    prices: PriceSheet | History[PriceSheet],
    *,
    market: HasBillingRules | None = None,
    taxation: Taxation | None = None,
    spreading: Spreading | None = None,
    rate_change: RateChange | None = None,
    tax_level: TaxLevel | None = None,
    conversion: EnergyConversion | History[EnergyConversion] | None = None,
    received: Iterable[ReceivedInstallment] = (),
    procedure: Procedure = Procedure.REQUESTED,
    demanded: Iterable[Installment] = (),
    kind: SettlementKind | str = SettlementKind.PERIODIC,
    as_known_on: dt.date | str | None = None,
    series: Mapping[str, IntervalSeries | History[IntervalSeries]] = _NOTHING,
    indices: Mapping[str, Published | History[Published]] = _NOTHING,
    peaks: Mapping[str, Iterable[ReadPeak]] = _NOTHING,
) -> Settlement:
    """Settle one supply over one period (abrechnen, avräkna, rozliczyć).

    Whatever changes inside the period (price, levy, tax) splits the bill by itself. Line amounts
    are rounded once each, tax once per rate and level, both by the rules of the market.

    Args:
        contract: What is supplied where, since when; or all that was ever known of it.
        period: The days to settle.
        readings: Readings of all registers, in any order; at least at both ends of the period.
        prices: The price sheet, or all that was ever known of it.
        market: Supplies law, tax and lawful choices; None if the caller gives them.
        taxation: Rates of tax, instead of the market's.
        spreading: How a quantity between two readings is spread over its days; the market's lawful
            way if not given. Needed only where something changes between two readings.
        rate_change: What a change of tax rate inside the period does; the market's default if not
            given.
        tax_level: On which sums tax is calculated; the market's default if not given.
        conversion: How cubic metres of gas become kilowatt hours, or all that was ever known of it.
        received: Installments received for the period.
        procedure: How installments were asked for: what was received is deducted, or what was
            invoiced.
        demanded: Installments invoiced for the period, paid or not; for ``Procedure.INVOICED``.
        kind: Why the settlement is made.
        as_known_on: Use only what was known on this day; None for all that is known by now. It
            reproduces the bill that was made on that day.
        series: Load curves by the id of their register, which then needs no readings; or all that
            was ever known of them. With the transformer ratio in their values.
        indices: Published prices per interval, and figures of indices, by the name under which the
            price sheet asks for them; or all that was ever known of them.
        peaks: Peaks that meters remembered, by the id of their register, where there is no load
            curve; over the period, or each month of it.

    Returns:
        The settlement; its lines explain themselves.

    Raises:
        MissingChoiceError: If a rule must be chosen and neither caller nor market does.
        MissingReadingError: If a register has no reading where one is needed.
        BeyondHorizonError: If a legal figure is not known yet.
        CoverageError: If a unit or a day would be priced twice or not at all.
        UtilbillError: Any other kind of input that cannot be settled.

    Examples:
        >>> from utilbill import *
        >>> contract = Contract(id="C-1", supply_start="2024-01-01", supply_point=SupplyPoint(
        ...     commodity=Commodity.ELECTRICITY, registers=[Register("1-0:1.8.0")]))
        >>> sheet = PriceSheet(name="Plain", basis=PriceBasis.NET, components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="25.00 ct/kWh")])
        >>> year = Period.of_year(2024)
        >>> bill = settle(contract, year, [Reading("1-0:1.8.0", year.start, 1000),
        ...                                Reading("1-0:1.8.0", year.end, 4500)],
        ...               sheet, market=market("DE"))
        >>> bill.totals.net, bill.totals.tax, bill.balance
        (Money('875.00', 'EUR'), Money('166.25', 'EUR'), Money('1041.25', 'EUR'))
    """
    rules = _rules(market, taxation)
    known_on = optional_day(as_known_on)
    contract, prices = as_known(contract, known_on), as_known(prices, known_on)
    if conversion is not None:
        conversion = as_known(conversion, known_on)
    contract.check_period(period)
    check_units(contract)
    check_components(prices, contract)
    check_conversion(conversion, contract)
    check_label(contract)
    registers = contract.supply_point.declared
    needs_meter = any(held.measure is Measure.QUANTITY for held in prices.components)
    curves = _curves(registers, series, period, prices, known_on)
    used = consumption(registers, readings, period, known_on, curves) if registers.all else None
    if used is not None and conversion is not None:
        lawful = rules.spreading(contract, period) if rules.spreading else None
        used = to_energy(used, conversion, spreading or lawful)
    if needs_meter and used is None:
        raise MissingRegisterError(
            "registers",
            "none",
            "are not declared, but a price needs a quantity",
            "Declare registers.",
        )
    present = used.billed if used else ()
    context = Context(
        period=period,
        registers=present,
        units=tuple(used.of(name).unit for name in present) if used else (),
        presence=tuple(used.days_of(name) for name in present) if used else (),
        anchor=contract.billing_year_start or period.start,
        supply_start=contract.supply_start,
        supply_end=contract.supply_end,
        known_on=known_on,
        law_book=rules.law,
        degree_days=rules.degree_days,
        bands=prices.band_registers,
        indices=_published(indices, known_on),
        peaks={name: tuple(held) for name, held in peaks.items()},
    )
    if used is not None:
        metered = tuple(curve.register for curve in used.curves)
        units = {name: registers.unit(name) for name in registers.billed}
        prices.check_registers(registers.billed, present, used.parts, metered, units)
        _check_every_register_is_priced(prices, present)
    change = RateChange(rate_change or rules.rate_change)
    commodity = contract.supply_point.commodity.value
    taxes = Taxes(rules.taxation, commodity, period, change, known_on)
    pieces = _all_pieces(prices, context)
    discounts = _discount_cuts(prices.components, context)
    cuts = _divisions(pieces, taxes, discounts)
    way, quantities = _spread(contract, period, used, cuts, spreading, rules)
    build = LineBuilder(context, rules, taxes, quantities, prices.basis)
    for component, held in pieces:
        try:
            build.add(component, held, discounts.get(component.id, ()))
        except UtilbillError as error:
            error.concerning(component)
            raise
    for component in prices.components:
        if component.measure is Measure.LINES:
            build.add_on_lines(component)
    check_every_kind_is_priced(prices, build.lines, context)
    check_coverage(prices, build.lines, build.absences, period, quantities, build.cuts)
    beside = one_offs_beside(prices, period)
    currency = prices.currency or rules.currency
    level = TaxLevel(tax_level or rules.tax_level)
    deducted = _deducted(received, currency)
    totals = total_lines(
        build.lines,
        currency=currency,
        basis=prices.basis,
        level=level,
        rounding=rules.tax_rounding,
        payable_rounding=rules.payable_rounding,
    )
    return Settlement(
        contract=contract,
        period=period,
        kind=SettlementKind(kind),
        basis=prices.basis,
        consumption=used,
        lines=tuple(build.lines),
        absences=(*build.absences, *beside, *without_events(prices, period)),
        totals=totals,
        tax_level=level,
        tax_rounding=rules.tax_rounding,
        payable_rounding=rules.payable_rounding,
        received=deducted,
        procedure=Procedure(procedure),
        demanded=_demanded(demanded, Procedure(procedure), deducted, currency),
        conversion=conversion if used is not None else None,
        spreading=way.name if way else "",
        spreading_reference=way.reference if way else "",
        price_sheet=prices.name,
        findings=(
            *(used.findings if used else ()),
            *on_supply(rules, contract, period, pieces),
            *on_conversion(rules, conversion, period),
            *build.findings,
            *on_rates(build.lines),
            *on_tax_categories(build.lines, contract, rules.tax_for, taxes.one_day),
            *on_negative_prices(prices.components),
            *on_kind(SettlementKind(kind), contract, period),
            *on_estimates(used),
            *on_formed_values(used),
            *on_bonuses(prices, context),
            *on_bonus_lines(build.lines),
            *on_one_offs(prices, beside),
            *on_untaxed(deducted, totals),
            *on_days_of_installments(deducted, period),
        ),
        rules_version=rules_version(rules.version),
        law_version=rules.law.version if rules.law else "",
        known_on=known_on,
    )


def _published(
    indices: Mapping[str, Published | History[Published]], known_on: dt.date | None
) -> Mapping[str, Published]:
    found: dict[str, Published] = {}
    for name, held in indices.items():
        found[name] = held.as_known_on(known_on) if isinstance(held, History) else held
    return found


def _curves(
    registers: Registers,
    series: Mapping[str, IntervalSeries | History[IntervalSeries]],
    period: Period,
    prices: PriceSheet,
    known_on: dt.date | None,
) -> tuple[LoadCurve, ...]:
    divide: dict[str, list[Divide]] = {}
    for scheme in prices.bands:
        divide.setdefault(scheme.of, []).append(scheme.divide)
    known = {name: as_known(held, known_on) for name, held in series.items()}
    return load_curves(registers, known, period, divide)


def _rules(market: HasBillingRules | None, taxation: Taxation | None) -> BillingRules:
    if market is not None:
        rules = market.billing
        return rules if taxation is None else attrs.evolve(rules, taxation=taxation)
    if taxation is None:
        raise MissingChoiceError(
            "market",
            "none",
            "leaves the tax open",
            "Give a market, or taxation=FixedTaxation({TaxCategory.STANDARD: 19}).",
        )
    return BillingRules(taxation=taxation)


def _check_every_register_is_priced(prices: PriceSheet, registers: tuple[str, ...]) -> None:
    if not any(
        held.measure is Measure.QUANTITY and held.kind is LineKind.CHARGED
        for held in prices.components
    ):
        raise MissingRegisterError(
            "registers",
            ", ".join(registers),
            "are read, but the price sheet charges no quantity",
            "Add a unit price, or settle without registers.",
        )


def _all_pieces(prices: PriceSheet, context: Context) -> list[tuple[Component, Pieces]]:
    found: list[tuple[Component, Pieces]] = []
    for component in prices.components:
        if component.measure is Measure.LINES:
            continue
        try:
            found.append((component, component.pieces(context)))
        except UtilbillError as error:
            error.concerning(component)
            raise
    return found


def _divisions(
    pieces: list[tuple[Component, Pieces]],
    taxes: Taxes,
    discounts: dict[str, tuple[dt.date, ...]],
) -> set[dt.date]:
    """Return all days at which some component divides a quantity."""
    days: set[dt.date] = set()
    for component, held in pieces:
        if component.measure is Measure.EVENT:
            days.update(part.start for part, _ in held[1:])
        elif component.measure is Measure.QUANTITY or looks_at(component) is not None:
            if len(held) > 1:
                days.update(part.start for part, _ in held[1:])
            days.update(taxes.cuts(component.tax))
            days.update(discounts.get(component.id, ()))
    return days


def _discount_cuts(
    components: Sequence[Component], context: Context
) -> dict[str, tuple[dt.date, ...]]:
    """Return the days on which discounts begin or end, by the component that they look at."""
    found: dict[str, tuple[dt.date, ...]] = {}
    for discount in components:
        if discount.measure is not Measure.LINES:
            continue
        days = tuple(part.start for part, _ in discount.pieces(context))[1:]
        if days:
            for held in components:
                if held.id in discount.of or held.charge in discount.of:
                    found[held.id] = (*found.get(held.id, ()), *days)
    return found


def _spread(
    contract: Contract,
    period: Period,
    used: Consumption | None,
    cuts: set[dt.date],
    spreading: Spreading | None,
    rules: BillingRules,
) -> tuple[Spreading | None, Quantities | None]:
    if used is None:
        return None, None
    needed = any(
        interval.period.start < day < interval.period.end
        for interval in used.intervals
        for day in cuts
    )
    if not needed:
        return None, Quantities(used, None)
    if isinstance(spreading, str):
        raise MissingChoiceError(
            "spreading",
            spreading,
            "is a name",
            "Give LINEAR, BY_READING or market.spreading(name).",
        )
    way = spreading
    if way is None and rules.spreading is not None:
        way = rules.spreading(contract, period)
    return way, Quantities(used, way)


def _deducted(
    received: Iterable[ReceivedInstallment], currency: str
) -> tuple[ReceivedInstallment, ...]:
    held = tuple(sorted(received, key=lambda installment: installment.day))
    for installment in held:
        if installment.gross.currency != currency:
            raise CurrencyMismatchError(
                "received",
                installment.gross,
                f"is not in {currency}",
                "Convert it by a stated rate first.",
            )
    return held


def _demanded(
    demanded: Iterable[Installment],
    procedure: Procedure,
    received: Sequence[ReceivedInstallment],
    currency: str,
) -> tuple[Installment, ...]:
    held = tuple(sorted(demanded, key=lambda installment: installment.due))
    if held and procedure is Procedure.REQUESTED:
        raise InstallmentError(
            "demanded",
            f"{len(held)} installments",
            "are no claims where installments are only requested",
            "Choose Procedure.INVOICED, or leave them out.",
        )
    if procedure is Procedure.INVOICED and received and not held:
        raise InstallmentError(
            "demanded",
            "nothing",
            f"does not go with {len(received)} received and invoiced installments",
            "Give the installments that were invoiced; or choose Procedure.REQUESTED (in a case "
            "file installments: requested) if they were only asked for.",
        )
    for installment in held:
        if installment.gross.currency != currency:
            raise CurrencyMismatchError(
                "demanded", installment.gross, f"is not in {currency}", "Use one currency."
            )
    return held


def _as_readings(value: Iterable[Reading]) -> tuple[Reading, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class Case:
    """Everything that one settlement needs, so that many can be settled at once.

    The fields are those of :func:`settle`; findings about the inputs stand before its own.
    """

    contract: Contract
    period: Period
    readings: tuple[Reading, ...] = attrs.field(converter=_as_readings)
    prices: PriceSheet
    spreading: Spreading | None = None
    rate_change: RateChange | None = None
    tax_level: TaxLevel | None = None
    conversion: EnergyConversion | None = None
    taxation: Taxation | None = None
    received: tuple[ReceivedInstallment, ...] = ()
    procedure: Procedure = Procedure.REQUESTED
    demanded: tuple[Installment, ...] = ()
    kind: SettlementKind = SettlementKind.PERIODIC
    known_on: dt.date | None = attrs.field(default=None, converter=optional_day)
    findings: tuple[Finding, ...] = ()
    series: Mapping[str, IntervalSeries | History[IntervalSeries]] = attrs.field(
        factory=dict, hash=False
    )
    indices: Mapping[str, Published | History[Published]] = attrs.field(factory=dict, hash=False)
    peaks: Mapping[str, tuple[ReadPeak, ...]] = attrs.field(factory=dict, hash=False)

    def settle(self, market: HasBillingRules | None = None) -> Settlement:
        """Settle this case."""
        settlement = settle(
            self.contract,
            self.period,
            self.readings,
            self.prices,
            market=market,
            taxation=self.taxation,
            spreading=self.spreading,
            rate_change=self.rate_change,
            tax_level=self.tax_level,
            conversion=self.conversion,
            received=self.received,
            procedure=self.procedure,
            demanded=self.demanded,
            kind=self.kind,
            as_known_on=self.known_on,
            series=self.series,
            indices=self.indices,
            peaks=self.peaks,
        )
        if not self.findings:
            return settlement
        return attrs.evolve(settlement, findings=(*self.findings, *settlement.findings))


@attrs.frozen
class Settled:
    """A case that was settled."""

    settlement: Settlement


@attrs.frozen
class Blocked:
    """A case that could not be settled, and why; the others go on."""

    case: Case
    reason: UtilbillError


def settle_many(
    cases: Iterable[Case], market: HasBillingRules | None = None
) -> tuple[Settled | Blocked, ...]:
    """Settle many cases; one bad meter does not stop a town.

    Returns:
        One result per case, in the same order; a settlement, or the reason why there is none.
    """
    results: list[Settled | Blocked] = []
    for case in cases:
        try:
            results.append(Settled(case.settle(market)))
        except UtilbillError as error:
            results.append(Blocked(case, error))
    return tuple(results)
