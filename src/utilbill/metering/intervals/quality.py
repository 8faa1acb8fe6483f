"""How sure the value of an interval is."""

import itertools
from collections.abc import Iterable, Sequence

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import Label


class Quality(Choice):
    """Status of a value (Wertestatus).

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    MEASURED = "measured"  #: As the meter counted it (wahrer Wert).
    PROVISIONAL = "provisional"  #: Measured, but not yet checked (vorläufiger Wert).
    SUBSTITUTED = "substituted"  #: Formed by a rule for a missing value (Ersatzwert).
    ESTIMATED = "estimated"  #: From a profile or a forecast (Prognosewert).

    @property
    def label(self) -> Label:
        """Name for people."""
        return _NAMES[self]

    @property
    def measured(self) -> bool:
        """Whether a meter counted it."""
        return self in (Quality.MEASURED, Quality.PROVISIONAL)


_NAMES = {
    Quality.MEASURED: Label("measured", "gemessen"),
    Quality.PROVISIONAL: Label("provisional", "vorläufig"),
    Quality.SUBSTITUTED: Label("substituted", "Ersatzwert"),
    Quality.ESTIMATED: Label("estimated", "geschätzt"),
}


@attrs.frozen
class QualityRun:
    """Neighboring intervals of one status other than measured.

    Attributes:
        first: Index of the first of them.
        stop: Index after the last of them.
        quality: Their status.
        rule: The rule that formed their values, such as the name of a gap policy.
    """

    first: int
    stop: int
    quality: Quality = attrs.field(converter=Quality)
    rule: str = ""

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.first < self.stop:
            raise InvalidInputError(
                "quality",
                f"{self.first} to before {self.stop}",
                "holds no interval",
                "Give indices from 0, the later one second.",
            )


def runs_of(marks: Iterable[tuple[int, Quality, str]]) -> tuple[QualityRun, ...]:
    """Join marks of single intervals to runs.

    Examples:
        >>> runs_of([(4, Quality.ESTIMATED, ""), (5, Quality.ESTIMATED, "")])
        (QualityRun(first=4, stop=6, quality=<Quality.ESTIMATED: 'estimated'>, rule=''),)
    """
    found: list[QualityRun] = []
    for index, quality, rule in sorted(marks, key=lambda mark: mark[0]):
        last = found[-1] if found else None
        if last and last.stop == index and (last.quality, last.rule) == (quality, rule):
            found[-1] = attrs.evolve(last, stop=index + 1)
        elif quality is not Quality.MEASURED:
            found.append(QualityRun(index, index + 1, quality, rule))
    return tuple(found)


def cut(runs: Sequence[QualityRun], first: int, stop: int) -> tuple[QualityRun, ...]:
    """Return the runs of a part of the grid, counted from its own beginning."""
    return tuple(
        attrs.evolve(run, first=max(run.first, first) - first, stop=min(run.stop, stop) - first)
        for run in runs
        if run.first < stop and run.stop > first
    )


def joined(runs: Iterable[QualityRun]) -> tuple[QualityRun, ...]:
    """Join the runs of several series over one grid; where they differ, the less sure one counts.

    Examples:
        >>> joined([QualityRun(0, 4, "provisional"), QualityRun(2, 3, "estimated", "profile")])[1]
        QualityRun(first=2, stop=3, quality=<Quality.ESTIMATED: 'estimated'>, rule='profile')
    """
    held = tuple(runs)
    order = tuple(Quality)
    edges = sorted({edge for run in held for edge in (run.first, run.stop)})
    found: list[QualityRun] = []
    for first, stop in itertools.pairwise(edges):
        here = [run for run in held if run.first <= first and stop <= run.stop]
        if not here:
            continue
        worst = max(here, key=lambda run: order.index(run.quality))
        last = found[-1] if found else None
        if last and last.stop == first and (last.quality, last.rule) == (worst.quality, worst.rule):
            found[-1] = attrs.evolve(last, stop=stop)
        else:
            found.append(QualityRun(first, stop, worst.quality, worst.rule))
    return tuple(found)
