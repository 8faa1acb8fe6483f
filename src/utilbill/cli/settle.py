"""``utilbill settle``: case files in, bills out."""

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from utilbill.cli.errors import INCOMPLETE, REFUSED, write
from utilbill.cli.files import are_several, case_files, show_each

if TYPE_CHECKING:
    from utilbill.cli.contents import ContentCheck

_HELP = """Settle case files and print the bills.

A case file is YAML or JSON: contract, price sheet, readings (inline, or as CSV beside it) and
installments. A directory stands for all case files in it, but for *.schema.json. One bad file does
not stop the others.

\b
A first own bill:
  utilbill settle --example > case.yaml     write an example
  utilbill settle case.yaml                 settle it
  utilbill settle case.yaml --explain 1     how did the first line come about?
  utilbill settle --schema > case.schema.json   let an editor help with the fields

\b
Exit codes:
  0  all files were settled
  1  at least one file was refused; the reason is on standard error
  2  the command itself was not understood
  3  with --check-contents: a bill does not say all that law asks for
"""


@click.command(help=_HELP)
@click.argument("paths", nargs=-1, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the full result with explanations.")
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page that prints well (one FILE only).",
)
@click.option(
    "--explain",
    metavar="LINE",
    help="Print how a line came about: its number, the id of a component, tax, or plan.",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Language of the bill: de or en; the market's by default. sv and pl have numbers and "
    "dates, but English words so far; a note says so.",
)
@click.option(
    "--check-contents",
    is_flag=True,
    help="Print what law asks the bill to say and it does not, instead of the bill.",
)
@click.option("--example", is_flag=True, help="Print an example case file and stop.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of case files and stop.")
def settle(
    paths: tuple[Path, ...],
    html_file: Path | None,
    explain: str | None,
    language: str | None,
    *,
    as_json: bool,
    check_contents: bool,
    example: bool,
    schema: bool,
) -> None:
    """Settle case files."""
    if example:
        text = files("utilbill.cli").joinpath("example.yaml").read_text("utf-8")
        click.echo(text, nl=False)
        return
    if schema:
        from utilbill.adapters.casefile import json_schema

        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        return
    if not paths:
        raise click.UsageError("Name a case file, or see: utilbill settle --example")
    found = case_files(paths)
    if html_file is not None and len(found) != 1:
        raise click.UsageError("--html writes one page: name one case file.")
    several = are_several(paths, found)
    check = _content_check() if check_contents else None

    spoken: set[str] = set()

    def one(path: Path) -> str:
        words, shown = _one(
            path, html_file, explain, language, check, as_json=as_json, several=several
        )
        spoken.add(words)
        return shown

    refused = show_each(found, one, as_json=as_json, several=several, done="settled")
    if not as_json:
        _note_languages(spoken)
    if refused:
        sys.exit(REFUSED)
    if check is not None and check.missing:
        sys.exit(INCOMPLETE)


def _content_check() -> "ContentCheck":
    from utilbill.cli.contents import ContentCheck

    return ContentCheck()


def _note_languages(spoken: set[str]) -> None:
    from utilbill.documents.texts import languages

    for words in sorted(spoken - languages()):
        click.echo(f"note: there are no words in {words} yet; English stands for them", err=True)


def _one(
    path: Path,
    html_file: Path | None,
    explain: str | None,
    language: str | None,
    check: "ContentCheck | None",
    *,
    as_json: bool,
    several: bool,
) -> tuple[str, str]:
    """Settle one file; return the language of what is shown, and what is shown."""
    from utilbill.adapters.casefile import bill_case, load_case
    from utilbill.adapters.html_page import bill_page
    from utilbill.adapters.results import bill_to_json
    from utilbill.documents import bill_text, find_explanation

    loaded = load_case(path)
    bill = bill_case(loaded)
    words = language or loaded.language
    if check is not None:
        return words, check.shown(bill, loaded.market, words, as_json=as_json)
    if html_file is not None:
        write(html_file, bill_page(bill, words))
        if not (as_json or explain):
            return words, f"{path}: {html_file}"
    if explain is not None:
        trees = find_explanation(bill, explain, words)
        return words, "\n".join(str(tree) for tree in trees)
    if as_json:
        return words, bill_to_json(bill, indent=1, file=str(path) if several else None)
    return words, bill_text(bill, words)
