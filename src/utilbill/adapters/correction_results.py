"""Correction plans and documents as JSON, for other programs to read."""

import json
from collections.abc import Sequence
from typing import Any

from utilbill.adapters.results import as_data
from utilbill.billing.correction import CorrectionPlan, CorrectionStep
from utilbill.billing.digest import BillDigest
from utilbill.billing.lifecycle import BillingDocument

SCHEMA = "utilbill.corrections/1"


def plan_to_json(
    plan: CorrectionPlan, documents: Sequence[BillingDocument] = (), *, indent: int | None = None
) -> str:
    """Write a plan, and the documents that came of it, as canonical JSON.

    Amounts are text with their currency, dates are ISO dates, keys are sorted.

    Examples:
        >>> from utilbill import plan_corrections
        >>> plan_to_json(plan_corrections([], on="2024-03-15"))[:42]
        '{"barred": [], "candidates": [], "document'
    """
    data = {
        "schema": SCHEMA,
        "on": plan.on.isoformat(),
        "numbers_needed": plan.numbers_needed,
        "candidates": [
            {
                "reason": as_data(held.change.reason),
                "contract": held.change.contract,
                "known_since": held.change.known_since.isoformat(),
                "documents": list(held.documents),
            }
            for held in plan.candidates
        ],
        "steps": [_step(step) for step in plan.steps],
        "barred": [
            {
                "document": held.document.number,
                "reasons": as_data(held.reasons),
                "limit": as_data(held.limit),
                "change": str(held.change),
                "correctable_from": as_data(held.correctable_from),
            }
            for held in plan.barred
        ],
        "unsettled": [
            {"document": held.document.number, "reason": str(held.reason)}
            for held in plan.unsettled
        ],
        "later": [as_data(change.reason) for change in plan.later],
        "documents": [_document(document) for document in documents],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=indent)


def _step(step: CorrectionStep) -> dict[str, Any]:
    return {
        "document": step.document.number,
        "period": as_data(step.document.period),
        "reasons": as_data(step.reasons),
        "natures": as_data(step.natures),
        "depends_on": as_data(step.depends_on),
        "lines": as_data(step.lines),
        "taxes": as_data(step.taxes),
        "balance_before": str(step.document.bill.balance),
        "balance_after": str(step.bill.balance) if step.bill else None,
        "change": str(step.change),
        "tax_period": str(step.tax_period),
        "tax_period_reference": step.tax_period.reference,
        "style": step.style.value,
        "limit": as_data(step.limit),
        "limited_from": step.limited_from.isoformat() if step.limited_from else None,
        "waiver": step.waiver,
        "effects": as_data(step.effects),
        "letter": as_data(step.letter),
        "bill": as_data(step.bill) if step.bill else None,
    }


def _document(document: BillingDocument) -> dict[str, Any]:
    return {
        "number": document.number,
        "kind": document.kind.value,
        "state": document.state.value,
        "refers_to": document.refers_to,
        "replaced_by": document.replaced_by,
        "claim": str(document.claim),
        "digest": str(BillDigest.of(document.bill)),
        "bill": as_data(document.bill),
    }
