"""A price sheet on a day, net and gross, as suppliers must publish it (Preisblatt, prislista).

With the statutory parts (EnWG § 40 Abs. 3, § 41 Abs. 1), whether they are charged beside the prices
of the product or contained in them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import attrs

from utilbill.documents.formats import Formats
from utilbill.law.parameter import LawBook
from utilbill.metering.intervals import IntervalSeries
from utilbill.tariffs.component import (
    ChargeRole,
    Component,
    Context,
    LineKind,
    Measure,
    PriceBasis,
)
from utilbill.tariffs.index_figures import IndexFigures
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.spot_price import SpotPrice
from utilbill.tariffs.tiers import TieredPrice
from utilbill.taxes.split import gross_of_price, net_of_price, price_with_tax
from utilbill.taxes.vat import Taxation, TaxRate
from utilbill.values.dated import Timeline
from utilbill.values.errors import GapError, MissingRegisterError
from utilbill.values.exact import add
from utilbill.values.explanation import Constant, Explanation, Label
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.table import Table
from utilbill.values.units import Price, Unit, convert

_NO_INDICES: Final[Mapping[str, IndexFigures]] = MappingProxyType({})

#: Published unit prices show two decimals of the unit they stand in, such as ct/kWh.
PUBLISHED = RoundingRule("published_price", decimal_step(2))

_ONE = "1"

#: Roles of what law adds to a price.
STATUTORY = frozenset(
    {ChargeRole.LEVY, ChargeRole.QUANTITY_TAX, ChargeRole.CONCESSION, ChargeRole.CARBON}
)


@attrs.frozen
class PriceRow:
    """One price, net and gross.

    Attributes:
        component: Id of the component; empty for a sum.
        label: Its name.
        net: Price without value added tax.
        gross: Price with it; rounded from net where prices are net, and the other way round.
        rates: Rates of tax in it, one unless it is a sum.
        role: What it is for; None for a sum.
        basis: Which of both is the published one; figures of law are net on gross sheets too.
    """

    component: str
    label: Label
    net: Price
    gross: Price
    rates: tuple[TaxRate, ...]
    role: ChargeRole | None = None
    basis: PriceBasis = PriceBasis.NET


@attrs.frozen
class PriceOverview:
    """All prices of a sheet that hold on a day.

    Attributes:
        name: Name of the price sheet.
        day: The day.
        rows: The prices, in the order of the sheet.
        sums: Their sums, one per thing that is priced: kWh, year and so on; none where the price
            of that thing depends on how much is used. Tax is taken from the
            sum per rate, so a sum may differ from what the rounded rows would add up to.
        contained: Prices that are contained in others, for information.
        statutory: Sums of the statutory parts, charged and contained, one per thing.
    """

    name: str
    day: dt.date
    rows: tuple[PriceRow, ...]
    sums: tuple[PriceRow, ...]
    contained: tuple[PriceRow, ...] = ()
    statutory: tuple[PriceRow, ...] = ()

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

    def series(self, register: str, period: Period) -> IntervalSeries:
        raise MissingRegisterError(
            "series", register, f"has no load in {period}", "Show prices that need none."
        )


def price_overview(
    sheet: PriceSheet,
    day: dt.date,
    taxation: Taxation,
    *,
    commodity: str = "electricity",
    unit: Unit | str = "kWh",
    law: LawBook | None = None,
    rounding: RoundingRule = PUBLISHED,
    indices: Mapping[str, IndexFigures] = _NO_INDICES,
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
        indices: Figures of the indices that price formulas of the sheet look at.

    Raises:
        GapError: If a price is missing on that day, or a figure of an index.

    Examples:
        >>> from utilbill import Label, UnitPrice, market
        >>> de = market("DE")
        >>> sheet = PriceSheet(name="Plain", basis="net", components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="6.76 ct/kWh"),
        ...     de.statutory.quantity_tax("electricity")])
        >>> shown = price_overview(
        ...     sheet, dt.date(2025, 1, 1), de.billing.taxation, law=de.law)
        >>> shown.rows[0].gross, shown.sums[0].gross, shown.statutory[0].gross
        (Price('8.04 ct/kWh'), Price('10.48 ct/kWh'), Price('2.44 ct/kWh'))
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
        indices=indices,
    )
    rows: dict[LineKind, list[PriceRow]] = {kind: [] for kind in LineKind}
    tiered: set[tuple[str, str]] = set()
    for component in sheet.components:
        basis = component.basis or sheet.basis
        for label, price in _prices(component, context):
            rate = taxation.rate(component.tax, commodity, day)
            net, gross = _both(price, rate, basis, rounding)
            row = PriceRow(component.id, label, net, gross, (rate,), component.role, basis)
            rows[component.kind].append(row)
            if isinstance(component, TieredPrice):
                tiered.add(price.unit.dimension)
    charged, contained = rows[LineKind.CHARGED], rows[LineKind.CONTAINED]
    summed = [row for row in charged if row.net.unit.dimension not in tiered]
    units = [row.net.unit for row in charged]
    statutory = [row for row in (*charged, *contained) if row.role in STATUTORY]
    return PriceOverview(
        name=sheet.name,
        day=day,
        rows=tuple(charged),
        sums=_sums(summed, sheet.basis, rounding, _SUM),
        contained=tuple(contained),
        statutory=_sums(statutory, PriceBasis.NET, rounding, _STATUTORY, units),
    )


_SUM = Label("sum per", "Summe je")
_STATUTORY = Label("statutory parts per", "Steuern, Abgaben und Umlagen je")


def _prices(component: Component, context: Context) -> list[tuple[Label, Price]]:
    """Return the prices of a component on the day by name: one, none, or one per tier."""
    if isinstance(component, TieredPrice):
        prices = [tier.price for tier in component.tiers]
        return list(zip(component.tier_names, prices, strict=True))
    price = _price(component, context)
    return [] if price is None else [(component.name_in(context), price)]


def _price(component: Component, context: Context) -> Price | None:
    """Return the price of a component on the day; None where it asks for none by unit or time."""
    if component.measure not in (Measure.TIME, Measure.QUANTITY):
        return None
    if isinstance(component, SpotPrice):
        return None  # another one in every interval
    own = getattr(component, "prices", None)
    if component.basis is None and own is not None:  # its own price, in its own unit
        return _own_price(component.id, own, context.period.start)
    for days, held in component.pieces(context):
        if held is not None:
            for draft in component.drafts(days, held, _OneUnit(), context):
                if draft.price is not None:
                    return draft.price
    return None


def _own_price(name: str, prices: Timeline[Price], day: dt.date) -> Price:
    try:
        return prices.at(day).value
    except GapError:
        raise GapError(
            f"price of {name}", day, "is a day without a price", "Give one, or ask for another day."
        ) from None


def _both(
    price: Price, rate: TaxRate, basis: PriceBasis, rounding: RoundingRule
) -> tuple[Price, Price]:
    if basis is PriceBasis.NET:
        return price, gross_of_price(price, rate, rounding)
    return net_of_price(price, rate, rounding), price


def _sums(
    rows: Iterable[PriceRow],
    basis: PriceBasis,
    rounding: RoundingRule,
    name: Label,
    units: Sequence[Unit] = (),
) -> tuple[PriceRow, ...]:
    by_thing: dict[tuple[str, ...], list[PriceRow]] = {}
    for row in rows:
        by_thing.setdefault(tuple(row.net.unit.dimension), []).append(row)
    return tuple(_sum(held, basis, rounding, name, units) for held in by_thing.values())


#: How much coarser than the first row's a unit may be, for sums in it.
_COARSER = 10


def _unit(rows: Sequence[PriceRow], units: Sequence[Unit]) -> Unit:
    """Return the unit of a sum: that of the sheet if it shows the rows well enough, or the first.

    Levies of gas are published in EUR/MWh and read in ct/kWh; those of electricity stay in ct/kWh
    where the product is priced in EUR/kWh.
    """
    first = rows[0].net.unit
    for unit in units:
        if unit.dimension == first.dimension and unit.factor <= first.factor * _COARSER:
            return unit
    return first


def _sum(
    rows: list[PriceRow],
    basis: PriceBasis,
    rounding: RoundingRule,
    name: Label,
    units: Sequence[Unit],
) -> PriceRow:
    unit = _unit(rows, units)
    by_rate: dict[tuple[str, Decimal], tuple[Decimal, TaxRate]] = {}
    for row in rows:
        price = _exactly(row, basis)
        (rate,) = row.rates
        held = by_rate.get(rate.key, (Decimal(0), rate))[0]
        by_rate[rate.key] = add(held, convert(price.amount, price.unit, unit)), rate
    mixed = any(row.basis is not basis for row in rows)
    net, gross = Decimal(0), Decimal(0)
    for amount, rate in by_rate.values():
        whole = rounding(amount) if mixed else amount
        pair = _both(Price(whole, unit), rate, basis, rounding)
        net, gross = add(net, pair[0].amount), add(gross, pair[1].amount)
    thing = unit.below.symbol
    label = Label(f"{name.en} {thing}", f"{name.de} {Formats('de').unit(thing)}")
    rates = tuple(rate for _, rate in by_rate.values())
    return PriceRow("", label, Price(net, unit), Price(gross, unit), rates, basis=basis)


def _exactly(row: PriceRow, basis: PriceBasis) -> Price:
    """Return the price on a basis: as published, or with its tax digit for digit."""
    if row.basis is basis:
        return row.net if basis is PriceBasis.NET else row.gross
    return row.net if basis is PriceBasis.NET else price_with_tax(row.net, row.rates[0])
