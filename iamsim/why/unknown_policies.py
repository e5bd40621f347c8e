"""Policies that AWS also reads and `get-account-authorization-details` does not show, each with its command.

An answer from that file is "as far as this file goes": each of these policies may still deny the request, and
a resource's own policy may allow it (reference_policies_evaluation-logic_policy-eval-denyallow).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from iamsim.aws.actions import actions_without_resource
from iamsim.policy import Request, split_arn
from iamsim.why.next_steps import aws_command
from iamsim.why.resource_arns import UNKNOWN_REGION, UNKNOWN_SUFFIX


class UnknownPolicy(NamedTuple):
    """A kind of policy that the account's file does not hold, and the command that shows such a policy."""

    policy_type: str  # as AWS's denials name it: one of POLICY_TYPES, or "" for a key's policy
    name: str  # as people call it
    command: str
    remark: str = ""  # what the command alone does not show, and who may call it


class _PolicyCommand(NamedTuple):
    """What people call a policy, the command that shows it, in which region, and a remark."""

    name: str
    command: str  # words of `aws …`; a field in braces is one word of the command
    is_regional: bool = True
    remark: str = ""


# Each service's own page in the Service Authorization Reference and the AWS CLI Command Reference.
RESOURCE_POLICIES = {
    "s3": _PolicyCommand("bucket policy", "s3api get-bucket-policy --bucket {bucket}", is_regional=False),
    "sqs": _PolicyCommand(
        "queue policy", "sqs get-queue-attributes --queue-url {queue_url} --attribute-names Policy"
    ),
    "sns": _PolicyCommand("topic policy", "sns get-topic-attributes --topic-arn {arn}"),
    "kms": _PolicyCommand("key policy", "kms get-key-policy --key-id {arn} --policy-name default"),
    "lambda": _PolicyCommand("function policy", "lambda get-policy --function-name {arn}"),
    "dynamodb": _PolicyCommand("table policy", "dynamodb get-resource-policy --resource-arn {table_arn}"),
    "kinesis": _PolicyCommand("stream policy", "kinesis get-resource-policy --resource-arn {arn}"),
    "secretsmanager": _PolicyCommand(
        "secret's policy", "secretsmanager get-resource-policy --secret-id {secret}"
    ),
    "ecr": _PolicyCommand("repository policy", "ecr get-repository-policy --repository-name {name}"),
    "events": _PolicyCommand("event bus policy", "events describe-event-bus --name {event_bus}"),
    "glacier": _PolicyCommand(
        "vault policy", "glacier get-vault-access-policy --account-id - --vault-name {name}"
    ),
    "es": _PolicyCommand("domain policy", "es describe-elasticsearch-domain-config --domain-name {domain}"),
    "backup": _PolicyCommand(
        "vault policy", "backup get-backup-vault-access-policy --backup-vault-name {last_name}"
    ),
    "elasticfilesystem": _PolicyCommand(
        "file system policy", "efs describe-file-system-policy --file-system-id {name}"
    ),
    "glue": _PolicyCommand("catalog policy", "glue get-resource-policies"),
    "acm-pca": _PolicyCommand("certificate authority's policy", "acm-pca get-policy --resource-arn {arn}"),
    "execute-api": _PolicyCommand(
        "API's policy", "apigateway get-rest-api --rest-api-id {api} --query policy"
    ),
}
# Organizations User Guide, orgs_manage_policies_rcps: the services that resource control policies bind.
_SERVICES_WITH_RCPS = {
    "s3", "sts", "kms", "sqs", "secretsmanager", "cognito-idp", "logs", "dynamodb", "ecr", "aoss",
}  # fmt: skip
# Services whose data may be encrypted with a KMS key: the key's policy must then allow the caller too. With
# each the command that says which key it is.
_KEY_OF_RESOURCE = {
    "s3": "s3api get-bucket-encryption --bucket {bucket}",
    "sqs": "sqs get-queue-attributes --queue-url {queue_url} --attribute-names KmsMasterKeyId",
    "sns": "sns get-topic-attributes --topic-arn {arn}",
    "dynamodb": "dynamodb describe-table --table-name {table}",
    "secretsmanager": "secretsmanager describe-secret --secret-id {secret}",
    "kinesis": "kinesis describe-stream-summary --stream-arn {arn}",
}

# Organizations API Reference, ListPoliciesForTarget: what is attached to a parent is not listed.
_ORG_REMARK = (
    "what is attached to the account itself only; for its OUs and the root {parents}, then both again for"
    " each parent; a policy's text: {describe}; from the organization's management account, or a delegated"
    " administrator's"
)
_GET_KEY_POLICY = "kms get-key-policy --key-id KEY --policy-name default"


