"""The whole bill, from readings to what is due."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from utilbill.testing.arithmetic import to_step
from utilbill.testing.reference.desk import Desk
from utilbill.testing.reference.gas import converted
from utilbill.testing.reference.lines import lines_of
from utilbill.testing.reference.metering import Metered, metered
from utilbill.testing.reference.model import ReferenceBill
from utilbill.testing.reference.tax import groups

if TYPE_CHECKING:
    from utilbill.billing.rules import HasBillingRules
    from utilbill.billing.settling import Case


def reference_bill(case: "Case", market: "HasBillingRules") -> ReferenceBill:
    """Calculate a bill the slow and obvious way.

    Every day of the period is looked at by itself: which price was known to hold, how much of each
    register falls on it, how much of the year it is, which rate of tax. Days that share all of this
    are one line, which is rounded once, as the case's rules state.

    Args:
        case: What to settle.
        market: Its rules, law and lawful ways of spreading, read as data. Profiles are asked for
            the weight of one day at a time.

    Raises:
        OutsideReferenceError: If the case holds what it does not know: a component of one's own,
            reliefs, a day without a price or past the horizon of the law.

    Examples:
        >>> from utilbill import *
        >>> from utilbill.billing.settling import Case
        >>> year, germany = Period.of_year(2024), market("DE")
        >>> point = SupplyPoint(commodity="electricity", registers=[Register("r")])
        >>> case = Case(
        ...     contract=Contract(id="c", supply_start=year.start, supply_point=point), period=year,
        ...     readings=[Reading("r", year.start, 0), Reading("r", year.end, 1000)],
        ...     prices=PriceSheet(name="Plain", basis="net", components=[
        ...         UnitPrice(id="energy", label=Label("Energy"), prices="25.55 ct/kWh")]))
        >>> bill = reference_bill(case, germany)
        >>> bill.net, bill.tax, bill.balance
        (Fraction(511, 2), Fraction(971, 20), Fraction(6081, 20))
    """
    rules = market.billing
    case = _as_known(case)
    volumes = metered(case) if case.contract.supply_point.registers else Metered((), {}, ())
    way = case.spreading or (rules.spreading and rules.spreading(case.contract, case.period))
    used = volumes if case.conversion is None else converted(case, volumes, way)
    lines, absences = lines_of(Desk(case, rules, used, way))
    level = (case.tax_level or rules.tax_level).value
    held = groups(
        lines,
        net=case.prices.basis.value == "net",
        per_line=level == "line",
        rule=rules.tax_rounding,
    )
    net, tax = _sum(group.net for group in held), _sum(group.tax for group in held)
    payable = net + tax
    if rules.payable_rounding is not None:
        payable = to_step(payable, rules.payable_rounding)
    paid = _sum(Fraction(held.gross.amount) for held in case.received)
    invoiced = case.procedure.value == "invoiced"
    asked: Any = case.demanded if invoiced else case.received
    deducted = _sum(Fraction(held.gross.amount) for held in asked)
    deducted_tax = _sum(Fraction(part.tax.amount) for held in asked for part in held.parts)
    return ReferenceBill(
        used={name: _sum(stretch.amount for stretch in used.of(name)) for name in used.names},
        lines=tuple(lines),
        absences=tuple(absences),
        groups=held,
        net=net,
        tax=tax,
        gross=net + tax,
        payable=payable,
        paid=paid,
        deducted=deducted,
        deducted_tax=deducted_tax,
        unpaid=deducted - paid if invoiced else Fraction(0),
        balance=payable - deducted,
        balance_tax=tax - deducted_tax,
        balance_net=payable - deducted - (tax - deducted_tax),
    )


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, Fraction(0))


def _as_known(case: Any) -> Any:
    """Take the one version of contract, prices and factors that was known last."""
    names = ("contract", "prices", "conversion")
    return attrs.evolve(
        case, **{name: _known_last(getattr(case, name), case.known_on) for name in names}
    )


def _known_last(held: Any, known_on: dt.date | None) -> Any:
    if not hasattr(held, "versions"):
        return held
    known = [
        (version.known_since or dt.date.min, place)
        for place, version in enumerate(held.versions)
        if known_on is None or version.known_since is None or version.known_since <= known_on
    ]
    return held.versions[max(known)[-1]].value
