"""Where a statement stands, in words: the way to it, its place, its name."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.account import InlinePolicy, ManagedPolicy, Policy, PolicyVersion, Source
from iamsim.decision import CheckType, EvaluationResult, StatementResult
from iamsim.decision.statement_places import (
    join_places,
    named_policy,
    place,
    policy_way,
    statement_name,
    statement_place,
    way,
)
from iamsim.policy import PolicyDocument, Request, allow

ANA = "arn:aws:iam::123456789012:user/ana"
GET = allow("s3:GetObject")
INLINE = InlinePolicy("edit", PolicyDocument.parse(GET))
MANAGED = ManagedPolicy("Edit", "arn:aws:iam::1:policy/Edit", (PolicyVersion("v1", INLINE.document),))


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def evaluate(*own: Any) -> EvaluationResult:
    return iamsim.evaluate(Request(ANA, "s3:GetObject"), own)


# The words do not ask which check read the statement, so one check does for all kinds of holders.
def entry(kind: str, name: str, policy: Policy) -> StatementResult:
    source = Source(kind, name, (policy,))
    return StatementResult(CheckType.PRINCIPAL, source, policy, policy.document.statements[0], Request(ANA, "s3:GetObject"))


@pytest.mark.parametrize(
    ("result", "path", "short_place"),
    [
        pytest.param(entry("user", "ana", INLINE), "ana → inline policy edit → Statement[0]", "edit (own policy)", id="a user's own"),
        pytest.param(entry("role", "Dev", MANAGED), "ana → managed policy Edit → Statement[0]", "Edit (own policy)", id="a role's"),
        pytest.param(entry("group", "Web", MANAGED), "ana → group Web → managed policy Edit → Statement[0]", "Edit (group Web)", id="a group's"),
        pytest.param(entry("boundary", "", MANAGED), "ana → permissions boundary Edit → Statement[0]", "Edit (permissions boundary)", id="a boundary"),
        pytest.param(entry("boundary", "", INLINE), "ana → permissions boundary → Statement[0]", "edit (permissions boundary)", id="a boundary without an ARN"),
        pytest.param(entry("scp", "level 1", INLINE), "organization, level 1 → edit → Statement[0]", "edit (SCP at level 1)", id="an SCP"),
        pytest.param(entry("resource", "", INLINE), "ana → policy of the resource → Statement[0]", "edit (policy of the resource)", id="a resource's"),
        pytest.param(entry("trust", "Dev", INLINE), "ana → trust policy of Dev → Statement[0]", "edit (trust policy of Dev)", id="a trust policy"),
        pytest.param(entry("policy", "", INLINE), "edit → Statement[0]", "edit", id="a policy without a holder"),
    ],
)  # fmt: skip
def test_the_way_to_a_statement_by_its_holder(result: StatementResult, path: str, short_place: str) -> None:
    assert way(result) == path
    assert place(result) == statement_place(result) == short_place


def test_a_statement_is_named_by_its_sid_or_its_position() -> None:
    policy = document(
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
        {"Sid": "Drafts", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    )
    first, second = evaluate(policy).matched_statements
    (alone,) = evaluate(GET).matched_statements
    assert [statement_name(result.statement) for result in (first, second)] == ["Statement[0]", "Drafts"]
    assert [statement_place(result) for result in (first, second, alone)] == ["policy-1, Statement[0]", "policy-1, Drafts", "policy-1"]
    assert way(second) == "policy-1 → Drafts"
    (long_sid,) = evaluate(document({"Sid": "A" * 5000, "Effect": "Allow", "Action": "*", "Resource": "*"})).trace
    assert len(statement_name(long_sid.statement)) == 60


def test_a_policy_of_one_statement_needs_no_number() -> None:
    two = PolicyDocument.parse(document(*[{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}] * 2))
    assert named_policy(INLINE, INLINE.document.statements[0]) == "edit"
    assert named_policy(InlinePolicy("both", two), two.statements[1]) == "both, Statement[1]"


def test_of_many_places_two_are_named() -> None:
    assert join_places(evaluate(*[GET] * 3).trace) == "policy-1 and policy-2 and policy-3"
    assert join_places(evaluate(*[GET] * 4).trace) == "policy-1 and policy-2 and 2 more statements"
    assert join_places(evaluate(*[GET] * 1234).trace) == "policy-1 and policy-2 and 1,232 more statements"
    (once,) = evaluate(GET).trace
    assert join_places([once, once]) == "policy-1"


def test_the_end_of_a_way_says_what_the_policy_is() -> None:
    (statement,) = INLINE.document.statements
    assert policy_way(INLINE, statement) == "inline policy edit → Statement[0]"
    assert policy_way(MANAGED, statement) == "managed policy Edit → Statement[0]"
    assert policy_way(MANAGED, statement, "permissions boundary") == "permissions boundary Edit → Statement[0]"
