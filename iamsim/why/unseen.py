"""What AWS also reads and `get-account-authorization-details` does not show, with the command that shows it.

An answer from a dump is "as far as this file goes": each of these may still refuse, and a resource's own
policy may allow (IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from iamsim.aws.actions import ON_NO_RESOURCE
from iamsim.policy import Request, split_arn


class Unseen(NamedTuple):
    """A kind of policy, as AWS's denials call it and as people do, and the command that shows one."""

    layer: str
    name: str
    command: str


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
# Organizations User Guide, orgs_manage_policies_rcps: the services that resource control policies reach.
WITH_RCPS = {"s3", "sts", "kms", "sqs", "secretsmanager", "cognito-idp", "logs", "dynamodb", "ecr", "aoss"}
WITH_KEYS = {"s3", "sqs", "sns", "dynamodb", "secretsmanager", "kinesis"}

_POLICIES_OF = "aws organizations list-policies-for-target --target-id {account} --filter {kind}"
_SESSIONS = "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue={role}"
_ENDPOINTS = "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].[ServiceName,PolicyDocument]'"
_UNKNOWN = "(the call of its service that shows a resource's policy)"
_KEY = "aws kms get-key-policy --key-id KEY --policy-name default"


def unseen(request: Request, given: Collection[str] = (), blamed: str = "") -> tuple[Unseen, ...]:
    """What could still change this answer, in the order in which AWS asks.

    Leaves out the layers that are `given`; the layer that AWS itself has `blamed` is there in any case.
    """
    service = request.service
    words = _words(request)
    rows = [("service control policy", "service control policy", _POLICIES_OF)]
    if service in WITH_RCPS or blamed == "resource control policy":
        rows.append(("resource control policy", "resource control policy", _POLICIES_OF))
    on_one = request.folded_action not in ON_NO_RESOURCE
    if service in RESOURCE_POLICIES and on_one:
        rows.append(("resource-based policy", *RESOURCE_POLICIES[service]))
    elif blamed == "resource-based policy":
        rows.append(("resource-based policy", "resource's own policy", _UNKNOWN))
    if ":assumed-role/" in request.principal or blamed == "session policy":
        rows.append(("session policy", "session policy", _SESSIONS))
    rows.append(("VPC endpoint policy", "VPC endpoint policy", _ENDPOINTS))
    if service in WITH_KEYS and on_one:
        rows.append(("", "policy of its KMS key", _KEY))
    return tuple(
        Unseen(layer, name, command.format(**words, kind=layer.upper().replace(" ", "_")))
        for layer, name, command in rows
        if layer not in given
    )


def _words(request: Request) -> dict[str, str]:
    """What the commands name: the account, the resource and its name, the bucket, the role."""
    parts = split_arn(request.resource)
    specific = parts[5] if parts else ""
    return {
        "account": str(request.context.get("aws:principalaccount", "ACCOUNT")),
        "arn": request.resource if parts else "ARN",
        "bucket": specific.partition("/")[0] or "BUCKET",
        "role": str(request.context.get("aws:principalarn", "ROLE")).rpartition("/")[2],
        "name": specific.rpartition("/")[2].rpartition(":")[2] or "NAME",
    }


def is_across(request: Request, account_id: str) -> bool:
    """Tell whether the resource's ARN says that it is another account's."""
    parts = split_arn(request.resource)
    return parts is not None and parts[4].isdecimal() and parts[4] != account_id


def elsewhere(request: Request, account_id: str) -> str:
    """That the resource's own policy is not in the file and must allow too; empty where it need not.

    So it is of another account's resource (reference_policies_evaluation-logic-cross-account), and of a role
    that the file does not have.
    """
    assumed = request.folded_action == "sts:assumerole" and ":role/" in request.resource
    command = RESOURCE_POLICIES.get(request.service, ("", ""))[1].format(**_words(request))
    if assumed:
        command = f"aws iam get-role --role-name {_words(request)['name']}"
    policy = "trust policy" if assumed else "own policy"
    if is_across(request, account_id):
        owner = request.resource.split(":")[4]
        where, there = f"is of account {owner}: across accounts", f"; to see it, there: {command}"
        return f"{request.resource} {where} its {policy} must allow it too{there if command else ''}"
    if not assumed:
        return ""
    return f"this file does not have {request.resource}: its {policy} must allow it; to see it: {command}"


def showing(policy_arn: str) -> str:
    """The command that shows the organization's policy that a denial names; empty for another ARN."""
    parts = split_arn(policy_arn)
    if parts is None or parts[2] != "organizations":
        return ""
    return f"aws organizations describe-policy --policy-id {parts[5].rpartition('/')[2]}"
