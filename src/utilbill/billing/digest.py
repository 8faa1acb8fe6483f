"""The digest of a bill: whether a bill that is calculated again is the same bill."""

import hashlib
from string import hexdigits
from typing import Self

import attrs

from utilbill.billing.bill import Bill
from utilbill.billing.canonical import canonical_form
from utilbill.billing.rules import is_provisional
from utilbill.billing.settlement import Settlement
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError

_ALGORITHM = "sha256"


def rules_of(held: Bill | Settlement) -> str:
    """Return the version of the rules that a bill follows; several joined by a comma."""
    settlements = held.settlements if isinstance(held, Bill) else (held,)
    return ",".join(dict.fromkeys(settlement.rules_version for settlement in settlements))


@attrs.frozen
class BillDigest:
    """What a bill can be recognized by (Prüfsumme).

    Attributes:
        rules_version: Version of the rules that it was calculated by.
        value: SHA-256 of its canonical form, in hexadecimal digits.

    Examples:
        >>> stored = BillDigest.parse("provisional.DE.1 sha256:" + "0" * 64)
        >>> stored.rules_version, stored.provisional
        ('provisional.DE.1', True)
    """

    rules_version: str
    value: str

    @classmethod
    def of(cls, held: Bill | Settlement) -> Self:
        """Return the digest of a bill or a settlement."""
        text = canonical_form(held).encode("utf-8")
        return cls(rules_of(held), hashlib.sha256(text).hexdigest())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a digest that was stored as text.

        Raises:
            InvalidInputError: If the text is none.
        """
        rules, _, coded = text.rpartition(" ")
        algorithm, _, value = coded.partition(":")
        size = len(hashlib.sha256().hexdigest())
        if not rules or algorithm != _ALGORITHM or len(value) != size or not _is_hex(value):
            raise InvalidInputError(
                "digest", text, "is no digest of a bill", "Give it as str(digest) wrote it."
            )
        return cls(rules, value)

    @property
    def provisional(self) -> bool:
        """Whether the rules may still change what a bill's canonical form holds."""
        return is_provisional(self.rules_version)

    def __str__(self) -> str:
        return f"{self.rules_version} {_ALGORITHM}:{self.value}"


def _is_hex(text: str) -> bool:
    return text == text.lower() and set(text) <= set(hexdigits)


class Sameness(Choice):
    """What comes of holding a bill that was calculated again against a stored digest."""

    SAME = "same"  #: The same bill.
    OTHER_RULES = "other_rules"  #: The rules are of another version; nothing can be said.
    DIFFERENT = "different"  #: The same rules, and another bill.


@attrs.frozen
class Reproduction:
    """The answer, with both digests.

    Attributes:
        sameness: The answer.
        stored: What was stored with the earlier bill.
        found: What the bill that was calculated again has.
    """

    sameness: Sameness
    stored: BillDigest
    found: BillDigest

    def __bool__(self) -> bool:
        return self.sameness is Sameness.SAME

    def __str__(self) -> str:
        if self.sameness is Sameness.OTHER_RULES:
            return (
                f"other rules: stored by {self.stored.rules_version}, "
                f"calculated by {self.found.rules_version}"
            )
        return str(self.sameness.value)


def reproduces(stored: BillDigest | str, again: Bill | Settlement) -> Reproduction:
    """Tell whether a bill that was calculated again is the one whose digest was stored.

    Args:
        stored: The digest of the earlier bill, or its text.
        again: The bill that was calculated again, as it was known then.

    Examples:
        >>> from utilbill import *
        >>> contract = Contract(id="C-1", supply_start="2024-01-01", supply_point=SupplyPoint(
        ...     commodity=Commodity.ELECTRICITY, registers=[Register("1-0:1.8.0")]))
        >>> sheet = PriceSheet(name="Plain", basis=PriceBasis.NET, components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="25.00 ct/kWh")])
        >>> year = Period.of_year(2024)
        >>> before = [Reading("1-0:1.8.0", year.start, 1000), Reading("1-0:1.8.0", year.end, 4500)]
        >>> late = Reading("1-0:1.8.0", year.end, 4400, known_since="2025-03-10")
        >>> stored = BillDigest.of(settle(contract, year, before, sheet, market=market("DE")))
        >>> again = settle(contract, year, [*before, late], sheet, market=market("DE"),
        ...                as_known_on="2025-01-31")
        >>> str(reproduces(stored, again))
        'same'
        >>> today = settle(contract, year, [*before, late], sheet, market=market("DE"))
        >>> str(reproduces(stored, today))
        'different'
    """
    held = BillDigest.parse(stored) if isinstance(stored, str) else stored
    found = BillDigest.of(again)
    if held == found:
        sameness = Sameness.SAME
    elif held.rules_version != found.rules_version:
        sameness = Sameness.OTHER_RULES
    else:
        sameness = Sameness.DIFFERENT
    return Reproduction(sameness, held, found)
