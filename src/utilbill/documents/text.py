"""Documents as plain text for a terminal."""

from utilbill.billing.bill import Bill
from utilbill.documents.bill_document import bill_document
from utilbill.documents.model import Document, Facts, Grid, Heading, Note

_GAP = "  "


def bill_text(bill: Bill, language: str = "en") -> str:
    """Return a bill as a person wants to read it."""
    return render_text(bill_document(bill, language))


def render_text(document: Document) -> str:
    """Return a document as plain text."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            lines += _heading(block)
        elif isinstance(block, Note):
            lines.append(("! " if block.important else "") + block.text)
        elif isinstance(block, Facts):
            width = max(len(name) for name, _ in block.rows)
            lines += [f"{name.ljust(width)}{_GAP}{value}" for name, value in block.rows]
        elif isinstance(block, Grid):
            lines += _grid(block)
    return "\n".join(lines)


_RULES = ("=", "-")


def _heading(heading: Heading) -> list[str]:
    if heading.level == 1:
        return [heading.text.upper()]
    rule = _RULES[heading.level - 2]
    return ["", heading.text, rule * len(heading.text)]


def _grid(grid: Grid) -> list[str]:
    cells = [grid.columns, *grid.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(grid.columns))]
    names = max((len(name) for name, _ in grid.sums), default=0)
    amounts = max((len(amount) for _, amount in grid.sums), default=0)
    widths[-1] = max(widths[-1], amounts)
    whole = sum(widths) + len(_GAP) * (len(widths) - 1)
    if whole < names + len(_GAP) + widths[-1]:
        widths[0] += names + len(_GAP) + widths[-1] - whole
        whole = names + len(_GAP) + widths[-1]
    lines = []
    for row in cells if grid.rows else ():
        line = _GAP.join(
            cell.rjust(width) if index in grid.right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(line.rstrip())
    if grid.rows:
        lines.insert(1, "-" * whole)
    if grid.sums:
        lines.append("-" * whole)
        before = len(grid.sums) - grid.strong
        for index, (name, amount) in enumerate(grid.sums):
            if grid.strong and index == before:
                lines.append("=" * whole)
            lines.append(
                name.ljust(whole - len(_GAP) - widths[-1]) + _GAP + amount.rjust(widths[-1])
            )
    return lines
