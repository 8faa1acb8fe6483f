"""Tenant electricity: the highest price, and what a contract must say (EnWG § 42a)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from utilbill.billing.relief import ReliefAmount
from utilbill.billing.settlement import Settlement
from utilbill.law.parameter import LawBook
from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import ChargeRole, PriceBasis
from utilbill.tariffs.components import quantity_amount
from utilbill.tariffs.through_time import conversion_steps, time_of
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.exact import add
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT
from utilbill.values.span import Span, SpanUnit
from utilbill.values.units import Price, Quantity, as_price

_LAW: Final = "de.shared_supply."
_UNIT_PRICE: Final = Label("unit price of basic supply", "Arbeitspreis der Grundversorgung")
_BASE_PRICE: Final = Label("standing charge of basic supply", "Grundpreis der Grundversorgung")
_USED: Final = Label("consumption", "Verbrauch")
_CHARGED: Final = Label("charged for tenant electricity", "für Mieterstrom berechnet")
_LINE: Final = Label(
    "Reduction to the highest price of tenant electricity (EnWG § 42a)",
    "Kürzung auf den Höchstpreis für Mieterstrom (§ 42a EnWG)",
)


@attrs.frozen(kw_only=True)
class BasicSupplyPrices:
    """What basic supply costs in the network area (Grundversorgungstarif).

    Attributes:
        unit_price: Price per kWh.
        base_price: Price through time.
        basis: Whether both are net or gross.
        proration: How a part of a year or month of the base price counts.
        name: Whose prices, and since when.

    Examples:
        >>> BasicSupplyPrices(unit_price="38.50 ct/kWh", base_price="150.00 EUR/year",
        ...                   basis="gross", proration="days_365").unit_price
        Price('38.50 ct/kWh')
    """

    unit_price: Price = attrs.field(converter=as_price)
    base_price: Price = attrs.field(converter=as_price)
    basis: PriceBasis = attrs.field(converter=PriceBasis)
    proration: Proration = attrs.field(converter=Proration)
    name: str = ""

    def cost(self, quantity: Quantity, period: Period) -> Explanation:
        """Return what a quantity costs in some days, not rounded."""
        used = Input(_USED, quantity.amount, quantity.unit.symbol)
        unit = Input(_UNIT_PRICE, self.unit_price.amount, self.unit_price.unit.symbol, self.name)
        base = Input(_BASE_PRICE, self.base_price.amount, self.base_price.unit.symbol, self.name)
        time = time_of(self.base_price.per)
        share = time_share(period, time, self.proration, period.start)
        standing: Explanation = Operation("*", (base, share))
        for operator, constant in conversion_steps(self.base_price.unit.symbol, time.symbol):
            standing = Operation(operator, (standing, constant))
        energy = quantity_amount(used, quantity.unit, unit, self.unit_price.unit)
        return Operation("+", (energy, standing))


def tenant_price_cap(
    law: LawBook, basic: BasicSupplyPrices, quantity: Quantity | str, period: Period
) -> tuple[Money, Rounded]:
    """Return the most that tenant electricity may cost, EnWG § 42a Abs. 4.

    A share of what basic supply costs for the same use, unit price and base price together.

    Args:
        law: The law; the last day of the period decides.
        basic: The prices of basic supply.
        quantity: What was used, whether from the roof or the grid.
        period: The days.

    Returns:
        The amount, net or gross as the prices, and how it came about.

    Raises:
        NotInForceError: If there was no such cap.

    Examples:
        >>> from utilbill import market
        >>> basic = BasicSupplyPrices(unit_price="38.50 ct/kWh", base_price="150.00 EUR/year",
        ...                           basis="gross", proration="days_365")
        >>> tenant_price_cap(market("DE").law, basic, "2400 kWh", Period.of_year(2026))[0]
        Money('966.60', 'EUR')
    """
    return _share_of_basic(law, "tenant_price_most", basic, quantity, period)


def tenant_compensation_cap(
    law: LawBook, basic: BasicSupplyPrices, quantity: Quantity | str, period: Period
) -> tuple[Money, Rounded]:
    """Return the most a tenant owes for power without a valid contract, EnWG § 42a Abs. 2.

    Neither more than this, nor more than the agreed price.

    Raises:
        NotInForceError: If the law did not know tenant electricity.

    Examples:
        >>> from utilbill import market
        >>> basic = BasicSupplyPrices(unit_price="38.50 ct/kWh", base_price="150.00 EUR/year",
        ...                           basis="gross", proration="days_365")
        >>> tenant_compensation_cap(market("DE").law, basic, "2400 kWh", Period.of_year(2026))[0]
        Money('805.50', 'EUR')
    """
    return _share_of_basic(law, "tenant_value_most", basic, quantity, period)


def _share_of_basic(
    law: LawBook, name: str, basic: BasicSupplyPrices, quantity: Quantity | str, period: Period
) -> tuple[Money, Rounded]:
    held = quantity if isinstance(quantity, Quantity) else Quantity.parse(quantity)
    parameter = law[f"{_LAW}{name}"]
    share = parameter.input(parameter.at(period.last))
    whole = Constant(Decimal(100), "%", Label("per cent", "Prozent"))
    node = Rounded(Operation("/", (Operation("*", (basic.cost(held, period), share)), whole)), CENT)
    return Money(rounded(node), basic.unit_price.currency), node


def check_tenant_price(
    law: LawBook,
    basic: BasicSupplyPrices,
    charged: Money,
    quantity: Quantity | str,
    period: Period,
) -> Decision:
    """Tell whether what is charged keeps to the highest price, with the figures it rests on.

    Args:
        law: The law.
        basic: The prices of basic supply.
        charged: What is charged for the same use and days, net or gross as those prices.
        quantity: What was used.
        period: The days.

    Examples:
        >>> from utilbill import market
        >>> basic = BasicSupplyPrices(unit_price="38.50 ct/kWh", base_price="150.00 EUR/year",
        ...                           basis="gross", proration="days_365")
        >>> decision = check_tenant_price(market("DE").law, basic, Money("990.00", "EUR"),
        ...                               "2400 kWh", Period.of_year(2026))
        >>> decision.failed[0].text, decision.failed[0].found
        ('tenant electricity costs at most 966.60 EUR', '990.00 EUR')
    """
    cap, _ = tenant_price_cap(law, basic, quantity, period)
    figure = law[f"{_LAW}tenant_price_most"].at(period.last)
    held = charged <= cap
    text = f"tenant electricity costs at most {cap}"
    return Decision(held, (Condition(text, held, str(charged), figure.reference),))


@attrs.frozen(kw_only=True)
class TenantPriceCap:
    """Takes off a bill what is above the highest price; for :func:`~utilbill.relieve`.

    Attributes:
        law: The law.
        basic: The prices of basic supply, of the same basis as the bill.
        beside: Charges that are no part of the supply, such as reminders.

    Examples:
        >>> from utilbill import market
        >>> basic = BasicSupplyPrices(unit_price="38.50 ct/kWh", base_price="150.00 EUR/year",
        ...                           basis="gross", proration="days_365")
        >>> TenantPriceCap(law=market("DE").law, basic=basic).beside
        ()
    """

    law: LawBook
    basic: BasicSupplyPrices
    beside: tuple[str, ...] = attrs.field(default=(), converter=tuple)

    def amounts(self, rated: Settlement) -> Sequence[ReliefAmount]:
        """Return what is above the cap; nothing where the bill keeps to it.

        Raises:
            MissingChoiceError: If the bill is net and the prices gross, or the reverse.
            InvalidInputError: If nothing was metered, or the supply is taxed at several rates.
        """
        if rated.basis is not self.basic.basis:
            raise MissingChoiceError(
                "basis",
                self.basic.basis.value,
                f"of basic supply is not that of the bill, {rated.basis.value}",
                "Give its prices on the basis of the bill.",
            )
        lines = [
            line
            for line in rated.charged
            if line.charge not in self.beside and line.role is not ChargeRole.SERVICE
        ]
        if rated.consumption is None or not lines:
            raise InvalidInputError(
                "settlement", rated.contract.id, "meters nothing", "Settle a metered supply."
            )
        if len({line.tax.key for line in lines}) > 1:
            raise InvalidInputError(
                "settlement",
                ", ".join(sorted({f"{line.tax.percent} %" for line in lines})),
                "are several rates of tax, and the cap is one amount",
                "Settle the days of each rate by themselves.",
            )
        used = rated.consumption.total
        cap, node = tenant_price_cap(self.law, self.basic, used, rated.period)
        charged = Decimal(0)
        for line in lines:
            charged = add(charged, line.amount.amount)
        if charged <= cap.amount:
            return ()
        off = Operation("-", (node, Input(_CHARGED, charged, rated.currency)))
        return (
            ReliefAmount(
                id="tenant_price_cap",
                label=_LINE,
                period=rated.period,
                amount=off,
                tax=lines[0].tax,
            ),
        )


def check_tenant_contract(
    law: LawBook,
    day: dt.date,
    *,
    in_lease: bool,
    full_supply: bool,
    binding_months: int,
    ends_with_lease: bool,
) -> Decision:
    """Tell whether a contract of tenant electricity says what it must, EnWG § 42a Abs. 2, 3.

    Args:
        law: The law.
        day: Day on which it was made.
        in_lease: Whether it is a part of the lease of the flat.
        full_supply: Whether it also supplies when the roof gives nothing.
        binding_months: For how long it binds the tenant.
        ends_with_lease: Whether it ends when the flat is given back.

    Raises:
        NotInForceError: If the law did not know such contracts on that day.

    Examples:
        >>> from utilbill import market
        >>> decision = check_tenant_contract(market("DE").law, dt.date(2023, 5, 1), in_lease=False,
        ...     full_supply=True, binding_months=24, ends_with_lease=True)
        >>> [condition.text for condition in decision.failed]
        ['it binds for at most 12 months']
    """
    figure = law[f"{_LAW}tenant_term"].at(day)
    longest = Span(int(figure.value or 0), SpanUnit.MONTH)
    asked = (
        ("it is no part of the lease", not in_lease, "Abs. 2"),
        ("it supplies at all times", full_supply, "Abs. 2"),
        ("it ends with the lease", ends_with_lease, "Abs. 2"),
    )
    conditions = (
        *(
            Condition(text, satisfied, "yes" if satisfied else "no", f"EnWG § 42a {place}")
            for text, satisfied, place in asked
        ),
        Condition(
            f"it binds for at most {longest}",
            binding_months <= longest.count,
            f"{binding_months} months",
            figure.reference,
        ),
    )
    return Decision(all(held.satisfied for held in conditions), conditions)
