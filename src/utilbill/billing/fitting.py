"""What belongs to which supply: units of registers, components of law, categories of tax."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from utilbill.billing.line import Line
from utilbill.billing.settlement import SettlementKind
from utilbill.contracts.contract import Commodity, Contract, CustomerClass
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.tariffs.component import ChargeRole, Component, Context, LineKind, looks_at
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.dated import Timeline, optional_day
from utilbill.values.errors import InvalidInputError, MissingRegisterError, UnitError
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Unit

_ENERGY: Final = Unit.parse("kWh").dimension
_VOLUME: Final = Unit.parse("m³").dimension
_REACTIVE: Final = Unit.parse("kvarh").dimension
_POWER: Final = Unit.parse("kW").dimension

#: What registers of a supply can count; of those that are not named, anything.
_COUNTED: Final = {
    Commodity.ELECTRICITY: ((_ENERGY, _REACTIVE, _POWER), "kWh, kvarh or kW"),
    Commodity.GAS: ((_ENERGY, _VOLUME), "m³ or kWh"),
    Commodity.WATER: ((_VOLUME,), "m³"),
    Commodity.WASTE_WATER: ((_VOLUME,), "m³"),
    Commodity.HEAT: ((_ENERGY, _VOLUME), "kWh, MWh or m³"),
}


def check_every_kind_is_priced(prices: PriceSheet, lines: Iterable[Line], context: Context) -> None:
    """Check that what counts something else than the first register is looked at by some price.

    Raises:
        MissingRegisterError: If a register of reactive energy, for example, is priced by nothing.
    """
    used = {context.bands.get(name, name) for line in lines for name in line.registers}
    for component in prices.components:
        named = (*component.selected, *(looks_at(component) or ()))
        used.update(context.bands.get(name, name) for name in named)
    for name, unit in zip(context.registers, context.units, strict=True):
        if name not in used and unit.dimension != context.units[0].dimension:
            raise MissingRegisterError(
                "registers",
                name,
                f"counts {unit} and is priced by nothing",
                "Add a price for it, if only of 0, or leave the register out.",
            )


def check_units(contract: Contract) -> None:
    """Check that the registers of a supply count what is supplied.

    Electricity is not counted in cubic metres, and water not in kilowatt hours.

    Raises:
        UnitError: If one does not.
    """
    commodity = contract.supply_point.commodity
    if commodity not in _COUNTED:
        return
    dimensions, names = _COUNTED[commodity]
    for register in contract.supply_point.registers:
        if register.unit.dimension not in dimensions:
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


def check_conversion(conversion: EnergyConversion | None, contract: Contract) -> None:
    """Check that cubic metres become kilowatt hours only where they are cubic metres of gas.

    Raises:
        InvalidInputError: If something else is supplied.
    """
    commodity = contract.supply_point.commodity
    if conversion is not None and commodity is not Commodity.GAS:
        raise InvalidInputError(
            "energy_conversion",
            commodity.value,
            "is not converted to energy by a state number and a calorific value",
            "Leave energy_conversion out; it is for gas.",
        )


def check_label(contract: Contract) -> None:
    """Check that only electricity has an energy label.

    Raises:
        InvalidInputError: If something else has.
    """
    commodity, product = contract.supply_point.commodity, contract.product
    labelled = product is not None and product.energy_label is not None
    if labelled and commodity is not Commodity.ELECTRICITY:
        raise InvalidInputError(
            "energy_label", commodity.value, "is not labelled", "Leave it out; electricity has one."
        )


def on_kind(kind: SettlementKind, contract: Contract, period: Period) -> tuple[Finding, ...]:
    """Say where the kind of a settlement and the end of supply do not agree."""
    final, ended = kind is SettlementKind.FINAL, contract.supply_end == period.end
    if final is ended:
        return ()
    code = "final_but_not_ended" if final else "ended_but_not_final"
    message = Label(
        f"Supply of contract {contract.id} ends on {period.last}, but the settlement is not called "
        "final.",
        f"Die Lieferung zu Vertrag {contract.id} endet am {period.last:%d.%m.%Y}, aber die "
        "Abrechnung heißt nicht Schlussrechnung.",
    )
    if final:
        message = Label(
            f"The settlement is called final, but supply of contract {contract.id} does not end on "
            f"{period.last}.",
            f"Die Abrechnung heißt Schlussrechnung, aber die Lieferung zu Vertrag {contract.id} "
            f"endet nicht am {period.last:%d.%m.%Y}.",
        )
    return (Finding(code, message, Severity.WARNING),)


@attrs.frozen(kw_only=True)
class TaxUse:
    """For what a category of tax is usual.

    Attributes:
        category: The category.
        commodity: What is supplied.
        customer: To whom; None for everybody.
        since: First day; None for as long as the category exists.
        last: Last day; None while it goes on.
        reference: The provision.
    """

    category: TaxCategory = attrs.field(converter=TaxCategory)
    commodity: Commodity = attrs.field(converter=Commodity)
    customer: CustomerClass | None = attrs.field(
        default=None, converter=attrs.converters.optional(CustomerClass)
    )
    since: dt.date | None = attrs.field(default=None, converter=optional_day)
    last: dt.date | None = attrs.field(default=None, converter=optional_day)
    reference: str

    def fits(self, contract: Contract, day: dt.date) -> bool:
        """Tell whether it is usual for what is supplied, with tax of a day."""
        return (
            self.commodity is contract.supply_point.commodity
            and self.customer in (None, contract.customer_class)
            and (self.since is None or self.since <= day)
            and (self.last is None or day <= self.last)
        )

    def __str__(self) -> str:
        customer = f" for {self.customer.value}" if self.customer else ""
        days = f" {self.since or ''}..{self.last or ''}" if self.since or self.last else ""
        return f"{self.commodity.value}{customer}{days} ({self.reference})"


def on_tax_categories(
    lines: Iterable[Line], contract: Contract, uses: Sequence[TaxUse], end: dt.date | None
) -> tuple[Finding, ...]:
    """Name categories of tax that law does not know for what is supplied.

    Args:
        lines: The lines, with their rates.
        contract: What is supplied to whom.
        uses: For what categories are usual; one that is not named goes with everything.
        end: The day whose rates hold for all lines; None where it is the last one of each line.
    """
    found = [
        _unusual(line, contract, known)
        for line in lines
        if line.kind is LineKind.CHARGED and line.role is not ChargeRole.DISCOUNT
        if (known := [use for use in uses if use.category is line.tax.category])
        and not any(use.fits(contract, end or line.period.last) for use in known)
    ]
    return tuple(dict.fromkeys(found))


def _unusual(line: Line, contract: Contract, known: Sequence[TaxUse]) -> Finding:
    category, commodity = line.tax.category.value, contract.supply_point.commodity
    closest = [use for use in known if use.commodity is commodity]
    usual = "; ".join(map(str, closest or known))
    return Finding(
        "unusual_tax_category",
        Label(
            f"{line.component}: tax category {category} is unusual for {commodity.value}; it is "
            f"for {usual}.",
            f"{line.component}: Die Steuerkategorie {category} ist für {commodity.value} unüblich; "
            f"sie gilt für {usual}.",
        ),
        Severity.WARNING,
    )


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
