"""The pytest plugin: fixtures for tests of billing. It is loaded by itself once installed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from utilbill.billing.settlement import Settlement
    from utilbill.billing.settling import Case
    from utilbill.markets.market import Market


@pytest.fixture(scope="session")
def germany() -> "Market":
    """The German market with its law."""
    from utilbill.adapters.markets import market

    return market("DE")


@pytest.fixture(scope="session")
def assert_lawful() -> "Callable[..., None]":
    """The function that checks all invariants of a settlement at once.

    It takes the settlement, and the price sheet and the market where they should be asked too.
    """
    from utilbill.testing.invariants import assert_lawful as check

    return check


@pytest.fixture(scope="session")
def assert_as_reference() -> "Callable[..., None]":
    """The function that holds a settlement against the reference calculator.

    It takes the settlement, its case and the market.
    """
    from utilbill.testing.reference import assert_as_reference as check

    return check


@pytest.fixture(scope="session")
def settle_checked(germany: "Market") -> "Callable[[Case], Settlement]":
    """The function that settles a case in Germany and checks the result in every way there is.

    All invariants, the reference calculator, and that the order of readings does not matter.
    """
    from utilbill.testing.invariants import assert_any_order, assert_lawful as lawful
    from utilbill.testing.reference import assert_as_reference as as_reference

    def settle(case: "Case") -> "Settlement":
        settlement = case.settle(germany)
        lawful(settlement, case.prices, germany)
        as_reference(settlement, case, germany)
        assert_any_order(case, germany)
        return settlement

    return settle
