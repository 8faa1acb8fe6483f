"""What a period to come is expected to cost: the same engine on expected quantities."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import settle
from utilbill.contracts.contract import Contract
from utilbill.installments.plan import Forecast, ForecastShare
from utilbill.metering.registers import Reading, ReadingOrigin
from utilbill.prorating.spreading import Spreading
from utilbill.prorating.time_share import anniversary
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.vat import RateChange, Taxation
from utilbill.values.errors import MissingReadingError, NegativeConsumptionError
from utilbill.values.exact import exact
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Unit, as_unit


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
    basis: str = "expected quantity",
) -> Forecast:
    """Rate expected quantities over a period to come.

    Args:
        contract: What is supplied where.
        period: The days to come.
        expected: Quantity per billed register.
        prices: Price sheet valid then.
        market: As for :func:`~utilbill.billing.settling.settle`.
        taxation: As for settle.
        spreading: As for settle.
        rate_change: As for settle.
        basis: Where the quantities come from.

    Raises:
        MissingReadingError: If a register has no expected quantity.
        BeyondHorizonError: If law is not known that far; state a policy on the market's law.
    """
    settlement = expected_settlement(
        contract,
        period,
        expected,
        prices,
        market=market,
        taxation=taxation,
        spreading=spreading,
        rate_change=rate_change,
    )
    return Forecast(
        period=period,
        total=settlement.totals.payable,
        shares=tuple(ForecastShare(group.rate, group.gross) for group in settlement.totals.groups),
        basis=basis,
    )


def expected_settlement(
    contract: Contract,
    period: Period,
    expected: Sequence[ExpectedQuantity],
    prices: PriceSheet,
    *,
    market: HasBillingRules | None = None,
    taxation: Taxation | None = None,
    spreading: Spreading | None = None,
    rate_change: RateChange | None = None,
) -> Settlement:
    """Settle expected quantities as if they had been read."""
    amounts = {held.register: held.amount for held in expected}
    units = {held.register: held.unit for held in expected}
    point = contract.supply_point
    plain = tuple(
        attrs.evolve(
            held,
            ratio=Decimal(1),
            digits=None,
            meter="",
            total_of=(),
            unit=units[held.id] or held.unit,
        )
        for held in {register.id: register for register in point.registers}.values()
        if held.id in amounts
    )
    missing = [held.id for held in point.registers if held.id not in amounts and not held.total_of]
    if missing:
        raise MissingReadingError(
            "expected", missing[0], "has no expected quantity", "Give one per register."
        )
    readings = [
        reading
        for name, amount in amounts.items()
        for reading in (
            Reading(name, period.start, 0, ReadingOrigin.ESTIMATED, reason="forecast"),
            Reading(name, period.end, amount, ReadingOrigin.ESTIMATED, reason="forecast"),
        )
    ]
    start = min(contract.supply_start, period.start)
    future = attrs.evolve(
        contract,
        supply_point=attrs.evolve(point, registers=plain),
        supply_start=start,
        supply_end=None,
    )
    return settle(
        future,
        period,
        readings,
        prices,
        market=market,
        taxation=taxation,
        spreading=spreading,
        rate_change=rate_change,
    )


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
    period: Period | None = None,
) -> Forecast:
    """Expect the next year to be like the settled one (StromGVV/GasGVV § 13 Abs. 1).

    Quantities of a period shorter or longer than the year to come are scaled by days and rounded
    to whole units.

    Args:
        settlement: The settled period.
        prices: Price sheet valid in the year to come.
        market: As for settle.
        taxation: As for settle.
        spreading: As for settle.
        period: The period to come; the year after the settled period if not given.
    """
    used = settlement.consumption
    days = period or next_period(settlement.period)
    expected: list[ExpectedQuantity] = []
    if used is not None:
        share = Fraction(days.days, settlement.period.days)
        expected = [
            ExpectedQuantity(name, EXPECTED_QUANTITY(Fraction(used.of(name).amount) * share), unit)
            for name, unit in zip(used.registers, used.units, strict=True)
        ]
    return forecast(
        settlement.contract,
        days,
        expected,
        prices,
        market=market,
        taxation=taxation,
        spreading=spreading,
        basis=f"settled consumption of {settlement.period}",
    )
