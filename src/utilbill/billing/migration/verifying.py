"""Verify bills of another system: settle again, compare, find the cause of each difference."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Protocol

import attrs

from utilbill.billing.migration.comparing import Comparison, PositionDifference, compare_bills
from utilbill.billing.migration.foreign import ForeignBill
from utilbill.billing.migration.report import (
    BillCheck,
    Explained,
    MigrationReport,
    Uncompared,
)
from utilbill.billing.migration.switches import (
    Cause,
    Configuration,
    HasSpreadings,
    Switch,
    switches_of,
)
from utilbill.billing.rules import BillingRules, HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case
from utilbill.values.errors import CurrencyMismatchError, MissingChoiceError, UtilbillError
from utilbill.values.units import Price

AS_IT_IS = Configuration(())


class MigrationMarket(HasBillingRules, HasSpreadings, Protocol):
    """A market, as far as verifying needs one."""


@attrs.frozen
class _Rules:
    """Rules of billing as a market."""

    billing: BillingRules


@attrs.define
class _Bench:
    """One bill with its case, settled under configurations as they are asked for."""

    theirs: ForeignBill
    case: Case
    rules: BillingRules
    names: Mapping[str, str]
    _held: dict[str, Comparison | None] = attrs.field(factory=dict)
    _settled: dict[str, Settlement] = attrs.field(factory=dict)

    def under(self, configuration: Configuration) -> Comparison | None:
        """Compare under a configuration; None if the case cannot be settled so."""
        key = str(configuration)
        if key not in self._held:
            try:
                self._held[key] = self._compare(configuration)
            except UtilbillError:
                self._held[key] = None
        return self._held[key]

    def _compare(self, configuration: Configuration) -> Comparison:
        case, rules = configuration.applied(self.case, self.rules)
        ours = case.settle(_Rules(rules))
        return compare_bills(self.theirs, ours, self.names, case.prices.components)

    def baseline(self) -> Comparison:
        """Compare as it is.

        Raises:
            UtilbillError: If the case cannot be settled.
        """
        held = self._compare(AS_IT_IS)
        self._held[str(AS_IT_IS)] = held
        return held


def verify_bills(
    bills: Iterable[ForeignBill],
    cases: Iterable[Case],
    market: MigrationMarket | None = None,
    *,
    spreadings: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    unread: Iterable[str] = (),
    progress: Callable[[Sequence[ForeignBill]], Iterable[ForeignBill]] = iter,
) -> MigrationReport:
    """Verify bills of another system (Migrationsprüfung).

    Each bill is settled again from the case of its contract and compared to the cent. What differs
    is settled again with one choice made otherwise, then with two, until both sides are equal; the
    smallest such change is the cause. Over all bills the configuration is looked for that explains
    most: the best single switch first, then others beside it, as long as that helps.

    Args:
        bills: Bills of the other system.
        cases: What they are made from, by the number of the contract; of several cases of one
            contract, that whose period holds the days of the bill.
        market: Law and rules, and ways of spreading to try.
        spreadings: Names of the market's ways to try beside linear and by reading.
        names: Ids of components by the names of the other system, where they are not the same.
        unread: Contracts that have bills which could not be read; they are not missing.
        progress: Wraps the bills, to show how far the work has come.

    Raises:
        MissingChoiceError: If a name stands for a component that no case has, or the market has no
            way of spreading of a name.

    Examples:
        >>> from utilbill import *
        >>> contract = Contract(id="C-1", supply_start="2023-01-01", supply_point=SupplyPoint(
        ...     commodity=Commodity.ELECTRICITY, registers=[Register("1-0:1.8.0")]))
        >>> sheet = PriceSheet(name="Plain", basis=PriceBasis.NET, components=[
        ...     UnitPrice(id="energy", label=Label("Energy"), prices="25.00 ct/kWh"),
        ...     StandingCharge(id="base", label=Label("Base"), prices="100.00 EUR/year",
        ...                    proration="calendar_year")])
        >>> half = Period("2024-01-01", "2024-07-01")
        >>> case = Case(contract=contract, period=half, prices=sheet, readings=[
        ...     Reading("1-0:1.8.0", half.start, 1000), Reading("1-0:1.8.0", half.end, 2000)])
        >>> old = ForeignBill(number="4711", contract="C-1", positions=[
        ...     ForeignPosition(name="Energy", amount=Money("250.00", "EUR")),
        ...     ForeignPosition(name="Base", amount=Money("49.86", "EUR"))])
        >>> report = verify_bills([old], [case], market("DE"))
        >>> report.records()[0]["cause"], str(report.proposal)
        ('proration', 'proration=days_365')
    """
    held, known = tuple(bills), tuple(cases)
    _check_names(names or {}, known)
    benches: list[_Bench] = []
    uncompared: list[Uncompared] = []
    baselines: list[Comparison] = []
    rules = market.billing if market is not None else None
    for bill in progress(held):
        try:
            bench = _bench(bill, known, rules, names or {})
            baseline = bench.baseline()
        except UtilbillError as error:
            uncompared.append(Uncompared(what=bill.number, reason=str(error)))
            continue
        except _NoCaseError as error:
            uncompared.append(Uncompared(what=bill.number, reason=str(error)))
            continue
        benches.append(bench)
        baselines.append(baseline)
    billed = {bill.contract for bill in held} | set(unread)
    unbilled = dict.fromkeys(case.contract.id for case in known if case.contract.id not in billed)
    uncompared += [
        Uncompared(what=contract, reason="no bill of the other system is for this contract")
        for contract in unbilled
    ]
    switches = switches_of([bench.case for bench in benches], market, spreadings)
    proposal = _proposal(benches, switches)
    checks = [
        _check(bench, baseline, switches, proposal)
        for bench, baseline in zip(benches, baselines, strict=True)
    ]
    return MigrationReport(checks=tuple(checks), proposal=proposal, uncompared=tuple(uncompared))


def _check_names(names: Mapping[str, str], cases: Sequence[Case]) -> None:
    known = dict.fromkeys(held.id for case in cases for held in case.prices.components)
    for theirs, ours in names.items() if known else ():
        if ours not in known:
            raise MissingChoiceError(
                "name",
                f"{theirs}={ours}",
                "stands for a component that no case has",
                f"Use one of: {', '.join(known)}.",
            )


class _NoCaseError(Exception):
    """A bill without a case, or with several."""


def _bench(
    bill: ForeignBill,
    cases: Sequence[Case],
    rules: BillingRules | None,
    names: Mapping[str, str],
) -> _Bench:
    mine = [case for case in cases if case.contract.id == bill.contract]
    days = [held.period for held in bill.positions if held.period is not None]
    fitting = [case for case in mine if all(case.period.covers(part) for part in days)]
    if not mine:
        raise _NoCaseError(f"no case is for contract {bill.contract}; give its case file")
    if not fitting:
        raise _NoCaseError(
            f"no case of contract {bill.contract} holds the days of this bill; "
            "give the case file of these days"
        )
    if len(fitting) > 1:
        raise _NoCaseError(
            f"more than one case of contract {bill.contract} holds the days of this bill; "
            "write in the rows for which days they are (first and last)"
        )
    case = fitting[0]
    if rules is None:
        if case.taxation is None:
            raise _NoCaseError("there is no market, and the case has no taxation of its own")
        rules = BillingRules(taxation=case.taxation)
    if bill.currency not in (rules.currency, case.prices.currency):
        raise CurrencyMismatchError(
            "currency", bill.currency, f"is not that of the case, {rules.currency}", "Convert it."
        )
    return _Bench(bill, case, rules, names)


def _check(
    bench: _Bench, baseline: Comparison, switches: Sequence[Switch], proposal: Configuration
) -> BillCheck:
    under = bench.under(proposal)
    tries = (*_tries(switches), proposal)
    positions = [_explain(bench, part, tries) for part in baseline.unequal if not part.is_sum]
    sums = [_explain_sum(bench, part, tries, positions) for part in baseline.unequal if part.is_sum]
    return BillCheck(
        number=bench.theirs.number,
        contract=bench.theirs.contract,
        compared=len(baseline.differences),
        explained=(*positions, *sums),
        equal_under=under is not None and under.is_equal,
    )


def _tries(switches: Sequence[Switch]) -> Iterator[Configuration]:
    """Yield single switches, then pairs of switches that do not exclude each other."""
    yield from (Configuration((switch,)) for switch in switches)
    for pair in combinations(switches, 2):
        held = Configuration(pair)
        if len(held.families) == len(pair):
            yield held


def _explain(bench: _Bench, part: PositionDifference, tries: Sequence[Configuration]) -> Explained:
    """Find the smallest configuration under which one position is equal."""
    if part.is_missing and not part.is_sum:
        return Explained(difference=part, cause=Cause.MISSING_PRICE)
    for configuration in tries:
        held = bench.under(configuration)
        found = held.named(part.name, is_sum=part.is_sum) if held is not None else None
        if found is not None and found.is_equal and configuration.switches:
            cause = _decisive(bench, part, configuration)
            return Explained(difference=part, cause=cause, configuration=configuration)
    return Explained(difference=part, cause=_by_figures(bench, part) or Cause.UNEXPLAINED)


def _by_figures(bench: _Bench, part: PositionDifference) -> Cause | None:
    """Return what the rows of a position say otherwise: another price, another quantity."""
    if part.is_sum:
        return None
    rows = [held for held in bench.theirs.positions if held.row in part.rows and held.row]
    settlement = bench.case.settle(_Rules(bench.rules))
    mine = [line for line in settlement.charged if line.component == part.name]
    prices = {_in_base_units(line.price) for line in mine if line.price is not None}
    named = {_in_base_units(row.price) for row in rows if row.price is not None}
    if prices and not named <= prices:
        return Cause.PRICE
    theirs = [row.quantity for row in rows if row.quantity is not None]
    ours = [line.quantity for line in mine if line.quantity is not None]
    if len(theirs) < len(rows) or not ours or not theirs:
        return None
    unit = ours[0].unit
    if any(held.unit.dimension != unit.dimension for held in (*theirs, *ours)):
        return None
    total = sum((held.to(unit).amount for held in theirs), Decimal(0))
    return (
        None
        if total == sum((held.to(unit).amount for held in ours), Decimal(0))
        else (Cause.QUANTITY)
    )


def _in_base_units(price: Price) -> tuple[object, Fraction]:
    """Return a price so that ten euros a month are 120 euros a year."""
    return price.unit.dimension, Fraction(price.amount) * price.unit.factor


def _decisive(bench: _Bench, part: PositionDifference, configuration: Configuration) -> Cause:
    """Return the cause of that switch without which most of the difference is left."""
    left = []
    for switch in configuration.switches:
        others = tuple(held for held in configuration.switches if held is not switch)
        without = bench.under(Configuration(others))
        found = without.named(part.name, is_sum=part.is_sum) if without is not None else None
        left.append(abs((found or part).rest.amount))
    return configuration.switches[left.index(max(left))].cause


def _explain_sum(
    bench: _Bench,
    part: PositionDifference,
    tries: Sequence[Configuration],
    positions: Sequence[Explained],
) -> Explained:
    """Explain a sum: by a configuration, or by what explains the positions in it."""
    missing = [held for held in positions if held.cause is Cause.MISSING_PRICE]
    if missing:
        return Explained(difference=part, cause=Cause.MISSING_PRICE)
    held = _explain(bench, part, tries)
    if held.cause is not Cause.UNEXPLAINED:
        return held
    known = [other for other in positions if other.cause is not Cause.UNEXPLAINED]
    if known and len(known) == len(positions):
        largest = max(known, key=lambda other: abs(other.difference.rest.amount))
        return attrs.evolve(held, cause=largest.cause)
    if not positions and _other_rate(bench, part):
        return attrs.evolve(held, cause=Cause.TAX)
    return held


def _other_rate(bench: _Bench, part: PositionDifference) -> bool:
    """Tell whether the other system taxed at another rate, as its rows say or its sums show."""
    settlement = bench.case.settle(_Rules(bench.rules))
    ours = {line.tax.percent for line in settlement.charged}
    theirs = {held.tax_percent for held in bench.theirs.positions if held.tax_percent is not None}
    if part.name != "net" and theirs - ours:
        return True
    held = bench.under(AS_IT_IS)
    assert held is not None  # noqa: S101 - a bench is made of a bill that can be settled
    net = held.named("net", is_sum=True)
    taxed = [held.named(name, is_sum=True) for name in ("tax", "gross")]
    same_net = net is not None and net.is_equal
    return part.name != "net" and same_net and any(sum_ and not sum_.is_equal for sum_ in taxed)


def _score(
    benches: Sequence[_Bench], configuration: Configuration
) -> tuple[int, int, Decimal, int]:
    """Return how good a configuration is: smaller is better."""
    bills, positions, rest = 0, 0, Decimal(0)
    for bench in benches:
        held = bench.under(configuration) or bench.under(AS_IT_IS)
        assert held is not None  # noqa: S101 - a bench is made of a bill that can be settled
        bills += not held.is_equal
        positions += len(held.unequal)
        rest += sum((abs(part.rest.amount) for part in held.unequal), Decimal(0))
    return bills, positions, rest, len(configuration.switches)


def _proposal(benches: Sequence[_Bench], switches: Sequence[Switch]) -> Configuration:
    """Add one switch after the other, as long as more bills or positions become equal."""
    best, score = AS_IT_IS, _score(benches, AS_IT_IS)
    while score[0]:
        more = [
            Configuration((*best.switches, switch))
            for switch in switches
            if switch.name.partition("=")[0] not in best.families
        ]
        if not more:
            break
        found, place = min((_score(benches, held), place) for place, held in enumerate(more))
        if found[:2] >= score[:2]:
            break
        best, score = more[place], found
    return best
