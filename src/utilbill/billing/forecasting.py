"""What a period to come is expected to cost: the same engine on expected quantities."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import attrs

from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Published, settle
from utilbill.billing.totals import TaxLevel
from utilbill.contracts.contract import Contract
from utilbill.installments.plan import Forecast, ForecastShare
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.metering.intervals import IntervalSeries
from utilbill.metering.registers import Reading, ReadingOrigin, Register
from utilbill.prorating.spreading import BY_READING, Spreading
from utilbill.prorating.time_share import anniversary
from utilbill.tariffs.bonus import Bonus
from utilbill.tariffs.component import Component, LineKind
from utilbill.tariffs.peaks import ReadPeak
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.vat import RateChange, Taxation
from utilbill.values.errors import (
    InvalidInputError,
    MissingReadingError,
    MissingRegisterError,
    NegativeConsumptionError,
)
from utilbill.values.exact import exact
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Unit, as_unit

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def _not_negative(value: Decimal | int | str) -> Decimal:
    amount = exact(value, "expected quantity")
    if amount < 0:
        raise NegativeConsumptionError(
            "expected quantity", amount, "is below zero", "Give what is expected to be used."
        )
    return amount


@attrs.frozen
class ExpectedQuantity:
    """What a register is expected to count in the forecast period, ratio included.

    Attributes:
        register: Id of the register.
        amount: The quantity.
        unit: Its unit; that of the register if not given. Gas is expected in kWh.
    """

    register: str
    amount: Decimal = attrs.field(converter=_not_negative)
    unit: Unit | None = attrs.field(default=None, converter=attrs.converters.optional(as_unit))


def forecast(
    contract: Contract,
    period: Period,
    expected: Sequence[ExpectedQuantity],
    prices: PriceSheet,
    *,
    market: HasBillingRules | None = None,
    taxation: Taxation | None = None,
    spreading: Spreading | None = None,
    rate_change: RateChange | None = None,
    tax_level: TaxLevel | None = None,
    conversion: EnergyConversion | None = None,
    as_known_on: dt.date | None = None,
    basis: str = "expected quantity",
    series: Mapping[str, IntervalSeries] = _NOTHING,
    indices: Mapping[str, Published] = _NOTHING,
    peaks: Mapping[str, Iterable[ReadPeak]] = _NOTHING,
) -> Forecast:
    """Rate expected quantities over a period to come.

    Lines for information are left out, so that a figure that is not published yet stands in the way
    only if money depends on it.

    Args:
        contract: What is supplied where.
        period: The days to come.
        expected: Quantity per billed register.
        prices: Price sheet valid then.
        market: As for :func:`~utilbill.billing.settling.settle`.
        taxation: As for settle.
        spreading: As for settle; the market's lawful way instead of "by reading only", as nobody
            reads a meter in the future.
        rate_change: As for settle.
        tax_level: As for settle.
        conversion: As for settle; needed where quantities are expected in cubic metres.
        as_known_on: As for settle.
        basis: Where the quantities come from.
        series: Expected load curves, for registers that prices need by interval; these need no
            expected quantity beside. :meth:`~utilbill.IntervalSeries.scaled_to` shapes one.
        indices: Expected prices per interval and figures of indices, as for settle.
        peaks: Expected peaks, as for settle.

    Raises:
        MissingReadingError: If a register has no expected quantity.
        BeyondHorizonError: If law is not known that far; state a policy on the market's law.
    """
    given = [held.register for held in expected]
    for name in given:
        if given.count(name) > 1:
            raise InvalidInputError(
                "expected", name, "is expected twice", "Give one quantity per register."
            )
    units = {unit for held in expected if (unit := _unit(contract, held)) is not None}
    in_volume = any(unit.dimension == _VOLUME for unit in units)
    settlement = settle(
        _future(contract, period, expected, series),
        period,
        _as_readings(period, expected),
        _expected(prices, contract, period, (*given, *series)),
        market=market,
        taxation=taxation,
        spreading=None if spreading is BY_READING else spreading,
        rate_change=rate_change,
        tax_level=tax_level,
        conversion=conversion if in_volume else None,
        as_known_on=as_known_on,
        series=series,
        indices=indices,
        peaks=peaks,
    )
    return Forecast(
        period=period,
        total=settlement.totals.payable,
        shares=tuple(ForecastShare(group.rate, group.gross) for group in settlement.totals.groups),
        basis=basis,
        findings=tuple(held for held in settlement.findings if held.code not in _LEFT_OUT),
    )


_VOLUME = Unit.parse("m³").dimension
_OF_READINGS = ("estimated_reading", "formed_values", "reading_left_aside", "rollover_assumed")
_LEFT_OUT = (*_OF_READINGS, "one_off_outside_period")


def _unit(contract: Contract, held: ExpectedQuantity) -> Unit | None:
    declared = {register.id: register.unit for register in contract.supply_point.registers}
    return held.unit or declared.get(held.register)


def _future(
    contract: Contract,
    period: Period,
    expected: Sequence[ExpectedQuantity],
    series: Mapping[str, IntervalSeries],
) -> Contract:
    """Return the contract with plain registers for what is expected."""
    point = contract.supply_point
    wanted: dict[str, ExpectedQuantity | None] = {held.register: held for held in expected}
    wanted |= dict.fromkeys(series)
    declared = point.declared
    for name in wanted:
        if name not in declared.ids:
            raise MissingRegisterError(
                "expected", name, "is not declared", f"Use one of: {', '.join(declared.ids)}."
            )
    missing = [
        name
        for name in declared.counting
        if name not in wanted and not declared.bound_to_meters(name)
    ]
    if missing:
        raise MissingReadingError(
            "expected", missing[0], "has no expected quantity", "Give one per register."
        )
    plain = tuple(
        Register(
            name,
            unit=(held and held.unit) or declared.unit(name),
            part_of=declared.parts.get(name, ""),
            label=next(register.label for register in point.registers if register.id == name),
        )
        for name, held in wanted.items()
    )
    return attrs.evolve(
        contract,
        supply_point=attrs.evolve(point, registers=plain),
        supply_start=min(contract.supply_start, period.start),
        supply_end=None,
    )


def _as_readings(period: Period, expected: Sequence[ExpectedQuantity]) -> list[Reading]:
    estimated = ReadingOrigin.ESTIMATED
    return [
        reading
        for held in expected
        for reading in (
            Reading(held.register, period.start, 0, estimated, reason="forecast"),
            Reading(held.register, period.end, held.amount, estimated, reason="forecast"),
        )
    ]


def _expected(
    prices: PriceSheet, contract: Contract, period: Period, given: Sequence[str]
) -> PriceSheet:
    """Leave out what informs only, and what priced a register of a meter that is gone.

    A bonus for use that began before these days is not counted on either.
    """
    gone = {register.id for register in contract.supply_point.registers} - set(given)
    kept = tuple(
        held
        for held in prices.components
        if held.kind is LineKind.CHARGED
        and not (held.selected and set(held.selected) <= gone)
        and not (_needs_use(held) and contract.supply_start < period.start)
    )
    return attrs.evolve(prices, components=kept)


def _needs_use(component: Component) -> bool:
    return isinstance(component, Bonus) and component.least_use is not None


def next_period(settled: Period) -> Period:
    """Return the year that follows a settled period."""
    return Period(settled.end, anniversary(settled.end, 1))


#: Expected quantities are whole units: a forecast is no more exact than that.
EXPECTED_QUANTITY = RoundingRule("expected_quantity", decimal_step(0))


def next_forecast(
    settlement: Settlement,
    prices: PriceSheet,
    *,
    market: HasBillingRules | None = None,
    taxation: Taxation | None = None,
    spreading: Spreading | None = None,
    rate_change: RateChange | None = None,
    tax_level: TaxLevel | None = None,
    as_known_on: dt.date | None = None,
    period: Period | None = None,
    series: Mapping[str, IntervalSeries] = _NOTHING,
    indices: Mapping[str, Published] = _NOTHING,
    peaks: Mapping[str, Iterable[ReadPeak]] = _NOTHING,
) -> Forecast:
    """Expect the next year to be like the settled one (StromGVV/GasGVV § 13 Abs. 1).

    Quantities of a period shorter or longer than the year to come are scaled by days and rounded
    to whole units.

    Args:
        settlement: The settled period.
        prices: Price sheet valid in the year to come.
        market: As for settle.
        taxation: As for settle.
        spreading: As for forecast.
        rate_change: As for settle.
        tax_level: As for settle.
        as_known_on: As for settle.
        period: The period to come; the year after the settled period if not given.
        series: Expected load curves of registers that prices need by interval; see
            :func:`~utilbill.on_calendar_of`. Others are expected to use as much as before.
        indices: As for forecast.
        peaks: As for forecast.
    """
    used = settlement.consumption
    days = period or next_period(settlement.period)
    expected: list[ExpectedQuantity] = []
    if used is not None:
        for name, unit in zip(used.registers, used.units, strict=True):
            there = used.days_of(name)
            if there.end == settlement.period.end and name not in series:
                share = Fraction(days.days, there.days)
                amount = EXPECTED_QUANTITY(Fraction(used.of(name).amount) * share)
                expected.append(ExpectedQuantity(name, amount, unit))
    return forecast(
        settlement.contract,
        days,
        expected,
        prices,
        market=market,
        taxation=taxation,
        spreading=spreading,
        rate_change=rate_change,
        tax_level=tax_level,
        as_known_on=as_known_on,
        basis=f"settled consumption of {settlement.period}",
        series=series,
        indices=indices,
        peaks=peaks,
    )
