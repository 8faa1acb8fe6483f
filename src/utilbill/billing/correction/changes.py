"""What becomes known after a bill was made, as values that are applied to its inputs."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

import attrs

from utilbill.billing.settlement import SettlementKind
from utilbill.billing.settling import Case
from utilbill.contracts.contract import CustomerClass
from utilbill.installments.received import ReceivedInstallment
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.metering.registers import Reading
from utilbill.tariffs.component import Component
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.choice import Choice
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import CorrectionError
from utilbill.values.explanation import Label
from utilbill.values.german import german
from utilbill.values.period import Period, whole_day
from utilbill.values.units import Price, as_price


class CorrectionNature(Choice):
    """What a correction is about (Art der Berichtigung)."""

    QUANTITY = "quantity"  #: Another quantity: a late or wrong reading (Mengenkorrektur).
    VALUE = "value"  #: Another price, factor or figure of law (Preis-, Wertkorrektur).
    CONTRACT = "contract"  #: Other days or another contract, such as a move-out reported late.
    PAYMENT = "payment"  #: Another installment; charges stay as they are.


@runtime_checkable
class Change(Protocol):
    """Something that is known now and was not known then."""

    @property
    def contract(self) -> str:
        """Number of the contract it is about; empty if it is about all."""

    @property
    def known_since(self) -> dt.date:
        """Since when it is known."""

    @property
    def nature(self) -> CorrectionNature:
        """What it changes."""

    @property
    def reason(self) -> Label:
        """What happened, in words."""

    def applied(self, case: Case) -> Case | None:
        """Return the case with it; the same one if it changes nothing, None if nothing is left."""

    def limited_to(self, day: dt.date) -> "Change | None":
        """Return the part of it that holds from a day on; None if it cannot be divided."""


@attrs.frozen(kw_only=True)
class ReadingChange:
    """A reading that came late, or that replaces one (verspäteter, berichtigter Zählerstand).

    Attributes:
        contract: Number of the contract.
        reading: What the register showed.
        known_since: Since when it is known.
        why: Why it comes only now; empty if nobody says.

    Examples:
        >>> late = ReadingChange(contract="C-1", known_since="2024-03-15",
        ...                      reading=Reading("1-0:1.8.0", "2024-01-01", 4321))
        >>> late.reason.en
        'reading 1-0:1.8.0: 4321 at the start of 2024-01-01 (operator)'
    """

    contract: str
    reading: Reading
    known_since: dt.date = attrs.field(converter=whole_day)
    why: str = ""

    @property
    def nature(self) -> CorrectionNature:
        """It changes quantities."""
        return CorrectionNature.QUANTITY

    @property
    def reason(self) -> Label:
        """The reading in words."""
        held, why = self.reading, f" - {self.why}" if self.why else ""
        origin = held.origin.label.in_language("de")
        meter = f" von Zähler {held.meter}" if held.meter else ""
        return Label(
            f"reading {held.register}: {held}{why}",
            f"Zählerstand {held.register}: {german(held.value)} zu Beginn des "
            f"{held.day:%d.%m.%Y} ({origin}){meter}{why}",
        )

    def applied(self, case: Case) -> Case:
        """Add the reading if its day is one of the period or its end."""
        days = case.period
        if not days.start <= self.reading.day <= days.end:
            return case
        late = attrs.evolve(self.reading, known_since=self.reading.known_since or self.known_since)
        if late in case.readings:
            return case
        return attrs.evolve(case, readings=(*case.readings, late))

    def limited_to(self, day: dt.date) -> None:
        """Return nothing: a reading says how much was used on all days around it."""
        del day


@attrs.frozen(kw_only=True)
class PriceChange:
    """A price that was wrong, or that was agreed late (Preiskorrektur).

    Attributes:
        contract: Number of the contract; empty for all that have the component.
        component: Id of the component.
        price: The right price.
        since: First day on which it holds; until the next price of the sheet begins.
        known_since: Since when it is known.
        why: Why; empty if nobody says.

    Raises:
        CorrectionError: When it is applied, if the component has no dated prices.
    """

    contract: str = ""
    component: str
    price: Price = attrs.field(converter=as_price)
    since: dt.date = attrs.field(converter=whole_day)
    known_since: dt.date = attrs.field(converter=whole_day)
    why: str = ""

    @property
    def nature(self) -> CorrectionNature:
        """It changes what a unit costs."""
        return CorrectionNature.VALUE

    @property
    def reason(self) -> Label:
        """The price in words."""
        why = f" - {self.why}" if self.why else ""
        return Label(
            f"price {self.component}: {self.price} since {self.since}{why}",
            f"Preis {self.component}: {german(self.price)} ab {self.since:%d.%m.%Y}{why}",
        )

    def applied(self, case: Case) -> Case:
        """Put the price among the others of its component."""
        found = [held for held in case.prices.components if held.id == self.component]
        if not found or self.since >= case.period.end:
            return case
        prices = getattr(found[0], "prices", None)
        if not isinstance(prices, Timeline) or not _is_field(found[0], "prices"):
            raise CorrectionError(
                "component",
                self.component,
                "has no dated prices",
                "Replace it as a whole by a ComponentChange.",
            )
        right = Dated(self.since, self.price, known_since=self.known_since)
        if right in prices.entries:
            return case
        component = attrs.evolve(found[0], prices=Timeline((*prices.entries, right)))  # type: ignore[misc]
        return attrs.evolve(case, prices=_with_component(case.prices, component))

    def limited_to(self, day: dt.date) -> "PriceChange":
        """Return the same price, from the day on."""
        return attrs.evolve(self, since=max(self.since, day))


def _is_field(component: Component, name: str) -> bool:
    """Tell whether a component is given something, and does not work it out from other things."""
    kind: Any = type(component)
    return attrs.has(kind) and name in attrs.fields_dict(kind)


def _with_component(prices: PriceSheet, component: Component) -> PriceSheet:
    ids = [held.id for held in prices.components]
    if component.id not in ids:
        return attrs.evolve(prices, components=(*prices.components, component))
    return attrs.evolve(
        prices,
        components=tuple(
            component if held.id == component.id else held for held in prices.components
        ),
    )


@attrs.frozen(kw_only=True)
class ComponentChange:
    """A component that was forgotten or wrong as a whole: a bonus, a discount, tiers.

    Attributes:
        contract: Number of the contract; empty for all.
        component: What is right; it replaces the one of its id, or is added.
        known_since: Since when it is known.
        why: Why; empty if nobody says.
    """

    contract: str = ""
    component: Component
    known_since: dt.date = attrs.field(converter=whole_day)
    why: str = ""

    @property
    def nature(self) -> CorrectionNature:
        """It changes what is charged."""
        return CorrectionNature.VALUE

    @property
    def reason(self) -> Label:
        """The component in words."""
        why = f" - {self.why}" if self.why else ""
        label = self.component.label
        return Label(
            f"component {label.en}{why}", f"Preisbestandteil {label.in_language('de')}{why}"
        )

    def applied(self, case: Case) -> Case:
        """Replace the component, or add it."""
        return attrs.evolve(case, prices=_with_component(case.prices, self.component))

    def limited_to(self, day: dt.date) -> None:
        """Return nothing: a component holds for the whole period."""
        del day


@attrs.frozen(kw_only=True)
class ConversionChange:
    """Calorific values or state numbers that were published anew (berichtigter Brennwert).

    Attributes:
        contract: Number of the contract; empty for all that have a conversion.
        conversion: The right factors.
        known_since: Since when they are known.
        why: Why; empty if nobody says.
    """

    contract: str = ""
    conversion: EnergyConversion
    known_since: dt.date = attrs.field(converter=whole_day)
    why: str = ""

    @property
    def nature(self) -> CorrectionNature:
        """It changes quantities."""
        return CorrectionNature.QUANTITY

    @property
    def reason(self) -> Label:
        """The change in words."""
        why = f" - {self.why}" if self.why else ""
        return Label(f"factors of gas{why}", f"Brennwert oder Zustandszahl{why}")

    def applied(self, case: Case) -> Case:
        """Replace the factors, where there are any."""
        if case.conversion is None:
            return case
        return attrs.evolve(case, conversion=self.conversion)

    def limited_to(self, day: dt.date) -> None:
        """Return nothing: the energy of a period is rounded as a whole."""
        del day


@attrs.frozen(kw_only=True)
class ContractChange:
    """Something about the contract that was reported late: an end of supply, a customer class.

    Attributes:
        contract: Number of the contract.
        supply_end: First day without supply; None leaves it as it is.
        customer_class: Whom the law protects how; None leaves it as it is.
        known_since: Since when it is known.
        why: Why; empty if nobody says.

    Raises:
        CorrectionError: If it changes nothing; when it is applied, if supply would end before it
            began.
    """

    contract: str
    supply_end: dt.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(whole_day)
    )
    customer_class: CustomerClass | None = attrs.field(
        default=None, converter=attrs.converters.optional(CustomerClass)
    )
    known_since: dt.date = attrs.field(converter=whole_day)
    why: str = ""

    def __attrs_post_init__(self) -> None:
        if self.supply_end is None and self.customer_class is None:
            raise CorrectionError(
                "contract",
                self.contract,
                "is not changed",
                "Give an end of supply or a customer class.",
            )

    @property
    def nature(self) -> CorrectionNature:
        """It changes the contract."""
        return CorrectionNature.CONTRACT

    @property
    def reason(self) -> Label:
        """The change in words."""
        en, de = [], []
        if self.supply_end is not None:
            last = self.supply_end - dt.timedelta(days=1)
            en.append(f"supply ended on {last}")
            de.append(f"Lieferende am {last:%d.%m.%Y}")
        if self.customer_class is not None:
            en.append(f"customer class {self.customer_class.value}")
            de.append(f"Kundengruppe {self.customer_class.value}")
        why = f" - {self.why}" if self.why else ""
        return Label(", ".join(en) + why, ", ".join(de) + why)

    def applied(self, case: Case) -> Case | None:
        """Change the contract; a period that reaches past the end is cut, and becomes final."""
        contract = case.contract
        if self.customer_class is not None:
            contract = attrs.evolve(contract, customer_class=self.customer_class)
        end = self.supply_end
        if end is None or end > case.period.end:
            return attrs.evolve(case, contract=contract)
        if end < contract.supply_start:
            raise CorrectionError(
                "supply_end",
                end,
                f"lies before the supply of {contract.id} began on {contract.supply_start}",
                "Give the first day after the last day of supply.",
            )
        if end <= case.period.start:
            return None
        contract = attrs.evolve(contract, supply_end=end)
        return attrs.evolve(
            case,
            contract=contract,
            period=Period(case.period.start, end),
            kind=SettlementKind.FINAL,
        )

    def limited_to(self, day: dt.date) -> "ContractChange | None":
        """Return itself if the end of supply lies behind the day."""
        return self if self.supply_end is not None and self.supply_end >= day else None


def _received(value: Iterable[ReceivedInstallment]) -> tuple[ReceivedInstallment, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class PaymentChange:
    """Installments that were received otherwise than the bill says (nachgebuchter Abschlag).

    Attributes:
        contract: Number of the contract.
        received: All installments of the period as they are known now, not only the new ones: so
            the same change can come twice without deducting anything twice.
        period: The days whose settlement deducts them.
        known_since: Since when they are known.
        why: Why; empty if nobody says.
    """

    contract: str
    received: tuple[ReceivedInstallment, ...] = attrs.field(converter=_received)
    period: Period
    known_since: dt.date = attrs.field(converter=whole_day)
    why: str = ""

    @property
    def nature(self) -> CorrectionNature:
        """It changes what is deducted."""
        return CorrectionNature.PAYMENT

    @property
    def reason(self) -> Label:
        """The payments in words."""
        why = f" - {self.why}" if self.why else ""
        count = len(self.received)
        return Label(
            f"{count} installments received in {self.period}{why}",
            f"{count} Abschläge eingegangen für {german(self.period)}{why}",
        )

    def applied(self, case: Case) -> Case:
        """Replace the installments in the settlement of these days."""
        if case.period != self.period:
            return case
        return attrs.evolve(case, received=self.received)

    def limited_to(self, day: dt.date) -> "PaymentChange":
        """Return itself: what was paid is deducted however late it is found."""
        del day
        return self


@attrs.frozen(kw_only=True)
class InstallmentChange:
    """One installment that came late, came otherwise, or was returned (Rücklastschrift).

    It replaces what the settlement that deducts its due day knows of it; an installment that no
    settlement knows goes to the one whose days hold its due day.

    Attributes:
        contract: Number of the contract.
        received: What was really received for a due day, with its tax; zero if it was returned.
        known_since: Since when it is known.
        why: Why; empty if nobody says.

    Examples:
        >>> from utilbill import Money, ReceivedInstallment
        >>> gone = InstallmentChange(contract="C-1", known_since="2024-07-03", why="no cover",
        ...     received=ReceivedInstallment.untaxed("2024-06-01", Money.zero("EUR")))
        >>> gone.reason.de
        'Abschlag zum 01.06.2024: 0 EUR eingegangen - no cover'
    """

    contract: str
    received: ReceivedInstallment
    known_since: dt.date = attrs.field(converter=whole_day)
    why: str = ""

    @property
    def nature(self) -> CorrectionNature:
        """It changes what is deducted."""
        return CorrectionNature.PAYMENT

    @property
    def reason(self) -> Label:
        """The payment in words."""
        why = f" - {self.why}" if self.why else ""
        day, gross = self.received.day, self.received.gross
        return Label(
            f"installment due {day}: {gross} received{why}",
            f"Abschlag zum {day:%d.%m.%Y}: {german(gross)} eingegangen{why}",
        )

    def applied(self, case: Case) -> Case:
        """Put what was received in the place of what was known of the due day."""
        day = self.received.day
        others = tuple(held for held in case.received if held.day != day)
        known = len(others) < len(case.received)
        if not known and not case.period.start <= day < case.period.end:
            return case
        here = (self.received,) if self.received.gross else ()
        received = tuple(sorted((*others, *here), key=_by_day))
        if received == tuple(sorted(case.received, key=_by_day)):
            return case
        return attrs.evolve(case, received=received)

    def limited_to(self, day: dt.date) -> "InstallmentChange":
        """Return itself: what was paid is deducted however late it is found."""
        del day
        return self


def _by_day(held: ReceivedInstallment) -> dt.date:
    return held.day
