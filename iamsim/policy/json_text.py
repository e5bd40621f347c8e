"""JSON text → JSON, or MalformedPolicyDocument with line, column and what stands there instead.

Python's own reader lets a name stand twice, takes NaN for a number and gives up on deep nesting.
Source: IAM User Guide, reference_policies_grammar.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from iamsim.aws.errors import MalformedPolicyDocument

SYNTAX = "Syntax errors in policy."
DEEPEST = 32
"""A policy's deepest value lies six brackets deep."""


class Repeated(dict[str, Any]):
    """An object in whose text one name stands more than once: `name` is the first such."""

    name: str = ""


_JOINED = {"Action", "NotAction", "Resource", "NotResource"}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Take the last of two values; of actions and resources all, as AWS does with what it saved long ago.

    Source: IAM User Guide, troubleshoot_policies, "More than one JSON policy element".
    """
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    merged = Repeated()
    for name, value in pairs:
        if name not in merged:
            merged[name] = value
            continue
        merged.name = merged.name or name
        if name in _JOINED:
            merged[name] = _listed(merged[name])
            merged[name].extend(_listed(value))
        else:
            merged[name] = value
    return merged


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _refused("a number of at most 308 digits", quote(text))
    return value


def _constant(text: str) -> None:
    raise _refused("a number", text, "JSON has no NaN and no Infinity")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)


def parse(text: str, message: str = SYNTAX) -> Any:
    """Read JSON text. Raises MalformedPolicyDocument, with `message` as AWS's if it is no JSON."""
    if text.startswith("\ufeff"):
        raise _refused("JSON text", "a byte order mark", "save the file as UTF-8 without BOM")
    if _too_deep(text):
        raise _refused(f"at most {DEEPEST} brackets inside each other", "more")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _unreadable(error, message) from None
    except ValueError:
        raise _refused("a number", "one of thousands of digits") from None


def quote(text: str, most: int = 60) -> str:
    """A text in quotes, cut if it is long."""
    return repr(text if len(text) <= most else f"{text[: most - 3]}...")


def _refused(expected: str, found: str, suggestion: str = "") -> MalformedPolicyDocument:
    return MalformedPolicyDocument(SYNTAX, expected=expected, found=found, suggestion=suggestion)


_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[\[{}\]]")


def _too_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            return True
    return False


# How Python's message begins: what is expected there.
_EXPECTED = {
    "Expecting property name": "a name in double quotes",
    "Expecting ',' delimiter": "a comma or a closing bracket",
    "Expecting ':' delimiter": "a colon",
    "Expecting value": "a value",
    "Extra data": "the end of the text",
    "Unterminated string": "a text that ends in double quotes",
    "Invalid control character": "a text without line breaks and tabs",
    "Invalid \\escape": r'one of " \ / b f n r t u after \ in a text',
    "Invalid \\u": r"four hexadecimal digits after \u",
}
# How what stands there begins: what is probably meant.
_MEANT = {
    "'": "JSON has double quotes only",
    "\u2018": "write straight quotes; a word processor bends them",
    "\u2019": "write straight quotes; a word processor bends them",
    "\u201c": "write straight quotes; a word processor bends them",
    "\u201d": "write straight quotes; a word processor bends them",
    "/": "JSON has no comments",
    "#": "JSON has no comments",
    "{": "a policy is one object: put all statements into one list",
    "True": "JSON writes true",
    "False": "JSON writes false",
    "None": "JSON writes null",
}
_PATH = re.compile(r"\s*(file://\S+|[\w./\\:-]+\.json)\s*")
_WORD = re.compile(r"\w{1,20}|.", re.DOTALL)


def _unreadable(error: json.JSONDecodeError, message: str) -> MalformedPolicyDocument:
    text = error.doc
    if not text.strip():
        return MalformedPolicyDocument(message, expected="JSON text", found="an empty text")
    if _PATH.fullmatch(text[:1000]):
        meant = "give the text that is in the file; the AWS CLI wants file:// before a path"
        return MalformedPolicyDocument(message, expected="JSON text", found="a path", suggestion=meant)
    comma = _comma_before_the_end(text, error.pos)
    if comma is not None:
        return MalformedPolicyDocument(
            message,
            where=_place(text, comma),
            expected="something after the comma",
            found=f"{text[comma + 1 :].lstrip()[0]!r}",
            suggestion="take the comma away",
        )
    word = _WORD.match(text, error.pos)
    return MalformedPolicyDocument(
        message,
        where=_place(text, error.pos),
        expected=next((ours for theirs, ours in _EXPECTED.items() if error.msg.startswith(theirs)), "JSON"),
        found=repr(word[0]) if word else "the end of the text",
        suggestion=_MEANT.get(word[0], "") if word else "",
    )


def _comma_before_the_end(text: str, position: int) -> int | None:
    """Where a comma stands before a closing bracket; some Pythons point at the one, some at the other."""
    before, after = text[:position].rstrip(), text[position:]
    if after[:1] in ("}", "]") and before.endswith(","):
        return len(before) - 1
    if after[:1] == "," and after[1:].lstrip()[:1] in ("}", "]"):
        return position
    return None


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"line {line}, column {column}"


JSON_TYPES = {
    str: "text",
    list: "a list",
    dict: "an object",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def json_type(value: Any) -> str:
    """What JSON calls a value: `text`, `a list`, `null`."""
    return JSON_TYPES.get(type(value), type(value).__name__)
