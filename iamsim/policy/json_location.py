"""A place in a policy → line and column in its text: `Statement[0].Effect` → (4, 15).

The errors of a policy name the element that is wrong; an editor wants to show where that is in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_STEP = re.compile(r"\[(\d+)\]|([^.\[]+)")
_LINE_AND_COLUMN = re.compile(r"line (\d+), column (\d+)")
_read_value = json.JSONDecoder().raw_decode


def locate(text: str, place: str) -> tuple[int, int]:
    """Return line and column, from 1, of the value that an error's `where` names, as far as it is there.

    `place` is a path such as `Statement[2].Effect`, or already `line 2, column 3`. The text must be JSON, or
    the place say its own line; of other text the place is its beginning.

    >>> locate('{"Statement": [{"Effect": "Permit"}]}', "Statement[0].Effect")
    (1, 27)
    """
    own_words = _LINE_AND_COLUMN.fullmatch(place)
    if own_words:
        return int(own_words[1]), int(own_words[2])
    try:
        offset = _offset(text, place)
    except (ValueError, IndexError, RecursionError):  # no JSON: nothing can be found in it
        offset = 0
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _offset(text: str, place: str) -> int:
    """Return where the value begins that the path leads to, as far as it leads."""
    offset = _skip_space(text, 0)
    steps = [int(index) if index else name for index, name in _STEP.findall(place)]
    for number, step in enumerate(steps):
        # A condition's keys have dots in them (`aws:PrincipalTag/a.b`), so the rest may be one name.
        rest = place[place.find(str(step)) :] if isinstance(step, str) else ""
        values = dict(_children(text, offset))
        if step in values:
            offset = values[step]
        elif rest in values:
            return values[rest]
        elif not (step == 0 and number and text[offset] == "{"):  # one statement, without its list
            break
    return offset


def _children(text: str, offset: int) -> Iterator[tuple[str | int, int]]:
    """Yield the names or indices in the object or list at an offset, with their values' offsets."""
    bracket = text[offset]
    if bracket not in "{[":
        return
    offset, index = _skip_space(text, offset + 1), 0
    while text[offset] not in "}]":
        key: str | int = index
        if bracket == "{":
            key, offset = _read_value(text, offset)
            offset = _skip_space(text, _skip_space(text, offset) + 1)  # over the colon
        yield key, offset
        _, offset = _read_value(text, offset)
        offset, index = _skip_space(text, offset), index + 1
        if text[offset] == ",":
            offset = _skip_space(text, offset + 1)


def _skip_space(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset
