"""``utilbill diff``: two bills in, the reasons for their difference out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from utilbill.cli.errors import REFUSED, show, write
from utilbill.values.errors import UtilbillError

if TYPE_CHECKING:
    from utilbill.billing.bill import Bill

_HELP = """Say why one bill differs from another.

OLD and NEW are bills that `utilbill settle FILE --json` wrote, or case files (.yaml, .yml), which
are settled first. Days, quantity, prices, levies, tax, what happened once and installments each
have a part; the parts add up to the change of the balance to the cent.

\b
  utilbill settle 2023.yaml --json > old.json
  utilbill settle 2024.yaml --json > new.json
  utilbill diff old.json new.json                     sentences and a table
  utilbill diff old.json new.json --html why.html     a page with a waterfall plot
  utilbill diff old.json new.json --degree-days 3400 3150   gas: how much was the weather?

A part is what taking its figures from the new bill adds, averaged over all orders of taking them;
so no order comes first, and what did not change has no part.

\b
Exit codes:
  0  the difference was shown
  1  a bill was refused; the reason is on standard error
  2  the command itself was not understood
"""


@click.command(help=_HELP)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print parts and figures as JSON.")
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page with sentences, table and plot.",
)
@click.option("--language", metavar="CODE", help="Language: de or en; that of the bills' names.")
@click.option(
    "--degree-days",
    nargs=2,
    metavar="OLD NEW",
    help="Degree days of both periods, for gas and heat: the weather gets a part of its own.",
)
def diff(
    old: Path,
    new: Path,
    html_file: Path | None,
    language: str | None,
    degree_days: tuple[str, str] | None,
    *,
    as_json: bool,
) -> None:
    """Compare two bills."""
    try:
        click.echo(_compared(old, new, html_file, language, degree_days, as_json=as_json))
    except UtilbillError as error:
        show(error, f"{old}, {new}")
        sys.exit(REFUSED)


def _compared(
    old: Path,
    new: Path,
    html_file: Path | None,
    language: str | None,
    degree_days: tuple[str, str] | None,
    *,
    as_json: bool,
) -> str:
    from utilbill.adapters.difference_results import difference_to_json
    from utilbill.adapters.html_page import render_page
    from utilbill.billing import difference
    from utilbill.documents import difference_document, render_text

    bills = _bill(old), _bill(new)
    found = difference(*bills, degree_days=degree_days)
    document = difference_document(found, language or _language(bills[1]))
    if html_file is not None:
        write(html_file, render_page(document))
        if not as_json:
            return str(html_file)
    return difference_to_json(found, indent=1) if as_json else render_text(document)


def _bill(path: Path) -> "Bill":
    from utilbill.adapters.casefile import bill_case, load_case
    from utilbill.adapters.casefile.models import SCHEMA as CASE_SCHEMA
    from utilbill.adapters.casefile.reading import read_bytes
    from utilbill.adapters.results import bill_from_json
    from utilbill.values.errors import FileError, Where

    if path.suffix.lower() in (".yaml", ".yml"):
        return bill_case(load_case(path))
    text = read_bytes(path).decode("utf-8", errors="replace")
    try:
        return bill_from_json(text)
    except FileError as error:
        if error.field == "schema" and error.value == CASE_SCHEMA:
            return bill_case(load_case(path))
        error.where = Where(str(path))
        raise


def _language(bill: "Bill") -> str:
    return "de" if any(line.label.de for line in bill.lines) else "en"
