"""What a dump cannot show, and the commands that do."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from iamsim.policy import Request
from iamsim.why.unknown_policies import (
    RESOURCE_POLICIES,
    UnknownPolicy,
    describe_policy_command,
    list_unknown_policies,
    required_policy_note,
)

RIA = "arn:aws:iam::123456789012:user/ria"
SESSION = "arn:aws:sts::123456789012:assumed-role/Dev/ria"
ROLE = {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/eng/Dev"}
SCP = (
    "service control policy",
    "aws organizations list-policies-for-target --target-id 123456789012 --filter SERVICE_CONTROL_POLICY",
)
RCP = (
    "resource control policy",
    "aws organizations list-policies-for-target --target-id 123456789012 --filter RESOURCE_CONTROL_POLICY",
)
ENDPOINT = (
    "VPC endpoint policy",
    "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].[VpcEndpointId,ServiceName,PolicyDocument]'",
)
ENDPOINT_WEST = (ENDPOINT[0], f"{ENDPOINT[1]} --region eu-west-1")
KEY = ("policy of its KMS key", "aws kms get-key-policy --key-id KEY --policy-name default")
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:web"
FIND_ASSUME_ROLE = "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=arn:aws:iam::123456789012:role/eng/Dev"

ROWS: list[Any] = [
    pytest.param(RIA, "ec2:StopInstances", "*", {}, [SCP, ENDPOINT], id="a service whose resources have no policies"),
    pytest.param(
        RIA, "s3:GetObject", "arn:aws:s3:::reports/2026/q1.csv", {},
        [SCP, RCP, ("bucket policy", "aws s3api get-bucket-policy --bucket reports"), ENDPOINT, KEY],
        id="an object",
    ),
    pytest.param(
        RIA, "S3:ListBucket", "*", {},
        [SCP, RCP, ("bucket policy", "aws s3api get-bucket-policy --bucket BUCKET"), ENDPOINT, KEY],
        id="no bucket named",
    ),
    pytest.param(RIA, "s3:ListJobs", "*", {}, [SCP, RCP, ENDPOINT], id="the account: no bucket's policy and no key"),
    pytest.param(
        RIA, "lambda:InvokeFunction", FUNCTION, {},
        [SCP, ("function policy", f"aws lambda get-policy --function-name {FUNCTION} --region eu-west-1"), ENDPOINT_WEST],
        id="a function, in the region of its ARN",
    ),
    pytest.param(
        RIA, "lambda:InvokeFunction", "*", {"aws:RequestedRegion": "eu-west-1"},
        [SCP, ("function policy", "aws lambda get-policy --function-name ARN --region eu-west-1"), ENDPOINT_WEST],
        id="in the region of the request",
    ),
    pytest.param(
        RIA, "ecr:PutImage", "arn:aws:ecr:eu-west-1:123456789012:repository/team/web", {},
        [SCP, RCP, ("repository policy", "aws ecr get-repository-policy --repository-name team/web --region eu-west-1"), ENDPOINT_WEST],
        id="a name with a slash",
    ),
    pytest.param(
        RIA, "kms:Decrypt", "*", {},
        [SCP, RCP, ("key policy", "aws kms get-key-policy --key-id ARN --policy-name default"), ENDPOINT],
        id="a key that is not named",
    ),
    pytest.param(
        SESSION, "ec2:StopInstances", "*", ROLE,
        [SCP, ("session policy", FIND_ASSUME_ROLE), ENDPOINT],
        id="a session",
    ),
    pytest.param(
        RIA, "ec2:StopInstances", "*", {"aws:SourceVpce": "vpce-1"},
        [SCP, ("VPC endpoint policy", "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-1 --query 'VpcEndpoints[].[VpcEndpointId,ServiceName,PolicyDocument]'")],
        id="the endpoint is known",
    ),
]  # fmt: skip


def names_and_commands(policies: tuple[UnknownPolicy, ...]) -> list[tuple[str, str]]:
    return [(policy.name, policy.command) for policy in policies]


@pytest.mark.parametrize(("principal", "action", "resource", "context", "rows"), ROWS)
def test_what_is_not_in_the_file(principal: str, action: str, resource: str, context: dict[str, str], rows: list[tuple[str, str]]) -> None:
    assert names_and_commands(list_unknown_policies(Request(principal, action, resource, context))) == rows


FIND_FEDERATION = "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=GetFederationToken"
BLAMED = [
    pytest.param("resource control policy", [SCP, RCP, ENDPOINT], id="a service that we think has none"),
    pytest.param("resource-based policy", [SCP, ("resource's own policy", "(the call of its service that shows a resource's policy)"), ENDPOINT], id="a service whose call we do not know"),
    pytest.param("session policy", [SCP, ("session policy", FIND_FEDERATION), ENDPOINT], id="a federated user's session"),
    pytest.param("identity-based policy", [SCP, ENDPOINT], id="what a dump holds"),
]  # fmt: skip


@pytest.mark.parametrize(("policy_type", "rows"), BLAMED)
def test_what_aws_blames_is_among_it(policy_type: str, rows: list[tuple[str, str]]) -> None:
    assert names_and_commands(list_unknown_policies(Request(RIA, "ec2:StopInstances", "*"), (), policy_type)) == rows


def test_what_was_given_is_not_missing() -> None:
    policies = list_unknown_policies(Request(RIA, "s3:GetObject", "*"), {"service control policy", "resource-based policy"})
    assert [policy.name for policy in policies] == [RCP[0], ENDPOINT[0], KEY[0]]


# The form of the ARN of each service's resource, and the words of the command that name it.
ARN = "arn:aws:{}:eu-west-1:123456789012:{}"
NAMED = [
    ("s3", "arn:aws:s3:::b/k", "--bucket b"),
    ("sqs", ARN.format("sqs", "jobs"), "--queue-url https://sqs.eu-west-1.amazonaws.com/123456789012/jobs --attribute-names Policy"),
    ("sns", ARN.format("sns", "t"), f"--topic-arn {ARN.format('sns', 't')}"),
    ("kms", ARN.format("kms", "key/1"), f"--key-id {ARN.format('kms', 'key/1')}"),
    ("lambda", ARN.format("lambda", "function:f"), f"--function-name {ARN.format('lambda', 'function:f')}"),
    ("dynamodb", ARN.format("dynamodb", "table/T/index/I"), f"--resource-arn {ARN.format('dynamodb', 'table/T')}"),
    ("kinesis", ARN.format("kinesis", "stream/s"), f"--resource-arn {ARN.format('kinesis', 'stream/s')}"),
    ("secretsmanager", ARN.format("secretsmanager", "secret:a/b-AbCdEf"), f"--secret-id {ARN.format('secretsmanager', 'secret:a/b-AbCdEf')}"),
    ("secretsmanager", ARN.format("secretsmanager", "secret:a/b-??????"), "--secret-id a/b"),
    ("ecr", ARN.format("ecr", "repository/team/web"), "--repository-name team/web"),
    ("events", ARN.format("events", "event-bus/bus"), "--name bus"),
    ("events", ARN.format("events", "rule/nightly"), "--name default"),
    ("events", ARN.format("events", "rule/bus/nightly"), "--name bus"),
    ("glacier", ARN.format("glacier", "vaults/v"), "--vault-name v"),
    ("es", ARN.format("es", "domain/d/index"), "--domain-name d"),
    ("backup", ARN.format("backup", "backup-vault:v"), "--backup-vault-name v"),
    ("elasticfilesystem", ARN.format("elasticfilesystem", "file-system/fs-1"), "--file-system-id fs-1"),
    ("glue", ARN.format("glue", "catalog"), "get-resource-policies"),
    ("acm-pca", ARN.format("acm-pca", "certificate-authority/1"), f"--resource-arn {ARN.format('acm-pca', 'certificate-authority/1')}"),
    ("execute-api", ARN.format("execute-api", "a1b2/prod/GET/x"), "--rest-api-id a1b2"),
]


def resource_policy(service: str, arn: str) -> UnknownPolicy:
    (row,) = [policy for policy in list_unknown_policies(Request(RIA, f"{service}:Get", arn)) if policy.policy_type == "resource-based policy"]
    return row


@pytest.mark.parametrize(("service", "arn", "words"), NAMED)
def test_a_command_names_the_resource(service: str, arn: str, words: str) -> None:
    assert words in resource_policy(service, arn).command
    assert ("--region eu-west-1" in resource_policy(service, arn).command) is (service != "s3")


def test_every_command_is_tried() -> None:
    assert {service for service, _, _ in NAMED} == RESOURCE_POLICIES.keys()


def test_what_policies_of_an_organization_need_is_said() -> None:
    scp = list_unknown_policies(Request(RIA, "ec2:StopInstances", "*"))[0]
    assert "attached to the account itself only" in scp.remark
    assert "aws organizations list-parents --child-id 123456789012" in scp.remark
    assert "aws organizations describe-policy --policy-id ID" in scp.remark
    assert "management account" in scp.remark


def test_names_from_data_are_quoted_for_the_shell() -> None:
    request = Request(RIA, "s3:GetObject", "arn:aws:s3:::$(touch x);b/k")
    assert resource_policy("s3", request.resource).command == "aws s3api get-bucket-policy --bucket '$(touch x);b'"
    hostile = {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/`x` y"}
    (session,) = [policy for policy in list_unknown_policies(Request(SESSION, "ec2:X", "*", hostile)) if policy.policy_type == "session policy"]
    assert session.command.endswith("'AttributeKey=ResourceName,AttributeValue=arn:aws:iam::123456789012:role/`x` y'")


NOTES = [
    pytest.param("sts:AssumeRole", "arn:aws:iam::123456789012:role/x/Gone", "this file does not have arn:aws:iam::123456789012:role/x/Gone: its trust policy must allow it; to see it: aws iam get-role --role-name Gone --query Role.AssumeRolePolicyDocument", id="a role that the file does not have"),
    pytest.param("sts:AssumeRole", "arn:aws:iam::999999999999:role/Gone", "arn:aws:iam::999999999999:role/Gone is of account 999999999999: across accounts its trust policy must allow it too; to see it, there: aws iam get-role --role-name Gone --query Role.AssumeRolePolicyDocument", id="another account's role"),
    pytest.param("lambda:InvokeFunction", FUNCTION, "", id="this account's function"),
    pytest.param("ec2:StopInstances", "arn:aws:ec2:eu-west-1:999999999999:instance/i-1", "arn:aws:ec2:eu-west-1:999999999999:instance/i-1 is of account 999999999999: across accounts its own policy must allow it too", id="a service whose call we do not know"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "resource", "note"), NOTES)
def test_a_policy_that_must_allow_too(action: str, resource: str, note: str) -> None:
    assert required_policy_note(Request(RIA, action, resource), "123456789012") == note


@pytest.mark.parametrize(
    ("arn", "command"),
    [
        (
            "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-x1y2z3",
            "aws organizations describe-policy --policy-id p-x1y2z3",
        ),
        ("arn:aws:iam::123456789012:policy/P", ""),
        ("", ""),
    ],
)
def test_the_policy_that_a_denial_names(arn: str, command: str) -> None:
    assert describe_policy_command(arn) == command


@pytest.mark.parametrize("command", [policy.command for policy in list_unknown_policies(Request(SESSION, "s3:Get", "arn:aws:s3:::b", ROLE))])
def test_a_command_is_one_line_of_a_shell(command: str) -> None:
    assert shlex.split(command)[0] == "aws"
