"""The proof behind every bill: broken components are found out, each by one check alone."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

import utilbill as ub
from utilbill.billing.coverage import check_coverage
from utilbill.metering.quantities import Quantities
from utilbill.tariffs.component import Draft, Measure
from utilbill.values.errors import CoverageError, SelectorError
from utilbill.values.explanation import Constant, Input, Operation

TAXATION = ub.FixedTaxation({ub.TaxCategory.STANDARD: 19})
YEAR = ub.Period.of_year(2023)
JULY = dt.date(2023, 7, 1)
HALVES = YEAR.split(JULY)
USED = {"ht": Decimal(2000), "nt": Decimal(1000)}


@attrs.frozen(kw_only=True)
class HandMade:
    """A component of nobody's library, written from the protocol; ``makes`` says what it bills."""

    makes: tuple
    measure: Measure = Measure.QUANTITY
    id: str = "own"
    selected: tuple = ()
    kind: ub.LineKind = ub.LineKind.CHARGED
    charge: str = "own charge"
    label = ub.Label("Own")
    role = ub.ChargeRole.ENERGY
    tax = ub.TaxCategory.STANDARD
    basis = None
    less = ()
    of = ()

    def name_in(self, context):
        del context
        return self.label

    def pieces(self, context):
        return ((context.period, "held"),)

    def drafts(self, days, held, quantities, context):
        del days, held, quantities, context
        return [self._draft(*made) for made in self.makes]

    def drafts_on(self, lines, context):
        del lines, context
        return ()

    def _draft(self, days, registers=(), quantity=None):
        price = Input(self.label, Decimal("0.25"), "EUR/kWh")
        if quantity is None:
            return Draft(days, price, "EUR")
        node = Operation("*", (Constant(Decimal(quantity), "kWh"), price))
        kwh = ub.Unit.parse("kWh")
        return Draft(days, node, "EUR", registers, quantity=Decimal(quantity), unit=kwh)


def settle(*components, registers=("ht", "nt")):
    point = ub.SupplyPoint(
        commodity="electricity", registers=[ub.Register(name) for name in registers]
    )
    readings = [
        ub.Reading(name, day, value)
        for name in registers
        for day, value in ((YEAR.start, 0), (YEAR.end, USED[name]))
    ]
    sheet = ub.PriceSheet(name="own", basis="net", components=components)
    contract = ub.Contract(id="c", supply_start="2020-01-01", supply_point=point)
    return ub.settle(contract, YEAR, readings, sheet, taxation=TAXATION)


def refused(*components, **more):
    with pytest.raises(CoverageError) as caught:
        settle(*components, **more)
    error = caught.value
    assert str(error) == (
        f"{error.charge}: must price {error.expected}, but prices {error.found}. "
        "Check the components of this charge: registers, prices and their dates."
    )
    return error.charge, error.expected, error.found


BOTH = ("ht", "nt")
ENERGY = HandMade(makes=((YEAR, BOTH, 3000),))


def test_a_component_that_is_right_is_billed():
    assert settle(ENERGY).totals.net == ub.Money("750.00", "EUR")
    parts = HandMade(makes=((HALVES[0], BOTH, 2900), (HALVES[1], BOTH, 100)))
    assert settle(parts).totals.net == ub.Money("750.00", "EUR")
    apart = HandMade(makes=((YEAR, ("ht",), 2000), (YEAR, ("nt",), 1000)))
    assert settle(apart).totals.net == ub.Money("750.00", "EUR")


@pytest.mark.parametrize(
    ("makes", "found"),
    [
        (((HALVES[0], BOTH, 3000),), "2023-01-01..2023-06-30"),
        (((HALVES[1], BOTH, 3000),), "2023-07-01..2023-12-31"),
        (
            ((YEAR, BOTH, 1000), (HALVES[1], BOTH, 2000)),
            "2023-01-01..2023-12-31, 2023-07-01..2023-12-31",
        ),
        (
            ((HALVES[0], BOTH, 1000), (ub.Period(JULY, "2023-12-31"), BOTH, 2000)),
            "2023-01-01..2023-06-30, 2023-07-01..2023-12-30",
        ),
        ((), "no day"),
    ],
)
def test_all_units_but_not_all_days(makes, found):
    assert refused(HandMade(makes=makes)) == ("own", "every day of 2023-01-01..2023-12-31 once",
                                              found)  # fmt: skip


