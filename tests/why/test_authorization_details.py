"""AWS's own trace of a denied request → questions."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.errors import InvalidInput
from iamsim.why.authorization_details import is_details, questions_of_details
from iamsim.why.denial import Denial
from tests.why.test_pasted import KEY, RIA, SESSION

DENY = "arn:aws:iam::123456789012:policy/No"


def details(*evaluations: dict[str, Any], **context: Any) -> dict[str, Any]:
    keys = {"aws:PrincipalArn": RIA, "aws:SourceIp": "203.0.113.9", "aws:SecureTransport": True, **context}
    return {"requestContext": keys, "evaluations": list(evaluations), "policies": []}


def evaluation(effect: str, check: str = "PRINCIPAL", **fields: Any) -> dict[str, Any]:
    checks = [{"checkType": "SERVICE_CONTROL_POLICY", "evaluatedEffect": "ALLOW"}, {"checkType": check, "evaluatedEffect": effect, **fields}]
    return {"action": "s3:GetObject", "resource": KEY, "context": {"s3:x": ["a", "b"]}, "evaluatedEffect": effect, "checks": checks}


MATCHED = [{"uri": DENY, "matchedStatements": [{"sid": "NoReading", "evaluatedEffect": "DENY"}, {"sid": "x", "evaluatedEffect": "ALLOW"}]}]
DENIALS = [
    pytest.param(evaluation("IMPLICIT_DENY"), Denial(RIA, "s3:GetObject", KEY, "identity-based policy", implicit=True), id="nobody allowed it"),
    pytest.param(evaluation("IMPLICIT_DENY", "PERMISSIONS_BOUNDARY"), Denial(RIA, "s3:GetObject", KEY, "permissions boundary", implicit=True), id="a boundary does not allow it"),
    pytest.param(evaluation("EXPLICIT_DENY", matchedPolicies=MATCHED), Denial(RIA, "s3:GetObject", KEY, "identity-based policy", explicit=True, policy_arn=DENY, statement_ids=("NoReading",)), id="a Deny of a managed policy"),
    pytest.param(evaluation("EXPLICIT_DENY", "RESOURCE_CONTROL_POLICY"), Denial(RIA, "s3:GetObject", KEY, "resource control policy", explicit=True), id="a Deny of a policy that is not listed"),
    pytest.param({"action": "s3:GetObject", "resource": "", "evaluatedEffect": "EXPLICIT_DENY"}, Denial(RIA, "s3:GetObject", "*", explicit=True), id="no checks and no resource"),
]  # fmt: skip


@pytest.mark.parametrize(("refused", "denial"), DENIALS)
def test_what_refused(refused: dict[str, Any], denial: Denial) -> None:
    (question,) = questions_of_details(details(evaluation("ALLOW"), refused))
    assert question.denial == denial
    assert (question.principal, question.action, question.resource) == (RIA, "s3:GetObject", denial.resource)


def test_the_context_of_the_request_and_of_the_evaluation() -> None:
    (question,) = questions_of_details(details(evaluation("IMPLICIT_DENY")))
    assert question.context == {"aws:SourceIp": "203.0.113.9", "aws:SecureTransport": "true", "s3:x": ["a", "b"]}


def test_a_session_has_its_name_in_its_user_id() -> None:
    keys = {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/aws-reserved/Ops", "aws:userid": "AROAEXAMPLE:jane"}
    (question,) = questions_of_details(details(evaluation("IMPLICIT_DENY"), **keys))
    assert question.principal == SESSION


def test_who_assumes_a_role_is_refused_by_its_trust_policy() -> None:
    assume = {**evaluation("IMPLICIT_DENY", "RESOURCE"), "action": "sts:AssumeRole"}
    (question,) = questions_of_details(details(assume))
    assert question.denial is not None
    assert question.denial.policy_type == "role trust policy"


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param(details(evaluation("ALLOW")), id="nothing was refused"),
        pytest.param({"requestContext": {}, "evaluations": [evaluation("IMPLICIT_DENY")]}, id="nobody asked"),
        pytest.param({"requestContext": {}, "evaluations": [5, {}]}, id="no evaluations"),
    ],
)
def test_a_trace_without_a_question(trace: dict[str, Any]) -> None:
    assert is_details(trace)
    with pytest.raises(InvalidInput):
        questions_of_details(trace)


@pytest.mark.parametrize("value", [{}, {"requestContext": {}}, {"requestContext": 5, "evaluations": []}])
def test_other_objects(value: dict[str, Any]) -> None:
    assert not is_details(value)
