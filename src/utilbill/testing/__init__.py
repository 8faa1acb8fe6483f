"""For test authors: hypothesis strategies, invariants as plain functions, and a pytest plugin.

Installed with the extra ``testing``. The project's own tests use nothing else.
"""

try:
    import hypothesis  # noqa: F401 - only to name the extra where it is missing
except ImportError as error:  # pragma: no cover - the tests have it installed
    message = "utilbill.testing needs hypothesis: pip install 'utilbill[testing]'"
    raise ImportError(message) from error

from utilbill.testing.invariants import (
    assert_adds_up,
    assert_billed_once,
    assert_explained,
    assert_plan_adds_up,
    assert_round_trips,
)
from utilbill.testing.strategies import (
    DAYS_OF_CHANGE,
    cases,
    days,
    money,
    periods,
    price_sheets,
    quantities,
    register_readings,
    spreadings,
)

__all__ = [
    "DAYS_OF_CHANGE",
    "assert_adds_up",
    "assert_billed_once",
    "assert_explained",
    "assert_plan_adds_up",
    "assert_round_trips",
    "cases",
    "days",
    "money",
    "periods",
    "price_sheets",
    "quantities",
    "register_readings",
    "spreadings",
]
