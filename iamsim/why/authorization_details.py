"""The output of `aws iam-toolbox get-request-authorization-details` → AccessQuestions.

    {"requestContext": {"aws:PrincipalArn": …}, "evaluations": [{"action": …, "checks": …}]} → questions

AWS's own trace of one denied request: each action and resource that was checked, with all context keys.
Source: IAM Toolbox API Reference, GetRequestAuthorizationDetails (preview).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from iamsim.aws.errors import InvalidInput
from iamsim.policy import split_arn, text_of
from iamsim.why.denial import Denial
from iamsim.why.question import AccessQuestion

# checkType: the policy type, as AWS's denials name it
_POLICY_TYPES = {
    "SERVICE_CONTROL_POLICY": "service control policy",
    "RESOURCE_CONTROL_POLICY": "resource control policy",
    "VPC_ENDPOINT": "VPC endpoint policy",
    "RESOURCE": "resource-based policy",
    "PRINCIPAL": "identity-based policy",
    "PERMISSIONS_BOUNDARY": "permissions boundary",
    "SESSION": "session policy",
}
# Keys that IAM fills in from the principal, which the question names.
_PRINCIPAL_KEYS = {
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:username",
    "aws:userid",
}


def is_details(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is AWS's own trace of a request."""
    return isinstance(value.get("requestContext"), dict) and isinstance(value.get("evaluations"), list)


def questions_of_details(details: Mapping[str, Any]) -> list[AccessQuestion]:
    """Return a question for each evaluation that AWS refused.

    Raises InvalidInput if AWS refused none, or if the trace does not say who asked.
    """
    request_context: Mapping[str, Any] = details["requestContext"]
    evaluations = [evaluation for evaluation in details["evaluations"] if isinstance(evaluation, dict)]
    refused = [evaluation for evaluation in evaluations if evaluation.get("evaluatedEffect") != "ALLOW"]
    questions = [_question(evaluation, request_context) for evaluation in refused if _has_action(evaluation)]
    if not questions:
        raise InvalidInput("", f"AWS's trace has {len(evaluations)} evaluations, and refused none of them")
    return questions


def _has_action(evaluation: Mapping[str, Any]) -> bool:
    return isinstance(evaluation.get("action"), str)


def _question(evaluation: Mapping[str, Any], request_context: Mapping[str, Any]) -> AccessQuestion:
    own_context = evaluation.get("context")
    context = _texts({**request_context, **(own_context if isinstance(own_context, dict) else {})})
    action = evaluation["action"]
    resource = evaluation.get("resource")
    resource = resource if isinstance(resource, str) and resource else "*"
    principal = _principal(context)
    other_values = {key: value for key, value in context.items() if key.lower() not in _PRINCIPAL_KEYS}
    denial = _denial(principal, action, resource, evaluation)
    note = "from AWS's own trace, with all context keys of the request"
    return AccessQuestion(principal, action, resource, denial, (note,), other_values)


def _principal(context: Mapping[str, str | list[str]]) -> str:
    """Return who asked: of a role the session, whose name is the end of aws:userid."""
    values = {key.lower(): value for key, value in context.items()}
    arn, user_id = values.get("aws:principalarn"), values.get("aws:userid")
    parts = split_arn(arn) if isinstance(arn, str) else None
    if not isinstance(arn, str) or parts is None:
        raise InvalidInput("", "AWS's trace has no aws:PrincipalArn in requestContext; paste it whole")
    session = user_id.partition(":")[2] if isinstance(user_id, str) else ""
    if parts[5].startswith("role/") and session:
        role = parts[5].rpartition("/")[2]
        return f"arn:{parts[1]}:sts::{parts[4]}:assumed-role/{role}/{session}"
    return arn


def _denial(principal: str, action: str, resource: str, evaluation: Mapping[str, Any]) -> Denial:
    """Return what refused: the first check of the effect that the evaluation has."""
    effect = evaluation.get("evaluatedEffect")
    explicit = effect == "EXPLICIT_DENY"
    check = next(
        (check for check in _objects(evaluation, "checks") if check.get("evaluatedEffect") == effect), {}
    )
    policy_type = _POLICY_TYPES.get(str(check.get("checkType")), "")
    if policy_type == "resource-based policy" and action.lower() == "sts:assumerole":
        policy_type = "role trust policy"
    statement_ids, policy_arn = [], ""
    for policy in _objects(check, "matchedPolicies") if explicit else ():
        denies = [s for s in _objects(policy, "matchedStatements") if s.get("evaluatedEffect") == "DENY"]
        if denies:
            uri = str(policy.get("uri") or "")
            # An inline policy has an id of its own there, which is no ARN.
            policy_arn = policy_arn or (uri if split_arn(uri) else "")
            statement_ids += [sid for s in denies if isinstance(sid := s.get("sid"), str) and sid]
    return Denial(
        principal,
        action,
        resource,
        policy_type=policy_type,
        explicit=explicit,
        policy_arn=policy_arn,
        implicit=effect == "IMPLICIT_DENY",
        statement_ids=tuple(statement_ids),
    )


def _objects(value: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    items = value.get(name)
    return (item for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))


def _texts(context: Mapping[str, Any]) -> dict[str, str | list[str]]:
    texts: dict[str, str | list[str]] = {}
    for key, value in context.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            texts[str(key)] = [text_of(item) for item in value]
        elif isinstance(value, str | int | float):
            texts[str(key)] = text_of(value)
    return texts
