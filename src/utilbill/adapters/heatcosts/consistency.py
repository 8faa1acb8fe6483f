"""What a file of heat costs says twice must agree; what cannot be is refused."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from utilbill.adapters.heatcosts.models import (
    FlatModel,
    HeatCostsModel,
    UsageModel,
)
from utilbill.billing.heat_costs import HeatUser
from utilbill.law.parameter import LawBook
from utilbill.values.errors import InvalidInputError, MissingFieldError
from utilbill.values.exact import plain
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity
from utilbill.values.marked import at
from utilbill.values.period import Period
from utilbill.values.span import Span, SpanUnit
from utilbill.values.units import Quantity

_LONGEST = "de.heat_costs.longest_period"
_TOLERANCE = "de.heat_costs.volume_tolerance"


def check_flats(flats: Sequence[FlatModel]) -> None:
    """Check what flats say of themselves.

    Raises:
        InvalidInputError: If something is below zero that cannot be, or two flats share a name.
        MissingFieldError: If only some flats name their heated rooms.
    """
    names = [flat.id for flat in flats]
    for flat in flats:
        if names.count(flat.id) > 1:
            with at(flat):
                raise InvalidInputError(
                    "id", flat.id, "names two flats", "Give each flat a name of its own."
                )
        _check_usage(flat)
        for user in flat.users:
            _check_usage(user)
            if user.paid is not None and user.paid.amount < 0:
                with at(user):
                    raise InvalidInputError(
                        "paid", user.paid, "is below zero", "Give what was paid in advance."
                    )
    without = [flat for flat in flats if flat.heated is None]
    if 0 < len(without) < len(flats):
        with at(without[0]):
            raise MissingFieldError(
                "heated",
                "nothing",
                f"is missing for flat {without[0].id}, but others give it",
                "Base cost of heating goes by one measure for all: give it for every flat, or for "
                "none (HeizkostenV § 7 Abs. 1 Satz 5).",
            )


def _check_usage(usage: UsageModel) -> None:
    if usage.hot_water is not None and usage.hot_water.amount < 0:
        with at(usage):
            raise InvalidInputError(
                "hot_water", usage.hot_water, "is below zero", "Check the readings."
            )
    for device in usage.devices:
        with at(device):
            if device.factor <= 0:
                raise InvalidInputError(
                    "factor", device.factor, "is not above zero", "Give it as on the device."
                )
            if device.opening < 0:
                raise InvalidInputError(
                    "opening", device.opening, "is below zero", "A device shows zero or more."
                )


def doubts(
    model: HeatCostsModel, law: LawBook, period: Period, users: Sequence[HeatUser]
) -> tuple[Finding, ...]:
    """Return what a person should look at: figures that do not agree, a period that is too long."""
    return (
        *_period(law, period),
        *_hot_water(model, law, period, users),
        *_area(model),
    )


def _period(law: LawBook, period: Period) -> Iterator[Finding]:
    months = law[_LONGEST].at(period.start).value or 0
    longest: dt.date = Span(int(months), SpanUnit.MONTH).after(period.start)
    if period.end > longest:
        yield Finding(
            "period_too_long",
            Label(
                f"The accounting period {period} is longer than {plain(Decimal(months))} months "
                "(BGB § 556 Abs. 3).",
                f"Der Abrechnungszeitraum {period} ist länger als {plain(Decimal(months))} Monate "
                "(BGB § 556 Abs. 3).",
            ),
            Severity.WARNING,
        )


def _hot_water(
    model: HeatCostsModel, law: LawBook, period: Period, users: Sequence[HeatUser]
) -> Iterator[Finding]:
    whole = model.hot_water.volume if model.hot_water else None
    counted = sum((user.hot_water.to("m³").amount for user in users), Decimal(0))
    if whole is None or not counted:
        return
    volume = whole.to("m³").amount
    percent = law[_TOLERANCE].at(period.start).value or Decimal(0)
    if counted > volume or (volume - counted) * 100 > volume * percent:
        yield Finding(
            "hot_water_differs",
            Label(
                f"The flats counted {plain(counted)} m³ of hot water, the building "
                f"{plain(volume)} m³.",
                f"Die Wohnungen zählten {_german(counted)} m³ Warmwasser, das Gebäude "
                f"{_german(volume)} m³.",
            ),
            Severity.WARNING,
        )


def _area(model: HeatCostsModel) -> Iterator[Finding]:
    given = model.emissions.area if model.emissions else None
    if given is None:
        return
    flats = sum((flat.area.to("m²").amount for flat in model.flats), Decimal(0))
    if given.to("m²") != Quantity(flats, "m²"):
        yield Finding(
            "area_differs",
            Label(
                f"The emissions are divided by {given}, the flats have {plain(flats)} m² together.",
                f"Die Emissionen beziehen sich auf {_german(given.amount)} {given.unit}, die "
                f"Wohnungen haben zusammen {_german(flats)} m².",
            ),
            Severity.WARNING,
        )


def _german(value: Decimal) -> str:
    return plain(value).replace(".", ",")
