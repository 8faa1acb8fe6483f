"""Payment before supply because of a risk (Vorauszahlung): what the customer must be told."""

import datetime as dt

import attrs

from utilbill.values.errors import InstallmentError
from utilbill.values.period import whole_day


@attrs.frozen(kw_only=True)
class AdvanceTerms:
    """Why and how long installments are asked for in advance, StromGVV/GasGVV § 14.

    Asked for in as many parts as installments; offset in the next bill. The customer must be told
    start, amount, reason, and what ends it.

    Attributes:
        starts: First day for which it is asked.
        reason: The circumstances of the case that justify it.
        ends_when: What must happen for it to end.
        reference: The provision.

    Raises:
        InstallmentError: If reason or condition is missing.

    Examples:
        >>> AdvanceTerms(starts="2026-02-01", reason="two returned debits", ends_when=" ")
        Traceback (most recent call last):
        ...
        utilbill.values.errors.InstallmentError: ends_when: must be told to the customer \
(got 'nothing'). See StromGVV § 14 Abs. 1.
    """

    starts: dt.date = attrs.field(converter=whole_day)
    reason: str
    ends_when: str
    reference: str = ""

    def __attrs_post_init__(self) -> None:
        for name in ("reason", "ends_when"):
            if not str(getattr(self, name)).strip():
                raise InstallmentError(
                    name, "nothing", "must be told to the customer", "See StromGVV § 14 Abs. 1."
                )
