"""Shared building supply: who gets what of a roof's power in each quarter hour (EnWG § 42b)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from operator import sub
from types import MappingProxyType
from typing import Final

import attrs

from utilbill.law.parameter import LawBook
from utilbill.metering.intervals import QUARTER_HOUR, Direction, IntervalSeries
from utilbill.metering.intervals.quality import joined
from utilbill.metering.intervals.series import common_step, scaled
from utilbill.values.choice import Choice
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import CONTEXT, exact
from utilbill.values.explanation import Label
from utilbill.values.rounding import allocate_steps
from utilbill.values.units import as_unit, convert

#: Shares are whole thousandths of a watt hour, or finer where a meter is; what is left over goes to
#: the largest remainders.
SHARE_STEP: Final = convert(Decimal(1), as_unit("Wh"), as_unit("MWh"))
_SHARE: Final = Label("share of the building's power", "Anteil am Gebäudestrom")
_RESIDUAL: Final = Label("residual supply from the grid", "Reststrombezug")
_SURPLUS: Final = Label("surplus fed into the grid", "Überschusseinspeisung")


class SharingKey(Choice):
    """By which key the power of an interval is divided (Aufteilungsschlüssel).

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    EQUAL = "equal"  #: In equal parts; what holds where nothing was agreed.
    FIXED = "fixed"  #: By agreed shares (statisch).
    PROPORTIONAL = "proportional"  #: By what each uses in the interval (dynamisch).


def _series(value: Mapping[str, IntervalSeries]) -> Mapping[str, IntervalSeries]:
    return MappingProxyType(dict(value))


@attrs.frozen
class BuildingShares:
    """How the power of a building's plant was divided; all series have one grid and one step.

    Attributes:
        shares: By participant, what it got; never more than it used.
        residual: By participant, what it took from the grid beside.
        surplus: What was fed into the grid, with what exceeded somebody's use.
    """

    shares: Mapping[str, IntervalSeries] = attrs.field(converter=_series)
    residual: Mapping[str, IntervalSeries] = attrs.field(converter=_series)
    surplus: IntervalSeries


def _weights(
    key: SharingKey, names: tuple[str, ...], fixed: Mapping[str, Decimal | int | str] | None
) -> tuple[int, ...]:
    if key is not SharingKey.FIXED:
        if fixed is not None:
            raise InvalidInputError(
                "fixed", ", ".join(fixed), f"says nothing to the key {key.value}", "Leave it out."
            )
        return (1,) * len(names)
    given = {name: exact(share, "fixed") for name, share in (fixed or {}).items()}
    if set(given) != set(names):
        raise InvalidInputError(
            "fixed",
            ", ".join(given) or "nothing",
            f"does not name the participants {', '.join(names)}",
            "Give one share for each.",
        )
    counts, _ = scaled(given[name] for name in names)
    if min(counts) < 0 or not any(counts):
        raise InvalidInputError(
            "fixed", ", ".join(map(str, given.values())), "are no shares", "Give 60 and 40 or so."
        )
    return counts


