"""What Graphviz has drawn, made ready for a page: our fonts, colours for light and dark, a description, keys.

SVG of Graphviz → finish_picture | finish_layout → one `<svg>` element
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from iamsim.diagram import style
from iamsim.diagram.dot import printable
from iamsim.diagram.layout_shapes import Layout, Line, Shape
from iamsim.diagram.text_width import FONT_SIZE
from iamsim.markup import Markup, element, trusted

# A text that begins with spaces; a line that strikes it through would begin before its first letter.
_INDENTED = re.compile(r'(<text[^>]*text-anchor="start" x=")([-\d.]+)("[^>]*>)((?: |&#160;)+)')
_SPACE = 3.8  # points, of a letter of 12 points
_PART = re.compile(r'<g id="k(\d+)" class="([^"]*)">\s*<title>[^<]*</title>')


@dataclass(frozen=True, slots=True)
class Marks:
    """What a layout's parts get beside their place, by key: classes, words, further attributes."""

    states: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def finish_picture(rendered: str, title: str, description: str) -> str:
    """Return the SVG of a Picture; its shapes have tooltips from the DOT text."""
    return _finish(_clean(rendered), _size(rendered), (title, description))


def finish_layout(
    rendered: str, layout: Layout, texts: tuple[str, str], marks: Marks, *, with_keys: bool = False
) -> str:
    """Return the SVG of a Layout, its parts with their states as classes, and with tooltips.

    `texts` are the title and the description. With `with_keys`, shapes have their key as `data-node`, lines
    as `data-edge`, and both the class that they have without a state as `data-class`.
    """
    parts: list[Shape | Line] = [*layout.frames, *layout.nodes, *layout.lines]

    def mark(match: re.Match[str]) -> str:
        part = parts[int(match[1])]
        own_class = unescape(match[2])
        attributes = {"class": f"{own_class} {marks.states.get(part.key, '')}".rstrip()}
        if with_keys:
            name = "data-edge" if isinstance(part, Line) else "data-node"
            attributes |= {name: printable(part.key), "data-class": own_class}
        attributes |= marks.attributes.get(part.key, {})
        group = str(element("g", attributes)).removesuffix("</g>")
        label = printable(marks.labels.get(part.key, ""), keep="\n")
        return group + (str(element("title", {}, label)) if label else "")

    # Last, so that nothing is replaced in keys and labels, which hold names of the account.
    body = _PART.sub(mark, _clean(rendered))
    # The parts of an image are hidden from a screen reader; those that can be pressed must not be.
    role = "group" if any("role" in attributes for attributes in marks.attributes.values()) else "img"
    return _finish(body, _size(rendered), texts, "iamsim decision", role)


def _least_width(width: float) -> int:
    """Return the width in pixels at which the letters of a picture so many points wide are 11 pixels high."""
    return math.ceil(width * 11 / FONT_SIZE)


def scrolled(picture: Markup) -> Markup:
    """Return a picture in an element that scrolls where the page is narrower than its letters allow."""
    # With a tab stop, so that the arrow keys scroll it.
    return element("div", {"style": "overflow-x:auto", "tabindex": "0"}, picture)


def _clean(rendered: str) -> str:
    """Return what Graphviz has drawn, with our fonts and octagons, without what a page does not need."""
    body = rendered.partition(">")[2].removesuffix("</svg>")
    body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
    body = re.sub(r' id="(?!k\d)[^"]*"', "", body)  # several pictures may stand in one page
    body = re.sub(r"(?: |&#160;)+</text>", "</text>", body)  # they only widened the box, for bold letters
    body = re.sub(r' font-family="[^"]*"', f' font-family="{style.FONTS}"', body)
    body = _INDENTED.sub(_move_right, body)
    for kind in style.OCTAGONS:
        body = re.sub(rf'(class="node {kind}\b.*?points=")([^"]*)', _cut_corners, body, flags=re.DOTALL)
    return body


def _move_right(match: re.Match[str]) -> str:
    """Move a text to the right in place of the spaces with which it begins."""
    spaces = len(match[4].replace("&#160;", " "))
    return f"{match[1]}{float(match[2]) + spaces * _SPACE:g}{match[3]}"


def _size(rendered: str) -> tuple[float, float]:
    """Return the width and height of what Graphviz has drawn, in points."""
    width, height = re.findall(r'(?:width|height)="([\d.]+)pt"', rendered.partition(">")[0])
    return float(width), float(height)


def _finish(
    body: str,
    size: tuple[float, float],
    texts: tuple[str, str],
    css_class: str = "iamsim",
    role: str = "img",
) -> str:
    """Return the `<svg>` element with description, style sheet, and a size that shrinks with the page."""
    (width, height), (title, description) = size, texts
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "xmlns:xlink": "http://www.w3.org/1999/xlink",
        "class": css_class,
        "role": role,
        "aria-label": printable(description),
        "width": f"{width * style.SCALE:.0f}",
        "height": f"{height * style.SCALE:.0f}",
        "viewBox": f"0 0 {width:g} {height:g}",
        "style": f"max-width:100%;min-width:{_least_width(width)}px;height:auto",
    }
    card = {"x": ".5", "y": ".5", "width": f"{width - 1:g}", "height": f"{height - 1:g}", **style.CARD}
    children = (
        element("title", {}, printable(title)),
        element("desc", {}, printable(description)),
        element("style", {}, trusted(style.CSS)),
        trusted(str(element("rect", card)).replace("></rect>", "/>")),  # as Graphviz writes its shapes
        # Graphviz wrote this from our DOT, in which `escape_dot` made all names and texts harmless.
        trusted(body),
    )
    return str(element("svg", attributes, *children))


def _cut_corners(match: re.Match[str]) -> str:
    """Replace the four points of a box by the eight of the octagon inside it."""
    points = [tuple(map(float, point.split(","))) for point in match[2].split()]
    (x0, *_, x1), (y0, *_, y1) = map(sorted, zip(*points, strict=True))
    cut = min(style.CUT_CORNER, (y1 - y0) / 4)
    corners = (
        *((x0 + cut, y0), (x1 - cut, y0), (x1, y0 + cut), (x1, y1 - cut)),
        *((x1 - cut, y1), (x0 + cut, y1), (x0, y1 - cut), (x0, y0 + cut)),
    )
    return match[1] + " ".join(f"{x:g},{y:g}" for x, y in corners)
