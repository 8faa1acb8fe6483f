"""Whether the days on a German bill are those that law allows."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from utilbill.billing.bill import Bill
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.contracts.contract import Commodity
from utilbill.law.errors import NotInForceError
from utilbill.law.parameter import LawBook
from utilbill.markets.de.deadlines import bill_deadline, earliest_due_date, longest_period
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity
from utilbill.values.period import Period

_GRID = (Commodity.ELECTRICITY, Commodity.GAS)
_LONGEST = {
    Commodity.ELECTRICITY: "EnWG § 40b Abs. 1",
    Commodity.GAS: "EnWG § 40b Abs. 1",
    Commodity.HEAT: "AVBFernwärmeV § 24 Abs. 1",
    Commodity.WATER: "AVBWasserV § 24 Abs. 1",
}
_DUE = {
    Commodity.ELECTRICITY: "EnWG § 40c Abs. 1",
    Commodity.GAS: "EnWG § 40c Abs. 1",
    Commodity.HEAT: "AVBFernwärmeV § 27 Abs. 1",
    Commodity.WATER: "AVBWasserV § 27 Abs. 1",
}


def check_dates(law: LawBook, bill: Bill) -> tuple[Finding, ...]:
    """Return what is wrong with the days of a bill, each with its provision and the lawful day.

    A period longer than a year; a bill later than six weeks after it (three of monthly bills of
    electricity), or dated before its end; a balance that is due too early. Nothing is said of days
    for which the figures of law are not held.
    """
    found: list[Finding] = []
    for settlement in bill.settlements:
        for check in (_length, _early, _late):
            with suppress(NotInForceError):
                found += check(law, bill, settlement)
    with suppress(NotInForceError):
        found += _due(law, bill)
    return tuple(found)


def _length(law: LawBook, bill: Bill, settlement: Settlement) -> Iterator[Finding]:
    del bill
    commodity, period = settlement.contract.supply_point.commodity, settlement.period
    if commodity not in _LONGEST:
        return
    longest = longest_period(law, period.start, commodity)
    if period.end > longest.end:
        yield _finding(
            "period_too_long",
            f"{settlement.contract.id}: the period ends on {period.last}, but one that begins on "
            f"{period.start} may last until {longest.last} ({_LONGEST[commodity]}).",
            f"{settlement.contract.id}: Der Zeitraum endet am {period.last:%d.%m.%Y}, beginnend am "
            f"{period.start:%d.%m.%Y} darf er bis {longest.last:%d.%m.%Y} dauern "
            f"({_LONGEST[commodity]}).",
        )


def _early(law: LawBook, bill: Bill, settlement: Settlement) -> Iterator[Finding]:
    del law
    issued, period = bill.document_date, settlement.period
    if issued is not None and issued < period.last:
        yield _finding(
            "issued_too_early",
            f"{settlement.contract.id}: the bill is dated {issued}, before its period ends on "
            f"{period.last}.",
            f"{settlement.contract.id}: Die Rechnung ist vom {issued:%d.%m.%Y}, vor dem Ende ihres "
            f"Zeitraums am {period.last:%d.%m.%Y}.",
        )


def _late(law: LawBook, bill: Bill, settlement: Settlement) -> Iterator[Finding]:
    issued, commodity = bill.document_date, settlement.contract.supply_point.commodity
    if issued is None or commodity not in _GRID:
        return
    period = settlement.period
    month = Period.of_month(period.start.year, period.start.month)
    regular = settlement.kind is not SettlementKind.FINAL and period == month
    monthly = regular and commodity is Commodity.ELECTRICITY
    latest = bill_deadline(law, period, monthly=monthly)
    if issued > latest:
        yield _finding(
            "issued_too_late",
            f"{settlement.contract.id}: the bill is dated {issued}; for a period that ends on "
            f"{period.last} it must be there until {latest} (EnWG § 40c Abs. 2).",
            f"{settlement.contract.id}: Die Rechnung ist vom {issued:%d.%m.%Y}; für einen Zeitraum "
            f"bis {period.last:%d.%m.%Y} ist sie bis {latest:%d.%m.%Y} bereitzustellen "
            f"(EnWG § 40c Abs. 2).",
        )


def _due(law: LawBook, bill: Bill) -> Iterator[Finding]:
    issued, due = bill.document_date, bill.due_date
    if issued is None or due is None or bill.account.amount <= 0:
        return
    references = [_DUE.get(held.contract.supply_point.commodity) for held in bill.settlements]
    reference = next((held for held in references if held), None)
    if reference is None:
        return
    earliest: dt.date = earliest_due_date(law, issued)
    if due < earliest:
        yield _finding(
            "due_too_early",
            f"The balance is due on {due}; of a bill received on {issued} it may be due from "
            f"{earliest} on ({reference}).",
            f"Der Betrag ist am {due:%d.%m.%Y} fällig; bei Zugang am {issued:%d.%m.%Y} frühestens "
            f"am {earliest:%d.%m.%Y} ({reference}).",
        )


def _finding(code: str, english: str, german: str) -> Finding:
    return Finding(f"dates.{code}", Label(english, german), Severity.WARNING)
