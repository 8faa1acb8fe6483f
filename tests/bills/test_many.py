"""One bad meter does not stop a town."""

import attrs
import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.testing import cases
from utilbill.values import errors as e

GERMANY = ub.market("DE")


@given(st.lists(cases(), min_size=1, max_size=4), st.data())
def test_a_case_that_cannot_be_settled_is_blocked_with_its_reason(town, data):
    bad = data.draw(st.integers(0, len(town) - 1))
    town[bad] = attrs.evolve(town[bad], readings=())

    results = ub.settle_many(town, GERMANY)

    for index, result in enumerate(results):
        if index == bad:
            assert isinstance(result, ub.Blocked)
            assert isinstance(result.reason, e.MissingReadingError)
            assert result.case is town[bad]
        else:
            assert isinstance(result, ub.Settled)


def plain(**more):
    period = ub.Period.of_year(2024)
    contract = ub.Contract(
        id="c",
        supply_start="2024-01-01",
        supply_point=ub.SupplyPoint(commodity="electricity", registers=[ub.Register("r")]),
    )
    sheet = ub.PriceSheet(
        name="s",
        basis="net",
        components=[ub.UnitPrice(id="e", label=ub.Label("e"), prices="30 öre/kWh")],
    )
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 1000)]
    return ub.settle(contract, period, readings, sheet, **more)


def test_without_a_market_the_caller_gives_the_tax():
    bill = plain(taxation=ub.FixedTaxation({ub.TaxCategory.STANDARD: 25}))
    assert (bill.totals.net, bill.totals.tax) == (ub.Money(300, "SEK"), ub.Money(75, "SEK"))
    with pytest.raises(e.MissingChoiceError, match="leaves the tax open"):
        plain()
    with pytest.raises(e.MissingChoiceError, match="has no rate"):
        plain(taxation=ub.FixedTaxation({ub.TaxCategory.REDUCED: 25}))


def test_a_full_rate_without_a_market_is_the_standard_one():
    rates = ub.FixedTaxation({ub.TaxCategory.STANDARD: 25})
    day = ub.Period.of_year(2024).start
    assert rates.rate(ub.TaxCategory.FULL, "gas", day).percent == 25
    assert rates.rate(ub.TaxCategory.EXEMPT, "gas", day).percent == 0


def test_the_payable_amount_may_be_rounded(germany):
    rule = ub.RoundingRule("krona", 1)
    market = attrs.evolve(germany, billing=attrs.evolve(germany.billing, payable_rounding=rule))
    bill = plain(market=market)
    # 300.00 SEK and 19 % are 357.00 SEK; nothing to round, so a discount makes it crooked.
    assert bill.balance == ub.Money(357, "SEK")
    sheet = ub.PriceSheet(
        name="s",
        basis="gross",
        components=[ub.UnitPrice(id="e", label=ub.Label("e"), prices="35.67 öre/kWh")],
    )
    crooked = ub.settle(
        bill.contract, bill.period, [ub.Reading("r", "2024-01-01", 0),
        ub.Reading("r", "2025-01-01", 1000)], sheet, market=market,
    )  # fmt: skip
    assert (crooked.totals.gross, crooked.totals.rounding, crooked.balance) == (
        ub.Money("356.70", "SEK"), ub.Money("0.30", "SEK"), ub.Money(357, "SEK"),
    )  # fmt: skip
    assert "0.30" in ub.bill_text(ub.combine([crooked]), "en")
