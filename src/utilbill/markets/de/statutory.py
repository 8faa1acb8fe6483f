"""The components that German law adds to a price sheet."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import attrs

from utilbill.law.parameter import LawBook
from utilbill.markets.de import concession
from utilbill.tariffs.component import LineKind
from utilbill.taxes.statutory import CarbonPrice, ConcessionFee, Levy, QuantityTax
from utilbill.values.dated import Timeline
from utilbill.values.errors import MissingChoiceError
from utilbill.values.units import Price

T = TypeVar("T")

#: A new levy is added here by its short name, and to the law files by its figures. The first list
#: is what every household bill holds, the second what holds for other customers.
_LEVIES = {
    "electricity": ("eeg", "kwkg", "stromnev19", "offshore", "ablav"),
    "gas": ("gas_storage", "gas_balancing_slp"),
}
_OTHER_LEVIES = {"gas": ("gas_balancing_rlm", "gas_conversion", "gas_conversion_fee")}
_TAXES = {"electricity": "de.electricity_tax", "gas": "de.energy_tax.gas"}
_USUAL_USE = {"electricity": "standard", "gas": "heating"}
_CARBON = {"gas": ("de.carbon.price", "de.carbon.factor.gas")}


@attrs.frozen
class GermanComponents:
    """Levies, electricity tax and concession fee as components."""

    law: LawBook

    def levies(self, commodity: str, kind: LineKind = LineKind.CHARGED) -> tuple[Levy, ...]:
        """Return all levies of a commodity, past and present.

        A levy that did not exist on some days makes no line for them.

        Those of metered gas customers (``gas_balancing_rlm``) and of entry points are left out; see
        :meth:`levy`.

        Examples:
            >>> from utilbill import market
            >>> [levy.id for levy in market("DE").statutory.levies("electricity")]
            ['eeg', 'kwkg', 'stromnev19', 'offshore', 'ablav']
        """
        return tuple(self.levy(name, kind) for name in _known(_LEVIES, commodity))

    def levy(self, name: str, kind: LineKind = LineKind.CHARGED) -> Levy:
        """Return one levy by its short name, such as ``kwkg`` or ``gas_balancing_rlm``.

        Raises:
            MissingChoiceError: If there is no such levy.
        """
        of = {
            levy: commodity
            for table in (_LEVIES, _OTHER_LEVIES)
            for commodity, held in table.items()
            for levy in held
        }
        if name not in of:
            raise MissingChoiceError(
                "levy", name, "is no levy of this market", f"Use one of: {', '.join(of)}."
            )
        return Levy(id=name, parameter=f"de.levy.{name}", kind=kind, commodity=of[name])

    def quantity_tax(
        self, commodity: str, kind: LineKind = LineKind.CHARGED, *, use: str = ""
    ) -> QuantityTax:
        """Return the electricity tax (Stromsteuer) or the energy tax (Energiesteuer).

        StromStG §§ 3, 9; EnergieStG § 2.

        Args:
            commodity: ``electricity`` or ``gas``.
            kind: Whether it is charged or contained in an all-in price.
            use: Electricity: ``standard``, or a favored one: ``rail``, ``shore_power``. Gas:
                ``heating``, ``standard``, ``motor_fuel``. The usual one if not said: ``standard``
                and ``heating``.

        Raises:
            MissingChoiceError: If there is no such tax.
        """
        name = f"{_known(_TAXES, commodity)}.{use or _USUAL_USE[commodity]}"
        if name not in self.law:
            start = f"{_TAXES[commodity]}."
            known = ", ".join(
                held.name.removeprefix(start) for held in self.law if held.name.startswith(start)
            )
            raise MissingChoiceError("use", use, "has no tax of its own", f"Use one of: {known}.")
        return QuantityTax(id=f"{commodity}_tax", parameter=name, kind=kind, commodity=commodity)

    def carbon_price(
        self,
        commodity: str,
        kind: LineKind = LineKind.CHARGED,
        *,
        prices: Timeline[Price] | Price | str | None = None,
    ) -> CarbonPrice:
        """Return the price of emissions (CO2-Preis), BEHG § 10.

        Args:
            commodity: ``gas``.
            kind: Whether it is charged or contained in an all-in price.
            prices: Own prices of a tonne, such as ``60.00 EUR/t``; needed from 2026 on, where law
                fixes a corridor and the market the price.
        """
        price, factor = _known(_CARBON, commodity)
        return CarbonPrice(
            id="carbon_price",
            parameter=price,
            factor=factor,
            prices=prices,
            kind=kind,
            commodity=commodity,
        )

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
