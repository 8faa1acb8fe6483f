"""What users of a flat used: of sums or devices, measured for each or divided among them."""

from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.adapters.heatcosts.models import Counted, FlatModel, HeatUserModel, UsageModel
from utilbill.markets.market import HeatCostRules
from utilbill.prorating.spreading import DayWeights
from utilbill.values.errors import InvalidInputError, MissingFieldError
from utilbill.values.exact import add, multiply, subtract
from utilbill.values.marked import at
from utilbill.values.period import Period
from utilbill.values.units import Quantity

_VOLUME = "m³"


@attrs.frozen
class Measured:
    """What is counted, how it is called in a file, and by which weights it is divided.

    Attributes:
        counted: Heat or hot water.
        field: Its field in the file.
        weights: Of the days of users who follow each other; None if nobody chose any.
        needed: Whether cost goes by it.
    """

    counted: Counted
    field: str
    weights: DayWeights | None
    needed: bool

    def of_users(
        self, flat: FlatModel, days: Sequence[Period], rules: HeatCostRules
    ) -> tuple[Decimal, ...]:
        """Return what each user of a flat used.

        Raises:
            MissingFieldError: If nobody says how much, or both flat and users do.
            InvalidInputError: If a device runs backwards.
        """
        whole = self._of(flat)
        own = [self._of(user) for user in flat.users]
        if whole is None:
            return tuple(
                self._or_nothing(flat, user, used)
                for user, used in zip(flat.users, own, strict=True)
            )
        if any(used is not None for used in own):
            with at(flat):
                raise MissingFieldError(
                    self.field,
                    "both",
                    f"is given for flat {flat.id} and for its users",
                    "Give what each user used, or the whole of the flat to divide it.",
                )
        if len(days) == 1:
            return (whole,)
        with at(flat):
            if self.weights is None:
                raise MissingFieldError(
                    "change_of_users",
                    "nothing",
                    f"must say how the {self.field} of flat {flat.id} are divided",
                    "Write degree_days or linear, or give what each user used.",
                )
            return rules.divide_consumption(whole, days, self.weights)

    def _or_nothing(self, flat: FlatModel, user: HeatUserModel, used: Decimal | None) -> Decimal:
        if used is not None:
            return used
        if self.needed:
            with at(user):
                raise MissingFieldError(
                    self.field,
                    "nothing",
                    f"must be given for {user.name} or for flat {flat.id}",
                    "Give what was used, or devices with readings; an estimate is better than "
                    "nothing.",
                )
        return Decimal(0)

    def _of(self, usage: UsageModel) -> Decimal | None:
        with at(usage):
            own = self._given(usage)
        devices = [device for device in usage.devices if device.counts is self.counted]
        if not devices:
            return own
        if own is not None:
            with at(usage):
                raise MissingFieldError(
                    self.field, "both", "is given beside devices", "Keep one of them."
                )
        total = Decimal(0)
        for device in devices:
            with at(device):
                if device.closing < device.opening:
                    raise InvalidInputError(
                        "closing",
                        device.closing,
                        f"lets device {device.id} run backwards from {device.opening}",
                        "Correct the reading; a new device is an entry of its own.",
                    )
                used = subtract(device.closing, device.opening)
                total = add(total, multiply(used, device.factor))
        return total

    def _given(self, usage: UsageModel) -> Decimal | None:
        if self.counted is Counted.HEAT:
            return usage.heating_units
        return None if usage.hot_water is None else usage.hot_water.to(_VOLUME).amount


def as_volume(amount: Decimal) -> Quantity:
    """Return an amount of hot water."""
    return Quantity(amount, _VOLUME)
