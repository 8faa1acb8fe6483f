"""Prices of one contract over those of a price sheet, by a declared precedence."""

import datetime as dt
from collections.abc import Sequence

import attrs

from utilbill.tariffs.component import Component
from utilbill.tariffs.components import PricedComponent, as_prices
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.choice import Choice
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import GapError, InvalidInputError, OverlapError, UnitError
from utilbill.values.period import Period
from utilbill.values.units import Price


class Precedence(Choice):
    """Whose price counts where several hold on a day; the first of this list.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    CONTRACT = "contract"  #: Agreed with this customer.
    CAMPAIGN = "campaign"  #: Promised to all who signed in some days.
    GROUP = "group"  #: Of a group of customers, such as members or employees.
    SHEET = "sheet"  #: The price sheet.


@attrs.frozen(kw_only=True)
class IndividualPrice:
    """A price that counts instead of that of the price sheet (Individualpreis, Sonderpreis).

    Attributes:
        component: Id of the component whose price it replaces.
        price: The price, or dated prices.
        precedence: Whose price it is.
        holds: Days on which it holds; None for always.
        source: Where it was agreed.

    Raises:
        InvalidInputError: If its precedence is that of the price sheet itself.
    """

    component: str
    price: Timeline[Price] = attrs.field(converter=as_prices)
    precedence: Precedence = attrs.field(default=Precedence.CONTRACT, converter=Precedence)
    holds: Period | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if self.precedence is Precedence.SHEET:
            raise InvalidInputError(
                "precedence", "sheet", "is the price sheet itself", "Change the price sheet."
            )

    def on(self, day: dt.date) -> bool:
        """Tell whether it holds on a day."""
        return self.holds is None or day in self.holds


def with_individual_prices(sheet: PriceSheet, prices: Sequence[IndividualPrice]) -> PriceSheet:
    """Return a price sheet in which individual prices replace the published ones.

    On each day the price of the highest precedence counts: contract, campaign, group, sheet. Lines
    name the source of the price that was used.

    Args:
        sheet: The published price sheet.
        prices: Individual prices.

    Raises:
        InvalidInputError: If a component is not there, or has no dated price.
        OverlapError: If two prices of one precedence hold on one day.
        UnitError: If a price is for another thing than the published one.

    Examples:
        >>> from utilbill import UnitPrice
        >>> sheet = PriceSheet(name="S", basis="net", components=[
        ...     UnitPrice(id="energy", label="Energy", prices="30 ct/kWh")])
        >>> mine = with_individual_prices(sheet, [IndividualPrice(component="energy",
        ...     price="28 ct/kWh", holds=Period("2024-04-01", "2024-10-01"))])
        >>> energy = mine.components[0].prices
        >>> [str(energy.at(dt.date(2024, month, 1)).value) for month in (3, 4, 10)]
        ['30 ct/kWh', '28 ct/kWh', '30 ct/kWh']
    """
    known = {component.id: component for component in sheet.components}
    for price in prices:
        if price.component not in known:
            raise InvalidInputError(
                "component",
                price.component,
                f"is none of the price sheet {sheet.name}",
                f"Use one of: {', '.join(known)}.",
            ).concerning(price)
    return attrs.evolve(
        sheet,
        components=[
            _replaced(component, [one for one in prices if one.component == component.id])
            for component in sheet.components
        ],
    )


def _replaced(component: Component, prices: Sequence[IndividualPrice]) -> Component:
    if not prices:
        return component
    if not isinstance(component, PricedComponent):
        raise InvalidInputError(
            "component",
            component.id,
            "has no dated price to replace",
            "Replace the component instead.",
        )
    published = component.prices
    unit = published.entries[0].value
    for one in prices:
        for entry in one.price.entries:
            same = entry.value.currency == unit.currency
            if not same or entry.value.per.dimension != unit.per.dimension:
                raise UnitError(
                    "price", entry.value, f"is not per {unit.per}", f"Give it in {unit.unit}."
                ).concerning(one)
    _check_overlaps(prices)
    ranked = sorted(prices, key=lambda one: tuple(Precedence).index(one.precedence))
    found: list[Dated[Price]] = []
    for day in _cuts(published, ranked):
        held = _at(day, ranked, published)
        if held is not None:
            found.append(held)
    return attrs.evolve(component, prices=Timeline(_until(found, _cuts(published, ranked))))


def _check_overlaps(prices: Sequence[IndividualPrice]) -> None:
    for index, one in enumerate(prices):
        for other in prices[index + 1 :]:
            if one.precedence is not other.precedence:
                continue
            if (
                one.holds is None
                or other.holds is None
                or one.holds.intersection(other.holds) is not None
            ):
                raise OverlapError(
                    "holds",
                    f"{one.holds or 'always'} and {other.holds or 'always'}",
                    f"are days of two {one.precedence.value} prices of {one.component}",
                    "End one where the other begins, or give it another precedence.",
                ).concerning(other)


def _cuts(published: Timeline[Price], prices: Sequence[IndividualPrice]) -> list[dt.date]:
    days = {dt.date.min}
    for timeline in (published, *(one.price for one in prices)):
        for entry in timeline.entries:
            days.add(entry.since)
            if entry.until is not None:
                days.add(entry.until)
    for one in prices:
        if one.holds is not None:
            days |= {one.holds.start, one.holds.end}
    return sorted(days)


def _at(
    day: dt.date, prices: Sequence[IndividualPrice], published: Timeline[Price]
) -> Dated[Price] | None:
    for one in prices:
        if one.on(day):
            held = _held(one.price, day)
            if held is not None:
                source = one.source or f"{one.precedence.value} price"
                return attrs.evolve(held, since=day, until=None, source=source)
    held = _held(published, day)
    return None if held is None else attrs.evolve(held, since=day, until=None)


def _held(timeline: Timeline[Price], day: dt.date) -> Dated[Price] | None:
    try:
        return timeline.at(day)
    except (GapError, OverflowError):
        return None


def _until(found: Sequence[Dated[Price]], cuts: Sequence[dt.date]) -> list[Dated[Price]]:
    """End what is followed by days without any price."""
    starts = {one.since for one in found}
    ended: list[Dated[Price]] = []
    for one in found:
        after = next((day for day in cuts if day > one.since), None)
        gap = after is not None and after not in starts
        ended.append(attrs.evolve(one, until=after) if gap else one)
    return ended
