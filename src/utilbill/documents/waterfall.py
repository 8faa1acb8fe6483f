"""A waterfall plot: from the old balance over every part to the new one, as a drawing (SVG).

With the standard library alone, so that a notebook shows it without any extra installed.
"""

from fractions import Fraction
from html import escape
from typing import Final

import attrs

from utilbill.billing.bill_difference import BillDifference
from utilbill.documents.difference_words import FACTORS, supply_names, word
from utilbill.documents.formats import Formats
from utilbill.values.money import Money

#: Sizes in pixels; letters are counted as wide as most are at most.
LABELS: Final = 190
BARS: Final = 420
AMOUNTS: Final = 110
LETTER: Final = 8
ROW: Final = 30
BAR: Final = 18
_THINNEST: Final = 1
_TEXT: Final = 13
_MARGIN: Final = 8

_TOTAL: Final = "#57606a"
_MORE: Final = "#bc4c00"
_LESS: Final = "#1a7f37"


@attrs.frozen
class Step:
    """A bar: from one balance to another.

    Attributes:
        label: What it is.
        start: Where it begins.
        end: Where it ends.
        total: Whether it shows a balance, and not what changes it.
    """

    label: str
    start: Money
    end: Money
    total: bool = False

    @property
    def shown(self) -> Money:
        """The amount beside the bar."""
        return self.end if self.total else self.end - self.start


@attrs.frozen
class Waterfall:
    """A plot of a difference (Wasserfalldiagramm); it shows itself in notebooks.

    Attributes:
        title: Its title, read aloud by screen readers.
        steps: Its bars, from the old to the new balance.
        language: Language of its numbers.
    """

    title: str
    steps: tuple[Step, ...]
    language: str = "en"

    @property
    def svg(self) -> str:
        """The plot as an SVG element."""
        width, height = self._width, ROW * len(self.steps) + 2 * _MARGIN
        rows = "".join(self._row(place, step) for place, step in enumerate(self.steps))
        zero = self._x(Fraction(0))
        axis = (
            f'<line x1="{zero}" x2="{zero}" y1="{_MARGIN}" y2="{height - _MARGIN}" '
            f'stroke="{_TOTAL}" stroke-width="1"/>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" font-family="sans-serif" '
            f'font-size="{_TEXT}" fill="currentColor">'
            f"<title>{escape(self.title)}</title>{axis}{rows}</svg>"
        )

    @property
    def _labels(self) -> int:
        return max(LABELS, LETTER * max(len(step.label) for step in self.steps))

    @property
    def _width(self) -> int:
        amounts = max(len(self._amount(step)) for step in self.steps)
        return self._labels + BARS + max(AMOUNTS, LETTER * (amounts + 1))

    def _amount(self, step: Step) -> str:
        formats = Formats(self.language)
        if step.total:
            return formats.money_with_currency(step.shown)
        sign = "+" if step.shown.amount > 0 else ""
        return f"{sign}{formats.money_with_currency(step.shown)}"

    def _row(self, place: int, step: Step) -> str:
        top = _MARGIN + ROW * place + (ROW - BAR) // 2
        base = top + BAR - (BAR - _TEXT)
        left, right = sorted(self._x(Fraction(held.amount)) for held in (step.start, step.end))
        color = _TOTAL if step.total else _MORE if step.shown.amount > 0 else _LESS
        end, last = self._x(Fraction(step.end.amount)), place == len(self.steps) - 1
        to_the_next = (
            f'<line x1="{end}" x2="{end}" y1="{top + BAR}" y2="{top + ROW}" '
            f'stroke="{_TOTAL}" stroke-width="1"/>'
        )
        return (
            f'<text x="0" y="{base}">{escape(step.label)}</text>'
            f'<rect x="{left}" y="{top}" width="{max(right - left, _THINNEST)}" height="{BAR}" '
            f'fill="{color}"/>'
            f'<text x="{self._width}" y="{base}" text-anchor="end">'
            f"{escape(self._amount(step))}</text>{'' if last else to_the_next}"
        )

    def _x(self, amount: Fraction) -> int:
        """Return the place of an amount, between the smallest and the largest one."""
        held = [Fraction(0)]
        held += [Fraction(end.amount) for step in self.steps for end in (step.start, step.end)]
        least, span = min(held), max(held) - min(held)
        return self._labels + (round((amount - least) / span * BARS) if span else 0)

    def _repr_html_(self) -> str:
        return self.svg


def waterfall(difference: BillDifference, language: str = "en") -> Waterfall:
    """Draw a difference: the old balance, a bar for each part that is not zero, the new balance.

    Where there are several supplies, each has bars of its own, as in the table.

    Args:
        difference: The difference.
        language: ``de`` or ``en``.

    Examples:
        >>> import utilbill as ub
        >>> bills = [ub.bill_case(ub.load_case(f"examples/two-years-compared/{year}.yaml"))
        ...          for year in (2019, 2020)]
        >>> plot = waterfall(ub.difference(*bills), "de")
        >>> [(step.label, str(step.shown)) for step in plot.steps[:2]]
        [('Alter Saldo', '49.17 EUR'), ('Tage', '2.82 EUR')]
        >>> plot.svg.startswith("<svg")
        True
    """
    old, new = difference.balances
    zero = Money.zero(old.currency)
    steps = [Step(word("old", language), zero, old, total=True)]
    reached = old
    names = supply_names(difference, language)
    parts = [
        (name, part)
        for name, supply in zip(names, difference.supplies, strict=True)
        for part in supply.parts
    ]
    for name, part in (*parts, ("", difference.rounding)):
        if part.amount:
            label = FACTORS[part.factor].in_language(language)
            steps.append(Step(f"{name}{label}", reached, reached + part.amount))
            reached += part.amount
    steps.append(Step(word("new", language), zero, new, total=True))
    return Waterfall(f"{word('title', language)} ({old.currency})", tuple(steps), language)
