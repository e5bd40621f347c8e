"""Statements in words: what they say, and why they do not match; each compared whole."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.decision import EvaluationResult
from iamsim.decision.statement_words import (
    brief_mismatch,
    cut_middle,
    mismatch,
    missing_key_words,
    short_pattern_words,
    short_statement_lines,
    short_statement_words,
    statement_words,
)
from iamsim.policy import PolicyDocument, Request

ANA = "arn:aws:iam::123456789012:user/ana"


def document(**elements: Any) -> dict[str, Any]:
    """A policy of one statement; an element that is None is left out."""
    raw = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"} | elements
    return {"Version": "2012-10-17", "Statement": {key: value for key, value in raw.items() if value is not None}}


def evaluate(policy: dict[str, Any], context: Any = None) -> EvaluationResult:
    return iamsim.evaluate(Request(ANA, "s3:GetObject", "arn:aws:s3:::b/k", context), [policy])


STATEMENT = {
    "Effect": "Deny", "NotAction": ["s3:Get*", "s3:List*"], "NotResource": ["arn:aws:s3:::a/${aws:username}", "arn:aws:s3:::b"],
    "Condition": {"StringLike": {"aws:x": ["1", "2"]}, "Bool": {"aws:y": "true"}},
}  # fmt: skip


def test_a_statement_in_words() -> None:
    (statement,) = PolicyDocument.parse({"Version": "2012-10-17", "Statement": STATEMENT}).statements
    assert statement_words(statement) == (
        "Deny all but s3:Get*, s3:List* on all but arn:aws:s3:::a/${aws:username}, arn:aws:s3:::b if StringLike aws:x 1, 2 and Bool aws:y true"
    )
    assert short_statement_lines(statement, Request(ANA, "s3:GetObject")) == (
        "Deny all but s3:Get*, s3:List*", "on all but a/${aws:username} (read as a/ana), b", "if StringLike aws:x 1, 2", "if Bool aws:y true",
    )  # fmt: skip
    six = {"Bool": {f"aws:{number}": "true" for number in range(6)}}
    (many,) = PolicyDocument.parse(document(Action="*", Condition=six)).statements
    assert short_statement_words(many) == "Allow * on * if Bool aws:0 true and Bool aws:1 true and 4 more conditions are true"


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        pytest.param({}, "Allow s3:* on *", id="none"),
        pytest.param({"Bool": {"k": "true"}}, "Allow s3:* on * if Bool k true", id="one"),
        pytest.param(
            {"Bool": {"k": "true"}, "Null": {"k": "false", "n": "true"}},
            "Allow s3:* on * if Bool k true and Null k false and Null n true",
            id="three are all said",
        ),
        pytest.param(
            {"Bool": {"k": "true"}, "Null": {"k": "false", "n": "true", "m": "true"}},
            "Allow s3:* on * if Bool k true and Null k false and 2 more conditions are true",
            id="of four two are counted",
        ),
    ],
)
def test_conditions_are_joined_by_and(conditions: dict[str, Any], words: str) -> None:
    (statement,) = PolicyDocument.parse(document(Condition=conditions)).statements
    assert statement_words(statement) == words


@pytest.mark.parametrize(
    ("resources", "words", "short"),
    [
        pytest.param(["arn:aws:s3:::a/*"], "Allow s3:* on arn:aws:s3:::a/*", "Allow s3:* on a/*", id="one"),
        pytest.param(["a", "b", "c", "d"], "Allow s3:* on a, b, c, d", "Allow s3:* on a, b, c, d", id="four are all said"),
        pytest.param(["a", "b", "c", "d", "e"], "Allow s3:* on a and 4 more", "Allow s3:* on a and 4 more", id="of five the first"),
        pytest.param(["a" * 80, "b" * 80], f"Allow s3:* on {'a' * 80}, {'b' * 80}", f"Allow s3:* on {'a' * 80}, {'b' * 80}", id="160 characters"),
        pytest.param(["a" * 80, "b" * 81], f"Allow s3:* on {'a' * 80} and 1 more", f"Allow s3:* on {'a' * 80} and 1 more", id="longer than 160 characters"),
        pytest.param(["a" * 200], f"Allow s3:* on {'a' * 200}", f"Allow s3:* on {'a' * 200}", id="one that is long"),
    ],
)  # fmt: skip
def test_a_long_list_is_counted(resources: list[str], words: str, short: str) -> None:
    (statement,) = PolicyDocument.parse(document(Resource=resources)).statements
    assert (statement_words(statement), short_statement_words(statement)) == (words, short)


def test_a_pattern_in_short() -> None:
    policy = document(Resource=[f"arn:aws:s3:::{name}/*" for name in ("a", "b", "c", "d", "e")])
    (statement,) = PolicyDocument.parse(policy).statements
    (resource,) = statement.other_elements
    assert short_pattern_words(resource, Request(ANA, "s3:GetObject", "arn:aws:s3:::d/k")) == "d/* and 4 more"


BECAUSE = [
    pytest.param({}, "", id="it applies"),
    pytest.param({"Action": "x:y", "Resource": "z"}, "fails on 2 elements: Action is x:y; the request has s3:GetObject. Resource is z; the request has arn:aws:s3:::b/k", id="each element that refused"),
    pytest.param({"NotAction": ["a:b", "s3:*"], "Action": None}, "NotAction is a:b, s3:* (matches); the request has s3:GetObject", id="a negated element"),
    pytest.param({"Condition": {"StringEquals": {"K": ["a", "b"]}}}, "Condition StringEquals K is a, b; the request has nothing", id="a missing key"),
    pytest.param({"Condition": {"StringEquals": {"many": "z"}}}, "Condition StringEquals many is z; the request has x, y", id="several values"),
    pytest.param({"Condition": {"StringEquals": {"empty": "z"}}}, "Condition StringEquals empty is z; the request has an empty text", id="an empty text"),
    pytest.param(
        {"Action": "x:y", "Resource": "z", "Condition": {"Bool": {"k": "true", "l": "true"}}},
        "fails on 4 elements: Action is x:y; the request has s3:GetObject. Resource is z; the request has arn:aws:s3:::b/k. Condition Bool k is true; the request has nothing",
        id="of four that refused, three",
    ),
    pytest.param({"Resource": ["arn:aws:s3:::x/k", "arn:aws:s3:::y/k"]}, "Resource is arn:aws:s3:::x/k, arn:aws:s3:::y/k; the request has arn:aws:s3:::b/k", id="two that are equally close"),
    pytest.param({"Action": ["x:GetObject", "y:*"]}, "Action is x:GetObject, y:*; the request has s3:GetObject", id="none of the service is close"),
    pytest.param({"Condition": {"StringEquals": {"many": list("abcde")}}}, "Condition StringEquals many is a and 4 more; the request has x, y", id="of a condition's many values the first"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "words"), BECAUSE)
def test_why_a_statement_does_not_match(elements: dict[str, Any], words: str) -> None:
    (entry,) = evaluate(document(**elements), {"many": ["x", "y"], "empty": ""}).trace
    assert mismatch(entry) == words


def test_of_a_key_that_nobody_gave_no_value_is_said() -> None:
    policy = document(Resource="arn:aws:s3:::home/${aws:PrincipalTag/team}/*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    (entry,) = evaluate(policy).trace
    unknown = {"aws:principaltag/team", "aws:multifactorauthpresent"}
    assert mismatch(entry, unknown) == (
        "fails on 2 elements: Resource is arn:aws:s3:::home/${aws:PrincipalTag/team}/*; the request has arn:aws:s3:::b/k."
        " Condition Bool aws:MultiFactorAuthPresent is true; the request's value was not given"
    )
    assert "the request has nothing" in mismatch(entry)


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        pytest.param({}, "", id="it matches"),
        pytest.param({"Action": "s3:PutObject", "Resource": "z"}, "is about s3:PutObject, not s3:GetObject", id="of two the first"),
        pytest.param({"Action": ["s3:PutObject", "x:y"]}, "is about s3:PutObject and x:y, not s3:GetObject", id="two actions"),
        pytest.param({"Resource": "arn:aws:s3:::c/*"}, "is about c/*, not b/k", id="a resource, by its short name"),
        pytest.param({"Action": [f"s3:{name}" for name in ("GetObjects", "A", "B", "C", "D")]}, "is about s3:GetObjects (closest) and 4 more, not s3:GetObject", id="of many actions the closest"),
        pytest.param({"Condition": {"Bool": {"k": ["false", "true"]}}}, "has a condition that is not true: Bool k false, true; the request does not carry the key", id="two values of a condition"),
        pytest.param({"Condition": {"StringNotEquals": {"aws:username": ["bob", "ana"]}}}, "has a condition that is not true: StringNotEquals aws:username bob, ana (matches); the request has ana", id="the value of a negated condition that matches"),
        pytest.param({"Resource": None, "NotResource": "*"}, "does not match: its NotResource is *; the request has arn:aws:s3:::b/k", id="a negated element"),
        pytest.param({"Condition": {"Bool": {"k": "true"}}}, "has a condition that is not true: Bool k true; the request does not carry the key", id="a missing key"),
        pytest.param({"Condition": {"StringEquals": {"empty": "z"}}}, "has a condition that is not true: StringEquals empty z; the request has an empty text", id="another value"),
    ],
)  # fmt: skip
def test_why_a_statement_does_not_match_in_short(elements: dict[str, Any], words: str) -> None:
    (entry,) = evaluate(document(**elements), {"empty": ""}).trace
    assert brief_mismatch(entry) == words


@pytest.mark.parametrize(
    ("condition", "context", "words"),
    [
        pytest.param({"Bool": {"aws:SecureTransport": "true"}}, {"aws:SecureTransport": "true"}, "", id="the key is there"),
        pytest.param({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {}, "", id="not true without the key"),
        pytest.param(
            {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
            {},
            "without aws:MultiFactorAuthPresent, BoolIfExists is true",
            id="IfExists",
        ),
        pytest.param(
            {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "Null": {"aws:SourceIp": "true"}},
            {},
            "without aws:SourceIp, NotIpAddress and Null are true",
            id="two about one key",
        ),
        pytest.param({"Null": {"k": "true", "l": "true"}}, {}, "without k, Null is true; without l, Null is true", id="one about each of two keys"),
    ],
)
def test_why_a_condition_is_true_without_its_key(condition: dict[str, Any], context: dict[str, str], words: str) -> None:
    (entry,) = evaluate(document(Condition=condition), context).trace
    assert missing_key_words(entry) == words


def test_a_long_text_loses_its_middle() -> None:
    assert cut_middle("a" * 9, 9) == "a" * 9
    assert cut_middle("0123456789", 9) == "01234…789"