@pytest.mark.parametrize(
    ("makes", "found"),
    [
        (((YEAR,), (YEAR,)), "2023-01-01..2023-12-31, 2023-01-01..2023-12-31"),
        (((ub.Period("2023-01-02", YEAR.end),),), "2023-01-02..2023-12-31"),
        (((HALVES[0],), (HALVES[0],), (HALVES[1],)),
         "2023-01-01..2023-06-30, 2023-01-01..2023-06-30, 2023-07-01..2023-12-31"),
    ],
)  # fmt: skip
def test_a_price_through_time_that_leaves_days_out_or_counts_them_twice(makes, found):
    standing = HandMade(makes=makes, measure=Measure.TIME, id="base", charge="base")
    assert refused(ENERGY, standing) == (
        "base", "every day of 2023-01-01..2023-12-31 once", found,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("makes", "expected", "found"),
    [
        (((YEAR, BOTH, 2999),), "3000 of ht, nt", "2999"),
        (((YEAR, BOTH, "3000.001"),), "3000 of ht, nt", "3000.001"),
        (((HALVES[0], BOTH, 3000), (HALVES[1], BOTH, 3000)), "3000 of ht, nt", "6000"),
        (((YEAR, ("ht",), 1000), (YEAR, ("nt",), 2000)), "2000 of ht", "1000"),
        (((YEAR, ("ht",), 2000), (YEAR, ("nt",), 0)), "1000 of nt", "0"),
    ],
)
def test_all_days_but_not_all_units(makes, expected, found):
    assert refused(HandMade(makes=makes)) == ("own charge", expected, found)


@pytest.mark.parametrize(
    ("makes", "found"),
    [
        (((YEAR, ("ht",), 2000),), "ht"),
        (((YEAR, ("nt",), 1000),), "nt"),
        (((YEAR, BOTH, 3000), (YEAR, ("nt",), 1000)), "ht, nt, nt"),
    ],
)
def test_all_days_and_units_of_the_wrong_registers(makes, found):
    assert refused(HandMade(makes=makes)) == ("own charge", "registers ht, nt", found)


def test_one_register_is_proved_like_many():
    wrong = HandMade(makes=((YEAR, ("ht",), 2001),))
    assert refused(wrong, registers=("ht",)) == ("own charge", "2000 of ht", "2001")


# ---- contained in another price ----------------------------------------------------------------


def price(name, register, **more):
    return ub.UnitPrice(
        id=name, label=ub.Label(name), prices="25 ct/kWh", registers=register, **more
    )


LEVY = ub.UnitPrice(id="levy", label=ub.Label("levy"), prices="1 ct/kWh", role="levy")


@pytest.mark.parametrize("beside", [(), (LEVY,)])
@pytest.mark.parametrize(
    ("components", "register"),
    [
        ((price("day", "ht"), price("night", "nt", kind="contained")), "nt"),
        ((price("day", "ht", kind="contained"), price("night", "nt")), "ht"),
    ],
)
def test_a_register_that_is_only_shown_is_not_charged(components, register, beside):
    with pytest.raises(SelectorError, match="shown but not charged in the charge energy") as caught:
        settle(*components, *beside)
    assert caught.value.value == register


def test_the_proof_does_not_count_what_is_only_shown():
    day = HandMade(makes=((YEAR, ("ht",), 2000),), id="day", selected=("ht",))
    night = attrs.evolve(
        day,
        id="night",
        selected=("nt",),
        makes=((YEAR, ("nt",), 1000),),
        kind=ub.LineKind.CONTAINED,
    )
    sheet = ub.PriceSheet(name="own", basis="net", components=[day, night])
    whole = settle(day, attrs.evolve(night, kind=ub.LineKind.CHARGED))
    quantities = Quantities(whole.consumption, None)
    with pytest.raises(CoverageError, match="own charge: must price registers ht, nt, but"):
        check_coverage(sheet, whole.lines, (), YEAR, quantities)


def test_prices_may_be_shown_where_another_charge_counts():
    shown = [price(name, name, kind="contained", group="shown") for name in BOTH]
    bill = settle(ENERGY, *shown)
    assert bill.totals.net == ub.Money("750.00", "EUR")
    assert [str(line.amount.amount) for line in bill.contained] == ["500.00", "250.00"]


@pytest.mark.parametrize("used", [14, 15, 33, 51])
def test_a_change_of_tax_before_a_levy_exists_divides_what_it_leaves_out(used):
    days = ub.Period("2020-04-26", "2021-02-20")  # tax changes in July, carbon has a price in 2021
    germany = ub.market("DE")
    contract = ub.Contract(
        id="c",
        supply_start=days.start,
        supply_point=ub.SupplyPoint(commodity="gas", registers=[ub.Register("r")]),
    )
    energy = ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices="1 ct/kWh")
    components = [energy, germany.statutory.carbon_price("gas")]
    sheet = ub.PriceSheet(name="s", basis="net", components=components)
    readings = [ub.Reading("r", days.start, 0), ub.Reading("r", days.end, used)]
    settlement = ub.settle(contract, days, readings, sheet, market=germany,
                           spreading=ub.LINEAR, rate_change="split")  # fmt: skip
    energy_used, carbon_used = (
        sum(line.quantity.amount for line in settlement.lines if line.component == name)
        for name in ("energy", "carbon_price")
    )
    assert energy_used == used
    assert 0 < carbon_used < energy_used / 4  # 50 of 300 days
