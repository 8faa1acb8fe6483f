"""A migration report for people."""

from collections.abc import Iterator
from typing import Final

from utilbill.billing.migration import BillCheck, Cause, MigrationReport
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Facts, Grid, Heading, Note
from utilbill.values.explanation import Label
from utilbill.values.money import Money

_MOST: Final = 100  # differences that are listed; JSON has them all

_WORDS: Final = {
    "title": Label(
        "Bills of another system, calculated again",
        "Rechnungen eines anderen Systems, nachgerechnet",
    ),
    "compared": Label("Bills compared", "Verglichene Rechnungen"),
    "equal": Label("equal to the cent", "centgenau gleich"),
    "proposal": Label("Explains most", "Erklärt am meisten"),
    "as_it_is": Label("as it is", "ohne Änderung"),
    "under": Label("equal with it", "damit gleich"),
    "cause": Label("cause", "Ursache"),
    "differences": Label("differences", "Abweichungen"),
    "amount": Label("amount", "Betrag"),
    "bill": Label("bill", "Rechnung"),
    "position": Label("position", "Position"),
    "theirs": Label("theirs", "dort"),
    "ours": Label("ours", "hier"),
    "rest": Label("ours - theirs", "hier - dort"),
    "configuration": Label("equal with", "gleich mit"),
    "uncompared": Label("Not compared", "Nicht verglichen"),
    "more": Label("and more; --json has them all", "und weitere; --json nennt alle"),
}
_CAUSES: Final = {
    Cause.ROUNDING: Label("rounding", "Rundung"),
    Cause.PRORATION: Label("proration", "Zeitanteil"),
    Cause.SPREADING: Label("spreading", "Mengenaufteilung"),
    Cause.TAX: Label("tax", "Umsatzsteuer"),
    Cause.PRICE: Label("price", "Preis"),
    Cause.QUANTITY: Label("quantity", "Menge"),
    Cause.MISSING_PRICE: Label("missing price", "fehlender Preis"),
    Cause.UNEXPLAINED: Label("unexplained", "ungeklärt"),
}


def _word(key: str, language: str) -> str:
    return _WORDS[key].in_language(language)


def migration_document(report: MigrationReport, language: str = "en") -> Document:
    """Return a report as a document: how many are equal, causes, differences, what is missing."""
    formats = Formats(language)
    title = _word("title", language)
    blocks = [Heading(title, 1), *_blocks(report, formats)]
    return Document(title, language, tuple(blocks))


def _blocks(report: MigrationReport, formats: Formats) -> Iterator[Block]:
    words = formats.language
    proposal = str(report.proposal) if report.proposal.switches else _word("as_it_is", words)
    yield Facts(
        (
            (_word("compared", words), str(len(report.checks))),
            (_word("equal", words), str(report.equal)),
            (_word("proposal", words), proposal),
            (_word("under", words), str(report.equal_under_proposal)),
        )
    )
    if report.causes:
        yield Grid(
            tuple(_word(name, words) for name in ("cause", "differences", "amount")),
            frozenset({1, 2}),
            tuple(
                (
                    _CAUSES[cause].in_language(words),
                    str(count),
                    formats.money_with_currency(amount),
                )
                for cause, count, amount in report.causes
            ),
        )
        rows = [row for check in report.checks for row in _rows(check, formats)]
        names = ("bill", "position", "theirs", "ours", "rest", "cause", "configuration")
        yield Grid(
            tuple(_word(name, words) for name in names),
            frozenset(names.index(name) for name in ("theirs", "ours", "rest")),
            tuple(rows[:_MOST]),
        )
        if rows[_MOST:]:
            yield Note(f"{len(rows[_MOST:])} {_word('more', words)}")
    if report.uncompared:
        yield Heading(_word("uncompared", words))
        for held in report.uncompared:
            yield Note(f"{held.what}: {held.reason}", important=True)


def _rows(check: BillCheck, formats: Formats) -> Iterator[tuple[str, ...]]:
    for held in check.explained:
        yield (
            check.number,
            held.difference.name,
            _money(held.difference.theirs, formats),
            _money(held.difference.ours, formats),
            formats.money(held.difference.rest),
            _CAUSES[held.cause].in_language(formats.language),
            str(held.configuration) if held.configuration else "",
        )


def _money(amount: Money | None, formats: Formats) -> str:
    return "-" if amount is None else formats.money(amount)
