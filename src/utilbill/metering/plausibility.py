"""Is a reading plausible? Verdicts that name their rule and its bounds (Plausibilisierung)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

import attrs

from utilbill.metering.consumption import consumption
from utilbill.metering.estimate import Estimate
from utilbill.metering.registers import Reading, Register
from utilbill.values.errors import ReadingBackwardsError, UtilbillError
from utilbill.values.exact import exact, multiply, plain
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity
from utilbill.values.german import german
from utilbill.values.period import Period
from utilbill.values.units import Quantity

#: Names of the rules in German.
_RULES: Final = {
    "runs_forward": "Vorwärtslauf",
    "is_a_reading": "lesbarer Stand",
    "not_zero": "Nullverbrauch",
    "possible_by_connection": "Anschlussleistung",
    "in_expected_range": "erwarteter Bereich",
    "not_far_above": "höchstens ein Vielfaches",
    "not_far_below": "mindestens ein Anteil",
}
_HOURS_OF_DAY: Final = dt.timedelta(days=1) // dt.timedelta(hours=1)


@attrs.frozen(kw_only=True)
class Verdict:
    """What one rule says about a reading.

    Attributes:
        rule: Name of the rule.
        passed: Whether the reading passes.
        found: What the rule looked at: the reading, or the use that it means.
        low: Lower bound of the rule; None if it has none.
        high: Upper bound.
        reason: One sentence for people.
    """

    rule: str
    passed: bool
    found: Quantity
    low: Quantity | None = None
    high: Quantity | None = None
    reason: Label

    def __str__(self) -> str:
        word = "passed" if self.passed else "failed"
        return f"{self.rule} {word}: {self.reason}"


@attrs.frozen(kw_only=True)
class PlausibilityRules:
    """Which rules a reading must pass, with their bounds; policy, not law.

    Attributes:
        zero_is_doubtful: Whether a use of nothing asks for a second look.
        most_times_expected: How many times the expected use is still plausible; None for no rule.
        least_times_expected: The least share of it; None for no rule.
        connected_power: What the connection can carry [kW], for electricity; None for no rule.
    """

    zero_is_doubtful: bool = True
    most_times_expected: Decimal | None = attrs.field(
        default=None, converter=attrs.converters.optional(exact)
    )
    least_times_expected: Decimal | None = attrs.field(
        default=None, converter=attrs.converters.optional(exact)
    )
    connected_power: Quantity | None = None


def check_reading(
    register: Register,
    opening: Reading,
    candidate: Reading,
    expected: Estimate | None,
    rules: PlausibilityRules,
) -> tuple[Verdict, ...]:
    """Hold a reading against what was expected.

    Args:
        register: The register.
        opening: The reading before.
        candidate: The reading to judge: of the customer, the operator, or remote.
        expected: What is expected to have been used since; None if nobody knows.
        rules: The rules.

    Returns:
        One verdict per rule that could be applied, failed ones included.

    Examples:
        >>> register = Register("r", digits=6)
        >>> low = check_reading(register, Reading("r", "2024-01-01", 1000),
        ...                     Reading("r", "2025-01-01", 990), None, PlausibilityRules())
        >>> print(low[0])
        runs_forward failed: the register would run backwards (1000 → 990)
    """
    shown = Quantity(candidate.value, register.unit)
    span = f"{plain(opening.value)} → {plain(candidate.value)}"
    try:
        period = Period(opening.day, candidate.day)
        used = consumption([register], [opening, candidate], period).total
    except ReadingBackwardsError:
        backwards = Verdict(
            rule="runs_forward",
            passed=False,
            found=shown,
            low=Quantity(opening.value, register.unit),
            reason=Label(
                f"the register would run backwards ({span})",
                f"das Zählwerk liefe rückwärts ({span})",
            ),
        )
        return (backwards,)
    except UtilbillError as error:
        return (Verdict(rule="is_a_reading", passed=False, found=shown, reason=Label(str(error))),)
    forward = Label(f"{span} means {used}", f"{span} bedeutet {german(used)}")
    verdicts = [Verdict(rule="runs_forward", passed=True, found=shown, reason=forward)]
    if rules.zero_is_doubtful:
        verdicts.append(_not_zero(used))
    if rules.connected_power is not None:
        verdicts.append(_possible(used, rules.connected_power, period))
    if expected is not None:
        verdicts.append(_in_range(used, expected))
        verdicts += _in_times(used, expected, rules)
    return tuple(verdicts)


def _not_zero(used: Quantity) -> Verdict:
    return Verdict(
        rule="not_zero",
        passed=bool(used.amount),
        found=used,
        low=Quantity(0, used.unit),
        reason=Label(f"{used} were used", f"Verbrauch {german(used)}"),
    )


def _possible(used: Quantity, power: Quantity, period: Period) -> Verdict:
    hours = Decimal(period.days * _HOURS_OF_DAY)
    most = Quantity(multiply(power.to("kW").amount, hours), "kWh")
    return Verdict(
        rule="possible_by_connection",
        passed=used.to(most.unit).amount <= most.amount,
        found=used,
        high=most,
        reason=Label(
            f"{used} against at most {most} through {power}",
            f"{german(used)} gegenüber höchstens {german(most)} bei {german(power)}",
        ),
    )


def _in_range(used: Quantity, expected: Estimate) -> Verdict:
    low, high = expected.low, expected.high
    return Verdict(
        rule="in_expected_range",
        passed=used in expected,
        found=used,
        low=low,
        high=high,
        reason=Label(
            f"{used} against {low} to {high} expected",
            f"{german(used)} gegenüber erwarteten {german(low)} bis {german(high)}",
        ),
    )


def _in_times(used: Quantity, expected: Estimate, rules: PlausibilityRules) -> Iterator[Verdict]:
    best = expected.quantity
    for name, times in (
        ("not_far_above", rules.most_times_expected),
        ("not_far_below", rules.least_times_expected),
    ):
        if times is None:
            continue
        bound = Quantity(multiply(best.amount, times), best.unit)
        above = name == "not_far_above"
        amount = used.to(best.unit).amount
        yield Verdict(
            rule=name,
            passed=amount <= bound.amount if above else amount >= bound.amount,
            found=used,
            low=None if above else bound,
            high=bound if above else None,
            reason=Label(
                f"{used} against {bound}, {plain(times)} times the expected {best}",
                f"{german(used)} gegenüber {german(bound)}, dem "
                f"{plain(times).replace('.', ',')}-Fachen der erwarteten {german(best)}",
            ),
        )


def doubts(reading: Reading, verdicts: Iterable[Verdict]) -> tuple[Finding, ...]:
    """Return findings for the rules that a reading failed."""
    en = f"Register {reading.register} on {reading.day}"
    de = f"Zählwerk {reading.register} am {reading.day:%d.%m.%Y}"
    return tuple(
        Finding(
            f"doubtful_reading.{held.rule}",
            Label(
                f"{en} is doubtful by the rule {held.rule}: {held.reason.en}.",
                f"{de} ist zweifelhaft nach der Regel {_RULES.get(held.rule, held.rule)}: "
                f"{held.reason.in_language('de')}.",
            ),
            Severity.WARNING,
        )
        for held in verdicts
        if not held.passed
    )
