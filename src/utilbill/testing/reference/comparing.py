"""Hold a settlement of the engine against the reference calculator."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from utilbill.testing.reference.bill import reference_bill

if TYPE_CHECKING:
    from utilbill.billing.rules import HasBillingRules
    from utilbill.billing.settlement import Settlement
    from utilbill.billing.settling import Case


def assert_as_reference(settlement: "Settlement", case: "Case", market: "HasBillingRules") -> None:
    """Assert that a settlement is what the reference calculator makes of its case.

    Args:
        settlement: What the engine made.
        case: What it was made of.
        market: In which market.

    Raises:
        AssertionError: If a quantity, a line, a sum or the balance is another.
        OutsideReferenceError: If the case holds what the reference calculator does not know.

    Examples:
        >>> from utilbill import *
        >>> from utilbill.billing.settling import Case
        >>> year, germany = Period.of_year(2024), market("DE")
        >>> point = SupplyPoint(commodity="electricity", registers=[Register("r")])
        >>> case = Case(
        ...     contract=Contract(id="c", supply_start=year.start, supply_point=point), period=year,
        ...     readings=[Reading("r", year.start, 0), Reading("r", year.end, 1000)],
        ...     prices=PriceSheet(name="Plain", basis="net", components=[
        ...         UnitPrice(id="energy", label=Label("Energy"), prices="25.55 ct/kWh")]))
        >>> assert_as_reference(case.settle(germany), case, germany)
    """
    expected = reference_bill(case, market)
    used = settlement.consumption
    counted = {} if used is None else {name: _exact(used.of(name)) for name in used.registers}
    _assert_same("consumption", counted, dict(expected.used))
    _assert_same_list("lines", [_of_line(line) for line in settlement.lines], [
        (held.component, held.charge, held.charged, held.start, held.end, held.quantity,
         held.amount, held.code, held.percent) for held in expected.lines
    ])  # fmt: skip
    absent = [(gap.component, gap.period.start, gap.period.end) for gap in settlement.absences]
    _assert_same_list("absences", absent, expected.absences)
    _assert_same_list("tax groups", [
        (group.rate.category.code, Fraction(group.rate.percent), _exact(group.net),
         _exact(group.tax), _exact(group.gross)) for group in settlement.totals.groups
    ], [(held.code, held.percent, held.net, held.tax, held.gross)
        for held in expected.groups])  # fmt: skip
    totals = settlement.totals
    for name in ("net", "tax", "gross", "payable"):
        _assert_same(name, _exact(getattr(totals, name)), getattr(expected, name))
    names = ("paid", "deducted", "deducted_tax", "unpaid", "balance", "balance_tax", "balance_net")
    for name in names:
        _assert_same(name, _exact(getattr(settlement, name)), getattr(expected, name))


def _of_line(line: Any) -> tuple[Any, ...]:
    quantity = None if line.quantity is None else _exact(line.quantity)
    return (
        line.component,
        line.charge,
        line.kind.value == "charged",
        line.period.start,
        line.period.end,
        quantity,
        _exact(line.amount),
        line.tax.category.code,
        Fraction(line.tax.percent),
    )


def _exact(held: Any) -> Fraction:
    return Fraction(held.amount)


def _assert_same(name: str, found: object, expected: object) -> None:
    assert found == expected, f"{name}: {_text(found)}, the reference has {_text(expected)}"


def _assert_same_list(name: str, found: Sequence[object], expected: Sequence[object]) -> None:
    for here, there in zip(found, expected, strict=False):
        _assert_same(name, here, there)
    assert len(found) == len(expected), (
        f"{len(found)} {name}, the reference has {len(expected)}: "
        f"{_text((*found, *expected)[min(len(found), len(expected)) :])}"
    )


def _text(held: object) -> str:
    if isinstance(held, tuple | list):
        return "(" + ", ".join(_text(part) for part in held) + ")"
    return str(held)
