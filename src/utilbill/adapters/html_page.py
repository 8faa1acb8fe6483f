"""Documents as an HTML page that prints well: one file, no script, nothing to fetch."""

from html import escape

from utilbill.billing.bill import Bill
from utilbill.documents.bill_document import bill_document
from utilbill.documents.model import Block, Document, Drawing, Facts, Grid, Heading, Note

_STYLE = """
@page { size: A4; margin: 18mm 16mm; }
body { font: 10.5pt/1.4 "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1b1f24;
  max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; } h2 { font-size: 1.2rem; margin: 1.8rem 0 .4rem;
  border-bottom: 2px solid #1b1f24; } h3 { font-size: 1rem; margin: 1.1rem 0 .3rem; }
table { border-collapse: collapse; width: 100%; break-inside: auto; }
tr { break-inside: avoid; } th { text-align: left; border-bottom: 1px solid #57606a; }
th, td { padding: .18rem .5rem .18rem 0; vertical-align: top; }
td.r, th.r { text-align: right; padding-right: 0; padding-left: .5rem;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
tfoot tr:first-child td { border-top: 1px solid #57606a; }
tfoot tr.strong td { border-top: 2px solid #1b1f24; font-weight: 700; font-size: 1.1em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1.2rem; margin: .6rem 0; }
dt { color: #57606a; } dd { margin: 0; } p.note { margin: .3rem 0; color: #57606a; }
p.important { color: #1b1f24; border-left: 4px solid #bf8700; padding-left: .6rem; }
figure { margin: 1.2rem 0; } figure svg { max-width: 100%; height: auto; }
@media print { body { margin: 0; max-width: none; padding: 0; } }
"""


def bill_page(bill: Bill, language: str = "en") -> str:
    """Return a bill as one HTML page that prints well on A4."""
    return render_page(bill_document(bill, language))


def render_page(document: Document) -> str:
    """Return a document as one HTML page."""
    body = "\n".join(_block(block) for block in document.blocks)
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(document.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Note):
        kind = "note important" if block.important else "note"
        return f'<p class="{kind}">{escape(block.text)}</p>'
    if isinstance(block, Facts):
        rows = "".join(
            f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in block.rows
        )
        return f"<dl>{rows}</dl>"
    if isinstance(block, Drawing):
        return f"<figure>{block.svg}</figure>"
    return _grid(block)


def _grid(grid: Grid) -> str:
    def cell(tag: str, index: int, text: str) -> str:
        right = ' class="r"' if index in grid.right else ""
        return f"<{tag}{right}>{escape(text)}</{tag}>"

    def row(tag: str, cells: tuple[str, ...]) -> str:
        return "<tr>" + "".join(cell(tag, i, held) for i, held in enumerate(cells)) + "</tr>"

    head = f"<thead>{row('th', grid.columns)}</thead>" if grid.rows else ""
    body = f"<tbody>{''.join(row('td', held) for held in grid.rows)}</tbody>" if grid.rows else ""
    span = len(grid.columns) - 1
    first_strong = len(grid.sums) - grid.strong
    foot = "".join(
        f"<tr{' class=strong' if grid.strong and index >= first_strong else ''}>"
        f'<td colspan="{span}">{escape(name)}</td><td class="r">{escape(amount)}</td></tr>'
        for index, (name, amount) in enumerate(grid.sums)
    )
    return f"<table>{head}{body}<tfoot>{foot}</tfoot></table>"
