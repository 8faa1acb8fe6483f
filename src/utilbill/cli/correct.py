"""``utilbill correct``: case files and a file of changes in, a plan of corrections out."""

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from utilbill.cli.errors import REFUSED, show
from utilbill.cli.files import case_files
from utilbill.values.errors import UtilbillError

if TYPE_CHECKING:
    from utilbill.billing.correction import CorrectionPlan
    from utilbill.billing.lifecycle import BillingDocument

_HELP = """Show what late readings or wrong prices bring about, before anything is written.

CASE is one or more case files, or a directory of them: bills as they were made, each with its
document number. CHANGES is a file of what became known since: readings, prices, ends of supply.
Every bill is settled again; those that come out differently are shown with their lines before and
after, the tax, what law allows, what happens on the account, and the letter.

\b
  utilbill correct --example > changes.yaml       write an example
  utilbill correct case.yaml changes.yaml         show the plan
  utilbill correct 2023.yaml 2024.yaml changes.yaml   a chain of bills

With numbers in CHANGES the plan is executed: reversals and new bills, or correction documents, are
shown after it. Nothing is written to the files.

\b
Exit codes:
  0  the plan was shown; it may be empty
  1  a file was refused, or a bill cannot be calculated again; the reason is shown
  2  the command itself was not understood
"""


@click.command(help=_HELP)
@click.argument("paths", nargs=-1, metavar="CASE... CHANGES", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the full result.")
@click.option("--language", metavar="CODE", help="Language: de or en; the market's by default.")
@click.option("--example", is_flag=True, help="Print an example file of changes and stop.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of such files and stop.")
def correct(
    paths: tuple[Path, ...], language: str | None, *, as_json: bool, example: bool, schema: bool
) -> None:
    """Plan corrections."""
    if example:
        text = files("utilbill.cli").joinpath("changes.yaml").read_text("utf-8")
        click.echo(text, nl=False)
        return
    if schema:
        from utilbill.adapters.changes import changes_schema

        click.echo(json.dumps(changes_schema(), indent=2, ensure_ascii=False))
        return
    if not paths[:-1]:
        raise click.UsageError("Name case files, and a file of changes last.")
    found = case_files(paths[:-1])
    try:
        shown, plan = _corrected(found, paths[-1], language, as_json=as_json)
    except UtilbillError as error:
        show(error, str(paths[-1]))
        sys.exit(REFUSED)
    click.echo(shown)
    if plan.unsettled:
        sys.exit(REFUSED)


def _corrected(
    cases: list[Path], changes: Path, language: str | None, *, as_json: bool
) -> "tuple[str, CorrectionPlan]":
    from utilbill.adapters.casefile import load_case
    from utilbill.adapters.changes import correct_cases, load_changes
    from utilbill.adapters.correction_results import plan_to_json
    from utilbill.billing.correction import execute
    from utilbill.documents import render_text
    from utilbill.documents.correction_document import correction_document

    loaded = [load_case(path) for path in cases]
    what = load_changes(changes)
    documents, plan = correct_cases(loaded, what)
    new: tuple[BillingDocument, ...] = ()
    if what.numbers:
        new = execute(plan, documents, numbers=what.numbers).new
    if as_json:
        return plan_to_json(plan, new, indent=1), plan
    words = language or loaded[0].language
    parts = [render_text(correction_document(plan, words))]
    parts += [_document_text(document, words) for document in new]
    return "\n\n".join(parts), plan


def _document_text(document: "BillingDocument", language: str) -> str:
    from utilbill.billing.lifecycle import DocumentKind
    from utilbill.documents import bill_text, render_text
    from utilbill.documents.correction_document import released_document

    if document.kind is DocumentKind.BILL:
        return bill_text(document.bill, language)
    return render_text(released_document(document, language))
