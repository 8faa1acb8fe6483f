"""Installment plans: what is asked for in advance, so that the year adds up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs
from dateutil.relativedelta import relativedelta

from utilbill.installments.advance import AdvanceTerms
from utilbill.installments.procedure import Procedure
from utilbill.taxes.parts import TaxPart, parts_of
from utilbill.taxes.vat import TaxRate
from utilbill.values.errors import InstallmentError
from utilbill.values.exact import exact
from utilbill.values.explanation import Constant, Input, Label, Operation, Rounded, rounded
from utilbill.values.findings import Finding
from utilbill.values.money import Money, minor_unit
from utilbill.values.period import Period, whole_day
from utilbill.values.rounding import CENT, RoundingRule
from utilbill.values.table import Table


@attrs.frozen
class ForecastShare:
    """What a forecast expects under one rate of tax."""

    rate: TaxRate
    gross: Money


@attrs.frozen
class Forecast:
    """What a period is expected to cost (voraussichtliche Kosten).

    Attributes:
        period: The days to come.
        total: Expected gross amount.
        shares: The same by rate of tax; they add up to the total.
        basis: Where the expected quantity comes from, such as "settled consumption of 2016".
        findings: What a person should know, such as figures that are carried past their horizon.
    """

    period: Period
    total: Money
    shares: tuple[ForecastShare, ...] = ()
    basis: str = ""
    findings: tuple[Finding, ...] = ()


def _parts(value: Iterable[TaxPart]) -> tuple[TaxPart, ...]:
    return tuple(value)


@attrs.frozen
class Installment:
    """One advance amount (Abschlag, delbelopp, rata).

    Attributes:
        due: Day on which it is due.
        gross: What is asked for.
        parts: Net and tax by rate, which add up to gross; none where the forecast does not say.

    Raises:
        InstallmentError: If gross is below zero, or the parts do not add up to it.
    """

    due: dt.date = attrs.field(converter=whole_day)
    gross: Money
    parts: tuple[TaxPart, ...] = attrs.field(default=(), converter=_parts)

    def __attrs_post_init__(self) -> None:
        if self.gross.amount < 0:
            raise InstallmentError(
                "gross", self.gross, "is below zero", "Give what is asked for, zero or more."
            )
        if (
            self.parts
            and sum((part.gross for part in self.parts), Money.zero(self.gross.currency))
            != self.gross
        ):
            raise InstallmentError(
                "parts", self.gross, "is not the sum of its parts", "Give parts that add up."
            )

    @property
    def net(self) -> Money | None:
        """The net amount in it; None where no rate is known."""
        if not self.parts:
            return None
        return sum((part.net for part in self.parts), Money.zero(self.gross.currency))

    @property
    def tax(self) -> Money | None:
        """The tax in it; None where no rate is known."""
        net = self.net
        return None if net is None else self.gross - net


@attrs.frozen(kw_only=True)
class InstallmentPlan:
    """Dated advance amounts (Abschlagsplan, a conto-plan, harmonogram).

    Attributes:
        total: The expected amount that the plan is made for.
        installments: The advance amounts, in the order of their days.
        remainder: What is left for the settlement: total less the sum of the installments.
        explanation: How one installment came about.
        basis: Where the expected amount comes from.
        contract: Number of the contract, where one is known.
        findings: What a person should know about the expected amount.
        procedure: How the installments are asked for: requested, or invoiced with tax.
        advance: Why they are asked for in advance, and until when; None if they are not.

    Raises:
        InstallmentError: If the installments and the remainder do not add up to the total, or none
            is due from the start of an advance payment on.
    """

    total: Money
    installments: tuple[Installment, ...]
    remainder: Money
    explanation: Rounded
    basis: str = ""
    contract: str = ""
    findings: tuple[Finding, ...] = ()
    procedure: Procedure = attrs.field(default=Procedure.REQUESTED, converter=Procedure)
    advance: AdvanceTerms | None = None

    def __attrs_post_init__(self) -> None:
        if self.sum + self.remainder != self.total:
            raise InstallmentError(
                "remainder",
                self.remainder,
                f"and {self.sum} do not add up to {self.total}",
                "Build plans with build_plan.",
            )
        if self.advance is not None and not self.in_advance:
            raise InstallmentError(
                "starts",
                self.advance.starts,
                "needs parts that are due from its start on",
                "Begin before the last installment is due.",
            )

    @property
    def in_advance(self) -> tuple[Installment, ...]:
        """The installments that are paid in advance."""
        if self.advance is None:
            return ()
        return tuple(held for held in self.installments if held.due >= self.advance.starts)

    @property
    def sum(self) -> Money:
        """The sum of the installments."""
        total = Money.zero(self.total.currency)
        for installment in self.installments:
            total = total + installment.gross
        return total

    def table(self) -> Table:
        """Return the plan as a table."""
        return Table(
            title="Installment plan",
            columns=("due", "gross", "net", "tax", "currency"),
            rows=tuple(
                (
                    held.due,
                    held.gross.amount,
                    "" if held.net is None else held.net.amount,
                    "" if held.tax is None else held.tax.amount,
                    held.gross.currency,
                )
                for held in self.installments
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per installment, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def due_dates(first: dt.date | str, count: int, months: int = 1) -> tuple[dt.date, ...]:
    """Return due days, each counted from the first one, so that no month drifts.

    Examples:
        >>> [day.isoformat() for day in due_dates("2024-01-31", 3)]
        ['2024-01-31', '2024-02-29', '2024-03-31']
    """
    anchor = whole_day(first)
    if not isinstance(count, int) or not 1 <= count <= _MOST:
        raise InstallmentError(
            "count", count, "is no count of installments", f"Give a whole number from 1 to {_MOST}."
        )
    if not isinstance(months, int) or not 1 <= months <= _MOST:
        raise InstallmentError(
            "every_months", months, "is no distance", f"Give a whole number from 1 to {_MOST}."
        )
    try:
        return tuple(anchor + relativedelta(months=months * index) for index in range(count))
    except (OverflowError, ValueError):
        raise InstallmentError(
            "first", anchor, "lets the days run past the end of the calendar", "Begin earlier."
        ) from None


_MOST = 1000
_WHOLE = 100  # per cent


_EXPECTED = Label("expected cost", "voraussichtliche Kosten")
_COUNT = Label("number of installments", "Anzahl der Abschläge")
_INSTALLMENT = Label("installment", "Abschlag")
_CHANGE_OF_PRICE = Label("change of price", "Preisänderung")


def build_plan(
    forecast: Forecast,
    due: Sequence[dt.date],
    rounding: RoundingRule = CENT,
    contract: str = "",
    procedure: Procedure | str = Procedure.REQUESTED,
    advance: AdvanceTerms | None = None,
) -> InstallmentPlan:
    """Divide an expected amount into equal installments.

    Each installment is the total over their number, rounded by the given rule; what the rounding
    leaves over is declared as the remainder and falls to the settlement, never to an installment.

    Args:
        forecast: What is expected.
        due: The due days.
        rounding: How one installment is rounded; to the cent if not said.
        contract: Number of the contract, for the document.
        procedure: How the installments are asked for.
        advance: Why they are asked for in advance; None if they are not.

    Raises:
        InstallmentError: If there is no due day, or one outside the days that are paid for (an
            installment may follow their end by a month), or less than nothing to divide, or the
            rounding leaves fractions of a cent or is coarser than an installment.

    Examples:
        >>> expected = Forecast(Period.of_year(2026), Money("1236.40", "EUR"))
        >>> plan = build_plan(expected, due_dates("2026-02-01", 12))
        >>> plan.installments[0].gross, plan.remainder
        (Money('103.03', 'EUR'), Money('0.04', 'EUR'))
    """
    if not due:
        raise InstallmentError("due", "none", "holds no day", "Give at least one due day.")
    if forecast.total.amount < 0:
        raise InstallmentError(
            "total", forecast.total, "is below zero", "A credit needs no installments."
        )
    _check_due(due, forecast.period)
    currency = forecast.total.currency
    node = Rounded(
        Operation(
            "/",
            (
                Input(_EXPECTED, forecast.total.amount, currency, forecast.basis),
                Constant(Decimal(len(due)), "1", _COUNT),
            ),
        ),
        rounding,
    )
    gross = Money(rounded(node), currency)
    if not gross.is_payable:
        raise InstallmentError(
            "rounding", rounding.step, "leaves fractions of a cent", "Round to cents or more."
        )
    exact_amount = Fraction(forecast.total.amount) / len(due)
    if exact_amount < Fraction(rounding.step) > Fraction(minor_unit(currency)) and exact_amount:
        raise InstallmentError(
            "rounding",
            rounding.step,
            f"is coarser than an installment: {forecast.total} over {len(due)}",
            "Round to a smaller step, or ask for fewer installments.",
        )
    shares = [(share.rate, share.gross) for share in forecast.shares]
    parts = parts_of(gross, shares)
    installments = tuple(Installment(day, gross, parts) for day in sorted(due))
    return InstallmentPlan(
        total=forecast.total,
        installments=installments,
        remainder=forecast.total - gross * len(due),
        explanation=node,
        basis=forecast.basis,
        contract=contract,
        findings=forecast.findings,
        procedure=Procedure(procedure),
        advance=advance,
    )


def _check_due(due: Sequence[dt.date], period: Period) -> None:
    last = period.last + relativedelta(months=1)
    for day in due:
        if not period.start <= day <= last:
            raise InstallmentError(
                "due",
                day,
                f"lies outside {period}, the days that the installments are for, and the month "
                "after them",
                "Begin in these days (first), with fewer installments (count), or give the days "
                "they are for (period).",
            )


def scaled(
    installment: Money, percent: Decimal | int | str, rounding: RoundingRule = CENT
) -> Rounded:
    """Return an installment changed by a percentage and rounded once, as an explanation.

    Raises:
        InstallmentError: If less than nothing would be left.
    """
    change = exact(percent, "percent")
    if change < -_WHOLE:
        raise InstallmentError(
            "percent", change, "leaves less than nothing", f"Give {-_WHOLE} or more."
        )
    whole = Constant(Decimal(_WHOLE), "%")
    before = Input(_INSTALLMENT, installment.amount, installment.currency)
    changed = Operation("+", (whole, Input(_CHANGE_OF_PRICE, change, "%")))
    return Rounded(Operation("/", (Operation("*", (before, changed)), whole)), rounding)
