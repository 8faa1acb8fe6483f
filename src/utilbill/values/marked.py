"""Plain data that remembers where in a file it was written.

Readers of files produce these; parsers of meaning consume them, so that an error can name file and
line although the parser never saw the file. Scalars stay text: no number is ever read as a float.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Self, cast

from utilbill.values.errors import (
    MissingFieldError,
    UnknownFieldError,
    UtilbillError,
    Where,
)
from utilbill.values.exact import exact, plain


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


def marked(value: object, name: str, path: str = "") -> Any:
    """Mark plain data as if it had been read from a file of a name.

    Raises:
        FloatRefusedError: If a number is a binary float.
        InvalidInputError: If something has no place in a file.

    Examples:
        >>> found = marked({"figures": [{"value": Decimal("0.10"), "verified": True}]}, "own")
        >>> found["figures"][0], str(found["figures"][0]["value"].where)
        ({'value': '0.10', 'verified': 'true'}, 'own: figures[0].value')
    """
    where = Where(name, path=path)
    if isinstance(value, Mapping):
        items = MarkedMap(where)
        for key, held in value.items():
            inner = f"{path}.{key}" if path else str(key)
            items.keys_at[str(key)] = Where(name, path=inner)
            items[str(key)] = marked(held, name, inner)
        return items
    if isinstance(value, list | tuple):
        listed = MarkedList(where)
        listed.extend(marked(held, name, f"{path}[{at}]") for at, held in enumerate(value))
        return listed
    if value is None or isinstance(value, bool):
        return MarkedText(_WORDS[value], where)
    if isinstance(value, str | dt.date):
        return MarkedText(str(value), where)
    with _placed(where):
        return MarkedText(plain(exact(cast("Decimal", value), path or name)), where)


_WORDS = {None: "none", True: "true", False: "false"}


def where_of(node: object) -> Where | None:
    """Return the place of a node, if it has one."""
    return getattr(node, "where", None)


@contextmanager
def at(node: object) -> Iterator[None]:
    """Give errors raised inside the place of a node, unless they know a closer one."""
    with _placed(where_of(node)):
        yield


@contextmanager
def _placed(where: Where | None) -> Iterator[None]:
    try:
        yield
    except UtilbillError as error:
        if error.where is None:
            error.where = where
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
