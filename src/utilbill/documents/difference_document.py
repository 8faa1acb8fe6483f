"""A difference of bills as a document: sentences, the table of its parts, the plot."""

from collections.abc import Iterator
from decimal import Decimal

from utilbill.billing.bill_difference import BillDifference
from utilbill.documents.difference_sentences import difference_sentences
from utilbill.documents.difference_words import FACTORS, supply_names, word
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Drawing, Grid, Heading, Note
from utilbill.documents.text import render_text
from utilbill.documents.waterfall import waterfall
from utilbill.values.table import Table


def difference_text(difference: BillDifference, language: str = "en") -> str:
    """Return a difference as a person wants to read it: sentences and a table.

    Args:
        difference: The difference.
        language: ``de`` or ``en``.

    Examples:
        >>> import utilbill as ub
        >>> bills = [ub.bill_case(ub.load_case(f"examples/two-years-compared/{year}.yaml"))
        ...          for year in (2019, 2020)]
        >>> print(difference_text(ub.difference(*bills)).splitlines()[-1])
        New balance      115.26
    """
    return render_text(difference_document(difference, language))


def difference_document(difference: BillDifference, language: str = "en") -> Document:
    """Return a difference as a document."""
    title = word("title", language)
    return Document(title, language, tuple(_blocks(difference, title, Formats(language))))


def difference_table(difference: BillDifference, language: str = "en") -> Table:
    """Return a row per supply and part that is not zero, in words, and the sum.

    Args:
        difference: The difference.
        language: ``de`` or ``en``.
    """
    names = supply_names(difference, language, always=True)
    rows = [
        (name.removesuffix(": "), part)
        for name, supply in zip(names, difference.supplies, strict=True)
        for part in supply.parts
    ]
    rows.append(("", difference.rounding))
    shown = [
        (supply, FACTORS[part.factor].in_language(language), part.amount.amount)
        for supply, part in rows
        if part.amount
    ]
    shown.append(("", word("sum", language), difference.amount.amount))
    columns = ("", word("factor", language), difference.amount.currency)
    return Table(word("title", language), columns, tuple(shown))


def _blocks(difference: BillDifference, title: str, formats: Formats) -> Iterator[Block]:
    language = formats.language
    yield Heading(title, 1)
    for sentence in difference_sentences(difference, language):
        yield Note(sentence)
    yield Heading(word("parts", language))
    yield _grid(difference, formats)
    plot = waterfall(difference, language)
    yield Drawing(plot.title, plot.svg)


def _grid(difference: BillDifference, formats: Formats) -> Grid:
    table = difference_table(difference, formats.language)
    several = len(difference.supplies) > 1
    rows = [
        (f"{supply}: {factor}" if several and supply else factor, _signed(amount, formats))
        for supply, factor, amount in table.rows
    ]
    currency = difference.amount.currency
    old, new = difference.balances
    sums = [
        (word("old", formats.language), formats.money(old)),
        rows[-1],
        (word("new", formats.language), formats.money(new)),
    ]
    return Grid(
        (word("factor", formats.language), currency),
        frozenset({1}),
        tuple(rows[:-1]),
        tuple(sums),
        1,
    )


def _signed(amount: Decimal, formats: Formats) -> str:
    return ("+" if amount > 0 else "") + formats.number(amount, 2)
