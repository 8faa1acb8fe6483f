"""A migration report as JSON."""

import json
from decimal import Decimal

from utilbill.billing.migration import MigrationReport
from utilbill.values.exact import plain

SCHEMA = "utilbill.verification/1"


def _plain(value: object) -> object:
    return plain(value) if isinstance(value, Decimal) else value


def report_to_json(report: MigrationReport, *, indent: int | None = None) -> str:
    """Write a report as canonical JSON, numbers as text."""
    data = {
        "schema": SCHEMA,
        "bills": len(report.checks),
        "equal": report.equal,
        "proposal": [switch.name for switch in report.proposal.switches],
        "equal_under_proposal": report.equal_under_proposal,
        "causes": [
            {"cause": cause.value, "differences": count, "amount": str(amount)}
            for cause, count, amount in report.causes
        ],
        "differences": [
            {
                key: plain(value) if isinstance(value, Decimal) else value
                for key, value in row.items()
            }
            for row in report.records()
        ],
        "checks": [
            {
                "bill": check.number,
                "contract": check.contract,
                "compared": check.compared,
                "equal": check.is_equal,
                "equal_under_proposal": check.equal_under,
            }
            for check in report.checks
        ],
        "uncompared": [{"what": held.what, "reason": held.reason} for held in report.uncompared],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=indent)
