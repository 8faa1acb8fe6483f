"""The agreed unit price of a day, read off a rated settlement (vereinbarter Arbeitspreis)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.markets.de.reliefs.figures import HUNDRED, KWH, in_cents, sum_of
from utilbill.markets.de.reliefs.groups import BrakeGroup
from utilbill.markets.de.reliefs.reference_price import WeeklyHours
from utilbill.tariffs.component import ChargeRole, LineKind, PriceBasis
from utilbill.taxes.split import with_tax
from utilbill.values.errors import MissingChoiceError
from utilbill.values.explanation import Constant, Explanation, Input, Operation, evaluate
from utilbill.values.units import Price

_STATE: Final = (
    ChargeRole.LEVY,
    ChargeRole.QUANTITY_TAX,
    ChargeRole.CONCESSION,
    ChargeRole.CARBON,
)
_GRID: Final = (ChargeRole.GRID, ChargeRole.METERING)
_HEAT: Final = (BrakeGroup.HEAT_LARGE, BrakeGroup.STEAM_LARGE)


def unit_price(
    rated: Settlement,
    group: BrakeGroup,
    day: dt.date,
    *,
    hours: WeeklyHours | None = None,
    low_registers: Sequence[str] = (),
) -> Explanation:
    """Return the unit price of a day that a group's reference price is compared with [ct/kWh].

    In small groups all prices per energy with their tax; in large ones net, before grid use,
    metering and state parts (heat: before state parts). What is contained in an all-in price is
    taken out of it. Registers of different prices need the hours of both tariffs.

    Args:
        rated: The rated settlement.
        group: The group of the delivery point.
        day: The day.
        hours: Hours of the low and the high tariff; None where one price holds at all times.
        low_registers: Registers of the low tariff.

    Raises:
        MissingChoiceError: If no energy is priced on the day, a component has several prices then,
            or registers have different prices without hours.
    """
    lines = [line for line in rated.lines if day in line.period and _per_energy(line)]
    by_register = {
        register: sum_of(tuple(_parts(lines, group, register)))
        for line in lines
        for register in line.registers
        if line.kind is LineKind.CHARGED
    }
    if not by_register:
        raise MissingChoiceError(
            "prices",
            f"none on {day}",
            "are no unit price of energy",
            "Give the agreed unit price: PriceBrake(prices=...).",
        )
    if _agree(by_register.values()):
        return next(iter(by_register.values()))
    low = [node for register, node in by_register.items() if register in low_registers]
    high = [node for register, node in by_register.items() if register not in low_registers]
    if hours is None or not _agree(low) or not _agree(high):
        raise MissingChoiceError(
            "hours",
            ", ".join(by_register),
            f"have different unit prices on {day}",
            "Give the hours of a week of both tariffs and the registers of the low one: "
            "PriceBrake(hours=WeeklyHours(...), low_registers=...).",
        )
    return hours.mean(low[0], high[0])


def _agree(nodes: Iterable[Explanation]) -> bool:
    return len({evaluate(node) for node in nodes}) == 1


def _per_energy(line: Line) -> bool:
    price = line.price
    return (
        price is not None
        and line.quantity is not None
        and price.per.dimension == KWH.dimension
        and price.currency == line.amount.currency
    )


def _parts(lines: Sequence[Line], group: BrakeGroup, register: str) -> Iterable[Explanation]:
    left_out = () if group.all_in else _STATE if group in _HEAT else (*_STATE, *_GRID)
    seen: set[str] = set()
    for line in lines:
        if register not in line.registers:
            continue
        charged = line.kind is LineKind.CHARGED
        if charged == (line.role in left_out) or (not charged and group.all_in):
            continue
        if line.component in seen:
            raise MissingChoiceError(
                "prices",
                line.component,
                "has several prices on one day",
                "Give the agreed unit price: PriceBrake(prices=...).",
            )
        seen.add(line.component)
        node = _price(line, gross=group.all_in)
        yield node if charged else Operation("-", (_ZERO, node))


_ZERO: Final = Constant(Decimal(0), "ct/kWh")


def _price(line: Line, *, gross: bool) -> Explanation:
    price = line.price
    assert isinstance(price, Price)  # noqa: S101 - looked at before
    node = Input(line.label, in_cents(price), "ct/kWh", line.component)
    if gross:
        return with_tax(node, line.tax) if line.basis is PriceBasis.NET else node
    if line.basis is PriceBasis.NET:
        return node
    whole = Operation("+", (HUNDRED, line.tax.input))
    return Operation("/", (Operation("*", (node, HUNDRED)), whole))
