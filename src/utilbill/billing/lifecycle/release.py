"""Release: the checks, the answers, the number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import attrs

from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.billing.lifecycle.states import DocumentEvent, DocumentState
from utilbill.billing.lifecycle.verdict import ReleaseVerdict, Response
from utilbill.billing.settlement import Settlement
from utilbill.values.errors import InvalidInputError, NumberError, UtilbillError
from utilbill.values.explanation import Label


@attrs.frozen(kw_only=True)
class ReleaseContext:
    """What a check may look at beside the document.

    Attributes:
        previous: Settlements of the time before, by contract.
        others: All other documents of the same contracts or supply points.
    """

    previous: Mapping[str, Settlement] = attrs.field(factory=dict)
    others: tuple[BillingDocument, ...] = ()


class Finder(Protocol):
    """What a check looks for."""

    def __call__(self, document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
        """Return one message for each thing that speaks against release."""


@attrs.frozen
class ReleaseCheck:
    """One check before release (Freigabeprüfung).

    Attributes:
        rule: Its stable name.
        response: What an objection brings about.
        find: What it looks for.
    """

    rule: str
    response: Response = attrs.field(converter=Response)
    find: Finder

    def answering(self, response: Response | str) -> "ReleaseCheck":
        """Return the same check with another response."""
        return attrs.evolve(self, response=response)


@attrs.define(eq=False)
class ReleaseBlockedError(UtilbillError):
    """A document was not released because of what the checks found.

    Attributes:
        verdicts: All verdicts; ``holds_back`` tells which of them stand in the way.
    """

    verdicts: tuple[ReleaseVerdict, ...]

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        held = [verdict for verdict in self.verdicts if verdict.holds_back]
        blocking = {verdict.rule for verdict in held if verdict.response is Response.BLOCK}
        asking = {verdict.rule for verdict in held} - blocking
        parts = []
        if blocking:
            parts.append(f"Correct what {', '.join(sorted(blocking))} found.")
        if asking:
            answer = "Or answer" if blocking else "Answer"
            parts.append(f"{answer} in approvals: {', '.join(sorted(asking))}.")
        return " ".join(parts)

    def __str__(self) -> str:
        held = "; ".join(str(verdict) for verdict in self.verdicts if verdict.holds_back)
        return f"release: is held back by {held}. {self.remedy}"


def check(
    document: BillingDocument,
    checks: Sequence[ReleaseCheck],
    *,
    context: ReleaseContext | None = None,
    approvals: Mapping[str, str] | None = None,
) -> BillingDocument:
    """Run checks over a draft.

    Args:
        document: A draft.
        checks: What is looked for; a market or a house has its own.
        context: What they may look at beside.
        approvals: By the name of a check that asks: why the bill may be released all the same.

    Returns:
        The same with all verdicts, checked if nothing holds it back, else still a draft.

    Raises:
        TransitionError: If the document is no draft.
        InvalidInputError: If an approval is for no check, or gives no reason.
    """
    after = document.after(DocumentEvent.CHECK)
    answers = dict(approvals or {})
    _check_answers(answers, checks)
    verdicts = tuple(
        ReleaseVerdict(
            held.rule,
            held.response,
            message,
            answers.get(held.rule, "") if held.response is Response.ASK else "",
        )
        for held in checks
        for message in held.find(document, context or ReleaseContext())
    )
    if any(verdict.holds_back for verdict in verdicts):
        return attrs.evolve(document, verdicts=verdicts)
    return attrs.evolve(document, state=after, verdicts=verdicts)


def _check_answers(answers: Mapping[str, str], checks: Sequence[ReleaseCheck]) -> None:
    known = {held.rule: held.response for held in checks}
    for rule, reason in answers.items():
        if rule not in known:
            raise InvalidInputError(
                "approvals", rule, "is no check", f"Use one of: {', '.join(known)}."
            )
        if known[rule] is not Response.ASK:
            raise InvalidInputError(
                "approvals",
                rule,
                f"does not ask, it is there to {known[rule].value}",
                "Answer only checks that ask.",
            )
        if not reason.strip():
            raise InvalidInputError("approvals", rule, "has no reason", "Say why.")


def release(
    document: BillingDocument,
    *,
    number: str,
    checks: Sequence[ReleaseCheck] | None = None,
    context: ReleaseContext | None = None,
    approvals: Mapping[str, str] | None = None,
) -> BillingDocument:
    """Release a document: it gets its number and does not change any more (Freigabe).

    Args:
        document: A draft, or a document that was checked. A draft is checked first.
        number: The number that the caller drew; nothing here draws one.
        checks: The checks, such as ``market.release``; an empty list releases unchecked, and says
            so by being written. Without a list, those that need no limits of a house: no day billed
            twice and a reason for each estimate, or the bill is blocked; a bill of nothing is asked
            about; figures that nobody verified are said.
        context: What the checks may look at beside the document.
        approvals: By the name of a check that asks: why the bill may be released all the same.

    Raises:
        ReleaseBlockedError: If a check stands in the way; it holds all verdicts.
        NumberError: If the number is empty or belongs to another document of the context.
        TransitionError: If the document was released before.

    Examples:
        >>> from utilbill import *
        >>> from utilbill.billing.lifecycle import zero_amount
        >>> contract = Contract(id="C-1", supply_start="2024-01-01", supply_point=SupplyPoint(
        ...     commodity=Commodity.ELECTRICITY, registers=[Register("1-0:1.8.0")]))
        >>> sheet = PriceSheet(name="Plain", basis=PriceBasis.NET, components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="25.00 ct/kWh")])
        >>> year, germany = Period.of_year(2024), market("DE")
        >>> settlement = settle(contract, year, [Reading("1-0:1.8.0", year.start, 1000),
        ...                     Reading("1-0:1.8.0", year.end, 1000)], sheet, market=germany)
        >>> release(draft(settlement), number="R-1", checks=[zero_amount("ask")])
        Traceback (most recent call last):
        ...
        utilbill.billing.lifecycle.release.ReleaseBlockedError: release: is held back by ask: \
The bill comes to 0.00 EUR. [zero_amount]. Answer in approvals: zero_amount.
        >>> document = release(draft(settlement), number="R-1", checks=[zero_amount("ask")],
        ...                    approvals={"zero_amount": "the flat is empty"})
        >>> document.state, document.number
        (<DocumentState.RELEASED: 'released'>, 'R-1')
    """
    if document.state is DocumentState.DRAFT:
        if checks is None:
            from utilbill.billing.lifecycle.checks import standard_checks

            checks = standard_checks()
        document = check(document, checks, context=context, approvals=approvals)
        if document.state is DocumentState.DRAFT:
            raise ReleaseBlockedError(document.verdicts)
    after = document.after(DocumentEvent.RELEASE)
    others = context.others if context else ()
    if not number.strip():
        raise NumberError("number", number, "is empty", "Draw one and give it.")
    if any(number == held.number for held in others):
        raise NumberError("number", number, "belongs to another document", "Draw a new one.")
    return attrs.evolve(
        document, state=after, number=number, bill=attrs.evolve(document.bill, number=number)
    )
