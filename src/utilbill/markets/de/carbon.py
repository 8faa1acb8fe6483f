"""Emissions on German bills of fuel: the information for tenants and the landlord's share.

CO2KostAufG (Kohlendioxidkostenaufteilungsgesetz), for settlement periods that begin on or after
2023-01-01.
"""

from decimal import Decimal
from typing import Final

import attrs

from utilbill.billing.settlement import Settlement
from utilbill.law.parameter import LawBook
from utilbill.markets.market import Market
from utilbill.metering.quantities import Quantities
from utilbill.metering.registers import KWH
from utilbill.prorating.spreading import Spreading
from utilbill.prorating.time_share import anniversary
from utilbill.taxes.split import with_tax
from utilbill.taxes.vat import TaxRate
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.exact import subtract
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
from utilbill.values.table import Table
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Quantity

_CARBON: Final = "de.carbon"
_KG: Final = "kg"

#: Emissions are printed in whole kilograms.
WHOLE_KG: Final = RoundingRule("whole_kg", decimal_step(0))

#: Emissions per square metre have one decimal before the step is looked up.
PER_SQUARE_METRE: Final = RoundingRule("kg_per_square_metre", decimal_step(1))


@attrs.frozen(kw_only=True)
class CarbonCosts:
    """What a bill of fuel must say about its emissions (CO2-Kosteninformation), CO2KostAufG § 3.

    Attributes:
        period: The settled days.
        energy: Energy content of what was supplied, gross calorific value.
        emissions: In kg, exact; bills print whole kilograms.
        factor: Emissions per kWh of net calorific value on the last day [kg/kWh].
        net: Cost of the emissions without value added tax, rounded once.
        gross: The same with tax, rounded once from the exact net amount (§ 3 Abs. 3).
        tax: The rate.
        explanation: How the gross amount came about.
        references: Provisions and publications of the figures.
    """

    period: Period
    energy: Quantity
    emissions: Quantity
    factor: Decimal
    net: Money
    gross: Money
    tax: TaxRate
    explanation: Rounded
    references: tuple[str, ...]

    @property
    def printed_emissions(self) -> Quantity:
        """The emissions in whole kilograms."""
        return Quantity(WHOLE_KG(self.emissions.amount), _KG)

    def table(self) -> Table:
        """Return what the bill must print."""
        return Table(
            "CO2",
            ("item", "value", "unit"),
            (
                ("emissions", self.printed_emissions.amount, _KG),
                ("cost, net", self.net.amount, self.net.currency),
                ("cost, gross", self.gross.amount, self.gross.currency),
                ("emission factor, net calorific value", self.factor, "kg/kWh"),
                ("energy content", self.energy.amount, self.energy.unit.symbol),
            ),
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def carbon_costs(
    settlement: Settlement,
    market: Market,
    spreading: Spreading | None = None,
    rounding: RoundingRule = CENT,
) -> CarbonCosts:
    """Return what a gas bill must say about its emissions.

    The price is that of CO2KostAufG § 4, which is not the one calculated into the tariff.

    Args:
        settlement: The settled supply, in kWh of gross calorific value.
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


def _tax(settlement: Settlement, market: Market) -> TaxRate:
    commodity = settlement.contract.supply_point.commodity.value
    day = settlement.period.last
    return market.billing.taxation.rate(TaxCategory.STANDARD, commodity, day, settlement.known_on)


@attrs.frozen
class LandlordShare:
    """The landlord's part of the cost of emissions (Vermieteranteil), CO2KostAufG §§ 5 to 8.

    Attributes:
        per_square_metre: Emissions per square metre and year [kg/m²], one decimal.
        percent: The landlord's part in percent.
        reference: Provision.
    """

    per_square_metre: Decimal
    percent: Decimal
    reference: str

    def split(self, costs: Money, rounding: RoundingRule = CENT) -> tuple[Money, Money]:
        """Divide the cost into the landlord's and the tenants' part; the parts add up.

        Examples:
            >>> LandlordShare(Decimal("36.3"), Decimal(50), "").split(Money("194.27", "EUR"))
            (Money('97.14', 'EUR'), Money('97.13', 'EUR'))
        """
        node = Operation(
            "/",
            (
                Operation(
                    "*",
                    (
                        Input(_COST, costs.amount, costs.currency),
                        Input(_SHARE, self.percent, "%", self.reference),
                    ),
                ),
                Constant(Decimal(100), "%"),
            ),
        )
        landlord = Money(rounded(Rounded(node, rounding)), costs.currency)
        return landlord, Money(subtract(costs.amount, landlord.amount), costs.currency)


_COST: Final = Label("cost of emissions", "CO2-Kosten")
_SHARE: Final = Label("landlord's share", "Vermieteranteil")


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
