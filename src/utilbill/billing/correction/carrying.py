"""State that one bill hands to the next: tier counters, energy accounts, deposits.

What is handed on is a value of the room it belongs to; here it only needs to be compared.
"""

from typing import Any, Protocol

from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case


class Carrier(Protocol):
    """One kind of state that goes into a settlement and comes out of it."""

    @property
    def name(self) -> str:
        """What it is, such as ``tier_counter`` or ``energy_account``."""

    def state_after(self, settlement: Settlement, before: Any) -> Any:
        """Return the state that a settlement leaves behind.

        Args:
            settlement: The settlement.
            before: What the settlement before it left behind; None if there was none.
        """

    def into(self, case: Case, state: Any) -> Case:
        """Return the case as it is settled with a state; the same one if it does not matter."""
