"""The statement of a building's heat costs (Heizkostenabrechnung): shares, emissions, balances."""

from decimal import Decimal
from typing import Final, Self

import attrs

from utilbill.billing.emissions import LandlordShare
from utilbill.billing.heat_costs.shares import HeatCostAllocation, HeatCostSplit, HeatShare
from utilbill.billing.heat_costs.stock import FuelUse
from utilbill.values.errors import AllocationError, CurrencyMismatchError
from utilbill.values.explanation import Explanation, Rounded, rounded
from utilbill.values.findings import Finding
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule, allocate, decimal_step
from utilbill.values.units import Quantity


@attrs.frozen(kw_only=True)
class BuildingEmissions:
    """The cost of emissions of a building's fuel, divided with the landlord, CO2KostAufG §§ 5 to 8.

    Attributes:
        emissions: As the supplier's bill shows them [kg].
        cost: As the supplier's bill shows it; part of the cost of heat.
        area: Living area of the building [m²].
        share: The step that the building falls into.
        landlord: The landlord's part.
        tenants: The tenants' part; both add up to the cost.

    Examples:
        >>> from decimal import Decimal
        >>> share = LandlordShare(Decimal("18.6"), Decimal(20), "CO2KostAufG § 5")
        >>> landlord, tenants = share.split(Money("212.23", "EUR"))
        >>> BuildingEmissions(
        ...     emissions=Quantity("7074.39", "kg"), cost=Money("212.23", "EUR"),
        ...     area=Quantity(380, "m²"), share=share, landlord=landlord, tenants=tenants).tenants
        Money('169.78', 'EUR')
    """

    emissions: Quantity
    cost: Money
    area: Quantity
    share: LandlordShare
    landlord: Money
    tenants: Money

    def of_users(self, allocation: HeatCostAllocation) -> tuple[Money, ...]:
        """Divide the tenants' part like the cost of heat and hot water, § 7 Abs. 1 Satz 2.

        In cents by the largest remainder, so that the parts add up.

        Args:
            allocation: The shared costs.
        """
        totals = [share.total.amount.amount for share in allocation.shares]
        if not any(totals):
            return (Money.zero(self.tenants.currency),) * len(totals)
        parts = allocate(self.tenants.amount, totals, CENT.step)
        return tuple(Money(part, self.tenants.currency) for part in parts)


_TEN_DECIMALS: Final = RoundingRule("shown", decimal_step(10), reference="display only")

#: Areas that count are shown with two decimals; the exact ones are calculated with.
SHOWN_AREA: Final = RoundingRule("shown_area", decimal_step(2), reference="display only")


@attrs.frozen(kw_only=True)
class UserStatement:
    """What one user bears, paid in advance, and owes or gets back.

    Attributes:
        flat: Name of the flat.
        name: Name of the user.
        period: The days of the user.
        heated: What counted for the base cost of heating, weighted by the days [m² or m³]; to show.
        area: What counted for that of hot water, weighted by the days [m²]; to show.
        total: What the user bears.
        emission_cost: What of it is cost of emissions, CO2KostAufG § 7 Abs. 3; None where nobody
            asked for it.
        paid: Advance payments (Vorauszahlungen); None where nobody says.
        balance: Due (above zero) or owed to the user (below zero); None where nobody says what was
            paid.
    """

    flat: str
    name: str
    period: Period
    heated: Quantity
    area: Quantity
    total: Money
    emission_cost: Money | None = None
    paid: Money | None = None
    balance: Money | None = None

    @classmethod
    def of(
        cls,
        share: HeatShare,
        whole: Period,
        paid: Money | None = None,
        emission_cost: Money | None = None,
    ) -> Self:
        """State a share.

        Args:
            share: What the user bears.
            whole: The accounting period.
            paid: Advance payments.
            emission_cost: What of it is cost of emissions.

        Raises:
            CurrencyMismatchError: If they are in another currency.
        """
        user, total = share.user, share.total.amount
        if paid is not None and paid.currency != total.currency:
            raise CurrencyMismatchError(
                "paid", paid, f"is not in {total.currency}", "Use one currency."
            ).concerning(user)
        return cls(
            flat=user.flat,
            name=user.name,
            period=user.period or whole,
            heated=_shown(share.heating_area, user.heated_size),
            area=_shown(share.hot_water_area, user.area),
            total=total,
            emission_cost=emission_cost,
            paid=paid,
            balance=None if paid is None else total - paid,
        )


def shown_percent(split: HeatCostSplit) -> Decimal | None:
    """Return the share of hot water as a number to show; None where there is no hot water."""
    node = split.percent
    if node is None:
        return None
    return rounded(node if isinstance(node, Rounded) else Rounded(node, _TEN_DECIMALS))


def _shown(area: Explanation, like: Quantity) -> Quantity:
    return Quantity(rounded(Rounded(area, SHOWN_AREA)), like.unit)


@attrs.frozen(kw_only=True)
class HeatCostStatement:
    """A building's accounting of heat and hot water, for all its users.

    Attributes:
        building: Its name or address.
        allocation: What was shared, and how.
        users: One statement per user, in the order of the users.
        emissions: The cost of emissions and the landlord's part; None where nobody asked for it.
        hot_water_percent: Share of hot water in the joint cost, as used; with ten decimals at most
            where it is not rounded; None where there is no hot water.
        findings: What a person should look at.
        fuel: What was used out of a tank, and how its cost came about; None where there is none.

    Raises:
        AllocationError: If there is not one statement per user.
    """

    building: str
    allocation: HeatCostAllocation
    users: tuple[UserStatement, ...]
    emissions: BuildingEmissions | None = None
    hot_water_percent: Decimal | None = None
    findings: tuple[Finding, ...] = ()
    fuel: FuelUse | None = None

    def __attrs_post_init__(self) -> None:
        totals = [share.total.amount for share in self.allocation.shares]
        if [held.total for held in self.users] != totals:
            raise AllocationError(
                "users",
                len(self.users),
                "are not those of the allocation",
                "Make one statement per share.",
            )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per user, ready for a data frame."""
        return [
            {
                **record,
                "paid": held.paid.amount if held.paid else None,
                "balance": held.balance.amount if held.balance else None,
            }
            for record, held in zip(self.allocation.records(), self.users, strict=True)
        ]

    def _repr_html_(self) -> str:
        return self.allocation._repr_html_()
