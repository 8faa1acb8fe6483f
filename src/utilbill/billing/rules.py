"""The choices that a market makes for billing, as one value."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, Protocol

import attrs

from utilbill.billing.fitting import TaxUse
from utilbill.billing.totals import TaxLevel
from utilbill.contracts.contract import Contract
from utilbill.installments.credit import CreditTerms
from utilbill.law.parameter import LawBook
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.prorating.spreading import DayWeights, Spreading
from utilbill.taxes.vat import RateChange, Taxation
from utilbill.values.findings import Finding
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule

#: Version of the engine's own rules; provisional as long as the canonical form may still change.
ENGINE_VERSION: Final = "provisional"


def rules_version(market: str) -> str:
    """Return the version of the rules of engine and market together.

    Examples:
        >>> rules_version("DE.1")
        'provisional.DE.1'
    """
    return f"{ENGINE_VERSION}.{market}"


def is_provisional(version: str) -> bool:
    """Tell whether bills of these rules may get another digest in a later release.

    Examples:
        >>> is_provisional("provisional.DE.1"), is_provisional("final.DE.1")
        (True, False)
    """
    return version.startswith(f"{ENGINE_VERSION}.")


class LawfulSpreading(Protocol):
    """How a market's law spreads a quantity over a change of price or tax."""

    def __call__(self, contract: Contract, period: Period) -> Spreading:
        """Return the lawful way with its provision."""


class SupplyRules(Protocol):
    """What a market's law says about the ground on which there is supply."""

    def __call__(
        self, law: LawBook, contract: Contract, period: Period, price_changes: Sequence[dt.date]
    ) -> tuple[Finding, ...]:
        """Return doubts about a settlement of this contract.

        Raises:
            PeriodError: If supply on this ground cannot last as long.
        """


class AdvanceRules(Protocol):
    """What a market's law says about payment in advance."""

    def __call__(self, commodity: str) -> str:
        """Return the provision for what is supplied; empty where there is none."""


class CreditRules(Protocol):
    """What a market's law says about a credit."""

    def __call__(self, law: LawBook, commodity: str, day: dt.date) -> CreditTerms:
        """Return until when it is paid out, with the provision."""


class ConversionRules(Protocol):
    """What a market thinks of factors by which gas becomes energy."""

    def __call__(
        self, law: LawBook, conversion: EnergyConversion, period: Period
    ) -> tuple[Finding, ...]:
        """Return doubts about them."""


@attrs.frozen(kw_only=True)
class BillingRules:
    """What billing has to know of a market.

    Attributes:
        taxation: How categories become rates.
        version: Version of the market's rules; part of what a bill is reproduced from.
        law: The law, for statutory components; None where there is none.
        spreading: The lawful way of spreading; None where the caller must choose.
        supply: What law says about basic and emergency supply; None where it says nothing.
        credits: What law says about credits; None where it says nothing.
        advances: Where law speaks of payment in advance; None where it does not.
        conversion: What is unusual about factors of gas; None where nobody looks.
        degree_days: Degree-day numbers, for standing charges that are prorated by them.
        rate_change: What a change of tax rate inside a period does.
        line_rounding: How an amount of a line is rounded.
        tax_rounding: How tax is rounded.
        payable_rounding: How the amount to pay is rounded; None for not at all.
        tax_level: On which sums tax is calculated.
        tax_for: Categories of tax that are usual for some supplies only, and for which.
        currency: Currency of the market.
    """

    taxation: Taxation
    version: str = "own"
    law: LawBook | None = None
    spreading: LawfulSpreading | None = None
    supply: SupplyRules | None = None
    credits: CreditRules | None = None
    advances: AdvanceRules | None = None
    conversion: ConversionRules | None = None
    degree_days: DayWeights | None = None
    rate_change: RateChange = RateChange.END_OF_PERIOD
    line_rounding: RoundingRule = CENT
    tax_rounding: RoundingRule = CENT
    payable_rounding: RoundingRule | None = None
    tax_level: TaxLevel = TaxLevel.DOCUMENT
    tax_for: Sequence[TaxUse] = ()
    currency: str = "EUR"


class HasBillingRules(Protocol):
    """A market, as far as billing needs one."""

    @property
    def billing(self) -> BillingRules:
        """The market's choices for billing."""
