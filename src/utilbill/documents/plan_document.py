"""Installments to come, as a bill or a letter of its own shows them (Abschlagsplan)."""

from collections.abc import Iterator, Sequence

from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Grid, Heading, Note
from utilbill.documents.texts import text
from utilbill.installments.plan import InstallmentPlan


def plan_blocks(
    plan: InstallmentPlan, formats: Formats, named: str = "", level: int = 2
) -> Iterator[Block]:
    """Yield the blocks of one plan.

    Args:
        plan: The installments.
        formats: How the language writes.
        named: Number of the contract, where a document holds several.
        level: Level of the heading.
    """
    language = formats.language
    yield Heading(text("plan", language) + (f": {named}" if named else ""), level)
    yield Grid(
        (text("plan_due", language), f"{text('amount', language)} {plan.total.currency}"),
        frozenset({1}),
        tuple((formats.day(held.due), formats.money(held.gross)) for held in plan.installments),
        (
            (text("plan_total", language), formats.money(plan.total)),
            (text("plan_remainder", language), formats.money(plan.remainder)),
        ),
    )


def plan_document(plans: Sequence[InstallmentPlan], language: str = "en") -> Document:
    """Return some plans as a document, with what a person should know about them."""
    formats = Formats(language)
    blocks: list[Block] = []
    for plan in plans:
        blocks += plan_blocks(plan, formats, plan.contract, 1)
        blocks += [Note(held.message.in_language(language)) for held in plan.findings]
    return Document(text("plan", language), language, tuple(blocks))
