"""Emissions on German bills of fuel: the information for tenants and the landlord's share.

CO2KostAufG (Kohlendioxidkostenaufteilungsgesetz), for settlement periods that begin on or after
2023-01-01.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

import attrs

from utilbill.billing.emissions import (
    CarbonCosts,
    EmissionStatement,
    LandlordShare,
    OwnCarbonFigures,
    SuppliedEnergy,
)
from utilbill.contracts.contract import Commodity
from utilbill.law.parameter import LawBook
from utilbill.markets.market import Market
from utilbill.metering.quantities import Quantities
from utilbill.metering.registers import KWH
from utilbill.prorating.spreading import Spreading
from utilbill.prorating.time_share import anniversary
from utilbill.taxes.split import with_tax
from utilbill.taxes.vat import TaxRate
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.exact import multiply
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    decimal_of,
    evaluate,
    inputs,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Quantity, Unit, convert

_CARBON: Final = "de.carbon"
_KG: Final = "kg"

#: Emissions per square metre have one decimal before the step is looked up.
PER_SQUARE_METRE: Final = RoundingRule("kg_per_square_metre", decimal_step(1))


def carbon_costs(
    settlement: SuppliedEnergy,
    market: Market,
    spreading: Spreading | None = None,
    rounding: RoundingRule = CENT,
    own: OwnCarbonFigures | None = None,
) -> CarbonCosts:
    """Return what a gas bill must say about its emissions.

    The price is that of CO2KostAufG § 4, which is not the one calculated into the tariff.

    Args:
        settlement: The settled or counted supply, in kWh of gross calorific value.
        market: The German market.
        spreading: How the quantity is spread over a change of price; the lawful way if not given.
        rounding: How the amounts are rounded, each once.
        own: Figures as the supplier bills them, instead of those of law.

    Raises:
        MissingChoiceError: If nothing was counted, or not in kWh.
        NotInForceError: If the period begins before the law.
        BeyondHorizonError: If the price is not published yet.
    """
    used = settlement.consumption
    if used is None or any(unit.dimension != KWH.dimension for unit in used.units):
        raise MissingChoiceError(
            "energy", "none", "is not counted in kWh", "Convert cubic metres first."
        )
    law, period = market.law, settlement.period
    figures = _Figures(law, own or OwnCarbonFigures())
    cuts = figures.cuts(period, settlement.known_on)
    lawful = market.billing.spreading
    way = spreading or (lawful(settlement.contract, period) if lawful else None)
    rates = _rates(settlement, market)
    cuts |= set(rates) - {period.start}
    quantities = Quantities(used, way).cut_at(cuts)
    emissions: list[Explanation] = []
    costs: list[Explanation] = []
    taxed: list[Explanation] = []
    for part in period.split_at(cuts):
        _, energy, _ = quantities.over(used.billed, part)
        emitted = Operation("*", (energy, figures.factor(part.start)))
        emissions.append(emitted)
        per_tonne = Operation("*", (emitted, figures.price(part.start)))
        costs.append(Operation("/", (per_tonne, Constant(Decimal(1000), "kg/t"))))
        tax = rates[max(day for day in rates if day <= part.start)]
        taxed.append(with_tax(costs[-1], tax))
    references = [held.source for node in costs for held in inputs(node) if held.unit in _OF_LAW]
    net, mass = _sum(costs), _sum(emissions)
    gross = Rounded(with_tax(net, tax) if len(rates) == 1 else _sum(taxed), rounding)
    currency = settlement.currency
    return CarbonCosts(
        period=period,
        energy=used.total,
        emissions=Quantity(decimal_of(evaluate(mass)), _KG),
        factor=figures.printed(period.last),
        net=Money(rounded(Rounded(net, rounding)), currency),
        gross=Money(rounded(gross), currency),
        tax=tax,
        explanation=gross,
        references=tuple(dict.fromkeys(references)),
    )


@attrs.frozen
class _Figures:
    """Factor and price by day: the caller's, or those of law."""

    law: LawBook
    own: OwnCarbonFigures

    def cuts(self, period: Period, known_on: dt.date | None) -> set[dt.date]:
        names = []
        if self.own.price is None:
            names.append("allocation_price")
        if self.own.factor is None:
            names.append("factor.gas")
        elif self.own.net_share is None:
            names.append("net_share.gas")
        return {
            days.start
            for name in names
            for days, _ in self.law[f"{_CARBON}.{name}"].pieces(period, known_on)[1:]
        }

    def factor(self, day: dt.date) -> Explanation:
        """Return the emissions per counted kWh."""
        if self.own.factor is None:
            return self._of_law("factor.gas", day)
        given = Input(_FACTOR, self.own.factor.amount, _FACTOR_UNIT, _GIVEN)
        share = self.own.net_share
        if share is None:
            return Operation("*", (given, self._of_law("net_share.gas", day)))
        return Operation("*", (given, Input(_NET_SHARE, share, "1", _GIVEN)))

    def price(self, day: dt.date) -> Explanation:
        """Return the price of a tonne."""
        own = self.own.price
        if own is None:
            return self._of_law("allocation_price", day)
        tonne = convert(Decimal(1), _TONNE, own.per)
        return Input(_PRICE, multiply(own.amount, tonne), f"{own.currency}/t", _GIVEN)

    def printed(self, day: dt.date) -> Decimal:
        """Return the factor that is printed, of net calorific value."""
        if self.own.factor is not None:
            return self.own.factor.amount
        return self.law[f"{_CARBON}.factor.gas_net"].at(day).value or Decimal(0)

    def _of_law(self, name: str, day: dt.date) -> Input:
        parameter = self.law[f"{_CARBON}.{name}"]
        return parameter.input(parameter.at(day))


