"""The checks before release that German suppliers usually make."""

from utilbill.billing.lifecycle.checks import (
    billed_twice,
    deviation,
    document_dates,
    estimated_without_reason,
    huge_amount,
    unverified_figures,
    zero_amount,
)
from utilbill.billing.lifecycle.release import ReleaseCheck
from utilbill.documents.contents import ContentRules
from utilbill.documents.release_check import missing_contents_check
from utilbill.markets.market import PackData


def german_release(data: PackData, contents: ContentRules) -> tuple[ReleaseCheck, ...]:
    """Return the checks in the order of the file, each with its response."""
    held = data.settings["release/checks.yaml"]
    limits = held["limits"]
    makers = {
        "document_dates": document_dates,
        "missing_contents": lambda response: missing_contents_check(contents, response),
        "billed_twice": billed_twice,
        "estimated_without_reason": estimated_without_reason,
        "zero_amount": zero_amount,
        "deviation": lambda response: deviation(str(limits["deviation_percent"]), response),
        "huge_amount": lambda response: huge_amount(str(limits["huge_amount"]), response),
        "unverified_figures": unverified_figures,
    }
    return tuple(makers[name](str(response)) for name, response in held["checks"].items())
