"""Correction: late or changed inputs, what they touch, the plan, and what comes of it."""

from utilbill.billing.correction.carrying import Carrier
from utilbill.billing.correction.chain import Dependency, DependencyKind
from utilbill.billing.correction.changes import (
    Change,
    ComponentChange,
    ContractChange,
    ConversionChange,
    CorrectionNature,
    InstallmentChange,
    PaymentChange,
    PriceChange,
    ReadingChange,
)
from utilbill.billing.correction.credit_notes import (
    CreditAllocation,
    CreditNote,
    credit,
    credited,
)
from utilbill.billing.correction.differences import LineDifference, TaxDifference
from utilbill.billing.correction.effects import EffectKind, Letter, LetterKey, ReceivableEffect
from utilbill.billing.correction.executing import Corrected, execute
from utilbill.billing.correction.plan import (
    Barred,
    CorrectionCandidate,
    CorrectionPlan,
    CorrectionStep,
    Unsettled,
)
from utilbill.billing.correction.planning import plan_corrections
from utilbill.billing.correction.rules import (
    CorrectionRules,
    CorrectionStyle,
    PlainCorrections,
    TaxPeriod,
    Term,
)

__all__ = [
    "Barred",
    "Carrier",
    "Change",
    "ComponentChange",
    "ContractChange",
    "ConversionChange",
    "Corrected",
    "CorrectionCandidate",
    "CorrectionNature",
    "CorrectionPlan",
    "CorrectionRules",
    "CorrectionStep",
    "CorrectionStyle",
    "CreditAllocation",
    "CreditNote",
    "Dependency",
    "DependencyKind",
    "EffectKind",
    "InstallmentChange",
    "Letter",
    "LetterKey",
    "LineDifference",
    "PaymentChange",
    "PlainCorrections",
    "PriceChange",
    "ReadingChange",
    "ReceivableEffect",
    "TaxDifference",
    "TaxPeriod",
    "Term",
    "Unsettled",
    "credit",
    "credited",
    "execute",
    "plan_corrections",
]
