"""The agreed facts that billing reads."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

import attrs

from utilbill.contracts.party import BillingEntity, MarketPartner, Party
from utilbill.contracts.terms import ContractTerms, PaymentDetails, Product
from utilbill.metering.registers import Register, Registers
from utilbill.values.choice import Choice
from utilbill.values.dated import optional_day
from utilbill.values.errors import PeriodError
from utilbill.values.identifiers import MarketLocationId, MeteringLocationId
from utilbill.values.period import ONE_DAY, Period, whole_day


class Commodity(Choice):
    """What is supplied (Sparte, nyttighet, medium)."""

    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    WASTE_WATER = "waste_water"
    HEAT = "heat"
    SERVICE = "service"


class CustomerClass(Choice):
    """Whom the law protects how (Kundengruppe); it decides lawful ways of spreading."""

    HOUSEHOLD = "household"
    BUSINESS = "business"
    AGRICULTURE = "agriculture"


class SupplyBasis(Choice):
    """On what legal ground there is supply (Art der Versorgung)."""

    AGREED = "agreed"  #: A contract of one's own choice (Sondervertrag).
    BASIC = "basic"  #: Basic supply (Grundversorgung), EnWG § 36.
    EMERGENCY = "emergency"  #: Nobody's contract (Ersatzversorgung), EnWG § 38.


def _registers(value: Sequence[Register]) -> tuple[Register, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class SupplyPoint:
    """The point that is supplied and billed (Marktlokation, uttagspunkt, PPE).

    Attributes:
        commodity: What is supplied.
        registers: The registers that count it.
        market_location: Identifier in the German market (MaLo-ID), or its text.
        metering_location: Identifier of the metering location (MeLo-ID), or its text.
        address: Where it is.
        region: Federal state or the like, by the market's code, such as ``BY``; its holidays count
            for load profiles that look at them. Empty: those of the whole country.
        network_operator: Who runs the grid (Netzbetreiber).
        metering_operator: Who runs the meter (Messstellenbetreiber).
    """

    commodity: Commodity = attrs.field(converter=Commodity)
    registers: tuple[Register, ...] = attrs.field(converter=_registers)
    market_location: MarketLocationId | None = attrs.field(
        default=None, converter=attrs.converters.optional(MarketLocationId)
    )
    metering_location: MeteringLocationId | None = attrs.field(
        default=None, converter=attrs.converters.optional(MeteringLocationId)
    )
    address: tuple[str, ...] = attrs.field(default=(), repr=False)
    region: str = ""
    network_operator: MarketPartner | None = None
    metering_operator: MarketPartner | None = None

    @cached_property
    def declared(self) -> Registers:
        """The registers, to be found by id and meter.

        Raises:
            UtilbillError: If they contradict each other.
        """
        return Registers(self.registers)


@attrs.frozen(kw_only=True)
class Contract:
    """A promise to supply (Liefervertrag, elavtal, umowa sprzedaży).

    Attributes:
        id: Number of the contract.
        supply_point: What is supplied where.
        supply_start: First day of supply.
        supply_end: First day without supply; None as long as it goes on.
        customer_class: Whom the law protects how.
        supply_basis: On what ground there is supply; None if that is not known.
        billing_year_start: Anchor of billing years, for prices per billing year; the start of the
            settled period if none is agreed.
        customer: Who is supplied.
        supplier: Who supplies.
        product: What was bought.
        terms: Term and notice.
        payment: How it is paid.
    """

    id: str
    supply_point: SupplyPoint
    supply_start: dt.date = attrs.field(converter=whole_day)
    supply_end: dt.date | None = attrs.field(default=None, converter=optional_day)
    customer_class: CustomerClass = attrs.field(
        default=CustomerClass.HOUSEHOLD, converter=CustomerClass
    )
    supply_basis: SupplyBasis | None = attrs.field(
        default=None, converter=attrs.converters.optional(SupplyBasis)
    )
    billing_year_start: dt.date | None = attrs.field(default=None, converter=optional_day)
    customer: Party | None = None
    supplier: BillingEntity | None = None
    product: Product | None = None
    terms: ContractTerms | None = None
    payment: PaymentDetails | None = None

    def __attrs_post_init__(self) -> None:
        if self.supply_end is not None:
            Period(self.supply_start, self.supply_end)
        end = self.terms.term_end if self.terms is not None else None
        if end is not None and end <= self.supply_start:
            raise PeriodError(
                "term_last",
                end - ONE_DAY,
                f"lies before the supply of contract {self.id} begins on {self.supply_start}",
                "Give the last day of the agreed term, or leave it out.",
            )

    def check_period(self, period: Period) -> None:
        """Check that there is supply on every day of a period.

        Raises:
            PeriodError: If a day lies before the start or after the end of supply.
        """
        if period.start < self.supply_start:
            raise PeriodError(
                "period",
                period,
                f"begins before the supply of contract {self.id} on {self.supply_start}",
                "Settle from the first day of supply on.",
            )
        if self.supply_end is not None and period.end > self.supply_end:
            raise PeriodError(
                "period",
                period,
                f"reaches past the end of supply of contract {self.id} on {self.supply_end}",
                "Settle to the last day of supply.",
            )
