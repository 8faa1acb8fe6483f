"""Plain data that remembers where in a file it was written.

Readers of files produce these; parsers of meaning consume them, so that an error can name file and
line although the parser never saw the file. Scalars stay text: no number is ever read as a float.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any, Self

from utilbill.values.errors import (
    MissingFieldError,
    UnknownFieldError,
    UtilbillError,
    Where,
)


class MarkedText(str):
    """A scalar with its place."""

    __slots__ = ("quoted", "where")
    where: Where
    quoted: bool

    def __new__(cls, text: str, where: Where, *, quoted: bool = False) -> Self:
        """Make a text with its place; ``quoted`` tells a deliberate text from a bare word."""
        self = super().__new__(cls, text)
        self.where = where
        self.quoted = quoted
        return self


class MarkedMap(dict[str, Any]):
    """A mapping with its place and the places of its keys."""

    __slots__ = ("keys_at", "where")

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where
        self.keys_at: dict[str, Where] = {}


class MarkedList(list[Any]):
    """A list with its place."""

    __slots__ = ("where",)

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where


def where_of(node: object) -> Where | None:
    """Return the place of a node, if it has one."""
    return getattr(node, "where", None)


@contextmanager
def at(node: object) -> Iterator[None]:
    """Give errors raised inside the place of a node, unless they know a closer one."""
    try:
        yield
    except UtilbillError as error:
        if error.where is None:
            error.where = where_of(node)
        raise


def check_fields(
    node: MarkedMap, known: Collection[str], required: Collection[str], what: str
) -> None:
    """Refuse fields that are not known and name those that are missing.

    Raises:
        UnknownFieldError: If a field is not known; the advice names the nearest known one.
        MissingFieldError: If a required field is not there.
    """
    for key in node:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            advice = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(sorted(known))}."
            if key[:1].isdigit():  # what is left of "25,00" between braces
                advice = "Write decimals with a point, such as 25.00."
            shown = node[key] if isinstance(node[key], str) else "more fields"
            error = UnknownFieldError(str(key), str(shown), f"is no field of {what}", advice)
            error.where = node.keys_at.get(key, node.where)
            raise error
    for key in required:
        if key not in node:
            missing = MissingFieldError(
                key, "nothing", f"must be given in {what}", f"Add {key} here."
            )
            missing.where = node.where
            raise missing
