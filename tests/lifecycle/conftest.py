"""A household whose bills are drafted, released and billed once."""

import datetime as dt

import pytest

import utilbill as ub


@pytest.fixture(scope="session")
def supply_point():
    return ub.SupplyPoint(commodity="electricity", registers=[ub.Register("1-0:1.8.0")])


@pytest.fixture(scope="session")
def contract(supply_point):
    return ub.Contract(id="C-1", supply_start="2022-01-01", supply_point=supply_point)


@pytest.fixture(scope="session")
def sheet():
    return ub.PriceSheet(
        name="Plain",
        basis="net",
        components=[
            ub.UnitPrice(id="energy", label="Energy", prices="25.00 ct/kWh"),
            ub.StandingCharge(
                id="standing", label="Standing", prices="100.00 EUR/year", proration="calendar_year"
            ),
        ],
    )


@pytest.fixture(scope="session")
def case(contract, sheet):
    """Return a maker of yearly cases: kilowatt hours up to the end of each year."""
    counts = {2022: 0, 2023: 3000, 2024: 6100, 2025: 9100}

    def make(year, **more):
        held = dict(counts) | more.pop("counts", {})
        readings = [
            ub.Reading("1-0:1.8.0", dt.date(begun, 1, 1), value) for begun, value in held.items()
        ]
        return ub.Case(
            contract=more.pop("contract", contract),
            period=ub.Period.of_year(year),
            readings=[*readings, *more.pop("readings", ())],
            prices=more.pop("prices", sheet),
            **more,
        )

    return make


@pytest.fixture(scope="session")
def document(case, germany):
    """Return a maker of released documents."""

    def make(year, number, **more):
        held = case(year, **more)
        return ub.release(ub.draft(held.settle(germany), [held]), number=number, checks=[])

    return make


@pytest.fixture(scope="session")
def chain(document):
    """Bills of 2023 and 2024: 3100 and 3000 kWh at 25 ct and 100 EUR a year, 19 %."""
    return [document(2023, "R-1"), document(2024, "R-2")]


@pytest.fixture(scope="session")
def plan(germany):
    """Return a maker of plans for corrections."""

    def make(chain, *changes, on="2025-03-12", **more):
        more.setdefault("market", germany)
        return ub.plan_corrections(chain, changes, on=on, **more)

    return make
