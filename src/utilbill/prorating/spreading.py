"""How a quantity that was measured over a longer time is spread over its days."""

from typing import Protocol

import attrs

from utilbill.values.explanation import Label
from utilbill.values.period import Period


class DayWeights(Protocol):
    """Weights of days (Gewichte): additive over any split of a period.

    Load profiles and degree days implement it; so can a caller.
    """

    @property
    def label(self) -> Label:
        """Name of the weights, for people."""

    def weight(self, period: Period) -> int:
        """Return the weight of all days of a period, in a fixed scale, not below zero."""


@attrs.frozen
class Linear:
    """Every day weighs the same.

    Examples:
        >>> Linear().weight(Period.of_year(2016))
        366
    """

    label: Label = Label("linear by days", "zeitanteilig nach Tagen")

    def weight(self, period: Period) -> int:
        """Return the number of days."""
        return period.days


@attrs.frozen
class Spreading:
    """A named choice of how to spread (Verbrauchsabgrenzung, fördelning, podział zużycia).

    Attributes:
        name: Key of the method: ``by_reading``, ``linear``, ``profile:H0``.
        weights: The weights of days; None if only readings may divide a quantity.
        reference: The provision that allows or asks for it.
    """

    name: str
    weights: DayWeights | None = attrs.field(repr=False)
    reference: str = ""

    @property
    def label(self) -> Label:
        """Name of the method, for people."""
        if self.weights is None:
            return Label("by reading only", "nur nach Ablesung")
        return self.weights.label

    @classmethod
    def by(cls, name: str, weights: DayWeights, reference: str = "") -> "Spreading":
        """Choose to spread by weights under a name of one's own."""
        return cls(name, weights, reference)


#: Only readings divide: a change of price without a reading on its day is refused.
BY_READING = Spreading("by_reading", None)

#: Every day the same.
LINEAR = Spreading("linear", Linear())
