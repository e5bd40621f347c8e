"""The output of an AWS CLI call that shows a policy → the policy's text.

aws s3api get-bucket-policy --bucket reports > bucket.json → {"Policy": TEXT} → TEXT
"""

from __future__ import annotations

import json
from typing import Any

# Where a policy stands in the output of the calls that show one.
POLICY_PATHS: tuple[tuple[str, ...], ...] = (
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
    """Return the policy inside the output of a CLI call; other text unchanged, for the grammar to judge."""
    output = _decode(text)
    for path in POLICY_PATHS:
        policy = _value_at(output, path)
        # S3, KMS and others give the policy as text, IAM as an object.
        if isinstance(policy, str):
            return policy
        if isinstance(policy, dict) and "Statement" in policy:
            return json.dumps(policy)
    return text


def is_account_dump(text: str) -> bool:
    """Tell whether a text is no policy but a whole account: iam get-account-authorization-details."""
    output = _decode(text)
    return isinstance(output, dict) and "UserDetailList" in output and "Statement" not in output


def _decode(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _value_at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
