"""JSON text → JSON, or MalformedPolicyDocument with line, column and what stands there instead.

Python's own decoder accepts a name twice and NaN as a number, and fails on deep nesting with RecursionError.
Source: IAM User Guide, reference_policies_grammar.
"""

from __future__ import annotations

import json
import math
import re
from functools import partial
from typing import Any

from iamsim.aws.errors import MalformedPolicyDocument

SYNTAX_ERROR = "Syntax errors in policy."
MAX_DEPTH = 32
"""Brackets inside each other; a policy needs six. Far below the depth at which Python's decoder gives up."""


class DuplicateNameObject(dict[str, Any]):
    """An object in whose text one name stands more than once: `name` is the first such."""

    name: str = ""


_MERGED_NAMES = {"Action", "NotAction", "Resource", "NotResource"}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; of two values of one name the last counts, of actions and resources both.

    So AWS evaluates what it saved long ago (troubleshoot_policies, "More than one JSON policy element"); the
    grammar refuses the result in a policy that is to be saved now.
    """
    without_duplicates = dict(pairs)
    if len(without_duplicates) == len(pairs):
        return without_duplicates
    merged = DuplicateNameObject()
    for name, value in pairs:
        if name not in merged:
            merged[name] = value
            continue
        merged.name = merged.name or name
        if name in _MERGED_NAMES:
            # Extended in place: a new list for each value would take quadratic time.
            merged[name] = _as_list(merged[name])
            merged[name].extend(_as_list(value))
        else:
            merged[name] = value
    return merged


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _syntax_error("a number of at most 308 digits", quote(text))
    return value


def _constant(text: str) -> None:
    raise _syntax_error("a number", text, "JSON has no NaN and no Infinity")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)


def parse_json(text: str, message: str = SYNTAX_ERROR) -> Any:
    """Parse JSON text. Raises MalformedPolicyDocument; `message` is AWS's for a text that is no JSON."""
    if text.startswith("\ufeff"):
        raise _syntax_error("JSON text", "a byte order mark", "save the file as UTF-8 without BOM")
    if _is_too_deep(text):
        raise _syntax_error(f"at most {MAX_DEPTH} brackets inside each other", "more")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _invalid_json(error, message) from None
    except ValueError:  # int() of more than sys.get_int_max_str_digits() digits
        raise _syntax_error("a number", "one of thousands of digits") from None


def quote(text: str, limit: int = 60) -> str:
    """Return a text in quotes, cut to `limit` characters, control characters escaped."""
    return repr(text if len(text) <= limit else f"{text[: limit - 3]}...")


def refusal(
    message: str, place: str, expected: str, found: str, suggestion: str = ""
) -> MalformedPolicyDocument:
    """Make the error of a policy that AWS refuses: AWS's message, and in our words what is wrong where."""
    return MalformedPolicyDocument(
        message, where=place, expected=expected, found=found, suggestion=suggestion
    )


_syntax_error = partial(refusal, SYNTAX_ERROR, "")

# Possessive (++, *+): without it a text full of backslashes takes quadratic time.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[\[{}\]]")


def _is_too_deep(text: str) -> bool:
    # Most texts have few brackets, and to count them is quicker than to take the strings out.
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


# How a message of Python's decoder begins, and what it expected there.
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
# The first word of what stands there instead, and what is probably wrong.
_SUGGESTIONS = {
    "'": "JSON has double quotes only",
    **dict.fromkeys("\u2018\u2019\u201c\u201d", "write straight quotes; a word processor bends them"),
    "/": "JSON has no comments",
    "#": "JSON has no comments",
    "{": "a policy is one object: put all statements into one list",
    "True": "JSON writes true",
    "False": "JSON writes false",
    "None": "JSON writes null",
}
_PATH = re.compile(r"\s*(file://\S+|[\w./\\:-]+\.json)\s*")
_WORD = re.compile(r"\w{1,20}|.", re.DOTALL)


def _invalid_json(error: json.JSONDecodeError, message: str) -> MalformedPolicyDocument:
    text = error.doc
    if not text.strip():
        return refusal(message, "", "JSON text", "an empty text")
    # Cut, because the pattern would otherwise read a whole policy as one long name.
    if _PATH.fullmatch(text[:1000]):
        suggestion = "give the text that is in the file; the AWS CLI wants file:// before a path"
        return refusal(message, "", "JSON text", "a path", suggestion)
    comma = _trailing_comma(text, error.pos)
    if comma is not None:
        place, found = line_and_column(text, comma), repr(text[comma + 1 :].lstrip()[0])
        return refusal(message, place, "something after the comma", found, "take the comma away")
    place, word = line_and_column(text, error.pos), _WORD.match(text, error.pos)
    # Python's messages are no promise, so an unknown one still names the place.
    expected = next((ours for pythons, ours in _EXPECTED.items() if error.msg.startswith(pythons)), "JSON")
    suggestion = _suggestion(text, error.pos, expected, word[0] if word else "")
    return refusal(message, place, expected, repr(word[0]) if word else "the end of the text", suggestion)


def _suggestion(text: str, position: int, expected: str, word: str) -> str:
    """Return what is probably wrong where something else was expected; "" if nothing is probable."""
    if word in _SUGGESTIONS:
        return _SUGGESTIONS[word]
    if expected == _EXPECTED["Expecting value"] and word.isidentifier():
        return f'write texts in double quotes: "{word}"'
    if expected != _EXPECTED["Expecting ',' delimiter"]:
        return ""
    if word == '"':
        return "a comma is missing before it"
    opened = _open_bracket(text[:position]) if word in ("", "]", "}") else None
    if opened is not None:
        return f"the {text[opened]} of {line_and_column(text, opened)} is not closed"
    return ""


def _open_bracket(text: str) -> int | None:
    """Return where the last bracket stands that a text opens and does not close."""
    # Strings become as many spaces, so that brackets in them do not count and positions stay.
    brackets = _BRACKET.finditer(_STRING.sub(lambda string: " " * len(string[0]), text))
    opened: list[int] = []
    for bracket in brackets:
        if bracket[0] in "[{":
            opened.append(bracket.start())
        elif opened:
            opened.pop()
    return opened[-1] if opened else None


def _trailing_comma(text: str, position: int) -> int | None:
    """Return where a comma stands before a closing bracket, at the position of an error."""
    # Python 3.13 points at the comma, older versions at the bracket.
    before, after = text[:position].rstrip(), text[position:]
    if after[:1] in ("}", "]") and before.endswith(","):
        return len(before) - 1
    if after[:1] == "," and after[1:].lstrip()[:1] in ("}", "]"):
        return position
    return None


def line_and_column(text: str, position: int) -> str:
    """Return a position in a text in words: `line 2, column 3`, both counted from 1."""
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
    """Return the type of a JSON value in words: `text`, `a list`, `null`."""
    return JSON_TYPES.get(type(value), type(value).__name__)
