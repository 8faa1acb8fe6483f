"""The components that German law adds to a price sheet."""

from collections.abc import Mapping, Sequence
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
_TAXES = {"electricity": "de.electricity_tax"}


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
            kind=kind,
        )

    def quantity_tax(
        self, commodity: str, kind: LineKind = LineKind.CHARGED, *, use: str = "standard"
    ) -> QuantityTax:
        """Return the electricity tax (Stromsteuer), StromStG §§ 3, 9.

        Args:
            commodity: ``electricity``.
            kind: Whether it is charged or contained in an all-in price.
            use: ``standard``, or a favored one: ``rail``, ``shore_power``.

        Raises:
            MissingChoiceError: If there is no such tax.
        """
        name = f"{_known(_TAXES, commodity)}.{use}"
        if name not in self.law:
            start = f"{_TAXES[commodity]}."
            known = ", ".join(
                held.name.removeprefix(start) for held in self.law if held.name.startswith(start)
            )
            raise MissingChoiceError("use", use, "has no tax of its own", f"Use one of: {known}.")
        return QuantityTax(id=f"{commodity}_tax", parameter=name, kind=kind)

    def concession_fee(
        self,
        commodity: str,
        *,
        inhabitants: int,
        use: str = "tariff",
        registers: Sequence[str] = (),
        kind: LineKind = LineKind.CHARGED,
    ) -> ConcessionFee:
        """Return the maximum concession fee of a municipality of a size, KAV § 2."""
        return concession.fee(
            self.law,
            commodity,
            inhabitants=inhabitants,
            use=use,
            registers=registers,
            kind=kind,
        )


def _known(table: Mapping[str, T], commodity: str) -> T:
    if commodity not in table:
        known = ", ".join(table)
        raise MissingChoiceError(
            "commodity", commodity, "has no statutory components here", f"Known: {known}."
        )
    return table[commodity]
