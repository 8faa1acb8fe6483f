"""Law of one's own: from text or plain data to legal parameters."""

from collections.abc import Mapping
from typing import Any

from utilbill.adapters.yaml_text import parse
from utilbill.law.parameter import LegalParameter
from utilbill.law.parser import parse_law as parse_document
from utilbill.values.marked import marked


def parse_law(
    given: str | bytes | Mapping[str, Any], name: str = "law"
) -> tuple[LegalParameter, ...]:
    """Read figures of law in the format of the market packs.

    Args:
        given: YAML or JSON as text or UTF-8 bytes, or the same as plain data.
        name: Name of the source for messages; ``.json`` is read by the rules of JSON.

    Returns:
        The parameters, for ``LawBook.with_figures`` or ``LawBook.of``.

    Raises:
        InvalidInputError: Or one of its kinds, with source and line, for a field that is unknown or
            missing, a unit or a rule that does not exist, a figure without a reference, figures
            that are not in the order of their days, binary floats.

    Examples:
        >>> (levy,) = parse_law({"schema": "utilbill.law/1", "parameters": {"de.levy.own": {
        ...     "title": {"en": "Own levy"}, "unit": "ct/kWh", "looks_at": "each_day",
        ...     "horizon": "2026-12-31", "figures": [{"since": "2026-01-01", "value": "0.100",
        ...     "reference": "made up", "verified": False}]}}})
        >>> levy.name, str(levy.horizon)
        ('de.levy.own', '2026-12-31')
    """
    if isinstance(given, str):
        given = given.encode()
    document = parse(given, name) if isinstance(given, bytes) else marked(given, name)
    return parse_document(document)
