"""Prices per interval: an exchange price for each hour or quarter hour, plus what is agreed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from utilbill.metering.intervals import IntervalSeries
from utilbill.tariffs.component import ChargeRole, Context, Draft, QuantitySource
from utilbill.tariffs.components import ComponentBase, PricesRegisters, as_prices, names
from utilbill.tariffs.interval_cost import interval_cost
from utilbill.tariffs.schemes import PeriodScheme, as_scheme
from utilbill.values.choice import Choice
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import GapError, InvalidInputError, PeriodError, UnitError
from utilbill.values.exact import exact
from utilbill.values.explanation import Explanation, Operation
from utilbill.values.period import Period
from utilbill.values.units import Price, convert, optional_price


class LimitOf(Choice):
    """What a cap or floor limits.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    INDEX = "index"  #: The exchange price, before share and mark-up.
    PRICE = "price"  #: The price that the customer pays, mark-up in it.


def _optional_prices(value: Timeline[Price] | Price | str | None) -> Timeline[Price] | None:
    return None if value is None else as_prices(value)


@attrs.frozen(kw_only=True)
class SpotPrice(PricesRegisters, ComponentBase):
    """An exchange price per interval (dynamischer Tarif, timpris, cena dynamiczna).

    The amount is the sum over all intervals of quantity times price, rounded once per line.

    Attributes:
        index: Name of the published prices that are given when the bill is made.
        markup: A price per quantity that is added in every interval; may be dated.
        factor: Share of the exchange price that is passed on, or a loss factor above one.
        cap: Highest price.
        floor: Lowest price; ``0 ct/kWh`` keeps negative prices from the customer.
        limits: Whether cap and floor limit the exchange price or the price with its mark-up.
        lines: For which stretches of time there is a line of its own, rounded by itself: one for
            the settled period if not given, ``month`` for one per month.
        registers: Ids of the registers with load curves; none named means all.
        group: As for :class:`~utilbill.tariffs.components.UnitPrice`.

    Raises:
        UnitError: If cap, floor or mark-up are no prices of one kind.
        InvalidInputError: If the floor is above the cap, or the factor is below zero.

    Examples:
        >>> spot = SpotPrice(id="energy", label="Exchange price", index="day-ahead",
        ...                  markup="1.52 ct/kWh", floor="0 ct/kWh")
        >>> spot.charge
        'energy'
    """

    index: str
    markup: Timeline[Price] | None = attrs.field(default=None, converter=_optional_prices)
    factor: Decimal = attrs.field(default=Decimal(1), converter=exact)
    cap: Price | None = attrs.field(default=None, converter=optional_price)
    floor: Price | None = attrs.field(default=None, converter=optional_price)
    limits: LimitOf = attrs.field(default=LimitOf.INDEX, converter=LimitOf)
    lines: PeriodScheme = attrs.field(default=PeriodScheme(), converter=as_scheme)
    registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    role: ChargeRole = attrs.field(default=ChargeRole.ENERGY, converter=ChargeRole)
    group: str = ""

    def __attrs_post_init__(self) -> None:
        if self.factor < 0:
            raise InvalidInputError("factor", self.factor, "is below zero", "Give 1 or so.")
        kinds = {
            (held.currency, held.per.dimension)
            for held in (self.cap, self.floor, *self._markups)
            if held is not None
        }
        if len(kinds) > 1:
            raise UnitError(
                "cap, floor, markup", len(kinds), "kinds of prices are mixed", "Use one unit."
            )
        if self.cap is not None and self.floor is not None:
            cap = convert(self.cap.amount, self.cap.unit, self.floor.unit)
            if cap < self.floor.amount:
                raise InvalidInputError(
                    "floor", self.floor, f"is above the cap of {self.cap}", "Put it below."
                )

    @property
    def _markups(self) -> tuple[Price, ...]:
        return tuple(held.value for held in self.markup.entries) if self.markup else ()

    @property
    def currency(self) -> str | None:
        """The currency of what is agreed beside the exchange price; None if nothing is."""
        held = next((one for one in (*self._markups, self.floor, self.cap) if one), None)
        return held.currency if held else None

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at every change of the mark-up, and at months if there is a line for each."""
        days = context.days_of(self.selected)
        if days is None:
            return ()
        found: list[tuple[Period, Dated[Price] | Dated[None]]] = []
        for part in self.lines.parts(days):
            if self.markup is None:
                found.append((part, Dated(part.start, None)))
                continue
            try:
                found.extend(self.markup.pieces(part, context.known_on))
            except GapError as error:
                raise GapError(
                    f"markup of {self.id}",
                    error.value,
                    "is a day without a mark-up",
                    "Give one that covers it, such as 0 ct/kWh.",
                ) from None
        return found

    def drafts(
        self,
        days: Period,
        held: Dated[Price | None],
        quantities: QuantitySource,
        context: Context,
    ) -> Sequence[Draft]:
        """Price the load curve of a run of days."""
        prices = self._prices(days, held.value, context)
        registers = context.registers_for(self.registers, prices.unit.below)
        amount, node, measured = quantities.over(registers, days)
        costs = [interval_cost(quantities.series(name, days), prices) for name in registers]
        whole: Explanation = costs[0] if len(costs) == 1 else Operation("+", tuple(costs))
        return (
            Draft(
                days,
                whole,
                prices.unit.dimension[0],
                registers=registers,
                quantity=amount,
                unit=context.unit_of(registers[0]),
                measured=measured,
                quantity_node=node,
            ),
        )

    def _prices(self, days: Period, markup: Price | None, context: Context) -> IntervalSeries:
        prices = context.published(self.index)
        if not isinstance(prices, IntervalSeries):
            raise InvalidInputError(
                "indices", self.index, "has no prices per interval", "Give an IntervalSeries."
            ).concerning(self)
        try:
            held = prices.over(days)
        except PeriodError as error:
            raise GapError(
                f"indices.{self.index}", error.value, error.problem, "Give the prices of all days."
            ) from None
        held = attrs.evolve(held, name=self.label, source=held.source or self.index)
        if self.limits is LimitOf.INDEX:
            held = self._limited(held)
        if self.factor != 1:
            held = held.scaled_by(self.factor)
        if markup is not None and markup.amount:
            held = held.moved_by(markup)
        return self._limited(held) if self.limits is LimitOf.PRICE else held

    def _limited(self, prices: IntervalSeries) -> IntervalSeries:
        low, high = (
            None if held is None else convert(held.amount, held.unit, prices.unit)
            for held in (self.floor, self.cap)
        )
        return prices if low is None and high is None else prices.within(low, high)
