"""Results: what decided, what was looked at, what was missing; the same facts as rows."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.account import Source
from iamsim.decision.result import Check, Decision, Effect, EvaluationResult
from iamsim.decision.statement_result import CheckType
from iamsim.policy import Request, allow, deny

ANA = "arn:aws:iam::123456789012:user/ana"
GET, PUT, NO_GET = allow("s3:GetObject"), allow("s3:PutObject"), deny("s3:GetObject")


def evaluate(*own: Any, context: Any = None, **more: Any) -> EvaluationResult:
    return iamsim.evaluate(Request(ANA, "s3:GetObject", "arn:aws:s3:::b/k", context), own, **more)


def everybody(effect: str) -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": statement}


DECIDING = [
    # SimulatePrincipalPolicy, MatchedStatements: "if only one statement denies ... only the deny statement"
    pytest.param(evaluate(GET, PUT), ["policy-1"], id="the Allow that matches"),
    pytest.param(evaluate(GET, GET), ["policy-1", "policy-2"], id="every Allow that matches"),
    pytest.param(evaluate(GET, NO_GET), ["policy-2"], id="the Deny only"),
    pytest.param(evaluate(GET, NO_GET, boundary=NO_GET), ["policy-2", "boundary"], id="the Denies of every layer"),
    pytest.param(evaluate(PUT), [], id="nothing where nobody allowed"),
    pytest.param(evaluate(GET, boundary=PUT), [], id="nothing where a boundary is silent"),
    pytest.param(evaluate(GET, boundary=GET, scps=[[GET]]), ["policy-1"], id="the layers that only limit do not decide"),
    pytest.param(evaluate(GET, resource_policy=everybody("Allow")), ["resource-policy", "policy-1"], id="both Allows that give access"),
    pytest.param(evaluate(PUT, resource_policy=everybody("Allow")), ["resource-policy"], id="the resource's Allow"),
]  # fmt: skip


@pytest.mark.parametrize(("result", "policies"), DECIDING)
def test_the_statements_that_decided(result: EvaluationResult, policies: list[str]) -> None:
    assert [one.policy.name for one in result.matched_statements] == policies
    assert all(one.matched for one in result.matched_statements)


def test_the_trace_holds_every_statement_in_the_order_of_the_checks() -> None:
    two = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": a, "Resource": "*"} for a in ("x:y", "s3:*")],
    }
    result = evaluate(two, PUT, scps=[[GET]], boundary=NO_GET, resource_policy=everybody("Deny"))
    assert [(one.check, one.policy.name, one.statement.index, one.matched) for one in result.trace] == [
        (CheckType.SERVICE_CONTROL_POLICY, "scp-1", 0, True),
        (CheckType.RESOURCE, "resource-policy", 0, True),
        (CheckType.PRINCIPAL, "policy-1", 0, False),
        (CheckType.PRINCIPAL, "policy-1", 1, True),
        (CheckType.PRINCIPAL, "policy-2", 0, False),
        (CheckType.PERMISSIONS_BOUNDARY, "boundary", 0, True),
    ]
    assert [result.outcome(one) for one in result.trace] == [
        "matches", "decides", "no match", "matches", "no match", "decides",
    ]  # fmt: skip


def test_rows() -> None:
    assert evaluate(GET, NO_GET, PUT).rows() == [
        {"outcome": "matches", "effect": "Allow", "policy": "policy-1", "from": "policy", "name": "Statement[0]", "statement": "Allow s3:GetObject on *", "because": ""},
        {"outcome": "decides", "effect": "Deny", "policy": "policy-2", "from": "policy", "name": "Statement[0]", "statement": "Deny s3:GetObject on *", "because": ""},
        {
            "outcome": "no match", "effect": "Allow", "policy": "policy-3", "from": "policy", "name": "Statement[0]",
            "statement": "Allow s3:PutObject on *", "because": "Action is s3:PutObject; the request has s3:GetObject",
        },
    ]  # fmt: skip


def statement(**elements: Any) -> dict[str, Any]:
    raw = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"} | elements
    return {"Version": "2012-10-17", "Statement": raw}


MISSING = [
    # SimulatePrincipalPolicy, MissingContextValues
    pytest.param([GET], {}, (), id="nothing is read"),
    pytest.param([statement(Condition={"Bool": {"aws:SecureTransport": "true"}})], {}, ("aws:SecureTransport",), id="a condition's key"),
    pytest.param([statement(Condition={"Bool": {"aws:SecureTransport": "true"}})], {"AWS:securetransport": "true"}, (), id="given, in other letters"),
    pytest.param([statement(Resource="x/${aws:PrincipalTag/Team}/${aws:username}")], {}, ("aws:PrincipalTag/Team",), id="a variable without a value"),
    pytest.param([statement(Resource="${aws:PrincipalTag/Team, 'all'}")], {}, (), id="a variable with a default"),
    pytest.param([statement(Condition={"StringLike": {"b": "${C}"}}), statement(Condition={"Null": {"B": "true", "a": "true"}})], {}, ("C", "a", "b"), id="each once, as spelled first, sorted"),
    pytest.param([statement(Action="x:y", Condition={"Null": {"k": "true"}})], {}, ("k",), id="of statements that do not apply too"),
]  # fmt: skip


@pytest.mark.parametrize(("policies", "context", "keys"), MISSING)
def test_missing_context_values(policies: list[Any], context: dict[str, Any], keys: tuple[str, ...]) -> None:
    assert evaluate(*policies, context=context).missing_context_values == keys


def test_what_a_check_is_of() -> None:
    request = Request(ANA, "s3:GetObject")
    group, level, trust = Source("group", "Web", ()), Source("scp", "root", ()), Source("trust", "Dev", ())
    own = Check(CheckType.PRINCIPAL, Effect.ALLOW, (group,), request, [])
    assert (own.target, own.is_trust) == ("", False)
    assert Check(CheckType.SERVICE_CONTROL_POLICY, Effect.ALLOW, (level,), request, []).target == "root"
    assert Check(CheckType.RESOURCE, Effect.ALLOW, (trust,), request, []).is_trust


def test_awss_own_words() -> None:
    # SimulatePrincipalPolicy, EvalDecision; GetRequestAuthorizationDetails, checkType and evaluatedEffect
    assert [str(one) for one in Decision] == ["allowed", "explicitDeny", "implicitDeny"]
    assert [str(one) for one in Effect] == ["ALLOW", "NO_IMPACT", "IMPLICIT_DENY", "EXPLICIT_DENY"]
    assert [str(one) for one in CheckType] == [
        "SERVICE_CONTROL_POLICY",
        "RESOURCE",
        "PRINCIPAL",
        "PERMISSIONS_BOUNDARY",
    ]


def test_results_of_the_same_request_are_equal() -> None:
    result = iamsim.evaluate(Request(ANA, "s3:GetObject"), [allow("s3:GetObject")])
    assert result == iamsim.evaluate(Request(ANA, "s3:GetObject"), [allow("s3:GetObject")])
