"""``utilbill law``: the figures that bills rest on, with their sources."""

import json
import sys
from decimal import Decimal
from typing import Any

import click

from utilbill.cli.errors import REFUSED, show
from utilbill.law.parameter import LawBook
from utilbill.values.errors import UtilbillError
from utilbill.values.exact import plain
from utilbill.values.period import whole_day
from utilbill.values.table import Table

_HELP = """List legal figures with their sources.

Without NAME: a list of all parameters. With NAME: the whole history of that one, or, where no
parameter is called so, of all whose names begin so.

\b
Examples:
  utilbill law de.vat.standard              the history of one figure
  utilbill law de.vat                       the history of all rates of value added tax
  utilbill law --on 2016-06-30              all figures that held on a day
  utilbill law de.levy --coverage           what is known, year by year
  utilbill law de.levy --unverified         figures that nobody checked, and why

\b
Exit codes:
  0  found
  1  no such parameter, or no figure on that day
  2  the command itself was not understood
"""


@click.command(help=_HELP)
@click.argument("name", required=False)
@click.option("--on", "day", metavar="DATE", help="Only what holds on a day, such as 2016-12-31.")
@click.option("--known-on", metavar="DATE", help="As it was known on a day.")
@click.option("--json", "as_json", is_flag=True, help="Print records.")
@click.option("--coverage", is_flag=True, help="Show what is known by year.")
@click.option("--unverified", is_flag=True, help="Only figures that nobody checked.")
@click.option("--market", "code", default="DE", show_default=True, help="Code of the market.")
def law(
    name: str | None,
    day: str | None,
    known_on: str | None,
    code: str,
    *,
    as_json: bool,
    coverage: bool,
    unverified: bool,
) -> None:
    """List legal figures."""
    from utilbill.adapters.markets import market

    if coverage and (day or known_on):
        raise click.UsageError("--coverage goes without --on and --known-on.")
    if unverified and (day or coverage):
        raise click.UsageError("--unverified goes without --on and --coverage.")
    try:
        book = market(code).law
        tables = _tables(book, name, day, known_on, coverage=coverage, unverified=unverified)
    except UtilbillError as error:
        show(error, "law")
        sys.exit(REFUSED)
    if as_json:
        records = [
            ({"name": parameter} if parameter else {}) | record
            for parameter, table in tables.items()
            for record in table.records()
        ]
        click.echo(json.dumps(records, indent=1, ensure_ascii=False, default=_plain))
    else:
        click.echo("\n\n".join(str(table) for table in tables.values()))


def _plain(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def _tables(
    book: LawBook,
    name: str | None,
    day: str | None,
    known_on: str | None,
    *,
    coverage: bool,
    unverified: bool,
) -> dict[str, Table]:
    """Return what to print: histories by name, or one table about several parameters."""
    known = whole_day(known_on) if known_on else None
    chosen = list(book)
    if name is not None:
        begun = [held for held in book if held.name.startswith(f"{name.rstrip('.')}.")]
        chosen = [book[name]] if name in book or not begun else begun
    some = LawBook.of(book.version, chosen)
    if unverified:
        return {"": some.unverified(known)}
    if coverage:
        firsts = [parameter.timeline.entries[0].since.year for parameter in chosen]
        lasts = [parameter.timeline.entries[-1].since.year for parameter in chosen]
        return {"": some.coverage(min(firsts), max(lasts))}
    if day is not None:
        asked = whole_day(day)
        if name in book:
            book[name or ""].at(asked, known)
        return {"": some.on(asked, known)}
    if name is None:
        return {"": book.table(known)}
    return {held.name: held.table(known) for held in chosen}
