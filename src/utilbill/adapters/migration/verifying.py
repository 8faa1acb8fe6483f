"""Case files as what another system's bills are verified against."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from utilbill.adapters.casefile import LoadedCase
from utilbill.adapters.migration.table import LoadedTable
from utilbill.billing.migration import (
    ForeignBill,
    MigrationReport,
    Uncompared,
    verify_bills,
)


def verify_cases(
    table: LoadedTable,
    cases: Sequence[LoadedCase],
    *,
    spreadings: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    progress: Callable[[Sequence[ForeignBill]], Iterable[ForeignBill]] = iter,
) -> MigrationReport:
    """Verify the bills of a table against case files; rows that could not be read are named.

    Args:
        table: The bills of the other system.
        cases: The case files; each is of one market.
        spreadings: Names of the market's ways of spreading to try.
        names: Ids of components by the names of the other system.
        progress: Wraps the bills, to show how far the work has come.
    """
    market = next((held.market for held in cases if held.market is not None), None)
    report = verify_bills(
        table.bills,
        [case for held in cases for case in held.cases],
        market,
        spreadings=spreadings,
        names=names,
        unread=[row.contract for row in table.refused],
        progress=progress,
    )
    refused = [Uncompared(what=str(row.where), reason=row.reason) for row in table.refused]
    return attrs.evolve(report, uncompared=(*report.uncompared, *refused))
