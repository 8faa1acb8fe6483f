"""Bills of another system: what it does otherwise is found out, and named."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given, reject, settings, strategies as st

import utilbill as ub
from utilbill import testing
from utilbill.billing.migration import Cause, Configuration, switches_of
from utilbill.values.errors import CurrencyMismatchError, InvalidInputError


def euro(amount):
    return ub.Money(amount, "EUR")


@attrs.frozen
class Rules:
    """Rules of billing in the place of a market."""

    billing: object


def case(number=1, *, used=3500, first="2024-01-01", last="2024-11-30"):
    """Eleven months of electricity: a price that changes in July, and a standing charge."""
    period = ub.Period.through(first, last)
    contract = ub.Contract(
        id=f"C-{number}",
        supply_start="2022-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")]),
    )
    sheet = ub.PriceSheet(
        name="P",
        basis="net",
        components=[
            ub.UnitPrice(
                id="energy",
                label=ub.Label("Energy", "Arbeitspreis"),
                prices=ub.dated_prices(
                    ("2023-01-01", "30.17 ct/kWh"), ("2024-07-01", "28.33 ct/kWh")
                ),
            ),
            ub.StandingCharge(
                id="base",
                label=ub.Label("Base", "Grundpreis"),
                prices="133.33 EUR/year",
                proration="calendar_year",
            ),
        ],
    )
    readings = [ub.Reading("r", period.start, 1000), ub.Reading("r", period.end, 1000 + used)]
    return ub.Case(contract=contract, period=period, readings=readings, prices=sheet)


def foreign(made, market, *switches, number="A-1", sums=("net", "tax", "gross", "balance")):
    """Return the bill of a system that makes some choices otherwise."""
    held, rules = Configuration(switches).applied(made, market.billing)
    settlement = held.settle(Rules(rules))
    totals = settlement.totals
    amounts = {name: getattr(totals, name) for name in ("net", "tax", "gross", "payable")}
    amounts["balance"] = settlement.balance
    return ub.ForeignBill(
        number=number,
        contract=made.contract.id,
        positions=[
            ub.ForeignPosition(name=line.component, amount=line.amount, period=line.period)
            for line in settlement.charged
        ],
        sums={name: amounts[name] for name in sums},
    )


def switch(name, *cases, market=None):
    return next(held for held in switches_of(cases, market) if held.name == name)


def test_what_is_equal_is_equal(germany):
    made = case()
    report = ub.verify_bills([foreign(made, germany)], [made], germany)
    assert report
    assert (report.equal, report.causes, str(report.proposal)) == (1, (), "as it is")
    assert report.checks[0].compared == 6


@pytest.mark.parametrize(
    ("name", "cause", "position"),
    [
        ("proration=days_365", Cause.PRORATION, "base"),
        ("proration=months", Cause.PRORATION, "base"),
        ("spreading=linear", Cause.SPREADING, "energy"),
        ("price=first", Cause.PRICE, "energy"),
        ("price=last", Cause.PRICE, "energy"),
        ("line_rounding=down", Cause.ROUNDING, "base"),
        ("basis=gross", Cause.TAX, "net"),
    ],
)
def test_each_choice_is_named(germany, name, cause, position):
    made = case()
    report = ub.verify_bills([foreign(made, germany, switch(name, made))], [made], germany)
    found = {held.difference.name: held for held in report.checks[0].explained}
    assert found[position].cause is cause
    assert str(found[position].configuration) == name
    assert str(report.proposal) == name
    assert report.equal_under_proposal == 1


def test_two_choices_at_once(germany):
    made = case()
    both = [switch("proration=days_365", made), switch("spreading=linear", made)]
    report = ub.verify_bills([foreign(made, germany, *both)], [made], germany)
    assert report.proposal.families == {"proration", "spreading"}
    causes = {held.difference.name: held.cause for held in report.checks[0].explained}
    assert (causes["base"], causes["energy"]) == (Cause.PRORATION, Cause.SPREADING)
    assert Cause.UNEXPLAINED not in causes.values()


def test_positions_that_only_one_side_has(germany):
    made = case()
    old = foreign(made, germany)
    more = attrs.evolve(
        old,
        positions=(*old.positions[:-1], ub.ForeignPosition(name="Messung", amount=euro("9.00"))),
        sums={},
    )
    report = ub.verify_bills([more], [made], germany)
    found = {held.difference.name: held for held in report.checks[0].explained}
    assert {name: held.cause for name, held in found.items()} == {
        "base": Cause.MISSING_PRICE,
        "Messung": Cause.MISSING_PRICE,
    }
    assert found["base"].difference.theirs is None
    assert found["Messung"].difference.rest == euro("-9.00")


def test_labels_in_any_language_and_own_names_will_do(germany):
    made = case()
    old = foreign(made, germany)
    names = {"energy": "ARBEITSPREIS", "base": "Base  "}
    named = attrs.evolve(
        old, positions=[attrs.evolve(held, name=names[held.name]) for held in old.positions]
    )
    assert ub.verify_bills([named], [made], germany)
    own = attrs.evolve(
        old,
        positions=[
            attrs.evolve(held, name="AP" if held.name == "energy" else "GP")
            for held in old.positions
        ],
    )
    assert ub.verify_bills([own], [made], germany, names={"AP": "energy", "GP": "base"})


def test_equal_sums_of_other_lines_are_seen(germany):
    made = case()
    old = foreign(made, germany)
    first, second, *others = old.positions
    moved = attrs.evolve(
        old,
        positions=[
            attrs.evolve(first, amount=first.amount + euro("1.00")),
            attrs.evolve(second, amount=second.amount - euro("1.00")),
            *others,
        ],
    )
    report = ub.verify_bills([moved], [made], germany)
    rests = [held.difference.rest for held in report.checks[0].explained]
    assert rests == [euro("-1.00"), euro("1.00")]


def test_another_rate_of_tax(germany):
    made = case()
    net = foreign(made, germany).sums["net"].amount
    old = ub.ForeignBill(
        number="A-1",
        contract="C-1",
        sums={"net": euro(net), "tax": euro((net * Decimal("0.16")).quantize(Decimal("0.01")))},
    )
    (held,) = ub.verify_bills([old], [made], germany).checks[0].explained
    assert (held.difference.name, held.cause) == ("tax", Cause.TAX)


def test_what_nothing_explains_is_left_as_it_is(germany):
    made = case()
    old = foreign(made, germany)
    odd = attrs.evolve(
        old,
        positions=[
            attrs.evolve(held, amount=held.amount + euro("7.77")) if held.name == "base" else held
            for held in old.positions
        ],
        sums={},
    )
    (held,) = ub.verify_bills([odd], [made], germany).checks[0].explained
    assert (held.cause, held.configuration) == (Cause.UNEXPLAINED, None)
    assert held.difference.rest == euro("-7.77")


def test_the_choice_of_most_bills_is_found_among_noise(germany):
    """Seventeen bills by 365 days, two as they should be, one that nothing explains."""
    cases = [case(number, used=800 + 397 * number) for number in range(20)]
    by_days = switch("proration=days_365", *cases)
    bills = [
        foreign(made, germany, *((by_days,) if place < 17 else ()), number=f"A-{place}")
        for place, made in enumerate(cases)
    ]
    odd = bills[-1]
    bills[-1] = attrs.evolve(odd, sums=odd.sums | {"balance": euro("1.23")})
    report = ub.verify_bills(bills, cases, germany)
    assert str(report.proposal) == "proration=days_365"
    assert (report.equal, report.equal_under_proposal) == (2, 17)
    causes = {cause: count for cause, count, _ in report.causes}
    assert causes[Cause.UNEXPLAINED] == 1
    assert causes[Cause.PRORATION] >= 17


def test_what_cannot_be_compared_is_named(germany):
    made = case()
    broken = attrs.evolve(case(2), readings=())
    lone = case(9)
    stranger = foreign(case(3), germany, number="A-3")
    later = attrs.evolve(
        foreign(made, germany, number="A-4"),
        positions=[
            ub.ForeignPosition(
                name="energy", amount=euro("1.00"), period=ub.Period.of_month(2020, 1)
            )
        ],
    )
    bills = [foreign(made, germany), foreign(case(2), germany, number="A-2"), stranger, later]
    report = ub.verify_bills(bills, [made, broken, lone], germany)
    reasons = {held.what: held.reason for held in report.uncompared}
    assert "no case is for contract C-3" in reasons["A-3"]
    assert "holds the days of this bill" in reasons["A-4"]
    assert "A-2" in reasons
    assert "no bill of the other system" in reasons["C-9"]
    assert [check.number for check in report.checks] == ["A-1"]
    assert not report


def test_several_years_of_a_contract_are_told_apart_by_days(germany):
    years = [case(first=f"{year}-01-01", last=f"{year}-12-31") for year in (2023, 2024)]
    bills = [foreign(made, germany, number=str(made.period)) for made in years]
    assert ub.verify_bills(bills, years, germany)


def test_bills_that_are_none(germany):
    with pytest.raises(InvalidInputError, match="are on bill"):
        ub.ForeignBill(number="1", contract="C-1")
    with pytest.raises(InvalidInputError, match="is no sum"):
        ub.ForeignBill(number="1", contract="C-1", sums={"total": euro("1.00")})
    with pytest.raises(CurrencyMismatchError):
        ub.ForeignBill(
            number="1",
            contract="C-1",
            positions=[ub.ForeignPosition(name="x", amount=ub.Money("1.00", "SEK"))],
            sums={"net": euro("1.00")},
        )
    crowns = ub.ForeignBill(number="1", contract="C-1", sums={"net": ub.Money("1.00", "SEK")})
    (held,) = ub.verify_bills([crowns], [case()], germany).uncompared
    assert "is not that of the case" in held.reason


@settings(max_examples=40)
@given(testing.cases(), st.data())
def test_whatever_one_choice_did_is_found_again(germany, made, data):
    switches = switches_of([made], germany)
    chosen = data.draw(st.sampled_from(switches))
    try:
        old = foreign(made, germany, chosen)
    except ub.UtilbillError:
        reject()
    report = ub.verify_bills([old], [made], germany)
    (check,) = report.checks
    assert check.equal_under
    assert all(held.cause is not Cause.UNEXPLAINED for held in check.explained)
    assert len(report.proposal.switches) <= 1
