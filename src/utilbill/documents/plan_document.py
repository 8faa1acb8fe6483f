"""Installments to come, as a bill or a letter of its own shows them (Abschlagsplan)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from utilbill.billing.bill import Bill
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Facts, Grid, Heading, Note
from utilbill.documents.texts import text
from utilbill.installments.advance import AdvanceTerms
from utilbill.installments.credit import OffsetInstallment
from utilbill.installments.plan import Installment, InstallmentPlan
from utilbill.installments.procedure import Procedure
from utilbill.taxes.parts import TaxPart
from utilbill.taxes.vat import TaxRate
from utilbill.values.money import Money


def plan_blocks(
    plan: InstallmentPlan,
    formats: Formats,
    named: str = "",
    level: int = 2,
    offsets: Sequence[OffsetInstallment] = (),
) -> Iterator[Block]:
    """Yield the blocks of one plan.

    Invoiced installments show net and tax by rate (UStG § 14 Abs. 4 and 5); requested ones are
    gross, and the rate is only named.

    Args:
        plan: The installments.
        formats: How the language writes.
        named: Number of the contract, where a document holds several.
        level: Level of the heading.
        offsets: What a credit pays of them.
    """
    yield Heading(text("plan", formats.language) + (f": {named}" if named else ""), level)
    yield _Table(plan, formats, {held.due: held for held in offsets}).grid()
    rates = [rate for rate in _rates(plan) if rate.percent]
    if rates and plan.procedure is Procedure.REQUESTED:
        shown = ", ".join(f"{formats.number(rate.percent)} %" for rate in rates)
        yield Note(f"{text('plan_gross', formats.language)} {shown}.")
    if plan.advance is not None:
        yield Heading(text("advance", formats.language), level + 1)
        yield _advance(plan, plan.advance, formats)


def _advance(plan: InstallmentPlan, terms: AdvanceTerms, formats: Formats) -> Facts:
    """Tell a customer start, amount, reason and end of an advance payment."""
    language, parts = formats.language, plan.in_advance
    amounts = dict.fromkeys(held.gross for held in parts)
    each = [
        f"{sum(held.gross == amount for held in parts)} × {formats.money_with_currency(amount)}"
        for amount in amounts
    ]
    told = {
        "advance_starts": formats.day(terms.starts),
        "amount": ", ".join(each),
        "advance_reason": terms.reason,
        "advance_ends": terms.ends_when,
        "advance_source": terms.reference,
    }
    return Facts(tuple((text(key, language), value) for key, value in told.items() if value))


class _Table:
    def __init__(
        self, plan: InstallmentPlan, formats: Formats, offsets: Mapping[dt.date, OffsetInstallment]
    ) -> None:
        self.plan = plan
        self.formats = formats
        self.offsets = offsets
        invoiced = plan.procedure is Procedure.INVOICED
        self.rates = _rates(plan) if invoiced else ()

    def say(self, key: str) -> str:
        return text(key, self.formats.language)

    def grid(self) -> Grid:
        headings = self.headings()
        money = self.formats.money
        return Grid(
            headings,
            frozenset(range(1, len(headings))),
            tuple(self.row(held) for held in self.plan.installments),
            (
                (self.say("plan_total"), money(self.plan.total)),
                (self.say("plan_remainder"), money(self.plan.remainder)),
            ),
        )

    def headings(self) -> tuple[str, ...]:
        found = [self.say("plan_due")]
        for rate in self.rates:
            percent = f"{self.formats.number(rate.percent)} %"
            if rate.percent:
                found += [
                    f"{self.say('net_price')} ({percent})",
                    f"{self.say('tax_word')} {percent}",
                ]
            else:
                found.append(rate.label.in_language(self.formats.language))
        found.append(f"{self.say('gross' if self.rates else 'amount')} {self.plan.total.currency}")
        if self.offsets:
            found += [self.say("plan_offset"), self.say("plan_left")]
        return tuple(found)

    def row(self, held: Installment) -> tuple[str, ...]:
        money = self.formats.money
        cells = [self.formats.day(held.due)]
        parts = {part.rate.key: part for part in held.parts}
        for rate in self.rates:
            cells += self.taxed(parts.get(rate.key), rate)
        cells.append(money(held.gross))
        if self.offsets:
            used = self.offsets.get(held.due)
            cells += [money(-used.offset) if used else "", money(used.left if used else held.gross)]
        return tuple(cells)

    def taxed(self, part: TaxPart | None, rate: TaxRate) -> list[str]:
        money = self.formats.money
        shown = [money(part.net), money(part.tax)] if part else ["", ""]
        return shown if rate.percent else shown[:1]


def payments_grid(bill: Bill, formats: Formats) -> Grid:
    """Return what a customer pays on each due day, over all plans of a bill and less its credit."""
    language = formats.language
    payments = bill.next_payments
    total = sum((amount for _, amount in payments), Money.zero(bill.currency))
    return Grid(
        (text("plan_due", language), f"{text('plan_left', language)} {bill.currency}"),
        frozenset({1}),
        tuple((formats.day(day), formats.money(amount)) for day, amount in payments),
        ((text("total", language), formats.money(total)),),
    )


def _rates(plan: InstallmentPlan) -> tuple[TaxRate, ...]:
    parts = [part for held in plan.installments for part in held.parts]
    return tuple({part.rate.key: part.rate for part in parts}.values())


def plan_document(plans: Sequence[InstallmentPlan], language: str = "en") -> Document:
    """Return some plans as a document, with what a person should know about them."""
    formats = Formats(language)
    blocks: list[Block] = []
    for plan in plans:
        blocks += plan_blocks(plan, formats, plan.contract, 1)
        blocks += [Note(held.message.in_language(language)) for held in plan.findings]
    return Document(text("plan", language), language, tuple(blocks))
