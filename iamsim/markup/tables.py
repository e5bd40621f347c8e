"""Tables, as HTML that a screen reader can walk through and as lines of aligned plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iamsim.markup.elements import Content, Markup, element, fragment


def html_table(
    rows: Iterable[Sequence[Content]],
    headings: Sequence[Content] = (),
    *,
    caption: Content = "",
    css_class: str = "",
    row_classes: Sequence[str] = (),
) -> Markup:
    """Make a table whose first column names the rows; an empty first heading is a corner without a name.

    `row_classes` holds one CSS class for each row.
    """
    classes = row_classes or ("",) * len(rows := tuple(rows))
    parts = [element("caption", {}, caption)] if caption else []
    if headings:
        # A `<th>` without text would be read out as a heading without a name.
        cells = [
            element("th", {"scope": "col"}, heading) if heading else element("td") for heading in headings
        ]
        parts.append(element("thead", {}, element("tr", {}, *cells)))
    body = (_row(row, row_class) for row, row_class in zip(rows, classes, strict=True))
    return element("table", _class(css_class), *parts, element("tbody", {}, *body))


def _row(row: Sequence[Content], css_class: str) -> Markup:
    name, *values = row
    cells = fragment(*(element("td", {}, value) for value in values))
    return element("tr", _class(css_class), element("th", {"scope": "row"}, name), cells)


def _class(css_class: str) -> dict[str, str]:
    return {"class": css_class} if css_class else {}


def text_table(rows: Iterable[Sequence[str]], indent: str = "") -> list[str]:
    """Align the columns of rows of text, two spaces between them; one line for each row.

    >>> text_table([("user", "answer"), ("ria", "allowed")], indent="  ")
    ['  user  answer', '  ria   allowed']
    """
    rows = tuple(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        indent + "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
