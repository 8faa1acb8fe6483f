"""The difference of two bills as a value: its parts add up to it."""

from fractions import Fraction

import attrs

from utilbill.billing.bill_difference.factors import Factor, QuantityBasis
from utilbill.contracts.contract import Commodity
from utilbill.values.explanation import Label
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.table import Table


@attrs.frozen
class FigureChange:
    """A figure on both bills.

    Attributes:
        label: Its name.
        old: On the old bill; None where that has no such figure.
        new: On the new bill; None where that has no such figure.
        unit: Symbol of the unit of both.
        averaged: Whether it is an average of several figures of one bill.
    """

    label: Label
    old: Fraction | None
    new: Fraction | None
    unit: str
    averaged: bool = False


@attrs.frozen
class DifferencePart:
    """What one factor adds to the difference.

    Attributes:
        factor: The factor.
        amount: In whole cents; above zero if the new bill is dearer.
        exact: The same before cents were shared out, in the main unit of the currency.
        changes: The figures behind it.
        quantity_basis: What the quantities rest on; only for ``Factor.QUANTITY``.
    """

    factor: Factor
    amount: Money
    exact: Fraction
    changes: tuple[FigureChange, ...] = ()
    quantity_basis: QuantityBasis | None = None


@attrs.frozen
class SupplyDifference:
    """The difference of one supply.

    Attributes:
        commodity: What is supplied.
        contracts: Ids of the old and the new contract; None where a bill does not have the supply.
        periods: The old and the new period; None where a bill does not have the supply.
        gross: Gross amounts of the old and the new bill.
        parts: One per factor, zero where it changes nothing.
    """

    commodity: Commodity
    contracts: tuple[str | None, str | None]
    periods: tuple[Period | None, Period | None]
    gross: tuple[Money, Money]
    parts: tuple[DifferencePart, ...]

    @property
    def amount(self) -> Money:
        """What the supply adds to the difference of the balance."""
        return sum((part.amount for part in self.parts), Money.zero(self.gross[0].currency))


@attrs.frozen
class BillDifference:
    """Why one bill differs from another (Rechnungsvergleich): parts that add up exactly.

    Attributes:
        supplies: The difference of each supply.
        rounding: What tax on all supplies at once and payable rounding add.
        gross: Gross amounts of the old and the new bill.
        balances: Balances of the old and the new bill: what is due, below zero what is owed to the
            customer.
        numbers: Numbers of both bills; empty for drafts.
    """

    supplies: tuple[SupplyDifference, ...]
    rounding: DifferencePart
    gross: tuple[Money, Money]
    balances: tuple[Money, Money]
    numbers: tuple[str, str]

    @property
    def amount(self) -> Money:
        """The change of the balance; the parts add up to it."""
        return self.balances[1] - self.balances[0]

    @property
    def gross_amount(self) -> Money:
        """The change of the gross amount."""
        return self.gross[1] - self.gross[0]

    @property
    def parts(self) -> tuple[DifferencePart, ...]:
        """One part per factor, over all supplies; zero where it changes nothing."""
        if len(self.supplies) == 1:
            return (*self.supplies[0].parts, self.rounding)
        of_supplies = (factor for factor in Factor if factor is not self.rounding.factor)
        return (*map(self._over_supplies, of_supplies), self.rounding)

    def part(self, factor: Factor | str) -> DifferencePart:
        """Return the part of one factor.

        Raises:
            MissingChoiceError: If there is no such factor.
        """
        wanted = Factor(factor)
        return next(part for part in self.parts if part.factor is wanted)

    def _over_supplies(self, factor: Factor) -> DifferencePart:
        held = [part for each in self.supplies for part in each.parts if part.factor is factor]
        bases = {part.quantity_basis for part in held}
        return DifferencePart(
            factor,
            sum((part.amount for part in held), Money.zero(self.amount.currency)),
            sum((part.exact for part in held), Fraction(0)),
            tuple(change for part in held for change in part.changes),
            bases.pop() if len(bases) == 1 else None,
        )

    def table(self) -> Table:
        """Return one row per part that is not zero, and the sum."""
        rows = [
            (each.commodity.value, part.factor.value, part.amount.amount)
            for each in self.supplies
            for part in each.parts
            if part.amount
        ]
        if self.rounding.amount:
            rows.append(("", self.rounding.factor.value, self.rounding.amount.amount))
        rows.append(("", "sum", self.amount.amount))
        return Table("", ("supply", "factor", self.amount.currency), tuple(rows))

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per supply and factor, ready for a data frame."""
        parts = [(each.commodity.value, part) for each in self.supplies for part in each.parts]
        return [
            {
                "supply": supply,
                "factor": part.factor.value,
                "amount": part.amount.amount,
                "currency": part.amount.currency,
            }
            for supply, part in (*parts, ("", self.rounding))
        ]

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
