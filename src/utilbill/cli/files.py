"""What all commands over files share: which files, one after another, text or JSON."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from utilbill.cli.errors import show
from utilbill.values.errors import UtilbillError

_SUFFIXES = (".yaml", ".yml", ".json")
_SCHEMA = ".schema.json"


def case_files(paths: tuple[Path, ...]) -> list[Path]:
    """Return the files that are named; a directory stands for the case files in it.

    Raises:
        click.UsageError: If a directory holds none.
    """
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


def are_several(paths: tuple[Path, ...], found: list[Path]) -> bool:
    """Tell whether results must be told apart: of several files, or of a directory."""
    return len(found) > 1 or any(path.is_dir() for path in paths)


def show_each(
    found: list[Path],
    one: Callable[[Path], str],
    *,
    as_json: bool,
    several: bool,
    done: str = "shown",
) -> int:
    """Print what is made of each file; return how many were refused.

    Args:
        found: The files.
        one: Makes the text of one file.
        as_json: Whether texts are JSON, which several files join to a list.
        several: Whether the files are named in what is printed.
        done: The word for files that went well.
    """
    from tqdm import tqdm

    refused = 0
    results: list[str] = []
    progress = tqdm(found, unit="file", disable=None if several else True, leave=False)
    for path in progress:
        try:
            shown = one(path)
        except UtilbillError as error:
            refused += 1
            with tqdm.external_write_mode(file=sys.stderr):
                show(error, str(path))
            continue
        if as_json:
            results.append(shown)
            continue
        with tqdm.external_write_mode(file=sys.stdout):
            if several:
                click.echo(f"### {path}")
            click.echo(shown)
            if several:
                click.echo()
    if as_json:
        joined = ",\n".join(results)
        click.echo(joined if not several else f"[{joined}]")
    if len(found) > 1:
        click.echo(f"{len(found) - refused} {done}, {refused} refused", err=True)
    return refused
