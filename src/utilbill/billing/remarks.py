"""What a person should know about a settlement, beside its figures."""

import datetime as dt
from collections.abc import Sequence

from dateutil.relativedelta import relativedelta

from utilbill.billing.line import Absence, Line
from utilbill.billing.line_building import Pieces
from utilbill.billing.rules import BillingRules
from utilbill.billing.settlement import SettlementKind
from utilbill.billing.totals import Totals
from utilbill.contracts.contract import Contract
from utilbill.installments.received import ReceivedInstallment
from utilbill.metering.consumption import Consumption
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.metering.estimate import EstimationReason
from utilbill.metering.intervals import GapPolicy, QualityRun
from utilbill.metering.registers import Reading
from utilbill.tariffs.bonus import BONUS_RULE, Bonus
from utilbill.tariffs.component import (
    Component,
    Context,
    LineKind,
)
from utilbill.tariffs.components import OneOff
from utilbill.tariffs.event_price import EventPrice
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.exact import plain
from utilbill.values.explanation import Label, Selection
from utilbill.values.findings import Finding, Severity
from utilbill.values.period import Period

_NO_EVENT = Label("did not happen in the settled period", "kam im Abrechnungszeitraum nicht vor")


def on_estimates(used: Consumption | None) -> tuple[Finding, ...]:
    """Name estimated readings with the days that the bill prints for them."""
    if used is None:
        return ()
    readings: dict[Reading, Label] = {}
    for interval in used.intervals:
        if interval.measured:
            continue
        first, last = interval.period.start, interval.period.last
        start = Label(f"at the start of {first}", f"zu Beginn des {first:%d.%m.%Y}")
        end = Label(f"at the end of {last}", f"zum Ende des {last:%d.%m.%Y}")
        readings.setdefault(interval.opening, start)
        readings.setdefault(interval.closing, end)
    return tuple(
        _estimate(reading, when)
        for reading, when in readings.items()
        if not reading.origin.measured
    )


def on_formed_values(used: Consumption | None) -> tuple[Finding, ...]:
    """Name load curves that hold values which no meter counted, and the rules that formed them."""
    found: list[Finding] = []
    for curve in used.curves if used is not None else ():
        formed: dict[Label, int] = {}
        for run in curve.series.quality:
            if not run.quality.measured:
                how = _rule(run)
                formed[how] = formed.get(how, 0) + run.stop - run.first
        if formed:
            count, all_of = sum(formed.values()), len(curve.series)
            en = ", ".join(f"{how.en}: {many}" for how, many in formed.items())
            de = ", ".join(f"{how.in_language('de')}: {many}" for how, many in formed.items())
            message = Label(
                f"Load curve of {curve.register}: {count} of {all_of} values were formed ({en}).",
                f"Lastgang {curve.register}: {count} von {all_of} Werten wurden gebildet ({de}).",
            )
            found.append(Finding("formed_values", message, Severity.WARNING))
    return tuple(found)


def _rule(run: QualityRun) -> Label:
    policies = {policy.value: policy.label for policy in GapPolicy}
    rule = policies.get(run.rule, Label(run.rule)) if run.rule else None
    if rule is None:
        return run.quality.label
    kind = run.quality.label
    return Label(f"{kind.en}, {rule.en}", f"{kind.de}, {rule.in_language('de')}")


def _estimate(reading: Reading, when: Label) -> Finding:
    origin, basis = reading.origin.label, reading.estimate
    why = _in_words(reading.reason)
    if reading.factors:
        why = Label(f"{why.en}; {reading.factors}", f"{why.de}; {reading.factors}")
    if basis is not None:
        why = basis.basis
    message = Label(
        f"Register {reading.register} {when.en}: {origin.en} ({why.en}).",
        f"Zählwerk {reading.register} {when.de}: {origin.de} ({why.in_language('de')}).",
    )
    return Finding("estimated_reading", message, Severity.WARNING)


def _in_words(reason: str) -> Label:
    if not reason:
        return Label("no reason given", "ohne Angabe eines Grundes")
    known = {held.value: held.label for held in EstimationReason}
    return known.get(reason, Label(reason, reason))


def on_supply(
    rules: BillingRules,
    contract: Contract,
    period: Period,
    pieces: Sequence[tuple[Component, Pieces]],
) -> tuple[Finding, ...]:
    """Hold the changes of prices against the rules of basic and emergency supply."""
    if rules.supply is None or rules.law is None:
        return ()
    changes = {
        days.start
        for component, held in pieces
        if component.kind is LineKind.CHARGED and component.basis is None
        for days, _ in held[1:]
    }
    return rules.supply(rules.law, contract, period, sorted(changes))


def on_conversion(
    rules: BillingRules, conversion: EnergyConversion | None, period: Period
) -> tuple[Finding, ...]:
    """Name unusual factors of gas."""
    if conversion is None or rules.conversion is None or rules.law is None:
        return ()
    return rules.conversion(rules.law, conversion, period)


def on_bonuses(prices: PriceSheet, context: Context) -> tuple[Finding, ...]:
    """Say which bonus a customer does not get because supply ended too early."""
    end = context.supply_end
    if end is None or end != context.period.end:
        return ()
    bonuses = [held for held in prices.components if isinstance(held, Bonus)]
    missed = [(held, _months_missed(held, context, end)) for held in bonuses]
    return tuple(
        Finding(
            "bonus_not_granted",
            Label(
                f"{held.label.en}: not granted, as supply ended before {months} months were over.",
                f"{held.label.in_language('de')}: nicht gewährt, da die Lieferung vor Ablauf von "
                f"{months} Monaten endete.",
            ),
        )
        for held, months in missed
        if months
    )


