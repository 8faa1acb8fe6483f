"""The life of a bill: draft, checked, released, corrected, reversed; and what release asks."""

from utilbill.billing.lifecycle.checks import (
    billed_twice,
    deviation,
    document_dates,
    estimated_without_reason,
    huge_amount,
    standard_checks,
    unverified_figures,
    zero_amount,
)
from utilbill.billing.lifecycle.document import BillingDocument, DocumentKind, draft
from utilbill.billing.lifecycle.release import (
    ReleaseBlockedError,
    ReleaseCheck,
    ReleaseContext,
    check,
    release,
)
from utilbill.billing.lifecycle.states import BILL_LIFE, DocumentEvent, DocumentState
from utilbill.billing.lifecycle.verdict import ReleaseVerdict, Response

__all__ = [
    "BILL_LIFE",
    "BillingDocument",
    "DocumentEvent",
    "DocumentKind",
    "DocumentState",
    "ReleaseBlockedError",
    "ReleaseCheck",
    "ReleaseContext",
    "ReleaseVerdict",
    "Response",
    "billed_twice",
    "check",
    "deviation",
    "document_dates",
    "draft",
    "estimated_without_reason",
    "huge_amount",
    "release",
    "standard_checks",
    "unverified_figures",
    "zero_amount",
]
