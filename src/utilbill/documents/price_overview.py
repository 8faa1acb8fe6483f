"""A price sheet on a day, net and gross, as suppliers must publish it (Preisblatt, prislista)."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import attrs

from utilbill.law.parameter import LawBook
from utilbill.tariffs.component import Component, Context, LineKind, Measure, PriceBasis
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.split import gross_of_price, net_of_price
from utilbill.taxes.vat import Taxation, TaxRate
from utilbill.values.exact import add
from utilbill.values.explanation import Constant, Explanation, Label
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.table import Table
from utilbill.values.units import Price, Unit, convert

#: Published unit prices show two decimals of the unit they stand in, such as ct/kWh.
PUBLISHED = RoundingRule("published_price", decimal_step(2))

_ONE = "1"


@attrs.frozen
class PriceRow:
    """One price, net and gross.

    Attributes:
        component: Id of the component; empty for a sum.
        label: Its name.
        net: Price without value added tax.
        gross: Price with it; rounded from net on net sheets, and the other way round.
        rates: Rates of tax in it, one unless it is a sum.
    """

    component: str
    label: Label
    net: Price
    gross: Price
    rates: tuple[TaxRate, ...]


@attrs.frozen
class PriceOverview:
    """All prices of a sheet that hold on a day.

    Attributes:
        name: Name of the price sheet.
        day: The day.
        rows: The prices, in the order of the sheet.
        sums: Their sums, one per thing that is priced: kWh, year and so on. Tax is taken from the
            sum per rate, so a sum may differ from what the rounded rows would add up to.
    """

    name: str
    day: dt.date
    rows: tuple[PriceRow, ...]
    sums: tuple[PriceRow, ...]

    def table(self, language: str = "en") -> Table:
        """Return rows and sums as a table."""
        return Table(
            title=f"{self.name}, {self.day}",
            columns=("position", "net", "gross", "unit", "tax"),
            rows=tuple(
                (
                    row.label.in_language(language),
                    row.net.amount,
                    row.gross.amount,
                    row.net.unit.symbol,
                    " + ".join(f"{rate.percent.normalize():f} %" for rate in row.rates),
                )
                for row in (*self.rows, *self.sums)
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per price, ready for a data frame."""
        return self.table().records()

    def __str__(self) -> str:
        return str(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


class _OneUnit:
    """One of each quantity: what a price is asked with."""

    def over(self, registers: tuple[str, ...], period: Period) -> tuple[Decimal, Explanation, bool]:
        del registers, period
        return Decimal(1), Constant(Decimal(1), _ONE), True


def price_overview(
    sheet: PriceSheet,
    day: dt.date,
    taxation: Taxation,
    *,
    commodity: str = "electricity",
    unit: Unit | str = "kWh",
    law: LawBook | None = None,
    rounding: RoundingRule = PUBLISHED,
) -> PriceOverview:
    """Return the prices of a sheet on a day, net and gross, with their sums.

    Args:
        sheet: The price sheet.
        day: The day.
        taxation: Rates of value added tax, such as ``market("DE").billing.taxation``.
        commodity: What is supplied; it decides the rate.
        unit: What statutory components are asked for.
        law: The law, if the sheet holds statutory components.
        rounding: How the side that is not on the sheet is rounded.

    Raises:
        GapError: If a price is missing on that day.

    Examples:
        >>> from utilbill import Label, UnitPrice, market
        >>> sheet = PriceSheet(name="Plain", basis="net", components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="6.76 ct/kWh")])
        >>> de = market("DE")
        >>> price_overview(sheet, dt.date(2025, 1, 1), de.billing.taxation).rows[0].gross
        Price('8.04 ct/kWh')
    """
    named = {name for component in sheet.components for name in component.selected} or {""}
    days = Period(day, day + ONE_DAY)
    context = Context(
        period=days,
        registers=tuple(sorted(named)),
        units=(Unit.parse(unit) if isinstance(unit, str) else unit,) * len(named),
        presence=(days,) * len(named),
        anchor=day,
        supply_start=day,
        law_book=law,
    )
    rows: list[PriceRow] = []
    for component in sheet.components:
        price = _price(component, context)
        if price is not None:
            rate = taxation.rate(component.tax, commodity, day)
            net, gross = _both(price, rate, sheet.basis, rounding)
            label = component.name_in(context)
            rows.append(PriceRow(component.id, label, net, gross, (rate,)))
    return PriceOverview(sheet.name, day, tuple(rows), _sums(rows, sheet.basis, rounding))


def _price(component: Component, context: Context) -> Price | None:
    if component.kind is not LineKind.CHARGED:
        return None
    if component.measure not in (Measure.TIME, Measure.QUANTITY):
        return None
    for days, held in component.pieces(context):
        if held is not None:
            for draft in component.drafts(days, held, _OneUnit(), context):
                if draft.price is not None:
                    return draft.price
    return None


def _both(
    price: Price, rate: TaxRate, basis: PriceBasis, rounding: RoundingRule
) -> tuple[Price, Price]:
    if basis is PriceBasis.NET:
        return price, gross_of_price(price, rate, rounding)
    return net_of_price(price, rate, rounding), price


def _sums(
    rows: Iterable[PriceRow], basis: PriceBasis, rounding: RoundingRule
) -> tuple[PriceRow, ...]:
    by_thing: dict[tuple[str, ...], list[PriceRow]] = {}
    for row in rows:
        by_thing.setdefault(tuple(row.net.unit.dimension), []).append(row)
    return tuple(_sum(held, basis, rounding) for held in by_thing.values())


def _sum(rows: list[PriceRow], basis: PriceBasis, rounding: RoundingRule) -> PriceRow:
    unit = rows[0].net.unit
    by_rate: dict[tuple[str, Decimal], tuple[Decimal, TaxRate]] = {}
    for row in rows:
        price = row.net if basis is PriceBasis.NET else row.gross
        (rate,) = row.rates
        held = by_rate.get(rate.key, (Decimal(0), rate))[0]
        by_rate[rate.key] = add(held, convert(price.amount, price.unit, unit)), rate
    net, gross = Decimal(0), Decimal(0)
    for amount, rate in by_rate.values():
        pair = _both(Price(amount, unit), rate, basis, rounding)
        net, gross = add(net, pair[0].amount), add(gross, pair[1].amount)
    label = Label(f"sum per {unit.below}", f"Summe je {unit.below}")
    rates = tuple(rate for _, rate in by_rate.values())
    return PriceRow("", label, Price(net, unit), Price(gross, unit), rates)
