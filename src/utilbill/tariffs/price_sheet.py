"""Price sheets: the components of one product, checked as a whole when they are built."""

from collections.abc import Mapping, Sequence

import attrs

from utilbill.tariffs.component import Component, LineKind, Measure, PriceBasis
from utilbill.tariffs.guarantee import PriceGuarantee
from utilbill.tariffs.time_bands import TimeBands, bands_of
from utilbill.values.errors import (
    CurrencyMismatchError,
    InvalidInputError,
    MissingRegisterError,
    SelectorError,
)
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Unit


def _components(value: Sequence[Component]) -> tuple[Component, ...]:
    return tuple(value)


def _guarantees(value: Sequence[PriceGuarantee]) -> tuple[PriceGuarantee, ...]:
    return tuple(value)


def _bands(value: Sequence[TimeBands]) -> tuple[TimeBands, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class PriceSheet:
    """The dated prices of a product (Preisblatt, prislista, cennik).

    Attributes:
        name: Its name, as on the bill.
        basis: Whether prices are net or gross of value added tax.
        components: Its positions, in the order of the bill.
        guarantees: Promises that prices do not rise.
        bands: Time bands, by which load curves are divided into registers of their own.

    Raises:
        InvalidInputError: If two components share an id.
        SelectorError: If the components of one charge claim one register twice.
        CurrencyMismatchError: If prices are in more than one currency.
        PriceGuaranteeError: If a price rises against a guarantee.
    """

    name: str
    basis: PriceBasis = attrs.field(converter=PriceBasis)
    components: tuple[Component, ...] = attrs.field(converter=_components)
    guarantees: tuple[PriceGuarantee, ...] = attrs.field(default=(), converter=_guarantees)
    bands: tuple[TimeBands, ...] = attrs.field(default=(), converter=_bands)
    _groups: dict[str, tuple[Component, ...]] = attrs.field(init=False, eq=False, repr=False)

    _currency: str | None = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        groups: dict[str, tuple[Component, ...]] = {}
        for component in self.components:
            groups[component.charge] = (*groups.get(component.charge, ()), component)
        object.__setattr__(self, "_groups", groups)
        ids: list[str] = []
        for component in self.components:
            if component.id in ids:
                raise InvalidInputError(
                    "id", component.id, "names two components", "Give each component its own id."
                ).concerning(component)
            ids.append(component.id)
        object.__setattr__(self, "_currency", self._one_currency())
        self._check_bands()
        for charge in self.charges:
            members = self.of_charge(charge)
            self._disjoint(charge, members)
            self._complete(charge, members)
        for index, component in enumerate(self.components):
            self._check_references(component, self.components[:index])
        for guarantee in self.guarantees:
            guarantee.check(self._guaranteed(guarantee))

    def _guaranteed(self, guarantee: PriceGuarantee) -> Sequence[Component]:
        known = [name for held in self.components for name in (held.id, held.charge)]
        for name in guarantee.of:
            if name not in known:
                raise InvalidInputError(
                    "of",
                    name,
                    "is guaranteed but is no component or charge",
                    f"Use one of: {', '.join(dict.fromkeys(known))}.",
                ).concerning(guarantee)
        return self.components

    @staticmethod
    def _check_references(component: Component, before: Sequence[Component]) -> None:
        known = [name for held in before for name in (held.id, held.charge)]
        for reference in component.of:
            if reference not in known:
                raise InvalidInputError(
                    "of",
                    reference,
                    "is no component or charge that stands before it",
                    f"Use one of: {', '.join(dict.fromkeys(known)) or 'none'}.",
                ).concerning(component)
            if not any(
                held.kind is LineKind.CHARGED
                for held in before
                if reference in (held.id, held.charge)
            ):
                raise InvalidInputError(
                    "of",
                    reference,
                    "is only contained in another price and not charged",
                    "Name components that are charged.",
                ).concerning(component)

    @staticmethod
    def _disjoint(charge: str, members: Sequence[Component]) -> None:
        if len(members) == 1:
            return
        seen: set[str] = set()
        for member in members:
            if member.measure is not Measure.QUANTITY or not member.selected:
                raise SelectorError(
                    "registers",
                    member.id,
                    f"claims all registers of the charge {charge} beside others",
                    "Name the registers of each component, or give them different groups.",
                ).concerning(member)
            for register in member.selected:
                if register in seen:
                    raise SelectorError(
                        "registers",
                        register,
                        f"is priced twice in the charge {charge}",
                        "Let each register be priced once.",
                    ).concerning(member)
                seen.add(register)

    @property
    def band_registers(self) -> Mapping[str, str]:
        """By the name of each band register, the register whose load curve it divides."""
        return dict(bands_of(self.bands))

    def _check_bands(self) -> None:
        names = [name for name, _ in bands_of(self.bands)]
        for name in names:
            if names.count(name) > 1:
                raise SelectorError(
                    "bands",
                    name,
                    "is a band of two divisions of one load curve",
                    "Give the bands of each division names of their own.",
                )

    def _complete(self, charge: str, members: Sequence[Component]) -> None:
        """Check that a charge by bands prices all bands of a division, and no other besides."""
        selected = {
            name
            for member in members
            if member.measure is Measure.QUANTITY
            for name in member.selected
        }
        used = [scheme for scheme in self.bands if selected & set(scheme.registers)]
        for scheme in used:
            missing = [name for name in scheme.registers if name not in selected]
            twice = scheme.of in selected or any(
                other is not scheme and other.of == scheme.of for other in used
            )
            if missing:
                raise SelectorError(
                    "registers",
                    ", ".join(missing),
                    f"has no price in the charge {charge}",
                    "Price every band of the division, if only at 0 ct/kWh.",
                )
            if twice:
                raise SelectorError(
                    "registers",
                    scheme.of,
                    f"is priced twice in the charge {charge}: by bands and otherwise",
                    "Use one division per charge; give the other prices another group.",
                )

    @property
    def charges(self) -> tuple[str, ...]:
        """The names of all charges, each once."""
        return tuple(self._groups)

    def of_charge(self, charge: str) -> tuple[Component, ...]:
        """Return the components of a charge."""
        return self._groups.get(charge, ())

    @property
    def currency(self) -> str | None:
        """The one currency of all prices; None if only statutory prices are there."""
        return self._currency

    def _one_currency(self) -> str | None:
        found: dict[str, str] = {}
        for component in self.components:
            prices = getattr(component, "prices", None)
            amount = getattr(component, "amount", None)
            if component.basis is not None:
                continue  # statutory: in the currency of the market
            if prices is not None:
                found[prices.entries[0].value.currency] = component.id
            elif amount is not None:
                found[amount.currency] = component.id
            elif getattr(component, "currency", None):
                found[component.currency] = component.id  # type: ignore[attr-defined]
        if len(found) > 1:
            raise CurrencyMismatchError(
                "currency",
                ", ".join(sorted(found)),
                f"are mixed in the price sheet {self.name}",
                "Use one currency per price sheet.",
            )
        return next(iter(found), None)

    @property
    def main_tax(self) -> TaxCategory:
        """The tax category of what the sheet is about: of its first quantity, or first charge.

        Installments are requested under it.
        """
        charged = [held for held in self.components if held.kind is LineKind.CHARGED]
        metered = [held for held in charged if held.measure is Measure.QUANTITY]
        return next((held.tax for held in (*metered, *charged)), TaxCategory.STANDARD)

    def check_registers(
        self,
        declared: Sequence[str],
        present: Sequence[str],
        parts: Sequence[str] = (),
        curves: Sequence[str] = (),
        units: Mapping[str, Unit] | None = None,
    ) -> None:
        """Check that each charge prices each billed register exactly once.

        In a charge that counts, a price that is only contained in another one prices nothing.

        Args:
            declared: Registers that are billed at the supply point.
            present: Those of them that were there in the period.
            parts: Registers that count parts of others, which prices may leave out.
            curves: Registers that have a load curve, which bands divide.
            units: Units of the registers; a charge prices all that count one thing, such as energy.

        Raises:
            MissingRegisterError: If a component prices a register that is not there.
            SelectorError: If a charge leaves a register out.
        """
        bands = self.band_registers
        for component in self.components:
            self._check_selected(component, declared, curves)
            for name in component.less:
                if name not in parts:
                    raise MissingRegisterError(
                        "less",
                        name,
                        "is no register that counts a part of another one",
                        f"Declare it with part_of; such are: {', '.join(parts) or 'none'}.",
                    ).concerning(component)
        for charge in self.charges:
            members = self.of_charge(charge)
            if members[0].measure is not Measure.QUANTITY or not members[0].selected:
                continue
            counting = [held for held in members if held.kind is LineKind.CHARGED] or members
            priced = {bands.get(name, name) for member in counting for name in member.selected}
            kinds = {held.dimension for name, held in (units or {}).items() if name in priced}
            for name in present:
                if units and units[name].dimension not in kinds:
                    continue
                if name not in priced:
                    shown = next((held for held in members if name in held.selected), None)
                    found = "has no price" if shown is None else "is shown but not charged"
                    raise SelectorError(
                        "registers",
                        name,
                        f"{found} in the charge {charge}",
                        "Add a component that prices it, and counts.",
                    ).concerning(shown or members[0])

    def _check_selected(
        self, component: Component, declared: Sequence[str], curves: Sequence[str]
    ) -> None:
        bands = self.band_registers
        for name in component.selected:
            base = bands.get(name)
            if base is not None and base not in curves:
                raise MissingRegisterError(
                    "series",
                    base,
                    f"has no load curve to divide, but {component.id} prices {name}",
                    "Give its values per interval as series.",
                ).concerning(component)
            if base is None and name not in declared:
                raise MissingRegisterError(
                    "registers",
                    name,
                    f"is priced by {component.id} but is not billed at this supply point",
                    f"Billed registers: {', '.join(declared)}. "
                    "A price per band needs readings per band, or time bands and a load curve.",
                ).concerning(component)
