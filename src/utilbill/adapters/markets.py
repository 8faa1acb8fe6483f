"""Find market packs by entry point and read their data."""

import hashlib
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from utilbill.adapters.yaml_text import parse
from utilbill.law.parameter import LawBook, LegalParameter
from utilbill.law.parser import parse_law
from utilbill.markets.market import Market, MarketPack, PackData
from utilbill.values.errors import MarketError

GROUP = "utilbill.markets"


def installed() -> tuple[str, ...]:
    """Return the codes of the markets that are installed."""
    return tuple(sorted(point.name for point in entry_points(group=GROUP)))


@cache
def market(code: str) -> Market:
    """Return a market with its law.

    Args:
        code: Code of the country, such as ``DE``.

    Raises:
        MarketError: If no pack of that name is installed.

    Examples:
        >>> market("DE").billing.currency
        'EUR'
    """
    for point in entry_points(group=GROUP):
        if point.name == code:
            return read(point.load())
    known = ", ".join(installed()) or "none"
    raise MarketError("market", code, "is not installed", f"Installed: {known}.")


def read(pack: MarketPack) -> Market:
    """Read the data of a pack and make the market of it."""
    root = files(pack.package)
    parameters: list[LegalParameter] = []
    digest = hashlib.sha256()
    for file in _sorted(root / "law"):
        data = file.read_bytes()
        digest.update(data.replace(b"\r\n", b"\n"))
        parameters.extend(parse_law(parse(data, f"{pack.package}/law/{file.name}")))
    law = LawBook.of(f"{pack.code}-{digest.hexdigest()[:10]}", parameters)
    tables: dict[str, str] = {}
    settings: dict[str, Any] = {}
    for folder in ("calendar", "contents", "profiles", "release", "supplies"):
        if not (root / folder).is_dir():
            continue
        for file in _sorted(root / folder):
            name = f"{folder}/{file.name}"
            if file.name.endswith(".csv"):
                tables[name] = file.read_text("utf-8")
            else:
                settings[name] = parse(file.read_bytes(), f"{pack.package}/{name}")
    return pack.build(PackData(law, tables, settings))


def _sorted(folder: Traversable) -> list[Traversable]:
    held = [file for file in folder.iterdir() if file.name.endswith((".yaml", ".csv"))]
    return sorted(held, key=lambda file: file.name)
