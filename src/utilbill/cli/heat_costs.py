"""``utilbill heat-costs``: the cost of a building's heat and hot water, shared by its users."""

import json
import sys
from importlib.resources import files
from pathlib import Path

import click

from utilbill.cli.errors import REFUSED, write
from utilbill.cli.files import are_several, case_files, show_each

_HELP = """Share the cost of heat and hot water of a building among its users.

A file is YAML or JSON: period, costs, flats with their users, and what they used. Users who come or
go within the period, hot water by formula or heat meter, and the landlord's part for emissions are
part of it.

\b
  utilbill heat-costs --example > house.yaml    write an example
  utilbill heat-costs house.yaml                share it
  utilbill heat-costs house.yaml --explain Ada  how did Ada's amounts come about?

\b
Exit codes:
  0  all files were shared
  1  at least one file was refused; the reason is on standard error
  2  the command itself was not understood
"""


@click.command(name="heat-costs", help=_HELP)
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
    metavar="NAME",
    help="Print how amounts came about: of a user, of a flat, or the division of the costs.",
)
@click.option("--language", metavar="CODE", help="Language: de or en; the market's by default.")
@click.option("--example", is_flag=True, help="Print an example file and stop.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of such files and stop.")
def heat_costs(
    paths: tuple[Path, ...],
    html_file: Path | None,
    explain: str | None,
    language: str | None,
    *,
    as_json: bool,
    example: bool,
    schema: bool,
) -> None:
    """Share heat costs."""
    if example:
        text = files("utilbill.cli").joinpath("heat-costs.yaml").read_text("utf-8")
        click.echo(text, nl=False)
        return
    if schema:
        from utilbill.adapters.heatcosts import heat_costs_schema

        click.echo(json.dumps(heat_costs_schema(), indent=2, ensure_ascii=False))
        return
    if not paths:
        raise click.UsageError("Name a file, or see: utilbill heat-costs --example")
    found = case_files(paths)
    if html_file is not None and len(found) != 1:
        raise click.UsageError("--html writes one page: name one file.")
    several = are_several(paths, found)

    def one(path: Path) -> str:
        return _one(path, html_file, explain, language, as_json=as_json, several=several)

    if show_each(found, one, as_json=as_json, several=several, done="shared"):
        sys.exit(REFUSED)


def _one(
    path: Path,
    html_file: Path | None,
    explain: str | None,
    language: str | None,
    *,
    as_json: bool,
    several: bool,
) -> str:
    from utilbill.adapters.heatcosts import load_heat_costs, share_heat_costs
    from utilbill.adapters.html_page import render_page
    from utilbill.adapters.results import result_to_json
    from utilbill.documents import render_text
    from utilbill.documents.heat_cost_document import (
        find_heat_cost_explanation,
        heat_cost_document,
    )

    loaded = load_heat_costs(path)
    statement = share_heat_costs(loaded)
    words = language or loaded.language
    if html_file is not None:
        write(html_file, render_page(heat_cost_document(statement, words)))
        if not (as_json or explain):
            return f"{path}: {html_file}"
    if explain is not None:
        found = find_heat_cost_explanation(statement, explain, words)
        return "\n".join(str(tree) for tree in found)
    if as_json:
        name = str(path) if several else None
        return result_to_json("utilbill.heat-cost-statement/1", [statement], indent=1, file=name)
    return render_text(heat_cost_document(statement, words))
