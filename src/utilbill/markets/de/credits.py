"""Credits of German bills: until when they are paid out, and where that is written."""

import datetime as dt
from typing import Final

from utilbill.installments.credit import CreditTerms
from utilbill.law.errors import NotInForceError
from utilbill.law.parameter import LawBook
from utilbill.markets.de.clocks import reference, span

_PAYOUT: Final = "de.billing.credit_payout"
_ENERGY: Final = {"electricity": "StromGVV", "gas": "GasGVV"}
_WITHOUT_DELAY: Final = {"heat": "AVBFernwärmeV § 25", "water": "AVBWasserV § 25"}


def credit_terms(law: LawBook, commodity: str, day: dt.date) -> CreditTerms:
    """Return what law says about a credit of a supply.

    Electricity and gas: two weeks from the bill, and the credit of a periodic bill may be set off
    in full against the next installment instead (EnWG § 40c Abs. 3); before that provision without
    delay (StromGVV/GasGVV § 13 Abs. 3). Heat and water: without delay, at the latest with the next
    installment, and after the end of supply without delay (AVBFernwärmeV, AVBWasserV § 25). Of
    waste water and services nothing is known here.

    Args:
        law: The law.
        commodity: What is supplied.
        day: Date of the bill.

    Examples:
        >>> from utilbill import market
        >>> law = market("DE").law
        >>> str(credit_terms(law, "gas", dt.date(2026, 2, 1)).within)
        '2 weeks'
        >>> credit_terms(law, "water", dt.date(2026, 2, 1)).reference
        'AVBWasserV § 25'
    """
    if commodity not in _ENERGY:
        return CreditTerms(reference=_WITHOUT_DELAY.get(commodity, ""))
    try:
        return CreditTerms(within=span(law, _PAYOUT, day), reference=reference(law, _PAYOUT, day))
    except NotInForceError:
        return CreditTerms(reference=f"{_ENERGY[commodity]} § 13 Abs. 3")
