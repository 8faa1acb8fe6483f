"""Installments that were received or invoiced."""

from utilbill.installments.plan import Installment
from utilbill.installments.received import ReceivedInstallment
from utilbill.taxes.parts import TaxPart
from utilbill.taxes.vat import TaxRate
from utilbill.testing.strategies.amounts import money
from utilbill.testing.strategies.hypothesis_there import rarely, st
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory

_RATES = (19, 16, 7)  # per cent, as they have been


def _rates() -> st.SearchStrategy[TaxRate]:
    return st.sampled_from(_RATES).map(lambda percent: TaxRate(TaxCategory.STANDARD, percent))


@st.composite
def received(draw: st.DrawFn, period: Period) -> ReceivedInstallment:
    """Draw what was received in a period, at a rate or without tax."""
    day, gross = draw(st.dates(period.start, period.last)), draw(money(smallest=0))
    if draw(rarely()):
        return ReceivedInstallment.untaxed(day, gross)
    return ReceivedInstallment.of(day, gross, draw(_rates()))


@st.composite
def demanded(draw: st.DrawFn, period: Period) -> Installment:
    """Draw what was invoiced for a period."""
    part = TaxPart.of(draw(money(smallest=0)), draw(_rates()))
    return Installment(draw(st.dates(period.start, period.last)), part.gross, (part,))
