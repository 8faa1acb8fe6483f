"""``utilbill prices``, ``energy``, ``plan``, ``emissions``: other looks at a case file."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from utilbill.cli.errors import REFUSED, show
from utilbill.cli.files import are_several, case_files, show_each
from utilbill.values.errors import UtilbillError
from utilbill.values.period import whole_day

if TYPE_CHECKING:
    from utilbill.adapters.casefile import LoadedCase
    from utilbill.documents.model import Document

_EXITS = """
\b
Exit codes:
  0  all files were shown
  1  at least one file was refused; the reason is on standard error
  2  the command itself was not understood
"""
_files = click.argument(
    "paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
_json = click.option("--json", "as_json", is_flag=True, help="Print the full result.")
_language = click.option(
    "--language", metavar="CODE", help="Language: de or en; the market's by default."
)


def _show(
    paths: tuple[Path, ...],
    look: "Callable[[LoadedCase], Sequence[Any]]",
    documents: "Callable[[Sequence[Any], str], list[Document]]",
    schema: str,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    found = case_files(paths)
    several = are_several(paths, found)

    def one(path: Path) -> str:
        from utilbill.adapters.casefile import load_case
        from utilbill.adapters.results import result_to_json
        from utilbill.documents import render_text

        loaded = load_case(path)
        results = look(loaded)
        if as_json:
            return result_to_json(schema, results, indent=1, file=str(path) if several else None)
        shown = documents(results, language or loaded.language)
        return "\n\n".join(render_text(document) for document in shown)

    if show_each(found, one, as_json=as_json, several=several):
        sys.exit(REFUSED)


@click.command(
    help="Show the prices of case files, net and gross, with the statutory parts.\n\n"
    "Prices are those of one day: --on, or the last day of the period.\n" + _EXITS
)
@_files
@click.option("--on", "day", metavar="DATE", help="The day, such as 2025-07-01.")
@_json
@_language
def prices(
    paths: tuple[Path, ...], day: str | None, language: str | None, *, as_json: bool
) -> None:
    """Show prices."""
    from utilbill.adapters.casefile import case_prices
    from utilbill.documents.price_document import price_document

    try:
        asked = whole_day(day) if day else None
    except UtilbillError as error:
        show(error, "prices")
        sys.exit(REFUSED)
    _show(
        paths,
        lambda loaded: case_prices(loaded, asked),
        lambda shown, words: [price_document(held, words) for held in shown],
        "utilbill.prices/1",
        language,
        as_json=as_json,
    )


@click.command(
    help="Show how cubic metres of gas become kilowatt hours; nothing is priced.\n\n"
    "Volume, state number, calorific value and energy of each register, with the derivation. A "
    "file without readings shows its state number alone.\n" + _EXITS
)
@_files
@_json
@_language
def energy(paths: tuple[Path, ...], language: str | None, *, as_json: bool) -> None:
    """Show energies."""
    from utilbill.adapters.casefile import case_energy
    from utilbill.documents.energy_overview import energy_document

    _show(
        paths,
        case_energy,
        lambda shown, words: [energy_document(held, words) for held in shown],
        "utilbill.energy/1",
        language,
        as_json=as_json,
    )


@click.command(
    help="Show the installments that case files wish for (next_plan).\n\n"
    "With expected quantities no readings are needed; without them the next year is expected to be "
    "like the settled one.\n" + _EXITS
)
@_files
@_json
@_language
def plan(paths: tuple[Path, ...], language: str | None, *, as_json: bool) -> None:
    """Show installments."""
    from utilbill.adapters.casefile import case_plans
    from utilbill.documents.plan_document import plan_document

    _show(
        paths,
        case_plans,
        lambda shown, words: [plan_document(shown, words)],
        "utilbill.plan/1",
        language,
        as_json=as_json,
    )


@click.command(
    help="Show the emissions of fuels and how their cost is divided with the landlord.\n\n"
    "Nothing is priced, so that a file needs no price sheet.\n" + _EXITS
)
@_files
@_json
@_language
def emissions(paths: tuple[Path, ...], language: str | None, *, as_json: bool) -> None:
    """Show emissions."""
    from utilbill.adapters.casefile import case_emissions
    from utilbill.documents.emission_document import emission_document

    _show(
        paths,
        case_emissions,
        lambda shown, words: [emission_document(shown, words)],
        "utilbill.emissions/1",
        language,
        as_json=as_json,
    )
