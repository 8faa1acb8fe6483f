"""Results as JSON: canonical, with type tags, numbers as text, keys sorted; and back again."""

import datetime as dt
import enum
import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import cattrs
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.strategies import configure_tagged_union

from utilbill.billing.bill import Bill
from utilbill.values.errors import FileError, UtilbillError
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
}


def _one_argument(read: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    return lambda text, _: read(text)


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
    configure_tagged_union(
        Explanation, converter, tag_name="node", tag_generator=lambda kind: kind.__name__.lower()
    )
    return converter


def bill_to_json(bill: Bill, *, indent: int | None = None) -> str:
    """Write a bill with all its explanations as canonical JSON.

    The text never passes through a locale; the same bill gives the same text everywhere.
    """
    data = {"schema": SCHEMA, "bill": _converter().unstructure(bill)}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=indent)


def bill_from_json(text: str) -> Bill:
    """Read a bill that :func:`bill_to_json` wrote; it equals the one that was written.

    Raises:
        FileError: If the text is not such a bill.
    """
    try:
        data = json.loads(text)
        found = data["schema"]
        bill = _converter().structure(data["bill"], Bill) if found == SCHEMA else None
    except (
        UtilbillError,
        ValueError,  # of json and of dates
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        ForbiddenExtraKeysError,
        cattrs.BaseValidationError,
    ) as error:
        kind = str(error) if isinstance(error, UtilbillError) else type(error).__name__
        raise FileError("bill", kind, "is not a bill in JSON", "Use bill_to_json.") from error
    if bill is None:
        raise FileError("schema", found, "is not known here", f"Expected {SCHEMA}.")
    return bill
