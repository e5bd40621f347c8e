"""What a dump cannot show, and the commands that do."""

from __future__ import annotations

import pytest

from iamsim.policy import Request
from iamsim.why.unknown_policies import RESOURCE_POLICIES, describe_policy_command, list_unknown_policies

RIA = "arn:aws:iam::123456789012:user/ria"
SESSION = "arn:aws:sts::123456789012:assumed-role/Dev/ria"
SCP = (
    "service control policy",
    "aws organizations list-policies-for-target --target-id 123456789012 --filter SERVICE_CONTROL_POLICY",
)
RCP = (
    "resource control policy",
    "aws organizations list-policies-for-target --target-id 123456789012 --filter RESOURCE_CONTROL_POLICY",
)
ENDPOINT = ("VPC endpoint policy", "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].[ServiceName,PolicyDocument]'")
KEY = ("policy of its KMS key", "aws kms get-key-policy --key-id KEY --policy-name default")

ROWS = [
    pytest.param(RIA, "ec2:StopInstances", "*", [SCP, ENDPOINT], id="a service whose resources have no policies"),
    pytest.param(
        RIA, "s3:GetObject", "arn:aws:s3:::reports/2026/q1.csv",
        [SCP, RCP, ("bucket policy", "aws s3api get-bucket-policy --bucket reports"), ENDPOINT, KEY],
        id="an object",
    ),
    pytest.param(
        RIA, "S3:ListBucket", "*",
        [SCP, RCP, ("bucket policy", "aws s3api get-bucket-policy --bucket BUCKET"), ENDPOINT, KEY],
        id="no bucket named",
    ),
    pytest.param(RIA, "s3:ListJobs", "*", [SCP, RCP, ENDPOINT], id="the account: no bucket's policy and no key"),
    pytest.param(
        RIA, "lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:web",
        [SCP, ("function policy", "aws lambda get-policy --function-name arn:aws:lambda:eu-west-1:123456789012:function:web"), ENDPOINT],
        id="a function",
    ),
    pytest.param(
        RIA, "ecr:PutImage", "arn:aws:ecr:eu-west-1:123456789012:repository/web",
        [SCP, RCP, ("repository policy", "aws ecr get-repository-policy --repository-name web"), ENDPOINT],
        id="a name behind a slash",
    ),
    pytest.param(
        RIA, "kms:Decrypt", "*",
        [SCP, RCP, ("key policy", "aws kms get-key-policy --key-id ARN --policy-name default"), ENDPOINT],
        id="a key that is not named",
    ),
    pytest.param(
        SESSION, "ec2:StopInstances", "*",
        [SCP, ("session policy", "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=Dev"), ENDPOINT],
        id="a session",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "action", "resource", "rows"), ROWS)
def test_what_is_not_in_the_file(principal: str, action: str, resource: str, rows: list[tuple[str, str]]) -> None:
    policies = list_unknown_policies(Request(principal, action, resource))
    assert [(policy.name, policy.command) for policy in policies] == rows


BLAMED = [
    pytest.param("resource control policy", [SCP, RCP, ENDPOINT], id="a service that we think has none"),
    pytest.param("resource-based policy", [SCP, ("resource's own policy", "(the call of its service that shows a resource's policy)"), ENDPOINT], id="a service whose call we do not know"),
    pytest.param("session policy", [SCP, ("session policy", "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=ria"), ENDPOINT], id="a federated user's session"),
    pytest.param("identity-based policy", [SCP, ENDPOINT], id="what a dump holds"),
]  # fmt: skip


@pytest.mark.parametrize(("policy_type", "rows"), BLAMED)
def test_what_aws_blames_is_among_it(policy_type: str, rows: list[tuple[str, str]]) -> None:
    policies = list_unknown_policies(Request(RIA, "ec2:StopInstances", "*"), (), policy_type)
    assert [(policy.name, policy.command) for policy in policies] == rows


def test_what_was_given_is_not_missing() -> None:
    policies = list_unknown_policies(Request(RIA, "s3:GetObject", "*"), {"service control policy", "resource-based policy"})
    assert [policy.name for policy in policies] == [RCP[0], ENDPOINT[0], KEY[0]]


@pytest.mark.parametrize("service", RESOURCE_POLICIES)
def test_each_command_names_what_it_shows(service: str) -> None:
    arn = f"arn:aws:{service}:eu-west-1:123456789012:thing/web"
    (row,) = [policy for policy in list_unknown_policies(Request(RIA, f"{service}:Get", arn)) if policy.policy_type == "resource-based policy"]
    assert row.name.endswith(" policy")
    assert row.command.startswith("aws ")
    assert "{" not in row.command


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
