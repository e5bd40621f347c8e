"""Tables of texts, markup and decisions: as HTML for screen readers and browsers, and as aligned text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from iamsim.markup.decision_cell import DecisionCell
from iamsim.markup.elements import Content, Markup, element, fragment

Cell: TypeAlias = str | DecisionCell
"""A cell that both kinds of table can show."""


def html_table(  # noqa: PLR0913 - each is one of a table's parts
    rows: Iterable[Sequence[Cell | Markup]],
    headings: Sequence[Content] = (),
    *,
    caption: Content = "",
    css_class: str = "",
    row_classes: Sequence[str] = (),
    stacked: Sequence[str] = (),
) -> Markup:
    """Make a table whose first column names the rows; an empty first heading is a corner without a name.

    `row_classes` holds one CSS class for each row. With `stacked`, the names of the columns after the first
    as text, each cell carries that of its column: on a phone the style sheet makes a list of such a table.
    """
    css_class = f"{css_class} iamsim-stack".strip() if stacked else css_class
    classes = row_classes or ("",) * len(rows := tuple(rows))
    parts = [element("caption", {}, caption)] if caption else []
    if headings:
        # A `<th>` without text would be read out as a heading without a name.
        cells = (element("th", {"scope": "col"}, text) if text else element("td") for text in headings)
        parts.append(element("thead", {}, element("tr", {}, *cells)))
    body = (_row(row, row_class, stacked) for row, row_class in zip(rows, classes, strict=True))
    return element("table", _class(css_class), *parts, element("tbody", {}, *body))


def _row(row: Sequence[Cell | Markup], css_class: str, stacked: Sequence[str]) -> Markup:
    # `scope` ties each cell to its row's name when the table is read out.
    name, *values = (cell.html() if isinstance(cell, DecisionCell) else cell for cell in row)
    # A heading that asks ends in a question mark already.
    heads = [{"data-head": head if head.endswith("?") else f"{head}:"} if head else {} for head in stacked]
    heads = heads or [{}] * len(values)
    cells = fragment(*(element("td", head, value) for head, value in zip(heads, values, strict=True)))
    return element("tr", _class(css_class), element("th", {"scope": "row"}, name), cells)


def _class(css_class: str) -> dict[str, str]:
    return {"class": css_class} if css_class else {}


def text_table(rows: Iterable[Sequence[Cell]], indent: str = "") -> list[str]:
    """Align the columns of rows, two spaces between them; return one line for each row.

    >>> text_table([("user", "answer"), ("ria", "allowed")], indent="  ")
    ['  user  answer', '  ria   allowed']
    """
    texts = [[str(cell) for cell in row] for row in rows]
    # In characters, which in a terminal and in a notebook's text are of one width.
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        indent + "  ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    ]
