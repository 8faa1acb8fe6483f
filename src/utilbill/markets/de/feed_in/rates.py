"""Values of solar power by the day of commissioning: stages, degression, what is paid of them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

import attrs
from dateutil.relativedelta import relativedelta

from utilbill.law.parameter import Figure, LawBook
from utilbill.markets.de.feed_in.plant import FeedInForm, FeedInMode, FeedInPlant, kilowatts
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import subtract
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    evaluate,
)
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Price, Quantity, as_unit, convert

_LAW: Final = "de.feed_in."
_UNIT: Final = "ct/kWh"
_HUNDRED: Final = Constant(Decimal(100), "%", Label("per cent", "Prozent"))
_OWN: Final = Label("agreed rate", "vereinbarter Satz")
#: Values are rounded for display; the next degression starts from what was not rounded.
TWO_DECIMALS: Final = RoundingRule("feed_in_value", decimal_step(2), reference="EEG §§ 49, 53")


@attrs.frozen
class FeedInStage:
    """A rate for a part of the installed power (Leistungsstufe).

    Attributes:
        up_to: The power up to which it goes, from the stage before on.
        price: The rate.
        explanation: How it came about, in ct/kWh.
        figures: Figures of law it rests on.

    Examples:
        >>> FeedInStage.of("10 kW", "8.20 ct/kWh").price
        Price('8.20 ct/kWh')
    """

    up_to: Quantity = attrs.field(converter=kilowatts)
    price: Price
    explanation: Explanation = attrs.field(repr=False)
    figures: tuple[Figure, ...] = attrs.field(default=(), repr=False)

    @classmethod
    def of(cls, up_to: Quantity | str, price: Price | str, source: str = "") -> "FeedInStage":
        """Build a stage of a rate that is known, such as that of an older plant."""
        held = price if isinstance(price, Price) else Price.parse(price)
        if held.unit.symbol != _UNIT:
            held = Price(convert(held.amount, held.unit, as_unit(_UNIT)), _UNIT)
        return cls(up_to, held, Input(_OWN, held.amount, _UNIT, source))


def _in(
    law: LawBook, prefix: str, day: dt.date, known_on: dt.date | None
) -> Iterator[tuple[Quantity, Input, Figure]]:
    number = 1
    while f"{_LAW}{prefix}_{number}" in law:
        value, limit = (law[f"{_LAW}{prefix}_{number}{end}"] for end in ("", "_limit"))
        figure = value.at(day, known_on)
        yield Quantity(limit.at(day).value or 0, limit.unit), value.input(figure), figure
        number += 1


def _degressed(law: LawBook, base: Explanation, day: dt.date) -> Explanation:
    """Return a value after all reductions to a day, not rounded."""
    percent, months = law[f"{_LAW}degression"], law[f"{_LAW}degression_months"]
    since = percent.known()[0].since
    factors: list[Explanation] = []
    while since <= day:
        left = Operation("-", (_HUNDRED, percent.input(percent.at(since))))
        factors.append(Operation("/", (left, _HUNDRED)))
        since += relativedelta(months=int(months.at(since).value or 0))
    return Operation("*", (base, *factors)) if factors else base


def reference_values(
    law: LawBook,
    day: dt.date,
    mode: FeedInMode | str = FeedInMode.SURPLUS,
    known_on: dt.date | None = None,
) -> tuple[FeedInStage, ...]:
    """Return the values of solar power on buildings (anzulegende Werte), EEG §§ 48, 49.

    Each is reduced without rounding and then rounded; with full feed-in it is the sum that is
    rounded, not its parts.

    Args:
        law: The law.
        day: Day of commissioning.
        mode: What the plant feeds in.
        known_on: Leave out figures that became known later.

    Raises:
        NotInForceError: If the plant is older than the figures.
        BeyondHorizonError: If values for that day are not known yet.

    Examples:
        >>> from utilbill import market
        >>> for stage in reference_values(market("DE").law, dt.date(2026, 3, 10)):
        ...     print(stage.up_to, stage.price)
        10 kW 8.18 ct/kWh
        40 kW 7.13 ct/kWh
        1000 kW 5.90 ct/kWh
    """
    surplus = list(_in(law, "surplus", day, known_on))
    if FeedInMode(mode) is FeedInMode.SURPLUS:
        return tuple(_stage(law, up_to, day, (base,), (held,)) for up_to, base, held in surplus)
    found: list[FeedInStage] = []
    for up_to, addition, held in _in(law, "full", day, known_on):
        _, base, of_base = next(one for one in surplus if one[0].amount >= up_to.amount)
        found.append(_stage(law, up_to, day, (base, addition), (of_base, held)))
    return tuple(found)


def tenant_bonus_values(
    law: LawBook, day: dt.date, known_on: dt.date | None = None
) -> tuple[FeedInStage, ...]:
    """Return the bonus for tenant electricity (Mieterstromzuschlag), EEG §§ 48a, 49.

    Raises:
        NotInForceError: If the plant is older than the figures.
        BeyondHorizonError: If values for that day are not known yet.

    Examples:
        >>> from utilbill import market
        >>> tenant_bonus_values(market("DE").law, dt.date(2023, 6, 1))[0].price
        Price('2.67 ct/kWh')
    """
    return tuple(
        _stage(law, up_to, day, (base,), (held,))
        for up_to, base, held in _in(law, "tenant", day, known_on)
    )


def _stage(
    law: LawBook,
    up_to: Quantity,
    day: dt.date,
    parts: tuple[Input, ...],
    figures: tuple[Figure, ...],
) -> FeedInStage:
    base = parts[0] if len(parts) == 1 else Operation("+", parts)
    return _of(up_to, Rounded(_degressed(law, base, day), TWO_DECIMALS), figures)


def _of(up_to: Quantity, node: Explanation, figures: tuple[Figure, ...]) -> FeedInStage:
    return FeedInStage(up_to, Price(TWO_DECIMALS(evaluate(node)), _UNIT), node, figures)


def paid_rates(
    law: LawBook,
    plant: FeedInPlant,
    form: FeedInForm | str = FeedInForm.TARIFF,
    known_on: dt.date | None = None,
) -> tuple[FeedInStage, ...]:
    """Return what is paid per kWh in each stage, EEG §§ 21, 48, 48a, 53.

    The tariff is the value less a deduction; fallback remuneration the value less a share, rounded;
    a market premium starts from the value itself.

    Args:
        law: The law.
        plant: The plant; its day of commissioning fixes the rates.
        form: How it is remunerated.
        known_on: Leave out figures that became known later.

    Raises:
        InvalidInputError: If the plant is too large for the form.
        NotInForceError: If the plant is older than the figures.
        BeyondHorizonError: If values for that day are not known yet.

    Examples:
        >>> from utilbill import market
        >>> plant = FeedInPlant(power="15 kW", commissioned="2026-03-10", mode="surplus")
        >>> [str(stage.price) for stage in paid_rates(market("DE").law, plant)][:2]
        ['7.78 ct/kWh', '6.73 ct/kWh']
    """
    form, day = FeedInForm(form), plant.commissioned
    if form is FeedInForm.TENANT_BONUS:
        return tenant_bonus_values(law, day, known_on)
    values = reference_values(law, day, plant.mode, known_on)
    if form is FeedInForm.MARKET_PREMIUM:
        return values
    if form is FeedInForm.FALLBACK:
        return tuple(_reduced(law, stage, day) for stage in values)
    most = law[f"{_LAW}tariff_limit"].at(day).value
    if most is not None and plant.power.amount > most:
        raise InvalidInputError(
            "power",
            plant.power,
            f"is above {most} kW, up to which there is a feed-in tariff",
            "Choose market_premium, or fallback for a time without a buyer.",
        )
    parameter = law[f"{_LAW}deduction"]
    figure = parameter.at(day)
    less = parameter.input(figure)
    return tuple(
        _of(stage.up_to, Operation("-", (stage.explanation, less)), (*stage.figures, figure))
        for stage in values
    )


def _reduced(law: LawBook, stage: FeedInStage, day: dt.date) -> FeedInStage:
    parameter = law[f"{_LAW}fallback_reduction"]
    figure = parameter.at(day)
    left = Operation("/", (Operation("-", (_HUNDRED, parameter.input(figure))), _HUNDRED))
    node = Rounded(Operation("*", (stage.explanation, left)), TWO_DECIMALS)
    return _of(stage.up_to, node, (*stage.figures, figure))


def reached(
    stages: Iterable[FeedInStage], power: Quantity
) -> tuple[tuple[FeedInStage, Decimal], ...]:
    """Return the stages that a plant reaches, with its kW in each, EEG § 23c.

    Raises:
        InvalidInputError: If the power reaches past the last stage, or limits do not rise.

    Examples:
        >>> rates = [FeedInStage.of("10 kW", "8.20 ct/kWh"), FeedInStage.of("40 kW", "7.10 ct/kWh")]
        >>> [str(kilowatts) for _, kilowatts in reached(rates, Quantity.parse("13 kW"))]
        ['10', '3']
    """
    found: list[tuple[FeedInStage, Decimal]] = []
    below = Decimal(0)
    for stage in stages:
        if stage.up_to.amount <= below:
            raise InvalidInputError(
                "stages", stage.up_to, f"does not rise above {below} kW", "Put the lower one first."
            )
        upper = min(stage.up_to.amount, power.amount)
        if upper > below:
            found.append((stage, subtract(upper, below)))
        below = stage.up_to.amount
    if power.amount > below:
        raise InvalidInputError(
            "power",
            power,
            f"is above {below} kW, where the rates end",
            "Give stages of your own, such as the value of an auction.",
        )
    return tuple(found)


def blended_rate(stages: Iterable[FeedInStage], power: Quantity | str) -> Explanation:
    """Return the mean rate of a plant by its kW in each stage, not rounded (Mischsatz).

    For display, and for what is compared with one figure, as the market value is. Amounts are not
    calculated with a rounded mean.

    Examples:
        >>> from utilbill import evaluate
        >>> rates = [FeedInStage.of("10 kW", "19.5 ct/kWh"), FeedInStage.of("30 kW", "16.5 ct/kWh")]
        >>> TWO_DECIMALS(evaluate(blended_rate(rates, "11 kW")))
        Decimal('19.23')
    """
    held = kilowatts(power)
    parts = reached(stages, held)
    if len(parts) == 1:
        return parts[0][0].explanation
    name = Label("installed power", "installierte Leistung")
    products = tuple(
        Operation("*", (stage.explanation, Input(name, amount, "kW"))) for stage, amount in parts
    )
    return Operation("/", (Operation("+", products), Input(name, held.amount, "kW")))
