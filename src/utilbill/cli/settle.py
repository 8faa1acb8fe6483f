"""``utilbill settle``: case files in, bills out."""

import json
import sys
from importlib.resources import files
from pathlib import Path

import click

from utilbill.cli.errors import REFUSED, show, write
from utilbill.values.errors import UtilbillError

_SUFFIXES = (".yaml", ".yml", ".json")
_SCHEMA = ".schema.json"
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
@click.option("--example", is_flag=True, help="Print an example case file and stop.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of case files and stop.")
def settle(
    paths: tuple[Path, ...],
    html_file: Path | None,
    explain: str | None,
    language: str | None,
    *,
    as_json: bool,
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
    found = _case_files(paths)
    if html_file is not None and len(found) != 1:
        raise click.UsageError("--html writes one page: name one case file.")
    refused = _settle_all(found, html_file, explain, language, as_json=as_json)
    if refused:
        sys.exit(REFUSED)


def _case_files(paths: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(held for held in path.iterdir() if _is_case(held.name.lower()))
            if not inside:
                raise click.UsageError(f"No case files (.yaml, .yml, .json) in {path}.")
            found.extend(inside)
        else:
            found.append(path)
    return found


def _is_case(name: str) -> bool:
    return name.endswith(_SUFFIXES) and not name.endswith(_SCHEMA)


def _settle_all(
    found: list[Path],
    html_file: Path | None,
    explain: str | None,
    language: str | None,
    *,
    as_json: bool,
) -> int:
    from tqdm import tqdm

    from utilbill.documents.texts import languages

    refused = 0
    without_words: set[str] = set()
    several = len(found) > 1
    results: list[str] = []
    progress = tqdm(found, unit="file", disable=None if several else True, leave=False)
    for path in progress:
        try:
            shown, words = _one(path, html_file, explain, language, as_json=as_json)
        except UtilbillError as error:
            refused += 1
            with tqdm.external_write_mode(file=sys.stderr):
                show(error, str(path))
            continue
        if as_json:
            results.append(shown)
            continue
        if words not in languages():
            without_words.add(words)
        with tqdm.external_write_mode(file=sys.stdout):
            if several:
                click.echo(f"### {path}")
            click.echo(shown)
            if several:
                click.echo()
    if as_json:
        joined = ",\n".join(results)
        click.echo(joined if not several else f"[{joined}]")
    for words in sorted(without_words):
        click.echo(f"note: there are no words in {words} yet; English stands for them", err=True)
    if several:
        click.echo(f"{len(found) - refused} settled, {refused} refused", err=True)
    return refused


def _one(
    path: Path,
    html_file: Path | None,
    explain: str | None,
    language: str | None,
    *,
    as_json: bool,
) -> tuple[str, str]:
    """Settle one file; return what to show, and the language of it."""
    from utilbill.adapters.casefile import bill_case, load_case
    from utilbill.adapters.html_page import bill_page
    from utilbill.adapters.results import bill_to_json
    from utilbill.documents import bill_text, find_explanation

    loaded = load_case(path)
    bill = bill_case(loaded)
    words = language or loaded.language
    if html_file is not None:
        write(html_file, bill_page(bill, words))
        if not (as_json or explain):
            return f"{path}: {html_file}", words
    if explain is not None:
        trees = find_explanation(bill, explain, words)
        return "\n".join(str(tree) for tree in trees), words
    if as_json:
        return bill_to_json(bill, indent=1), words
    return bill_text(bill, words), words
