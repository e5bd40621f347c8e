"""HTML and SVG text made from elements that escape by themselves.

    element("td", {"class": "name"}, "<b>ana") → Markup('<td class="name">&lt;b&gt;ana</td>')

Text that comes from an account, a policy or a question is data: in an element it can only become text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:-]*")
# HTML Living Standard, "Void elements" (those of them that we use): they have no end tag.
_VOID = frozenset(("br", "hr", "img", "input", "meta", "wbr"))
# Their text is not unescaped by a browser: "&lt;" in a style sheet stays "&lt;", and "</style>" ends it.
_RAW_TEXT = frozenset(("script", "style"))
# `javascript:` and `data:text/html` would run, and so would a kind of URL that is not known yet; so these are
# not listed, but the few kinds that we need are. JSON is only ever shown or saved.
_URL_ATTRIBUTES = frozenset(("action", "formaction", "href", "src", "xlink:href"))
_SAFE_URL = re.compile(r"https://|data:image/|data:application/json;base64,|#|[\w-]+\.ipynb\Z")


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup that may stand in a page as it is, because it was made by `element` or by `trusted`.

    It is not a `str`, so that `"<b>" + markup` fails; `str(markup)` gives the text.
    """

    source: str = ""

    def __str__(self) -> str:
        return self.source

    def _repr_html_(self) -> str:
        """What Jupyter shows."""
        return self.source


Content: TypeAlias = str | Markup
"""What stands in an element: text, which is escaped, or markup, which is not."""


def element(tag: str, attributes: Mapping[str, Content] | None = None, *children: Content) -> Markup:
    """Make an element. Text in it and all attributes' values are escaped.

    Raises ValueError for a name that no tag or attribute can have, for text in `style` or `script`, and for
    what would run as a script: a URL of another kind than https, images, JSON and notebooks beside the page,
    or an event handler (`onload`) whose value is not trusted.

    >>> print(element("td", {"class": "name"}, "Q&A ", element("b", {}, "<ana>")))
    <td class="name">Q&amp;A <b>&lt;ana&gt;</b></td>
    """
    if not _NAME.fullmatch(tag):
        raise ValueError(f"element: expected the name of a tag, got {tag!r}")
    if tag in _RAW_TEXT and not all(isinstance(child, Markup) for child in children):
        raise ValueError(f"element: text in {tag!r} is not escaped; expected trusted markup")
    start = tag + "".join(_attribute(name, value) for name, value in (attributes or {}).items())
    # The only place in the project where tags are written.
    return Markup(f"<{start}>" if tag in _VOID else f"<{start}>{fragment(*children)}</{tag}>")


def _attribute(name: str, value: Content) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"element: expected the name of an attribute, got {name!r}")
    if name.lower().startswith("on") and not isinstance(value, Markup):
        raise ValueError(f"element: {name!r} runs its value as a script; expected trusted markup")
    if name.lower() in _URL_ATTRIBUTES and not _SAFE_URL.match(str(value)):
        kinds = "an https address, an image, JSON, a notebook or a fragment"
        raise ValueError(f"element: expected {kinds} in {name!r}, got {value!r}")
    return f' {name}="{escape(str(value))}"'


def fragment(*contents: Content) -> Markup:
    """Join texts, which are escaped, and markup, which is not."""
    # As in HTML's own serialization, quotes mean nothing outside attributes.
    return Markup("".join(str(c) if isinstance(c, Markup) else escape(c, quote=False) for c in contents))


def trusted(source: str) -> Markup:
    """Mark text as markup that may stand in a page as it is: a picture's SVG, the project's own style sheet.

    Never give it text that holds a name or a value from outside.
    """
    return Markup(source)
