"""Proof over many documents: each day of supply is on exactly one valid document, or has a reason.

Within one settlement the engine proves it for units and days; this is the proof between them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from utilbill.billing.settlement import Settlement
from utilbill.contracts.contract import Contract, SupplyPoint
from utilbill.values.dated import optional_day
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Label
from utilbill.values.german import german
from utilbill.values.period import Period, whole_day
from utilbill.values.table import Table

if TYPE_CHECKING:
    from utilbill.billing.lifecycle.document import BillingDocument


def point_of(contract: Contract) -> str:
    """Return by what a supply point is told from others: its location, or the contract's number."""
    point: SupplyPoint = contract.supply_point
    place = point.market_location or point.metering_location or contract.id
    return f"{place} {point.commodity.value}"


@attrs.frozen(kw_only=True)
class Supply:
    """Days on which somebody is supplied and must be billed.

    Attributes:
        contract: The contract; supply runs from its start to its end.
        billed_from: First day that this library answers for; the start of supply if None.
        billed_to: First day that need not be billed yet; the end of supply if None.

    Raises:
        InvalidInputError: If there is no end at all.
    """

    contract: Contract
    billed_from: dt.date | None = attrs.field(default=None, converter=optional_day)
    billed_to: dt.date | None = attrs.field(default=None, converter=optional_day)

    def __attrs_post_init__(self) -> None:
        if self.contract.supply_end is None and self.billed_to is None:
            raise InvalidInputError(
                "billed_to",
                "nothing",
                "is needed where supply goes on",
                "Give the first day that need not be billed yet.",
            )

    @property
    def days(self) -> Period | None:
        """The days that must be billed; None if there are none yet."""
        start = max(self.contract.supply_start, self.billed_from or dt.date.min)
        ends = [day for day in (self.contract.supply_end, self.billed_to) if day is not None]
        return Period(start, min(ends)) if start < min(ends) else None


@attrs.frozen(kw_only=True)
class Excuse:
    """Why days are on no document (Begründung einer Abrechnungslücke).

    Attributes:
        contract: Number of the contract.
        start: First day.
        end: First day after.
        reason: Why, in words.
        charge: For one charge only; empty for the whole supply.
    """

    contract: str
    start: dt.date = attrs.field(converter=whole_day)
    end: dt.date = attrs.field(converter=whole_day)
    reason: str
    charge: str = ""

    def __attrs_post_init__(self) -> None:
        Period(self.start, self.end)
        if not self.reason.strip():
            raise InvalidInputError("reason", self.reason, "says nothing", "Say why.")


@attrs.frozen
class BillingGap:
    """Days that are on no valid document.

    Attributes:
        contract: Number of the contract.
        charge: The charge that is missing on these days; empty if the whole supply is.
        period: The days.
        reason: The excuse; empty if there is none.
    """

    contract: str
    charge: str
    period: Period
    reason: str = ""

    @property
    def message(self) -> Label:
        """The gap in words."""
        what = f" ({self.charge})" if self.charge else ""
        why = f": {self.reason}" if self.reason else ""
        return Label(
            f"{self.contract}{what}: {self.period} is on no valid document{why}.",
            f"{self.contract}{what}: {german(self.period)} steht auf keinem gültigen Beleg{why}.",
        )


@attrs.frozen
class BillingOverlap:
    """Days that are on several valid documents.

    Attributes:
        point: The supply point.
        contracts: Numbers of the contracts.
        charge: The charge that is billed twice; empty if the whole supply is.
        period: The days.
        documents: Numbers of the documents; empty for a draft.
    """

    point: str
    contracts: tuple[str, ...]
    charge: str
    period: Period
    documents: tuple[str, ...]

    @property
    def message(self) -> Label:
        """The overlap in words."""
        en = " and ".join(number or "this draft" for number in self.documents)
        de = " und ".join(number or "diesem Entwurf" for number in self.documents)
        return Label(
            f"{self.point}: {self.period} is on {en}.",
            f"{self.point}: {german(self.period)} steht auf {de}.",
        )


