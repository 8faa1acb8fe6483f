"""What bills of fuel say about emissions: their cost, and who bears it."""

import datetime as dt
from decimal import Decimal
from typing import Final, Protocol

import attrs

from utilbill.billing.line import Line
from utilbill.contracts.contract import Contract
from utilbill.metering.consumption import Consumption
from utilbill.taxes.vat import TaxRate
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import subtract
from utilbill.values.explanation import Constant, Input, Label, Operation, Rounded, rounded
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.table import Table
from utilbill.values.units import Price, Quantity, Unit

_KG: Final = "kg"
_KILOGRAM: Final = Unit.parse(_KG)

#: Emissions are printed in whole kilograms.
WHOLE_KG: Final = RoundingRule("whole_kg", decimal_step(0))


class SuppliedEnergy(Protocol):
    """What emissions follow from: a settlement, or :class:`CountedEnergy` where none is priced."""

    @property
    def contract(self) -> Contract:
        """What was supplied."""

    @property
    def period(self) -> Period:
        """The days."""

    @property
    def consumption(self) -> Consumption | None:
        """How much, in kWh."""

    @property
    def charged(self) -> tuple[Line, ...]:
        """The lines that count; none where nothing is priced."""

    @property
    def currency(self) -> str:
        """Code of the currency of the cost."""

    @property
    def known_on(self) -> dt.date | None:
        """The day whose knowledge is used; None for all that is known."""


@attrs.frozen(kw_only=True)
class CountedEnergy:
    """Energy that was counted and is not priced, for its emissions alone.

    Attributes:
        contract: What was supplied.
        period: The days.
        consumption: How much, in kWh of gross calorific value.
        currency: Code of the currency of the cost.
        known_on: The day whose knowledge is used; None for all that is known.
    """

    contract: Contract
    period: Period
    consumption: Consumption | None
    currency: str
    known_on: dt.date | None = None

    @property
    def charged(self) -> tuple[Line, ...]:
        """None: nothing is priced."""
        return ()


def _factor(value: Quantity | str | None) -> Quantity | None:
    given = Quantity.parse(value) if isinstance(value, str) else value
    return None if given is None else given.to("kg/kWh")


def _carbon_price(value: Price | str | None) -> Price | None:
    price = Price.parse(value) if isinstance(value, str) else value
    if price is not None and price.per.dimension != _KILOGRAM.dimension:
        raise UnitError("price", price, "is no price of emissions", "Give it in EUR/t.")
    return price


@attrs.frozen(kw_only=True)
class OwnCarbonFigures:
    """Figures as a supplier bills them, instead of those of law: of another fuel, for example.

    Attributes:
        factor: Emissions per kWh of net calorific value [kg/kWh]; that of law if None.
        net_share: kWh of net calorific value per counted kWh (Heizwert je Brennwert); that of law
            if None.
        price: Price of emissions [EUR/t or EUR/kg]; that of law if None.

    Raises:
        UnitError: If a figure has a unit that does not fit.
        InvalidInputError: If a factor or price is below zero, or the share is not between 0 and 1.

    Examples:
        >>> OwnCarbonFigures(factor="0.2664 kg/kWh", net_share=Decimal(1), price="30 EUR/t").factor
        Quantity('0.2664 kg/kWh')
    """

    factor: Quantity | None = attrs.field(default=None, converter=_factor)
    net_share: Decimal | None = None
    price: Price | None = attrs.field(default=None, converter=_carbon_price)

    def __attrs_post_init__(self) -> None:
        for field in ("factor", "price"):
            held = getattr(self, field)
            if held is not None and held.amount < 0:
                raise InvalidInputError(field, held, "is below zero", "Give it without a sign.")
        if self.factor is not None and self.factor.amount > 1:
            raise InvalidInputError(
                "factor",
                self.factor,
                "is more than any fuel emits",
                "Give kg per kWh, such as 0.2664 kg/kWh of heating oil.",
            )
        if self.net_share is not None and not 0 < self.net_share <= 1:
            raise InvalidInputError(
                "net_share",
                self.net_share,
                "is no share of the counted energy",
                "Give the net calorific value per counted kWh, such as 0.903.",
            )


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
        tax: The rate; that of the last day where the settlement has several.
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


@attrs.frozen(kw_only=True)
class EmissionStatement:
    """The emissions of one supply on a bill, and how their cost is divided where a house is let.

    Attributes:
        contract: Number of the contract.
        costs: Emissions and their cost.
        share: The landlord's share; None where nobody asked for it.
        landlord: The landlord's part.
        tenant: The tenants' part; both add up to the cost.
    """

    contract: str
    costs: CarbonCosts
    share: LandlordShare | None = None
    landlord: Money | None = None
    tenant: Money | None = None
