"""From the models of a file of changes to changes."""

import datetime as dt
from collections.abc import Mapping

import attrs

from utilbill.adapters.casefile.days import first_after
from utilbill.adapters.changes.models import (
    ChangesModel,
    ContractChangeModel,
    InstallmentChangeModel,
    PriceChangeModel,
    ReadingChangeModel,
)
from utilbill.billing.correction import (
    Change,
    ContractChange,
    CorrectionStyle,
    PriceChange,
    ReadingChange,
)
from utilbill.metering.registers import Reading
from utilbill.values.errors import InvalidInputError, MissingFieldError, Where
from utilbill.values.marked import at
from utilbill.values.period import next_day


@attrs.frozen(kw_only=True)
class LoadedChanges:
    """The content of a file of changes.

    Attributes:
        name: Where it was read from.
        on: Day of the correction.
        changes: What became known, with the place of each in the file.
        installments: What became known of installments; their tax follows from the cases.
        style: By which documents bills are corrected; None for the market's way.
        waived: By number of a document, why it is corrected beyond the limit.
        numbers: Numbers for new documents; none if only a plan is wanted.
    """

    name: str
    on: dt.date
    changes: tuple[tuple[Change, Where | None], ...]
    installments: tuple[InstallmentChangeModel, ...] = ()
    style: CorrectionStyle | None = None
    waived: Mapping[str, str] = attrs.field(factory=dict)
    numbers: tuple[str, ...] = ()


def build_changes(model: ChangesModel, name: str) -> LoadedChanges:
    """Make changes of the models of a file.

    Raises:
        UtilbillError: If one of them is wrong; the error names its place.
    """
    found: list[tuple[Change, Where | None]] = []
    for reading in model.readings:
        with at(reading):
            found.append((_reading(reading, model.on), reading.where))
    for price in model.prices:
        with at(price):
            found.append((_price(price, model.on), price.where))
    for contract in model.contracts:
        with at(contract):
            found.append((_contract(contract, model.on), contract.where))
    waived: dict[str, str] = {}
    for waiver in model.waived:
        with at(waiver):
            if waiver.document in waived:
                raise InvalidInputError(
                    "document", waiver.document, "is given twice", "Give each document once."
                )
            waived[waiver.document] = waiver.why
    return LoadedChanges(
        name=name,
        on=model.on,
        changes=tuple(found),
        installments=model.installments,
        style=model.style,
        waived=waived,
        numbers=model.numbers,
    )


def _reading(model: ReadingChangeModel, on: dt.date) -> ReadingChange:
    if (model.day is None) == (model.end_of is None):
        raise MissingFieldError(
            "day",
            f"day {model.day}, end_of {model.end_of}",
            "must be given in one way",
            "Write either day (start of the day) or end_of (end of the day).",
        )
    day = model.day if model.end_of is None else next_day(model.end_of)
    return ReadingChange(
        contract=model.contract,
        known_since=model.known_since or on,
        why=model.why,
        reading=Reading(
            register=model.register,
            day=day or dt.date.min,
            value=model.value,
            origin=model.origin,
            meter=model.meter,
            rollovers=model.rollovers,
            reason=model.why,
        ),
    )


def _price(model: PriceChangeModel, on: dt.date) -> PriceChange:
    return PriceChange(
        contract=model.contract,
        component=model.component,
        price=model.price,
        since=model.since,
        known_since=model.known_since or on,
        why=model.why,
    )


def _contract(model: ContractChangeModel, on: dt.date) -> ContractChange:
    return ContractChange(
        contract=model.contract,
        supply_end=first_after(model.last_day),
        customer_class=model.customer_class,
        known_since=model.known_since or on,
        why=model.why,
    )
