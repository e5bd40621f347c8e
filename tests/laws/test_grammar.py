"""What is true of any text and any JSON as a policy: it is a policy, or it is refused, with a place and a reason."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.check import advise
from iamsim.policy import PolicyDocument, PolicyKind, Request, grammar

KINDS: list[PolicyKind] = ["managed", "inline", "resource", "scp", "trust", "stored"]
kinds = st.sampled_from(KINDS)

# Words that policies are made of, so that something near to a policy comes out often.
WORDS = [
    "Version", "2012-10-17", "2008-10-17", "Id", "Statement", "Sid", "Effect", "Allow", "Deny", "allow", "Principal",
    "NotPrincipal", "AWS", "Action", "NotAction", "s3:*", "*", "s3:GetObject", "Resource", "NotResource", "arn:aws:s3:::b/*",
    "arn:aws:s3:::${aws:username}", "arn:aws", "Condition", "StringEquals", "ForAnyValue:StringLike", "Null", "DateEquals",
    "aws:username", "", "\ud800", "é",
]  # fmt: skip
words = st.sampled_from(WORDS) | st.text(max_size=5)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
texts = words | st.lists(words, max_size=3)
conditions = st.dictionaries(words, st.dictionaries(words, texts | json_values, max_size=2), max_size=2)
statements = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"])},
    optional={
        "Sid": words, "Action": texts, "NotAction": texts, "Resource": texts, "NotResource": texts,
        "Principal": st.just("*") | st.dictionaries(words, texts, max_size=2), "Condition": conditions,
    },
)  # fmt: skip
policies = st.fixed_dictionaries(
    {"Statement": statements | st.lists(statements, min_size=1, max_size=3)},
    optional={"Version": st.sampled_from(["2012-10-17", "2008-10-17"]), "Id": words},
)
sources = json_values | policies
REQUEST = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/k")


def parsed(source: Any, kind: PolicyKind) -> PolicyDocument | None:
    """The document, or None if it is refused with AWS's message and ours."""
    document, error = attempt(source, kind)
    if error is not None:
        assert error.message
        assert error.expected
        assert "\n" not in str(error)
    return document


def attempt(source: Any, kind: PolicyKind) -> tuple[PolicyDocument | None, MalformedPolicyDocument | None]:
    try:
        document = PolicyDocument.parse(source, kind)
    except MalformedPolicyDocument as error:
        return None, error
    assert all(statement.effect in {"Allow", "Deny"} for statement in document.statements)  # read to the end
    return document, None


def encoded(source: Any) -> str:
    return json.dumps(source)


@given(sources, kinds)
def test_json_is_a_policy_or_refused(source: Any, kind: PolicyKind) -> None:
    document = parsed(source, kind)
    if document is not None:
        for statement in document.statements:
            statement.matches(REQUEST)
            statement.results(REQUEST)
        advise(document)


@given(st.text() | sources.map(encoded), kinds)
def test_text_is_a_policy_or_refused(text: str, kind: PolicyKind) -> None:
    document = parsed(text, kind)
    assert document is None or document.text == text


@given(policies.map(encoded), st.integers(0), st.text(max_size=3), kinds)
def test_a_slip_of_the_pen_is_a_policy_or_refused(text: str, place: int, slip: str, kind: PolicyKind) -> None:
    at = place % len(text)
    parsed(text[:at] + slip + text[at + 1 :], kind)


@given(policies, kinds)
def test_what_may_be_saved_may_be_stored(source: Any, kind: PolicyKind) -> None:
    document = parsed(source, kind)
    if document is not None:
        assert parsed(document.text, "stored") == document


@given(policies, kinds)
def test_a_policy_read_and_written_is_the_same(source: Any, kind: PolicyKind) -> None:
    document = parsed(source, kind)
    if document is not None:
        assert document.raw == grammar.read(grammar.write(document.raw), kind) == source
