"""From marked text to legal parameters: strict, so that a wrong figure never becomes a bill."""

import datetime as dt
from typing import Any

from utilbill.law.parameter import Figure, LegalParameter, LooksAt
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import FileError, InvalidInputError
from utilbill.values.exact import exact
from utilbill.values.explanation import Label
from utilbill.values.marked import MarkedList, MarkedMap, at, check_fields
from utilbill.values.period import ONE_DAY, whole_day
from utilbill.values.units import Unit

SCHEMA = "utilbill.law/1"
_FILE = ("schema", "parameters")
_PARAMETER = ("title", "unit", "looks_at", "horizon", "figures")
_FIGURE = ("since", "value", "reference", "verified")
_OPTIONAL = ("known_since", "last", "note", "title")
_TRUTH = {"true": True, "false": False}


def parse_law(document: Any) -> tuple[LegalParameter, ...]:
    """Read one file of figures.

    Raises:
        InvalidInputError: Or one of its kinds, with file and line, for a field that is unknown or
            missing, a unit or a rule that does not exist, a figure without a reference, figures
            that are not in the order of their days.
    """
    root = _mapping(document, "a law file")
    check_fields(root, _FILE, _FILE, "a law file")
    with at(root["schema"]):
        if root["schema"] != SCHEMA:
            raise FileError("schema", root["schema"], "is not known here", f"Write {SCHEMA}.")
    parameters = _mapping(root["parameters"], "parameters")
    return tuple(_parameter(name, node) for name, node in parameters.items())


def _mapping(node: Any, what: str) -> MarkedMap:
    if isinstance(node, MarkedMap):
        return node
    with at(node):
        raise FileError(what, node, "is not a mapping", "Write names with values below each other.")


def _parameter(name: str, node: Any) -> LegalParameter:
    what = f"parameter {name}"
    fields = _mapping(node, what)
    check_fields(fields, (*_PARAMETER, "next_publication"), _PARAMETER, what)
    title = _title(fields["title"], what)
    with at(fields["looks_at"]):
        looks_at = _choice(LooksAt, fields["looks_at"])
    with at(fields["unit"]):
        unit = Unit.parse(fields["unit"])
    with at(fields["horizon"]):
        open_end = fields["horizon"] == "open"
        horizon = None if open_end else whole_day(str(fields["horizon"]))
    with at(fields["figures"]):
        if not isinstance(fields["figures"], MarkedList) or not fields["figures"]:
            raise FileError("figures", fields["figures"], "holds nothing", "List the figures.")
        entries = [_figure(figure, what) for figure in fields["figures"]]
        if [entry.since for entry in entries] != sorted(entry.since for entry in entries):
            raise InvalidInputError(
                "figures", name, "are not in the order of their days", "Put the earlier day first."
            )
        timeline = Timeline(entries)
    return LegalParameter(
        name=name,
        title=title,
        unit=unit,
        looks_at=looks_at,
        timeline=timeline,
        horizon=horizon,
        next_publication=str(fields.get("next_publication", "")),
    )


def _choice(kind: type[LooksAt], text: str) -> LooksAt:
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise InvalidInputError("looks_at", text, "is not known", f"Use one of: {known}.") from None


def _figure(node: Any, what: str) -> Dated[Figure]:
    fields = _mapping(node, f"a figure of {what}")
    check_fields(fields, (*_FIGURE, *_OPTIONAL), _FIGURE, f"a figure of {what}")
    with at(fields["value"]):
        value = None if fields["value"] == "none" else exact(str(fields["value"]), what)
    with at(fields["reference"]):
        if not str(fields["reference"]).strip():
            raise InvalidInputError(
                "reference", "", "is empty", "Name the provision or the publication."
            )
    with at(fields["verified"]):
        if fields["verified"] not in _TRUTH:
            raise InvalidInputError(
                "verified", fields["verified"], "is neither true nor false", "Write true or false."
            )
    with at(fields["since"]):
        since = whole_day(str(fields["since"]))
    known_since = _optional_day(fields.get("known_since"))
    last = _optional_day(fields.get("last"))
    figure = Figure(
        value=value,
        reference=str(fields["reference"]),
        verified=_TRUTH[fields["verified"]],
        note=str(fields.get("note", "")),
        title=_title(fields["title"], what) if "title" in fields else None,
    )
    with at(fields):
        return Dated(since, figure, last and last + ONE_DAY, known_since)


def _title(node: Any, what: str) -> Label:
    names = _mapping(node, f"{what}: title")
    check_fields(names, ("en", "de", "sv", "pl"), ("en",), f"{what}: title")
    return Label.of(names)


def _optional_day(node: Any) -> dt.date | None:
    with at(node):
        return None if node is None else whole_day(str(node))
