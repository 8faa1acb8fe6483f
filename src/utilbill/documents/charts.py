"""Bars of letters: a chart that every renderer can show."""

from fractions import Fraction
from typing import Final

from utilbill.values.exact import Exact

#: Letters of the longest bar.
WIDTH: Final = 30
_BLOCK: Final = "█"


def bar(value: Exact, largest: Exact, width: int = WIDTH) -> str:
    """Return a bar as long as a value is beside the largest one.

    What is not nothing has at least one letter.

    Examples:
        >>> bar(1, 4, 8), bar(4, 4, 8), bar(0, 4, 8)
        ('██', '████████', '')
    """
    if not largest or not value:
        return ""
    length = round(Fraction(value) / Fraction(largest) * width)
    return _BLOCK * max(length, 1)
