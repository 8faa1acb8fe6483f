from .bill import (
    reference_bill as reference_bill,
)
from .comparing import (
    assert_as_reference as assert_as_reference,
)
from .model import (
    OutsideReferenceError as OutsideReferenceError,
    ReferenceBill as ReferenceBill,
    ReferenceGroup as ReferenceGroup,
    ReferenceLine as ReferenceLine,
)

__all__ = [
    "OutsideReferenceError",
    "ReferenceBill",
    "ReferenceGroup",
    "ReferenceLine",
    "assert_as_reference",
    "reference_bill",
]
