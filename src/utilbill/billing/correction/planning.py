"""From changes to a plan: every document is settled again, and compared."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import attrs

from utilbill.billing.bill import Bill, combine
from utilbill.billing.canonical import canonical_form
from utilbill.billing.correction.carrying import Carrier
from utilbill.billing.correction.chain import (
    Dependency,
    DependencyKind,
    dependencies,
    valid_documents,
)
from utilbill.billing.correction.changes import Change, CorrectionNature, ReadingChange
from utilbill.billing.correction.differences import line_differences, tax_differences
from utilbill.billing.correction.effecting import effects_of, letter_of
from utilbill.billing.correction.plan import (
    Barred,
    CorrectionCandidate,
    CorrectionPlan,
    CorrectionStep,
    Unsettled,
)
from utilbill.billing.correction.rules import (
    CorrectionRules,
    CorrectionStyle,
    HasCorrectionRules,
    Limits,
    PlainCorrections,
    limits,
)
from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case
from utilbill.values.decision import Decision
from utilbill.values.errors import CorrectionError, UtilbillError
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.period import whole_day

_LAW = Label(
    "legal figures or rules are known otherwise now",
    "Rechtsstand oder Regeln sind jetzt anders bekannt",
)


class CorrectingMarket(HasBillingRules, HasCorrectionRules, Protocol):
    """A market, as far as corrections need one."""


@attrs.frozen
class _Recalculated:
    """A document, settled again."""

    cases: tuple[Case, ...]
    settlements: tuple[Settlement, ...]
    applied: tuple[Change, ...]


@attrs.frozen(kw_only=True)
class _Planner:
    changes: tuple[Change, ...]
    on: dt.date
    market: CorrectingMarket | None
    rules: CorrectionRules
    style: CorrectionStyle | None
    carriers: Sequence[Carrier]
    waived: Mapping[str, str]

    def recalculate(
        self, document: BillingDocument, changes: Sequence[Change], states: Mapping[Any, Any]
    ) -> _Recalculated:
        """Settle a document again with some of the changes.

        Raises:
            CorrectionError: If it was released without its cases, or only after the day of the
                correction.
            UtilbillError: If a supply cannot be settled.
        """
        self._check(document)
        cases: list[Case] = []
        settlements: list[Settlement] = []
        applied: dict[int, Change] = {}
        for before in document.cases:
            case: Case | None = before
            for change in changes:
                if case is None:
                    break
                if change.contract in ("", before.contract.id):
                    after = change.applied(case)
                    if after != case:
                        applied[id(change)] = change
                    case = after
            if case is None:
                continue
            for carrier in self.carriers:
                key = (carrier.name, before.contract.id)
                if key in states:
                    case = carrier.into(case, states[key])
            case = attrs.evolve(case, known_on=self.on)
            cases.append(case)
            settlements.append(case.settle(self.market))
        return _Recalculated(tuple(cases), tuple(settlements), tuple(applied.values()))

    def _check(self, document: BillingDocument) -> None:
        if not document.cases:
            raise CorrectionError(
                "cases",
                document.number,
                "was released without them and cannot be calculated again",
                "Give the cases to draft(bill, cases).",
            )
        issued = document.bill.document_date
        if issued is not None and issued > self.on:
            raise CorrectionError(
                "on",
                self.on,
                f"lies before {document.number} was issued, on {issued}",
                "Correct it on that day or later, or leave the document out.",
            )

    def carry(self, states: Mapping[Any, Any], settlements: Iterable[Settlement]) -> dict[Any, Any]:
        """Return the states that settlements leave behind."""
        held = dict(states)
        for settlement in settlements:
            for carrier in self.carriers:
                key = (carrier.name, settlement.contract.id)
                held[key] = carrier.state_after(settlement, held.get(key))
        return held

    def touching(
        self, document: BillingDocument, applied: Sequence[Change], states: Mapping[Any, Any]
    ) -> tuple[Change, ...]:
        """Return those changes that matter to a document by themselves; all if none does."""
        if len(applied) == 1:
            return tuple(applied)
        found = []
        for change in applied:
            try:
                alone = self.recalculate(document, [change], states).settlements
            except UtilbillError:
                found.append(change)
                continue
            if _differ(document.bill.settlements, alone):
                found.append(change)
        return tuple(found) or tuple(applied)


def _figures(settlement: Settlement) -> str:
    return canonical_form(attrs.evolve(settlement, rules_version=""))


def _differ(before: Sequence[Settlement], after: Sequence[Settlement]) -> bool:
    return [_figures(held) for held in before] != [_figures(held) for held in after]


def _changed(before: Sequence[Settlement], after: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """Return those settlements that come out differently, as they were before."""
    now = {held.contract.id: _figures(held) for held in after}
    return tuple(held for held in before if now.get(held.contract.id) != _figures(held))


def plan_corrections(
    documents: Iterable[BillingDocument],
    changes: Iterable[Change] = (),
    *,
    on: dt.date | str,
    market: CorrectingMarket | None = None,
    style: CorrectionStyle | str | None = None,
    carriers: Sequence[Carrier] = (),
    waived: Mapping[str, str] | None = None,
) -> CorrectionPlan:
    """Plan what late or changed inputs bring about (Korrekturplan).

    Every valid document is settled again, in the order of its days, with all changes that were
    known on the day of the correction, with the law as it was known then, and with what earlier
    documents hand on. What comes out differently becomes a step. Nothing is written.

    Args:
        documents: All documents of a customer, or of a portfolio.
        changes: What became known; none if only law was revised.
        on: The day of the correction: date of its documents, and of what is known.
        market: Law, and rules of corrections; without it, cases must hold their taxation.
        style: By which documents bills are corrected; the market's way if not given.
        carriers: State that bills hand on to the next.
        waived: By number of a document: why it is corrected although law does not ask for it any
            more.

    Raises:
        CorrectionError: If documents contradict each other, or a waiver is for no document.

    Examples:
        >>> from utilbill import *
        >>> contract = Contract(id="C-1", supply_start="2024-01-01", supply_point=SupplyPoint(
        ...     commodity=Commodity.ELECTRICITY, registers=[Register("1-0:1.8.0")]))
        >>> sheet = PriceSheet(name="Plain", basis=PriceBasis.NET, components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="25.00 ct/kWh")])
        >>> year, germany = Period.of_year(2024), market("DE")
        >>> case = Case(contract=contract, period=year, prices=sheet, readings=[
        ...     Reading("1-0:1.8.0", year.start, 1000), Reading("1-0:1.8.0", year.end, 4500)])
        >>> old = release(draft(case.settle(germany), [case]), number="R-1", checks=[])
        >>> late = ReadingChange(contract="C-1", known_since="2025-03-10",
        ...                      reading=Reading("1-0:1.8.0", year.end, 4400))
        >>> plan = plan_corrections([old], [late], on="2025-03-12", market=germany)
        >>> print(plan.table())
        Corrections of 2025-03-12
        document  period                  style     balance before    after  change    tax  declared
        R-1       2024-01-01..2024-12-31  reversal         1041.25  1011.50  -29.75  -4.75  2025-03
    """
    day = whole_day(on)
    given = tuple(changes)
    held = tuple(documents)
    _check_waivers(waived or {}, held)
    rules = market.correction if market is not None else None
    planner = _Planner(
        changes=tuple(change for change in given if change.known_since <= day),
        on=day,
        market=market,
        rules=rules or PlainCorrections(),
        style=None if style is None else CorrectionStyle(style),
        carriers=tuple(carriers),
        waived=waived or {},
    )
    return _Planning(planner, valid_documents(held)).plan(
        tuple(change for change in given if change.known_since > day)
    )


def _check_waivers(waived: Mapping[str, str], documents: Sequence[BillingDocument]) -> None:
    numbers = {document.number for document in documents}
    for number, reason in waived.items():
        if number not in numbers:
            raise CorrectionError("waived", number, "is no document here", "Name one of them.")
        if not reason.strip():
            raise CorrectionError("waived", number, "has no reason", "Say why.")


class _Planning:
    """One pass over the documents."""

    def __init__(self, planner: _Planner, documents: Sequence[BillingDocument]) -> None:
        self.planner = planner
        self.documents = documents
        self.before: dict[Any, Any] = {}
        self.after: dict[Any, Any] = {}
        self.steps: list[CorrectionStep] = []
        self.barred: list[Barred] = []
        self.unsettled: list[Unsettled] = []
        self.set_aside: list[tuple[ReadingChange, Barred]] = []
        self.touched: dict[int, list[str]] = {id(change): [] for change in planner.changes}

    def plan(self, later: tuple[Change, ...]) -> CorrectionPlan:
        """Go through the documents in their order."""
        for place, document in enumerate(self.documents):
            try:
                settled = self._visit(document, self.documents[:place])
            except UtilbillError as error:
                if document.cases or self._concerned(document):
                    self.unsettled.append(Unsettled(document, error))
                settled = document.bill.settlements
            self.before = self.planner.carry(self.before, document.bill.settlements)
            self.after = self.planner.carry(self.after, settled)
        return CorrectionPlan(
            on=self.planner.on,
            candidates=tuple(
                CorrectionCandidate(change, tuple(self.touched[id(change)]))
                for change in self.planner.changes
            ),
            steps=tuple(self.steps),
            barred=tuple(self.barred),
            unsettled=tuple(self.unsettled),
            later=later,
        )

    def _concerned(self, document: BillingDocument) -> bool:
        """Whether a change may be about a document that cannot be calculated again."""
        return any(change.contract in ("", *document.contracts) for change in self.planner.changes)

    def _visit(
        self, document: BillingDocument, earlier: Sequence[BillingDocument]
    ) -> tuple[Settlement, ...]:
        """Settle one document again; return what holds after the plan."""
        planner = self.planner
        again = planner.recalculate(document, self._still_changed(document), self.after)
        old = document.bill.settlements
        if not _differ(old, again.settlements):
            return old
        touching = planner.touching(document, again.applied, self.after)
        for change in touching:
            self.touched[id(change)].append(document.number)
        depends = (*dependencies(document, earlier), *self._carried(document, earlier))
        carried = [held for held in depends if held.kind is DependencyKind.CARRIED_STATE]
        reasons = tuple(change.reason for change in touching)
        reasons += tuple(
            Label(f"{held.what} of {held.on}", f"{held.what} aus {held.on}") for held in carried
        )
        natures = tuple(dict.fromkeys(change.nature for change in touching))
        natures = natures or (CorrectionNature.QUANTITY if carried else CorrectionNature.VALUE,)
        return self._decide(document, again, touching, reasons or (_LAW,), natures, depends)

    def _still_changed(self, document: BillingDocument) -> Sequence[Change]:
        """Leave out readings that stay as they were where the document before ends.

        Otherwise units would be billed on both documents, or on none.
        """
        aside = [
            (change, barred)
            for change, barred in self.set_aside
            if change.reading.day == document.period.start and change.contract in document.contracts
        ]
        if not aside:
            return self.planner.changes
        left_out = [change for change, _ in aside]
        kept = [held for held in self.planner.changes if held not in left_out]
        with_all = self.planner.recalculate(document, self.planner.changes, self.after)
        without = self.planner.recalculate(document, kept, self.after)
        if _differ(without.settlements, with_all.settlements):
            for change in left_out:
                self.touched[id(change)].append(document.number)
            before, after = self._bill(document, without), self._bill(document, with_all)
            change_of_balance = _balance(document, after) - _balance(document, before)
            reasons = tuple(change.reason for change in left_out)
            limit, day = aside[0][1].limit, aside[0][1].correctable_from
            self.barred.append(Barred(document, reasons, limit, change_of_balance, day))
        return kept

    def _carried(
        self, document: BillingDocument, earlier: Sequence[BillingDocument]
    ) -> tuple[Dependency, ...]:
        """Return the states that reach the document otherwise than they did."""
        found = []
        for (name, contract), state in self.after.items():
            if contract in document.contracts and state != self.before.get((name, contract)):
                last = [held.number for held in earlier if contract in held.contracts]
                found.append(Dependency(DependencyKind.CARRIED_STATE, last[-1], name))
        return tuple(found)

    def _decide(
        self,
        document: BillingDocument,
        again: _Recalculated,
        touching: tuple[Change, ...],
        reasons: tuple[Label, ...],
        natures: tuple[CorrectionNature, ...],
        depends: tuple[Dependency, ...],
    ) -> tuple[Settlement, ...]:
        planner = self.planner
        found = min((change.known_since for change in touching), default=planner.on)
        changed = _changed(document.bill.settlements, again.settlements)
        held = limits(planner.rules, changed, natures, found)
        limit = held.decision
        waiver = planner.waived.get(document.number, "")
        limited_from = None
        if not limit and not waiver:
            limited, undivided = self._limited(document, touching, held.day)
            nothing = not _differ(document.bill.settlements, limited.settlements)
            if undivided or nothing:
                self._bar(document, again, limited, undivided, reasons, held)
            if nothing:
                return document.bill.settlements
            again = limited
            if undivided:
                out = [change.reason for change in undivided]
                reasons = tuple(reason for reason in reasons if reason not in out)
                left = (change.nature for change in touching if change not in undivided)
                natures = tuple(dict.fromkeys(left))
                limit = limits(planner.rules, changed, natures, found).decision
            limited_from = None if limit else held.day
        self.steps.append(
            self._step(
                document,
                again,
                reasons=reasons,
                natures=natures,
                depends_on=depends,
                limit=limit,
                limited_from=limited_from,
                waiver=waiver if not limit else "",
            )
        )
        return again.settlements

    def _limited(
        self, document: BillingDocument, touching: tuple[Change, ...], day: dt.date | None
    ) -> tuple[_Recalculated, tuple[Change, ...]]:
        """Settle again with what may still be corrected; return also what cannot be divided."""
        parts = [(change, change.limited_to(day) if day else None) for change in touching]
        known = [part for _, part in parts if part is not None]
        as_it_was = _Recalculated(document.cases, document.bill.settlements, ())
        limited = self.planner.recalculate(document, known, self.after) if known else as_it_was
        return limited, tuple(change for change, part in parts if part is None)

    def _bar(
        self,
        document: BillingDocument,
        again: _Recalculated,
        limited: _Recalculated,
        undivided: tuple[Change, ...],
        reasons: tuple[Label, ...],
        held: Limits,
    ) -> None:
        """Note what is not corrected any more, and by how much the balance would change."""
        most, least = self._bill(document, again), self._bill(document, limited)
        change = _balance(document, most) - _balance(document, least)
        why = tuple(change.reason for change in undivided) or reasons
        barred = Barred(document, why, held.decision, change, held.day)
        self.barred.append(barred)
        self.set_aside += [
            (change, barred) for change in undivided if isinstance(change, ReadingChange)
        ]

    def _bill(self, document: BillingDocument, again: _Recalculated) -> Bill | None:
        if not again.settlements:
            return None
        old = document.bill
        same = not _differ(old.settlements, again.settlements)
        return combine(
            again.settlements,
            document_date=self.planner.on,
            next_plans=old.next_plans,
            emissions=old.emissions if same else (),
            comparisons=old.comparisons if same else (),
        )

    def _step(
        self,
        document: BillingDocument,
        again: _Recalculated,
        *,
        reasons: tuple[Label, ...],
        natures: tuple[CorrectionNature, ...],
        depends_on: tuple[Dependency, ...],
        limit: Decision,
        limited_from: dt.date | None,
        waiver: str,
    ) -> CorrectionStep:
        planner, rules = self.planner, self.planner.rules
        bill = self._bill(document, again)
        change = _change(document, bill)
        style = planner.style or rules.style(document)
        if bill is None:
            style = CorrectionStyle.REVERSAL
        refund = rules.refund_by(document, planner.on)
        claim = rules.claim_from(document, planner.on)
        if bill is not None and bill.balance:
            term = claim if bill.balance.amount > 0 else refund
            bill = attrs.evolve(bill, due_date=term.day)
        return CorrectionStep(
            document=document,
            reasons=reasons,
            natures=natures,
            depends_on=depends_on,
            cases=again.cases,
            bill=bill,
            lines=line_differences(document.bill, bill),
            taxes=tax_differences(document.bill, bill),
            change=change,
            tax_period=rules.tax_period(document, natures[0], planner.on),
            style=style,
            limit=limit,
            limited_from=limited_from,
            waiver=waiver,
            effects=effects_of(document, bill, style, refund, claim),
            letter=letter_of(document, bill, reasons, planner.on, refund),
        )


def _change(document: BillingDocument, bill: Bill | None) -> Money:
    return _balance(document, bill) - document.bill.balance


def _balance(document: BillingDocument, bill: Bill | None) -> Money:
    return Money.zero(document.bill.currency) if bill is None else bill.balance
