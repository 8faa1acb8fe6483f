"""The area that counts for a part of the accounting period, HeizkostenV § 9b Abs. 2."""

from decimal import Decimal
from math import gcd
from typing import Final

from utilbill.billing.heat_costs.users import as_size
from utilbill.prorating.spreading import DayWeights
from utilbill.values.errors import InvalidInputError, PeriodError
from utilbill.values.explanation import Constant, Input, Label, Operation
from utilbill.values.period import Period
from utilbill.values.units import Quantity

_SPACE: Final = Label("enclosed space", "umbauter Raum")
_AREA: Final = Label("area", "Wohn- oder Nutzfläche")


def equivalent_area(area: Quantity, days: Period, whole: Period, weights: DayWeights) -> Operation:
    """Return the area that counts for a part of the accounting period, § 9b Abs. 2 HeizkostenV.

    The area times the weight of the user's days over that of all days: by degree-day numbers
    (Gradtagszahlen) for heating, by days for hot water. Exact, not rounded.

    Args:
        area: Living or usable area [m²], or enclosed space [m³].
        days: The days of the user.
        whole: The accounting period.
        weights: Weights of days.

    Returns:
        An expression that evaluates to the unit of the area.

    Raises:
        PeriodError: If some of the days lie outside the accounting period.
        InvalidInputError: If the days of the accounting period weigh nothing, or the area is not
            above zero.
        UnitError: If the area is neither an area nor a space.

    Examples:
        >>> from utilbill import Period, Quantity, evaluate, market
        >>> weights = market("DE").spreadings["degree_days"].weights
        >>> january, year = Period.of_month(2025, 1), Period.of_year(2025)
        >>> int(evaluate(equivalent_area(Quantity(100, "m²"), january, year, weights)))
        17
    """
    if not whole.covers(days):
        raise PeriodError(
            "period",
            str(days),
            f"does not lie within the accounting period {whole}",
            "Cut it at the ends of the accounting period.",
        )
    of_all = weights.weight(whole)
    if of_all <= 0:
        raise InvalidInputError(
            "degree_days", str(whole), f"weighs nothing by {weights.label}", "Use other weights."
        )
    size = as_size(area)
    above, below = weights.weight(days), of_all
    common = gcd(above, below)
    return Operation(
        "*",
        (
            Input(_SPACE if size.unit.symbol == "m³" else _AREA, size.amount, size.unit.symbol),
            Operation(
                "/",
                (
                    Constant(Decimal(above // common), "1", weights.label),
                    Constant(Decimal(below // common), "1", weights.label),
                ),
            ),
        ),
    )