def list_unknown_policies(
    request: Request, known_types: Collection[str] = (), blamed_type: str = ""
) -> tuple[UnknownPolicy, ...]:
    """Return the policies that could still change the answer, in the order in which AWS evaluates them.

    Without the policy types in `known_types`. The type that AWS itself blamed is listed also where the
    request's service, as far as we know, has no such policies.
    """
    service = request.service
    fields = _fields(request)
    policies = [_organization_policy("service control policy", request)]
    if service in _SERVICES_WITH_RCPS or blamed_type == "resource control policy":
        policies.append(_organization_policy("resource control policy", request))
    # An action on the account alone, such as s3:ListAllMyBuckets, reads no bucket's policy and no key's.
    has_resource = request.lower_action not in actions_without_resource()
    if service in RESOURCE_POLICIES and has_resource:
        row = RESOURCE_POLICIES[service]
        command = _command(row.command, fields, regional=row.is_regional)
        policies.append(UnknownPolicy("resource-based policy", row.name, command, row.remark))
    elif blamed_type == "resource-based policy":
        policies.append(
            UnknownPolicy(
                "resource-based policy",
                "resource's own policy",
                "(the call of its service that shows a resource's policy)",
            )
        )
    if ":assumed-role/" in request.principal or blamed_type == "session policy":
        policies.append(_session_policy(request))
    policies.append(_endpoint_policy(request, fields))
    if service in _KEY_OF_RESOURCE and has_resource:
        find_key = _command(_KEY_OF_RESOURCE[service], fields, regional=service != "s3")
        policies.append(
            UnknownPolicy(
                "",
                "policy of its KMS key",
                _command(_GET_KEY_POLICY, fields),
                f"KEY, if the data is encrypted with one: {find_key}",
            )
        )
    return tuple([policy for policy in policies if policy.policy_type not in known_types])


def _organization_policy(policy_type: str, request: Request) -> UnknownPolicy:
    account_id = _account_id(request)
    filter_name = policy_type.upper().replace(" ", "_")
    command = aws_command(
        "organizations", "list-policies-for-target", "--target-id", account_id, "--filter", filter_name
    )
    remark = _ORG_REMARK.format(
        parents=aws_command("organizations", "list-parents", "--child-id", account_id),
        describe=aws_command("organizations", "describe-policy", "--policy-id", "ID"),
    )
    return UnknownPolicy(policy_type, policy_type, command, remark)


def _session_policy(request: Request) -> UnknownPolicy:
    """Return the session policy, which is passed when the session begins and stored nowhere.

    Only the event of that call has it. ResourceName is the role's ARN, as the event's resources have it.
    """
    role_arn = str(request.context.get("aws:principalarn", ""))
    if ":role/" in role_arn:
        attribute, call = f"AttributeKey=ResourceName,AttributeValue={role_arn}", "AssumeRole"
    else:
        call = "GetFederationToken"
        attribute = f"AttributeKey=EventName,AttributeValue={call}"
    command = aws_command("cloudtrail", "lookup-events", "--lookup-attributes", attribute)
    remark = (
        f"policy and policyArns of requestParameters in the event {call} that began the session, in the"
        " region of that call; 90 days are kept"
    )
    return UnknownPolicy("session policy", "session policy", command, remark)


def _endpoint_policy(request: Request, fields: dict[str, str]) -> UnknownPolicy:
    endpoint = request.context.get("aws:sourcevpce")
    words = ["ec2", "describe-vpc-endpoints"]
    if isinstance(endpoint, str):
        words += ["--vpc-endpoint-ids", endpoint]
    words += ["--query", "VpcEndpoints[].[VpcEndpointId,ServiceName,PolicyDocument]"]
    remark = "" if endpoint else "for a request through an endpoint: CloudTrail's vpcEndpointId says which"
    return UnknownPolicy(
        "VPC endpoint policy", "VPC endpoint policy", aws_command(*words, region=fields["region"]), remark
    )


def _command(template: str, fields: dict[str, str], *, regional: bool = True) -> str:
    """Return a command with its fields filled in; each field stays one word of the shell."""
    words = [word.format(**fields) for word in template.split(" ")]
    return aws_command(*words, region=fields["region"] if regional else "")


def _account_id(request: Request) -> str:
    return str(request.context.get("aws:principalaccount", "ACCOUNT"))


def _fields(request: Request) -> dict[str, str]:
    """Return what replaces the fields of a command; a word in capitals where the request does not say it."""
    parts = split_arn(request.resource)
    region, owner, last = (parts[3], parts[4], parts[5]) if parts else ("", "", "")
    region = region or str(request.context.get("aws:requestedregion", ""))
    kind, _, name = last.partition("/")
    table = name.split("/")[0]
    arn = request.resource if parts else "ARN"
    has_queue_url = region not in {"", UNKNOWN_REGION} and owner and last
    # events:PutRule is done to `rule/BUS/NAME`, or to `rule/NAME` of the default bus.
    event_bus = name if kind == "event-bus" else name.rpartition("/")[0] or ("default" if name else "NAME")
    return {
        "region": "" if region == UNKNOWN_REGION else region,
        "arn": arn,
        "bucket": kind or "BUCKET",
        "name": name or "NAME",
        "last_name": last.rpartition(":")[2] or "NAME",
        "domain": table or "NAME",
        "table": table or "TABLE",
        "table_arn": f"{arn.partition('/')[0]}/{table}" if table else "ARN",
        "secret": last.removeprefix("secret:").removesuffix(UNKNOWN_SUFFIX)
        if arn.endswith(UNKNOWN_SUFFIX)
        else arn,
        "queue_url": f"https://sqs.{region}.amazonaws.com/{owner}/{last}" if has_queue_url else "URL",
        "event_bus": event_bus,
        "api": kind or "ID",
        "role": name.rpartition("/")[2] or "ROLE",
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
    fields = _fields(request)
    row = RESOURCE_POLICIES.get(request.service)
    command = _command(row.command, fields, regional=row.is_regional) if row else ""
    if assumes_role:
        query = "Role.AssumeRolePolicyDocument"
        command = aws_command("iam", "get-role", "--role-name", fields["role"], "--query", query)
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
    policy_id = parts[5].rpartition("/")[2]
    return aws_command("organizations", "describe-policy", "--policy-id", policy_id)
