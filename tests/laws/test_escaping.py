"""Laws of what is shown: no text of an account, whatever it holds, becomes an element, an attribute or a script."""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest

import iamsim
from iamsim.learning.notebook.cards import Note
from iamsim.widgets.base import Widget
from iamsim.widgets.controls import ControlView, key_guard
from iamsim.widgets.playground import AREAS, Playground
from tests.laws.payloads import PAYLOADS, hostile_account, hostile_widgets

OUR_ELEMENTS = frozenset(
    ["a", "b", "br", "caption", "code", "desc", "details", "div", "g", "img", "p", "path", "polygon", "polyline", "ellipse", "pre", "rect", "span", "strong", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr", "wbr", "button", "form", "input", "label", "li", "optgroup", "option", "section", "select", "textarea", "ul"]
)
OUR_ATTRIBUTES = frozenset(
    ["alt", "aria-label", "class", "d", "data-class", "data-edge", "data-label", "data-node", "fill", "font-family", "font-size", "font-weight", "height", "points", "role", "scope", "src", "stroke", "stroke-dasharray", "stroke-width", "style", "text-anchor", "transform", "viewbox", "width", "x", "y", "x1", "y1", "rx", "ry", "cx", "cy", "xlink:title", "xmlns", "xml:space", "xmlns:xlink",
     *(f"data-{name}" for name in ["area", "box", "boxes", "cell", "clear", "code", "columns", "copy", "head", "key", "limit", "reveal", "rows", "step", "suggest", "typing", "value", "values"]),
     *["accept", "autocomplete", "checked", "disabled", "label", "name", "placeholder", "required", "rows", "selected", "spellcheck", "tabindex", "title", "type", "value", "wrap"]]
)
IAMSIM = Path(iamsim.__file__).parent
TAG = re.compile(r"(?<!\?P)</?([A-Za-z][A-Za-z0-9]*[\s/>{]|\{)|<!--")
TAGS_BY_HAND = {  # files whose strings hold tags, and why; the list only gets shorter
    "clients/boto3_client.py": "a Python repr: <iamsim iam client>",
    "diagram/svg.py": "it edits the SVG that Graphviz writes",
    "learning/notebook/answer_mode.py": "a placeholder in a message: wrong:<MISCONCEPTION>",
    "markup/elements.py": "the only place where tags are written",
}
IMAGE = "data:image/svg+xml;base64,"


class Inert(HTMLParser):
    """Reads HTML, and complains of all that we would not have written."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.complaints: list[str] = []
        self.text = ""
        self._in_style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag not in OUR_ELEMENTS:
            self.complaints.append(f"element {tag}")
        for name, value in attrs:
            if tag == "style" and name == "onload" and value == str(key_guard()):
                continue  # our own script, to the letter
            if name not in OUR_ATTRIBUTES:
                self.complaints.append(f"attribute {name} of {tag}: {value}")
            elif name == "src":
                self._image(value or "")

    def _image(self, source: str) -> None:
        if source.startswith(IMAGE):
            self.complaints += complaints_of_image(source)
        else:
            self.complaints.append(f"image {source}")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_style and "ran(" in data:
            self.complaints.append(f"style {data}")

    def handle_comment(self, data: str) -> None:
        self.complaints.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.complaints.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.complaints.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.complaints.append(f"section {data}")


@cache
def complaints_of_image(source: str) -> list[str]:
    """What is wrong in a picture; the same one stands in several pages."""
    svg = base64.b64decode(source.removeprefix(IMAGE)).decode()
    expat.ParserCreate().Parse(svg, True)  # an image that is no XML is not shown
    return Inert(svg).complaints


def ipywidgets_html(widget: Widget) -> list[str]:
    """All HTML that the ipywidgets of a widget show; other texts of theirs are text for a browser, too."""
    widget._repr_mimebundle_()
    if isinstance(widget, Playground):
        assert widget._page is not None
        return [getattr(widget._page.ipywidget, name) for name in AREAS]
    view = widget._view
    assert isinstance(view, ControlView)
    boxes, html = [view.box], []
    while boxes:
        for child in boxes.pop().children:
            boxes += [child] if hasattr(child, "children") else []
            html += [child.value] if type(child).__name__ == "HTML" else []
            assert not getattr(child, "description_allow_html", False)
            assert not getattr(child, "tooltip_allow_html", False)
    return html


def shown_html(shown: Any) -> list[str]:
    """All HTML of a widget or of a picture."""
    if isinstance(shown, Widget):
        return [shown.html(), *ipywidgets_html(shown)]
    return [shown.html(), shown.svg]


# Every payload takes half a second; the fast tests take every fourth, of all kinds.
EACH_PAYLOAD = [pytest.param(text, marks=[pytest.mark.slow] if at % 4 else []) for at, text in enumerate(PAYLOADS)]


@pytest.mark.parametrize("payload", EACH_PAYLOAD)
def test_a_payload_in_every_text_of_an_account_stays_text(payload: str) -> None:
    shown = hostile_widgets(hostile_account([payload, f"{payload} 2"]))
    pages = [Inert(html) for each in shown for html in shown_html(each)]
    assert [complaint for page in pages for complaint in page.complaints] == []
    assert sum(payload in page.text for page in pages) > len(shown), "the payload was not shown at all"
    complaints_of_image.cache_clear()  # the next payload has other pictures


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_note_stays_text(payload: str) -> None:
    note = Note(payload, (payload, f"`{payload}` **{payload}**"), (payload, payload), ((payload, payload),), payload)
    assert Inert(note._repr_html_()).complaints == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_that_is_not_escaped_would_be_found(payload: str) -> None:
    html = f"""<p class="{payload}"></p><p class='{payload}'>{payload}</p>"""
    assert Inert(html).complaints or payload.startswith("&lt;"), "this one runs only where it is unescaped first"


def strings(tree: ast.Module) -> Iterator[str]:
    """All strings of a module but docstrings, with "{" for a value in an f-string or after a concatenation."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    skipped |= {id(node.format_spec) for node in ast.walk(tree) if isinstance(node, ast.FormattedValue)}  # {x:<{width}}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            if id(node) in skipped:
                continue
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{" for part in node.values)
        elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
            yield node.left.value + "{"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def test_strings_are_found_in_all_ways_to_join_them() -> None:
    source = """def f(x): "<b>"; return f"<{x}>" + "<i " % x + "<u>{}".format(x) + ("<" + x) + "".join(["<s>", x]) + "a<b" + f"{x:<{x}}" """
    found = [text for text in strings(ast.parse(source)) if TAG.search(text)]
    assert sorted(set(found)) == ["<i ", "<i {", "<s>", "<u>{}", "<{", "<{>"]


def test_no_string_of_the_package_holds_a_tag() -> None:
    found = set()
    for file in IAMSIM.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if any(TAG.search(text) for text in strings(tree)):
            found.add(file.relative_to(IAMSIM).as_posix())
    assert sorted(found - TAGS_BY_HAND.keys()) == [], "make it with iamsim.markup.element"
    assert sorted(TAGS_BY_HAND.keys() - found) == [], "take these off the list: they hold no tags any more"
