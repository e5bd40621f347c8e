r"""JSON that stands somewhere in a text, as people paste it: whole, one a line, in a log's line, in a string.

    2026-11-28 10:04:11 WARN {"detail": {"eventName": …}} → the object
    {"DecodedMessage": "{\"allowed\": false, …}"}        → the object, and the one in its string

Each value is found once; the time is linear in the text.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

# Bounds on hostile texts: each broken beginning may cost a look at the rest of the text.
_MOST_BROKEN = 20
_DEEPEST = 30
_MOST_PYTHON = 300_000


def objects_in(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects in a text, outer ones first, with those in lists and in strings of JSON."""
    values = list(_values_in(text)) or list(_values_in(_unescape(text))) or _python_values(text)
    if not values:
        values = list(_table_rows(text))
    for value in values:
        yield from _objects_of(value, 0)


def _objects_of(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _objects_of(item, depth + 1)
    elif isinstance(value, list):
        row = _merge_columns(value)
        if row:
            yield row
        for item in value:
            yield from _objects_of(item, depth + 1)
    elif isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        # CloudTrailEvent and DecodedMessage, a log's message, a column of CloudTrail Lake.
        for item in _values_in(value):
            yield from _objects_of(item, depth + 1)


def _merge_columns(items: list[Any]) -> dict[str, Any]:
    """Return a row that came as a list of its columns: CloudTrail Lake's, and CloudWatch Logs Insights'."""
    columns = [item for item in items if isinstance(item, dict)]
    if len(columns) != len(items) or len(items) < 2:
        return {}
    if all(len(column) == 1 for column in columns):
        return {name: value for column in columns for name, value in column.items()}
    if all({"field", "value"} <= column.keys() for column in columns):
        return {str(column["field"]): column["value"] for column in columns}
    return {}


_DECODER = json.JSONDecoder()
_BEGINNING = re.compile(r'[{\[](?=\s*["{\[])|(?<!.)"(?=\s*[{\[])')


def _values_in(text: str) -> Iterator[Any]:
    """Yield the JSON values in a text, one after the other; what stands between them is passed over."""
    position = broken = 0
    while broken < _MOST_BROKEN and (match := _BEGINNING.search(text, position)):
        try:
            value, position = _DECODER.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            broken += 1
            position = match.end()
        else:
            yield value


def _unescape(text: str) -> str:
    r"""Return a text of JSON that a log has put into a string: `{\"eventName\": …}`."""
    if '{\\"' not in text and "{\\n" not in text:
        return ""
    escapes = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), text)


def _python_values(text: str) -> list[Any]:
    """Return what Python's `print(event)` writes: single quotes, None and True."""
    start = text.find("{'")
    if start < 0 or len(text) > _MOST_PYTHON:
        return []
    try:
        return [ast.literal_eval(text[start : text.rfind("}") + 1])]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return []


def _table_rows(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as Amazon Athena writes it: CSV with the columns of CloudTrail's events."""
    header, _, _ = text.lstrip().partition("\n")
    if "eventname" not in header.lower() or "," not in header:
        return
    try:
        yield from csv.DictReader(io.StringIO(text.lstrip()), restval="")
    except csv.Error:
        return
