"""The bonus: a credit that is earned by staying, and given back by leaving too soon."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs
from dateutil.relativedelta import relativedelta

from utilbill.tariffs.component import ChargeRole, Context, Draft, Measure, QuantitySource
from utilbill.tariffs.components import ComponentBase
from utilbill.values.errors import InvalidInputError, MissingFieldError, UnitError
from utilbill.values.exact import exact
from utilbill.values.explanation import Constant, Input, Label, Operation, Selection
from utilbill.values.money import Money, as_money
from utilbill.values.period import ONE_DAY, Period
from utilbill.values.units import Quantity, convert

#: Name of the rule that chooses whether a bonus is granted or given back.
BONUS_RULE: Final = "bonus"


def _months(value: int | str, field: str) -> int:
    number = exact(value, field)
    if number != int(number) or number < 0:
        raise InvalidInputError(field, value, "is no count of months", "Give 0, 1, 2 and so on.")
    return int(number)


def _after_months(value: int | str) -> int:
    return _months(value, "after_months")


def _stay_months(value: int | str) -> int:
    return _months(value, "stay_months")


@attrs.frozen(kw_only=True)
class Bonus(ComponentBase):
    """A credit that is earned by staying (Bonus, bonus, premia).

    A bonus that was granted for staying is charged again (Rückforderung) on the last day of a
    supply that ends sooner than agreed, by the settlement that reaches that day. Without a least
    use it is taken as granted by the earlier settlement in which it was earned; with one, that
    settlement may have refused it, so that what it credited must be said.

    Attributes:
        amount: What the customer gets, above zero; net or gross as the price sheet.
        after_months: Months of supply after which it is earned, counted from the first day of
            supply; 0 grants it on the first day.
        stay_months: Months of supply that must be completed to keep it; 0 if it is kept for good.
        least_use: What must have been used in the months of supply that earn it, or in the settled
            period if it is granted on the first day; None for any use.
        earlier_use: What was used in those months before the settled period; None if not known.
        credited: What an earlier settlement credited, zero if it granted nothing; None if not
            known.

    Raises:
        InvalidInputError: If the amount is not above zero, more than it was credited, months are no
            whole numbers, or a bonus that is earned later than it must be stayed for asks for
            staying.

    Examples:
        >>> bonus = Bonus(id="welcome", label=Label("Welcome bonus"), amount=Money(60, "EUR"),
        ...               stay_months=12)
        >>> moved = Context(period=Period("2024-01-01", "2024-07-01"), registers=(), units=(),
        ...                 presence=(), anchor=dt.date(2024, 1, 1),
        ...                 supply_start=dt.date(2023, 10, 1), supply_end=dt.date(2024, 7, 1))
        >>> bonus.given_back_on(moved)
        datetime.date(2024, 6, 30)
    """

    amount: Money = attrs.field(converter=as_money)
    after_months: int = attrs.field(default=0, converter=_after_months)
    stay_months: int = attrs.field(default=0, converter=_stay_months)
    least_use: Quantity | None = None
    earlier_use: Quantity | None = None
    credited: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money)
    )
    role: ChargeRole = attrs.field(default=ChargeRole.BONUS, converter=ChargeRole)

    def __attrs_post_init__(self) -> None:
        if self.amount.amount <= 0:
            raise InvalidInputError(
                "amount", self.amount, "is not above zero", "Give what the customer gets."
            )
        if self.credited is not None and not 0 <= self.credited.amount <= self.amount.amount:
            raise InvalidInputError(
                "credited",
                self.credited,
                f"lies outside 0 to {self.amount}, the bonus",
                "Give what an earlier bill credited; 0 if it granted nothing.",
            )
        if self.earlier_use is not None and self.earlier_use.amount < 0:
            raise InvalidInputError(
                "earlier_use", self.earlier_use, "is below zero", "Give what was used."
            )
        if 0 < self.stay_months <= self.after_months:
            raise InvalidInputError(
                "stay_months",
                self.stay_months,
                f"are over when the bonus is earned after {self.after_months} months",
                "Leave it out: who leaves sooner never earned it.",
            )

    @property
    def measure(self) -> Measure:
        """It prices an event."""
        return Measure.EVENT

    def earned_on(self, context: Context) -> dt.date:
        """Return the last day of the months of supply that earn it."""
        if not self.after_months:
            return context.supply_start
        return _months_later(context.supply_start, self.after_months) - ONE_DAY

    def given_back_on(self, context: Context) -> dt.date | None:
        """Return the last day of a supply that ended too soon to keep it; None if it is kept."""
        end = context.supply_end
        kept = _months_later(context.supply_start, self.stay_months)
        return None if end is None or end >= kept else end - ONE_DAY

    def pieces(self, context: Context) -> Sequence[tuple[Period, Money]]:
        """Return the whole period if the bonus is earned or given back in it.

        It is cut after the months that earn the bonus, where their use counts.
        """
        if not self._days(context):
            return ()
        runs: Sequence[Period] = (context.period,)
        if self.least_use is not None and self.earned_on(context) in context.period:
            runs = context.period.split_at((self._earning(context).end,))
        return tuple((days, self.amount) for days in runs)

    def _earning(self, context: Context) -> Period:
        """Return the days of the settled period whose use counts."""
        if not self.after_months:
            return context.period
        return Period(context.period.start, self.earned_on(context) + ONE_DAY)

    def _days(self, context: Context) -> dict[dt.date, int]:
        """Return the days on which something happens, and its sign."""
        earned, back = self.earned_on(context), self.given_back_on(context)
        ended = context.supply_end is not None and context.supply_end <= earned
        if ended:
            return {}
        if earned in context.period:
            return {} if back is not None and back in context.period else {earned: -1}
        return {back: 1} if back is not None and back in context.period else {}

    def drafts(
        self, days: Period, held: Money, quantities: QuantitySource, context: Context
    ) -> Sequence[Draft]:
        """Credit the bonus once, or charge it again."""
        drafts = []
        for day, sign in self._days(context).items():
            if day not in days:
                continue
            if sign < 0:
                times, reason = self._earned(day, quantities, context)
            else:
                held = self._granted(held, context)
                times, reason = sign if held else 0, self._left(day)
            amount = Input(self.label, held.amount, held.currency, self.source)
            node = Operation("*", (Constant(Decimal(times), "1"), amount))
            chosen = Selection(node, BONUS_RULE, reason, self.source)
            label = self.label if times <= 0 else _given_back(self.label)
            drafts.append(Draft(Period(day, day + ONE_DAY), chosen, held.currency, label=label))
        return drafts

    def _earned(
        self, day: dt.date, quantities: QuantitySource, context: Context
    ) -> tuple[int, Label]:
        reason = Label(
            f"earned on {day} after {self.after_months} months of supply",
            f"verdient am {day:%d.%m.%Y} nach {self.after_months} Monaten Lieferung",
        )
        if self.credited:
            raise InvalidInputError(
                "credited",
                self.credited,
                f"does not go with a bonus that is earned on {day}, in the settled period",
                "Leave it out, or correct the day on which supply began.",
            )
        if self.least_use is None:
            return -1, reason
        used = self._used(quantities, context, self.least_use)
        days = Period(
            context.supply_start if self.after_months else context.period.start,
            self._earning(context).end,
        )
        english, german = (
            f"between {days.start} and {days.last}",
            f"vom {days.start:%d.%m.%Y} bis zum {days.last:%d.%m.%Y}",
        )
        if used.amount >= self.least_use.amount:
            return -1, Label(
                f"{reason.en} and at least {self.least_use} {english}",
                f"{reason.in_language('de')} und mindestens {_german(self.least_use)} {german}",
            )
        if self._begins_before(context) and self.earlier_use is None:
            raise MissingFieldError(
                "earlier_use",
                "nothing",
                f"must be given for {self.id}: {used} of {self.least_use} were used in the settled "
                f"period, but the months that earn the bonus began on {context.supply_start}",
                f"Give what was used from then until {context.period.start - ONE_DAY}.",
            )
        least = _german(self.least_use)
        return 0, Label(
            f"not earned: only {used} of {self.least_use} were used {english}",
            f"nicht verdient: nur {_german(used)} von {least} verbraucht {german}",
        )

    def _begins_before(self, context: Context) -> bool:
        return bool(self.after_months) and context.supply_start < context.period.start

    def _used(self, quantities: QuantitySource, context: Context, least: Quantity) -> Quantity:
        total = Quantity(0, least.unit)
        days = self._earning(context)
        try:
            if self.earlier_use is not None:
                self._check_earlier(self.earlier_use, context)
                total += self.earlier_use.to(least.unit)
            for name, unit in zip(context.registers, context.units, strict=True):
                amount, _, _ = quantities.over((name,), days)
                total += Quantity(convert(amount, unit, least.unit), least.unit)
        except UnitError as error:
            error.concerning(self)
            raise
        return total

    def _check_earlier(self, used: Quantity, context: Context) -> None:
        if not self._begins_before(context):
            raise InvalidInputError(
                "earlier_use",
                used,
                f"lies before {context.period.start}, the first day whose use counts",
                "Leave it out.",
            )

    def _granted(self, amount: Money, context: Context) -> Money:
        """Return what there is to give back."""
        if self.credited is not None:
            return self.credited
        if self.least_use is not None:
            raise MissingFieldError(
                "credited",
                "nothing",
                f"must be given for {self.id}: it is given back, but was earned before the settled "
                f"period, on {self.earned_on(context)}, and only with a use of {self.least_use}",
                f"Say what an earlier bill credited: {amount}, or 0 {amount.currency}.",
            )
        return amount

    def _left(self, day: dt.date) -> Label:
        english = f"supply ended on {day}, before {self.stay_months} months were over"
        german = f"Lieferende am {day:%d.%m.%Y}, vor Ablauf von {self.stay_months} Monaten"
        if self.credited is None:
            return Label(
                f"given back as granted before: {english}",
                f"zurückgefordert wie früher gewährt: {german}",
            )
        if not self.credited:
            return Label(
                f"nothing to give back, as nothing was credited: {english}",
                f"keine Rückforderung, da nichts gutgeschrieben wurde: {german}",
            )
        return Label(
            f"given back as credited before: {english}",
            f"zurückgefordert wie früher gutgeschrieben: {german}",
        )


def _german(held: Quantity) -> str:
    return str(held).replace(".", ",")


def _given_back(label: Label) -> Label:
    return Label(f"{label.en}, given back", f"{label.in_language('de')}, Rückforderung")


def _months_later(day: dt.date, months: int) -> dt.date:
    try:
        end = day + relativedelta(months=months)
        # A month without that day ends with its last one, which still belongs to the time.
        return end if end.day == day.day else end + ONE_DAY
    except (OverflowError, ValueError):
        return dt.date.max
