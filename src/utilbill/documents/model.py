"""A document as blocks; renderers turn them into text or pages."""

import attrs


@attrs.frozen
class Heading:
    """A heading; level 1 is the title."""

    text: str
    level: int = 2


@attrs.frozen
class Note:
    """A paragraph; an important one stands out."""

    text: str
    important: bool = False


@attrs.frozen
class Facts:
    """Names with values."""

    rows: tuple[tuple[str, str], ...]


def columns(names: tuple[str, ...], *chosen: str) -> frozenset[int]:
    """Return the places of some columns of a grid.

    Examples:
        >>> sorted(columns(("register", "from", "opening"), "opening", "register"))
        [0, 2]
    """
    return frozenset(names.index(name) for name in chosen)


@attrs.frozen
class Grid:
    """A table whose cells are already formatted.

    Attributes:
        columns: Headings.
        right: Indexes of columns that are set flush right.
        rows: Cells.
        sums: Rows below a rule: label and amount.
        strong: How many of the last sums stand out.
    """

    columns: tuple[str, ...]
    right: frozenset[int]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[tuple[str, str], ...] = ()
    strong: int = 0


@attrs.frozen
class Drawing:
    """A picture for pages; plain text leaves it out, so its figures stand in a table as well.

    Attributes:
        title: What it shows.
        svg: The picture as an SVG element.
    """

    title: str
    svg: str


Block = Heading | Note | Facts | Grid | Drawing


@attrs.frozen
class Document:
    """Blocks in their order, in one language."""

    title: str
    language: str
    blocks: tuple[Block, ...]
