"""YAML and JSON text to marked plain data.

Every scalar stays text, so no number is read as a float and no word as a truth value. Duplicate
keys, anchors and aliases are refused, size and depth are bounded: a file can be wrong, but it
cannot be a bomb.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from utilbill.values.errors import FileError, InvalidInputError, UtilbillError, Where
from utilbill.values.marked import MarkedList, MarkedMap, MarkedText

MAXIMUM_BYTES: Final = 2_000_000
MAXIMUM_DEPTH: Final = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ADVICE = "Give a UTF-8 text file in YAML or JSON."


class DuplicateKeyError(InvalidInputError):
    """A key stands twice in one mapping."""


class AliasError(InvalidInputError):
    """Anchors and aliases are not part of the format."""


def parse(data: bytes, name: str) -> Any:
    """Read one document of YAML or JSON.

    Args:
        data: The bytes of the file; UTF-8, at most 2 MB.
        name: The file name, for messages; ``.json`` is read by the rules of JSON.

    Raises:
        FileError: If it is too large, too deep, not UTF-8 or neither YAML nor JSON.
        DuplicateKeyError: If a key stands twice.
        AliasError: If there is an anchor or an alias.
    """
    if len(data) > MAXIMUM_BYTES:
        raise _located(
            FileError(
                "file",
                f"{len(data)} bytes",
                "is too large",
                f"Keep it below {MAXIMUM_BYTES} bytes.",
            ),
            Where(name),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _located(
            FileError("encoding", data[error.start : error.start + 2], "is not UTF-8", _ADVICE),
            Where(name, line),
        ) from None
    if name.lower().endswith(".json"):
        text = _checked_json(text, name)
    try:
        return _Builder(name, iter(yaml.parse(text, _Loader))).document()
    except UtilbillError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        problem = f"is no valid YAML: {error.problem or error.context}"
        raise _located(FileError("file", name, problem, _ADVICE), Where(name, line)) from None
    except (yaml.YAMLError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise _located(
            FileError("file", name, f"is no valid YAML: {first}", _ADVICE), Where(name)
        ) from None


def _located(error: InvalidInputError, where: Where) -> InvalidInputError:
    error.where = where
    return error


def _checked_json(text: str, name: str) -> str:
    def refuse(word: str) -> None:
        raise FileError("number", word, "is not a number of JSON", "Give a finite number.")

    try:
        value = json.loads(text, parse_float=str, parse_int=str, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise _located(
            FileError("file", name, f"is no valid JSON: {error.msg}", _ADVICE),
            Where(name, error.lineno),
        ) from None
    except RecursionError:
        raise _located(
            FileError("file", name, "is nested too deeply", _ADVICE), Where(name)
        ) from None
    del value
    # Outside of strings JSON allows tabs, YAML does not; inside strings JSON forbids them. Letters
    # that YAML wants escaped are escaped, and pairs of escapes that spell one letter are joined.
    text = _PAIR.sub(_join, text.replace("\t", " "))
    return _UNPRINTABLE.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text)


_PAIR = re.compile(
    r"(?<!\\)(?P<before>(?:\\\\)*)"
    r"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
_UNPRINTABLE = re.compile("[\x7f-\x84\x86-\x9f]")


def _join(found: re.Match[str]) -> str:
    """Join two escapes that spell one letter, such as an emoji."""
    letter: str = json.loads(f'"{found["pair"]}"')
    return found["before"] + letter


class _Builder:
    """Builds marked data from the events of the YAML parser."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events

    def document(self) -> Any:
        root: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _located(
                        FileError(
                            "file", self.name, "holds several documents", "Use one per file."
                        ),
                        self.where(event, ""),
                    )
                root = self.node(next(self.events), "", 0)
        return root if documents else MarkedText("", Where(self.name, 1))

    def where(self, event: Any, path: str) -> Where:
        return Where(self.name, event.start_mark.line + 1, path)

    def node(self, event: Any, path: str, depth: int) -> Any:
        where = self.where(event, path)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _located(
                AliasError(
                    path or "file",
                    event.anchor,
                    "is an anchor or alias",
                    "Write the value out where it is meant.",
                ),
                where,
            )
        if depth > MAXIMUM_DEPTH:
            raise _located(FileError(path, "...", "is nested too deeply", _ADVICE), where)
        if event.tag is not None:
            raise _located(
                FileError(path or "file", event.tag, "is a tag", "Write plain values."), where
            )
        if isinstance(event, yaml.ScalarEvent):
            text = event.value
            if any("\ud800" <= letter <= "\udfff" for letter in text):
                text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            return MarkedText(text, where, quoted=bool(event.style))
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(where, path, depth)
        return self.mapping(where, path, depth)

    def sequence(self, where: Where, path: str, depth: int) -> MarkedList:
        items = MarkedList(where)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, f"{path}[{len(items)}]", depth + 1))
        return items

    def mapping(self, where: Where, path: str, depth: int) -> MarkedMap:
        items = MarkedMap(where)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, path, depth + 1)
            if not isinstance(key, MarkedText):
                raise _located(FileError(path, "...", "has a key that is no word", _ADVICE), where)
            inner = f"{path}.{key}" if path else str(key)
            if key in items:
                raise _located(
                    DuplicateKeyError(str(key), inner, "stands twice", "Keep one of them."),
                    self.where(event, inner),
                )
            items.keys_at[str(key)] = self.where(event, inner)
            items[str(key)] = self.node(next(self.events), inner, depth + 1)
        return items
