"""A plan that changes while it runs: new forecasts, price changes, wishes of the customer."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from utilbill.installments.advance import AdvanceTerms
from utilbill.installments.plan import Forecast, Installment, InstallmentPlan, scaled
from utilbill.taxes.parts import parts_of
from utilbill.taxes.vat import TaxRate
from utilbill.values.choice import Choice
from utilbill.values.errors import InstallmentError
from utilbill.values.exact import exact, multiply
from utilbill.values.explanation import Constant, Input, Label, Operation, Rounded, rounded
from utilbill.values.money import Money
from utilbill.values.rounding import CENT, RoundingRule, decimal_step
from utilbill.values.table import Table

_EXPECTED: Final = Label("expected cost", "voraussichtliche Kosten")
_ASKED: Final = Label("asked for before", "zuvor angefordert")
_LEFT: Final = Label("installments left", "verbleibende Abschläge")
_WISH: Final = Label("wish of the customer", "Wunsch des Kunden")


class RevisionReason(Choice):
    """Why a plan is changed (Grund der Abschlagsanpassung)."""

    READING = "reading"  #: A reading in between shows another use.
    PRICE_CHANGE = "price_change"  #: Prices change; StromGVV/GasGVV § 13 Abs. 2.
    CUSTOMER_WISH = "customer_wish"  #: The customer asks for it; § 13 Abs. 1 Satz 3.
    HOUSEHOLD_CHANGE = "household_change"  #: More or fewer people, another heating.


@attrs.frozen(kw_only=True)
class Revision:
    """A changed plan and what it changes (Abschlagsanpassung).

    Attributes:
        plan: The plan from now on; the old one where the change stays within the tolerance.
        reason: Why.
        since: First day whose installments may differ.
        before: Installment before.
        after: Installment after.
        expected_result: What the settlement is then expected to claim (above zero) or credit.
    """

    plan: InstallmentPlan
    reason: RevisionReason
    since: dt.date
    before: Money
    after: Money
    expected_result: Money

    @property
    def changed(self) -> bool:
        """Whether installments differ."""
        return self.before != self.after

    def table(self) -> Table:
        """Return the change as a table."""
        return Table(
            f"Revision since {self.since}: {self.reason.value}",
            ("", self.before.currency),
            (
                ("before", self.before.amount),
                ("after", self.after.amount),
                ("expected result of the settlement", self.expected_result.amount),
            ),
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_() + self.plan._repr_html_()


def revise_plan(
    plan: InstallmentPlan,
    forecast: Forecast,
    reason: RevisionReason | str,
    since: dt.date,
    *,
    tolerance_percent: Decimal | int | str = 0,
    rounding: RoundingRule = CENT,
) -> Revision:
    """Divide what a new forecast leaves open over the installments that are still to come.

    Installments due before stay as they are. If the new installment differs from the old one by no
    more than the tolerance, nothing changes and the settlement takes the difference.

    Args:
        plan: The running plan.
        forecast: What the whole period is now expected to cost.
        reason: Why.
        since: First day whose installments may change.
        tolerance_percent: Band around the old installment, in percent.
        rounding: How one installment is rounded.

    Raises:
        InstallmentError: If no installment is left, or the tolerance is below zero.

    Examples:
        >>> from utilbill.installments.plan import build_plan, due_dates
        >>> from utilbill.values.period import Period
        >>> year = Period.of_year(2024)
        >>> plan = build_plan(Forecast(year, Money(1100, "EUR")), due_dates("2024-02-01", 11))
        >>> new = Forecast(year, Money(1310, "EUR"))
        >>> revision = revise_plan(plan, new, "reading", dt.date(2024, 6, 1))
        >>> revision.before, revision.after
        (Money('100.00', 'EUR'), Money('130.00', 'EUR'))
    """
    band = exact(tolerance_percent, "tolerance_percent")
    if band < 0:
        raise InstallmentError("tolerance_percent", band, "is below zero", "Give 0 or more.")
    past, coming = _at(plan, since)
    asked = sum((held.gross for held in past), Money.zero(plan.total.currency))
    node = Rounded(
        Operation(
            "/",
            (
                Operation(
                    "-",
                    (
                        Input(_EXPECTED, forecast.total.amount, asked.currency, forecast.basis),
                        Input(_ASKED, asked.amount, asked.currency),
                    ),
                ),
                Constant(Decimal(len(coming)), "1", _LEFT),
            ),
        ),
        rounding,
    )
    before = coming[0].gross
    after = Money(max(rounded(node), Decimal(0)), before.currency)
    difference = abs(after - before) * 100
    if difference.amount <= (before * band).amount:
        kept = attrs.evolve(plan, total=forecast.total, remainder=forecast.total - plan.sum)
        return _revision(kept, reason, since, before, before)
    shares = [(share.rate, share.gross) for share in forecast.shares]
    changed = _with(plan, forecast.total, (past, coming), after, node, shares)
    changed = attrs.evolve(changed, basis=forecast.basis or plan.basis)
    return _revision(changed, reason, since, before, after)


def adjust_plan(
    plan: InstallmentPlan,
    percent: Decimal | int | str,
    since: dt.date,
    rounding: RoundingRule = CENT,
) -> Revision:
    """Change the installments to come by the percentage of a price change.

    StromGVV/GasGVV § 13 Abs. 2. The expected cost of the days after the change moves by the same
    percentage, so that the settlement is expected to be what it was.

    Raises:
        InstallmentError: If no installment is left, or the percentage is below minus 100.
    """
    past, coming = _at(plan, since)
    before = coming[0].gross
    node = scaled(before, percent, rounding)
    after = Money(rounded(node), before.currency)
    moved = (after - before) * len(coming)
    changed = _with(plan, plan.total + moved, (past, coming), after, node)
    return _revision(changed, RevisionReason.PRICE_CHANGE, since, before, after)


def wish(
    plan: InstallmentPlan,
    amount: Money,
    since: dt.date,
    *,
    lowest_percent: Decimal | int | str,
    highest_percent: Decimal | int | str,
) -> Revision:
    """Ask for what the customer wishes to pay, within bounds around the calculated amount.

    Args:
        plan: The running plan, with the calculated amount.
        amount: What the customer wishes.
        since: First day whose installments may change.
        lowest_percent: Least that is agreed to, in percent of the calculated amount.
        highest_percent: Most that is agreed to, in percent of it.

    Raises:
        InstallmentError: If the wish lies outside, or has fractions of a cent, or the bounds are
            below zero or the wrong way round.

    Examples:
        >>> from utilbill.installments.plan import build_plan, due_dates
        >>> from utilbill.values.period import Period
        >>> year = Period.of_year(2024)
        >>> plan = build_plan(Forecast(year, Money(1100, "EUR")), due_dates("2024-02-01", 11))
        >>> asked = wish(plan, Money(90, "EUR"), dt.date(2024, 7, 1), lowest_percent=80,
        ...              highest_percent=150)
        >>> asked.expected_result
        Money('60.00', 'EUR')
    """
    past, coming = _at(plan, since)
    before = coming[0].gross
    lowest = exact(lowest_percent, "lowest_percent")
    if lowest < 0:
        raise InstallmentError("lowest_percent", lowest, "is below zero", "Give 0 or more.")
    highest = exact(highest_percent, "highest_percent")
    if highest < lowest:
        raise InstallmentError(
            "highest_percent", highest, f"is below {lowest}, the lowest", "Swap them."
        )
    low = _percent_of(before, lowest)
    high = _percent_of(before, highest)
    if not low <= amount <= high or not amount.is_payable:
        raise InstallmentError(
            "amount",
            amount,
            f"lies outside {low} to {high}, or has fractions of a cent",
            "Agree on an amount inside, or revise the forecast with the customer's reasons.",
        )
    node = Rounded(Input(_WISH, amount.amount, amount.currency), CENT)
    changed = _with(plan, plan.total, (past, coming), amount, node)
    return _revision(changed, RevisionReason.CUSTOMER_WISH, since, before, amount)


def _percent_of(amount: Money, percent: Decimal) -> Money:
    share = multiply(percent, decimal_step(2))
    return Money(CENT(multiply(amount.amount, share)), amount.currency)


def _at(
    plan: InstallmentPlan, since: dt.date
) -> tuple[tuple[Installment, ...], tuple[Installment, ...]]:
    past = tuple(held for held in plan.installments if held.due < since)
    coming = tuple(held for held in plan.installments if held.due >= since)
    if not coming:
        raise InstallmentError(
            "since", since, "leaves no installment to change", "Revise a plan that still runs."
        )
    return past, coming


def _with(
    plan: InstallmentPlan,
    total: Money,
    installments: tuple[tuple[Installment, ...], tuple[Installment, ...]],
    amount: Money,
    explanation: Rounded,
    shares: Sequence[tuple[TaxRate, Money]] = (),
) -> InstallmentPlan:
    """Return the plan with other installments to come; at their old rates without shares."""
    past, coming = installments
    parts = parts_of(amount, shares or [(part.rate, part.gross) for part in coming[0].parts])
    changed = (*past, *(Installment(held.due, amount, parts) for held in coming))
    asked = sum((held.gross for held in changed), Money.zero(amount.currency))
    return attrs.evolve(
        plan,
        total=total,
        installments=changed,
        remainder=total - asked,
        explanation=explanation,
    )


def _revision(
    plan: InstallmentPlan, reason: RevisionReason | str, since: dt.date, before: Money, after: Money
) -> Revision:
    return Revision(
        plan=plan,
        reason=RevisionReason(reason),
        since=since,
        before=before,
        after=after,
        expected_result=plan.remainder,
    )


@attrs.frozen(kw_only=True)
class AdvancePayment:
    """Payment before supply because of a risk (Vorauszahlung), StromGVV/GasGVV § 14.

    Asked for in as many parts as installments; offset in the next bill. The customer must be told
    start, amount, reason, and what ends it.

    Attributes:
        parts: The parts, as dated as installments would be.
        starts: First day for which it is asked.
        reason: The circumstances of the case that justify it.
        ends_when: What must happen for it to end.

    Raises:
        InstallmentError: If reason or condition is missing, or a part is due before the start.
    """

    parts: tuple[Installment, ...]
    starts: dt.date
    reason: str
    ends_when: str

    def __attrs_post_init__(self) -> None:
        AdvanceTerms(starts=self.starts, reason=self.reason, ends_when=self.ends_when)
        if not self.parts or any(part.due < self.starts for part in self.parts):
            raise InstallmentError(
                "parts", self.starts, "needs parts that are due from its start on", "Build a plan."
            )

    @classmethod
    def of(
        cls, plan: InstallmentPlan, starts: dt.date, *, reason: str, ends_when: str
    ) -> "AdvancePayment":
        """Ask for the installments of a plan in advance, from a day on.

        Examples:
            >>> from utilbill.installments.plan import build_plan, due_dates
            >>> from utilbill.values.period import Period
            >>> year = Period.of_year(2024)
            >>> plan = build_plan(Forecast(year, Money(1100, "EUR")), due_dates("2024-02-01", 11))
            >>> asked = AdvancePayment.of(plan, dt.date(2024, 6, 1), reason="two returned debits",
            ...                           ends_when="twelve months of payment in time")
            >>> len(asked.parts)
            7
        """
        parts = tuple(held for held in plan.installments if held.due >= starts)
        return cls(parts=parts, starts=starts, reason=reason, ends_when=ends_when)
