"""The checks before release; each a small function, put together with what it brings about."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.billed_once import billed_once
from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.billing.lifecycle.release import ReleaseCheck, ReleaseContext
from utilbill.billing.lifecycle.verdict import Response
from utilbill.billing.settlement import Settlement
from utilbill.metering.registers import Reading
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact
from utilbill.values.explanation import Label
from utilbill.values.german import german
from utilbill.values.money import Money, as_money
from utilbill.values.rounding import RoundingRule, decimal_step

_PERCENT: Final = 100
_WHOLE_PERCENT: Final = RoundingRule("whole_percent", decimal_step(0))


def _per_day(amount: Decimal, settlement: Settlement) -> Fraction:
    return Fraction(amount) / settlement.period.days


@attrs.frozen
class _Deviation:
    limit: Decimal

    def __call__(self, document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
        for settlement in document.bill.settlements:
            before = context.previous.get(settlement.contract.id)
            if before is None:
                continue
            yield from self._use(settlement, before)
            yield from self._amount(settlement, before)

    def _use(self, now: Settlement, before: Settlement) -> Iterable[Label]:
        if now.consumption is None or before.consumption is None:
            return
        used, held = now.consumption.total, before.consumption.total
        if used.unit.dimension != held.unit.dimension:
            return
        then = held.to(used.unit)
        percent = self._beyond(_per_day(used.amount, now), _per_day(then.amount, before))
        if percent is not None:
            yield Label(
                f"{now.contract.id}: {used} in {now.period.days} days after {then} in "
                f"{before.period.days} days, {percent:+} % a day.",
                f"{now.contract.id}: {german(used)} in {now.period.days} Tagen nach "
                f"{german(then)} in {before.period.days} Tagen, {percent:+} % je Tag.",
            )

    def _amount(self, now: Settlement, before: Settlement) -> Iterable[Label]:
        due, held = now.totals.gross, before.totals.gross
        percent = self._beyond(_per_day(due.amount, now), _per_day(held.amount, before))
        if percent is not None:
            yield Label(
                f"{now.contract.id}: {due} for {now.period.days} days after {held} for "
                f"{before.period.days} days, {percent:+} % a day.",
                f"{now.contract.id}: {german(due)} für {now.period.days} Tage nach "
                f"{german(held)} für {before.period.days} Tage, {percent:+} % je Tag.",
            )

    def _beyond(self, now: Fraction, before: Fraction) -> Decimal | None:
        if not before:
            return None
        percent = (now / before - 1) * _PERCENT
        return _WHOLE_PERCENT(percent) if abs(percent) > self.limit else None


def deviation(percent: Decimal | int | str, response: Response | str) -> ReleaseCheck:
    """Check use and amount per day against the settlement before (Vorjahresvergleich).

    Args:
        percent: Up to how much more or less per day nothing is said.
        response: What an objection brings about.

    Raises:
        InvalidInputError: If the percentage is below zero.
    """
    limit = exact(percent, "percent")
    if limit < 0:
        raise InvalidInputError("percent", limit, "is below zero", "Give it without a sign.")
    return ReleaseCheck("deviation", response, _Deviation(limit))


def _is_zero(document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
    del context
    gross = document.bill.totals.gross
    if not gross:
        yield Label(f"The bill comes to {gross}.", f"Die Rechnung lautet auf {german(gross)}.")


def zero_amount(response: Response | str) -> ReleaseCheck:
    """Check that the bill comes to something (Nullrechnung)."""
    return ReleaseCheck("zero_amount", response, _is_zero)


@attrs.frozen
class _Huge:
    limit: Money

    def __call__(self, document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
        del context
        gross = document.bill.totals.gross
        if abs(gross.amount) > (self.limit + Money.zero(gross.currency)).amount:
            yield Label(
                f"The bill comes to {gross}, more than {self.limit}.",
                f"Die Rechnung lautet auf {german(gross)}, mehr als {german(self.limit)}.",
            )


def huge_amount(limit: Money | str, response: Response | str) -> ReleaseCheck:
    """Check that the gross amount, charged or credited, stays within a limit.

    Raises:
        CurrencyMismatchError: When it is run, if the bill is in another currency.
    """
    held = Money.parse(limit) if isinstance(limit, str) else as_money(limit)
    return ReleaseCheck("huge_amount", response, _Huge(held))


def _reasonless(reading: Reading) -> bool:
    return not reading.origin.measured and not reading.reason and reading.estimate is None


def _estimates(document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
    del context
    for settlement in document.bill.settlements:
        used = settlement.consumption
        ends = (
            [end for held in used.intervals for end in (held.opening, held.closing)] if used else ()
        )
        for reading in dict.fromkeys(ends):
            if _reasonless(reading):
                yield Label(
                    f"{reading.register} on {reading.day} is {reading.origin.label.en}; "
                    "no reason is given.",
                    f"{reading.register} am {reading.day:%d.%m.%Y}: {reading.origin.label.de}, "
                    "ohne Angabe eines Grundes.",
                )


def estimated_without_reason(response: Response | str) -> ReleaseCheck:
    """Check that each estimated or substituted reading has its reason, EnWG § 40a Abs. 2."""
    return ReleaseCheck("estimated_without_reason", response, _estimates)


def _unverified(document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
    del context
    for settlement in document.bill.settlements:
        for finding in settlement.findings:
            if finding.code == "unverified_figure":
                yield finding.message


def unverified_figures(response: Response | str) -> ReleaseCheck:
    """Check that no amount rests on a legal figure that nobody compared with its source."""
    return ReleaseCheck("unverified_figures", response, _unverified)


def _twice(document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
    released = [held for held in context.others if held.number]
    for overlap in billed_once((*released, document), drafts=True).overlaps:
        if "" in overlap.documents:
            yield overlap.message


def billed_twice(response: Response | str) -> ReleaseCheck:
    """Check that no day of supply is on another valid document already (Doppelabrechnung)."""
    return ReleaseCheck("billed_twice", response, _twice)


def document_dates(response: Response | str) -> ReleaseCheck:
    """Check that the bill has its date of issue, not before its period has ended."""
    return ReleaseCheck("document_dates", response, _dates)


def _dates(document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
    del context
    issued = document.bill.document_date
    if issued is None:
        yield Label("The bill has no date of issue.", "Die Rechnung hat kein Ausstellungsdatum.")
        return
    end: dt.date = document.period.end
    if issued < end:
        yield Label(
            f"The bill is dated {issued}, before its period ends on {document.period.last}.",
            f"Die Rechnung ist vom {issued:%d.%m.%Y}, vor dem Ende ihres Zeitraums am "
            f"{document.period.last:%d.%m.%Y}.",
        )


def standard_checks() -> tuple[ReleaseCheck, ...]:
    """Return the checks that need no limits of a house and no market.

    Examples:
        >>> [held.rule for held in standard_checks()]
        ['billed_twice', 'estimated_without_reason', 'zero_amount', 'unverified_figures']
    """
    return (
        billed_twice(Response.BLOCK),
        estimated_without_reason(Response.BLOCK),
        zero_amount(Response.ASK),
        unverified_figures(Response.INFORM),
    )
