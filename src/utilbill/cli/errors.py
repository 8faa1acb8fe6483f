"""How errors are shown: what, where, what next; never a traceback."""

from pathlib import Path

import click

from utilbill.values.errors import FileError, InvalidInputError, UtilbillError, Where

REFUSED = 1
INCOMPLETE = 3


def write(file: Path, text: str) -> None:
    """Write a text file.

    Raises:
        FileError: If it cannot be written.
    """
    try:
        file.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        error = FileError("file", str(file), f"cannot be written: {reason}", "Check the path.")
        error.where = Where(str(file))
        raise error from None


def show(error: UtilbillError, name: str = "") -> None:
    """Write an error to standard error: place, field, value, remedy."""
    place = str(error.where) if error.where is not None else name
    if isinstance(error, InvalidInputError):
        value = repr(error.value) if isinstance(error.value, str) else str(error.value)
        message = f"{error.field}: {error.problem} (got {value[:100]})"
    else:
        message = str(error).removesuffix(error.remedy).strip()
    click.secho(f"{place}: error: {message}", err=True, fg="red")
    if error.remedy:
        click.echo(f"  remedy: {error.remedy}", err=True)
