"""The canonical form of a bill: what it was calculated from and came to, and nothing else.

Names, texts and languages stay outside, as do the parties: neither a translated label nor a new
name of a customer makes another bill. Numbers are written without trailing zeros, keys sorted.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from utilbill.billing.bill import Bill
from utilbill.billing.line import Absence, Line
from utilbill.billing.settlement import Settlement
from utilbill.billing.totals import TaxGroup, Totals
from utilbill.contracts.contract import Contract
from utilbill.installments.plan import Installment, InstallmentPlan
from utilbill.installments.received import ReceivedInstallment
from utilbill.metering.consumption import Interval
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.metering.load_curves import LoadCurve
from utilbill.metering.registers import Reading, Register
from utilbill.taxes.parts import TaxPart
from utilbill.taxes.vat import TaxRate
from utilbill.values.dated import Timeline
from utilbill.values.exact import multiply, plain
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Operation,
    Rounded,
    Row,
    Selection,
    Share,
    SumOfProducts,
)
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import Price, Quantity

Node = Mapping[str, Any] | list[Any] | str | int | None


def number(value: Decimal) -> str:
    """Write a number so that equal numbers are equal texts.

    Examples:
        >>> number(Decimal("3500.00")), number(Decimal("-0.0")), number(Decimal("1E+3"))
        ('3500', '0', '1000')
    """
    text = plain(value or Decimal(0))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: dt.date) -> str:
    return value.isoformat()


def _period(value: Period) -> str:
    return f"{value.start.isoformat()}/{value.end.isoformat()}"


def _money(value: Money) -> str:
    return f"{number(value.amount)} {value.currency}"


def _measure(value: Quantity | Price) -> str:
    return f"{number(value.amount)} {value.unit.symbol}"


def _rule(value: RoundingRule) -> str:
    return f"{number(value.step)} {value.mode.value}"


_WRITTEN: Final[Mapping[type, Callable[[Any], str]]] = {
    dt.date: _day,
    Period: _period,
    Money: _money,
    Quantity: _measure,
    Price: _measure,
    RoundingRule: _rule,
}


def _plain(value: object) -> str | None:
    """Write a single value; what is of no known kind raises, so that nothing is left out."""
    return None if value is None else _WRITTEN[type(value)](value)


def _explanation(node: Explanation) -> Node:
    if isinstance(node, Input | Constant):
        return [number(node.value), node.unit]
    if isinstance(node, Operation):
        return {node.operator: [_explanation(operand) for operand in node.operands]}
    if isinstance(node, Selection):
        return {node.rule: _explanation(node.chosen)}
    if isinstance(node, Rounded):
        return {"round": _explanation(node.operand), "by": _plain(node.rule)}
    if isinstance(node, SumOfProducts):
        return {"sum of": [_row(row) for row in node.rows]}
    return _share(node)


def _row(row: Row) -> Node:
    """Write a row as its digest: a year of quarter hours would be longer than all the rest."""
    text = " ".join(number(multiply(Decimal(count), row.step)) for count in row.counts)
    return [hashlib.sha256(text.encode()).hexdigest(), len(row.counts), row.unit]


def _share(node: Share) -> Node:
    return {
        "share": node.index,
        "of": _explanation(node.total),
        "weights": list(node.weights),
        "step": number(node.step),
    }


def _register(held: Register) -> Node:
    return {
        "id": held.id,
        "unit": held.unit.symbol,
        "digits": held.digits,
        "ratio": number(held.ratio),
        "meter": held.meter,
        "total_of": list(held.total_of),
        "part_of": held.part_of,
    }


def _reading(held: Reading) -> Node:
    return {
        "day": _plain(held.day),
        "value": number(held.value),
        "origin": held.origin.value,
        "meter": held.meter,
        "rollovers": held.rollovers,
        "range": held.estimate and [_plain(held.estimate.low), _plain(held.estimate.high)],
    }


def _interval(held: Interval) -> Node:
    return {
        "register": held.register,
        "opening": _reading(held.opening),
        "closing": _reading(held.closing),
        "amount": number(held.amount),
    }


def _curve(held: LoadCurve) -> Node:
    quality = [[run.first, run.stop, run.quality.value, run.rule] for run in held.series.quality]
    return {"register": held.register, "values": held.series.fingerprint, "quality": quality}


def _rate(held: TaxRate) -> Node:
    return [held.category.value, number(held.percent)]


def _line(held: Line) -> Node:
    return {
        "component": held.component,
        "charge": held.charge,
        "role": held.role.value,
        "kind": held.kind.value,
        "period": _plain(held.period),
        "registers": list(held.registers),
        "quantity": _plain(held.quantity),
        "count": _plain(held.count),
        "price": _plain(held.price),
        "measured": held.measured,
        "amount": _plain(held.amount),
        "basis": held.basis.value,
        "tax": _rate(held.tax),
        "how": _explanation(held.explanation),
    }


def _absence(held: Absence) -> Node:
    return {"component": held.component, "period": _plain(held.period)}


def _group(held: TaxGroup) -> Node:
    return {"rate": _rate(held.rate), "net": _plain(held.net), "tax": _plain(held.tax)}


def _totals(held: Totals) -> Node:
    return {
        "groups": [_group(group) for group in held.groups],
        "net": _plain(held.net),
        "tax": _plain(held.tax),
        "gross": _plain(held.gross),
        "rounding": _plain(held.rounding),
    }


def _part(held: TaxPart) -> Node:
    return {"rate": _rate(held.rate), "net": _plain(held.net), "tax": _plain(held.tax)}


def _received(held: ReceivedInstallment) -> Node:
    return {
        "day": _plain(held.day),
        "gross": _plain(held.gross),
        "parts": [_part(part) for part in held.parts],
    }


def _installment(held: Installment) -> Node:
    return {
        "due": _plain(held.due),
        "gross": _plain(held.gross),
        "parts": [_part(part) for part in held.parts],
    }


def _plan(held: InstallmentPlan) -> Node:
    return {
        "installments": [_installment(installment) for installment in held.installments],
        "remainder": _plain(held.remainder),
    }


def _factors(held: Timeline[Decimal], period: Period, known_on: dt.date | None) -> Node:
    return [[_plain(days), number(entry.value)] for days, entry in held.pieces(period, known_on)]


def _conversion(held: EnergyConversion, period: Period, known_on: dt.date | None) -> Node:
    return {
        "state_number": _factors(held.state_number, period, known_on),
        "calorific_value": _factors(held.calorific_value, period, known_on),
        "calorific_rounding": _plain(held.calorific_rounding),
        "rounding": _plain(held.rounding),
    }


def _contract(held: Contract) -> Node:
    return {
        "id": held.id,
        "commodity": held.supply_point.commodity.value,
        "registers": [_register(register) for register in held.supply_point.registers],
        "supply_start": _plain(held.supply_start),
        "supply_end": _plain(held.supply_end),
        "customer_class": held.customer_class.value,
        "billing_year_start": _plain(held.billing_year_start),
    }


def canonical_settlement(held: Settlement) -> Node:
    """Return the canonical form of a settlement as plain data.

    Not in it: the day whose knowledge was used, so that a bill that is seen again as it was known
    then is the same bill; findings and names; the version of the law, whose figures are in it.
    """
    used = held.consumption
    return {
        "contract": _contract(held.contract),
        "period": _plain(held.period),
        "kind": held.kind.value,
        "basis": held.basis.value,
        "intervals": [_interval(interval) for interval in used.intervals] if used else [],
        **({"curves": [_curve(curve) for curve in used.curves]} if used and used.curves else {}),
        "conversion": held.conversion and _conversion(held.conversion, held.period, held.known_on),
        "spreading": held.spreading,
        "tax_level": held.tax_level.value,
        "tax_rounding": _plain(held.tax_rounding),
        "payable_rounding": _plain(held.payable_rounding),
        "lines": [_line(line) for line in held.lines],
        "absences": [_absence(absence) for absence in held.absences],
        "totals": _totals(held.totals),
        "received": [_received(installment) for installment in held.received],
        "procedure": held.procedure.value,
        "demanded": [_installment(installment) for installment in held.demanded],
        "balance": _plain(held.balance),
        "rules_version": held.rules_version,
    }


def canonical_bill(bill: Bill) -> Node:
    """Return the canonical form of a bill as plain data; number and dates of issue are not in it.

    They are given to a bill when it is released, after it was calculated.
    """
    return {
        "settlements": [canonical_settlement(held) for held in bill.settlements],
        "totals": _totals(bill.totals),
        "balance": _plain(bill.balance),
        "plans": [_plan(plan) for plan in bill.next_plans],
    }


def canonical_form(held: Bill | Settlement) -> str:
    """Return the canonical form of a bill or a settlement: the same text on every machine.

    Examples:
        >>> from utilbill.billing.canonical import number
        >>> number(Decimal("119.00"))
        '119'
    """
    data = canonical_bill(held) if isinstance(held, Bill) else canonical_settlement(held)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
