"""What the reference calculator returns: plain fractions and days."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

import attrs


class OutsideReferenceError(Exception):
    """Something that the reference calculator does not know, such as a component of one's own."""


@attrs.frozen
class ReferenceLine:
    """One line.

    Attributes:
        component: Id of the component.
        charge: Name of its charge.
        charged: Whether it counts; False for what is contained in another price.
        start: First day.
        end: First day that no longer belongs to it.
        quantity: The quantity that is priced, in the unit of the registers; None for time, events
            and other lines.
        amount: Rounded, in the main unit of the currency.
        code: Code of its category of tax (EN 16931).
        percent: Rate of tax.
    """

    component: str
    charge: str
    charged: bool
    start: dt.date
    end: dt.date
    quantity: Fraction | None
    amount: Fraction
    code: str
    percent: Fraction


@attrs.frozen
class ReferenceGroup:
    """What is taxed together."""

    code: str
    percent: Fraction
    net: Fraction
    tax: Fraction
    gross: Fraction


@attrs.frozen(kw_only=True)
class ReferenceBill:
    """A whole bill.

    Attributes:
        used: What each register counted in the period, those that count parts of others among them.
        lines: In the order of the price sheet and of days.
        absences: Components with the days on which law does not know them: id, first day, end.
        groups: Sums by rate.
        net: Sum of the net amounts.
        tax: Sum of the tax amounts.
        gross: Sum of both.
        payable: The gross amount as it is rounded for payment.
        paid: What was received.
        deducted: What the settlement deducts.
        deducted_tax: The tax in it.
        unpaid: What was invoiced and not paid.
        balance: What is due.
        balance_tax: The tax in it.
        balance_net: The rest of it.
    """

    used: Mapping[str, Fraction]
    lines: tuple[ReferenceLine, ...]
    absences: tuple[tuple[str, dt.date, dt.date], ...]
    groups: tuple[ReferenceGroup, ...]
    net: Fraction
    tax: Fraction
    gross: Fraction
    payable: Fraction
    paid: Fraction
    deducted: Fraction
    deducted_tax: Fraction
    unpaid: Fraction
    balance: Fraction
    balance_tax: Fraction
    balance_net: Fraction
