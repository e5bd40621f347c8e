"""The line that asks AWS the same: a result → `aws iam simulate-custom-policy …`. It changes nothing there.

The line carries the policies with it, so it asks about these, whatever the account that it runs in has.
Source: IAM API Reference, SimulateCustomPolicy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from iamsim.aws.errors import InvalidInput
from iamsim.clients.history import Recorded
from iamsim.decision import Check, CheckType, EvaluationResult

_TYPES = {
    "Numeric": "numeric",
    "Date": "date",
    "Bool": "boolean",
    "IpAddress": "ip",
    "NotIpAddress": "ip",
    "Binary": "binary",
}

SILENT = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "*", "Resource": "*"}}'
"""A policy that matches no request: AWS's simulator wants at least one, also where a user has none."""


def as_cli(result: EvaluationResult) -> str:
    """The `aws` line that asks AWS's own simulator what `result` answers.

    Raises InvalidInput for root, whom AWS's simulator does not answer for.

    >>> import iamsim
    >>> request = iamsim.Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/k")
    >>> print(as_cli(iamsim.evaluate(request, ['{"Version": "2012-10-17", "Statement": []}'])))
    aws iam simulate-custom-policy
      --policy-input-list '{"Version": "2012-10-17", "Statement": []}'
      --action-names s3:GetObject --resource-arns arn:aws:s3:::b/k
    """
    request = result.request
    if request.principal.endswith(":root"):
        raise InvalidInput("Invalid Entity Arn: root", "AWS's simulator does not answer for the root user")
    given = {
        "PolicyInputList": list(_texts(result, CheckType.PRINCIPAL)) or [SILENT],
        "PermissionsBoundaryPolicyInputList": list(_texts(result, CheckType.PERMISSIONS_BOUNDARY)),
        "OrderedOrganizationPolicyInputList": [
            {"ServiceControlPolicyInputList": list(_of([check]))}
            for check in result.checks
            if check.type is CheckType.SERVICE_CONTROL_POLICY
        ],
        "ActionNames": [request.action],
        "ResourceArns": [request.resource],
        **_resource(result),
        "ContextEntries": list(_context(result)),
    }
    return Recorded("iam", "simulate_custom_policy", {k: v for k, v in given.items() if v}).command


def _texts(result: EvaluationResult, kind: CheckType) -> Iterator[str]:
    """The documents that one kind of check reads."""
    return _of(check for check in result.checks if check.type is kind)


def _of(checks: Iterable[Check]) -> Iterator[str]:
    for check in checks:
        for source in check.sources:
            for policy in source.policies:
                yield policy.document.text


def _resource(result: EvaluationResult) -> dict[str, str]:
    """The resource's policy, with the caller whom it may name."""
    text = next(_texts(result, CheckType.RESOURCE), None)
    return {} if text is None else {"ResourcePolicy": text, "CallerArn": result.request.principal}


def _context(result: EvaluationResult) -> Iterator[dict[str, Any]]:
    """The context keys that the policies read and the request carries."""
    kinds: dict[str, tuple[str, str]] = {}
    for one in result.trace:
        for element in one.statement.elements:
            for key in element.context_keys:
                kinds.setdefault(key.lower(), (key, _type(element.name)))
    for folded, (key, kind) in kinds.items():
        value = result.request.context.get(folded)
        if value is not None:
            several = isinstance(value, tuple)
            yield {
                "ContextKeyName": key,
                "ContextKeyValues": list(value) if several else [value],
                "ContextKeyType": f"{kind}List" if several else kind,
            }


def _type(element: str) -> str:
    """The type of what an element reads: `Condition NumericLessThan k` reads a number."""
    operator = element.removeprefix("Condition ").partition(" ")[0].rpartition(":")[2]
    return next((kind for word, kind in _TYPES.items() if operator.startswith(word)), "string")
