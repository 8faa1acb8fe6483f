"""Reliefs: what law takes off a bill after it was rated (Entlastung, stöd, osłona)."""

from collections.abc import Sequence
from typing import Protocol

import attrs

from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.billing.totals import total_lines
from utilbill.tariffs.component import ChargeRole, LineKind
from utilbill.taxes.vat import TaxRate
from utilbill.values.explanation import Explanation, Label, Rounded, rounded
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule


@attrs.frozen(kw_only=True)
class ReliefAmount:
    """One relief, before it is a line.

    Attributes:
        id: Name of the relief.
        label: Name on the bill.
        period: The days it is for.
        amount: Expression of the amount in the main unit of the currency, below zero for a relief;
            net or gross as the settlement's price basis says.
        tax: The rate of the lines it is taken off.
        rounding: How the amount is rounded.
    """

    id: str
    label: Label
    period: Period
    amount: Explanation
    tax: TaxRate
    rounding: RoundingRule = CENT


class Relief(Protocol):
    """Looks at a rated settlement and says what is taken off."""

    def amounts(self, rated: Settlement) -> Sequence[ReliefAmount]:
        """Return the amounts to take off; none if the relief does not apply."""


def relieve(rated: Settlement, relief: Relief) -> Settlement:
    """Apply a relief to a rated settlement: its lines are added, tax and sums made anew.

    The rated lines stay as they are, so that the bill shows the full price and the relief.
    """
    added = tuple(_line(amount, rated) for amount in relief.amounts(rated))
    lines = (*rated.lines, *added)
    totals = total_lines(
        lines,
        currency=rated.currency,
        basis=rated.basis,
        level=rated.tax_level,
        rounding=rated.tax_rounding,
        payable_rounding=rated.payable_rounding,
    )
    return attrs.evolve(rated, lines=lines, totals=totals)


def _line(relief: ReliefAmount, rated: Settlement) -> Line:
    node = Rounded(relief.amount, relief.rounding)
    return Line(
        component=relief.id,
        charge=relief.id,
        role=ChargeRole.RELIEF,
        kind=LineKind.CHARGED,
        label=relief.label,
        period=relief.period,
        amount=Money(rounded(node), rated.currency),
        basis=rated.basis,
        tax=relief.tax,
        explanation=node,
    )
