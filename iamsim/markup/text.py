"""Text in a page: `code` and **strong** in sentences, paragraphs, names in code font and in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamsim.markup.elements import Content, Markup, element, fragment

_MARKS = re.compile(r"\*\*(?P<strong>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`|\n")
_BLANK_LINE = re.compile(r"\n\s*\n")


def inline(text: str) -> Markup:
    """Make markup of a text with `code` and **strong**, the only marks there are; a new line is a `<br>`.

    >>> print(inline("allow `s3:*` **now**"))
    allow <code>s3:*</code> <strong>now</strong>
    """
    # One pass over the raw text: escaping first and marking afterwards would mark what the escapes made.
    contents: list[Content] = []
    end = 0
    for mark in _MARKS.finditer(text):
        contents += [text[end : mark.start()], _marked(mark)]
        end = mark.end()
    return fragment(*contents, text[end:])


def _marked(mark: re.Match[str]) -> Markup:
    if mark["strong"]:
        return element("strong", {}, inline(mark["strong"]))  # it may hold `code`
    return element("code", {}, mark["code"]) if mark["code"] else element("br")


def paragraphs(text: str, css_class: str = "") -> Markup:
    """Make a paragraph of each part between blank lines, with `code` and **strong** in it."""
    attributes = {"class": css_class} if css_class else {}
    parts = filter(None, _BLANK_LINE.split(text.strip()))
    return fragment(*(element("p", attributes, inline(part.strip())) for part in parts))


def code_name(name: str) -> Markup:
    """Put a name in code font; a line may be broken after its colons: `s3:` `GetObject`."""
    # Headings of columns are names of actions; without these breaks they would make a table too wide.
    first, *rest = name.split(":")
    breaks = (content for part in rest for content in (":", element("wbr"), part))
    return element("code", {}, first, *breaks)


def join_names(names: Sequence[str], none: str = "nobody") -> str:
    """Join names as in a sentence; without names, `none`.

    >>> join_names(["ria", "tom", "kim"]), join_names(["ria"]), join_names([])
    ('ria, tom and kim', 'ria', 'nobody')
    """
    if not names:
        return none
    *all_but_last, last = names
    return f"{', '.join(all_but_last)} and {last}" if all_but_last else last


# Everything but a line feed that moves a terminal's cursor, colours it or turns the direction of writing.
_UNPRINTABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""Return a text for a terminal, with names of the characters that would steer it.

    >>> printable("ria\x1b[2J")
    'ria\\x1b[2J'
    """
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)
