"""Prices that depend on how much was used: blocks, or a scale for the whole."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import ChargeRole, Context, Draft, QuantitySource
from utilbill.tariffs.components import (
    ComponentBase,
    PricesRegisters,
    names,
    quantity_amount,
    quantity_draft,
)
from utilbill.tariffs.schemes import PeriodScheme, as_scheme
from utilbill.values.choice import Choice
from utilbill.values.dated import Timeline
from utilbill.values.errors import (
    CurrencyMismatchError,
    InvalidInputError,
    MissingChoiceError,
    UnitError,
)
from utilbill.values.exact import subtract
from utilbill.values.explanation import (
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Selection,
    evaluate,
    optional_label,
    rounded,
)
from utilbill.values.german import german
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Price, Quantity, Unit, as_price, convert, optional_quantity

#: Where a limit holds for a part of a year or of the quantity, it is rounded to whole units.
TIER_LIMIT: Final = RoundingRule("tier_limit", decimal_step(0))

_LIMIT: Final = Label("limit", "Grenze")
_WHOLE: Final = Label("the tier into which the whole quantity falls", "Stufe der gesamten Menge")


class TierMode(Choice):
    """What a tier prices.

    Raises:
        MissingChoiceError: If the value is none of the options.

    Examples:
        >>> TierMode("blocks")
        <TierMode.BLOCKS: 'blocks'>
    """

    BLOCKS = "blocks"  #: Each tier prices the part that falls into it (Zonenpreis).
    WHOLE = "whole"  #: One tier prices the whole quantity, the one it falls into (Staffelpreis).


@attrs.frozen
class Tier:
    """A price up to a limit (Zone, Staffel).

    Attributes:
        price: Price per kWh, m³ and so on, as published.
        up_to: The last unit that it prices, of the settled period (``500 kWh``) or through time
            (``1000 kWh/year``); None for the last tier.
        label: Its name on the bill; made of the component and the limit if None.

    Examples:
        >>> Tier("25 ct/kWh", "1000 kWh/year").up_to
        Quantity('1000 kWh/year')
    """

    price: Price = attrs.field(converter=as_price)
    up_to: Quantity | None = attrs.field(default=None, converter=optional_quantity)
    label: Label | None = attrs.field(default=None, converter=optional_label)


def _tiers(value: Sequence[Tier]) -> tuple[Tier, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class TieredPrice(PricesRegisters, ComponentBase):
    """A price per quantity in tiers (Zonen- oder Staffelpreis, stegtariff, taryfa blokowa).

    Where a settled period is cut, by a change of tax for example, each part has its share of the
    limits: limits through time by the proration, others by the quantity of the part.

    Attributes:
        tiers: From the lowest limit up; the last one has none.
        mode: Whether each tier prices a part, or one of them the whole.
        proration: How limits through time count for a part of a year or month.
        registers: Ids of the registers it prices; none named means all.
        less: Registers that count a part of what it prices and are left out.
        group: As for :class:`~utilbill.tariffs.components.UnitPrice`.
        limit_in: Whether a quantity that equals a limit belongs to the tier below it, where one
            tier prices the whole.
        counted: For which stretches of time the quantity is counted anew: the settled period if not
            given; ``month`` lets a package of 100 kWh a month lapse at the end of each.

    Raises:
        InvalidInputError: If limits are missing, do not rise, or the last tier has one.
        UnitError: If prices or limits are of different kinds.
        CurrencyMismatchError: If prices are in different currencies.
        MissingChoiceError: If a limit through time has no proration.

    Examples:
        >>> blocks = TieredPrice(id="energy", label=Label("Energy"), mode="blocks", tiers=[
        ...     Tier("30 ct/kWh", "1000 kWh"), Tier("25 ct/kWh")])
        >>> [str(name) for name in blocks.tier_names]
        ['Energy, up to 1000 kWh', 'Energy, above 1000 kWh']
    """

    tiers: tuple[Tier, ...] = attrs.field(converter=_tiers)
    mode: TierMode = attrs.field(converter=TierMode)
    proration: Proration | None = attrs.field(
        default=None, converter=attrs.converters.optional(Proration)
    )
    registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    less: tuple[str, ...] = attrs.field(default=(), converter=names)
    role: ChargeRole = attrs.field(default=ChargeRole.ENERGY, converter=ChargeRole)
    group: str = ""
    limit_in: bool = True
    counted: PeriodScheme = attrs.field(default=PeriodScheme(), converter=as_scheme)

    def __attrs_post_init__(self) -> None:
        limits = [tier.up_to for tier in self.tiers]
        if not limits or limits[-1] is not None:
            raise InvalidInputError(
                "up_to",
                limits[-1] if limits else "no tier",
                "leaves what is used above it without a price",
                "End with a tier that has no limit.",
            )
        self._check_prices()
        below: Quantity | None = None
        for limit in limits[:-1]:
            self._check_limit(limit, below)
            below = limit

    def _check_prices(self) -> None:
        first = self.tiers[0].price
        for tier in self.tiers[1:]:
            if tier.price.currency != first.currency:
                raise CurrencyMismatchError(
                    "price", tier.price, f"is not in {first.currency}", "Use one currency."
                )
            if tier.price.per.dimension != first.per.dimension:
                raise UnitError("price", tier.price, f"is not per {first.per}", "Use one unit.")

    def _check_limit(self, limit: Quantity | None, below: Quantity | None) -> None:
        per = self.tiers[0].price.per
        if limit is None:
            raise InvalidInputError(
                "up_to", "nothing", "is missing in a tier before the last", "Give its limit."
            )
        if limit.unit.above.dimension != per.dimension:
            raise UnitError("up_to", limit, f"is no limit of {per}", f"Give it in {per}.")
        if limit.amount <= 0 or (below is not None and limit.to(below.unit).amount <= below.amount):
            raise InvalidInputError(
                "up_to", limit, "does not rise", "Order tiers from the lowest limit up."
            )
        if _time(limit) is not None:
            if self.proration is None:
                raise MissingChoiceError(
                    "proration",
                    "none",
                    f"must be chosen for a limit of {limit}",
                    "Choose one of calendar_year, days_365, supply_year, months.",
                )
            time_share(Period.of_year(1), limit.unit.below, self.proration)

    @property
    def prices(self) -> Timeline[Price]:
        """The price of the first tier, which tells the currency."""
        return Timeline.always(self.tiers[0].price)

    @property
    def tier_names(self) -> tuple[Label, ...]:
        """The names of the tiers on a bill."""
        found: list[Label] = []
        below: Quantity | None = None
        for tier in self.tiers:
            found.append(tier.label or self._name(tier.up_to, below))
            below = tier.up_to
        return tuple(found)

    def _name(self, limit: Quantity | None, below: Quantity | None) -> Label:
        if limit is None and below is None:
            return self.label
        en, de = ("above", "über") if limit is None else ("up to", "bis")
        shown = limit or below
        assert shown is not None  # noqa: S101 - one of both was given
        return Label(
            f"{self.label.en}, {en} {shown}",
            f"{self.label.in_language('de')}, {de} {german(shown)}",
        )

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Return the days on which the registers were there."""
        days = context.days_of(self.selected)
        if days is None:
            return ()
        return [(part, self.tiers) for part in self.counted.parts(days)]

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price the quantity of a run of days, one line per tier that is reached."""
        del held
        first = self.tiers[0].price
        registers = context.registers_for(self.registers, first.per)
        whole = quantity_draft(
            days, registers, first, self._input(first), quantities, context, self.less
        )
        limits = [
            self._limit(tier.up_to, days, whole, quantities, context) for tier in self.tiers[:-1]
        ]
        if self.mode is TierMode.WHOLE:
            return (self._as_whole(whole, limits),)
        return tuple(self._blocks(whole, limits))

    def _input(self, price: Price) -> Input:
        return Input(self.label, price.amount, price.unit.symbol, self.source)

    def _limit(
        self,
        limit: Quantity | None,
        days: Period,
        whole: Draft,
        quantities: QuantitySource,
        context: Context,
    ) -> Explanation:
        """Return what a limit is for a run of days, in the unit of the quantity."""
        assert limit is not None and whole.unit is not None  # noqa: S101, PT018 - as checked
        amount = convert(limit.amount, limit.unit.above, whole.unit)
        node: Explanation = Input(_LIMIT, amount, whole.unit.symbol, self.source)
        per = _time(limit)
        if per is not None and self.proration is not None:
            share = time_share(days, per, self.proration, context.anchor, context.degree_days)
            return Rounded(Operation("*", (node, share)), TIER_LIMIT)
        stretch = self.counted.stretch(days.start, context.period)
        if days == stretch or not whole.quantity:
            return node
        _, of_all, _ = quantities.over(whole.registers, stretch)
        if self.less:
            _, left_out, _ = quantities.over(self.less, stretch)
            of_all = Operation("-", (of_all, left_out))
        part = whole.quantity_node or node
        return Rounded(Operation("/", (Operation("*", (node, part)), of_all)), TIER_LIMIT)

    def _as_whole(self, whole: Draft, limits: Sequence[Explanation]) -> Draft:
        amount = whole.quantity or Decimal(0)
        index = sum(
            amount > evaluate(limit) or (amount == evaluate(limit) and not self.limit_in)
            for limit in limits
        )
        return self._draft(whole, index, amount, whole.quantity_node, chosen=True)

    def _blocks(self, whole: Draft, limits: Sequence[Explanation]) -> list[Draft]:
        amount, node = whole.quantity or Decimal(0), whole.quantity_node
        found: list[Draft] = []
        below, below_node = Decimal(0), None
        for index in range(len(self.tiers)):
            upper, upper_node = amount, node
            if index < len(limits):
                limit = _value(limits[index])
                if limit < amount:
                    upper, upper_node = limit, limits[index]
            part = subtract(upper, below)
            if part > 0 or not (found or upper < amount):
                counted = upper_node
                if below_node is not None and upper_node is not None:
                    counted = Operation("-", (upper_node, below_node))
                found.append(self._draft(whole, index, part, counted))
            if upper == amount:
                break
            below, below_node = upper, upper_node
        return found

    def _draft(
        self,
        whole: Draft,
        index: int,
        amount: Decimal,
        counted: Explanation | None,
        *,
        chosen: bool = False,
    ) -> Draft:
        price, unit = self.tiers[index].price, whole.unit
        assert counted is not None and unit is not None  # noqa: S101, PT018 - of a quantity
        label = self.tier_names[index]
        node = quantity_amount(counted, unit, self._input(price), price.unit)
        if chosen:
            node = Selection(node, self.mode.value, _WHOLE)
        return attrs.evolve(
            whole, amount=node, quantity=amount, price=price, label=label, quantity_node=counted
        )


def _value(limit: Explanation) -> Decimal:
    if isinstance(limit, Rounded):
        return rounded(limit)
    assert isinstance(limit, Input)  # noqa: S101 - limits are one of both
    return limit.value


def _time(limit: Quantity) -> Unit | None:
    """Return the time through which a limit holds; None for the settled period."""
    below = limit.unit.below
    return None if below.symbol == "1" else below
