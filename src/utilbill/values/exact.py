"""Exact numbers: what may come in, and how they are joined without any rounding.

Decimals come in, exact rationals live inside, and only :mod:`utilbill.values.rounding` rounds. The
ambient decimal context is never consulted.
"""

import re
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction

from utilbill.values.errors import FloatRefusedError, InvalidInputError

_ADVICE = "Give a Decimal, an int or a text such as '25.21'."

#: Anything exact: an ``int``, a finite ``Decimal`` or a ``Fraction``.
Exact = int | Decimal | Fraction

#: The only decimal context of the library: wide, and an error where it would have to round.
CONTEXT = Context(
    prec=1000, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow], Emin=-1000, Emax=1000
)

_PLAIN = re.compile(r"[+-]?(\d{1,40})(\.\d{1,40})?", re.ASCII)
_LONGEST = 100  # places of the first digit before or after the point


def exact(value: Decimal | int | str, field: str = "amount") -> Decimal:
    """Turn a plain number into a ``Decimal``, digit for digit.

    Args:
        value: A Decimal, an int, or a text with an optional sign and a decimal point.
        field: The name that an error should use.

    Raises:
        FloatRefusedError: If a binary float is given: 0.1 is not one tenth there.
        InvalidInputError: If the text is not a plain number, or the number is not finite or lies
            more than a hundred digits before or after the point.

    Examples:
        >>> exact("25.21")
        Decimal('25.21')
        >>> exact(0.1)
        Traceback (most recent call last):
        ...
        utilbill.values.errors.FloatRefusedError: amount: a binary float is not exact (got 0.1). \
Give a Decimal, an int or a text such as '25.21'.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise InvalidInputError(field, value, "is not a finite number", _ADVICE)
        if not -_LONGEST <= value.adjusted() <= _LONGEST:
            raise InvalidInputError(field, value, "has too many digits", _ADVICE)
        return value
    if isinstance(value, str):
        text = value.strip()
        if not _PLAIN.fullmatch(text):
            raise InvalidInputError(
                field,
                value,
                "is not a plain number",
                "Write digits with a point, such as 1234.56: no exponent, no thousands separator.",
            )
        return Decimal(text)
    if isinstance(value, bool) or not isinstance(value, int):
        kind = "a binary float is not exact" if isinstance(value, float) else "is not a number"
        error = FloatRefusedError if isinstance(value, float) else InvalidInputError
        raise error(field, value, kind, _ADVICE)
    return Decimal(value)


def as_text(value: object, field: str, advice: str) -> str:
    """Return a value that must be text, such as a price with its unit.

    Raises:
        FloatRefusedError: If it is a binary float.
        InvalidInputError: If it is something else.

    Examples:
        >>> as_text("0.25 EUR/kWh", "price", "Write it like 25.21 ct/kWh.")
        '0.25 EUR/kWh'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        raise FloatRefusedError(field, value, "a binary float is not exact", advice)
    raise InvalidInputError(field, value, "is no text", advice)


def ratio(value: Exact) -> tuple[int, int]:
    """Return numerator and denominator of an exact number."""
    return value.as_integer_ratio()


def plain(value: Decimal) -> str:
    """Write a Decimal without an exponent: the one canonical text of a number.

    Examples:
        >>> plain(Decimal("1E+3")), plain(Decimal("-0.00"))
        ('1000', '0.00')
    """
    text = format(value, "f")
    return text[1:] if text.startswith("-") and not value else text


def places(value: Decimal) -> int:
    """Return the number of decimal places that are written, never below zero."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def add(left: Decimal, right: Decimal) -> Decimal:
    """Add exactly."""
    return CONTEXT.add(left, right)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """Subtract exactly."""
    return CONTEXT.subtract(left, right)


def negate(value: Decimal) -> Decimal:
    """Turn the sign; zero has none."""
    return value.copy_negate() if value else value.copy_abs()


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """Multiply exactly."""
    return CONTEXT.multiply(left, right)


def total(values: "list[Decimal] | tuple[Decimal, ...]") -> Decimal:
    """Add up exactly; the sum of nothing is zero."""
    result = Decimal(0)
    for value in values:
        result = CONTEXT.add(result, value)
    return result
