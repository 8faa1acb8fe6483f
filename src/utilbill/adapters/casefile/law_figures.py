"""Figures of law that a case file gives, and whether anything in it asks for them."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from utilbill.adapters.casefile.models import HeaderModel, SupplyModel
from utilbill.billing.settling import Case
from utilbill.markets.market import Market
from utilbill.taxes.statutory import ConsumerGroup, Levy
from utilbill.taxes.vat import LawTaxation
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity

#: Families of parameters that no case file asks for: they are for dunning and heat costs.
_ELSEWHERE: Final = re.compile(r"[a-z]+\.(heat_costs|base_rate|default_interest|disconnection)\b")
#: Families of which it is known what asks for them; others are looked up by rules.
_ASKED_BY_NAME: Final = re.compile(
    r"[a-z]+\.(levy|electricity_tax|energy_tax|concession_fee|vat)\."
)
_CARBON: Final = re.compile(r"[a-z]+\.carbon\.")
_GAS: Final = re.compile(r"[a-z]+\.gas\.")


def unused_figures(
    header: HeaderModel, supplies: Sequence[SupplyModel], cases: Sequence[Case], held: Market | None
) -> Iterator[Finding]:
    """Yield a finding for each given figure of law that nothing in the file asks for."""
    asked = set(_asked_names(cases, held))
    emissions = any(supply.emissions for supply in supplies)
    conversion = any(supply.energy_conversion for supply in supplies)
    for name in dict.fromkeys(figure.name for figure in header.law_figures):
        unused = (
            _ELSEWHERE.match(name)
            or _ASKED_BY_NAME.match(name)
            or (_CARBON.match(name) and not emissions)
            or (_GAS.match(name) and not conversion)
        )
        if unused and name not in asked:
            yield _unused(name, sorted(asked))


def _asked_names(cases: Sequence[Case], held: Market | None) -> Iterator[str]:
    for case in cases:
        for component in case.prices.components:
            parameter = getattr(component, "parameter", "")
            yield from filter(None, (parameter, getattr(component, "factor", "")))
            if isinstance(component, Levy) and component.group is not ConsumerGroup.A:
                yield f"{parameter}.group_{component.group.value}"
                yield f"{parameter}.threshold"
        taxation = case.taxation or (held.billing.taxation if held else None)
        if isinstance(taxation, LawTaxation):
            yield from taxation.names_of(case.contract.supply_point.commodity.value)


def _unused(name: str, asked: Sequence[str]) -> Finding:
    family = name[: name.rindex(".") + 1]
    alike = [held for held in asked if held.startswith(family)]
    near = ", ".join(alike or get_close_matches(name, asked))
    english = f"asked for are {near}" if near else "leave it out"
    german = f"gefragt ist {near}" if near else "er kann wegbleiben"
    return Finding(
        "unused_law_figure",
        Label(
            f"Nothing in this file asks for the figure of {name}; {english}.",
            f"Nichts in dieser Datei fragt nach dem Wert zu {name}; {german}.",
        ),
        Severity.WARNING,
    )
