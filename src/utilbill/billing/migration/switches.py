"""What another system may do otherwise: one switch per choice, each a change of a case or rules."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import attrs

from utilbill.billing.rules import BillingRules
from utilbill.billing.settling import Case
from utilbill.billing.totals import TaxLevel
from utilbill.prorating.spreading import BY_READING, LINEAR, Spreading
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import Component, PriceBasis
from utilbill.taxes.vat import RateChange
from utilbill.values.choice import Choice
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import MissingChoiceError
from utilbill.values.rounding import RoundingMode


class Cause(Choice):
    """Why amounts differ (Ursache)."""

    ROUNDING = "rounding"  #: Rundung.
    PRORATION = "proration"  #: Zeitanteilige Berechnung.
    SPREADING = "spreading"  #: Aufteilung der Menge.
    TAX = "tax"  #: Umsatzsteuer: rate, its change, or the sums it is on.
    PRICE = "price"  #: Another price, or a change of price that was ignored.
    QUANTITY = "quantity"  #: Another quantity than the readings give (Menge).
    MISSING_PRICE = "missing_price"  #: A position that only one of both has.
    UNEXPLAINED = "unexplained"  #: Nothing that was tried makes the amounts equal.


#: Changes a case and the rules of its market.
Change = Callable[[Case, BillingRules], tuple[Case, BillingRules]]


@attrs.frozen
class Switch:
    """One choice that another system may make otherwise.

    Attributes:
        name: Its stable name, such as ``proration=days_365``.
        cause: What it is about.
        apply: Changes a case and the rules of its market.
    """

    name: str
    cause: Cause
    apply: Change = attrs.field(eq=False, repr=False)


@attrs.frozen
class Configuration:
    """Some switches together; none is how this library settles by itself.

    Attributes:
        switches: In the order in which they are applied.

    Examples:
        >>> str(Configuration(()))
        'as it is'
    """

    switches: tuple[Switch, ...]

    def applied(self, case: Case, rules: BillingRules) -> tuple[Case, BillingRules]:
        """Return a case and rules with all switches."""
        for switch in self.switches:
            case, rules = switch.apply(case, rules)
        return case, rules

    def __str__(self) -> str:
        return ", ".join(switch.name for switch in self.switches) or "as it is"

    @property
    def families(self) -> frozenset[str]:
        """The choices that it makes; two switches of one family exclude each other."""
        return frozenset(switch.name.partition("=")[0] for switch in self.switches)


class HasSpreadings(Protocol):
    """A market, as far as ways of spreading are concerned."""

    @property
    def spreadings(self) -> Mapping[str, Spreading]:
        """Ways of spreading by name."""


def switches_of(
    cases: Iterable[Case], market: HasSpreadings | None = None, spreadings: Sequence[str] = ()
) -> tuple[Switch, ...]:
    """Return all switches that can matter to some cases.

    Args:
        cases: The cases.
        market: Brings ways of spreading beside linear and by reading.
        spreadings: Names of the market's ways to try.

    Raises:
        MissingChoiceError: If the market has no way of such a name.
    """
    held = tuple(cases)
    ways = [LINEAR, BY_READING, *_named(market, spreadings)]
    return (
        *_roundings(),
        *_tax_levels(),
        *(_proration(rule) for rule in Proration if rule is not Proration.DAYS),
        *(_spreading(way) for way in ways),
        *_rate_changes(),
        *(_dated(which) for which in ("first", "last") if _any_dated(held)),
        *_bases(),
    )


def _named(market: HasSpreadings | None, names: Sequence[str]) -> Iterator[Spreading]:
    known = market.spreadings if market is not None else {}
    for name in names:
        if name not in known:
            shown = ", ".join(sorted(held for held in known if "/" not in held))
            advice = f"Use: {shown}." if shown else "Leave it out; there is no market."
            raise MissingChoiceError("spreading", name, "is not known here", advice)
        yield known[name]


def _roundings() -> Iterator[Switch]:
    for mode in (RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP):
        for field in ("line_rounding", "tax_rounding"):
            yield Switch(f"{field}={mode.value}", Cause.ROUNDING, _rounding(field, mode))


def _rounding(field: str, mode: RoundingMode) -> Change:
    def apply(case: Case, rules: BillingRules) -> tuple[Case, BillingRules]:
        rule = attrs.evolve(getattr(rules, field), mode=mode)
        changed: dict[str, Any] = {field: rule}
        return case, attrs.evolve(rules, **changed)

    return apply


def _tax_levels() -> Iterator[Switch]:
    for level in TaxLevel:
        yield Switch(
            f"tax_level={level.value}",
            Cause.TAX if level is not TaxLevel.LINE else Cause.ROUNDING,
            _case(tax_level=level),
        )


def _rate_changes() -> Iterator[Switch]:
    for change in RateChange:
        yield Switch(
            f"rate_change={change.value}",
            Cause.TAX,
            _case(rate_change=change),
        )


def _proration(rule: Proration) -> Switch:
    def change(component: Component) -> Component:
        if not isinstance(getattr(component, "proration", None), Proration):
            return component
        return attrs.evolve(component, proration=rule)  # type: ignore[misc]

    return Switch(f"proration={rule.value}", Cause.PRORATION, _components(change))


def _spreading(way: Spreading) -> Switch:
    return Switch(
        f"spreading={way.name}",
        Cause.SPREADING,
        _case(spreading=way),
    )


def _any_dated(cases: Sequence[Case]) -> bool:
    return any(
        isinstance(prices := getattr(held, "prices", None), Timeline) and len(prices.entries) > 1
        for case in cases
        for held in case.prices.components
    )


def _dated(which: str) -> Switch:
    """Switch to one price for the whole period: a change of price was ignored."""

    def apply(case: Case, rules: BillingRules) -> tuple[Case, BillingRules]:
        def change(component: Component) -> Component:
            prices = getattr(component, "prices", None)
            kind: Any = type(component)
            given = attrs.has(kind) and "prices" in attrs.fields_dict(kind)
            if not given or not isinstance(prices, Timeline):
                return component
            pieces = prices.pieces(case.period, case.known_on)
            entry = pieces[0][1] if which == "first" else pieces[-1][1]
            one = Timeline([Dated(case.period.start, entry.value)])
            return attrs.evolve(component, prices=one)  # type: ignore[misc]

        return _components(change)(case, rules)

    return Switch(f"price={which}", Cause.PRICE, apply)


def _bases() -> Iterator[Switch]:
    for basis in PriceBasis:
        yield Switch(
            f"basis={basis.value}",
            Cause.TAX,
            _sheet(basis),
        )


def _case(**changes: Any) -> Change:
    def apply(case: Case, rules: BillingRules) -> tuple[Case, BillingRules]:
        return attrs.evolve(case, **changes), rules

    return apply


def _sheet(basis: PriceBasis) -> Change:
    def apply(case: Case, rules: BillingRules) -> tuple[Case, BillingRules]:
        return attrs.evolve(case, prices=attrs.evolve(case.prices, basis=basis)), rules

    return apply


def _components(
    change: Callable[[Component], Component],
) -> Change:
    def apply(case: Case, rules: BillingRules) -> tuple[Case, BillingRules]:
        components = tuple(change(held) for held in case.prices.components)
        return attrs.evolve(case, prices=attrs.evolve(case.prices, components=components)), rules

    return apply
