"""What a load costs at prices per interval: the sum of quantity times price, rounded by nobody."""

from utilbill.metering.intervals import IntervalSeries
from utilbill.tariffs.through_time import conversion_steps
from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.explanation import Explanation, Operation, SumOfProducts
from utilbill.values.units import Price


def interval_cost(load: IntervalSeries, prices: IntervalSeries) -> Explanation:
    """Return the cost of a load in the main unit of the currency, exactly and explained.

    Prices of longer intervals hold in each of the shorter ones of the load.

    Args:
        load: Quantities, such as kWh.
        prices: Prices per quantity, such as EUR/MWh, over the same time.

    Raises:
        UnitError: If the prices are not for what the load counts.
        InvalidInputError: If they are for other intervals.

    Examples:
        >>> from utilbill import Period
        >>> from utilbill.values.explanation import evaluate
        >>> hours = {"resolution": "1 h", "zone": "Europe/Berlin"}
        >>> day = Period.through("2024-10-27", "2024-10-27")
        >>> load = IntervalSeries.on(day, ["0.5"] * 25, unit="kWh", **hours)
        >>> spot = IntervalSeries.on(day, [80] * 24 + [-20], unit="EUR/MWh", **hours)
        >>> evaluate(interval_cost(load, spot))
        Fraction(19, 20)
    """
    price = Price(1, prices.unit)
    if price.per.dimension != load.unit.dimension:
        raise UnitError("unit", prices.unit, f"is no price per {load.unit}", "Convert one of them.")
    if prices.resolution > load.resolution:
        prices = prices.held_in(load.resolution)
    mine = (load.start, load.resolution, len(load))
    if mine != (prices.start, prices.resolution, len(prices)):
        raise InvalidInputError(
            "prices",
            str(prices),
            f"are for other intervals than {load}",
            "Cut both to the same days; prices may be for longer intervals, not for shorter ones.",
        )
    node: Explanation = SumOfProducts((load.row, prices.row))
    for operator, constant in conversion_steps(prices.unit.symbol, load.unit.symbol):
        node = Operation(operator, (node, constant))
    return node
