"""A sentence per part of a difference: what changed, from what to what, and what it costs."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Final

import attrs

from utilbill.billing.bill_difference import (
    BillDifference,
    DifferencePart,
    Factor,
    FigureChange,
    QuantityBasis,
    SupplyDifference,
)
from utilbill.documents.difference_words import Figures, named, supply_names, word
from utilbill.documents.formats import Formats
from utilbill.values.explanation import Label
from utilbill.values.money import Money

#: A sentence longer than that says less; figures stand in the table, too.
MOST_WORDS: Final = 25

_ZERO: Final = Fraction(0)


def difference_sentences(difference: BillDifference, language: str = "en") -> tuple[str, ...]:
    """Explain a difference in sentences: the whole first, then a sentence per part.

    No sentence has more than 25 words or names a provision; parts of zero are left out. One supply
    takes at most eight sentences where neither weather nor payable rounding come in.

    Args:
        difference: The difference.
        language: ``de`` or ``en``.

    Examples:
        >>> import utilbill as ub
        >>> bills = [ub.bill_case(ub.load_case(f"examples/two-years-compared/{year}.yaml"))
        ...          for year in (2019, 2020)]
        >>> for sentence in difference_sentences(ub.difference(*bills), "de")[:3]:
        ...     print(sentence)
        Die Nachzahlung stieg von 49,17 auf 115,26 EUR: 66,09 EUR mehr.
        Es wurden 366 statt 365 Tage abgerechnet: 2,82 EUR mehr.
        Der Verbrauch je Tag stieg von 10 auf 10,5 kWh, der neue Wert ist geschätzt: 50,11 EUR mehr.
    """
    speaker = _Speaker(Formats(language))
    found = [speaker.whole(difference)]
    names = supply_names(difference, language)
    for name, supply in zip(names, difference.supplies, strict=True):
        for part in supply.parts:
            found += speaker.of_part(part, supply, name)
    found += speaker.of_part(difference.rounding)
    return tuple(found)


@attrs.frozen
class _Speaker:
    formats: Formats

    @property
    def _language(self) -> str:
        return self.formats.language

    def _word(self, key: str, *filled: object) -> str:
        return word(key, self._language).format(*filled)

    def _with_amount(self, reason: str, amount: Money) -> str:
        key = "more" if amount.amount > 0 else "less"
        reason = reason[:1].upper() + reason[1:]
        return self._word(key, reason, self.formats.money_with_currency(abs(amount)))

    def _balance(self, balance: Money) -> str:
        shown = self.formats.money_with_currency(abs(balance))
        if not balance:
            return shown
        return self._word("due" if balance.amount > 0 else "credit", shown)

    def whole(self, difference: BillDifference) -> str:
        old, new = map(self._balance, difference.balances)
        if not difference.amount:
            return self._word("ends_alike", new)
        if all(balance.amount > 0 for balance in difference.balances):
            return self._with_amount(self._of_one_kind(difference, "amount_due"), difference.amount)
        if all(balance.amount < 0 for balance in difference.balances):
            key = "less_credit" if difference.amount.amount > 0 else "more_credit"
            shown = self.formats.money_with_currency(abs(difference.amount))
            return self._word(key, self._of_one_kind(difference, "credit_of_bill"), shown)
        return self._with_amount(self._word("ends", new, old), difference.amount)

    def _of_one_kind(self, difference: BillDifference, kind: str) -> str:
        """Say how the amount due, or the credit, rose or fell."""
        old, new = map(abs, difference.balances)
        key = "rose" if new.amount > old.amount else "fell"
        shown = (self.formats.money(old), self.formats.money_with_currency(new))
        return self._word(key, self._word(kind), *shown)

    def of_part(
        self, part: DifferencePart, supply: SupplyDifference | None = None, name: str = ""
    ) -> list[str]:
        """Return the sentence of a part, the first that is short enough; none for zero."""
        if not part.amount:
            return []
        reasons = _Reasons(self.formats, part, supply)
        for reason in reasons.from_full_to_short():
            sentence = name + self._with_amount(reason, part.amount)
            if len(sentence.split()) <= MOST_WORDS:
                break
        return [sentence]


@attrs.frozen
class _Reasons:
    """The ways to say why a part is what it is, the fullest first."""

    formats: Formats
    part: DifferencePart
    supply: SupplyDifference | None

    @property
    def _figures(self) -> Figures:
        return Figures(self.formats)

    def _word(self, key: str, *filled: object) -> str:
        return word(key, self.formats.language).format(*filled)

    def _name(self, label: Label) -> str:
        return named(label, self.formats.language)

    def from_full_to_short(self) -> Iterator[str]:
        changes = self.part.changes
        yield from _WAYS[self.part.factor](self, changes)
        yield self._word(_SHORT[self.part.factor])

    def days(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        for change in changes:
            if change.old is None or change.new is None:
                yield self._word("only_new" if change.old is None else "only_old")
            elif change.old != change.new:
                old, new = self._figures.both(change)
                yield self._word("days", new, old)

    def weather(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        for change in changes:
            if change.old is not None and change.new is not None and change.old != change.new:
                old, new = self._figures.both(change)
                yield self._word("colder" if change.new > change.old else "warmer", new, old)

    def quantity(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        by_unit = {change.unit: change for change in changes}
        basis = self.part.quantity_basis
        used = next(iter(changes), None)
        if used is not None and basis is QuantityBasis.ESTIMATE_REPLACED and used.old != used.new:
            old, new = self._figures.both(used)
            unit = self._figures.unit(used)
            yield self._word("estimate_replaced", f"{old} {unit}", f"{new} {unit}")
        for way, unit in self._ways_of_use(used):
            change = by_unit.get(unit)
            if change and change.old is not None and change.new is not None:
                moved = self._moved(change, self._word(way))
                if moved:
                    yield moved + self._estimated(basis)
        counts = [change for change in changes if used and used.unit not in change.unit]
        for change in counts:
            if change.old is not None and change.new is not None:
                new, old = self._figures.turned(change)
                yield self._word("count", self._name(change.label), new, old)

    def _ways_of_use(self, used: FigureChange | None) -> list[tuple[str, str]]:
        if used is None:
            return []
        ways = [("use_per_degree_day", f"{used.unit}/K·day"), ("use_per_day", f"{used.unit}/day")]
        periods = self.supply.periods if self.supply else (None, None)
        if periods[0] and periods[1] and periods[0].days == periods[1].days:
            ways.insert(1, ("use", used.unit))
        return ways

    def _estimated(self, basis: QuantityBasis | None) -> str:
        if basis in _NAMED_BASES and basis is not None:
            return self._word(basis.value)
        return ""

    def _moved(self, change: FigureChange, name: str) -> str:
        """Say that a figure rose or fell; nothing if it did neither."""
        old, new = self._figures.pair(change)
        if change.old is None or change.new is None or change.old == change.new:
            return ""
        key = "rose" if change.new > change.old else "fell"
        return self._word(f"{key}_on_average" if change.averaged else key, name, old, new)

    def _changed(self, change: FigureChange, name: str) -> str:
        """Say how a price changed, came in or ended."""
        old, new = self._figures.pair(change)
        if change.old is None:
            return self._word("came", name, new)
        if change.new is None:
            return self._word("ended", name, f"{old} {self._figures.unit(change)}")
        return self._moved(change, name) or self._word("reckoned", name)

    def _some(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        """Yield two changes and how many others there are, then one."""
        for shown in (2, 1):
            if len(changes) >= shown:
                said = [self._changed(held, self._name(held.label)) for held in changes[:shown]]
                others = len(changes) - shown
                if others:
                    said.append(self._word("other" if others == 1 else "others", others))
                yield ", ".join(said)

    def price(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        yield from self._some(changes)
        if len(changes) > 1:
            yield self._word("prices", len(changes))

    def levies(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        if len(changes) <= 1:
            yield from self._some(changes)
            return
        if len({change.unit for change in changes}) == 1:
            whole = _together(changes)
            name = self._word("levies_together")
            if whole.old is not None and whole.new is not None:
                yield self._moved(whole, name) or self._word("levies", len(changes))
            else:
                yield self._changed(whole, name)
        yield self._word("levies", len(changes))

    def tax(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        for change in changes:
            moved = self._moved(change, self._word("tax"))
            if moved:
                yield moved

    def one_offs(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        if len(changes) == 1:
            change = changes[0]
            name = self._name(change.label)
            if change.old is not None and change.new is not None:
                yield self._word("one_off", name, *self._figures.turned(change))
            else:
                yield self._changed(change, name)
        if changes:
            yield self._word("one_offs", *self._figures.turned(_together(changes)))

    def installments(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        for change in changes:
            yield self._word("deducted", *self._figures.turned(change))

    def rounding(self, changes: Sequence[FigureChange]) -> Iterator[str]:
        del changes
        yield self._word("rounding")


def _together(changes: Sequence[FigureChange]) -> FigureChange:
    """Add figures of one unit up."""
    old, new = (
        sum(held, _ZERO) if (held := [value for value in values if value is not None]) else None
        for values in zip(*((change.old, change.new) for change in changes), strict=True)
    )
    return FigureChange(changes[0].label, old, new, changes[0].unit)


_NAMED_BASES: Final = frozenset(
    {QuantityBasis.OLD_ESTIMATED, QuantityBasis.NEW_ESTIMATED, QuantityBasis.ESTIMATED}
)
_Way = Callable[[_Reasons, Sequence[FigureChange]], Iterator[str]]
_WAYS: Final[dict[Factor, _Way]] = {
    Factor.DAYS: _Reasons.days,
    Factor.WEATHER: _Reasons.weather,
    Factor.QUANTITY: _Reasons.quantity,
    Factor.PRICE: _Reasons.price,
    Factor.LEVIES: _Reasons.levies,
    Factor.TAX: _Reasons.tax,
    Factor.ONE_OFFS: _Reasons.one_offs,
    Factor.INSTALLMENTS: _Reasons.installments,
    Factor.ROUNDING: _Reasons.rounding,
}
_SHORT: Final = {
    Factor.DAYS: "shares_of_time",
    Factor.WEATHER: "weather",
    Factor.QUANTITY: "quantities",
    Factor.PRICE: "price",
    Factor.LEVIES: "levy",
    Factor.TAX: "tax_reckoned",
    Factor.ONE_OFFS: "one_offs_differ",
    Factor.INSTALLMENTS: "installments_differ",
    Factor.ROUNDING: "rounding",
}
