"""What belongs to which supply: units of registers, components of law, categories of tax."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from utilbill.contracts.contract import Commodity, Contract
from utilbill.tariffs.component import Component, LineKind, Measure
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.dated import Timeline
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity
from utilbill.values.money import Money
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Unit

_ENERGY: Final = Unit.parse("kWh").dimension
_VOLUME: Final = Unit.parse("m³").dimension

#: What registers of a supply can count; of those that are not named, anything.
_COUNTED: Final = {
    Commodity.ELECTRICITY: ((_VOLUME,), False, "kWh"),
    Commodity.GAS: ((_ENERGY, _VOLUME), True, "m³ or kWh"),
    Commodity.WATER: ((_VOLUME,), True, "m³"),
    Commodity.WASTE_WATER: ((_VOLUME,), True, "m³"),
    Commodity.HEAT: ((_ENERGY, _VOLUME), True, "kWh, MWh or m³"),
}


def check_units(contract: Contract) -> None:
    """Check that the registers of a supply count what is supplied.

    Electricity is not counted in cubic metres, and water not in kilowatt hours; reactive energy and
    powers of an electricity meter are no mistake.

    Raises:
        UnitError: If one does not.
    """
    commodity = contract.supply_point.commodity
    if commodity not in _COUNTED:
        return
    dimensions, wanted, names = _COUNTED[commodity]
    for register in contract.supply_point.registers:
        if (register.unit.dimension in dimensions) is not wanted:
            raise UnitError(
                "unit",
                register.unit.symbol,
                f"is nothing that {commodity.value} is counted in (register {register.id})",
                f"Use {names}, or name the right commodity.",
            ).concerning(register)


def check_components(prices: PriceSheet, contract: Contract) -> None:
    """Check that levies and taxes of a price sheet are those of what is supplied.

    Raises:
        InvalidInputError: If law knows one for another supply only.
    """
    commodity = contract.supply_point.commodity.value
    for component in prices.components:
        of = getattr(component, "commodity", "")
        if of not in ("", commodity):
            raise InvalidInputError(
                "component",
                component.id,
                f"is for {of}, not for {commodity}",
                f"Leave it out, or take what law asks of {commodity}.",
            ).concerning(component)


def on_tax_categories(
    components: Iterable[Component],
    contract: Contract,
    usual: Mapping[TaxCategory, Sequence[Commodity]],
) -> tuple[Finding, ...]:
    """Name categories of tax that law does not know for what is supplied."""
    commodity = contract.supply_point.commodity
    found = [
        Finding(
            "unusual_tax_category",
            Label(
                f"{held.id}: {held.tax.value} is no rate for {commodity.value} here; "
                f"it is for {', '.join(known.value for known in usual[held.tax])}.",
                f"{held.id}: {held.tax.value} ist hier kein Steuersatz für {commodity.value}, "
                f"sondern für {', '.join(known.value for known in usual[held.tax])}.",
            ),
            Severity.WARNING,
        )
        for held in components
        if held.kind is LineKind.CHARGED
        and held.measure is not Measure.LINES
        and held.tax in usual
        and commodity not in usual[held.tax]
    ]
    return tuple(found)


def on_negative_prices(components: Iterable[Component]) -> tuple[Finding, ...]:
    """Name prices below zero: they may be meant, and they may be a mistake of sign."""
    return tuple(
        Finding(
            "negative_price",
            Label(
                f"{held.id}: the price {price} is below zero.",
                f"{held.id}: Der Preis {price} ist negativ.",
            ),
            Severity.WARNING,
        )
        for held in components
        for price in _negative(held)
    )


def _negative(component: Component) -> list[str]:
    prices = getattr(component, "prices", None)
    if not isinstance(prices, Timeline):
        return []
    return [
        str(entry.value)
        for entry in prices.entries
        if not isinstance(entry.value, Money) and entry.value.amount < 0
    ]
