"""What came of verifying: by bill, by cause, and the configuration that explains most of it."""

from collections import Counter

import attrs

from utilbill.billing.migration.comparing import PositionDifference
from utilbill.billing.migration.switches import Cause, Configuration
from utilbill.values.money import Money
from utilbill.values.table import Table


@attrs.frozen(kw_only=True)
class Explained:
    """One difference and what explains it.

    Attributes:
        difference: The difference, as it is without any switch.
        cause: Why it is there.
        configuration: The smallest configuration that makes both sides equal; None where there is
            none, or nothing can be switched.
    """

    difference: PositionDifference
    cause: Cause
    configuration: Configuration | None = None


@attrs.frozen(kw_only=True)
class BillCheck:
    """One bill of the other system, verified.

    Attributes:
        number: Its number.
        contract: Number of the contract.
        compared: How many positions and sums were compared.
        explained: Those that differ, each with its cause.
        equal_under: Whether the proposed configuration makes the whole bill equal.
    """

    number: str
    contract: str
    compared: int
    explained: tuple[Explained, ...]
    equal_under: bool

    @property
    def is_equal(self) -> bool:
        """Whether the bill is equal as it is."""
        return not self.explained


@attrs.frozen(kw_only=True)
class Uncompared:
    """A bill, a case or a row that could not be compared, and why.

    Attributes:
        what: Number of the bill or contract, or the place of the row.
        reason: Why.
    """

    what: str
    reason: str


@attrs.frozen(kw_only=True)
class MigrationReport:
    """The report (Migrationsbericht).

    Attributes:
        checks: One per bill that was compared.
        proposal: The configuration that explains most: most bills equal to the cent, then the
            smallest sum of what is left, then the fewest switches.
        uncompared: What could not be compared.
    """

    checks: tuple[BillCheck, ...]
    proposal: Configuration
    uncompared: tuple[Uncompared, ...] = ()

    @property
    def equal(self) -> int:
        """How many bills are equal as they are."""
        return sum(check.is_equal for check in self.checks)

    @property
    def equal_under_proposal(self) -> int:
        """How many are equal under the proposed configuration."""
        return sum(check.equal_under for check in self.checks)

    def __bool__(self) -> bool:
        return self.equal == len(self.checks) and not self.uncompared

    @property
    def causes(self) -> tuple[tuple[Cause, int, Money], ...]:
        """Causes with how many differences they have and how much these are, without signs."""
        count: Counter[Cause] = Counter()
        sums: dict[Cause, Money] = {}
        for check in self.checks:
            for held in check.explained:
                rest = abs(held.difference.rest)
                count[held.cause] += 1
                before = sums.get(held.cause)
                sums[held.cause] = rest if before is None else before + rest
        return tuple((cause, count[cause], sums[cause]) for cause in Cause if count[cause])

    def table(self) -> Table:
        """Return one row per cause."""
        return Table(
            f"{self.equal} of {len(self.checks)} bills are equal; "
            f"{self.equal_under_proposal} with: {self.proposal}",
            ("cause", "differences", "amount", "currency"),
            tuple(
                (cause.value, count, amount.amount, amount.currency)
                for cause, count, amount in self.causes
            ),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per difference, ready for a data frame."""
        return [
            {
                "bill": check.number,
                "contract": check.contract,
                "position": held.difference.name,
                "theirs": held.difference.theirs.amount if held.difference.theirs else None,
                "ours": held.difference.ours.amount if held.difference.ours else None,
                "rest": held.difference.rest.amount,
                "cause": held.cause.value,
                "configuration": str(held.configuration) if held.configuration else "",
            }
            for check in self.checks
            for held in check.explained
        ]

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
