"""What all HTML pages of a class share: their head and style, their tables, the marks of answers.

They load and run nothing, are read on a screen, light or dark, and printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from iamsim.markup import Content, Markup, element, palette, trusted

# A sign and a word, as colours alone say nothing to many.
MARKS = {
    "correct": ("✓", "right", "is-correct"),
    "partial": ("◐", "partly right", "is-partial"),
    "wrong": ("✗", "not so", "is-wrong"),
    "malformed": ("!", "cannot be read", "is-malformed"),
    "not attempted": ("·", "not attempted", "is-none"),
}
_COLOURS = {
    "paper": palette.PAPER, "ink": palette.INK, "soft": palette.MUTED, "border": palette.BORDER,
    "ok": palette.GREEN, "ok-pale": palette.PALE[palette.GREEN], "no": palette.RED,
    "no-pale": palette.PALE[palette.RED], "part": palette.SAND, "part-pale": palette.PALE[palette.SAND],
}  # fmt: skip
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'"


def html_page(title: str, contents: Iterable[Content]) -> str:
    """Return a whole page."""
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        # Should a text ever get past the escaping, a browser loads nothing for it and runs nothing of it.
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        element("title", {}, title),
        element("style", {}, _style()),
    )
    document = element("html", {"lang": "en"}, head, element("body", {}, *contents))
    return f"<!doctype html>{document}\n"


def soft(*contents: Content) -> Markup:
    """Return a paragraph in soft ink: what explains, and is read once."""
    return element("p", {"class": "soft"}, *contents)


def table(css_class: str, heads: Iterable[Content], rows: Iterable[Markup]) -> Markup:
    """Return a table that can be scrolled sideways where it is too wide."""
    columns = (name if isinstance(name, Markup) else head_cell(name) for name in heads)
    head = element("tr", {}, *columns)
    body = element("tbody", {}, *rows)
    return element(
        "div", {"class": "scroll"}, element("table", {"class": css_class}, element("thead", {}, head), body)
    )


def row(head: Content, *cells: Markup) -> Markup:
    """Return a row of a table with its head."""
    return element("tr", {}, element("th", {"scope": "row"}, head), *cells)


def head_cell(name: str, css_class: str = "") -> Markup:
    """Return the head of a column."""
    return element("th", {"scope": "col", **({"class": css_class} if css_class else {})}, name)


def number_cell(number: object) -> Markup:
    """Return a cell with a number, at the right."""
    return element("td", {"class": "number"}, str(number))


def bar_cell(right: int, partly: int, wrong: int, learners: int) -> Markup:
    """Return a cell with a bar of how many learners have it right, partly, wrong; the rest stays empty."""
    parts = {
        "is-correct": right,
        "is-partial": partly,
        "is-wrong": wrong,
        "": learners - right - partly - wrong,
    }
    lengths = [
        element("span", {"class": css_class, "style": f"flex:{number}"})
        for css_class, number in parts.items()
        if number
    ]
    words = {"role": "img", "aria-label": f"{right} of {learners} right"}
    return element("td", {}, element("div", {"class": "bar", **words}, *lengths))


@cache
def _style() -> Markup:
    light = "".join(f"--{name}:{colour};" for name, colour in _COLOURS.items())
    dark = "".join(f"--{name}:{palette.DARK[colour]};" for name, colour in _COLOURS.items())
    # Paper is white, whatever the screen's theme.
    variables = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return trusted(variables + files(__package__).joinpath("html_page.css").read_text(encoding="utf-8"))
