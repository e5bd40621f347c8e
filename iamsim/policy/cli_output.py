"""A policy as people save it: bare, or inside the answer of the AWS call that shows it → the policy's text.

aws s3api get-bucket-policy --bucket reports > bucket.json
"""

from __future__ import annotations

import json
from typing import Any

# The calls whose answers hold a policy, and where in them it stands.
WRAPPERS: tuple[tuple[str, ...], ...] = (
    ("Policy",),  # s3api get-bucket-policy, kms get-key-policy, lambda get-policy
    ("Policy", "Content"),  # organizations describe-policy
    ("PolicyVersion", "Document"),  # iam get-policy-version
    ("PolicyDocument",),  # iam get-user-policy, get-group-policy, get-role-policy
    ("Role", "AssumeRolePolicyDocument"),  # iam get-role
    ("Attributes", "Policy"),  # sqs get-queue-attributes, sns get-topic-attributes
    ("ResourcePolicy",),  # secretsmanager get-resource-policy
    ("policyText",),  # ecr get-repository-policy
)


def unwrap_policy(text: str) -> str:
    """The policy inside an answer of AWS; other text as it is, for the grammar to judge."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text
    for path in WRAPPERS:
        inside = _at(answer, path)
        if isinstance(inside, str):
            return inside
        if isinstance(inside, dict) and "Statement" in inside:
            return json.dumps(inside)
    return text


def is_account_dump(text: str) -> bool:
    """Tell whether it is no policy but a whole account: iam get-account-authorization-details."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and "UserDetailList" in answer and "Statement" not in answer


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