@attrs.frozen
class BilledOnce:
    """The report: gaps and overlaps of a portfolio.

    Attributes:
        gaps: Days on no document without a reason.
        excused: Days on no document, with the reason.
        overlaps: Days on several documents.
    """

    gaps: tuple[BillingGap, ...]
    excused: tuple[BillingGap, ...]
    overlaps: tuple[BillingOverlap, ...]

    def __bool__(self) -> bool:
        return not self.gaps and not self.overlaps

    def table(self) -> Table:
        """Return all of them as a table."""
        rows: list[tuple[object, ...]] = [
            ("gap", held.contract, held.charge, held.period.start, held.period.last, held.reason)
            for held in (*self.gaps, *self.excused)
        ]
        rows += [
            (
                "overlap",
                ", ".join(held.contracts),
                held.charge,
                held.period.start,
                held.period.last,
                ", ".join(held.documents),
            )
            for held in self.overlaps
        ]
        return Table(
            "Billed exactly once",
            ("finding", "contract", "charge", "first", "last", "reason or documents"),
            tuple(rows),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per finding, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


@attrs.frozen
class _Billed:
    """One settlement on one document."""

    number: str
    settlement: Settlement

    @property
    def point(self) -> str:
        return point_of(self.settlement.contract)


def billed_once(
    documents: "Iterable[BillingDocument]",
    supplies: Iterable[Supply] = (),
    *,
    excuses: Sequence[Excuse] = (),
    drafts: bool = False,
) -> BilledOnce:
    """Check that each day of supply is on exactly one valid document (Abrechnungsnachweis).

    Days are compared per supply point, so that two tenants of one flat are not billed for the same
    day; charges are compared within a contract: a charge that one document has must be on each
    document of that contract, or have its absence or an excuse there.

    Args:
        documents: All documents; those that are reversed or corrected, and reversals, do not count.
        supplies: What must be billed; without it only overlaps are found.
        excuses: Reasons for gaps.
        drafts: Whether drafts count as well, as before their release.

    Examples:
        >>> report = billed_once([])
        >>> bool(report), report.gaps
        (True, ())
    """
    valid = [
        _Billed(held.number, settlement)
        for held in documents
        if held.is_valid or (drafts and not held.number)
        for settlement in held.bill.settlements
    ]
    gaps = [gap for supply in supplies for gap in (*_days(supply, valid), *_charges(supply, valid))]
    told = [_excused(part, excuses) for gap in gaps for part in _divided(gap, excuses)]
    return BilledOnce(
        tuple(gap for gap in told if not gap.reason),
        tuple(gap for gap in told if gap.reason),
        tuple(_overlaps(valid)),
    )


def _of(supply: Supply, valid: Sequence[_Billed]) -> list[Settlement]:
    mine = supply.contract.id
    return [held.settlement for held in valid if held.settlement.contract.id == mine]


def _days(supply: Supply, valid: Sequence[_Billed]) -> Iterator[BillingGap]:
    if supply.days is not None:
        mine = [
            held.settlement for held in valid if held.settlement.contract.id == supply.contract.id
        ]
        for days in _uncovered(supply.days, [held.period for held in mine]):
            yield BillingGap(supply.contract.id, "", days)


def _charges(supply: Supply, valid: Sequence[_Billed]) -> Iterator[BillingGap]:
    """Yield days on which a document leaves out a charge that others of the contract have."""
    mine = _of(supply, valid)
    spans = {
        (settlement.period.start, line.charge)
        for settlement in mine
        for line in settlement.charged
        if line.quantity is not None or line.price is not None
    }
    for charge in dict.fromkeys(name for _, name in sorted(spans)):
        for settlement in mine:
            components = {line.component for line in settlement.lines if line.charge == charge}
            absent = any(held.component in components | {charge} for held in settlement.absences)
            if (settlement.period.start, charge) not in spans and not absent:
                yield BillingGap(supply.contract.id, charge, settlement.period)


def _uncovered(days: Period, covered: Iterable[Period]) -> Iterator[Period]:
    day = days.start
    for held in sorted(covered, key=lambda period: period.start):
        if held.start > day and day < days.end:
            yield Period(day, min(held.start, days.end))
        day = max(day, held.end)
    if day < days.end:
        yield Period(day, days.end)


def _overlaps(valid: Sequence[_Billed]) -> Iterator[BillingOverlap]:
    by_point: dict[str, list[_Billed]] = {}
    for held in valid:
        by_point.setdefault(held.point, []).append(held)
    for point, billed in by_point.items():
        ordered = sorted(billed, key=lambda held: held.settlement.period.start)
        for index, first in enumerate(ordered):
            for second in ordered[index + 1 :]:
                both = first.settlement.period.intersection(second.settlement.period)
                if both is None:
                    break
                contracts = dict.fromkeys(held.settlement.contract.id for held in (first, second))
                yield BillingOverlap(
                    point, tuple(contracts), "", both, (first.number, second.number)
                )


def _divided(gap: BillingGap, excuses: Sequence[Excuse]) -> Iterator[BillingGap]:
    """Cut a gap where an excuse begins or ends."""
    days = {day for held in excuses if _is_for(held, gap) for day in (held.start, held.end)}
    inside = sorted(day for day in days if gap.period.start < day < gap.period.end)
    for part in gap.period.split_at(inside):
        yield attrs.evolve(gap, period=part)


def _is_for(excuse: Excuse, gap: BillingGap) -> bool:
    return excuse.contract == gap.contract and excuse.charge in ("", gap.charge)


def _excused(gap: BillingGap, excuses: Sequence[Excuse]) -> BillingGap:
    for held in excuses:
        if _is_for(held, gap) and Period(held.start, held.end).covers(gap.period):
            return attrs.evolve(gap, reason=held.reason)
    return gap
