"""The check before release that looks at what law asks a bill to say."""

from collections.abc import Iterable

import attrs

from utilbill.billing.lifecycle.document import BillingDocument
from utilbill.billing.lifecycle.release import ReleaseCheck, ReleaseContext
from utilbill.billing.lifecycle.verdict import Response
from utilbill.documents.contents import ContentRules
from utilbill.values.explanation import Label


@attrs.frozen
class _Contents:
    rules: ContentRules

    def __call__(self, document: BillingDocument, context: ReleaseContext) -> Iterable[Label]:
        del context
        for missing in self.rules.missing(document.bill):
            if missing.requirement.present != "number":  # it is given by the release itself
                yield missing.finding.message
        if self.rules.dates is not None:
            yield from (finding.message for finding in self.rules.dates(document.bill))


def missing_contents_check(rules: ContentRules, response: Response | str) -> ReleaseCheck:
    """Check that a bill says all that law asks of it (Pflichtangaben).

    Examples:
        >>> from utilbill import market
        >>> missing_contents_check(market("DE").contents, "block").rule
        'missing_contents'
    """
    return ReleaseCheck("missing_contents", Response(response), _Contents(rules))
