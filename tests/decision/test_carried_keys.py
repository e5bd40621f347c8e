"""The context keys that every request carries, and those that it certainly lacks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from iamsim.decision.carried_keys import ALWAYS_CARRIED, carried_keys, is_known_absent
from iamsim.policy import Request

ANA = "arn:aws:iam::123456789012:user/ana"
BUCKET = "arn:aws:s3:::b/k"


def values(request: Request, now: datetime | None = None) -> dict[str, str]:
    return {key.key: key.value for key in carried_keys(request, now)}


REGIONS = [
    pytest.param(ANA, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:q", "eu-west-1", id="of the resource's ARN"),
    pytest.param(ANA, "s3:GetObject", BUCKET, None, id="a bucket's ARN has none"),
    pytest.param(ANA, "ec2:RunInstances", "*", None, id="no resource"),
    pytest.param(ANA, "iam:GetUser", ANA, "us-east-1", id="IAM"),
    pytest.param(ANA, "route53:ListHostedZones", "*", "us-east-1", id="another service with one endpoint"),
    pytest.param(ANA, "globalaccelerator:ListAccelerators", "*", "us-west-2", id="Global Accelerator"),
    pytest.param(ANA, "sts:AssumeRole", "arn:aws:iam::123456789012:role/r", None, id="STS has endpoints in all regions"),
    pytest.param(ANA.replace(":aws:", ":aws-cn:"), "iam:GetUser", "*", "cn-north-1", id="IAM in China"),
    pytest.param(ANA.replace(":aws:", ":aws-us-gov:"), "iam:GetUser", "*", "us-gov-west-1", id="IAM in GovCloud"),
    pytest.param(ANA, "dynamodb:GetItem", "arn:aws:dynamodb:*:123456789012:table/T", None, id="a wildcard is no region"),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "action", "resource", "region"), REGIONS)
def test_the_region(principal: str, action: str, resource: str, region: str | None) -> None:
    assert values(Request(principal, action, resource)).get("aws:RequestedRegion") == region


def test_usual_values_are_not_certain() -> None:
    keys = {key.key: (key.value, key.certain) for key in carried_keys(Request(ANA, "s3:GetObject", BUCKET))}
    assert keys == {
        "aws:SecureTransport": ("true", False),
        "aws:ViaAWSService": ("false", False),
        "aws:PrincipalIsAWSService": ("false", True),
    }


def test_what_the_request_has_already_is_left_out() -> None:
    request = Request(ANA, "s3:GetObject", BUCKET, {"AWS:securetransport": "false"})
    assert "aws:SecureTransport" not in values(request)


def test_both_keys_of_the_time_are_one_instant() -> None:
    request = Request(ANA, "s3:GetObject", BUCKET)
    now = values(request, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert (now["aws:CurrentTime"], now["aws:EpochTime"]) == ("2026-01-02T03:04:05Z", "1767323045")
    given = Request(ANA, "s3:GetObject", BUCKET, {"aws:CurrentTime": "2026-01-02T03:04:05Z"})
    assert values(given, datetime(2030, 1, 1, tzinfo=UTC))["aws:EpochTime"] == "1767323045"
    assert "aws:EpochTime" not in values(Request(ANA, "s3:GetObject", BUCKET, {"aws:CurrentTime": "soon"}))


def test_the_account_of_the_resource() -> None:
    queue = Request(ANA, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:999999999999:q")
    assert values(queue)["aws:ResourceAccount"] == "999999999999"
    assert "aws:ResourceAccount" not in values(Request(ANA, "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"))


ABSENT = [
    pytest.param("aws:username", True, True, True, id="of a role's session"),
    pytest.param("aws:principaltag/team", True, True, True, id="a tag that a user does not have"),
    pytest.param("aws:principaltag/team", False, True, False, id="a tag that a session may have"),
    pytest.param("aws:userid", False, True, True, id="an id that the file does not have"),
    pytest.param("aws:userid", False, False, False, id="the id of a stranger"),
    pytest.param("aws:sourceip", True, True, False, id="what says nothing of the principal"),
]


@pytest.mark.parametrize(("key", "knows_tags", "knows_id", "absent"), ABSENT)
def test_what_a_request_certainly_lacks(key: str, *, knows_tags: bool, knows_id: bool, absent: bool) -> None:
    assert is_known_absent(key, knows_tags=knows_tags, knows_id=knows_id) is absent


def test_keys_are_in_lower_case() -> None:
    assert all(key == key.lower() for key in ALWAYS_CARRIED)
