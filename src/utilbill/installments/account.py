"""What installments, payments and a settlement leave on the account of a customer."""

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from utilbill.installments.plan import Installment
from utilbill.installments.procedure import Procedure
from utilbill.values.choice import Choice
from utilbill.values.dated import optional_day
from utilbill.values.money import Money


@attrs.frozen
class Payment:
    """Money that a customer paid (Zahlung)."""

    day: dt.date
    amount: Money


@attrs.frozen
class SettledOn:
    """The day on which a settlement was released, and its gross amount."""

    day: dt.date
    gross: Money


class ClaimKind(Choice):
    """What a claim stands for."""

    INSTALLMENT = "installment"
    SETTLEMENT = "settlement"


@attrs.frozen
class Claim:
    """What a customer owes or is owed for one thing (Forderung).

    Attributes:
        kind: What it stands for.
        day: Due day of an installment, day of a settlement.
        amount: Above zero if the customer owes it.
        settles: First day on which it no longer stands, because the settlement took its place.
    """

    kind: ClaimKind
    day: dt.date
    amount: Money
    settles: dt.date | None = attrs.field(default=None, converter=optional_day)


def claims(
    procedure: Procedure,
    installments: Iterable[Installment],
    payments: Sequence[Payment],
    settlement: SettledOn | None,
) -> tuple[Claim, ...]:
    """Return the claims that a procedure puts on a customer's account.

    Requested installments stand until the settlement, which claims what was used less what was paid
    by then; unpaid requests lapse with it. Invoiced installments stay claims of their own; the
    settlement claims what was used less what was invoiced.

    Args:
        procedure: How installments were asked for.
        installments: Those that belong to the settled period, by their due days.
        payments: What the customer paid towards them.
        settlement: None as long as nothing is settled.
    """
    asked = tuple(installments)
    ends = settlement.day if settlement and procedure is Procedure.REQUESTED else None
    standing = [Claim(ClaimKind.INSTALLMENT, held.due, held.gross, ends) for held in asked]
    if settlement is None:
        return tuple(standing)
    nothing = Money.zero(settlement.gross.currency)
    if procedure is Procedure.REQUESTED:
        deducted = sum((paid.amount for paid in payments if paid.day < settlement.day), nothing)
        rest = settlement.gross - deducted
        return (*standing, Claim(ClaimKind.SETTLEMENT, settlement.day, rest))
    invoiced = sum((held.gross for held in asked), nothing)
    return (*standing, Claim(ClaimKind.SETTLEMENT, settlement.day, settlement.gross - invoiced))


def account_balance(
    procedure: Procedure,
    installments: Sequence[Installment],
    payments: Sequence[Payment],
    settlement: SettledOn | None,
    day: dt.date,
) -> Money:
    """Return what a customer owes on a day: above zero what is due, below zero a credit.

    Both procedures give the same on every day. The installments are those of the settled period,
    due before the settlement.

    Examples:
        >>> asked = [Installment(dt.date(2024, month, 1), Money(100, "EUR")) for month in (2, 3)]
        >>> paid = [Payment(dt.date(2024, 2, 1), Money(100, "EUR"))]
        >>> bill = SettledOn(dt.date(2024, 4, 1), Money(230, "EUR"))
        >>> [account_balance(how, asked, paid, bill, dt.date(2024, 4, 2)) for how in Procedure]
        [Money('130', 'EUR'), Money('130', 'EUR')]
    """
    held = claims(procedure, installments, payments, settlement)
    currency = _currency(installments, payments, settlement)
    balance = Money.zero(currency)
    for claim in held:
        if claim.day <= day and (claim.settles is None or day < claim.settles):
            balance = balance + claim.amount
    since = settlement.day if settlement and procedure is Procedure.REQUESTED else None
    for paid in payments:
        lapsed = since is not None and since <= day and paid.day < since
        if paid.day <= day and not lapsed:
            balance = balance - paid.amount
    return balance


def _currency(
    installments: Sequence[Installment],
    payments: Sequence[Payment],
    settlement: SettledOn | None,
) -> str:
    if settlement is not None:
        return settlement.gross.currency
    first = [held.gross for held in installments] + [paid.amount for paid in payments]
    return first[0].currency if first else "EUR"
