"""The pytest plugin: fixtures for tests of billing. It is loaded by itself once installed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from utilbill.billing.settlement import Settlement
    from utilbill.markets.market import Market


@pytest.fixture(scope="session")
def germany() -> "Market":
    """The German market with its law."""
    from utilbill.adapters.markets import market

    return market("DE")


@pytest.fixture(scope="session")
def assert_lawful() -> "Callable[[Settlement], None]":
    """A function that checks all invariants of a settlement at once."""
    from utilbill.billing.bill import combine
    from utilbill.testing.invariants import (
        assert_adds_up,
        assert_billed_once,
        assert_explained,
        assert_round_trips,
    )

    def check(settlement: "Settlement") -> None:
        assert_adds_up(settlement)
        assert_billed_once(settlement)
        assert_explained(settlement)
        assert_round_trips(combine([settlement]))

    return check
