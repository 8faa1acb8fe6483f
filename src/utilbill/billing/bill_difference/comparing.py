"""Why is this bill different? Two bills in, parts that add up out."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from utilbill.billing.bill import Bill
from utilbill.billing.bill_difference.averaging import average_over_orders, in_steps
from utilbill.billing.bill_difference.factors import SWAPPED, Factor
from utilbill.billing.bill_difference.figures import figures, quantity_basis
from utilbill.billing.bill_difference.hybrids import gross_of
from utilbill.billing.bill_difference.positions import HEATING, NEW, OLD, SupplyPair, supplies
from utilbill.billing.bill_difference.result import BillDifference, DifferencePart, SupplyDifference
from utilbill.values.errors import CurrencyMismatchError, InvalidInputError
from utilbill.values.exact import exact, places, plain
from utilbill.values.explanation import decimal_of
from utilbill.values.money import Money, minor_unit
from utilbill.values.rounding import decimal_step

_NOTHING: Final = Fraction(0)


def difference(
    old: Bill,
    new: Bill,
    *,
    degree_days: Sequence[Decimal | int | str] | None = None,
) -> BillDifference:
    """Explain why one bill differs from another (Rechnungsvergleich, jämförelse, porównanie).

    Each factor is taken from the old or the new bill and the bill rated again; a part is what
    swapping its factor adds, averaged over all orders of swapping. The parts add up to the change
    of the balance exactly, cents by the largest remainder.

    Args:
        old: The bill to start from.
        new: The bill to explain.
        degree_days: Degree days of the old and of the new period, from a weather station. With
            them, gas and heat have a part for the weather, and quantity is use per degree day.

    Raises:
        CurrencyMismatchError: If the bills are in two currencies.
        InvalidInputError: If degree days are not two numbers above zero, or no bill is for gas or
            heat.

    Examples:
        >>> from utilbill import *
        >>> contract = Contract(id="C-1", supply_start="2022-01-01", supply_point=SupplyPoint(
        ...     commodity=Commodity.ELECTRICITY, registers=[Register("1-0:1.8.0")]))
        >>> def bill(year, price, closing):
        ...     sheet = PriceSheet(name="Plain", basis="net", components=[
        ...         UnitPrice(id="energy", label=Label("Energy"), prices=price)])
        ...     period = Period.of_year(year)
        ...     readings = [Reading("1-0:1.8.0", period.start, 0),
        ...                 Reading("1-0:1.8.0", period.end, closing)]
        ...     return combine([settle(contract, period, readings, sheet, market=market("DE"))])
        >>> found = difference(bill(2022, "20 ct/kWh", 3650), bill(2023, "30 ct/kWh", 7300))
        >>> for part in found.parts:  # 730.00 net at first, 2,190.00 then; 19 % tax
        ...     if part.amount:
        ...         print(part.factor.value, part.amount)
        quantity 1085.88 EUR
        price 651.52 EUR
        >>> print(found.amount)
        1737.40 EUR
    """
    if old.currency != new.currency:
        raise CurrencyMismatchError(
            "new", new.currency, f"does not fit {old.currency}", "Compare bills of one currency."
        )
    known = _degree_days(degree_days, old, new)
    found = tuple(_compared(supply, known) for supply in supplies(old, new, known))
    explained = sum((each.amount for each in found), Money.zero(new.currency))
    rounding = new.balance - old.balance - explained
    return BillDifference(
        found,
        DifferencePart(Factor.ROUNDING, rounding, Fraction(rounding.amount)),
        (old.totals.gross, new.totals.gross),
        (old.balance, new.balance),
        (old.number, new.number),
    )


def _degree_days(
    given: Sequence[Decimal | int | str] | None, old: Bill, new: Bill
) -> tuple[Fraction, Fraction] | None:
    if given is None:
        return None
    advice = "Give the degree days of the old and the new period, such as (3400, 3150)."
    if isinstance(given, str) or len(given) != len((old, new)):
        raise InvalidInputError("degree_days", given, "are not two numbers", advice)
    for held in (number for number in map(_number, given) if number <= 0):
        raise InvalidInputError("degree_days", plain(held), "are not above zero", advice)
    if not any(
        held.contract.supply_point.commodity in HEATING
        for held in (*old.settlements, *new.settlements)
    ):
        raise InvalidInputError(
            "degree_days", given, "matter for gas and heat only", "Leave them out."
        )
    first, second = map(_number, given)
    return Fraction(first), Fraction(second)


def _number(value: Decimal | int | str) -> Decimal:
    return exact(value, "degree_days")


def _compared(
    supply: SupplyPair, degree_days: tuple[Fraction, Fraction] | None
) -> SupplyDifference:
    currency = supply.either.currency
    zero = Money.zero(currency)
    old, new = supply.settlements
    gross = tuple(held.totals.gross if held else zero for held in (old, new))
    shares = average_over_orders(lambda swapped: _value(supply, swapped), len(SWAPPED))
    step = min(minor_unit(currency), decimal_step(places(decimal_of(sum(shares, _NOTHING)))))
    basis = quantity_basis(supply)
    parts = [
        DifferencePart(
            factor,
            Money(amount, currency),
            share,
            figures(supply, factor, degree_days),
            basis if factor is Factor.QUANTITY else None,
        )
        for factor, share, amount in zip(SWAPPED, shares, in_steps(shares, step), strict=True)
    ]
    deducted = (old.deducted if old else zero) - (new.deducted if new else zero)
    parts.append(
        DifferencePart(
            Factor.INSTALLMENTS,
            deducted,
            Fraction(deducted.amount),
            figures(supply, Factor.INSTALLMENTS, degree_days),
        )
    )
    return SupplyDifference(
        supply.either.contract.supply_point.commodity,
        (old.contract.id if old else None, new.contract.id if new else None),
        (old.period if old else None, new.period if new else None),
        (gross[OLD], gross[NEW]),
        tuple(parts),
    )


def _value(supply: SupplyPair, swapped: int) -> Fraction:
    """Return the gross amount once some factors are those of the new bill."""
    sides = {factor: NEW if swapped >> place & 1 else OLD for place, factor in enumerate(SWAPPED)}
    return Fraction(gross_of(supply, sides.__getitem__))
