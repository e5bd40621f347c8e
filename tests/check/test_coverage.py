"""What a statement can match: the widest and the certain scope, and what Denies leave of an Allow."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.check.coverage import MAX_DENIES, Scope, certain_scope, leaves_nothing, meets, widest_scope
from iamsim.policy import PolicyDocument, Statement, deny

BUCKET = "arn:aws:s3:::b"


def statement(action: Any, resource: Any, **elements: Any) -> Statement:
    raw = {"Effect": "Deny", "Action": action, "Resource": resource, **elements}
    raw = {name: value for name, value in raw.items() if value is not None}
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": raw}).statements[0]


def scope(action: Any, resource: Any, **elements: Any) -> Scope:
    return widest_scope(statement(action, resource, **elements), {})


MEETING = [
    pytest.param(("s3:Get*", "*"), ("S3:getobject", f"{BUCKET}/k"), True, id="actions ignore case"),
    pytest.param(("s3:*", f"{BUCKET}/K"), ("s3:*", f"{BUCKET}/k"), False, id="resources do not"),
    pytest.param(("s3:*", "arn:aws:s3"), ("s3:*", BUCKET), True, id="an ARN that stops early"),
    pytest.param(("s3:*", f"{BUCKET}/*"), ("s3:*", f"{BUCKET}/${{aws:username}}"), True, id="a variable without a value"),
    pytest.param(("s3:*", f"{BUCKET}/${{k}}"), ("s3:*", "arn:aws:s3:::c*"), False, id="a variable stands in its place alone"),
]


@pytest.mark.parametrize(("one", "other", "expected"), MEETING)
def test_two_statements_meet(one: tuple[str, str], other: tuple[str, str], expected: bool) -> None:
    assert meets(scope(*one), scope(*other)) is expected
    assert meets(scope(*other), scope(*one)) is expected


def test_a_statement_with_a_condition_matches_nothing_for_certain() -> None:
    assert certain_scope(statement("*", "*", Condition={"Bool": {"k": "true"}}), {}) is None
    assert certain_scope(statement("*", "*"), {}) is not None


@pytest.mark.parametrize(
    ("element", "widest", "certain"),
    [pytest.param("Resource", True, False, id="Resource"), pytest.param("NotResource", True, False, id="NotResource")],
)
def test_a_variable_without_a_value_is_wide_or_nothing(element: str, widest: bool, certain: bool) -> None:
    elements = {"Resource": None, element: f"{BUCKET}/${{k}}"}
    matched = f"{BUCKET}/x"
    found = statement("*", elements.pop("Resource"), **elements) if element == "NotResource" else statement("*", f"{BUCKET}/${{k}}")
    in_certain = certain_scope(found, {})
    assert in_certain is not None
    assert (matched in widest_scope(found, {}).resources) is widest
    assert (matched in in_certain.resources) is certain


def test_a_variable_with_a_value_is_that_text() -> None:
    found = statement("*", f"{BUCKET}/${{aws:username}}/*")
    resources = widest_scope(found, {"aws:username": "r*"}).resources
    assert f"{BUCKET}/r*/k" in resources
    assert f"{BUCKET}/ria/k" not in resources, "a star in a value is a star"


def test_without_limits_nothing_limits_and_with_none_nothing_is_left() -> None:
    assert not leaves_nothing(scope("*", "*"), ())
    assert leaves_nothing(scope("*", "*"), (), ())
    assert not leaves_nothing(scope("*", "*"), (), [scope("s3:*", "*")])


def test_denies_of_parts_close_together_what_none_closes_alone() -> None:
    allow = scope("s3:GetObject", f"{BUCKET}/*")
    parts = [scope("s3:*", f"{BUCKET}/a*"), scope("*", None, NotResource=f"{BUCKET}/a*")]
    assert leaves_nothing(allow, parts)
    assert not any(leaves_nothing(allow, [part]) for part in parts)


def test_of_too_many_denies_the_first_are_read() -> None:
    everything = PolicyDocument.parse(deny("*")).statements[0]
    parts = [scope("*", f"{BUCKET}/{number}") for number in range(MAX_DENIES)]
    assert not leaves_nothing(scope("*", "*"), [*parts, widest_scope(everything, {})])
    assert leaves_nothing(scope("*", "*"), [widest_scope(everything, {}), *parts])
