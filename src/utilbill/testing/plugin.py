"""The pytest plugin: fixtures for tests of billing. It is loaded by itself once installed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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
