"""What a type checker must say about the public names; checked by mypy, never run."""

import datetime as dt
from decimal import Decimal
from typing import assert_type

import utilbill as ub


def totals(settlement: ub.Settlement) -> None:
    assert_type(settlement.balance, ub.Money)
    assert_type(settlement.lines[0].amount.amount, Decimal)
    assert_type(settlement.lines[0].quantity, ub.Quantity | None)
    assert_type(settlement.records(), list[dict[str, object]])


def settle(contract: ub.Contract, readings: list[ub.Reading], sheet: ub.PriceSheet) -> ub.Bill:
    germany = ub.market("DE")
    assert_type(germany, ub.Market)
    settlement = ub.settle(contract, ub.Period.of_year(2024), readings, sheet, market=germany)
    assert_type(settlement, ub.Settlement)
    return ub.combine([settlement])


def many(cases: list[ub.Case]) -> None:
    for result in ub.settle_many(cases):
        assert_type(result, ub.Settled | ub.Blocked)
        if isinstance(result, ub.Blocked):
            assert_type(result.reason, ub.UtilbillError)


def law(book: ub.LawBook) -> Decimal | None:
    return book["de.vat.standard"].at(dt.date(2024, 1, 1)).value


def exact_only() -> None:
    ub.Money("1.00", "EUR")
    ub.Money(1.0, "EUR")  # type: ignore[arg-type]
    ub.Register("r", digits=6)
