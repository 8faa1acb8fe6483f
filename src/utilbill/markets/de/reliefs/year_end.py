"""What a bill must say of the price brake, and what is refunded (Jahresendabrechnung)."""

from decimal import Decimal
from typing import Final

import attrs

from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.markets.de.reliefs.costs import cost_within
from utilbill.markets.de.reliefs.figures import KWH
from utilbill.markets.de.reliefs.groups import BrakeGroup
from utilbill.markets.de.reliefs.price_brake import PriceBrake, quota_of
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import plain
from utilbill.values.explanation import Explanation, Rounded, rounded
from utilbill.values.money import Money, as_money
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.table import Table
from utilbill.values.units import Quantity

_KWH: Final = RoundingRule("kwh", decimal_step(2))
_PERCENT: Final = RoundingRule("percent", decimal_step(2))


@attrs.frozen(kw_only=True)
class BrakeStatement:
    """What a bill says of the price brake, by delivery point: EWPBG § 20 Abs. 1, StromPBG § 12.

    Attributes:
        group: The group of the delivery point.
        granted: Relief that was granted in the settled period.
        quota: Quota that was granted in the settled period.
        quota_percent: The same, of the quota of the year.
        payments: Payments for the months with a relief.
        consumption_cost: Gross unit price times use in these months.
        other_cost: What these months cost beside, such as the standing charge.
        difference: Payments less what the use cost after the relief.
        refund: What the customer gets back of the payments, never more than they are.
    """

    group: BrakeGroup
    granted: Money
    quota: Quantity
    quota_percent: Decimal
    payments: Money
    consumption_cost: Money
    other_cost: Money
    difference: Money
    refund: Money

    def table(self) -> Table:
        """Return the statement as a table, in the order of the law."""
        rows: tuple[tuple[str, str], ...] = (
            ("relief granted", str(self.granted)),
            ("quota granted", f"{self.quota} ({plain(self.quota_percent)} %)"),
            ("payments", str(self.payments)),
            ("gross cost of use", str(self.consumption_cost)),
            ("other cost", str(self.other_cost)),
            ("difference", str(self.difference)),
            ("refund", str(self.refund)),
        )
        return Table("Price brake 2023", ("item", "amount"), rows)

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per item, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def refund(
    payments: Money | str,
    consumption_cost: Money | str,
    relief: Money | str,
    other_cost: Money | str | None = None,
) -> Money:
    """Return what a customer of gas or heat gets back, EWPBG §§ 3 Abs. 4, 11 Abs. 5, 20.

    The difference of the payments and what the use cost after the relief, at most the payments. A
    standing charge stays owed.

    Args:
        payments: Payments for the months with a relief.
        consumption_cost: Gross unit price times use in these months.
        relief: Relief that was granted.
        other_cost: What is owed beside the use; nothing if not given.

    Raises:
        InvalidInputError: If the payments are below zero.

    Examples:
        >>> refund("840.00 EUR", "900.00 EUR", "960.00 EUR")
        Money('840.00', 'EUR')
        >>> refund("840.00 EUR", "1700.00 EUR", "960.00 EUR")
        Money('100.00', 'EUR')
    """
    paid, cost, relieved = as_money(payments), as_money(consumption_cost), as_money(relief)
    if paid.amount < 0:
        raise InvalidInputError("payments", paid, "are below zero", "Give what was paid.")
    zero = Money.zero(paid.currency)
    beside = zero if other_cost is None else as_money(other_cost)
    return max(zero, min(paid, paid - (cost + beside - relieved)))


def brake_statement(
    rated: Settlement, brake: PriceBrake, payments: Money | str | None = None
) -> BrakeStatement:
    """Return what the bill of a settlement must say of its price brake.

    Args:
        rated: The settlement, before or after the relief.
        brake: The price brake.
        payments: Payments for the months with a relief; what the settlement deducts if not given.

    Raises:
        PeriodError: If no settled day lies in 2023.
    """
    months = brake.months(rated)
    days = brake.credited_days(rated, months)
    granted = _euro(brake.granted(rated))
    used = _euro(cost_within(rated, days, _by_energy))
    other = _euro(cost_within(rated, days, _beside))
    paid = rated.deducted if payments is None else as_money(payments)
    kwh, percent = quota_of(months)
    return BrakeStatement(
        group=brake.group,
        granted=granted,
        quota=Quantity(_KWH(kwh), KWH),
        quota_percent=_PERCENT(percent),
        payments=paid,
        consumption_cost=used,
        other_cost=other,
        difference=paid - (used - granted),
        refund=refund(paid, used, granted, other),
    )


def _euro(amount: Explanation) -> Money:
    return Money(rounded(Rounded(amount, CENT)), "EUR")


def _by_energy(line: Line) -> bool:
    return line.quantity is not None and line.quantity.unit.dimension == KWH.dimension


def _beside(line: Line) -> bool:
    return not _by_energy(line)
