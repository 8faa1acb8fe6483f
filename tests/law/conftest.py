"""Short words for worked examples of German law."""

import pytest

import utilbill as ub


@pytest.fixture(scope="session")
def law(germany):
    return germany.law


class Household:
    """A supply with one register, read at each end; its bills are held against the invariants."""

    def __init__(self, germany, check):
        self.germany = germany
        self.check = check

    def settle(
        self,
        first,
        last,
        quantity,
        components,
        *,
        commodity=ub.Commodity.ELECTRICITY,
        unit="kWh",
        basis=ub.PriceBasis.NET,
        **more,
    ):
        period = ub.Period.through(first, last)
        registers = () if quantity is None else (ub.Register("main", unit=unit),)
        contract = ub.Contract(
            id="example",
            supply_start=period.start,
            supply_point=ub.SupplyPoint(commodity=commodity, registers=registers),
        )
        readings = (
            ()
            if quantity is None
            else (
                ub.Reading("main", period.start, 0),
                ub.Reading("main", period.end, quantity),
            )
        )
        sheet = ub.PriceSheet(name="example", basis=basis, components=components)
        more.setdefault("market", self.germany)
        bill = ub.settle(contract, period, readings, sheet, **more)
        self.check(bill, sheet, more["market"])
        return bill


@pytest.fixture
def household(germany, assert_lawful):
    return Household(germany, assert_lawful)
