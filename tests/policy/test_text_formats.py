"""What AWS saves as one Action, one Resource, one date."""

from __future__ import annotations

import pytest

from iamsim.policy.text_formats import PARTITIONS, action_problem, legacy_resource_problem, resource_problem
from iamsim.policy.values import is_saved_as_date

# reference_policies_elements_action: neither service nor action need exist
ACTIONS = ["*", "s3:*", "s3:GetObject", "S3:GETOBJECT", "s3-s:x", "s3.s:x", "no-such-service:Do", "s3:Get Object ", "iam: a", "s3:"]  # fmt: skip


@pytest.mark.parametrize("text", ACTIONS)
def test_an_action_is_saved(text: str) -> None:
    assert action_problem(text) is None


REFUSED_ACTIONS = [
    pytest.param("", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", id="nothing"),
    pytest.param("**", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", id="two stars"),
    pytest.param("a:b:c:d", "Actions/Condition can contain only one colon.", id="three colons"),
    pytest.param("*:Get", "Vendor * is not valid", id="any service"),
    pytest.param(":Get", "Vendor  is not valid", id="no service"),
    pytest.param("s_3:Get", "Vendor s_3 is not valid", id="an underscore"),
    pytest.param("é:Get", "Vendor é is not valid", id="a letter beyond ASCII"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED_ACTIONS)
def test_an_action_is_refused(text: str, message: str) -> None:
    problem = action_problem(text)
    assert problem is not None
    assert problem.message == message


RESOURCES = [
    pytest.param("*", id="a star"),
    pytest.param("arn:aws:fdsasf", id="an ARN that stops at the service"),
    pytest.param("arn:aws:s3", id="S3 alone"),
    pytest.param("arn:aws:sqs:eu-west-1:123456789012", id="an ARN that stops at the account"),
    pytest.param("arn:aws:s33:::b", id="a service that does not exist"),
    pytest.param("arn:aws-cn:s3:::b", id="China"),
    pytest.param("arn:*:s3:::b", id="any partition"),
    pytest.param("arn:aws*:s3:::b", id="some partitions"),
    pytest.param("arn:*:iam::*:role/ci", id="any partition of IAM"),
    pytest.param("arn:aws:s3:::b/${aws:username}/*", id="a variable after the fifth colon"),
    pytest.param("arn:aws:s3:eu-west-1:123456789012:accesspoint/front/object/*", id="an access point has a region"),
    pytest.param("arn:aws:s3:*:*:job/*", id="any region for S3"),
    pytest.param("arn:aws:iam::123456789012:root", id="the root user"),
    pytest.param("arn:aws:iam::123456789012:*", id="all of an account's IAM"),
    pytest.param("arn:aws:iam::*:user/eng/*", id="a user's path"),
    pytest.param("arn:aws:iam::aws:policy/AdministratorAccess", id="AWS's own policy"),
    pytest.param("arn:aws:ec2:us-east-1::image/*", id="a region elsewhere"),
    pytest.param("x:aws:s3:::b", id="the first part is not looked at"),
]  # fmt: skip


@pytest.mark.parametrize("text", RESOURCES)
def test_a_resource_is_saved(text: str) -> None:
    assert resource_problem(text) is None
    assert legacy_resource_problem(text) is None


@pytest.mark.parametrize("partition", sorted(PARTITIONS))
def test_each_partition_is_saved(partition: str) -> None:
    assert resource_problem(f"arn:{partition}:s3:::b") is None


REFUSED_RESOURCES = [
    # recorded: an ARN is shown filled up, and begins with arn whatever it began with
    pytest.param("a:b:c", 'Partition "b" is not valid for resource "arn:b:c:*:*:*".', id="filled up"),
    pytest.param("a:b:c:d:e:f:g:h", 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".', id="colons in the last part"),
    pytest.param("aws:s3:::b", 'Partition "s3" is not valid for resource "arn:s3:::b:*".', id="arn is missing"),
    pytest.param("arn:b*:s3:::b", 'Partition "b*" is not valid for resource "arn:b*:s3:::b".', id="wildcards that match no partition"),
    pytest.param("arn:${P}:${S}:::b", 'Partition "${P}" is not valid for resource "arn:${P}:${S}:::b".', id="a placeholder for the partition comes first"),
    pytest.param("arn:aws:s?:::b", "Resource vendor must be fully qualified and cannot contain regexes.", id="a question mark"),
    pytest.param("arn:aws:iam:us-east-1::user/a", "IAM resource arn:aws:iam:us-east-1::user/a cannot contain region information.", id="IAM has no region"),
    pytest.param("arn:aws:s3:eu-west-1::b", "Resource arn:aws:s3:eu-west-1::b can not contain region information.", id="a bucket has no region"),
    pytest.param("arn:aws:iam::1:user", f"IAM resource path must either be \"*\", root, or start with {'user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.'}", id="a kind without a slash"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED_RESOURCES)
def test_a_resource_is_refused(text: str, message: str) -> None:
    problem = resource_problem(text)
    assert problem is not None
    assert problem.message == message


LEGACY_RESOURCES = [
    pytest.param("arn:aws:s3::b", True, id="two colons after s3"),
    pytest.param("arn:aws:s3:b", True, id="one colon after s3"),
    pytest.param("arn:aws::b", True, id="no service"),
    pytest.param("arn:aws:", True, id="an empty service"),
    pytest.param("arn:aws:iam::${aws:PrincipalAccount}:user/a", True, id="a variable for the account"),
    pytest.param("arn:aws:${s}:::b", True, id="a variable for the service"),
    pytest.param("arn:*:s3::b", True, id="two colons after s3, in any partition"),
    pytest.param("arn:${P}:s3:::b", False, id="a placeholder for the partition has an error of its own"),
    pytest.param("arn:b::c", False, id="a partition that is none has an error of its own"),
    pytest.param("${aws:username}", True, id="a variable alone"),
    pytest.param("arn:aws:sns::b", False, id="another service may stop early"),
]


@pytest.mark.parametrize(("text", "refused"), LEGACY_RESOURCES)
def test_awss_older_parser_refuses_a_resource(text: str, refused: bool) -> None:
    problem = legacy_resource_problem(text)
    assert (problem is not None) is refused
    assert problem is None or problem.message == "The policy failed legacy parsing"


# Recorded: "01T" and the odd time zones are saved; nine digits of a second are, ten are not; 2^63 is too much.
DATES = [
    "2019-07-01T13:20:15Z", "2016-12-13T21:20:37.593194+00:00", "2016-12-13t2:00:00.593194+23", "01T", "2026", "2026-01",
    "2026-01-31", "2026-01-31T12:00Z", "2026-01-31T12:00:00+0200", "-292275054", "0", "1735689600", "1735689600.5",
    "9223372036854775807",
]  # fmt: skip
REFUSED_DATES = [
    "", "sdfdsf", "234-13", "2016-12-13t2:00:00.593194+1", "2016-12-13t2:00:00.1999999999+10:59", "9223372036854775808",
    "-9223372036854775808", "2026-01-32", "2026-01-31T25:00Z", "2026-01-31T12:60Z", "2026-01-31T12:00:61Z", "True", "1" * 5000,
    "２０２６-01-01", "${aws:CurrentTime}",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_saved(text: str) -> None:
    assert is_saved_as_date(text)


@pytest.mark.parametrize("text", REFUSED_DATES)
def test_a_date_is_refused(text: str) -> None:
    assert not is_saved_as_date(text)
