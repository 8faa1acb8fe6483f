"""What may be otherwise: prices, law, quantities, weather, the customer; each laid over a case."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

import attrs

from utilbill.billing.rules import BillingRules
from utilbill.billing.settling import Case
from utilbill.billing.what_if.readings import SCENARIO_QUANTITY, readings_on
from utilbill.law.parameter import LawBook
from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.registers import Reading
from utilbill.tariffs.components import PricedComponent
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.vat import Taxation
from utilbill.values.dated import Dated, Timeline, optional_day
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact, multiply, places
from utilbill.values.explanation import Label
from utilbill.values.history import History
from utilbill.values.period import whole_day
from utilbill.values.rounding import RoundingMode, RoundingRule, decimal_step
from utilbill.values.units import Price, optional_price


@attrs.frozen
class Situation:
    """A case and the rules that it is settled by.

    Attributes:
        case: The case.
        rules: The rules.
    """

    case: Case
    rules: BillingRules


class Overlay(Protocol):
    """One thing that is otherwise."""

    @property
    def label(self) -> Label:
        """What it is, in words."""

    def over(self, situation: Situation) -> Situation:
        """Return the situation with it; an equal one if it changes nothing there."""


def _factor(value: Decimal | int | str) -> Decimal:
    factor = exact(value, "factor")
    if factor < 0:
        raise InvalidInputError("factor", factor, "is below zero", "Give 1.1 for a tenth more.")
    return factor


@attrs.frozen(kw_only=True)
class PriceOverlay:
    """Another price of a component, or its price times a factor, from a day on.

    Attributes:
        component: Id of the component; of those without dated prices it cannot be changed.
        price: The new price.
        factor: What the old prices are multiplied by, instead.
        since: First day; from the beginning if not given.

    Raises:
        InvalidInputError: If neither price nor factor is given, or both are.

    Examples:
        >>> str(PriceOverlay(component="energy", factor="1.10").label)
        'price of energy x 1.10'
    """

    component: str
    price: Price | None = attrs.field(default=None, converter=optional_price)
    factor: Decimal | None = attrs.field(default=None, converter=attrs.converters.optional(_factor))
    since: dt.date | None = attrs.field(default=None, converter=optional_day)

    def __attrs_post_init__(self) -> None:
        if (self.price is None) == (self.factor is None):
            raise InvalidInputError(
                "price",
                f"price {self.price}, factor {self.factor}",
                "must be the one or the other",
                "Give a price, or a factor.",
            )

    @property
    def label(self) -> Label:
        """What it is, in words."""
        what = f"= {self.price}" if self.price is not None else f"x {self.factor}"
        since = f" from {self.since}" if self.since else ""
        seit = f" ab {self.since:%d.%m.%Y}" if self.since else ""
        return Label(
            f"price of {self.component} {what}{since}", f"Preis {self.component} {what}{seit}"
        )

    def over(self, situation: Situation) -> Situation:
        """Change the price in the price sheet.

        Raises:
            InvalidInputError: If the component is not there, or has no dated price.
        """
        sheet = situation.case.prices
        found = [held for held in sheet.components if held.id == self.component]
        if not found or not isinstance(found[0], PricedComponent):
            known = ", ".join(h.id for h in sheet.components if isinstance(h, PricedComponent))
            raise InvalidInputError(
                "component",
                self.component,
                f"has no dated price in {sheet.name}",
                f"Use one of: {known or 'none'}.",
            )
        new = attrs.evolve(found[0], prices=self._changed(found[0].prices))
        components = tuple(new if held.id == self.component else held for held in sheet.components)
        return _with_prices(situation, attrs.evolve(sheet, components=components))

    def _changed(self, prices: Timeline[Price]) -> Timeline[Price]:
        since = self.since or dt.date.min
        before = [held for held in prices.entries if held.since < since]
        kept = [
            attrs.evolve(held, until=min(held.until or since, since))
            if held is before[-1]
            else held
            for held in before
        ]
        if self.price is not None:
            return Timeline([*kept, Dated(since, self.price, source="scenario")])
        after = [held for held in prices.entries if held.since >= since]
        if before and (before[-1].until is None or before[-1].until > since):
            after.insert(0, attrs.evolve(before[-1], since=since))
        scaled = [attrs.evolve(held, value=self._times(held.value)) for held in after]
        return Timeline([*kept, *scaled])

    def _times(self, price: Price) -> Price:
        return Price(multiply(price.amount, self.factor or Decimal(1)), price.unit)


def _with_prices(situation: Situation, sheet: PriceSheet) -> Situation:
    return attrs.evolve(situation, case=attrs.evolve(situation.case, prices=sheet))


@attrs.frozen(kw_only=True)
class LawOverlay:
    """A figure of law that is otherwise from a day on.

    Attributes:
        parameter: Name of the figure, such as ``de.levy.kwkg``.
        value: The figure, in the unit of the parameter.
        since: First day.

    Examples:
        >>> str(LawOverlay(parameter="de.levy.kwkg", value="0.500", since="2026-01-01").label)
        'de.levy.kwkg = 0.500 from 2026-01-01'
    """

    parameter: str
    value: Decimal = attrs.field(converter=exact)
    since: dt.date = attrs.field(converter=whole_day)

    @property
    def label(self) -> Label:
        """What it is, in words."""
        return Label(
            f"{self.parameter} = {self.value} from {self.since}",
            f"{self.parameter} = {self.value} ab {self.since:%d.%m.%Y}",
        )

    def over(self, situation: Situation) -> Situation:
        """Change the law.

        Raises:
            InvalidInputError: If the rules bring no law.
        """
        law = situation.rules.law
        if law is None:
            raise InvalidInputError(
                "parameter", self.parameter, "is none, as no law is used", "Give a market."
            )
        changed: LawBook = law.with_figure(self.parameter, self.since, self.value, "scenario")
        return attrs.evolve(situation, rules=attrs.evolve(situation.rules, law=changed))


@attrs.frozen(kw_only=True)
class TaxOverlay:
    """Other rates of tax.

    Attributes:
        taxation: The rates.
    """

    taxation: Taxation

    @property
    def label(self) -> Label:
        """What it is, in words."""
        return Label("other rates of tax", "andere Steuersätze")

    def over(self, situation: Situation) -> Situation:
        """Change the taxation."""
        rules = attrs.evolve(situation.rules, taxation=self.taxation)
        return attrs.evolve(
            situation, rules=rules, case=attrs.evolve(situation.case, taxation=None)
        )


@attrs.frozen(kw_only=True)
class QuantityOverlay:
    """What is used, times a factor, from the beginning of the settled period on.

    Readings move so that each difference is multiplied; load curves are multiplied.

    Attributes:
        factor: The factor: 0.9 for a tenth less.
        registers: Ids of the registers; all of them if not given.

    Examples:
        >>> str(QuantityOverlay(factor="0.9").label)
        'quantity x 0.9'
    """

    factor: Decimal = attrs.field(converter=_factor)
    registers: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        """What it is, in words."""
        return Label(f"quantity x {self.factor}", f"Menge x {self.factor}")

    def over(self, situation: Situation) -> Situation:
        """Change readings and load curves."""
        case = situation.case
        if self.factor == 1:
            return situation
        series = {
            name: held.scaled_by(self.factor)
            if self._changes(name) and isinstance(held, IntervalSeries)
            else held
            for name, held in case.series.items()
        }
        for name, held in case.series.items():
            if self._changes(name) and isinstance(held, History):
                raise InvalidInputError(
                    "series", name, "has several vintages", "Give the one that counts."
                )
        changed = attrs.evolve(case, readings=self._readings(case), series=series)
        return attrs.evolve(situation, case=changed)

    def _changes(self, register: str) -> bool:
        return not self.registers or register in self.registers

    def _readings(self, case: Case) -> tuple[Reading, ...]:
        chains: dict[tuple[str, str], list[Reading]] = {}
        for reading in case.readings:
            chains.setdefault((reading.register, reading.meter), []).append(reading)
        found: list[Reading] = []
        for (register, _), readings in chains.items():
            ordered = sorted(readings, key=lambda reading: reading.day)
            if not self._changes(register):
                found += ordered
                continue
            first = ordered[0]
            for reading in ordered:
                step = decimal_step(max(places(reading.value), places(first.value)))
                rule = RoundingRule(SCENARIO_QUANTITY, step, RoundingMode.HALF_UP)
                used = Fraction(reading.value) - Fraction(first.value)
                moved = Fraction(first.value) + used * Fraction(self.factor)
                found.append(attrs.evolve(reading, value=rule(moved)))
        return tuple(found)


@attrs.frozen(kw_only=True)
class WeatherOverlay:
    """A colder or warmer period: the part of use that heats follows the degree days.

    Attributes:
        degree_days: Degree days of the scenario over those of the settled period: 1.1 is colder.
        heating_share: Share of the use that heats, from 0 to 1.
        registers: Ids of the registers; all of them if not given.

    Raises:
        InvalidInputError: If the share is not between 0 and 1.

    Examples:
        >>> WeatherOverlay(degree_days="1.1", heating_share="0.8").factor
        Decimal('1.08')
    """

    degree_days: Decimal = attrs.field(converter=_factor)
    heating_share: Decimal = attrs.field(converter=exact)
    registers: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.heating_share <= 1:
            raise InvalidInputError(
                "heating_share", self.heating_share, "is no share", "Give a number from 0 to 1."
            )

    @property
    def factor(self) -> Decimal:
        """What the whole use is multiplied by."""
        share = self.heating_share
        return Decimal(1) - share + multiply(share, self.degree_days)

    @property
    def label(self) -> Label:
        """What it is, in words."""
        return Label(f"degree days x {self.degree_days}", f"Gradtage x {self.degree_days}")

    def over(self, situation: Situation) -> Situation:
        """Change the quantities."""
        return QuantityOverlay(factor=self.factor, registers=self.registers).over(situation)


@attrs.frozen(kw_only=True)
class IndexOverlay:
    """Other published prices under a name.

    Attributes:
        index: The name under which the price sheet asks for them.
        prices: The prices, or the old ones times ``factor`` if none are given.
        factor: What the old prices are multiplied by.
    """

    index: str
    prices: IntervalSeries | None = None
    factor: Decimal = attrs.field(default=Decimal(1), converter=exact)

    @property
    def label(self) -> Label:
        """What it is, in words."""
        what = "other prices" if self.prices is not None else f"x {self.factor}"
        was = "andere Preise" if self.prices is not None else f"x {self.factor}"
        return Label(f"{self.index}: {what}", f"{self.index}: {was}")

    def over(self, situation: Situation) -> Situation:
        """Change the published prices.

        Raises:
            InvalidInputError: If there are none under the name, or not per interval.
        """
        held = situation.case.indices.get(self.index)
        prices = self.prices
        if prices is None:
            if not isinstance(held, IntervalSeries):
                raise InvalidInputError(
                    "index", self.index, "has no prices per interval", "Give prices."
                )
            prices = held.scaled_by(self.factor)
        indices = {**situation.case.indices, self.index: prices}
        return attrs.evolve(situation, case=attrs.evolve(situation.case, indices=indices))


@attrs.frozen(kw_only=True)
class CustomerOverlay:
    """A customer who leaves, or comes, on another day: the settled period is cut.

    Attributes:
        supply_end: First day without supply.

    Examples:
        >>> str(CustomerOverlay(supply_end="2024-07-01").label)
        'supply ends on 2024-07-01'
    """

    supply_end: dt.date = attrs.field(converter=whole_day)

    @property
    def label(self) -> Label:
        """What it is, in words."""
        return Label(
            f"supply ends on {self.supply_end}", f"Belieferung endet am {self.supply_end:%d.%m.%Y}"
        )

    def over(self, situation: Situation) -> Situation:
        """Cut the period; what was counted by then is spread over its days, rounded to the last.

        Raises:
            InvalidInputError: If nothing of the period is left.
        """
        case = situation.case
        if self.supply_end >= case.period.end:
            return situation
        if self.supply_end <= case.period.start:
            raise InvalidInputError(
                "supply_end", self.supply_end, "leaves nothing of the period", "Give a later day."
            )
        period = attrs.evolve(case.period, end=self.supply_end)
        contract = attrs.evolve(case.contract, supply_end=self.supply_end)
        readings = (*case.readings, *readings_on(case, self.supply_end))
        changed = attrs.evolve(case, period=period, contract=contract, readings=readings)
        return attrs.evolve(situation, case=changed)
