"""Policies edited by exactly one request, and nothing else in them."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.decision.document_edits import narrowed, widened, with_statement
from iamsim.policy import PolicyDocument, Request

ANA = "arn:aws:iam::123456789012:user/ana"
GET, PUT = "s3:GetObject", "s3:PutObject"
KEY, OTHER = "arn:aws:s3:::b/k", "arn:aws:s3:::b/other"
REQUEST = Request(ANA, PUT, KEY, {"aws:SourceIp": "203.0.113.9", "k": "a", "aws:RequestedRegion": "eu-west-1"})
SIBLING = {"Sid": "Sibling", "Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}
Json = dict[str, Any]


def document(*statements: Json) -> PolicyDocument:
    return PolicyDocument.parse({"Version": "2012-10-17", "Id": "x", "Statement": list(statements)})


def statements_of(raw: Json | None) -> list[Json] | None:
    """The statements of an edited document, whose other elements have not changed."""
    if raw is None:
        return None
    assert raw == {"Version": "2012-10-17", "Id": "x", "Statement": raw["Statement"]}
    statements: list[Json] = raw["Statement"]
    return statements


def widened_elements(elements: Json) -> list[tuple[str, Json]]:
    """The edits of an Allow with these elements: their kinds, and the statement after it."""
    edited = document(SIBLING, {"Effect": "Allow", **elements})
    results = []
    for edit in widened(edited, edited.statements[1], REQUEST):
        sibling, statement = statements_of(edit.raw) or []
        assert sibling == SIBLING
        assert statement.pop("Effect") == "Allow"
        results.append((edit.kind, statement))
    return results


@pytest.mark.parametrize(
    ("elements", "kind", "edited"),
    [
        pytest.param(
            {"Action": PUT, "Resource": OTHER}, "add-value", {"Action": PUT, "Resource": [OTHER, KEY]}, id="a resource"
        ),
        pytest.param(
            {"Action": [GET], "Resource": "*"}, "add-value", {"Action": [GET, PUT], "Resource": "*"}, id="an action"
        ),
        pytest.param(
            {"NotAction": [PUT, GET], "Resource": "*"}, "remove-value", {"NotAction": [GET], "Resource": "*"}, id="all but an action"
        ),
        pytest.param(
            {"Action": PUT, "NotResource": [OTHER, KEY]},
            "remove-value", {"Action": PUT, "NotResource": [OTHER]}, id="all but a resource",
        ),
    ],
)  # fmt: skip
def test_an_allow_that_fails_on_one_element_is_widened(elements: Json, kind: str, edited: Json) -> None:
    assert widened_elements(elements) == [(kind, edited)]


@pytest.mark.parametrize(
    ("condition", "kind", "edited"),
    [
        pytest.param(
            {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, "add-value",
            {"IpAddress": {"aws:SourceIp": ["198.51.100.0/24", "203.0.113.9"]}}, id="an address more",
        ),
        pytest.param(
            {"StringEquals": {"k": ["b", "c"], "aws:RequestedRegion": "eu-west-1"}}, "add-value",
            {"StringEquals": {"k": ["b", "c", "a"], "aws:RequestedRegion": "eu-west-1"}}, id="beside another key",
        ),
        pytest.param(
            {"StringNotEquals": {"K": ["a", "b"]}}, "remove-value", {"StringNotEquals": {"K": ["b"]}}, id="one value less"
        ),
    ],
)  # fmt: skip
def test_a_condition_gets_the_value_of_the_request(condition: Json, kind: str, edited: Json) -> None:
    elements = {"Action": PUT, "Resource": KEY}
    assert widened_elements({**elements, "Condition": condition}) == [(kind, {**elements, "Condition": edited})]


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"Action": GET, "Resource": OTHER}, id="fails on two elements"),
        pytest.param({"Action": PUT, "Resource": KEY}, id="matches"),
        pytest.param({"NotAction": "s3:*", "Resource": KEY}, id="a pattern cannot be taken apart"),
        pytest.param({"Action": PUT, "NotResource": KEY}, id="nothing would be left in the list"),
        pytest.param(
            {"Action": PUT, "Resource": KEY, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
            id="the request lacks the key",
        ),
        pytest.param(
            {"Action": PUT, "Resource": KEY, "Condition": {"Null": {"k": "true"}}}, id="missing or not is no list of values"
        ),
        pytest.param(
            {"Action": PUT, "Resource": KEY, "Condition": {"ForAnyValue:StringEquals": {"k": "b"}}}, id="several values"
        ),
    ],
)  # fmt: skip
def test_what_is_not_widened(elements: Json) -> None:
    assert widened_elements(elements) == []


def narrowed_elements(elements: Json) -> list[tuple[str, list[Json]]]:
    edited = document({"Effect": "Deny", **elements}, SIBLING)
    results = []
    for edit in narrowed(edited, [edited.statements[0]], REQUEST, ANA):
        *statements, sibling = statements_of(edit.raw) or []
        assert sibling == SIBLING
        for statement in statements:
            assert statement.pop("Effect") == "Deny"
        results.append((edit.kind, statements))
    return results


@pytest.mark.parametrize(
    ("elements", "kind", "left"),
    [
        pytest.param({"Action": PUT, "Resource": KEY}, "delete-statement", [], id="nothing else"),
        pytest.param(
            {"Action": [PUT, GET], "Resource": KEY}, "except-request", [{"Action": [GET], "Resource": KEY}], id="another action"
        ),
        pytest.param(
            {"Action": "S3:putobject", "Resource": [KEY, OTHER]},
            "except-request", [{"Action": PUT, "Resource": [OTHER]}], id="another resource",
        ),
        pytest.param(
            {"Sid": "S", "Action": [PUT, GET], "Resource": [KEY, OTHER]},
            "except-request",
            [
                {"Sid": "S", "Action": [GET], "Resource": [KEY, OTHER]},
                {"Action": PUT, "Resource": [OTHER]},
            ],
            id="other actions and resources",
        ),
        pytest.param(
            {"Action": "*", "Resource": "*"},
            "except-request",
            [{"NotAction": [PUT], "Resource": "*"}, {"Action": PUT, "NotResource": [KEY]}], id="everything else",
        ),
        pytest.param(
            {"NotAction": GET, "NotResource": OTHER},
            "except-request",
            [{"NotAction": [GET, PUT], "NotResource": OTHER}, {"Action": PUT, "NotResource": [OTHER, KEY]}],
            id="all but a few",
        ),
        pytest.param(
            {"Action": "s3:*", "Resource": "*"}, "except-resource", [{"Action": "s3:*", "NotResource": [KEY]}],
            id="a pattern of actions cannot be taken apart",
        ),
        pytest.param(
            {"Action": [PUT, GET], "Resource": "arn:aws:s3:::b/*"},
            "except-action", [{"Action": [GET], "Resource": "arn:aws:s3:::b/*"}],
            id="a pattern of resources cannot be taken apart",
        ),
    ],
)  # fmt: skip
def test_a_statement_is_narrowed_by_the_request(elements: Json, kind: str, left: list[Json]) -> None:
    assert narrowed_elements(elements)[0] == (kind, left)


def test_only_a_principal_can_be_excepted_where_both_are_patterns() -> None:
    elements = {"Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}
    condition = {"ArnNotEquals": {"aws:PrincipalArn": ANA}}
    assert narrowed_elements(elements) == [("except-principal", [{**elements, "Condition": condition}])]


def test_a_principal_is_added_to_those_that_are_excepted_already() -> None:
    elements = {"Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}
    excepted = {"ArnNotEquals": {"AWS:principalArn": "arn:aws:iam::123456789012:user/bob"}, "Null": {"k": "false"}}
    (edit,) = [edit for edit in narrowed_elements({**elements, "Condition": excepted}) if edit[0] == "except-principal"]
    names = ["arn:aws:iam::123456789012:user/bob", ANA]
    condition = {"ArnNotEquals": {"AWS:principalArn": names}, "Null": {"k": "false"}}
    assert edit == ("except-principal", [{**elements, "Condition": condition}])


@pytest.mark.parametrize(
    ("condition", "kind", "edited"),
    [
        pytest.param(
            {"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, "add-value",
            {"NotIpAddress": {"aws:SourceIp": ["198.51.100.0/24", "203.0.113.9"]}}, id="an address more",
        ),
        pytest.param({"StringEquals": {"k": ["a", "b"]}}, "remove-value", {"StringEquals": {"k": ["b"]}}, id="one value less"),
    ],
)  # fmt: skip
def test_a_condition_no_longer_holds_for_the_value_of_the_request(condition: Json, kind: str, edited: Json) -> None:
    elements = {"Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}
    assert narrowed_elements({**elements, "Condition": condition})[0] == (kind, [{**elements, "Condition": edited}])


def test_the_last_statement_leaves_no_document() -> None:
    lone = PolicyDocument.parse({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": PUT, "Resource": KEY}})
    edits = list(narrowed(lone, lone.statements, REQUEST, ANA))
    assert [(edit.kind, edit.raw is None) for edit in edits] == [("delete-statement", True), ("except-principal", False)]


def test_all_statements_are_narrowed_in_one_edit() -> None:
    deny = {"Effect": "Deny", "Action": PUT, "Resource": KEY}
    edited = document(deny, SIBLING, {**deny, "Action": [PUT, GET]})
    first = next(iter(narrowed(edited, [edited.statements[0], edited.statements[2]], REQUEST, ANA)))
    assert statements_of(first.raw) == [SIBLING, {**deny, "Action": [GET]}]


def test_a_statement_is_added_at_the_end() -> None:
    lone = PolicyDocument.parse({"Version": "2012-10-17", "Statement": SIBLING})
    assert with_statement(lone, {"Effect": "Allow"}) == {
        "Version": "2012-10-17", "Statement": [SIBLING, {"Effect": "Allow"}],
    }  # fmt: skip
