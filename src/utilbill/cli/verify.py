"""``utilbill verify``: bills of another system, calculated again."""

import sys
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from utilbill.cli.errors import INCOMPLETE, REFUSED, show
from utilbill.cli.files import case_files
from utilbill.values.errors import UtilbillError

if TYPE_CHECKING:
    from utilbill.adapters.casefile import LoadedCase
    from utilbill.billing.migration import ForeignBill


_HELP = """Calculate bills of another system again, and say why amounts differ.

TABLE is CSV or JSON: one row per position or sum of a bill, with the columns contract, position and
amount, and if there are bill, first, last, quantity, unit, price, tax and currency; German names
such as Vertrag, Bezeichnung, Betrag will do. A position is matched by the id or the label of a
component; net, tax, gross, payable and balance are sums. CASES are case files of the same
contracts, or a directory of them.

\b
  utilbill verify --example > old.csv     write an example; it goes with utilbill settle --example
  utilbill verify old.csv case.yaml       compare
  utilbill verify old.csv cases/ --json   the whole report for programs
  utilbill verify old.csv case.yaml --spreading H0 --name "AP Strom=energy"

Differences are grouped by cause: rounding, proration, spreading, tax, price, quantity, missing
price. What makes most bills equal is proposed.

\b
Exit codes:
  0  all bills are equal to the cent
  1  a file was refused; the reason is on standard error
  2  the command itself was not understood
  3  bills differ, or some could not be compared
"""


@click.command(help=_HELP)
@click.argument("paths", nargs=-1, metavar="TABLE CASES...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the full report.")
@click.option("--language", metavar="CODE", help="Language: de or en; the market's by default.")
@click.option(
    "--spreading", "spreadings", multiple=True, metavar="WAY", help="A way of spreading to try."
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="THEIRS=ID",
    help="What the other system calls a component.",
)
@click.option("--example", is_flag=True, help="Print an example table and stop.")
def verify(
    paths: tuple[Path, ...],
    language: str | None,
    spreadings: tuple[str, ...],
    names: tuple[str, ...],
    *,
    as_json: bool,
    example: bool,
) -> None:
    """Verify bills of another system."""
    if example:
        text = files("utilbill.cli").joinpath("verify.csv").read_text("utf-8")
        click.echo(text, nl=False)
        return
    if not paths[1:]:
        raise click.UsageError("Name a table, and case files after it.")
    cases, refused = _cases(case_files(paths[1:]))
    from utilbill.adapters.migration import load_foreign_bills, report_to_json, verify_cases
    from utilbill.documents import render_text
    from utilbill.documents.migration_document import migration_document

    try:
        report = verify_cases(
            load_foreign_bills(paths[0]),
            cases,
            spreadings=spreadings,
            names=_names(names),
            progress=_progress,
        )
    except UtilbillError as error:
        show(error, str(paths[0]))
        sys.exit(REFUSED)
    words = language or (cases[0].language if cases else "en")
    shown = report_to_json(report, indent=1) if as_json else None
    click.echo(shown or render_text(migration_document(report, words)))
    if refused:
        sys.exit(REFUSED)
    if not report:
        sys.exit(INCOMPLETE)


def _cases(found: list[Path]) -> "tuple[list[LoadedCase], int]":
    from utilbill.adapters.casefile import load_case

    cases, refused = [], 0
    for path in found:
        try:
            cases.append(load_case(path))
        except UtilbillError as error:
            refused += 1
            show(error, str(path))
    return cases, refused


def _names(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in given:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or not theirs.strip() or not ours.strip():
            raise click.UsageError(f"--name {pair}: write it as THEIRS=ID.")
        found[theirs.strip()] = ours.strip()
    return found


def _progress(bills: "Sequence[ForeignBill]") -> "Iterable[ForeignBill]":
    from tqdm import tqdm

    return tqdm(bills, unit="bill", disable=None if len(bills) > 1 else True, leave=False)
