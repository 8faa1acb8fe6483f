"""State machines as tables: states, events, conditions and effects as data.

The same table runs, draws itself, documents itself and yields the paths that its tests walk.
"""

from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import TransitionError
from utilbill.values.explanation import Label
from utilbill.values.table import Table

S = TypeVar("S", bound=Choice)
E = TypeVar("E", bound=Choice)


@attrs.frozen
class Transition(Generic[S, E]):
    """One row: in this state, on this event, go there.

    Attributes:
        source: State before.
        event: What happens.
        target: State after.
        guard: What must hold; empty if nothing must.
        effect: What else it brings about; empty if nothing.
    """

    source: S
    event: E
    target: S
    guard: Label = Label("")
    effect: Label = Label("")


def _rows(value: "Iterable[Transition[S, E]]") -> "tuple[Transition[S, E], ...]":
    rows = tuple(value)
    seen = set()
    for row in rows:
        if (row.source, row.event) in seen:
            raise TransitionError(
                "event",
                row.event.value,
                f"is declared twice for {row.source.value}",
                "Let each event lead from a state to one other.",
            )
        seen.add((row.source, row.event))
    return rows


@attrs.frozen
class StateTable(Generic[S, E]):
    """A state machine (Zustandstabelle).

    Attributes:
        name: What it is the life of.
        initial: The first state.
        transitions: Its rows.

    Raises:
        TransitionError: If an event leads from one state to two others.

    Examples:
        >>> class Light(Choice):
        ...     RED = "red"
        ...     GREEN = "green"
        >>> class Signal(Choice):
        ...     GO = "go"
        ...     STOP = "stop"
        >>> table = StateTable("light", Light.RED, [
        ...     Transition(Light.RED, Signal.GO, Light.GREEN),
        ...     Transition(Light.GREEN, Signal.STOP, Light.RED)])
        >>> table.after(Light.RED, Signal.GO)
        <Light.GREEN: 'green'>
        >>> table.after(Light.RED, Signal.STOP)
        Traceback (most recent call last):
        ...
        utilbill.values.errors.TransitionError: light: cannot stop what is red (got 'stop'). \
Possible now: go.
        >>> print(table.diagram())
        stateDiagram-v2
            [*] --> red
            red --> green: go
            green --> red: stop
    """

    name: str
    initial: S
    transitions: tuple[Transition[S, E], ...] = attrs.field(converter=_rows)

    def transition(self, state: S, event: E) -> Transition[S, E]:
        """Return the row for an event in a state.

        Raises:
            TransitionError: If the event cannot happen in that state; it names those that can.
        """
        for row in self.transitions:
            if row.source is state and row.event is event:
                return row
        possible = [row.event.value for row in self.transitions if row.source is state]
        raise TransitionError(
            self.name,
            event.value,
            f"cannot {event.value} what is {state.value}",
            f"Possible now: {', '.join(possible) or 'nothing'}.",
        )

    def after(self, state: S, event: E) -> S:
        """Return the state after an event.

        Raises:
            TransitionError: If the event cannot happen in that state.
        """
        return self.transition(state, event).target

    def path(self, state: S) -> tuple[E, ...]:
        """Return the shortest row of events that leads from the first state to another.

        Raises:
            TransitionError: If no row does.
        """
        ways: dict[S, tuple[E, ...]] = {self.initial: ()}
        waiting = deque([self.initial])
        while waiting:
            here = waiting.popleft()
            for row in self.transitions:
                if row.source is here and row.target not in ways:
                    ways[row.target] = (*ways[here], row.event)
                    waiting.append(row.target)
        if state not in ways:
            raise TransitionError(
                self.name, state.value, "cannot be reached", "Declare a row that leads to it."
            )
        return ways[state]

    def table(self, language: str = "en") -> Table:
        """Return the rows as a table."""
        return Table(
            self.name,
            ("from", "event", "to", "condition", "effect"),
            tuple(
                (
                    row.source.value,
                    row.event.value,
                    row.target.value,
                    row.guard.in_language(language),
                    row.effect.in_language(language),
                )
                for row in self.transitions
            ),
        )

    def diagram(self) -> str:
        """Return a drawing in the Mermaid language."""
        rows = [f"    [*] --> {self.initial.value}"]
        rows += [
            f"    {row.source.value} --> {row.target.value}: {row.event.value}"
            for row in self.transitions
        ]
        return "\n".join(["stateDiagram-v2", *rows])

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
