"""The price component of feed-in: what an operator gets, by stages, months and exchange prices."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from utilbill.law.parameter import Figure
from utilbill.markets.de.feed_in.duration import remuneration_end
from utilbill.markets.de.feed_in.negative import (
    NegativePriceRule,
    negative_price_rule,
    unpaid_intervals,
)
from utilbill.markets.de.feed_in.plant import FeedInForm, FeedInPlant, OperatorTax
from utilbill.markets.de.feed_in.rates import FeedInStage, blended_rate, paid_rates, reached
from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.intervals.series import scaled
from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import ComponentBase, names, quantity_amount
from utilbill.tariffs.index_figures import IndexFigures
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.dated import optional_day
from utilbill.values.errors import InvalidInputError, MissingFieldError, PeriodError
from utilbill.values.exact import add, exact, places, subtract
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Selection,
    Share,
    as_label,
    decimal_of,
    evaluate,
)
from utilbill.values.period import Period
from utilbill.values.rounding import decimal_step
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Unit, as_unit, convert

_UNIT: Final = "ct/kWh"
#: Stages divide energy in watt hours, as meters show it; what is printed can be calculated again.
WATT_HOUR: Final = convert(Decimal(1), as_unit("Wh"), as_unit("kWh"))
_UNPAID: Final = Label(
    "fed in while the exchange price was negative", "bei negativem Börsenpreis eingespeist"
)
_NOTHING: Final = Label("nothing is paid", "keine Vergütung")
_NO_PREMIUM: Final = Label(
    "no premium, as the market value is not below the value",
    "keine Prämie: Der Marktwert liegt nicht unter dem anzulegenden Wert",
)
_BY_POWER: Final = Label("by share of installed power", "nach Anteil an der installierten Leistung")
_NAMES: Final = {
    FeedInForm.TARIFF: Label("Feed-in tariff", "Einspeisevergütung"),
    FeedInForm.MARKET_PREMIUM: Label("Market premium", "Marktprämie"),
    FeedInForm.FALLBACK: Label("Fallback remuneration", "Ausfallvergütung"),
    FeedInForm.TENANT_BONUS: Label("Bonus for tenant electricity", "Mieterstromzuschlag"),
}


def _optional_stages(value: Sequence[FeedInStage] | None) -> tuple[FeedInStage, ...] | None:
    return None if value is None else tuple(value)


def _optional_step(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else exact(value, "share_step")


@attrs.frozen
class _Run:
    """A run of days with one price.

    Attributes:
        market_value: What the market paid; None unless a premium depends on it.
    """

    market_value: Input | None = None


@attrs.frozen
class _Energy:
    """What was fed in, or a part of it, in a run of days."""

    days: Period
    registers: tuple[str, ...]
    unit: Unit
    amount: Decimal
    node: Explanation
    measured: bool

    def paid(self, rate: Explanation, currency: str, **more: Any) -> Draft:
        """Return the line of a rate in ct/kWh."""
        return Draft(
            self.days,
            quantity_amount(self.node, self.unit, rate, as_unit(_UNIT)),
            currency,
            registers=self.registers,
            quantity=self.amount,
            unit=self.unit,
            measured=self.measured,
            quantity_node=self.node,
            **more,
        )


@attrs.frozen(kw_only=True)
class FeedInRemuneration(ComponentBase):
    """What an operator gets for power that is fed in (EEG §§ 19 to 53).

    Amounts are above zero: the settlement is a bill that the grid operator writes to himself, and
    its balance goes to the operator.

    Attributes:
        plant: The plant.
        form: How it is remunerated.
        stages: Rates of the plant where they are not those of the law's figures, as for older
            plants and values of an auction; what is paid, or the value for a market premium.
        spot_prices: Name of the exchange prices; needed where negative prices count for the plant.
        market_values: Name of the market values (Marktwert Solar), one for each month.
        ends: First day without remuneration; by law if not given.
        share_step: Step of the shares of stages, such as ``0.00001``, where an operator publishes
            rounded shares; energy is divided exactly if not given.
        registers: Ids of the registers of feed-in; none named means all.

    Raises:
        MissingFieldError: If a market premium has no market values.

    Examples:
        >>> plant = FeedInPlant(power="15 kW", commissioned="2026-03-10", mode="surplus")
        >>> FeedInRemuneration(id="feed-in", label="Feed-in", plant=plant, form="tariff",
        ...                    tax="standard").measure.value
        'quantity'
    """

    tax: TaxCategory = attrs.field(converter=TaxCategory)
    plant: FeedInPlant
    form: FeedInForm = attrs.field(converter=FeedInForm)
    stages: tuple[FeedInStage, ...] | None = attrs.field(default=None, converter=_optional_stages)
    spot_prices: str = ""
    market_values: str = ""
    ends: dt.date | None = attrs.field(default=None, converter=optional_day)
    share_step: Decimal | None = attrs.field(default=None, converter=_optional_step)
    registers: tuple[str, ...] = attrs.field(default=(), converter=names)
    role: ChargeRole = attrs.field(default=ChargeRole.ENERGY, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        if self.form is FeedInForm.MARKET_PREMIUM and not self.market_values:
            raise MissingFieldError(
                "market_values", "", "is needed for a market premium", "Name the market values."
            )

    @property
    def currency(self) -> str:
        """The currency of the law's figures."""
        return as_unit(_UNIT).dimension[0]

    @property
    def measure(self) -> Measure:
        """It prices quantities."""
        return Measure.QUANTITY

    @property
    def selected(self) -> tuple[str, ...]:
        """The registers of feed-in."""
        return self.registers

    def pieces(self, context: Context) -> Sequence[tuple[Period, Any]]:
        """Cut at the end of remuneration, and at months where each has a market value."""
        days = context.days_of(self.selected)
        if days is None:
            return ()
        if days.start < self.plant.commissioned:
            raise PeriodError(
                "period",
                days,
                f"begins before the plant was commissioned on {self.plant.commissioned}",
                "Settle from the day of commissioning on.",
            ).concerning(self)
        end = self.ends or remuneration_end(context.law, self.plant)
        found: list[tuple[Period, _Run | None]] = []
        for part in days.split_at([end]):
            if part.start >= end:
                found.append((part, None))
            elif self.form is FeedInForm.MARKET_PREMIUM:
                months = part.by_month()
                found += [(month, _Run(self._market_value(month, context))) for month in months]
            else:
                found.append((part, _Run()))
        return found

    def _market_value(self, days: Period, context: Context) -> Input:
        held = context.published(self.market_values)
        if not isinstance(held, IndexFigures):
            raise InvalidInputError(
                "indices", self.market_values, "has no figure per month", "Give IndexFigures."
            ).concerning(self)
        figure = held.at(days.start, context.known_on)
        amount = convert(figure.value, held.unit, as_unit(_UNIT))
        return Input(held.name, amount, _UNIT, held.input(figure).source)

    def drafts(
        self, days: Period, held: Any, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Price what was fed in, one line per stage, and one for negative prices."""
        registers = context.registers_for(self.registers, as_unit(_UNIT).below)
        unit = context.unit_of(registers[0])
        energy = _Energy(days, registers, unit, *quantities.over(registers, days))
        rule = negative_price_rule(context.law, self.plant)
        unpaid: list[Draft] = []
        if rule.applies(days):
            energy, unpaid = self._without_unpaid(energy, rule, quantities, context)
        stages = self.stages or paid_rates(context.law, self.plant, self.form, context.known_on)
        if held.market_value is not None:
            return (self._premium(energy, stages, held.market_value), *unpaid)
        return (*self._by_stage(energy, stages), *unpaid)

    def _without_unpaid(
        self, energy: _Energy, rule: NegativePriceRule, quantities: QuantitySource, context: Context
    ) -> tuple[_Energy, list[Draft]]:
        lost, prices = Decimal(0), self._prices(context)
        for register in energy.registers:
            series = quantities.series(register, energy.days)
            unpaid = unpaid_intervals(rule, prices.held_in(series.resolution), energy.days)
            lost = add(lost, series.where(unpaid).total.amount)
        if not lost:
            return energy, []
        source = f"{self.spot_prices} {prices.fingerprint[:10]}; {rule.reference}"
        taken = Input(_UNPAID, lost, energy.unit.symbol, source)
        nothing = Price(Decimal(0), _UNIT)
        line = attrs.evolve(energy, amount=lost, node=taken).paid(
            Input(_NOTHING, nothing.amount, _UNIT, rule.reference),
            self.currency,
            price=nothing,
            label=_UNPAID,
            figures=rule.figures,
        )
        left = subtract(energy.amount, lost)
        node = Operation("-", (energy.node, taken))
        return attrs.evolve(energy, amount=left, node=node), [line]

    def _prices(self, context: Context) -> IntervalSeries:
        if not self.spot_prices:
            raise MissingFieldError(
                "spot_prices",
                "",
                f"is not named, but negative prices count for this plant ({self.plant.power}, "
                f"commissioned {self.plant.commissioned})",
                "Name the exchange prices, and give them as indices.",
            ).concerning(self)
        held = context.published(self.spot_prices)
        if not isinstance(held, IntervalSeries):
            raise InvalidInputError(
                "indices", self.spot_prices, "has no prices per interval", "Give an IntervalSeries."
            ).concerning(self)
        held.over(context.period)  # refuses prices that do not reach over the settled days
        return held

    def _by_stage(self, energy: _Energy, stages: Sequence[FeedInStage]) -> Sequence[Draft]:
        parts = reached(stages, self.plant.power)
        if len(parts) == 1:
            (stage, _), *_ = parts
            return (self._line(energy, stage, self.label),)
        weights, _ = scaled(kilowatts for _, kilowatts in parts)
        found: list[Draft] = []
        for index, (stage, _) in enumerate(parts):
            node = self._part(energy, weights, index)
            part = attrs.evolve(energy, amount=decimal_of(evaluate(node)), node=node)
            german = f"{self.label.local or self.label.en}, bis {stage.up_to}"
            found.append(
                self._line(part, stage, Label(f"{self.label.en}, to {stage.up_to}", german))
            )
        return found

    def _part(self, energy: _Energy, weights: tuple[int, ...], index: int) -> Explanation:
        if self.share_step is not None:
            whole = Constant(Decimal(1), "1")
            share = Share(whole, weights, index, self.share_step, _BY_POWER, "EEG § 23c")
            return Operation("*", (energy.node, share))
        step = min(WATT_HOUR, decimal_step(places(energy.amount)))
        return Share(energy.node, weights, index, step, _BY_POWER, "EEG § 23c")

    def _line(self, energy: _Energy, stage: FeedInStage, label: Label) -> Draft:
        return energy.paid(
            stage.explanation,
            self.currency,
            price=stage.price,
            label=label,
            figures=stage.figures,
        )

    def _premium(
        self, energy: _Energy, stages: Sequence[FeedInStage], market_value: Input
    ) -> Draft:
        node: Explanation = Operation("-", (blended_rate(stages, self.plant.power), market_value))
        if evaluate(node) <= 0:
            nothing = Constant(Decimal(0), _UNIT)
            node = Selection(nothing, "market_premium", _NO_PREMIUM, "EEG § 20, Anlage 1")
        figures = tuple(figure for stage in stages for figure in stage.figures)
        return energy.paid(node, self.currency, figures=_distinct(figures))


def _distinct(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(dict.fromkeys(figures))


def feed_in_sheet(
    plant: FeedInPlant,
    form: FeedInForm | str,
    tax: OperatorTax | str,
    *,
    label: Label | str | None = None,
    stages: Sequence[FeedInStage] | None = None,
    spot_prices: str = "",
    market_values: str = "",
    ends: dt.date | str | None = None,
    share_step: Decimal | int | str | None = None,
    registers: Sequence[str] | str = (),
) -> PriceSheet:
    """Return the price sheet by which feed-in is settled.

    Args:
        plant: The plant.
        form: How it is remunerated.
        tax: What its operator is to value added tax.
        label: Name of the lines; that of the form if not given.
        stages: Own rates, as for :class:`FeedInRemuneration`.
        spot_prices: Name of the exchange prices.
        market_values: Name of the market values.
        ends: First day without remuneration; by law if not given.
        share_step: Step of rounded shares; None for exact ones.
        registers: Registers of feed-in.

    Examples:
        >>> from utilbill import Contract, Period, Reading, Register, SupplyPoint, market, settle
        >>> plant = FeedInPlant(power="12 kW", commissioned="2026-03-10", mode="surplus")
        >>> contract = Contract(id="F-1", supply_start="2026-03-10", supply_point=SupplyPoint(
        ...     commodity="electricity", registers=[Register("1-0:2.8.0")]))
        >>> days = Period.through("2026-03-10", "2026-12-31")
        >>> settlement = settle(contract, days, [Reading("1-0:2.8.0", days.start, 0),
        ...     Reading("1-0:2.8.0", days.end, 9000)],
        ...     feed_in_sheet(plant, "tariff", "small_business"), market=market("DE"))
        >>> [str(line.amount) for line in settlement.lines], settlement.balance
        (['583.50 EUR', '100.95 EUR'], Money('684.45', 'EUR'))
    """
    chosen = FeedInForm(form)
    name = _NAMES[chosen] if label is None else as_label(label)
    return PriceSheet(
        name=name.de or name.en,
        basis="net",
        components=[
            FeedInRemuneration(
                id="feed_in",
                label=name,
                plant=plant,
                form=chosen,
                tax=OperatorTax(tax).category(chosen),
                stages=stages,
                spot_prices=spot_prices,
                market_values=market_values,
                ends=ends,
                share_step=share_step,
                registers=registers,
            )
        ],
    )
