"""Policies that AWS also reads and `get-account-authorization-details` does not show, each with its command.

An answer from that file is "as far as this file goes": each of these policies may still deny the request, and
a resource's own policy may allow it (reference_policies_evaluation-logic_policy-eval-denyallow).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from iamsim.aws.actions import actions_without_resource
from iamsim.policy import Request, split_arn


class UnknownPolicy(NamedTuple):
    """A kind of policy that the account's file does not hold, and the command that shows such a policy."""

    policy_type: str  # as AWS's denials name it: one of POLICY_TYPES, or "" for a key's policy
    name: str  # as people call it
    command: str


# Each service's own page in the Service Authorization Reference and the AWS CLI Command Reference.
# service: (what people call the policy of its resources, the command that shows it)
RESOURCE_POLICIES = {
    "s3": ("bucket policy", "aws s3api get-bucket-policy --bucket {bucket}"),
    "sqs": ("queue policy", "aws sqs get-queue-attributes --queue-url URL --attribute-names Policy"),
    "sns": ("topic policy", "aws sns get-topic-attributes --topic-arn {arn}"),
    "kms": ("key policy", "aws kms get-key-policy --key-id {arn} --policy-name default"),
    "lambda": ("function policy", "aws lambda get-policy --function-name {arn}"),
    "dynamodb": ("table policy", "aws dynamodb get-resource-policy --resource-arn {arn}"),
    "kinesis": ("stream policy", "aws kinesis get-resource-policy --resource-arn {arn}"),
    "secretsmanager": ("secret's policy", "aws secretsmanager get-resource-policy --secret-id {arn}"),
    "ecr": ("repository policy", "aws ecr get-repository-policy --repository-name {name}"),
    "events": ("event bus policy", "aws events describe-event-bus --name {name}"),
    "glacier": ("vault policy", "aws glacier get-vault-access-policy --account-id - --vault-name {name}"),
    "es": ("domain policy", "aws es describe-elasticsearch-domain-config --domain-name {name}"),
}
# Organizations User Guide, orgs_manage_policies_rcps: the services that resource control policies bind.
_SERVICES_WITH_RCPS = {
    "s3", "sts", "kms", "sqs", "secretsmanager", "cognito-idp", "logs", "dynamodb", "ecr", "aoss",
}  # fmt: skip
# Services whose data may be encrypted with a KMS key: the key's policy must then allow the caller too.
_SERVICES_WITH_KMS_KEYS = {"s3", "sqs", "sns", "dynamodb", "secretsmanager", "kinesis"}

_LIST_ORG_POLICIES = "aws organizations list-policies-for-target --target-id {account} --filter"
_LIST_SCPS = f"{_LIST_ORG_POLICIES} SERVICE_CONTROL_POLICY"
_LIST_RCPS = f"{_LIST_ORG_POLICIES} RESOURCE_CONTROL_POLICY"
# A session policy is passed when the role is assumed and stored nowhere: only CloudTrail's event has it.
_FIND_SESSION_EVENTS = (
    "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue={role}"
)
_LIST_ENDPOINTS = "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].[ServiceName,PolicyDocument]'"
_UNKNOWN_COMMAND = "(the call of its service that shows a resource's policy)"
_GET_KEY_POLICY = "aws kms get-key-policy --key-id KEY --policy-name default"


def list_unknown_policies(
    request: Request, known_types: Collection[str] = (), blamed_type: str = ""
) -> tuple[UnknownPolicy, ...]:
    """Return the policies that could still change the answer, in the order in which AWS evaluates them.

    Without the policy types in `known_types`. The type that AWS itself blamed is listed also where the
    request's service, as far as we know, has no such policies.
    """
    service = request.service
    names = _names_in_commands(request)
    rows = [("service control policy", "service control policy", _LIST_SCPS)]
    if service in _SERVICES_WITH_RCPS or blamed_type == "resource control policy":
        rows.append(("resource control policy", "resource control policy", _LIST_RCPS))
    # An action on the account alone, such as s3:ListAllMyBuckets, reads no bucket's policy and no key's.
    has_resource = request.lower_action not in actions_without_resource()
    if service in RESOURCE_POLICIES and has_resource:
        rows.append(("resource-based policy", *RESOURCE_POLICIES[service]))
    elif blamed_type == "resource-based policy":
        rows.append(("resource-based policy", "resource's own policy", _UNKNOWN_COMMAND))
    if ":assumed-role/" in request.principal or blamed_type == "session policy":
        rows.append(("session policy", "session policy", _FIND_SESSION_EVENTS))
    rows.append(("VPC endpoint policy", "VPC endpoint policy", _LIST_ENDPOINTS))
    if service in _SERVICES_WITH_KMS_KEYS and has_resource:
        rows.append(("", "policy of its KMS key", _GET_KEY_POLICY))
    return tuple(
        UnknownPolicy(policy_type, name, command.format(**names))
        for policy_type, name, command in rows
        if policy_type not in known_types
    )


def _names_in_commands(request: Request) -> dict[str, str]:
    """Return what replaces the fields of a command; a word in capitals where the request does not say it."""
    parts = split_arn(request.resource)
    specific = parts[5] if parts else ""
    return {
        "account": str(request.context.get("aws:principalaccount", "ACCOUNT")),
        "arn": request.resource if parts else "ARN",
        "bucket": specific.partition("/")[0] or "BUCKET",
        "role": str(request.context.get("aws:principalarn", "ROLE")).rpartition("/")[2],
        "name": specific.rpartition("/")[2].rpartition(":")[2] or "NAME",
    }


def is_cross_account(request: Request, account_id: str) -> bool:
    """Tell whether the resource's ARN names another account than `account_id`."""
    parts = split_arn(request.resource)
    # Many ARNs have no account, such as a bucket's; AWS's managed policies have `aws` in its place.
    return parts is not None and parts[4].isdecimal() and parts[4] != account_id


def required_policy_note(request: Request, account_id: str) -> str:
    """Return a sentence about the resource's own policy that must allow too and is unknown; "" if none must.

    It must for a resource of another account (reference_policies_evaluation-logic-cross-account), and for a
    role to assume: only its trust policy says who may.
    """
    resource = request.resource
    assumes_role = request.lower_action == "sts:assumerole" and ":role/" in resource
    names = _names_in_commands(request)
    command = RESOURCE_POLICIES.get(request.service, ("", ""))[1].format(**names)
    if assumes_role:
        command = f"aws iam get-role --role-name {names['name']}"
    policy = "trust policy" if assumes_role else "own policy"
    if is_cross_account(request, account_id):
        owner = resource.split(":")[4]
        hint = f"; to see it, there: {command}" if command else ""
        return f"{resource} is of account {owner}: across accounts its {policy} must allow it too{hint}"
    if not assumes_role:
        return ""
    return f"this file does not have {resource}: its {policy} must allow it; to see it: {command}"


def describe_policy_command(policy_arn: str) -> str:
    """Return the command that shows a policy of the organization; "" for another ARN."""
    parts = split_arn(policy_arn)
    if parts is None or parts[2] != "organizations":
        return ""
    return f"aws organizations describe-policy --policy-id {parts[5].rpartition('/')[2]}"
