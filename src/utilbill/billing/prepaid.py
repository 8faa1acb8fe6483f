"""Prepaid supply: credit that burns down by what each day costs, and what happens on the way."""

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settling import Case
from utilbill.billing.what_if.readings import readings_on
from utilbill.values.choice import Choice
from utilbill.values.errors import CurrencyMismatchError, InvalidInputError
from utilbill.values.explanation import Label
from utilbill.values.money import Money, as_money
from utilbill.values.period import ONE_DAY, Period, whole_day
from utilbill.values.table import Table


@attrs.frozen
class TopUp:
    """A payment in advance (Aufladung).

    Attributes:
        day: The day; it counts before what the day costs.
        amount: The amount, gross.
        source: Voucher, terminal or transfer.
    """

    day: dt.date = attrs.field(converter=whole_day)
    amount: Money = attrs.field(converter=as_money)
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if self.amount.amount <= 0:
            raise InvalidInputError(
                "amount", self.amount, "is no payment", "Give an amount above zero."
            )


class CreditEvent(Choice):
    """What happens to credit.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    TOPPED_UP = "topped_up"  #: Somebody paid.
    LOW = "low"  #: The balance fell to a limit at which the customer is warned.
    USED_UP = "used_up"  #: The balance fell to zero; emergency credit begins.
    EMERGENCY_USED_UP = "emergency_used_up"  #: Emergency credit is used up as well.

    @property
    def label(self) -> Label:
        """Name for people."""
        return _NAMES[self]


_NAMES = {
    CreditEvent.TOPPED_UP: Label("topped up", "aufgeladen"),
    CreditEvent.LOW: Label("credit is low", "Guthaben niedrig"),
    CreditEvent.USED_UP: Label("credit is used up", "Guthaben verbraucht"),
    CreditEvent.EMERGENCY_USED_UP: Label("emergency credit is used up", "Notkredit verbraucht"),
}


@attrs.frozen
class PrepaidEvent:
    """An event and the balance after it."""

    day: dt.date
    kind: CreditEvent
    balance: Money


@attrs.frozen
class PrepaidDay:
    """What a day brought and cost.

    Attributes:
        day: The day.
        paid: What was paid.
        cost: What the day cost, gross.
        balance: What is left at its end; below zero is emergency credit.
    """

    day: dt.date
    paid: Money
    cost: Money
    balance: Money


def _limits(value: Iterable[Money | str]) -> tuple[Money, ...]:
    return tuple(sorted((as_money(one) for one in value), key=lambda one: -one.amount))


@attrs.frozen(kw_only=True)
class PrepaidTerms:
    """What is agreed for prepaid supply.

    Attributes:
        warn_at: Balances at which the customer is warned, each once until the balance is above it
            again.
        emergency: How far the balance may fall below zero.

    Examples:
        >>> PrepaidTerms(warn_at=["2.00 EUR", "10.00 EUR"], emergency="5.00 EUR").warn_at[0]
        Money('10.00', 'EUR')
    """

    warn_at: tuple[Money, ...] = attrs.field(default=(), converter=_limits)
    emergency: Money = attrs.field(converter=as_money)


@attrs.frozen
class PrepaidCourse:
    """How credit went.

    Attributes:
        opening: The balance at the beginning.
        days: Day by day.
        events: What happened, in order.
    """

    opening: Money
    days: tuple[PrepaidDay, ...]
    events: tuple[PrepaidEvent, ...]

    @property
    def balance(self) -> Money:
        """The balance at the end."""
        return self.days[-1].balance if self.days else self.opening

    def table(self) -> Table:
        """The days as a table."""
        return Table(
            "",
            ("day", "paid", "cost", "balance"),
            tuple(
                (held.day.isoformat(), held.paid.amount, held.cost.amount, held.balance.amount)
                for held in self.days
            ),
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def daily_costs(
    case: Case, market: HasBillingRules | None = None
) -> tuple[tuple[dt.date, Money], ...]:
    """Return what each day of a case costs, gross; together they are its bill to the cent.

    A day costs what the bill to its end comes to, less the bill to its beginning, so that nothing
    is rounded twice. Where only readings are known, they are spread evenly over the days.

    Args:
        case: The case; with a load curve the days are as they were.
        market: The market whose rules hold.

    Raises:
        UtilbillError: If the case cannot be settled.
    """
    found: list[tuple[dt.date, Money]] = []
    before: Money | None = None
    for day in case.period:
        end = day + ONE_DAY
        readings = (*case.readings, *readings_on(case, end))
        part = attrs.evolve(case, period=Period(case.period.start, end), readings=readings)
        after = part.settle(market).totals.gross
        found.append((day, after if before is None else after - before))
        before = after
    return tuple(found)


def burn_down(
    opening: Money | str,
    costs: Sequence[tuple[dt.date, Money]],
    terms: PrepaidTerms,
    top_ups: Iterable[TopUp] = (),
) -> PrepaidCourse:
    """Return how credit burns down, and what happens on the way (Guthabenverlauf).

    Args:
        opening: Balance before the first day.
        costs: What each day costs, in the order of days.
        terms: What is agreed.
        top_ups: Payments; each must lie on one of the days.

    Raises:
        InvalidInputError: If days do not follow each other, or a payment lies outside of them.
        CurrencyMismatchError: If amounts are in different currencies.

    Examples:
        >>> days = [(dt.date(2024, 1, day), Money("4.00", "EUR")) for day in (1, 2, 3)]
        >>> course = burn_down("9.00 EUR", days, PrepaidTerms(warn_at=["5.00 EUR"],
        ...                    emergency="5.00 EUR"))
        >>> [(event.day.day, event.kind.value, str(event.balance)) for event in course.events]
        [(1, 'low', '5.00 EUR'), (3, 'used_up', '-3.00 EUR')]
    """
    balance = as_money(opening)
    start = balance
    zero = Money.zero(balance.currency)
    paid = _by_day(top_ups, costs, balance.currency)
    days: list[PrepaidDay] = []
    events: list[PrepaidEvent] = []
    for day, cost in costs:
        if days and day != days[-1].day + ONE_DAY:
            raise InvalidInputError(
                "costs", day, f"does not follow {days[-1].day}", "Give each day once, in order."
            )
        received = paid.get(day, zero)
        if received.amount:
            balance += received
            events.append(PrepaidEvent(day, CreditEvent.TOPPED_UP, balance))
        after = balance - cost
        events += [PrepaidEvent(day, kind, after) for kind in _crossed(balance, after, terms)]
        balance = after
        days.append(PrepaidDay(day, received, cost, balance))
    return PrepaidCourse(start, tuple(days), tuple(events))


def _crossed(before: Money, after: Money, terms: PrepaidTerms) -> list[CreditEvent]:
    limits = [(CreditEvent.LOW, limit.amount) for limit in terms.warn_at]
    limits.append((CreditEvent.USED_UP, before.amount * 0))
    limits.append((CreditEvent.EMERGENCY_USED_UP, -terms.emergency.amount))
    return [kind for kind, limit in limits if before.amount > limit >= after.amount]


def _by_day(
    top_ups: Iterable[TopUp], costs: Sequence[tuple[dt.date, Money]], currency: str
) -> dict[dt.date, Money]:
    known = {day for day, _ in costs}
    for _, cost in costs:
        if cost.currency != currency:
            raise CurrencyMismatchError("costs", cost, f"is not in {currency}", "Use one.")
    found: dict[dt.date, Money] = {}
    for top_up in top_ups:
        if top_up.day not in known:
            raise InvalidInputError(
                "top_ups", top_up.day, "is none of the days", "Give the costs of that day too."
            )
        if top_up.amount.currency != currency:
            raise CurrencyMismatchError(
                "top_ups", top_up.amount, f"is not in {currency}", "Use one currency."
            )
        found[top_up.day] = found.get(top_up.day, Money.zero(currency)) + top_up.amount
    return found
