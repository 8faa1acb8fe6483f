"""Emissions on German bills of fuel: the information for tenants and the landlord's share.

CO2KostAufG (Kohlendioxidkostenaufteilungsgesetz), for settlement periods that begin on or after
2023-01-01.
"""

from decimal import Decimal
from typing import Final

from utilbill.billing.emissions import (
    CarbonCosts,
    EmissionStatement,
    LandlordShare,
    SuppliedEnergy,
)
from utilbill.law.parameter import LawBook
from utilbill.markets.market import Market
from utilbill.metering.quantities import Quantities
from utilbill.metering.registers import KWH
from utilbill.prorating.spreading import Spreading
from utilbill.prorating.time_share import anniversary
from utilbill.taxes.split import with_tax
from utilbill.taxes.vat import TaxRate
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    decimal_of,
    evaluate,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Quantity

_CARBON: Final = "de.carbon"
_KG: Final = "kg"

#: Emissions per square metre have one decimal before the step is looked up.
PER_SQUARE_METRE: Final = RoundingRule("kg_per_square_metre", decimal_step(1))


def carbon_costs(
    settlement: SuppliedEnergy,
    market: Market,
    spreading: Spreading | None = None,
    rounding: RoundingRule = CENT,
) -> CarbonCosts:
    """Return what a gas bill must say about its emissions.

    The price is that of CO2KostAufG § 4, which is not the one calculated into the tariff.

    Args:
        settlement: The settled or counted supply, in kWh of gross calorific value.
        market: The German market.
        spreading: How the quantity is spread over a change of price; the lawful way if not given.
        rounding: How the amounts are rounded, each once.

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
    price, factor = law[f"{_CARBON}.allocation_price"], law[f"{_CARBON}.factor.gas"]
    cuts = {
        days.start
        for parameter in (price, factor)
        for days, _ in parameter.pieces(period, settlement.known_on)[1:]
    }
    lawful = market.billing.spreading
    way = spreading or (lawful(settlement.contract, period) if lawful else None)
    quantities = Quantities(used, way).cut_at(cuts)
    emissions: list[Explanation] = []
    costs: list[Explanation] = []
    references: list[str] = []
    for part in period.split_at(cuts):
        _, energy, _ = quantities.over(used.billed, part)
        rate, cost = factor.at(part.start), price.at(part.start)
        emitted = Operation("*", (energy, factor.input(rate)))
        emissions.append(emitted)
        per_tonne = Operation("*", (emitted, price.input(cost)))
        costs.append(Operation("/", (per_tonne, Constant(Decimal(1000), "kg/t"))))
        references += [rate.reference, cost.reference]
    tax = _tax(settlement, market)
    net, mass = _sum(costs), _sum(emissions)
    gross = Rounded(with_tax(net, tax), rounding)
    currency = settlement.currency
    return CarbonCosts(
        period=period,
        energy=used.total,
        emissions=Quantity(decimal_of(evaluate(mass)), _KG),
        factor=law[f"{_CARBON}.factor.gas_net"].at(period.last).value or Decimal(0),
        net=Money(rounded(Rounded(net, rounding)), currency),
        gross=Money(rounded(gross), currency),
        tax=tax,
        explanation=gross,
        references=tuple(dict.fromkeys(references)),
    )


def _sum(parts: list[Explanation]) -> Explanation:
    return parts[0] if len(parts) == 1 else Operation("+", tuple(parts))


def _tax(settlement: SuppliedEnergy, market: Market) -> TaxRate:
    commodity = settlement.contract.supply_point.commodity.value
    day = settlement.period.last
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


def emission_statement(
    settlement: SuppliedEnergy,
    market: Market,
    *,
    area: Quantity | None = None,
    residential: bool = True,
    gross: bool = True,
) -> EmissionStatement:
    """Return what a bill says about the emissions of a supply.

    Args:
        settlement: The settled or counted supply.
        market: The German market.
        area: Living area of the building; without it nothing is divided.
        residential: Whether people live there.
        gross: Divide the cost with tax (§ 3 Abs. 3); some publish the split without.
    """
    costs = carbon_costs(settlement, market)
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
