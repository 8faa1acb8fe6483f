"""How errors are shown: what, where, what next; never a traceback."""

import click

from utilbill.values.errors import InvalidInputError, UtilbillError

REFUSED = 1


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
