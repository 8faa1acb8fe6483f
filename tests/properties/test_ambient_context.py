"""The ambient decimal context changes nothing."""

from decimal import Context, localcontext

from hypothesis import given

import utilbill as ub
from utilbill.adapters.markets import read
from utilbill.testing import cases

GERMANY = ub.market("DE")


@given(cases(statutory=lambda: GERMANY.statutory.levies("electricity")))
def test_a_bill_is_the_same_in_a_narrow_context(case):
    expected = ub.combine([case.settle(GERMANY)])
    words = ub.bill_text(expected, "de")

    with localcontext(Context(prec=2)):
        found = ub.combine([case.settle(GERMANY)])
        assert ub.bill_to_json(found) == ub.bill_to_json(expected)
        assert ub.bill_text(found, "de") == words
        assert str(-ub.Money("1234.56", "EUR")) == "-1234.56 EUR"
        assert str(-ub.Quantity("1234.56", "kWh")) == "-1234.56 kWh"


def test_profiles_are_the_same_in_a_narrow_context():
    year = ub.Period.of_year(2031)
    with localcontext(Context(prec=2)):
        narrow = GERMANY.spreading("H25").weights.weight(year)
    fresh = read(_pack()).spreading("H25").weights.weight(year)
    assert narrow == fresh


def _pack():
    from utilbill.markets.de import PACK

    return PACK
