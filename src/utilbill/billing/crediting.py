"""The credit of a bill: set off against the next installments, or paid out in time."""

import datetime as dt
from collections.abc import Sequence

import attrs

from utilbill.billing.bill import Bill
from utilbill.billing.rules import HasBillingRules
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.installments.credit import CreditSettlement, CreditTerms, OffsetInstallment
from utilbill.installments.offset import CreditUse, offset_credit
from utilbill.values.money import Money


def with_credit_used(
    bill: Bill, market: HasBillingRules | None = None, use: CreditUse | str | None = None
) -> Bill:
    """Return a bill that says how its credit is used up; the same bill where there is none.

    A credit is set off against the installments of the next plans that are due next, in the order
    of the plans; the rest is paid out, within the time that the market's law gives from the date of
    the document, or on the day on which the bill is due if that is sooner. A credit of a supply
    that has ended is paid out whatever plans follow for other supplies.

    Args:
        bill: The bill, with its next plans.
        market: Says what law asks; None if nothing is to be said about it.
        use: What to do with the credit; what can be set off is, if not given.

    Returns:
        The bill with :attr:`~utilbill.billing.bill.Bill.credit_use`.

    Raises:
        ValueError: If the use is none of :class:`~utilbill.installments.offset.CreditUse`.

    Examples:
        >>> from utilbill import bill_case, parse_case
        >>> bill = bill_case(parse_case(b'''
        ... schema: utilbill.case/1
        ... market: DE
        ... document: {date: 2026-01-20}
        ... contract: {id: C, commodity: electricity, supply_start: 2025-01-01}
        ... period: {first: 2025-01-01, last: 2025-12-31}
        ... registers: [{id: main}]
        ... readings:
        ...   - {register: main, day: 2025-01-01, value: 0}
        ...   - {register: main, end_of: 2025-12-31, value: 3600}
        ... price_sheet:
        ...   name: Plain
        ...   basis: gross
        ...   components: [{type: unit_price, id: energy, price: 30.00 ct/kWh}]
        ... received_series: [{first: 2025-02-01, count: 11, amount: 110.00 EUR}]
        ... next_plan: {first: 2026-02-15, count: 10}
        ... ''', "case.yaml"))
        >>> used = bill.credit_use
        >>> used.credit, used.offsets[0].left, used.pay_out, str(used.pay_out_by)
        (Money('130.00', 'EUR'), Money('0.00', 'EUR'), Money('22.00', 'EUR'), '2026-02-03')
    """
    if bill.account.amount >= 0:
        return bill
    credit = -bill.account
    chosen = CreditUse.OFFSET_THEN_PAY if use is None else CreditUse(use)
    kept = min(credit, _of_ended(bill.settlements, bill.currency))
    offsets = _offsets(bill, credit - kept, chosen)
    pay_out = credit - sum((held.offset for held in offsets), Money.zero(bill.currency))
    terms = _terms(bill, market)
    used = CreditSettlement(
        credit=credit,
        offsets=offsets,
        pay_out=pay_out,
        pay_out_by=_pay_out_by(bill, terms) if pay_out else None,
        terms=terms,
    )
    return attrs.evolve(bill, credit_use=used)


def _of_ended(settlements: Sequence[Settlement], currency: str) -> Money:
    """Return the credits of supplies that have ended: they have no next installment."""
    nothing = Money.zero(currency)
    return sum(
        (max(-held.account, nothing) for held in settlements if held.kind is SettlementKind.FINAL),
        nothing,
    )


def _offsets(bill: Bill, credit: Money, use: CreditUse) -> tuple[OffsetInstallment, ...]:
    coming = _next_installments(bill)
    nothing = Money.zero(bill.currency)
    asked = sum((held.asked for held in coming), nothing)
    left = asked - offset_credit(credit, asked, use).next_installment
    found = []
    for held in coming:
        part = min(left, held.asked)
        if part:
            found.append(attrs.evolve(held, offset=part))
        left = left - part
    return tuple(found)


def _next_installments(bill: Bill) -> list[OffsetInstallment]:
    """Return what is due on the next due day, of all plans."""
    nothing = Money.zero(bill.currency)
    since = bill.document_date or dt.date.min
    coming = [
        OffsetInstallment(plan=place, due=held.due, asked=held.gross, offset=nothing)
        for place, plan in enumerate(bill.next_plans)
        for held in plan.installments
        if held.gross and held.due >= since
    ]
    first = min((held.due for held in coming), default=None)
    return [held for held in coming if held.due == first]


def _terms(bill: Bill, market: HasBillingRules | None) -> CreditTerms:
    """Return what law says about the supplies in credit: the first day, where some have one."""
    rules = market.billing if market is not None else None
    if rules is None or rules.credits is None or rules.law is None:
        return CreditTerms()
    mine = [held for held in bill.settlements if held.account.amount < 0] or bill.settlements
    day = bill.document_date or max(held.period.last for held in bill.settlements)
    found = [
        rules.credits(rules.law, held.contract.supply_point.commodity.value, day) for held in mine
    ]
    return min(found, key=lambda held: held.within.after(day) if held.within else dt.date.max)


def _pay_out_by(bill: Bill, terms: CreditTerms) -> dt.date | None:
    if terms.within is None or bill.document_date is None:
        return bill.due_date
    last = terms.within.after(bill.document_date)
    return last if bill.due_date is None else min(last, bill.due_date)
