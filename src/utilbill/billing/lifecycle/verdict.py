"""What a check before release says, and what comes of it."""

import attrs

from utilbill.values.choice import Choice
from utilbill.values.explanation import Label


class Response(Choice):
    """What a check that objects brings about (Prüfergebnis)."""

    BLOCK = "block"  #: The bill must not be released (sperren).
    ASK = "ask"  #: A person must say why it may be released all the same (nachfragen).
    INFORM = "inform"  #: It is released, and the remark stays with it (hinweisen).


@attrs.frozen
class ReleaseVerdict:
    """One objection.

    Attributes:
        rule: Name of the check.
        response: What it brings about.
        message: What was found, with the figures.
        approval: Why it may be released all the same, where somebody said so.
    """

    rule: str
    response: Response
    message: Label
    approval: str = ""

    @property
    def holds_back(self) -> bool:
        """Whether the document must not be released because of it."""
        if self.response is Response.BLOCK:
            return True
        return self.response is Response.ASK and not self.approval

    def __str__(self) -> str:
        approved = f" (approved: {self.approval})" if self.approval else ""
        return f"{self.response.value}: {self.message} [{self.rule}]{approved}"
