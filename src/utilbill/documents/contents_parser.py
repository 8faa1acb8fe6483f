"""From marked text to requirements on the contents of bills."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from utilbill.contracts.contract import Commodity, CustomerClass
from utilbill.documents.contents import (
    BillKind,
    ContentRequirement,
    ContentRules,
    ContentScope,
    Predicate,
)
from utilbill.values.choice import Choice
from utilbill.values.errors import FileError, InvalidInputError
from utilbill.values.explanation import Label
from utilbill.values.marked import MarkedList, MarkedMap, at, check_fields
from utilbill.values.period import whole_day

SCHEMA = "utilbill.contents/1"
_FILE = ("schema", "known_from", "requirements")
_NEEDED = ("title", "why", "reference", "since", "present", "verified")
_OPTIONAL = ("last", "scope", "commodities", "customers", "kinds", "when", "give", "note")
_TRUTH = {"true": True, "false": False}
T = TypeVar("T", bound=Choice)


def parse_contents(document: Any, predicates: Mapping[str, Predicate]) -> ContentRules:
    """Read what a market asks of the contents of its bills.

    Args:
        document: The file, with the places of its values.
        predicates: What the file may name in ``present`` and ``when``.

    Raises:
        InvalidInputError: Or one of its kinds, with file and line, for a field that is unknown or
            missing, a requirement without a reference, a predicate that does not exist.
    """
    root = _mapping(document, "a contents file")
    check_fields(root, _FILE, _FILE, "a contents file")
    with at(root["schema"]):
        if root["schema"] != SCHEMA:
            raise FileError("schema", root["schema"], "is not known here", f"Write {SCHEMA}.")
    requirements = _mapping(root["requirements"], "requirements")
    with at(root["requirements"]):
        return ContentRules(
            requirements=[_requirement(name, node) for name, node in requirements.items()],
            predicates=predicates,
            known_from=_day(root["known_from"]),
        )


def _mapping(node: Any, what: str) -> MarkedMap:
    if isinstance(node, MarkedMap):
        return node
    with at(node):
        raise FileError(what, node, "is not a mapping", "Write names with values below each other.")


def _requirement(name: str, node: Any) -> ContentRequirement:
    what = f"requirement {name}"
    fields = _mapping(node, what)
    check_fields(fields, (*_NEEDED, *_OPTIONAL), _NEEDED, what)
    with at(fields["reference"]):
        if not str(fields["reference"]).strip():
            raise InvalidInputError("reference", "", "is empty", "Name the provision.")
    with at(fields["verified"]):
        if fields["verified"] not in _TRUTH:
            raise InvalidInputError(
                "verified", fields["verified"], "is neither true nor false", "Write true or false."
            )
    with at(fields):
        return ContentRequirement(
            id=name,
            title=_label(fields["title"], f"{what}: title"),
            why=_label(fields["why"], f"{what}: why"),
            reference=str(fields["reference"]),
            since=_day(fields["since"]),
            last=_day(fields["last"]) if "last" in fields else None,
            scope=ContentScope(str(fields.get("scope", ContentScope.SUPPLY.value))),
            commodities=_members(Commodity, fields, "commodities"),
            customers=_members(CustomerClass, fields, "customers"),
            kinds=_members(BillKind, fields, "kinds"),
            present=str(fields["present"]),
            when=str(fields.get("when", "")),
            give=str(fields.get("give", "")),
            verified=_TRUTH[fields["verified"]],
            note=str(fields.get("note", "")),
        )


def _label(node: Any, what: str) -> Label:
    names = _mapping(node, what)
    check_fields(names, ("en", "de", "sv", "pl"), ("en",), what)
    return Label.of(names)


def _members(kind: type[T], fields: MarkedMap, name: str) -> tuple[T, ...]:
    node = fields.get(name, ())
    if name in fields and not isinstance(node, MarkedList):
        with at(node):
            raise FileError(name, node, "is no list", "Write it like [electricity, gas].")
    found = []
    for item in node:
        with at(item):
            found.append(kind(str(item)))
    return tuple(found)


def _day(node: Any) -> dt.date:
    with at(node):
        return whole_day(str(node))
