"""Text becomes a formula: sums, products, quotients, ``min``, ``max`` and ``round`` over names."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from utilbill.tariffs.formulas.index_reference import RESERVED, IndexReference
from utilbill.tariffs.formulas.nodes import (
    Expression,
    FormulaParameter,
    Maximum,
    Minimum,
    Negative,
    Number,
    Product,
    Quotient,
    Round,
    Sum,
)
from utilbill.values.errors import InvalidInputError, MissingFieldError
from utilbill.values.exact import as_text
from utilbill.values.rounding import RoundingRule

_TOKEN: Final = re.compile(r"\s*(?:(?P<number>\d[\d.]*)|(?P<name>[^\W\d]\w*)|(?P<sign>\S))")
_DEEPEST: Final = 100  # brackets in brackets; what people write has five
_EXAMPLE: Final = "AP0 * (0.35 + 0.65 * G / G0)"
_END: Final = ""


def read_expression(
    text: str,
    names: Iterable[FormulaParameter | IndexReference],
    roundings: Iterable[RoundingRule] = (),
) -> Expression:
    """Read a formula (parse).

    Args:
        text: The formula. ``*`` and ``/`` bind more than ``+`` and ``-``; from left to right.
        names: The parameters and indices that it may name.
        roundings: The rules that ``round(…, rule)`` may name.

    Raises:
        InvalidInputError: If it is no formula, or one name stands for two things.
        MissingFieldError: If a name is not known.

    Examples:
        >>> capacity = read_expression(
        ...     "min(LP0 * L / L0, cap)",
        ...     [FormulaParameter("LP0", "26.40", "EUR/kW/year"), IndexReference(name="L"),
        ...      FormulaParameter("L0", "100.0"), FormulaParameter("cap", "30", "EUR/kW/year")])
        >>> type(capacity).__name__
        'Minimum'
    """
    known: dict[str, FormulaParameter | IndexReference] = {}
    for held in names:
        if held.name in known:
            raise InvalidInputError(
                "names", held.name, "stands for two things", "Give each a name of its own."
            )
        known[held.name] = held
    rules = {rule.name: rule for rule in roundings}
    reader = _Reader(as_text(text, "formula", f"Write it like {_EXAMPLE}."), known, rules)
    found = reader.sum()
    if reader.sign != _END:
        raise reader.wrong("does not go on like this")
    return found


@attrs.define
class _Token:
    kind: str
    text: str
    place: int


def _tokens(text: str) -> list[_Token]:
    found = [
        _Token(held.lastgroup or "", held[held.lastgroup or 0], held.start(held.lastgroup or 0))
        for held in _TOKEN.finditer(text)
    ]
    return [*found, _Token("sign", _END, len(text))]


class _Reader:
    """Reads by descent: a sum of products of factors."""

    def __init__(
        self,
        text: str,
        known: Mapping[str, FormulaParameter | IndexReference],
        rules: Mapping[str, RoundingRule],
    ) -> None:
        self._text, self._known, self._rules = text, known, rules
        self._waiting = _tokens(text)[::-1]
        self._depth = self._divisions = 0

    @property
    def _next(self) -> _Token:
        return self._waiting[-1]

    @property
    def sign(self) -> str | None:
        """The sign that comes next, empty at the end; None if it is none."""
        return self._next.text if self._next.kind == "sign" else None

    def wrong(self, problem: str) -> InvalidInputError:
        """Return an error about what comes next."""
        place = self._next.place
        shown = self._text[place : place + 10] or "the end"
        return InvalidInputError(
            f"formula at {place + 1}", shown, problem, f"Write it like {_EXAMPLE}."
        )

    def _take(self, sign: str) -> None:
        if self.sign != sign:
            raise self.wrong(f"must be {sign!r} here")
        self._waiting.pop()

    def sum(self) -> Expression:
        """Read terms joined by plus and minus; a minus may lead."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.wrong(f"is nested more than {_DEEPEST} times")
        terms: list[Expression] = []
        while not terms or self.sign in ("+", "-"):
            minus = self.sign == "-"
            if terms or minus:
                self._waiting.pop()
            term = self._product()
            terms.append(Negative(term) if minus else term)
        self._depth -= 1
        return terms[0] if len(terms) == 1 else Sum(terms)

    def _product(self) -> Expression:
        factors = [self._factor()]
        while self.sign in ("*", "/"):
            sign = self._waiting.pop().text
            self._divisions += sign == "/"
            if self._divisions > _DEEPEST:
                raise self.wrong(f"divides more than {_DEEPEST} times")
            factor = self._factor()
            if sign == "*":
                factors.append(factor)
            else:
                factors = [Quotient(_joined(factors), factor)]
        return _joined(factors)

    def _factor(self) -> Expression:
        token = self._next
        if token.kind == "number":
            self._waiting.pop()
            return Number(token.text)
        if token.kind == "name":
            self._waiting.pop()
            return self._function(token) if token.text in RESERVED else self._named(token)
        self._take("(")
        found = self.sum()
        self._take(")")
        return found

    def _named(self, token: _Token) -> Expression:
        held = self._known.get(token.text)
        if held is None:
            raise MissingFieldError(
                f"formula at {token.place + 1}",
                token.text,
                "is neither a parameter nor an index",
                f"Give it as one of them; known: {', '.join(self._known) or 'none'}.",
            )
        return held

    def _function(self, name: _Token) -> Expression:
        self._take("(")
        operands = [self.sum()]
        if name.text == "round":
            self._take(",")
            rule = self._rule()
            self._take(")")
            return Round(operands[0], rule)
        while self.sign == ",":
            self._waiting.pop()
            operands.append(self.sum())
        if len(operands) == 1:
            raise self.wrong(f"leaves {name.text} with one value to choose from")
        self._take(")")
        return Minimum(operands) if name.text == "min" else Maximum(operands)

    def _rule(self) -> RoundingRule:
        rule = self._rules.get(self._next.text)
        if rule is None:
            raise MissingFieldError(
                f"formula at {self._next.place + 1}",
                self._next.text,
                "is no rounding rule",
                f"Give it in roundings; known: {', '.join(self._rules) or 'none'}.",
            )
        self._waiting.pop()
        return rule


def _joined(factors: list[Expression]) -> Expression:
    return factors[0] if len(factors) == 1 else Product(factors)
