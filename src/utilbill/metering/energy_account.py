"""An energy account that is carried from bill to bill (Energiekonto, prosumer net metering)."""

import datetime as dt
from decimal import Decimal
from typing import Self

import attrs

from utilbill.metering.registers import KWH
from utilbill.values.dated import optional_day
from utilbill.values.errors import NegativeConsumptionError
from utilbill.values.exact import add, subtract
from utilbill.values.units import Quantity


def _not_negative(quantity: Quantity, field: str) -> Quantity:
    if quantity.amount < 0:
        raise NegativeConsumptionError(field, quantity, "is below zero", "Give what was counted.")
    return quantity


@attrs.frozen
class EnergyCredit:
    """Energy that was put into the account, and the day on which it lapses."""

    quantity: Quantity
    expires: dt.date | None = attrs.field(default=None, converter=optional_day)


@attrs.frozen
class AccountMovement:
    """What one bill did to an account; its parts add up.

    Attributes:
        opening: What was there.
        deposited: What was put in.
        drawn: What was taken out; at most what was needed.
        lapsed: What lapsed.
        closing: What is left: opening and deposited less drawn and lapsed.
    """

    opening: Quantity
    deposited: Quantity
    drawn: Quantity
    lapsed: Quantity
    closing: Quantity


@attrs.frozen
class EnergyAccount:
    """Energy that a customer fed in and may take back later.

    A bill takes the account of the bill before and returns the one for the next; nothing is kept
    anywhere else.

    Attributes:
        credits: What is in it; what lapses first is drawn first.

    Examples:
        >>> account, first = EnergyAccount().carry(
        ...     dt.date(2024, 7, 1), deposit=Quantity(300, "kWh"), need=Quantity(0, "kWh"))
        >>> account, second = account.carry(
        ...     dt.date(2024, 8, 1), deposit=Quantity(0, "kWh"), need=Quantity(120, "kWh"))
        >>> second.drawn, account.balance
        (Quantity('120 kWh'), Quantity('180 kWh'))
    """

    credits: tuple[EnergyCredit, ...] = ()

    @property
    def balance(self) -> Quantity:
        """What is in the account."""
        total = Quantity(0, KWH)
        for credit in self.credits:
            total = total + credit.quantity
        return total

    def carry(
        self,
        day: dt.date,
        *,
        deposit: Quantity,
        need: Quantity,
        expires: dt.date | None = None,
    ) -> tuple[Self, AccountMovement]:
        """Let credits lapse, put in what was fed in, and take out what is needed.

        Args:
            day: Day of the settlement; credits that expire on it or before have lapsed.
            deposit: What is put in.
            need: What should be taken out, if it is there.
            expires: Day on which the deposit lapses.

        Returns:
            The account for the next bill, and what happened.

        Raises:
            NegativeConsumptionError: If a quantity is below zero.
        """
        opening = self.balance
        _not_negative(deposit, "deposit")
        wanted = _not_negative(need, "need").to(KWH).amount
        live = [held for held in self.credits if held.expires is None or held.expires > day]
        lapsed = opening
        for held in live:
            lapsed = lapsed - held.quantity
        if deposit.amount:
            live.append(EnergyCredit(deposit.to(KWH), expires))
        live.sort(key=lambda held: held.expires or dt.date.max)
        left: list[EnergyCredit] = []
        drawn = Decimal(0)
        for held in live:
            taken = min(held.quantity.amount, subtract(wanted, drawn))
            drawn = add(drawn, taken)
            rest = subtract(held.quantity.amount, taken)
            if rest:
                left.append(attrs.evolve(held, quantity=Quantity(rest, KWH)))
        account = type(self)(tuple(left))
        movement = AccountMovement(
            opening, deposit.to(KWH), Quantity(drawn, KWH), lapsed, account.balance
        )
        return account, movement
