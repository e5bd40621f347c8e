"""AWS's own sentence about a refused request, by the kind of policy that refused.

Source: IAM User Guide, troubleshoot_access-denied.
"""

from __future__ import annotations

from iamsim.decision.mismatches import refusing_check
from iamsim.decision.result import Effect, EvaluationResult
from iamsim.decision.statement_result import CheckType

# AWS's own names of the kinds of policy, as its AccessDenied sentence has them.
AWS_POLICY_TYPES = {
    CheckType.SERVICE_CONTROL_POLICY: "service control policy",
    CheckType.RESOURCE: "resource-based policy",
    CheckType.PRINCIPAL: "identity-based policy",
    CheckType.PERMISSIONS_BOUNDARY: "permissions boundary",
}


def access_denied_message(result: EvaluationResult) -> str | None:
    """Return AWS's AccessDenied sentence for a refused request, None for an allowed one.

    AWS names one kind of policy only, and the ARN of a managed policy that denies; an inline one has none.
    Amazon S3 alone quotes the resource (S3 User Guide, troubleshoot-403-errors).
    None also where a service refuses by itself, in words that nobody has recorded.
    """
    if result.service_rule is not None:
        return result.service_rule.message or None
    check = refusing_check(result)
    if check is None or result.allowed:
        return None
    request = result.request
    name = f'"{request.resource}"' if request.service == "s3" else request.resource
    # AWS leaves the resource out of its message where an action has none.
    resource = "" if request.resource == "*" else f" on resource: {name}"
    refusal = f"User: {request.principal} is not authorized to perform: {request.action}{resource}"
    policy_type = "role trust policy" if check.is_trust else AWS_POLICY_TYPES[check.type]
    if check.effect is Effect.IMPLICIT_DENY:
        return f"{refusal} because no {policy_type} allows the {request.action} action"
    article = {"identity-based policy": "an", "role trust policy": "the"}.get(policy_type, "a")
    # AWS adds the ARN of the policy that denies (troubleshoot_access-denied); an inline policy has none.
    arn = next((f": {deny.policy.arn}" for deny in check.determining if deny.policy.arn), "")
    return f"{refusal} with an explicit deny in {article} {policy_type}{arn}"