def share_building_supply(
    generation: IntervalSeries,
    consumption: Mapping[str, IntervalSeries],
    key: SharingKey | str = SharingKey.EQUAL,
    *,
    fixed: Mapping[str, Decimal | int | str] | None = None,
) -> BuildingShares:
    """Divide what a building's plant generates among those who take part, EnWG § 42b Abs. 5.

    In each quarter hour as much can be divided as is generated, and no more than all use together.
    A part above somebody's own use is not given to others: it is fed into the grid.

    Args:
        generation: What the plant generates, in quarter hours.
        consumption: By participant, what it uses in the same quarter hours.
        key: The agreed key.
        fixed: Shares by participant for the fixed key; any numbers in proportion.

    Returns:
        New series, with energy in whole steps; shares and surplus add up to what was generated,
        share and residual to what each used, exactly.

    Raises:
        InvalidInputError: If nobody takes part, the grids differ or are not of quarter hours, a
            value is below zero, or shares do not fit the key.
        UnitError: If a series is no energy.

    Examples:
        >>> from utilbill import Period
        >>> day = Period.through("2026-06-01", "2026-06-01")
        >>> def load(*values):
        ...     return IntervalSeries.on(day, [*values, *["0"] * (96 - len(values))], unit="kWh",
        ...                              resolution="15 min", zone="Europe/Berlin")
        >>> divided = share_building_supply(load("1.2"), {"A": load("0.5"), "B": load("0.9")})
        >>> {name: str(series.total) for name, series in divided.shares.items()}
        {'A': '0.500000 kWh', 'B': '0.600000 kWh'}
        >>> str(divided.residual["B"].total), str(divided.surplus.total)
        ('0.300000 kWh', '0.100000 kWh')
    """
    chosen, names = SharingKey(key), tuple(consumption)
    weights = _weights(chosen, names, fixed)
    made, used = _on_one_grid(generation, consumption)
    shares: list[list[int]] = [[] for _ in names]
    for index, generated in enumerate(made.counts):
        uses = [series.counts[index] for series in used]
        divisible = min(generated, sum(uses))
        by = uses if chosen is SharingKey.PROPORTIONAL else weights
        parts = allocate_steps(divisible, by) if divisible else [0] * len(uses)
        for held, part, use in zip(shares, parts, uses, strict=True):
            held.append(min(part, use))
    given = [tuple(counts) for counts in shares]
    runs = joined(run for series in (made, *used) for run in series.quality)
    divided = [
        attrs.evolve(series, counts=counts, quality=runs, name=_SHARE, direction=Direction.IMPORT)
        for series, counts in zip(used, given, strict=True)
    ]
    residual = [
        attrs.evolve(series, counts=tuple(map(sub, series.counts, counts)), name=_RESIDUAL)
        for series, counts in zip(used, given, strict=True)
    ]
    left = tuple(map(sub, made.counts, map(sum, zip(*given, strict=True))))
    surplus = attrs.evolve(
        made, counts=left, quality=runs, name=_SURPLUS, direction=Direction.EXPORT
    )
    return BuildingShares(
        dict(zip(names, divided, strict=True)), dict(zip(names, residual, strict=True)), surplus
    )


def _on_one_grid(
    generation: IntervalSeries, consumption: Mapping[str, IntervalSeries]
) -> tuple[IntervalSeries, list[IntervalSeries]]:
    if not consumption:
        raise InvalidInputError(
            "consumption", "nobody", "takes part", "Give the series of each participant."
        )
    if generation.resolution != QUARTER_HOUR:
        raise InvalidInputError(
            "generation",
            generation.resolution,
            "is not measured in quarter hours, as EnWG § 42b asks",
            "Give values of 15 min.",
        )
    held = [series.to("kWh") for series in (generation, *consumption.values())]
    for series in held:
        series - held[0]  # refuses another grid
        if min(series.counts) < 0:
            raise InvalidInputError(
                "series", min(series.values), "is below zero", "Give generation and use apart."
            )
    step = common_step(SHARE_STEP, *(series.step for series in held))
    made, *used = [_in_steps(series, step) for series in held]
    return made, used


def _in_steps(series: IntervalSeries, step: Decimal) -> IntervalSeries:
    factor = int(CONTEXT.divide(series.step, step))
    counts = tuple(count * factor for count in series.counts)
    return attrs.evolve(series, counts=counts, step=step)


def may_supply_building(
    law: LawBook,
    day: dt.date,
    *,
    same_building: bool,
    through_grid: bool,
    quarter_hours: bool,
    contract: bool,
) -> Decision:
    """Tell whether somebody may take part in shared building supply, EnWG § 42b Abs. 1.

    Args:
        law: The law.
        day: The day.
        same_building: Whether power is used in the building of the plant, or one that belongs to
            it.
        through_grid: Whether power goes through a grid.
        quarter_hours: Whether use is measured in quarter hours.
        contract: Whether there is a contract on the use of the building's power, with a key.

    Examples:
        >>> from utilbill import market
        >>> decision = may_supply_building(market("DE").law, dt.date(2026, 6, 1),
        ...     same_building=True, through_grid=False, quarter_hours=False, contract=True)
        >>> [condition.text for condition in decision.failed]
        ['use is measured in quarter hours']
    """
    since = law["de.shared_supply.building_since"].known()[0].since
    asked = (
        (f"shared building supply exists since {since}", day >= since, str(day), ""),
        ("plant and use are in one building", same_building, _yes(same_building), " Nr. 1"),
        ("power goes through no grid", not through_grid, _yes(through_grid), " Nr. 1"),
        ("use is measured in quarter hours", quarter_hours, _yes(quarter_hours), " Nr. 3"),
        ("there is a contract with a key", contract, _yes(contract), " Nr. 4"),
    )
    conditions = tuple(
        Condition(text, satisfied, found, f"EnWG § 42b Abs. 1{place}")
        for text, satisfied, found, place in asked
    )
    return Decision(
        all(held.satisfied for held in conditions), conditions, since if day < since else None
    )


def _yes(value: bool) -> str:  # noqa: FBT001
    return "yes" if value else "no"
