"""A correction plan, and the documents that come of it, as pages for people."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from utilbill.billing.correction import (
    Barred,
    CorrectionPlan,
    CorrectionStep,
    Letter,
    LetterKey,
    LineDifference,
    ReceivableEffect,
    TaxDifference,
    Unsettled,
)
from utilbill.billing.lifecycle import BillingDocument, DocumentKind
from utilbill.billing.line import Line
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Facts, Grid, Heading, Note
from utilbill.values.decision import Decision
from utilbill.values.exact import plain
from utilbill.values.explanation import Label
from utilbill.values.money import Money

_TITLE: Final = Label("Corrections", "Berichtigungen")
_NOTHING: Final = Label(
    "Nothing to correct: every bill comes out as it is.",
    "Nichts zu berichtigen: Jede Rechnung ergibt sich unverändert.",
)
_WORDS: Final = {
    "document": Label("Document", "Beleg"),
    "period": Label("Period", "Zeitraum"),
    "reason": Label("Reason", "Grund"),
    "rests_on": Label("Rests on", "Beruht auf"),
    "style": Label("Corrected by", "Berichtigt durch"),
    "reversal": Label("reversal and new bill", "Storno und neue Rechnung"),
    "correction": Label("correction document", "Rechnungskorrektur"),
    "gone": Label("reversal alone", "Storno ohne neue Rechnung"),
    "before": Label("before", "bisher"),
    "after": Label("after", "neu"),
    "change": Label("change", "Änderung"),
    "position": Label("position", "Position"),
    "quantity": Label("quantity", "Menge"),
    "price": Label("price", "Preis"),
    "rate": Label("tax rate", "Steuersatz"),
    "net": Label("net", "netto"),
    "tax": Label("tax", "Steuer"),
    "gross": Label("gross", "brutto"),
    "balance": Label("Balance", "Saldo"),
    "declared": Label("Tax declared for", "Steuer angemeldet für"),
    "limit": Label("Limit of time", "Frist"),
    "kept": Label("kept", "gewahrt"),
    "waived": Label("waived", "Verzicht"),
    "from": Label("only from", "nur ab"),
    "account": Label("On the account", "Auf dem Kundenkonto"),
    "letter": Label("Letter", "Schreiben"),
    "cancel": Label("open item cancelled", "Posten ausgebucht"),
    "claim": Label("claim", "Forderung"),
    "credit": Label("credit", "Guthaben"),
    "due": Label("due from", "fällig ab"),
    "until": Label("paid out by", "Auszahlung bis"),
    "barred": Label("Not corrected any more", "Nicht mehr zu berichtigen"),
    "unsettled": Label("Cannot be calculated again", "Nicht neu berechenbar"),
    "later": Label("Left out, known only since", "Nicht berücksichtigt, bekannt erst seit"),
    "touches_none": Label("Changes no bill", "Ändert keine Rechnung"),
    "refers_to": Label("Refers to", "Bezug"),
    "amount": Label("amount", "Betrag"),
}
_LETTERS: Final = {
    LetterKey.CORRECTION_LOWER: Label(
        "a letter about a corrected bill of a lower amount",
        "Schreiben zur berichtigten Rechnung mit niedrigerem Betrag",
    ),
    LetterKey.CORRECTION_HIGHER: Label(
        "a letter about a corrected bill of a higher amount",
        "Schreiben zur berichtigten Rechnung mit höherem Betrag",
    ),
    LetterKey.CORRECTION_EVEN: Label(
        "a letter about a corrected bill of the same amount",
        "Schreiben zur berichtigten Rechnung mit gleichem Betrag",
    ),
    LetterKey.REVERSAL: Label("a letter about a reversal", "Schreiben zum Storno"),
}
_KINDS: Final = {
    DocumentKind.BILL: Label("Bill", "Rechnung"),
    DocumentKind.REVERSAL: Label("Reversal", "Stornorechnung"),
    DocumentKind.CORRECTION: Label("Correction", "Rechnungskorrektur"),
}


def _word(key: str, language: str) -> str:
    return _WORDS[key].in_language(language)


def correction_document(plan: CorrectionPlan, language: str = "en") -> Document:
    """Return a plan as a document: each step with its lines, tax, account and letter.

    Examples:
        >>> from utilbill import plan_corrections
        >>> from utilbill.documents import render_text
        >>> print(render_text(correction_document(plan_corrections([], on="2024-03-15"), "de")))
        BERICHTIGUNGEN 15.03.2024
        Nichts zu berichtigen: Jede Rechnung ergibt sich unverändert.
    """
    formats = Formats(language)
    blocks: list[Block] = [Heading(f"{_TITLE.in_language(language)} {formats.day(plan.on)}", 1)]
    for step in plan.steps:
        blocks += _step(step, formats)
    for barred in plan.barred:
        blocks += _barred(barred, formats)
    for unsettled in plan.unsettled:
        blocks += _unsettled(unsettled, language)
    if not plan.steps and not plan.barred and not plan.unsettled:
        blocks.append(Note(_NOTHING.in_language(language)))
    blocks += _without_effect(plan, formats)
    return Document(_TITLE.in_language(language), language, tuple(blocks))


def _without_effect(plan: CorrectionPlan, formats: Formats) -> Iterator[Block]:
    """Yield what was given and changes no bill, so that a slip of the pen is seen."""
    words = formats.language
    for change in plan.later:
        since = f"{_word('later', words)} {formats.day(change.known_since)}"
        yield Note(f"{since}: {change.reason.in_language(words)}", important=True)
    for candidate in plan.candidates if not plan.unsettled else ():
        if not candidate.documents:
            reason = candidate.change.reason.in_language(words)
            yield Note(f"{_word('touches_none', words)}: {reason}", important=True)


def _step(step: CorrectionStep, formats: Formats) -> Iterator[Block]:
    words = formats.language
    yield Heading(f"{_word('document', words)} {step.document.number}", 2)
    rows = [(_word("period", words), formats.period(step.document.period))]
    rows += [(_word("reason", words), reason.in_language(words)) for reason in step.reasons]
    rows += [(_word("rests_on", words), f"{held.on}: {held.what}") for held in step.depends_on]
    style = step.style.value if step.bill is not None else "gone"
    rows.append((_word("style", words), _word(style, words)))
    rows.append((_word("limit", words), _limit(step, formats)))
    rows.append((_word("declared", words), f"{step.tax_period} ({step.tax_period.reference})"))
    yield Facts(tuple(rows))
    currency = step.change.currency
    if step.lines:
        yield lines_grid(step.lines, formats, currency)
    if step.taxes:
        yield taxes_grid(step.taxes, formats)
    after = step.bill.balance if step.bill is not None else Money.zero(currency)
    balances = f"{formats.money(step.document.bill.balance)} → {formats.money(after)} {currency}"
    yield Facts(
        (
            (_word("balance", words), f"{balances} ({_signed(step.change, formats)})"),
            *(_effect(held, formats) for held in step.effects),
            (_word("letter", words), _letter(step.letter, words)),
        )
    )


def _limit(step: CorrectionStep, formats: Formats) -> str:
    words = formats.language
    proof = _proof(step.limit)
    if step.limited_from is not None:
        return _only_from(step.limited_from, step.limit, formats)
    if step.waiver:
        return f"{_word('waived', words)}: {step.waiver} ({proof})"
    return _word("kept", words) + (f" ({proof})" if proof else "")


def _only_from(day: dt.date, limit: Decision, formats: Formats) -> str:
    return f"{_word('from', formats.language)} {formats.day(day)} ({_proof(limit)})"


def _proof(limit: Decision) -> str:
    return ", ".join(dict.fromkeys(held.reference for held in limit.conditions))


def _signed(amount: Money, formats: Formats) -> str:
    sign = "+" if amount.amount > 0 else ""
    return f"{sign}{formats.money_with_currency(amount)}"


def _shown(line: Line | None, formats: Formats) -> str:
    return formats.money(line.amount) if line is not None else "-"


def lines_grid(lines: Sequence[LineDifference], formats: Formats, currency: str) -> Grid:
    """Return lines before and after beside each other."""
    words = formats.language
    rows = []
    for held in lines:
        line = held.after or held.before
        assert line is not None  # noqa: S101 - a difference has at least one line
        rows.append(
            (
                line.label.in_language(words),
                formats.period(line.period),
                _quantities(held, formats),
                _prices(held, formats),
                _shown(held.before, formats),
                _shown(held.after, formats),
                _signed(held.change, formats).removesuffix(f" {held.change.currency}"),
            )
        )
    names = ("position", "period", "quantity", "price", "before", "after", "change")
    titles = [_word(name, words) for name in names]
    titles[-1] += f" {currency}"
    right = frozenset(range(names.index("quantity"), len(names)))
    return Grid(tuple(titles), right, tuple(rows))


def _quantities(held: LineDifference, formats: Formats) -> str:
    shown = [
        formats.quantity(line.quantity)
        for line in (held.before, held.after)
        if line is not None and line.quantity is not None
    ]
    return " → ".join(dict.fromkeys(shown))


def _prices(held: LineDifference, formats: Formats) -> str:
    shown = [
        formats.price(line.price)
        for line in (held.before, held.after)
        if line is not None and line.price is not None
    ]
    return " → ".join(dict.fromkeys(shown))


def taxes_grid(taxes: Sequence[TaxDifference], formats: Formats) -> Grid:
    """Return the change at each rate of tax."""
    words = formats.language
    names = ("rate", "net", "tax", "gross")
    return Grid(
        tuple(_word(name, words) for name in names),
        frozenset(range(len(names))),
        tuple(
            (
                f"{plain(held.rate.percent)} %",
                _signed(held.net, formats),
                _signed(held.tax, formats),
                _signed(held.gross, formats),
            )
            for held in taxes
        ),
    )


def _effect(effect: ReceivableEffect, formats: Formats) -> tuple[str, str]:
    words = formats.language
    kind = _word(effect.kind.value, words)
    term = ""
    if effect.due is not None:
        key = "due" if effect.amount.amount > 0 else "until"
        term = f", {_word(key, words)} {formats.day(effect.due)} ({effect.reference})"
    return _word("account", words), f"{kind} {formats.money_with_currency(effect.amount)}{term}"


def _letter(letter: Letter, language: str) -> str:
    return _LETTERS[letter.key].in_language(language)


def _barred(barred: Barred, formats: Formats) -> Iterator[Block]:
    words = formats.language
    yield Heading(f"{_word('barred', words)}: {barred.document.number}", 2)
    rows = [(_word("reason", words), reason.in_language(words)) for reason in barred.reasons]
    if barred.correctable_from is not None:
        limit = _only_from(barred.correctable_from, barred.limit, formats)
        rows.append((_word("limit", words), limit))
    rows.append((_word("balance", words), _signed(barred.change, formats)))
    yield Facts(tuple(rows))


def _unsettled(unsettled: Unsettled, language: str) -> Iterator[Block]:
    yield Heading(f"{_word('unsettled', language)}: {unsettled.document.number}", 2)
    yield Note(str(unsettled.reason), important=True)


def released_document(document: BillingDocument, language: str = "en") -> Document:
    """Return a reversal or a correction as a document; bills have a document of their own.

    A reversal names the bill that it takes back and its amounts with the other sign; a correction
    shows lines before and after, and the change at each rate.
    """
    from utilbill.billing.correction.differences import line_differences, tax_differences

    formats = Formats(language)
    before = document.before if document.kind is DocumentKind.CORRECTION else document.bill
    after = document.bill if document.kind is DocumentKind.CORRECTION else None
    title = _KINDS[document.kind].in_language(language)
    rows = [
        (_word("refers_to", language), document.refers_to),
        (_word("period", language), formats.period(document.period)),
    ]
    blocks: list[Block] = [
        Heading(f"{title} {document.number}", 1),
        Facts(tuple(rows)),
        lines_grid(line_differences(before, after), formats, document.bill.currency),
        taxes_grid(tax_differences(before, after), formats),
        Facts(((_word("amount", language), _signed(document.claim, formats)),)),
    ]
    return Document(title, language, tuple(blocks))
