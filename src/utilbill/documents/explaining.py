"""Explanations in words: the formula, then each figure with its source."""

from decimal import Decimal
from fractions import Fraction

from utilbill.billing.bill import Bill
from utilbill.billing.line import Line
from utilbill.billing.totals import TaxGroup
from utilbill.documents.formats import Formats
from utilbill.documents.texts import text
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import CONTEXT, Exact, multiply, places, plain
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Operation,
    Rounded,
    Row,
    Selection,
    Share,
    SumOfProducts,
    evaluate,
    rounded,
)
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.table import Tree

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_SHOWN = RoundingRule("shown", decimal_step(10), reference="display only, never calculated with")


def explain(node: Explanation, language: str = "en") -> Tree:
    """Return an explanation as a tree of texts.

    Args:
        node: Any explanation.
        language: ``en`` or the language of the market.

    Examples:
        >>> from utilbill.values.explanation import Label
        >>> energy = Input(Label("consumption", "Verbrauch"), Decimal(3500), "kWh", "readings")
        >>> price = Input(Label("unit price", "Arbeitspreis"), Decimal("25.21"), "ct/kWh", "sheet")
        >>> print(explain(Operation("*", (energy, price)), "de"))
        3.500 kWh × 25,21 ct/kWh = 88.235
        ├─ Verbrauch: 3.500 kWh [readings]
        └─ Arbeitspreis: 25,21 ct/kWh [sheet]
    """
    return _tree(node, Formats(language))


def _value(value: Exact, formats: Formats) -> str:
    above, below = value.as_integer_ratio()
    shown = CONTEXT.normalize(_SHOWN.of_ratio(above, below))
    exactly = shown.as_integer_ratio() == (above, below)
    return ("" if exactly else "≈ ") + formats.number(Decimal(plain(shown)))


def _formula(node: Explanation, formats: Formats, *, inner: bool = False) -> str:
    if isinstance(node, (Input, Constant)):
        unit = "" if node.unit in ("1", "") else f" {formats.unit(node.unit)}"
        return f"{formats.number(node.value)}{unit}"
    if isinstance(node, Operation):
        joined = _SIGNS[node.operator].join(
            _formula(operand, formats, inner=True) for operand in node.operands
        )
        return f"({joined})" if inner and node.operator in "+-" else joined
    if isinstance(node, Selection):
        return _formula(node.chosen, formats, inner=inner)
    if isinstance(node, SumOfProducts):
        return "Σ(" + " × ".join(row.label.in_language(formats.language) for row in node.rows) + ")"
    return _value(evaluate(node), formats)


def _rule(rule: RoundingRule, formats: Formats) -> str:
    mode = text(rule.mode.value, formats.language)
    reference = f", {rule.reference}" if rule.reference else ""
    return f"{text('rounded', formats.language)} {formats.number(rule.step)}, {mode}{reference}"


def _tree(  # noqa: PLR0911 - one per kind of node
    node: Explanation, formats: Formats
) -> Tree:
    language = formats.language
    if isinstance(node, Input):
        source = f" [{node.source}]" if node.source else ""
        return Tree(f"{node.label.in_language(language)}: {_formula(node, formats)}{source}")
    if isinstance(node, Constant):
        name = f"{node.label.in_language(language)}: " if node.label else ""
        return Tree(f"{name}{_formula(node, formats)}")
    if isinstance(node, Rounded):
        inner = _tree(node.operand, formats)
        result = formats.number(rounded(node), places(node.rule.step))
        return Tree(f"{result} ({_rule(node.rule, formats)}) = {inner.text}", inner.below)
    if isinstance(node, Selection):
        reference = f" [{node.reference}]" if node.reference else ""
        inner = _tree(node.chosen, formats)
        return Tree(f"{inner.text}: {node.reason.in_language(language)}{reference}", inner.below)
    if isinstance(node, Share):
        weights = " : ".join(formats.number(Decimal(weight)) for weight in node.weights)
        reference = f" [{node.reference}]" if node.reference else ""
        here = f"{text('share', language)} {node.index + 1}/{len(node.weights)}"
        result = _value(evaluate(node), formats)
        method = node.method.in_language(language)
        return Tree(
            f"{result} = {here}, {method}, {weights}{reference}", (_tree(node.total, formats),)
        )
    if isinstance(node, SumOfProducts):
        return _row_tree(node, formats)
    result = _value(evaluate(node), formats)
    below = tuple(_tree(operand, formats) for operand in _leaves(node))
    return Tree(f"{_formula(node, formats)} = {result}", below)


def _row_tree(node: SumOfProducts, formats: Formats) -> Tree:
    language = formats.language
    count = formats.number(Decimal(len(node.rows[0].counts)))
    names = " × ".join(row.label.in_language(language) for row in node.rows)
    result = _value(evaluate(node), formats)
    below = tuple(Tree(_row_line(row, formats)) for row in node.rows)
    return Tree(f"Σ {names} ({count} {text('intervals', language)}) = {result}", below)


def _row_line(row: Row, formats: Formats) -> str:
    source = f" [{row.source}]" if row.source else ""
    low, high = (
        formats.number(multiply(Decimal(count), row.step))
        for count in (min(row.counts), max(row.counts))
    )
    return f"{row.label.in_language(formats.language)}: {low} … {high} {row.unit}{source}"


def _leaves(node: Operation) -> list[Explanation]:
    found: list[Explanation] = []
    for operand in node.operands:
        if isinstance(operand, Operation):
            found.extend(_leaves(operand))
        elif not isinstance(operand, Constant) or operand.label is not None:
            found.append(operand)
    return found


def line_tree(line: Line, language: str) -> Tree:
    """Return a line with its derivation."""
    formats = Formats(language)
    head = f"{line.label.in_language(language)}, {formats.period(line.period)}"
    return Tree(head, (explain(line.explanation, language),))


def group_tree(group: TaxGroup, language: str) -> Tree:
    """Return a tax amount with its derivation: from net, or as what is left of gross."""
    formats = Formats(language)
    head = f"{group.rate.label.in_language(language)} {formats.number(group.rate.percent)} %"
    below = tuple(explain(node, language) for node in group.explanations)
    derived = sum((evaluate(node) for node in group.explanations), Fraction(0))
    if not group.explanations or derived == group.tax.amount:
        return Tree(head, below)
    rest = (
        f"{formats.money(group.gross)} − {formats.money(group.net)} = "
        f"{formats.money_with_currency(group.tax)}"
    )
    return Tree(head, (Tree(rest, below),))


def find_explanation(bill: Bill, name: str, language: str = "en") -> tuple[Tree, ...]:
    """Return the derivations of a line, by its number, or of all lines of a component.

    Args:
        bill: The bill.
        name: Number of a line as printed, id of a component, ``tax`` or ``plan``.
        language: Language of the texts.

    Raises:
        InvalidInputError: If there is no such line.
    """
    lines = bill.lines
    if name == "plan" and bill.next_plans:
        return tuple(explain(plan.explanation, language) for plan in bill.next_plans)
    if name == "tax":
        return tuple(group_tree(group, language) for group in bill.totals.groups)
    numbers = {str(number): line for number, line in enumerate(lines, 1)}
    if name in numbers:
        return (line_tree(numbers[name], language),)
    found = tuple(line_tree(line, language) for line in lines if line.component == name)
    if not found:
        known = ", ".join(dict.fromkeys(line.component for line in lines))
        raise InvalidInputError(
            "explain",
            name,
            "is no line of this bill",
            f"Use 1 to {len(lines)}, tax, plan, or: {known}.",
        )
    return found
