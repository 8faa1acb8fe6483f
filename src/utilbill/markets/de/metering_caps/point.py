"""What decides the price cap of a metering point."""

from collections.abc import Iterable

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError
from utilbill.values.units import Quantity


class MeteringPayer(Choice):
    """Who pays for metering, MsbG § 30."""

    CUSTOMER = "customer"  #: Anschlussnutzer, or the operator of a plant.
    GRID_OPERATOR = "grid_operator"  #: Anschlussnetzbetreiber.


def _use(value: Iterable[Quantity]) -> tuple[Quantity, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class MeteringPoint:
    """A metering point, as far as its price cap depends on it.

    Attributes:
        annual_use: Use of the last years, the latest last.
        forecast: Use of a year by the grid operator's forecast; it decides as long as there are
            fewer values than the law averages.
        plant: Installed power of a plant behind it.
        controllable: Whether there is a controllable device or connection (EnWG § 14a).
        smart: Whether it has a smart meter (intelligentes Messsystem); else a modern meter.
        control_unit: Whether it has a control unit (Steuerungseinrichtung).
        on_request: Whether the smart meter was asked for early by the customer.

    Raises:
        InvalidInputError: If a use or power is below zero.
    """

    annual_use: tuple[Quantity, ...] = attrs.field(default=(), converter=_use)
    forecast: Quantity | None = None
    plant: Quantity | None = None
    controllable: bool = False
    smart: bool = True
    control_unit: bool = False
    on_request: bool = False

    def __attrs_post_init__(self) -> None:
        given = [*self.annual_use, *(held for held in (self.forecast, self.plant) if held)]
        for held in given:
            if held.amount < 0:
                raise InvalidInputError(
                    "metering_point", held, "is below zero", "Give use and power of zero or more."
                )
