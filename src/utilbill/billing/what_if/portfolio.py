"""Revenue and contribution margin of many contracts, under assumptions on who stays."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case
from utilbill.billing.what_if.readings import readings_on
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact
from utilbill.values.money import Money
from utilbill.values.period import MONTHS_PER_YEAR, Period
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.table import Table


def _rate(value: Decimal | int | str) -> Decimal:
    rate = exact(value, "leaving")
    if not 0 <= rate <= 1:
        raise InvalidInputError("leaving", rate, "is no share", "Give 0.02 for 2 % a month.")
    return rate


@attrs.frozen(kw_only=True)
class Churn:
    """How many of the customers of a product leave (Kündigungsquote).

    Attributes:
        leaving: Share of those that are left who leave in each calendar month, at its end.
        since: First month in which somebody leaves.

    Raises:
        InvalidInputError: If the share is not between 0 and 1.

    Examples:
        >>> Churn(leaving="0.5", since=dt.date(2025, 1, 1)).left(dt.date(2025, 3, 1))
        Fraction(1, 4)
    """

    leaving: Decimal = attrs.field(converter=_rate)
    since: dt.date

    def left(self, day: dt.date) -> Fraction:
        """Return which share of the customers is left in the month of a day."""
        months = (day.year - self.since.year) * MONTHS_PER_YEAR + day.month - self.since.month
        return (1 - Fraction(self.leaving)) ** max(months, 0)


@attrs.frozen(kw_only=True)
class PortfolioItem:
    """Contracts of one kind, as one case that stands for them.

    Attributes:
        product: Name of the product.
        case: The case; its period is what is planned.
        count: How many such contracts there are.
        costs: What the supplier pays for them, as a price sheet over the same registers:
            procurement, grid, levies, service.
    """

    product: str
    case: Case
    count: int = 1
    costs: PriceSheet | None = None


@attrs.frozen
class ProductFigures:
    """What a product is expected to bring in a stretch of time, net of value added tax.

    Attributes:
        product: Name of the product.
        period: The stretch.
        revenue: Expected revenue.
        cost: Expected cost.
        customers: Expected number of customers.
    """

    product: str
    period: Period
    revenue: Money
    cost: Money
    customers: Decimal

    @property
    def margin(self) -> Money:
        """Contribution margin (Deckungsbeitrag)."""
        return self.revenue - self.cost


@attrs.frozen
class PortfolioFigures:
    """Revenue and margin per product and stretch of time.

    Attributes:
        figures: In the order of products and time.
    """

    figures: tuple[ProductFigures, ...]

    @property
    def margin(self) -> Money:
        """The margin of all products."""
        first, *others = (held.margin for held in self.figures)
        return sum(others, first)

    def table(self) -> Table:
        """The figures as a table."""
        return Table(
            "",
            ("product", "period", "customers", "revenue", "cost", "margin"),
            tuple(
                (
                    held.product,
                    str(held.period),
                    held.customers,
                    held.revenue.amount,
                    held.cost.amount,
                    held.margin.amount,
                )
                for held in self.figures
            ),
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


_CUSTOMERS = RoundingRule("expected_customers", decimal_step(2))


def portfolio_figures(
    items: Iterable[PortfolioItem],
    *,
    market: HasBillingRules | None = None,
    churn: Mapping[str, Churn] | None = None,
) -> PortfolioFigures:
    """Return what products are expected to bring per month (Erlös- und Deckungsbeitragsplanung).

    Each case is settled once over its period, month by month; a month counts with the share of the
    customers that are left in it. Amounts are rounded once per product and month.

    Args:
        items: The contracts.
        market: The market whose rules hold.
        churn: By product, who leaves; nobody if not given.

    Raises:
        UtilbillError: If a case cannot be settled.
    """
    held = tuple(items)
    leaving = churn or {}
    sums: dict[tuple[str, Period], list[Fraction]] = {}
    currencies: dict[str, str] = {}
    for item in held:
        for month in item.case.period.by_month():
            revenue, currency = _of_month(item.case, item.case.prices, month, market)
            cost = Fraction(0)
            if item.costs is not None:
                cost, _ = _of_month(item.case, item.costs, month, market)
            assumed = leaving.get(item.product)
            left = Fraction(1) if assumed is None else assumed.left(month.start)
            count = left * item.count
            found = sums.setdefault((item.product, month), [Fraction(0), Fraction(0), Fraction(0)])
            sums[item.product, month] = [
                found[0] + revenue * count,
                found[1] + cost * count,
                found[2] + count,
            ]
            currencies[item.product] = currency
    return PortfolioFigures(
        tuple(
            ProductFigures(
                product,
                month,
                Money(CENT(revenue), currencies[product]),
                Money(CENT(cost), currencies[product]),
                _CUSTOMERS(count),
            )
            for (product, month), (revenue, cost, count) in sorted(
                sums.items(), key=lambda one: (one[0][0], one[0][1].start)
            )
        )
    )


def _of_month(
    case: Case, prices: PriceSheet, month: Period, market: HasBillingRules | None
) -> tuple[Fraction, str]:
    """Return the net amount of one month: that to its end, less that to its beginning."""
    after = _until(case, prices, month.end, market)
    before = None
    if month.start > case.period.start:
        before = _until(case, prices, month.start, market)
    net = Fraction(after.totals.net.amount)
    if before is not None:
        net -= Fraction(before.totals.net.amount)
    return net, after.currency


def _until(
    case: Case, prices: PriceSheet, end: dt.date, market: HasBillingRules | None
) -> Settlement:
    readings = (*case.readings, *readings_on(case, end))
    part = attrs.evolve(
        case, period=Period(case.period.start, end), prices=prices, readings=readings
    )
    return part.settle(market)
