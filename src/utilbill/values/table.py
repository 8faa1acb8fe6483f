"""Tables and trees that know how to show themselves: as text, as HTML, as records.

With the standard library alone, so that a notebook shows a bill without any extra installed.
"""

from collections.abc import Iterable
from decimal import Decimal
from html import escape
from typing import Any

import attrs

from utilbill.values.exact import plain

_WORDS = {None: "-", True: "yes", False: "no"}


def _shown(cell: object) -> str:
    if cell is None or isinstance(cell, bool):
        return _WORDS[cell]
    return plain(cell) if isinstance(cell, Decimal) else str(cell)


def _is_number(cell: object) -> bool:
    if isinstance(cell, bool):
        return False
    return cell is None or isinstance(cell, int | Decimal) or cell in ("", "-")


@attrs.frozen
class Table:
    """Rows under named columns; shown, nothing is ``-`` and truth is ``yes`` or ``no``.

    Examples:
        >>> print(Table("Days", ("month", "days"), (("January", 31), ("February", 29))))
        Days
        month     days
        January     31
        February    29
        >>> Table("", ("a",), ((1,),)).records()
        [{'a': 1}]
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        """Return one mapping per row, ready for a data frame."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def _right(self, index: int) -> bool:
        return bool(self.rows) and all(_is_number(row[index]) for row in self.rows)

    def __str__(self) -> str:
        cells = [self.columns, *(tuple(_shown(cell) for cell in row) for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        right = [self._right(i) for i in range(len(self.columns))]
        lines = [self.title] if self.title else []
        for row in cells:
            line = "  ".join(
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            )
            lines.append(line.rstrip())
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        right = [self._right(i) for i in range(len(self.columns))]
        body = "".join(f"<tr>{self._html_row(row, right)}</tr>" for row in self.rows)
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    @staticmethod
    def _html_row(row: Iterable[object], right: list[bool]) -> str:
        return "".join(
            f'<td style="text-align:{"right" if to_right else "left"}">{escape(_shown(cell))}</td>'
            for cell, to_right in zip(row, right, strict=True)
        )


@attrs.frozen
class Tree:
    """A text with texts below it.

    Examples:
        >>> print(Tree("bill", (Tree("energy"), Tree("tax"))))
        bill
        ├─ energy
        └─ tax
    """

    text: str
    below: tuple["Tree", ...] = ()

    def lines(self) -> list[str]:
        """Return one line per text, drawn with branches."""
        drawn = [self.text]
        for child in self.below:
            last = child is self.below[-1]
            first, *rest = child.lines()
            drawn.append(("└─ " if last else "├─ ") + first)
            drawn.extend(("   " if last else "│  ") + line for line in rest)
        return drawn

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        below = "".join(f"<li>{child._repr_html_()}</li>" for child in self.below)
        return escape(self.text) + (f"<ul>{below}</ul>" if below else "")
