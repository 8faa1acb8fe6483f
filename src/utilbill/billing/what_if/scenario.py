"""A scenario is an overlay; an empty one changes nothing."""

from collections.abc import Iterable
from decimal import Decimal

import attrs

from utilbill.billing.rules import BillingRules, HasBillingRules
from utilbill.billing.settlement import Settlement
from utilbill.billing.settling import Case
from utilbill.billing.what_if.overlays import Overlay, Situation
from utilbill.values.errors import MissingChoiceError
from utilbill.values.exact import subtract
from utilbill.values.explanation import Label, as_label
from utilbill.values.money import Money
from utilbill.values.table import Table


def _overlays(value: Iterable[Overlay]) -> tuple[Overlay, ...]:
    return tuple(value)


@attrs.frozen
class Scenario:
    """Things that are otherwise, laid over a case in their order (Szenario).

    Attributes:
        name: Its name.
        overlays: What is otherwise; nothing for the case as it is.
    """

    name: Label = attrs.field(converter=as_label)
    overlays: tuple[Overlay, ...] = attrs.field(default=(), converter=_overlays)

    def over(self, situation: Situation) -> Situation:
        """Return the situation with all overlays."""
        for overlay in self.overlays:
            situation = overlay.over(situation)
        return situation

    def and_then(self, *overlays: Overlay) -> "Scenario":
        """Return the scenario with more overlays."""
        return attrs.evolve(self, overlays=(*self.overlays, *overlays))


@attrs.frozen
class WhatIf:
    """What a case comes to as it is, and in scenarios.

    Attributes:
        base: As it is.
        scenarios: The scenarios.
        results: What each comes to, in their order.
    """

    base: Settlement
    scenarios: tuple[Scenario, ...]
    results: tuple[Settlement, ...]

    def change(self, index: int) -> Money:
        """Return by how much a scenario differs from the base, gross."""
        return self.results[index].totals.gross - self.base.totals.gross

    def table(self, language: str = "en") -> Table:
        """The gross amounts as a table."""
        heads = {"en": ("scenario", "gross", "change"), "de": ("Szenario", "brutto", "Änderung")}
        base = Label("as it is", "unverändert").in_language(language)
        rows: list[tuple[str, Decimal, Decimal]] = [
            (base, self.base.totals.gross.amount, Decimal(0))
        ]
        for scenario, result in zip(self.scenarios, self.results, strict=True):
            gross = result.totals.gross.amount
            change = subtract(gross, self.base.totals.gross.amount)
            rows.append((scenario.name.in_language(language), gross, change))
        return Table("", heads.get(language, heads["en"]), tuple(rows))

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


class _Rules:
    """Rules as something that has rules."""

    def __init__(self, rules: BillingRules) -> None:
        self.billing = rules


def _rules(market: HasBillingRules | None, case: Case) -> BillingRules:
    if market is not None:
        return market.billing
    if case.taxation is None:
        raise MissingChoiceError(
            "market", "none", "leaves the tax open", "Give a market, or a taxation in the case."
        )
    return BillingRules(taxation=case.taxation)


def what_if(
    case: Case, scenarios: Iterable[Scenario], market: HasBillingRules | None = None
) -> WhatIf:
    """Settle a case as it is and in scenarios (Was-wäre-wenn).

    Args:
        case: The case: a past year, or a forecast with expected readings.
        scenarios: What may be otherwise.
        market: The market whose rules hold.

    Raises:
        UtilbillError: If the case, or one of the scenarios, cannot be settled.

    Examples:
        >>> from utilbill import *
        >>> contract = Contract(id="C-1", supply_start="2024-01-01", supply_point=SupplyPoint(
        ...     commodity="electricity", registers=[Register("main")]))
        >>> year = Period.of_year(2024)
        >>> case = Case(contract=contract, period=year, prices=PriceSheet(name="S", basis="net",
        ...     components=[UnitPrice(id="energy", label="Energy", prices="25 ct/kWh")]),
        ...     readings=[Reading("main", year.start, 0), Reading("main", year.end, 4000)])
        >>> print(what_if(case, [Scenario("a tenth less", [QuantityOverlay(factor="0.9")]),
        ...     Scenario("dearer", [PriceOverlay(component="energy", price="30 ct/kWh")])],
        ...     market("DE")).table())
        scenario        gross   change
        as it is      1190.00        0
        a tenth less  1071.00  -119.00
        dearer        1428.00   238.00
    """
    held = tuple(scenarios)
    rules = _rules(market, case)
    results = []
    for scenario in held:
        situation = scenario.over(Situation(case, rules))
        results.append(situation.case.settle(_Rules(situation.rules)))
    return WhatIf(case.settle(_Rules(rules)), held, tuple(results))
