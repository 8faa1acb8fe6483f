"""Decisions that carry their proof."""

import datetime as dt

import attrs


@attrs.frozen
class Condition:
    """One condition of a rule: what was asked, what was found, where it is written."""

    text: str
    satisfied: bool
    found: str
    reference: str


@attrs.frozen
class Decision:
    """Yes or no, with every condition that was checked.

    Attributes:
        answer: Whether the thing may be done or holds.
        conditions: All conditions, satisfied or not.
        next_date: First day on which the answer can change by itself, if there is one.

    Examples:
        >>> bool(Decision(True, ()))
        True
    """

    answer: bool
    conditions: tuple[Condition, ...]
    next_date: dt.date | None = None

    def __bool__(self) -> bool:
        return self.answer

    @property
    def failed(self) -> tuple[Condition, ...]:
        """The conditions that are not satisfied."""
        return tuple(condition for condition in self.conditions if not condition.satisfied)
