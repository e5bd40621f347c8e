"""Where each statement of a policy begins and ends in its text, as AWS's simulator says it.

AWS counts lines from 1; a column is that of the brace, counted from 1, plus 1 (recorded answers of
SimulatePrincipalPolicy).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Span(NamedTuple):
    """Two places in a text: of the first character, and of the last."""

    start: int
    end: int


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _items(text: str, at: int) -> Iterator[Span]:
    """The items of the list whose bracket stands at a place."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield Span(at, end - 1)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _members(text: str, at: int) -> Iterator[tuple[str, Span]]:
    """The members of the object whose brace stands at a place."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, end) + 1)
        _, end = _DECODER.raw_decode(text, at)
        yield key, Span(at, end - 1)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def statements(text: str) -> list[Span]:
    """The statements of a policy that has been read before."""
    found = dict(_members(text, _skip(text, 0)))["Statement"]
    return list(_items(text, found.start)) if text[found.start] == "[" else [found]


def position(text: str, at: int) -> dict[str, int]:
    """A place as AWS writes it."""
    line_start = text.rfind("\n", 0, at) + 1
    return {"Line": text.count("\n", 0, at) + 1, "Column": at - line_start + 2}
