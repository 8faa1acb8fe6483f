"""Where the parts of a supply stand in a case file, for messages."""

from collections.abc import Sequence
from typing import Any

import attrs

from utilbill.adapters.casefile.models import (
    SupplyModel,
)
from utilbill.values.errors import (
    MissingFieldError,
    UtilbillError,
    Where,
)


@attrs.define
class Places:
    """Where the parts of a supply stand in the file.

    Attributes:
        supply: The supply as it was read.
        held: Values that were made of it, with their places.
    """

    supply: SupplyModel
    held: list[tuple[object, Where | None]] = attrs.field(factory=list)

    def check_prices(self) -> None:
        """Refuse a supply without prices, where something is to be priced.

        Raises:
            MissingFieldError: If it has no price sheet.
        """
        if self.supply.price_sheet is None:
            raise MissingFieldError(
                "price_sheet",
                "nothing",
                "must be given in a supply that is priced",
                "Add price_sheet; without prices, utilbill energy and utilbill emissions go on.",
            )

    def made(self, thing: object) -> Where | None:
        """Return the place of a value that was made of this supply."""
        return next((where for held, where in self.held if held is thing), None)

    def of(self, error: UtilbillError) -> Where | None:
        """Return the place that an error is about, as close as it is known."""
        closest = self.made(error.about)
        if closest is not None:
            return closest
        plan = (self.supply.next_plan,) if self.supply.next_plan is not None else ()
        lists: dict[str, Sequence[Any]] = {
            "readings": self.supply.readings,
            "registers": self.supply.registers,
            "register": self.supply.registers,
            "received": (*self.supply.received, *self.supply.received_series),
            "demanded": (*self.supply.demanded, *self.supply.demanded_series),
            "due": plan,
            "rounding": plan,
            "starts": plan,
            "period": (self.supply.period,),
            "energy_conversion": (self.supply.energy_conversion,),
            "energy_label": (self.supply.contract.product,),
        }
        first = lists.get(getattr(error, "field", ""))
        return first[0].where if first else self.supply.where