_GIVEN: Final = "as given"
_FACTOR_UNIT: Final = "kg/kWh"
_OF_LAW: Final = frozenset({_FACTOR_UNIT, "EUR/t"})
_TONNE: Final = Unit.parse("t")
_FACTOR: Final = Label("emission factor, net calorific value", "Emissionsfaktor, heizwertbezogen")
_NET_SHARE: Final = Label("net per gross calorific value", "Heizwert je Brennwert")
_PRICE: Final = Label("price of emissions", "Preis der Emissionen")


def _sum(parts: list[Explanation]) -> Explanation:
    return parts[0] if len(parts) == 1 else Operation("+", tuple(parts))


def _rates(settlement: SuppliedEnergy, market: Market) -> dict[dt.date, TaxRate]:
    """Return the rates of tax by their first days, as the settlement taxes what was used."""
    used = [
        line
        for line in settlement.charged
        if line.quantity is not None and line.tax.category is TaxCategory.STANDARD
    ]
    found: dict[dt.date, TaxRate] = {}
    for line in sorted(used, key=lambda line: line.period.start):
        last = next(reversed(found.values()), None)
        if last is None or last.key != line.tax.key:
            found[line.period.start] = line.tax
    if len(found) > 1:
        return found
    period = settlement.period
    return {period.start: _rate_on(settlement, market, period.last)}


def _rate_on(settlement: SuppliedEnergy, market: Market, day: dt.date) -> TaxRate:
    commodity = settlement.contract.supply_point.commodity.value
    return market.billing.taxation.rate(TaxCategory.STANDARD, commodity, day, settlement.known_on)


def landlord_share(
    law: LawBook,
    period: Period,
    emissions: Quantity,
    area: Quantity,
    *,
    residential: bool = True,
    rounding: RoundingRule = PER_SQUARE_METRE,
) -> LandlordShare:
    """Return the landlord's share by the emissions of the building per square metre and year.

    Limits are for a year; for a shorter period they shrink with its days (§ 5 Abs. 1 Satz 4).

    Args:
        law: The law.
        period: The settled days.
        emissions: Of the building [kg].
        area: Living area [m²], above zero.
        residential: Whether people live there; other buildings share alike (§ 8).
        rounding: How emissions per square metre are rounded before the step is looked up.

    Raises:
        InvalidInputError: If the area is not above zero.
        NotInForceError: If the period begins before the law.

    Examples:
        >>> from utilbill import market
        >>> law, year = market("DE").law, Period.of_year(2024)
        >>> landlord_share(law, year, Quantity("3627.89", "kg"), Quantity(100, "m²")).percent
        Decimal('50')
    """
    square_metres = area.to("m²").amount
    if square_metres <= 0:
        raise InvalidInputError("area", area, "is not above zero", "Give the living area in m².")
    year = Period(period.start, anniversary(period.start, 1))
    weight: Explanation = Operation(
        "/",
        (
            Input(Label("emissions", "Emissionen"), emissions.to(_KG).amount, _KG),
            Input(Label("living area", "Wohnfläche"), square_metres, "m²"),
        ),
    )
    if period.days < year.days:
        days = (Constant(Decimal(year.days), "days"), Constant(Decimal(period.days), "days"))
        weight = Operation("*", (weight, Operation("/", days)))
    specific = rounded(Rounded(weight, rounding))
    if not residential:
        figure = law[f"{_CARBON}.landlord.nonresidential"].at(period.start)
        return LandlordShare(specific, figure.value or Decimal(0), figure.reference)
    step = 1
    while f"{_CARBON}.landlord.limit_{step}" in law:
        limit = law[f"{_CARBON}.landlord.limit_{step}"].at(period.start).value
        if limit is not None and specific < limit:
            break
        step += 1
    figure = law[f"{_CARBON}.landlord.share_{step}"].at(period.start)
    return LandlordShare(specific, figure.value or Decimal(0), figure.reference)


_NO_FUEL: Final = (Commodity.ELECTRICITY, Commodity.WATER, Commodity.WASTE_WATER)


def emission_statement(
    settlement: SuppliedEnergy,
    market: Market,
    *,
    area: Quantity | None = None,
    residential: bool = True,
    gross: bool = True,
    own: OwnCarbonFigures | None = None,
) -> EmissionStatement:
    """Return what a bill says about the emissions of a supply.

    Args:
        settlement: The settled or counted supply.
        market: The German market.
        area: Living area of the building; without it nothing is divided.
        residential: Whether people live there.
        gross: Divide the cost with tax (§ 3 Abs. 3); some publish the split without.
        own: Figures as the supplier bills them, instead of those of law.
    """
    supplied = settlement.contract.supply_point.commodity
    if supplied in _NO_FUEL:
        raise InvalidInputError(
            "emissions",
            supplied.value,
            "is no fuel whose emissions are priced",
            "Leave emissions out; they are for gas, oil and the like, and for heat made of them.",
        )
    costs = carbon_costs(settlement, market, own=own)
    if area is None:
        return EmissionStatement(contract=settlement.contract.id, costs=costs)
    share = landlord_share(
        market.law, settlement.period, costs.emissions, area, residential=residential
    )
    landlord, tenant = share.split(costs.gross if gross else costs.net)
    return EmissionStatement(
        contract=settlement.contract.id,
        costs=costs,
        share=share,
        landlord=landlord,
        tenant=tenant,
    )
