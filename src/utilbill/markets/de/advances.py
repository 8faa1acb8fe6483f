"""Where German law speaks of payment in advance."""

from typing import Final

_PROVISIONS: Final = {
    "electricity": "StromGVV § 14",
    "gas": "GasGVV § 14",
    "heat": "AVBFernwärmeV § 28",
    "water": "AVBWasserV § 28",
}


def advance_provision(commodity: str) -> str:
    """Return the provision on advance payment for what is supplied; empty where none is known.

    Examples:
        >>> advance_provision("water"), advance_provision("service")
        ('AVBWasserV § 28', '')
    """
    return _PROVISIONS.get(commodity, "")
