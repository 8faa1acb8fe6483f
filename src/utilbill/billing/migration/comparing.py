"""One bill of another system beside the same bill of this one: position by position, sum by sum."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from utilbill.billing.line import Line
from utilbill.billing.migration.foreign import ForeignBill, ForeignPosition
from utilbill.billing.settlement import Settlement
from utilbill.tariffs.component import Component
from utilbill.values.explanation import Label
from utilbill.values.money import Money


@attrs.frozen(kw_only=True)
class PositionDifference:
    """One position, or one sum, on both sides.

    Attributes:
        name: Id of the component here, or the name there; ``net``, ``tax`` and so on for sums.
        is_sum: Whether it is a sum.
        theirs: What the other system has; None if it has no such position.
        ours: What this library has; None if it has none.
        rows: Where theirs stand in their table.
    """

    name: str
    is_sum: bool = False
    theirs: Money | None
    ours: Money | None
    rows: tuple[int, ...] = ()

    @property
    def rest(self) -> Money:
        """Ours less theirs; what is missing counts as nothing."""
        known = self.ours if self.ours is not None else self.theirs
        assert known is not None  # noqa: S101 - one side has it
        zero = Money.zero(known.currency)
        return (self.ours or zero) - (self.theirs or zero)

    @property
    def is_missing(self) -> bool:
        """Whether only one side has it, and it comes to something."""
        return (self.theirs is None or self.ours is None) and bool(self.rest)

    @property
    def is_equal(self) -> bool:
        """Whether both sides come to the same."""
        return not self.rest


@attrs.frozen
class Comparison:
    """All positions and sums of one bill.

    Attributes:
        differences: Each of them, equal or not.
    """

    differences: tuple[PositionDifference, ...]

    @property
    def is_equal(self) -> bool:
        """Whether all come to the same."""
        return all(held.is_equal for held in self.differences)

    @property
    def unequal(self) -> tuple[PositionDifference, ...]:
        """Those that do not."""
        return tuple(held for held in self.differences if not held.is_equal)

    def named(self, name: str, *, is_sum: bool) -> PositionDifference | None:
        """Return one of them by its name."""
        for held in self.differences:
            if held.name == name and held.is_sum is is_sum:
                return held
        return None


def compare_bills(
    theirs: ForeignBill,
    ours: Settlement,
    names: Mapping[str, str] | None = None,
    components: Iterable[Component] = (),
) -> Comparison:
    """Compare a bill of another system with a settlement.

    Positions are matched by the id of the component or by its label in any language, without
    regard to case; several positions of one component are added up. Where the sums are the same,
    but amounts of the same days are not, these are compared one by one.

    Args:
        theirs: The bill of the other system.
        ours: The settlement.
        names: Ids of components by the names of the other system, where they are not the same.
        components: Components whose labels count as well, where lines have names of their own.
    """
    known = _names(ours, names or {}, components)
    found: dict[str, list[ForeignPosition]] = {}
    for position in theirs.positions:
        key = known.get(_folded(position.name), position.name)
        found.setdefault(key, []).append(position)
    lines: dict[str, list[Line]] = {}
    for line in ours.charged:
        lines.setdefault(line.component, []).append(line)
    positions = [
        difference
        for name in dict.fromkeys((*lines, *found))
        for difference in _differences(name, found.get(name, ()), lines.get(name, ()))
    ]
    if not theirs.positions:
        positions = []
    sums = [
        PositionDifference(name=name, is_sum=True, theirs=amount, ours=_sum(ours, name))
        for name, amount in theirs.sums.items()
    ]
    return Comparison((*positions, *sums))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _names(
    ours: Settlement, names: Mapping[str, str], components: Iterable[Component]
) -> dict[str, str]:
    known: dict[str, str] = {}
    labels = [(line.label, line.component) for line in ours.charged]
    labels += [(held.label, held.id) for held in components]
    for label, component in labels:
        for name in _labels(label):
            known.setdefault(_folded(name), component)
    for line in ours.charged:
        known[_folded(line.component)] = line.component
    return known | {_folded(name): component for name, component in names.items()}


def _labels(label: Label) -> Iterable[str]:
    return (name for name in (label.en, label.de, label.sv, label.pl) if name)


def _differences(
    name: str, theirs: Sequence[ForeignPosition], ours: Sequence[Line]
) -> Iterable[PositionDifference]:
    whole = _position(name, theirs, ours)
    yield whole
    there = {held.period for held in theirs}
    if not whole.is_equal or None in there or there != {line.period for line in ours}:
        return
    for period in sorted({line.period for line in ours}, key=lambda held: held.start):
        part = _position(
            f"{name} {period}",
            [held for held in theirs if held.period == period],
            [line for line in ours if line.period == period],
        )
        if not part.is_equal:
            yield part


def _position(
    name: str, theirs: Sequence[ForeignPosition], ours: Sequence[Line]
) -> PositionDifference:
    return PositionDifference(
        name=name,
        theirs=_added([held.amount for held in theirs]),
        ours=_added([held.amount for held in ours]),
        rows=tuple(held.row for held in theirs if held.row),
    )


def _added(amounts: Sequence[Money]) -> Money | None:
    if not amounts:
        return None
    first, *others = amounts
    return sum(others, first)


def _sum(ours: Settlement, name: str) -> Money:
    sums = {
        "net": ours.totals.net,
        "tax": ours.totals.tax,
        "gross": ours.totals.gross,
        "payable": ours.totals.payable,
        "balance": ours.balance,
    }
    return sums[name]
