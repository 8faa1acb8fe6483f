"""``utilbill settle --check-contents``: what law asks a bill to say and it does not."""

import json

import attrs

from utilbill.billing.bill import Bill
from utilbill.markets.market import Market
from utilbill.values.errors import MissingChoiceError
from utilbill.values.findings import Finding, Severity

_NOTHING = {
    "en": "Nothing is missing that is checked.",
    "de": "Es fehlt nichts von dem, was geprüft wird.",
}


@attrs.define
class ContentCheck:
    """Checks bills one after the other.

    Attributes:
        missing: How many things were missing so far.
    """

    missing: int = 0

    def shown(self, bill: Bill, market: Market | None, language: str, *, as_json: bool) -> str:
        """Check a bill and return what to print about it.

        Raises:
            MissingChoiceError: If there is no market whose law could ask for anything.
        """
        from utilbill.documents.contents import missing_contents

        if market is None:
            raise MissingChoiceError(
                "market", "none", "asks for no contents", "Add market: DE, for example."
            )
        found = missing_contents(bill, market)
        self.missing += sum(held.severity is Severity.WARNING for held in found)
        if as_json:
            return json.dumps([_record(held) for held in found], ensure_ascii=False, indent=1)
        lines = [held.message.in_language(language) for held in found]
        if not any(held.severity is Severity.WARNING for held in found):
            lines.append(_NOTHING.get(language, _NOTHING["en"]))
        return "\n".join(lines)


def _record(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message.en,
        "message_local": finding.message.local,
    }
