"""The components that German law adds to a price sheet."""

from collections.abc import Mapping
from typing import TypeVar

import attrs

from utilbill.law.parameter import LawBook
from utilbill.markets.de import concession
from utilbill.tariffs.component import LineKind
from utilbill.taxes.statutory import ConcessionFee, Levy, QuantityTax
from utilbill.values.errors import MissingChoiceError

T = TypeVar("T")

#: A new levy is added here by its short name, and to the law files by its figures.
_LEVIES = {"electricity": ("eeg", "kwkg", "stromnev19", "offshore", "ablav")}
_TAXES = {"electricity": "de.electricity_tax.standard"}


@attrs.frozen
class GermanComponents:
    """Levies, electricity tax and concession fee as components."""

    law: LawBook

    def levies(self, commodity: str, kind: LineKind = LineKind.CHARGED) -> tuple[Levy, ...]:
        """Return all levies of a commodity, past and present.

        A levy that did not exist on some days makes no line for them.

        Examples:
            >>> from utilbill import market
            >>> [levy.id for levy in market("DE").statutory.levies("electricity")]
            ['eeg', 'kwkg', 'stromnev19', 'offshore', 'ablav']
        """
        return tuple(self.levy(name, kind) for name in _known(_LEVIES, commodity))

    def levy(self, name: str, kind: LineKind = LineKind.CHARGED) -> Levy:
        """Return one levy by its short name, such as ``kwkg``."""
        return Levy(
            id=name,
            parameter=f"de.levy.{name}",
            threshold="de.levy.group_threshold",
            kind=kind,
        )

    def quantity_tax(self, commodity: str, kind: LineKind = LineKind.CHARGED) -> QuantityTax:
        """Return the electricity tax (Stromsteuer), StromStG § 3."""
        return QuantityTax(id=f"{commodity}_tax", parameter=_known(_TAXES, commodity), kind=kind)

    def concession_fee(
        self,
        commodity: str,
        *,
        inhabitants: int,
        special: bool = False,
        kind: LineKind = LineKind.CHARGED,
    ) -> ConcessionFee:
        """Return the maximum concession fee of a municipality of a size, KAV § 2."""
        return concession.fee(
            self.law, commodity, inhabitants=inhabitants, special=special, kind=kind
        )


def _known(table: Mapping[str, T], commodity: str) -> T:
    if commodity not in table:
        known = ", ".join(table)
        raise MissingChoiceError(
            "commodity", commodity, "has no statutory components here", f"Known: {known}."
        )
    return table[commodity]
