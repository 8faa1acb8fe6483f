"""What German law says about corrections of bills."""

import datetime as dt
from collections.abc import Callable

import attrs

from utilbill.billing.correction.changes import CorrectionNature
from utilbill.billing.correction.rules import CorrectionStyle, TaxPeriod, Term
from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.contracts.contract import Commodity, Contract
from utilbill.law.errors import NotInForceError
from utilbill.law.parameter import LawBook
from utilbill.markets.de.deadlines import (
    credit_payout_deadline,
    earliest_due_date,
    first_correctable_day,
)

_GRID = (Commodity.ELECTRICITY, Commodity.GAS)
_ERRORS = (CorrectionNature.QUANTITY, CorrectionNature.VALUE)
_LIMITS = {
    Commodity.ELECTRICITY: "StromGVV § 18 Abs. 2",
    Commodity.GAS: "GasGVV § 18 Abs. 2",
    Commodity.HEAT: "AVBFernwärmeV § 21 Abs. 2",
    Commodity.WATER: "AVBWasserV § 21 Abs. 2",
    Commodity.WASTE_WATER: "AVBWasserV § 21 Abs. 2",
}


@attrs.frozen
class GermanCorrections:
    """Reversal and new bill, tax in the month of the change, three years or two.

    Attributes:
        law: The legal figures.

    Examples:
        >>> from utilbill import market
        >>> str(market("DE").correction.tax_period(None, CorrectionNature.VALUE,
        ...                                        dt.date(2024, 6, 10)))
        '2024-06'
    """

    law: LawBook = attrs.field(repr=False)

    def style(self, document: BillingDocument) -> CorrectionStyle:
        """Return reversal and new bill, which is usual; UStDV § 31 Abs. 5 allows both ways."""
        del document
        return CorrectionStyle.REVERSAL

    def tax_period(
        self, document: BillingDocument, nature: CorrectionNature, on: dt.date
    ) -> TaxPeriod:
        """Return the month in which the base of the tax changed, UStG § 17 Abs. 1."""
        del document, nature
        return TaxPeriod.of(on, "UStG § 17 Abs. 1 Satz 8")

    def first_correctable(
        self, contract: Contract, nature: CorrectionNature, found: dt.date
    ) -> Term:
        """Return how far back errors of measuring and calculating are corrected.

        Known effects reach back three years for electricity and gas, two for heat and water. An end
        of supply or a payment that is known late is no such error.
        """
        commodity = contract.supply_point.commodity
        if nature not in _ERRORS or commodity not in _LIMITS:
            return Term()
        return Term(first_correctable_day(self.law, found, commodity), _LIMITS[commodity])

    def refund_by(self, document: BillingDocument, on: dt.date) -> Term:
        """Return until when a credit is paid out or set off, EnWG § 40c Abs. 3."""
        if not _any_of(document, _GRID):
            return Term()
        return _term(credit_payout_deadline, self.law, on, "EnWG § 40c Abs. 3")

    def claim_from(self, document: BillingDocument, on: dt.date) -> Term:
        """Return the earliest day on which a claim may be due, EnWG § 40c Abs. 1."""
        if not _any_of(document, _GRID):
            return Term()
        return _term(earliest_due_date, self.law, on, "EnWG § 40c Abs. 1")


def _term(
    find: Callable[[LawBook, dt.date], dt.date], law: LawBook, on: dt.date, reference: str
) -> Term:
    """Return a term; without a day where no figure is held for so early a day."""
    try:
        return Term(find(law, on), reference)
    except NotInForceError:
        return Term(None, f"{reference}: no figure is held for {on}")


def _any_of(document: BillingDocument, commodities: tuple[Commodity, ...]) -> bool:
    return any(
        held.contract.supply_point.commodity in commodities for held in document.bill.settlements
    )
