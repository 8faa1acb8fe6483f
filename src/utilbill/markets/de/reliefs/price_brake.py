"""The price brakes of 2023 as a relief of a rated settlement (Strom-, Gas-, Wärmepreisbremse)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.relief import ReliefAmount
from utilbill.billing.settlement import Settlement
from utilbill.law.parameter import LawBook
from utilbill.markets.de.reliefs.costs import cost_within
from utilbill.markets.de.reliefs.figures import days_in_force, figure_in_force, sum_of
from utilbill.markets.de.reliefs.groups import BrakeGroup
from utilbill.markets.de.reliefs.monthly_relief import MonthlyRelief, for_month, monthly_relief
from utilbill.markets.de.reliefs.reference_price import WeeklyHours
from utilbill.markets.de.reliefs.unit_price import unit_price
from utilbill.tariffs.components import as_prices, names
from utilbill.taxes.vat import untaxed
from utilbill.values.choice import Choice
from utilbill.values.dated import Timeline, optional_day
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import plain
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Selection,
    evaluate,
)
from utilbill.values.money import Money, as_money
from utilbill.values.period import MONTHS_PER_YEAR, Period, first_of_next_month
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity


class ReliefRounding(Choice):
    """What is rounded to the cent; the law is silent."""

    SUM = "sum"  #: The sum of the unrounded months.
    MONTH = "month"  #: Each month; the bill adds them up.


@attrs.frozen(kw_only=True)
class EarlierRelief:
    """What earlier bills of 2023 for the same delivery point said: cap and refund are of the year.

    Attributes:
        entitled: Reliefs before the cap at cost, or the limit of refunds.
        granted: Reliefs that took effect.
        cost: What the supply cost in 2023, gross, before reliefs.
    """

    entitled: Money = attrs.field(converter=as_money)
    granted: Money = attrs.field(converter=as_money)
    cost: Money = attrs.field(converter=as_money)


def _annual(value: Timeline[Quantity] | Quantity | str) -> Timeline[Quantity]:
    if isinstance(value, Timeline):
        return value
    return Timeline.always(Quantity.parse(value) if isinstance(value, str) else value)


def _prices(value: Timeline[Price] | Price | str | None) -> Timeline[Price] | None:
    return None if value is None else as_prices(value)


@attrs.frozen(kw_only=True)
class PriceBrake:
    """The price brake of one delivery point in 2023, StromPBG and EWPBG.

    A relief for :func:`~utilbill.billing.relief.relieve`: the months of 2023 in the settled period
    make one line. It is taken off the gross amount and leaves the tax as it is, as the state pays
    in the customer's place (Entgelt von dritter Seite, UStG § 10 Abs. 1).

    Attributes:
        law: The law.
        group: The group of the delivery point (:func:`brake_group`).
        annual: The use of a year that the quota rests on; dated where a forecast changed.
        prices: Agreed unit prices; read off the lines of the settlement if not given. In small
            groups gross, in large ones net and before grid use, metering and state parts.
        low_prices: Unit prices of the low tariff, if ``prices`` are those of the high one.
        hours: Hours of a week of both tariffs.
        low_registers: Registers of the low tariff, where prices are read off the lines.
        customer_since: First day of supply at this delivery point by anyone, for January and
            February; that of the contract if not given.
        earlier: Earlier bills of 2023 for this delivery point, where there were several.
        rounding: What is rounded.

    Examples:
        >>> from utilbill import *
        >>> germany, year = market("DE"), Period.of_year(2023)
        >>> point = SupplyPoint(commodity="electricity", registers=[Register("r")])
        >>> sheet = PriceSheet(name="Plain", basis="gross", components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="45.50 ct/kWh")])
        >>> rated = settle(
        ...     Contract(id="c", supply_start=year.start, supply_point=point), year,
        ...     [Reading("r", year.start, 0), Reading("r", year.end, 3000)], sheet, market=germany)
        >>> brake = PriceBrake(law=germany.law, group="electricity_small", annual="3500 kWh")
        >>> relieved = relieve(rated, brake)
        >>> relieved.lines[-1].amount, relieved.totals.gross
        (Money('-154.00', 'EUR'), Money('1211.00', 'EUR'))
    """

    law: LawBook = attrs.field(repr=False)
    group: BrakeGroup = attrs.field(converter=BrakeGroup)
    annual: Timeline[Quantity] = attrs.field(converter=_annual)
    prices: Timeline[Price] | None = attrs.field(default=None, converter=_prices)
    low_prices: Timeline[Price] | None = attrs.field(default=None, converter=_prices)
    hours: WeeklyHours | None = None
    low_registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    customer_since: dt.date | None = attrs.field(default=None, converter=optional_day)
    earlier: EarlierRelief | None = None
    rounding: ReliefRounding = attrs.field(default=ReliefRounding.SUM, converter=ReliefRounding)

    def __attrs_post_init__(self) -> None:
        if self.low_prices is not None and (self.prices is None or self.hours is None):
            raise InvalidInputError(
                "low_prices",
                self.low_prices.entries[0].value,
                "come without the prices of the high tariff or without hours",
                "Give prices, low_prices and hours together.",
            )

    @property
    def days(self) -> Period:
        """The days of the brake."""
        return days_in_force(self.law, self._quota)

    @property
    def _quota(self) -> str:
        return f"de.price_brake.{self.group.value}.quota"

    def months(self, rated: Settlement) -> tuple[MonthlyRelief, ...]:
        """Return the reliefs of the months that a settlement has to credit.

        Raises:
            PeriodError: If no settled day lies in 2023.
            InvalidInputError: If something else is supplied than the group is for.
        """
        self._check(rated)
        inside = rated.period.intersection(self.days)
        if inside is None:
            figure_in_force(self.law, self._quota, rated.period.start)
            return ()
        first = days_in_force(self.law, _CREDIT).start
        found = [
            self._month(rated, part, whole=self.group.by_first_day)
            for part in inside.by_month()
            if self._credited(part, first)
        ]
        return (*self._before(rated, inside, first), *found)

    def _credited(self, part: Period, first: dt.date) -> bool:
        if self.group.january_with_march and part.start < first:
            return False
        return part.start.day == 1 or not self.group.by_first_day

    def _before(
        self, rated: Settlement, inside: Period, first: dt.date
    ) -> tuple[MonthlyRelief, ...]:
        """Return January and February, where they follow with March."""
        if not self.group.january_with_march or first not in inside:
            return ()
        march = self._month(rated, Period(first, first_of_next_month(first)), whole=True)
        since = self.customer_since or rated.contract.supply_start
        return tuple(
            for_month(march, month)
            for month in Period(self.days.start, first).by_month()
            if since <= (month.start if self.group.by_first_day else month.last)
        )

    def _month(self, rated: Settlement, part: Period, *, whole: bool) -> MonthlyRelief:
        start = part.start.replace(day=1)
        month = Period(start, first_of_next_month(start))
        share = None if whole or part == month else _of(part.days, month.days)
        return monthly_relief(
            self.law,
            self.group,
            start,
            self._price(rated, part.start),
            self.annual.at(part.start, rated.known_on).value,
            low_price=self._low_price(rated, part.start),
            hours=self.hours,
            share=share,
        )

    def _price(self, rated: Settlement, day: dt.date) -> Price | Explanation:
        if self.prices is not None:
            return self.prices.at(day, rated.known_on).value
        return unit_price(
            rated, self.group, day, hours=self.hours, low_registers=self.low_registers
        )

    def _low_price(self, rated: Settlement, day: dt.date) -> Price | None:
        if self.low_prices is None:
            return None
        return self.low_prices.at(day, rated.known_on).value

    def amounts(self, rated: Settlement) -> Sequence[ReliefAmount]:
        """Return the relief; for gas and heat also what of it may not be paid out.

        Electricity is relieved up to its cost in 2023 (StromPBG § 4 Abs. 1 Satz 2). The relief of
        gas and heat is not limited, but what is refunded is, to the payments made (EWPBG §§ 3
        Abs. 4, 11 Abs. 5): the bill does not fall below zero.
        """
        months = self.months(rated)
        entitled = self._sum(months)
        if not evaluate(entitled) and self.earlier is None:
            return ()
        days = self.credited_days(rated, months)
        if self.group.capped_at_cost:
            granted = self._capped(entitled, rated)
            return (self._amount("price_brake", self._label(months), days, _minus(granted)),)
        amounts = [self._amount("price_brake", self._label(months), days, _minus(entitled))]
        beyond = self._beyond(entitled, rated)
        if evaluate(beyond):
            amounts.append(self._amount("price_brake_limit", _LIMIT, days, beyond))
        return amounts

    def _beyond(self, entitled: Explanation, rated: Settlement) -> Explanation:
        """Return what of the reliefs of gas and heat is not paid out, beyond earlier bills."""
        cost = cost_within(rated, self.days)
        earlier = self.earlier
        if earlier is not None:
            entitled = Operation("+", (entitled, _given(_ENTITLED, earlier.entitled)))
            cost = Operation("+", (cost, _given(_EARLIER_COST, earlier.cost)))
        above = evaluate(entitled) > evaluate(cost)
        beyond: Explanation = Selection(
            Operation("-", (entitled, cost)) if above else Constant(Decimal(0), "EUR"),
            "not_below_zero",
            _REFUND_LIMIT if above else _BELOW_COST,
            _REFUND,
        )
        if earlier is not None:
            held_back = _given(_HELD_BACK, earlier.entitled - earlier.granted)
            beyond = Operation("-", (beyond, held_back))
        return beyond

    def granted(self, rated: Settlement) -> Explanation:
        """Return the relief of a settlement [EUR], not rounded, that of electricity capped."""
        entitled = self._sum(self.months(rated))
        return self._capped(entitled, rated) if self.group.capped_at_cost else entitled

    def credited_days(self, rated: Settlement, months: Sequence[MonthlyRelief]) -> Period:
        """Return the settled days of the months that are credited."""
        span = Period(months[0].month.start, months[-1].month.end) if months else self.days
        return rated.period.intersection(span) or rated.period

    def _sum(self, months: Sequence[MonthlyRelief]) -> Explanation:
        if not months:
            return Constant(Decimal(0), "EUR")
        parts: tuple[Explanation, ...] = tuple(month.explanation for month in months)
        if self.rounding is ReliefRounding.MONTH:
            parts = tuple(Rounded(part, CENT) for part in parts)
        return sum_of(parts)

    def _capped(self, entitled: Explanation, rated: Settlement) -> Explanation:
        cost = cost_within(rated, self.days)
        earlier = self.earlier
        if earlier is not None:
            entitled = Operation("+", (entitled, _given(_ENTITLED, earlier.entitled)))
            cost = Operation("+", (cost, _given(_EARLIER_COST, earlier.cost)))
        capped = evaluate(entitled) > evaluate(cost)
        chosen: Explanation = Selection(
            cost if capped else entitled,
            "least",
            _AT_COST if capped else _BELOW_COST,
            "StromPBG § 4 Abs. 1 Satz 2",
        )
        if earlier is not None:
            chosen = Operation("-", (chosen, _given(_GRANTED, earlier.granted)))
        return chosen

    def _amount(self, id_: str, label: Label, days: Period, amount: Explanation) -> ReliefAmount:
        return ReliefAmount(
            id=id_,
            label=label,
            period=days,
            amount=amount,
            tax=untaxed(TaxCategory.OUT_OF_SCOPE),
        )

    def _label(self, months: Sequence[MonthlyRelief]) -> Label:
        kwh, percent = quota_of(months)
        shown = f"{plain(_WHOLE_KWH(kwh))} kWh"
        share = f"{plain(_PERCENT(percent))} %"
        return Label(
            f"Price brake 2023: relief of {shown} ({share} of the quota)",
            f"Preisbremse 2023: Entlastung für {shown} ({share} des Entlastungskontingents)",
        )

    def _check(self, rated: Settlement) -> None:
        supplied = rated.contract.supply_point.commodity.value
        brake = self.group.commodity
        if supplied != brake:
            raise InvalidInputError(
                "group",
                self.group.value,
                f"is for {brake}, but {supplied} is supplied",
                "Choose the group with brake_group.",
            )


def quota_of(months: Sequence[MonthlyRelief]) -> tuple[Fraction, Fraction]:
    """Return the quota that months grant [kWh], and which part of a year's quota it is [%].

    StromPBG § 12; EWPBG § 20 Abs. 1 Nr. 2.
    """
    kwh = sum((evaluate(held.quota) * evaluate(held.share) for held in months), Fraction(0))
    share = sum((evaluate(held.share) for held in months), Fraction(0)) / MONTHS_PER_YEAR
    return kwh, share * 100


def _of(part: int, whole: int) -> Explanation:
    days = (Constant(Decimal(part), "days"), Constant(Decimal(whole), "days"))
    return Operation("/", days)


def _minus(amount: Explanation) -> Explanation:
    return Operation("-", (Constant(Decimal(0), "EUR"), amount))


def _given(label: Label, amount: Money) -> Input:
    return Input(label, amount.amount, amount.currency, "earlier bills of 2023")


_CREDIT: Final = "de.price_brake.credit"
_WHOLE_KWH: Final = RoundingRule("kwh", decimal_step(0))
_PERCENT: Final = RoundingRule("percent", decimal_step(1))
_ENTITLED: Final = Label("earlier reliefs before the cap", "frühere Entlastungen vor der Grenze")
_GRANTED: Final = Label("earlier reliefs granted", "früher gewährte Entlastungen")
_HELD_BACK: Final = Label("earlier reliefs not paid out", "früher nicht ausgezahlte Entlastungen")
_EARLIER_COST: Final = Label("earlier cost of 2023", "frühere Kosten 2023")
_AT_COST: Final = Label("limited to the cost of 2023", "begrenzt auf die Kosten 2023")
_BELOW_COST: Final = Label("not above the cost of 2023", "nicht über den Kosten 2023")
_LIMIT: Final = Label(
    "Price brake 2023: not refunded, as it exceeds the payments",
    "Preisbremse 2023: nicht erstattet, da über den Zahlungen",
)
_REFUND_LIMIT: Final = Label(
    "refunded is at most what was paid", "erstattet wird höchstens, was gezahlt wurde"
)
_REFUND: Final = "EWPBG § 3 Abs. 4, § 11 Abs. 5"
