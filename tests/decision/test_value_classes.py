"""The values of unknown keys: one at least of each class that conditions tell apart."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.decision.value_classes import assignments, group_keys
from iamsim.policy import Element, PolicyDocument, Request

REQUEST = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/home/ana/x")


def elements(*conditions: dict[str, Any], resource: str = "*") -> list[tuple[Element, frozenset[str]]]:
    """The elements that read unknown keys, each with these keys."""
    listed = [{"Effect": "Allow", "Action": "*", "Resource": resource, "Condition": each} for each in conditions]
    policy = PolicyDocument.parse({"Version": "2012-10-17", "Statement": listed or [{"Effect": "Allow", "Action": "*", "Resource": resource}]})
    pairs = [(e, set(e.all_context_keys) - REQUEST.context.keys()) for statement in policy.statements for e in statement.elements]
    return [(element, frozenset(keys)) for element, keys in pairs if keys]


def answers(*conditions: dict[str, Any], resource: str = "*") -> set[tuple[bool, ...]]:
    """What the elements say together of the values that are tried, all keys of one group."""
    pairs = elements(*conditions, resource=resource)
    (group,) = group_keys(pairs)
    found = assignments(group, REQUEST)
    assert found is not None
    requests = [Request(REQUEST.principal, REQUEST.action, REQUEST.resource, {**REQUEST.context, **values}) for values in found]
    return {tuple(element.accepts(request) for element, _ in pairs) for request in requests}


T, F = True, False
CLASSES = [
    pytest.param([{"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, {"Null": {"aws:MultiFactorAuthPresent": "true"}}], {(T, F, F), (F, T, F), (F, T, T)}, id="true, false, absent"),
    pytest.param([{"Bool": {"aws:SecureTransport": "true"}}, {"Null": {"aws:SecureTransport": "true"}}], {(T, F), (F, F)}, id="in every request: never absent"),
    pytest.param([{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, {"IpAddress": {"aws:SourceIp": "203.0.113.128/25"}}, {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}], {(T, T, T), (T, F, T), (F, F, T), (F, F, F)}, id="ranges within ranges"),
    pytest.param([{"StringEquals": {"aws:SourceIp": "203.0.113.0/24"}}], {(F,)}, id="an address is never a range"),
    pytest.param([{"NumericLessThan": {"s3:max-keys": "10"}}, {"NumericGreaterThanEquals": {"s3:max-keys": "10"}}, {"NumericEquals": {"s3:max-keys": ["5", "20"]}}], {(T, F, F), (T, F, T), (F, T, F), (F, T, T), (F, F, F)}, id="numbers between and beyond"),
    pytest.param([{"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, {"DateGreaterThan": {"aws:EpochTime": "2026-01-01T00:00:00Z"}}], {(T, F), (F, F), (F, T)}, id="both keys of the time are one instant"),
    pytest.param([{"StringEquals": {"aws:ResourceTag/t": ["a", "b"]}}, {"StringNotEquals": {"aws:ResourceTag/t": "a"}}, {"StringLike": {"aws:ResourceTag/t": "?*"}}], {(T, F, T), (T, T, T), (F, T, T), (F, T, F)}, id="texts and a pattern"),
    pytest.param([{"StringEquals": {"aws:ResourceTag/t": "a"}}, {"StringEqualsIgnoreCase": {"aws:ResourceTag/t": "a"}}], {(T, T), (F, T), (F, F)}, id="letters' case"),
    pytest.param([{"StringLike": {"aws:PrincipalOrgPaths": "o-a/*"}}], {(F,)}, id="several values without a quantifier match nothing"),
    pytest.param([{"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}, {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}}], {(T, T), (T, F), (F, T), (F, F)}, id="sets of values"),
    pytest.param([{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:123456789012:t*"}}], {(T,), (F,)}, id="an ARN"),
    pytest.param([{"Null": {"aws:RequestTag/t": "true"}}], {(T,), (F,)}, id="only whether a tag exists"),
    pytest.param([{"Null": {"aws:TokenIssueTime": "true"}}], {(T,), (F,)}, id="only whether a date exists"),
    pytest.param([{"Null": {"aws:TagKeys": "true"}}], {(T,), (F,)}, id="only whether there are values"),
    pytest.param([{"BinaryEquals": {"x:key": "QUJD"}}], {(T,), (F,)}, id="bytes"),
    pytest.param([{"StringEquals": {"aws:ResourceTag/team": "${aws:RequestTag/team}"}}, {"StringEquals": {"aws:RequestTag/team": "web"}}], {(T, T), (T, F), (F, T), (F, F)}, id="two keys compared with each other"),
]  # fmt: skip


@pytest.mark.parametrize(("conditions", "expected"), CLASSES)
def test_every_class_has_a_value(conditions: list[dict[str, Any]], expected: set[tuple[bool, ...]]) -> None:
    assert answers(*conditions) == expected


def test_a_variable_of_the_resource_gets_the_part_that_matches() -> None:
    (group,) = group_keys(elements(resource="arn:aws:s3:::b/${s3:prefix}/*"))
    found = assignments(group, REQUEST)
    assert found is not None
    assert {"home", "home/ana"} <= {values["s3:prefix"] for values in found}
    assert answers(resource="arn:aws:s3:::b/${s3:prefix}/*") == {(T,), (F,)}
    assert answers(resource="arn:aws:s3:::c/${s3:prefix}/*") == {(F,)}


UNSURE = [
    pytest.param([{"StringLike": {"x:a": "${x:b}/*"}}], "*", id="a pattern with an unknown key"),
    pytest.param([], "arn:aws:s3:::b/${x:a}/${x:b}/*", id="two unknown keys in one ARN"),
    pytest.param([{"StringEquals": {"x:a": [f"v{number}" for number in range(400)]}} for _ in range(2)] + [{"StringEquals": {"x:a": f"w{number}"}} for number in range(400)], "*", id="more values than are tried"),
]  # fmt: skip


@pytest.mark.parametrize(("conditions", "resource"), UNSURE)
def test_what_cannot_be_divided_for_certain_is_said(conditions: list[dict[str, Any]], resource: str) -> None:
    (group,) = group_keys(elements(*conditions, resource=resource))
    assert assignments(group, REQUEST) is None


def test_keys_that_are_read_together_are_one_group() -> None:
    pairs = elements({"StringEquals": {"x:a": "${x:b}"}}, {"StringEquals": {"x:c": "1"}}, {"StringEquals": {"x:b": "2"}})
    assert sorted(sorted(group.keys) for group in group_keys(pairs)) == [["x:a", "x:b"], ["x:c"]]


def test_a_value_that_people_know_comes_first() -> None:
    (group,) = group_keys(elements({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}))
    found = assignments(group, REQUEST)
    assert found is not None
    assert found[0] == {"aws:sourceip": "203.0.113.9"}
    assert found[-1] == {"aws:sourceip": None}


@pytest.mark.parametrize(
    ("bound", "has_negative"),
    [
        pytest.param("0", False, id="no key counts below zero"),
        pytest.param("-5", True, id="unless a policy names a number below zero"),
    ],
)
def test_numbers_below_zero_are_tried_if_a_policy_names_one(bound: str, has_negative: bool) -> None:
    (group,) = group_keys(elements({"NumericLessThan": {"s3:max-keys": bound}}))
    tried = [str(values["s3:max-keys"]) for values in assignments(group, REQUEST) or []]
    assert tried
    assert any(text.startswith("-") for text in tried) is has_negative
