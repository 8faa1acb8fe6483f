"""A price per event: call-outs, readings, charging sessions, disconnections."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import PricedComponent, quantity_amount
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import exact, total
from utilbill.values.explanation import Input, Label
from utilbill.values.period import ONE_DAY, Period, whole_day
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, as_unit

_EVENT = as_unit("unit")
_COUNT = Label("number of events", "Anzahl der Vorgänge")


def _count(value: Decimal | int | str) -> Decimal:
    count = exact(value, "count")
    if count < 0 or count != int(count):
        raise InvalidInputError("count", count, "is no number of events", "Give 0, 1, 2 and so on.")
    return count


@attrs.frozen
class PricedEvent:
    """What happened on a day, so many times.

    Attributes:
        on: The day; where only a sum of a month is known, its last day.
        count: How many times, 0 or more.

    Raises:
        InvalidInputError: If the count is no whole number, or below zero.

    Examples:
        >>> PricedEvent("2025-03-04"), PricedEvent("2025-03-31", 12).count
        (PricedEvent(on=datetime.date(2025, 3, 4), count=Decimal('1')), Decimal('12'))
    """

    on: dt.date = attrs.field(converter=whole_day)
    count: Decimal = attrs.field(default=Decimal(1), converter=_count)


def _events(value: Iterable[PricedEvent | dt.date | str]) -> tuple[PricedEvent, ...]:
    found = (held if isinstance(held, PricedEvent) else PricedEvent(held) for held in value)
    return tuple(sorted(found, key=lambda event: event.on))


@attrs.frozen(kw_only=True)
class EventPrice(PricedComponent):
    """A price per event (Preis je Vorgang): a call-out, a session, a disconnection, a reading.

    There is a line for each run of days with one price and one rate of tax: number times price.
    Events on days that are not settled belong to other settlements.

    Attributes:
        prices: Prices per ``unit``, such as ``45 EUR/unit``; may be dated.
        events: What happened: days, or :class:`PricedEvent` values with a number; a day that is
            named twice counts twice.
        tax: The full rate if not said: a service beside the supply has no share in a rate that law
            cuts for the supply.

    Raises:
        UnitError: If the price is not per ``unit``.

    Examples:
        >>> visits = EventPrice(id="visit", label=Label("Call-out", "Einsatz"),
        ...     prices="45 EUR/unit", events=["2025-02-03", "2025-02-03", "2025-05-06"])
        >>> [str(event.on) for event in visits.events], visits.measure.value
        (['2025-02-03', '2025-02-03', '2025-05-06'], 'event')
    """

    tax: TaxCategory = attrs.field(default=TaxCategory.FULL, converter=TaxCategory)
    events: tuple[PricedEvent, ...] = attrs.field(converter=_events)
    role: ChargeRole = attrs.field(default=ChargeRole.SERVICE, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        for entry in self.prices.entries:
            if entry.value.per.dimension != _EVENT.dimension:
                raise UnitError(
                    "prices", entry.value, "is not per event", "Write it like 45 EUR/unit."
                )

    @property
    def measure(self) -> Measure:
        """It prices events."""
        return Measure.EVENT

    def happened(self, days: Period) -> tuple[PricedEvent, ...]:
        """Return the events of some days."""
        return tuple(event for event in self.events if event.on in days)

    def pieces(self, context: Context) -> Sequence[tuple[Period, Timeline[Price]]]:
        """Return the whole period if something happened in it; no quantity is divided for it."""
        return ((context.period, self.prices),) if self.happened(context.period) else ()

    def drafts(
        self,
        days: Period,
        held: Timeline[Price],
        quantities: QuantitySource,
        context: Context,
    ) -> Sequence[Draft]:
        """Price the events of some days, one line for each price."""
        del held, quantities
        happened = self.happened(days)
        if not happened:
            return ()
        span = attrs.evolve(context, period=_days(happened))
        priced = (
            (price, self.happened(part)) for part, price in PricedComponent.pieces(self, span)
        )
        return [self._draft(price, events) for price, events in priced if events]

    def _draft(self, held: Dated[Price], events: Sequence[PricedEvent]) -> Draft:
        count = total([event.count for event in events])
        node = Input(_COUNT, count, _EVENT.symbol, self.source)
        return Draft(
            _days(events),
            quantity_amount(node, _EVENT, self._input(held), held.value.unit),
            held.value.currency,
            quantity=count,
            unit=_EVENT,
            price=held.value,
            quantity_node=node,
        )


def _days(events: Sequence[PricedEvent]) -> Period:
    return Period(events[0].on, events[-1].on + ONE_DAY)
