"""Installments lowered by the price brake, and the notice of it (gesenkte Abschläge)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from utilbill.installments.plan import Installment
from utilbill.law.parameter import LawBook
from utilbill.markets.de.reliefs.figures import days_in_force
from utilbill.markets.de.reliefs.monthly_relief import MonthlyRelief
from utilbill.taxes.parts import parts_of
from utilbill.values.errors import InstallmentError
from utilbill.values.money import Money
from utilbill.values.period import first_of_next_month
from utilbill.values.table import Table

_CREDIT: Final = "de.price_brake.credit"


@attrs.frozen
class LoweredInstallment:
    """One installment after the relief of its months.

    Attributes:
        due: Day on which it is due.
        before: What was asked for.
        relief: Reliefs of the months since the installment before.
        after: What is asked for now, never below zero.
        left: What of the relief is left for the next bill.
    """

    due: dt.date
    before: Money
    relief: Money
    after: Money
    left: Money


@attrs.frozen
class LoweredInstallments:
    """The installments of 2023 after the price brake (StromPBG § 4 Abs. 4, EWPBG § 3 Abs. 3).

    Attributes:
        steps: One per installment, in the order of their days.
        installments: The same as installments, net and tax by the rates they had.
        unused: Reliefs of months after the last installment.
    """

    steps: tuple[LoweredInstallment, ...]
    installments: tuple[Installment, ...]
    unused: Money

    @property
    def left(self) -> Money:
        """What of all reliefs is left for the next bill."""
        return sum((step.left for step in self.steps), self.unused)

    def table(self) -> Table:
        """Return the notice to the customer: amounts before and after."""
        return Table(
            title="Installments after the price brake",
            columns=("due", "before", "relief", "after", "left for the bill", "currency"),
            rows=tuple(
                (
                    step.due,
                    step.before.amount,
                    step.relief.amount,
                    step.after.amount,
                    step.left.amount,
                    step.after.currency,
                )
                for step in self.steps
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per installment, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def lower_installments(
    law: LawBook, installments: Iterable[Installment], reliefs: Sequence[MonthlyRelief]
) -> LoweredInstallments:
    """Lower installments by the reliefs of their months, none below zero.

    An installment bears the relief of its month and of the months since the one before, as where
    only eleven or six are asked for; January and February come with March. What is more than the
    installment stays for the next bill.

    Args:
        law: The law.
        installments: What was asked for.
        reliefs: Reliefs by month, such as those of ``PriceBrake.months``.

    Raises:
        InstallmentError: If there is no installment.

    Examples:
        >>> from utilbill import Quantity, due_dates, market
        >>> from utilbill.markets.de.reliefs import monthly_relief
        >>> law = market("DE").law
        >>> reliefs = [
        ...     monthly_relief(law, "electricity_small", dt.date(2023, month, 1), "56.00 ct/kWh",
        ...                    Quantity(2500, "kWh")) for month in (4, 5)]
        >>> asked = [Installment(day, Money("130.00", "EUR")) for day in due_dates("2023-04-01", 2)]
        >>> [step.after for step in lower_installments(law, asked, reliefs).steps]
        [Money('103.33', 'EUR'), Money('103.33', 'EUR')]
    """
    asked = sorted(installments, key=lambda held: held.due)
    if not asked:
        raise InstallmentError("installments", "none", "cannot be lowered", "Give at least one.")
    start = days_in_force(law, _CREDIT).start
    zero = Money.zero(asked[0].gross.currency)
    waiting = sorted(reliefs, key=lambda held: held.month.start)
    steps: list[LoweredInstallment] = []
    lowered: list[Installment] = []
    for installment in asked:
        end = first_of_next_month(installment.due)
        ripe = [held for held in waiting if _credited(held, start) < end]
        waiting = [held for held in waiting if held not in ripe]
        relief = sum((held.amount for held in ripe), zero)
        after = max(zero, installment.gross - relief)
        left = max(zero, relief - installment.gross)
        steps.append(LoweredInstallment(installment.due, installment.gross, relief, after, left))
        lowered.append(_lowered(installment, after))
    unused = sum((held.amount for held in waiting), zero)
    return LoweredInstallments(tuple(steps), tuple(lowered), unused)


def _credited(relief: MonthlyRelief, start: dt.date) -> dt.date:
    """Return the first day of the month in which a relief is credited."""
    return max(relief.month.start, relief.of_month.start, start)


def _lowered(installment: Installment, after: Money) -> Installment:
    if not installment.parts:
        return Installment(installment.due, after)
    shares = [(part.rate, part.gross) for part in installment.parts]
    return Installment(installment.due, after, parts_of(after, shares))
