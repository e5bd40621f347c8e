"""What is true of any text or JSON that is given as a policy: a document, or MalformedPolicyDocument, and soon."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.policy import PolicyDocument, Request
from tests.laws.accounts import documents, sampled_from

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = (
    "Version", "Id", "Statement", "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
    "NotResource", "Condition", "StringEquals", "AWS", "*",
)  # fmt: skip
almost = st.recursive(
    json_values | sampled_from(("Allow", "Deny", "2012-10-17", "s3:*", "*")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(sampled_from(ELEMENTS), inner, max_size=4),
    max_leaves=12,
)
KINDS = ("managed", "inline", "resource", "scp", "trust", "stored")


REQUEST = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject")


def read(source: Any, kind: Any) -> PolicyDocument | MalformedPolicyDocument:
    """Return the document, or the error that refuses it."""
    try:
        return PolicyDocument.parse(source, kind)
    except MalformedPolicyDocument as error:
        return error


def assert_read_or_refused(source: Any, kind: Any) -> None:
    """Check that it is a document that matches or not and is parsed again, or an error with a message of one line."""
    outcome = read(source, kind)
    if isinstance(outcome, MalformedPolicyDocument):
        assert outcome.message
        assert len(str(outcome).splitlines()) == 1
    else:
        assert {statement.matches(REQUEST) for statement in outcome.statements} <= {True, False}
        assert PolicyDocument.parse(outcome.text, "stored") == outcome


@given(st.text(max_size=60), sampled_from(KINDS))
def test_any_text(text: str, kind: str) -> None:
    assert_read_or_refused(text, kind)


@given(json_values, sampled_from(KINDS))
def test_any_json(value: Any, kind: str) -> None:
    assert_read_or_refused(json.dumps(value), kind)


@given(almost, sampled_from(KINDS))
def test_json_that_is_almost_a_policy(value: Any, kind: str) -> None:
    assert_read_or_refused(json.dumps(value), kind)


@given(documents(), sampled_from(KINDS), st.data())
def test_a_policy_with_one_character_changed(document: dict[str, Any], kind: str, data: st.DataObject) -> None:
    text = json.dumps(document)
    at = data.draw(st.integers(0, len(text) - 1))
    assert_read_or_refused(text[:at] + data.draw(st.sampled_from('{}[]",:x0\\ ')) + text[at + 1 :], kind)


@given(documents())
def test_what_is_parsed_is_parsed_again(document: dict[str, Any]) -> None:
    parsed = PolicyDocument.parse(document, "stored")
    assert PolicyDocument.parse(parsed.text, "stored") == parsed
    assert PolicyDocument.parse(parsed.raw, "stored") == parsed


A_POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": %s}]}'


def test_a_pattern_made_to_be_slow_is_not() -> None:
    text = A_POLICY % json.dumps("arn:aws:s3:::" + "*a" * 3_000 + "b")
    document = PolicyDocument.parse(text, "stored")
    request = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::" + "a" * 100_000)
    began = process_time()
    assert not document.statements[0].matches(request)
    assert process_time() - began < 0.1
