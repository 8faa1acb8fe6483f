"""The file of changes: what a person writes to have bills corrected."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import attrs

from utilbill.adapters.structuring import Model, doc
from utilbill.billing.correction import CorrectionStyle
from utilbill.contracts.contract import CustomerClass
from utilbill.metering.registers import ReadingOrigin
from utilbill.values.money import Money
from utilbill.values.units import Price

SCHEMA = "utilbill.changes/1"


@attrs.frozen(kw_only=True)
class ChangeModel(Model):
    """What all changes have."""

    contract: str = doc(
        "Number of the contract; may be left out where the cases hold only one.", default=""
    )
    known_since: dt.date | None = doc(
        "Since when it is known; the day of the correction if left out.", default=None
    )
    why: str = doc("Why it is known only now.", default="")


@attrs.frozen(kw_only=True)
class ReadingChangeModel(ChangeModel):
    """A reading that came late, or that replaces one."""

    WHAT: ClassVar = "a late reading"
    register: str = doc("Id of the register.")
    value: Decimal = doc("As shown, without transformer ratio.")
    day: dt.date | None = doc("Day at whose start the value holds.", default=None)
    end_of: dt.date | None = doc(
        "Day at whose end the value holds, as in the German 'Ablesung 31.12.'.", default=None
    )
    origin: ReadingOrigin = doc("How it was obtained.", default=ReadingOrigin.OPERATOR)
    meter: str = doc("Number of the meter, where meters were exchanged.", default="")
    rollovers: int | None = doc("How often the register started again.", default=None)


@attrs.frozen(kw_only=True)
class PriceChangeModel(ChangeModel):
    """A price that was wrong."""

    WHAT: ClassVar = "a corrected price"
    component: str = doc("Id of the component.")
    price: Price = doc("The right price, such as 25.21 ct/kWh.")
    since: dt.date = doc("First day on which it holds.")


@attrs.frozen(kw_only=True)
class ContractChangeModel(ChangeModel):
    """An end of supply or a customer class that was reported late."""

    WHAT: ClassVar = "a change of a contract"
    last_day: dt.date | None = doc("Last day of supply.", default=None)
    customer_class: CustomerClass | None = doc("Whom the law protects how.", default=None)


@attrs.frozen(kw_only=True)
class InstallmentChangeModel(ChangeModel):
    """An installment that came late, came otherwise, or was returned."""

    WHAT: ClassVar = "a change of an installment"
    day: dt.date = doc("Day on which it was due.")
    amount: Money = doc("All that was received for it, gross; 0.00 EUR if it was returned.")
    tax_percent: Decimal | None = doc(
        "Rate at which it was requested; the market's rate of that day if left out.", default=None
    )


@attrs.frozen(kw_only=True)
class WaiverModel(Model):
    """A document that is corrected although law does not ask for it any more."""

    WHAT: ClassVar = "a waiver"
    document: str = doc("Number of the document.")
    why: str = doc("Why.")


@attrs.frozen(kw_only=True)
class ChangesModel(Model):
    """All changes of a file."""

    WHAT: ClassVar = "a file of changes"
    schema: str = doc(f"Always {SCHEMA}.")
    on: dt.date = doc("Day of the correction: date of its documents, and of what is known.")
    style: CorrectionStyle | None = doc(
        "By which documents bills are corrected; the market's way if left out.", default=None
    )
    readings: tuple[ReadingChangeModel, ...] = doc("Late or corrected readings.", default=())
    prices: tuple[PriceChangeModel, ...] = doc("Corrected prices.", default=())
    contracts: tuple[ContractChangeModel, ...] = doc("Late news of contracts.", default=())
    installments: tuple[InstallmentChangeModel, ...] = doc(
        "Installments that were received late, otherwise or not at all.", default=()
    )
    waived: tuple[WaiverModel, ...] = doc("Documents corrected beyond the limit.", default=())
    numbers: tuple[str, ...] = doc(
        "Numbers that were drawn for the new documents; without them only the plan is shown.",
        default=(),
    )