def _months_missed(bonus: Bonus, context: Context, end: dt.date) -> int:
    """Return the months of supply that a bonus asked for in vain; 0 if it did not."""
    earned = bonus.earned_on(context)
    if earned >= end:
        return bonus.after_months
    lost = bonus.given_back_on(context) is not None and earned in context.period
    return bonus.stay_months if lost else 0


def on_bonus_lines(lines: Sequence[Line]) -> tuple[Finding, ...]:
    """Say why a bonus is not granted, or given back."""
    found = []
    for line in lines:
        node = line.explanation.operand
        if line.kind is not LineKind.CHARGED or not isinstance(node, Selection):
            continue
        if node.rule != BONUS_RULE or line.amount.amount < 0:
            continue
        code = "bonus_given_back" if line.amount else "bonus_not_granted"
        name, why = line.label, node.reason
        message = Label(
            f"{name.en}: {why.en}.", f"{name.in_language('de')}: {why.in_language('de')}."
        )
        found.append(Finding(code, message))
    return tuple(found)


def one_offs_beside(prices: PriceSheet, period: Period) -> tuple[Absence, ...]:
    """Return the one-off amounts of a price sheet whose day is none of the settled ones."""
    return tuple(
        Absence(
            held.id,
            period,
            Label(
                f"is of {held.on}, outside the settled period",
                f"ist vom {held.on:%d.%m.%Y}, außerhalb des Abrechnungszeitraums",
            ),
        )
        for held in prices.components
        if isinstance(held, OneOff) and held.on not in period
    )


def without_events(prices: PriceSheet, period: Period) -> tuple[Absence, ...]:
    """Return the prices per event of a price sheet for which nothing happened."""
    return tuple(
        Absence(held.id, period, _NO_EVENT)
        for held in prices.components
        if isinstance(held, EventPrice) and not held.happened(period)
    )


def on_one_offs(prices: PriceSheet, absences: Sequence[Absence]) -> tuple[Finding, ...]:
    """Name the one-off amounts that are not charged, so that none is lost unseen."""
    names = {held.id: held.label for held in prices.components}
    return tuple(
        Finding(
            "one_off_outside_period",
            Label(
                f"{names[held.component].en}: not charged here; it {held.reason.en}.",
                f"{names[held.component].in_language('de')}: hier nicht berechnet; der Posten "
                f"{held.reason.in_language('de')}.",
            ),
        )
        for held in absences
    )


def on_rates(lines: Sequence[Line]) -> tuple[Finding, ...]:
    """Name rates of tax that are not verified."""
    charged = (line.tax for line in lines if line.kind is LineKind.CHARGED)
    found = [
        Finding(
            "unverified_figure",
            Label(
                f"The rate of tax {plain(rate.percent)} % ({rate.reference}) is not verified.",
                f"Der Steuersatz {plain(rate.percent)} % ({rate.reference}) ist nicht geprüft.",
            ),
            Severity.WARNING,
        )
        for rate in charged
        if not rate.verified
    ]
    return tuple(dict.fromkeys(found))


def on_days_of_installments(
    received: Sequence[ReceivedInstallment], period: Period
) -> tuple[Finding, ...]:
    """Name installments of days before the settled period, or more than a month after it.

    They are deducted: an advance payment is early, and the last installment may be late.
    """
    outside = [
        held.day
        for held in received
        if not period.start <= held.day <= period.last + relativedelta(months=1)
    ]
    if not outside:
        return ()
    first = min(outside)
    message = Label(
        f"{len(outside)} of the installments received lie outside the settled period, the first on "
        f"{first}; they are deducted as paid for it.",
        f"{len(outside)} der erhaltenen Abschläge liegen außerhalb des Abrechnungszeitraums, der "
        f"erste am {first:%d.%m.%Y}; sie sind als dafür gezahlt abgezogen.",
    )
    return (Finding("installments_outside_period", message, Severity.WARNING),)


def on_untaxed(deducted: tuple[ReceivedInstallment, ...], totals: Totals) -> tuple[Finding, ...]:
    """Name installments that were requested without showing tax."""
    untaxed = [held for held in deducted if held.gross and not held.taxed]
    if not untaxed or not totals.tax:
        return ()
    message = Label(
        f"{len(untaxed)} installments were requested without showing value added tax; "
        "none of it is deducted.",
        f"{len(untaxed)} Abschläge wurden ohne Ausweis von Umsatzsteuer angefordert; "
        "es wird keine abgezogen.",
    )
    return (Finding("untaxed_installments", message),)


def on_document_days(
    kind: SettlementKind,
    contract: Contract,
    period: Period,
    *,
    issued: dt.date | None,
    due: dt.date | None,
) -> tuple[Finding, ...]:
    """Name days of a document that lie before the end of what it settles.

    An interim settlement may be written before its last day, of an estimate for example.
    """
    if kind is SettlementKind.INTERIM:
        return ()
    days = {
        "issued_before_end": (issued, Label("the bill is dated", "Die Rechnung ist datiert auf")),
        "due_before_end": (due, Label("the balance is due on", "Der Betrag ist fällig am")),
    }
    return tuple(
        Finding(
            code,
            Label(
                f"{contract.id}: {what.en} {day}, before the settled period ends on {period.last}.",
                f"{contract.id}: {what.in_language('de')} {day:%d.%m.%Y}, vor dem Ende des "
                f"abgerechneten Zeitraums am {period.last:%d.%m.%Y}.",
            ),
            Severity.WARNING,
        )
        for code, (day, what) in days.items()
        if day is not None and day < period.last
    )
