"""Findings: what a person should know about a result that is nevertheless a result."""

import enum

import attrs

from utilbill.values.explanation import Label


class Severity(enum.Enum):
    """How much a finding matters."""

    INFO = "info"
    WARNING = "warning"


@attrs.frozen
class Finding:
    """One remark.

    Attributes:
        code: Stable name of the kind of remark.
        message: One sentence with the facts.
        severity: How much it matters.
    """

    code: str
    message: Label
    severity: Severity = Severity.INFO

    def __str__(self) -> str:
        return f"{self.severity.value}: {self.message} [{self.code}]"
