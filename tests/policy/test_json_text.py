"""JSON text: where it stops to be JSON, and what stands there."""

from __future__ import annotations

import pytest

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.policy.json_text import MAX_DEPTH, DuplicateNameObject, parse_json, quote

COMMA = "expected something after the comma"
BAD = [
    pytest.param("", "the policy: expected JSON text, got an empty text", id="nothing"),
    pytest.param(" \n\t", "the policy: expected JSON text, got an empty text", id="white space"),
    pytest.param("{", "line 1, column 2: expected a name in double quotes, got the end of the text", id="a brace"),
    pytest.param("[", "line 1, column 2: expected a value, got the end of the text", id="a bracket"),
    pytest.param('{"a":1', "line 1, column 7: expected a comma or a closing bracket, got the end of the text; the { of line 1, column 1 is not closed", id="half an object"),
    pytest.param('{"a": [1,\n"]"}', "line 2, column 4: expected a comma or a closing bracket, got '}'; the [ of line 1, column 7 is not closed", id="half a list, and a bracket in a text"),
    pytest.param('{"a": 1 "b": 2}', "line 1, column 9: expected a comma or a closing bracket, got '\"'; a comma is missing before it", id="no comma"),
    pytest.param('{"a": Deny}', "line 1, column 7: expected a value, got 'Deny'; write texts in double quotes: \"Deny\"", id="a text without quotes"),
    pytest.param('{"a":1,}', f"line 1, column 7: {COMMA}, got '}}'; take the comma away", id="a comma at an object's end"),
    pytest.param('{"a": [1,\n  2,\n]}', f"line 2, column 4: {COMMA}, got ']'; take the comma away", id="a comma at a list's end"),
    pytest.param("{'a': 1}", 'line 1, column 2: expected a name in double quotes, got "\'"; JSON has double quotes only', id="single quotes"),
    pytest.param("{\u201ca\u201d: 1}", "line 1, column 2: expected a name in double quotes, got '\u201c'; write straight quotes; a word processor bends them", id="bent quotes"),
    pytest.param('{"a": \u2018b\u2019}', "line 1, column 7: expected a value, got '\u2018'; write straight quotes; a word processor bends them", id="bent single quotes"),
    pytest.param('{"a": 1}{"b": 2}', "line 1, column 9: expected the end of the text, got '{'; a policy is one object: put all statements into one list", id="two objects"),
    pytest.param('{"a": 1} done', "line 1, column 10: expected the end of the text, got 'done'", id="a word behind"),
    pytest.param("// mine\n{}", "line 1, column 1: expected a value, got '/'; JSON has no comments", id="a comment of two strokes"),
    pytest.param('{"a": 1, # mine\n"b": 2}', "line 1, column 10: expected a name in double quotes, got '#'; JSON has no comments", id="a comment after a hash"),
    pytest.param('{"a" 1}', "line 1, column 6: expected a colon, got '1'", id="no colon"),
    pytest.param('{"a": True}', "line 1, column 7: expected a value, got 'True'; JSON writes true", id="Python's True"),
    pytest.param('{"a": False}', "line 1, column 7: expected a value, got 'False'; JSON writes false", id="Python's False"),
    pytest.param('{"a": None}', "line 1, column 7: expected a value, got 'None'; JSON writes null", id="Python's None"),
    pytest.param('{"a": 01}', "line 1, column 8: expected a comma or a closing bracket, got '1'", id="a number with a zero before"),
    pytest.param('{"a": "b\nc"}', "line 1, column 9: expected a text without line breaks and tabs, got '\\n'", id="a line break in a text"),
    pytest.param('{"a": "b', "line 1, column 7: expected a text that ends in double quotes, got '\"'", id="a text without an end"),
    pytest.param('{"a": "\\x"}', r"""line 1, column 8: expected one of " \ / b f n r t u after \ in a text, got '\\'""", id="an escape that is none"),
    pytest.param('{"a": "\\u12"}', r"line 1, column 9: expected four hexadecimal digits after \u, got 'u12'", id="half an escape"),
    pytest.param("file://policy.json", "the policy: expected JSON text, got a path; give the text that is in the file; the AWS CLI wants file:// before a path", id="a path with file://"),
    pytest.param("roles/my-role.json\n", "the policy: expected JSON text, got a path; give the text that is in the file; the AWS CLI wants file:// before a path", id="a path"),
    pytest.param("\ufeff{}", "the policy: expected JSON text, got a byte order mark; save the file as UTF-8 without BOM", id="a byte order mark"),
    pytest.param('{"a": NaN}', "the policy: expected a number, got NaN; JSON has no NaN and no Infinity", id="NaN"),
    pytest.param('{"a": -Infinity}', "the policy: expected a number, got -Infinity; JSON has no NaN and no Infinity", id="minus infinity"),
    pytest.param('{"a": 1e999}', "the policy: expected a number of at most 308 digits, got '1e999'", id="a number beyond all numbers"),
    pytest.param(f'{{"a": {"9" * 5000}}}', "the policy: expected a number, got one of thousands of digits", id="5,000 digits"),
    pytest.param("[" * 33 + "]" * 33, "the policy: expected at most 32 brackets inside each other, got more", id="33 brackets"),
    pytest.param('{"a":' * 100_000, "the policy: expected at most 32 brackets inside each other, got more", id="100,000 braces"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ours"), BAD)
def test_text_that_is_no_json_is_refused(text: str, ours: str) -> None:
    with pytest.raises(MalformedPolicyDocument) as raised:
        parse_json(text)
    assert str(raised.value) == ours
    assert raised.value.message == "Syntax errors in policy."


def test_awss_message_may_be_another() -> None:
    for text in ("", "{,}", "x.json", "{"):
        with pytest.raises(MalformedPolicyDocument) as raised:
            parse_json(text, "This policy contains invalid Json")
        assert raised.value.message == "This policy contains invalid Json"


GOOD = [
    pytest.param(' {"a": [1, 2.5, "x", true, null]}\n', {"a": [1, 2.5, "x", True, None]}, id="all types"),
    pytest.param("[" * MAX_DEPTH + "]" * MAX_DEPTH, None, id="as deep as may be"),
    pytest.param('"' + "[" * 100 + '"', "[" * 100, id="brackets in a text"),
    pytest.param('["\\"[[[' + "{" * 40 + '"]', ['"[[[' + "{" * 40], id="brackets behind an escaped quote"),
    pytest.param("[" + "[]," * 40 + "[]]", [[]] * 41, id="many brackets side by side"),
    pytest.param('"\\ud83d\\ude00"', "\U0001f600", id="two halves of a character"),
]


@pytest.mark.parametrize(("text", "value"), GOOD)
def test_json_is_parsed(text: str, value: object) -> None:
    read = parse_json(text)
    depth = 0
    while value is None and read:
        read, depth = read[0], depth + 1
    assert (read == value) or depth == MAX_DEPTH - 1


DUPLICATE_NAMES = [
    pytest.param('{"a": 1, "b": 2, "a": 3}', {"a": 3, "b": 2}, "a", id="the last counts"),
    pytest.param('{"b": 1, "a": 1, "a": 2, "b": 2}', {"b": 2, "a": 2}, "a", id="the first that comes back is named"),
    pytest.param('{"Action": "x", "Action": "y"}', {"Action": ["x", "y"]}, "Action", id="actions are put together"),
    pytest.param('{"NotResource": ["x"], "NotResource": ["y", "z"]}', {"NotResource": ["x", "y", "z"]}, "NotResource", id="lists are put together"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "name"), DUPLICATE_NAMES)
def test_a_name_that_stands_twice(text: str, value: object, name: str) -> None:
    read = parse_json(text)
    assert isinstance(read, DuplicateNameObject)
    assert (read, read.name) == (value, name)
    assert not isinstance(parse_json('{"a": 1}'), DuplicateNameObject)


def test_long_texts_are_shortened() -> None:
    assert quote("x" * 60) == f"'{'x' * 60}'"
    assert quote("x" * 61) == f"'{'x' * 57}...'"
