from .invariants import (
    assert_adds_up as assert_adds_up,
    assert_billed_once as assert_billed_once,
    assert_explained as assert_explained,
    assert_plan_adds_up as assert_plan_adds_up,
    assert_round_trips as assert_round_trips,
)
from .strategies import (
    DAYS_OF_CHANGE as DAYS_OF_CHANGE,
    cases as cases,
    days as days,
    money as money,
    periods as periods,
    price_sheets as price_sheets,
    quantities as quantities,
    register_readings as register_readings,
    spreadings as spreadings,
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
