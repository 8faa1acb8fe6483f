"""Tiers whose limits count the whole month, while each time band has prices of its own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import ComponentBase, quantity_amount
from utilbill.tariffs.peaks import PeakRule
from utilbill.tariffs.through_time import is_time
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.explanation import (
    Explanation,
    Input,
    Label,
    Operation,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity, Unit, convert, optional_quantity

_LIMIT: Final = Label("limit", "Grenze")


def _prices(value: Mapping[str, Price | str]) -> Mapping[str, Price]:
    return {
        name: price if isinstance(price, Price) else Price.parse(price)
        for name, price in value.items()
    }


@attrs.frozen
class BandTier:
    """A tier with one price per register or time band.

    Attributes:
        prices: By register or band, its price in this tier.
        up_to: The last unit of a month that it prices (``100 kWh``); ``300 kWh/kW`` counts for each
            kW of the month's peak, ``10 kWh/day`` for each of its days; None for the last tier.
    """

    prices: Mapping[str, Price] = attrs.field(converter=_prices, hash=False)
    up_to: Quantity | None = attrs.field(default=None, converter=optional_quantity)


def _tiers(value: Sequence[BandTier]) -> tuple[BandTier, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class BandTieredPrice(ComponentBase):
    """Monthly tiers, split over time bands in proportion to what each used (graduated).

    What a month used falls into the tiers as a whole; of each tier, every band has the part that it
    has of the month. One line per band and month.

    Attributes:
        tiers: From the lowest limit up; the last one has none.
        proration: How a month counts that is settled in part; whole limits if not given.
        peaks: The power that limits such as ``300 kWh/kW`` are for.
        register: The register whose load curve tells that power.
        group: Components of one group share the bands of a division: where some of them count with
            other limits, as in another season, the tiers of each count what its own bands used.

    Raises:
        InvalidInputError: If limits do not rise, or a tier leaves a band without a price.

    Examples:
        >>> tariff = BandTieredPrice(id="energy", label="Energy", tiers=[
        ...     BandTier({"load/HT": "8 ct/kWh", "load/NT": "6 ct/kWh"}, "100 kWh"),
        ...     BandTier({"load/HT": "9 ct/kWh", "load/NT": "7 ct/kWh"})])
        >>> tariff.selected
        ('load/HT', 'load/NT')
    """

    tiers: tuple[BandTier, ...] = attrs.field(converter=_tiers)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    peaks: PeakRule = attrs.field(factory=PeakRule)
    register: str = ""
    group: str = ""
    role: ChargeRole = attrs.field(default=ChargeRole.ENERGY, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        if not self.tiers or self.tiers[-1].up_to is not None:
            raise InvalidInputError(
                "tiers", "the last one", "has a limit", "End with a tier that has none."
            )
        below: Decimal | None = None
        for tier in self.tiers:
            if set(tier.prices) != set(self.tiers[0].prices):
                raise InvalidInputError(
                    "prices",
                    ", ".join(tier.prices),
                    "are not for the same registers in every tier",
                    "Price each band in each tier.",
                )
            if tier.up_to is None:
                continue
            if below is not None and tier.up_to.amount <= below:
                raise InvalidInputError(
                    "up_to", tier.up_to, "does not rise", "Order tiers from the lowest limit up."
                )
            if not self.register and any(not is_time(unit) for unit in _per(tier.up_to)):
                raise InvalidInputError(
                    "register",
                    "none",
                    f"must be named for a limit of {tier.up_to}",
                    "Name the register whose load curve tells the power.",
                )
            below = tier.up_to.amount

    @property
    def currency(self) -> str:
        """The currency of its prices."""
        return next(iter(self.tiers[0].prices.values())).currency

    @property
    def charge(self) -> str:
        """The charge it belongs to."""
        return self.group or self.id

    @property
    def measure(self) -> Measure:
        """It prices quantities."""
        return Measure.QUANTITY

    @property
    def selected(self) -> tuple[str, ...]:
        """The registers it prices."""
        return tuple(self.tiers[0].prices)

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at months."""
        days = context.days_of(self.selected)
        return () if days is None else [(month, self.tiers) for month in days.by_month()]

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price one month, a line per band."""
        del held
        unit = context.unit_of(self.selected[0])
        counted = {name: quantities.over((name,), days) for name in self.selected}
        whole = Operation("+", tuple(node for _, node, _ in counted.values()))
        zones = self._zones(whole, days, unit, quantities)
        found = []
        for name, (amount, node, measured) in counted.items():
            parts = tuple(
                quantity_amount(
                    zone, unit, self._input(tier.prices[name], name), tier.prices[name].unit
                )
                for zone, tier in zip(zones, self.tiers, strict=False)
            )
            cost: Explanation = parts[0] if len(parts) == 1 else Operation("+", parts)
            if evaluate(whole):
                cost = Operation("/", (Operation("*", (cost, node)), whole))
            found.append(
                Draft(
                    days,
                    cost,
                    self.currency,
                    registers=(name,),
                    quantity=amount,
                    unit=unit,
                    price=self.tiers[0].prices[name] if len(parts) == 1 else None,
                    measured=measured,
                    label=self._label(name),
                    quantity_node=node,
                )
            )
        return found

    def _label(self, name: str) -> Label | None:
        if len(self.selected) == 1:
            return None
        band = name.rpartition("/")[2]
        return Label(f"{self.label.en}, {band}", f"{self.label.in_language('de')}, {band}")

    def _input(self, price: Price, name: str) -> Input:
        return Input(self.label, price.amount, price.unit.symbol, self.source or name)

    def _zones(
        self, whole: Explanation, days: Period, unit: Unit, quantities: QuantitySource
    ) -> list[Explanation]:
        """Return how much of the month falls into each tier that is reached."""
        total = evaluate(whole)
        zones: list[Explanation] = []
        below_node: Explanation | None = None
        for tier in self.tiers:
            limit = None
            if tier.up_to is not None:
                limit = self._limit(tier.up_to, days, unit, quantities)
            reached = limit is None or evaluate(limit) >= total
            upper = whole if limit is None or reached else limit
            zones.append(upper if below_node is None else Operation("-", (upper, below_node)))
            if reached or limit is None:
                break
            below_node = limit
        return zones

    def _limit(
        self, limit: Quantity, days: Period, unit: Unit, quantities: QuantitySource
    ) -> Explanation:
        if limit.unit.above.dimension != unit.dimension:
            raise UnitError("up_to", limit, f"is no limit of {unit}", f"Give it in {unit}.")
        amount = convert(limit.amount, limit.unit.above, unit)
        node: Explanation = Input(_LIMIT, amount, unit.symbol, self.source)
        for thing in _per(limit):
            if is_time(thing):
                node = Operation("*", (node, time_share(days, thing, Proration.DAYS)))
                continue
            power, peaks = self.peaks.of(quantities.series(self.register, days), self.register)
            if peaks[0].power.unit.symbol != thing.symbol:
                raise UnitError("up_to", limit, "is not per kW", "Write it like 300 kWh/kW.")
            node = Operation("*", (node, power))
        if self.proration is not None and not _per(limit):
            share = time_share(days, Unit.parse("month"), self.proration)
            return Operation("*", (node, share))
        return node


def _per(limit: Quantity) -> tuple[Unit, ...]:
    """Return what a limit counts for: nothing, kW of the peak, days."""
    return limit.unit.below.factors if limit.unit.dimension[1] else ()
