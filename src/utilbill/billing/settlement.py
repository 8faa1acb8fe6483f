"""The result of settling one supply over one period."""

import datetime as dt
from collections.abc import Iterable

import attrs

from utilbill.billing.line import Absence, Line
from utilbill.billing.totals import TaxLevel, Totals
from utilbill.contracts.contract import Contract
from utilbill.installments.plan import Installment
from utilbill.installments.procedure import Procedure
from utilbill.installments.received import ReceivedInstallment
from utilbill.metering.consumption import Consumption
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.tariffs.component import LineKind, PriceBasis
from utilbill.values.choice import Choice
from utilbill.values.exact import plain
from utilbill.values.findings import Finding
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule
from utilbill.values.table import Table


class SettlementKind(Choice):
    """Why a settlement is made (Art der Abrechnung)."""

    PERIODIC = "periodic"  #: The regular one; supply goes on (Turnus-, Jahresabrechnung).
    INTERIM = "interim"  #: Inside a regular period; supply goes on (Zwischenabrechnung).
    FINAL = "final"  #: Supply has ended (Schlussrechnung).


@attrs.frozen(kw_only=True)
class Settlement:
    """Charges of a period less installments (Abrechnung, avräkning, rozliczenie).

    Immutable. Shows itself in notebooks; :meth:`records` feeds data frames.

    Attributes:
        contract: What was settled.
        period: The settled days.
        kind: Why.
        basis: Whether line amounts are net or gross.
        consumption: Readings and what they add up to.
        lines: All lines, in the order of the price sheet and of days.
        absences: Components that asked for nothing on some days, with the reason.
        totals: Sums and tax of the lines that count.
        tax_level: On which sums tax was calculated.
        tax_rounding: How tax was rounded.
        payable_rounding: How the amount to pay was rounded; None if it was not.
        received: Installments that were received.
        procedure: How installments were asked for; it decides what is deducted.
        demanded: Installments that were invoiced for the period, paid or not.
        conversion: How cubic metres became kilowatt hours; None if they did not.
        spreading: Name of the way in which quantities were spread; empty if nothing was.
        spreading_reference: Its provision.
        price_sheet: Name of the price sheet.
        findings: What a person should know.
        rules_version: Version of the rules.
        law_version: Version of the law data.
        known_on: The day whose knowledge was used; None for all that is known.
    """

    contract: Contract
    period: Period
    kind: SettlementKind
    basis: PriceBasis
    consumption: Consumption | None
    lines: tuple[Line, ...]
    absences: tuple[Absence, ...]
    totals: Totals
    tax_level: TaxLevel
    tax_rounding: RoundingRule
    payable_rounding: RoundingRule | None
    received: tuple[ReceivedInstallment, ...]
    procedure: Procedure
    demanded: tuple[Installment, ...]
    conversion: EnergyConversion | None
    spreading: str
    spreading_reference: str
    price_sheet: str
    findings: tuple[Finding, ...]
    rules_version: str
    law_version: str
    known_on: dt.date | None

    @property
    def currency(self) -> str:
        """Code of the currency."""
        return self.totals.gross.currency

    @property
    def charged(self) -> tuple[Line, ...]:
        """The lines that count."""
        return tuple(line for line in self.lines if line.kind is LineKind.CHARGED)

    @property
    def contained(self) -> tuple[Line, ...]:
        """The lines for information, contained in all-in prices."""
        return tuple(line for line in self.lines if line.kind is LineKind.CONTAINED)

    @property
    def paid(self) -> Money:
        """The sum of the received installments, gross."""
        return sum((held.gross for held in self.received), Money.zero(self.currency))

    @property
    def paid_tax(self) -> Money:
        """The tax in the received installments, at the rates at which they were requested."""
        return sum((held.tax for held in self.received), Money.zero(self.currency))

    @property
    def deducted(self) -> Money:
        """What the settlement deducts: what was received, or what was invoiced."""
        if self.procedure is Procedure.REQUESTED:
            return self.paid
        return sum((held.gross for held in self.demanded), Money.zero(self.currency))

    @property
    def deducted_tax(self) -> Money:
        """The tax in what is deducted."""
        if self.procedure is Procedure.REQUESTED:
            return self.paid_tax
        zero = Money.zero(self.currency)
        return sum((held.tax or zero for held in self.demanded), zero)

    @property
    def unpaid(self) -> Money:
        """Invoiced installments not yet paid: claims of their own beside the balance, or zero."""
        return max(self._beside, Money.zero(self.currency))

    @property
    def overpaid(self) -> Money:
        """What was paid beyond the invoiced installments: a credit beside the balance, or zero."""
        return max(-self._beside, Money.zero(self.currency))

    @property
    def _beside(self) -> Money:
        """What stands on the account beside the balance; nothing where installments lapse."""
        if self.procedure is Procedure.REQUESTED:
            return Money.zero(self.currency)
        return self.deducted - self.paid

    @property
    def balance(self) -> Money:
        """What is due (above zero) or owed to the customer (below zero)."""
        return self.totals.payable - self.deducted

    @property
    def account(self) -> Money:
        """What the customer owes (above zero) or is owed in all, the same by both procedures.

        The balance with what is not paid, or paid too much, of invoiced installments.
        """
        return self.balance + self.unpaid - self.overpaid

    @property
    def balance_tax(self) -> Money:
        """Tax less the tax in installments: what is left to be paid or refunded of it."""
        return self.totals.tax - self.deducted_tax

    @property
    def balance_net(self) -> Money:
        """The balance without its tax."""
        return self.balance - self.balance_tax

    def table(self) -> Table:
        """Return the lines as a table."""
        return Table(
            title=f"Settlement of {self.contract.id}, {self.period}",
            columns=(
                "component",
                "label",
                "kind",
                "first",
                "last",
                "quantity",
                "unit",
                "price",
                "price unit",
                "amount",
                "currency",
                "tax",
            ),
            rows=tuple(
                (
                    line.component,
                    line.label.en,
                    line.kind.value,
                    line.period.start,
                    line.period.last,
                    line.quantity.amount if line.quantity else None,
                    line.quantity.unit.symbol if line.quantity else None,
                    line.price.amount if line.price else None,
                    line.price.unit.symbol if line.price else None,
                    line.amount.amount,
                    line.amount.currency,
                    line.tax.percent,
                )
                for line in self.lines
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per line, ready for a data frame."""
        return self.table().records()

    def summary(self) -> Table:
        """Return sums, tax and balance as a table."""
        return summary_table(self.totals, self.deducted, self.balance)

    def _repr_html_(self) -> str:
        return self.table()._repr_html_() + self.summary()._repr_html_()


def summary_table(
    totals: Totals,
    deducted: Money,
    balance: Money,
    more: Iterable[tuple[str, object]] = (),
) -> Table:
    """Return sums, tax per rate and the balance as a table."""
    rows: list[tuple[str, object]] = [("net", totals.net.amount)]
    rows += [
        (f"{group.rate.label.en} {plain(group.rate.percent)} %", group.tax.amount)
        for group in totals.groups
    ]
    rows.append(("gross", totals.gross.amount))
    if totals.rounding:
        rows += [("rounding", totals.rounding.amount), ("payable", totals.payable.amount)]
    rows += [
        ("installments deducted", (-deducted).amount),
        ("balance", balance.amount),
        *more,
    ]
    return Table("", ("sum", totals.gross.currency), tuple(rows))
