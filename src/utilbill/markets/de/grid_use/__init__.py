"""Grid use in Germany: the operator's prices as components, and its invoices checked.

Invoices between market partners (INVOIC) come in as plain values; an own settlement by the
operator's price sheet says what they should be; the differences answer them (REMADV).
"""

from utilbill.markets.de.grid_use.checking import (
    DifferenceCause,
    InvoiceCheck,
    PositionDifference,
    check_cancellation,
    check_invoice,
)
from utilbill.markets.de.grid_use.expected import ExpectedPosition, expected_positions
from utilbill.markets.de.grid_use.individual import IndividualCharge, individual_charge
from utilbill.markets.de.grid_use.invoice import (
    AdviceType,
    InvoicePosition,
    InvoiceType,
    MarketInvoice,
    PaymentAdvice,
)
from utilbill.markets.de.grid_use.prices import (
    LoadProfilePrices,
    PricePair,
    load_profile_components,
    standard_profile_components,
)
from utilbill.markets.de.grid_use.utilisation import (
    UtilisationClass,
    utilisation_class,
    utilisation_hours,
)

__all__ = [
    "AdviceType",
    "DifferenceCause",
    "ExpectedPosition",
    "IndividualCharge",
    "InvoiceCheck",
    "InvoicePosition",
    "InvoiceType",
    "LoadProfilePrices",
    "MarketInvoice",
    "PaymentAdvice",
    "PositionDifference",
    "PricePair",
    "UtilisationClass",
    "check_cancellation",
    "check_invoice",
    "expected_positions",
    "individual_charge",
    "load_profile_components",
    "standard_profile_components",
    "utilisation_class",
    "utilisation_hours",
]
