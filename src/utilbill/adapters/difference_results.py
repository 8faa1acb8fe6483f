"""Differences of bills as JSON, for other programs to read."""

import json

from utilbill.adapters.results import as_data
from utilbill.billing.bill_difference import BillDifference

SCHEMA = "utilbill.difference/1"


def difference_to_json(difference: BillDifference, *, indent: int | None = None) -> str:
    """Write a difference as canonical JSON: amounts with currency, exact shares as fractions.

    Beside the difference itself stands ``summary`` with what is derived: the change of the balance,
    the change of the gross amount, and the parts over all supplies.

    Args:
        difference: The difference.
        indent: How deep each level is set in; None for one line.

    Examples:
        >>> import utilbill as ub
        >>> bills = [ub.bill_case(ub.load_case(f"examples/two-years-compared/{year}.yaml"))
        ...          for year in (2019, 2020)]
        >>> data = json.loads(difference_to_json(ub.difference(*bills)))
        >>> data["summary"]["amount"], data["summary"]["parts"]["days"]
        ('66.09 EUR', '2.82 EUR')
    """
    summary = {
        "amount": str(difference.amount),
        "gross_amount": str(difference.gross_amount),
        "parts": {part.factor.value: str(part.amount) for part in difference.parts},
    }
    data = {"schema": SCHEMA, "difference": as_data(difference), "summary": summary}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=indent)
