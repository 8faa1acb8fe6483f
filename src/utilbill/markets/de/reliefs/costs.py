"""What some days of a rated settlement cost, with tax."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.markets.de.reliefs.figures import sum_of
from utilbill.tariffs.component import ChargeRole, PriceBasis
from utilbill.taxes.split import with_tax
from utilbill.values.explanation import Constant, Explanation, Input, Label, Operation
from utilbill.values.period import Period

_COST: Final = Label("cost of the supply", "Kosten der Lieferung")


def cost_within(
    rated: Settlement,
    days: Period,
    counts: Callable[[Line], bool] | None = None,
) -> Explanation:
    """Return what the days of a period cost, gross [EUR], without reliefs.

    Lines that reach beyond the days count by days.

    Args:
        rated: The rated settlement.
        days: The days that count.
        counts: Which lines count; all that are charged if not given.
    """
    lines = [line for line in rated.charged if line.role is not ChargeRole.RELIEF]
    whole = counts is None and days.covers(rated.period) and len(lines) == len(rated.charged)
    if whole:
        return Input(_COST, rated.totals.gross.amount, rated.currency, rated.price_sheet)
    parts = [
        _share(line, days) for line in lines if (counts is None or counts(line))
        and line.period.intersection(days) is not None
    ]  # fmt: skip
    return sum_of(tuple(parts)) if parts else Constant(Decimal(0), rated.currency)


def _share(line: Line, days: Period) -> Explanation:
    node: Explanation = Input(line.label, line.amount.amount, line.amount.currency, line.component)
    if line.basis is PriceBasis.NET:
        node = with_tax(node, line.tax)
    inside = line.period.intersection(days)
    if inside is None or inside == line.period:
        return node
    part = (Constant(Decimal(inside.days), "days"), Constant(Decimal(line.period.days), "days"))
    return Operation("*", (node, Operation("/", part)))
