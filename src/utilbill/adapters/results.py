"""Results as JSON: canonical, with type tags, numbers as text, keys sorted; and back again."""

import datetime as dt
import enum
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn
from cattrs.strategies import configure_tagged_union

from utilbill.billing.bill import Bill
from utilbill.billing.digest import BillDigest
from utilbill.values.errors import FileError
from utilbill.values.exact import exact, plain
from utilbill.values.explanation import Explanation
from utilbill.values.identifiers import (
    CreditorIdentifier,
    Gln,
    Iban,
    MarketLocationId,
    MarketPartnerCode,
    MeteringLocationId,
)
from utilbill.values.money import Money
from utilbill.values.span import Span
from utilbill.values.units import Price, Quantity, Unit

SCHEMA = "utilbill.bill/1"
_AS_WRITTEN = "Use the text as utilbill settle --json or bill_to_json wrote it."

_MINUTE = dt.timedelta(minutes=1)


def _minutes(length: dt.timedelta) -> str:
    return f"PT{length // _MINUTE}M"


def _length(text: str) -> dt.timedelta:
    return int(text.removeprefix("PT").removesuffix("M")) * _MINUTE


_TEXTS: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    Decimal: (plain, exact),
    Fraction: (str, Fraction),
    dt.date: (dt.date.isoformat, dt.date.fromisoformat),
    Money: (str, Money.parse),
    Price: (str, Price.parse),
    Quantity: (str, Quantity.parse),
    Unit: (str, Unit.parse),
    MarketLocationId: (str, MarketLocationId),
    MeteringLocationId: (str, MeteringLocationId),
    MarketPartnerCode: (str, MarketPartnerCode),
    Gln: (str, Gln),
    Iban: (str, Iban),
    CreditorIdentifier: (str, CreditorIdentifier),
    Span: (str, Span.parse),
    dt.datetime: (dt.datetime.isoformat, dt.datetime.fromisoformat),
    dt.timedelta: (_minutes, _length),
    ZoneInfo: (str, ZoneInfo),
}


def _one_argument(read: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    return lambda text, _: read(text)


_TAG = "node"


def _name(kind: type) -> str:
    return kind.__name__.lower()


def _tag(converter: cattrs.Converter, kind: type[Any]) -> None:
    """Let a node say what it is also where its kind is known without."""

    @cache  # made at the first use: nodes hold nodes
    def write() -> Callable[[Any], dict[str, Any]]:
        return make_dict_unstructure_fn(kind, converter)

    @cache
    def read() -> Callable[[Mapping[str, Any], Any], Any]:
        return make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def tagged(node: Any) -> dict[str, Any]:
        return {_TAG: _name(kind), **write()(node)}

    def untagged(data: Mapping[str, Any], wanted: type[Any]) -> Any:
        return read()({key: value for key, value in data.items() if key != _TAG}, wanted)

    converter.register_unstructure_hook(kind, tagged)
    converter.register_structure_hook(kind, untagged)


def _structure_node(converter: cattrs.Converter, data: Any) -> Any:
    return converter.structure(data, cast("Any", Explanation))


@lru_cache(maxsize=1)
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=False, forbid_extra_keys=True)
    for kind, (write, read) in _TEXTS.items():
        converter.register_unstructure_hook(kind, write)
        converter.register_structure_hook(kind, _one_argument(read))
    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, enum.Enum),
        lambda member: member.value,
    )
    for node in get_args(Explanation):
        _tag(converter, node)
    configure_tagged_union(Explanation, converter, tag_name=_TAG, tag_generator=_name)
    converter.register_structure_hook_func(
        lambda kind: bool(kind == Explanation | None),
        lambda data, _: None if data is None else _structure_node(converter, data),
    )
    converter.register_unstructure_hook_func(
        lambda kind: bool(kind == Explanation | None),
        lambda node: None if node is None else converter.unstructure(node),
    )
    return converter


def _summary(bill: Bill) -> dict[str, str]:
    held = {name: getattr(bill.totals, name) for name in ("net", "tax", "gross", "payable")}
    names = ("paid", "deducted", "deducted_tax", "balance", "unpaid", "overpaid", "account")
    held |= {name: getattr(bill, name) for name in names}
    shown = {name: str(amount) for name, amount in held.items()}
    return shown | {"digest": str(BillDigest.of(bill))}


def as_data(value: object) -> Any:
    """Return a value of this library as plain data: mappings, lists and texts.

    Examples:
        >>> as_data(Money("5.00", "EUR"))
        '5.00 EUR'
    """
    return _converter().unstructure(value)


def result_to_json(
    schema: str, results: Sequence[object], *, indent: int | None = None, file: str | None = None
) -> str:
    """Write results other than bills as canonical JSON, for other programs to read.

    Args:
        schema: Name and version of what is written, such as ``utilbill.prices/1``.
        results: Values of this library.
        indent: How deep each level is set in; None for one line.
        file: Where the case was read from, to be named beside the results.

    Examples:
        >>> result_to_json("utilbill.example/1", [Money("5.00", "EUR")])
        '{"results": ["5.00 EUR"], "schema": "utilbill.example/1"}'
    """
    converter = _converter()
    data: dict[str, Any] = {"schema": schema}
    data["results"] = [converter.unstructure(held) for held in results]
    if file is not None:
        data["file"] = file
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=indent)


def bill_to_json(bill: Bill, *, indent: int | None = None, file: str | None = None) -> str:
    """Write a bill with all its explanations as canonical JSON.

    The text never passes through a locale; the same bill gives the same text everywhere. What a
    bill derives, its payable amount, its balance and its digest among them, stands in ``summary``.

    Args:
        bill: The bill.
        indent: How deep each level is set in; None for one line.
        file: Where the case was read from, to be named beside the bill.
    """
    data = {"schema": SCHEMA, "bill": _converter().unstructure(bill), "summary": _summary(bill)}
    if file is not None:
        data["file"] = file
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=indent)


def bill_from_json(text: str) -> Bill:
    """Read a bill that :func:`bill_to_json` wrote; it equals the one that was written.

    Raises:
        FileError: If the text is not such a bill.
    """
    data = _mapping(text)
    found = data.get("schema")
    if found != SCHEMA:
        raise FileError("schema", found or "nothing", "is not known here", f"Expected {SCHEMA}.")
    try:
        bill = _converter().structure(data.get("bill"), Bill)
    except Exception as error:  # whatever a hook stumbles over, the text is no bill
        raise FileError("bill", _found(error), "is not a bill in JSON", _AS_WRITTEN) from error
    if "summary" in data and data["summary"] != _summary(bill):
        raise FileError(
            "summary",
            data["summary"],
            "does not follow from the bill",
            _AS_WRITTEN,
        )
    return bill


def _mapping(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError("file", str(error), "is no JSON", _AS_WRITTEN) from error
    if isinstance(data, list):
        advice = "Settle the files one by one, or take one entry out of the list."
        raise FileError("file", f"a list of {len(data)}", "is not one bill in JSON", advice)
    if not isinstance(data, dict):
        raise FileError("file", str(data), "is not a bill in JSON", _AS_WRITTEN)
    return data


def _found(error: Exception) -> str:
    """Say what was found instead of a bill."""
    if isinstance(error, KeyError):
        return f"nothing for {error.args[0]}"
    return str(error) or type(error).__name__
