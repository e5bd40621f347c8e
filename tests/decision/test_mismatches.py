"""Which statements nearly matched, and which statements a table shows."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.decision.mismatches import (
    count_without_match,
    near_misses,
    refusing_check,
    shown_statements,
)
from iamsim.decision.result import EvaluationResult
from iamsim.decision.statement_result import CheckType
from iamsim.policy import Request, allow, deny

ANA = "arn:aws:iam::123456789012:user/ana"
KEY = "arn:aws:s3:::b/k"
GET, PUT = allow("s3:GetObject"), allow("s3:PutObject")
IF_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def evaluate(*own: Any, **layers: Any) -> EvaluationResult:
    request = Request(ANA, "s3:GetObject", KEY, {"aws:PrincipalTag/bucket": "b"})
    return iamsim.evaluate(request, own, **layers)


def statement(action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


SESSION = "arn:aws:sts::123456789012:assumed-role/Dev/ria"


@pytest.mark.parametrize(
    ("caller", "action"),
    [
        pytest.param(ANA, "sts:GetCallerIdentity", id="allowed by the service"),
        pytest.param(SESSION, "sts:GetSessionToken", id="refused by the service"),
    ],
)
@pytest.mark.parametrize("own", [[], [deny("*")]])
def test_no_policy_is_blamed_for_what_a_service_decides(caller: str, action: str, own: list[str]) -> None:
    result = iamsim.evaluate(Request(caller, action), own)
    assert refusing_check(result) is None
    assert not near_misses(result)


def test_explicit_denies_are_blamed_before_implicit_ones() -> None:
    # troubleshoot_access-denied: "AWS includes only one of those policy types in the error message"
    result = evaluate(scps=[[PUT]], boundary=deny("s3:GetObject"))
    check = refusing_check(result)
    assert check is not None
    assert check.type is CheckType.PERMISSIONS_BOUNDARY
    both = refusing_check(evaluate(PUT, scps=[[GET], [PUT]], boundary=PUT))
    assert both is not None
    assert (both.type, both.target) == (CheckType.SERVICE_CONTROL_POLICY, "level 1")
    assert refusing_check(evaluate(GET)) is None


# statements of one policy, and the positions of those that nearly match, the closest first
NEAR = [
    pytest.param(
        [statement("s3:PutObject"), statement(resource="arn:aws:s3:::c/k"), statement(Condition=IF_MFA)],
        [2, 1, 0],
        id="conditions before the resource before the action",
    ),
    pytest.param(
        [statement(resource=f"arn:aws:s3:::{name}") for name in ("x/k", "b", "b/j/*")],
        [2, 1, 0],
        id="the resource that is most like the request's first",
    ),
    pytest.param(
        [statement("ec2:*"), statement("s3:PutObject"), statement("s3:GetBucketAcl")],
        [2],
        id="one statement about other actions of a policy, the closest",
    ),
    pytest.param(
        [statement("ec2:*"), statement(resource="arn:aws:s3:::c/*", Condition=IF_MFA)],
        [1, 0],
        id="the request's action and two failures before another service's action",
    ),
    pytest.param(
        [statement("s3:PutObject"), statement(resource="arn:aws:s3:::c/*", Condition=IF_MFA)],
        [0],
        id="two failures are left out where one element of the same service fails",
    ),
    pytest.param(
        [statement("s3:PutObject", "arn:aws:s3:::c/*", Condition=IF_MFA)],
        [0],
        id="never none while there is an Allow",
    ),
    pytest.param(
        [statement("ec2:*", "arn:aws:ec2:*:*:instance/*"), statement("s3:PutObject", "arn:aws:s3:::c/*")],
        [1],
        id="of those that fail on two elements the one about a similar action",
    ),
    pytest.param([{**statement("ec2:*"), "Effect": "Deny"}], [], id="a Deny is none"),
    pytest.param(
        [statement(resource="arn:aws:s3:::z/k"), statement(resource="arn:aws:s3:::${aws:PrincipalTag/bucket}/j")],
        [1, 0],
        id="variables are compared by their values",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "positions"), NEAR)
def test_near_misses_are_sorted(statements: list[dict[str, Any]], positions: list[int]) -> None:
    result = evaluate(document(*statements))
    assert [miss.statement.index for miss in near_misses(result)] == positions


def test_as_many_as_asked_for() -> None:
    result = evaluate(PUT, PUT, deny("s3:PutObject"), PUT, PUT)
    assert [miss.policy.name for miss in near_misses(result)] == ["policy-1", "policy-2", "policy-4"]
    assert len(near_misses(result, 1)) == 1
    assert count_without_match(result) == 5
    assert near_misses(evaluate(GET, PUT)) == ()
    assert near_misses(evaluate(PUT, deny("*"))) == ()


def test_only_policies_that_refused() -> None:
    levels = [[GET, PUT], [PUT], [allow("s3:ListBucket")]]
    (miss,) = near_misses(evaluate(PUT, scps=levels))
    assert str(miss.source) == "scp level 1"
    assert count_without_match(evaluate(PUT, scps=levels)) == 1


def test_a_table_shows_all_of_a_few_statements_and_the_telling_ones_of_many() -> None:
    others = document(*[statement("ec2:*")] * 30)
    shown, left_out = shown_statements(evaluate(others, PUT))
    assert ([outcome for _, outcome in shown], left_out) == (["no match"] * 31, 0)
    shown, left_out = shown_statements(evaluate(others, GET, others, deny("s3:Get*")))
    assert [(entry.policy.name, outcome) for entry, outcome in shown] == [("policy-4", "decides"), ("policy-2", "matches")]
    assert left_out == 60
    shown, left_out = shown_statements(evaluate(others, PUT, others))
    assert [(entry.policy.name, outcome) for entry, outcome in shown] == [("policy-2", "no match")]
    assert left_out == 60
    shown, left_out = shown_statements(evaluate(*[GET] * 50), limit=7)
    assert (len(shown), left_out) == (7, 43)
