"""A price overview as a document: prices, their sums, what is contained, the statutory parts."""

from collections.abc import Iterator, Sequence

from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Grid, Heading
from utilbill.documents.price_overview import PriceOverview, PriceRow
from utilbill.documents.texts import text


def price_document(overview: PriceOverview, language: str = "en") -> Document:
    """Return a price overview as a document (Preisblatt).

    Args:
        overview: The prices of a sheet on a day.
        language: Language of the texts.

    Examples:
        >>> import datetime as dt
        >>> from utilbill import Label, PriceSheet, UnitPrice, market, price_overview
        >>> from utilbill.documents.text import render_text
        >>> sheet = PriceSheet(name="Plain", basis="net", components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="6.76 ct/kWh")])
        >>> shown = price_overview(sheet, dt.date(2025, 1, 1), market("DE").billing.taxation)
        >>> print(render_text(price_document(shown)).splitlines()[-1])
        sum per kWh  6.76   8.04  ct/kWh  19 %
    """
    formats = Formats(language)
    title = f"{overview.name}, {formats.day(overview.day)}"
    return Document(title, language, tuple(_blocks(overview, title, formats)))


def _blocks(overview: PriceOverview, title: str, formats: Formats) -> Iterator[Block]:
    language = formats.language
    yield Heading(title, 1)
    yield _grid((*overview.rows, *overview.sums), formats)
    if overview.contained:
        yield Heading(text("contained", language))
        yield _grid(overview.contained, formats)
    if overview.statutory:
        yield Heading(text("statutory", language))
        yield _grid(overview.statutory, formats)


def _grid(rows: Sequence[PriceRow], formats: Formats) -> Grid:
    language = formats.language
    names = ("position", "net_price", "gross_price", "unit", "tax_word")
    return Grid(
        tuple(text(name, language) for name in names),
        frozenset({1, 2}),
        tuple(
            (
                row.label.in_language(language),
                formats.number(row.net.amount, 2),
                formats.number(row.gross.amount, 2),
                formats.unit(row.net.unit.symbol),
                " + ".join(f"{formats.number(rate.percent.normalize())} %" for rate in row.rates),
            )
            for row in rows
        ),
    )
