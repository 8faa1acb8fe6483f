"""What two bills have in common: supplies and charges side by side."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.bill import Bill
from utilbill.billing.bill_difference.charges import (
    Charge,
    Charges,
    Kind,
    PricedLine,
    charges_of,
    counted,
)
from utilbill.billing.bill_difference.factors import STATUTORY, Factor
from utilbill.billing.settlement import Settlement
from utilbill.contracts.contract import Commodity
from utilbill.taxes.vat import TaxRate

_NOTHING: Final = Fraction(0)
_ONE: Final = Fraction(1)
OLD: Final = 0
NEW: Final = 1

#: What is used the more, the colder it is.
HEATING: Final = frozenset({Commodity.GAS, Commodity.HEAT})


@attrs.frozen
class WeighedLine:
    """A line and its share of the volume of its position."""

    weight: Fraction
    priced: PricedLine


@attrs.frozen
class Side:
    """A position as one of the bills has it.

    Its volume is the product of days, weather and use.

    Attributes:
        days: Days of a quantity, units of time of a price through time; 1 for an amount.
        weather: Degree days per day; 1 where they are not known or do not matter.
        use: Quantity per day or per degree day, things per unit of time; 1 for an amount.
        lines: Its lines; none where the bill does not have the position.
    """

    days: Fraction
    weather: Fraction
    use: Fraction
    lines: tuple[WeighedLine, ...]

    @property
    def prices(self) -> tuple[object, ...]:
        """Its prices and their shares; one price is the same however it is cut."""
        whole = sum((held.weight for held in self.lines), _NOTHING)
        plain = {(held.priced.unit_price, held.priced.basis) for held in self.lines}
        if len(plain) == 1:
            return (whole, *plain)
        return tuple(
            (held.weight, held.priced.unit_price, held.priced.basis) for held in self.lines
        )

    @property
    def rates(self) -> tuple[tuple[Fraction, TaxRate], ...]:
        """Its tax rates and their shares."""
        weights: dict[Hashable, Fraction] = {}
        rates: dict[Hashable, TaxRate] = {}
        for held in self.lines:
            rate = held.priced.line.tax
            rates.setdefault(rate.key, rate)
            weights[rate.key] = weights.get(rate.key, _NOTHING) + held.weight
        whole = sum(weights.values(), _NOTHING)
        alike = Fraction(1, len(rates)) if rates else _ONE
        return tuple(
            (weights[key] / whole if whole else alike, rate) for key, rate in rates.items()
        )

    @property
    def taxes(self) -> tuple[object, ...]:
        """What its rates compare by."""
        return tuple((share, rate.key) for share, rate in self.rates)


@attrs.frozen
class Position:
    """A charge of the old bill beside the same one of the new bill.

    Attributes:
        factor: The factor that its prices belong to.
        kind: What its lines count.
        sides: The old and the new one.
        cut_by: The factor whose side says how the position is cut into lines: the first one in
            which the bills differ, so that a cut alone changes nothing.
    """

    factor: Factor
    kind: Kind
    sides: tuple[Side, Side]
    cut_by: Factor
    same_taxes: bool

    @property
    def priced_differently(self) -> bool:
        """Whether prices differ, or only one bill has the position."""
        return self.sides[OLD].prices != self.sides[NEW].prices


@attrs.frozen
class SupplyPair:
    """One supply on both bills; the side that a bill does not have is empty.

    Attributes:
        settlements: The old and the new settlement; None where there is none.
        charges: Their charges.
        positions: The charges side by side.
    """

    settlements: tuple[Settlement | None, Settlement | None]
    charges: tuple[Charges, Charges]
    positions: tuple[Position, ...]

    @property
    def either(self) -> Settlement:
        """The new settlement, or the old one where there is no new one."""
        return self.charges[NEW].settlement


def supplies(
    old: Bill, new: Bill, degree_days: tuple[Fraction, Fraction] | None
) -> list[SupplyPair]:
    """Put the supplies of two bills side by side: by contract, then by what is supplied."""
    found: list[tuple[Settlement | None, Settlement | None]] = []
    left: tuple[list[Settlement], list[Settlement]] = (
        list(old.settlements),
        list(new.settlements),
    )
    for key in (_by_contract, _by_commodity):
        for held in list(left[OLD]):
            other = next((one for one in left[NEW] if key(one) == key(held)), None)
            if other is not None:
                found.append((held, other))
                left[OLD].remove(held)
                left[NEW].remove(other)
    order = [*new.settlements, *old.settlements]
    found += [(held, None) for held in left[OLD]] + [(None, held) for held in left[NEW]]
    found.sort(key=lambda pair: order.index(pair[NEW] or pair[OLD] or order[0]))
    return [_supply(pair, degree_days) for pair in found]


def _by_contract(settlement: Settlement) -> Hashable:
    return settlement.contract.id, _by_commodity(settlement)


def _by_commodity(settlement: Settlement) -> Hashable:
    return settlement.contract.supply_point.commodity


def _supply(
    pair: tuple[Settlement | None, Settlement | None],
    degree_days: tuple[Fraction, Fraction] | None,
) -> SupplyPair:
    old, new = pair
    if old is None or new is None:
        held = new or old
        assert held is not None  # noqa: S101 - pairs have one at least
        charges = charges_of(held)
        return SupplyPair(pair, (charges, charges), _absent(charges, OLD if old is None else NEW))
    sides = (charges_of(old), charges_of(new))
    heating = _by_commodity(old) in HEATING
    return SupplyPair(pair, sides, tuple(_positions(sides, degree_days if heating else None)))


def _absent(charges: Charges, missing: int) -> tuple[Position, ...]:
    """Return the positions of a supply that one of the bills has for no day at all."""
    found = []
    for held in charges.charges:
        there = _side(charges.settlement, [held], None)
        if held.kind is Kind.LUMP:
            absent = attrs.evolve(there, lines=())
        else:
            absent = attrs.evolve(there, days=_NOTHING)
        sides = (absent, there) if missing == OLD else (there, absent)
        found.append(_position(held.factor, held.kind, sides))
    return tuple(found)


def _positions(
    sides: tuple[Charges, Charges], degree_days: tuple[Fraction, Fraction] | None
) -> Iterable[Position]:
    weather = (None, None) if degree_days is None else degree_days
    for groups in matched(sides[OLD].charges, sides[NEW].charges):
        first = (groups[NEW] or groups[OLD])[0]
        old, new = (
            _side(charges.settlement, group, known) if group else None
            for charges, group, known in zip(sides, groups, weather, strict=True)
        )
        if old is None and new is not None:
            old = _missing(new, groups[NEW], sides[NEW].settlement, sides[OLD].settlement, weather)
        if new is None and old is not None:
            turned = (weather[NEW], weather[OLD])
            new = _missing(old, groups[OLD], sides[OLD].settlement, sides[NEW].settlement, turned)
        assert old is not None and new is not None  # noqa: S101, PT018 - one group has charges
        yield _position(first.factor, first.kind, (old, new))


Group = Sequence[Charge]


def matched(old: Sequence[Charge], new: Sequence[Charge]) -> list[tuple[Group, Group]]:
    """Put charges side by side: alone by component, or all of a price sheet's charge together.

    Two bands beside one price for all are the same charge. What is left is matched by its role,
    unless law sets it or it happens once: those are things of their own.
    """
    found: list[tuple[Group, Group]] = []
    rest: tuple[list[Charge], list[Charge]] = ([], [])
    for mine, theirs in _grouped(old, new, lambda held: held.charge):
        if {held.component for held in mine} == {held.component for held in theirs}:
            found += _grouped(mine, theirs, lambda held: held.component)
        elif mine and theirs:
            found.append((mine, theirs))
        else:
            rest[OLD].extend(mine)
            rest[NEW].extend(theirs)
    for mine, theirs in _grouped(*rest, lambda held: held.role):
        first = (mine or theirs)[0]
        if mine and theirs and first.kind is not Kind.LUMP and first.role not in STATUTORY:
            found.append((mine, theirs))
        else:
            found += [([held], []) for held in mine] + [([], [held]) for held in theirs]
    order = {id(held): place for place, held in enumerate((*new, *old))}
    return sorted(found, key=lambda pair: min(order[id(held)] for side in pair for held in side))


def _grouped(
    old: Sequence[Charge], new: Sequence[Charge], key: Callable[[Charge], Hashable]
) -> list[tuple[list[Charge], list[Charge]]]:
    groups: dict[Hashable, tuple[list[Charge], list[Charge]]] = {}
    for side, charges in ((OLD, old), (NEW, new)):
        for held in charges:
            whole = (key(held), held.kind, held.dimension)
            groups.setdefault(whole, ([], []))[side].append(held)
    return list(groups.values())


def _side(settlement: Settlement, group: Group, degree_days: Fraction | None) -> Side:
    """Return charges as one side of a position; several charges share one volume."""
    names = {held.charge for held in group}
    lines = [line for held in group for line in held.lines]
    volume = sum((held.volume for held in group), _NOTHING) / len(names)
    if group[0].kind is Kind.LUMP:
        days = weather = use = volume = _ONE
    elif group[0].kind is Kind.MEASURED:
        days, weather, use = _daily(settlement, volume, degree_days)
    else:
        days, weather = sum((held.time for held in lines), _NOTHING) / len(names), _ONE
        use = volume / days if days else _NOTHING
    whole = sum(held.line.period.days for held in lines)
    return Side(
        days,
        weather,
        use,
        tuple(
            WeighedLine(
                held.volume / volume if volume else Fraction(held.line.period.days, whole), held
            )
            for held in lines
        ),
    )


def _daily(
    settlement: Settlement, volume: Fraction, degree_days: Fraction | None
) -> tuple[Fraction, Fraction, Fraction]:
    days = Fraction(settlement.period.days)
    weather = _ONE if degree_days is None else degree_days / days
    return days, weather, volume / (days * weather)


def _missing(
    there: Side,
    group: Group,
    own: Settlement,
    other: Settlement,
    degree_days: tuple[Fraction | None, Fraction | None],
) -> Side:
    """Return the side of a bill that lacks a charge: its quantity is known all the same.

    What a levy would have been for does not depend on whether there was the levy.
    """
    absent = attrs.evolve(there, lines=())
    if group[0].kind is not Kind.MEASURED:
        return absent
    registers = {name for held in group for line in held.lines for name in line.line.registers}
    if own.consumption and registers == set(own.consumption.billed):
        registers = set(other.consumption.billed) if other.consumption else set()
    volume = counted(other, registers, group[0].dimension) if registers else None
    if volume is None:
        return absent
    days, weather, use = _daily(other, volume, degree_days[OLD])
    return Side(days, weather, use, ())


def _position(factor: Factor, kind: Kind, sides: tuple[Side, Side]) -> Position:
    old, new = _like_the_other(sides[OLD], sides[NEW]), _like_the_other(sides[NEW], sides[OLD])
    differ = (
        (factor, old.prices != new.prices),
        (Factor.TAX, old.taxes != new.taxes),
        (Factor.QUANTITY, old.use != new.use),
        (Factor.WEATHER, old.weather != new.weather),
        (Factor.DAYS, old.days != new.days),
    )
    cut_by = next((held for held, is_different in differ if is_different), factor)
    return Position(factor, kind, (old, new), cut_by, old.taxes == new.taxes)


def _like_the_other(side: Side, other: Side) -> Side:
    """Read prices without tax as the other bill means them: there net and gross are the same."""
    bases = {held.priced.basis for held in other.lines if held.priced.line.tax.percent}
    if len(bases) != 1 or any(held.priced.line.tax.percent for held in side.lines):
        return side
    (basis,) = bases
    lines = [
        attrs.evolve(held, priced=attrs.evolve(held.priced, basis=basis)) for held in side.lines
    ]
    return attrs.evolve(side, lines=tuple(lines))
